#include "analysis/spectrum.h"

#include <fftw3.h>
#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "analysis/lanes.h"

/// Lags of 400 and 80 Hz at 8 kHz; how many are looked at, 6 doubled again and again; points of the transform
/// that gives them.
enum { lag_first = 20, lag_last = 100, lags = 96, points = 2 * (LUR_SPECTRUM_BINS - 1) };
/// Sum of power that counts as silence.
static const float silence = 1e-12F;
/// How periodic a frame is that has a pitch; and, against the highest peak, one at half its period that is
/// not lower but by what lies between two lags.
static const float voiced = 0.6F, as_high = 0.85F;

/// A transform of two real signals at once, as real and imaginary part.
struct transform {
  fftwf_plan plan;
  float *in[2], *out[2]; // aligned for FFTW; out has one value more, the first again
};

struct lur_spectrum {
  size_t window;
  float *gain;              // Hann window, scaled
  struct transform forward; // of the window
  struct transform
      autocorrelation;            // of the power spectrum up to 4 kHz: an even signal, so forward is inverse
  float unbias[lag_first + lags]; // one over the window's own autocorrelation; 0 beyond the last lag
  lur_pitch pitch[lag_first + lags]; // of each lag
};

/// FFTW's planner is not thread safe; plans are executed without this lock.
static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

static const double pi = 3.14159265358979323846;

static bool make_transform(struct transform *t, size_t n)
{
  const fftwf_iodim whole = {.n = (int)n, .is = 1, .os = 1};
  for (int i = 0; i < 2; i++) {
    t->in[i] = fftwf_alloc_real(n);
    t->out[i] = fftwf_alloc_real(n + 1);
    if (!t->in[i] || !t->out[i]) return false;
  }
  pthread_mutex_lock(&planner);
  // ESTIMATE, not MEASURE: the same plan, and so the same bits, on every run
  t->plan =
      fftwf_plan_guru_split_dft(1, &whole, 0, NULL, t->in[0], t->in[1], t->out[0], t->out[1], FFTW_ESTIMATE);
  pthread_mutex_unlock(&planner);
  return t->plan;
}

static void clear_transform(struct transform *t)
{
  pthread_mutex_lock(&planner);
  if (t->plan) fftwf_destroy_plan(t->plan);
  pthread_mutex_unlock(&planner);
  for (int i = 0; i < 2; i++) {
    fftwf_free(t->in[i]);
    fftwf_free(t->out[i]);
  }
}

/// Periodic Hann window of n samples at i.
static double hann(size_t i, size_t n)
{
  return 0.5 - 0.5 * cos(2 * pi * (double)i / (double)n);
}

/// Of the window of 32 ms at 8 kHz, r(0) / r(lag).
static void window_autocorrelation(float *unbias)
{
  double window[points], zero = 0;
  for (size_t i = 0; i < points; i++) window[i] = hann(i, points);
  for (int lag = 0; lag <= lag_last; lag++) {
    double sum = 0;
    for (int i = 0; i + lag < points; i++) sum += window[i] * window[i + lag];
    if (!lag) zero = sum;
    unbias[lag] = (float)(zero / sum);
  }
}

/// The pitch of each lag: 48 quarters of a semitone to the octave.
static void lag_pitches(lur_pitch *pitch)
{
  for (int lag = lag_first; lag <= lag_last; lag++)
    pitch[lag] = (lur_pitch)(1 + lround(48 * log2((double)lag_last / lag)));
}

lur_status lur_spectrum_new(int sample_rate_hz, lur_spectrum **out)
{
  lur_spectrum *s = calloc(1, sizeof *s);
  if (!s) return LUR_NO_MEM;
  s->window = sample_rate_hz == 16000 ? 512 : 256;
  s->gain = malloc(s->window * sizeof *s->gain);
  bool made = make_transform(&s->forward, s->window) && make_transform(&s->autocorrelation, points);
  if (!made || !s->gain) return lur_spectrum_free(s), LUR_NO_MEM;
  window_autocorrelation(s->unbias);
  lag_pitches(s->pitch);
  // its sum is window / 2; 2 / window makes a sine's peak 1/2, and the two frames are taken apart as half a
  // sum and half a difference
  for (size_t i = 0; i < s->window; i++) s->gain[i] = (float)(hann(i, s->window) / (double)s->window);
  *out = s;
  return LUR_OK;
}

