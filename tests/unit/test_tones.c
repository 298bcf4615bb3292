// Ringing, busy and congestion tones of nine countries, made a little wrong, in noise; and what is no tone.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/analyser.h"
#include "analysis/tones.h"
#include "tests/support/dice.h"
#include "tests/support/windows.h"

/// Nominal tones (ITU-T E.180 supplement 2 and national tables): Hz, ms on and off.
struct nominal {
  lur_event_type type;
  const char *country;
  double hz, hz2; // hz2 = 0: a single tone
  double ms[4];   // on, off, and a second on, off where the pattern has two
};
static const struct nominal table[] = {
    {LUR_EVENT_RINGBACK, "SE", 425, 0, {1000, 5000}},
    {LUR_EVENT_RINGBACK, "DK", 425, 0, {1000, 4000}},
    {LUR_EVENT_RINGBACK, "NO", 425, 0, {1000, 4000}},
    {LUR_EVENT_RINGBACK, "FI", 425, 0, {1000, 4000}},
    {LUR_EVENT_RINGBACK, "NL", 425, 0, {1000, 4000}},
    {LUR_EVENT_RINGBACK, "NL", 450, 0, {1000, 4000}},
    {LUR_EVENT_RINGBACK, "DE", 425, 0, {1000, 4000}},
    {LUR_EVENT_RINGBACK, "FR", 440, 0, {1500, 3500}},
    {LUR_EVENT_RINGBACK, "UK", 400, 450, {400, 200, 400, 2000}},
    {LUR_EVENT_RINGBACK, "US", 440, 480, {2000, 4000}},
    {LUR_EVENT_BUSY, "SE", 425, 0, {250, 250}},
    {LUR_EVENT_BUSY, "DK", 425, 0, {500, 500}},
    {LUR_EVENT_BUSY, "NO", 425, 0, {500, 500}},
    {LUR_EVENT_BUSY, "FI", 425, 0, {300, 300}},
    {LUR_EVENT_BUSY, "NL", 425, 0, {500, 500}},
    {LUR_EVENT_BUSY, "DE", 425, 0, {480, 480}},
    {LUR_EVENT_BUSY, "FR", 440, 0, {500, 500}},
    {LUR_EVENT_BUSY, "UK", 400, 0, {375, 375}},
    {LUR_EVENT_BUSY, "US", 480, 620, {500, 500}},
    {LUR_EVENT_CONGESTION, "SE", 425, 0, {250, 750}},
    {LUR_EVENT_CONGESTION, "DK", 425, 0, {200, 200}},
    {LUR_EVENT_CONGESTION, "NO", 425, 0, {200, 200}},
    {LUR_EVENT_CONGESTION, "FI", 425, 0, {200, 200}},
    {LUR_EVENT_CONGESTION, "NL", 425, 0, {250, 250}},
    {LUR_EVENT_CONGESTION, "DE", 425, 0, {240, 240}},
    {LUR_EVENT_CONGESTION, "DE", 425, 0, {200, 200}},
    {LUR_EVENT_CONGESTION, "FR", 440, 0, {250, 250}},
    {LUR_EVENT_CONGESTION, "UK", 400, 0, {400, 350, 225, 525}},
    {LUR_EVENT_CONGESTION, "US", 480, 620, {250, 250}},
};
enum { ROWS = sizeof table / sizeof *table, MOST = 64 };

/// A tone as it was made: the row, its errors, and its bursts.
struct made {
  const struct nominal *row;
  double pitch, on, off, level_dbov; // factors, and the level
  struct lur_span burst[MOST];
  size_t n;
};

static void add_burst(struct lur_synth *s, const struct made *m, struct lur_span at)
{
  if (m->row->hz2 > 0)
    lur_synth_pair(s, at.start_s, at.end_s, m->row->hz * m->pitch, m->row->hz2 * m->pitch, m->level_dbov);
  else
    lur_synth_tone(s, at.start_s, at.end_s, m->row->hz * m->pitch, m->level_dbov);
}

