/// \file
/// A text for people, in one or several languages.
#ifndef LUR_RUBRICS_TEXTS_H
#define LUR_RUBRICS_TEXTS_H

#include <stddef.h>

#include "base/status.h"

struct lur_text {
  char *lang; ///< "sv", "nb", "en", "pt-BR"; "" for a text given without a language. Owned
  char *text; ///< UTF-8, owned
};
/// Zero-initialise; clear with lur_texts_clear.
struct lur_texts {
  struct lur_text *at; ///< in the order of the file; no language twice
  size_t n, room;
};

/// The text in `lang`; else in English, else the first one; "" when there is none. `lang` may be NULL, "sv",
/// "sv-SE" or "sv_SE.UTF-8"; "no", "nb" and "nn" stand in for each other. Borrowed from `texts`.
const char *lur_texts_pick(const struct lur_texts *texts, const char *lang);
/// Adds copies. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_texts_add(struct lur_texts *texts, const char *lang, const char *text);
void lur_texts_clear(struct lur_texts *texts); ///< frees; the list is empty and usable again

#endif
