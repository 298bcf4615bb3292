#include "analysis/preview.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/feed.h"

/// Log-odds are limited, and followed by so much a frame; beyond these it begins and ends. A word is on
/// within some 30 ms, music within a second and a half.
static const float most_odds = 4, speech_follow = 0.25F, music_follow = 0.012F, begins = 0.8F, ends = -0.6F;
static const float inaudible_db = -42;
/// Frames. Pauses that belong to what is said; a tone that runs for so long is one; the longest pause of any
/// plan's ringing with some room; a voice that replies; quiet after music that ends it.
enum {
  bridged = 30,
  added = 12,
  least_tone = 30,
  ring_pause = 650,
  reply = 50,
  music_ends = 150,
  forgotten_voice = 400,
  least_music = 150,
  voice_over_music = 60
};
/// Bursts: a ring, and what is shorter but comes twice in quick succession; busy tones repeat in an even
/// beat.
enum { least_ring = 65, least_half_ring = 33, pair_gap = 30, busy_gap = 80, busy_repeats = 3 };
static const double least_hz = 388, most_hz = 600;

struct side {
  float speech, music; // followed log-odds
  bool is_speech, is_music;
  int64_t spoke, played; // end of the last frame of each; -1: none
  int64_t spoken;        // frames of speech in a row, pauses bridged
  size_t bursts, keys;   // looked at so far
  int beat;              // short bursts in a row
  int64_t burst_end;     // of the last burst
  bool ringing;          // a burst that runs has been counted
};

struct lur_preview {
  lur_feed feed;
  struct side side[2];
  int channels, agent;
  bool agent_known;
  int64_t frames; // told so far
  lur_now_kind now;
  int64_t since, first_heard, answer; // -1: not yet
  int64_t ring_end;                   // of the last ring; -1: none
  int64_t queue;                      // when the music began; -1: not yet
  int64_t voice;                      // start of the voice that may be the answer
  int64_t said[2];                    // frames of speech of each channel since then
  int64_t replied;                    // frames of the caller's speech since then
  int64_t music_from;
  int rings;
  char keys[16];
  bool said_hold;
  int64_t mask_from, mask_to; // the last masked stretch
  int64_t talk[2], silence, longest, longest_at;
};

static void change(lur_preview *p, lur_now_kind now, int64_t at)
{
  if (p->now == now) return;
  p->now = now;
  p->since = at < 0 ? 0 : at;
}

static void hear(lur_preview *p, int64_t at)
{
  if (p->first_heard < 0) p->first_heard = at < 0 ? 0 : at;
}

/// Tones and music come from the other side.
static void show_agent(lur_preview *p, int channel)
{
  if (!p->agent_known && p->channels == 2) p->agent = channel;
  p->agent_known = true;
}

// ---- Tones

static void ring(lur_preview *p, int64_t start, int64_t end, bool another)
{
  hear(p, start);
  if (p->now != LUR_NOW_RINGING) p->rings = 0;
  if (another) p->rings++;
  p->ring_end = end;
  if (p->answer < 0) change(p, LUR_NOW_RINGING, start);
}

static void short_burst(lur_preview *p, struct side *s, const struct lur_burst *b)
{
  int64_t gap = s->beat ? b->start - s->burst_end : INT64_MAX;
  bool half = b->end - b->start >= least_half_ring;
  s->beat = gap <= busy_gap ? s->beat + 1 : 1;
  if (s->beat == 2 && half && gap <= pair_gap) ring(p, b->start, b->end, true); // a ring of two bursts
  if (s->beat >= busy_repeats) {
    hear(p, b->start);
    change(p, LUR_NOW_BUSY, b->start);
    p->ring_end = -1;
  }
}

static void take_burst(lur_preview *p, int c, const struct lur_burst *b)
{
  struct side *s = &p->side[c];
  show_agent(p, c);
  if (b->end - b->start >= least_ring) {
    ring(p, b->start, b->end, !s->ringing);
    s->beat = 0;
  } else {
    short_burst(p, s, b);
  }
  s->ringing = false;
  s->burst_end = b->end;
}

/// Bursts that have ended, and one that sounds still.
static void look_at_tones(lur_preview *p, int c)
{
  const struct lur_feed_channel *ch = &p->feed.channel[c];
  struct side *s = &p->side[c];
  for (; s->bursts < ch->bursts.n; s->bursts++)
    if (lur_burst_is_progress(&ch->bursts.at[s->bursts])) take_burst(p, c, &ch->bursts.at[s->bursts]);
  int running = lur_tones_running(&ch->tones);
  if (running < least_ring || ch->tones.run.hz < least_hz || ch->tones.run.hz > most_hz) return;
  show_agent(p, c);
  ring(p, p->feed.looked - running, p->feed.looked, !s->ringing);
  s->ringing = true;
}

