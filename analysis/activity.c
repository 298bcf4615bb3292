#include "analysis/activity.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/inputs.h"
#include "analysis/net.h"

/// Log-odds from which a frame may be speech, and from which it surely is; level under the channel's speech
/// that is not heard any more. Tuned on the development recordings: the F1 of frames is flat round them.
static const float weak_speech = -0.1F, sure_speech = 0.8F, inaudible_db = -38;
/// Log-odds at which music begins, and under which it ends.
static const float music_begins = 0.7F, music_ends = -0.7F;
/// Noise floors: this percentile of the levels of 8 s round the frame. Every fourth frame is enough of a
/// sample (windows overlap by two thirds anyway), and costs a quarter.
static const float floor_share = 0.10F;
enum { floor_reach = 400, floor_step = 4, loud_past = 1400 };
static const float loud_share = 0.95F, least_speech_db = -45, fall_db_per_s = 0.1F;
static const int codec_silence = 2 * 60; // half decibels under speech: less is no noise floor
/// Frames that each step stays behind the newest one.
enum { measure_lag = 410, judge_lag = measure_lag + lur_inputs_ahead + 2, decide_lag = 560 };
/// Measures: bursts under 50 ms are no speech, pauses under 200 ms are part of it. A weak beginning counts
/// for half a second.
enum { least_run = 5, least_pause = 20, least_strong = 3, most_weak = 50, pad_before = 2, pad_after = 4 };
/// Music: log-odds are averaged over a second; a run of less than two seconds is none, nor is a pause of less
/// than one.
enum { music_reach = 45, least_music = 200, least_music_pause = 120 };

lur_status lur_activity_start(lur_activity *a, int channels)
{
  *a = (lur_activity){.channels = channels};
  a->channel = calloc((size_t)channels, sizeof *a->channel);
  if (!a->channel) return LUR_NO_MEM;
  for (int c = 0; c < channels; c++) {
    for (int b = 0; b < LUR_BANDS; b++) lur_floor_start(&a->channel[c].band_floor[b], floor_share);
    lur_floor_start(&a->channel[c].floor, floor_share);
    lur_floor_start(&a->channel[c].loud, loud_share);
    a->channel[c].speech_db = least_speech_db;
  }
  return LUR_OK;
}

void lur_activity_clear(lur_activity *a)
{
  for (int c = 0; a->channel && c < a->channels; c++) {
    lur_ranges_clear(&a->channel[c].music);
    lur_ranges_clear(&a->channel[c].speech);
  }
  free(a->channel);
  a->channel = NULL;
}

static struct lur_seen *at(struct lur_activity_channel *c, int64_t frame)
{
  return &c->ring[frame & (lur_activity_ring - 1)];
}

struct lur_seen *lur_activity_slot(lur_activity *a, int channel)
{
  struct lur_seen *slot = at(&a->channel[channel], a->seen);
  *slot = (struct lur_seen){0};
  return slot;
}

void lur_activity_mark(lur_activity *a, int channel, int64_t start, int64_t end, uint8_t flag)
{
  if (start < a->judged) start = a->judged;
  for (int64_t i = start; i < end && i <= a->seen; i++) at(&a->channel[channel], i)->flags |= flag;
}

void lur_activity_music_at(lur_activity *a, int channel, int64_t frame, float activation)
{
  if (frame >= 0) at(&a->channel[channel], frame)->activation = activation;
}

/// Takes a frame into a channel's noise windows.
static void take_in(struct lur_activity_channel *c, int64_t frame)
{
  const struct lur_features *f = &at(c, frame)->features;
  for (int b = 0; b < LUR_BANDS; b++) lur_floor_add(&c->band_floor[b], f->band[b]);
  lur_floor_add(&c->floor, f->level);
}

static void let_go(struct lur_activity_channel *c, int64_t frame)
{
  const struct lur_features *f = &at(c, frame)->features;
  for (int b = 0; b < LUR_BANDS; b++) lur_floor_remove(&c->band_floor[b], f->band[b]);
  lur_floor_remove(&c->floor, f->level);
}

/// Moves the noise windows on to this frame, a multiple of floor_step.
static void slide(struct lur_activity_channel *c, int64_t frame, int64_t frames)
{
  if (frame + floor_reach < frames) take_in(c, frame + floor_reach);
  if (frame > floor_reach) let_go(c, frame - floor_reach - floor_step);
  for (int b = 0; b < LUR_BANDS; b++) c->noise.band[b] = lur_floor_level(&c->band_floor[b]);
  c->noise.level = lur_floor_level(&c->floor);
}

