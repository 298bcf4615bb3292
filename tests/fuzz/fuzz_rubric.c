/// Any bytes as a rubric: refused with faults, or parsed, printed, parsed again to the same print, and
/// scored.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rubrics/scorecard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int truth)
{
  if (!truth) abort();
}

static void check_print(const struct lur_rubric *rubric)
{
  struct lur_rubric *again = NULL;
  struct lur_diags faults = {0};
  char *first = NULL, *second = NULL;
  must(lur_rubric_print(rubric, &first) == LUR_OK);
  must(lur_rubric_parse(first, strlen(first), "printed", &again, &faults) == LUR_OK);
  must(lur_rubric_print(again, &second) == LUR_OK);
  must(strcmp(first, second) == 0);
  lur_rubric_free(again);
  lur_diags_clear(&faults);
  free(first);
  free(second);
}

static void check_score(const struct lur_rubric *rubric)
{
  struct lur_measures measures;
  struct lur_scorecard *card = NULL;
  lur_measures_reset(&measures, "made up");
  lur_measure_set(&measures, LUR_M_ANSWER_ANSWERED, 1);
  lur_measure_set(&measures, LUR_M_ANSWER_WAIT_S, 12);
  must(lur_score(rubric, &measures, NULL, NULL, &card, NULL) == LUR_OK);
  must(!card->has_total || (card->total >= 0 && card->total <= 100));
  lur_scorecard_free(card);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  lur_status status = lur_rubric_parse((const char *)data, size, "fuzz", &rubric, &faults);
  must(status == LUR_OK || faults.n > 0);
  if (status == LUR_OK) {
    check_print(rubric);
    check_score(rubric);
    lur_rubric_free(rubric);
  }
  lur_diags_clear(&faults);
  return 0;
}
