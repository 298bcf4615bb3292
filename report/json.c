#include <math.h>
#include <string.h>

#include <jansson.h>

#include "analysis/analyser.h"
#include "report/json_tools.h"
#include "report/report.h"

static bool put_recording(json_t *to, const struct lur_report *report)
{
  const struct lur_recording *r = report->recording;
  bool ok = lur_json_put(to, "file", lur_json_text(r->name ? r->name : "")) &&
            lur_json_put(to, "format", lur_json_text(r->format)) &&
            lur_json_put(to, "sample_rate_hz", json_integer(r->sample_rate_hz)) &&
            lur_json_put(to, "channels", json_integer(r->channels)) &&
            lur_json_put(to, "duration_s", lur_json_seconds(r->duration_s)) &&
            lur_json_put(to, "complete", json_boolean(r->complete));
  if (ok && !r->complete) ok = lur_json_put(to, "problem", lur_json_text(r->problem));
  if (ok && r->note[0]) ok = lur_json_put(to, "note", lur_json_text(r->note));
  if (ok && report->sha256) ok = lur_json_put(to, "sha256", lur_json_text(report->sha256));
  return ok;
}

static const char *layout_of(const struct lur_call *call)
{
  if (call->channels == 2 && call->tracks == 2) return "two-channel";
  return call->tracks == 2 ? "mono-separated" : "mono";
}

static bool put_track(json_t *to, const struct lur_track *track)
{
  return lur_json_put(to, "role", json_string(lur_role_name(track->role))) &&
         lur_json_put(to, "channel", json_integer(track->channel)) &&
         lur_json_put(to, "separated", json_boolean(track->separated));
}

static bool put_phase(json_t *to, const struct lur_phase *phase)
{
  return lur_json_put(to, "phase", json_string(lur_phase_name(phase->kind))) &&
         lur_json_put(to, "start_s", lur_json_seconds(phase->start_s)) &&
         lur_json_put(to, "end_s", lur_json_seconds(phase->end_s)) &&
         lur_json_put(to, "confidence", lur_json_number(phase->confidence, 3));
}

/// A list of whole numbers, up to the first that is none; NULL: memory is out.
static json_t *figures(const float *of, size_t n)
{
  json_t *list = json_array();
  for (size_t i = 0; i < n && lroundf(of[i]) > 0 && list; i++)
    if (json_array_append_new(list, json_integer(lroundf(of[i])))) {
      json_decref(list);
      list = NULL;
    }
  return list;
}

/// The fields that only some types of events have.
static bool put_event_facts(json_t *to, const struct lur_event *e, const char *words)
{
  bool ok = true;
  if (e->type == LUR_EVENT_INTERRUPTION)
    ok = lur_json_put(to, "by", json_string(lur_role_name(e->by))) &&
         lur_json_put(to, "took_floor", json_boolean(e->took_floor));
  if (ok && e->digit) ok = lur_json_put(to, "digit", json_stringn(&e->digit, 1));
  if (ok && e->type == LUR_EVENT_MARKER) ok = lur_json_put(to, "kind", json_string(lur_note_name(e->note)));
  if (ok && e->why) ok = lur_json_put(to, "why", json_string(lur_dropout_name(e->why)));
  if (ok && words[0]) ok = lur_json_put(to, "note", lur_json_text(words));
  if (ok && e->plan[0]) ok = lur_json_put(to, "plan", lur_json_text(e->plan));
  if (ok && lroundf(e->hz[0]) > 0)
    ok = lur_json_put(to, "frequencies_hz", figures(e->hz, sizeof e->hz / sizeof *e->hz));
  if (ok && lroundf(e->cadence_ms[0]) > 0)
    ok = lur_json_put(to, "cadence_ms", figures(e->cadence_ms, sizeof e->cadence_ms / sizeof *e->cadence_ms));
  if (ok && isfinite(e->repeats_s)) ok = lur_json_put(to, "repeats_s", lur_json_seconds(e->repeats_s));
  if (ok && isfinite(e->loop_s)) ok = lur_json_put(to, "loop_s", lur_json_seconds(e->loop_s));
  if (ok && isfinite(e->confidence)) ok = lur_json_put(to, "confidence", lur_json_number(e->confidence, 3));
  return ok;
}

static bool put_event(json_t *to, const struct lur_event *e, const struct lur_events *events)
{
  bool ok = lur_json_put(to, "type", json_string(lur_event_name(e->type))) &&
            lur_json_put(to, "start_s", lur_json_seconds(e->start_s)) &&
            lur_json_put(to, "end_s", lur_json_seconds(e->end_s));
  if (ok && e->channel >= 0) ok = lur_json_put(to, "channel", json_integer(e->channel));
  if (ok && e->track != LUR_ROLE_NONE) ok = lur_json_put(to, "track", json_string(lur_role_name(e->track)));
  if (ok) ok = put_event_facts(to, e, lur_events_words(events, e));
  if (ok && e->parts)
    ok = lur_json_put(to, e->type == LUR_EVENT_PROMPT ? "segments" : "bursts",
                      lur_json_spans(&events->parts.at[e->first_part], e->parts));
  return ok;
}