/// How strong speech is on the channel: follows the window's peaks up at once and down slowly, as talkers
/// pause for long.
static void follow_loudness(struct lur_activity_channel *c, int64_t frame)
{
  if (frame >= loud_past) lur_floor_remove(&c->loud, at(c, frame - loud_past)->features.level);
  float now = lur_level_db(lur_floor_level(&c->loud)), down = c->speech_db - fall_db_per_s / LUR_FRAME_RATE;
  c->speech_db = now > down ? now : down;
  if (c->speech_db < least_speech_db) c->speech_db = least_speech_db;
}

/// Sets a frame against its surroundings: noise floors and speech level.
static void measure(lur_activity *a, struct lur_activity_channel *c, int64_t frame)
{
  if (frame % floor_step == 0) slide(c, frame, a->seen);
  follow_loudness(c, frame);
  struct lur_seen *s = at(c, frame);
  const struct lur_seen *before = at(c, frame ? frame - 1 : 0);
  int quietest = (int)(2 * (c->speech_db + 120)) - codec_silence, sum = 0, change = 0;
  for (int b = 0; b < LUR_BANDS; b++) {
    int floor = c->noise.band[b], over = s->features.band[b] - (floor > quietest ? floor : quietest);
    s->over[b] = (uint8_t)(over < 0 ? 0 : over);
    sum += over < 0 ? 0 : over > 60 ? 60 : over;
    change += abs(s->features.band[b] - before->features.band[b]);
  }
  s->over_noise = 0.5F * (float)sum / LUR_BANDS;
  s->flux = 0.5F * (float)change / LUR_BANDS;
  s->relative = lur_level_db(s->features.level) - c->speech_db;
  s->floor = lur_level_db(c->noise.level) - c->speech_db;
}

static void judge(lur_activity *a, int channel, int64_t frame)
{
  float x[lur_inputs];
  struct lur_seen *s = at(&a->channel[channel], frame);
  lur_inputs_of(a, channel, frame, x);
  lur_net_judge(&lur_net_weights, x, &s->speech, &s->music);
}

static void show(const lur_activity *a, int channel, int64_t frame)
{
  const struct lur_seen *s = at(&a->channel[channel], frame);
  struct lur_frame_view view = {.channel = channel,
                                .frame = frame,
                                .level_db = s->relative,
                                .floor_db = s->floor,
                                .periodicity = s->periodicity,
                                .speech = s->speech,
                                .music = s->music,
                                .tone = s->flags & LUR_FRAME_TONE,
                                .key = s->flags & LUR_FRAME_KEY};
  memcpy(view.over, s->over, sizeof view.over);
  a->tap(a->tap_self, &view);
}

/// Ends a run: it becomes a segment, or lengthens the one before when the pause between was short.
static lur_status end_run(struct lur_ranges *list, const struct lur_run *run, int64_t end, int64_t pause)
{
  if (list->n && !run->apart && run->start - list->at[list->n - 1].end < pause) {
    list->at[list->n - 1].end = end;
    return LUR_OK;
  }
  return lur_ranges_add(list, run->start, end);
}

/// A sound this far under the channel's speech is none: a quiet line's own noise after a word. The word's pad
/// is part of it: 20 ms before and 40 ms after what is heard.
static bool is_audible(struct lur_activity_channel *c, int64_t frame, int64_t frames)
{
  for (int64_t i = frame > pad_after ? frame - pad_after : 0; i <= frame + pad_before && i < frames; i++)
    if (at(c, i)->relative > inaudible_db) return true;
  return false;
}

static lur_status decide_speech(struct lur_activity_channel *c, int64_t frame, int64_t frames)
{
  struct lur_run *run = &c->speech_run;
  const struct lur_seen *s = at(c, frame);
  bool maybe = !s->flags && s->speech > weak_speech && is_audible(c, frame, frames),
       sure = maybe && s->speech > sure_speech;
  if (maybe) {
    if (!run->on) {
      bool apart = c->speech.n && c->flagged > c->speech.at[c->speech.n - 1].end;
      *run = (struct lur_run){.on = true, .apart = apart, .start = frame};
    }
    run->strong += sure;
    if (run->strong < least_strong && frame - run->start > most_weak) run->start = frame - most_weak;
    return LUR_OK;
  }
  if (s->flags) c->flagged = frame + 1;
  bool good = run->on && run->strong >= least_strong && frame - run->start >= least_run;
  run->on = false;
  return good ? end_run(&c->speech, run, frame, least_pause) : LUR_OK;
}

