#include "ranking/merge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ranking/assemble.h"
#include "ranking/random.h"
#include "ranking/whole.h"

/// What an entrant has in one part; contacts 0: nothing.
struct share_of {
  int64_t contacts, answered, sum, weight;
};

/// A mean of means as one fraction.
struct fraction {
  struct lur_whole top, bottom;
};

struct merge {
  const struct lur_merge_part *part;
  size_t parts;
  lur_merge_kind kind;
  const struct lur_league_rules *rules;
  struct lur_merged *out;
  struct lur_resample **resample; ///< of each part
  size_t **entrant;               ///< entrant[part][i]: where the part's entrant i is in the merged field
  struct share_of *has;           ///< has[i * parts + part] of merged entrant i
  bool *complete;                 ///< of each: has all the parts it needs
  struct lur_resample *merged;
};

/// Means may be below zero; so far below that they are not once this is added, in millionths.
static const int64_t OFFSET = INT64_C(10000000000);

static size_t find_entrant(const struct lur_field *field, const char *name)
{
  size_t e = 0;
  while (e < field->entrants && strcmp(field->entrant[e].name, name) != 0) e++;
  return e;
}

static lur_status put_text(char **text, const char *value)
{
  char *copy = strdup(value);
  if (!copy) return LUR_NO_MEM;
  free(*text);
  *text = copy;
  return LUR_OK;
}

static lur_status add_entrant(struct lur_field *field, const struct lur_entrant *from, size_t *index)
{
  *index = find_entrant(field, from->name);
  if (*index == field->entrants)
    return lur_field_add_entrant(field, from->name, from->title, from->class_name, index);
  lur_status status = put_text(&field->entrant[*index].title, from->title);
  // A wave without classes takes nobody out of theirs.
  if (status == LUR_OK && from->class_name[0])
    status = put_text(&field->entrant[*index].class_name, from->class_name);
  return status;
}

static lur_status join_fields(struct merge *m)
{
  lur_status status = LUR_OK;
  for (size_t k = 0; status == LUR_OK && k < m->parts; k++) {
    const struct lur_field *field = m->part[k].field;
    m->entrant[k] = calloc(field->entrants + 1, sizeof *m->entrant[k]);
    if (!m->entrant[k]) return LUR_NO_MEM;
    for (size_t e = 0; status == LUR_OK && e < field->entrants; e++)
      status = add_entrant(&m->out->field, &field->entrant[e], &m->entrant[k][e]);
  }
  return status;
}

static bool seed_is_taken(const struct merge *m, size_t parts, uint64_t seed)
{
  for (size_t k = 0; k < parts; k++)
    if (m->resample[k]->seed == seed) return true;
  return false;
}

/// A seed from what is in part k, so that neither the parts' order nor their names matter; a part that is
/// merged twice is not drawn alike.
static lur_status part_seed(const struct merge *m, size_t k, uint64_t *seed)
{
  const struct lur_merge_part *part = &m->part[k];
  struct lur_resample *keys = NULL;
  lur_status status = lur_resample_make(part->field, part->aspect, part->round, 0, 0, &keys);
  if (status != LUR_OK) return status;
  *seed = lur_mix64(m->rules->seed + 2);
  for (size_t i = 0; i < keys->entrants; i++) *seed = lur_mix64(*seed ^ keys->key[keys->order[i]]);
  lur_resample_free(keys);
  while (seed_is_taken(m, k, *seed)) *seed = lur_mix64(*seed + 1);
  return LUR_OK;
}

static lur_status draw_parts(struct merge *m)
{
  lur_status status = LUR_OK;
  for (size_t k = 0; status == LUR_OK && k < m->parts; k++) {
    const struct lur_merge_part *part = &m->part[k];
    uint64_t seed = 0;
    status = part_seed(m, k, &seed);
    if (status == LUR_OK)
      status = lur_resample_make(part->field, part->aspect, part->round, seed,
                                 part->exact ? 0 : m->rules->draws, &m->resample[k]);
  }
  return status;
}

static void find_shares(struct merge *m)
{
  for (size_t k = 0; k < m->parts; k++)
    for (size_t e = 0; e < m->part[k].field->entrants; e++) {
      const struct lur_sample *sample = &m->resample[k]->sample[e];
      int64_t items = m->part[k].items ? m->part[k].items : sample->contacts;
      m->has[m->entrant[k][e] * m->parts + k] = (struct share_of){
          sample->contacts, sample->answered, sample->sum_millionths, m->kind == LUR_MERGE_MEAN ? 1 : items};
    }
}

