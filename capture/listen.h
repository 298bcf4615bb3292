/// \file
/// A few seconds of a sound, into memory.
#ifndef LUR_CAPTURE_LISTEN_H
#define LUR_CAPTURE_LISTEN_H

#include "capture/sound.h"

/// Hears `seconds` of an opened sound that has not been started, or what there is of it: *pcm is to free(),
/// *n samples per channel, interleaved. What is lost on the way is silence. Returns within ten seconds more
/// than that. LUR_DEVICE: it will not start, or nothing came; diag says so. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_listen(struct lur_sound *sound, double seconds, int16_t **pcm, size_t *n,
                                    struct lur_diag *diag);

#endif
