#include "tests/support/synth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double pi = 3.14159265358979323846;

struct lur_synth *lur_synth_new(int sample_rate_hz, double duration_s)
{
  if (sample_rate_hz <= 0 || !(duration_s > 0)) return NULL;
  struct lur_synth *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  s->sample_rate_hz = sample_rate_hz;
  s->n = (size_t)llround(duration_s * sample_rate_hz);
  s->at = calloc(s->n ? s->n : 1, sizeof *s->at);
  if (s->at) return s;
  free(s);
  return NULL;
}

void lur_synth_free(struct lur_synth *s)
{
  if (!s) return;
  free(s->at);
  free(s);
}

float *lur_synth_interleave(const struct lur_synth *left, const struct lur_synth *right, size_t *n)
{
  size_t shorter = left->n < right->n ? left->n : right->n;
  float *both = calloc(shorter ? 2 * shorter : 1, sizeof *both);
  if (!both) return NULL;
  for (size_t i = 0; i < shorter; i++) {
    both[2 * i] = left->at[i];
    both[2 * i + 1] = right->at[i];
  }
  *n = shorter;
  return both;
}

/// A stretch of the buffer in samples, cut to it.
struct stretch {
  size_t first, n;
};

static size_t sample_of(const struct lur_synth *s, double t)
{
  double x = round(t * s->sample_rate_hz);
  if (!(x > 0)) return 0;
  return x < (double)s->n ? (size_t)x : s->n;
}

static struct stretch stretch_of(const struct lur_synth *s, double start_s, double end_s)
{
  size_t first = sample_of(s, start_s), end = sample_of(s, end_s);
  return (struct stretch){first, end > first ? end - first : 0};
}

static double rms_of_level(double dbov)
{
  return pow(10, dbov / 20);
}

/// Uniform in [-1, 1). xorshift32, Marsaglia 2003; its state must not be 0.
static double next_noise(uint32_t *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state / 2147483648.0 - 1;
}

/// Seeds that differ little would start alike: spread them (the finaliser of MurmurHash3, Appleby).
static uint32_t start_of_seed(uint32_t seed)
{
  seed ^= seed >> 16;
  seed *= 0x85ebca6bu;
  seed ^= seed >> 13;
  seed *= 0xc2b2ae35u;
  seed ^= seed >> 16;
  return seed ? seed : 1;
}

static void add_sine(struct lur_synth *s, struct stretch at, double hz, double peak)
{
  double step = 2 * pi * hz / s->sample_rate_hz;
  for (size_t i = 0; i < at.n; i++) s->at[at.first + i] += (float)(peak * sin(step * (double)i));
}

void lur_synth_tone(struct lur_synth *s, double start_s, double end_s, double hz, double level_dbov)
{
  add_sine(s, stretch_of(s, start_s, end_s), hz, rms_of_level(level_dbov) * sqrt(2));
}

void lur_synth_pair(struct lur_synth *s, double start_s, double end_s, double hz_a, double hz_b,
                    double level_dbov)
{
  struct stretch at = stretch_of(s, start_s, end_s);
  add_sine(s, at, hz_a, rms_of_level(level_dbov));
  add_sine(s, at, hz_b, rms_of_level(level_dbov));
}

bool lur_synth_dtmf(struct lur_synth *s, double start_s, double end_s, char digit, double level_dbov)
{
  static const double low_hz[4] = {697, 770, 852, 941}; // ITU-T Q.23
  static const double high_hz[4] = {1209, 1336, 1477, 1633};
  static const char keys[] = "123A456B789C*0#D";
  const char *key = digit ? strchr(keys, digit) : NULL;
  if (!key) return false;
  size_t i = (size_t)(key - keys);
  lur_synth_pair(s, start_s, end_s, low_hz[i / 4], high_hz[i % 4], level_dbov);
  return true;
}

