#include "cli/attempts.h"

#include <math.h>
#include <stdio.h>

#include "base/i18n.h"
#include "report/words.h"

static bool is_true(const struct lur_measures *measures, lur_measure which)
{
  const struct lur_value *v = &measures->of[which];
  return v->known && v->number > 0;
}

static bool said_answered(const struct lur_notes *notes)
{
  for (size_t i = 0; notes && i < notes->n; i++)
    if (notes->at[i].kind == LUR_NOTE_ANSWERED) return true;
  return false;
}

static bool failed(lur_attempt_end end)
{
  return end >= LUR_ATTEMPT_LATE;
}

struct lur_attempt lur_attempt_judge(const struct lur_attempts *rules, const struct lur_measures *measures,
                                     const struct lur_notes *notes, int earlier)
{
  const struct lur_value *wait = &measures->of[LUR_M_ANSWER_WAIT_S],
                         *all = &measures->of[LUR_M_CALL_DURATION_S];
  struct lur_attempt a = {.wait_s = wait->known ? wait->number : all->known ? all->number : 0, .number = 1};
  if (!rules->given) return a;
  a.number += earlier % rules->attempts;
  if (is_true(measures, LUR_M_ANSWER_ANSWERED))
    a.end = a.wait_s > rules->max_wait_s ? LUR_ATTEMPT_LATE : LUR_ATTEMPT_ANSWERED;
  else if (said_answered(notes))
    a.end = LUR_ATTEMPT_UNSURE;
  else if (is_true(measures, LUR_M_ANSWER_BUSY))
    a.end = LUR_ATTEMPT_BUSY;
  else
    a.end = a.wait_s < rules->max_wait_s ? LUR_ATTEMPT_EARLY : LUR_ATTEMPT_NOBODY;
  return a;
}

bool lur_attempt_is_open(const struct lur_attempts *rules, const struct lur_attempt *attempt)
{
  return failed(attempt->end) && attempt->number < rules->attempts;
}

bool lur_attempt_counts(const struct lur_attempts *rules, const struct lur_attempt *attempt)
{
  return attempt->end == LUR_ATTEMPT_ANSWERED ||
         (failed(attempt->end) && !lur_attempt_is_open(rules, attempt));
}

/// Ids of a participant's calls, newest first.
struct calls {
  int64_t before, *at; ///< before: the call that is asked about
  size_t n, most;
  bool passed;
};

static bool take_call(const struct lur_store_row *row, void *ctx)
{
  struct calls *calls = ctx;
  if (calls->passed && calls->n < calls->most) calls->at[calls->n++] = row->analysis.id;
  if (row->call.id == calls->before) calls->passed = true;
  return calls->n < calls->most;
}

lur_status lur_attempts_before(lur_store *store, const struct lur_store_call *call,
                               const struct lur_attempts *rules, int *earlier, struct lur_diag *diag)
{
  enum { most = 200 }; // more failures in a row than any rule asks for
  int64_t analysis[most];
  struct lur_measures measures;
  struct calls calls = {.before = call->id, .at = analysis, .most = most};
  const struct lur_store_filter filter = {.wave = call->wave, .participant = call->participant};
  *earlier = 0;
  if (!rules->given || !call->participant || !*call->participant) return LUR_OK;
  lur_status status = lur_store_each_call(store, &filter, take_call, &calls, diag);
  for (size_t i = 0; i < calls.n && status == LUR_OK; i++) {
    if (!analysis[i]) break;
    status = lur_store_measures(store, analysis[i], &measures, diag);
    if (status != LUR_OK || !failed(lur_attempt_judge(rules, &measures, NULL, 0).end)) break;
    ++*earlier;
  }
  return status;
}

static bool take_newest(const struct lur_store_row *row, void *ctx)
{
  *(int64_t *)ctx = row->call.id;
  return false;
}

lur_status lur_attempts_passed(lur_store *store, const struct lur_store_call *call,
                               const struct lur_attempts *rules, const struct lur_measures *measures,
                               const struct lur_notes *notes, bool *passed, struct lur_diag *diag)
{
  int earlier = 0;
  int64_t newest = call->id;
  const struct lur_store_filter filter = {.wave = call->wave, .participant = call->participant};
  struct lur_attempt a = lur_attempt_judge(rules, measures, notes, 0);
  *passed = false;
  if (!call->wave || !*call->wave || !call->participant || !*call->participant) return LUR_OK;
  if (a.end != LUR_ATTEMPT_EARLY && !failed(a.end)) return LUR_OK;
  lur_status status = lur_store_each_call(store, &filter, take_newest, &newest, diag);
  if (status != LUR_OK || newest == call->id) return status;
  status = lur_attempts_before(store, call, rules, &earlier, diag);
  a = lur_attempt_judge(rules, measures, notes, earlier);
  *passed = status == LUR_OK && !lur_attempt_counts(rules, &a);
  return status;
}

/// Why it failed.
static const char *why(const struct lur_attempts *rules, const struct lur_attempt *a, char *out, size_t size)
{
  char wait[LUR_WORDS_SIZE], limit[LUR_WORDS_SIZE];
  lur_words_clock(floor(a->wait_s), 0, NULL, wait);
  lur_words_clock(rules->max_wait_s, 0, NULL, limit);
  if (a->end == LUR_ATTEMPT_BUSY)
    snprintf(out, size, "%s", _("the line was busy"));
  else if (a->end == LUR_ATTEMPT_LATE)
    snprintf(out, size, _("somebody answered after %s only, and the limit is %s"), wait, limit);
  else
    snprintf(out, size, "%s", _("nobody answered"));
  return out;
}

const char *lur_attempt_words(const struct lur_attempts *rules, const struct lur_attempt *attempt,
                              const char *participant, char *out, size_t size)
{
  char reason[200], points[LUR_WORDS_SIZE], wait[LUR_WORDS_SIZE], limit[LUR_WORDS_SIZE];
  const char *who = participant && *participant ? participant : _("them");
  out[0] = '\0';
  lur_words_clock(floor(attempt->wait_s), 0, NULL, wait);
  lur_words_clock(rules->max_wait_s, 0, NULL, limit);
  why(rules, attempt, reason, sizeof reason);
  if (attempt->end == LUR_ATTEMPT_UNSURE)
    snprintf(
        out, size, "%s",
        _("you noted that somebody answered, and no answer was found; listen to the call before it counts"));
  else if (attempt->end == LUR_ATTEMPT_EARLY)
    snprintf(out, size,
             _("nobody answered in %s, and the limit is %s: the attempt does not count; wait that long, or "
               "call again"),
             wait, limit);
  else if (lur_attempt_is_open(rules, attempt))
    snprintf(out, size,
             _("%s: attempt %d of %d counts as unanswered and is not scored; call %s again another day"),
             reason, attempt->number, rules->attempts, who);
  else if (failed(attempt->end))
    snprintf(out, size, _("%s: after %d of %d attempts the contact counts as unanswered, with %s points"),
             reason, attempt->number, rules->attempts, lur_words_points(rules->unanswered, NULL, points));
  return out;
}
