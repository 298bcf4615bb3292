// Pages: well-formed, nothing of a stranger's text unescaped, nothing loaded from outside, the sound whole.
#include "tests/unit/test_report_tools.h"

#include <openssl/evp.h>

static char *page_of(const struct fixture *f, const struct lur_page_audio *audio, const char *language)
{
  struct capture c;
  struct lur_report_options options = {.language = language};
  assert_int_equal(lur_report_html(capture_open(&c), &f->report, audio, &options), LUR_OK);
  capture_close(&c);
  return c.text;
}

static FILE *bytes_stream(const char *bytes, size_t n)
{
  FILE *stream = tmpfile();
  assert_non_null(stream);
  assert_int_equal(fwrite(bytes, 1, n, stream), n);
  rewind(stream);
  return stream;
}

static void a_page_is_well_formed(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("kund-042.wav");
  struct lur_page_audio beside = {.href = "call.flac"};
  for (int i = 0; i < 6; i++) {
    f->report.scorecard = i & 1 ? NULL : &f->card;
    f->report.peaks = i & 2 ? NULL : &f->peaks;
    char *page = page_of(f, i & 4 ? &beside : NULL, "en");
    assert_markup(page);
    assert_int_equal(strncmp(page, "<!doctype html>\n<html lang=\"en\">", 32), 0);
    assert_int_equal(strstr(page, "<audio") != NULL, (i & 4) != 0);
    assert_int_equal(strstr(page, "class=\"card\"") != NULL, (i & 1) == 0);
    free(page);
  }
  fixture_free(f);
}

static void strangers_texts_are_escaped_everywhere(void **state)
{
  (void)state;
  const char *evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;";
  struct fixture *f = fixture_new(evil);
  f->report.when = evil;
  f->recording.complete = false;
  snprintf(f->recording.problem, sizeof f->recording.problem, "%s", evil);
  f->card.assessor = f->rubric.version = f->criterion[0].id = f->mark[2].comment = fixture_text(evil);
  for (size_t i = 0; i < f->texts; i++) f->text[i].text = fixture_text(evil);
  lur_measure_set_text(&f->call->measures, LUR_M_QUALITY_GRADE, evil);
  lur_measure_unknown(&f->call->measures, LUR_M_TURN_COUNT, evil);
  struct lur_page_audio audio = {.href = evil};
  for (int titled = 0; titled < 2; titled++) {
    f->report.title = titled ? evil : NULL;
    char *page = page_of(f, &audio, evil);
    assert_markup(page);
    assert_int_equal(count_of(page, "<script"), 1);
    assert_null(strstr(page, "<img"));
    assert_null(strstr(page, "alert(1)<"));
    assert_true(count_of(page, "&lt;script&gt;alert(1)") > 10);
    free(page);
  }
  fixture_free(f);
}

/// The policy names the one script that may run; were it another one the page would be dead.
static void only_the_pages_own_script_may_run(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  struct lur_page_audio audio = {.href = "a.flac"};
  char *page = page_of(f, &audio, NULL), *script = strstr(page, "<script>"), *end = strstr(page, "</script>");
  assert_non_null(script);
  assert_non_null(end);
  script += strlen("<script>");
  unsigned char digest[EVP_MAX_MD_SIZE], encoded[2 * EVP_MAX_MD_SIZE];
  size_t size = 0;
  assert_int_equal(EVP_Q_digest(NULL, "SHA256", NULL, script, (size_t)(end - script), digest, &size), 1);
  EVP_EncodeBlock(encoded, digest, (int)size);
  char want[256];
  snprintf(want, sizeof want, "script-src 'sha256-%s'", (const char *)encoded);
  assert_non_null(strstr(page, want));
  assert_null(strstr(page, "onclick"));
  assert_null(strstr(page, "http://"));
  assert_null(strstr(page, "https://"));
  free(page);
  page = page_of(f, NULL, NULL);
  assert_non_null(strstr(page, "script-src 'none'"));
  assert_null(strstr(page, "<script"));
  free(page);
  fixture_free(f);
}

static void the_sound_is_embedded_whole(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  enum { MOST = 30000 };
  static char bytes[MOST];
  for (int i = 0; i < MOST; i++) bytes[i] = (char)(i * 7 + i / 251);
  static const size_t sizes[] = {1, 2, 3, 12287, 12288, 12289, MOST};
  for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
    struct lur_page_audio audio = {.stream = bytes_stream(bytes, sizes[k]), .media_type = "audio/flac"};
    char *page = page_of(f, &audio, NULL), *at = strstr(page, "src=\"data:audio/flac;base64,");
    assert_non_null(at);
    at += strlen("src=\"data:audio/flac;base64,");
    size_t length = strcspn(at, "\"");
    assert_int_equal(length, (sizes[k] + 2) / 3 * 4);
    unsigned char *back = malloc(length + 3);
    assert_non_null(back);
    assert_true(EVP_DecodeBlock(back, (const unsigned char *)at, (int)length) >= (int)sizes[k]);
    assert_memory_equal(back, bytes, sizes[k]);
    free(back);
    free(page);
    fclose(audio.stream);
  }
  fixture_free(f);
}

static void file_names_stay_file_names(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  static const struct {
    const char *name, *want;
  } table[] = {{"call 1.flac", "src=\"./call%201.flac\""},
               {"javascript:alert(1)", "src=\"./javascript%3Aalert%281%29\""},
               {"sub/å#?%.mp3", "src=\"./sub/%C3%A5%23%3F%25.mp3\""}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    struct lur_page_audio audio = {.href = table[i].name};
    char *page = page_of(f, &audio, NULL);
    assert_non_null(strstr(page, table[i].want));
    free(page);
  }
  fixture_free(f);
}

