/// The screen of a recording, as a page.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/screen.h"

static struct lur_screen *screen(int channels)
{
  struct lur_screen *s = calloc(1, sizeof *s);
  assert_non_null(s);
  s->channels = channels;
  s->agent = 1;
  s->about = "spring · telia · Eva";
  s->limit_s = 300;
  lur_screen_start(s);
  return s;
}

static struct lur_recorder_view recorded(double s)
{
  return (struct lur_recorder_view){
      .recorded_s = s,
      .room_s = 40 * 3600.0,
      .level = {{.peak_dbfs = -12, .rms_dbfs = -30}, {.peak_dbfs = -3, .rms_dbfs = -24}}};
}

static struct lur_preview_view queue(void)
{
  return (struct lur_preview_view){
      .now = LUR_NOW_QUEUE, .since_s = 20, .agent = 1, .heard = true, .wait_s = 72, .keys = "12"};
}

static struct lur_preview_view talk(void)
{
  return (struct lur_preview_view){.now = LUR_NOW_TALK,
                                   .since_s = 30,
                                   .agent = 1,
                                   .heard = true,
                                   .answered = true,
                                   .wait_s = 29,
                                   .speaks = {false, true},
                                   .talk_s = {20, 60},
                                   .longest_silence_s = 4.25,
                                   .longest_at_s = 65};
}

/// Draws and returns the page, to free(); no line may be wider than it.
static struct lur_page *draw(const struct lur_screen *s, int rows, int columns)
{
  struct lur_page *page = lur_page_new();
  assert_non_null(page);
  lur_page_clear(page, rows, columns);
  lur_screen_draw(s, page);
  for (int i = 0; i < LUR_PAGE_ROWS; i++) {
    assert_true(page->line[i].column <= columns);
    assert_int_equal(page->line[i].column, lur_page_width(page->line[i].text));
    if (i >= rows) assert_string_equal(page->line[i].text, "");
  }
  return page;
}

static bool has(const struct lur_page *page, const char *text)
{
  for (int i = 0; i < page->rows; i++)
    if (strstr(page->line[i].text, text)) return true;
  return false;
}

static size_t count(const char *text, const char *what)
{
  size_t n = 0;
  for (const char *at = text; (at = strstr(at, what)); at += strlen(what)) n++;
  return n;
}

static void everything_is_there_from_80_by_24_on(void **state)
{
  (void)state;
  static const int size[][2] = {{24, 80}, {30, 100}, {60, 200}, {100, 300}};
  for (size_t i = 0; i < 4; i++) {
    struct lur_screen *s = screen(2);
    const struct lur_recorder_view view = recorded(92);
    const struct lur_preview_view call = queue();
    lur_screen_look(s, &view, &call);
    struct lur_page *page = draw(s, size[i][0], size[i][1]);
    static const char *const wanted[] = {"● Recording  1:32",
                                         "spring · telia · Eva",
                                         "disk: 40 hours left",
                                         "queue, music  1:12",
                                         "keys pressed: 12",
                                         "Waiting     1:12 of 5:00",
                                         "-30, peak -12 dB",
                                         "-24, peak  -3 dB",
                                         "Who talks",
                                         "Silence",
                                         "Notes",
                                         "a answered   h hold   n note   p private   q stop",
                                         "a first impression"};
    for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++)
      if (!has(page, wanted[k])) fail_msg("%dx%d lacks '%s'", size[i][1], size[i][0], wanted[k]);
    free(page);
    free(s);
  }
}

