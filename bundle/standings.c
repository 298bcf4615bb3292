#include "bundle/standings.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const tie_names[] = {"none", "aspect", "answered", "wait"};
static const char *const aspect_names[] = {"total",   "answered",   "further",
                                           "section", "competence", "criterion"};
static const char *const standing_names[] = {"full", "too_few", "too_low", "no_score"};

enum { TIES = sizeof tie_names / sizeof *tie_names, ASPECTS = sizeof aspect_names / sizeof *aspect_names };

// Rules

struct lur_standings_rules lur_standings_rules_of(const struct lur_field *field,
                                                  const struct lur_league_rules *rules)
{
  struct lur_standings_rules of = {.seed = rules->seed,
                                   .draws = rules->draws,
                                   .level = rules->level,
                                   .minimum_contacts = rules->minimum_contacts,
                                   .minimum_score = rules->minimum_score,
                                   .minimum_ranked = rules->minimum_ranked};
  for (size_t i = 0; i < LUR_TIE_BREAKS; i++) {
    const struct lur_tie_break *from = &rules->tie[i];
    of.tie[i].kind = from->kind;
    if (from->kind != LUR_TIE_ASPECT || from->aspect >= field->aspects) continue;
    of.tie[i].aspect = field->aspect[from->aspect].kind;
    snprintf(of.tie[i].id, sizeof of.tie[i].id, "%s", field->aspect[from->aspect].id);
  }
  return of;
}

json_t *lur_standings_rules_json(const struct lur_standings_rules *rules)
{
  char seed[24];
  json_t *ties = json_array();
  for (size_t i = 0; i < LUR_TIE_BREAKS && rules->tie[i].kind != LUR_TIE_NONE; i++) {
    const struct lur_standings_tie *t = &rules->tie[i];
    json_array_append_new(ties, t->kind == LUR_TIE_ASPECT
                                    ? json_pack("{s:s, s:s, s:s}", "by", tie_names[t->kind], "aspect",
                                                aspect_names[t->aspect], "id", t->id)
                                    : json_pack("{s:s}", "by", tie_names[t->kind]));
  }
  // As text: a seed has 64 bits, and many programs read numbers with 53.
  snprintf(seed, sizeof seed, "%llu", (unsigned long long)rules->seed);
  return json_pack("{s:s, s:i, s:f, s:I, s:f, s:i, s:o}", "seed", seed, "draws", rules->draws, "level",
                   rules->level, "minimum_contacts", (json_int_t)rules->minimum_contacts, "minimum_score",
                   rules->minimum_score, "minimum_participants", rules->minimum_ranked, "tie_breaks", ties);
}

static int find(const char *const *names, int n, const json_t *value)
{
  const char *text = json_string_value(value);
  for (int i = 0; text && i < n; i++)
    if (strcmp(names[i], text) == 0) return i;
  return -1;
}

static lur_status read_tie(const json_t *from, struct lur_standings_tie *out)
{
  const char *id = json_string_value(json_object_get(from, "id"));
  int kind = find(tie_names, TIES, json_object_get(from, "by"));
  int aspect = find(aspect_names, ASPECTS, json_object_get(from, "aspect"));
  if (kind <= LUR_TIE_NONE) return LUR_BAD_INPUT;
  out->kind = (lur_tie_break_kind)kind;
  if (kind != LUR_TIE_ASPECT) return LUR_OK;
  if (aspect < 0 || !id || strlen(id) >= sizeof out->id) return LUR_BAD_INPUT;
  out->aspect = (lur_aspect_kind)aspect;
  snprintf(out->id, sizeof out->id, "%s", id);
  return LUR_OK;
}

static bool between(const json_t *value, double least, double most)
{
  return json_is_number(value) && json_number_value(value) >= least && json_number_value(value) <= most;
}

static bool read_seed(const json_t *value, uint64_t *out)
{
  const char *text = json_string_value(value);
  size_t n = text ? strlen(text) : 0;
  char *end;
  if (n == 0 || n > 20 || strspn(text, "0123456789") != n) return false;
  *out = strtoull(text, &end, 10);
  return true;
}

