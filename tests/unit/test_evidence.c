// Events in order, and what is played for a measure.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/measures.h"
#include "tests/support/dice.h"

static void add(struct lur_events *list, lur_event_type type, double start_s, double end_s, lur_role by)
{
  struct lur_event e = lur_event_of(type, start_s, end_s);
  e.track = by;
  if (type == LUR_EVENT_INTERRUPTION) e.by = by;
  assert_int_equal(lur_events_add(list, &e), LUR_OK);
}

static void names_are_there_and_differ(void **state)
{
  (void)state;
  for (int i = 0; i < LUR_EVENT_TYPES; i++) {
    assert_true(lur_event_name((lur_event_type)i)[0] && lur_event_title((lur_event_type)i)[0]);
    for (int j = 0; j < i; j++)
      assert_string_not_equal(lur_event_name((lur_event_type)i), lur_event_name((lur_event_type)j));
  }
}

static void a_new_event_has_no_facts_but_its_time(void **state)
{
  (void)state;
  struct lur_event e = lur_event_of(LUR_EVENT_HOLD, 1.5, 2.5);
  assert_int_equal(e.type, LUR_EVENT_HOLD);
  assert_true(e.start_s == 1.5 && e.end_s == 2.5 && isnan(e.confidence));
  assert_int_equal(e.channel, -1);
  assert_int_equal(e.track, LUR_ROLE_NONE);
  assert_int_equal(e.by, LUR_ROLE_NONE);
  assert_int_equal(e.parts, 0);
  assert_true(!e.took_floor && !e.digit && !e.plan[0]);
  assert_true(isnan(e.repeats_s) && isnan(e.loop_s));
}

static void events_are_sorted_and_keep_their_parts(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  struct lur_events list = {0};
  for (int i = 0; i < 200; i++) {
    double start = dice_below(&d, 20);
    struct lur_span parts[3];
    size_t n = (size_t)dice_below(&d, 4);
    for (size_t k = 0; k < n; k++) parts[k] = (struct lur_span){start + (double)k, start + (double)k + 0.5};
    struct lur_event e =
        lur_event_of((lur_event_type)dice_below(&d, LUR_EVENT_TYPES), start, start + (double)n);
    assert_int_equal(lur_events_add_parts(&list, e, parts, n), LUR_OK);
  }
  lur_events_sort(&list);
  assert_int_equal(list.n, 200);
  for (size_t i = 0; i < list.n; i++) {
    const struct lur_event *e = &list.at[i];
    assert_true(e->end_s - e->start_s == (double)e->parts);
    for (size_t k = 0; k < e->parts; k++)
      assert_true(list.parts.at[e->first_part + k].start_s == e->start_s + (double)k);
    if (!i) continue;
    assert_true(e[-1].start_s < e->start_s || (e[-1].start_s == e->start_s && e[-1].type <= e->type));
  }
  lur_events_clear(&list);
  assert_int_equal(list.n, 0);
  assert_int_equal(list.parts.n, 0);
}

/// One event of each kind for each party, one second long, at different times.
static void one_of_each(struct lur_events *list)
{
  for (int t = 0; t < LUR_EVENT_TYPES; t++) {
    add(list, (lur_event_type)t, 10 * t, 10 * t + 2, LUR_ROLE_AGENT);
    add(list, (lur_event_type)t, 10 * t + 5, 10 * t + 7, LUR_ROLE_CALLER);
  }
}

