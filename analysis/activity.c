#include "analysis/activity.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/context.h"
#include "analysis/inputs.h"
#include "analysis/net.h"

/// Level under the channel's loud level that is not heard any more, and what such a frame, or one taken by a
/// tone, says of speech: log-odds.
static const float inaudible_db = -42, never = -6, tuned = -3;
/// From here on down the first network need not be asked; whoever trains it wants to see all (tools/train).
#ifndef LUR_UNASKED_DB
#define LUR_UNASKED_DB -47
#endif
static const float unasked_db = LUR_UNASKED_DB;
/// Decoding. Measures: bursts under 50 ms are no speech, pauses under 200 ms are part of it; what is under 60
/// ms is no pause to begin with. Music of less than two seconds is none, nor is a pause in it of less than
/// 1.2.
enum { least_speech = 5, least_gap = 6, least_pause = 20, least_music = 200, least_music_pause = 120 };
static const double speech_change = 3.0, music_change = 20.0;
static const float most_odds = 8, speech_lean = 0.4F, music_lean = 0.4F;
/// Noise floors: this percentile of the levels of 8 s round the frame. Every fourth frame is enough of a
/// sample (windows overlap by two thirds anyway), and costs a quarter.
static const float floor_share = 0.10F;
enum { floor_reach = 400, floor_step = 4, loud_past = 1400 };
/// The loud level: this percentile; at least so much over the noise, and never under a limit.
static const float loud_share = 0.95F, over_floor_db = 18, least_loud_db = -68, fall_db_per_s = 0.1F;
static const int codec_silence = 2 * 60; // half decibels under loud: less is no noise floor
/// Speech level: this percentile of the frames within 15 s that the first network takes for speech, of at
/// least so many.
static const float spoken_share = 0.75F;
enum { spoken_reach = 1500, least_spoken = 30 };
/// Echo: what the channel's level is at least, against the other's strongest of the last 0.3 s while that
/// one talks: a low percentile of the last 1024 such frames.
static const float echo_share = 0.25F;
enum { echo_talks = lur_level_zero - 2 * 15, least_echo = 50, unknown_echo = 20 };
/// Frames that each step stays behind the newest one.
enum {
  measure_lag = 410,
  judge_lag = measure_lag + lur_inputs_ahead + 2,
  weigh_lag = judge_lag + spoken_reach + 2
};
/// A word's pad is part of it: 20 ms before and 40 ms after what is heard.
enum { pad_before = 2, pad_after = 4 };

