/// \file
/// Whole numbers of any size there is need for here, so that sums of fractions can be compared exactly. For
/// this folder only.
#ifndef LUR_RANKING_WHOLE_H
#define LUR_RANKING_WHOLE_H

#include <stdint.h>

enum { LUR_WHOLE_LIMBS = 96 };
/// 0 or more, up to 2 to the 3,072nd; least significant limb first. Zero-initialised it is 0.
struct lur_whole {
  uint32_t limb[LUR_WHOLE_LIMBS];
};
struct lur_whole lur_whole_of(uint64_t x);
void lur_whole_add(struct lur_whole *sum, const struct lur_whole *more);
struct lur_whole lur_whole_times(const struct lur_whole *a, const struct lur_whole *b);
int lur_whole_compare(const struct lur_whole *a, const struct lur_whole *b); ///< -1, 0 or 1

#endif