/// Which events a measure is made of, by the measure's definition; role NONE: of both.
static const struct {
  lur_measure measure;
  lur_event_type type;
  lur_role by;
} made_of[] = {
    {LUR_M_ANSWER_RING_COUNT, LUR_EVENT_RINGBACK, LUR_ROLE_NONE},
    {LUR_M_ANSWER_RING_S, LUR_EVENT_RINGBACK, LUR_ROLE_NONE},
    {LUR_M_ANSWER_RING_PLAN, LUR_EVENT_RINGBACK, LUR_ROLE_NONE},
    {LUR_M_ANSWER_KEYPRESSES, LUR_EVENT_DTMF, LUR_ROLE_NONE},
    {LUR_M_ANSWER_ANNOUNCEMENTS, LUR_EVENT_PROMPT, LUR_ROLE_NONE},
    {LUR_M_ANSWER_GREETING_S, LUR_EVENT_GREETING, LUR_ROLE_NONE},
    {LUR_M_SILENCE_MUTUAL_S, LUR_EVENT_MUTUAL_SILENCE, LUR_ROLE_NONE},
    {LUR_M_SILENCE_DEAD_AIR_COUNT, LUR_EVENT_DEAD_AIR, LUR_ROLE_NONE},
    {LUR_M_OVERLAP_COUNT, LUR_EVENT_OVERLAP, LUR_ROLE_NONE},
    {LUR_M_INTERRUPTION_AGENT_COUNT, LUR_EVENT_INTERRUPTION, LUR_ROLE_AGENT},
    {LUR_M_INTERRUPTION_CALLER_COUNT, LUR_EVENT_INTERRUPTION, LUR_ROLE_CALLER},
    {LUR_M_INTERRUPTION_AGENT_S, LUR_EVENT_INTERRUPTION, LUR_ROLE_AGENT},
    {LUR_M_BACKCHANNEL_AGENT_COUNT, LUR_EVENT_BACKCHANNEL, LUR_ROLE_AGENT},
    {LUR_M_BACKCHANNEL_CALLER_COUNT, LUR_EVENT_BACKCHANNEL, LUR_ROLE_CALLER},
    {LUR_M_HOLD_COUNT, LUR_EVENT_HOLD, LUR_ROLE_NONE},
    {LUR_M_HOLD_TOTAL_S, LUR_EVENT_HOLD, LUR_ROLE_NONE},
    {LUR_M_TRANSFER_COUNT, LUR_EVENT_TRANSFER, LUR_ROLE_NONE},
};

static void a_measure_plays_its_events(void **state)
{
  (void)state;
  struct lur_events list = {0};
  one_of_each(&list);
  for (size_t i = 0; i < sizeof made_of / sizeof *made_of; i++) {
    struct lur_spans spans = {0};
    double start = 10 * made_of[i].type;
    assert_int_equal(lur_measure_evidence(made_of[i].measure, &list, &spans), LUR_OK);
    bool agent = made_of[i].by != LUR_ROLE_CALLER, caller = made_of[i].by != LUR_ROLE_AGENT;
    assert_int_equal(spans.n, (size_t)agent + (size_t)caller);
    if (agent) assert_true(spans.at[0].start_s == start && spans.at[0].end_s == start + 2);
    if (caller) assert_true(spans.at[spans.n - 1].start_s == start + 5);
    lur_spans_clear(&spans);
  }
  lur_events_clear(&list);
}

static void span_is(const struct lur_spans *spans, size_t i, double start_s, double end_s)
{
  assert_true(i < spans->n);
  assert_true(spans->at[i].start_s == start_s && spans->at[i].end_s == end_s);
}

/// Ringing, a menu with its key, an announcement without music that is played twice, music, and a greeting.
static void waiting_plays_the_wait(void **state)
{
  (void)state;
  struct lur_events list = {0};
  struct lur_spans spans = {0};
  add(&list, LUR_EVENT_RINGBACK, 2, 9, LUR_ROLE_NONE);
  add(&list, LUR_EVENT_PROMPT, 11, 16, LUR_ROLE_NONE);
  add(&list, LUR_EVENT_DTMF, 17, 17.1, LUR_ROLE_NONE);
  add(&list, LUR_EVENT_PROMPT, 20, 24, LUR_ROLE_NONE);
  add(&list, LUR_EVENT_PROMPT, 30, 34, LUR_ROLE_NONE);
  list.at[list.n - 1].repeats_s = 20;
  add(&list, LUR_EVENT_MUSIC, 40, 50, LUR_ROLE_NONE);
  add(&list, LUR_EVENT_GREETING, 55, 58, LUR_ROLE_AGENT);
  add(&list, LUR_EVENT_MUSIC, 70, 80, LUR_ROLE_NONE); // a hold
  add(&list, LUR_EVENT_PROMPT, 72, 76, LUR_ROLE_NONE);
  assert_int_equal(lur_measure_evidence(LUR_M_ANSWER_WAIT_S, &list, &spans), LUR_OK);
  span_is(&spans, 0, 2, 55);
  assert_int_equal(lur_measure_evidence(LUR_M_ANSWER_WAIT_FROM_QUEUE_S, &list, &spans), LUR_OK);
  span_is(&spans, 1, 20, 55);
  assert_int_equal(lur_measure_evidence(LUR_M_ANSWER_ANNOUNCEMENTS, &list, &spans), LUR_OK);
  assert_int_equal(spans.n, 4);
  span_is(&spans, 2, 20, 24);
  span_is(&spans, 3, 30, 34);
  lur_spans_clear(&spans);
  lur_events_clear(&list);
}

