// Whole calls, made so that everything about them is known, from samples to measures.
#include <math.h>
#include <string.h>

#include "tests/support/made_call.h"

/// How far a boundary of a loud, clean sound may lie from the truth: the definition's edges of speech are
/// judged on 10 ms frames whose windows reach 16 ms, and the made-up voice fades at both ends.
static const double edge_s = 0.05;

static double number(const struct lur_call *call, lur_measure which)
{
  const struct lur_value *v = &call->measures.of[which];
  if (!v->known) fail_msg("%s is not known: %s", lur_measure_table[which].name, v->why);
  return v->number;
}

static void near(const struct lur_call *call, lur_measure which, double want, double tolerance)
{
  double got = number(call, which);
  if (fabs(got - want) > tolerance + 1e-9)
    fail_msg("%s is %.3f, should be %.3f within %.3f", lur_measure_table[which].name, got, want, tolerance);
}

static void unknown(const struct lur_call *call, lur_measure which, const char *why)
{
  assert_false(call->measures.of[which].known);
  assert_string_equal(call->measures.of[which].why, why);
}

static size_t count(const struct lur_call *call, lur_event_type type)
{
  size_t n = 0;
  for (size_t i = 0; i < call->events.n; i++) n += call->events.at[i].type == type;
  return n;
}

static const struct lur_event *first(const struct lur_call *call, lur_event_type type)
{
  for (size_t i = 0; i < call->events.n; i++)
    if (call->events.at[i].type == type) return &call->events.at[i];
  fail_msg("there is no %s", lur_event_name(type));
  return NULL;
}

/// The phases in one line: "dial ring conversation end".
static void journey_is(const struct lur_call *call, const char *want)
{
  char got[200] = "";
  for (size_t i = 0; i < call->phases; i++) {
    const char *name = lur_phase_name(call->phase[i].kind);
    size_t used = strlen(got);
    if (used + strlen(name) + 2 > sizeof got) break;
    if (used) got[used++] = ' ';
    memcpy(got + used, name, strlen(name) + 1);
  }
  assert_string_equal(got, want);
}

/// A plain conversation from `at` on: 3 s greeting, 3.5 s answer, 4 s, 3 s, half a second apart. Returns its
/// end.
static double converse(struct made_call *m, double at)
{
  made_call_agent(m, at, at + 3);
  made_call_caller(m, at + 3.5, at + 7);
  made_call_agent(m, at + 7.5, at + 11.5);
  made_call_caller(m, at + 12, at + 15);
  return at + 15;
}

static void rings_and_an_answer(void **state)
{
  (void)state;
  for (int rate = 8000; rate <= 16000; rate += 8000) {
    struct made_call m = made_call_new(rate, 30, -65);
    made_call_ring(&m, 1, 2);
    converse(&m, 9);
    struct lur_call *call = made_call_analyse(&m);
    journey_is(call, "dial ring conversation end");
    near(call, LUR_M_ANSWER_ANSWERED, 1, 0);
    near(call, LUR_M_ANSWER_WAIT_S, 8, edge_s);
    near(call, LUR_M_ANSWER_RING_COUNT, 2, 0);
    near(call, LUR_M_ANSWER_RING_S, 8, edge_s);
    near(call, LUR_M_ANSWER_BUSY, 0, 0);
    near(call, LUR_M_ANSWER_GREETING_S, 3, 2 * edge_s);
    near(call, LUR_M_ANSWER_IVR_S, 0, 0);
    near(call, LUR_M_ANSWER_QUEUE_S, 0, 0);
    unknown(call, LUR_M_ANSWER_WAIT_FROM_QUEUE_S, "there was no queue");
    assert_non_null(strstr(call->measures.of[LUR_M_ANSWER_RING_PLAN].text, "DK"));
    near(call, LUR_M_CALL_DURATION_S, 30, 1e-9);
    near(call, LUR_M_CALL_CONVERSATION_S, 15, 2 * edge_s);
    near(call, LUR_M_TALK_AGENT_S, 7, 4 * edge_s);
    near(call, LUR_M_TALK_CALLER_S, 6.5, 4 * edge_s);
    near(call, LUR_M_TALK_AGENT_RATIO, 7 / 13.5, 0.01);
    near(call, LUR_M_SILENCE_MUTUAL_S, 1.5, 6 * edge_s);
    near(call, LUR_M_OVERLAP_TOTAL_S, 0, 0);
    near(call, LUR_M_TURN_COUNT, 4, 0);
    near(call, LUR_M_RESPONSE_AGENT_MEDIAN_S, 0.5, 2 * edge_s);
    near(call, LUR_M_RESPONSE_CALLER_MEDIAN_S, 0.5, 2 * edge_s);
    near(call, LUR_M_MONOLOGUE_AGENT_LONGEST_S, 4, 2 * edge_s);
    near(call, LUR_M_CLOSING_TRAILING_S, 6, edge_s);
    assert_string_equal(call->measures.of[LUR_M_CLOSING_LAST_SPEAKER].text, "caller");
    // RMS of the whole talk; P.56 takes out pauses, of which it has none
    near(call, LUR_M_LEVEL_AGENT_DBOV, -24, 1);
    near(call, LUR_M_LEVEL_CALLER_DBOV, -26, 1);
    assert_int_equal(count(call, LUR_EVENT_GREETING), 1);
    lur_call_free(call);
    made_call_free(&m);
  }
}

