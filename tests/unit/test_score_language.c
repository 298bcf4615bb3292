/// Scoring of what the rubric language offers beyond weights and answers, worked by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "rubrics/definitions.h"
#include "rubrics/wave.h"
#include "tests/unit/test_score_fixture.h"

static int set_up_with_file(void **state)
{
  set_up(state);
  ((struct fixture *)*state)->answers.file = strdup("answers");
  return 0;
}

static void answer(struct fixture *f, const char *criterion, const char *text, const char *comment)
{
  char *end;
  double number = strtod(text, &end);
  lur_reply_kind kind = *end ? LUR_REPLY_TEXT : LUR_REPLY_NUMBER;
  assert_int_equal(lur_answers_put(&f->answers, criterion, kind, text, number, comment), LUR_OK);
}

static const struct lur_scorecard *score(struct fixture *f)
{
  struct lur_diag diag = {0};
  lur_scorecard_free(f->card);
  f->card = NULL;
  if (lur_score(f->rubric, &f->measures, &f->events, &f->answers, &f->card, &diag) != LUR_OK)
    fail_msg("%s", diag.text);
  return f->card;
}

static const struct lur_mark *mark_of(const struct lur_scorecard *card, const char *id)
{
  const struct lur_criterion *c = lur_rubric_find(card->rubric, id);
  assert_non_null(c);
  return &card->mark[c - card->rubric->criterion];
}

static double points_of(struct fixture *f, const char *id)
{
  return mark_of(score(f), id)->points;
}

/// The answers are refused with that message.
static void refused(struct fixture *f, const char *message)
{
  struct lur_diag diag = {0};
  struct lur_scorecard *card = NULL;
  assert_int_equal(lur_score(f->rubric, &f->measures, NULL, &f->answers, &card, &diag), LUR_BAD_INPUT);
  assert_string_equal(diag.text, message);
}

static bool near(double a, double b)
{
  return fabs(a - b) < 1e-9;
}

#define HEAD "lur: rubric/1\nid: t\nversion: \"1\"\ntitle: T\n"
#define ONE(criteria) HEAD "sections:\n- id: s\n  title: S\n  criteria:\n" criteria

static void yes_and_no_are_known_in_every_language(void **state)
{
  struct fixture *f = *state;
  use(f, ONE("  - {id: a, title: A, ask: A?, yes_no: true}\n"
             "  - {id: b, title: B, ask: B?, yes_no: {yes: 0, no: {points: 60, critical: customer}}}\n"));
  answer(f, "a", "yes", NULL);
  answer(f, "b", "Nee", NULL);
  const struct lur_scorecard *card = score(f);
  assert_true(mark_of(card, "a")->points == 100 && mark_of(card, "b")->points == 60);
  assert_true(card->total == 80 && card->critical[LUR_FAULT_CUSTOMER] == 1);
  char said[50];
  assert_string_equal(lur_mark_said(mark_of(card, "b"), "sv", said, sizeof said), "Nej");
  answer(f, "a", "perhaps", NULL);
  refused(f, "“perhaps” is no answer to “a”; the answers are: yes, no");
}

#define SEVERAL(how)                                                                                         \
  ONE("  - {id: a, title: A, ask: A?, several: " how ", answers: [{id: x, points: 50}, {id: y, points: 30, " \
      "title: Why}, {id: z, points: -40, critical: business}]}\n")

static void several_answers_are_added_or_one_counts(void **state)
{
  struct fixture *f = *state;
  use(f, SEVERAL("sum"));
  answer(f, "a", "y+x", NULL);
  assert_true(points_of(f, "a") == 80);
  answer(f, "a", "x, z", NULL);
  assert_true(points_of(f, "a") == 10 && f->card->critical[LUR_FAULT_BUSINESS] == 1);
  answer(f, "a", "-", NULL);
  assert_true(points_of(f, "a") == 0);
  char said[50];
  assert_string_equal(lur_mark_said(mark_of(f->card, "a"), "en", said, sizeof said), "none of them");
  use(f, SEVERAL("best"));
  refused(f, "“a” needs at least one answer; the best or the worst of none is nothing");
  answer(f, "a", "z+y", NULL);
  assert_true(points_of(f, "a") == 30);
  assert_string_equal(lur_mark_said(mark_of(f->card, "a"), "en", said, sizeof said), "Why; z");
  use(f, SEVERAL("worst"));
  assert_true(points_of(f, "a") == -40);
  answer(f, "a", "x+w", NULL);
  refused(f, "“x+w” is no answer to “a”; the answers are: x, y, z");
}

