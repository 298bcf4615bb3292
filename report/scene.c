#include "report/scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_GAP_S = 4 };
static const double silence_shown_s = 2.0;

static lur_status add(struct lur_scene *scene, lur_shape_kind kind, int lane, double start_s, double end_s,
                      const struct lur_event *event)
{
  if (!(start_s < scene->duration_s) || !(end_s >= start_s)) return LUR_OK;
  struct lur_shape *shape = lur_grow(scene->shape, &scene->room, scene->n, sizeof *shape);
  if (!shape) return LUR_NO_MEM;
  scene->shape = shape;
  shape[scene->n++] = (struct lur_shape){kind, lane, fmax(start_s, 0), fmin(end_s, scene->duration_s), event};
  return LUR_OK;
}

static lur_status add_speech(struct lur_scene *scene, int lane, const struct lur_spans *speech)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < speech->n && status == LUR_OK; i++)
    status = add(scene, LUR_SHAPE_SPEECH, lane, speech->at[i].start_s, speech->at[i].end_s, NULL);
  return status;
}

static void choose_lanes(struct lur_scene *scene, const struct lur_call *call)
{
  static const lur_role order[] = {LUR_ROLE_AGENT, LUR_ROLE_CALLER, LUR_ROLE_MIX, LUR_ROLE_NONE};
  for (size_t r = 0; r < sizeof order / sizeof *order; r++)
    for (size_t i = 0; i < call->tracks && scene->lanes < 2; i++)
      if (call->track[i].role == order[r])
        scene->lane[scene->lanes++] =
            (struct lur_lane){order[r], call->track[i].channel, call->track[i].separated};
}

/// Prompts, tones and music of a channel that two lanes share belong to the agent's, keys to the caller's.
static int lane_of(const struct lur_scene *scene, const struct lur_event *event)
{
  lur_role side = event->type == LUR_EVENT_DTMF ? LUR_ROLE_CALLER : LUR_ROLE_AGENT;
  int found = -1;
  for (int i = 0; i < scene->lanes; i++)
    if (scene->lane[i].channel == event->channel && (found < 0 || scene->lane[i].role == side)) found = i;
  for (int i = 0; i < scene->lanes && event->channel < 0; i++)
    if (event->track != LUR_ROLE_NONE && scene->lane[i].role == event->track) found = i;
  return found;
}

static bool kind_of(const struct lur_event *event, lur_shape_kind *kind)
{
  static const struct {
    lur_event_type type;
    lur_shape_kind kind;
  } table[] = {{LUR_EVENT_RINGBACK, LUR_SHAPE_TONE},     {LUR_EVENT_BUSY, LUR_SHAPE_TONE},
               {LUR_EVENT_CONGESTION, LUR_SHAPE_TONE},   {LUR_EVENT_SIT, LUR_SHAPE_TONE},
               {LUR_EVENT_BEEP, LUR_SHAPE_TONE},         {LUR_EVENT_DTMF, LUR_SHAPE_KEY},
               {LUR_EVENT_MUSIC, LUR_SHAPE_MUSIC},       {LUR_EVENT_PROMPT, LUR_SHAPE_PROMPT},
               {LUR_EVENT_OVERLAP, LUR_SHAPE_OVERLAP},   {LUR_EVENT_INTERRUPTION, LUR_SHAPE_POINT},
               {LUR_EVENT_DEAD_AIR, LUR_SHAPE_DEAD_AIR}, {LUR_EVENT_MUTUAL_SILENCE, LUR_SHAPE_SILENCE},
               {LUR_EVENT_DROPOUT, LUR_SHAPE_POINT},     {LUR_EVENT_CLIPPING, LUR_SHAPE_POINT},
               {LUR_EVENT_MARKER, LUR_SHAPE_POINT},      {LUR_EVENT_MASKED, LUR_SHAPE_POINT}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    if (table[i].type != event->type) continue;
    *kind = table[i].kind;
    return true;
  }
  return false;
}

/// A silence that is shown as dead air is not shown a second time.
static bool is_dead_air(const struct lur_events *events, const struct lur_event *silence)
{
  for (size_t i = 0; i < events->n; i++) {
    const struct lur_event *e = &events->at[i];
    if (e->type == LUR_EVENT_DEAD_AIR && e->start_s < silence->end_s && e->end_s > silence->start_s)
      return true;
  }
  return false;
}