static void meters_show_level_held_peak_and_lamp(void **state)
{
  (void)state;
  struct lur_screen *s = screen(2);
  struct lur_recorder_view view = recorded(1);
  lur_screen_look(s, &view, NULL);
  view.recorded_s = 2;
  view.level[0].peak_dbfs = -40; // quieter now: the peak is held
  view.level[1].clipped = 3;
  lur_screen_look(s, &view, NULL);
  struct lur_page *page = draw(s, 24, 88); // meters of 40 columns: 1.5 dB each
  const char *caller = page->line[6].text, *agent = page->line[7].text;
  assert_non_null(strstr(caller, "caller"));
  assert_int_equal(count(caller, "█"), 20);
  assert_int_equal(count(caller, "┃"), 1);
  assert_non_null(strstr(caller, "-30, peak -12 dB"));
  assert_null(strstr(caller, "too loud"));
  assert_non_null(strstr(agent, "● too loud"));
  free(page);
  view.recorded_s = 6.5; // the peak falls after a second and a half, the lamp goes out after four
  lur_screen_look(s, &view, NULL);
  page = draw(s, 24, 88);
  assert_non_null(strstr(page->line[6].text, "peak -40 dB"));
  assert_null(strstr(page->line[7].text, "too loud"));
  free(page);
  free(s);
}

static void who_talks_and_the_longest_silence(void **state)
{
  (void)state;
  struct lur_screen *s = screen(2);
  const struct lur_recorder_view view = recorded(130);
  const struct lur_preview_view call = talk();
  lur_screen_look(s, &view, &call);
  struct lur_page *page = draw(s, 24, 80);
  assert_true(has(page, "the agent speaks"));
  assert_true(has(page, "Waited      0:29 of 5:00"));
  assert_true(has(page, "agent 75 %"));
  assert_true(has(page, "25 % caller"));
  assert_true(has(page, "longest 4.2 s, at 1:05") || has(page, "longest 4.3 s, at 1:05"));
  free(page);
  free(s);
}

static void a_limit_that_has_passed_is_said(void **state)
{
  (void)state;
  struct lur_screen *s = screen(2);
  const struct lur_recorder_view view = recorded(330);
  struct lur_preview_view call = queue();
  call.wait_s = 301;
  lur_screen_look(s, &view, &call);
  struct lur_page *page = draw(s, 24, 80);
  assert_true(has(page, "over the limit: this counts as unanswered"));
  free(page);
  free(s);
}

static void the_past_runs_from_left_to_right(void **state)
{
  (void)state;
  struct lur_screen *s = screen(2);
  struct lur_preview_view call = {.now = LUR_NOW_RINGING, .agent = 1, .rings = 1};
  for (int i = 0; i < 30; i++) {
    struct lur_recorder_view view = recorded(i / 10.0);
    if (i >= 20) call = talk();
    lur_screen_look(s, &view, &call);
  }
  struct lur_page *page = draw(s, 24, 80);
  assert_int_equal(strcmp(page->line[10].text + strlen(page->line[10].text) - strlen("···"), "···"), 0);
  assert_int_equal(strcmp(page->line[11].text + strlen(page->line[11].text) - strlen("~~▅"), "~~▅"), 0);
  free(page);
  free(s);
}

static void what_is_private_is_said_loudly(void **state)
{
  (void)state;
  struct lur_screen *s = screen(2);
  struct lur_recorder_view view = recorded(10);
  const struct lur_preview_view call = talk();
  view.masked = true;
  lur_screen_look(s, &view, &call);
  struct lur_page *page = draw(s, 24, 80);
  assert_true(has(page, "PRIVATE: this is not recorded; p ends it"));
  assert_true(has(page, "p private ends"));
  free(page);
  view.recorded_s = 13;
  lur_screen_look(s, &view, &call);
  assert_true(fabs(lur_screen_now_s(s) - 3) <
              1e-9); // since p was pressed, not since the call does what it does
  page = draw(s, 12, 60);
  assert_true(has(page, "PRIVATE"));
  free(page);
  free(s);
}