static void every_fault_that_was_chosen_counts(void **state)
{
  struct fixture *f = *state;
  use(f,
      ONE("  - {id: a, title: A, ask: A?, several: sum, answers: [{id: p, points: 0, critical: customer}, "
          "{id: q, "
          "points: 0, critical: customer}, {id: r, points: 0, critical: business}, {id: s, points: 0, fatal: "
          "compliance}]}\n"));
  answer(f, "a", "p+q+r", NULL);
  const struct lur_scorecard *card = score(f);
  assert_int_equal(card->critical[LUR_FAULT_CUSTOMER], 2);
  assert_int_equal(card->critical[LUR_FAULT_BUSINESS], 1);
  assert_int_equal(card->fatal, 0);
  assert_true(mark_of(card, "a")->gravity == LUR_GRAVITY_CRITICAL &&
              mark_of(card, "a")->kind == LUR_FAULT_CUSTOMER);
  answer(f, "a", "q+s", NULL);
  card = score(f);
  assert_true(card->fatal == 1 && card->fatal_of[LUR_FAULT_COMPLIANCE] == 1 &&
              card->critical[LUR_FAULT_CUSTOMER] == 1);
  assert_true(mark_of(card, "a")->gravity == LUR_GRAVITY_FATAL && card->total == 0);
}

static void steps_have_words_points_and_faults(void **state)
{
  struct fixture *f = *state;
  use(f, ONE("  - {id: a, title: A, ask: A?, scale: {from: 0, to: 3}, steps: [{at: 0, points: 0, title: Bad, "
             "critical: customer}, {at: 2, points: 90}, {at: 3, points: 100}]}\n"));
  char said[50];
  answer(f, "a", "1", NULL);
  assert_true(points_of(f, "a") == 45 && !mark_of(f->card, "a")->answer);
  answer(f, "a", "0", NULL);
  assert_true(points_of(f, "a") == 0 && f->card->critical[LUR_FAULT_CUSTOMER] == 1);
  assert_string_equal(lur_mark_said(mark_of(f->card, "a"), "en", said, sizeof said), "0 (Bad)");
  answer(f, "a", "4", NULL);
  refused(f, "“4” is no answer to “a”; write a whole number from 0 to 3");
}

static void known_scales_have_their_ranges(void **state)
{
  struct fixture *f = *state;
  use(f, ONE("  - {id: n, title: N, ask: N?, nps: true}\n  - {id: s, title: S, ask: S?, csat: true}\n"
             "  - {id: e, title: E, ask: E?, ces: true}\n"));
  answer(f, "n", "9", NULL);
  answer(f, "s", "4", NULL);
  answer(f, "e", "7", NULL);
  const struct lur_scorecard *card = score(f);
  assert_true(mark_of(card, "n")->points == 90 && mark_of(card, "s")->points == 75);
  assert_string_equal(lur_answer_title(mark_of(card, "e")->answer, "da"), "Meget let");
  answer(f, "n", "11", NULL);
  refused(f, "“11” is no answer to “n”; write a whole number from 0 to 10");
}

static void dates_are_real_days(void **state)
{
  (void)state;
  const struct {
    lur_moment moment;
    const char *text;
    bool fits;
  } of[] = {{LUR_MOMENT_DAY, "2026-02-28", true},        {LUR_MOMENT_DAY, "2026-02-29", false},
            {LUR_MOMENT_DAY, "2024-02-29", true},        {LUR_MOMENT_DAY, "1900-02-29", false},
            {LUR_MOMENT_DAY, "2026-13-01", false},       {LUR_MOMENT_DAY, "2026-1-01", false},
            {LUR_MOMENT_DAY, "2026-01-01 12:00", false}, {LUR_MOMENT_TIME, "23:59", true},
            {LUR_MOMENT_TIME, "24:00", false},           {LUR_MOMENT_TIME, "09:05:59", true},
            {LUR_MOMENT_TIME, "09:05:", false},          {LUR_MOMENT_TIME, "", false},
            {LUR_MOMENT_BOTH, "2026-11-22 14:05", true}, {LUR_MOMENT_BOTH, "2026-11-22T14:05", true},
            {LUR_MOMENT_BOTH, "2026-11-22", false}};
  for (size_t i = 0; i < sizeof of / sizeof *of; i++)
    if (lur_moment_fits(of[i].moment, of[i].text) != of[i].fits) fail_msg("%s", of[i].text);
}

