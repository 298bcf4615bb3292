// Tones and keys at the limits that a receiver must take, all at once and over lines that are none of the
// best: frequencies 1.5 % and times 10 % off, -10 to -40 dBm0, noise, A-law and mu-law, cut, torn and dipped.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <sndfile.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis/dtmf.h"
#include "analysis/tones.h"
#include "tests/support/line.h"
#include "tests/support/windows.h"

/// Nominal tones (ITU-T E.180 supplement 2 and national tables): Hz, ms on and off.
struct nominal {
  lur_event_type type;
  const char *country;
  double hz, hz2, ms[4];
};
static const struct nominal table[] = {
    {LUR_EVENT_RINGBACK, "SE", 425, 0, {1000, 5000}},
    {LUR_EVENT_RINGBACK, "DK", 425, 0, {1000, 4000}},
    {LUR_EVENT_RINGBACK, "NL", 450, 0, {1000, 4000}},
    {LUR_EVENT_RINGBACK, "FR", 440, 0, {1500, 3500}},
    {LUR_EVENT_RINGBACK, "UK", 400, 450, {400, 200, 400, 2000}},
    {LUR_EVENT_RINGBACK, "US", 440, 480, {2000, 4000}},
    {LUR_EVENT_BUSY, "SE", 425, 0, {250, 250}},
    {LUR_EVENT_BUSY, "DK", 425, 0, {500, 500}},
    {LUR_EVENT_BUSY, "FI", 425, 0, {300, 300}},
    {LUR_EVENT_BUSY, "FR", 440, 0, {500, 500}},
    {LUR_EVENT_BUSY, "UK", 400, 0, {375, 375}},
    {LUR_EVENT_BUSY, "US", 480, 620, {500, 500}},
    {LUR_EVENT_CONGESTION, "SE", 425, 0, {250, 750}},
    {LUR_EVENT_CONGESTION, "DK", 425, 0, {200, 200}},
    {LUR_EVENT_CONGESTION, "FR", 440, 0, {250, 250}},
    {LUR_EVENT_CONGESTION, "UK", 400, 0, {400, 350, 225, 525}},
    {LUR_EVENT_CONGESTION, "US", 480, 620, {250, 250}},
};
enum { ROWS = sizeof table / sizeof *table, MOST = 64 };

/// What happens to one of the bursts, or to none: 40 ms are lost, or 60 ms are 6 dB weaker.
enum harm { WHOLE, FIRST_CUT, LAST_CUT, PACKET_LOST, LEVEL_DIPS, HARMS };
static const char *const harm_names[HARMS] = {"whole", "first burst cut", "last burst cut", "packet lost",
                                              "level dips"};

struct making {
  const struct nominal *row;
  double pitch, on, off, level_dbov, noise_db; // noise under the tone
  enum line_code code;
  enum harm harm;
  struct lur_span burst[MOST];
  size_t n;
};

static void say(const struct making *m, char *out, size_t size)
{
  snprintf(out, size, "%s %s x %.3f, on x %.2f, off x %.2f, %.0f dBov, noise %.0f dB under it, code %d, %s",
           m->row->country, lur_event_name(m->row->type), m->pitch, m->on, m->off, m->level_dbov, m->noise_db,
           m->code, harm_names[m->harm]);
}

/// Where the bursts are: a ring of three, a pair of two pairs, busy of seven.
static void plan(struct making *m, struct dice *d)
{
  const double *ms = m->row->ms;
  size_t per = ms[2] > 0 ? 2 : 1;
  m->n = m->row->type == LUR_EVENT_RINGBACK ? 3 * per : per == 2 ? 8 : 7;
  double at = m->harm == FIRST_CUT ? 0 : 1.3 + dice_between(d, 0, 0.02);
  for (size_t i = 0; i < m->n; i++) {
    double on = ms[2 * (i % per)] * m->on / 1000;
    if (m->harm == FIRST_CUT && i == 0) on *= dice_between(d, 0.5, 0.8);
    if (m->harm == LAST_CUT && i == m->n - 1) on *= dice_between(d, on > 0.6 ? 0.35 : 0.75, 0.85);
    m->burst[i] = (struct lur_span){at, at + on};
    at += on + ms[2 * (i % per) + 1] * m->off / 1000;
  }
}

