#include "ranking/resample.h"

#include <math.h>
#include <stdlib.h>

#include "ranking/random.h"
#include "ranking/sample.h"

/// What all entrants have in common counts as much as this many contacts of the entrant's own: where it has
/// few, its draws lean on the others' a little; where it has many, hardly. Chosen by simulation.
static const double COMMON_SCATTER = 3;
/// Of contacts that come to nothing: as if the entrant had had this many more of them and, of the others, as
/// many as belong to them in the field; but no fewer and no more contacts in all than these.
static const double COMMON_NOTHING = 0.8, COMMON_LEAST = 6, COMMON_MOST = 20;

/// One entrant's draws are made from this.
struct urn {
  const struct lur_scatter *of;
  const struct lur_scatters *all;
  uint32_t own, common;        ///< residuals are picked from own and pool in this proportion
  double variance;             ///< of what is picked
  double error;                ///< of the mean of the contacts that came to something
  double nothing;              ///< what contacts that come to nothing score on average
  double nothing_a, nothing_b; ///< beta distribution of the share of contacts that come to nothing
  struct lur_random random;
};

/// Nobody in the field shows any scatter: nothing tells how contacts differ, but that those seen do not.
static bool all_alike(const struct lur_scatters *all)
{
  return all->pool.variance <= 0 && (all->pool.nothing == 0 || all->pool.nothing == all->pool.contacts);
}

static void fill_urn(struct urn *urn, const struct lur_scatters *all, const struct lur_scatter *of)
{
  *urn = (struct urn){.of = of, .all = all};
  double n = (double)of->contacts,
         common_share = ((double)all->pool.nothing + 0.5) / ((double)all->pool.contacts + 1);
  double common = fmin(fmax(COMMON_NOTHING / common_share, COMMON_LEAST), COMMON_MOST);
  urn->nothing_a = common * common_share + (double)of->nothing;
  urn->nothing_b = common * (1 - common_share) + n - (double)of->nothing;
  const struct lur_pool *pool = &all->pool;
  if (of->nothing)
    urn->nothing = (double)of->nothing_sum / 1e6 / (double)of->nothing;
  else if (pool->nothing)
    urn->nothing = (double)pool->nothing_sum / 1e6 / (double)pool->nothing;
  urn->own = (uint32_t)of->residuals;
  urn->common = (uint32_t)COMMON_SCATTER;
  double squares = 0;
  for (size_t i = 0; i < of->residuals; i++) squares += of->residual[i] * of->residual[i];
  urn->variance = (squares + COMMON_SCATTER * all->pool.variance) / ((double)of->residuals + COMMON_SCATTER);
  urn->error = of->rest ? sqrt(urn->variance / (double)of->rest) : 0;
}

static double from_pool(struct urn *urn)
{
  const struct lur_pool *pool = &urn->all->pool;
  return pool->residual[lur_random_below(&urn->random, (uint32_t)pool->residuals)];
}

/// The residual that 32 random bits stand for, each as likely (Lemire's method, as in lur_random_below).
static inline double pick(struct urn *urn, uint32_t bits)
{
  uint32_t choices = urn->own + urn->common;
  uint64_t product = (uint64_t)bits * choices;
  uint32_t i = (uint32_t)(product >> 32);
  if ((uint32_t)product < choices && (uint32_t)product < (0U - choices) % choices)
    i = lur_random_below(&urn->random, choices);
  return i < urn->own ? urn->of->residual[i] : from_pool(urn);
}

/// Adds so many picks up, and their squares; two from each random number.
static double add_picks(struct urn *urn, int64_t n, double *squares)
{
  double sum = 0, more = 0;
  struct urn here = *urn; // so that its state can stay in registers
  for (int64_t i = 0; i + 1 < n; i += 2) {
    uint64_t bits = lur_random_next(&here.random);
    double a = pick(&here, (uint32_t)(bits >> 32)), b = pick(&here, (uint32_t)bits);
    sum += a + b;
    more += a * a + b * b;
  }
  if (n % 2) {
    double a = pick(&here, (uint32_t)(lur_random_next(&here.random) >> 32));
    sum += a;
    more += a * a;
  }
  urn->random = here.random;
  *squares = more;
  return sum;
}

/// How many of its own standard errors the mean of a sample drawn from the urn lies from the urn's mean. The
/// error is told from as many of the sample's contacts as the entrant's own was, strata taken off.
static double studentised(struct urn *urn)
{
  int64_t n = urn->of->rest, telling = (int64_t)urn->of->freedom + 1;
  double squares, unused;
  double sum = add_picks(urn, telling, &squares);
  double scatter = squares - sum * sum / (double)telling;
  sum += add_picks(urn, n - telling, &unused);
  double variance = (scatter + COMMON_SCATTER * urn->variance) / ((double)(telling - 1) + COMMON_SCATTER);
  return sum / (double)n / sqrt(variance / (double)n);
}

/// What the mean of those contacts might be that came to something.
static double draw_rest(struct urn *urn)
{
  if (urn->of->rest == 0) { // then it is like somebody else's
    const struct lur_pool *pool = &urn->all->pool;
    return pool->rest_mean[lur_random_below(&urn->random, (uint32_t)pool->rest_means)];
  }
  if (urn->error <= 0) return urn->of->rest_mean;
  return urn->of->rest_mean - studentised(urn) * urn->error;
}

static double within(const struct lur_pool *pool, double x)
{
  return x < pool->low ? pool->low : x > pool->high ? pool->high : x;
}

