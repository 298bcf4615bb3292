#include "analysis/sides.h"

#include <stdlib.h>

/// The strongest parts of a channel are those within 25 dB of its loudest tenth of a second; so many tenths
/// are looked at, spread over the recording, and so many are needed.
enum { loud_reach = 50, most_cells = 20000, least_cells = 30 };
/// Lags of the same sound, prints of 50 ms; how far the level difference may change, half decibels.
enum { most_lag = 10, most_change = 18, enough_prints = 15, differences = 511 };
/// Share of bits in which the same sound may differ after two different lines; other sounds differ in half.
static const double most_differ = 0.34;
/// Share of loud cells whose level difference lies beyond that, more to one side than to the other. On made
/// calls the same sound, weaker, late, or through GSM, has none of them, in one of fifty 14 in 100; two sides
/// that leak 20 or 10 dB weaker have 6 to 49, or nobody speaks on one of them.
static const double most_other = 0.03;
/// What comes late and is weaker by more than this is an echo, half decibels.
enum { most_echo_loss = 24 };
/// Shifts that are tried, frames; speech of each party and segments that are needed.
enum { most_shift = 600, shift_step = 10, least_speech = 800, least_segments = 5 };
/// Shares of the less talkative party's speech in which both speak: more than people do, and no more than
/// they do. Put right, it must be a third of what it was at most; a shift under half a second could be their
/// manner.
static const double talks_into = 0.2, talks_apart = 0.12;
enum { least_shift = 50 };

static int64_t min64(int64_t a, int64_t b)
{
  return a < b ? a : b;
}

/// Every tenth of a second of the recording that is to be looked at: i, i + step, ...
static size_t step_of(size_t cells)
{
  return cells / most_cells + 1;
}

static int loudest(const struct lur_feed_channel *ch, size_t cells)
{
  int most = 0;
  for (size_t i = 0; i < cells; i++)
    if (ch->contour[i] > most) most = ch->contour[i];
  return most;
}

/// Share of bits that differ, of the loud prints of `by`, when channel 1 is later by `lag` prints; 1 when too
/// few are loud.
static double differing(const struct lur_feed_channel *ch, int by, int lag, size_t cells, int least)
{
  int64_t bits = 0, n = 0;
  for (size_t i = 1; i < cells; i += step_of(cells)) {
    if (ch[by].contour[i] < least) continue;
    int64_t at = (int64_t)(2 * i), a = by == 0 ? at : at - lag, b = by == 0 ? at + lag : at;
    if (a < 0 || b < 0 || a + 2 > (int64_t)ch[0].prints.n || b + 2 > (int64_t)ch[1].prints.n) continue;
    bits += lur_prints_differ(ch[0].prints.at + a, ch[1].prints.at + b, 2, 2 * lur_print_bits);
    n++;
  }
  return n < least_cells ? 1 : (double)bits / (double)(n * 2 * lur_print_bits);
}

/// How many different prints the loud parts of a channel have, up to enough of them: what repeats all the
/// time is like much that it is not.
static int variety(const struct lur_feed_channel *ch, size_t cells, int least)
{
  uint16_t seen[enough_prints];
  int n = 0;
  for (size_t i = 1; i < cells && n < enough_prints; i += step_of(cells)) {
    if (ch->contour[i] < least || 2 * i >= ch->prints.n) continue;
    int k = 0;
    while (k < n && seen[k] != ch->prints.at[2 * i]) k++;
    if (k == n) seen[n++] = ch->prints.at[2 * i];
  }
  return n;
}

/// Where either channel is loud, by how much channel 0 is stronger than channel 1, which is later by so many
/// tenths of a second: how many cells there are of each difference, half decibels and 255 more.
static int64_t count_differences(const struct lur_feed_channel *ch, int64_t later, size_t cells,
                                 const int least[2], int64_t count[differences])
{
  int64_t n = 0;
  for (size_t i = 0; i < cells; i += step_of(cells)) {
    int64_t a = (int64_t)i, b = a + later;
    if (b < 0 || b >= (int64_t)cells) continue;
    if (ch[0].contour[a] < least[0] && ch[1].contour[b] < least[1]) continue;
    count[ch[0].contour[a] - ch[1].contour[b] + differences / 2]++;
    n++;
  }
  return n;
}

