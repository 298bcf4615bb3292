#include "ranking/league.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ranking/assemble.h"
#include "ranking/odds.h"
#include "ranking/order.h"

struct lur_league_rules lur_league_rules_default(void)
{
  return (struct lur_league_rules){.seed = 1, .draws = 10000, .level = 0.95};
}

static int standing_order(lur_place_standing standing)
{
  return standing == LUR_PLACE_NO_SCORE ? 2 : standing == LUR_PLACE_TOO_FEW ? 1 : 0;
}

/// 0 where nothing but the name is left to tell them apart.
static int compare_results(const struct lur_candidate *a, const struct lur_candidate *b)
{
  int order = standing_order(a->standing) - standing_order(b->standing);
  if (!order) order = lur_ratio_compare(b->mean, a->mean);
  for (int i = 0; !order && i < LUR_TIE_BREAKS; i++) order = lur_ratio_compare(b->tie[i], a->tie[i]);
  return order;
}

static int by_result(const void *a, const void *b)
{
  const struct lur_candidate *x = a, *y = b;
  int order = compare_results(x, y);
  if (!order) order = strcmp(x->name, y->name);
  return order ? order : (x->entrant > y->entrant) - (x->entrant < y->entrant);
}

static bool counts_in(const struct lur_contact *contact, size_t entrant, int round)
{
  return contact->entrant == entrant && contact->round == round;
}

static struct lur_ratio mean_of_aspect(const struct lur_field *field, size_t entrant, int round,
                                       size_t aspect)
{
  struct lur_ratio mean = {0};
  for (size_t c = 0; c < field->contacts; c++) {
    int64_t score = field->score[c * field->aspects + aspect];
    if (!counts_in(&field->contact[c], entrant, round) || score == LUR_NO_SCORE) continue;
    mean.sum += score;
    mean.count++;
  }
  return mean;
}

static struct lur_ratio share_answered(const struct lur_field *field, size_t entrant, int round)
{
  struct lur_ratio share = {0};
  for (size_t c = 0; c < field->contacts; c++)
    if (counts_in(&field->contact[c], entrant, round)) {
      share.sum += field->contact[c].answered;
      share.count++;
    }
  return share;
}

/// Negative, so that the lower wait is the higher ratio; in whole milliseconds.
static struct lur_ratio wait_below_zero(const struct lur_field *field, size_t entrant, int round)
{
  struct lur_ratio wait = {0};
  for (size_t c = 0; c < field->contacts; c++) {
    double s = field->contact[c].wait_s;
    if (!counts_in(&field->contact[c], entrant, round) || !isfinite(s) || fabs(s) > 1e9) continue;
    wait.sum -= (int64_t)floor(s * 1000 + 0.5);
    wait.count++;
  }
  return wait;
}

static void find_ties(const struct lur_field *field, const struct lur_league_rules *rules,
                      struct lur_candidate *candidate)
{
  for (int i = 0; i < LUR_TIE_BREAKS && rules->tie[i].kind != LUR_TIE_NONE; i++) {
    size_t e = candidate->entrant;
    if (rules->tie[i].kind == LUR_TIE_ASPECT)
      candidate->tie[i] = mean_of_aspect(field, e, rules->round, rules->tie[i].aspect);
    else if (rules->tie[i].kind == LUR_TIE_ANSWERED)
      candidate->tie[i] = share_answered(field, e, rules->round);
    else
      candidate->tie[i] = wait_below_zero(field, e, rules->round);
  }
}

static lur_place_standing standing_of(const struct lur_sample *sample, const struct lur_league_rules *rules)
{
  if (sample->contacts == 0) return LUR_PLACE_NO_SCORE;
  if (sample->contacts < rules->minimum_contacts) return LUR_PLACE_TOO_FEW;
  struct lur_ratio least = {(int64_t)floor(rules->minimum_score * 1e6 + 0.5), 1};
  struct lur_ratio mean = {sample->sum_millionths, sample->contacts};
  return rules->minimum_score > 0 && lur_ratio_compare(mean, least) < 0 ? LUR_PLACE_TOO_LOW : LUR_PLACE_FULL;
}

static bool takes_part(const struct lur_field *field, const struct lur_resample *resample,
                       const struct lur_league_rules *rules, size_t entrant)
{
  if (rules->round != 0 && !resample->sample[entrant].present) return false;
  return !rules->class_name || strcmp(rules->class_name, field->entrant[entrant].class_name) == 0;
}

static size_t find_candidates(const struct lur_field *field, const struct lur_resample *resample,
                              const struct lur_league_rules *rules, struct lur_candidate *list)
{
  size_t n = 0;
  for (size_t e = 0; e < field->entrants; e++) {
    if (!takes_part(field, resample, rules, e)) continue;
    const struct lur_sample *sample = &resample->sample[e];
    list[n] = (struct lur_candidate){.entrant = e,
                                     .name = field->entrant[e].name,
                                     .standing = standing_of(sample, rules),
                                     .mean = {sample->sum_millionths, sample->contacts}};
    find_ties(field, rules, &list[n++]);
  }
  return n;
}

