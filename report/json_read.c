#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/i18n.h"
#include "report/json_skim.h"
#include "report/report.h"

/// What is being made of a document; the first failure ends the work.
struct reading {
  struct lur_recording *recording;
  struct lur_call *call;
  lur_status status;
};

static void fail(struct reading *r, lur_status status)
{
  if (r->status == LUR_OK) r->status = status;
}

/// A number within [least, most]; anything else fails.
static double number(struct reading *r, const json_t *value, double least, double most)
{
  double number = json_number_value(value);
  if (json_is_number(value) && number >= least && number <= most) return number;
  fail(r, LUR_BAD_INPUT);
  return least;
}

static double seconds(struct reading *r, const json_t *value)
{
  return number(r, value, 0, 1e9);
}

static const char *text(struct reading *r, const json_t *value)
{
  const char *string = json_string_value(value);
  if (!string) fail(r, LUR_BAD_INPUT);
  return string ? string : "";
}

static void copy_text(struct reading *r, const json_t *value, char *out, size_t size)
{
  if (value) snprintf(out, size, "%s", text(r, value));
}

static lur_role role(struct reading *r, const json_t *value)
{
  const char *name = text(r, value);
  for (int i = LUR_ROLE_NONE; i <= LUR_ROLE_MIX; i++)
    if (strcmp(name, lur_role_name((lur_role)i)) == 0) return (lur_role)i;
  fail(r, LUR_BAD_INPUT);
  return LUR_ROLE_NONE;
}

static void read_times(struct reading *r, const json_t *item, double *start_s, double *end_s)
{
  *start_s = seconds(r, json_object_get(item, "start_s"));
  *end_s = seconds(r, json_object_get(item, "end_s"));
  if (*end_s < *start_s) fail(r, LUR_BAD_INPUT);
}

/// [[start, end], ...]
static void read_spans(struct reading *r, const json_t *list, struct lur_spans *out)
{
  size_t i;
  const json_t *pair;
  json_array_foreach(list, i, pair)
  {
    double start_s = seconds(r, json_array_get(pair, 0)), end_s = seconds(r, json_array_get(pair, 1));
    if (end_s < start_s) fail(r, LUR_BAD_INPUT);
    if (r->status == LUR_OK) fail(r, lur_spans_add(out, start_s, end_s));
    if (r->status != LUR_OK) return;
  }
}

static lur_roles_from roles_from(struct reading *r, const json_t *value)
{
  const char *name = text(r, value);
  for (int i = LUR_ROLES_DEFAULT; i <= LUR_ROLES_OPTION; i++)
    if (strcmp(name, lur_roles_from_name((lur_roles_from)i)) == 0) return (lur_roles_from)i;
  fail(r, LUR_BAD_INPUT);
  return LUR_ROLES_DEFAULT;
}

static void read_recording(struct reading *r, const json_t *from)
{
  struct lur_recording *to = r->recording;
  to->name = strdup(text(r, json_object_get(from, "file")));
  if (!to->name) fail(r, LUR_NO_MEM);
  copy_text(r, json_object_get(from, "format"), to->format, sizeof to->format);
  to->sample_rate_hz = (int)number(r, json_object_get(from, "sample_rate_hz"), 1, 1e6);
  to->channels = (int)number(r, json_object_get(from, "channels"), 1, 2);
  to->duration_s = to->expected_s = seconds(r, json_object_get(from, "duration_s"));
  to->samples = (int64_t)(to->duration_s * to->sample_rate_hz);
  to->complete = json_is_true(json_object_get(from, "complete"));
  copy_text(r, json_object_get(from, "problem"), to->problem, sizeof to->problem);
  copy_text(r, json_object_get(from, "note"), to->note, sizeof to->note);
  to->role[0] = to->channels == 1 ? LUR_ROLE_MIX : LUR_ROLE_NONE;
}

static void read_track(struct reading *r, const json_t *from, struct lur_track *to)
{
  to->role = role(r, json_object_get(from, "role"));
  to->channel = (int)number(r, json_object_get(from, "channel"), 0, 1);
  to->separated = json_is_true(json_object_get(from, "separated"));
  read_spans(r, json_object_get(from, "speech"), &to->speech);
  if (r->recording->channels == 2) r->recording->role[to->channel] = to->role;
}

