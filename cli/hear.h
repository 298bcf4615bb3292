/// \file
/// Stretches of a recording, heard by the computer's own loudspeaker or headphones.
#ifndef LUR_CLI_HEAR_H
#define LUR_CLI_HEAR_H

#include <stddef.h>
#include <stdio.h>

#include "base/list.h"

/// What is heard: a name as lur_reader_open takes it.
struct lur_hear {
  const char *name;
  FILE *out; ///< where it is said that the sound system is slow; NULL: nowhere
};

/// Plays n stretches, one after the other with a breath between, and waits until they are over or a line is
/// typed on standard input. `hear` is a struct lur_hear: for struct lur_asking. Returns NULL, or one sentence
/// why nothing was heard, translated. The sound system is used in a process of its own, since it may hang:
/// who waits is told so, and need not.
const char *lur_hear_play(void *hear, const struct lur_span *at, size_t n);

#endif
