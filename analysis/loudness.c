#include "analysis/loudness.h"

#include <math.h>

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

void lur_kweight_start(struct lur_kweight *k, int sample_rate_hz)
{
  double b1[3], a1[3], b2[3], a2[3];
  shelf(sample_rate_hz, b1, a1);
  high_pass(sample_rate_hz, b2, a2);
  *k = (struct lur_kweight){0};
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      k->b[i + j] += b1[i] * b2[j];
      k->a[i + j] += a1[i] * a2[j];
    }
}

double lur_kweight_energy(struct lur_kweight *k, const float *pcm, int n)
{
  const double *b = k->b, *a = k->a;
  double z0 = k->z[0], z1 = k->z[1], z2 = k->z[2], z3 = k->z[3], sum = 0;
  for (int i = 0; i < n; i++) {
    double x = (double)pcm[i], y = b[0] * x + z0;
    z0 = b[1] * x - a[1] * y + z1;
    z1 = b[2] * x - a[2] * y + z2;
    z2 = b[3] * x - a[3] * y + z3;
    z3 = b[4] * x - a[4] * y;
    sum += y * y;
  }
  // keeps a decaying tail from becoming denormal, which is a hundred times slower
  k->z[0] = fabs(z0) < 1e-30 ? 0 : z0;
  k->z[1] = fabs(z1) < 1e-30 ? 0 : z1;
  k->z[2] = fabs(z2) < 1e-30 ? 0 : z2;
  k->z[3] = fabs(z3) < 1e-30 ? 0 : z3;
  return n ? sum / n : 0;
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
