// Tones of the exchange in whole calls: what the events and measures say of congestion, information tones, a
// second ringing, voicemail's beep, a ringing that no plan has, and keys pressed while the other side talks.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/made_call.h"

/// The i-th event of a type; fails where there are not `n` of them.
static const struct lur_event *event(const struct lur_call *call, lur_event_type type, size_t n, size_t i)
{
  const struct lur_event *found = NULL;
  size_t seen = 0;
  for (size_t k = 0; k < call->events.n; k++)
    if (call->events.at[k].type == type && seen++ == i) found = &call->events.at[k];
  for (size_t k = 0; seen != n && k < call->events.n; k++)
    printf("%s %c %.2f-%.2f on %d\n", lur_event_name(call->events.at[k].type),
           call->events.at[k].digit ? call->events.at[k].digit : 32, call->events.at[k].start_s,
           call->events.at[k].end_s, call->events.at[k].channel);
  if (seen != n) fail_msg("%zu events of %s, not %zu", seen, lur_event_name(type), n);
  return found;
}

static double number(const struct lur_call *call, lur_measure which)
{
  return call_check_number(call, which);
}

static void near(double value, double want, double most, const char *what)
{
  if (!(fabs(value - want) <= most)) fail_msg("%s is %.3f, not %.3f", what, value, want);
}

/// A Danish exchange has no line free.
static void congestion_ends_the_attempt(void **state)
{
  (void)state;
  struct made_call m = made_call_new(8000, 15, -60);
  double end = lur_synth_bursts(m.agent, 3, 425, 0.2, 0.2, 25, -22);
  struct lur_call *call = made_call_analyse(&m);
  const struct lur_event *e = event(call, LUR_EVENT_CONGESTION, 1, 0);
  near(e->start_s, 3, 0.05, "start");
  near(e->end_s, end, 0.05, "end");
  assert_int_equal(e->channel, 1);
  assert_int_equal(e->parts, 25);
  assert_non_null(strstr(e->plan, "DK"));
  assert_true(number(call, LUR_M_ANSWER_BUSY) == 1);
  assert_true(number(call, LUR_M_ANSWER_ANSWERED) == 0);
  assert_true(number(call, LUR_M_ANSWER_RING_COUNT) == 0);
  lur_call_free(call);
  made_call_free(&m);
}

/// The number is not in use, twice, and an announcement says so: nobody answered, and the line was not busy.
static void information_tones_are_no_answer(void **state)
{
  (void)state;
  static const double hz[3] = {950, 1400, 1800};
  struct made_call m = made_call_new(8000, 20, -60);
  for (int i = 0; i < 6; i++) {
    double at = 2 + 0.356 * (i % 3) + (i / 3) * 3.068;
    lur_synth_tone(m.agent, at, at + 0.332, hz[i % 3], -24);
  }
  made_call_agent(&m, 7, 12);
  struct lur_call *call = made_call_analyse(&m);
  const struct lur_event *e = event(call, LUR_EVENT_SIT, 1, 0);
  near(e->start_s, 2, 0.05, "start");
  near(e->end_s, 2 + 3.068 + 0.712 + 0.332, 0.05, "end");
  assert_int_equal(e->parts, 6);
  assert_string_equal(e->plan, "SE");
  assert_true(number(call, LUR_M_ANSWER_ANSWERED) == 0);
  assert_true(number(call, LUR_M_ANSWER_BUSY) == 0);
  lur_call_free(call);
  made_call_free(&m);
}

static void talk(struct made_call *m, double at, int turns)
{
  for (int i = 0; i < turns; i++) {
    made_call_agent(m, at + 6 * i, at + 6 * i + 2.5);
    made_call_caller(m, at + 6 * i + 3, at + 6 * i + 5.5);
  }
}

/// The caller is passed on, and it rings again, in another country: each ringing has its own plan, and only
/// the first is part of the wait.
static void a_second_ringing_is_a_transfer(void **state)
{
  (void)state;
  struct made_call m = made_call_new(8000, 60, -60);
  made_call_ring(&m, 1, 2);
  talk(&m, 8, 3);
  for (int i = 0; i < 3; i++) {
    lur_synth_pair(m.agent, 29 + 3 * i, 29.4 + 3 * i, 400, 450, -24);
    lur_synth_pair(m.agent, 29.6 + 3 * i, 30 + 3 * i, 400, 450, -24);
  }
  talk(&m, 38, 3);
  struct lur_call *call = made_call_analyse(&m);
  const struct lur_event *first = event(call, LUR_EVENT_RINGBACK, 2, 0),
                         *second = event(call, LUR_EVENT_RINGBACK, 2, 1);
  assert_non_null(strstr(first->plan, "DK"));
  assert_string_equal(second->plan, "UK");
  near(second->start_s, 29, 0.05, "second ringing's start");
  near(second->end_s, 36, 0.05, "second ringing's end");
  assert_int_equal(second->parts, 6);
  assert_true(number(call, LUR_M_ANSWER_RING_COUNT) == 2);
  assert_true(number(call, LUR_M_TRANSFER_COUNT) == 1);
  near(number(call, LUR_M_ANSWER_WAIT_S), 7, 0.2, "wait");
  lur_call_free(call);
  made_call_free(&m);
}

