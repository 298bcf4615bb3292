/// \file
/// Random numbers that are the same on every machine: xoshiro256++ (Blackman and Vigna, "Scrambled linear
/// pseudorandom number generators", 2021), and what is made from it by additions, multiplications, divisions
/// and square roots only, which IEEE 754 rounds alike everywhere. The mathematical library is not used: its
/// last bit may differ between machines.
#ifndef LUR_RANKING_RANDOM_H
#define LUR_RANKING_RANDOM_H

#include <stdint.h>

struct lur_random {
  uint64_t state[4];
};
void lur_random_seed(struct lur_random *random, uint64_t seed); ///< any seed will do, 0 too

/// 64 bits, each as likely. Here so that a loop over it can be quick.
static inline uint64_t lur_random_next(struct lur_random *random)
{
  uint64_t *s = random->state, sum = s[0] + s[3], result = ((sum << 23) | (sum >> 41)) + s[0], t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = (s[3] << 45) | (s[3] >> 19);
  return result;
}
/// 0 .. n-1, each as likely (Lemire, "Fast random integer generation in an interval", 2019). n > 0.
uint32_t lur_random_below(struct lur_random *random, uint32_t n);
double lur_random_unit(struct lur_random *random);   ///< above 0 and below 1
double lur_random_normal(struct lur_random *random); ///< mean 0, variance 1 (Marsaglia's polar method)
/// Gamma distribution with scale 1 (Marsaglia and Tsang, 2000). shape > 0.
double lur_random_gamma(struct lur_random *random, double shape);
/// Beta distribution. a and b are 0 or more; 0 gives the end (a = 0: always 0; b = 0: always 1).
double lur_random_beta(struct lur_random *random, double a, double b);

double lur_steady_log(double x); ///< natural logarithm of x > 0, within 1e-15; the same everywhere
double lur_steady_exp(double x); ///< within 1e-15 of it; 0 below -700; x at most 700

/// Mixes bits well: equal inputs give equal outputs, others hardly ever do (SplitMix64's last step).
uint64_t lur_mix64(uint64_t x);

#endif