static struct lur_synth *make(struct making *m, struct dice *d)
{
  plan(m, d);
  double end = m->burst[m->n - 1].end_s;
  struct lur_synth *s = lur_synth_new(8000, end + (m->harm == LAST_CUT ? 0.02 : 1));
  assert_non_null(s);
  for (size_t i = 0; i < m->n; i++) {
    const struct lur_span *b = &m->burst[i];
    if (m->row->hz2 > 0)
      lur_synth_pair(s, b->start_s, b->end_s, m->row->hz * m->pitch, m->row->hz2 * m->pitch, m->level_dbov);
    else
      lur_synth_tone(s, b->start_s, b->end_s, m->row->hz * m->pitch, m->level_dbov);
  }
  const struct lur_span *b = &m->burst[1 + (size_t)dice_below(d, (int)m->n - 2)];
  double middle = b->start_s + (b->end_s - b->start_s) * dice_between(d, 0.4, 0.6);
  if (m->harm == PACKET_LOST) line_gain(s, middle - 0.02, middle + 0.02, 0);
  if (m->harm == LEVEL_DIPS) line_gain(s, middle - 0.03, middle + 0.03, 0.5);
  lur_synth_noise(s, 0, end + 1, m->level_dbov - m->noise_db, (uint32_t)dice_roll(d));
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
  assert_int_equal(lur_cadence_events(burst, n, 0, events), LUR_OK);
}

static bool within(double value, double nominal, double share)
{
  return fabs(value / nominal - 1) <= share + 1e-9;
}

/// Whether some plan's tone of that type, itself made a little wrong, sounds like this: then its name is no
/// mistake (a quarter of a second on and off, a tenth short, may be a fifth of a second a tenth long).
static bool fits_a_plan(const struct making *m, lur_event_type type)
{
  for (size_t i = 0; i < ROWS; i++) {
    const struct nominal *r = &table[i];
    if (r->type == type && within(m->row->hz * m->pitch, r->hz, 0.02) && (r->hz2 > 0) == (m->row->hz2 > 0) &&
        (r->ms[2] > 0) == (m->row->ms[2] > 0) && within(m->row->ms[0] * m->on, r->ms[0], 0.15) &&
        within(m->row->ms[1] * m->off, r->ms[1], 0.15))
      return true;
  }
  return false;
}

static bool names_country(const char *list, const char *country)
{
  for (const char *p = list; (p = strstr(p, country)); p += 2)
    if ((p == list || p[-1] == ',') && (p[2] == ',' || !p[2])) return true;
  return false;
}

/// One event of all bursts (a cut one may be missing), its times to 60 ms, its plan, its figures: frequency
/// to 1 % of what was sent, times to 40 ms.
static void check(const struct making *m, const struct lur_events *events)
{
  char what[200];
  say(m, what, sizeof what);
  if (events->n != 1) fail_msg("%s: %zu events", what, events->n);
  const struct lur_event *e = &events->at[0];
  if (e->type != m->row->type && !fits_a_plan(m, e->type))
    fail_msg("%s: said to be %s", what, lur_event_name(e->type));
  if (e->type == m->row->type && !names_country(e->plan, m->row->country))
    fail_msg("%s: plan %s", what, e->plan);
  size_t first = m->harm == FIRST_CUT && e->parts < m->n ? 1 : 0,
         least = m->n - (m->harm == FIRST_CUT || m->harm == LAST_CUT);
  if (e->parts < least || e->parts > m->n) fail_msg("%s: %zu bursts of %zu", what, e->parts, m->n);
  for (size_t i = 0; i < e->parts; i++) {
    const struct lur_span *got = &events->parts.at[e->first_part + i], *want = &m->burst[first + i];
    if (fabs(got->start_s - want->start_s) > 0.06 || fabs(got->end_s - want->end_s) > 0.06)
      fail_msg("%s: burst %zu is %.2f-%.2f, was made %.3f-%.3f", what, i, got->start_s, got->end_s,
               want->start_s, want->end_s);
  }
  bool apart = m->row->hz2 > m->row->hz + 100; // closer than that they are told as one
  double hz = apart || m->row->hz2 <= 0 ? m->row->hz : (m->row->hz + m->row->hz2) / 2;
  if (!within((double)e->hz[0], hz * m->pitch, 0.01)) fail_msg("%s: %.1f Hz", what, (double)e->hz[0]);
  if (apart && !within((double)e->hz[1], m->row->hz2 * m->pitch, 0.01))
    fail_msg("%s: %.1f Hz", what, (double)e->hz[1]);
  if (fabs((double)e->cadence_ms[0] - m->row->ms[0] * m->on) > 40 ||
      fabs((double)e->cadence_ms[1] - m->row->ms[1] * m->off) > 40)
    fail_msg("%s: %.0f ms on, %.0f off", what, (double)e->cadence_ms[0], (double)e->cadence_ms[1]);
}

