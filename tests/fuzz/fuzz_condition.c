/// Any bytes as a condition of a list: taken, or refused with a sentence.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/filter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  char *text = malloc(size + 1);
  struct lur_store_condition c;
  struct lur_diag diag = {0};
  if (!text) abort();
  memcpy(text, data, size);
  text[size] = '\0';
  lur_status status = lur_store_condition_parse(text, &c, &diag);
  if (status == LUR_BAD_INPUT && !diag.text[0]) abort();
  if (status == LUR_OK && (c.measure < 0 || c.measure >= LUR_MEASURE_COUNT || !isfinite(c.number))) abort();
  free(text);
  return 0;
}