static void a_date_is_noted(void **state)
{
  struct fixture *f = *state;
  use(f, ONE("  - {id: d, title: D, ask: D?, date: day}\n  - {id: a, title: A, ask: A?, yes_no: true}\n"));
  answer(f, "d", "2026-11-22", NULL);
  answer(f, "a", "yes", NULL);
  const struct lur_scorecard *card = score(f);
  assert_int_equal(mark_of(card, "d")->state, LUR_MARK_NOTED);
  assert_string_equal(mark_of(card, "d")->text, "2026-11-22");
  assert_true(card->total == 100 && card->coverage == 1);
  answer(f, "d", "22/11", NULL);
  refused(f, "“22/11” is no answer to “d”; write it as in 2026-11-22");
}

static void what_is_noted_or_left_out_counts_nowhere(void **state)
{
  struct fixture *f = *state;
  use(f, ONE("  - {id: a, title: A, ask: A?, yes_no: true}\n"
             "  - {id: n, title: N, ask: N?, yes_no: true, counts: noted}\n"
             "  - {id: x, title: X, ask: X?, yes_no: true, counts: excluded}\n"
             "  - {id: r, title: R, value: criteria.x / 2, points: [[0, 0], [100, 100]]}\n"
             "  - {id: last, title: L, measure: closing.last_speaker, counts: noted}\n"));
  lur_measure_set_text(&f->measures, LUR_M_CLOSING_LAST_SPEAKER, "agent");
  answer(f, "a", "yes", NULL);
  answer(f, "n", "no", NULL);
  answer(f, "x", "yes", NULL);
  const struct lur_scorecard *card = score(f);
  assert_int_equal(mark_of(card, "n")->state, LUR_MARK_NOTED);
  assert_true(isnan(mark_of(card, "n")->points));
  assert_true(mark_of(card, "x")->points == 100 && mark_of(card, "x")->possible == 0);
  assert_int_equal(mark_of(card, "last")->state, LUR_MARK_NOTED);
  assert_string_equal(mark_of(card, "last")->value.text, "agent");
  assert_true(card->total == 75); // 100 and 50, of a and r
}

static void questions_hang_on_answers(void **state)
{
  struct fixture *f = *state;
  use(f, ONE("  - {id: why, title: W, ask: W?, yes_no: true, ask_when: \"answers.offer == 'no' and "
             "answers.mood < 3\", "
             "not_applicable_because: {en: An offer was made}}\n"
             "  - {id: offer, title: O, ask: O?, yes_no: true, counts: noted, not_applicable_when: "
             "hold.count > 3}\n"
             "  - {id: mood, title: M, ask: M?, scale: {from: 1, to: 5}}\n"));
  lur_measure_set(&f->measures, LUR_M_HOLD_COUNT, 0);
  char why[200];
  answer(f, "mood", "1", NULL);
  // Whether it is to be asked is not known before the other question is answered.
  assert_int_equal(mark_of(score(f), "why")->state, LUR_MARK_NOT_MEASURED);
  assert_string_equal(lur_mark_why(mark_of(f->card, "why"), "en", why, sizeof why),
                      "not measured: O: it is not answered");
  assert_true(f->card->coverage == 0.5);
  answer(f, "offer", "yes", NULL);
  assert_int_equal(mark_of(score(f), "why")->state, LUR_MARK_NOT_APPLICABLE);
  assert_true(mark_of(f->card, "why")->not_asked && f->card->coverage == 1);
  assert_string_equal(lur_mark_why(mark_of(f->card, "why"), "en", why, sizeof why),
                      "does not apply to this call (An offer was made)");
  answer(f, "offer", "no", NULL);
  assert_int_equal(mark_of(score(f), "why")->state, LUR_MARK_UNANSWERED);
  // What hangs on a question that does not apply does not apply either.
  lur_measure_set(&f->measures, LUR_M_HOLD_COUNT, 4);
  assert_int_equal(mark_of(score(f), "why")->state, LUR_MARK_NOT_APPLICABLE);
  assert_true(f->card->coverage == 1);
}