static void overlaps_and_listening_signals(void **state)
{
  (void)state;
  struct made_call m = made_call_new(8000, 50, -65);
  made_call_ring(&m, 1, 1);
  made_call_agent(&m, 3, 6);
  made_call_caller(&m, 6.5, 12); // with the agent's "mm" at 9
  made_call_agent(&m, 9, 9.5);
  made_call_agent(&m, 11, 16); // interrupts at 11, takes the floor at 12
  made_call_caller(&m, 17, 20);
  made_call_agent(&m, 25, 28); // after 5 s of dead air
  struct lur_call *call = made_call_analyse(&m);
  near(call, LUR_M_INTERRUPTION_AGENT_COUNT, 1, 0);
  near(call, LUR_M_INTERRUPTION_AGENT_FLOOR_COUNT, 1, 0);
  near(call, LUR_M_INTERRUPTION_AGENT_S, 1, 2 * edge_s);
  near(call, LUR_M_INTERRUPTION_CALLER_COUNT, 0, 0);
  near(call, LUR_M_BACKCHANNEL_AGENT_COUNT, 1, 0);
  near(call, LUR_M_BACKCHANNEL_CALLER_COUNT, 0, 0);
  near(call, LUR_M_OVERLAP_COUNT, 2, 0);
  near(call, LUR_M_OVERLAP_TOTAL_S, 1.5, 4 * edge_s);
  near(call, LUR_M_OVERLAP_LONGEST_S, 1, 2 * edge_s);
  near(call, LUR_M_SILENCE_DEAD_AIR_COUNT, 1, 0);
  near(call, LUR_M_SILENCE_DEAD_AIR_S, 5, 2 * edge_s);
  near(call, LUR_M_SILENCE_LONGEST_S, 5, 2 * edge_s);
  near(call, LUR_M_HOLD_COUNT, 0, 0);
  const struct lur_event *e = first(call, LUR_EVENT_INTERRUPTION);
  assert_true(fabs(e->start_s - 11) <= edge_s && fabs(e->end_s - 12) <= edge_s);
  assert_int_equal(e->by, LUR_ROLE_AGENT);
  assert_true(e->took_floor);
  lur_call_free(call);
  made_call_free(&m);
}

/// Ringing, a menu, a key, queue music with an announcement in it, and at last a person at 40 s.
static void a_menu_a_key_and_a_queue(void **state)
{
  (void)state;
  struct made_call m = made_call_new(8000, 62, -65);
  made_call_ring(&m, 1, 1);
  made_call_agent(&m, 3.5, 7.5);
  assert_true(lur_synth_dtmf(m.caller, 8.5, 8.65, '2', -15));
  assert_true(lur_synth_dtmf(m.caller, 8.9, 9.05, '5', -15)); // two keys, but one menu
  lur_synth_music(m.agent, 11, 24, -22, 5);
  made_call_agent(&m, 24.5, 28);
  lur_synth_music(m.agent, 28.5, 38, -22, 5);
  converse(&m, 40);
  struct lur_call *call = made_call_analyse(&m);
  journey_is(call, "dial ring ivr queue conversation end");
  near(call, LUR_M_ANSWER_ANSWERED, 1, 0);
  near(call, LUR_M_ANSWER_WAIT_S, 39, 2 * edge_s);
  near(call, LUR_M_ANSWER_IVR_LEVELS, 1, 0);
  near(call, LUR_M_ANSWER_ANNOUNCEMENTS, 1, 0);
  assert_string_equal(call->measures.of[LUR_M_ANSWER_KEYPRESSES].text, "25");
  // the edges of music are placed to 0.3 s or so: notes fade
  near(call, LUR_M_ANSWER_WAIT_FROM_QUEUE_S, 29, 0.5);
  near(call, LUR_M_ANSWER_QUEUE_S, 29, 0.5);
  near(call, LUR_M_ANSWER_IVR_S, 7.5, 0.5);
  assert_int_equal(count(call, LUR_EVENT_DTMF), 2);
  assert_int_equal(first(call, LUR_EVENT_DTMF)->channel, 0);
  assert_true(fabs(first(call, LUR_EVENT_DTMF)->start_s - 8.5) <= 0.03);
  assert_int_equal(count(call, LUR_EVENT_PROMPT), 2);
  near(call, LUR_M_TALK_AGENT_S, 7, 4 * edge_s); // no prompt is the agent's talk
  lur_call_free(call);
  made_call_free(&m);
}