static struct lur_synth *make(struct made *m, size_t bursts, uint32_t seed)
{
  size_t per = m->row->ms[2] > 0 ? 2 : 1;
  double at = 1.3;
  for (m->n = 0; m->n < bursts; m->n++) {
    size_t k = m->n % per;
    m->burst[m->n] = (struct lur_span){at, at + m->row->ms[2 * k] * m->on / 1000};
    at = m->burst[m->n].end_s + m->row->ms[2 * k + 1] * m->off / 1000;
  }
  struct lur_synth *s = lur_synth_new(8000, at + 1);
  assert_non_null(s);
  for (size_t i = 0; i < m->n; i++) add_burst(s, m, m->burst[i]);
  lur_synth_noise(s, 0, at + 1, m->level_dbov - 20, seed);
  return s;
}

static void find(const struct lur_synth *s, struct lur_events *events)
{
  lur_spectrum *spectrum = NULL;
  struct lur_tones tones = {0};
  struct lur_burst burst[512], found;
  size_t n = 0;
  assert_int_equal(lur_spectrum_new(s->sample_rate_hz, &spectrum), LUR_OK);
  for (int64_t i = 0; i < windows_count(s); i++) {
    float power[LUR_SPECTRUM_BINS];
    windows_power(spectrum, s, i, power);
    if (lur_tones_step(&tones, power, i, &found) && n < 512) burst[n++] = found;
  }
  while (lur_tones_flush(&tones, &found))
    if (n < 512) burst[n++] = found;
  lur_spectrum_free(spectrum);
  assert_int_equal(lur_cadence_events(burst, n, 1, events), LUR_OK);
}

static bool within(double value, double nominal, double share)
{
  return fabs(value / nominal - 1) <= share + 1e-9;
}

/// Whether some plan's tone of that type, itself made a little wrong, sounds like this: then its name is no
/// mistake. Germany's congestion, 240 ms, a tenth short lies 14 % from Sweden's busy, 250 ms.
static bool fits_a_plan(const struct made *m, lur_event_type type)
{
  for (size_t i = 0; i < ROWS; i++) {
    const struct nominal *r = &table[i];
    if (r->type != type || !within(m->row->hz * m->pitch, r->hz, 0.015) ||
        (r->hz2 > 0) != (m->row->hz2 > 0) || (r->ms[2] > 0) != (m->row->ms[2] > 0))
      continue;
    if (within(m->row->ms[0] * m->on, r->ms[0], 0.14) && within(m->row->ms[1] * m->off, r->ms[1], 0.14))
      return true;
  }
  return false;
}

static bool names_country(const char *plan, const char *country)
{
  for (const char *p = plan; (p = strstr(p, country)); p += 2)
    if ((p == plan || p[-1] == ',') && (p[2] == ',' || !p[2])) return true;
  return false;
}

/// Edges within 50 ms: two frames of 10 ms, the half window of 16 ms, and noise on the quarter-power mark.
static void check_edges(const struct made *m, const struct lur_events *events, const char *what)
{
  const struct lur_event *e = &events->at[0];
  assert_int_equal(e->channel, 1);
  if (e->parts != m->n) fail_msg("%s: %zu bursts of %zu", what, e->parts, m->n);
  for (size_t i = 0; i < m->n; i++) {
    const struct lur_span *got = &events->parts.at[e->first_part + i], *want = &m->burst[i];
    if (fabs(got->start_s - want->start_s) > 0.05 || fabs(got->end_s - want->end_s) > 0.05)
      fail_msg("%s: burst %zu is %.2f-%.2f, was made %.3f-%.3f", what, i, got->start_s, got->end_s,
               want->start_s, want->end_s);
  }
  assert_true(e->start_s == events->parts.at[e->first_part].start_s);
  assert_true(e->end_s == events->parts.at[e->first_part + e->parts - 1].end_s);
}

static void check_tone(struct made *m, size_t bursts, uint32_t seed)
{
  struct lur_events events = {0};
  char what[120];
  struct lur_synth *s = make(m, bursts, seed);
  snprintf(what, sizeof what, "%s %s %.0f Hz x %.3f, on x %.2f, off x %.2f, %.0f dBov", m->row->country,
           lur_event_name(m->row->type), m->row->hz, m->pitch, m->on, m->off, m->level_dbov);
  find(s, &events);
  if (events.n != 1) fail_msg("%s: %zu events", what, events.n);
  const struct lur_event *e = &events.at[0];
  if (e->type != m->row->type && !fits_a_plan(m, e->type))
    fail_msg("%s: said to be %s", what, lur_event_name(e->type));
  if (e->type == m->row->type && !names_country(e->plan, m->row->country))
    fail_msg("%s: plan %s", what, e->plan);
  check_edges(m, &events, what);
  assert_true(e->confidence > 0 && e->confidence <= 1);
  lur_events_clear(&events);
  lur_synth_free(s);
}