/// What spoke before is no person who may have answered.
static void forget_voice(lur_preview *p)
{
  p->voice = -1;
  p->replied = p->said[0] = p->said[1] = 0;
}

static void look_at_keys(lur_preview *p, int c)
{
  const struct lur_keys *keys = &p->feed.channel[c].keys;
  for (size_t *i = &p->side[c].keys; *i < keys->n; ++*i) {
    size_t n = strlen(p->keys);
    if (c == p->agent && p->channels == 2) continue; // an echo
    if (n + 1 >= sizeof p->keys) memmove(p->keys, p->keys + 1, n--);
    p->keys[n] = keys->at[*i].digit;
    p->keys[n + 1] = '\0';
    forget_voice(p); // it was a menu
  }
}

// ---- Frames

static float limited(float x)
{
  return x < -most_odds ? -most_odds : x > most_odds ? most_odds : x;
}

/// Part of a tone: the networks need not know that.
static bool in_tone(const lur_preview *p, const struct lur_frame_view *v)
{
  int running = lur_tones_running(&p->feed.channel[v->channel].tones);
  return v->tone || v->key || (running >= least_tone && v->frame >= p->feed.looked - running);
}

static void follow(struct side *s, const struct lur_frame_view *v, bool tone)
{
  bool audible = v->level_db > inaudible_db && !tone;
  s->speech += speech_follow * ((audible ? limited(v->first_speech) : -most_odds) - s->speech);
  s->music += music_follow * (limited(tone ? -most_odds : v->first_music) - s->music);
  s->is_speech = s->speech > (s->is_speech ? ends : begins);
  s->is_music = s->music > (s->is_music ? ends : begins);
  if (s->is_speech) s->spoken = s->spoke >= 0 && v->frame - s->spoke < bridged ? s->spoken + 1 : 1;
  if (s->is_speech) s->spoke = v->frame + 1;
  if (s->is_music) s->played = v->frame + 1;
}

static bool speaks(const struct side *s, int64_t frame)
{
  return s->spoke >= 0 && frame - s->spoke < bridged;
}

/// The same with short pauses only, as speech is added up.
static bool talks(const struct side *s, int64_t frame)
{
  return s->spoke >= 0 && frame - s->spoke < added;
}

/// Music plays; a short pause in it changes nothing, unless somebody speaks.
static bool plays(const struct side *s, int64_t frame)
{
  return s->is_music || (s->played >= 0 && frame - s->played < music_ends && s->spoken < voice_over_music);
}

static bool masked(const lur_preview *p, int64_t frame)
{
  return frame >= p->mask_from && frame < p->mask_to;
}

/// What was said since the voice began is part of the conversation.
static void answer(lur_preview *p, int64_t at)
{
  for (int c = 0; c < 2; c++) p->talk[c] += p->said[c];
  p->answer = at < 0 ? 0 : at;
  p->silence = 0;
  change(p, LUR_NOW_TALK, p->answer);
}

/// Before a person answers: music is a queue; a voice is a menu or a person until the caller replies.
static void before_answer(lur_preview *p, int64_t frame)
{
  const struct side *far = &p->side[p->agent], *near = &p->side[1 - p->agent];
  bool voice = far->is_speech, music = plays(far, frame);
  if (voice || far->is_music) hear(p, frame);
  if (p->now == LUR_NOW_RINGING && frame - p->ring_end > ring_pause) change(p, LUR_NOW_DIALLING, frame);
  if (music) {
    if (p->queue < 0) p->queue = frame - least_music;
    change(p, LUR_NOW_QUEUE, p->queue);
    forget_voice(p);
  } else if (voice && far->spoken >= bridged) {
    if (p->voice < 0) p->said[p->agent] = far->spoken;
    if (p->voice < 0) p->voice = frame - far->spoken;
    change(p, LUR_NOW_VOICE, p->voice);
  }
  if (p->voice < 0 || p->channels < 2) return;
  for (int c = 0; c < 2; c++) p->said[c] += talks(&p->side[c], frame);
  if (near->is_speech && near->spoke > p->voice + bridged) p->replied++;
  if (p->replied >= reply) answer(p, p->voice);
  if (frame - far->spoke > forgotten_voice && frame - near->spoke > forgotten_voice) forget_voice(p);
}

static void count_talk(lur_preview *p, int64_t frame)
{
  bool any = false;
  for (int c = 0; c < p->channels; c++) {
    p->talk[c] += talks(&p->side[c], frame);
    any = any || speaks(&p->side[c], frame);
  }
  p->silence = any ? 0 : p->silence + 1;
  if (p->silence <= p->longest) return;
  p->longest = p->silence;
  p->longest_at = frame + 1 - p->silence;
}