static struct fraction mean_of(const struct share_of *has, size_t parts)
{
  struct fraction mean = {{{0}}, {{0}}};
  struct lur_whole common = lur_whole_of(1);
  uint64_t weights = 0;
  for (size_t k = 0; k < parts; k++) {
    if (!has[k].contacts) continue;
    struct lur_whole count = lur_whole_of((uint64_t)has[k].contacts),
                     weight = lur_whole_of((uint64_t)has[k].weight);
    int64_t shifted = has[k].sum + OFFSET * has[k].contacts;
    struct lur_whole sum = lur_whole_of(shifted > 0 ? (uint64_t)shifted : 0);
    // top / common + weight * sum / count, on one line
    mean.top = lur_whole_times(&mean.top, &count);
    sum = lur_whole_times(&sum, &weight);
    sum = lur_whole_times(&sum, &common);
    lur_whole_add(&mean.top, &sum);
    common = lur_whole_times(&common, &count);
    weights += (uint64_t)has[k].weight;
  }
  struct lur_whole all = lur_whole_of(weights);
  mean.bottom = lur_whole_times(&common, &all);
  return mean;
}

static int compare_means(const struct fraction *a, const struct fraction *b)
{
  struct lur_whole left = lur_whole_times(&a->top, &b->bottom), right = lur_whole_times(&b->top, &a->bottom);
  return lur_whole_compare(&left, &right);
}

/// The merged mean in points, and each part's share of it.
static double rough_mean(const struct share_of *has, size_t parts, double *share)
{
  double mean = 0, weights = 0;
  for (size_t k = 0; k < parts; k++) weights += has[k].contacts ? (double)has[k].weight : 0;
  for (size_t k = 0; k < parts; k++) {
    share[k] = has[k].contacts ? (double)has[k].weight / weights : 0;
    if (has[k].contacts) mean += share[k] * (double)has[k].sum / 1e6 / (double)has[k].contacts;
  }
  return mean;
}

static bool is_complete(const struct merge *m, const struct share_of *has)
{
  size_t in = 0;
  for (size_t k = 0; k < m->parts; k++) in += has[k].contacts > 0;
  return m->kind == LUR_MERGE_MEAN ? in == m->parts : in > 0;
}

static void describe(struct merge *m, size_t i, struct lur_sample *sample)
{
  const struct share_of *has = m->has + i * m->parts;
  double share[LUR_MERGE_PARTS];
  bool exact = true, plain = m->kind == LUR_MERGE_BY_ITEMS;
  *sample = (struct lur_sample){.mean = (double)NAN, .error = (double)NAN};
  int64_t sum = 0;
  for (size_t k = 0; k < m->parts; k++) {
    if (!has[k].contacts) continue;
    sample->contacts += has[k].contacts;
    sample->answered += has[k].answered;
    sample->present = true;
    sum += has[k].sum;
    exact = exact && m->part[k].exact;
    plain = plain && has[k].weight == has[k].contacts;
    sample->few =
        sample->few || (m->kind == LUR_MERGE_MEAN && !m->part[k].exact && has[k].contacts < LUR_RESAMPLE_FEW);
  }
  if (!m->complete[i]) sample->contacts = 0;
  if (!sample->contacts) return;
  sample->mean = rough_mean(has, m->parts, share);
  sample->sum_millionths = plain ? sum : (int64_t)floor(sample->mean * 1e6 * (double)sample->contacts + 0.5);
  if (m->kind == LUR_MERGE_BY_ITEMS) sample->few = !exact && sample->contacts < LUR_RESAMPLE_FEW;
}

static const double *part_draws(const struct merge *m, size_t k, size_t i)
{
  for (size_t e = 0; e < m->part[k].field->entrants; e++)
    if (m->entrant[k][e] == i) return m->resample[k]->draw + e * (size_t)m->rules->draws;
  return NULL;
}

static void add_draws(const struct merge *m, size_t i, double *draw)
{
  const struct share_of *has = m->has + i * m->parts;
  double share[LUR_MERGE_PARTS];
  rough_mean(has, m->parts, share);
  for (size_t k = 0; k < m->parts; k++) {
    if (!has[k].contacts) continue;
    double exact = (double)has[k].sum / 1e6 / (double)has[k].contacts;
    const double *from = m->part[k].exact ? NULL : part_draws(m, k, i);
    for (int d = 0; d < m->rules->draws; d++) draw[d] += share[k] * (from ? from[d] : exact);
  }
}

static uint64_t merged_key(const struct merge *m, size_t i)
{
  uint64_t key = 0; // a sum, so that the parts' order is nothing to it
  for (size_t k = 0; k < m->parts; k++)
    for (size_t e = 0; e < m->part[k].field->entrants; e++)
      if (m->entrant[k][e] == i)
        key += lur_mix64(m->resample[k]->key[e] ^ lur_mix64((uint64_t)m->has[i * m->parts + k].weight));
  return key;
}

static lur_status make_resample(struct merge *m)
{
  struct lur_resample *r = NULL;
  lur_status status = lur_resample_empty(m->out->field.entrants, m->rules->seed, m->rules->draws, &r);
  if (status != LUR_OK) return status;
  m->merged = r;
  for (size_t i = 0; i < r->entrants; i++) {
    m->complete[i] = is_complete(m, m->has + i * m->parts);
    describe(m, i, &r->sample[i]);
    r->key[i] = merged_key(m, i);
    if (!r->sample[i].contacts || !r->draws) continue;
    add_draws(m, i, r->draw + i * (size_t)r->draws);
    r->sample[i].error = lur_resample_error(r, i);
  }
  return lur_resample_sort(r);
}

