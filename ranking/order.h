/// \file
/// Exact comparison of means. For this folder only.
#ifndef LUR_RANKING_ORDER_H
#define LUR_RANKING_ORDER_H

#include <stdint.h>

/// A mean that has not been divided out: sum / count. Without anything counted it is below every other.
struct lur_ratio {
  int64_t sum, count;
};
/// -1, 0 or 1 as a is the lower, the same or the higher; exact for any two.
int lur_ratio_compare(struct lur_ratio a, struct lur_ratio b);
/// Rounds to the nearest millionth; what is stored of a league is rounded so. NAN stays.
double lur_millionth(double x);

#endif
