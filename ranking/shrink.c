#include "ranking/shrink.h"

#include <math.h>
#include <stdlib.h>

/// An average error: half of the entrants' information is from errors below it.
static double average_variance(size_t n, const double *error)
{
  double information = 0;
  for (size_t i = 0; i < n; i++) information += 1 / (error[i] * error[i]);
  return (double)n / information;
}

/// Fills in one step with this variance of the true means; the logarithm of its likelihood.
static double fill_step(struct lur_shrink *shrink, int step, double spread, const double *mean,
                        const double *error)
{
  double information = 0, sum = 0, logarithm = 0;
  for (size_t i = 0; i < shrink->n; i++) {
    double variance = error[i] * error[i] + spread;
    information += 1 / variance;
    sum += mean[i] / variance;
    logarithm -= lur_steady_log(variance);
    shrink->keep[(size_t)step * shrink->n + i] = spread / variance;
    shrink->root[(size_t)step * shrink->n + i] = sqrt(spread / variance);
  }
  double middle = sum / information;
  shrink->middle[step] = middle;
  shrink->unsure[step] = sqrt(1 / information);
  logarithm -= lur_steady_log(information);
  for (size_t i = 0; i < shrink->n; i++) {
    double off = mean[i] - middle;
    logarithm -= off * off / (error[i] * error[i] + spread);
  }
  return logarithm / 2;
}

lur_status lur_shrink_make(struct lur_shrink *shrink, size_t n, const double *mean, const double *error)
{
  *shrink = (struct lur_shrink){.n = n};
  shrink->keep = calloc(LUR_SHRINK_STEPS * n, sizeof *shrink->keep);
  shrink->root = calloc(LUR_SHRINK_STEPS * n, sizeof *shrink->root);
  if (!shrink->keep || !shrink->root) {
    lur_shrink_clear(shrink);
    return LUR_NO_MEM;
  }
  double average = average_variance(n, error), best = -(double)INFINITY, sum = 0;
  double likelihood[LUR_SHRINK_STEPS];
  for (int k = 0; k < LUR_SHRINK_STEPS; k++) {
    double luck = (k + 0.5) / LUR_SHRINK_STEPS;
    likelihood[k] = fill_step(shrink, k, average * (1 - luck) / luck, mean, error);
    best = fmax(best, likelihood[k]);
  }
  for (int k = 0; k < LUR_SHRINK_STEPS; k++) {
    sum += lur_steady_exp(likelihood[k] - best);
    shrink->until[k] = sum;
  }
  for (int k = 0; k < LUR_SHRINK_STEPS; k++) shrink->until[k] /= sum;
  return LUR_OK;
}

void lur_shrink_draw(const struct lur_shrink *shrink, struct lur_random *random, const double *mean,
                     const double *off, double *truth)
{
  double u = lur_random_unit(random);
  int step = 0;
  while (step < LUR_SHRINK_STEPS - 1 && shrink->until[step] < u) step++;
  double middle = shrink->middle[step] + shrink->unsure[step] * lur_random_normal(random);
  const double *keep = shrink->keep + (size_t)step * shrink->n;
  const double *root = shrink->root + (size_t)step * shrink->n;
  for (size_t i = 0; i < shrink->n; i++) truth[i] = middle + keep[i] * (mean[i] - middle) + root[i] * off[i];
}

void lur_shrink_clear(struct lur_shrink *shrink)
{
  free(shrink->keep);
  free(shrink->root);
  *shrink = (struct lur_shrink){0};
}
