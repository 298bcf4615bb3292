/// Any bytes as a formula, scanned and, whatever the scan says, compiled and run: the box must hold by
/// itself.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rubrics/formula.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char rubric_text[] =
    "lur: rubric/1\nid: r\nversion: \"1\"\ntitle: R\nsections:\n- id: s\n  title: S\n  criteria:\n"
    "  - {id: a, title: A, ask: A?, answers: [{id: x, points: 1}, {id: y, points: 2}]}\n"
    "  - {id: b, title: B, ask: B?, scale: {from: 1, to: 5}}\n";

static void must(int truth)
{
  if (!truth) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  char *text = malloc(size + 1);
  lur_sandbox *box = NULL;
  struct lur_measures measures;
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  struct lur_answers answers = {0};
  const double points[] = {1, (double)NAN}, section[] = {50};
  struct lur_outcome out;
  struct lur_diag diag = {0};
  size_t offset = 0;
  if (!text) abort();
  memcpy(text, data, size);
  text[size] = '\0';
  lur_measures_reset(&measures, "made up");
  lur_measure_set(&measures, LUR_M_ANSWER_ANSWERED, 1);
  lur_measure_set_text(&measures, LUR_M_CLOSING_LAST_SPEAKER, "agent");
  must(lur_rubric_parse(rubric_text, strlen(rubric_text), "r", &rubric, &faults) == LUR_OK);
  must(lur_answers_put(&answers, "a", LUR_REPLY_TEXT, "x", 0, "") == LUR_OK);
  must(lur_answers_put(&answers, "b", LUR_REPLY_NUMBER, "4", 4, "") == LUR_OK);
  struct lur_scope scope = {
      .measures = &measures, .rubric = rubric, .points = points, .answers = &answers, .section = section};
  if (lur_sandbox_new(&box) != LUR_OK) abort();
  if (lur_formula_scan(text, NULL, NULL, &offset, &diag) == LUR_BAD_INPUT && !diag.text[0]) abort();
  if (lur_sandbox_compile(box, text, &diag) == LUR_NO_MEM) abort();
  if (lur_sandbox_run(box, text, &scope, &out) != LUR_OK) abort();
  if (out.known ? !isfinite(out.number) : !out.missing.why) abort();
  if (lur_sandbox_run(box, "1 + 1", &scope, &out) != LUR_OK || out.number != 2) abort();
  lur_sandbox_free(box);
  lur_rubric_free(rubric);
  lur_answers_clear(&answers);
  free(text);
  return 0;
}
