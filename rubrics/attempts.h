/// \file
/// What an attempt to reach somebody was worth, by the rules of a rubric (`attempts`), and which attempts of
/// a participant's calls make a contact.
#ifndef LUR_RUBRICS_ATTEMPTS_H
#define LUR_RUBRICS_ATTEMPTS_H

#include "base/notes.h"
#include "rubrics/rubric.h"

typedef enum {
  LUR_ATTEMPT_ANSWERED, ///< within the limit, or there is no rule
  LUR_ATTEMPT_UNSURE,   ///< the caller noted an answer, and none was found
  LUR_ATTEMPT_EARLY,    ///< nobody answered, and the caller did not wait as long as the rule asks for
  LUR_ATTEMPT_LATE,     ///< a person answered after the limit
  LUR_ATTEMPT_NOBODY,   ///< nobody answered
  LUR_ATTEMPT_BUSY      ///< the line was busy
} lur_attempt_end;
bool lur_attempt_failed(lur_attempt_end end); ///< LATE, NOBODY, BUSY: the contact is to be tried again

struct lur_attempt {
  lur_attempt_end end;
  double wait_s; ///< until somebody answered; else how long the call took
  int number;    ///< 1: the first of this contact
};

/// What is to be known of a call to judge it.
struct lur_attempt_facts {
  bool answered, busy;
  bool noted_answer; ///< the caller noted that somebody answered
  double wait_s;     ///< until somebody answered; NAN: not known
  double duration_s; ///< of the whole call
};
/// earlier: how many attempts right before it, of the same participant, failed.
struct lur_attempt lur_attempt_of(const struct lur_attempts *rules, const struct lur_attempt_facts *facts,
                                  int earlier);
/// The same by the measures of a call and what the caller noted (NULL: nothing).
struct lur_attempt lur_attempt_judge(const struct lur_attempts *rules, const struct lur_measures *measures,
                                     const struct lur_notes *notes, int earlier);
/// Whether the call is to be scored: it was answered, or it is the last attempt and failed.
bool lur_attempt_counts(const struct lur_attempts *rules, const struct lur_attempt *attempt);
/// Whether the attempt failed, and another is to follow before the contact counts.
bool lur_attempt_is_open(const struct lur_attempts *rules, const struct lur_attempt *attempt);

/// What a call is among the attempts of its participant.
typedef enum {
  LUR_STAND_COUNTS,     ///< it is the contact, and is scored as it is
  LUR_STAND_UNANSWERED, ///< the last attempt failed: the contact counts with the rubric's `unanswered`
  LUR_STAND_OPEN,       ///< it failed, and no call has followed yet: the contact does not count yet
  LUR_STAND_PASSED      ///< it failed or was given up too early, and was followed by another: it never counts
} lur_attempt_stand;

/// Walks through the calls of one participant in the order they were made. Zero-initialise.
struct lur_attempt_walk {
  int failed; ///< attempts of the contact that is being tried
};
/// The next call. last: no call follows.
lur_attempt_stand lur_attempt_step(struct lur_attempt_walk *walk, const struct lur_attempts *rules,
                                   const struct lur_attempt_facts *facts, bool last);

#endif
