#include "ranking/sample.h"

#include <math.h>
#include <stdlib.h>

#include "ranking/random.h"

/// Fewer contacts of an entrant in one stratum are put together with those of other such strata: a single
/// one does not tell how contacts of its stratum scatter, and must not count as if they did not.
enum { SMALL_STRATUM = 2 };

/// A contact that came to something.
struct scored {
  uint32_t stratum;
  int64_t score;
};

static int by_stratum_and_score(const void *a, const void *b)
{
  const struct scored *x = a, *y = b;
  if (x->stratum != y->stratum) return x->stratum < y->stratum ? -1 : 1;
  return (x->score > y->score) - (x->score < y->score);
}

static int by_value(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static size_t stratum_end(const struct scored *list, size_t n, size_t start)
{
  size_t end = start;
  while (end < n && list[end].stratum == list[start].stratum) end++;
  return end;
}

/// Puts strata that are too small together, the small ones into one, and that into the next smallest where it
/// is still small. Leaves the list sorted by stratum.
static void join_small_strata(struct scored *list, size_t n)
{
  const uint32_t joined = UINT32_MAX;
  size_t together = 0, smallest = SIZE_MAX;
  uint32_t smallest_stratum = joined;
  for (size_t i = 0, end; i < n; i = end) {
    end = stratum_end(list, n, i);
    size_t size = end - i;
    if (size < SMALL_STRATUM)
      together += size;
    else if (size < smallest) {
      smallest = size;
      smallest_stratum = list[i].stratum;
    }
  }
  bool still_small = together > 0 && together < SMALL_STRATUM && smallest != SIZE_MAX;
  for (size_t i = 0, end; i < n; i = end) {
    end = stratum_end(list, n, i);
    bool join = end - i < SMALL_STRATUM || (still_small && list[i].stratum == smallest_stratum);
    for (size_t k = i; join && k < end; k++) list[k].stratum = joined;
  }
  qsort(list, n, sizeof *list, by_stratum_and_score);
}

static double points(int64_t millionths)
{
  return (double)millionths / 1e6;
}

/// Residuals of list[start..end), one stratum with two contacts or more.
static void stratum_residuals(const struct scored *list, size_t start, size_t end, double *residual)
{
  int64_t n = (int64_t)(end - start), sum = 0;
  for (size_t i = start; i < end; i++) sum += list[i].score;
  double stretch = sqrt((double)n / (double)(n - 1));
  for (size_t i = start; i < end; i++) residual[i] = points(list[i].score * n - sum) / (double)n * stretch;
}

static lur_status measure_scatter(struct lur_scatter *of, struct scored *list, size_t n)
{
  if (n < 2) return LUR_OK;
  of->residual = malloc(n * sizeof *of->residual);
  if (!of->residual) return LUR_NO_MEM;
  of->residuals = n;
  qsort(list, n, sizeof *list, by_stratum_and_score);
  join_small_strata(list, n);
  for (size_t i = 0, end; i < n; i = end) {
    end = stratum_end(list, n, i);
    stratum_residuals(list, i, end, of->residual);
    of->freedom += end - i - 1;
  }
  qsort(of->residual, n, sizeof *of->residual, by_value);
  return LUR_OK;
}

static uint64_t key_of(const struct lur_scatter *of)
{
  uint64_t key = lur_mix64((uint64_t)of->contacts);
  key = lur_mix64(key ^ (uint64_t)of->sum) + (uint64_t)of->nothing;
  if (of->nothing_sum) key = lur_mix64(key + (uint64_t)of->nothing_sum);
  for (size_t i = 0; i < of->residuals; i++)
    key = lur_mix64(key + (uint64_t)(int64_t)floor(of->residual[i] * 1e6 + 0.5));
  return key;
}

/// What all unanswered contacts score that count; 0 where they differ or there are none.
static int64_t score_of_unanswered(const struct lur_field *field, size_t aspect, int round)
{
  int64_t common = LUR_NO_SCORE;
  for (size_t c = 0; c < field->contacts; c++) {
    int64_t score = field->score[c * field->aspects + aspect];
    if (field->contact[c].answered || field->contact[c].round != round || score == LUR_NO_SCORE) continue;
    if (common != LUR_NO_SCORE && common != score) return 0;
    common = score;
  }
  return common == LUR_NO_SCORE ? 0 : common;
}

static bool came_to_nothing(const struct lur_contact *contact, int64_t score, int64_t unanswered)
{
  return score == 0 || (!contact->answered && score == unanswered);
}

static void count(const struct lur_field *field, size_t aspect, int round, struct lur_scatters *out)
{
  for (size_t c = 0; c < field->contacts; c++) {
    const struct lur_contact *contact = &field->contact[c];
    if (contact->round != round) continue;
    struct lur_scatter *of = &out->of[contact->entrant];
    of->present = true;
    int64_t score = field->score[c * field->aspects + aspect];
    if (score == LUR_NO_SCORE) continue;
    of->contacts++;
    of->answered += contact->answered;
    of->sum += score;
    if (came_to_nothing(contact, score, out->pool.unanswered)) {
      of->nothing++;
      of->nothing_sum += score;
    }
    out->pool.low = fmin(out->pool.low, points(score));
    out->pool.high = fmax(out->pool.high, points(score));
  }
}

/// Fills list with the contacts of all entrants that came to something, those of entrant e from
/// start[e] on.
static void sort_out(const struct lur_field *field, size_t aspect, int round, int64_t unanswered,
                     struct scored *list, size_t *start)
{
  for (size_t c = 0; c < field->contacts; c++) {
    const struct lur_contact *contact = &field->contact[c];
    int64_t score = field->score[c * field->aspects + aspect];
    if (contact->round != round || score == LUR_NO_SCORE) continue;
    if (came_to_nothing(contact, score, unanswered)) continue;
    list[start[contact->entrant]++] = (struct scored){contact->stratum, score};
  }
}

static lur_status scatter_each(const struct lur_field *field, size_t aspect, int round,
                               struct lur_scatters *out)
{
  struct scored *list = calloc(field->contacts + 1, sizeof *list);
  size_t *next = calloc(field->entrants + 1, sizeof *next);
  lur_status status = list && next ? LUR_OK : LUR_NO_MEM;
  size_t start = 0;
  for (size_t e = 0; status == LUR_OK && e < out->n; e++) {
    out->of[e].rest = out->of[e].contacts - out->of[e].nothing;
    next[e] = start;
    start += (size_t)out->of[e].rest;
  }
  if (status == LUR_OK) sort_out(field, aspect, round, out->pool.unanswered, list, next);
  for (size_t e = 0; status == LUR_OK && e < out->n; e++) {
    struct lur_scatter *of = &out->of[e];
    size_t n = (size_t)of->rest;
    if (n) of->rest_mean = points(of->sum - of->nothing_sum) / (double)n;
    status = measure_scatter(of, list + next[e] - n, n);
    of->key = key_of(of);
  }
  free(list);
  free(next);
  return status;
}

static lur_status fill_pool(struct lur_scatters *out)
{
  struct lur_pool *pool = &out->pool;
  for (size_t e = 0; e < out->n; e++) {
    pool->residuals += out->of[e].residuals;
    pool->contacts += out->of[e].contacts;
    pool->nothing += out->of[e].nothing;
    pool->nothing_sum += out->of[e].nothing_sum;
  }
  pool->residual = malloc((pool->residuals + 1) * sizeof *pool->residual);
  pool->rest_mean = malloc((out->n + 1) * sizeof *pool->rest_mean);
  if (!pool->residual || !pool->rest_mean) return LUR_NO_MEM;
  for (size_t e = 0; e < out->n; e++)
    if (out->of[e].rest) pool->rest_mean[pool->rest_means++] = out->of[e].rest_mean;
  qsort(pool->rest_mean, pool->rest_means, sizeof *pool->rest_mean, by_value);
  size_t n = 0;
  for (size_t e = 0; e < out->n; e++)
    for (size_t i = 0; i < out->of[e].residuals; i++) pool->residual[n++] = out->of[e].residual[i];
  qsort(pool->residual, n, sizeof *pool->residual, by_value);
  double squares = 0;
  for (size_t i = 0; i < n; i++) squares += pool->residual[i] * pool->residual[i];
  pool->variance = n ? squares / (double)n : 0;
  return LUR_OK;
}

lur_status lur_scatters_make(const struct lur_field *field, size_t aspect, int round,
                             struct lur_scatters *out)
{
  out->of = calloc(field->entrants + 1, sizeof *out->of);
  if (!out->of) return LUR_NO_MEM;
  out->n = field->entrants;
  out->pool.high = 100;
  out->pool.unanswered = score_of_unanswered(field, aspect, round);
  count(field, aspect, round, out);
  lur_status status = scatter_each(field, aspect, round, out);
  if (status == LUR_OK) status = fill_pool(out);
  if (status != LUR_OK) lur_scatters_clear(out);
  return status;
}

void lur_scatters_clear(struct lur_scatters *scatters)
{
  for (size_t e = 0; scatters->of && e < scatters->n; e++) free(scatters->of[e].residual);
  free(scatters->of);
  free(scatters->pool.residual);
  free(scatters->pool.rest_mean);
  *scatters = (struct lur_scatters){0};
}
