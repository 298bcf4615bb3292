/// What must hold for every rubric: made from random numbers, seed printed; LUR_SEED gives it again.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "rubrics/library.h"
#include "rubrics/scorecard.h"
#include "tests/support/dice.h"

enum { ROUNDS = 300 };

// A random rubric, written as YAML by hand: it must not lean on the printer under test.

static const char *const texts[] = {"plain",
                                    "with \\\"quotes\\\" and \\\\",
                                    "räksmörgås: ja # nej",
                                    "- dash",
                                    "{curly}, [square]",
                                    "'single'",
                                    "line\\nbreak\\tand tab",
                                    "\\u2028\\u0085\\uFEFF\\u0007",
                                    "yes",
                                    "null",
                                    "1e3",
                                    "trailing ",
                                    "日本語 🙂",
                                    "%d %s",
                                    "~",
                                    "&a *a !t"};
static const char *const conditions[] = {"not answer.answered", "hold.count > 2 and overlap.ratio < 0.5",
                                         "closing.last_speaker == 'agent'",
                                         "math.max(hold.total_s, 3) >= 10"};
static const char *const measures[] = {"answer.wait_s", "hold.count", "talk.agent_ratio",
                                       "silence.longest_s"};

static const char *any_text(struct dice *d)
{
  return texts[dice_below(d, (int)(sizeof texts / sizeof *texts))];
}

static void put_texts(FILE *to, struct dice *d, const char *key)
{
  if (dice_below(d, 2))
    fprintf(to, "%s: \"%s\"", key, any_text(d));
  else
    fprintf(to, "%s: {sv: \"%s\", pt-BR: \"%s\"}", key, any_text(d), any_text(d));
}

static void put_curve(FILE *to, struct dice *d)
{
  double value = dice_below(d, 100) - 50;
  fputs(", points: [", to);
  for (int n = dice_below(d, 5); n >= 0; n--) {
    fprintf(to, "[%.3f, %.15g]%s", value, (dice_below(d, 2000001) - 1000000) / 1000.0, n ? ", " : "]");
    value += (1 + dice_below(d, 999999)) / 1000.0;
  }
}

static void put_weight(FILE *to, struct dice *d)
{
  static const char *const from[] = {"source", "lur"};
  static const char *const corner[] = {"subject-knowledge", "communication", "personal-service"};
  if (dice_below(d, 2)) fprintf(to, ", weight: %.15g", dice_below(d, 1000001) / 1000.0);
  if (dice_below(d, 2)) fprintf(to, ", weight_from: %s", from[dice_below(d, 2)]);
  if (dice_below(d, 3) == 0) fprintf(to, ", competence: %s", corner[dice_below(d, 3)]);
}

/// What an answer or a step may have besides its name and points.
static void put_extras(FILE *to, struct dice *d)
{
  static const char *const kinds[] = {"customer", "business", "compliance"};
  if (dice_below(d, 4) == 0)
    fprintf(to, ", %s: %s", dice_below(d, 2) ? "fatal" : "critical", kinds[dice_below(d, 3)]);
  if (dice_below(d, 2)) put_texts(to, d, ", title");
  if (dice_below(d, 4) == 0) put_texts(to, d, ", help");
  if (dice_below(d, 4) == 0) put_texts(to, d, ", example");
  if (dice_below(d, 4) == 0) fputs(", comment: true", to);
}

static void put_choice(FILE *to, struct dice *d)
{
  static const char *const several[] = {"sum", "best", "worst"};
  if (dice_below(d, 3) == 0) fprintf(to, ", several: %s", several[dice_below(d, 3)]);
  fputs(", answers: [", to);
  int n = 1 + dice_below(d, 4);
  for (int i = 0; i < n; i++) {
    fprintf(to, "%s{id: a%d, points: %d", i ? ", " : "", i, dice_below(d, 200) - 50);
    put_extras(to, d);
    fputc('}', to);
  }
  fputc(']', to);
}

static void put_yes_no(FILE *to, struct dice *d)
{
  if (dice_below(d, 2)) {
    fputs(", yes_no: true", to);
    return;
  }
  fprintf(to, ", yes_no: {no: %d, yes: {points: %d", dice_below(d, 100) - 50, dice_below(d, 100));
  put_extras(to, d);
  fputs("}}", to);
}