double lur_synth_bursts(struct lur_synth *s, double start_s, double hz, double on_s, double off_s,
                        size_t count, double level_dbov)
{
  double end_s = start_s;
  for (size_t i = 0; i < count; i++) {
    double burst_s = start_s + (double)i * (on_s + off_s);
    end_s = burst_s + on_s;
    lur_synth_tone(s, burst_s, end_s, hz, level_dbov);
  }
  return end_s;
}

void lur_synth_noise(struct lur_synth *s, double start_s, double end_s, double level_dbov, uint32_t seed)
{
  struct stretch at = stretch_of(s, start_s, end_s);
  double peak = rms_of_level(level_dbov) * sqrt(3); // of a uniform distribution
  uint32_t state = start_of_seed(seed);
  for (size_t i = 0; i < at.n; i++) s->at[at.first + i] += (float)(peak * next_noise(&state));
}

/// Adds `sound` (at.n samples) with its RMS brought to the level.
static void add_at_level(struct lur_synth *s, struct stretch at, const float *sound, double level_dbov)
{
  double sum = 0;
  for (size_t i = 0; i < at.n; i++) sum += (double)sound[i] * (double)sound[i];
  if (!(sum > 0)) return;
  double gain = rms_of_level(level_dbov) / sqrt(sum / (double)at.n);
  for (size_t i = 0; i < at.n; i++) s->at[at.first + i] += (float)(gain * (double)sound[i]);
}

/// One note from `first` on: four harmonics, a soft start of 10 ms, an end that fades to a third.
static void play_note(float *out, size_t n, double hz, double rate)
{
  for (size_t i = 0; i < n; i++) {
    double t = (double)i / rate, sum = 0;
    for (int k = 1; k <= 4 && k * hz < 0.45 * rate; k++) sum += sin(2 * pi * k * hz * t) / (k * k);
    double attack = t < 0.01 ? t / 0.01 : 1;
    out[i] += (float)(sum * attack * exp(-1.1 * (double)i / (double)n));
  }
}

void lur_synth_music(struct lur_synth *s, double start_s, double end_s, double level_dbov, uint32_t seed)
{
  static const int chords[4][3] = {
      {0, 4, 7}, {9, 12, 16}, {5, 9, 12}, {7, 11, 14}}; // semitones: I, vi, IV, V
  struct stretch at = stretch_of(s, start_s, end_s);
  float *sound = calloc(at.n ? at.n : 1, sizeof *sound);
  if (!sound) return;
  uint32_t state = start_of_seed(seed);
  double key_hz = 220 * pow(2, floor(6 * (next_noise(&state) + 1)) / 12);
  size_t beat = (size_t)(s->sample_rate_hz / 2);
  for (size_t first = 0; first < at.n; first += beat) {
    const int *chord = chords[(size_t)(2 * (next_noise(&state) + 1)) % 4];
    size_t n = at.n - first < beat ? at.n - first : beat;
    play_note(sound + first, n, key_hz / 2 * pow(2, chord[0] / 12.0), s->sample_rate_hz);
    for (int k = 0; k < 3; k++)
      play_note(sound + first, n, key_hz * pow(2, chord[k] / 12.0), s->sample_rate_hz);
  }
  add_at_level(s, at, sound, level_dbov);
  free(sound);
}

/// A formant: two-pole resonator with unit gain at 0 Hz (Klatt 1980).
struct resonator {
  double a, b, c, y1, y2;
};

static void resonator_tune(struct resonator *r, double hz, double width_hz, double rate)
{
  r->c = -exp(-2 * pi * width_hz / rate);
  r->b = 2 * exp(-pi * width_hz / rate) * cos(2 * pi * hz / rate);
  r->a = 1 - r->b - r->c;
}

static double resonator_step(struct resonator *r, double x)
{
  double y = r->a * x + r->b * r->y1 + r->c * r->y2;
  r->y2 = r->y1;
  r->y1 = y;
  return y;
}

