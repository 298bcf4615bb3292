// A kept analysis read back: everything that reports show is as it was.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/report.h"

static void print_to(char **text, const struct lur_recording *recording, const struct lur_call *call)
{
  size_t size;
  FILE *out = open_memstream(text, &size);
  const struct lur_report report = {.recording = recording, .call = call};
  assert_non_null(out);
  assert_int_equal(lur_report_json(out, &report), LUR_OK);
  assert_int_equal(fclose(out), 0);
}

/// Cuts a document before its measures, which are rounded and not read back.
static void cut(char *document)
{
  char *measures = strstr(document, "\"measures\":");
  assert_non_null(measures);
  *measures = '\0';
}

static char *load(const char *name, size_t *size)
{
  char path[1024], *text = malloc(1 << 20);
  snprintf(path, sizeof path, "%s/tests/fuzz/corpus/fuzz_analysis_document/%s", LUR_SOURCE_DIR, name);
  FILE *in = fopen(path, "rb");
  assert_true(text && in);
  *size = fread(text, 1, (1 << 20) - 1, in);
  text[*size] = '\0';
  fclose(in);
  return text;
}

static void check_same(char *given)
{
  struct lur_recording recording = {0};
  struct lur_call *call = NULL;
  char *again = NULL;
  assert_int_equal(lur_report_json_read(given, strlen(given), &recording, &call, NULL), LUR_OK);
  print_to(&again, &recording, call);
  cut(given);
  cut(again);
  assert_string_equal(given, again);
  free(again);
  lur_call_free(call);
  lur_recording_clear(&recording);
}

static void all_but_the_measures_comes_back(void **state)
{
  (void)state;
  static const char *const names[] = {"sv-mono.json", "en-unanswered.json", "nb-menu.json",
                                      "da-hold.json", "doubts.json",        "tones.json"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t size;
    char *given = load(names[i], &size);
    check_same(given);
    free(given);
  }
}

static void measures_are_left_unknown(void **state)
{
  (void)state;
  size_t size;
  struct lur_recording recording = {0};
  struct lur_call *call = NULL;
  char *given = load("nb-menu.json", &size);
  assert_int_equal(lur_report_json_read(given, size, &recording, &call, NULL), LUR_OK);
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) {
    assert_false(call->measures.of[i].known);
    assert_non_null(call->measures.of[i].why);
  }
  free(given);
  lur_call_free(call);
  lur_recording_clear(&recording);
}

static void what_is_no_analysis_is_refused(void **state)
{
  (void)state;
  size_t size;
  char *backwards = load("backwards.json", &size);
  const char *const bad[] = {"", "{}", "[]", "{\"schema\":\"lur.analysis/2\"}", "nonsense", backwards};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct lur_recording recording = {0};
    struct lur_call *call = NULL;
    struct lur_diag diag = {0};
    assert_int_equal(lur_report_json_read(bad[i], strlen(bad[i]), &recording, &call, &diag), LUR_BAD_INPUT);
    assert_null(call);
    assert_null(recording.name);
    assert_non_null(strstr(diag.text, "analysed again"));
  }
  free(backwards);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(all_but_the_measures_comes_back),
                                     cmocka_unit_test(measures_are_left_unknown),
                                     cmocka_unit_test(what_is_no_analysis_is_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