static void trouble_is_said(void **state)
{
  (void)state;
  struct lur_screen *s = screen(1);
  char words[LUR_SCREEN_WORDS];
  struct lur_recorder_view view = recorded(10);
  lur_screen_look(s, &view, NULL);
  assert_string_equal(lur_screen_trouble(s, words), "");
  view.dropouts = 2;
  view.dropouts_s = 1.5;
  lur_screen_look(s, &view, NULL);
  assert_string_equal(lur_screen_trouble(s, words), "1.50 s lost in 2 places");
  view.waiting_s = 3;
  lur_screen_look(s, &view, NULL);
  assert_string_equal(lur_screen_trouble(s, words),
                      "the disk is slow; 3 s of sound wait for it, and nothing is lost");
  view.room_s = 599;
  lur_screen_look(s, &view, NULL);
  assert_string_equal(lur_screen_trouble(s, words), "the disk has room for 9:59 only");
  struct lur_page *page = draw(s, 24, 80);
  assert_true(has(page, "-30, peak -12 dB"));
  free(page);
  view.quiet_s = 4;
  lur_screen_look(s, &view, NULL);
  assert_string_equal(lur_screen_trouble(s, words), "nothing has come from the device for 4 s");
  view.device = LUR_SOUND_GONE;
  view.device_s = 3;
  lur_screen_look(s, &view, NULL);
  assert_non_null(strstr(lur_screen_trouble(s, words), "the sound device has gone (3 s)"));
  page = draw(s, 24, 80);
  assert_true(has(page, "–, peak – dB")); // and no level of what was heard before
  assert_true(has(page, "no sound from the device"));
  assert_true(has(page, "the sound device has gone (3 s); the recording goes on when it is back"));
  free(page);
  free(s);
}

static void notes_are_typed_and_listed(void **state)
{
  (void)state;
  struct lur_screen *s = screen(2);
  const struct lur_recorder_view view = recorded(100);
  lur_screen_look(s, &view, NULL);
  for (int i = 0; i < 20; i++) {
    char text[20];
    snprintf(text, sizeof text, "note %d", i);
    struct lur_note note =
        lur_note_of(i == 19 ? LUR_NOTE_HOLD : LUR_NOTE_MARKER, i, i == 19 ? 40 : i, i == 19 ? "" : text);
    assert_int_equal(lur_notes_add(&s->notes, &note), LUR_OK);
  }
  struct lur_page *page = draw(s, 24, 80);
  assert_false(has(page, "note 0"));
  assert_true(has(page, "0:18  note 18"));
  assert_true(has(page, "0:19–0:40  on hold"));
  assert_int_equal(page->cursor_row, -1);
  free(page);
  s->typing = true;
  for (size_t i = 0; i + 3 < sizeof s->words; i += 2) memcpy(s->words + i, "ö", 3);
  page = draw(s, 24, 80); // longer than the line: its end is shown, and the cursor after it
  assert_int_equal(page->cursor_row, 21);
  assert_int_equal(page->cursor_column, 79);
  assert_true(has(page, "Enter keeps the note"));
  free(page);
  lur_notes_clear(&s->notes);
  free(s);
}

static void a_small_terminal_shows_what_matters(void **state)
{
  (void)state;
  struct lur_screen *s = screen(2);
  const struct lur_recorder_view view = recorded(92);
  const struct lur_preview_view call = queue();
  lur_screen_look(s, &view, &call);
  assert_true(lur_screen_fits(5, 30));
  assert_false(lur_screen_fits(4, 80));
  assert_false(lur_screen_fits(24, 29));
  struct lur_page *page = draw(s, 5, 30);
  assert_non_null(strstr(page->line[0].text, "● 1:32  queue, music"));
  assert_non_null(strstr(page->line[1].text, "caller"));
  assert_non_null(strstr(page->line[2].text, "agent"));
  assert_non_null(strstr(page->line[4].text, "a answered"));
  free(page);
  for (int rows = 1; rows < 30; rows++) // resized to anything: nothing beyond its edges
    for (int columns = 1; columns < 100; columns += 7) free(draw(s, rows, columns));
  free(s);
}

/// A call in a queue, with a note, in a window of that size.
static void check_size(int rows, int columns, const char *const *wanted, const char *const *unwanted)
{
  struct lur_screen *s = screen(2);
  const struct lur_recorder_view view = recorded(92);
  const struct lur_preview_view call = queue();
  const struct lur_note note = lur_note_of(LUR_NOTE_MARKER, 12, 12, "no name given");
  lur_screen_look(s, &view, &call);
  assert_int_equal(lur_notes_add(&s->notes, &note), LUR_OK);
  struct lur_page *page = draw(s, rows, columns);
  for (; *wanted; wanted++)
    if (!has(page, *wanted)) fail_msg("%dx%d lacks '%s'", columns, rows, *wanted);
  for (; *unwanted; unwanted++)
    if (has(page, *unwanted)) fail_msg("%dx%d has '%s'", columns, rows, *unwanted);
  free(page);
  lur_notes_clear(&s->notes);
  free(s);
}