static void every_tone_is_found_on_any_line(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int round = 0; round < 24; round++)
    for (size_t i = 0; i < ROWS; i++) {
      struct making m = {.row = &table[i],
                         .pitch = dice_between(&d, 0.985, 1.015),
                         .on = dice_between(&d, 0.9, 1.1),
                         .off = dice_between(&d, 0.9, 1.1),
                         .level_dbov = LINE_DBM0_DBOV - dice_between(&d, 10, 40),
                         .noise_db = dice_between(&d, 15, 40),
                         .code = (enum line_code)dice_below(&d, LINE_CODES),
                         .harm = (enum harm)(round % HARMS)};
      struct lur_events events = {0};
      struct lur_synth *s = make(&m, &d);
      find(s, &events);
      check(&m, &events);
      lur_events_clear(&events);
      lur_synth_free(s);
    }
}

/// Regular cadences that no plan has: what they say is told by how slow they are (E.180), their figures with
/// them.
static void a_cadence_of_no_plan_is_told_with_its_figures(void **state)
{
  (void)state;
  static const struct nominal odd[] = {
      {LUR_EVENT_RINGBACK, "", 425, 0, {1500, 3000}}, {LUR_EVENT_RINGBACK, "", 400, 0, {1000, 2000}},
      {LUR_EVENT_RINGBACK, "", 350, 0, {700, 2500}},  {LUR_EVENT_BUSY, "", 350, 440, {650, 650}},
      {LUR_EVENT_BUSY, "", 520, 0, {160, 480}},       {LUR_EVENT_RINGBACK, "", 425, 0, {670, 500, 670, 3200}},
  };
  struct dice d = dice_of_the_day();
  for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
    struct making m = {
        .row = &odd[i], .pitch = 1, .on = 1, .off = 1, .level_dbov = -25, .noise_db = 30, .code = LINE_ALAW};
    struct lur_events events = {0};
    struct lur_synth *s = make(&m, &d);
    find(s, &events);
    char what[200];
    say(&m, what, sizeof what);
    if (events.n != 1) fail_msg("%s: %zu events", what, events.n);
    const struct lur_event *e = &events.at[0];
    if (e->type != odd[i].type) fail_msg("%s: %s", what, lur_event_name(e->type));
    assert_string_equal(e->plan, "unknown");
    assert_int_equal(e->parts, m.n);
    for (int k = 0; k < 4; k++)
      if (fabs((double)e->cadence_ms[k] - odd[i].ms[k]) > 25)
        fail_msg("%s: %.0f ms", what, (double)e->cadence_ms[k]);
    assert_true(within(
        (double)e->hz[0],
        odd[i].hz2 > 0 && odd[i].hz2 - odd[i].hz < 100 ? (odd[i].hz + odd[i].hz2) / 2 : odd[i].hz, 0.01));
    lur_events_clear(&events);
    lur_synth_free(s);
  }
}

/// The pause that belongs to the last ring, whichever of a pair it is.
static void the_pause_after_the_last_burst_is_the_plans(void **state)
{
  (void)state;
  static const struct {
    const char *country;
    double end_s, pause_s; // of the recording; of the last burst in it
  } rows[] = {{"SE", 13.6, 5}, {"DK", 11.6, 4}, {"UK", 4.9, 0.2}, {"UK", 5.5, 2}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct dice d = {7};
    struct making m = {.pitch = 1, .on = 1, .off = 1, .level_dbov = -25, .noise_db = 40};
    for (size_t k = 0; k < ROWS; k++)
      if (table[k].type == LUR_EVENT_RINGBACK && strcmp(table[k].country, rows[i].country) == 0)
        m.row = &table[k];
    struct lur_synth *s = make(&m, &d);
    struct lur_events events = {0};
    s->n = (size_t)(rows[i].end_s * 8000) < s->n ? (size_t)(rows[i].end_s * 8000) : s->n;
    find(s, &events);
    assert_int_equal(events.n, 1);
    double pause = lur_cadence_last_pause_s(&events.at[0], events.parts.at + events.at[0].first_part);
    if (fabs(pause - rows[i].pause_s) > 0.05) fail_msg("%s: %.2f s", rows[i].country, pause);
    lur_events_clear(&events);
    lur_synth_free(s);
  }
}

