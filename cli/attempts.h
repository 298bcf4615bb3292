/// \file
/// What an attempt to reach somebody was worth, by the rules of a rubric (`attempts`).
#ifndef LUR_CLI_ATTEMPTS_H
#define LUR_CLI_ATTEMPTS_H

#include "cli/command.h"
#include "rubrics/attempts.h"
#include "store/store.h"

/// How many attempts of the same contact, of the same wave and participant, failed before `call`: in
/// *earlier. Without a participant there are none. Errors as lur_store_each_attempt.
LUR_NODISCARD lur_status lur_attempts_before(lur_store *store, const struct lur_store_call *call,
                                             const struct lur_attempts *rules, int *earlier,
                                             struct lur_diag *diag);
/// Whether that call of the store does not count, as the contact was called again: it failed, or was given up
/// too early, and another is the later attempt. Measures and notes are the call's, as in lur_attempt_judge.
/// Errors as lur_store_each_attempt.
LUR_NODISCARD lur_status lur_attempts_passed(lur_store *store, const struct lur_store_call *call,
                                             const struct lur_attempts *rules,
                                             const struct lur_measures *measures,
                                             const struct lur_notes *notes, bool *passed,
                                             struct lur_diag *diag);

/// The same for many calls: those of whole waves. Zero-initialise, with store and
/// rules, which are borrowed; clear with lur_passed_clear.
struct lur_passed {
  lur_store *store;
  const struct lur_attempts *rules;
  struct lur_passed_wave *at; ///< the waves asked for so far
  size_t n, room;
};
/// wave "" or NULL: of no wave, where every call counts. Errors as lur_store_each_attempt.
LUR_NODISCARD lur_status lur_passed_has(struct lur_passed *passed, const char *wave, int64_t call, bool *out,
                                        struct lur_diag *diag);
void lur_passed_clear(struct lur_passed *passed);

/// One line for the caller: how the attempt counts and what to do next. "" where it was answered. Writes at
/// most size bytes; returns out.
const char *lur_attempt_words(const struct lur_attempts *rules, const struct lur_attempt *attempt,
                              const char *participant, char *out, size_t size);

#endif