static void reasons_must_be_given(void **state)
{
  struct fixture *f = *state;
  use(f,
      ONE("  - {id: a, title: A, ask: A?, scale: {from: 1, to: 5}, comment_below: 50}\n"
          "  - {id: b, title: B, ask: B?, yes_no: {no: {points: 80, comment: true}}, na_allowed: false}\n"));
  answer(f, "a", "3", NULL);
  assert_true(points_of(f, "a") == 50);
  answer(f, "a", "2", " ");
  refused(f, "this answer to “a” needs a comment; add one that says why");
  answer(f, "a", "2", "She hung up");
  assert_true(points_of(f, "a") == 25);
  answer(f, "b", "no", NULL);
  refused(f, "this answer to “b” needs a comment; add one that says why");
  assert_int_equal(lur_answers_put(&f->answers, "b", LUR_REPLY_NOT_APPLICABLE, "no idea", 0, NULL), LUR_OK);
  refused(f, "“b” may not be set aside in this rubric; answer it");
}

#define POINTS                                                                                               \
  HEAD "points: 12\nout_of: 20\nsections:\n"                                                                 \
       "- id: a\n  title: A\n  points: 8\n  criteria:\n"                                                     \
       "  - {id: x, title: X, ask: X?, scale: {from: 0, to: 2}, points: [[0, 0], [2, 2]], "                  \
       "not_applicable_when: hold.count > 0}\n"                                                              \
       "  - {id: y, title: Y, ask: Y?, answers: [{id: b, points: 6}, {id: c, points: -2}]}\n"                \
       "- id: b\n  title: B\n  points: 4\n  criteria:\n"                                                     \
       "  - {id: w, title: W, measure: answer.wait_s, points: [[60, 4], [180, 0]]}\n"                        \
       "  - {id: p, title: P, ask: P?, yes_no: {yes: 0, no: -3}}\n"

static void points_are_added_and_divided_by_what_is_possible(void **state)
{
  struct fixture *f = *state;
  use(f, POINTS);
  lur_measure_set(&f->measures, LUR_M_HOLD_COUNT, 0);
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 120);
  answer(f, "x", "1", NULL);
  answer(f, "y", "b", NULL);
  answer(f, "p", "yes", NULL);
  const struct lur_scorecard *card = score(f);
  assert_true(card->won == 9 && card->possible == 12 && card->total == 75);
  assert_true(card->out_of == 20 && card->of_that == 15);
  assert_true(card->section[0].won == 7 && card->section[0].possible == 8 && card->section[0].score == 87.5);
  assert_true(mark_of(card, "w")->won == 2 && mark_of(card, "w")->possible == 4);
  // Points that are lost are lost, also where nothing can be won.
  answer(f, "p", "no", NULL);
  card = score(f);
  assert_true(card->won == 6 && card->possible == 12 && card->total == 50 && card->coverage == 1);
  // What does not apply can be neither won nor lost.
  lur_measure_set(&f->measures, LUR_M_HOLD_COUNT, 1);
  card = score(f);
  assert_true(card->won == 5 && card->possible == 10 && card->total == 50 && card->coverage == 1);
  lur_answers_remove(&f->answers, "y");
  card = score(f);
  assert_true(card->won == -1 && card->possible == 4 && card->total == 0 && card->coverage == 0.4);
}

static void parts_of_a_weighted_total_add_up(void **state)
{
  struct fixture *f = *state;
  use(f,
      HEAD "sections:\n"
           "- {id: a, title: A, weight: 40, criteria: [{id: x, title: X, ask: X?, yes_no: true, competence: "
           "communication}, {id: y, title: Y, ask: Y?, scale: {from: 1, to: 5}, weight: 3}]}\n"
           "- {id: b, title: B, weight: 60, criteria: [{id: z, title: Z, ask: Z?, nps: true, competence: "
           "communication}]}\n");
  answer(f, "x", "yes", NULL);
  answer(f, "y", "3", NULL);
  answer(f, "z", "8", NULL);
  const struct lur_scorecard *card = score(f);
  assert_true(near(mark_of(card, "x")->possible, 10) && near(mark_of(card, "x")->won, 10));
  assert_true(near(mark_of(card, "y")->possible, 30) && near(mark_of(card, "y")->won, 15));
  assert_true(near(card->possible, 100) && near(card->won, card->raw_total) && card->total == 73);
  const struct lur_competence_mark *c = &card->competence[LUR_COMPETENCE_COMMUNICATION];
  assert_true(c->scored && near(c->score, 100 * 58 / 70.0));
  assert_false(card->competence[LUR_COMPETENCE_PERSONAL_SERVICE].scored);
}