/// Nothing is heard before the answer: the wait is from the start. Nobody answers: there is none.
static void a_wait_in_silence_is_from_the_start(void **state)
{
  (void)state;
  struct lur_events list = {0};
  struct lur_spans spans = {0};
  assert_int_equal(lur_measure_evidence(LUR_M_ANSWER_WAIT_S, &list, &spans), LUR_OK);
  assert_int_equal(spans.n, 0);
  add(&list, LUR_EVENT_GREETING, 3, 5, LUR_ROLE_AGENT);
  assert_int_equal(lur_measure_evidence(LUR_M_ANSWER_WAIT_FROM_QUEUE_S, &list, &spans), LUR_OK);
  assert_int_equal(spans.n, 0);
  assert_int_equal(lur_measure_evidence(LUR_M_ANSWER_WAIT_S, &list, &spans), LUR_OK);
  span_is(&spans, 0, 0, 3);
  lur_spans_clear(&spans);
  lur_events_clear(&list);
}

static void busy_plays_congestion_as_well(void **state)
{
  (void)state;
  struct lur_events list = {0};
  struct lur_spans spans = {0};
  add(&list, LUR_EVENT_CONGESTION, 3, 4, LUR_ROLE_NONE);
  add(&list, LUR_EVENT_BUSY, 7, 9, LUR_ROLE_NONE);
  assert_int_equal(lur_measure_evidence(LUR_M_ANSWER_BUSY, &list, &spans), LUR_OK);
  assert_int_equal(spans.n, 2);
  assert_true(spans.at[0].start_s == 3 && spans.at[1].start_s == 7); // in order of start
  lur_spans_clear(&spans);
  lur_events_clear(&list);
}

static void the_longest_is_one(void **state)
{
  static const struct {
    lur_measure measure;
    lur_event_type type;
    lur_role by;
  } rows[] = {{LUR_M_SILENCE_LONGEST_S, LUR_EVENT_MUTUAL_SILENCE, LUR_ROLE_NONE},
              {LUR_M_OVERLAP_LONGEST_S, LUR_EVENT_OVERLAP, LUR_ROLE_NONE},
              {LUR_M_HOLD_LONGEST_S, LUR_EVENT_HOLD, LUR_ROLE_NONE},
              {LUR_M_MONOLOGUE_AGENT_LONGEST_S, LUR_EVENT_MONOLOGUE, LUR_ROLE_AGENT},
              {LUR_M_MONOLOGUE_CALLER_LONGEST_S, LUR_EVENT_MONOLOGUE, LUR_ROLE_CALLER}};
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct lur_events list = {0};
    struct lur_spans spans = {0};
    add(&list, rows[i].type, 1, 2, rows[i].by);
    add(&list, rows[i].type, 5, 9, rows[i].by);
    add(&list, rows[i].type, 11, 13, rows[i].by);
    if (rows[i].by != LUR_ROLE_NONE) add(&list, rows[i].type, 20, 60, lur_role_other(rows[i].by));
    assert_int_equal(lur_measure_evidence(rows[i].measure, &list, &spans), LUR_OK);
    assert_int_equal(spans.n, 1);
    assert_true(spans.at[0].start_s == 5 && spans.at[0].end_s == 9);
    lur_spans_clear(&spans);
    lur_events_clear(&list);
  }
}

/// Of many, the longest eight, in order of start; what was in the list before stays.
static void many_are_cut_to_the_longest(void **state)
{
  (void)state;
  struct lur_events list = {0};
  struct lur_spans spans = {0};
  for (int i = 0; i < 40; i++) // lengths 0.1 .. 4.0, shuffled
    add(&list, LUR_EVENT_OVERLAP, 10 * i, 10 * i + 0.1 * (1 + i * 7 % 40), LUR_ROLE_NONE);
  assert_int_equal(lur_spans_add(&spans, 999, 1000), LUR_OK);
  assert_int_equal(lur_measure_evidence(LUR_M_OVERLAP_TOTAL_S, &list, &spans), LUR_OK);
  assert_int_equal(spans.n, 9);
  assert_true(spans.at[0].start_s == 999);
  for (size_t i = 1; i < spans.n; i++) {
    assert_true(spans.at[i].end_s - spans.at[i].start_s > 3.25); // the eight longest are 3.3 .. 4.0
    if (i > 1) assert_true(spans.at[i - 1].start_s < spans.at[i].start_s);
  }
  lur_spans_clear(&spans);
  lur_events_clear(&list);
}

