/// \file
/// A folder whose recordings are taken in as they appear.
#ifndef LUR_CLI_WATCH_H
#define LUR_CLI_WATCH_H

#include "cli/intake.h"

struct lur_watch_options {
  const char *folder;
  double settle_s; ///< a file is finished when it has stayed the same for so long, seconds
  double side_s;   ///< how long the one side of a call waits for the other, seconds
  double rescan_s; ///< how often all is looked at, for drives that tell nothing, seconds
  bool once;       ///< take what is there, then end
  bool retry;      ///< begin with what was refused before
  bool needs_meta; ///< a recording waits until something comes with it
  int threads;
};
struct lur_watch_options lur_watch_options_default(const char *folder);

/// Takes recordings in until it is told to end by a signal (SIGINT, SIGTERM, SIGHUP), or all that is there is
/// taken (once). Prints a line for each; says what is refused and remembers it in the store. intake: with its
/// store, about; the rest zero. Returns the worst of once; else LUR_EXIT_DONE when it was told to end.
lur_exit lur_watch_run(struct lur_intake *intake, const struct lur_watch_options *options);

#endif