lur_status lur_activity_start(lur_activity *a, int channels)
{
  *a = (lur_activity){.channels = channels};
  a->channel = calloc((size_t)channels, sizeof *a->channel);
  if (!a->channel) return LUR_NO_MEM;
  for (int c = 0; c < channels; c++) {
    struct lur_activity_channel *ch = &a->channel[c];
    for (int b = 0; b < LUR_BANDS; b++) lur_floor_start(&ch->band_floor[b], floor_share);
    lur_floor_start(&ch->floor, floor_share);
    lur_floor_start(&ch->loud, loud_share);
    lur_floor_start(&ch->echo, echo_share);
    lur_floor_start(&ch->spoken, spoken_share);
    lur_decoder_start(&ch->speech_path, least_speech, least_gap, speech_change);
    lur_decoder_start(&ch->music_path, least_music, least_music_pause, music_change);
    ch->loud_db = least_loud_db;
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
  if (start < a->weighed) start = a->weighed;
  for (int64_t i = start; i < end && i <= a->seen; i++) at(&a->channel[channel], i)->flags |= flag;
}

void lur_activity_music_at(lur_activity *a, int channel, int64_t frame, float activation)
{
  if (frame >= 0) at(&a->channel[channel], frame)->activation = activation;
}

static lur_level *past(struct lur_activity_channel *c, int64_t frame)
{
  return &c->past[frame & (lur_activity_ring - 1)];
}

static lur_level *said(struct lur_activity_channel *c, int64_t frame)
{
  return &c->said[frame & (lur_activity_ring - 1)];
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

/// Moves the noise windows on to this frame, a multiple of floor_step. Live ones reach back only.
static void slide(const lur_activity *a, struct lur_activity_channel *c, int64_t frame)
{
  int64_t ahead = a->live ? 0 : floor_reach, back = 2 * floor_reach - ahead;
  if (frame + ahead < a->seen) take_in(c, frame + ahead);
  if (frame > back) let_go(c, frame - back - floor_step);
  for (int b = 0; b < LUR_BANDS; b++) c->noise.band[b] = lur_floor_level(&c->band_floor[b]);
  c->noise.level = lur_floor_level(&c->floor);
}

static float greater(float a, float b)
{
  return a > b ? a : b;
}

/// How loud the channel gets: follows the window's peaks up at once and down slowly, as talkers pause for
/// long. Relative to the channel's own noise, so that a recording's gain does not matter.
static void follow_loudness(struct lur_activity_channel *c, int64_t frame, float floor_db)
{
  if (frame >= loud_past) lur_floor_remove(&c->loud, *past(c, frame - loud_past));
  float now = lur_level_db(lur_floor_level(&c->loud)), down = c->loud_db - fall_db_per_s / LUR_FRAME_RATE;
  now = greater(now, greater(floor_db + over_floor_db, least_loud_db));
  c->loud_db = greater(now, frame ? down : now);
}

/// Sets a frame's bands against their noise floors.
static void measure_bands(struct lur_activity_channel *c, int64_t frame)
{
  struct lur_seen *s = at(c, frame);
  const uint8_t *band = s->features.band, *before = at(c, frame ? frame - 1 : 0)->features.band;
  int least = (int)(2 * (c->loud_db + 120)) - codec_silence;
  uint8_t quietest = (uint8_t)(least < 0 ? 0 : least > 255 ? 255 : least);
  unsigned sum = 0, change = 0;
  for (int b = 0; b < LUR_BANDS; b++) {
    uint8_t floor = c->noise.band[b] > quietest ? c->noise.band[b] : quietest;
    s->over[b] = (uint8_t)(band[b] > floor ? band[b] - floor : 0);
  }
  for (int b = 0; b < LUR_BANDS; b++) sum += s->over[b] > 60 ? 60 : s->over[b];
  for (int b = 0; b < LUR_BANDS; b++) change += (unsigned)abs(band[b] - before[b]);
  s->over_noise = 0.5F * (float)sum / LUR_BANDS;
  s->flux = 0.5F * (float)change / LUR_BANDS;
}

enum { group_bands = LUR_BANDS / lur_groups };

static int clamped(int x, int low, int high)
{
  return x < low ? low : x > high ? high : x;
}

/// Adds a measured frame to the sums up to it.
static void add_up(struct lur_activity_channel *c, int64_t frame)
{
  struct lur_seen *s = at(c, frame);
  const struct lur_seen *before = at(c, frame - 1), *earlier = at(c, frame - 10);
  struct lur_sums t = {0};
  if (frame) t = before->sums;
  for (int g = 0; g < lur_groups; g++)
    for (int b = g * group_bands; b < (g + 1) * group_bands; b++)
      t.group[g] += s->over[b] > 70 ? 70 : s->over[b];
  t.over += (uint32_t)(2 * LUR_BANDS * s->over_noise + 0.5F);
  t.relative += s->level;
  t.square += (uint32_t)s->level * s->level;
  t.periodicity += (uint32_t)(255 * s->periodicity + 0.5F);
  t.activation += (uint32_t)(255 * clamped((int)(s->activation * 255 + 0.5F), 0, 255) / 255);
  t.flux += (uint32_t)(2 * LUR_BANDS * s->flux + 0.5F);
  t.busy += s->over_noise > 6;
  if (frame >= 10) t.swing += (uint32_t)abs(s->level - earlier->level);
  s->sums = t;
  bool first = frame % lur_level_block == 0;
  s->low = first || s->level < before->low ? s->level : before->low;
  s->high = first || s->level > before->high ? s->level : before->high;
}

static void keep_level(struct lur_levels *l, int64_t frame, uint8_t level)
{
  int i = (int)(frame & (lur_levels_ring - 1));
  l->level[i] = level;
  if (i < lur_echo_reach) l->level[i + lur_levels_ring] = level;
}

/// Sets a frame against its surroundings: noise floors and loud level.
static void measure(lur_activity *a, struct lur_activity_channel *c, int64_t frame)
{
  if (frame % floor_step == 0) slide(a, c, frame);
  float floor_db = lur_level_db(c->noise.level);
  follow_loudness(c, frame, floor_db);
  measure_bands(c, frame);
  struct lur_seen *s = at(c, frame);
  s->relative = lur_level_db(s->features.level) - c->loud_db;
  s->level = (uint8_t)clamped((int)(2 * s->relative + lur_level_zero + 0.5F), 0, 140);
  s->floor = floor_db - c->loud_db;
  keep_level(&c->levels, frame, s->features.level);
  keep_level(&c->against, frame, s->level);
  add_up(c, frame);
}

/// The highest of the last lur_echo_reach frames up to this one.
static uint8_t highest_of(const struct lur_levels *l, int64_t frame)
{
  const uint8_t *from = l->level + ((frame - lur_echo_reach + 1) & (lur_levels_ring - 1));
  uint8_t top = 0;
  for (int i = 0; i < lur_echo_reach; i++) top = from[i] > top ? from[i] : top;
  return top;
}

/// How much stronger the frame is than an echo of the other channel would be; learns what such an echo is.
static void measure_echo(lur_activity *a, int channel, int64_t frame)
{
  struct lur_activity_channel *c = &a->channel[channel];
  const struct lur_activity_channel *other = &a->channel[1 - channel];
  struct lur_seen *s = at(c, frame);
  s->top = highest_of(&other->levels, frame);
  s->top_level = highest_of(&other->against, frame);
  int against = clamped((int)s->features.level - s->top + 160, 0, 255);
  if (s->top_level >= echo_talks) {
    uint8_t *slot = &c->echo_past[c->echo_seen % sizeof c->echo_past];
    if (c->echo_seen >= sizeof c->echo_past) lur_floor_remove(&c->echo, *slot);
    *slot = (uint8_t)against;
    lur_floor_add(&c->echo, *slot);
    c->echo_seen++;
  }
  s->echo = c->echo_seen < least_echo ? unknown_echo : 0.5F * (float)(against - lur_floor_level(&c->echo));
}

/// The networks judge every second frame; between two the mean of both stands.
enum { judged_step = 2 };

/// Of a frame that cannot be heard nobody needs to be asked.
static void ask_first(lur_activity *a, int channel, int64_t frame)
{
  float x[lur_inputs];
  struct lur_seen *s = at(&a->channel[channel], frame);
  if (s->relative < unasked_db) {
    s->first[0] = s->first[1] = never;
    return;
  }
  lur_inputs_of(a, channel, frame, x);
  lur_first_judge(&lur_first_weights, x, s->first);
}

/// The first network's verdict on a frame.
static void judge(lur_activity *a, int channel, int64_t frame)
{
  struct lur_activity_channel *c = &a->channel[channel];
  struct lur_seen *s = at(c, frame), *before = at(c, frame - 1), *next = at(c, frame + 1);
  if (frame % judged_step == 0) {
    if (!frame) ask_first(a, channel, 0);
  } else if (frame + 1 < a->measured) {
    ask_first(a, channel, frame + 1);
    for (int k = 0; k < 2; k++) s->first[k] = 0.5F * (before->first[k] + next->first[k]);
  } else {
    for (int k = 0; k < 2; k++) s->first[k] = before->first[k];
  }
  if (s->flags && s->first[0] > tuned) s->first[0] = tuned; // a tone or key has been found here
  struct lur_verdicts *sum = &c->verdicts[frame & (lur_activity_ring - 1)],
                      *last = &c->verdicts[(frame - 1) & (lur_activity_ring - 1)];
  sum->speech = (frame ? last->speech : 0) + lur_context_mark(s->first[0]);
  sum->music = (frame ? last->music : 0) + lur_context_mark(s->first[1]);
  *said(c, frame) = s->first[0] > 0 ? s->features.level : 0;
}

/// Lets frame `in` count for the level of the channel's speech, and frame `out` no more.
static void slide_spoken(struct lur_activity_channel *c, int64_t in, int64_t out)
{
  if (in >= 0 && *said(c, in)) lur_floor_add(&c->spoken, *said(c, in));
  if (out >= 0 && *said(c, out)) lur_floor_remove(&c->spoken, *said(c, out));
}

/// Level of the channel's speech round a frame; where little is said, the loud level.
static int spoken_level(struct lur_activity_channel *c, int64_t frame)
{
  if (c->spoken.n >= least_spoken) return lur_floor_level(&c->spoken);
  const struct lur_seen *s = at(c, frame);
  return s->features.level - (s->level - lur_level_zero) - 6;
}

static void ask_second(lur_activity *a, int channel, int64_t frame, const int spoken[2])
{
  float x[lur_contexts], out[2];
  struct lur_seen *s = at(&a->channel[channel], frame);
  lur_context_of(a, channel, frame, spoken, x);
  lur_second_judge(&lur_second_weights, x, out);
  s->speech = out[0];
  s->music = out[1];
}

/// The second network's verdict on a frame of all channels.
static void weigh(lur_activity *a, int64_t frame)
{
  int level[2] = {0, 0};
  for (int c = 0; c < a->channels; c++) {
    struct lur_activity_channel *ch = &a->channel[c];
    slide_spoken(ch, frame + spoken_reach < a->judged ? frame + spoken_reach : -1,
                 frame > spoken_reach ? frame - spoken_reach - 1 : -1);
    level[c] = spoken_level(ch, frame);
  }
  for (int c = 0; c < a->channels; c++) {
    struct lur_activity_channel *ch = &a->channel[c];
    struct lur_seen *s = at(ch, frame), *before = at(ch, frame - 1), *next = at(ch, frame + 1);
    const int spoken[2] = {level[c], level[a->channels - 1 - c]};
    if (frame % judged_step == 0) {
      if (!frame) ask_second(a, c, 0, spoken);
    } else if (frame + 1 < a->judged) {
      ask_second(a, c, frame + 1, spoken);
      s->speech = 0.5F * (before->speech + next->speech);
      s->music = 0.5F * (before->music + next->music);
    } else {
      s->speech = before->speech;
      s->music = before->music;
    }
  }
}

/// A sound this far under the channel's loud level is none: a quiet line's own noise after a word.
static bool is_audible(struct lur_activity_channel *c, int64_t frame, int64_t frames)
{
  for (int64_t i = frame > pad_after ? frame - pad_after : 0; i <= frame + pad_before && i < frames; i++)
    if (at(c, i)->relative > inaudible_db) return true;
  return false;
}

static float limited(float x)
{
  return x < -most_odds ? -most_odds : x > most_odds ? most_odds : x;
}

static float speech_odds(struct lur_activity_channel *c, int64_t frame, int64_t frames)
{
  const struct lur_seen *s = at(c, frame);
  if (s->flags) return limited(s->speech) < tuned ? limited(s->speech) : tuned;
  return is_audible(c, frame, frames) ? limited(s->speech + speech_lean) : never;
}

/// Adds one frame to the last range, or begins another where the pause before it is long enough.
static lur_status extend(struct lur_ranges *list, int64_t frame, int64_t pause)
{
  struct lur_range *last = list->n ? &list->at[list->n - 1] : NULL;
  if (!last || frame - last->end >= pause) return lur_ranges_add(list, frame, frame + 1);
  last->end = frame + 1;
  return LUR_OK;
}

/// Takes over the frames [from, until) that the decoders of a channel have settled. No pause is bridged over
/// a tone or key.
static lur_status take(struct lur_activity_channel *c, int64_t from, int64_t until)
{
  lur_status status = LUR_OK;
  for (int64_t i = from; i < until && status == LUR_OK; i++) {
    if (at(c, i)->flags) c->flagged = i + 1;
    bool apart = c->speech.n && c->flagged > c->speech.at[c->speech.n - 1].end;
    if (lur_decoder_is_on(&c->speech_path, i)) status = extend(&c->speech, i, apart ? 1 : least_pause);
    if (status == LUR_OK && lur_decoder_is_on(&c->music_path, i)) status = extend(&c->music, i, 1);
  }
  return status;
}

/// Decides what can be decided when `frame` has been weighed.
static lur_status decide(lur_activity *a, int64_t frame)
{
  lur_status status = LUR_OK;
  int64_t settled = a->decided;
  for (int c = 0; c < a->channels && status == LUR_OK; c++) {
    struct lur_activity_channel *ch = &a->channel[c];
    settled = lur_decoder_step(&ch->speech_path, speech_odds(ch, frame, a->weighed + pad_before + 1));
    (void)lur_decoder_step(&ch->music_path, limited(at(ch, frame)->music + music_lean));
    if (settled <= a->decided) continue;
    status = take(ch, a->decided, settled);
  }
  a->decided = settled;
  return status;
}

static void show(const lur_activity *a, int channel, int64_t frame)
{
  const struct lur_seen *s = at(&a->channel[channel], frame);
  struct lur_frame_view view = {.channel = channel,
                                .frame = frame,
                                .level_db = s->relative,
                                .floor_db = s->floor,
                                .echo_db = s->echo,
                                .periodicity = s->periodicity,
                                .first_speech = s->first[0],
                                .first_music = s->first[1],
                                .speech = s->speech,
                                .music = s->music,
                                .tone = s->flags & LUR_FRAME_TONE,
                                .key = s->flags & LUR_FRAME_KEY};
  memcpy(view.over, s->over, sizeof view.over);
  a->tap(a->tap_self, &view);
}

/// Takes the steps that need not wait; what nobody judges a second time stands as the first network says.
static void step_live(lur_activity *a)
{
  for (; a->measured < a->seen - 1; a->measured++) {
    for (int c = 0; c < a->channels; c++) measure(a, &a->channel[c], a->measured);
    for (int c = 0; a->channels == 2 && c < 2; c++) measure_echo(a, c, a->measured);
  }
  for (; a->judged < a->seen - lur_activity_live_lag; a->judged++, a->weighed++)
    for (int c = 0; c < a->channels; c++) {
      struct lur_seen *s = at(&a->channel[c], a->judged);
      judge(a, c, a->judged);
      s->speech = s->first[0];
      s->music = s->first[1];
      if (a->tap) show(a, c, a->judged);
    }
}

/// Takes every step that the frames seen so far allow; `end`: no more will come.
static lur_status step(lur_activity *a, bool end)
{
  lur_status status = LUR_OK;
  if (a->live) return step_live(a), LUR_OK;
  for (; a->measured < (end ? a->seen : a->seen - measure_lag); a->measured++) {
    for (int c = 0; c < a->channels; c++) measure(a, &a->channel[c], a->measured);
    for (int c = 0; a->channels == 2 && c < 2; c++) measure_echo(a, c, a->measured);
  }
  for (; a->judged < (end ? a->seen : a->seen - judge_lag); a->judged++) {
    for (int c = 0; c < a->channels; c++) judge(a, c, a->judged);
    if (a->judged < spoken_reach)
      for (int c = 0; c < a->channels; c++) slide_spoken(&a->channel[c], a->judged, -1);
  }
  for (; a->weighed < (end ? a->seen : a->seen - weigh_lag) && status == LUR_OK; a->weighed++) {
    weigh(a, a->weighed);
    for (int c = 0; a->tap && c < a->channels; c++) show(a, c, a->weighed);
    status = decide(a, a->weighed);
  }
  return status;
}

lur_status lur_activity_advance(lur_activity *a)
{
  int64_t frame = a->seen++;
  for (int c = 0; c < a->channels; c++) {
    lur_level level = at(&a->channel[c], frame)->features.level;
    *past(&a->channel[c], frame) = level;
    lur_floor_add(&a->channel[c].loud, level);
    if (!a->live && frame < floor_reach && frame % floor_step == 0) take_in(&a->channel[c], frame);
  }
  return step(a, false);
}

lur_status lur_activity_finish(lur_activity *a)
{
  lur_status status = step(a, true);
  for (int c = 0; c < a->channels && status == LUR_OK; c++) {
    struct lur_activity_channel *ch = &a->channel[c];
    (void)lur_decoder_finish(&ch->music_path);
    (void)lur_decoder_finish(&ch->speech_path);
    status = take(ch, a->decided, a->seen);
  }
  a->decided = a->seen;
  return status;
}

int64_t lur_activity_settled(const lur_activity *a)
{
  return a->decided - least_pause; // a pause that is shorter may yet be bridged
}

bool lur_activity_is_speech(lur_activity *a, int channel, int64_t frame)
{
  struct lur_activity_channel *c = &a->channel[channel];
  while (c->asked < c->speech.n && c->speech.at[c->asked].end <= frame) c->asked++;
  return c->asked < c->speech.n && c->speech.at[c->asked].start <= frame;
}