static double draw_alike(struct urn *urn, double mean)
{
  const struct lur_pool *pool = &urn->all->pool;
  double unseen = lur_random_beta(&urn->random, 1, (double)urn->of->contacts);
  double other = pool->low + (pool->high - pool->low) * lur_random_unit(&urn->random);
  return mean + unseen * (other - mean);
}

static void draw_all(struct urn *urn, double mean, double *draw, int draws)
{
  bool alike = all_alike(urn->all);
  for (int d = 0; d < draws; d++) {
    if (alike) {
      draw[d] = draw_alike(urn, mean);
      continue;
    }
    double nothing = lur_random_beta(&urn->random, urn->nothing_a, urn->nothing_b);
    draw[d] = within(&urn->all->pool,
                     nothing * urn->nothing + (1 - nothing) * within(&urn->all->pool, draw_rest(urn)));
  }
}

double lur_resample_error(const struct lur_resample *r, size_t entrant)
{
  const double *draw = r->draw + entrant * (size_t)r->draws;
  double sum = 0, squares = 0;
  for (int d = 0; d < r->draws; d++) sum += draw[d];
  double mean = sum / r->draws;
  for (int d = 0; d < r->draws; d++) squares += (draw[d] - mean) * (draw[d] - mean);
  return sqrt(squares / r->draws);
}

struct keyed {
  uint64_t key;
  size_t entrant;
};

static int by_key(const void *a, const void *b)
{
  const struct keyed *x = a, *y = b;
  if (x->key != y->key) return x->key < y->key ? -1 : 1;
  return (x->entrant > y->entrant) - (x->entrant < y->entrant);
}

lur_status lur_resample_sort(struct lur_resample *r)
{
  struct keyed *list = calloc(r->entrants + 1, sizeof *list);
  if (!list) return LUR_NO_MEM;
  for (size_t e = 0; e < r->entrants; e++) list[e] = (struct keyed){r->key[e], e};
  qsort(list, r->entrants, sizeof *list, by_key);
  for (size_t e = 0; e < r->entrants; e++) r->order[e] = list[e].entrant;
  free(list);
  return LUR_OK;
}

static void describe(struct lur_resample *r, const struct lur_scatters *all)
{
  for (size_t e = 0; e < r->entrants; e++) {
    const struct lur_scatter *of = &all->of[e];
    r->key[e] = of->key;
    r->sample[e] = (struct lur_sample){
        .contacts = of->contacts,
        .answered = of->answered,
        .sum_millionths = of->sum,
        .mean = of->contacts ? (double)of->sum / 1e6 / (double)of->contacts : (double)NAN,
        .error = (double)NAN,
        .few = of->contacts < LUR_RESAMPLE_FEW,
        .present = of->present,
    };
  }
}

/// Entrants whose contacts are alike must not have the same draws: they would tie in every one.
static void draw_each(struct lur_resample *r, const struct lur_scatters *all)
{
  uint64_t twin = 0;
  for (size_t k = 0; k < r->entrants; k++) {
    size_t e = r->order[k];
    twin = k && r->key[r->order[k - 1]] == r->key[e] ? twin + 1 : 0;
    if (!all->of[e].contacts) continue;
    struct urn urn;
    fill_urn(&urn, all, &all->of[e]);
    lur_random_seed(&urn.random, lur_mix64(lur_mix64(r->seed) ^ r->key[e]) + twin);
    double *draw = r->draw + e * (size_t)r->draws;
    draw_all(&urn, r->sample[e].mean, draw, r->draws);
    r->sample[e].error = lur_resample_error(r, e);
  }
}

static lur_status make_room(struct lur_resample *r)
{
  r->sample = calloc(r->entrants + 1, sizeof *r->sample);
  r->order = calloc(r->entrants + 1, sizeof *r->order);
  r->key = calloc(r->entrants + 1, sizeof *r->key);
  if (r->draws) r->draw = calloc(r->entrants + 1, (size_t)r->draws * sizeof *r->draw);
  return r->sample && r->order && r->key && (r->draw || !r->draws) ? LUR_OK : LUR_NO_MEM;
}

lur_status lur_resample_empty(size_t entrants, uint64_t seed, int draws, struct lur_resample **out)
{
  struct lur_resample *r = calloc(1, sizeof *r);
  if (!r) return LUR_NO_MEM;
  *r = (struct lur_resample){.seed = seed, .draws = draws, .entrants = entrants};
  lur_status status = make_room(r);
  if (status == LUR_OK)
    *out = r;
  else
    lur_resample_free(r);
  return status;
}

lur_status lur_resample_make(const struct lur_field *field, size_t aspect, int round, uint64_t seed,
                             int draws, struct lur_resample **out)
{
  if (aspect >= field->aspects || draws < 0) return LUR_BAD_ARG;
  struct lur_resample *r = NULL;
  lur_status status = lur_resample_empty(field->entrants, seed, draws, &r);
  if (status != LUR_OK) return status;
  r->aspect = aspect;
  r->round = round;
  struct lur_scatters all = {0};
  status = lur_scatters_make(field, aspect, round, &all);
  if (status == LUR_OK) {
    describe(r, &all);
    status = lur_resample_sort(r);
  }
  if (status == LUR_OK && draws) draw_each(r, &all);
  lur_scatters_clear(&all);
  if (status == LUR_OK)
    *out = r;
  else
    lur_resample_free(r);
  return status;
}

void lur_resample_free(struct lur_resample *resample)
{
  if (!resample) return;
  free(resample->sample);
  free(resample->draw);
  free(resample->order);
  free(resample->key);
  free(resample);
}
