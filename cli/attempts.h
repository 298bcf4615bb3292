/// \file
/// What an attempt to reach somebody was worth, by the rules of a rubric (`attempts`).
#ifndef LUR_CLI_ATTEMPTS_H
#define LUR_CLI_ATTEMPTS_H

#include "base/notes.h"
#include "cli/command.h"
#include "rubrics/rubric.h"
#include "store/store.h"

typedef enum {
  LUR_ATTEMPT_ANSWERED, ///< within the limit, or there is no rule
  LUR_ATTEMPT_UNSURE,   ///< the caller noted an answer, and none was found
  LUR_ATTEMPT_EARLY,    ///< nobody answered, and the caller did not wait as long as the rule asks for
  LUR_ATTEMPT_LATE,     ///< a person answered after the limit
  LUR_ATTEMPT_NOBODY,   ///< nobody answered
  LUR_ATTEMPT_BUSY      ///< the line was busy
} lur_attempt_end;

struct lur_attempt {
  lur_attempt_end end;
  double wait_s; ///< until somebody answered; else how long the call took
  int number;    ///< 1: the first of this contact
};

/// Judges one call by its measures and what the caller noted (NULL: nothing). earlier: how many calls right
/// before it, of the same contact or others, were unanswered.
struct lur_attempt lur_attempt_judge(const struct lur_attempts *rules, const struct lur_measures *measures,
                                     const struct lur_notes *notes, int earlier);
/// Whether the call is to be scored: it was answered, or it is the last attempt and failed.
bool lur_attempt_counts(const struct lur_attempts *rules, const struct lur_attempt *attempt);
/// Whether the attempt failed, and another is to follow before the contact counts.
bool lur_attempt_is_open(const struct lur_attempts *rules, const struct lur_attempt *attempt);
/// The calls right before `call`, of the same wave and participant, that failed: in *earlier. Without a
/// participant there are none. Errors as lur_store_each_call.
LUR_NODISCARD lur_status lur_attempts_before(lur_store *store, const struct lur_store_call *call,
                                             const struct lur_attempts *rules, int *earlier,
                                             struct lur_diag *diag);
/// Whether that call of the store does not count, as the contact was called again: it failed, or was given up
/// too early, and another is the later attempt. Measures and notes are the call's, as in lur_attempt_judge.
/// Errors as lur_store_each_call.
LUR_NODISCARD lur_status lur_attempts_passed(lur_store *store, const struct lur_store_call *call,
                                             const struct lur_attempts *rules,
                                             const struct lur_measures *measures,
                                             const struct lur_notes *notes, bool *passed,
                                             struct lur_diag *diag);
/// One line for the caller: how the attempt counts and what to do next. "" where it was answered. Writes at
/// most size bytes; returns out.
const char *lur_attempt_words(const struct lur_attempts *rules, const struct lur_attempt *attempt,
                              const char *participant, char *out, size_t size);

#endif
