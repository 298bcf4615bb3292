#include "analysis/repeats.h"

#include <stdlib.h>

/// A phrase is compared in windows of 2 s, one a second; one of at least 1.2 s as a whole. Of a shorter one,
/// of which music may have hidden the rest, the whole phrase that it seems to be a part of is compared.
enum { window = 40, hop = 20, least_window = 24, least_part = 8 };
/// How far from its twin's start a phrase may start, as its first sound is heard or not: prints of 50 ms.
enum { slack = 20, step_slack = 8 };
/// Music is compared in pieces of 6 s, from 1 s after its start; a loop is no shorter than 5 s.
enum { music_from = 20, music_piece = 120, least_loop = 100 };
/// What is remembered, and looked at, at most: ten minutes, and an hour, of speech; and so many places of
/// music.
enum { most_remembered = 12000, most_windows = 3600, most_places = 12000000 };
/// Shares of bits that may differ. On calls of several speakers, codecs and noises the same recording
/// differed in at most 0.31, and the most alike of all others in at least 0.33 (1.2 s), 0.39 (2 s) and 0.41
/// (3 s).
static const double most_of_short = 0.29, most_of_window = 0.33, most_of_music = 0.28;

static int most_bits(int64_t prints, double share)
{
  return (int)((double)(prints * lur_print_bits) * share);
}

static int64_t print_at(int64_t frame)
{
  return frame / lur_print_frames;
}

/// The place in [from, until) that is most like the n prints at `a`, if it differs in less than `most` bits;
/// -1 when there is none.
static int64_t most_alike(const struct lur_prints *p, int64_t a, int64_t n, int64_t from, int64_t until,
                          int most)
{
  int64_t found = -1;
  if (until + n > (int64_t)p->n + 1) until = (int64_t)p->n + 1 - n;
  for (int64_t i = from > 0 ? from : 0; i < until; i++) {
    int differ = lur_prints_differ(p->at + a, p->at + i, (size_t)n, most);
    if (differ >= most) continue;
    most = differ;
    found = i;
  }
  return found;
}

/// The whole of a known phrase was said again, `lag` prints later.
static bool is_whole(const struct lur_prints *p, const struct lur_range *known, int64_t lag)
{
  int64_t a = print_at(known->start) + 1, n = print_at(known->end) - a;
  if (n > window) n = window;
  if (n < least_window || a + lag + n > (int64_t)p->n) return false;
  int most = most_bits(n, most_of_window);
  return lur_prints_differ(p->at + a, p->at + a + lag, (size_t)n, most) < most;
}

/// Looks for one window of a phrase in what is remembered: its lag in prints, or 0.
static int64_t lag_of(const struct lur_prints *p, int64_t a, int64_t n, const struct lur_ranges *known)
{
  int most = most_bits(n, n < window && n >= least_window ? most_of_short : most_of_window);
  for (size_t i = 0; i < known->n; i++) {
    int64_t from = print_at(known->at[i].start) - slack, until = print_at(known->at[i].end) + slack - n + 1;
    if (until > a - n + 1) until = a - n + 1; // not what lies in the window itself
    int64_t twin = most_alike(p, a, n, from, until, most);
    if (twin >= 0 && (n >= least_window || is_whole(p, &known->at[i], a - twin))) return a - twin;
  }
  return 0;
}