static void a_hold_with_music(void **state)
{
  (void)state;
  struct made_call m = made_call_new(8000, 65, -65);
  made_call_ring(&m, 1, 1);
  double end = converse(&m, 3); // 18
  lur_synth_music(m.agent, end + 2, end + 14, -22, 5);
  made_call_agent(&m, end + 15, end + 18);
  made_call_caller(&m, end + 18.5, end + 21);
  struct lur_call *call = made_call_analyse(&m);
  journey_is(call, "dial ring conversation hold conversation end");
  near(call, LUR_M_HOLD_COUNT, 1, 0);
  near(call, LUR_M_HOLD_TOTAL_S, 15, 2 * edge_s); // last word before to first word after
  near(call, LUR_M_HOLD_LONGEST_S, 15, 2 * edge_s);
  near(call, LUR_M_HOLD_MUSIC_S, 12, 0.6);
  near(call, LUR_M_TRANSFER_COUNT, 0, 0);
  near(call, LUR_M_CALL_CONVERSATION_S, 21, 4 * edge_s);
  near(call, LUR_M_SILENCE_DEAD_AIR_COUNT, 0, 0);
  lur_call_free(call);
  made_call_free(&m);
}

/// Ten silent seconds; in the one call the agent's line goes quiet meanwhile, in the other nothing changes.
static void a_mute_is_a_hold_and_a_pause_is_not(void **state)
{
  (void)state;
  for (int muted = 0; muted < 2; muted++) {
    struct made_call m = made_call_new(8000, 65, -75);
    made_call_ring(&m, 1, 1);
    double end = converse(&m, 3); // 18
    lur_synth_noise(m.agent, 0, muted ? end + 1 : 65, -48, 9);
    if (muted) lur_synth_noise(m.agent, end + 9, 65, -48, 10);
    made_call_agent(&m, end + 10, end + 13);
    made_call_caller(&m, end + 13.5, end + 16);
    struct lur_call *call = made_call_analyse(&m);
    near(call, LUR_M_HOLD_COUNT, muted, 0);
    // the line's noise, when it comes back, may pass for the beginning of the word that follows
    near(call, LUR_M_HOLD_TOTAL_S, muted ? 10 : 0, 0.4);
    near(call, LUR_M_SILENCE_DEAD_AIR_COUNT, !muted, 0);
    if (muted) near(call, LUR_M_HOLD_MUSIC_S, 0, 0);
    lur_call_free(call);
    made_call_free(&m);
  }
}

static void a_second_ringing_is_a_transfer(void **state)
{
  (void)state;
  struct made_call m = made_call_new(8000, 65, -65);
  made_call_ring(&m, 1, 1);
  double end = converse(&m, 3); // 18
  made_call_ring(&m, end + 3, 2);
  made_call_agent(&m, end + 12, end + 15);
  made_call_caller(&m, end + 15.5, end + 18);
  struct lur_call *call = made_call_analyse(&m);
  journey_is(call, "dial ring conversation transfer conversation end");
  near(call, LUR_M_TRANSFER_COUNT, 1, 0);
  near(call, LUR_M_HOLD_COUNT, 0, 0);
  near(call, LUR_M_ANSWER_RING_COUNT, 1, 0); // before the answer
  near(call, LUR_M_CALL_CONVERSATION_S, 21, 4 * edge_s);
  assert_int_equal(count(call, LUR_EVENT_RINGBACK), 2);
  lur_call_free(call);
  made_call_free(&m);
}