static void a_cap_can_be_the_score_of_a_section(void **state)
{
  struct fixture *f = *state;
  use(f, HEAD
      "sections:\n- {id: skill, title: S, weight: 60, criteria: [{id: a, title: A, ask: A?, number: {from: "
      "0, to: 100}}]}\n- {id: rest, title: R, weight: 40, criteria: [{id: b, title: B, ask: B?, number: "
      "{from: 0, to: 100}}]}\n"
      "rules: [{when: sections.skill < 50, cap: sections.skill, because: Poor}, {when: sections.rest < 0, "
      "cap: 1, because: No}]\n");
  answer(f, "a", "40", NULL);
  answer(f, "b", "90", NULL);
  const struct lur_scorecard *card = score(f);
  assert_true(card->raw_total == 60 && card->total == 40 && card->rule[0].score == 40);
  assert_int_equal(card->total_from, LUR_TOTAL_CAP);
  assert_true(card->rule[0].decided && !card->rule[1].fired);
  answer(f, "a", "50", NULL);
  assert_true(score(f)->total == 66);
  lur_answers_remove(&f->answers, "a");
  card = score(f);
  char why[100];
  assert_false(card->rule[0].fired);
  assert_string_equal(lur_missing_why(&card->rule[0].missing, why, sizeof why),
                      "not measured: nothing in that section is scored");
}

static void further_totals_stand_beside_the_main_one(void **state)
{
  struct fixture *f = *state;
  use(f, HEAD
      "sections:\n- {id: wait, title: W, weight: 1, criteria: [{id: w, title: W, measure: answer.wait_s, "
      "points: [[0, 100], [100, 0]]}]}\n- {id: person, title: P, weight: 3, criteria: [{id: a, title: A, "
      "ask: A?, number: {from: 0, to: 100}, not_applicable_when: not answer.answered}]}\n"
      "- {id: other, title: O, weight: 0, criteria: [{id: b, title: B, ask: B?, number: {from: 0, to: "
      "100}, not_applicable_when: not answer.answered}]}\n"
      "attempts: {max_wait_s: 300, attempts: 2, unanswered: 5}\n"
      "rules: [{when: not answer.answered, score: 0, because: Nobody}]\n"
      "totals: [{id: answered, title: A, contacts: answered}, {id: person, title: P, sections: [person]}, "
      "{id: other, title: O, sections: [other]}, {id: both, title: B, contacts: answered, sections: "
      "[wait, person]}]\n");
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 20);
  answer(f, "a", "60", NULL);
  answer(f, "b", "33", NULL);
  const struct lur_scorecard *card = score(f);
  const double want[] = {65, 60, 33, 65};
  for (size_t i = 0; i < 4; i++) assert_true(card->further[i].has && card->further[i].value == want[i]);
  lur_measure_set(&f->measures, LUR_M_ANSWER_ANSWERED, 0);
  lur_measure_unknown(&f->measures, LUR_M_ANSWER_WAIT_S, "nobody answered");
  card = score(f);
  assert_true(card->unanswered && card->total == 0);
  assert_true(!card->further[0].has && isnan(card->further[0].value) && !card->further[3].has);
  assert_true(card->further[1].has && card->further[1].value == 5);
}

