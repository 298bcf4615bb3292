/// Any bytes as the memory of a sound device: taken, and written and read the same again; or refused with a
/// sentence.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "capture/alsa_config.h"
#include "capture/choice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct lur_remembered r;
  struct lur_diag diag = {0};
  char text[4096], *own = malloc(size + 1);
  if (!own) abort();
  if (size) memcpy(own, data, size);
  own[size] = '\0';
  lur_status status = lur_choice_parse(own, size, "device", &r, &diag);
  if (status == LUR_BAD_INPUT && (!diag.text[0] || r.name[0])) abort();
  if (status == LUR_OK &&
      (!r.name[0] || !memchr(r.name, '\0', sizeof r.name) || !memchr(r.host, '\0', sizeof r.host)))
    abort();
  own[size < 255 ? size : 255] = '\0'; // the longest name there is
  if (lur_alsa_text(own, text, sizeof text) >= (int)sizeof text) abort();
  free(own);
  return 0;
}