size_t lur_spectrum_window(const lur_spectrum *s)
{
  return s->window;
}

static inline void take_window(const float *restrict frame, const float *restrict gain, float *restrict to,
                               size_t n)
{
  for (size_t i = 0; i < n; i++) to[i] = frame[i] * gain[i];
}

/// With Z the transform of a + i b: A[k] = (Z[k] + conj Z[n - k]) / 2, B[k] = (Z[k] - conj Z[n - k]) / 2i.
static inline void take_apart(const float *restrict re, const float *restrict im, size_t n, float *restrict a,
                              float *restrict b)
{
  for (size_t k = 0; k <= n / 2; k++) {
    float a_re = re[k] + re[n - k], a_im = im[k] - im[n - k], b_re = im[k] + im[n - k],
          b_im = re[n - k] - re[k];
    a[k] = a_re * a_re + a_im * a_im;
    b[k] = b_re * b_re + b_im * b_im;
  }
}

/// The power spectrum as an even signal of mean 1 / points; of two frames the softer one would else drown in
/// the louder one's rounding. 0 when it is silent.
static inline void spread(const float *restrict power, float *restrict to)
{
  float sum = 2 * lur_lanes_sum(power, points / 2) - power[0] + power[points / 2];
  float share = sum > silence ? 1 / sum : 0;
  for (int k = 0; k < points / 2; k++) to[k] = power[k] * share;
  for (int k = 0; k < points / 2; k++) to[points / 2 + k] = power[points / 2 - k] * share;
}

/// The highest peak of an autocorrelation, r[0] being 1. *where: the first lag that is about as high, or 0.
LUR_WIDE static float highest(const float *restrict r, const float *restrict unbias, int *where)
{
  float value[lags], all[lags];
  for (int i = 0; i < lags; i++) {
    const float *at = r + lag_first + i;
    float peak = at[0] >= at[-1] ? at[0] : 0;
    peak = at[0] >= at[1] ? peak : 0;
    all[i] = value[i] = peak * unbias[lag_first + i];
  }
  for (int half = lags / 2; half >= 6; half /= 2) // the higher half of each, lane by lane
    for (int i = 0; i < half; i++) value[i] = value[i] > value[half + i] ? value[i] : value[half + i];
  float top = 0;
  for (int i = 0; i < 6; i++) top = value[i] > top ? value[i] : top;
  *where = 0;
  for (int i = 0; top >= voiced && i < lags && !*where; i++)
    if (all[i] >= as_high * top) *where = lag_first + i;
  return top < 1 ? top : 1;
}

LUR_WIDE void lur_spectrum_of(lur_spectrum *s, const float *first, const float *second,
                              struct lur_spectra *out)
{
  const struct transform *t = &s->forward;
  size_t n = s->window;
  take_window(first, s->gain, t->in[0], n);
  take_window(second, s->gain, t->in[1], n);
  fftwf_execute(t->plan);
  t->out[0][n] = t->out[0][0];
  t->out[1][n] = t->out[1][0];
  take_apart(t->out[0], t->out[1], n, out->power[0], out->power[1]);
}

LUR_WIDE void lur_spectrum_periodicity(lur_spectrum *s, const float *first, const float *second, float out[2],
                                       lur_pitch pitch[2])
{
  const struct transform *r = &s->autocorrelation;
  spread(first, r->in[0]);
  spread(second, r->in[1]);
  fftwf_execute(r->plan);
  for (int i = 0; i < 2; i++) {
    int lag;
    out[i] = highest(r->out[i], s->unbias, &lag);
    pitch[i] = s->pitch[lag];
  }
}

void lur_spectrum_free(lur_spectrum *s)
{
  if (!s) return;
  clear_transform(&s->forward);
  clear_transform(&s->autocorrelation);
  free(s->gain);
  free(s);
}
