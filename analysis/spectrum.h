/// \file
/// Short-time power spectrum of one channel: a Hann window of 32 ms centred on each 10 ms frame, FFT by FFTW;
/// and how periodic each frame is. Two frames are transformed at once, as the real and the imaginary half of
/// one signal: that costs as much as one frame alone.
#ifndef LUR_ANALYSIS_SPECTRUM_H
#define LUR_ANALYSIS_SPECTRUM_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/// Bins up to 4 kHz, 31.25 Hz apart at any analysis rate. What wideband recordings hold above 4 kHz takes no
/// part in decisions: telephone speech has it or not by the line, not by the talker.
#define LUR_SPECTRUM_BINS 129
#define LUR_SPECTRUM_BIN_HZ 31.25F
/// Bins that there can be, up to 8 kHz.
#define LUR_SPECTRUM_MOST_BINS 257

/// Of two frames.
struct lur_spectra {
  /// Half the window and one values, of which the first LUR_SPECTRUM_BINS are there at any rate. A full-scale
  /// sine centred on a bin gives 1/4 in it (and 1/16 in each neighbour), so that the sum over a sine's three
  /// bins times 4/3 is its mean square.
  float power[2][LUR_SPECTRUM_MOST_BINS];
};

/// A voice's pitch in quarters of a semitone over 80 Hz, and one more: 1 to 112; 0 is none.
typedef uint8_t lur_pitch;
enum { LUR_PITCHES = 113 };

typedef struct lur_spectrum lur_spectrum;
/// sample_rate_hz: 8000 or 16000. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_spectrum_new(int sample_rate_hz, lur_spectrum **out);
size_t lur_spectrum_window(const lur_spectrum *s); ///< samples of a window: 256 at 8 kHz, 512 at 16 kHz
/// first, second: window samples each; they may overlap.
void lur_spectrum_of(lur_spectrum *s, const float *first, const float *second, struct lur_spectra *out);
/// How periodic two frames are, 0..1: the highest normalised autocorrelation at 80-400 Hz, by the transform
/// of the power spectrum, divided by the window's own (P. Boersma, "Accurate short-term analysis of the
/// fundamental frequency", 1993). first, second: LUR_SPECTRUM_BINS powers each, of lur_spectrum_of. pitch:
/// where that is, as the lowest of the periods that fit about as well; 0 where nothing is periodic.
void lur_spectrum_periodicity(lur_spectrum *s, const float *first, const float *second, float out[2],
                              lur_pitch pitch[2]);
void lur_spectrum_free(lur_spectrum *s); ///< NULL is fine

#endif
