#include "base/nearest.h"

#include <stdint.h>
#include <string.h>

enum { LONGEST = 64 };

static size_t least(size_t a, size_t b)
{
  return a < b ? a : b;
}

/// ASCII only: identifiers of files do not follow the locale.
static char lower(char c)
{
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/// Optimal string alignment distance, three rows at a time.
size_t lur_typing_slips(const char *a, const char *b)
{
  size_t na = strlen(a), nb = strlen(b), rows[3][LONGEST + 1];
  if (na > LONGEST || nb > LONGEST) return SIZE_MAX;
  size_t *before = rows[0], *above = rows[1], *row = rows[2];
  for (size_t j = 0; j <= nb; j++) above[j] = before[j] = j;
  for (size_t i = 1; i <= na; i++) {
    row[0] = i;
    for (size_t j = 1; j <= nb; j++) {
      size_t wrong = lower(a[i - 1]) != lower(b[j - 1]);
      row[j] = least(least(above[j] + 1, row[j - 1] + 1), above[j - 1] + wrong);
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
        row[j] = least(row[j], before[j - 2] + 1);
    }
    size_t *spare = before;
    before = above;
    above = row;
    row = spare;
  }
  return above[nb];
}

void lur_nearest_try(struct lur_nearest *n, const char *candidate)
{
  size_t slips = lur_typing_slips(n->word, candidate);
  if (slips > least(3, 1 + strlen(n->word) / 4)) return;
  if (n->best && slips >= n->distance) return;
  n->best = candidate;
  n->distance = slips;
}
