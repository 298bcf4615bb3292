#include "ranking/order.h"

#include <math.h>

__extension__ typedef __int128 lur_wide;

int lur_ratio_compare(struct lur_ratio a, struct lur_ratio b)
{
  if (a.count <= 0 || b.count <= 0) return (a.count > 0) - (b.count > 0);
  lur_wide left = (lur_wide)a.sum * b.count, right = (lur_wide)b.sum * a.count;
  return (left > right) - (left < right);
}

double lur_millionth(double x)
{
  return isfinite(x) ? floor(x * 1e6 + 0.5) / 1e6 : x;
}
