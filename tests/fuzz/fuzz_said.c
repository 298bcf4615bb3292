/// Any text as the file beside a recording: what is taken of it is in order.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "cli/said.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct lur_notes notes = {0};
  struct lur_dropouts dropouts = {0};
  if (lur_said_read((const char *)data, size, &notes, &dropouts) != LUR_OK) abort(); // no memory ran out
  for (size_t i = 0; i < notes.n; i++) {
    const struct lur_note *n = &notes.at[i];
    if (!(n->start_s >= 0 && n->end_s >= n->start_s && isfinite(n->end_s))) abort();
    if (i && n->start_s < notes.at[i - 1].start_s) abort();
  }
  for (size_t i = 0; i < dropouts.n; i++)
    if (!(dropouts.at[i].start_s >= 0 && dropouts.at[i].end_s > dropouts.at[i].start_s)) abort();
  lur_notes_clear(&notes);
  lur_dropouts_clear(&dropouts);
  return 0;
}
