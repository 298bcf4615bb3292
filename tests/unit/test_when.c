#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "store/when.h"
#include "tests/support/dice.h"

#define HOUR INT64_C(3600000)

static void check_parse(const char *text, int64_t unix_ms, int offset_min)
{
  struct lur_when w;
  struct lur_diag diag = {0};
  if (lur_when_parse(text, &w, &diag) != LUR_OK) fail_msg("%s: %s", text, diag.text);
  if (!w.known || w.unix_ms != unix_ms || w.offset_min != offset_min)
    fail_msg("%s is %lld %d, not %lld %d", text, (long long)w.unix_ms, w.offset_min, (long long)unix_ms,
             offset_min);
}

static void moments_are_read(void **state)
{
  (void)state;
  const int64_t noon = 1777636800000; // 2026-05-01 12:00 UTC, by date -d
  check_parse("2026-05-01T12:00:00Z", noon, 0);
  check_parse("2026-05-01T14:00:00+02:00", noon, 120);
  check_parse("2026-05-01 14:00+0200", noon, 120);
  check_parse("2026-05-01 14:00 +02", noon, 120);
  check_parse("2026-05-01t02:30:00-09:30", noon, -570);
  check_parse("  2026-05-01T12:00:00.25z ", noon + 250, 0);
  check_parse("2026-05-01T12:00:00.1239999Z", noon + 123, 0);
  check_parse("1970-01-01T00:00Z", 0, 0);
  check_parse("2024-02-29T00:00Z", 1709164800000, 0);
}

static void the_computers_own_zone_is_used_where_none_is_said(void **state)
{
  (void)state;
  check_parse("2026-05-01", 1777586400000, 120); // midnight in Stockholm
  check_parse("2026-01-31 09:30", 1769848200000, 60);
}

static void what_is_no_moment_is_refused(void **state)
{
  (void)state;
  const char *bad[] = {"",
                       "today",
                       "2026",
                       "2026-5-1",
                       "2026-13-01",
                       "2026-02-30",
                       "2025-02-29",
                       "2026-05-01T",
                       "2026-05-01T24:00",
                       "2026-05-01T12:60",
                       "2026-05-01T12:00:61",
                       "2026-05-01T12",
                       "2026-05-01T12:00:00.",
                       "2026-05-01T12:00+19:00",
                       "2026-05-01T12:00+02:60",
                       "2026-05-01T12:00+2",
                       "2026-05-01x",
                       "2026-05-01T12:00Zx",
                       "1969-12-31",
                       "-026-05-01",
                       "2026-05-01+02:00",
                       "01/05/2026"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct lur_when w = {.unix_ms = 77};
    struct lur_diag diag = {0};
    if (lur_when_parse(bad[i], &w, &diag) != LUR_BAD_INPUT) fail_msg("“%s” was taken", bad[i]);
    assert_true(w.unix_ms == 77);
    assert_non_null(strstr(diag.text, "2026-05-01T09:30:00+02:00"));
  }
  assert_int_equal(lur_when_parse(NULL, &(struct lur_when){.known = false}, NULL), LUR_BAD_INPUT);
}

static void check_length(const char *text, int64_t want_ms)
{
  struct lur_when start, end;
  assert_int_equal(lur_when_parse(text, &start, NULL), LUR_OK);
  assert_int_equal(lur_when_parse_end(text, &end, NULL), LUR_OK);
  if (end.unix_ms - start.unix_ms != want_ms)
    fail_msg("%s lasts %lld ms", text, (long long)(end.unix_ms - start.unix_ms));
}

static void a_stretch_includes_its_end(void **state)
{
  (void)state;
  check_length("2026-05-01", 24 * HOUR);
  check_length("2026-03-29", 23 * HOUR); // the clocks of Stockholm go forward
  check_length("2026-10-25", 25 * HOUR); // and back
  check_length("2026-12-31", 24 * HOUR);
  check_length("2026-05-01 09:30", 60000);
  check_length("2026-05-01T09:30:00Z", 1000);
  check_length("2026-05-01T09:30:00.5Z", 1);
}

static void moments_are_written(void **state)
{
  (void)state;
  char out[LUR_WHEN_SIZE];
  struct lur_when w = {.known = true, .unix_ms = 1777636800000, .offset_min = 0};
  assert_string_equal(lur_when_format(&w, out, sizeof out), "2026-05-01T12:00:00Z");
  w.offset_min = -570;
  w.unix_ms += 7;
  assert_string_equal(lur_when_format(&w, out, sizeof out), "2026-05-01T02:30:00.007-09:30");
  assert_string_equal(lur_when_format(&w, out, 5), "2026");
  w.known = false;
  assert_string_equal(lur_when_format(&w, out, sizeof out), "");
  w = (struct lur_when){.known = true, .unix_ms = INT64_MAX / 2};
  assert_string_equal(lur_when_format(&w, out, sizeof out), ""); // no year of four digits
}

static void what_is_written_is_read_back(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  for (int i = 0; i < 20000; i++) {
    char out[LUR_WHEN_SIZE];
    struct lur_when back, w = {.known = true,
                               .unix_ms = (int64_t)(dice_roll(&dice) % UINT64_C(253402214400000)) + 24 * HOUR,
                               .offset_min = dice_below(&dice, 2161) - 1080};
    if (i % 2) w.unix_ms -= w.unix_ms % 1000;
    if (w.unix_ms + w.offset_min * 60000 > 253402300799999) continue; // the year 10000 there
    assert_int_equal(lur_when_parse(lur_when_format(&w, out, sizeof out), &back, NULL), LUR_OK);
    if (back.unix_ms != w.unix_ms || back.offset_min != w.offset_min) fail_msg("%s", out);
  }
}

static void now_is_now(void **state)
{
  (void)state;
  struct timespec before, after;
  clock_gettime(CLOCK_REALTIME, &before);
  struct lur_when now = lur_when_now();
  clock_gettime(CLOCK_REALTIME, &after);
  assert_true(now.known && now.unix_ms >= (int64_t)before.tv_sec * 1000 &&
              now.unix_ms <= (int64_t)after.tv_sec * 1000 + 1000);
  assert_true(now.offset_min == 60 || now.offset_min == 120);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(moments_are_read),
      cmocka_unit_test(the_computers_own_zone_is_used_where_none_is_said),
      cmocka_unit_test(what_is_no_moment_is_refused),
      cmocka_unit_test(a_stretch_includes_its_end),
      cmocka_unit_test(moments_are_written),
      cmocka_unit_test(what_is_written_is_read_back),
      cmocka_unit_test(now_is_now),
  };
  // Stockholm, written out: the computer may have no table of zones.
  setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
  tzset();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
