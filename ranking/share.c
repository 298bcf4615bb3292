#include "ranking/share.h"

#include <math.h>

#include "ranking/order.h"
#include "ranking/random.h"

/// Acklam's rational approximation of the normal distribution's quantile, upper half.
static double upper_quantile(double p)
{
  const double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                      1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
  const double b[] = {-5.447609879822406e+01, 1.615858368580409e+02,  -1.556989798598866e+02,
                      6.680131188771972e+01,  -1.328068155288572e+01, 1};
  const double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                      -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
  const double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                      3.754408661907416e+00, 1};
  double top = 0, bottom = 0;
  if (p <= 0.97575) {
    double q = p - 0.5, r = q * q;
    for (int i = 0; i < 6; i++) {
      top = top * r + a[i];
      bottom = bottom * r + b[i];
    }
    return top * q / bottom;
  }
  double q = sqrt(-2 * lur_steady_log(1 - p));
  for (int i = 0; i < 6; i++) top = top * q + c[i];
  for (int i = 0; i < 5; i++) bottom = bottom * q + d[i];
  return -top / bottom;
}

double lur_normal_width(double level)
{
  return upper_quantile(0.5 + level / 2);
}

lur_status lur_share_make(int64_t count, int64_t n, double level, struct lur_share *out)
{
  *out = (struct lur_share){(double)NAN, (double)NAN, (double)NAN};
  if (count < 0 || count > n || !(level >= 0.5 && level <= 0.999)) return LUR_BAD_ARG;
  if (n == 0) return LUR_OK;
  double z = lur_normal_width(level), size = (double)n, p = (double)count / size;
  double middle = (p + z * z / (2 * size)) / (1 + z * z / size);
  double half = z / (1 + z * z / size) * sqrt(p * (1 - p) / size + z * z / (4 * size * size));
  out->share = lur_millionth(p);
  out->low = count == 0 ? 0 : lur_millionth(middle - half);
  out->high = count == n ? 1 : lur_millionth(middle + half);
  return LUR_OK;
}
