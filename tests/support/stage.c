#include "tests/support/stage.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <jansson.h>

#include "audio/reader.h"
#include "tests/support/call_check.h"
#include "tests/support/synth.h"

enum {
  RATE = 8000,
  MARGIN = RATE / 20,
  MOST_DELAY = 4 * RATE,
  ECHO = 3 * RATE / 20,
  MOST_PHRASES = 12,
  TUNE_S = 23
};

static const struct {
  const char *sample;
  const char *role;
  bool prompts;
} voices[STAGE_VOICES] = {[STAGE_ANNA] = {"sv-good", "agent", false},
                          [STAGE_INGRID] = {"nb-menu", "agent", false},
                          [STAGE_JOHN] = {"en-slow", "agent", false},
                          [STAGE_CALLER] = {"sv-good", "caller", false},
                          [STAGE_MENU] = {"nb-menu", "agent", true}};

/// Words cut from a sample, with what surrounds them.
struct phrase {
  float *at;
  size_t n;
};

struct stage {
  struct lur_analyser_config config;
  lur_analyser *analyser;
  int64_t samples;
  bool swap, both;
  float second_gain;
  size_t late;
  float delayed[MOST_DELAY]; // of the second channel, a ring
  float echo;                // gain
  float past[2][ECHO + 1];   // of each side, a ring
  double noise[2];           // amplitude by side
  uint32_t seed[2];
  struct lur_synth *tune;
  size_t tune_at;
  struct phrase phrase[STAGE_VOICES][MOST_PHRASES];
  int phrases[STAGE_VOICES];
};

static float *read_sample(const char *sample, size_t *frames, json_t **truth)
{
  char path[512];
  json_error_t error;
  lur_reader *r = NULL;
  struct lur_diag diag;
  snprintf(path, sizeof path, "%s/samples/%s.flac", LUR_SOURCE_DIR, sample);
  assert_int_equal(lur_reader_open(path, NULL, &r, &diag), LUR_OK);
  size_t room = (size_t)RATE * 120, got;
  float *pcm = malloc(2 * room * sizeof *pcm);
  assert_non_null(pcm);
  *frames = 0;
  while (*frames + 4096 <= room && lur_reader_read(r, pcm + 2 * *frames, 4096, &got) == LUR_OK)
    *frames += got;
  lur_reader_close(r);
  snprintf(path, sizeof path, "%s/samples/%s.json", LUR_SOURCE_DIR, sample);
  *truth = json_load_file(path, 0, &error);
  assert_non_null(*truth);
  return pcm;
}

static void cut(struct stage *s, stage_voice v, const float *pcm, size_t frames, int channel, double start_s,
                double end_s)
{
  long from = lround(start_s * RATE) - MARGIN, to = lround(end_s * RATE) + MARGIN;
  assert_true(from >= 0 && to <= (long)frames && s->phrases[v] < MOST_PHRASES);
  struct phrase *p = &s->phrase[v][s->phrases[v]++];
  p->n = (size_t)(to - from);
  p->at = malloc(p->n * sizeof *p->at);
  assert_non_null(p->at);
  for (size_t i = 0; i < p->n; i++) p->at[i] = pcm[2 * ((size_t)from + i) + (size_t)channel];
}

static bool is_among(const json_t *list, double start_s)
{
  size_t i;
  const json_t *span;
  json_array_foreach(list, i, span) if (json_number_value(json_array_get(span, 0)) == start_s) return true;
  return false;
}

/// The phrases of a voice: its speech joined over pauses under half a second, of a second or more.
static void load_voice(struct stage *s, stage_voice v)
{
  size_t frames, i, k;
  json_t *truth, *channel, *span;
  float *pcm = read_sample(voices[v].sample, &frames, &truth);
  json_array_foreach(json_object_get(truth, "channels"), i, channel)
  {
    if (strcmp(json_string_value(json_object_get(channel, "role")), voices[v].role) != 0) continue;
    double start = -1, end = -1;
    const json_t *prompts = json_object_get(channel, "prompt");
    json_array_foreach(json_object_get(channel, "speech"), k, span)
    {
      double a = json_number_value(json_array_get(span, 0)), b = json_number_value(json_array_get(span, 1));
      if (is_among(prompts, a) != voices[v].prompts) continue;
      if (start >= 0 && a - end >= 0.5 && end - start >= 1) cut(s, v, pcm, frames, (int)i, start, end);
      if (start < 0 || a - end >= 0.5) start = a;
      end = b;
    }
    if (end - start >= 1) cut(s, v, pcm, frames, (int)i, start, end);
  }
  json_decref(truth);
  free(pcm);
}