/// Participants with mean waits of 60, 90 and 180 s, the first by two calls: best = 100, worst = 40.
static void the_wave_decides_points_between_its_means(void **state)
{
  struct fixture *f = *state;
  const struct {
    size_t participant;
    double wait, points;
  } call[] = {{0, 20, 100}, {0, 100, 100}, {1, 90, 85}, {2, 180, 40}};
  use(f, ONE("  - {id: w, title: W, measure: answer.wait_s, scale: {over: wave, best: 100, worst: 40, "
             "better: low}}\n"));
  assert_true(lur_rubric_needs_wave(f->rubric));
  lur_wave_means *means = NULL;
  assert_int_equal(lur_wave_means_new(f->rubric, 4, &means), LUR_OK);
  for (size_t i = 0; i < 4; i++) {
    lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, call[i].wait);
    assert_int_equal(mark_of(score(f), "w")->state, LUR_MARK_NOT_MEASURED);
    lur_wave_means_add(means, call[i].participant, f->card);
  }
  for (size_t i = 0; i < 4; i++) {
    struct lur_score_input input = {.rubric = f->rubric, .measures = &f->measures};
    input.wave = lur_wave_means_of(means, call[i].participant, &input.wave_values);
    lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, call[i].wait);
    lur_scorecard_free(f->card);
    assert_int_equal(lur_score_input(&input, &f->card, NULL), LUR_OK);
    assert_true(near(f->card->total, call[i].points));
    assert_true(mark_of(f->card, "w")->value.number == call[i].wait);
    assert_int_equal(mark_of(f->card, "w")->wave->participants, 3);
  }
  size_t n = 1;
  lur_wave_means_of(means, 3, &n);
  assert_int_equal(n, 0);
  lur_scorecard_free(f->card);
  f->card = NULL;
  lur_wave_means_free(means);
}

static void add_event(struct fixture *f, lur_event_type type, double start, double end, lur_role by)
{
  struct lur_event e = lur_event_of(type, start, end);
  e.by = by;
  assert_int_equal(lur_events_add(&f->events, &e), LUR_OK);
}

static void definitions_change_what_is_counted(void **state)
{
  struct fixture *f = *state;
  use(f, HEAD
      "definitions: {name: Ours, dead_air_s: 5, interruption_s: 1, talk_ratio: of_conversation, wait_from: "
      "queue}\nsections:\n- id: s\n  title: S\n  criteria:\n"
      "  - {id: dead, title: D, measure: silence.dead_air_count, counts: noted}\n"
      "  - {id: sum, title: D, measure: silence.dead_air_s, counts: noted}\n"
      "  - {id: cut, title: C, measure: interruption.agent_count, counts: noted}\n"
      "  - {id: ratio, title: R, measure: talk.agent_ratio, counts: noted}\n"
      "  - {id: wait, title: W, measure: answer.wait_s, counts: noted}\n");
  lur_measure_set(&f->measures, LUR_M_SILENCE_DEAD_AIR_COUNT, 2);
  lur_measure_set(&f->measures, LUR_M_SILENCE_DEAD_AIR_S, 10.5);
  lur_measure_set(&f->measures, LUR_M_INTERRUPTION_AGENT_COUNT, 2);
  lur_measure_set(&f->measures, LUR_M_TALK_AGENT_RATIO, 0.5);
  lur_measure_set(&f->measures, LUR_M_TALK_AGENT_S, 30);
  lur_measure_set(&f->measures, LUR_M_CALL_CONVERSATION_S, 120);
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 80);
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_FROM_QUEUE_S, 50);
  add_event(f, LUR_EVENT_MUTUAL_SILENCE, 10, 14.5, LUR_ROLE_NONE);
  add_event(f, LUR_EVENT_DEAD_AIR, 10, 14.5, LUR_ROLE_NONE);
  add_event(f, LUR_EVENT_MUTUAL_SILENCE, 20, 26, LUR_ROLE_NONE);
  add_event(f, LUR_EVENT_DEAD_AIR, 20, 26, LUR_ROLE_NONE);
  add_event(f, LUR_EVENT_INTERRUPTION, 30, 30.5, LUR_ROLE_AGENT);
  add_event(f, LUR_EVENT_INTERRUPTION, 40, 41, LUR_ROLE_AGENT);
  char text[200];
  assert_string_equal(
      lur_definitions_text(&f->rubric->definitions, text, sizeof text),
      "dead air from 5 s; interruptions from 1 s; talk ratio of the conversation; waiting from the "
      "queue");
  assert_string_equal(lur_definitions_text(&f->rubric->definitions, text, 12), "dead air fr");
  const struct lur_scorecard *card = score(f);
  assert_true(mark_of(card, "dead")->value.number == 1 && mark_of(card, "sum")->value.number == 6);
  assert_int_equal(mark_of(card, "dead")->evidence.n, 1);
  assert_true(mark_of(card, "dead")->evidence.at[0].start_s == 20);
  assert_true(mark_of(card, "cut")->value.number == 1 && mark_of(card, "ratio")->value.number == 0.25);
  assert_true(mark_of(card, "wait")->value.number == 50);
  // Without the places nothing can be counted anew.
  lur_scorecard_free(f->card);
  assert_int_equal(lur_score(f->rubric, &f->measures, NULL, NULL, &f->card, NULL), LUR_OK);
  assert_int_equal(mark_of(f->card, "dead")->state, LUR_MARK_NOT_MEASURED);
  assert_true(mark_of(f->card, "ratio")->value.number == 0.25);
}

