/// What is told of a recording where there is no screen.
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

struct told {
  struct lur_screen screen;
  struct lur_meters meters;
  char *text;
  size_t size;
};

static void begin(struct told *t, int channels)
{
  *t = (struct told){.screen = {.channels = channels, .agent = 1, .about = "", .limit_s = (double)NAN},
                     .meters = {.columns = 80}};
  lur_screen_start(&t->screen);
  t->meters.out = open_memstream(&t->text, &t->size);
  assert_non_null(t->meters.out);
}

static void end(struct told *t)
{
  fclose(t->meters.out);
  free(t->text);
}

static void at(struct told *t, double s, const struct lur_preview_view *call)
{
  const struct lur_recorder_view view = {
      .recorded_s = s,
      .room_s = HUGE_VAL,
      .level = {{.peak_dbfs = -12, .rms_dbfs = -30}, {.peak_dbfs = -HUGE_VAL, .rms_dbfs = -HUGE_VAL}}};
  lur_screen_look(&t->screen, &view, call);
  lur_meters_show(&t->meters, &t->screen);
}

static void a_line_every_ten_seconds(void **state)
{
  (void)state;
  struct told t;
  begin(&t, 2);
  for (int i = 0; i <= 254; i++) at(&t, i / 10.0, NULL);
  assert_string_equal(t.text, "0:10  caller -30, peak -12 dB; agent –, peak – dB\n"
                              "0:20  caller -30, peak -12 dB; agent –, peak – dB\n");
  lur_meters_end(&t.meters, &t.screen);
  assert_non_null(strstr(t.text, "\n0:25  caller"));
  end(&t);
}

static void what_changes_is_told_at_once(void **state)
{
  (void)state;
  struct told t;
  struct lur_preview_view call = {.now = LUR_NOW_DIALLING, .agent = 1};
  begin(&t, 2);
  at(&t, 1, &call);
  call.now = LUR_NOW_RINGING;
  call.rings = 1;
  call.heard = true;
  at(&t, 2.1, &call);
  call.rings = 2; // each ring of its own is not worth a line
  at(&t, 7.1, &call);
  assert_string_equal(t.text, "0:02  ringing, 1 ring; caller -30, peak -12 dB; agent –, peak – dB\n");
  end(&t);
}

static void trouble_is_told_when_it_comes(void **state)
{
  (void)state;
  struct told t;
  begin(&t, 1);
  struct lur_recorder_view view = {
      .recorded_s = 3, .room_s = HUGE_VAL, .device = LUR_SOUND_GONE, .device_s = 1};
  lur_screen_look(&t.screen, &view, NULL);
  lur_meters_show(&t.meters, &t.screen);
  lur_meters_show(&t.meters, &t.screen);
  assert_string_equal(t.text, "0:03  call –, peak – dB; the sound device has gone (1 s); the recording goes "
                              "on when it is back\n");
  end(&t);
}

static void a_device_that_goes_is_told_whatever_else_is_wrong(void **state)
{
  (void)state;
  static const lur_sound_state states[] = {LUR_SOUND_RUNS, LUR_SOUND_GONE, LUR_SOUND_GONE, LUR_SOUND_RUNS};
  struct told t;
  begin(&t, 1);
  for (int i = 0; i < 4; i++) {
    struct lur_recorder_view view = {
        .recorded_s = 3 + i, .room_s = 300, .dropouts = 1, .dropouts_s = 2, .device = states[i]};
    lur_screen_look(&t.screen, &view, NULL);
    lur_meters_show(&t.meters, &t.screen);
  }
  char *room = strstr(t.text, "0:03  "), *gone = strstr(t.text, "0:04  "), *back = strstr(t.text, "0:06  ");
  assert_true(room && gone && back && !strstr(t.text, "0:05  "));
  assert_true(strstr(room, "the disk has room") && strstr(gone, "the sound device has gone"));
  assert_null(strstr(back, "gone"));
  end(&t);
}

static void what_was_done_has_a_line_of_its_own(void **state)
{
  (void)state;
  struct told t;
  begin(&t, 1);
  at(&t, 62, NULL);
  lur_meters_say(&t.meters, &t.screen, "noted");
  assert_non_null(strstr(t.text, "1:02  noted\n"));
  end(&t);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_line_every_ten_seconds),
      cmocka_unit_test(what_changes_is_told_at_once),
      cmocka_unit_test(trouble_is_told_when_it_comes),
      cmocka_unit_test(a_device_that_goes_is_told_whatever_else_is_wrong),
      cmocka_unit_test(what_was_done_has_a_line_of_its_own),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
