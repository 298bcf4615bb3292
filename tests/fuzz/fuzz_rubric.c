/// Any bytes as a rubric: refused with faults, or parsed, printed, parsed again to the same print, and
/// scored.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rubrics/wave.h"

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

/// Each question with its first or its last answer.
static void answer_all(const struct lur_rubric *rubric, bool first, struct lur_answers *out)
{
  static const char *const moments[] = {"2026-11-22", "14:05", "2026-11-22 14:05"};
  for (size_t i = 0; i < rubric->criteria; i++) {
    const struct lur_criterion *c = &rubric->criterion[i];
    bool listed = c->kind == LUR_CRITERION_CHOICE || c->kind == LUR_CRITERION_SEVERAL;
    bool counted = c->kind == LUR_CRITERION_SCALE || c->kind == LUR_CRITERION_NUMBER;
    const char *text = listed                          ? c->answer[first ? 0 : c->answers - 1].id
                       : c->kind == LUR_CRITERION_DATE ? moments[c->moment]
                                                       : "text";
    if (lur_criterion_asked(c->kind))
      must(lur_answers_put(out, c->id, counted ? LUR_REPLY_NUMBER : LUR_REPLY_TEXT, text,
                           first ? c->from : c->to, "why") == LUR_OK);
  }
}

static void check_answered(const struct lur_rubric *rubric, const struct lur_measures *measures, bool first)
{
  struct lur_answers answers = {0};
  struct lur_scorecard *card = NULL;
  lur_wave_means *means = NULL;
  size_t n = 0;
  answer_all(rubric, first, &answers);
  answers.file = strdup("fuzz");
  must(answers.file && lur_score(rubric, measures, NULL, &answers, &card, NULL) == LUR_OK);
  must(lur_wave_means_new(rubric, 1, &means) == LUR_OK);
  lur_wave_means_add(means, 0, card);
  lur_scorecard_free(card);
  struct lur_score_input input = {.rubric = rubric, .measures = measures, .answers = &answers};
  input.wave = lur_wave_means_of(means, 0, &n);
  input.wave_values = n;
  must(lur_score_input(&input, &card, NULL) == LUR_OK);
  must(!card->has_total || (card->total >= 0 && card->total <= 100));
  lur_scorecard_free(card);
  lur_wave_means_free(means);
  lur_answers_clear(&answers);
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
  check_answered(rubric, &measures, true);
  check_answered(rubric, &measures, false);
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