static void read_tracks(struct reading *r, const json_t *list)
{
  size_t n = json_array_size(list);
  if (n < 1 || n > 2) fail(r, LUR_BAD_INPUT);
  for (size_t i = 0; i < n && r->status == LUR_OK; i++)
    read_track(r, json_array_get(list, i), &r->call->track[r->call->tracks++]);
}

static void read_phase(struct reading *r, const json_t *from)
{
  struct lur_call *call = r->call;
  struct lur_phase phase = {.kind = LUR_PHASE_KINDS};
  const char *name = text(r, json_object_get(from, "phase"));
  for (int i = 0; i < LUR_PHASE_KINDS; i++)
    if (strcmp(name, lur_phase_name((lur_phase_kind)i)) == 0) phase.kind = (lur_phase_kind)i;
  if (phase.kind == LUR_PHASE_KINDS) fail(r, LUR_BAD_INPUT);
  read_times(r, from, &phase.start_s, &phase.end_s);
  phase.confidence = number(r, json_object_get(from, "confidence"), 0, 1);
  if (r->status != LUR_OK) return;
  struct lur_phase *grown = lur_grow(call->phase, &call->phases_room, call->phases, sizeof *grown);
  if (!grown) {
    fail(r, LUR_NO_MEM);
    return;
  }
  call->phase = grown;
  call->phase[call->phases++] = phase;
}

static lur_event_type event_type(struct reading *r, const json_t *value)
{
  const char *name = text(r, value);
  for (int i = 0; i < LUR_EVENT_TYPES; i++)
    if (strcmp(name, lur_event_name((lur_event_type)i)) == 0) return (lur_event_type)i;
  fail(r, LUR_BAD_INPUT);
  return LUR_EVENT_MARKER;
}

/// Up to `room` numbers over 0; none where there is no list.
static void read_figures(struct reading *r, const json_t *list, float *to, size_t room)
{
  size_t i;
  const json_t *item;
  if (list && (!json_is_array(list) || json_array_size(list) > room)) fail(r, LUR_BAD_INPUT);
  if (r->status != LUR_OK) return;
  json_array_foreach(list, i, item) to[i] = (float)number(r, item, 0, 1e6);
}

/// The facts that only some events have.
static void read_event_facts(struct reading *r, const json_t *from, struct lur_event *to)
{
  const json_t *value;
  if ((value = json_object_get(from, "channel"))) to->channel = (int)number(r, value, 0, 1);
  if ((value = json_object_get(from, "track"))) to->track = role(r, value);
  if ((value = json_object_get(from, "by"))) to->by = role(r, value);
  if ((value = json_object_get(from, "confidence"))) to->confidence = number(r, value, 0, 1);
  if ((value = json_object_get(from, "repeats_s"))) to->repeats_s = seconds(r, value);
  if ((value = json_object_get(from, "loop_s"))) to->loop_s = seconds(r, value);
  if ((value = json_object_get(from, "digit"))) {
    to->digit = text(r, value)[0];
    if (!to->digit || !strchr("0123456789ABCD*#", to->digit)) fail(r, LUR_BAD_INPUT);
  }
  // A later lur may know more reasons than this one.
  if ((value = json_object_get(from, "why"))) to->why = lur_dropout_why_of(text(r, value));
  to->took_floor = json_is_true(json_object_get(from, "took_floor"));
  copy_text(r, json_object_get(from, "plan"), to->plan, sizeof to->plan);
  read_figures(r, json_object_get(from, "frequencies_hz"), to->hz, sizeof to->hz / sizeof *to->hz);
  read_figures(r, json_object_get(from, "cadence_ms"), to->cadence_ms,
               sizeof to->cadence_ms / sizeof *to->cadence_ms);
}

/// A marker's kind and words, or a masked stretch.
static void read_note(struct reading *r, const json_t *from, lur_event_type type, double start_s,
                      double end_s)
{
  lur_note_kind kind = LUR_NOTE_MASKED;
  const json_t *words = json_object_get(from, "note");
  if (type == LUR_EVENT_MARKER && !lur_note_kind_of(text(r, json_object_get(from, "kind")), &kind))
    fail(r, LUR_BAD_INPUT);
  const struct lur_note note = lur_note_of(kind, start_s, end_s, words ? text(r, words) : NULL);
  if (r->status == LUR_OK) fail(r, lur_events_add_note(&r->call->events, &note));
}

