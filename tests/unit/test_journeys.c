// Whole calls of the kinds that quality teams meet, with the truth of each, from samples to journey and
// measures.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/call_check.h"
#include "tests/support/stage.h"

/// Calls of hours are shorter where every step is watched.
#ifdef LUR_SLOW_BUILD
enum { LONG_CALL_S = 900, QUEUE_MESSAGES = 4 };
#else
enum { LONG_CALL_S = 7200, QUEUE_MESSAGES = 20 };
#endif

/// How far the edges of speech, and of music, may lie from the truth.
static const double word_s = 0.15, music_s = 0.8;

/// What was heard and made of it, for whoever reads a failure.
static void show(const struct lur_call *call)
{
  for (size_t i = 0; i < call->phases; i++)
    print_message("%s from %.2f s\n", lur_phase_name(call->phase[i].kind), call->phase[i].start_s);
  for (size_t i = 0; i < call->events.n; i++)
    print_message("  %s %.2f-%.2f s\n", lur_event_name(call->events.at[i].type), call->events.at[i].start_s,
                  call->events.at[i].end_s);
}

static void near(const struct lur_call *call, lur_measure which, double want, double tolerance)
{
  const struct lur_value *v = &call->measures.of[which];
  if (!v->known) fail_msg("%s is not known: %s", lur_measure_table[which].name, v->why);
  if (fabs(v->number - want) <= tolerance + 1e-9) return;
  show(call);
  fail_msg("%s is %.3f, should be %.3f within %.3f", lur_measure_table[which].name, v->number, want,
           tolerance);
}

static void unknown(const struct lur_call *call, lur_measure which, const char *why)
{
  if (call->measures.of[which].known) fail_msg("%s is known", lur_measure_table[which].name);
  assert_string_equal(call->measures.of[which].why, why);
}

static void answered(const struct lur_call *call, double wait_s)
{
  near(call, LUR_M_ANSWER_ANSWERED, 1, 0);
  near(call, LUR_M_ANSWER_WAIT_S, wait_s, word_s);
}

static void not_answered(const struct lur_call *call)
{
  near(call, LUR_M_ANSWER_ANSWERED, 0, 0);
  unknown(call, LUR_M_ANSWER_WAIT_S, "nobody answered");
  unknown(call, LUR_M_TALK_AGENT_S, "nobody answered");
}

/// The phases in one line: "dial ring conversation end".
static void journey_is(const struct lur_call *call, const char *want)
{
  char got[600] = "";
  size_t used = 0;
  for (size_t i = 0; i < call->phases && used + 20 < sizeof got; i++)
    used += (size_t)snprintf(got + used, sizeof got - used, "%s%s", i ? " " : "",
                             lur_phase_name(call->phase[i].kind));
  if (strcmp(got, want) == 0) return;
  show(call);
  fail_msg("the journey is '%s', should be '%s'", got, want);
}

/// The nth phase of a kind starts and ends there.
static void phase_is(const struct lur_call *call, lur_phase_kind kind, int nth, double start_s, double end_s,
                     double tolerance)
{
  for (size_t i = 0; i < call->phases; i++) {
    const struct lur_phase *p = &call->phase[i];
    if (p->kind != kind || nth--) continue;
    if (fabs(p->start_s - start_s) > tolerance || fabs(p->end_s - end_s) > tolerance)
      fail_msg("%s is %.2f-%.2f s, should be %.2f-%.2f s", lur_phase_name(kind), p->start_s, p->end_s,
               start_s, end_s);
    return;
  }
  fail_msg("there is no such %s", lur_phase_name(kind));
}

static size_t count(const struct lur_call *call, lur_event_type type)
{
  size_t n = 0;
  for (size_t i = 0; i < call->events.n; i++) n += call->events.at[i].type == type;
  return n;
}

/// How many prompts, or pieces of music, were heard before.
static size_t heard_before(const struct lur_call *call, lur_event_type type)
{
  size_t n = 0;
  for (size_t i = 0; i < call->events.n; i++)
    n += call->events.at[i].type == type && isfinite(call->events.at[i].repeats_s);
  return n;
}

/// So many exchanges, the agent first, half a second apart. Returns the span from first to last word.
static struct lur_span converse(struct stage *s, stage_voice agent, int from, int exchanges)
{
  struct lur_span all = {0, 0};
  for (int i = 0; i < exchanges; i++) {
    struct lur_span a = stage_say(s, STAGE_AGENTS, agent, from + i);
    if (!i) all.start_s = a.start_s;
    stage_quiet(s, 0.5);
    all.end_s = stage_say(s, STAGE_CALLERS, STAGE_CALLER, from + i).end_s;
    if (i + 1 < exchanges) stage_quiet(s, 0.5);
  }
  return all;
}

