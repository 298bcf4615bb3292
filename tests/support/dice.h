/// \file
/// Random numbers for tests, the same in every run: what fails is a change's doing. LUR_SEED=N is another
/// run, LUR_SEED=clock one that nobody has seen; the seed is printed.
#ifndef LUR_TESTS_SUPPORT_DICE_H
#define LUR_TESTS_SUPPORT_DICE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct dice {
  uint64_t state;
};

/// splitmix64 (Steele, Lea and Flood 2014).
static inline uint64_t dice_roll(struct dice *d)
{
  uint64_t z = d->state += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

/// A whole number in [0, n).
static inline int dice_below(struct dice *d, int n)
{
  return (int)(dice_roll(d) % (uint64_t)n);
}

/// A number in [low, high).
static inline double dice_between(struct dice *d, double low, double high)
{
  return low + (high - low) * (double)(dice_roll(d) >> 11) * 0x1p-53;
}

/// Of this run: from LUR_SEED.
static inline struct dice dice_of_the_day(void)
{
  const char *given = getenv("LUR_SEED");
  struct dice d = {20261122};
  if (given) d.state = strcmp(given, "clock") == 0 ? (uint64_t)time(NULL) : strtoull(given, NULL, 10);
  printf("LUR_SEED=%llu\n", (unsigned long long)d.state);
  return d;
}

#endif
