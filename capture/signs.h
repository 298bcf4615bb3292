/// \file
/// Internal to capture/. Signs that tell what a sound is: hum, a telephone's tone, a voice, a copy of
/// another.
///
/// All take n samples of one channel at about 8 kHz, full scale 1, and give powers and levels relative to a
/// full-scale square wave.
#ifndef LUR_CAPTURE_SIGNS_H
#define LUR_CAPTURE_SIGNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The rate that a channel is brought to, and how many samples n become.
int lur_signs_rate(int rate_hz);
size_t lur_signs_length(size_t n, int rate_hz);
/// Brings one channel to that rate; samples are `stride` apart. out: lur_signs_length(n, rate_hz).
void lur_signs_thin(const int16_t *pcm, size_t n, size_t stride, int rate_hz, float *out);
/// Takes away what lies below 250 Hz: voices remain, hum does not.
void lur_signs_high_pass(float *x, size_t n, int rate_hz);

struct lur_hum {
  int hz;          ///< 50 or 60, whichever fits better
  double level_db; ///< of the mains and its harmonics up to 250 Hz
  double above_db; ///< how far they stand out of what lies between
};
/// Of what is there all the time; at least a second is needed, else it is nothing.
struct lur_hum lur_signs_hum(const float *x, size_t n, int rate_hz);

/// Whether most of what is loud is one or two tones such as telephones make.
bool lur_signs_tone(const float *x, size_t n, int rate_hz);
/// Whether it comes and goes as speech does. After lur_signs_high_pass.
bool lur_signs_voice(const float *x, size_t n, int rate_hz);

struct lur_copy {
  double likeness; ///< 0 .. 1: correlation where the two fit best
  double lag_s;    ///< by so much b is later than a; below 0: earlier
  double level_db; ///< of what b has of a, relative to a
};
/// How much of a is in b, at most 0.4 s later or earlier.
struct lur_copy lur_signs_copy(const float *a, const float *b, size_t n, int rate_hz);

#endif
