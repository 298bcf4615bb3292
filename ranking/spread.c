#include "ranking/spread.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ranking/order.h"

static int by_value(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/// The value a share of the way from the first to the last of n sorted ones.
static double value_at(const double *sorted, size_t n, double share)
{
  double at = share * (double)(n - 1), below = floor(at);
  size_t k = (size_t)below;
  double next = sorted[k + 1 < n ? k + 1 : k];
  return lur_millionth(sorted[k] + (at - below) * (next - sorted[k]));
}

lur_status lur_spread_make(const double *value, size_t n, struct lur_spread *out)
{
  const double none = (double)NAN;
  *out = (struct lur_spread){0, none, none, none, none, none, none};
  if (n == 0) return LUR_OK;
  double *sorted = malloc(n * sizeof *sorted);
  if (!sorted) return LUR_NO_MEM;
  memcpy(sorted, value, n * sizeof *sorted);
  qsort(sorted, n, sizeof *sorted, by_value);
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += sorted[i];
  *out = (struct lur_spread){.n = n,
                             .least = value_at(sorted, n, 0),
                             .low_quarter = value_at(sorted, n, 0.25),
                             .middle = value_at(sorted, n, 0.5),
                             .high_quarter = value_at(sorted, n, 0.75),
                             .most = value_at(sorted, n, 1),
                             .mean = lur_millionth(sum / (double)n)};
  free(sorted);
  return LUR_OK;
}

lur_status lur_spread_of_league(const struct lur_league *league, struct lur_spread *out)
{
  double *mean = malloc((league->ranked + 1) * sizeof *mean);
  if (!mean) return LUR_NO_MEM;
  for (size_t p = 0; p < league->ranked; p++) mean[p] = league->place[p].mean;
  lur_status status = lur_spread_make(mean, league->ranked, out);
  free(mean);
  return status;
}