struct stage *stage_new(bool swap)
{
  struct stage *s = calloc(1, sizeof *s);
  assert_non_null(s);
  s->config = lur_analyser_defaults(RATE, 2);
  s->swap = swap;
  s->second_gain = 1;
  s->seed[0] = 1, s->seed[1] = 2;
  stage_noise(s, 0, -65);
  stage_noise(s, 1, -65);
  stage_loop(s, TUNE_S);
  return s;
}

void stage_both(struct stage *s, double db)
{
  s->both = true;
  s->second_gain = (float)pow(10, db / 20);
}

void stage_late(struct stage *s, double seconds)
{
  s->late = (size_t)lround(seconds * RATE);
  assert_true(s->late < MOST_DELAY);
}

void stage_echo(struct stage *s, double loss_db)
{
  s->echo = (float)pow(10, -loss_db / 20);
}

void stage_roles(struct stage *s, lur_role first, lur_role second)
{
  s->config.role[0] = first;
  s->config.role[1] = second;
  s->config.roles_from = LUR_ROLES_OPTION;
}

void stage_noise(struct stage *s, int side, double dbov)
{
  s->noise[side] = isfinite(dbov) ? sqrt(3) * pow(10, dbov / 20) : 0;
}

void stage_loop(struct stage *s, double seconds)
{
  lur_synth_free(s->tune);
  s->tune = lur_synth_new(RATE, seconds);
  assert_non_null(s->tune);
  // five seconds a key, each with its own order of chords: a tune that does not repeat itself
  for (int i = 0; 5 * i < seconds; i++)
    lur_synth_music(s->tune, 5 * i, fmin(5 * i + 5, seconds), -22, (uint32_t)(31 * i + (int)seconds));
  s->tune_at = 0;
}

double stage_now(const struct stage *s)
{
  return (double)s->samples / RATE;
}

static float hiss(struct stage *s, int side)
{
  s->seed[side] = s->seed[side] * 1664525u + 1013904223u;
  return (float)(s->noise[side] * ((double)s->seed[side] / 2147483648.0 - 1));
}

/// n samples of the sides (NULL: nothing but noise) go into the analyser.
static void play(struct stage *s, const float *agent, const float *caller, size_t n)
{
  if (!s->analyser) assert_int_equal(lur_analyser_new(&s->config, &s->analyser), LUR_OK);
  float *pcm = malloc((2 * n + 2) * sizeof *pcm);
  assert_non_null(pcm);
  for (size_t i = 0; i < n; i++, s->samples++) {
    float side[2] = {(caller ? caller[i] : 0) + hiss(s, 0), (agent ? agent[i] : 0) + hiss(s, 1)};
    size_t now = (size_t)s->samples % (ECHO + 1), then = (now + 1) % (ECHO + 1); // 150 ms ago
    float back[2] = {s->echo * s->past[1][then], s->echo * s->past[0][then]};
    for (int c = 0; c < 2; c++) s->past[c][now] = side[c], side[c] += back[c];
    if (s->both) side[0] = side[1] = side[0] + side[1];
    float first = side[s->swap], second = side[!s->swap] * s->second_gain;
    s->delayed[(size_t)s->samples % MOST_DELAY] = second;
    if (s->late)
      second = s->samples < (int64_t)s->late ? 0 : s->delayed[((size_t)s->samples - s->late) % MOST_DELAY];
    pcm[2 * i] = first;
    pcm[2 * i + 1] = second;
  }
  assert_int_equal(lur_analyser_push(s->analyser, pcm, n), LUR_OK);
  free(pcm);
}

void stage_quiet(struct stage *s, double seconds)
{
  for (; seconds > 1; seconds -= 1) play(s, NULL, NULL, RATE);
  play(s, NULL, NULL, (size_t)lround(seconds * RATE));
}

static const struct phrase *phrase_of(struct stage *s, stage_voice voice, int phrase)
{
  if (!s->phrases[voice]) load_voice(s, voice);
  assert_true(s->phrases[voice] > 0);
  return &s->phrase[voice][phrase % s->phrases[voice]];
}

static struct lur_span inside(double from, double to)
{
  return (struct lur_span){from + (double)MARGIN / RATE, to - (double)MARGIN / RATE};
}

