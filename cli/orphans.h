/// \file
/// Journals whose recording is not beside them any more.
#ifndef LUR_CLI_ORPHANS_H
#define LUR_CLI_ORPHANS_H

/// Says of each in the folder of `path` what it is, whether there is anything in it worth keeping, and what
/// can be done with it. Those that hold nothing are removed.
void lur_orphans_tell_beside(const char *path);

#endif
