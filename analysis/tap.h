/// \file
/// A look at the analyser's frames while it works, for pictures of features and for whoever tunes it. Nothing
/// is computed or kept for it.
#ifndef LUR_ANALYSIS_TAP_H
#define LUR_ANALYSIS_TAP_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/features.h"

/// One frame of one channel as it was judged, before decisions looked at its neighbours.
struct lur_frame_view {
  int channel;
  int64_t frame;                   ///< on the 10 ms grid
  uint8_t over[LUR_BANDS];         ///< each band over its noise floor, half decibels
  float level_db, floor_db;        ///< level, and noise floor, against the channel's loud level
  float echo_db;                   ///< level over what an echo of the other channel would have
  float periodicity;               ///< 0..1: how voiced
  float first_speech, first_music; ///< the first network's log-odds, natural logarithm
  float speech, music;             ///< the second's
  bool tone, key;                  ///< taken by a tone, by a key
};
/// Called once for each frame of each channel, ascending within a channel. view: valid meanwhile.
typedef void lur_tap(void *self, const struct lur_frame_view *view);

#endif