static void never_answered(void **state)
{
  (void)state;
  struct made_call m = made_call_new(8000, 40, -65);
  made_call_ring(&m, 1, 7);
  struct lur_call *call = made_call_analyse(&m);
  journey_is(call, "dial ring");
  near(call, LUR_M_ANSWER_ANSWERED, 0, 0);
  near(call, LUR_M_ANSWER_BUSY, 0, 0);
  near(call, LUR_M_ANSWER_RING_COUNT, 7, 0);
  unknown(call, LUR_M_ANSWER_WAIT_S, "nobody answered");
  unknown(call, LUR_M_TALK_AGENT_RATIO, "nobody answered");
  unknown(call, LUR_M_CALL_CONVERSATION_S, "nobody answered");
  unknown(call, LUR_M_LEVEL_AGENT_DBOV, "nobody answered");
  assert_int_equal(call->track[0].speech.n + call->track[1].speech.n, 0);
  lur_call_free(call);
  made_call_free(&m);
}

static void busy(void **state)
{
  (void)state;
  struct made_call m = made_call_new(8000, 12, -65);
  lur_synth_bursts(m.agent, 2, 425, 0.5, 0.5, 9, -22);
  struct lur_call *call = made_call_analyse(&m);
  near(call, LUR_M_ANSWER_ANSWERED, 0, 0);
  near(call, LUR_M_ANSWER_BUSY, 1, 0);
  assert_int_equal(count(call, LUR_EVENT_BUSY), 1);
  assert_int_equal(first(call, LUR_EVENT_BUSY)->parts, 9);
  assert_int_equal(call->track[0].speech.n + call->track[1].speech.n, 0);
  journey_is(call, "dial end");
  lur_call_free(call);
  made_call_free(&m);
}

/// The other side hangs up after the talk: that tone is the end, not an attempt that failed.
static void busy_after_the_talk(void **state)
{
  (void)state;
  struct made_call m = made_call_new(8000, 35, -65);
  made_call_ring(&m, 1, 1);
  double end = converse(&m, 3);
  lur_synth_bursts(m.agent, end + 2, 425, 0.25, 0.25, 12, -22);
  struct lur_call *call = made_call_analyse(&m);
  near(call, LUR_M_ANSWER_ANSWERED, 1, 0);
  near(call, LUR_M_ANSWER_BUSY, 0, 0);
  near(call, LUR_M_CLOSING_TRAILING_S, 35 - end, edge_s);
  journey_is(call, "dial ring conversation end");
  lur_call_free(call);
  made_call_free(&m);
}

static void a_silent_caller(void **state)
{
  (void)state;
  struct made_call m = made_call_new(8000, 25, -65);
  made_call_ring(&m, 1, 1);
  made_call_agent(&m, 3, 6);
  made_call_agent(&m, 9, 12);
  struct lur_call *call = made_call_analyse(&m);
  near(call, LUR_M_ANSWER_ANSWERED, 1, 0);
  near(call, LUR_M_TALK_CALLER_S, 0, 0);
  near(call, LUR_M_TALK_AGENT_RATIO, 1, 0);
  unknown(call, LUR_M_LEVEL_CALLER_DBOV, "the caller was not heard");
  unknown(call, LUR_M_LEVEL_DIFFERENCE_DB, "the caller was not heard");
  unknown(call, LUR_M_LOUDNESS_CALLER_LUFS, "the caller was not heard");
  unknown(call, LUR_M_MONOLOGUE_CALLER_LONGEST_S, "the caller was not heard");
  assert_string_equal(call->measures.of[LUR_M_CLOSING_LAST_SPEAKER].text, "agent");
  lur_call_free(call);
  made_call_free(&m);
}