/// First three formants of five vowels, Hz: a, e, i, o, u of a man (after Peterson & Barney 1952).
static const double vowels_hz[5][3] = {
    {730, 1090, 2440}, {530, 1840, 2480}, {270, 2290, 3010}, {570, 840, 2410}, {300, 870, 2240}};

/// State of somebody talking.
struct talker {
  double rate, pitch_hz, scale;
  uint32_t random;
  double phase;          ///< of the glottal cycle, 0..1
  double syllable_pitch; ///< semitones above the middle
  bool hisses;           ///< this syllable starts with a hiss
  struct resonator formant[3];
};

static void next_syllable(struct talker *t)
{
  static const double width_hz[3] = {80, 100, 150};
  const double *f = vowels_hz[(size_t)(2.5 * (next_noise(&t->random) + 1)) % 5];
  for (int k = 0; k < 3; k++) {
    double hz = fmin(f[k] * t->scale, 0.46 * t->rate);
    resonator_tune(&t->formant[k], hz, width_hz[k], t->rate);
  }
  t->syllable_pitch = 2 * next_noise(&t->random);
  t->hisses = next_noise(&t->random) > 0.4;
}

/// One sample; `place` is where in its syllable it lies, 0..1 (vowel in the middle, consonant at the edges).
static double talk_step(struct talker *t, double place)
{
  double noise = next_noise(&t->random);
  if (t->hisses && place < 0.2) return 0.5 * noise;
  double hz = t->pitch_hz * pow(2, (t->syllable_pitch - 2 * (place - 0.5)) / 12);
  t->phase += hz / t->rate;
  double pulse = 0.02 * noise;
  if (t->phase >= 1) {
    t->phase -= 1;
    pulse += t->rate / hz / 8;
  }
  for (int k = 0; k < 3; k++) pulse = resonator_step(&t->formant[k], pulse);
  return pulse;
}

/// Fades the first and last 5 ms, so that a talk-spurt does not click.
static void fade_ends(float *sound, size_t n, int rate)
{
  size_t ramp = (size_t)(rate / 200);
  for (size_t i = 0; i < ramp && i < n; i++) {
    float gain = ((float)i + 0.5f) / (float)ramp;
    sound[i] *= gain;
    sound[n - 1 - i] *= gain;
  }
}

void lur_synth_speech(struct lur_synth *s, double start_s, double end_s, const struct lur_synth_voice *voice,
                      double level_dbov)
{
  struct stretch at = stretch_of(s, start_s, end_s);
  float *sound = calloc(at.n ? at.n : 1, sizeof *sound);
  if (!sound) return;
  struct talker t = {.rate = s->sample_rate_hz,
                     .pitch_hz = voice->pitch_hz,
                     .scale = voice->formant_scale,
                     .random = start_of_seed(voice->seed),
                     .phase = 1}; // the first pulse comes at once
  size_t syllable = (size_t)(s->sample_rate_hz / 4);
  for (size_t i = 0; i < at.n; i++) {
    // A quarter of a syllable in: a talk-spurt starts loud enough to be heard at its first sample.
    size_t shifted = i + syllable / 4;
    double place = (double)(shifted % syllable) / (double)syllable;
    if (i == 0 || shifted % syllable == 0) next_syllable(&t);
    double swell = 0.16 + 0.84 * pow(sin(pi * place), 2);
    sound[i] = (float)(swell * talk_step(&t, place));
  }
  fade_ends(sound, at.n, s->sample_rate_hz);
  add_at_level(s, at, sound, level_dbov);
  free(sound);
}

double lur_synth_level_dbov(const struct lur_synth *s, double start_s, double end_s)
{
  struct stretch at = stretch_of(s, start_s, end_s);
  double sum = 0;
  for (size_t i = 0; i < at.n; i++) {
    double x = (double)s->at[at.first + i];
    sum += x * x;
  }
  return at.n ? 10 * log10(sum / (double)at.n) : (double)-INFINITY;
}
