#include "rubrics/attempts.h"

#include <math.h>

static bool is_true(const struct lur_measures *measures, lur_measure which)
{
  const struct lur_value *v = &measures->of[which];
  return v->known && v->number > 0;
}

static double number(const struct lur_measures *measures, lur_measure which, double unknown)
{
  const struct lur_value *v = &measures->of[which];
  return v->known ? v->number : unknown;
}

static bool said_answered(const struct lur_notes *notes)
{
  for (size_t i = 0; notes && i < notes->n; i++)
    if (notes->at[i].kind == LUR_NOTE_ANSWERED) return true;
  return false;
}

bool lur_attempt_failed(lur_attempt_end end)
{
  return end >= LUR_ATTEMPT_LATE;
}

struct lur_attempt lur_attempt_of(const struct lur_attempts *rules, const struct lur_attempt_facts *facts,
                                  int earlier)
{
  struct lur_attempt a = {.wait_s = isnan(facts->wait_s) ? facts->duration_s : facts->wait_s, .number = 1};
  if (!rules->given) return a;
  a.number += earlier % rules->attempts;
  if (facts->answered)
    a.end = a.wait_s > rules->max_wait_s ? LUR_ATTEMPT_LATE : LUR_ATTEMPT_ANSWERED;
  else if (facts->noted_answer)
    a.end = LUR_ATTEMPT_UNSURE;
  else if (facts->busy)
    a.end = LUR_ATTEMPT_BUSY;
  else
    a.end = a.wait_s < rules->max_wait_s ? LUR_ATTEMPT_EARLY : LUR_ATTEMPT_NOBODY;
  return a;
}

struct lur_attempt lur_attempt_judge(const struct lur_attempts *rules, const struct lur_measures *measures,
                                     const struct lur_notes *notes, int earlier)
{
  const struct lur_attempt_facts facts = {.answered = is_true(measures, LUR_M_ANSWER_ANSWERED),
                                          .busy = is_true(measures, LUR_M_ANSWER_BUSY),
                                          .noted_answer = said_answered(notes),
                                          .wait_s = number(measures, LUR_M_ANSWER_WAIT_S, (double)NAN),
                                          .duration_s = number(measures, LUR_M_CALL_DURATION_S, 0)};
  return lur_attempt_of(rules, &facts, earlier);
}

bool lur_attempt_is_open(const struct lur_attempts *rules, const struct lur_attempt *attempt)
{
  return lur_attempt_failed(attempt->end) && attempt->number < rules->attempts;
}

bool lur_attempt_counts(const struct lur_attempts *rules, const struct lur_attempt *attempt)
{
  return attempt->end == LUR_ATTEMPT_ANSWERED ||
         (lur_attempt_failed(attempt->end) && !lur_attempt_is_open(rules, attempt));
}

lur_attempt_stand lur_attempt_step(struct lur_attempt_walk *walk, const struct lur_attempts *rules,
                                   const struct lur_attempt_facts *facts, bool last)
{
  const lur_attempt_stand unfinished = last ? LUR_STAND_OPEN : LUR_STAND_PASSED;
  struct lur_attempt a = lur_attempt_of(rules, facts, walk->failed);
  if (a.end == LUR_ATTEMPT_EARLY) return unfinished; // as if it had not been made
  if (lur_attempt_is_open(rules, &a)) {
    walk->failed++;
    return unfinished;
  }
  walk->failed = 0;
  return lur_attempt_failed(a.end) ? LUR_STAND_UNANSWERED : LUR_STAND_COUNTS;
}