static void one_channel_tells_what_it_can(void **state)
{
  (void)state;
  struct made_call m = made_call_new(8000, 30, -68);
  made_call_ring(&m, 1, 2);
  converse(&m, 9);
  for (size_t i = 0; i < m.agent->n; i++) m.agent->at[i] += m.caller->at[i];
  struct lur_analyser_config config = lur_analyser_defaults(8000, 1);
  struct lur_call *call = made_call_run(&config, m.agent->at, m.agent->n);
  assert_int_equal(call->tracks, 1);
  assert_int_equal(call->track[0].role, LUR_ROLE_MIX);
  near(call, LUR_M_ANSWER_WAIT_S, 8, edge_s);
  near(call, LUR_M_ANSWER_RING_COUNT, 2, 0);
  near(call, LUR_M_CALL_CONVERSATION_S, 15, 2 * edge_s);
  near(call, LUR_M_SILENCE_MUTUAL_S, 1.5, 6 * edge_s);
  near(call, LUR_M_CLOSING_TRAILING_S, 6, edge_s);
  unknown(call, LUR_M_TALK_AGENT_S, "both parties are on one channel");
  unknown(call, LUR_M_OVERLAP_TOTAL_S, "both parties are on one channel");
  unknown(call, LUR_M_LEVEL_AGENT_DBOV, "both parties are on one channel");
  lur_call_free(call);
  made_call_free(&m);
}

static struct lur_call *with_roles(struct made_call *m, bool swap, lur_role role0, lur_role role1,
                                   lur_roles_from from)
{
  struct lur_analyser_config config = lur_analyser_defaults(8000, 2);
  size_t n = 0;
  float *pcm =
      swap ? lur_synth_interleave(m->agent, m->caller, &n) : lur_synth_interleave(m->caller, m->agent, &n);
  assert_non_null(pcm);
  config.role[0] = role0;
  config.role[1] = role1;
  config.roles_from = from;
  struct lur_call *call = made_call_run(&config, pcm, n);
  free(pcm);
  return call;
}

static void roles_are_found_or_said(void **state)
{
  (void)state;
  struct made_call m = made_call_new(8000, 30, -65);
  made_call_ring(&m, 1, 2);
  converse(&m, 9);
  for (int swap = 0; swap < 2; swap++) {
    struct lur_call *call = with_roles(&m, swap, LUR_ROLE_NONE, LUR_ROLE_NONE, LUR_ROLES_DEFAULT);
    assert_int_equal(lur_call_track(call, LUR_ROLE_AGENT)->channel, swap ? 0 : 1);
    assert_int_equal(lur_call_track(call, LUR_ROLE_CALLER)->channel, swap ? 1 : 0);
    assert_int_equal(call->roles_from, LUR_ROLES_DETECTED);
    assert_true(call->roles_confidence > 0.9 && call->roles_confidence <= 1);
    near(call, LUR_M_TALK_AGENT_S, 7, 4 * edge_s);
    near(call, LUR_M_ANSWER_WAIT_S, 8, edge_s);
    lur_call_free(call);
    // said by the user, even if all evidence is against it, and by one channel alone
    call = with_roles(&m, swap, swap ? LUR_ROLE_CALLER : LUR_ROLE_AGENT, LUR_ROLE_NONE, LUR_ROLES_OPTION);
    assert_int_equal(lur_call_track(call, LUR_ROLE_AGENT)->channel, swap ? 1 : 0);
    assert_int_equal(call->roles_from, LUR_ROLES_OPTION);
    lur_call_free(call);
    call = with_roles(&m, swap, LUR_ROLE_NONE, swap ? LUR_ROLE_CALLER : LUR_ROLE_AGENT, LUR_ROLES_METADATA);
    assert_int_equal(lur_call_track(call, LUR_ROLE_AGENT)->channel, swap ? 0 : 1);
    assert_int_equal(call->roles_from, LUR_ROLES_METADATA);
    lur_call_free(call);
  }
  made_call_free(&m);
}

static void dead_air_begins_where_it_is_set(void **state)
{
  static const struct {
    double threshold_s, count;
  } rows[] = {{2, 2}, {4, 1}, {6, 0}};
  (void)state;
  struct made_call m = made_call_new(8000, 30, -65);
  made_call_ring(&m, 1, 1);
  made_call_agent(&m, 3, 6);
  made_call_caller(&m, 9, 12); // after 3 s
  made_call_agent(&m, 17, 20); // after 5 s
  for (size_t i = 0; i < 3; i++) {
    struct lur_analyser_config config = lur_analyser_defaults(8000, 2);
    size_t n = 0;
    float *pcm = lur_synth_interleave(m.caller, m.agent, &n);
    assert_non_null(pcm);
    config.dead_air_s = rows[i].threshold_s;
    struct lur_call *call = made_call_run(&config, pcm, n);
    near(call, LUR_M_SILENCE_DEAD_AIR_COUNT, rows[i].count, 0);
    assert_int_equal(count(call, LUR_EVENT_DEAD_AIR), (size_t)rows[i].count);
    lur_call_free(call);
    free(pcm);
  }
  made_call_free(&m);
}