/// A scale with its words, and points at the curve, at the steps or nowhere.
static void put_scale(FILE *to, struct dice *d)
{
  static const char *const known[] = {"nps", "csat", "ces"};
  int low = 1, high = 5, points = dice_below(d, 3);
  if (dice_below(d, 2)) {
    fprintf(to, ", %s: true", known[dice_below(d, 3)]);
  } else {
    low = dice_below(d, 5) - 2;
    high = 5 + dice_below(d, 5);
    fprintf(to, ", scale: {from: %d, to: %d}", low, high);
  }
  if (points == 1) put_curve(to, d);
  if (dice_below(d, 2)) return;
  fputs(", steps: [", to);
  for (int at = low; at <= high && at <= 5; at += 1 + dice_below(d, 3)) {
    fprintf(to, "%s{at: %d", at > low ? ", " : "", at);
    if (points == 2) fprintf(to, ", points: %d", dice_below(d, 100));
    put_extras(to, d);
    fputc('}', to);
  }
  fputc(']', to);
}

/// `asked` is an earlier question, where i > 0.
static void put_asked(FILE *to, struct dice *d, int i, int asked)
{
  static const char *const moments[] = {"day", "time", "day-and-time"};
  put_texts(to, d, ", ask");
  if (i > 0 && dice_below(d, 4) == 0) fprintf(to, ", ask_when: answers.c%d == 'a0' or hold.count > 1", asked);
  if (dice_below(d, 6) == 0) fputs(", na_allowed: false", to);
  switch (dice_below(d, 6)) {
  case 0:
    fputs(", text: true", to);
    return;
  case 1:
    fprintf(to, ", date: %s", moments[dice_below(d, 3)]);
    return;
  case 2:
    put_scale(to, d);
    break;
  case 3:
    fprintf(to, ", number: {from: %.3f, to: %.3f}, unit: \"%s\"", dice_below(d, 999) / 1000.0,
            1 + dice_below(d, 999) / 1000.0, any_text(d));
    if (dice_below(d, 2)) put_curve(to, d);
    break;
  case 4:
    put_yes_no(to, d);
    break;
  default:
    put_choice(to, d);
  }
  if (dice_below(d, 4) == 0)
    fputs(dice_below(d, 2) ? ", counts: noted" : ", counts: excluded, comment_below: 10", to);
  else
    put_weight(to, d);
}

static void put_measured(FILE *to, struct dice *d, int i)
{
  if (dice_below(d, 2))
    fprintf(to, ", measure: %s", measures[dice_below(d, 4)]);
  else if (i > 0 && dice_below(d, 2))
    fprintf(to, ", value: criteria.c%d / 2 + hold.count", dice_below(d, i));
  else
    fprintf(to, ", value: \"%s\"",
            dice_below(d, 2) ? "overlap.ratio * 100 + hold.count" : "not answer.answered");
  if (dice_below(d, 4) == 0)
    fprintf(to, ", scale: {over: wave, best: %d, worst: %d, better: %s}", dice_below(d, 100),
            dice_below(d, 100) - 100, dice_below(d, 2) ? "low" : "high");
  else
    put_curve(to, d);
  put_weight(to, d);
  if (dice_below(d, 3) == 0) fprintf(to, ", critical: {below: %d, kind: business}", dice_below(d, 100));
  if (dice_below(d, 5) == 0) fprintf(to, ", fatal: {below: %d, kind: customer}", dice_below(d, 100) - 100);
}

/// *asked is the last question so far, -1 for none.
static void put_criterion(FILE *to, struct dice *d, int i, int *asked)
{
  fprintf(to, "      - {id: c%d, ", i);
  put_texts(to, d, "title");
  if (dice_below(d, 3) == 0) put_texts(to, d, ", help");
  if (dice_below(d, 3) == 0) put_texts(to, d, ", note");
  if (dice_below(d, 3) == 0) put_texts(to, d, ", source");
  if (dice_below(d, 3) == 0) {
    fprintf(to, ", not_applicable_when: \"%s\"", conditions[dice_below(d, 4)]);
    if (dice_below(d, 2)) put_texts(to, d, ", not_applicable_because");
  }
  if (dice_below(d, 3) == 0) fputs(", evidence: [greeting, hold.total_s, interruption by agent]", to);
  if (dice_below(d, 2)) {
    put_measured(to, d, i);
  } else {
    put_asked(to, d, *asked >= 0, *asked);
    *asked = i;
  }
  fputs("}\n", to);
}