static void fill_places(const struct lur_resample *resample, const struct lur_candidate *list,
                        struct lur_league *league)
{
  for (size_t i = 0; i < league->places; i++) {
    const struct lur_sample *sample = &resample->sample[list[i].entrant];
    struct lur_place *place = &league->place[i];
    *place = (struct lur_place){
        .entrant = list[i].entrant,
        .standing = list[i].standing,
        .contacts = sample->contacts,
        .answered = sample->answered,
        .sum_millionths = sample->sum_millionths,
        .mean = lur_millionth(sample->mean),
        .low = (double)NAN,
        .high = (double)NAN,
        .few = sample->few,
        .further = -1,
    };
    if (standing_order(list[i].standing) != 0) continue;
    league->ranked = i + 1;
    place->rank = i && compare_results(&list[i - 1], &list[i]) == 0 ? league->place[i - 1].rank : (int)i + 1;
    place->rank_low = place->rank_high = place->rank;
  }
}

/// Of all whose means are equal, if not all share the rank.
static void mark_broken_ties(const struct lur_candidate *list, struct lur_league *league)
{
  for (size_t i = 0, end; i < league->ranked; i = end) {
    for (end = i + 1; end < league->ranked && lur_ratio_compare(list[i].mean, list[end].mean) == 0;) end++;
    bool broken = league->place[i].rank != league->place[end - 1].rank;
    for (size_t k = i; k < end; k++) league->place[k].tie_broken = broken;
  }
}

static void count_winners(struct lur_league *league)
{
  if (league->ranked < (size_t)(league->rules.minimum_ranked > 0 ? league->rules.minimum_ranked : 0)) return;
  for (size_t i = 0; i < league->ranked && league->place[i].rank == 1; i++)
    if (league->place[i].standing == LUR_PLACE_FULL) league->winners++;
}

bool lur_rules_fit(const struct lur_field *field, const struct lur_league_rules *rules)
{
  if (rules->aspect >= field->aspects || rules->draws < 0) return false;
  if (!(rules->level >= 0.5 && rules->level <= 0.999)) return false;
  for (int i = 0; i < LUR_TIE_BREAKS && rules->tie[i].kind != LUR_TIE_NONE; i++)
    if (rules->tie[i].kind == LUR_TIE_ASPECT && rules->tie[i].aspect >= field->aspects) return false;
  return true;
}

static struct lur_league *new_league(const struct lur_league_rules *rules, size_t places)
{
  struct lur_league *league = calloc(1, sizeof *league);
  if (!league) return NULL;
  league->rules = *rules;
  league->rules.class_name = rules->class_name ? strdup(rules->class_name) : NULL;
  league->place = calloc(places + 1, sizeof *league->place);
  if (league->place && (league->rules.class_name || !rules->class_name)) return league;
  lur_league_free(league);
  return NULL;
}

lur_status lur_league_assemble(const struct lur_resample *resample, const struct lur_league_rules *rules,
                               struct lur_candidate *list, size_t n, struct lur_league **out)
{
  struct lur_league *league = new_league(rules, n);
  if (!league) return LUR_NO_MEM;
  league->rules.seed = resample->seed;
  league->rules.draws = resample->draws;
  league->places = n;
  qsort(list, n, sizeof *list, by_result);
  fill_places(resample, list, league);
  mark_broken_ties(list, league);
  count_winners(league);
  lur_status status = lur_odds_fill(resample, league);
  if (status == LUR_OK)
    *out = league;
  else
    lur_league_free(league);
  return status;
}

lur_status lur_league_from(const struct lur_field *field, const struct lur_resample *resample,
                           const struct lur_league_rules *rules, struct lur_league **out)
{
  if (!lur_rules_fit(field, rules) || resample->aspect != rules->aspect || resample->round != rules->round ||
      resample->entrants != field->entrants)
    return LUR_BAD_ARG;
  struct lur_candidate *list = calloc(field->entrants + 1, sizeof *list);
  if (!list) return LUR_NO_MEM;
  size_t n = find_candidates(field, resample, rules, list);
  lur_status status = lur_league_assemble(resample, rules, list, n, out);
  free(list);
  return status;
}

lur_status lur_league_make(const struct lur_field *field, const struct lur_league_rules *rules,
                           struct lur_league **out)
{
  if (!lur_rules_fit(field, rules)) return LUR_BAD_ARG;
  struct lur_resample *resample = NULL;
  lur_status status =
      lur_resample_make(field, rules->aspect, rules->round, rules->seed, rules->draws, &resample);
  if (status == LUR_OK) status = lur_league_from(field, resample, rules, out);
  lur_resample_free(resample);
  return status;
}

void lur_league_free(struct lur_league *league)
{
  if (!league) return;
  free((char *)league->rules.class_name);
  free(league->place);
  free(league->chance);
  free(league);
}
