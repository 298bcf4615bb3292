/// \file
/// The analyser: samples in, a call's events and measures out. The same for a live call and for a file. It
/// knows no file, device, clock or language; results do not depend on how the stream was cut into pushes.
#ifndef LUR_ANALYSIS_ANALYSER_H
#define LUR_ANALYSIS_ANALYSER_H

#include <stdint.h>

#include "analysis/call.h"
#include "analysis/tap.h"

/// Version of the method: stored with each result. A changed event boundary or measure changes it.
#define LUR_ANALYSER_VERSION "0.2.0"

struct lur_analyser_config {
  int sample_rate_hz; ///< the analysis rate: 8000, or 16000 for wideband recordings
  int channels;       ///< 1 or 2
  lur_role role[2];   ///< of each channel; NONE: to be detected, else the default (channel 0 caller, 1 agent)
  lur_roles_from roles_from;           ///< where role[] was learnt, when it is not NONE
  double dead_air_s;                   ///< shortest mutual silence that is dead air, default 4
  const struct lur_notes *notes;       ///< made while it was recorded; NULL: none. Borrowed until finish
  const struct lur_dropouts *dropouts; ///< holes that were filled with silence; NULL: none. Borrowed likewise
  lur_tap *tap; ///< shown each frame some seconds after it was pushed; NULL: nobody looks
  void *tap_self;
};
struct lur_analyser_config lur_analyser_defaults(int sample_rate_hz, int channels);

typedef struct lur_analyser lur_analyser;
/// LUR_UNSUPPORTED: rate or channels; LUR_BAD_ARG: other fields out of range; LUR_NO_MEM.
LUR_NODISCARD lur_status lur_analyser_new(const struct lur_analyser_config *config, lur_analyser **out);
/// pcm: n * channels floats, interleaved, nominal [-1, 1]; values that are not finite count as 0. Any n.
/// LUR_BAD_ARG after finish; LUR_NO_MEM: the analyser can only be freed.
LUR_NODISCARD lur_status lur_analyser_push(lur_analyser *a, const float *pcm, size_t n);
/// Takes the next preview event (speech is not among them), a few seconds behind the last push: tones, keys,
/// music. False: none is ready now. What finish returns replaces all previews.
bool lur_analyser_next(lur_analyser *a, struct lur_event *event);
/// Ends the stream. *out is yours to free with lur_call_free. LUR_BAD_ARG: called before; LUR_NO_MEM.
LUR_NODISCARD lur_status lur_analyser_finish(lur_analyser *a, struct lur_call **out);
void lur_analyser_free(lur_analyser *a); ///< NULL is fine

#endif