/// The live view: rings, keys and music come while samples still go in.
static void previews_come_while_it_runs(void **state)
{
  (void)state;
  struct made_call m = made_call_new(8000, 70, -65);
  made_call_ring(&m, 1, 1);
  assert_true(lur_synth_dtmf(m.caller, 4, 4.2, '7', -15));
  lur_synth_music(m.agent, 8, 20, -22, 4);
  size_t n = 0, seen[LUR_EVENT_TYPES] = {0};
  float *pcm = lur_synth_interleave(m.caller, m.agent, &n);
  assert_non_null(pcm);
  struct lur_analyser_config config = lur_analyser_defaults(8000, 2);
  lur_analyser *a = NULL;
  assert_int_equal(lur_analyser_new(&config, &a), LUR_OK);
  for (size_t at = 0; at < n; at += 800) {
    struct lur_event e;
    assert_int_equal(lur_analyser_push(a, pcm + 2 * at, 800), LUR_OK);
    while (lur_analyser_next(a, &e)) {
      double now_s = (double)(at + 800) / 8000;
      assert_true(e.end_s <= now_s && e.end_s > now_s - 35); // some seconds behind
      assert_int_equal(e.channel, e.type == LUR_EVENT_DTMF ? 0 : 1);
      if (e.type == LUR_EVENT_DTMF) assert_int_equal(e.digit, '7');
      seen[e.type]++;
    }
  }
  assert_int_equal(seen[LUR_EVENT_RINGBACK], 1);
  assert_int_equal(seen[LUR_EVENT_DTMF], 1);
  assert_int_equal(seen[LUR_EVENT_MUSIC], 1);
  lur_analyser_free(a); // without finish
  free(pcm);
  made_call_free(&m);
}

enum { ZEROS, HISS, FAINT, SQUARE, NOT_NUMBERS, HUGE_NUMBERS, SINE, SOUNDS };

static float sample_of(int sound, size_t i, uint32_t *state)
{
  *state = *state * 1664525u + 1013904223u;
  float noise = (float)*state / 2147483648.0F - 1;
  switch (sound) {
  case HISS:
    return 0.05F * noise;
  case FAINT:
    return 1e-4F * noise;
  case SQUARE:
    return i / 20 % 2 ? 1.0F : -1.0F;
  case NOT_NUMBERS:
    return i % 3 ? NAN : i % 2 ? INFINITY : -INFINITY;
  case HUGE_NUMBERS:
    return i % 2 ? 3e38F : -3e38F * noise;
  case SINE:
    return sinf(0.1F * (float)i);
  default:
    return 0;
  }
}

/// Sounds nobody speaks in, of any length from nothing on: they end properly and hold no speech.
static void what_is_no_call_ends_properly(void **state)
{
  static const double lengths_s[] = {0, 0.000125, 0.005, 0.01, 0.032, 0.5, 1, 12.3456};
  (void)state;
  for (int sound = 0; sound < SOUNDS; sound++)
    for (size_t l = 0; l < sizeof lengths_s / sizeof *lengths_s; l++)
      for (int channels = 1; channels <= 2; channels++)
        for (int rate = 8000; rate <= 16000; rate += 8000) {
          uint32_t seed = 5;
          size_t n = (size_t)lround(lengths_s[l] * rate);
          float *pcm = malloc((n * (size_t)channels + 1) * sizeof *pcm);
          assert_non_null(pcm);
          for (size_t i = 0; i < n * (size_t)channels; i++)
            pcm[i] = sample_of(sound, i / (size_t)channels, &seed);
          struct lur_analyser_config config = lur_analyser_defaults(rate, channels);
          struct lur_call *call = made_call_run(&config, pcm, n);
          near(call, LUR_M_CALL_DURATION_S, (double)n / rate, 1e-9);
          near(call, LUR_M_ANSWER_ANSWERED, 0, 0);
          for (size_t t = 0; t < call->tracks; t++)
            if (call->track[t].speech.n)
              fail_msg("sound %d of %.3f s, %d channels, %d Hz: speech at %.2f s", sound, lengths_s[l],
                       channels, rate, call->track[t].speech.at[0].start_s);
          lur_call_free(call);
          free(pcm);
        }
}