static struct stage *start(double dial_s)
{
  struct stage *s = stage_new(false);
  stage_quiet(s, dial_s);
  return s;
}

static void straight_to_an_agent(void **state)
{
  (void)state;
  struct stage *s = start(1.5);
  struct lur_span talk = converse(s, STAGE_ANNA, 0, 3);
  stage_quiet(s, 3);
  double end = stage_now(s);
  struct lur_call *call = stage_end(s, NULL);
  journey_is(call, "dial conversation end");
  answered(call, talk.start_s); // nothing was heard before: from the start of the recording
  phase_is(call, LUR_PHASE_CONVERSATION, 0, talk.start_s, talk.end_s, word_s);
  near(call, LUR_M_ANSWER_RING_COUNT, 0, 0);
  near(call, LUR_M_ANSWER_ANNOUNCEMENTS, 0, 0);
  near(call, LUR_M_CLOSING_TRAILING_S, end - talk.end_s, word_s);
  assert_string_equal(call->measures.of[LUR_M_CLOSING_LAST_SPEAKER].text, "caller");
  near(call, LUR_M_QUALITY_ONE_WAY, 0, 0);
  assert_int_equal(lur_call_track(call, LUR_ROLE_AGENT)->channel, 1);
  lur_call_free(call);
}

static void the_caller_speaks_first(void **state)
{
  (void)state;
  struct stage *s = start(1);
  struct lur_span ring = stage_ring(s, 2);
  stage_quiet(s, 2);
  stage_say(s, STAGE_CALLERS, STAGE_CALLER, 2); // "hello?" into the line that was picked up
  stage_quiet(s, 0.6);
  struct lur_span talk = converse(s, STAGE_ANNA, 0, 3);
  stage_quiet(s, 2);
  struct lur_call *call = stage_end(s, NULL);
  journey_is(call, "dial ring conversation end");
  answered(call, talk.start_s - ring.start_s);
  assert_int_equal(lur_call_track(call, LUR_ROLE_AGENT)->channel, 1);
  lur_call_free(call);
}

static void a_voicemail_is_no_answer(void **state)
{
  (void)state;
  for (int message = 0; message < 2; message++) {
    struct stage *s = start(1);
    stage_ring(s, 3);
    stage_quiet(s, 2);
    struct lur_span prompt = stage_say(s, STAGE_AGENTS, STAGE_JOHN, 3);
    stage_quiet(s, 0.4);
    struct lur_span beep = stage_beep(s);
    stage_quiet(s, 1);
    if (message) stage_say(s, STAGE_CALLERS, STAGE_CALLER, 0);
    stage_quiet(s, 2);
    struct lur_call *call = stage_end(s, NULL);
    not_answered(call);
    journey_is(call, "dial ring ivr end");
    phase_is(call, LUR_PHASE_IVR, 0, prompt.start_s, beep.end_s, word_s);
    near(call, LUR_M_ANSWER_ANNOUNCEMENTS, 1, 0);
    near(call, LUR_M_ANSWER_BUSY, 0, 0);
    assert_int_equal(count(call, LUR_EVENT_BEEP), 1);
    lur_call_free(call);
  }
}

/// Outside office hours: an announcement, and the line goes dead or busy. The caller says nothing to it.
static void an_announcement_alone_is_no_answer(void **state)
{
  (void)state;
  for (int busy = 0; busy < 2; busy++) {
    struct stage *s = start(1);
    stage_ring(s, 1);
    stage_quiet(s, 2);
    stage_say(s, STAGE_AGENTS, STAGE_MENU, 0);
    stage_quiet(s, 1);
    stage_say(s, STAGE_AGENTS, STAGE_MENU, 1);
    stage_quiet(s, 1);
    if (busy) stage_busy(s, 12);
    stage_quiet(s, 1);
    struct lur_call *call = stage_end(s, NULL);
    not_answered(call);
    journey_is(call, busy ? "dial ring ivr end" : "dial ring ivr");
    near(call, LUR_M_ANSWER_BUSY, busy, 0);
    lur_call_free(call);
  }
}

