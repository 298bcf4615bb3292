#include "analysis/feed.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/lanes.h"

/// Frames are looked at two at a time; hops that fit into a line before it is moved.
enum { pair = 2, line_hops = 64, contour_frames = 10, block_frames = 40, block_step = 10 };
/// Frames of tone or key marked beside what was found, for the window's reach.
enum { tone_margin = 2, long_tone = 100 };

lur_status lur_feed_start(lur_feed *f, int rate, int channels)
{
  *f = (lur_feed){.rate = rate, .channels = channels, .hop = rate / LUR_FRAME_RATE};
  lur_status status = lur_spectrum_new(rate, &f->spectrum);
  if (status != LUR_OK) return status;
  f->window = lur_spectrum_window(f->spectrum);
  f->room = f->window + (size_t)(line_hops * f->hop);
  // the window is centred on its frame, so the first one starts in the silence before it
  f->filled = (f->window - (size_t)f->hop) / 2;
  lur_kweight_start(&f->kweight, rate);
  f->pending = calloc((size_t)(f->hop * channels), sizeof *f->pending);
  f->channel = calloc((size_t)channels, sizeof *f->channel);
  if (!f->pending || !f->channel) return LUR_NO_MEM;
  for (int c = 0; c < channels; c++) {
    f->channel[c].line = calloc(f->room, sizeof(float));
    if (!f->channel[c].line) return LUR_NO_MEM;
    lur_p56_start(&f->channel[c].p56, rate);
  }
  return lur_activity_start(&f->activity, channels);
}

int64_t lur_feed_frames(const lur_feed *f)
{
  return (f->samples + f->hop - 1) / f->hop;
}