static void read_event(struct reading *r, const json_t *from)
{
  double start_s, end_s;
  struct lur_spans parts = {0};
  lur_event_type type = event_type(r, json_object_get(from, "type"));
  read_times(r, from, &start_s, &end_s);
  if (type == LUR_EVENT_MARKER || type == LUR_EVENT_MASKED) {
    read_note(r, from, type, start_s, end_s);
    return;
  }
  struct lur_event event = lur_event_of(type, start_s, end_s);
  read_event_facts(r, from, &event);
  read_spans(r, json_object_get(from, type == LUR_EVENT_PROMPT ? "segments" : "bursts"), &parts);
  if (r->status == LUR_OK) fail(r, lur_events_add_parts(&r->call->events, event, parts.at, parts.n));
  lur_spans_clear(&parts);
}

static void read_doubt(struct reading *r, const json_t *from)
{
  const char *name = text(r, json_object_get(from, "type"));
  const json_t *delay = json_object_get(from, "delay_s");
  struct lur_doubts *to = &r->call->doubts;
  int kind = 0;
  while (kind < LUR_DOUBT_KINDS && strcmp(name, lur_doubt_name((lur_doubt_kind)kind)) != 0) kind++;
  if (kind == LUR_DOUBT_KINDS)
    fail(r, LUR_BAD_INPUT);
  else
    to->is[kind] = true;
  if (delay) to->delay_s = number(r, delay, -1e9, 1e9);
}

static void read_document(struct reading *r, const json_t *document)
{
  size_t i;
  const json_t *item;
  struct lur_call *call = r->call;
  if (strcmp(text(r, json_object_get(document, "schema")), "lur.analysis/1") != 0) fail(r, LUR_BAD_INPUT);
  read_recording(r, json_object_get(document, "recording"));
  call->duration_s = r->recording->duration_s;
  call->channels = r->recording->channels;
  call->roles_from = r->recording->roles_from = roles_from(r, json_object_get(document, "roles_from"));
  call->roles_confidence = number(r, json_object_get(document, "roles_confidence"), 0, 1);
  json_array_foreach(json_object_get(document, "doubts"), i, item) read_doubt(r, item);
  lur_measures_reset(&call->measures, N_("not measured"));
  read_tracks(r, json_object_get(document, "tracks"));
  json_array_foreach(json_object_get(document, "journey"), i, item) read_phase(r, item);
  json_array_foreach(json_object_get(document, "events"), i, item) read_event(r, item);
  if (!call->phases) fail(r, LUR_BAD_INPUT);
}

lur_status lur_report_json_read(const char *text, size_t size, struct lur_recording *recording,
                                struct lur_call **out, struct lur_diag *diag)
{
  // Half of the document: the store hands the measures out by themselves.
  static const char *const left_out[] = {"measures", "unmeasured", NULL};
  struct reading r = {.recording = recording, .call = calloc(1, sizeof *r.call)};
  json_error_t error;
  *recording = (struct lur_recording){0};
  *out = NULL;
  if (!r.call) return LUR_NO_MEM;
  char *shorter = lur_json_skim(text, size, left_out, &size);
  json_t *document = shorter ? json_loadb(shorter, size, JSON_REJECT_DUPLICATES, &error) : NULL;
  if (document)
    read_document(&r, document);
  else
    fail(&r, !shorter || json_error_code(&error) == json_error_out_of_memory ? LUR_NO_MEM : LUR_BAD_INPUT);
  json_decref(document);
  free(shorter);
  if (r.status == LUR_OK) {
    *out = r.call;
    return LUR_OK;
  }
  lur_call_free(r.call);
  lur_recording_clear(recording);
  if (r.status == LUR_BAD_INPUT)
    return lur_diag_set(diag, r.status, "", 0, 0, "%s",
                        _("the analysis that was kept cannot be read; have the call analysed again"));
  return r.status;
}
