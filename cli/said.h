/// \file
/// What was noted and lost while a recording was made, from the file beside it (about.h writes it).
#ifndef LUR_CLI_SAID_H
#define LUR_CLI_SAID_H

#include "base/dropouts.h"
#include "base/notes.h"

/// Reads n bytes of JSON and adds what stands of notes and lost spans to the lists; what is not understood is
/// left out. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_said_read(const char *text, size_t n, struct lur_notes *notes,
                                       struct lur_dropouts *dropouts);
/// The same from the file beside the recording at `path` (path + ".json"); nothing where there is none.
LUR_NODISCARD lur_status lur_said_beside(const char *path, struct lur_notes *notes,
                                         struct lur_dropouts *dropouts);

#endif