static void an_announcement_played_again_is_no_agent(void **state)
{
  (void)state;
  struct stage *s = start(1);
  struct lur_span ring = stage_ring(s, 1), first = {0, 0};
  stage_quiet(s, 2);
  for (int i = 0; i < 3; i++) { // "please hold the line", silence, and again
    struct lur_span said = stage_say(s, STAGE_AGENTS, STAGE_JOHN, 3);
    if (!i) first = said;
    stage_quiet(s, 12.37);
  }
  struct lur_span talk = converse(s, STAGE_ANNA, 0, 3);
  stage_quiet(s, 2);
  struct lur_call *call = stage_end(s, NULL);
  answered(call, talk.start_s - ring.start_s);
  journey_is(call, "dial ring queue conversation end");
  phase_is(call, LUR_PHASE_QUEUE, 0, first.start_s, talk.start_s, word_s);
  near(call, LUR_M_ANSWER_WAIT_FROM_QUEUE_S, talk.start_s - first.start_s, word_s);
  near(call, LUR_M_ANSWER_ANNOUNCEMENTS, 3, 0);
  assert_int_equal(heard_before(call, LUR_EVENT_PROMPT), 2);
  for (size_t i = 0; i < call->events.n; i++)
    if (isfinite(call->events.at[i].repeats_s))
      assert_true(fabs(call->events.at[i].repeats_s - first.start_s) < word_s);
  lur_call_free(call);
}

/// Somebody talks in the caller's room while an announcement is played again and again: no reply to it.
static void others_in_the_callers_room_answer_nothing(void **state)
{
  static const double weaker_db[] = {20, 26, 32};
  (void)state;
  for (size_t k = 0; k < sizeof weaker_db / sizeof *weaker_db; k++) {
    struct stage *s = start(1);
    stage_noise(s, STAGE_CALLERS, -75);
    struct lur_span ring = stage_ring(s, 1), first = {0, 0};
    stage_quiet(s, 2);
    for (int i = 0; i < 3; i++) {
      struct lur_span said = stage_say(s, STAGE_AGENTS, STAGE_JOHN, 3);
      if (!i) first = said;
      stage_quiet(s, 0.6);
      for (int word = 0; word < 3; word++) {
        stage_aside(s, STAGE_CALLERS, STAGE_INGRID, 3 * i + word, weaker_db[k]);
        stage_quiet(s, 0.8);
      }
    }
    struct lur_span talk = converse(s, STAGE_ANNA, 0, 4);
    stage_quiet(s, 2);
    struct lur_call *call = stage_end(s, NULL);
    answered(call, talk.start_s - ring.start_s);
    journey_is(call, "dial ring queue conversation end");
    phase_is(call, LUR_PHASE_QUEUE, 0, first.start_s, talk.start_s, word_s);
    near(call, LUR_M_CALL_CONVERSATION_S, talk.end_s - talk.start_s, 2 * word_s);
    lur_call_free(call);
  }
}

/// "Say in a few words what it is about" - "..." - music - an agent; and the same without the menu.
static void a_menu_that_listens_is_no_agent(void **state)
{
  (void)state;
  for (int hold = 0; hold < 2; hold++) {
    struct stage *s = start(1);
    struct lur_span ring = stage_ring(s, 1);
    stage_quiet(s, 2);
    stage_voice voice = hold ? STAGE_ANNA : STAGE_JOHN;
    struct lur_span menu = stage_say(s, STAGE_AGENTS, voice, 3);
    stage_quiet(s, 0.3);
    stage_say(s, STAGE_AGENTS, voice, hold ? 0 : 6);
    stage_quiet(s, 0.8);
    stage_say(s, STAGE_CALLERS, STAGE_CALLER, 1);
    stage_quiet(s, 1);
    struct lur_span music = stage_music(s, 20);
    stage_quiet(s, 0.5);
    struct lur_span talk = converse(s, STAGE_ANNA, 1, 3);
    stage_quiet(s, 2);
    struct lur_call *call = stage_end(s, NULL);
    answered(call, (hold ? menu.start_s : talk.start_s) - ring.start_s);
    journey_is(call, hold ? "dial ring conversation hold conversation end"
                          : "dial ring ivr queue conversation end");
    if (hold) near(call, LUR_M_HOLD_MUSIC_S, music.end_s - music.start_s, music_s);
    lur_call_free(call);
  }
}

