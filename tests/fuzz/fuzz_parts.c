/// Parts of a scorecard, as the store keeps them and from a document, whatever stands there.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(const char *text)
{
  struct lur_part part;
  const char *end = text + strlen(text);
  while (lur_parts_next(&text, &part))
    if (part.id_length == 0 || part.id + part.id_length > end || !strchr("utskc", (int)part.kind)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  char *text = malloc(size + 1), *parts = NULL;
  if (!text) return 0;
  if (size) memcpy(text, data, size);
  text[size] = '\0';
  read_all(text);
  if (lur_parts_of_document(text, &parts) == LUR_OK) read_all(parts);
  free(parts);
  free(text);
  return 0;
}