static lur_status add_event(struct lur_scene *scene, const struct lur_events *events,
                            const struct lur_event *event)
{
  lur_shape_kind kind;
  if (!kind_of(event, &kind)) return LUR_OK;
  if (kind == LUR_SHAPE_SILENCE &&
      (event->end_s - event->start_s < silence_shown_s || is_dead_air(events, event)))
    return LUR_OK;
  bool both = kind == LUR_SHAPE_OVERLAP || kind == LUR_SHAPE_SILENCE || kind == LUR_SHAPE_DEAD_AIR ||
              kind == LUR_SHAPE_POINT;
  int lane = both ? -1 : lane_of(scene, event);
  bool gap = event->type == LUR_EVENT_DROPOUT || event->type == LUR_EVENT_MASKED;
  if (gap && event->end_s > event->start_s) {
    lur_status status = add(scene, LUR_SHAPE_GAP, -1, event->start_s, event->end_s, event);
    if (status != LUR_OK) return status;
  }
  if (event->parts == 0) return add(scene, kind, lane, event->start_s, event->end_s, event);
  lur_status status = LUR_OK;
  for (size_t i = 0; i < event->parts && status == LUR_OK; i++) {
    const struct lur_span *part = &events->parts.at[event->first_part + i];
    status = add(scene, kind, lane, part->start_s, part->end_s, event);
  }
  return status;
}

static int by_kind(const void *pa, const void *pb)
{
  const struct lur_shape *a = pa, *b = pb;
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  if (a->start_s != b->start_s) return a->start_s < b->start_s ? -1 : 1;
  if (a->lane != b->lane) return a->lane < b->lane ? -1 : 1;
  return (a->end_s > b->end_s) - (a->end_s < b->end_s);
}

lur_status lur_scene_make(const struct lur_call *call, struct lur_scene *out)
{
  *out = (struct lur_scene){.duration_s = call->duration_s > 0 ? call->duration_s : 0.001};
  choose_lanes(out, call);
  lur_status status = LUR_OK;
  for (int i = 0; i < out->lanes && status == LUR_OK; i++) {
    const struct lur_track *track = lur_call_track(call, out->lane[i].role);
    if (track) status = add_speech(out, i, &track->speech);
  }
  for (size_t i = 0; i < call->events.n && status == LUR_OK; i++)
    status = add_event(out, &call->events, &call->events.at[i]);
  if (status != LUR_OK)
    lur_scene_clear(out);
  else if (out->n)
    qsort(out->shape, out->n, sizeof *out->shape, by_kind);
  return status;
}

void lur_scene_clear(struct lur_scene *scene)
{
  free(scene->shape);
  *scene = (struct lur_scene){0};
}

double lur_scene_step_s(double duration_s, int most)
{
  static const double steps[] = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400};
  size_t i = 0;
  while (i + 1 < sizeof steps / sizeof *steps && duration_s / steps[i] > most) i++;
  return steps[i];
}

double lur_scene_loudest(const struct lur_peaks *peaks)
{
  double loudest = 0;
  for (size_t i = 0; peaks && i < peaks->columns * (size_t)peaks->channels; i++)
    loudest = fmax(loudest, fmax(fabs((double)peaks->low[i]), fabs((double)peaks->high[i])));
  return loudest;
}

double lur_scene_height(const struct lur_peaks *peaks, double loudest, int channel, size_t column)
{
  if (!peaks || column >= peaks->columns || channel < 0 || channel >= peaks->channels || !(loudest > 0))
    return 0;
  size_t at = (size_t)channel * peaks->columns + column;
  double peak = fmax(fabs((double)peaks->low[at]), fabs((double)peaks->high[at]));
  // Square root: a voice 20 dB weaker than the strongest is still a third of its height.
  return isfinite(peak) ? sqrt(fmin(peak / loudest, 1)) : 0;
}

lur_shape_kind lur_scene_sound(const struct lur_scene *scene, int lane, double at_s)
{
  for (size_t i = 0; i < scene->n && scene->shape[i].kind <= LUR_SHAPE_MUSIC; i++) {
    const struct lur_shape *m = &scene->shape[i];
    if (m->lane == lane && m->start_s <= at_s && at_s < m->end_s) return m->kind;
  }
  return LUR_SHAPE_SILENCE;
}

size_t lur_scene_keys(const struct lur_scene *scene, size_t first)
{
  size_t n = 1;
  while (first + n < scene->n && scene->shape[first + n].kind == LUR_SHAPE_KEY &&
         scene->shape[first + n].start_s - scene->shape[first + n - 1].end_s < KEY_GAP_S)
    n++;
  return n;
}

bool lur_scene_notable(const struct lur_event *event)
{
  return event->type != LUR_EVENT_MUTUAL_SILENCE || event->end_s - event->start_s >= silence_shown_s;
}
