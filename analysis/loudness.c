#include "analysis/loudness.h"

#include <math.h>

#include "analysis/lanes.h"

static const double pi = 3.14159265358979323846;

/// The two stages of ITU-R BS.1770-4 annex 1 as analogue prototypes, so that they can be made for any rate.
/// The parameters are those that give the Recommendation's printed 48 kHz coefficients (B. De Man,
/// "Evaluation of implementations of the EBU R128 loudness measurement", AES 145, 2018).
static void shelf(double rate, double b[3], double a[3])
{
  const double f0 = 1681.974450955533, gain_db = 3.999843853973347, q = 0.7071752369554196;
  double k = tan(pi * f0 / rate), vh = pow(10, gain_db / 20), vb = pow(vh, 0.4996667741545416);
  double a0 = 1 + k / q + k * k;
  b[0] = (vh + vb * k / q + k * k) / a0;
  b[1] = 2 * (k * k - vh) / a0;
  b[2] = (vh - vb * k / q + k * k) / a0;
  a[0] = 1;
  a[1] = 2 * (k * k - 1) / a0;
  a[2] = (1 - k / q + k * k) / a0;
}

static void high_pass(double rate, double b[3], double a[3])
{
  const double f0 = 38.13547087602444, q = 0.5003270373238773;
  double k = tan(pi * f0 / rate), a0 = 1 + k / q + k * k;
  b[0] = 1;
  b[1] = -2;
  b[2] = 1;
  a[0] = 1;
  a[1] = 2 * (k * k - 1) / a0;
  a[2] = (1 - k / q + k * k) / a0;
}

/// |H|^2 of a filter of second order; c, c2: cosine of the angle and of twice the angle on the unit circle.
static double gain(const double b[3], const double a[3], double c, double c2)
{
  double over = b[0] * b[0] + b[1] * b[1] + b[2] * b[2] + 2 * (b[0] + b[2]) * b[1] * c + 2 * b[0] * b[2] * c2;
  double under =
      a[0] * a[0] + a[1] * a[1] + a[2] * a[2] + 2 * (a[0] + a[2]) * a[1] * c + 2 * a[0] * a[2] * c2;
  return over / under;
}

double lur_kweight_gain(int sample_rate_hz, double hz)
{
  double b1[3], a1[3], b2[3], a2[3], angle = 2 * pi * hz / sample_rate_hz;
  shelf(sample_rate_hz, b1, a1);
  high_pass(sample_rate_hz, b2, a2);
  return gain(b1, a1, cos(angle), cos(2 * angle)) * gain(b2, a2, cos(angle), cos(2 * angle));
}

void lur_kweight_start(struct lur_kweight *k, int sample_rate_hz)
{
  *k = (struct lur_kweight){.bins = (int)(sample_rate_hz / 2 / (double)LUR_SPECTRUM_BIN_HZ)};
  // The two lowest bins hold what the window spreads of a constant offset, which the filter takes out. What
  // is above the last one lies at half the rate, where recordings hold nothing.
  for (int i = 2; i < k->bins; i++)
    k->weight[i] = (float)(4.0 / 3 * lur_kweight_gain(sample_rate_hz, i * (double)LUR_SPECTRUM_BIN_HZ));
}

LUR_WIDE float lur_kweight_energy(const struct lur_kweight *k, const float *power)
{
  return lur_lanes_dot(power, k->weight, k->bins);
}

double lur_loudness_integrated(const float *block, size_t n)
{
  const double absolute = pow(10, (-70 + 0.691) / 10); // -70 LUFS as a mean square
  double sum = 0;
  size_t count = 0;
  for (size_t i = 0; i < n; i++)
    if ((double)block[i] >= absolute) sum += (double)block[i], count++;
  if (!count) return (double)NAN;
  double relative = sum / (double)count / 10; // -10 LU below the mean of those
  sum = 0;
  count = 0;
  for (size_t i = 0; i < n; i++)
    if ((double)block[i] >= absolute && (double)block[i] >= relative) sum += (double)block[i], count++;
  return count ? -0.691 + 10 * log10(sum / (double)count) : (double)NAN;
}