static void in_conversation(lur_preview *p, int64_t frame)
{
  const struct side *far = &p->side[p->agent];
  bool hold = p->said_hold || (plays(far, frame) && p->channels == 2);
  if (hold)
    change(p, LUR_NOW_HOLD, p->said_hold ? frame : frame - least_music);
  else if (p->now == LUR_NOW_HOLD || (p->now == LUR_NOW_BUSY && far->is_speech))
    change(p, LUR_NOW_TALK, frame);
  if (p->now == LUR_NOW_TALK)
    count_talk(p, frame);
  else
    p->silence = 0;
}

/// All channels of a frame have been followed.
static void decide(lur_preview *p, int64_t frame)
{
  p->frames = frame + 1;
  if (masked(p, frame)) return;
  if (p->answer < 0)
    before_answer(p, frame);
  else
    in_conversation(p, frame);
}

static void take_frame(void *self, const struct lur_frame_view *v)
{
  lur_preview *p = self;
  follow(&p->side[v->channel], v, in_tone(p, v));
  if (p->side[v->channel].is_music) show_agent(p, v->channel);
  if (v->channel == p->channels - 1) decide(p, v->frame);
}

// ---- From outside

lur_status lur_preview_new(int rate, int channels, const lur_role role[2], lur_preview **out)
{
  lur_preview *p = calloc(1, sizeof *p);
  if (!p) return LUR_NO_MEM;
  p->channels = channels;
  p->agent_known = channels == 1 || role[0] != LUR_ROLE_NONE;
  p->agent = channels == 1 || role[0] == LUR_ROLE_AGENT ? 0 : 1;
  p->first_heard = p->answer = p->ring_end = p->queue = p->voice = -1;
  p->mask_from = p->mask_to = -1;
  for (int c = 0; c < 2; c++)
    p->side[c] = (struct side){.speech = -most_odds, .music = -most_odds, .spoke = -1, .played = -1};
  lur_status status = lur_feed_start(&p->feed, rate, channels);
  if (status != LUR_OK) return lur_preview_free(p), status;
  p->feed.activity.live = true;
  p->feed.activity.tap = take_frame;
  p->feed.activity.tap_self = p;
  *out = p;
  return LUR_OK;
}

lur_status lur_preview_push(lur_preview *p, const float *pcm, size_t n)
{
  enum { at_once = 800 }; // so that tones are seen when they are new
  lur_status status = LUR_OK;
  while (n && status == LUR_OK) {
    size_t part = n < at_once ? n : at_once;
    status = lur_feed_push(&p->feed, pcm, part);
    for (int c = 0; c < p->channels; c++) look_at_tones(p, c), look_at_keys(p, c);
    pcm += part * (size_t)p->channels;
    n -= part;
  }
  return status;
}

/// From the first thing heard of the other side; where that is the answer itself, from the start of the
/// recording, as the measure has it.
static int64_t waited(const lur_preview *p)
{
  if (p->first_heard < 0 && p->answer < 0) return 0;
  if (p->answer < 0) return p->frames - p->first_heard;
  return p->first_heard < p->answer ? p->answer - p->first_heard : p->answer;
}

void lur_preview_look(const lur_preview *p, struct lur_preview_view *out)
{
  *out = (struct lur_preview_view){.now_s = lur_frames_s(p->frames),
                                   .now = p->now,
                                   .since_s = lur_frames_s(p->since),
                                   .rings = p->rings,
                                   .agent = p->agent,
                                   .heard = p->first_heard >= 0,
                                   .answered = p->answer >= 0,
                                   .wait_s = lur_frames_s(waited(p)),
                                   .silence_s = lur_frames_s(p->silence),
                                   .longest_silence_s = lur_frames_s(p->longest),
                                   .longest_at_s = lur_frames_s(p->longest_at)};
  memcpy(out->keys, p->keys, sizeof out->keys);
  for (int c = 0; c < p->channels; c++) {
    out->speaks[c] = speaks(&p->side[c], p->frames) && !masked(p, p->frames);
    out->talk_s[c] = lur_frames_s(p->talk[c]);
  }
}

void lur_preview_answered(lur_preview *p, double at_s)
{
  int64_t at = lur_frames_at(at_s);
  hear(p, at);
  answer(p, at < p->first_heard ? p->first_heard : at);
}

void lur_preview_hold(lur_preview *p, bool on)
{
  if (p->answer < 0) answer(p, p->frames);
  p->said_hold = on;
}

void lur_preview_mask(lur_preview *p, bool on)
{
  int64_t now = p->feed.looked;
  if (on) p->mask_from = now;
  p->mask_to = on ? INT64_MAX : now;
}

void lur_preview_free(lur_preview *p)
{
  if (!p) return;
  lur_feed_clear(&p->feed);
  free(p);
}
