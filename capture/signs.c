#include "capture/signs.h"

#include <fftw3.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double pi = 3.14159265358979323846, nothing_db = -200;

static double db(double power)
{
  return power > 0 ? 10 * log10(power) : nothing_db;
}

// ---- To 8 kHz

static size_t every(int rate_hz)
{
  return rate_hz >= 16000 ? (size_t)(rate_hz / 8000) : 1;
}

int lur_signs_rate(int rate_hz)
{
  return rate_hz / (int)every(rate_hz);
}

size_t lur_signs_length(size_t n, int rate_hz)
{
  return n / every(rate_hz);
}

enum { LOBES = 8 }; ///< of the low-pass filter, to each side of its middle

/// A low-pass filter at 0.42 of the new rate; weights of one side, the middle first. Returns how many.
static size_t low_pass(size_t step, double *weight)
{
  size_t n = LOBES * step;
  double sum = 1;
  weight[0] = 1;
  for (size_t i = 1; i < n; i++) {
    double x = pi * 0.84 * (double)i / (double)step;
    weight[i] = sin(x) / x * (0.5 + 0.5 * cos(pi * (double)i / (double)n));
    sum += 2 * weight[i];
  }
  for (size_t i = 0; i < n; i++) weight[i] /= sum;
  return n;
}

void lur_signs_thin(const int16_t *pcm, size_t n, size_t stride, int rate_hz, float *out)
{
  enum { MOST = 24 }; // 192 kHz
  double weight[LOBES * MOST];
  size_t step = every(rate_hz) < MOST ? every(rate_hz) : MOST, half = step > 1 ? low_pass(step, weight) : 1;
  if (half == 1) weight[0] = 1;
  for (size_t o = 0; o < lur_signs_length(n, rate_hz); o++) {
    size_t middle = o * every(rate_hz);
    double sum = weight[0] * pcm[middle * stride];
    for (size_t i = 1; i < half; i++) {
      double before = middle >= i ? pcm[(middle - i) * stride] : 0,
             after = middle + i < n ? pcm[(middle + i) * stride] : 0;
      sum += weight[i] * (before + after);
    }
    out[o] = (float)(sum / 32768);
  }
}

void lur_signs_high_pass(float *x, size_t n, int rate_hz)
{
  double k = tan(pi * 250 / rate_hz), q = sqrt(0.5), norm = 1 / (1 + k / q + k * k);
  double a1 = 2 * (k * k - 1) * norm, a2 = (1 - k / q + k * k) * norm;
  for (int pass = 0; pass < 2; pass++) {
    double s1 = 0, s2 = 0;
    for (size_t i = 0; i < n; i++) {
      double in = x[i], out = norm * in + s1;
      s1 = -2 * norm * in - a1 * out + s2;
      s2 = norm * in - a2 * out;
      x[i] = (float)out;
    }
  }
}

// ---- Lines of the spectrum

static double hann(size_t i, size_t n)
{
  return 0.5 - 0.5 * cos(2 * pi * ((double)i + 0.5) / (double)n);
}

/// The power of a sine of that frequency within x, which is windowed already.
static double line(const double *x, size_t n, double hz, int rate_hz)
{
  double turn = 2 * cos(2 * pi * hz / rate_hz), s1 = 0, s2 = 0;
  for (size_t i = 0; i < n; i++) {
    double s = x[i] + turn * s1 - s2;
    s2 = s1;
    s1 = s;
  }
  double magnitude = s1 * s1 + s2 * s2 - turn * s1 * s2, sum = 0.5 * (double)n;
  return 2 * magnitude / (sum * sum);
}

static void window(const float *x, size_t n, double *out)
{
  for (size_t i = 0; i < n; i++) out[i] = (double)x[i] * hann(i, n);
}

