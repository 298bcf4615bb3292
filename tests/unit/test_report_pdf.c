#define _GNU_SOURCE // memmem
// The scorecard on paper: a whole PDF, of as many pages as there is to say.
#include "tests/unit/test_report_tools.h"

/// Fontconfig forgets a pattern while it reads its settings, once a run; that is not ours to mend.
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
  return "leak:libfontconfig";
}

/// The PDF, to free(); *size is its length.
static char *paper_of(const struct fixture *f, size_t *size)
{
  struct capture c;
  assert_int_equal(lur_report_scorecard_pdf(capture_open(&c), &f->report, NULL), LUR_OK);
  capture_close(&c);
  assert_true(c.size > 2000);
  assert_memory_equal(c.text, "%PDF-", 5);
  assert_non_null(memmem(c.text + c.size - 16, 16, "%%EOF", 5));
  *size = c.size;
  return c.text;
}

/// How many pages it says it has.
static long pages_in(const char *pdf, size_t size)
{
  const char *at = memmem(pdf, size, "/Count ", 7);
  assert_non_null(at);
  return strtol(at + 7, NULL, 10);
}

static void a_short_scorecard_fits_on_a_page(void **state)
{
  size_t size;
  struct fixture *f = *state;
  char *pdf = paper_of(f, &size);
  assert_int_equal(pages_in(pdf, size), 1);
  free(pdf);
}

static void long_comments_go_on_to_the_next_pages(void **state)
{
  size_t size;
  struct fixture *f = *state;
  enum { words = 4000 };
  char *comment = malloc(5 * words + 1), *before = f->mark[2].comment;
  assert_non_null(comment);
  for (int i = 0; i < words; i++) memcpy(comment + 5 * i, "long ", 6);
  f->mark[2].comment = comment;
  char *pdf = paper_of(f, &size);
  assert_true(pages_in(pdf, size) >= 2 && pages_in(pdf, size) < 9);
  f->mark[2].comment = before;
  free(comment);
  free(pdf);
}

static void a_full_disk_and_no_scorecard_are_told(void **state)
{
  struct fixture *f = *state;
  struct lur_report bare = f->report;
  FILE *full = fopen("/dev/full", "w");
  if (full) {
    assert_int_equal(lur_report_scorecard_pdf(full, &f->report, NULL), LUR_IO);
    fclose(full);
  }
  bare.scorecard = NULL;
  assert_int_equal(lur_report_scorecard_pdf(stderr, &bare, NULL), LUR_BAD_ARG);
}

static int set_up(void **state)
{
  *state = fixture_new("calls/a.wav");
  return 0;
}

static int tear_down(void **state)
{
  fixture_free(*state);
  return 0;
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
  const struct CMUnitTest tests[] = {TEST(a_short_scorecard_fits_on_a_page),
                                     TEST(long_comments_go_on_to_the_next_pages),
                                     TEST(a_full_disk_and_no_scorecard_are_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