lur_status lur_standings_rules_read(const json_t *from, struct lur_standings_rules *out)
{
  const json_t *draws = json_object_get(from, "draws"), *level = json_object_get(from, "level"),
               *contacts = json_object_get(from, "minimum_contacts"),
               *score = json_object_get(from, "minimum_score"),
               *ranked = json_object_get(from, "minimum_participants"),
               *ties = json_object_get(from, "tie_breaks");
  *out = (struct lur_standings_rules){0};
  if (!between(draws, 0, LUR_STANDINGS_DRAWS) || !json_is_integer(draws) || !between(level, 0.5, 0.999) ||
      !between(contacts, 0, 1e9) || !json_is_integer(contacts) || !between(score, 0, 100) ||
      !between(ranked, 0, 1e6) || !json_is_integer(ranked) || !json_is_array(ties) ||
      json_array_size(ties) > LUR_TIE_BREAKS || !read_seed(json_object_get(from, "seed"), &out->seed))
    return LUR_BAD_INPUT;
  out->draws = (int)json_integer_value(draws);
  out->level = json_number_value(level);
  out->minimum_contacts = json_integer_value(contacts);
  out->minimum_score = json_number_value(score);
  out->minimum_ranked = (int)json_integer_value(ranked);
  lur_status status = LUR_OK;
  for (size_t i = 0; i < json_array_size(ties) && status == LUR_OK; i++)
    status = read_tie(json_array_get(ties, i), &out->tie[i]);
  return status;
}

// The field

static bool has_aspect(const struct lur_field *field, lur_aspect_kind kind, const char *id)
{
  for (size_t i = 0; i < field->aspects; i++)
    if (field->aspect[i].kind == kind && strcmp(field->aspect[i].id, id) == 0) return true;
  return false;
}

static lur_status add_aspect(struct lur_field *field, lur_aspect_kind kind, const char *id, const char *title)
{
  size_t index;
  return has_aspect(field, kind, id) ? LUR_OK : lur_field_add_aspect(field, kind, id, title, &index);
}

static bool has_competence(const struct lur_rubric *rubric, lur_competence which)
{
  for (size_t i = 0; i < rubric->criteria; i++)
    if (rubric->criterion[i].competence == which && rubric->criterion[i].weight > 0) return true;
  return false;
}

static lur_status add_parts(const struct lur_rubric *r, struct lur_field *field)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < r->totals && status == LUR_OK; i++)
    status = add_aspect(field, LUR_ASPECT_FURTHER, r->total[i].id, lur_texts_pick(&r->total[i].title, NULL));
  for (size_t i = 0; i < r->sections && status == LUR_OK; i++)
    status =
        add_aspect(field, LUR_ASPECT_SECTION, r->section[i].id, lur_texts_pick(&r->section[i].title, NULL));
  for (int i = LUR_COMPETENCE_NONE + 1; i < LUR_COMPETENCES && status == LUR_OK; i++)
    if (has_competence(r, (lur_competence)i))
      status = add_aspect(field, LUR_ASPECT_COMPETENCE, lur_competence_name((lur_competence)i),
                          lur_competence_title((lur_competence)i));
  return status;
}

lur_status lur_standings_aspects(const struct lur_rubric *const *rubric, size_t n, struct lur_field *field)
{
  lur_status status = add_aspect(field, LUR_ASPECT_TOTAL, "total", "Total");
  if (status == LUR_OK) status = add_aspect(field, LUR_ASPECT_ANSWERED, "answered", "Answered only");
  for (size_t i = 0; i < n && status == LUR_OK; i++) status = add_parts(rubric[i], field);
  return status;
}

static int64_t millionths(bool has, double score)
{
  return has && isfinite(score) && fabs(score) < 1e9 ? llround(score * 1e6) : LUR_NO_SCORE;
}

static int64_t score_of(const struct lur_aspect *aspect, const struct lur_scorecard *card)
{
  switch (aspect->kind) {
  case LUR_ASPECT_TOTAL:
    return card->total_millionths;
  case LUR_ASPECT_ANSWERED:
    return card->unanswered ? LUR_NO_SCORE : card->total_millionths;
  case LUR_ASPECT_FURTHER:
    for (size_t i = 0; i < card->furthers; i++)
      if (strcmp(card->further[i].total->id, aspect->id) == 0)
        return card->further[i].has ? card->further[i].millionths : LUR_NO_SCORE;
    break;
  case LUR_ASPECT_SECTION:
    for (size_t i = 0; i < card->sections; i++)
      if (strcmp(card->section[i].section->id, aspect->id) == 0)
        return millionths(card->section[i].scored, card->section[i].score);
    break;
  case LUR_ASPECT_COMPETENCE:
    for (int i = 0; i < LUR_COMPETENCES; i++)
      if (strcmp(lur_competence_name((lur_competence)i), aspect->id) == 0)
        return millionths(card->competence[i].scored, card->competence[i].score);
    break;
  case LUR_ASPECT_CRITERION:
    break; // leagues by single criteria are not published
  }
  return LUR_NO_SCORE;
}

