// The assessors' answers that come with the sample calls fit the rubrics they name, and there are some about
// each call.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rubrics/answers.h"
#include "rubrics/rubric.h"

static const char *const calls[] = {"sv-good", "nb-good", "nb-menu",      "sv-mono",
                                    "da-hold", "en-slow", "nl-interrupt", "en-unanswered"};
enum { CALLS = sizeof calls / sizeof *calls };

static struct lur_rubric *rubric_of(const char *path)
{
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  char said[800];
  if (lur_rubric_load(path, &rubric, &faults))
    fail_msg("%s", faults.n ? lur_diag_format(&faults.at[0], said, sizeof said) : "memory is out");
  lur_diags_clear(&faults);
  return rubric;
}

static void assert_fits(const char *path, const char *call, const struct lur_rubric *rubric, size_t wanted)
{
  struct lur_answers_list list = {0};
  struct lur_diag diag = {0};
  char said[800];
  if (lur_answers_load(path, &list, &diag)) fail_msg("%s", lur_diag_format(&diag, said, sizeof said));
  const struct lur_answers *answers = lur_answers_find(&list, call);
  if (!answers) fail_msg("%s says nothing about %s", path, call);
  if (lur_answers_check(answers, rubric, &diag)) fail_msg("%s", lur_diag_format(&diag, said, sizeof said));
  assert_string_equal(answers->rubric, rubric->id);
  assert_int_equal(answers->n, wanted);
  lur_answers_list_clear(&list);
}

static void championship_answers_fit(void **state)
{
  (void)state;
  static const char *const paths[CALLS] = {LUR_SOURCE_DIR "/samples/answers/sv-good.yaml",
                                           LUR_SOURCE_DIR "/samples/answers/nb-good.yaml",
                                           LUR_SOURCE_DIR "/samples/answers/nb-menu.yaml",
                                           LUR_SOURCE_DIR "/samples/answers/sv-mono.yaml",
                                           LUR_SOURCE_DIR "/samples/answers/da-hold.yaml",
                                           LUR_SOURCE_DIR "/samples/answers/en-slow.yaml",
                                           LUR_SOURCE_DIR "/samples/answers/nl-interrupt.yaml",
                                           LUR_SOURCE_DIR "/samples/answers/en-unanswered.yaml"};
  struct lur_rubric *rubric = rubric_of(LUR_SOURCE_DIR "/rubrics/library/sm-contactcenter.yaml");
  for (size_t i = 0; i < CALLS; i++) assert_fits(paths[i], calls[i], rubric, i + 1 < CALLS ? 9 : 1);
  lur_rubric_free(rubric);
}

static void award_answers_fit(void **state)
{
  (void)state;
  struct lur_rubric *rubric = rubric_of(LUR_SOURCE_DIR "/rubrics/library/ksp-telefon.yaml");
  for (size_t i = 0; i < CALLS; i++)
    assert_fits(LUR_SOURCE_DIR "/samples/answers/ksp-telefon.csv", calls[i], rubric, i + 1 < CALLS ? 13 : 2);
  lur_rubric_free(rubric);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(championship_answers_fit),
                                     cmocka_unit_test(award_answers_fit)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
