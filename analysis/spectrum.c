#include "analysis/spectrum.h"

#include <fftw3.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

/// Lags of 400 and 80 Hz at 8 kHz.
enum { lag_first = 20, lag_last = 100, points = 2 * (LUR_SPECTRUM_BINS - 1) };

struct lur_spectrum {
  size_t window;
  float *gain; // Hann window, scaled
  float *in;   // aligned for FFTW
  fftwf_complex *out;
  fftwf_plan plan;
  fftwf_complex *half; // power spectrum up to 4 kHz, as the transform of the autocorrelation at 8 kHz
  float *autocorrelation;
  fftwf_plan inverse;
  float unbias[lag_last + 1]; // one over the window's own autocorrelation
};

/// FFTW's planner is not thread safe; plans are executed without this lock.
static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

static const double pi = 3.14159265358979323846;

/// Of the periodic Hann window of 32 ms at 8 kHz, r(0) / r(lag).
static void window_autocorrelation(float *unbias)
{
  double zero = 0;
  for (int lag = 0; lag <= lag_last; lag++) {
    double sum = 0;
    for (int i = 0; i + lag < points; i++)
      sum += (0.5 - 0.5 * cos(2 * pi * i / points)) * (0.5 - 0.5 * cos(2 * pi * (i + lag) / points));
    if (!lag) zero = sum;
    unbias[lag] = (float)(zero / sum);
  }
}

lur_status lur_spectrum_new(int sample_rate_hz, lur_spectrum **out)
{
  lur_spectrum *s = calloc(1, sizeof *s);
  if (!s) return LUR_NO_MEM;
  s->window = sample_rate_hz == 16000 ? 512 : 256;
  s->gain = malloc(s->window * sizeof *s->gain);
  s->in = fftwf_alloc_real(s->window);
  s->out = fftwf_alloc_complex(s->window / 2 + 1);
  s->half = fftwf_alloc_complex(LUR_SPECTRUM_BINS);
  s->autocorrelation = fftwf_alloc_real(points);
  if (s->gain && s->in && s->out && s->half && s->autocorrelation) {
    pthread_mutex_lock(&planner);
    // ESTIMATE, not MEASURE: the same plan, and so the same bits, on every run
    s->plan = fftwf_plan_dft_r2c_1d((int)s->window, s->in, s->out, FFTW_ESTIMATE);
    s->inverse = fftwf_plan_dft_c2r_1d(points, s->half, s->autocorrelation, FFTW_ESTIMATE);
    pthread_mutex_unlock(&planner);
  }
  if (!s->plan || !s->inverse) return lur_spectrum_free(s), LUR_NO_MEM;
  window_autocorrelation(s->unbias);
  for (size_t i = 0; i < s->window;
       i++) { // periodic Hann, sum = window / 2; 2 / window makes a sine's peak 1/2
    double w = 0.5 - 0.5 * cos(2 * pi * (double)i / (double)s->window);
    s->gain[i] = (float)(w * 2 / (double)s->window);
  }
  *out = s;
  return LUR_OK;
}

size_t lur_spectrum_window(const lur_spectrum *s)
{
  return s->window;
}

void lur_spectrum_power(lur_spectrum *s, const float *frame, float *power)
{
  for (size_t i = 0; i < s->window; i++) s->in[i] = frame[i] * s->gain[i];
  fftwf_execute(s->plan);
  for (size_t k = 0; k < LUR_SPECTRUM_BINS; k++)
    power[k] = s->out[k][0] * s->out[k][0] + s->out[k][1] * s->out[k][1];
}

float lur_spectrum_periodicity(lur_spectrum *s, const float *power)
{
  for (int k = 0; k < LUR_SPECTRUM_BINS; k++) {
    s->half[k][0] = power[k];
    s->half[k][1] = 0;
  }
  fftwf_execute(s->inverse);
  const float *r = s->autocorrelation;
  float best = 0;
  for (int lag = lag_first; lag <= lag_last; lag++) {
    float value = r[lag] * s->unbias[lag];
    if (value > best && r[lag] >= r[lag - 1] && r[lag] >= r[lag + 1]) best = value;
  }
  if (r[0] <= 1e-12F) return 0;
  return best < r[0] ? best / r[0] : 1;
}

void lur_spectrum_free(lur_spectrum *s)
{
  if (!s) return;
  pthread_mutex_lock(&planner);
  if (s->plan) fftwf_destroy_plan(s->plan);
  if (s->inverse) fftwf_destroy_plan(s->inverse);
  pthread_mutex_unlock(&planner);
  fftwf_free(s->half);
  fftwf_free(s->autocorrelation);
  fftwf_free(s->out);
  fftwf_free(s->in);
  free(s->gain);
  free(s);
}