static void a_smaller_window_leaves_out_the_least_important_first(void **state)
{
  (void)state;
  static const char small[] = "Small window", meter[] = "██";
  check_size(22, 79,
             (const char *[]){"● Recording  1:32   spring · telia · Eva", "disk: 40 hours left",
                              "queue, music  1:12", "keys pressed: 12", "1:12 of 5:00", "-30, peak -12 dB",
                              "-24, peak  -3 dB", "-60", "Who talks", "Silence", "0:12  no name given",
                              "─────", "q stop", "a first impression", NULL},
             (const char *[]){small, NULL});
  check_size(15, 60,
             (const char *[]){"● Recording  1:32", "queue, music  1:12", "1:12 of 5:00", meter, "-30 dB",
                              "-24 dB", "Who talks", "Silence", "no name given", small, "q stop", NULL},
             (const char *[]){"-30, peak", NULL});
  check_size(10, 40,
             (const char *[]){"● Recording  1:32", "disk: 40 hours left", "queue, music  1:12",
                              "1:12 of 5:00", meter, "-30 dB", "-24 dB", small, "everything is shown",
                              "a answered", "q stop", NULL},
             (const char *[]){"Notes", "spring", NULL});
  check_size(7, 40,
             (const char *[]){"● 1:32  queue, music", meter, small, "everything is shown", "a answered",
                              "q stop", NULL},
             (const char *[]){"Recording", NULL});
}

static void a_long_trouble_is_broken_where_the_window_is_narrow(void **state)
{
  (void)state;
  struct lur_screen *s = screen(2);
  struct lur_recorder_view view = recorded(92);
  view.device = LUR_SOUND_GONE;
  view.device_s = 3;
  lur_screen_look(s, &view, NULL);
  struct lur_page *page = draw(s, 10, 40);
  assert_true(has(page, "the sound device has gone (3 s); the"));
  assert_true(has(page, "recording goes on when it is back"));
  assert_false(has(page, "Small window"));
  free(page);
  s->typing = true; // over it, and the keys at their place
  snprintf(s->words, sizeof s->words, "why?");
  page = draw(s, 10, 40);
  assert_true(has(page, "Note: why?"));
  assert_true(has(page, "Enter keeps the note   Esc drops it"));
  free(page);
  free(s);
}

static void one_channel_is_a_call(void **state)
{
  (void)state;
  struct lur_screen *s = screen(1);
  const struct lur_recorder_view view = recorded(92);
  struct lur_preview_view call = talk();
  call.agent = 0;
  lur_screen_look(s, &view, &call);
  struct lur_page *page = draw(s, 24, 80);
  assert_non_null(strstr(page->line[6].text, "call "));
  assert_true(has(page, "nobody speaks"));
  assert_false(has(page, "agent"));
  free(page);
  free(s);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(everything_is_there_from_80_by_24_on),
      cmocka_unit_test(meters_show_level_held_peak_and_lamp),
      cmocka_unit_test(who_talks_and_the_longest_silence),
      cmocka_unit_test(a_limit_that_has_passed_is_said),
      cmocka_unit_test(the_past_runs_from_left_to_right),
      cmocka_unit_test(what_is_private_is_said_loudly),
      cmocka_unit_test(trouble_is_said),
      cmocka_unit_test(notes_are_typed_and_listed),
      cmocka_unit_test(a_small_terminal_shows_what_matters),
      cmocka_unit_test(a_smaller_window_leaves_out_the_least_important_first),
      cmocka_unit_test(a_long_trouble_is_broken_where_the_window_is_narrow),
      cmocka_unit_test(one_channel_is_a_call),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