static char *random_rubric(struct dice *d)
{
  char *text = NULL;
  size_t size = 0;
  FILE *to = open_memstream(&text, &size);
  assert_non_null(to);
  fprintf(to, "lur: rubric/1\nid: random\nversion: \"%s\"\n", any_text(d));
  put_texts(to, d, "title");
  if (dice_below(d, 2)) fprintf(to, "\nout_of: %d", 1 + dice_below(d, 500));
  if (dice_below(d, 2))
    fprintf(to, "\ndefinitions: {dead_air_s: %d, talk_ratio: %s, name: \"%s\"}", 1 + dice_below(d, 9),
            dice_below(d, 2) ? "of_talk" : "of_conversation", any_text(d));
  fputs("\nsections:\n", to);
  int sections = 1 + dice_below(d, 4), criteria = 0, asked = -1;
  for (int s = 0; s < sections; s++) {
    fprintf(to, "  - id: s%d\n    title: \"%s\"\n    weight: %d\n    criteria:\n", s, any_text(d),
            dice_below(d, 100));
    for (int n = dice_below(d, 5); n >= 0; n--) put_criterion(to, d, criteria++, &asked);
  }
  if (dice_below(d, 2)) fputs("attempts: {max_wait_s: 300, attempts: 2, unanswered: 12.5}\n", to);
  if (dice_below(d, 2)) fprintf(to, "coverage: {minimum: %.3f}\n", dice_below(d, 1001) / 1000.0);
  if (dice_below(d, 2)) fputs("bands: [{id: high, from: 66.6}, {id: low, from: 0, title: {nb: Lav}}]\n", to);
  if (dice_below(d, 2))
    fputs("totals: [{id: a, title: A, contacts: answered}, {id: b, title: B, sections: [s0]}]\n", to);
  if (dice_below(d, 2)) {
    fputs("rules:\n", to);
    if (dice_below(d, 2))
      fputs("  - {when: sections.s0 < 40, cap: \"sections.s0 + 5\", because: Poor}\n", to);
    for (int n = dice_below(d, 3); n >= 0; n--)
      fprintf(to, "  - {when: \"%s\", %s: %d, because: \"%s\"}\n", conditions[dice_below(d, 4)],
              dice_below(d, 2) ? "cap" : "score", dice_below(d, 101), any_text(d));
  }
  assert_int_equal(fclose(to), 0);
  return text;
}

static struct lur_rubric *parse(const char *text)
{
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  if (lur_rubric_parse(text, strlen(text), "r", &rubric, &faults) != LUR_OK)
    fail_msg("%d:%d: %s\n%s", faults.at[0].line, faults.at[0].column, faults.at[0].text, text);
  lur_diags_clear(&faults);
  return rubric;
}

// Equal as records: everything but the hash of the bytes and the places in the file.