/// "You are number three in the queue" before the music, then "number two" in it; two queues with ringing
/// between.
static void two_queues(void **state)
{
  (void)state;
  struct stage *s = start(1);
  struct lur_span menu = stage_say(s, STAGE_AGENTS, STAGE_MENU, 0);
  stage_quiet(s, 0.5);
  stage_key(s, '1');
  stage_quiet(s, 0.5);
  stage_say(s, STAGE_AGENTS, STAGE_JOHN, 3);
  stage_quiet(s, 0.5);
  struct lur_span first = stage_music(s, 15);
  stage_quiet(s, 0.5);
  struct lur_span ring = stage_ring(s, 2);
  stage_quiet(s, 3);
  struct lur_span second = stage_music(s, 12);
  stage_say(s, STAGE_AGENTS, STAGE_MENU, 1);
  stage_music(s, 9);
  stage_quiet(s, 0.6);
  struct lur_span talk = converse(s, STAGE_ANNA, 0, 3);
  stage_quiet(s, 1.5);
  struct lur_call *call = stage_end(s, NULL);
  answered(call, talk.start_s - menu.start_s);
  journey_is(call, "dial ivr queue ring queue conversation end");
  phase_is(call, LUR_PHASE_QUEUE, 0, first.start_s, ring.start_s, music_s);
  phase_is(call, LUR_PHASE_QUEUE, 1, second.start_s, talk.start_s, music_s);
  near(call, LUR_M_ANSWER_WAIT_FROM_QUEUE_S, talk.start_s - first.start_s, music_s);
  near(call, LUR_M_ANSWER_IVR_LEVELS, 1, 0);
  near(call, LUR_M_ANSWER_ANNOUNCEMENTS, 2, 0);
  assert_string_equal(call->measures.of[LUR_M_ANSWER_KEYPRESSES].text, "1");
  lur_call_free(call);
}

static void giving_up_in_the_queue(void **state)
{
  (void)state;
  struct stage *s = start(1);
  stage_ring(s, 1);
  stage_quiet(s, 2);
  stage_say(s, STAGE_AGENTS, STAGE_MENU, 1);
  stage_quiet(s, 0.5);
  for (int i = 0; i < 3; i++) {
    stage_music(s, 15);
    stage_say(s, STAGE_AGENTS, STAGE_JOHN, 3);
  }
  stage_music(s, 8);
  struct lur_call *call = stage_end(s, NULL);
  not_answered(call);
  journey_is(call, "dial ring ivr queue");
  near(call, LUR_M_ANSWER_ANNOUNCEMENTS, 4, 0);
  near(call, LUR_M_ANSWER_BUSY, 0, 0);
  unknown(call, LUR_M_QUALITY_ONE_WAY, "nobody answered");
  lur_call_free(call);
}

static void giving_up_on_hold(void **state)
{
  (void)state;
  struct stage *s = start(1);
  stage_ring(s, 1);
  stage_quiet(s, 2);
  struct lur_span talk = converse(s, STAGE_ANNA, 0, 3);
  stage_quiet(s, 1);
  struct lur_span music = stage_music(s, 40);
  stage_quiet(s, 2);
  double end = stage_now(s);
  struct lur_call *call = stage_end(s, NULL);
  near(call, LUR_M_ANSWER_ANSWERED, 1, 0);
  journey_is(call, "dial ring conversation hold end");
  phase_is(call, LUR_PHASE_HOLD, 0, talk.end_s, music.end_s, music_s);
  near(call, LUR_M_HOLD_COUNT, 1, 0);
  near(call, LUR_M_HOLD_TOTAL_S, music.end_s - talk.end_s, music_s);
  near(call, LUR_M_CALL_CONVERSATION_S, talk.end_s - talk.start_s, 2 * word_s);
  near(call, LUR_M_CLOSING_TRAILING_S, end - talk.end_s, word_s);
  near(call, LUR_M_SILENCE_DEAD_AIR_COUNT, 0, 0);
  lur_call_free(call);
}

/// A muted line, one that sends comfort noise, one that sends nothing at all; for a while and for long.
static void a_mute_is_a_hold(void **state)
{
  static const struct {
    double line_dbov, muted_dbov, s;
  } rows[] = {{-52, -75, 14}, {-58, -70, 6}, {-65, -90, 14}, {-65, -INFINITY, 40}};
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct stage *s = start(1);
    stage_noise(s, STAGE_AGENTS, rows[i].line_dbov);
    stage_ring(s, 1);
    stage_quiet(s, 2);
    struct lur_span talk = converse(s, STAGE_ANNA, 0, 2);
    stage_quiet(s, 0.7);
    stage_noise(s, STAGE_AGENTS, rows[i].muted_dbov);
    stage_quiet(s, rows[i].s);
    stage_noise(s, STAGE_AGENTS, rows[i].line_dbov);
    stage_quiet(s, 0.7);
    struct lur_span back = converse(s, STAGE_ANNA, 2, 2);
    stage_quiet(s, 2);
    struct lur_call *call = stage_end(s, NULL);
    journey_is(call, "dial ring conversation hold conversation end");
    phase_is(call, LUR_PHASE_HOLD, 0, talk.end_s, back.start_s, word_s);
    near(call, LUR_M_HOLD_COUNT, 1, 0);
    near(call, LUR_M_HOLD_TOTAL_S, back.start_s - talk.end_s, word_s);
    near(call, LUR_M_HOLD_MUSIC_S, 0, 0);
    near(call, LUR_M_TRANSFER_COUNT, 0, 0);
    near(call, LUR_M_SILENCE_DEAD_AIR_COUNT, 0, 0);
    lur_call_free(call);
  }
}

