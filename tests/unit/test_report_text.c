// What the terminal shows: the whole against a kept text, and the promises about width, colour and hostile
// names.
#include "tests/unit/test_report_tools.h"

#include "report/utf8.h"

static char *text_of(const struct fixture *f, struct lur_report_options options)
{
  struct capture c;
  assert_int_equal(lur_report_text(capture_open(&c), &f->report, &options), LUR_OK);
  capture_close(&c);
  return c.text;
}

static void assert_fits(const char *text, size_t width)
{
  for (const char *at = text; *at;) {
    size_t bytes = strcspn(at, "\n");
    char *line = strndup(at, bytes);
    assert_non_null(line);
    size_t got = lur_utf8_width(line);
    if (got > width) print_error("%zu columns: %s\n", got, line);
    assert_true(got <= width);
    if (bytes && line[bytes - 1] == ' ') print_error("ends in blanks: %s\n", line);
    assert_true(bytes == 0 || line[bytes - 1] != ' ');
    free(line);
    at += bytes + (at[bytes] == '\n');
  }
}

static void shows_a_scored_call(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("calls/kund-042.wav");
  char *text = text_of(f, (struct lur_report_options){0});
  assert_golden("report-call.txt", text);
  free(text);
  fixture_free(f);
}

static void every_line_fits_the_terminal(void **state)
{
  (void)state;
  static const int widths[] = {60, 80, 100, 160};
  struct fixture *f = fixture_new("a.wav");
  f->mark[2].comment = fixture_text(
      "Hon sa \u201dvälkommen\u201d men glömde både namn och företag, 株式会社 och 全部 — annars vänligt.");
  f->report.title = "A_name_without_a_single_blank_that_is_longer_than_any_line_could_be_and_goes_on_and_on_"
                    "and_on_and_on_and_on_and_on_and_on";
  f->section[1].title = fixture_texts(f, "A title of a section that takes more than one line because "
                                         "somebody wanted to be quite clear about it");
  for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
    char *text = text_of(f, (struct lur_report_options){.width = widths[i]});
    assert_fits(text, (size_t)widths[i]);
    free(text);
  }
  fixture_free(f);
}

/// Without its colours a coloured text is the plain one: colour is never the only sign.
static void colour_adds_nothing_but_colour(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  char *plain = text_of(f, (struct lur_report_options){0}),
       *coloured = text_of(f, (struct lur_report_options){.colour = true});
  assert_null(strchr(plain, 0x1b));
  assert_non_null(strchr(coloured, 0x1b));
  char *to = coloured;
  for (const char *at = coloured; *at;) {
    if (*at == 0x1b)
      at += strcspn(at, "m") + 1;
    else
      *to++ = *at++;
  }
  *to = '\0';
  assert_string_equal(plain, coloured);
  free(plain);
  free(coloured);
  fixture_free(f);
}

static void a_name_cannot_steer_the_terminal(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("x\033]0;owned\007\033[2J\u202egnp.wav");
  f->mark[2].comment = fixture_text("\033[31mred\n\nlines");
  char *text = text_of(f, (struct lur_report_options){0});
  for (const unsigned char *at = (const unsigned char *)text; *at; at++)
    assert_true(*at >= 0x20 || *at == '\n');
  assert_null(strstr(text, "\u202e"));
  assert_fits(text, 80);
  free(text);
  fixture_free(f);
}

static void says_that_a_recording_is_damaged(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  f->recording.complete = false;
  snprintf(f->recording.problem, sizeof f->recording.problem, "The file ends in the middle.");
  snprintf(f->recording.note, sizeof f->recording.note, "The second leg is 2 s shorter.");
  f->report.scorecard = NULL;
  char *text = text_of(f, (struct lur_report_options){0});
  assert_non_null(strstr(text, "The second leg is 2 s shorter."));
  assert_non_null(strstr(text, "! The file ends in the middle."));
  assert_null(strstr(text, "Scorecard"));
  free(text);
  fixture_free(f);
}

static void says_what_casts_doubt_on_the_sides(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  char *plain = text_of(f, (struct lur_report_options){0});
  assert_null(strstr(plain, "look at how the call is recorded"));
  free(plain);
  f->call->doubts.is[LUR_DOUBT_SHIFTED] = true;
  char *text = text_of(f, (struct lur_report_options){.width = 200});
  assert_non_null(strstr(text, "! one side seems to be late against the other"));
  assert_null(strstr(text, "only one side of the call"));
  free(text);
  fixture_free(f);
}

static void decimals_follow_the_language(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  char *swedish = text_of(f, (struct lur_report_options){.language = "sv"});
  assert_non_null(strstr(swedish, "19,3 s"));
  assert_null(strstr(swedish, "19.3 s"));
  free(swedish);
  fixture_free(f);
}

static void a_silent_call_is_shown_too(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  struct lur_call empty = {.duration_s = 0, .channels = 1, .tracks = 1};
  lur_measures_reset(&empty.measures, "no sound");
  empty.track[0].role = LUR_ROLE_MIX;
  f->report.call = &empty;
  f->report.scorecard = NULL;
  char *text = text_of(f, (struct lur_report_options){0});
  assert_non_null(strstr(text, "no sound"));
  assert_fits(text, 80);
  free(text);
  fixture_free(f);
}

static void widths_of_characters(void **state)
{
  (void)state;
  size_t width;
  assert_int_equal(lur_utf8_width("abc"), 3);
  assert_int_equal(lur_utf8_width("å\u0308"), 1);
  assert_int_equal(lur_utf8_width("全部"), 4);
  assert_int_equal(lur_utf8_fit("a全b", 2, &width), 1);
  assert_int_equal(width, 1);
  char *clean = lur_utf8_clean("a\xc3(\x80\n");
  assert_string_equal(clean, "a\uFFFD(\uFFFD ");
  free(clean);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shows_a_scored_call),
      cmocka_unit_test(every_line_fits_the_terminal),
      cmocka_unit_test(colour_adds_nothing_but_colour),
      cmocka_unit_test(a_name_cannot_steer_the_terminal),
      cmocka_unit_test(says_that_a_recording_is_damaged),
      cmocka_unit_test(says_what_casts_doubt_on_the_sides),
      cmocka_unit_test(decimals_follow_the_language),
      cmocka_unit_test(a_silent_call_is_shown_too),
      cmocka_unit_test(widths_of_characters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