/// An announcement and its beep; then nothing, as the caller hangs up. The same beep with nobody before it is
/// none.
static void a_beep_follows_words(void **state)
{
  (void)state;
  static const double hz[3] = {425, 1000, 1400};
  for (int k = 0; k < 3; k++) {
    struct made_call m = made_call_new(8000, 25, -60);
    made_call_ring(&m, 1, 2);
    lur_synth_tone(m.agent, 9.5, 9.8, 700, -22);
    made_call_agent(&m, 12, 16.5);
    lur_synth_tone(m.agent, 17.2, 17.6, hz[k], -20);
    struct lur_call *call = made_call_analyse(&m);
    const struct lur_event *e = event(call, LUR_EVENT_BEEP, 1, 0);
    near(e->start_s, 17.2, 0.05, "start");
    near(e->end_s, 17.6, 0.05, "end");
    near((double)e->hz[0], hz[k], 5, "frequency");
    event(call, LUR_EVENT_RINGBACK, 1, 0);
    event(call, LUR_EVENT_BUSY, 0, 0);
    lur_call_free(call);
    made_call_free(&m);
  }
}

/// A ringing ends with the pause of its own plan, or where the recording does.
static void a_ringing_lasts_to_the_end_of_its_cadence(void **state)
{
  (void)state;
  static const struct {
    double pause_s, length_s, want_s; // after a ring; of the recording; from the first ring on
  } rows[] = {{5, 30, 12}, {4, 30, 10}, {5, 11, 10}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct made_call m = made_call_new(8000, rows[i].length_s, -60);
    lur_synth_bursts(m.agent, 1, 425, 1, rows[i].pause_s, 2, -22);
    struct lur_call *call = made_call_analyse(&m);
    near(number(call, LUR_M_ANSWER_RING_S), rows[i].want_s, 0.1, "ringing");
    assert_true(number(call, LUR_M_ANSWER_RING_COUNT) == 2);
    lur_call_free(call);
    made_call_free(&m);
  }
}

/// A ringing that is nobody's in the table is a ringing all the same; its plan is not known, and why is said.
static void a_ringing_of_no_plan_is_told_with_its_figures(void **state)
{
  (void)state;
  struct made_call m = made_call_new(8000, 40, -60);
  lur_synth_bursts(m.agent, 1, 425, 1.5, 3, 4, -22);
  talk(&m, 18, 3);
  struct lur_call *call = made_call_analyse(&m);
  const struct lur_event *e = event(call, LUR_EVENT_RINGBACK, 1, 0);
  assert_string_equal(e->plan, "unknown");
  near((double)e->hz[0], 425, 2, "frequency");
  near((double)e->cadence_ms[0], 1500, 20, "on");
  near((double)e->cadence_ms[1], 3000, 20, "off");
  assert_true(number(call, LUR_M_ANSWER_RING_COUNT) == 4);
  assert_false(call->measures.of[LUR_M_ANSWER_RING_PLAN].known);
  assert_non_null(call->measures.of[LUR_M_ANSWER_RING_PLAN].why);
  assert_true(number(call, LUR_M_ANSWER_ANSWERED) == 1);
  lur_call_free(call);
  made_call_free(&m);
}

/// Keys during a menu and during queue music, whose echo comes back on the caller's own channel.
static void keys_are_heard_while_the_other_side_sounds(void **state)
{
  (void)state;
  struct made_call m = made_call_new(8000, 45, -65);
  made_call_ring(&m, 1, 2);
  made_call_agent(&m, 9, 16);
  lur_synth_music(m.agent, 18, 30, -22, 3);
  size_t delay = 8000 / 8;
  for (size_t i = delay; i < m.caller->n; i++) m.caller->at[i] += 0.03F * m.agent->at[i - delay];
  lur_synth_dtmf(m.caller, 12, 12.1, '2', -18);
  lur_synth_dtmf(m.caller, 12.2, 12.26, '2', -18);
  lur_synth_dtmf(m.caller, 22, 24.5, '#', -18);
  struct lur_call *call = made_call_analyse(&m);
  static const double at[3] = {12, 12.2, 22};
  for (size_t i = 0; i < 3; i++) {
    const struct lur_event *e = event(call, LUR_EVENT_DTMF, 3, i);
    near(e->start_s, at[i], 0.03, "key");
    assert_int_equal(e->digit, i < 2 ? '2' : '#');
    assert_int_equal(e->channel, 0);
  }
  lur_call_free(call);
  made_call_free(&m);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(congestion_ends_the_attempt),
      cmocka_unit_test(information_tones_are_no_answer),
      cmocka_unit_test(a_second_ringing_is_a_transfer),
      cmocka_unit_test(a_beep_follows_words),
      cmocka_unit_test(a_ringing_lasts_to_the_end_of_its_cadence),
      cmocka_unit_test(a_ringing_of_no_plan_is_told_with_its_figures),
      cmocka_unit_test(keys_are_heard_while_the_other_side_sounds),
  };
  return cmocka_run_group_tests_name("tones in calls", tests, NULL, NULL);
}
