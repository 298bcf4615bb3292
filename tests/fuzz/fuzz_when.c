/// Any bytes as a moment: what is taken has a text, and that text is the same moment.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/when.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  char *text = malloc(size + 1), out[LUR_WHEN_SIZE];
  struct lur_when when, end, back;
  struct lur_diag diag = {0};
  if (!text) abort();
  memcpy(text, data, size);
  text[size] = '\0';
  lur_status status = lur_when_parse(text, &when, &diag);
  if (status == LUR_BAD_INPUT && !diag.text[0]) abort();
  if (lur_when_parse_end(text, &end, NULL) != status) abort();
  if (status == LUR_OK) {
    if (end.unix_ms <= when.unix_ms) abort();
    // In UTC it may lie in 1969 or 10000, which is not read back; on its own wall clock it does not.
    if (lur_when_parse(lur_when_format(&when, out, sizeof out), &back, NULL) != LUR_OK) abort();
    if (back.unix_ms != when.unix_ms || back.offset_min != when.offset_min) abort();
  }
  free(text);
  return 0;
}