/// Where the last attempt failed, the contact counts as unanswered whatever was heard of it; sections that
/// can be judged without an answer keep their score.
static int64_t score_unanswered(const struct lur_aspect *aspect, const struct lur_line *line,
                                const struct lur_scorecard *card)
{
  const struct lur_rubric *rubric = card->rubric;
  const struct lur_value *answered = &line->measures.of[LUR_M_ANSWER_ANSWERED];
  int64_t score = llround(rubric->attempts.unanswered * 1e6);
  if (aspect->kind == LUR_ASPECT_TOTAL) return score;
  if (aspect->kind == LUR_ASPECT_ANSWERED ||
      (answered->known && answered->number > 0 && aspect->kind != LUR_ASPECT_FURTHER))
    return LUR_NO_SCORE;
  if (aspect->kind != LUR_ASPECT_FURTHER) return score_of(aspect, card);
  for (size_t i = 0; i < rubric->totals; i++)
    if (strcmp(rubric->total[i].id, aspect->id) == 0 && rubric->total[i].contacts == LUR_CONTACTS_ALL)
      return score;
  return LUR_NO_SCORE;
}

lur_status lur_standings_add(struct lur_field *field, size_t entrant, const struct lur_line *line,
                             const struct lur_scorecard *card)
{
  const struct lur_value *wait = &line->measures.of[LUR_M_ANSWER_WAIT_S];
  bool answered = !card->unanswered && !line->unanswered;
  struct lur_contact contact = {.entrant = entrant,
                                .answered = answered,
                                .wait_s = answered && wait->known ? wait->number : (double)NAN,
                                .round = line->round,
                                .stratum = line->stratum};
  lur_status status = lur_field_agent(field, line->agent, &contact.agent);
  int64_t *score = calloc(field->aspects + 1, sizeof *score);
  if (!score) return LUR_NO_MEM;
  for (size_t i = 0; i < field->aspects; i++)
    score[i] = line->unanswered ? score_unanswered(&field->aspect[i], line, card)
                                : score_of(&field->aspect[i], card);
  if (status == LUR_OK) status = lur_field_add_contact(field, &contact, score);
  free(score);
  return status;
}

// The leagues

static json_t *rounded(double value)
{
  return isfinite(value) ? json_real(round(value * 1e6) / 1e6) : json_null();
}

static json_t *print_place(const struct lur_field *field, const struct lur_place *p, bool drawn)
{
  json_t *to =
      json_pack("{s:o, s:s, s:s, s:I, s:I, s:I, s:o}", "rank", p->rank ? json_integer(p->rank) : json_null(),
                "participant", field->entrant[p->entrant].name, "standing", standing_names[p->standing],
                "contacts", (json_int_t)p->contacts, "answered", (json_int_t)p->answered, "sum_millionths",
                (json_int_t)p->sum_millionths, "mean", rounded(p->mean));
  if (to && p->tie_broken) json_object_set_new(to, "tie_broken", json_true());
  if (!to || !drawn) return to;
  json_t *sure =
      json_pack("{s:o, s:o, s:b, s:i, s:i, s:i, s:o, s:I}", "low", rounded(p->low), "high", rounded(p->high),
                "too_few", p->few, "rank_low", p->rank_low, "rank_high", p->rank_high, "group", p->group,
                "chance_of_first", rounded(p->share_first), "further_contacts", (json_int_t)p->further);
  json_object_update(to, sure);
  json_decref(sure);
  return to;
}

static lur_status print_league(const struct lur_field *field, const struct lur_league *league, json_t *to)
{
  const struct lur_aspect *aspect = &field->aspect[league->rules.aspect];
  bool drawn = league->rules.draws > 0;
  json_t *places = json_array();
  for (size_t i = 0; i < league->places; i++)
    json_array_append_new(places, print_place(field, &league->place[i], drawn));
  json_t *item = json_pack("{s:i, s:s?, s:s, s:s, s:s, s:i, s:I, s:o}", "round", league->rules.round, "class",
                           league->rules.class_name, "aspect", aspect_names[aspect->kind], "id", aspect->id,
                           "title", aspect->title, "draws", league->rules.draws, "winners",
                           (json_int_t)league->winners, "places", places);
  return json_array_append_new(to, item) == 0 ? LUR_OK : LUR_NO_MEM;
}