static lur_status add(struct lur_repeats *out, struct lur_range range, int64_t lag)
{
  struct lur_repeat *at = lur_grow(out->at, &out->room, out->n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  out->at = at;
  at[out->n++] = (struct lur_repeat){range, lag};
  return LUR_OK;
}

/// Lag of the first window of the phrase that was heard before, frames; 0 when none was.
static int64_t phrase_lag(const struct lur_prints *p, struct lur_range phrase, const struct lur_ranges *known,
                          int *windows)
{
  int64_t start = print_at(phrase.start) + 1, end = print_at(phrase.end), lag = 0;
  if (end > (int64_t)p->n) end = (int64_t)p->n;
  if (end < start + least_part) return 0;
  int64_t n = end - start < window ? end - start : window;
  for (int64_t a = start; a + n <= end && !lag && *windows < most_windows; a += hop, ++*windows)
    lag = lag_of(p, a, n, known);
  return lag * lur_print_frames;
}

lur_status lur_repeats_of_speech(const struct lur_prints *prints, const struct lur_ranges *phrases,
                                 struct lur_repeats *out)
{
  struct lur_ranges known = {0};
  int windows = 0;
  int64_t remembered = 0;
  lur_status status = LUR_OK;
  for (size_t i = 0; i < phrases->n && status == LUR_OK; i++) {
    struct lur_range r = phrases->at[i];
    int64_t lag = phrase_lag(prints, r, &known, &windows), length = print_at(r.end - r.start);
    if (lag) {
      status = add(out, r, lag);
    } else if (remembered + length <= most_remembered) {
      remembered += length;
      status = lur_ranges_add(&known, r.start, r.end);
    }
  }
  lur_ranges_clear(&known);
  return status;
}

/// The place in one of the first n runs that sounds like the piece of music at `a`; -1 when there is none.
static int64_t music_twin(const struct lur_prints *p, int64_t a, const struct lur_ranges *runs, size_t n,
                          int64_t *places)
{
  int64_t twin = -1;
  for (size_t i = 0; i < n && twin < 0 && *places < most_places; i++) {
    int64_t from = print_at(runs->at[i].start), until = print_at(runs->at[i].end) - music_piece + 1;
    if (until <= from) continue;
    *places += until - from;
    twin = most_alike(p, a, music_piece, from, until, most_bits(music_piece, most_of_music));
  }
  return twin;
}

lur_status lur_repeats_of_music(const struct lur_prints *prints, const struct lur_ranges *runs,
                                struct lur_repeats *out)
{
  int64_t places = 0;
  lur_status status = LUR_OK;
  for (size_t i = 1; i < runs->n && status == LUR_OK; i++) {
    int64_t a = print_at(runs->at[i].start) + music_from, end = print_at(runs->at[i].end);
    if (a + music_piece > end || a + music_piece > (int64_t)prints->n) continue;
    int64_t twin = music_twin(prints, a, runs, i, &places);
    if (twin >= 0) status = add(out, runs->at[i], (a - twin) * lur_print_frames);
  }
  return status;
}

/// Prints after which the music of a run starts anew; 0 when it does not.
static int64_t loop_of(const struct lur_prints *p, struct lur_range run, int64_t *places)
{
  int64_t a = print_at(run.start) + music_from, end = print_at(run.end);
  if (end > (int64_t)p->n) end = (int64_t)p->n;
  int64_t until = end - music_piece + 1;
  int most = most_bits(music_piece, most_of_music);
  for (int64_t i = a + least_loop; i < until && *places < most_places; i++, ++*places) {
    if (lur_prints_differ(p->at + a, p->at + i, music_piece, most) >= most) continue;
    // the first place that is alike enough may lie a step before the one that is most alike
    int64_t last = i + step_slack < until ? i + step_slack : until;
    return most_alike(p, a, music_piece, i, last, most) - a;
  }
  return 0;
}

lur_status lur_repeats_loops(const struct lur_prints *prints, const struct lur_ranges *runs,
                             struct lur_repeats *out)
{
  int64_t places = 0;
  lur_status status = LUR_OK;
  for (size_t i = 0; i < runs->n && status == LUR_OK; i++) {
    int64_t loop = loop_of(prints, runs->at[i], &places);
    if (loop) status = add(out, runs->at[i], loop * lur_print_frames);
  }
  return status;
}

const struct lur_repeat *lur_repeats_within(const struct lur_repeats *list, int64_t start, int64_t end)
{
  size_t low = 0, high = list->n;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (list->at[mid].range.end > start)
      high = mid;
    else
      low = mid + 1;
  }
  return low < list->n && list->at[low].range.start < end ? &list->at[low] : NULL;
}

void lur_repeats_clear(struct lur_repeats *list)
{
  free(list->at);
  *list = (struct lur_repeats){0};
}
