// What a scorecard's document says was lost: whatever it holds, figures stay figures.
#include "cli/results_losses.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct lur_result_facts facts = {0};
  const struct lur_losses losses = {&facts, NULL, 0, "sv"};
  char *text = malloc(size + 1);
  if (!text) return 0;
  if (size) memcpy(text, data, size);
  text[size] = '\0';
  if (lur_losses_add(&losses, 3, true, 40000000, text, "") != LUR_OK) abort();
  for (size_t i = 0; i < facts.losses; i++) {
    const struct lur_result_loss *loss = &facts.loss[i];
    if (!isfinite(loss->lost) || !(loss->lost > 0) || loss->cause >= facts.causes || loss->contact != 3 ||
        loss->reason >= facts.reasons || loss->span + loss->spans > facts.span.n)
      abort();
  }
  lur_result_facts_clear(&facts);
  free(text);
  return 0;
}
