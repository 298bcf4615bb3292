/// \file
/// A fingerprint of one channel: 16 bits for each 50 ms that say between which neighbouring bands the balance
/// tips, and which way. A recording that is played again gives nearly the same bits, at any level and over
/// other noise; anything else agrees in half of them. After J. Haitsma and T. Kalker, "A Highly Robust Audio
/// Fingerprinting System" (ISMIR 2002), with longer steps: a day of two channels takes 7 MB.
#ifndef LUR_ANALYSIS_PRINTS_H
#define LUR_ANALYSIS_PRINTS_H

#include <stdint.h>

#include "analysis/features.h"
#include "base/list.h"

/// Frames of a print, and bits in it.
enum { lur_print_frames = 5, lur_print_bits = 16 };

/// Zero-initialise; clear with lur_prints_clear.
struct lur_prints {
  uint16_t *at; ///< print i is of the frames from 5 i on, and of the three prints before it
  size_t n, room;
  uint16_t sum[4][LUR_BANDS]; // of the bands, of the last four prints
  int frames;                 // in the sum that is being made
};

/// Takes the bands of the next frame. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_prints_feed(struct lur_prints *p, const lur_level band[LUR_BANDS]);
void lur_prints_clear(struct lur_prints *p);

/// Bits that differ between two runs of n prints; more than `most` may be told as soon as that is sure.
int lur_prints_differ(const uint16_t *a, const uint16_t *b, size_t n, int most);

#endif
