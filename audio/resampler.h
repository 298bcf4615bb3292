/// \file
/// Streaming change of sample rate by libsoxr: no delay, and exactly round(n * out / in)
/// samples in all.
#ifndef LUR_AUDIO_RESAMPLER_H
#define LUR_AUDIO_RESAMPLER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

typedef struct lur_resampler lur_resampler;
/// Rates in Hz, above 0; channels 1 or 2, interleaved. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_resampler_new(int in_hz, int out_hz, int channels, lur_resampler **out);
/// Takes n samples per channel, of which *used are taken, and gives at most `room`, *got of them. Call again
/// with what is left until all are used.
LUR_NODISCARD lur_status lur_resampler_push(lur_resampler *r, const float *in, size_t n, size_t *used,
                                            float *out, size_t room, size_t *got);
/// After the last push: what is still to come. *got is 0 when all has come.
LUR_NODISCARD lur_status lur_resampler_flush(lur_resampler *r, float *out, size_t room, size_t *got);
void lur_resampler_free(lur_resampler *r); ///< NULL is fine

#endif
