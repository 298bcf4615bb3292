#include "analysis/sit.h"

#include <math.h>
#include <stdio.h>

/// The tones of one kind: Hz and ms of each part. Source: ITU-T E.180 and Q.35, the national tables collected
/// from supplement 2, and North America's codes, whose frequencies and lengths say why the call failed. 900
/// Hz is Germany's other first tone.
struct kind {
  const char *plan; // where a single one is heard
  float hz[3], ms[3];
};
static const struct kind kinds[] = {
    {"SE,DK,NO,NL,DE,UK,FR,US", {950, 1400, 1800}, {330, 330, 330}},
    {"DE", {900, 1400, 1800}, {330, 330, 330}},
    {"US no circuit", {985.2F, 1428.5F, 1776.7F}, {380, 380, 380}},
    {"US intercept", {913.8F, 1370.6F, 1776.7F}, {274, 274, 380}},
    {"US vacant code", {985.2F, 1370.6F, 1776.7F}, {380, 274, 380}},
    {"US reorder", {913.8F, 1428.5F, 1776.7F}, {274, 380, 380}},
    {"FI", {950, 950, 1400}, {650, 325, 1300}},
};
enum { kind_count = sizeof kinds / sizeof *kinds, international = 0, finland = kind_count - 1, parts = 3 };

/// Frequencies are within 1.5 % of what they should be; a common error of all three is the line's.
static const float hz_share = 0.015F, most_hz = 56; // +-50 Hz, and the estimate's own error
/// Times: 10 %, and the edges' 10 ms grid.
static const float ms_share = 0.1F, ms_edge = 25, most_ms = 70 + 40;
static const float most_step_db = 8; // the parts are sent within 3 dB of each other
/// Between parts; 30 ms by E.180, and what an edge loses in noise.
static const float most_gap_ms = 90, finland_gap_ms = 325;
/// Pause before the tones come again: 1 s, in Sweden 2 s; Finland 2.6 s.
static const float least_repeat_ms = 700, most_repeat_ms = 3000, swedish_pause_ms = 1600;

static float on_of(const struct lur_burst *b)
{
  return (float)(b->end - b->start) * 1000 / LUR_FRAME_RATE;
}

static float gap_of(const struct lur_burst *b)
{
  return (float)(b[1].start - b->end) * 1000 / LUR_FRAME_RATE;
}

/// Badness of three bursts against a kind: mean of the squared errors, 1 where each is at its limit.
static float badness(const struct lur_burst *b, const struct kind *k)
{
  float sum = 0;
  for (int i = 0; i < parts; i++) {
    float hz = (b[i].hz - k->hz[i]) / (hz_share * k->hz[i]);
    float ms = (on_of(&b[i]) - k->ms[i]) / (ms_share * k->ms[i] + ms_edge);
    sum += hz * hz + ms * ms;
  }
  return sum / (2 * parts);
}

/// Whether three bursts can be of that kind at all.
static bool is_like(const struct lur_burst *b, const struct kind *k)
{
  bool finnish = k == &kinds[finland];
  for (int i = 0; i < parts; i++) {
    if (fabsf(b[i].hz - k->hz[i]) > most_hz || fabsf(b[i].level_db - b[0].level_db) > most_step_db)
      return false;
    if (fabsf(on_of(&b[i]) - k->ms[i]) > (k->ms[i] > 400 ? ms_share * k->ms[i] + ms_edge + 20 : most_ms))
      return false;
  }
  for (int i = 0; i < parts - 1; i++) {
    float gap = gap_of(&b[i]);
    if (finnish && i == 0 ? fabsf(gap - finland_gap_ms) > most_gap_ms : gap > most_gap_ms) return false;
  }
  return true;
}

/// The kind that fits best; -1 when none does. *how: how badly.
static int best_kind(const struct lur_burst *b, size_t n, float *how)
{
  int best = -1;
  for (int i = 0; n >= parts && i < kind_count; i++) {
    if (!is_like(b, &kinds[i])) continue;
    float bad = badness(b, &kinds[i]);
    if (best < 0 || bad < *how) best = i, *how = bad;
  }
  return best;
}

/// Which country's it is, where repetitions tell.
static void name_plan(struct lur_sit *sit, int kind, float pause_ms)
{
  const char *plan = kinds[kind].plan;
  if (kind == international && pause_ms > 0) plan = pause_ms > swedish_pause_ms ? "SE" : "DK,NO,NL,DE,UK";
  snprintf(sit->plan, sizeof sit->plan, "%s", plan);
}

struct lur_sit lur_sit_of(const struct lur_burst *b, size_t n)
{
  struct lur_sit sit = {.bursts = 0};
  float how = 0, again = 0, pause = 0;
  int kind = best_kind(b, n, &how);
  if (kind < 0) return sit;
  sit.bursts = parts;
  while (n - sit.bursts >= parts) {
    float ms = gap_of(&b[sit.bursts - 1]);
    if (ms < least_repeat_ms || ms > most_repeat_ms || best_kind(b + sit.bursts, n - sit.bursts, &again) < 0)
      break;
    pause = ms;
    sit.bursts += parts;
  }
  name_plan(&sit, kind, pause);
  for (int i = 0; i < parts; i++) sit.hz[i] = b[i].hz;
  if (kind == finland) sit.hz[1] = sit.hz[2], sit.hz[2] = 0; // the first two are one frequency
  sit.confidence = 0.99 - 0.2 * (double)(how < 1 ? how : 1);
  return sit;
}
