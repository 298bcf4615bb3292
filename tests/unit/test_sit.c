// Special information tones of every country and North America's coded ones, made a little wrong; the beep;
// and tones that are neither ringing nor busy.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/sit.h"
#include "tests/support/line.h"
#include "tests/support/windows.h"

/// A tone of three parts: Hz, ms on, and ms between them and before it comes again; how often it is sent.
struct nominal {
  const char *name;    // of the row
  const char *plan[2]; // what it may be called: one of these stands in the plan
  double hz[3], ms[3], gap[3];
  int times;
};
static const struct nominal table[] = {
    {"Sweden", {"SE", "SE"}, {950, 1400, 1800}, {332, 332, 332}, {24, 24, 2024}, 2},
    {"Denmark", {"DK", "DK"}, {950, 1400, 1800}, {330, 330, 330}, {0, 0, 1000}, 2},
    {"Norway", {"NO", "NO"}, {950, 1400, 1800}, {330, 330, 330}, {0, 0, 1000}, 3},
    {"Finland", {"FI", "FI"}, {950, 950, 1400}, {650, 325, 1300}, {325, 30, 2600}, 1},
    {"the Netherlands", {"NL", "NL"}, {950, 1400, 1800}, {330, 330, 330}, {0, 0, 1000}, 2},
    {"Germany", {"DE", "DE"}, {950, 1400, 1800}, {330, 330, 330}, {0, 0, 1000}, 2},
    {"Germany, 900 Hz", {"DE", "DE"}, {900, 1400, 1800}, {330, 330, 330}, {0, 0, 1000}, 1},
    {"France", {"FR", "FR"}, {950, 1400, 1800}, {330, 330, 330}, {0, 0, 0}, 1},
    {"Britain", {"UK", "UK"}, {950, 1400, 1800}, {330, 330, 330}, {15, 15, 1000}, 2},
    {"America, no circuit", {"US no circuit", "US"}, {985.2, 1428.5, 1776.7}, {380, 380, 380}, {0, 0, 0}, 1},
    {"America, intercept", {"US intercept", "US"}, {913.8, 1370.6, 1776.7}, {274, 274, 380}, {0, 0, 0}, 1},
    {"America, vacant code",
     {"US vacant code", "US"},
     {985.2, 1370.6, 1776.7},
     {380, 274, 380},
     {0, 0, 0},
     1},
    {"America, reorder", {"US reorder", "US"}, {913.8, 1428.5, 1776.7}, {274, 380, 380}, {0, 0, 0}, 1},
};
enum { ROWS = sizeof table / sizeof *table };

/// How a row is made: factors of frequency and time, level, noise under it, coding of the line.
struct making {
  double pitch, time, level_dbov, noise_db;
  enum line_code code;
};

static struct lur_synth *make(const struct nominal *row, const struct making *m, uint32_t seed, double *end)
{
  struct lur_synth *s = lur_synth_new(8000, 14);
  double at = 2;
  assert_non_null(s);
  for (int k = 0; k < row->times; k++)
    for (int i = 0; i < 3; i++) {
      *end = at + row->ms[i] * m->time / 1000;
      lur_synth_tone(s, at, *end, row->hz[i] * m->pitch, m->level_dbov);
      at = *end + row->gap[i] * m->time / 1000;
    }
  lur_synth_noise(s, 0, 14, m->level_dbov - m->noise_db, seed);
  line_code(s, m->code);
  return s;
}

static void find(const struct lur_synth *s, struct lur_events *events)
{
  lur_spectrum *spectrum = NULL;
  struct lur_tones tones = {0};
  struct lur_burst burst[256], found;
  size_t n = 0;
  assert_int_equal(lur_spectrum_new(s->sample_rate_hz, &spectrum), LUR_OK);
  for (int64_t i = 0; i < windows_count(s); i++) {
    float power[LUR_SPECTRUM_BINS];
    windows_power(spectrum, s, i, power);
    if (lur_tones_step(&tones, power, i, &found) && n < 256) burst[n++] = found;
  }
  while (lur_tones_flush(&tones, &found))
    if (n < 256) burst[n++] = found;
  lur_spectrum_free(spectrum);
  assert_int_equal(lur_cadence_events(burst, n, 1, events), LUR_OK);
}

/// The name stands in a list of names; that of a code has to be all of it.
static bool is_named(const char *plan, const char *name)
{
  size_t n = strlen(name);
  if (n > 2) return strcmp(plan, name) == 0;
  for (const char *p = plan; (p = strstr(p, name)); p += n)
    if ((p == plan || p[-1] == ',') && (p[n] == ',' || !p[n])) return true;
  return false;
}

static void check(const struct nominal *row, const struct making *m, uint32_t seed)
{
  struct lur_events events = {0};
  double end = 0;
  char what[160];
  struct lur_synth *s = make(row, m, seed, &end);
  snprintf(what, sizeof what, "%s, pitch x %.3f, time x %.2f, %.0f dBov, noise %.0f dB under it, code %d",
           row->name, m->pitch, m->time, m->level_dbov, m->noise_db, m->code);
  find(s, &events);
  if (events.n != 1 || events.at[0].type != LUR_EVENT_SIT)
    fail_msg("%s: %zu events, the first %s", what, events.n,
             events.n ? lur_event_name(events.at[0].type) : "none");
  const struct lur_event *e = &events.at[0];
  if (!is_named(e->plan, row->plan[0])) fail_msg("%s: plan %s", what, e->plan);
  if (fabs(e->start_s - 2) > 0.05 || fabs(e->end_s - end) > 0.05)
    fail_msg("%s: %.2f-%.2f, was made 2-%.2f", what, e->start_s, e->end_s, end);
  assert_int_equal(e->parts, 3 * row->times);
  assert_int_equal(e->channel, 1);
  assert_true(e->confidence > 0.5 && e->confidence <= 1);
  assert_true(fabs((double)e->hz[0] - row->hz[0] * m->pitch) <= 6); // a tenth of 1.5 %, and noise
  lur_events_clear(&events);
  lur_synth_free(s);
}