static void another_agent_after_a_hold(void **state)
{
  (void)state;
  for (int other = 0; other < 2; other++) {
    struct stage *s = start(1);
    stage_ring(s, 1);
    stage_quiet(s, 2);
    converse(s, STAGE_ANNA, 0, 3);
    stage_quiet(s, 1);
    stage_music(s, 15);
    stage_quiet(s, 1);
    converse(s, other ? STAGE_JOHN : STAGE_ANNA, 3, 3);
    stage_quiet(s, 2);
    struct lur_call *call = stage_end(s, NULL);
    journey_is(call, other ? "dial ring conversation transfer conversation end"
                           : "dial ring conversation hold conversation end");
    near(call, LUR_M_TRANSFER_COUNT, other, 0);
    near(call, LUR_M_HOLD_COUNT, !other, 0);
    lur_call_free(call);
  }
}

static void a_transfer_with_ringing(void **state)
{
  (void)state;
  for (int reached = 0; reached < 2; reached++) {
    struct stage *s = start(1);
    stage_ring(s, 1);
    stage_quiet(s, 2);
    struct lur_span talk = converse(s, STAGE_ANNA, 0, 3), back = {0, 0};
    stage_quiet(s, 1.5);
    struct lur_span ring = stage_ring(s, 3);
    stage_quiet(s, 2);
    if (reached) back = converse(s, STAGE_JOHN, 0, 3);
    stage_quiet(s, 2);
    struct lur_call *call = stage_end(s, NULL);
    journey_is(call, reached ? "dial ring conversation transfer conversation end"
                             : "dial ring conversation transfer end");
    phase_is(call, LUR_PHASE_TRANSFER, 0, talk.end_s, reached ? back.start_s : ring.end_s, word_s);
    near(call, LUR_M_TRANSFER_COUNT, 1, 0);
    near(call, LUR_M_HOLD_COUNT, 0, 0);
    near(call, LUR_M_ANSWER_RING_COUNT, 1, 0);
    lur_call_free(call);
  }
}

/// Passed on to a queue that says what the first one said.
static void a_second_queue_is_a_transfer(void **state)
{
  (void)state;
  struct stage *s = start(1);
  stage_say(s, STAGE_AGENTS, STAGE_MENU, 1);
  stage_music(s, 12);
  stage_quiet(s, 0.6);
  converse(s, STAGE_ANNA, 0, 3);
  stage_quiet(s, 1);
  stage_music(s, 12);
  stage_quiet(s, 0.5);
  stage_say(s, STAGE_AGENTS, STAGE_MENU, 1);
  stage_quiet(s, 0.5);
  stage_music(s, 12);
  stage_quiet(s, 0.6);
  converse(s, STAGE_ANNA, 3, 3);
  stage_quiet(s, 2);
  struct lur_call *call = stage_end(s, NULL);
  journey_is(call, "dial ivr queue conversation transfer conversation end");
  near(call, LUR_M_TRANSFER_COUNT, 1, 0);
  near(call, LUR_M_HOLD_COUNT, 0, 0);
  assert_int_equal(heard_before(call, LUR_EVENT_PROMPT), 1);
  lur_call_free(call);
}

