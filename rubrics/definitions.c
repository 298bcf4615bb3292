#include "rubrics/definitions.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

/// Ends of events are on the 10 ms grid; so small a difference is none.
static const double hair_s = 1e-6;

static const char *const no_places = N_("the places it was counted from are not kept");

static double length(const struct lur_event *e)
{
  return e->end_s - e->start_s;
}

/// Whether the event stays as it is: dead air is listed anew, interruptions that are too short fall away.
static bool stays(const struct lur_definitions *d, const struct lur_event *e)
{
  if (d->dead_air_s > 0 && e->type == LUR_EVENT_DEAD_AIR) return false;
  return !(e->type == LUR_EVENT_INTERRUPTION && length(e) < d->interruption_s - hair_s);
}

static bool is_dead_air(const struct lur_definitions *d, const struct lur_event *e)
{
  return d->dead_air_s > 0 && e->type == LUR_EVENT_MUTUAL_SILENCE && length(e) >= d->dead_air_s - hair_s;
}

static lur_status list_events(const struct lur_definitions *d, const struct lur_events *list,
                              struct lur_events *out)
{
  // Parts and words are found by their places in the list they were made in.
  out->parts = list->parts;
  out->words = list->words;
  out->words_n = list->words_n;
  out->at = calloc(2 * list->n + 1, sizeof *out->at);
  if (!out->at) return LUR_NO_MEM;
  for (size_t i = 0; i < list->n; i++) {
    const struct lur_event *e = &list->at[i];
    if (stays(d, e)) out->at[out->n++] = *e;
    if (!is_dead_air(d, e)) continue;
    out->at[out->n] = *e;
    out->at[out->n++].type = LUR_EVENT_DEAD_AIR;
  }
  return LUR_OK;
}

void lur_definitions_clear(struct lur_events *events)
{
  free(events->at);
  *events = (struct lur_events){0};
}

/// Sets a number that was measured; what was not measured stays so.
static void count_anew(struct lur_measures *m, lur_measure which, const struct lur_events *list,
                       double number)
{
  if (!m->of[which].known) return;
  if (list)
    lur_measure_set(m, which, number);
  else
    lur_measure_unknown(m, which, no_places);
}

static void set_dead_air(const struct lur_events *list, struct lur_measures *m)
{
  double n = 0, sum = 0;
  for (size_t i = 0; list && i < list->n; i++)
    if (list->at[i].type == LUR_EVENT_DEAD_AIR) n++, sum += length(&list->at[i]);
  count_anew(m, LUR_M_SILENCE_DEAD_AIR_COUNT, list, n);
  count_anew(m, LUR_M_SILENCE_DEAD_AIR_S, list, sum);
}

static void set_interruptions(const struct lur_events *list, lur_role by, struct lur_measures *m)
{
  static const lur_measure of[][3] = {
      {LUR_M_INTERRUPTION_AGENT_COUNT, LUR_M_INTERRUPTION_AGENT_FLOOR_COUNT, LUR_M_INTERRUPTION_AGENT_S},
      {LUR_M_INTERRUPTION_CALLER_COUNT, LUR_M_INTERRUPTION_CALLER_FLOOR_COUNT, LUR_M_INTERRUPTION_CALLER_S}};
  const lur_measure *which = of[by == LUR_ROLE_AGENT ? 0 : 1];
  double n = 0, floor = 0, sum = 0;
  for (size_t i = 0; list && i < list->n; i++) {
    const struct lur_event *e = &list->at[i];
    if (e->type != LUR_EVENT_INTERRUPTION || e->by != by) continue;
    n++;
    floor += e->took_floor;
    sum += length(e);
  }
  count_anew(m, which[0], list, n);
  count_anew(m, which[1], list, floor);
  count_anew(m, which[2], list, sum);
}

static void set_ratio(struct lur_measures *m, lur_measure ratio, lur_measure part)
{
  const struct lur_value *whole = &m->of[LUR_M_CALL_CONVERSATION_S];
  if (!m->of[ratio].known || !m->of[part].known) return;
  if (whole->known && whole->number > 0)
    lur_measure_set(m, ratio, m->of[part].number / whole->number);
  else
    lur_measure_unknown(m, ratio, whole->known || !whole->why ? N_("there is no conversation") : whole->why);
}

lur_status lur_definitions_apply(const struct lur_definitions *definitions,
                                 const struct lur_measures *measures, const struct lur_events *list,
                                 struct lur_measures *out, struct lur_events *events)
{
  *out = *measures;
  lur_status status = list ? list_events(definitions, list, events) : LUR_OK;
  if (status != LUR_OK) return status;
  const struct lur_events *counted = list ? events : NULL;
  if (definitions->dead_air_s > 0) set_dead_air(counted, out);
  if (definitions->interruption_s > 0) {
    set_interruptions(counted, LUR_ROLE_AGENT, out);
    set_interruptions(counted, LUR_ROLE_CALLER, out);
  }
  if (definitions->ratio_of_conversation) {
    set_ratio(out, LUR_M_TALK_AGENT_RATIO, LUR_M_TALK_AGENT_S);
    set_ratio(out, LUR_M_TALK_CALLER_RATIO, LUR_M_TALK_CALLER_S);
  }
  if (definitions->wait_from_queue) out->of[LUR_M_ANSWER_WAIT_S] = out->of[LUR_M_ANSWER_WAIT_FROM_QUEUE_S];
  return LUR_OK;
}

static void add_clause(char *out, size_t size, const char *format, ...) LUR_PRINTF(3, 4);

static void add_clause(char *out, size_t size, const char *format, ...)
{
  size_t n = strlen(out);
  va_list args;
  if (n && n < size) n += (size_t)snprintf(out + n, size - n, "; ");
  if (n >= size) return;
  va_start(args, format);
  vsnprintf(out + n, size - n, format, args);
  va_end(args);
}

const char *lur_definitions_text(const struct lur_definitions *definitions, char *out, size_t size)
{
  out[0] = '\0';
  if (!definitions->given) return out;
  if (definitions->dead_air_s > 0) add_clause(out, size, _("dead air from %g s"), definitions->dead_air_s);
  if (definitions->interruption_s > 0)
    add_clause(out, size, _("interruptions from %g s"), definitions->interruption_s);
  add_clause(out, size, "%s",
             definitions->ratio_of_conversation ? _("talk ratio of the conversation")
                                                : _("talk ratio of all talk"));
  add_clause(out, size, "%s",
             definitions->wait_from_queue ? _("waiting from the queue") : _("waiting from the first sound"));
  return out;
}