static int by_size(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/// The value that a part of all lie below.
static double quantile(double *values, size_t n, double part)
{
  qsort(values, n, sizeof *values, by_size);
  return values[(size_t)(part * (double)(n - 1))];
}

// ---- Hum

enum { HUM_FRAMES = 64 }; ///< most that are looked at, a second each

/// Power of the mains' harmonics, and of what lies beside them.
static void hum_of(const double *x, size_t n, int rate_hz, int mains, double *on, double *beside)
{
  *on = *beside = 0;
  for (int hz = mains; hz <= 250; hz += mains) {
    *on += line(x, n, hz, rate_hz);
    *beside += 0.5 * (line(x, n, hz - 5, rate_hz) + line(x, n, hz + 5, rate_hz));
  }
}

struct lur_hum lur_signs_hum(const float *x, size_t n, int rate_hz)
{
  static const int mains[2] = {50, 60};
  double on[2][HUM_FRAMES], beside[2][HUM_FRAMES];
  size_t frame = (size_t)rate_hz, frames = 0;
  struct lur_hum best = {50, nothing_db, nothing_db};
  double *piece = malloc(frame * sizeof *piece);
  for (size_t at = 0; piece && at + frame <= n && frames < HUM_FRAMES; at += frame / 4, frames++) {
    window(x + at, frame, piece);
    for (int m = 0; m < 2; m++) hum_of(piece, frame, rate_hz, mains[m], &on[m][frames], &beside[m][frames]);
  }
  free(piece);
  for (int m = 0; m < 2 && frames; m++) {
    // The quieter quarter: hum does not go away while others are silent.
    double level_db = db(quantile(on[m], frames, 0.25)), beside_db = db(quantile(beside[m], frames, 0.25));
    if (level_db - beside_db > best.above_db)
      best = (struct lur_hum){mains[m], level_db, level_db - beside_db};
  }
  return best;
}

// ---- Tones and voices

static const double loud_db = -50;

/// Part of the piece's power that its two strongest lines have.
static double share_of_tones(const double *x, size_t n, int rate_hz)
{
  enum { LINES = 121 };
  double power[LINES], total = 0, first = 0, second = 0;
  size_t where = 0;
  for (size_t i = 0; i < n; i++) total += x[i] * x[i];
  total /= 0.375 * (double)n;
  for (size_t i = 0; i < LINES; i++) {
    power[i] = line(x, n, 340 + 2.5 * (double)i, rate_hz);
    if (power[i] > first) first = power[i], where = i;
  }
  for (size_t i = 0; i < LINES; i++)
    if ((i + 8 < where || i > where + 8) && power[i] > second) second = power[i];
  return total > 0 ? (first + second) / total : 0;
}

static double power_of(const float *x, size_t n)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += (double)x[i] * (double)x[i];
  return n ? sum / (double)n : 0;
}

bool lur_signs_tone(const float *x, size_t n, int rate_hz)
{
  size_t frame = (size_t)rate_hz / 5, loud = 0, tones = 0;
  double *piece = malloc((frame + 1) * sizeof *piece);
  for (size_t at = 0; piece && at + frame <= n; at += frame) {
    if (db(power_of(x + at, frame)) < loud_db) continue;
    loud++;
    window(x + at, frame, piece);
    tones += share_of_tones(piece, frame, rate_hz) > 0.7;
  }
  free(piece);
  return tones >= 3 && tones * 10 >= loud * 7;
}

bool lur_signs_voice(const float *x, size_t n, int rate_hz)
{
  size_t frame = (size_t)rate_hz / 50, frames = n / frame;
  double *level = frames ? malloc(frames * sizeof *level) : NULL;
  if (!level) return false;
  for (size_t i = 0; i < frames; i++) level[i] = db(power_of(x + i * frame, frame));
  double high = quantile(level, frames, 0.9), low = quantile(level, frames, 0.1);
  free(level);
  return high > loud_db && high - low > 12;
}

// ---- Copies

static double sum_of_products(const float *a, const float *b, size_t n)
{
  float part[8] = {0}; // that the compiler may take eight at once
  size_t i = 0;
  for (; i + 8 <= n; i += 8)
    for (size_t k = 0; k < 8; k++) part[k] += a[i + k] * b[i + k];
  double sum = 0;
  for (; i < n; i++) sum += (double)a[i] * (double)b[i];
  for (size_t k = 0; k < 8; k++) sum += (double)part[k];
  return sum;
}