static bool same_string(const char *a, const char *b)
{
  return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_texts(const struct lur_texts *a, const struct lur_texts *b)
{
  bool same = a->n == b->n;
  for (size_t i = 0; same && i < a->n; i++)
    same = same_string(a->at[i].lang, b->at[i].lang) && same_string(a->at[i].text, b->at[i].text);
  return same;
}

static bool same_curve(const struct lur_curve *a, const struct lur_curve *b)
{
  bool same = a->n == b->n;
  for (size_t i = 0; same && i < a->n; i++)
    same = a->at[i].value == b->at[i].value && a->at[i].points == b->at[i].points;
  return same;
}

static bool same_limit(const struct lur_limit *a, const struct lur_limit *b)
{
  return a->gravity == b->gravity && a->kind == b->kind && a->below == b->below;
}

static bool same_answers(const struct lur_criterion *a, const struct lur_criterion *b)
{
  bool same = a->answers == b->answers;
  for (size_t i = 0; same && i < a->answers; i++) {
    const struct lur_answer *x = &a->answer[i], *y = &b->answer[i];
    same = same_string(x->id, y->id) && same_texts(&x->title, &y->title) && same_texts(&x->help, &y->help) &&
           same_texts(&x->example, &y->example) && x->has_points == y->has_points && x->points == y->points &&
           x->gravity == y->gravity && x->kind == y->kind && x->needs_comment == y->needs_comment;
  }
  return same;
}

static bool same_evidence(const struct lur_criterion *a, const struct lur_criterion *b)
{
  bool same = a->evidences == b->evidences;
  for (size_t i = 0; same && i < a->evidences; i++) same = same_string(a->evidence[i], b->evidence[i]);
  return same;
}

static bool same_asking(const struct lur_criterion *a, const struct lur_criterion *b)
{
  return a->counts == b->counts && a->form == b->form && a->combine == b->combine && a->moment == b->moment &&
         same_string(a->ask_when.text, b->ask_when.text) &&
         same_texts(&a->not_applicable_because, &b->not_applicable_because) &&
         a->na_refused == b->na_refused && a->has_comment_below == b->has_comment_below &&
         a->comment_below == b->comment_below && a->scale.given == b->scale.given &&
         a->scale.low_is_better == b->scale.low_is_better && a->scale.best == b->scale.best &&
         a->scale.worst == b->scale.worst;
}

static bool same_criterion(const struct lur_criterion *a, const struct lur_criterion *b)
{
  return same_asking(a, b) && same_string(a->id, b->id) && same_texts(&a->title, &b->title) &&
         a->section == b->section && a->weight == b->weight && a->weight_from == b->weight_from &&
         a->competence == b->competence && same_texts(&a->help, &b->help) && same_texts(&a->note, &b->note) &&
         same_texts(&a->source, &b->source) && a->kind == b->kind && a->measure == b->measure &&
         same_string(a->value.text, b->value.text) && same_string(a->unit, b->unit) &&
         same_curve(&a->points, &b->points) && same_texts(&a->ask, &b->ask) && same_answers(a, b) &&
         a->from == b->from && a->to == b->to &&
         same_string(a->not_applicable_when.text, b->not_applicable_when.text) && same_evidence(a, b) &&
         same_limit(&a->critical, &b->critical) && same_limit(&a->fatal, &b->fatal);
}

static bool same_section(const struct lur_section *a, const struct lur_section *b)
{
  return same_string(a->id, b->id) && same_texts(&a->title, &b->title) && a->weight == b->weight &&
         a->points == b->points && a->weight_from == b->weight_from && a->competence == b->competence &&
         same_texts(&a->note, &b->note) && same_texts(&a->source, &b->source) && a->first == b->first &&
         a->criteria == b->criteria;
}

static bool same_totals(const struct lur_rubric *a, const struct lur_rubric *b)
{
  bool same = a->totals == b->totals;
  for (size_t i = 0; same && i < a->totals; i++) {
    const struct lur_total *x = &a->total[i], *y = &b->total[i];
    same = same_string(x->id, y->id) && same_texts(&x->title, &y->title) && x->contacts == y->contacts &&
           x->sections == y->sections;
    for (size_t k = 0; same && k < x->sections; k++) same = x->section[k] == y->section[k];
  }
  return same;
}

static bool same_definitions(const struct lur_definitions *a, const struct lur_definitions *b)
{
  return a->given == b->given && same_texts(&a->name, &b->name) && a->dead_air_s == b->dead_air_s &&
         a->interruption_s == b->interruption_s && a->ratio_of_conversation == b->ratio_of_conversation &&
         a->wait_from_queue == b->wait_from_queue;
}

static bool same_rest(const struct lur_rubric *a, const struct lur_rubric *b)
{
  bool same = same_totals(a, b) && same_definitions(&a->definitions, &b->definitions) &&
              a->points == b->points && a->out_of == b->out_of && a->rules == b->rules &&
              a->bands == b->bands && a->coverage_minimum == b->coverage_minimum &&
              a->attempts.given == b->attempts.given && a->attempts.max_wait_s == b->attempts.max_wait_s &&
              a->attempts.attempts == b->attempts.attempts &&
              a->attempts.unanswered == b->attempts.unanswered;
  for (size_t i = 0; same && i < a->rules; i++)
    same = same_string(a->rule[i].when.text, b->rule[i].when.text) && a->rule[i].caps == b->rule[i].caps &&
           same_string(a->rule[i].limit.text, b->rule[i].limit.text) &&
           a->rule[i].score == b->rule[i].score && same_texts(&a->rule[i].because, &b->rule[i].because);
  for (size_t i = 0; same && i < a->bands; i++)
    same = same_string(a->band[i].id, b->band[i].id) && same_texts(&a->band[i].title, &b->band[i].title) &&
           a->band[i].from == b->band[i].from;
  return same;
}

static bool same_rubric(const struct lur_rubric *a, const struct lur_rubric *b)
{
  bool same = same_string(a->id, b->id) && same_string(a->version, b->version) &&
              same_texts(&a->title, &b->title) && same_texts(&a->note, &b->note) &&
              same_texts(&a->source, &b->source) && same_texts(&a->weight_source, &b->weight_source) &&
              a->sections == b->sections && a->criteria == b->criteria;
  for (size_t i = 0; same && i < a->sections; i++) same = same_section(&a->section[i], &b->section[i]);
  for (size_t i = 0; same && i < a->criteria; i++) same = same_criterion(&a->criterion[i], &b->criterion[i]);
  return same && same_rest(a, b);
}

static void check_print(const struct lur_rubric *rubric)
{
  char *text = NULL;
  assert_int_equal(lur_rubric_print(rubric, &text), LUR_OK);
  struct lur_rubric *again = parse(text);
  if (!same_rubric(rubric, again)) fail_msg("changed by printing:\n%s", text);
  lur_rubric_free(again);
  free(text);
}

static void parse_of_print_is_the_identity(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  struct lur_library list = {0};
  assert_int_equal(lur_library_list(LUR_SOURCE_DIR "/rubrics/library", &list), LUR_OK);
  for (size_t i = 0; i < list.n; i++) {
    struct lur_rubric *rubric = NULL;
    struct lur_diags faults = {0};
    assert_int_equal(lur_rubric_load(list.path[i], &rubric, &faults), LUR_OK);
    check_print(rubric);
    lur_rubric_free(rubric);
  }
  lur_library_clear(&list);
  for (int i = 0; i < ROUNDS; i++) {
    char *text = random_rubric(&d);
    struct lur_rubric *rubric = parse(text);
    check_print(rubric);
    lur_rubric_free(rubric);
    free(text);
  }
}

static struct lur_measures random_measures(struct dice *d)
{
  struct lur_measures m;
  lur_measures_reset(&m, "made up");
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) {
    lur_measure_type type = lur_measure_table[i].type;
    if (dice_below(d, 6) == 0) continue;
    if (type == LUR_TYPE_TEXT)
      lur_measure_set_text(&m, (lur_measure)i, dice_below(d, 2) ? "agent" : "caller");
    else
      lur_measure_set(&m, (lur_measure)i,
                      type == LUR_TYPE_BOOL    ? dice_below(d, 2)
                      : type == LUR_TYPE_COUNT ? dice_below(d, 5)
                                               : dice_below(d, 400000) / 1000.0);
  }
  return m;
}