/// The sound after a mobile telephone's codec, GSM 06.10, by way of a file.
static void through_gsm(struct lur_synth *s)
{
  char path[] = "/tmp/lur-gsm-XXXXXX";
  int file = mkstemp(path);
  assert_true(file >= 0);
  SF_INFO info = {.samplerate = 8000, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_GSM610};
  SNDFILE *out = sf_open(path, SFM_WRITE, &info);
  assert_non_null(out);
  assert_true(sf_write_float(out, s->at, (sf_count_t)s->n) == (sf_count_t)s->n);
  sf_close(out);
  info = (SF_INFO){0};
  SNDFILE *in = sf_open(path, SFM_READ, &info);
  assert_non_null(in);
  assert_true(sf_read_float(in, s->at, (sf_count_t)s->n) > 0);
  sf_close(in);
  close(file);
  unlink(path);
}

/// GSM moves the frequency of a tone by several hertz; noise 20 dB under it.
static void tones_are_found_through_gsm(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (size_t i = 0; i < ROWS; i++) {
    struct making m = {.row = &table[i], .pitch = 1, .on = 1, .off = 1, .level_dbov = -24, .noise_db = 20};
    struct lur_events events = {0};
    struct lur_synth *s = make(&m, &d);
    through_gsm(s);
    find(s, &events);
    check(&m, &events);
    lur_events_clear(&events);
    lur_synth_free(s);
  }
}

/// Information tones are found together though noise 10 dB under them makes each a poor tone; and they are no
/// beeps.
static void information_tones_are_found_through_gsm_and_noise(void **state)
{
  enum { rounds = 60 };
  (void)state;
  struct dice d = dice_of_the_day();
  int found = 0;
  for (int round = 0; round < rounds; round++) {
    struct lur_synth *s = lur_synth_new(8000, 5);
    struct lur_events events = {0};
    assert_non_null(s);
    double noise_db = dice_between(&d, 9, 14), at = dice_between(&d, 1, 2);
    lur_synth_noise(s, 0, 5, -24 - noise_db, (uint32_t)dice_roll(&d));
    for (int i = 0; i < 3; i++) {
      static const double hz[] = {950, 1400, 1800};
      lur_synth_tone(s, at + 0.33 * i, at + 0.33 * (i + 1), hz[i] * dice_between(&d, 0.99, 1.01), -24);
    }
    through_gsm(s);
    find(s, &events);
    found += events.n == 1 && events.at[0].type == LUR_EVENT_SIT;
    lur_events_clear(&events);
    lur_synth_free(s);
  }
  if (found < rounds * 3 / 4) fail_msg("%d of %d", found, rounds);
}

static const char keys[] = "123A456B789C*0#D";

struct press {
  double low, high, twist_db, level_dbov, noise_db, on_s, off_s; // low, high: factors of the frequencies
  enum line_code code;
  bool gsm;
};

/// All sixteen keys; what is heard of them.
static void dial(const struct press *p, uint32_t seed, char *heard, size_t size)
{
  static const double low_hz[4] = {697, 770, 852, 941}, high_hz[4] = {1209, 1336, 1477, 1633};
  struct lur_synth *s = lur_synth_new(8000, 1 + 16 * (p->on_s + p->off_s));
  lur_spectrum *spectrum = NULL;
  struct lur_dtmf dtmf = {0};
  struct lur_key key;
  size_t n = 0;
  assert_non_null(s);
  for (int i = 0; i < 16; i++) {
    double at = 0.5 + i * (p->on_s + p->off_s);
    lur_synth_tone(s, at, at + p->on_s, low_hz[i / 4] * p->low, p->level_dbov + p->twist_db / 2);
    lur_synth_tone(s, at, at + p->on_s, high_hz[i % 4] * p->high, p->level_dbov - p->twist_db / 2);
  }
  lur_synth_noise(s, 0, (double)s->n / 8000, p->level_dbov - p->noise_db, seed);
  line_code(s, p->code);
  if (p->gsm) through_gsm(s);
  assert_int_equal(lur_spectrum_new(8000, &spectrum), LUR_OK);
  for (int64_t i = 0; i < windows_count(s); i++) {
    float power[LUR_SPECTRUM_BINS];
    windows_power(spectrum, s, i, power);
    if (lur_dtmf_step(&dtmf, power, i, &key) && n + 1 < size) heard[n++] = key.digit;
  }
  if (lur_dtmf_flush(&dtmf, windows_count(s), &key) && n + 1 < size) heard[n++] = key.digit;
  heard[n] = '\0';
  lur_spectrum_free(spectrum);
  lur_synth_free(s);
}