struct lur_span stage_say(struct stage *s, int side, stage_voice voice, int phrase)
{
  const struct phrase *p = phrase_of(s, voice, phrase);
  double from = stage_now(s);
  play(s, side == STAGE_AGENTS ? p->at : NULL, side == STAGE_CALLERS ? p->at : NULL, p->n);
  return inside(from, stage_now(s));
}

struct lur_span stage_aside(struct stage *s, int side, stage_voice voice, int phrase, double db)
{
  const struct phrase *p = phrase_of(s, voice, phrase);
  double from = stage_now(s);
  float gain = (float)pow(10, -db / 20), *soft = malloc(p->n * sizeof *soft);
  assert_non_null(soft);
  for (size_t i = 0; i < p->n; i++) soft[i] = gain * p->at[i];
  play(s, side == STAGE_AGENTS ? soft : NULL, side == STAGE_CALLERS ? soft : NULL, p->n);
  free(soft);
  return inside(from, stage_now(s));
}

static float next_note(struct stage *s)
{
  float x = s->tune->at[s->tune_at];
  s->tune_at = (s->tune_at + 1) % s->tune->n;
  return x;
}

struct lur_span stage_say_over(struct stage *s, stage_voice voice, int phrase, double db)
{
  const struct phrase *p = phrase_of(s, voice, phrase);
  double from = stage_now(s);
  float gain = (float)pow(10, -db / 20), *mixed = malloc(p->n * sizeof *mixed);
  assert_non_null(mixed);
  for (size_t i = 0; i < p->n; i++) mixed[i] = p->at[i] + gain * next_note(s);
  play(s, mixed, NULL, p->n);
  free(mixed);
  return inside(from, stage_now(s));
}

struct lur_span stage_music(struct stage *s, double seconds)
{
  float second[RATE];
  double from = stage_now(s);
  for (size_t n = (size_t)lround(seconds * RATE); n; n -= n < RATE ? n : RATE) {
    for (size_t i = 0; i < RATE && i < n; i++) second[i] = next_note(s);
    play(s, second, NULL, n < RATE ? n : RATE);
  }
  return (struct lur_span){from, stage_now(s)};
}

/// Plays what was made on the agent's side, or the caller's.
static struct lur_span play_made(struct stage *s, int side, struct lur_synth *made)
{
  double from = stage_now(s);
  play(s, side == STAGE_AGENTS ? made->at : NULL, side == STAGE_CALLERS ? made->at : NULL, made->n);
  lur_synth_free(made);
  return (struct lur_span){from, stage_now(s)};
}

static struct lur_synth *nothing(double seconds)
{
  struct lur_synth *made = lur_synth_new(RATE, seconds);
  assert_non_null(made);
  return made;
}

struct lur_span stage_ring(struct stage *s, int rings)
{
  struct lur_synth *made = nothing(6 * rings - 5);
  lur_synth_bursts(made, 0, 425, 1, 5, (size_t)rings, -20);
  return play_made(s, STAGE_AGENTS, made);
}

struct lur_span stage_busy(struct stage *s, int bursts)
{
  struct lur_synth *made = nothing(0.5 * bursts);
  lur_synth_bursts(made, 0, 425, 0.25, 0.25, (size_t)bursts, -20);
  return play_made(s, STAGE_AGENTS, made);
}

struct lur_span stage_beep(struct stage *s)
{
  struct lur_synth *made = nothing(0.5);
  lur_synth_tone(made, 0, 0.5, 1400, -20);
  return play_made(s, STAGE_AGENTS, made);
}

struct lur_span stage_key(struct stage *s, char digit)
{
  struct lur_synth *made = nothing(0.12);
  assert_true(lur_synth_dtmf(made, 0, 0.12, digit, -15));
  return play_made(s, STAGE_CALLERS, made);
}

static int64_t now_ns(void)
{
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

struct lur_call *stage_end(struct stage *s, int64_t *finish_ns)
{
  struct lur_call *call = NULL;
  int64_t start = now_ns();
  assert_int_equal(lur_analyser_finish(s->analyser, &call), LUR_OK);
  if (finish_ns) *finish_ns = now_ns() - start;
  const char *wrong = call_check(call);
  if (wrong) fail_msg("%s", wrong);
  lur_analyser_free(s->analyser);
  lur_synth_free(s->tune);
  for (int v = 0; v < STAGE_VOICES; v++)
    for (int i = 0; i < s->phrases[v]; i++) free(s->phrase[v][i].at);
  free(s);
  return call;
}