/// A fitting reply to a question: its k-th answer from the worst to the best is not known here, only some
/// answer.
static lur_status put_answer(struct dice *d, const struct lur_criterion *c, struct lur_answers *out)
{
  static const char *const moments[] = {"2026-11-22", "14:05", "2026-11-22 14:05"};
  bool listed = c->kind == LUR_CRITERION_CHOICE || c->kind == LUR_CRITERION_SEVERAL;
  bool counted = c->kind == LUR_CRITERION_SCALE || c->kind == LUR_CRITERION_NUMBER;
  double number = c->kind == LUR_CRITERION_SCALE ? c->from + dice_below(d, (int)(c->to - c->from) + 1)
                                                 : (c->from + c->to) / 2;
  const char *text = listed                          ? c->answer[dice_below(d, (int)c->answers)].id
                     : c->kind == LUR_CRITERION_DATE ? moments[c->moment]
                                                     : "text";
  return lur_answers_put(out, c->id, counted ? LUR_REPLY_NUMBER : LUR_REPLY_TEXT, text, number, "why");
}

static void random_answers(struct dice *d, const struct lur_rubric *rubric, struct lur_answers *out)
{
  for (size_t i = 0; i < rubric->criteria; i++) {
    const struct lur_criterion *c = &rubric->criterion[i];
    if (!lur_criterion_asked(c->kind) || dice_below(d, 4) == 0) continue;
    if (dice_below(d, 8) == 0 && !c->na_refused)
      assert_int_equal(lur_answers_put(out, c->id, LUR_REPLY_NOT_APPLICABLE, "no", 0, NULL), LUR_OK);
    else
      assert_int_equal(put_answer(d, c, out), LUR_OK);
  }
}

/// The contract, written a second time, in doubles and in the plainest way.
static double expected_mean(const struct lur_scorecard *card)
{
  double sum = 0, weight = 0;
  for (size_t s = 0; s < card->sections; s++) {
    const struct lur_section *section = &card->rubric->section[s];
    double points = 0, weights = 0;
    for (size_t i = section->first; i < section->first + section->criteria; i++)
      if (card->mark[i].state == LUR_MARK_SCORED) {
        points += card->mark[i].points * card->mark[i].criterion->weight;
        weights += card->mark[i].criterion->weight;
      }
    if (weights > 0) {
      sum += section->weight * points / weights;
      weight += section->weight;
    }
  }
  return weight > 0 ? sum / weight : (double)NAN;
}