static size_t bursts_of(const struct nominal *row)
{
  if (row->type == LUR_EVENT_RINGBACK) return row->ms[2] > 0 ? 4 : 3;
  return row->ms[2] > 0 ? 8 : 7;
}

static void every_plan_as_it_should_sound(void **state)
{
  (void)state;
  for (size_t i = 0; i < ROWS; i++) {
    struct made m = {.row = &table[i], .pitch = 1, .on = 1, .off = 1, .level_dbov = -20};
    check_tone(&m, bursts_of(&table[i]), 7);
  }
}

/// Frequency off by up to 1.5 %, times by up to 10 %, -10 to -40 dBm0 (0 dBm0 is -6.15 dBov), noise 20 dB
/// down.
static void every_plan_made_badly(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int round = 0; round < 12; round++)
    for (size_t i = 0; i < ROWS; i++) {
      struct made m = {.row = &table[i],
                       .pitch = dice_between(&d, 0.985, 1.015),
                       .on = dice_between(&d, 0.9, 1.1),
                       .off = dice_between(&d, 0.9, 1.1),
                       .level_dbov = -6.15 - dice_between(&d, 10, 40)};
      check_tone(&m, bursts_of(&table[i]), (uint32_t)dice_roll(&d));
    }
}

static void one_ring_is_a_ring(void **state)
{
  (void)state;
  for (size_t i = 0; i < ROWS; i++) {
    if (table[i].type != LUR_EVENT_RINGBACK) continue;
    struct made m = {.row = &table[i], .pitch = 1, .on = 1, .off = 1, .level_dbov = -25};
    check_tone(&m, table[i].ms[2] > 0 ? 2 : 1, 3);
  }
}

/// Two beeps are no busy tone.
static void two_bursts_are_not_busy(void **state)
{
  (void)state;
  for (size_t i = 0; i < ROWS; i++) {
    if (table[i].type == LUR_EVENT_RINGBACK || table[i].ms[2] > 0) continue;
    struct made m = {.row = &table[i], .pitch = 1, .on = 1, .off = 1, .level_dbov = -25};
    struct lur_events events = {0};
    struct lur_synth *s = make(&m, 2, 3);
    find(s, &events);
    assert_int_equal(events.n, 0);
    lur_events_clear(&events);
    lur_synth_free(s);
  }
}

/// The answer cuts the last ring short; it still is one ringing.
static void an_answer_cuts_the_last_ring(void **state)
{
  (void)state;
  struct lur_synth *s = lur_synth_new(8000, 12);
  assert_non_null(s);
  lur_synth_noise(s, 0, 12, -60, 4);
  lur_synth_tone(s, 1, 2, 425, -22);
  lur_synth_tone(s, 6, 6.5, 425, -22);
  struct lur_events events = {0};
  find(s, &events);
  assert_int_equal(events.n, 1);
  assert_int_equal(events.at[0].type, LUR_EVENT_RINGBACK);
  assert_int_equal(events.at[0].parts, 2);
  assert_true(fabs(events.at[0].end_s - 6.5) <= 0.05);
  lur_events_clear(&events);
  lur_synth_free(s);
}

/// A weak hum on the same frequencies runs into the tone: the tone begins where it rises.
static void a_tone_after_a_hum_begins_with_itself(void **state)
{
  (void)state;
  struct lur_synth *s = lur_synth_new(8000, 8);
  assert_non_null(s);
  lur_synth_noise(s, 0, 8, -65, 4);
  lur_synth_tone(s, 1.7, 1.9, 470, -42);
  lur_synth_tone(s, 1.9, 2, 440, -40);
  lur_synth_bursts(s, 2, 425, 0.5, 0.5, 4, -22);
  struct lur_events events = {0};
  find(s, &events);
  assert_int_equal(events.n, 1);
  assert_int_equal(events.at[0].type, LUR_EVENT_BUSY);
  assert_int_equal(events.at[0].parts, 4);
  assert_true(fabs(events.at[0].start_s - 2) <= 0.05);
  lur_events_clear(&events);
  lur_synth_free(s);
}

