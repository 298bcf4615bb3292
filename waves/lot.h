/// \file
/// Random numbers for schedules, in whole numbers only: the same on every machine (SplitMix64; Steele, Lea
/// and Flood, "Fast splittable pseudorandom number generators", 2014).
#ifndef LUR_WAVES_LOT_H
#define LUR_WAVES_LOT_H

#include <stdint.h>

struct lur_lot {
  uint64_t state; ///< the seed
};

static inline uint64_t lur_lot_next(struct lur_lot *lot)
{
  uint64_t z = lot->state += UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31);
}
/// 0 .. n-1, n > 0.
static inline uint32_t lur_lot_below(struct lur_lot *lot, uint32_t n)
{
  return (uint32_t)(((lur_lot_next(lot) >> 32) * n) >> 32);
}

#endif