/// What the marks add up to is the total, and what they could have added is the whole.
static void check_shares(const struct lur_scorecard *card)
{
  double won = 0, possible = 0, competences = 0;
  for (size_t i = 0; i < card->marks; i++) {
    const struct lur_mark *mark = &card->mark[i];
    won += mark->won;
    possible += mark->possible;
    assert_true(mark->possible >= 0 && (mark->state == LUR_MARK_SCORED || mark->possible == 0));
    if (mark->criterion->counts != LUR_COUNTS_SCORED) assert_true(mark->won == 0 && mark->possible == 0);
  }
  for (int i = 0; i < LUR_COMPETENCES; i++) competences += card->competence[i].possible;
  if (isnan(card->raw_total)) return;
  assert_true(fabs(possible - 100) < 1e-6 && fabs(competences - 100) < 1e-6);
  assert_true(fabs(won - card->raw_total) < 1e-5 && fabs(card->won - won) < 1e-6);
}

static void check_card(const struct lur_scorecard *card)
{
  check_shares(card);
  double mean = expected_mean(card);
  assert_int_equal(isnan(mean), isnan(card->raw_total));
  if (!isnan(mean) && fabs(mean - card->raw_total) > 2e-6)
    fail_msg("%.9g and not %.9g", card->raw_total, mean);
  if (card->has_total) assert_true(card->total >= 0 && card->total <= 100);
  assert_true(isnan(card->coverage) || (card->coverage >= 0 && card->coverage <= 1));
  if (card->fatal) assert_true(card->total == 0 && card->complete);
  for (size_t i = 0; i < card->rules; i++)
    if (card->rule[i].fired && card->rule[i].rule->caps && card->total_from == LUR_TOTAL_CAP)
      assert_true(card->total <= card->rule[i].score + 1e-6);
  if (card->complete && card->total_from == LUR_TOTAL_SECTIONS)
    assert_true(card->coverage >= card->rubric->coverage_minimum - 1e-6);
  for (size_t i = 0; i < card->marks; i++)
    assert_int_equal(card->mark[i].state == LUR_MARK_SCORED, !isnan(card->mark[i].points));
}

static struct lur_scorecard *scored(const struct lur_rubric *rubric, const struct lur_measures *m,
                                    const struct lur_answers *answers)
{
  struct lur_scorecard *card = NULL;
  struct lur_diag diag = {0};
  if (lur_score(rubric, m, NULL, answers, &card, &diag) != LUR_OK) fail_msg("%s", diag.text);
  return card;
}

/// Whether the two differ in what applies, or in which rules fired.
static bool same_visibility(const struct lur_scorecard *a, const struct lur_scorecard *b, size_t but)
{
  bool same = true;
  for (size_t i = 0; same && i < a->marks; i++)
    same = i == but || (a->mark[i].state == b->mark[i].state &&
                        (a->mark[i].points == b->mark[i].points || isnan(a->mark[i].points)));
  for (size_t i = 0; same && i < a->rules; i++)
    same = a->rule[i].fired == b->rule[i].fired && a->rule[i].score <= b->rule[i].score;
  return same;
}

/// Two answers to one question: the one with more points never gives the lower total, and no graver fault,
/// while all else stays as it is.
static bool check_better(struct dice *d, const struct lur_rubric *rubric, const struct lur_measures *m,
                         struct lur_answers *answers, size_t i)
{
  const struct lur_criterion *c = &rubric->criterion[i];
  assert_int_equal(put_answer(d, c, answers), LUR_OK);
  struct lur_scorecard *a = scored(rubric, m, answers);
  assert_int_equal(put_answer(d, c, answers), LUR_OK);
  struct lur_scorecard *b = scored(rubric, m, answers);
  bool swap = a->mark[i].points > b->mark[i].points;
  const struct lur_scorecard *worse = swap ? b : a, *better = swap ? a : b;
  bool comparable = a->mark[i].state == LUR_MARK_SCORED && b->mark[i].state == LUR_MARK_SCORED &&
                    better->mark[i].gravity <= worse->mark[i].gravity && same_visibility(worse, better, i);
  if (comparable && worse->has_total && better->total_millionths < worse->total_millionths)
    fail_msg("%s: %g points give %.6f, %g give %.6f", c->id, worse->mark[i].points, worse->total,
             better->mark[i].points, better->total);
  lur_scorecard_free(a);
  lur_scorecard_free(b);
  return comparable;
}

static void a_better_answer_never_lowers_a_score(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  int compared = 0;
  for (int n = 0; n < ROUNDS; n++) {
    char *text = random_rubric(&d);
    struct lur_rubric *rubric = parse(text);
    struct lur_measures m = random_measures(&d);
    struct lur_answers answers = {.file = strdup("answers")};
    random_answers(&d, rubric, &answers);
    for (size_t i = 0; i < rubric->criteria; i++)
      if (lur_criterion_asked(rubric->criterion[i].kind))
        compared += check_better(&d, rubric, &m, &answers, i);
    lur_answers_clear(&answers);
    lur_rubric_free(rubric);
    free(text);
  }
  assert_true(compared > ROUNDS / 4);
}