static float music_of(struct lur_activity_channel *c, int64_t frame)
{
  float m = at(c, frame)->music;
  return m > 4 ? 4 : m < -4 ? -4 : m;
}

static lur_status decide_music(lur_activity *a, struct lur_activity_channel *c, int64_t frame)
{
  struct lur_run *run = &c->music_run;
  float sum = 0;
  int n = 0;
  for (int64_t i = frame - music_reach; i <= frame + music_reach; i += 3)
    if (i >= 0 && i < a->judged) sum += music_of(c, i), n++;
  float mean = sum / (float)n;
  if (mean > (run->on ? music_ends : music_begins)) {
    if (!run->on) *run = (struct lur_run){.on = true, .start = frame};
    return LUR_OK;
  }
  bool good = run->on && frame - run->start >= least_music;
  run->on = false;
  return good ? end_run(&c->music, run, frame, least_music_pause) : LUR_OK;
}

/// Takes every step that the frames seen so far allow; `end`: no more will come.
static lur_status step(lur_activity *a, bool end)
{
  lur_status status = LUR_OK;
  for (; a->measured < (end ? a->seen : a->seen - measure_lag); a->measured++)
    for (int c = 0; c < a->channels; c++) measure(a, &a->channel[c], a->measured);
  for (; a->judged < (end ? a->seen : a->seen - judge_lag); a->judged++)
    for (int c = 0; c < a->channels; c++) judge(a, c, a->judged);
  for (; a->decided < (end ? a->seen : a->seen - decide_lag) && status == LUR_OK; a->decided++)
    for (int c = 0; c < a->channels && status == LUR_OK; c++) {
      status = decide_speech(&a->channel[c], a->decided, a->seen);
      if (status == LUR_OK) status = decide_music(a, &a->channel[c], a->decided);
      if (a->tap) show(a, c, a->decided);
    }
  return status;
}

lur_status lur_activity_advance(lur_activity *a)
{
  int64_t frame = a->seen++;
  for (int c = 0; c < a->channels; c++) {
    lur_floor_add(&a->channel[c].loud, at(&a->channel[c], frame)->features.level);
    if (frame < floor_reach && frame % floor_step == 0) take_in(&a->channel[c], frame);
  }
  return step(a, false);
}

lur_status lur_activity_finish(lur_activity *a)
{
  lur_status status = step(a, true);
  for (int c = 0; c < a->channels && status == LUR_OK; c++) {
    struct lur_activity_channel *ch = &a->channel[c];
    if (ch->speech_run.on && ch->speech_run.strong >= least_strong &&
        a->seen - ch->speech_run.start >= least_run)
      status = end_run(&ch->speech, &ch->speech_run, a->seen, least_pause);
    if (status == LUR_OK && ch->music_run.on && a->seen - ch->music_run.start >= least_music)
      status = end_run(&ch->music, &ch->music_run, a->seen, least_music_pause);
    ch->speech_run.on = ch->music_run.on = false;
  }
  return status;
}

int64_t lur_activity_settled(const lur_activity *a)
{
  return a->decided - most_weak - least_pause;
}

bool lur_activity_is_speech(lur_activity *a, int channel, int64_t frame)
{
  struct lur_activity_channel *c = &a->channel[channel];
  const struct lur_range *segment = c->speech.at;
  if (c->asked && segment[c->asked - 1].end > frame) c->asked--; // it has been joined with the next since
  while (c->asked < c->speech.n && segment[c->asked].end <= frame) c->asked++;
  if (c->asked < c->speech.n) return segment[c->asked].start <= frame;
  // a long segment is taken over before it ends
  if (!c->speech_run.on || c->speech_run.strong < least_strong) return false;
  if (frame >= c->speech_run.start) return true;
  return c->speech.n && !c->speech_run.apart &&
         c->speech_run.start - segment[c->speech.n - 1].end < least_pause;
}