/// A lost packet of 40 ms tears no burst in two.
static void a_torn_burst_is_one(void **state)
{
  (void)state;
  struct lur_synth *s = lur_synth_new(8000, 12);
  assert_non_null(s);
  lur_synth_bursts(s, 1, 425, 1, 4, 2, -22);
  memset(s->at + 8000 * 3 / 2, 0, 320 * sizeof *s->at);
  struct lur_events events = {0};
  find(s, &events);
  assert_int_equal(events.n, 1);
  assert_int_equal(events.at[0].parts, 2);
  lur_events_clear(&events);
  lur_synth_free(s);
}

static void a_tone_may_run_for_an_hour(void **state)
{
  (void)state;
  enum { CYCLE = 80, HOUR = 360000 };
  static float power[CYCLE][LUR_SPECTRUM_BINS];
  struct lur_synth *s = lur_synth_new(8000, 2);
  lur_spectrum *spectrum = NULL;
  struct lur_tones t = {0};
  struct lur_burst burst;
  assert_non_null(s);
  assert_int_equal(lur_spectrum_new(8000, &spectrum), LUR_OK);
  lur_synth_tone(s, 0, 2, 440.3, -20);
  for (int i = 0; i < CYCLE; i++) windows_power(spectrum, s, 20 + i, power[i]);
  for (int64_t i = 0; i < HOUR; i++) {
    assert_false(lur_tones_step(&t, power[i % CYCLE], i, &burst));
    if (i >= 100) assert_true(lur_tones_running(&t) > 100);
  }
  assert_true(lur_tones_flush(&t, &burst));
  assert_int_equal(burst.start, 0);
  assert_int_equal(burst.end, HOUR);
  assert_true(fabsf(burst.hz - 440.3F) < 1);
  lur_spectrum_free(spectrum);
  lur_synth_free(s);
}

static void talk_and_play(struct dice *d, struct lur_synth *s)
{
  struct lur_synth_voice voice = {dice_between(d, 80, 300), dice_between(d, 1, 1.2), (uint32_t)dice_roll(d)};
  lur_synth_noise(s, 0, 40, -60, (uint32_t)dice_roll(d));
  for (double at = 1; at < 20; at += dice_between(d, 1, 4)) {
    lur_synth_speech(s, at, at + dice_between(d, 0.2, 2), &voice, -25);
    voice.seed++;
  }
  lur_synth_music(s, 22, 40, -22, (uint32_t)dice_roll(d));
}

/// In the whole call: a tone that lies in music is one of its notes, which only the analyser knows.
static void speech_and_music_are_no_tones(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int round = 0; round < 10; round++) {
    struct lur_synth *s = lur_synth_new(8000, 40);
    struct lur_analyser_config config = lur_analyser_defaults(8000, 1);
    lur_analyser *a = NULL;
    struct lur_call *call = NULL;
    assert_non_null(s);
    talk_and_play(&d, s);
    assert_int_equal(lur_analyser_new(&config, &a), LUR_OK);
    assert_int_equal(lur_analyser_push(a, s->at, s->n), LUR_OK);
    assert_int_equal(lur_analyser_finish(a, &call), LUR_OK);
    for (size_t i = 0; i < call->events.n; i++) {
      const struct lur_event *e = &call->events.at[i];
      if (e->type <= LUR_EVENT_SIT || e->type == LUR_EVENT_DTMF)
        fail_msg("%s at %.2f-%.2f is none", lur_event_name(e->type), e->start_s, e->end_s);
    }
    lur_call_free(call);
    lur_analyser_free(a);
    lur_synth_free(s);
  }
}