static int find_aspect(const struct lur_field *field, lur_aspect_kind kind, const char *id)
{
  for (size_t i = 0; i < field->aspects; i++)
    if (field->aspect[i].kind == kind && strcmp(field->aspect[i].id, id) == 0) return (int)i;
  return -1;
}

static lur_status rules_of(const struct lur_field *field, const struct lur_standings_rules *rules,
                           size_t aspect, int round, struct lur_league_rules *out)
{
  lur_aspect_kind kind = field->aspect[aspect].kind;
  bool total = kind == LUR_ASPECT_TOTAL || kind == LUR_ASPECT_ANSWERED || kind == LUR_ASPECT_FURTHER;
  *out = lur_league_rules_default();
  out->aspect = aspect;
  out->round = round;
  out->seed = rules->seed;
  out->draws = total ? rules->draws : 0;
  out->level = rules->level;
  out->minimum_contacts = rules->minimum_contacts;
  out->minimum_score = rules->minimum_score;
  out->minimum_ranked = rules->minimum_ranked;
  for (size_t i = 0; i < LUR_TIE_BREAKS; i++) {
    const struct lur_standings_tie *t = &rules->tie[i];
    int index = t->kind == LUR_TIE_ASPECT ? find_aspect(field, t->aspect, t->id) : 0;
    if (index < 0) return LUR_BAD_ARG;
    out->tie[i] = (struct lur_tie_break){t->kind, (size_t)index};
  }
  return LUR_OK;
}

/// The names of classes, each once, in order. Borrowed from the field.
struct classes {
  const char **at;
  size_t n;
};

static int by_text(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static lur_status find_classes(const struct lur_field *field, struct classes *out)
{
  out->at = calloc(field->entrants + 1, sizeof *out->at);
  if (!out->at) return LUR_NO_MEM;
  size_t n = 0;
  for (size_t i = 0; i < field->entrants; i++)
    if (field->entrant[i].class_name[0]) out->at[n++] = field->entrant[i].class_name;
  qsort(out->at, n, sizeof *out->at, by_text);
  for (size_t i = 0; i < n; i++)
    if (i == 0 || strcmp(out->at[i], out->at[out->n - 1]) != 0) out->at[out->n++] = out->at[i];
  return LUR_OK;
}

/// The leagues of an aspect in a round, which share their draws: all participants, then class by class.
static lur_status make_leagues(const struct lur_field *field, const struct classes *classes,
                               struct lur_league_rules *rules, json_t *to)
{
  struct lur_resample *resample = NULL;
  lur_status status =
      lur_resample_make(field, rules->aspect, rules->round, rules->seed, rules->draws, &resample);
  for (size_t i = 0; i <= classes->n && status == LUR_OK; i++) {
    struct lur_league *league = NULL;
    rules->class_name = i ? classes->at[i - 1] : NULL;
    status = lur_league_from(field, resample, rules, &league);
    // A final may be of some classes only.
    if (status == LUR_OK && (league->places || rules->round == 0)) status = print_league(field, league, to);
    lur_league_free(league);
  }
  lur_resample_free(resample);
  return status;
}

static bool has_round(const struct lur_field *field, int round)
{
  for (size_t i = 0; i < field->contacts; i++)
    if (field->contact[i].round == round) return true;
  return false;
}

lur_status lur_standings_make(const struct lur_field *field, const struct lur_standings_rules *rules,
                              json_t **out)
{
  struct classes classes = {0};
  struct lur_league_rules of;
  if ((double)rules->draws * (double)field->entrants > LUR_STANDINGS_WORK) return LUR_UNSUPPORTED;
  json_t *list = json_array();
  lur_status status = list ? find_classes(field, &classes) : LUR_NO_MEM;
  for (int round = 0; round <= 1 && status == LUR_OK; round++) {
    if (round && !has_round(field, round)) continue;
    for (size_t i = 0; i < field->aspects && status == LUR_OK; i++) {
      status = rules_of(field, rules, i, round, &of);
      if (status == LUR_OK) status = make_leagues(field, &classes, &of, list);
    }
  }
  free(classes.at);
  if (status == LUR_OK)
    *out = json_pack("{s:s, s:o, s:O}", "schema", "lur.standings/1", "rules", lur_standings_rules_json(rules),
                     "leagues", list);
  json_decref(list);
  return status == LUR_OK && !*out ? LUR_NO_MEM : status;
}
