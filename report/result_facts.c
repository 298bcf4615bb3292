#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/result.h"

static char *copy(const char *text)
{
  return strdup(text ? text : "");
}

lur_status lur_result_add_cause(struct lur_result_facts *facts, const struct lur_result_cause *cause,
                                size_t *index)
{
  struct lur_result_cause *grown = lur_grow(facts->cause, &facts->causes_room, facts->causes, sizeof *grown);
  if (!grown) return LUR_NO_MEM;
  facts->cause = grown;
  struct lur_result_cause *own = &grown[facts->causes];
  *own = (struct lur_result_cause){.id = copy(cause->id),
                                   .title = copy(cause->title),
                                   .section = copy(cause->section),
                                   .unit = copy(cause->unit),
                                   .is_rule = cause->is_rule};
  *index = facts->causes++;
  return own->id && own->title && own->section && own->unit ? LUR_OK : LUR_NO_MEM;
}

/// The index of a text among the reasons, where it is added if it is new. Few differ, so they are looked
/// through from the newest.
static lur_status find_reason(struct lur_result_facts *facts, const char *text, size_t *out)
{
  if (!facts->reasons && text[0]) {
    lur_status status = find_reason(facts, "", out);
    if (status != LUR_OK) return status;
  }
  for (*out = facts->reasons; *out > 0; --*out)
    if (strcmp(facts->reason[*out - 1], text) == 0) return --*out, LUR_OK;
  char **grown = lur_grow(facts->reason, &facts->reasons_room, facts->reasons, sizeof *grown);
  if (!grown) return LUR_NO_MEM;
  facts->reason = grown;
  *out = facts->reasons;
  grown[*out] = copy(text);
  return grown[*out] ? (facts->reasons++, LUR_OK) : LUR_NO_MEM;
}

lur_status lur_result_add_loss(struct lur_result_facts *facts, const struct lur_result_loss *loss,
                               const char *reason, const struct lur_span *at, size_t n)
{
  struct lur_result_loss own = *loss;
  if (!(loss->lost > 0)) return LUR_OK;
  struct lur_result_loss *grown = lur_grow(facts->loss, &facts->losses_room, facts->losses, sizeof *grown);
  if (!grown) return LUR_NO_MEM;
  facts->loss = grown;
  lur_status status = find_reason(facts, reason ? reason : "", &own.reason);
  own.span = facts->span.n;
  own.spans = n;
  for (size_t i = 0; i < n && status == LUR_OK; i++)
    status = lur_spans_add(&facts->span, at[i].start_s, at[i].end_s);
  if (status == LUR_OK) facts->loss[facts->losses++] = own;
  return status;
}

lur_status lur_result_add_moment(struct lur_result_facts *facts, const struct lur_result_moment *moment)
{
  struct lur_result_moment *grown =
      lur_grow(facts->moment, &facts->moments_room, facts->moments, sizeof *grown);
  if (!grown) return LUR_NO_MEM;
  facts->moment = grown;
  grown[facts->moments++] = *moment;
  return LUR_OK;
}

void lur_result_facts_clear(struct lur_result_facts *facts)
{
  for (size_t i = 0; i < facts->causes; i++) {
    free(facts->cause[i].id);
    free(facts->cause[i].title);
    free(facts->cause[i].section);
    free(facts->cause[i].unit);
  }
  for (size_t i = 0; i < facts->reasons; i++) free(facts->reason[i]);
  free(facts->moment);
  free(facts->cause);
  free(facts->loss);
  free(facts->reason);
  lur_spans_clear(&facts->span);
  *facts = (struct lur_result_facts){0};
}
