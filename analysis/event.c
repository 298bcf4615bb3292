#include "analysis/event.h"

#include <math.h>
#include <stdlib.h>

#include "base/i18n.h"

static const struct {
  const char *name, *title;
} texts[LUR_EVENT_TYPES] = {
    [LUR_EVENT_RINGBACK] = {"ringback", N_("ringing")},
    [LUR_EVENT_BUSY] = {"busy", N_("busy tone")},
    [LUR_EVENT_CONGESTION] = {"congestion", N_("congestion tone")},
    [LUR_EVENT_SIT] = {"sit", N_("information tone")},
    [LUR_EVENT_DTMF] = {"dtmf", N_("key pressed")},
    [LUR_EVENT_MUSIC] = {"music", N_("music")},
    [LUR_EVENT_PROMPT] = {"prompt", N_("recorded announcement")},
    [LUR_EVENT_GREETING] = {"greeting", N_("greeting")},
    [LUR_EVENT_HOLD] = {"hold", N_("on hold")},
    [LUR_EVENT_TRANSFER] = {"transfer", N_("transfer")},
    [LUR_EVENT_OVERLAP] = {"overlap", N_("both speak")},
    [LUR_EVENT_INTERRUPTION] = {"interruption", N_("interruption")},
    [LUR_EVENT_BACKCHANNEL] = {"backchannel", N_("listening signal")},
    [LUR_EVENT_MUTUAL_SILENCE] = {"mutual_silence", N_("silence")},
    [LUR_EVENT_DEAD_AIR] = {"dead_air", N_("dead air")},
    [LUR_EVENT_MONOLOGUE] = {"monologue", N_("monologue")},
    [LUR_EVENT_BEEP] = {"beep", N_("beep")},
    [LUR_EVENT_CLIPPING] = {"clipping", N_("overload")},
    [LUR_EVENT_DROPOUT] = {"dropout", N_("hole in the sound")},
    [LUR_EVENT_HUM] = {"hum", N_("hum")},
    [LUR_EVENT_ECHO] = {"echo", N_("echo")},
    [LUR_EVENT_MASKED] = {"masked", N_("private")},
    [LUR_EVENT_MARKER] = {"marker", N_("marker")},
};

const char *lur_event_name(lur_event_type type)
{
  return texts[type].name;
}

const char *lur_event_title(lur_event_type type)
{
  return texts[type].title;
}

struct lur_event lur_event_of(lur_event_type type, double start_s, double end_s)
{
  return (struct lur_event){.type = type,
                            .start_s = start_s,
                            .end_s = end_s,
                            .channel = -1,
                            .confidence = (double)NAN,
                            .repeats_s = (double)NAN,
                            .loop_s = (double)NAN};
}

lur_status lur_events_add(struct lur_events *list, const struct lur_event *event)
{
  struct lur_event *at = lur_grow(list->at, &list->room, list->n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  list->at = at;
  at[list->n++] = *event;
  return LUR_OK;
}

lur_status lur_events_add_parts(struct lur_events *list, struct lur_event event, const struct lur_span *parts,
                                size_t n)
{
  event.first_part = list->parts.n;
  event.parts = n;
  for (size_t i = 0; i < n; i++) {
    lur_status status = lur_spans_add(&list->parts, parts[i].start_s, parts[i].end_s);
    if (status != LUR_OK) return status;
  }
  return lur_events_add(list, &event);
}

/// Keeps words behind those that are there; *at is 1 + where.
static lur_status keep_words(struct lur_events *list, const char *words, size_t *at)
{
  *at = list->words_n + 1;
  for (const char *c = words;; c++) {
    char *grown = lur_grow(list->words, &list->words_room, list->words_n, 1);
    if (!grown) return LUR_NO_MEM;
    list->words = grown;
    list->words[list->words_n++] = *c;
    if (!*c) return LUR_OK;
  }
}

lur_status lur_events_add_note(struct lur_events *list, const struct lur_note *note)
{
  bool masked = note->kind == LUR_NOTE_MASKED;
  struct lur_event event =
      lur_event_of(masked ? LUR_EVENT_MASKED : LUR_EVENT_MARKER, note->start_s, note->end_s);
  event.note = note->kind;
  lur_status status = !masked && note->text[0] ? keep_words(list, note->text, &event.words) : LUR_OK;
  return status == LUR_OK ? lur_events_add(list, &event) : status;
}

const char *lur_events_words(const struct lur_events *list, const struct lur_event *event)
{
  return event->words ? list->words + event->words - 1 : "";
}

static int by_start(const void *pa, const void *pb)
{
  const struct lur_event *a = pa, *b = pb;
  if (a->start_s != b->start_s) return a->start_s < b->start_s ? -1 : 1;
  if (a->type != b->type) return a->type < b->type ? -1 : 1;
  if (a->channel != b->channel) return a->channel < b->channel ? -1 : 1;
  return (a->end_s > b->end_s) - (a->end_s < b->end_s);
}

void lur_events_sort(struct lur_events *list)
{
  if (list->n) qsort(list->at, list->n, sizeof *list->at, by_start);
}

void lur_events_clear(struct lur_events *list)
{
  free(list->at);
  free(list->words);
  lur_spans_clear(&list->parts);
  *list = (struct lur_events){0};
}