/// "One moment please" twice on hold, which was not heard before the answer.
static void asking_for_patience_is_a_hold(void **state)
{
  (void)state;
  struct stage *s = start(1);
  stage_ring(s, 1);
  stage_quiet(s, 2);
  struct lur_span talk = converse(s, STAGE_ANNA, 0, 3);
  stage_quiet(s, 1);
  for (int i = 0; i < 2; i++) {
    stage_music(s, 10);
    stage_quiet(s, 0.5);
    stage_say(s, STAGE_AGENTS, STAGE_MENU, 1);
    stage_quiet(s, 0.5);
  }
  stage_music(s, 10);
  stage_quiet(s, 0.8);
  struct lur_span back = converse(s, STAGE_ANNA, 3, 3);
  stage_quiet(s, 2);
  struct lur_call *call = stage_end(s, NULL);
  journey_is(call, "dial ring conversation hold conversation end");
  phase_is(call, LUR_PHASE_HOLD, 0, talk.end_s, back.start_s, word_s);
  near(call, LUR_M_HOLD_COUNT, 1, 0);
  near(call, LUR_M_TRANSFER_COUNT, 0, 0);
  near(call, LUR_M_ANSWER_ANNOUNCEMENTS, 0, 0); // before the answer there was none
  assert_int_equal(heard_before(call, LUR_EVENT_PROMPT), 1);
  lur_call_free(call);
}

/// "You are number three in the queue", "number two" ...: only a part is the same each time, and no music
/// plays.
static void a_queue_that_counts_down(void **state)
{
  (void)state;
  struct stage *s = start(1);
  struct lur_span first = {0, 0};
  for (int i = 0; i < 3; i++) {
    struct lur_span number = stage_say(s, STAGE_AGENTS, STAGE_JOHN, i);
    stage_say(s, STAGE_AGENTS, STAGE_MENU, 1);
    if (!i) first = number;
    stage_quiet(s, 9.2);
  }
  struct lur_span talk = converse(s, STAGE_ANNA, 0, 3);
  stage_quiet(s, 2);
  struct lur_call *call = stage_end(s, NULL);
  answered(call, talk.start_s - first.start_s);
  near(call, LUR_M_ANSWER_ANNOUNCEMENTS, 3, 0);
  assert_int_equal(heard_before(call, LUR_EVENT_PROMPT), 2);
  lur_call_free(call);
}

/// An announcement and then the agent, with nothing but the voice to tell the one from the other.
static void an_announcement_right_before_the_agent(void **state)
{
  (void)state;
  struct stage *s = start(1);
  struct lur_span ring = stage_ring(s, 2);
  stage_quiet(s, 1.5);
  stage_say(s, STAGE_AGENTS, STAGE_JOHN, 3);
  stage_quiet(s, 0.3);
  stage_say(s, STAGE_AGENTS, STAGE_JOHN, 6);
  stage_quiet(s, 1.2);
  struct lur_span talk = converse(s, STAGE_ANNA, 0, 4);
  stage_quiet(s, 2);
  struct lur_call *call = stage_end(s, NULL);
  answered(call, talk.start_s - ring.start_s);
  journey_is(call, "dial ring ivr conversation end");
  near(call, LUR_M_ANSWER_ANNOUNCEMENTS, 1, 0);
  lur_call_free(call);
}

/// Announcements that nobody replies to for seconds, the music between them lost on a bad line.
static void announcements_that_nobody_answers(void **state)
{
  (void)state;
  struct stage *s = start(1);
  struct lur_span ring = stage_ring(s, 2);
  stage_quiet(s, 1.5);
  for (int i = 0; i < 2; i++) {
    stage_say(s, STAGE_AGENTS, STAGE_INGRID, i);
    stage_quiet(s, 6);
  }
  struct lur_span talk = converse(s, STAGE_ANNA, 0, 6);
  stage_quiet(s, 2);
  struct lur_call *call = stage_end(s, NULL);
  answered(call, talk.start_s - ring.start_s);
  journey_is(call, "dial ring ivr conversation end");
  lur_call_free(call);
}

/// Music that ducks under an announcement every half minute.
static void announcements_in_the_music(void **state)
{
  static const struct {
    double ducks_db;
    size_t heard_before; // at least: loud music hides much of an announcement
  } rows[] = {{18, 1}, {24, 2}, {30, 2}};
  (void)state;
  for (size_t d = 0; d < sizeof rows / sizeof *rows; d++) {
    struct stage *s = start(1);
    struct lur_span ring = stage_ring(s, 1);
    stage_quiet(s, 1.5);
    struct lur_span queue = stage_music(s, 27);
    for (int i = 0; i < 3; i++) {
      stage_say_over(s, STAGE_JOHN, 3, rows[d].ducks_db);
      stage_music(s, 27);
    }
    stage_quiet(s, 0.6);
    struct lur_span talk = converse(s, STAGE_ANNA, 0, 3);
    stage_quiet(s, 2);
    struct lur_call *call = stage_end(s, NULL);
    answered(call, talk.start_s - ring.start_s);
    journey_is(call, "dial ring queue conversation end");
    phase_is(call, LUR_PHASE_QUEUE, 0, queue.start_s, talk.start_s, music_s);
    near(call, LUR_M_ANSWER_ANNOUNCEMENTS, 3, 0);
    assert_in_range(heard_before(call, LUR_EVENT_PROMPT), rows[d].heard_before, 2);
    lur_call_free(call);
  }
}

