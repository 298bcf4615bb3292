/// \file
/// Internal to audio/. One sound file being decoded to floats at its own rate: libmpg123 for MP3, libsndfile
/// for the rest. MP3 goes past libsndfile because the libmpg123 inside it prints on stderr when a file is
/// damaged; used directly it is silent.
#ifndef LUR_AUDIO_DECODER_H
#define LUR_AUDIO_DECODER_H

#include "audio/container.h"

typedef struct lur_decoder lur_decoder;

struct lur_decoder_info {
  int sample_rate_hz, channels;
  int64_t samples;              ///< per channel, as the decoder counts beforehand; -1: it does not know
  bool sound;                   ///< every sample is surely a number within [-1, 1]
  char format[48];              ///< "WAV PCM16"
  char *title, *comment, *date; ///< as stored, of any encoding; NULL where there is none
};

struct lur_decoder {
  /// Up to n samples per channel; 0 at the end or when nothing more can be had.
  size_t (*read)(lur_decoder *d, float *pcm, size_t n);
  bool (*broken)(const lur_decoder *d); ///< the decoder met damage
  void (*close)(lur_decoder *d);
  struct lur_decoder_info info;
};

/// `in` is borrowed until the decoder is closed. LUR_BAD_INPUT, LUR_UNSUPPORTED with diag, LUR_NO_MEM.
LUR_NODISCARD lur_status lur_decoder_open(struct lur_input *in, const struct lur_container *container,
                                          const char *name, lur_decoder **out, struct lur_diag *diag);
lur_status lur_decoder_open_sndfile(struct lur_input *in, const struct lur_container *container,
                                    const char *name, lur_decoder **out, struct lur_diag *diag);
lur_status lur_decoder_open_mpeg(struct lur_input *in, const struct lur_container *container,
                                 const char *name, lur_decoder **out, struct lur_diag *diag);
void lur_decoder_close(lur_decoder *d); ///< NULL is fine
void lur_decoder_clear_info(struct lur_decoder_info *info);

#endif
