/// \file
/// What a ranking is made of, from the store: participants with their classes, contacts with their scores.
#ifndef LUR_STORE_FIELD_H
#define LUR_STORE_FIELD_H

#include "ranking/field.h"
#include "store/store.h"

struct lur_store_field_wish {
  const char *rubric;   ///< id; NULL: the only one the wave was scored by
  const char *language; ///< of titles; NULL: English
  bool criteria;        ///< criteria are aspects, too
  bool agents_named;    ///< agents by the names the callers heard; else each participant's by numbers from 1
};

/// What is said of an entrant beside its contacts.
struct lur_store_entrant {
  int64_t incomplete; ///< calls whose newest scorecard is not complete: they do not count
  int64_t unscored;   ///< calls without a scorecard of the rubric: they do not count
  int64_t open;       ///< contacts that nobody answered yet and that are to be tried again: likewise
  int64_t tried_less; ///< scored as unanswered after fewer attempts than the rubric asks for: they do count
};

/// A version of the rubric or the analyser that scores rest on.
struct lur_store_version {
  char *version, *sha256; ///< sha256 of the rubric's file; "" of an analyser
};

/// Free with lur_store_field_free.
struct lur_store_field {
  char *wave, *title;
  char *rubric; ///< id; "" when nothing is scored yet and none was named
  char *rubric_title;
  struct lur_field field;            ///< rounds 0 and 1; total is its first aspect, answered its second
  struct lur_store_entrant *entrant; ///< one for each of the field's
  struct lur_store_version *rubric_version, *analyser;
  size_t rubric_versions, analysers;
  int64_t passed;   ///< attempts that failed and were followed by others: they never count
  int64_t nameless; ///< scored calls that name no participant: they have no place
};

/// The field of a wave: of each contact the newest scorecard of the rubric counts, if it is complete. By the
/// rubric's `attempts` an attempt that failed counts only where it is the last of its contact, which then has
/// the score for unanswered ones. *out is yours to free. LUR_NOT_FOUND: no such wave; LUR_BAD_INPUT: several
/// rubrics, none named.
LUR_NODISCARD lur_status lur_store_field(lur_store *store, const char *wave,
                                         const struct lur_store_field_wish *wish,
                                         struct lur_store_field **out, struct lur_diag *diag);
void lur_store_field_free(struct lur_store_field *field); ///< NULL is fine

#endif