static void every_information_tone_as_it_should_sound(void **state)
{
  (void)state;
  for (size_t i = 0; i < ROWS; i++) {
    struct making m = {.pitch = 1, .time = 1, .level_dbov = LINE_DBM0_DBOV - 24, .noise_db = 40};
    check(&table[i], &m, 5);
  }
}

/// Frequencies 1.5 % off, times 10 %, -10 to -40 dBm0, noise 15 dB under the tone, A-law and mu-law.
static void every_information_tone_made_badly(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int round = 0; round < 20; round++)
    for (size_t i = 0; i < ROWS; i++) {
      struct making m = {.pitch = dice_between(&d, 0.985, 1.015),
                         .time = dice_between(&d, 0.9, 1.1),
                         .level_dbov = LINE_DBM0_DBOV - dice_between(&d, 10, 40),
                         .noise_db = dice_between(&d, 15, 40),
                         .code = (enum line_code)dice_below(&d, LINE_CODES)};
      check(&table[i], &m, (uint32_t)dice_roll(&d));
    }
}

/// Two of the three tones, three in another order, three with a pause between: none.
static void what_is_no_information_tone(void **state)
{
  (void)state;
  static const double hz[4][3] = {{950, 1400, 0}, {1800, 1400, 950}, {950, 1400, 1800}, {950, 1100, 1300}};
  for (int k = 0; k < 4; k++) {
    struct lur_synth *s = lur_synth_new(8000, 6);
    struct lur_events events = {0};
    double gap = k == 2 ? 0.3 : 0;
    assert_non_null(s);
    lur_synth_noise(s, 0, 6, -65, 3);
    for (int i = 0; i < 3 && hz[k][i] > 0; i++)
      lur_synth_tone(s, 1 + i * (0.33 + gap), 1.33 + i * (0.33 + gap), hz[k][i], -25);
    find(s, &events);
    for (size_t i = 0; i < events.n; i++) assert_int_not_equal(events.at[i].type, LUR_EVENT_SIT);
    lur_events_clear(&events);
    lur_synth_free(s);
  }
}

/// Voicemail's tones: 0.15 to 1.5 s, 300 to 2000 Hz.
static void a_lone_tone_is_a_beep(void **state)
{
  (void)state;
  static const double hz[] = {310, 400, 425, 440, 800, 1000, 1400, 1950}, length[] = {0.17, 0.3, 0.6, 1.25};
  for (size_t i = 0; i < sizeof hz / sizeof *hz; i++)
    for (size_t k = 0; k < sizeof length / sizeof *length; k++) {
      struct lur_synth *s = lur_synth_new(8000, 5);
      struct lur_events events = {0};
      assert_non_null(s);
      lur_synth_noise(s, 0, 5, -50, 3);
      lur_synth_tone(s, 2, 2 + length[k], hz[i], -22);
      find(s, &events);
      if (events.n != 1 || events.at[0].type != LUR_EVENT_BEEP)
        fail_msg("%.0f Hz, %.2f s: %zu events", hz[i], length[k], events.n);
      assert_true(fabs(events.at[0].start_s - 2) <= 0.03 && fabs(events.at[0].end_s - 2 - length[k]) <= 0.03);
      assert_true(fabs((double)events.at[0].hz[0] - hz[i]) <= 3);
      lur_events_clear(&events);
      lur_synth_free(s);
    }
}

/// What lasts, what is repeated, and what glides is no beep, and no ringing either: a line that cannot be
/// reached (400 Hz without an end), call waiting of Sweden, Norway and the Netherlands, a machine that beeps
/// every four seconds, a whistle.
static void what_is_neither_a_beep_nor_ringing(void **state)
{
  (void)state;
  static const double waiting[3][4] = {{0.2, 0.5, 0.2, 9.1}, {0.2, 0.6, 0.2, 10}, {0.5, 9.5, 0, 0}};
  for (int k = 0; k < 6; k++) {
    struct lur_synth *s = lur_synth_new(8000, 45);
    struct lur_events events = {0};
    assert_non_null(s);
    lur_synth_noise(s, 0, 45, -60, 3);
    if (k == 3) lur_synth_tone(s, 2, 42, 400, -22);
    if (k == 4) lur_synth_bursts(s, 2, 1000, 0.2, 4, 10, -22);
    for (double at = 2; k < 3 && at < 42; at += waiting[k][2] + waiting[k][3]) {
      lur_synth_tone(s, at, at + waiting[k][0], 425, -22);
      at += waiting[k][0] + waiting[k][1];
      if (waiting[k][2] > 0) lur_synth_tone(s, at, at + waiting[k][2], 425, -22);
    }
    for (int i = 0; k == 5 && i < 60; i++)
      lur_synth_tone(s, 3 + i * 0.01, 3.01 + i * 0.01, 500 + 15 * i, -22);
    find(s, &events);
    if (events.n) fail_msg("%d: %s at %.2f", k, lur_event_name(events.at[0].type), events.at[0].start_s);
    lur_events_clear(&events);
    lur_synth_free(s);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_information_tone_as_it_should_sound),
      cmocka_unit_test(every_information_tone_made_badly),
      cmocka_unit_test(what_is_no_information_tone),
      cmocka_unit_test(a_lone_tone_is_a_beep),
      cmocka_unit_test(what_is_neither_a_beep_nor_ringing),
  };
  return cmocka_run_group_tests_name("sit", tests, NULL, NULL);
}