static void short_pauses_are_not_played(void **state)
{
  (void)state;
  struct lur_events list = {0};
  struct lur_spans spans = {0};
  add(&list, LUR_EVENT_MUTUAL_SILENCE, 1, 1.4, LUR_ROLE_NONE);
  add(&list, LUR_EVENT_MUTUAL_SILENCE, 3, 4.5, LUR_ROLE_NONE);
  add(&list, LUR_EVENT_MUTUAL_SILENCE, 6, 6.9, LUR_ROLE_NONE);
  assert_int_equal(lur_measure_evidence(LUR_M_SILENCE_MUTUAL_RATIO, &list, &spans), LUR_OK);
  assert_int_equal(spans.n, 1);
  assert_true(spans.at[0].start_s == 3);
  lur_spans_clear(&spans);
  lur_events_clear(&list);
}

static void a_measure_of_the_whole_call_plays_nothing(void **state)
{
  static const lur_measure whole[] = {LUR_M_CALL_DURATION_S, LUR_M_TALK_AGENT_RATIO, LUR_M_LEVEL_AGENT_DBOV,
                                      LUR_M_TURN_COUNT, LUR_M_QUALITY_GRADE};
  (void)state;
  struct lur_events list = {0};
  struct lur_spans spans = {0};
  one_of_each(&list);
  for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
    assert_int_equal(lur_measure_evidence(whole[i], &list, &spans), LUR_OK);
  assert_int_equal(spans.n, 0);
  lur_events_clear(&list);
}

static void events_are_found_by_name_and_party(void **state)
{
  static const struct {
    const char *name;
    lur_event_type type;
    lur_role by;
  } rows[] = {{"greeting", LUR_EVENT_GREETING, LUR_ROLE_NONE},
              {"dead_air", LUR_EVENT_DEAD_AIR, LUR_ROLE_NONE},
              {"interruption by agent", LUR_EVENT_INTERRUPTION, LUR_ROLE_AGENT},
              {"interruption by caller", LUR_EVENT_INTERRUPTION, LUR_ROLE_CALLER},
              {"monologue of agent", LUR_EVENT_MONOLOGUE, LUR_ROLE_AGENT},
              {"backchannel of caller", LUR_EVENT_BACKCHANNEL, LUR_ROLE_CALLER}};
  static const char *const none[] = {"",      "greetin", "greetings", "greeting by",    "greeting by nobody",
                                     " hold", "hold ",   "by agent",  "hold  by agent", "hold by agent "};
  (void)state;
  struct lur_events list = {0};
  one_of_each(&list);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct lur_spans spans = {0};
    assert_int_equal(lur_event_evidence(rows[i].name, &list, &spans), LUR_OK);
    assert_int_equal(spans.n, rows[i].by == LUR_ROLE_NONE ? 2 : 1);
    assert_true(spans.at[0].start_s == 10 * rows[i].type + (rows[i].by == LUR_ROLE_CALLER ? 5 : 0));
    lur_spans_clear(&spans);
  }
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
    struct lur_spans spans = {0};
    assert_int_equal(lur_event_evidence(none[i], &list, &spans), LUR_NOT_FOUND);
    assert_int_equal(spans.n, 0);
  }
  lur_events_clear(&list);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_are_there_and_differ),
      cmocka_unit_test(a_new_event_has_no_facts_but_its_time),
      cmocka_unit_test(events_are_sorted_and_keep_their_parts),
      cmocka_unit_test(a_measure_plays_its_events),
      cmocka_unit_test(waiting_plays_the_wait),
      cmocka_unit_test(a_wait_in_silence_is_from_the_start),
      cmocka_unit_test(busy_plays_congestion_as_well),
      cmocka_unit_test(the_longest_is_one),
      cmocka_unit_test(many_are_cut_to_the_longest),
      cmocka_unit_test(short_pauses_are_not_played),
      cmocka_unit_test(a_measure_of_the_whole_call_plays_nothing),
      cmocka_unit_test(events_are_found_by_name_and_party),
  };
  return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