/// How many of the keys are not in what was heard; fails where something else is.
static int missing(const struct press *p, const char *heard)
{
  const char *want = keys;
  int missed = 0;
  for (const char *h = heard; *h; h++) {
    const char *at = strchr(want, *h); // in order, some perhaps left out
    if (!at)
      fail_msg(
          "%s heard as %s: x %.4f and %.4f, twist %.1f dB, %.0f dBov, noise %.0f dB under it, %.0f/%.0f ms",
          keys, heard, p->low, p->high, p->twist_db, p->level_dbov, p->noise_db, 1000 * p->on_s,
          1000 * p->off_s);
    missed += (int)(at - want);
    want = at + 1;
  }
  return missed + (int)strlen(want);
}

/// At least 998 of 1000 presses, and none that was not made. Each tone is 15 dB over the noise or more, and
/// -36 dBm0 or more.
static void every_key_is_heard_on_any_line(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  int missed = 0;
  enum { ROUNDS = 125 };
  for (int round = 0; round < ROUNDS; round++) {
    struct press p = {dice_between(&d, 0.985, 1.015),
                      dice_between(&d, 0.985, 1.015),
                      dice_between(&d, -4, 8),
                      LINE_DBM0_DBOV - dice_between(&d, 10, 32),
                      dice_between(&d, 15, 40),
                      dice_between(&d, 0.05, 0.3),
                      dice_between(&d, 0.05, 0.3),
                      (enum line_code)dice_below(&d, LINE_CODES),
                      .gsm = false};
    char heard[64];
    dial(&p, (uint32_t)dice_roll(&d), heard, sizeof heard);
    missed += missing(&p, heard);
  }
  if (missed * 1000 > 2 * 16 * ROUNDS) fail_msg("%d presses of %d were missed", missed, 16 * ROUNDS);
}

/// GSM bends the ratio of the two tones, the more the shorter they are: of presses of 80 ms and more, 16 dB
/// over noise and more, 95 in 100 are heard.
static void keys_are_heard_through_gsm(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  int missed = 0;
  enum { ROUNDS = 40 };
  for (int round = 0; round < ROUNDS; round++) {
    struct press p = {dice_between(&d, 0.998, 1.002),
                      dice_between(&d, 0.998, 1.002),
                      dice_between(&d, 0, 4),
                      LINE_DBM0_DBOV - dice_between(&d, 10, 25),
                      dice_between(&d, 16, 30),
                      dice_between(&d, 0.08, 0.2),
                      dice_between(&d, 0.08, 0.3),
                      (enum line_code)dice_below(&d, LINE_CODES),
                      .gsm = true};
    char heard[64];
    dial(&p, (uint32_t)dice_roll(&d), heard, sizeof heard);
    missed += missing(&p, heard);
  }
  print_message("%d presses of %d were missed\n", missed, 16 * ROUNDS);
  if (missed * 20 > 16 * ROUNDS) fail_msg("%d presses of %d were missed", missed, 16 * ROUNDS);
}

/// Ten keys a second: 40 ms and 60 ms, and 50 and 50.
static void ten_keys_a_second_are_heard(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int round = 0; round < 40; round++) {
    double on = round % 2 ? 0.05 : 0.04;
    struct press p = {1, 1, 0, -25, 30, on, 0.1 - on, (enum line_code)(round % LINE_CODES), .gsm = false};
    char heard[64];
    dial(&p, (uint32_t)dice_roll(&d), heard, sizeof heard);
    assert_string_equal(heard, keys);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_tone_is_found_on_any_line),
      cmocka_unit_test(tones_are_found_through_gsm),
      cmocka_unit_test(information_tones_are_found_through_gsm_and_noise),
      cmocka_unit_test(a_cadence_of_no_plan_is_told_with_its_figures),
      cmocka_unit_test(the_pause_after_the_last_burst_is_the_plans),
      cmocka_unit_test(every_key_is_heard_on_any_line),
      cmocka_unit_test(keys_are_heard_through_gsm),
      cmocka_unit_test(ten_keys_a_second_are_heard),
  };
  return cmocka_run_group_tests_name("tone limits", tests, NULL, NULL);
}
