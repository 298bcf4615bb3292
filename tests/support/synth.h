/// \file
/// Sounds for tests, made so that their start, end and level are known exactly. Every maker *adds* into a
/// mono buffer, so that sounds can be laid over each other; outside [start_s, end_s) it changes no sample.
/// Times are rounded to whole samples and cut to the buffer. Levels are dBov (RMS against a full-scale square
/// wave: a full-scale sine is -3.01 dBov). What is made depends only on the arguments and the seed of the
/// sound, never on the order or number of other makers.
#ifndef LUR_TESTS_SUPPORT_SYNTH_H
#define LUR_TESTS_SUPPORT_SYNTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A mono sound; fields are for reading, `at` also for writing.
struct lur_synth {
  int sample_rate_hz;
  size_t n;  ///< samples
  float *at; ///< nominal [-1, 1]; not clipped by the makers
};

/// A buffer of zeros. NULL: memory is out, or rate or length is not positive. Free with lur_synth_free.
struct lur_synth *lur_synth_new(int sample_rate_hz, double duration_s);
void lur_synth_free(struct lur_synth *s); ///< NULL is fine

/// n samples per channel (the shorter of both) as interleaved left, right, for lur_analyser_push; free it
/// with free(). NULL: memory is out.
float *lur_synth_interleave(const struct lur_synth *left, const struct lur_synth *right, size_t *n);

/// A sine that starts at phase 0, with no fade.
void lur_synth_tone(struct lur_synth *s, double start_s, double end_s, double hz, double level_dbov);
/// Two sines of equal level; `level_dbov` is that of both together.
void lur_synth_pair(struct lur_synth *s, double start_s, double end_s, double hz_a, double hz_b,
                    double level_dbov);
/// The keypress of that digit (0-9 A-D * #, ITU-T Q.23), both tones together at `level_dbov`. False: no such
/// digit.
bool lur_synth_dtmf(struct lur_synth *s, double start_s, double end_s, char digit, double level_dbov);
/// A call-progress tone: `count` bursts of `hz`, each on_s long, with off_s between. Returns the end of the
/// last burst, s.
double lur_synth_bursts(struct lur_synth *s, double start_s, double hz, double on_s, double off_s,
                        size_t count, double level_dbov);
/// White noise with a uniform distribution from a xorshift generator.
void lur_synth_noise(struct lur_synth *s, double start_s, double end_s, double level_dbov, uint32_t seed);
/// A little tune in chords of four notes (bass and three), two chords a second, each note a few harmonics
/// that fade slowly: continuous, tonal, never silent. The seed picks key and order of chords.
void lur_synth_music(struct lur_synth *s, double start_s, double end_s, double level_dbov, uint32_t seed);

/// How a made-up voice sounds.
struct lur_synth_voice {
  double pitch_hz;      ///< middle of its pitch, 60 to 400; it wanders by two semitones round it
  double formant_scale; ///< 1 for a long (male) vocal tract, about 1.17 for a short one
  uint32_t seed;        ///< order of vowels and consonants
};
/// Somebody talking without a pause: glottal pulses through the formants of changing vowels, four syllables a
/// second, each falling to about a sixth of its peak between vowels, now and then with a hissing onset. Level
/// is the RMS of the whole stretch. The first and last 5 ms fade; the first sample that is not zero is within
/// 1 ms of start_s, the last of end_s.
void lur_synth_speech(struct lur_synth *s, double start_s, double end_s, const struct lur_synth_voice *voice,
                      double level_dbov);

/// RMS of [start_s, end_s) in dBov; -INFINITY for digital silence.
double lur_synth_level_dbov(const struct lur_synth *s, double start_s, double end_s);

#endif