/// Setting an answer aside takes its weight out of what is covered, and never more in.
static void setting_aside_never_raises_what_is_covered(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  int compared = 0;
  for (int n = 0; n < ROUNDS; n++) {
    char *text = random_rubric(&d);
    struct lur_rubric *rubric = parse(text);
    struct lur_measures m = random_measures(&d);
    struct lur_answers answers = {.file = strdup("answers")};
    random_answers(&d, rubric, &answers);
    for (size_t i = 0; i < rubric->criteria; i++) {
      const struct lur_criterion *c = &rubric->criterion[i];
      if (!lur_criterion_asked(c->kind) || c->na_refused) continue;
      struct lur_scorecard *before = scored(rubric, &m, &answers);
      assert_int_equal(lur_answers_put(&answers, c->id, LUR_REPLY_NOT_APPLICABLE, "no", 0, NULL), LUR_OK);
      struct lur_scorecard *after = scored(rubric, &m, &answers);
      // What hangs on the answer may go with it or come in, and that is not the answer's own doing.
      bool alone = same_visibility(before, after, i);
      if (alone && !isnan(before->coverage)) {
        compared++;
        assert_true(after->coverage <= before->coverage + 1e-9);
        assert_true(after->complete <= before->complete || after->fatal < before->fatal);
      }
      lur_scorecard_free(before);
      lur_scorecard_free(after);
    }
    lur_answers_clear(&answers);
    lur_rubric_free(rubric);
    free(text);
  }
  assert_true(compared > ROUNDS / 4);
}

/// Of a call of which nothing could be measured no measured criterion has points, and no rule fires.
static void what_is_not_measured_is_never_scored(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  struct lur_measures none;
  lur_measures_reset(&none, "made up");
  for (int n = 0; n < ROUNDS; n++) {
    char *text = random_rubric(&d);
    struct lur_rubric *rubric = parse(text);
    struct lur_scorecard *card = scored(rubric, &none, NULL);
    for (size_t i = 0; i < card->marks; i++)
      if (!lur_criterion_asked(card->mark[i].criterion->kind))
        assert_int_equal(card->mark[i].state, LUR_MARK_NOT_MEASURED);
    for (size_t i = 0; i < card->rules; i++) assert_false(card->rule[i].fired);
    assert_false(card->has_total);
    lur_scorecard_free(card);
    lur_rubric_free(rubric);
    free(text);
  }
}

/// Random rubrics of points: the parts add up, and nothing asked gives more than 100.
static char *random_points_rubric(struct dice *d)
{
  char *text = NULL;
  size_t size = 0;
  int n[3], sum = 0, most[3][4], in[3] = {0};
  for (int s = 0; s < 3; s++) {
    n[s] = 1 + dice_below(d, 4);
    for (int i = 0; i < n[s]; i++) in[s] += most[s][i] = 1 + dice_below(d, 40);
    sum += in[s];
  }
  FILE *to = open_memstream(&text, &size);
  assert_non_null(to);
  fprintf(to, "lur: rubric/1\nid: p\nversion: \"1\"\ntitle: P\npoints: %d\nsections:\n", sum);
  for (int s = 0; s < 3; s++) {
    fprintf(to, "- id: s%d\n  title: S\n  points: %d\n  criteria:\n", s, in[s]);
    for (int i = 0; i < n[s]; i++)
      fprintf(to,
              "  - {id: c%d_%d, title: C, ask: C?, scale: {from: 0, to: 4}, points: [[0, %d], [4, %d]]}\n", s,
              i, -dice_below(d, 5), most[s][i]);
    fprintf(to, "  - {id: p%d, title: P, ask: P?, yes_no: {yes: 0, no: %d}}\n", s, -1 - dice_below(d, 5));
  }
  assert_int_equal(fclose(to), 0);
  return text;
}

