/// \file
/// Internal to audio/. One sound file from its bytes to clean floats at the rate that is wanted: a whole
/// recording or one leg.
#ifndef LUR_AUDIO_SOURCE_H
#define LUR_AUDIO_SOURCE_H

#include "audio/decoder.h"
#include "audio/reader.h"
#include "audio/resampler.h"

struct lur_source {
  const char *name; ///< borrowed
  struct lur_input input;
  struct lur_container container;
  lur_decoder *decoder;
  lur_resampler *resampler; ///< NULL where the rate stays what it is
  lur_reader_tap *tap;
  void *tap_self;
  int channel;           ///< the first of its channels in the recording
  int rate_hz, channels; ///< of the file
  bool by_lur;           ///< lur's words are in its comment
  lur_role role[2];      ///< from those words
  const char *comment;   ///< the user's part of the comment; valid while the decoder is open
  float *block;          ///< decoded
  float *resampled;      ///< NULL where the rate stays what it is
  const float *out;      ///< which of both is handed out
  size_t block_n, block_used, out_n, out_used;
  bool decoded, ended; ///< no more to decode; no more to give
  int64_t samples;     ///< decoded so far, per channel
  int64_t not_numbers; ///< samples that were not finite or absurd
  int64_t given;       ///< per channel, at the rate wanted
};

/// Opens `name`, or the bytes where they are not NULL. On failure *s is closed.
LUR_NODISCARD lur_status lur_source_open(const char *name, const void *bytes, size_t size,
                                         struct lur_source *s, struct lur_diag *diag);
/// Makes it ready to be read at rate_hz. LUR_BAD_INPUT: there is no sound in it.
LUR_NODISCARD lur_status lur_source_start(struct lur_source *s, int rate_hz, int channel,
                                          const struct lur_reader_options *options, struct lur_diag *diag);
/// As lur_reader_read.
LUR_NODISCARD lur_status lur_source_read(struct lur_source *s, float *pcm, size_t n, size_t *got);
/// After LUR_END or LUR_IO: true when all is well, else one sentence in problem[size].
bool lur_source_judge(const struct lur_source *s, char *problem, size_t size);
void lur_source_close(struct lur_source *s); ///< a zeroed or closed source is fine

#endif
