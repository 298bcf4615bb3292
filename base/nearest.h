/// \file
/// "Did you mean ...?": the known word nearest to a misspelt one.
#ifndef LUR_BASE_NEAREST_H
#define LUR_BASE_NEAREST_H

#include <stddef.h>

/// Start with {.word = misspelt}; `best` is NULL until a candidate is near enough.
struct lur_nearest {
  const char *word;
  const char *best; ///< borrowed from the candidates
  size_t distance;  ///< of best, in typing slips
};
void lur_nearest_try(struct lur_nearest *n, const char *candidate);
/// Slips (a letter too many, missing, wrong, or two swapped) from a to b, case ignored; words longer than 64
/// bytes are far from all.
size_t lur_typing_slips(const char *a, const char *b);

#endif