static void points_add_up(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int k = 0; k < ROUNDS; k++) {
    char *text = random_points_rubric(&d);
    struct lur_rubric *rubric = parse(text);
    struct lur_measures m = random_measures(&d);
    struct lur_answers answers = {.file = strdup("answers")};
    double won = 0, possible = 0;
    check_print(rubric);
    random_answers(&d, rubric, &answers);
    struct lur_scorecard *card = scored(rubric, &m, &answers);
    for (size_t i = 0; i < card->marks; i++) {
      double least, most;
      lur_criterion_bounds(card->mark[i].criterion, &least, &most);
      if (card->mark[i].state != LUR_MARK_SCORED) continue;
      won += card->mark[i].points;
      possible += most > 0 ? most : 0;
    }
    if (possible > 0) {
      assert_true(fabs(card->won - won) < 1e-6 && fabs(card->possible - possible) < 1e-6);
      if (fabs(card->raw_total - 100 * won / possible) > 2e-6)
        fail_msg("%.9g and not 100 * %.9g / %.9g", card->raw_total, won, possible);
      assert_true(fabs(card->of_that - card->total * rubric->points / 100) < 1e-6);
    }
    lur_scorecard_free(card);
    lur_answers_clear(&answers);
    lur_rubric_free(rubric);
    free(text);
  }
}

static void scores_are_what_the_contract_says(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int i = 0; i < ROUNDS; i++) {
    char *text = random_rubric(&d);
    struct lur_rubric *rubric = parse(text);
    struct lur_measures m = random_measures(&d);
    struct lur_answers answers = {.file = strdup("answers")};
    struct lur_scorecard *card = NULL, *again = NULL;
    struct lur_diag diag = {0};
    random_answers(&d, rubric, &answers);
    if (lur_score(rubric, &m, NULL, &answers, &card, &diag) != LUR_OK) fail_msg("%s", diag.text);
    check_card(card);
    assert_int_equal(lur_score(rubric, &m, NULL, &answers, &again, &diag), LUR_OK);
    assert_true(card->total_millionths == again->total_millionths && card->has_total == again->has_total);
    lur_scorecard_free(card);
    lur_scorecard_free(again);
    lur_answers_clear(&answers);
    lur_rubric_free(rubric);
    free(text);
  }
}

/// A rising (or falling) curve of a few random points.
static struct lur_curve monotone_curve(struct dice *d, struct lur_point *at, int sign)
{
  double value = dice_below(d, 100), points = dice_below(d, 100);
  size_t n = (size_t)(1 + dice_below(d, 6));
  for (size_t i = 0; i < n; i++) {
    at[i] = (struct lur_point){value, sign * points};
    value += (1 + dice_below(d, 50000)) / 1000.0;
    points += dice_below(d, 50000) / 1000.0;
  }
  return (struct lur_curve){at, n};
}

static void points_are_monotone_in_a_monotone_curve(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int i = 0; i < ROUNDS * 10; i++) {
    struct lur_point at[8];
    int sign = dice_below(&d, 2) ? 1 : -1;
    struct lur_curve curve = monotone_curve(&d, at, sign);
    double x = -10 + dice_below(&d, 400000) / 1000.0, y = x + dice_below(&d, 100000) / 1000.0;
    double px = lur_curve_points(&curve, x), py = lur_curve_points(&curve, y);
    if (sign * (py - px) < -1e-9) fail_msg("%.17g gives %.17g, %.17g gives %.17g", x, px, y, py);
    assert_true(sign * px >= sign * at[0].points && sign * px <= sign * at[curve.n - 1].points);
  }
}

/// With the shipped measured rubric: a longer wait never makes a better total.
static void the_total_is_monotone_in_the_waiting_time(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  assert_int_equal(lur_rubric_load(LUR_SOURCE_DIR "/rubrics/library/measured.yaml", &rubric, &faults),
                   LUR_OK);
  for (int i = 0; i < ROUNDS; i++) {
    struct lur_measures m = random_measures(&d);
    int64_t before = INT64_MAX;
    lur_measure_set(&m, LUR_M_ANSWER_ANSWERED, 1);
    for (double wait = 0; wait < 400; wait += 1 + dice_below(&d, 40)) {
      struct lur_scorecard *card = NULL;
      lur_measure_set(&m, LUR_M_ANSWER_WAIT_S, wait);
      assert_int_equal(lur_score(rubric, &m, NULL, NULL, &card, NULL), LUR_OK);
      assert_true(card->has_total && card->total_millionths <= before);
      before = card->total_millionths;
      lur_scorecard_free(card);
    }
  }
  lur_rubric_free(rubric);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parse_of_print_is_the_identity),
      cmocka_unit_test(scores_are_what_the_contract_says),
      cmocka_unit_test(a_better_answer_never_lowers_a_score),
      cmocka_unit_test(setting_aside_never_raises_what_is_covered),
      cmocka_unit_test(what_is_not_measured_is_never_scored),
      cmocka_unit_test(points_add_up),
      cmocka_unit_test(points_are_monotone_in_a_monotone_curve),
      cmocka_unit_test(the_total_is_monotone_in_the_waiting_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
