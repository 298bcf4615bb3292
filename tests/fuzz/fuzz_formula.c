/// Any bytes as a formula, scanned and, whatever the scan says, compiled and run: the box must hold by
/// itself.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rubrics/formula.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  char *text = malloc(size + 1);
  lur_sandbox *box = NULL;
  struct lur_measures measures;
  struct lur_scope scope = {.measures = &measures};
  struct lur_outcome out;
  struct lur_diag diag = {0};
  size_t offset = 0;
  if (!text) abort();
  memcpy(text, data, size);
  text[size] = '\0';
  lur_measures_reset(&measures, "made up");
  lur_measure_set(&measures, LUR_M_ANSWER_ANSWERED, 1);
  lur_measure_set_text(&measures, LUR_M_CLOSING_LAST_SPEAKER, "agent");
  if (lur_sandbox_new(&box) != LUR_OK) abort();
  if (lur_formula_scan(text, NULL, NULL, &offset, &diag) == LUR_BAD_INPUT && !diag.text[0]) abort();
  if (lur_sandbox_compile(box, text, &diag) == LUR_NO_MEM) abort();
  if (lur_sandbox_run(box, text, &scope, &out) != LUR_OK) abort();
  if (out.known ? !isfinite(out.number) : !out.missing.why) abort();
  if (lur_sandbox_run(box, "1 + 1", &scope, &out) != LUR_OK || out.number != 2) abort();
  lur_sandbox_free(box);
  free(text);
  return 0;
}