/// Half an hour: a tune of 40 s that starts anew for ever, an announcement every minute and a half.
static void half_an_hour_in_the_queue(void **state)
{
  (void)state;
  int64_t ns;
  struct stage *s = start(1);
  struct lur_span ring = stage_ring(s, 1);
  stage_quiet(s, 2);
  stage_loop(s, 40);
  for (int i = 0; i < QUEUE_MESSAGES; i++) {
    stage_music(s, 86);
    stage_say_over(s, STAGE_MENU, 1, 30);
  }
  stage_music(s, 10);
  stage_quiet(s, 0.6);
  struct lur_span talk = converse(s, STAGE_ANNA, 0, 3);
  stage_quiet(s, 2);
  struct lur_call *call = stage_end(s, &ns);
  answered(call, talk.start_s - ring.start_s);
  journey_is(call, "dial ring queue conversation end");
  near(call, LUR_M_ANSWER_ANNOUNCEMENTS, QUEUE_MESSAGES, 0);
  assert_int_equal(heard_before(call, LUR_EVENT_PROMPT), QUEUE_MESSAGES - 1);
  size_t loops = 0;
  for (size_t i = 0; i < call->events.n; i++)
    loops += isfinite(call->events.at[i].loop_s) && fabs(call->events.at[i].loop_s - 40) < 0.1;
  assert_true(loops >= 1);
  print_message("half an hour of queue: %.1f ms after its end\n", (double)ns / 1e6);
  lur_call_free(call);
}

/// Two hours of talk with holds. The work once a call is over must not be felt.
static void two_hours(void **state)
{
  (void)state;
  int64_t ns;
  int holds = 0;
  struct stage *s = start(1);
  stage_ring(s, 1);
  stage_quiet(s, 2);
  for (int i = 0; stage_now(s) < LONG_CALL_S; i++) {
    converse(s, STAGE_ANNA, 5 * i, 5);
    stage_quiet(s, 0.8);
    if (i % 20 != 19) continue;
    stage_music(s, 30);
    stage_quiet(s, 0.7);
    holds++;
  }
  converse(s, STAGE_ANNA, 0, 1);
  struct lur_call *call = stage_end(s, &ns);
  print_message("two hours: %.1f ms after their end\n", (double)ns / 1e6);
  near(call, LUR_M_HOLD_COUNT, holds, 0);
  near(call, LUR_M_TRANSFER_COUNT, 0, 0);
  near(call, LUR_M_ANSWER_RING_COUNT, 1, 0);
  assert_int_equal(heard_before(call, LUR_EVENT_PROMPT), 0);
  lur_call_free(call);
}

static struct lur_span simple_call(struct stage *s)
{
  stage_quiet(s, 1);
  stage_ring(s, 1);
  stage_quiet(s, 2);
  struct lur_span talk = converse(s, STAGE_ANNA, 0, 6);
  stage_quiet(s, 1);
  return talk;
}

static bool doubts_only(const struct lur_call *call, lur_doubt_kind kind)
{
  for (int i = 0; i < LUR_DOUBT_KINDS; i++)
    if (call->doubts.is[i] != (i == (int)kind)) return false;
  return true;
}

/// At the same level or not, at the same time or a little later, as loud or weaker.
static void the_same_on_both_channels(void **state)
{
  static const struct {
    double db, late_s;
  } rows[] = {{0, 0}, {-9, 0}, {6, 0.02}, {0, 0.13}, {-6, 0.4}};
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct stage *s = stage_new(false);
    stage_both(s, rows[i].db);
    stage_late(s, rows[i].late_s);
    simple_call(s);
    struct lur_call *call = stage_end(s, NULL);
    if (!doubts_only(call, LUR_DOUBT_DUPLICATE))
      fail_msg("%.0f dB, %.2f s late: not found", rows[i].db, rows[i].late_s);
    assert_true(fabs(call->doubts.delay_s - rows[i].late_s) <= 0.051);
    assert_int_equal(call->tracks, 1);
    near(call, LUR_M_ANSWER_ANSWERED, 1, 0);
    near(call, LUR_M_ANSWER_RING_COUNT, 1, 0);
    unknown(call, LUR_M_TALK_AGENT_RATIO, "both channels carry the same sound");
    unknown(call, LUR_M_OVERLAP_TOTAL_S, "both channels carry the same sound");
    unknown(call, LUR_M_LEVEL_AGENT_DBOV, "both channels carry the same sound");
    unknown(call, LUR_M_QUALITY_ONE_WAY, "both channels carry the same sound");
    lur_call_free(call);
  }
}

