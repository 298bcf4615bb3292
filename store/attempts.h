/// \file
/// How the calls of the store stand as attempts to reach somebody, by the rules of a rubric.
#ifndef LUR_STORE_ATTEMPTS_H
#define LUR_STORE_ATTEMPTS_H

#include "rubrics/attempts.h"
#include "store/store.h"

struct lur_store_attempt {
  int64_t call;
  int earlier; ///< attempts of the same contact that failed before it
  lur_attempt_stand stand;
};
/// Visits the calls of that wave (NULL or "": of any) and participant (NULL or "": of all), oldest first for
/// each participant. Without both there is nothing to visit. Visits as in lur_store_each_wave. LUR_NOT_FOUND:
/// no such wave or participant.
LUR_NODISCARD lur_status lur_store_each_attempt(
    lur_store *store, const char *wave, const char *participant, const struct lur_attempts *rules,
    bool (*visit)(const struct lur_store_attempt *attempt, void *ctx), void *ctx, struct lur_diag *diag);

#endif