/// Every measure can be read by a rubric, with its evidence, whatever its type.
static void every_measure_can_be_used(void **state)
{
  struct fixture *f = *state;
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) {
    char text[600];
    const char *name = lur_measure_table[i].name;
    bool words = lur_measure_table[i].type == LUR_TYPE_TEXT;
    snprintf(
        text, sizeof text,
        ONE("  - {id: a, title: A, measure: %s, %s, evidence: %s}\n  - {id: b, title: B, value: \"%s %s\", "
            "points: [[0, 0], [1, 100]]}\n"),
        name, words ? "counts: noted" : "points: [[0, 0], [1, 100]]", name, name,
        words                                        ? "== 'agent'"
        : lur_measure_table[i].type == LUR_TYPE_BOOL ? "and true"
                                                     : "+ 0");
    use(f, text);
    assert_int_equal(mark_of(score(f), "a")->state,
                     i == LUR_M_ANSWER_ANSWERED ? LUR_MARK_SCORED : LUR_MARK_NOT_MEASURED);
    struct lur_value before = f->measures.of[i];
    if (words)
      lur_measure_set_text(&f->measures, (lur_measure)i, "agent");
    else
      lur_measure_set(&f->measures, (lur_measure)i, 1);
    assert_int_equal(mark_of(score(f), "a")->state, words ? LUR_MARK_NOTED : LUR_MARK_SCORED);
    assert_true(mark_of(f->card, "b")->points == 100);
    f->measures.of[i] = before;
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(yes_and_no_are_known_in_every_language, set_up_with_file, tear_down),
      cmocka_unit_test_setup_teardown(several_answers_are_added_or_one_counts, set_up_with_file, tear_down),
      cmocka_unit_test_setup_teardown(every_fault_that_was_chosen_counts, set_up_with_file, tear_down),
      cmocka_unit_test_setup_teardown(steps_have_words_points_and_faults, set_up_with_file, tear_down),
      cmocka_unit_test_setup_teardown(known_scales_have_their_ranges, set_up_with_file, tear_down),
      cmocka_unit_test(dates_are_real_days),
      cmocka_unit_test_setup_teardown(a_date_is_noted, set_up_with_file, tear_down),
      cmocka_unit_test_setup_teardown(what_is_noted_or_left_out_counts_nowhere, set_up_with_file, tear_down),
      cmocka_unit_test_setup_teardown(questions_hang_on_answers, set_up_with_file, tear_down),
      cmocka_unit_test_setup_teardown(reasons_must_be_given, set_up_with_file, tear_down),
      cmocka_unit_test_setup_teardown(points_are_added_and_divided_by_what_is_possible, set_up_with_file,
                                      tear_down),
      cmocka_unit_test_setup_teardown(parts_of_a_weighted_total_add_up, set_up_with_file, tear_down),
      cmocka_unit_test_setup_teardown(a_cap_can_be_the_score_of_a_section, set_up_with_file, tear_down),
      cmocka_unit_test_setup_teardown(further_totals_stand_beside_the_main_one, set_up_with_file, tear_down),
      cmocka_unit_test_setup_teardown(the_wave_decides_points_between_its_means, set_up_with_file, tear_down),
      cmocka_unit_test_setup_teardown(definitions_change_what_is_counted, set_up_with_file, tear_down),
      cmocka_unit_test_setup_teardown(every_measure_can_be_used, set_up_with_file, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