static lur_status keep_burst(struct lur_bursts *list, struct lur_burst burst)
{
  struct lur_burst *at = lur_grow(list->at, &list->room, list->n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  list->at = at;
  at[list->n++] = burst;
  return LUR_OK;
}

static lur_status keep_key(struct lur_keys *list, struct lur_key key)
{
  struct lur_key *at = lur_grow(list->at, &list->room, list->n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  list->at = at;
  at[list->n++] = key;
  return LUR_OK;
}

static lur_status found_burst(lur_feed *f, int c, struct lur_burst burst)
{
  lur_activity_mark(&f->activity, c, burst.start - tone_margin, burst.end + tone_margin, LUR_FRAME_TONE);
  return keep_burst(&f->channel[c].bursts, burst);
}

static lur_status found_key(lur_feed *f, int c, struct lur_key key)
{
  lur_activity_mark(&f->activity, c, key.start - tone_margin, key.end + tone_margin, LUR_FRAME_KEY);
  return keep_key(&f->channel[c].keys, key);
}

static struct lur_frame_levels *levels_at(struct lur_feed_channel *ch, int64_t frame)
{
  return &ch->levels[frame & (lur_activity_ring - 1)];
}

/// Samples-based levels of the frame of this hop.
static void take_levels(lur_feed *f, int c, const float *pcm, int64_t frame)
{
  struct lur_feed_channel *ch = &f->channel[c];
  struct lur_p56_sums sums;
  lur_p56_feed(&ch->p56, pcm, f->hop, &sums);
  struct lur_frame_levels *l = levels_at(ch, frame);
  l->square = (float)sums.square;
  for (int j = 0; j < LUR_P56_THRESHOLDS; j++) l->at_highest[j] = (uint8_t)sums.at_highest[j];
}

static lur_status take_contour(struct lur_feed_channel *ch, lur_level level, int64_t frame)
{
  ch->contour_sum += level;
  if (frame % contour_frames != contour_frames - 1) return LUR_OK;
  lur_level *at = lur_grow(ch->contour, &ch->contours_room, ch->contours, sizeof *at);
  if (!at) return LUR_NO_MEM;
  ch->contour = at;
  at[ch->contours++] = (lur_level)(ch->contour_sum / contour_frames);
  ch->contour_sum = 0;
  return LUR_OK;
}

/// Spectrum-based steps of one channel for a frame whose window is complete.
static lur_status analyse_frame(lur_feed *f, int c, int64_t frame, const float *power, float periodicity,
                                lur_pitch pitch)
{
  struct lur_feed_channel *ch = &f->channel[c];
  struct lur_burst burst;
  struct lur_key key;
  levels_at(ch, frame)->kweighted = lur_kweight_energy(&f->kweight, power);
  levels_at(ch, frame)->pitch = pitch;
  struct lur_seen *seen = lur_activity_slot(&f->activity, c);
  lur_features_of(power, &seen->features);
  seen->periodicity = periodicity;
  lur_status status = take_contour(ch, seen->features.level, frame);
  if (status == LUR_OK) status = lur_prints_feed(&ch->prints, seen->features.band);
  if (status == LUR_OK && lur_tones_step(&ch->tones, power, frame, &burst)) status = found_burst(f, c, burst);
  if (status == LUR_OK && lur_dtmf_step(&ch->dtmf, power, frame, &key)) status = found_key(f, c, key);
  int running = lur_tones_running(&ch->tones);
  if (running >= long_tone) // it may go on for longer than decisions can wait
    lur_activity_mark(&f->activity, c, frame - (running == long_tone ? running : 1), frame + 1,
                      LUR_FRAME_TONE);
  float activation = lur_music_feed(&ch->music, power, frame);
  int middle = f->activity.live ? 0 : lur_music_block * lur_music_step / 2; // live, it comes late
  lur_activity_music_at(&f->activity, c, frame - middle, activation);
  return status;
}

static lur_status keep_block(struct lur_feed_channel *ch, float energy)
{
  float *at = lur_grow(ch->block, &ch->blocks_room, ch->blocks, sizeof *at);
  if (!at) return LUR_NO_MEM;
  ch->block = at;
  at[ch->blocks++] = energy;
  return LUR_OK;
}

/// Mean energy of the frames [start, end) as a loudness block.
static lur_status take_block(struct lur_feed_channel *ch, int64_t start, int64_t end)
{
  double sum = 0;
  for (int64_t i = start; i < end; i++) sum += (double)levels_at(ch, i)->kweighted;
  return keep_block(ch, (float)(sum / (double)(end - start)));
}

static lur_status open_segment(struct lur_feed_channel *ch, int64_t frame)
{
  struct lur_segment *at = lur_grow(ch->segment, &ch->segments_room, ch->segments, sizeof *at);
  if (!at) return LUR_NO_MEM;
  ch->segment = at;
  at[ch->segments++] = (struct lur_segment){.range = {frame, frame}, .first_block = ch->blocks};
  ch->open = true;
  memset(ch->band_sum, 0, sizeof ch->band_sum);
  memset(ch->pitch_count, 0, sizeof ch->pitch_count);
  return LUR_OK;
}

/// Median of the pitches that were counted; 0 is none.
static void take_pitch(const uint32_t *count, struct lur_segment *s)
{
  uint32_t below = 0;
  for (int i = 1; i < LUR_PITCHES; i++) s->pitched += count[i];
  for (int i = 1; i < LUR_PITCHES && 2 * below < s->pitched; i++) {
    below += count[i];
    s->pitch = (lur_pitch)i;
  }
}

static lur_status close_segment(struct lur_feed_channel *ch)
{
  struct lur_segment *s = &ch->segment[ch->segments - 1];
  ch->open = false;
  uint64_t frames = (uint64_t)(s->range.end - s->range.start);
  for (int b = 0; b < LUR_BANDS; b++) s->band[b] = (lur_level)(ch->band_sum[b] / frames);
  take_pitch(ch->pitch_count, s);
  lur_status status =
      s->range.end - s->range.start < block_frames ? take_block(ch, s->range.start, s->range.end) : LUR_OK;
  s->blocks = ch->blocks - s->first_block;
  return status;
}

/// Adds a frame of speech to the open segment: its sums, and a gating block of 400 ms every 100 ms.
static lur_status grow_segment(struct lur_feed_channel *ch, const struct lur_seen *seen, int64_t frame,
                               int hop)
{
  struct lur_segment *s = &ch->segment[ch->segments - 1];
  const struct lur_frame_levels *l = levels_at(ch, frame);
  s->range.end = frame + 1;
  for (int b = 0; b < LUR_BANDS; b++) ch->band_sum[b] += seen->features.band[b];
  ch->pitch_count[l->pitch]++;
  s->p56.square += (double)l->square;
  s->p56.samples += hop;
  for (int j = 0; j < LUR_P56_THRESHOLDS; j++) s->p56.at_highest[j] += l->at_highest[j];
  int64_t length = s->range.end - s->range.start;
  if (length < block_frames || (length - block_frames) % block_step) return LUR_OK;
  return take_block(ch, frame + 1 - block_frames, frame + 1);
}

/// Takes over what activity has decided for good, frame by frame.
static lur_status settle(lur_feed *f, int c, int64_t until)
{
  struct lur_feed_channel *ch = &f->channel[c];
  lur_status status = LUR_OK;
  for (; ch->settled < until && status == LUR_OK; ch->settled++) {
    bool speech = lur_activity_is_speech(&f->activity, c, ch->settled);
    if (speech && !ch->open) status = open_segment(ch, ch->settled);
    if (!speech && ch->open) status = close_segment(ch);
    const struct lur_seen *seen = &f->activity.channel[c].ring[ch->settled & (lur_activity_ring - 1)];
    if (speech && status == LUR_OK) status = grow_segment(ch, seen, ch->settled, f->hop);
  }
  if (status == LUR_OK && until == lur_feed_frames(f) && ch->open && f->finished) status = close_segment(ch);
  return status;
}

/// Everything that can be said of the next n frames (1 or 2), whose windows are complete.
static lur_status take_frames(lur_feed *f, int n)
{
  struct lur_spectra of[2];
  float periodicity[2]; // of the first frame of each channel; a voice's lasts for longer than two
  lur_pitch pitch[2];
  lur_status status = LUR_OK;
  for (int c = 0; c < f->channels; c++) {
    const float *window = f->channel[c].line + f->used;
    lur_spectrum_of(f->spectrum, window, window + f->hop, &of[c]);
  }
  lur_spectrum_periodicity(f->spectrum, of[0].power[0], of[f->channels - 1].power[0], periodicity, pitch);
  f->used += (size_t)(pair * f->hop);
  for (int i = 0; i < n && status == LUR_OK; i++, f->looked++) {
    for (int c = 0; c < f->channels && status == LUR_OK; c++)
      status = analyse_frame(f, c, f->looked, of[c].power[i], periodicity[c], pitch[c]);
    if (status == LUR_OK) status = lur_activity_advance(&f->activity);
    for (int c = 0; c < f->channels && status == LUR_OK; c++)
      status = settle(f, c, lur_activity_settled(&f->activity));
  }
  return status;
}

/// Moves what is still needed to the front of the lines.
static void make_room(lur_feed *f)
{
  f->filled -= f->used;
  for (int c = 0; c < f->channels; c++) {
    float *line = f->channel[c].line;
    memmove(line, line + f->used, f->filled * sizeof *line);
  }
  f->used = 0;
}

/// Every width-th sample, n of them, those that are not numbers as silence.
static inline void separate(const float *restrict pcm, int width, int n, float *restrict line)
{
  for (int i = 0; i < n; i++) {
    float x = pcm[i * width];
    line[i] = fabsf(x) <= FLT_MAX ? x : 0;
  }
}

/// One channel of a hop. The width is written out, as the compiler makes vectors only of what it knows.
LUR_WIDE static void take_channel(const float *restrict pcm, int channels, int n, float *restrict line)
{
  if (channels == 2)
    separate(pcm, 2, n, line);
  else
    separate(pcm, 1, n, line);
}

/// A hop of pcm (interleaved) is whole.
static lur_status take_hop(lur_feed *f, const float *pcm)
{
  if (f->filled + (size_t)f->hop > f->room) make_room(f);
  for (int c = 0; c < f->channels; c++) {
    float *line = f->channel[c].line + f->filled;
    take_channel(pcm + c, f->channels, f->hop, line);
    take_levels(f, c, line, f->hops);
  }
  f->hops++;
  f->filled += (size_t)f->hop;
  if (f->filled < f->used + f->window + (size_t)f->hop) return LUR_OK;
  int64_t left = f->finished ? lur_feed_frames(f) - f->looked : pair;
  return take_frames(f, left < pair ? (int)left : pair);
}

lur_status lur_feed_push(lur_feed *f, const float *pcm, size_t n)
{
  lur_status status = LUR_OK;
  size_t width = (size_t)f->channels;
  f->samples += (int64_t)n;
  while (n && status == LUR_OK) {
    if (!f->pending_n && n >= (size_t)f->hop) {
      status = take_hop(f, pcm);
      pcm += (size_t)f->hop * width;
      n -= (size_t)f->hop;
      continue;
    }
    size_t part = (size_t)(f->hop - f->pending_n) < n ? (size_t)(f->hop - f->pending_n) : n;
    memcpy(f->pending + (size_t)f->pending_n * width, pcm, part * width * sizeof *pcm);
    f->pending_n += (int)part;
    pcm += part * width;
    n -= part;
    if (f->pending_n < f->hop) break;
    f->pending_n = 0;
    status = take_hop(f, f->pending);
  }
  return status;
}

/// Ends tones and keys that the recording's end cut.
static lur_status flush_tones(lur_feed *f, int c, int64_t frames)
{
  struct lur_burst burst;
  struct lur_key key;
  lur_status status = LUR_OK;
  while (status == LUR_OK && lur_tones_flush(&f->channel[c].tones, &burst)) status = found_burst(f, c, burst);
  if (status == LUR_OK && lur_dtmf_flush(&f->channel[c].dtmf, frames, &key)) status = found_key(f, c, key);
  return status;
}

lur_status lur_feed_finish(lur_feed *f)
{
  int64_t frames = lur_feed_frames(f);
  size_t width = (size_t)f->channels;
  lur_status status = LUR_OK;
  f->finished = true;
  while (f->looked < frames && status == LUR_OK) { // silence after the end
    memset(f->pending + (size_t)f->pending_n * width, 0,
           (size_t)(f->hop - f->pending_n) * width * sizeof *f->pending);
    f->pending_n = 0;
    status = take_hop(f, f->pending);
  }
  for (int c = 0; c < f->channels && status == LUR_OK; c++) status = flush_tones(f, c, frames);
  if (status == LUR_OK) status = lur_activity_finish(&f->activity);
  for (int c = 0; c < f->channels && status == LUR_OK; c++) status = settle(f, c, frames);
  return status;
}

void lur_feed_clear(lur_feed *f)
{
  for (int c = 0; f->channel && c < f->channels; c++) {
    free(f->channel[c].line);
    free(f->channel[c].bursts.at);
    free(f->channel[c].keys.at);
    free(f->channel[c].segment);
    free(f->channel[c].block);
    free(f->channel[c].contour);
    lur_prints_clear(&f->channel[c].prints);
  }
  free(f->channel);
  free(f->pending);
  lur_activity_clear(&f->activity);
  lur_spectrum_free(f->spectrum);
  *f = (lur_feed){0};
}