/// Samples that are not finite count as 0, so they may stand in a call where it is silent.
static void what_is_not_finite_is_silence(void **state)
{
  (void)state;
  struct made_call m = made_call_new(8000, 25, -65);
  made_call_ring(&m, 1, 1);
  converse(&m, 3);
  memset(m.caller->at + 8000, 0, 4000 * sizeof *m.caller->at);
  struct lur_call *plain = made_call_analyse(&m);
  for (size_t i = 8000; i < 12000; i++) m.caller->at[i] = i % 3 ? NAN : i % 2 ? INFINITY : -INFINITY;
  struct lur_call *call = made_call_analyse(&m);
  assert_memory_equal(&call->measures, &plain->measures, sizeof plain->measures);
  assert_int_equal(call->events.n, plain->events.n);
  lur_call_free(plain);
  lur_call_free(call);
  made_call_free(&m);
}

static void the_contract_is_kept(void **state)
{
  static const struct {
    int rate, channels;
    double dead_air_s;
    lur_status want;
  } rows[] = {
      {44100, 2, 4, LUR_UNSUPPORTED}, {0, 2, 4, LUR_UNSUPPORTED},          {-8000, 1, 4, LUR_UNSUPPORTED},
      {8000, 0, 4, LUR_UNSUPPORTED},  {8000, 3, 4, LUR_UNSUPPORTED},       {8000, 2, 0, LUR_BAD_ARG},
      {8000, 2, -1, LUR_BAD_ARG},     {8000, 2, (double)NAN, LUR_BAD_ARG}, {8000, 2, 1e9, LUR_BAD_ARG}};
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct lur_analyser_config config = lur_analyser_defaults(rows[i].rate, rows[i].channels);
    lur_analyser *a = NULL;
    config.dead_air_s = rows[i].dead_air_s;
    assert_int_equal(lur_analyser_new(&config, &a), rows[i].want);
    assert_null(a);
  }
  struct lur_analyser_config config = lur_analyser_defaults(8000, 1);
  lur_analyser *a = NULL;
  struct lur_call *call = NULL, *again = NULL;
  const float zero = 0;
  assert_int_equal(lur_analyser_new(&config, &a), LUR_OK);
  assert_int_equal(lur_analyser_push(a, NULL, 0), LUR_OK);
  assert_int_equal(lur_analyser_finish(a, &call), LUR_OK);
  assert_int_equal(lur_analyser_push(a, &zero, 1), LUR_BAD_ARG);
  assert_int_equal(lur_analyser_finish(a, &again), LUR_BAD_ARG);
  assert_null(again);
  lur_call_free(call);
  lur_analyser_free(a);
  lur_analyser_free(NULL);
  lur_call_free(NULL);
}

static void phases_have_names(void **state)
{
  (void)state;
  for (int i = 0; i < LUR_PHASE_KINDS; i++) {
    assert_true(lur_phase_name((lur_phase_kind)i)[0] && lur_phase_title((lur_phase_kind)i)[0]);
    for (int j = 0; j < i; j++)
      assert_string_not_equal(lur_phase_name((lur_phase_kind)i), lur_phase_name((lur_phase_kind)j));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rings_and_an_answer),
      cmocka_unit_test(overlaps_and_listening_signals),
      cmocka_unit_test(a_menu_a_key_and_a_queue),
      cmocka_unit_test(a_hold_with_music),
      cmocka_unit_test(a_mute_is_a_hold_and_a_pause_is_not),
      cmocka_unit_test(a_second_ringing_is_a_transfer),
      cmocka_unit_test(never_answered),
      cmocka_unit_test(busy),
      cmocka_unit_test(busy_after_the_talk),
      cmocka_unit_test(a_silent_caller),
      cmocka_unit_test(one_channel_tells_what_it_can),
      cmocka_unit_test(roles_are_found_or_said),
      cmocka_unit_test(dead_air_begins_where_it_is_set),
      cmocka_unit_test(previews_come_while_it_runs),
      cmocka_unit_test(what_is_no_call_ends_properly),
      cmocka_unit_test(what_is_not_finite_is_silence),
      cmocka_unit_test(the_contract_is_kept),
      cmocka_unit_test(phases_have_names),
  };
  return cmocka_run_group_tests_name("analyser", tests, NULL, NULL);
}