/// A tune whose notes have the length and the pitch of a busy tone; but other notes stand between them.
static void a_busy_tune_is_music(void **state)
{
  (void)state;
  struct lur_synth *s = lur_synth_new(8000, 40);
  struct lur_events alone = {0};
  struct lur_analyser_config config = lur_analyser_defaults(8000, 1);
  lur_analyser *a = NULL;
  struct lur_call *call = NULL;
  assert_non_null(s);
  lur_synth_music(s, 2, 40, -22, 31);
  find(s, &alone);
  assert_int_equal(alone.n, 0);
  assert_int_equal(lur_analyser_new(&config, &a), LUR_OK);
  assert_int_equal(lur_analyser_push(a, s->at, s->n), LUR_OK);
  assert_int_equal(lur_analyser_finish(a, &call), LUR_OK);
  for (size_t i = 0; i < call->events.n; i++) assert_true(call->events.at[i].type > LUR_EVENT_SIT);
  assert_true(call->measures.of[LUR_M_ANSWER_BUSY].number == 0);
  lur_call_free(call);
  lur_analyser_free(a);
  lur_events_clear(&alone);
  lur_synth_free(s);
}

/// A third and a fifth that come back with the length of a busy tone, and with pauses in which one of its
/// bursts would fit.
static void a_chord_that_comes_back_is_not_busy(void **state)
{
  (void)state;
  struct lur_synth *s = lur_synth_new(8000, 8);
  struct lur_events events = {0};
  assert_non_null(s);
  lur_synth_noise(s, 0, 8, -60, 4);
  for (int i = 0; i < 4; i++) {
    lur_synth_tone(s, 1 + 1.5 * i, 1.33 + 1.5 * i, 352, -26);
    lur_synth_tone(s, 1 + 1.5 * i, 1.33 + 1.5 * i, 450, -29);
  }
  find(s, &events);
  assert_int_equal(events.n, 0);
  lur_events_clear(&events);
  lur_synth_free(s);
}

/// Most of its bursts would be missing.
static void a_rhythm_with_long_pauses_is_not_busy(void **state)
{
  (void)state;
  struct lur_synth *s = lur_synth_new(8000, 8);
  struct lur_events events = {0};
  assert_non_null(s);
  lur_synth_noise(s, 0, 8, -60, 4);
  lur_synth_bursts(s, 1, 400, 0.375, 1.125, 3, -22);
  find(s, &events);
  for (size_t i = 0; i < events.n; i++) assert_true(strcmp(events.at[i].plan, "UK") != 0);
  lur_events_clear(&events);
  lur_synth_free(s);
}

/// Before anything is known of music: a voice alone has no cadence.
static void speech_has_no_cadence(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int round = 0; round < 10; round++) {
    struct lur_synth *s = lur_synth_new(8000, 60);
    struct lur_events events = {0};
    struct lur_synth_voice voice = {dice_between(&d, 80, 300), dice_between(&d, 1, 1.2),
                                    (uint32_t)dice_roll(&d)};
    assert_non_null(s);
    lur_synth_noise(s, 0, 60, -60, (uint32_t)dice_roll(&d));
    for (double at = 1; at < 60; at += dice_between(&d, 1, 4)) {
      lur_synth_speech(s, at, at + dice_between(&d, 0.2, 2), &voice, -25);
      voice.seed++;
    }
    find(s, &events);
    assert_int_equal(events.n, 0);
    lur_events_clear(&events);
    lur_synth_free(s);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_plan_as_it_should_sound),
      cmocka_unit_test(every_plan_made_badly),
      cmocka_unit_test(one_ring_is_a_ring),
      cmocka_unit_test(two_bursts_are_not_busy),
      cmocka_unit_test(an_answer_cuts_the_last_ring),
      cmocka_unit_test(a_tone_after_a_hum_begins_with_itself),
      cmocka_unit_test(a_torn_burst_is_one),
      cmocka_unit_test(a_tone_may_run_for_an_hour),
      cmocka_unit_test(speech_has_no_cadence),
      cmocka_unit_test(speech_and_music_are_no_tones),
      cmocka_unit_test(a_busy_tune_is_music),
      cmocka_unit_test(a_chord_that_comes_back_is_not_busy),
      cmocka_unit_test(a_rhythm_with_long_pauses_is_not_busy),
  };
  return cmocka_run_group_tests_name("tones", tests, NULL, NULL);
}