static void evidence_can_be_played(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  struct lur_page_audio audio = {.href = "a.flac"};
  char *page = page_of(f, &audio, NULL), *patience = strstr(page, "id=\"c-patience\"");
  assert_non_null(patience);
  assert_non_null(strstr(patience, "data-play=\"20.1-21.75,27-27.31\""));
  assert_non_null(strstr(page, "aria-label=\"Hear: Time to answer\""));
  free(page);
  page = page_of(f, NULL, NULL);
  assert_null(strstr(page, "data-play"));
  free(page);
  fixture_free(f);
}

static void skips_what_nobody_says(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  struct lur_page_audio audio = {.href = "a.flac"};
  char *page = page_of(f, &audio, NULL);
  // Prompts 9-11.3 and 11.8-14.2;
  // speech 20.1-21.75, 21.9-24.1, 24.8-33.5, 39.6-40.9, 41.2-43.5, 49.5-53, 53.4-55.6, 56-57.2.
  assert_non_null(strstr(page, " data-skip=\"0-8.75,14.45-19.85,33.75-39.35,43.75-49.25,57.45-60\""));
  free(page);
  fixture_free(f);
}

static void says_what_was_not_measured_and_why(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  char *page = page_of(f, NULL, NULL);
  assert_int_equal(count_of(page, "<dt>less than 1 s of voiced speech</dt>"), 1);
  assert_non_null(strstr(page, "No full greeting"));
  assert_null(strstr(page, "Nobody answered"));
  assert_non_null(strstr(page, "67 %"));
  assert_non_null(strstr(page, "the line was cut"));
  assert_non_null(strstr(page, "Made up for tests."));
  free(page);
  fixture_free(f);
}

static void says_what_casts_doubt_on_the_sides(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  f->call->doubts.is[LUR_DOUBT_DUPLICATE] = f->call->doubts.is[LUR_DOUBT_SWAPPED] = true;
  char *page = page_of(f, NULL, NULL);
  assert_int_equal(count_of(page, "<p class=\"problem\">both channels carry the same sound"), 1);
  assert_int_equal(count_of(page, "<p class=\"problem\">the two sides seem to be swapped"), 1);
  assert_int_equal(count_of(page, "<p class=\"problem\">"), 2);
  free(page);
  fixture_free(f);
}

static void the_index_goes_from_best_to_worst(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  struct lur_scorecard worse = f->card, equal = f->card;
  worse.total = 12;
  worse.total_millionths = 12000000;
  struct lur_index_row rows[4] = {0};
  static const char *const titles[] = {"No <score>", "Worse", "Best", "Equal"};
  static const char *const pages[] = {"none.html", "worse.html", "best 1.html", "equal.html"};
  const struct lur_scorecard *cards[] = {NULL, &worse, &f->card, &equal};
  for (int i = 0; i < 4; i++) {
    struct lur_report report = f->report;
    report.title = titles[i];
    report.scorecard = cards[i];
    assert_int_equal(lur_index_row_make(&report, pages[i], NULL, &rows[i]), LUR_OK);
  }
  struct capture c;
  assert_int_equal(lur_report_html_index(capture_open(&c), rows, 4, NULL, NULL), LUR_OK);
  const char *page = capture_close(&c), *best = strstr(page, ">Best<"), *same = strstr(page, ">Equal<");
  assert_markup(page);
  const char *low = strstr(page, ">Worse<"), *none = strstr(page, "No &lt;score&gt;");
  assert_true(best && same && low && none && best < same && same < low && low < none);
  assert_int_equal(count_of(page, "<td class=\"rank\">1</td>"), 2); // a tie shares its place
  assert_int_equal(count_of(page, "<td class=\"rank\">3</td>"), 1);
  assert_non_null(strstr(page, "href=\"./best%201.html\""));
  free(c.text);
  for (int i = 0; i < 4; i++) lur_index_row_clear(&rows[i]);
  fixture_free(f);
}

static void an_empty_index_is_a_page_too(void **state)
{
  (void)state;
  struct capture c;
  assert_int_equal(lur_report_html_index(capture_open(&c), NULL, 0, "Wave", NULL), LUR_OK);
  assert_markup(capture_close(&c));
  assert_non_null(strstr(c.text, "0 calls"));
  free(c.text);
}

static void a_full_disk_is_an_error(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  struct lur_index_row row = {0};
  FILE *full = fopen("/dev/full", "w");
  if (!full) skip();
  assert_int_equal(lur_index_row_make(&f->report, "a.html", NULL, &row), LUR_OK);
  assert_int_equal(lur_report_html(full, &f->report, NULL, NULL), LUR_IO);
  assert_int_equal(lur_report_html_index(full, &row, 1, NULL, NULL), LUR_IO);
  lur_index_row_clear(&row);
  fclose(full);
  fixture_free(f);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_page_is_well_formed),
      cmocka_unit_test(strangers_texts_are_escaped_everywhere),
      cmocka_unit_test(only_the_pages_own_script_may_run),
      cmocka_unit_test(the_sound_is_embedded_whole),
      cmocka_unit_test(file_names_stay_file_names),
      cmocka_unit_test(evidence_can_be_played),
      cmocka_unit_test(skips_what_nobody_says),
      cmocka_unit_test(says_what_was_not_measured_and_why),
      cmocka_unit_test(says_what_casts_doubt_on_the_sides),
      cmocka_unit_test(the_index_goes_from_best_to_worst),
      cmocka_unit_test(an_empty_index_is_a_page_too),
      cmocka_unit_test(a_full_disk_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