/// Without the weight on low tones that all voices share, two of them are less alike.
static float *brightened(const float *x, size_t n)
{
  float *out = malloc((n + 1) * sizeof *out);
  for (size_t i = 0; out && i < n; i++) out[i] = i ? x[i] - 0.95f * x[i - 1] : 0;
  return out;
}

/// Sum over the samples of a and those of b that are `lag` later.
static double sum_at(const float *a, const float *b, size_t n, long lag)
{
  size_t late = (size_t)labs(lag);
  return lag < 0 ? sum_of_products(a + late, b, n - late) : sum_of_products(a, b + late, n - late);
}

/// Both as spectra, one after the other, in room for `size` samples each.
static fftwf_complex *spectra(const float *a, const float *b, size_t n, size_t size)
{
  size_t bins = size / 2 + 1;
  fftwf_complex *out = fftwf_alloc_complex(2 * bins);
  float *in = fftwf_alloc_real(size);
  for (int i = 0; in && out && i < 2; i++) {
    fftwf_plan plan = fftwf_plan_dft_r2c_1d((int)size, in, out + (size_t)i * bins, FFTW_ESTIMATE);
    memset(in, 0, size * sizeof *in);
    memcpy(in, i ? b : a, n * sizeof *in);
    if (plan) fftwf_execute(plan);
    fftwf_destroy_plan(plan);
  }
  fftwf_free(in);
  return out;
}

/// The correlation of a with b at every lag: out[lag], or out[size + lag] where it is below 0.
static float *correlation(const float *a, const float *b, size_t n, size_t size)
{
  size_t bins = size / 2 + 1;
  fftwf_complex *both = spectra(a, b, n, size);
  float *out = both ? fftwf_alloc_real(size) : NULL;
  for (size_t i = 0; out && i < bins; i++) {
    float *x = both[i], *y = both[bins + i], re = x[0] * y[0] + x[1] * y[1], im = x[0] * y[1] - x[1] * y[0];
    x[0] = re;
    x[1] = im;
  }
  fftwf_plan plan = out ? fftwf_plan_dft_c2r_1d((int)size, both, out, FFTW_ESTIMATE) : NULL;
  if (plan) fftwf_execute(plan);
  fftwf_destroy_plan(plan);
  fftwf_free(both);
  return out;
}

/// Where they fit best.
static long best_lag(const float *a, const float *b, size_t n, int rate_hz)
{
  long most = (long)(0.4 * rate_hz), best = 0;
  size_t size = 1;
  while (size < n + (size_t)most) size *= 2;
  float *like = correlation(a, b, n, size);
  if (most > (long)(n / 2)) most = (long)(n / 2);
  for (long lag = -most; like && lag <= most; lag++)
    if (fabsf(like[lag < 0 ? (long)size + lag : lag]) > fabsf(like[best < 0 ? (long)size + best : best]))
      best = lag;
  fftwf_free(like);
  return best;
}

static double likeness(const float *a, const float *b, size_t n, long lag)
{
  double own = sum_of_products(a, a, n), other = sum_of_products(b, b, n);
  return own > 0 && other > 0 ? fmin(fabs(sum_at(a, b, n, lag)) / sqrt(own * other), 1) : 0;
}

struct lur_copy lur_signs_copy(const float *a, const float *b, size_t n, int rate_hz)
{
  struct lur_copy out = {.level_db = nothing_db};
  double own = sum_of_products(a, a, n);
  float *one = brightened(a, n), *two = brightened(b, n);
  if (one && two && own > 0) {
    long lag = best_lag(one, two, n, rate_hz);
    out = (struct lur_copy){likeness(one, two, n, lag), (double)lag / rate_hz,
                            2 * db(fabs(sum_at(a, b, n, lag)) / own)};
  }
  free(one);
  free(two);
  return out;
}
