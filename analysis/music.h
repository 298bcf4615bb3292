/// \file
/// Music of one channel by continuous frequency activation: notes stand still for tenths of a second where
/// the harmonics of a voice glide (K. Seyerlehner et al., "Automatic music detection in television
/// productions", DAFx 2007).
#ifndef LUR_ANALYSIS_MUSIC_H
#define LUR_ANALYSIS_MUSIC_H

#include <stdint.h>

#include "analysis/spectrum.h"

/// Every second frame is looked at; a block is 64 of them, 1.28 s.
enum { lur_music_block = 64, lur_music_step = 2 };

struct lur_music {
  uint8_t bits[lur_music_block][LUR_SPECTRUM_BINS]; // 1: the bin stands out of its neighbours
  uint8_t count[LUR_SPECTRUM_BINS];                 // sum of bits over the block
  int64_t frames;                                   // looked at so far
  float activation;                                 // of the block that ended last
};
/// power: of lur_spectrum_power; now: index of the frame. Returns the activation of the block that ends here:
/// about 0.2-0.5 for speech and noise, 0.6 and more for most music; it belongs to the block's middle,
/// lur_music_block frames ago.
float lur_music_feed(struct lur_music *m, const float *power, int64_t now);

#endif
