/// What is shown while a recording is made.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/meters.h"

struct screen {
  struct lur_meters meters;
  char *text;
  size_t size;
};

static void open_screen(struct screen *s, bool live, int columns, int channels)
{
  *s = (struct screen){.meters = {.live = live, .columns = columns, .channels = channels}};
  s->meters.label[0] = "caller";
  s->meters.label[1] = "agent";
  s->meters.out = open_memstream(&s->text, &s->size);
  assert_non_null(s->meters.out);
}

static void close_screen(struct screen *s)
{
  fclose(s->meters.out);
  free(s->text);
}

static struct lur_recorder_view view_at(double s)
{
  return (struct lur_recorder_view){
      .recorded_s = s,
      .level = {{.peak_dbfs = -12, .rms_dbfs = -30}, {.peak_dbfs = -HUGE_VAL, .rms_dbfs = -HUGE_VAL}}};
}

static size_t count(const char *text, const char *what)
{
  size_t n = 0;
  for (const char *at = text; (at = strstr(at, what)); at += strlen(what)) n++;
  return n;
}

static void a_bar_shows_level_and_peak(void **state)
{
  (void)state;
  struct screen s;
  open_screen(&s, true, 86, 2); // bars of 40 columns: 1.5 dB each
  struct lur_recorder_view view = view_at(1);
  lur_meters_show(&s.meters, &view);
  assert_int_equal(count(s.text, "█"), 20);
  assert_int_equal(count(s.text, "┃"), 1);
  assert_non_null(strstr(s.text, "-30, peak -12 dBFS\nagent"));
  assert_non_null(strstr(s.text, "–, peak – dBFS"));
  assert_non_null(strstr(s.text, "0:01"));
  assert_int_equal(count(s.text, "\n"), 3);
  assert_int_equal(count(s.text, "\033"), 0); // the first time there is nothing to renew
  close_screen(&s);
}

static void the_lines_are_renewed_in_place_and_peaks_are_held(void **state)
{
  (void)state;
  struct screen s;
  open_screen(&s, true, 100, 1);
  struct lur_recorder_view view = view_at(1);
  lur_meters_show(&s.meters, &view);
  view.level[0].peak_dbfs = -40;
  view.recorded_s = 2;
  lur_meters_show(&s.meters, &view);
  assert_int_equal(count(s.text, "peak -12"), 2);
  assert_int_equal(count(s.text, "\033[2A\r\033[J"), 1);
  view.recorded_s = 2.6;
  lur_meters_show(&s.meters, &view);
  assert_int_equal(count(s.text, "peak -40"), 1);
  close_screen(&s);
}

static void without_a_terminal_there_is_a_line_every_ten_seconds(void **state)
{
  (void)state;
  struct screen s;
  open_screen(&s, false, 80, 2);
  struct lur_recorder_view view;
  for (int i = 0; i <= 350; i++) {
    view = view_at(i / 10.0);
    lur_meters_show(&s.meters, &view);
  }
  assert_string_equal(s.text, "0:10  caller -30, peak -12 dBFS; agent –, peak – dBFS\n"
                              "0:20  caller -30, peak -12 dBFS; agent –, peak – dBFS\n"
                              "0:30  caller -30, peak -12 dBFS; agent –, peak – dBFS\n");
  lur_meters_end(&s.meters, &view);
  assert_non_null(strstr(s.text, "\n0:35  caller"));
  close_screen(&s);
}

static void trouble_is_shown(void **state)
{
  (void)state;
  struct screen s;
  open_screen(&s, true, 100, 1);
  struct lur_recorder_view view = view_at(5);
  view.dropouts = 2;
  view.dropouts_s = 0.75;
  lur_meters_show(&s.meters, &view);
  assert_non_null(strstr(s.text, "0.75 s lost in 2 places"));
  assert_null(strstr(s.text, "too loud"));
  view.quiet_s = 7;
  view.level[0].clipped = 1;
  lur_meters_show(&s.meters, &view);
  assert_non_null(strstr(s.text, "nothing has come from the device for 7 s"));
  assert_non_null(strstr(s.text, "too loud"));
  close_screen(&s);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_bar_shows_level_and_peak),
      cmocka_unit_test(the_lines_are_renewed_in_place_and_peaks_are_held),
      cmocka_unit_test(without_a_terminal_there_is_a_line_every_ten_seconds),
      cmocka_unit_test(trouble_is_shown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