struct merged_mean {
  size_t i;
  struct fraction mean;
};

static int best_last(const void *a, const void *b)
{
  return compare_means(&((const struct merged_mean *)a)->mean, &((const struct merged_mean *)b)->mean);
}

static lur_place_standing standing_of(const struct merge *m, const struct merged_mean *mean)
{
  const struct lur_sample *sample = &m->merged->sample[mean->i];
  if (sample->contacts < m->rules->minimum_contacts) return LUR_PLACE_TOO_FEW;
  struct share_of least = {1, 1, (int64_t)floor(m->rules->minimum_score * 1e6 + 0.5), 1};
  struct fraction limit = mean_of(&least, 1);
  bool low = m->rules->minimum_score > 0 && compare_means(&mean->mean, &limit) < 0;
  return low ? LUR_PLACE_TOO_LOW : LUR_PLACE_FULL;
}

static bool in_class(const struct merge *m, size_t i)
{
  const char *name = m->rules->class_name;
  return !name || strcmp(name, m->out->field.entrant[i].class_name) == 0;
}

/// Means become steps of a ladder: equal means stand on the same.
static size_t find_candidates(const struct merge *m, struct merged_mean *mean, struct lur_candidate *list)
{
  size_t n = 0, means = 0;
  for (size_t i = 0; i < m->out->field.entrants; i++) {
    if (!in_class(m, i)) continue;
    if (m->complete[i])
      mean[means++] = (struct merged_mean){i, mean_of(m->has + i * m->parts, m->parts)};
    else
      list[n++] = (struct lur_candidate){i, m->out->field.entrant[i].name, LUR_PLACE_NO_SCORE, {0}, {{0}}};
  }
  qsort(mean, means, sizeof *mean, best_last);
  int64_t step = 0;
  for (size_t k = 0; k < means; k++) {
    step += k && compare_means(&mean[k - 1].mean, &mean[k].mean) < 0;
    list[n++] = (struct lur_candidate){.entrant = mean[k].i,
                                       .name = m->out->field.entrant[mean[k].i].name,
                                       .standing = standing_of(m, &mean[k]),
                                       .mean = {step, 1}};
  }
  return n;
}

static lur_status make_league(struct merge *m)
{
  size_t n = m->out->field.entrants + 1;
  struct merged_mean *mean = calloc(n, sizeof *mean);
  struct lur_candidate *list = calloc(n, sizeof *list);
  lur_status status = mean && list ? LUR_OK : LUR_NO_MEM;
  if (status == LUR_OK)
    status = lur_league_assemble(m->merged, m->rules, list, find_candidates(m, mean, list), &m->out->league);
  free(mean);
  free(list);
  return status;
}

static bool parts_fit(const struct lur_merge_part *part, size_t parts, const struct lur_league_rules *rules)
{
  if (parts == 0 || parts > LUR_MERGE_PARTS) return false;
  struct lur_league_rules plain = *rules;
  plain.tie[0].kind = LUR_TIE_NONE;
  for (size_t k = 0; k < parts; k++) {
    plain.aspect = part[k].aspect;
    if (part[k].items < 0 || !lur_rules_fit(part[k].field, &plain)) return false;
  }
  return true;
}

static void clear(struct merge *m)
{
  for (size_t k = 0; m->resample && k < m->parts; k++) lur_resample_free(m->resample[k]);
  for (size_t k = 0; m->entrant && k < m->parts; k++) free(m->entrant[k]);
  free(m->resample);
  free(m->entrant);
  free(m->has);
  free(m->complete);
  lur_resample_free(m->merged);
}

lur_status lur_merge(const struct lur_merge_part *part, size_t parts, lur_merge_kind kind,
                     const struct lur_league_rules *rules, struct lur_merged *out)
{
  *out = (struct lur_merged){0};
  if (!parts_fit(part, parts, rules)) return LUR_BAD_ARG;
  struct merge m = {.part = part, .parts = parts, .kind = kind, .rules = rules, .out = out};
  m.resample = calloc(parts, sizeof *m.resample);
  m.entrant = calloc(parts, sizeof *m.entrant);
  lur_status status = m.resample && m.entrant ? join_fields(&m) : LUR_NO_MEM;
  m.has = calloc(out->field.entrants * parts + 1, sizeof *m.has);
  m.complete = calloc(out->field.entrants + 1, sizeof *m.complete);
  if (!m.has || !m.complete) status = LUR_NO_MEM;
  if (status == LUR_OK) status = draw_parts(&m);
  if (status == LUR_OK) {
    find_shares(&m);
    status = make_resample(&m);
  }
  if (status == LUR_OK) status = make_league(&m);
  clear(&m);
  if (status != LUR_OK) lur_merged_clear(out);
  return status;
}

void lur_merged_clear(struct lur_merged *merged)
{
  lur_league_free(merged->league);
  lur_field_clear(&merged->field);
  *merged = (struct lur_merged){0};
}
