/// Any bytes as a recipe for a recording: rate, channels, roles, then sounds one after the other on either
/// channel, raw numbers that are no numbers among them, pushed in pieces of any size. Whatever comes out must
/// keep the rules that every call keeps.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/analyser.h"
#include "tests/support/call_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_SECONDS = 25, HEAD = 4, OP = 5 };

static void must(int truth)
{
  if (!truth) abort();
}

static float noise(uint32_t *state)
{
  *state = *state * 1664525u + 1013904223u;
  return (float)*state / 2147483648.0F - 1;
}

/// One sound of the recipe: what, on which channels, how long, and two numbers for pitch and level.
struct sound {
  int kind;
  unsigned channels;
  size_t n;
  float pitch, level;
};

static struct sound sound_of(const uint8_t *op, int rate)
{
  static const float lengths_s[4] = {0.0137F, 0.2F, 1, 3};
  struct sound s = {.kind = op[0] % 9, .channels = op[0] / 9 % 4};
  s.n = (size_t)((float)rate * lengths_s[op[1] % 4] * (float)(1 + op[1] / 4) / 32);
  s.pitch = (float)op[2];
  s.level = powf(10, -(float)op[3] / 40);
  return s;
}

/// Sample i of the sound. Keys and line tones are exact, so that they are found.
static float sample(const struct sound *s, const uint8_t *op, size_t i, int rate, uint32_t *state)
{
  static const float low[4] = {697, 770, 852, 941}, high[4] = {1209, 1336, 1477, 1633};
  float t = 6.2831853F * (float)i / (float)rate, raw;
  uint32_t bits = op[1] | (uint32_t)op[2] << 8 | (uint32_t)op[3] << 16 | (uint32_t)op[4] << 24;
  int digit = (int)s->pitch % 16;
  switch (s->kind) {
  case 0:
    return s->level * noise(state);
  case 1:
    return s->level * sinf(t * 425);
  case 2:
    return s->level * sinf(t * 16 * s->pitch);
  case 3:
    return s->level * (sinf(t * low[digit / 4]) + sinf(t * high[digit % 4])) / 2;
  case 4: // pulses of a voice, swelling four times a second
    return s->level * expf(-(float)(i % (size_t)(rate / (60 + (int)s->pitch))) / 12) * sinf(t * 700) *
           sinf(t * 2);
  case 5: // a chord
    return s->level * (sinf(t * 220) + sinf(t * 277) + sinf(t * (300 + s->pitch))) / 3;
  case 6:
    memcpy(&raw, &bits, sizeof raw);
    return raw; // any number, or none
  case 7:
    return i % 2 ? 3e38F : -3e38F;
  default:
    return 0;
  }
}

/// Adds the sound to interleaved pcm from sample `at` on.
static void add(float *pcm, int channels, size_t at, const struct sound *s, const uint8_t *op, int rate)
{
  uint32_t state = op[4];
  for (size_t i = 0; i < s->n; i++) {
    float x = sample(s, op, i, rate, &state);
    for (int c = 0; c < channels; c++)
      if (s->channels != 3u && (s->channels & 1u) == (unsigned)c)
        pcm[(at + i) * (size_t)channels + (size_t)c] += x;
  }
}

/// Plays the recipe; returns samples per channel.
static size_t play(const uint8_t *ops, size_t size, float *pcm, const struct lur_analyser_config *config)
{
  size_t at = 0, end = 0, most = (size_t)(MOST_SECONDS * config->sample_rate_hz);
  for (; size >= OP; ops += OP, size -= OP) {
    struct sound s = sound_of(ops, config->sample_rate_hz);
    if (s.n > most - at) s.n = most - at;
    add(pcm, config->channels, at, &s, ops, config->sample_rate_hz);
    if (at + s.n > end) end = at + s.n;
    if (s.channels < 2) at += s.n; // else the next one sounds at the same time
  }
  return end;
}

static struct lur_call *analyse(const struct lur_analyser_config *config, const float *pcm, size_t n,
                                uint32_t cuts)
{
  lur_analyser *a = NULL;
  struct lur_call *call = NULL;
  struct lur_event e;
  if (lur_analyser_new(config, &a) != LUR_OK) return NULL;
  for (size_t at = 0; at < n;) {
    size_t part = cuts ? (size_t)((noise(&cuts) + 1) * 1500) : n;
    if (part > n - at) part = n - at;
    must(lur_analyser_push(a, pcm + at * (size_t)config->channels, part) == LUR_OK);
    while (lur_analyser_next(a, &e))
      must(e.end_s >= e.start_s && e.channel >= 0 && e.channel < config->channels);
    at += part;
  }
  must(lur_analyser_finish(a, &call) == LUR_OK);
  lur_analyser_free(a);
  return call;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (size < HEAD) return 0;
  struct lur_analyser_config config = lur_analyser_defaults(data[0] & 1 ? 16000 : 8000, data[0] & 2 ? 1 : 2);
  config.role[0] = (lur_role)(data[0] / 4 % 3);
  config.role[1] = (lur_role)(data[0] / 16 % 3);
  config.roles_from = (lur_roles_from)(data[1] % 4);
  config.dead_air_s = data[2] / 20.0;
  float *pcm = calloc((size_t)(MOST_SECONDS * config.sample_rate_hz * config.channels), sizeof *pcm);
  must(pcm != NULL);
  size_t n = play(data + HEAD, size - HEAD, pcm, &config);
  struct lur_call *call = analyse(&config, pcm, n, data[3]);
  must(call == NULL || call_check(call) == NULL);
  lur_call_free(call);
  free(pcm);
  return 0;
}
