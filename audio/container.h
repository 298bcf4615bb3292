/// \file
/// Internal to audio/. A strict look at a sound file's container before any decoder sees it: does the header
/// contradict itself, how much sound does it promise, and is that all there?
#ifndef LUR_AUDIO_CONTAINER_H
#define LUR_AUDIO_CONTAINER_H

#include "audio/input.h"

typedef enum {
  LUR_CONTAINER_OTHER, ///< not looked into; libsndfile may know it
  LUR_CONTAINER_WAV,   ///< also RF64
  LUR_CONTAINER_W64,
  LUR_CONTAINER_AIFF,
  LUR_CONTAINER_AU,
  LUR_CONTAINER_CAF,
  LUR_CONTAINER_FLAC,
  LUR_CONTAINER_OGG,
  LUR_CONTAINER_MPEG
} lur_container_kind;

typedef enum {
  LUR_EXTENT_WHOLE,     ///< all that the header promises is there
  LUR_EXTENT_STREAMED,  ///< the header says that it does not know the length: written through a pipe
  LUR_EXTENT_CUT,       ///< the header promises more than there is
  LUR_EXTENT_UNFINISHED ///< the header was never brought up to date: the recorder was stopped or lost power
} lur_extent;

struct lur_container {
  lur_container_kind kind;
  lur_extent extent;
  int64_t promised; ///< samples per channel; -1: not said
  int64_t block;  ///< samples per channel that are stored together, where promised may end within one; else 0
  int64_t origin; ///< where an MPEG stream begins within a WAV file; else 0
};

/// Fills *out; may patch or shorten `in` so that decoders see a header that fits. LUR_BAD_INPUT:
/// contradictions, no sound data, no sound file; LUR_UNSUPPORTED: a known kind that lur does not take. diag
/// (with `name`) says what.
LUR_NODISCARD lur_status lur_container_check(struct lur_input *in, const char *name,
                                             struct lur_container *out, struct lur_diag *diag);

// One function for each kind, same contract. `*out` comes with kind set, promised -1, the rest zero.
lur_status lur_container_riff(struct lur_input *in, const char *name, struct lur_container *out,
                              struct lur_diag *diag);
lur_status lur_container_w64(struct lur_input *in, const char *name, struct lur_container *out,
                             struct lur_diag *diag);
lur_status lur_container_aiff(struct lur_input *in, const char *name, struct lur_container *out,
                              struct lur_diag *diag);
lur_status lur_container_au(struct lur_input *in, const char *name, struct lur_container *out,
                            struct lur_diag *diag);
lur_status lur_container_caf(struct lur_input *in, const char *name, struct lur_container *out,
                             struct lur_diag *diag);
lur_status lur_container_flac(struct lur_input *in, const char *name, struct lur_container *out,
                              struct lur_diag *diag);
lur_status lur_container_ogg(struct lur_input *in, const char *name, struct lur_container *out,
                             struct lur_diag *diag);
lur_status lur_container_mpeg(struct lur_input *in, const char *name, struct lur_container *out,
                              struct lur_diag *diag);

/// Where an ID3v2 tag at the start of the file ends; 0 where there is none.
int64_t lur_container_after_id3(struct lur_input *in);
/// LUR_OK, or a sentence about a channel count or rate that is absurd (LUR_BAD_INPUT) or not taken
/// (LUR_UNSUPPORTED).
lur_status lur_container_shape(const char *name, uint64_t channels, double rate_hz, struct lur_diag *diag);
/// "the header promises sound but has no place for it".
lur_status lur_container_no_data(const char *name, struct lur_diag *diag);

#endif
