/// Any bytes as a recording's journal: read without harm, and what it says holds together.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "capture/journal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_blocks(const struct lur_journal *j)
{
  int64_t at = 0;
  for (size_t i = 0; i < j->blocks; i++) {
    const struct lur_journal_block *b = &j->block[i];
    if (b->start < at || b->n <= 0 || b->n_before < 0 || b->n_before >= b->n) abort();
    at = b->start + b->n;
  }
}

static void check_notes(const struct lur_journal *j)
{
  for (size_t i = 0; i < j->notes.n; i++) {
    const struct lur_note *note = &j->notes.at[i];
    if ((unsigned)note->kind >= LUR_NOTE_KINDS || !(note->end_s >= note->start_s && note->start_s >= 0))
      abort();
    if (!memchr(note->text, '\0', sizeof note->text)) abort();
  }
  for (size_t i = 0; i < j->dropouts.n; i++)
    if (!(j->dropouts.at[i].end_s >= j->dropouts.at[i].start_s)) abort();
}

/// Records with right checksums come too seldom by chance: given numbers and checksums, they are read.
static void seal(uint8_t *bytes, size_t size)
{
  for (size_t at = 0; at + 64 <= size; at += 64) {
    uint32_t crc = lur_journal_crc(0, bytes + at, 60);
    for (int i = 0; i < 4; i++) bytes[at + 60 + (size_t)i] = (uint8_t)(crc >> (8 * i));
  }
}

static void look(const uint8_t *bytes, size_t size)
{
  struct lur_journal j = {0};
  if (lur_journal_parse(bytes, size, &j) != LUR_OK) return;
  if (j.records + j.damaged != (size + 63) / 64) abort();
  if (j.has_head && (j.said.channels < 1 || j.said.channels > 2 || j.said.rate_hz < 8000)) abort();
  check_blocks(&j);
  check_notes(&j);
  lur_journal_clear(&j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  uint8_t *copy = malloc(size + 1);
  if (!copy) return 0;
  look(data, size);
  if (size) memcpy(copy, data, size);
  seal(copy, size);
  look(copy, size);
  free(copy);
  return 0;
}
