#define _GNU_SOURCE
#include "cli/attempts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "report/words.h"
#include "store/attempts.h"

/// The call asked about.
struct asked {
  int64_t call;
  int earlier;
};

static bool find_earlier(const struct lur_store_attempt *attempt, void *ctx)
{
  struct asked *asked = ctx;
  if (attempt->call == asked->call) asked->earlier = attempt->earlier;
  return attempt->call != asked->call;
}

lur_status lur_attempts_before(lur_store *store, const struct lur_store_call *call,
                               const struct lur_attempts *rules, int *earlier, struct lur_diag *diag)
{
  struct asked asked = {.call = call->id};
  *earlier = 0;
  if (!rules->given || !call->participant || !*call->participant) return LUR_OK;
  lur_status status =
      lur_store_each_attempt(store, call->wave, call->participant, rules, find_earlier, &asked, diag);
  *earlier = asked.earlier;
  return status;
}

/// Another call asked about.
struct stood {
  int64_t call;
  lur_attempt_stand stand;
};

static bool find_stand(const struct lur_store_attempt *attempt, void *ctx)
{
  struct stood *stood = ctx;
  if (attempt->call == stood->call) stood->stand = attempt->stand;
  return attempt->call != stood->call;
}

lur_status lur_attempts_passed(lur_store *store, const struct lur_store_call *call,
                               const struct lur_attempts *rules, const struct lur_measures *measures,
                               const struct lur_notes *notes, bool *passed, struct lur_diag *diag)
{
  struct stood stood = {.call = call->id};
  lur_attempt_end end = lur_attempt_judge(rules, measures, notes, 0).end;
  *passed = false;
  if (!call->wave || !*call->wave || !call->participant || !*call->participant) return LUR_OK;
  if (end != LUR_ATTEMPT_EARLY && !lur_attempt_failed(end)) return LUR_OK; // most calls
  lur_status status =
      lur_store_each_attempt(store, call->wave, call->participant, rules, find_stand, &stood, diag);
  *passed = stood.stand == LUR_STAND_PASSED;
  return status;
}

/// A wave with its calls that do not count, by id.
struct lur_passed_wave {
  char *wave;
  int64_t *call;
  size_t n, room;
  lur_status status;
};

static bool add_passed(const struct lur_store_attempt *attempt, void *ctx)
{
  struct lur_passed_wave *known = ctx;
  if (attempt->stand != LUR_STAND_PASSED) return true;
  int64_t *grown = lur_grow(known->call, &known->room, known->n, sizeof *grown);
  known->status = grown ? LUR_OK : LUR_NO_MEM;
  if (!grown) return false;
  known->call = grown;
  grown[known->n++] = attempt->call;
  return true;
}

static int by_number(const void *first, const void *second)
{
  const int64_t *a = first, *b = second;
  return (*a > *b) - (*a < *b);
}

static lur_status learn(struct lur_passed *passed, const char *wave, struct lur_diag *diag)
{
  struct lur_passed_wave *grown = lur_grow(passed->at, &passed->room, passed->n, sizeof *grown);
  if (!grown) return LUR_NO_MEM;
  passed->at = grown;
  struct lur_passed_wave *known = &grown[passed->n++];
  *known = (struct lur_passed_wave){.wave = strdup(wave)};
  if (!known->wave) return LUR_NO_MEM;
  lur_status status =
      lur_store_each_attempt(passed->store, wave, NULL, passed->rules, add_passed, known, diag);
  if (status == LUR_OK) status = known->status;
  if (status == LUR_OK && known->n) qsort(known->call, known->n, sizeof *known->call, by_number);
  return status;
}

lur_status lur_passed_has(struct lur_passed *passed, const char *wave, int64_t call, bool *out,
                          struct lur_diag *diag)
{
  size_t i = 0;
  lur_status status = LUR_OK;
  *out = false;
  if (!wave || !*wave || !passed->rules->given) return LUR_OK;
  while (i < passed->n && strcasecmp(passed->at[i].wave, wave) != 0) i++;
  if (i == passed->n) status = learn(passed, wave, diag);
  if (status != LUR_OK) return status;
  const struct lur_passed_wave *known = &passed->at[i];
  *out = known->n && bsearch(&call, known->call, known->n, sizeof call, by_number);
  return LUR_OK;
}

void lur_passed_clear(struct lur_passed *passed)
{
  for (size_t i = 0; i < passed->n; i++) {
    free(passed->at[i].wave);
    free(passed->at[i].call);
  }
  free(passed->at);
  *passed = (struct lur_passed){0};
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
  else if (lur_attempt_failed(attempt->end))
    snprintf(out, size, _("%s: after %d of %d attempts the contact counts as unanswered, with %s points"),
             reason, attempt->number, rules->attempts, lur_words_points(rules->unanswered, NULL, points));
  return out;
}