static void a_channel_that_is_late(void **state)
{
  static const double late_s[] = {0, 0.3, 1.5, 3};
  (void)state;
  for (size_t i = 0; i < sizeof late_s / sizeof *late_s; i++)
    for (int swap = 0; swap < 2; swap++) {
      struct stage *s = stage_new(swap);
      stage_late(s, late_s[i]);
      simple_call(s);
      stage_quiet(s, 3);
      struct lur_call *call = stage_end(s, NULL);
      double want =
          late_s[i] >= 1 ? swap ? late_s[i] : -late_s[i] : 0; // the second is the agent's, or the caller's
      if (!doubts_only(call, want != 0 ? LUR_DOUBT_SHIFTED : LUR_DOUBT_KINDS))
        fail_msg("%.1f s late, %d: not as it should be", late_s[i], swap);
      if (fabs(call->doubts.delay_s - want) > 0.5)
        fail_msg("%.1f s late is told as %.1f s", want, call->doubts.delay_s);
      lur_call_free(call);
    }
}

static void only_one_side(void **state)
{
  (void)state;
  for (int silent = 0; silent < 2; silent++) {
    struct stage *s = start(1);
    for (int i = 0; i < 5; i++) {
      int side = silent == STAGE_CALLERS ? STAGE_AGENTS : STAGE_CALLERS;
      stage_say(s, side, silent == STAGE_CALLERS ? STAGE_ANNA : STAGE_CALLER, i);
      stage_quiet(s, 4);
    }
    struct lur_call *call = stage_end(s, NULL);
    assert_true(doubts_only(call, LUR_DOUBT_ONE_WAY));
    near(call, LUR_M_QUALITY_ONE_WAY, 1, 0);
    lur_call_free(call);
  }
}

static void roles_that_contradict_the_sound(void **state)
{
  (void)state;
  for (int wrong = 0; wrong < 2; wrong++)
    for (int swap = 0; swap < 2; swap++) {
      struct stage *s = stage_new(swap);
      bool first_is_agent = (bool)(swap ^ wrong);
      stage_roles(s, first_is_agent ? LUR_ROLE_AGENT : LUR_ROLE_CALLER,
                  first_is_agent ? LUR_ROLE_CALLER : LUR_ROLE_AGENT);
      simple_call(s);
      struct lur_call *call = stage_end(s, NULL);
      assert_int_equal(lur_call_track(call, LUR_ROLE_AGENT)->channel, first_is_agent ? 0 : 1);
      assert_true(doubts_only(call, wrong ? LUR_DOUBT_SWAPPED : LUR_DOUBT_KINDS));
      lur_call_free(call);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(straight_to_an_agent),
      cmocka_unit_test(the_caller_speaks_first),
      cmocka_unit_test(a_voicemail_is_no_answer),
      cmocka_unit_test(an_announcement_alone_is_no_answer),
      cmocka_unit_test(an_announcement_played_again_is_no_agent),
      cmocka_unit_test(others_in_the_callers_room_answer_nothing),
      cmocka_unit_test(a_menu_that_listens_is_no_agent),
      cmocka_unit_test(two_queues),
      cmocka_unit_test(giving_up_in_the_queue),
      cmocka_unit_test(giving_up_on_hold),
      cmocka_unit_test(a_mute_is_a_hold),
      cmocka_unit_test(another_agent_after_a_hold),
      cmocka_unit_test(a_transfer_with_ringing),
      cmocka_unit_test(a_second_queue_is_a_transfer),
      cmocka_unit_test(asking_for_patience_is_a_hold),
      cmocka_unit_test(a_queue_that_counts_down),
      cmocka_unit_test(an_announcement_right_before_the_agent),
      cmocka_unit_test(announcements_that_nobody_answers),
      cmocka_unit_test(announcements_in_the_music),
      cmocka_unit_test(half_an_hour_in_the_queue),
      cmocka_unit_test(two_hours),
      cmocka_unit_test(the_same_on_both_channels),
      cmocka_unit_test(a_channel_that_is_late),
      cmocka_unit_test(only_one_side),
      cmocka_unit_test(roles_that_contradict_the_sound),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