/// Two who leak into each other differ one way when the one speaks and the other way when the other does; one
/// sound differs alike all the time. *usual: its difference, half decibels.
static bool differs_alike(const struct lur_feed_channel *ch, int64_t later, size_t cells, const int least[2],
                          int *usual)
{
  int64_t count[differences] = {0}, n = count_differences(ch, later, cells, least, count), below = 0,
          less = 0, more = 0;
  int d = 0;
  while (d < differences - 1 && 2 * (below + count[d]) < n) below += count[d++];
  for (int i = 0; i < differences; i++) {
    if (i < d - most_change) less += count[i];
    if (i > d + most_change) more += count[i];
  }
  *usual = d - differences / 2;
  // two that are not quite in time differ to both sides, where a word begins and where it ends
  return (double)llabs(less - more) <= most_other * (double)n;
}

bool lur_sides_are_same(const lur_feed *feed, int64_t *delay)
{
  const struct lur_feed_channel *ch = feed->channel;
  if (feed->channels != 2) return false;
  size_t cells = ch[0].contours < ch[1].contours ? ch[0].contours : ch[1].contours;
  int least[2] = {loudest(&ch[0], cells) - loud_reach, loudest(&ch[1], cells) - loud_reach};
  if (least[0] <= 0 || least[1] <= 0) return false; // a silent channel is like nothing
  for (int c = 0; c < 2; c++)
    if (variety(&ch[c], cells, least[c]) < enough_prints) return false;
  double best = 1;
  for (int lag = -most_lag; lag <= most_lag; lag++) {
    double one = differing(ch, 0, lag, cells, least[0]), other = differing(ch, 1, lag, cells, least[1]);
    double worse = one > other ? one : other;
    if (worse < best) best = worse, *delay = lag * lur_print_frames;
  }
  if (best > most_differ) return false;
  int usual;
  if (!differs_alike(ch, *delay / (LUR_FRAME_RATE / 10), cells, least, &usual)) return false;
  return !*delay ||
         abs(usual) <= most_echo_loss; // late and much weaker: the one carries an echo of the other
}

int lur_sides_louder(const lur_feed *feed)
{
  uint64_t sum[2] = {0, 0};
  for (int c = 0; c < 2; c++)
    for (size_t i = 0; i < feed->channel[c].contours; i++) sum[c] += feed->channel[c].contour[i];
  return sum[1] > sum[0];
}

/// Frames in which both speak when the caller is put `shift` frames earlier.
static int64_t both(const struct lur_ranges *agent, const struct lur_ranges *caller, int64_t shift)
{
  int64_t sum = 0;
  size_t i = 0, k = 0;
  while (i < agent->n && k < caller->n) {
    int64_t start = caller->at[k].start - shift, end = caller->at[k].end - shift;
    int64_t from = agent->at[i].start > start ? agent->at[i].start : start, to = min64(agent->at[i].end, end);
    if (to > from) sum += to - from;
    if (agent->at[i].end < end)
      i++;
    else
      k++;
  }
  return sum;
}

int64_t lur_sides_shift(const struct lur_ranges *agent, const struct lur_ranges *caller)
{
  int64_t speech = min64(lur_ranges_total(agent), lur_ranges_total(caller));
  if (speech < least_speech || agent->n < least_segments || caller->n < least_segments) return 0;
  int64_t now = both(agent, caller, 0), most = min64((int64_t)(talks_apart * (double)speech), now / 3);
  int64_t best = INT64_MAX, first = 0, last = 0;
  if ((double)now < talks_into * (double)speech) return 0;
  for (int64_t shift = -most_shift; shift <= most_shift; shift += shift_step) {
    int64_t sum = both(agent, caller, shift);
    if (sum < best) first = last = shift;
    if (sum == best && shift == last + shift_step) last = shift;
    best = min64(best, sum);
  }
  int64_t shift = (first + last) / 2;
  return best <= most && llabs(shift) >= least_shift ? shift : 0;
}