/// The members of a new object or array, filled by the caller's success, without the braces round them.
static lur_status write_members(json_t *value, bool filled, FILE *out)
{
  lur_status status = value && filled ? lur_json_embed(value, out) : LUR_NO_MEM;
  json_decref(value);
  return status;
}

/// A long list goes out in pieces, so that no tree of all of it stands in memory.
static lur_status write_spans(const struct lur_spans *list, FILE *out)
{
  enum { piece = 256 };
  lur_status status = LUR_OK;
  for (size_t i = 0; i < list->n && status == LUR_OK; i += piece) {
    if (i) fputc(',', out);
    json_t *part = lur_json_spans(&list->at[i], list->n - i < piece ? list->n - i : piece);
    status = write_members(part, part != NULL, out);
  }
  return status;
}

static lur_status write_tracks(const struct lur_call *call, FILE *out)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < call->tracks && status == LUR_OK; i++) {
    json_t *item = json_object();
    fputs(i ? ",{" : "{", out);
    status = write_members(item, item && put_track(item, &call->track[i]), out);
    fputs(",\"speech\":[", out);
    if (status == LUR_OK) status = write_spans(&call->track[i].speech, out);
    fputs("]}", out);
  }
  return status;
}

static lur_status write_journey(const struct lur_call *call, FILE *out)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < call->phases && status == LUR_OK; i++) {
    json_t *item = json_object();
    fputs(i ? ",{" : "{", out);
    status = write_members(item, item && put_phase(item, &call->phase[i]), out);
    fputc('}', out);
  }
  return status;
}

static lur_status write_events(const struct lur_call *call, FILE *out)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < call->events.n && status == LUR_OK; i++) {
    json_t *item = json_object();
    fputs(i ? ",{" : "{", out);
    status = write_members(item, item && put_event(item, &call->events.at[i], &call->events), out);
    fputc('}', out);
  }
  return status;
}

static bool put_measures(json_t *known, json_t *unknown, const struct lur_measures *measures)
{
  bool ok = true;
  for (int i = 0; ok && i < LUR_MEASURE_COUNT; i++) {
    const struct lur_measure_info *info = &lur_measure_table[i];
    const struct lur_value *value = &measures->of[i];
    ok = lur_json_put(known, info->name, lur_json_value(info->type, info->unit, value));
    if (ok && !value->known)
      ok = lur_json_put(unknown, info->name, lur_json_text(value->why ? value->why : "not measured"));
  }
  return ok;
}

/// What casts doubt on the channels, where something does, with the delay where it is about one.
static bool put_doubts(json_t *to, const struct lur_doubts *doubts)
{
  bool ok = true, any = false;
  json_t *list = json_array();
  for (int i = 0; ok && i < LUR_DOUBT_KINDS; i++) {
    if (!doubts->is[i]) continue;
    json_t *item = lur_json_append_object(list);
    any = true;
    ok = item && lur_json_put(item, "type", json_string(lur_doubt_name((lur_doubt_kind)i)));
    if (ok && (i == LUR_DOUBT_DUPLICATE || i == LUR_DOUBT_SHIFTED))
      ok = lur_json_put(item, "delay_s", lur_json_number(doubts->delay_s, 3));
  }
  if (ok && any) return lur_json_put(to, "doubts", list);
  json_decref(list);
  return ok && list;
}

static bool put_head(json_t *to, const struct lur_report *report)
{
  json_t *recording = NULL;
  return lur_json_put(to, "schema", json_string("lur.analysis/1")) &&
         lur_json_put(to, "analyser",
                      json_string(report->analyser ? report->analyser : LUR_ANALYSER_VERSION)) &&
         (recording = lur_json_put_object(to, "recording")) && put_recording(recording, report) &&
         lur_json_put(to, "layout", json_string(layout_of(report->call))) &&
         lur_json_put(to, "roles_from", json_string(lur_roles_from_name(report->call->roles_from))) &&
         lur_json_put(to, "roles_confidence", lur_json_number(report->call->roles_confidence, 3)) &&
         put_doubts(to, &report->call->doubts);
}

static lur_status write_measures(const struct lur_call *call, FILE *out)
{
  json_t *members = json_object();
  json_t *measures = members ? lur_json_put_object(members, "measures") : NULL;
  json_t *unmeasured = measures ? lur_json_put_object(members, "unmeasured") : NULL;
  return write_members(members, unmeasured && put_measures(measures, unmeasured, &call->measures), out);
}

lur_status lur_report_json(FILE *out, const struct lur_report *report)
{
  if (!report->recording || !report->call) return LUR_BAD_ARG;
  const struct lur_call *call = report->call;
  json_t *head = json_object();
  fputc('{', out);
  lur_status status = write_members(head, head && put_head(head, report), out);
  fputs(",\"tracks\":[", out);
  if (status == LUR_OK) status = write_tracks(call, out);
  fputs("],\"journey\":[", out);
  if (status == LUR_OK) status = write_journey(call, out);
  fputs("],\"events\":[", out);
  if (status == LUR_OK) status = write_events(call, out);
  fputs("],", out);
  if (status == LUR_OK) status = write_measures(call, out);
  fputs("}\n", out);
  if (status != LUR_OK) return status;
  return ferror(out) ? LUR_IO : LUR_OK;
}
