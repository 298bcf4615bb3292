#include <stdlib.h>

#include "rubrics/score.h"

struct gather {
  const struct lur_events *events;
  struct lur_spans *out;
  lur_status status;
};

static bool gather_read(void *ctx, const struct lur_formula_read *read)
{
  struct gather *g = ctx;
  if (read->what == LUR_READS_MEASURE) g->status = lur_measure_evidence(read->measure, g->events, g->out);
  return g->status == LUR_OK;
}

static lur_status gather_named(const char *name, const struct lur_events *events, struct lur_spans *out)
{
  lur_measure which = lur_measure_find(name);
  if (which != LUR_MEASURE_COUNT) return lur_measure_evidence(which, events, out);
  lur_status status = lur_event_evidence(name, events, out);
  return status == LUR_NOT_FOUND ? LUR_OK : status;
}

/// What the rubric names; else what the measures it reads were made of.
static lur_status gather(const struct lur_criterion *c, const struct lur_events *events,
                         struct lur_spans *out)
{
  struct gather g = {events, out, LUR_OK};
  size_t offset;
  struct lur_diag ignored;
  for (size_t i = 0; i < c->evidences && g.status == LUR_OK; i++)
    g.status = gather_named(c->evidence[i], events, out);
  if (c->evidences) return g.status;
  if (c->kind == LUR_CRITERION_MEASURE) return lur_measure_evidence(c->measure, events, out);
  if (c->kind == LUR_CRITERION_VALUE &&
      lur_formula_scan(c->value.text, gather_read, &g, &offset, &ignored) == LUR_NO_MEM)
    return LUR_NO_MEM;
  return g.status;
}

static int by_start(const void *pa, const void *pb)
{
  const struct lur_span *a = pa, *b = pb;
  if (a->start_s != b->start_s) return a->start_s < b->start_s ? -1 : 1;
  return (a->end_s > b->end_s) - (a->end_s < b->end_s);
}

/// In order, and nothing twice: two measures of one formula are often made of the same events.
static void tidy(struct lur_spans *list)
{
  size_t kept = 0;
  if (list->n) qsort(list->at, list->n, sizeof *list->at, by_start);
  for (size_t i = 0; i < list->n; i++)
    if (kept == 0 || by_start(&list->at[kept - 1], &list->at[i]) != 0) list->at[kept++] = list->at[i];
  list->n = kept;
}

lur_status lur_score_evidence(const struct lur_scoring *s, struct lur_mark *mark)
{
  const struct lur_reply *reply = s->answers ? lur_answers_reply(s->answers, mark->criterion->id) : NULL;
  lur_status status = LUR_OK;
  if (reply && reply->has_at)
    status = lur_spans_add(&mark->evidence, reply->at.start_s, reply->at.end_s);
  else if (s->events)
    status = gather(mark->criterion, s->events, &mark->evidence);
  tidy(&mark->evidence);
  return status;
}
