#include "ranking/random.h"

#include <math.h>

uint64_t lur_mix64(uint64_t x)
{
  x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
  return x ^ (x >> 31);
}

void lur_random_seed(struct lur_random *random, uint64_t seed)
{
  for (int i = 0; i < 4; i++) {
    seed += UINT64_C(0x9e3779b97f4a7c15);
    random->state[i] = lur_mix64(seed);
  }
}

uint32_t lur_random_below(struct lur_random *random, uint32_t n)
{
  uint64_t product = (lur_random_next(random) >> 32) * n;
  if ((uint32_t)product < n) {
    uint32_t least = (0U - n) % n;
    while ((uint32_t)product < least) product = (lur_random_next(random) >> 32) * n;
  }
  return (uint32_t)(product >> 32);
}

double lur_random_unit(struct lur_random *random)
{
  return ((double)(lur_random_next(random) >> 12) + 0.5) / 4503599627370496.0;
}

double lur_steady_log(double x)
{
  int exponent;
  double m = frexp(x, &exponent);
  if (m < 0.70710678118654752) {
    m *= 2;
    exponent--;
  }
  double s = (m - 1) / (m + 1), square = s * s, sum = 0;
  for (int k = 25; k >= 1; k -= 2) sum = sum * square + 1.0 / k;
  return exponent * 0.69314718055994531 + 2 * s * sum;
}

double lur_steady_exp(double x)
{
  if (x < -700) return 0;
  double turns = floor(x / 0.69314718055994531 + 0.5);
  double rest = (x - turns * 0.693147180369123816490) - turns * 1.90821492927058770002e-10;
  double sum = 1;
  for (int k = 16; k >= 1; k--) sum = 1 + sum * rest / k;
  return ldexp(sum, (int)turns);
}

double lur_random_normal(struct lur_random *random)
{
  for (;;) {
    double u = 2 * lur_random_unit(random) - 1, v = 2 * lur_random_unit(random) - 1;
    double s = u * u + v * v;
    if (s < 1) return u * sqrt(-2 * lur_steady_log(s) / s);
  }
}

static double gamma_of_one_or_more(struct lur_random *random, double shape)
{
  double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
  for (;;) {
    double x = lur_random_normal(random), v = 1 + c * x;
    if (v <= 0) continue;
    v = v * v * v;
    double u = lur_random_unit(random);
    if (u < 1 - 0.0331 * x * x * x * x) return d * v;
    if (lur_steady_log(u) < 0.5 * x * x + d * (1 - v + lur_steady_log(v))) return d * v;
  }
}

double lur_random_gamma(struct lur_random *random, double shape)
{
  if (shape >= 1) return gamma_of_one_or_more(random, shape);
  double more = gamma_of_one_or_more(random, shape + 1);
  return more * lur_steady_exp(lur_steady_log(lur_random_unit(random)) / shape);
}

double lur_random_beta(struct lur_random *random, double a, double b)
{
  if (a <= 0) return 0;
  if (b <= 0) return 1;
  double x = lur_random_gamma(random, a), y = lur_random_gamma(random, b);
  return x + y > 0 ? x / (x + y) : a / (a + b);
}
