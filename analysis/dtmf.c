#include "analysis/dtmf.h"

#include <math.h>

#include "analysis/lanes.h"
#include "analysis/spectrum.h"

/// Low and high group, Hz. Source: ITU-T Q.23.
static const float low_hz[4] = {697, 770, 852, 941}, high_hz[4] = {1209, 1336, 1477, 1633};
static const char digits[4][5] = {"123A", "456B", "789C", "*0#D"};
/// Frequencies are taken within 1.5 % and refused beyond 3.5 % (Q.24, AT&T's and other administrations'
/// figures); what lies between is the estimate's own error on a 32 ms window.
static const float most_deviation = 0.025F;
/// Twist: the low tone may be 8 dB stronger, the high one 4 dB (Q.24); 2 dB more for lines that slope.
static const float most_low_db = 10, most_high_db = 6;
/// In a frame of a key that is under way a speech codec may bend it by so much more.
static const float most_bent_db = 4;
static const float least_share = 0.75F,
                   least_mean_share = 0.86F; // of the telephone band's power in the two tones
static const float least_square = 1e-5F;     // -50 dB
/// Q.24: a signal of 40 ms is taken, one under some 20 ms is not. Frames whose window is half covered count.
static const int least_frames = 4, most_misses = 3;
/// Mean error of either frequency over a key: errors of single frames even out, those of the next note of a
/// scale (G, 784 Hz, is 1.8 % over the second low tone) or of a voice that passes by do not. A short press is
/// two edges.
static const float most_mean_deviation = 0.0175F, most_short_deviation = 0.020F, most_both = 0.0345F;
enum { short_press = 8 };
/// A key is as strong at its end as at its beginning, a note that was struck is not: all frames but the edges
/// are within 6 dB of the strongest, which lets an automatic gain settle.
static const float steady_db = 6;
enum { most_edges = 3 };
/// So is the ratio of its two tones the same all the time, standard deviation.
static const float most_twist_wander_db = 2.2F, most_short_wander_db = 0.9F;
/// A speech codec moves it more, but leaves frequencies and purity as they are.
static const float most_coded_wander_db = 3.2F, exact_off = 0.005F, exact_share = 0.89F;
static const float near_off = 0.0065F, near_share = 0.935F; // or a little less exact and purer
enum { least_coded = 7 };
/// One that is off by more than most are must be the purer, where its edges are a small part of it.
static const float far_off = 0.012F, least_far_share = 0.935F;
enum { long_press = 11 };
static const float least_shortest_share = 0.91F; // of the shortest press that is taken

/// Bins of the two groups, and of the telephone band: 112, a whole number of lanes.
enum { low_from = 21, low_to = 31, high_from = 37, high_to = 54, band_from = 6, band_bins = 112 };

struct group_peak {
  int which;
  float power, hz;
};

/// Strongest bin between the group's limits, its frequency by the power ratio of its neighbours, and the
/// nearest tone.
static struct group_peak group_peak(const float *power, const float *hz, int from, int to)
{
  int top = from;
  for (int k = from; k <= to; k++)
    if (power[k] > power[top]) top = k;
  float left = sqrtf(power[top - 1]), mid = sqrtf(power[top]), right = sqrtf(power[top + 1]);
  // Hann window: amplitudes beside a tone at offset d bins give d = (2 r - 1) / (r + 1), r the larger
  // neighbour's ratio
  float r = mid > 0 ? (right > left ? right : left) / mid : 0, d = (2 * r - 1) / (r + 1);
  struct group_peak g = {.hz = LUR_SPECTRUM_BIN_HZ * ((float)top + (right > left ? d : -d))};
  g.power = power[top - 1] + power[top] + power[top + 1];
  for (int i = 1; i < 4; i++)
    if (fabsf(g.hz - hz[i]) < fabsf(g.hz - hz[g.which])) g.which = i;
  return g;
}

struct sight {
  char digit; // 0 none
  bool bent;  // it can only be part of a key that is under way
  float level_db, twist_db, share, low_off, high_off;
};

/// The most that a bin of [from, to] holds, at least 8 bins: lane by lane, the last lanes twice where they
/// must.
static inline float most_of(const float *power, int from, int to)
{
  float most[LUR_LANES] = {0};
  for (int k = from; k <= to; k += LUR_LANES) {
    int at = k + LUR_LANES - 1 <= to ? k : to - LUR_LANES + 1;
    for (int i = 0; i < LUR_LANES; i++) most[i] = power[at + i] > most[i] ? power[at + i] : most[i];
  }
  for (int i = 1; i < LUR_LANES; i++) most[0] = most[i] > most[0] ? most[i] : most[0];
  return most[0];
}

/// Power of the telephone band, and whether a key can be in it: its two tones hold most of it, and each is
/// three bins at the most. That spares nearly all frames a closer look.
LUR_WIDE static float weigh(const float *power, bool *possible)
{
  float total = 1e-12F + lur_lanes_sum(power + band_from, band_bins);
  float tones = 3 * (most_of(power, low_from, low_to) + most_of(power, high_from, high_to));
  *possible = total * (4.0F / 3) >= least_square && tones >= least_share * total;
  return total;
}

/// The digit of a frame.
static struct sight digit_of(const float *power)
{
  struct sight s = {0};
  bool possible;
  float total = weigh(power, &possible);
  if (!possible) return s;
  struct group_peak low = group_peak(power, low_hz, low_from, low_to),
                    high = group_peak(power, high_hz, high_from, high_to);
  s.level_db = 10 * log10f(total * (4.0F / 3));
  s.share = (low.power + high.power) / total;
  s.low_off = low.hz / low_hz[low.which] - 1;
  s.high_off = high.hz / high_hz[high.which] - 1;
  if (s.share < least_share || fabsf(s.low_off) > most_deviation || fabsf(s.high_off) > most_deviation)
    return s;
  s.twist_db = 10 * log10f((low.power + 1e-12F) / (high.power + 1e-12F));
  float over = s.twist_db > 0 ? s.twist_db - most_low_db : -s.twist_db - most_high_db;
  if (over <= most_bent_db) s.digit = digits[low.which][high.which];
  s.bent = over > 0;
  return s;
}

static bool is_key(const struct lur_dtmf *d)
{
  float n = (float)d->frames, most = d->frames < short_press ? most_short_deviation : most_mean_deviation;
  if (d->frames < least_frames || d->steady + most_edges < d->frames) return false;
  float low = fabsf(d->low_sum) / n, high = fabsf(d->high_sum) / n, off = low > high ? low : high;
  float share = d->share_sum / n, twist = d->twist_sum / n, wander = d->twist_square / n - twist * twist;
  if (d->frames == least_frames && share < least_shortest_share) return false;
  bool brief = d->frames < long_press, pure = off <= far_off || brief || share >= least_far_share;
  if (off > most || low + high > most_both || share < least_mean_share || !pure) return false;
  float most_wander = brief ? most_short_wander_db : most_twist_wander_db;
  bool exact = (off <= exact_off && share >= exact_share) || (off <= near_off && share >= near_share);
  if (d->frames >= least_coded && exact) most_wander = most_coded_wander_db;
  return wander <= most_wander * most_wander;
}

static bool close_key(struct lur_dtmf *d, int64_t end, struct lur_key *key)
{
  bool found = is_key(d);
  if (found) *key = (struct lur_key){d->start, end, d->digit, d->top_db};
  *d = (struct lur_dtmf){0};
  return found;
}

static void take(struct lur_dtmf *d, const struct sight *s)
{
  d->frames++;
  d->misses = 0;
  d->share_sum += s->share;
  d->twist_sum += s->twist_db;
  d->twist_square += s->twist_db * s->twist_db;
  d->low_sum += s->low_off;
  d->high_sum += s->high_off;
  if (s->level_db > d->top_db + steady_db) d->steady = 0; // what was before was its edge
  if (s->level_db > d->top_db) d->top_db = s->level_db;
  d->steady += s->level_db > d->top_db - steady_db;
}

static void begin(struct lur_dtmf *d, const struct sight *s, int64_t now)
{
  *d = (struct lur_dtmf){.digit = s->digit, .start = now, .top_db = s->level_db};
  take(d, s);
}

bool lur_dtmf_step(struct lur_dtmf *d, const float *power, int64_t now, struct lur_key *key)
{
  struct sight s = digit_of(power);
  // a window half covered by the key holds a quarter of its power: that is where it starts and ends
  if (s.digit && d->digit && s.level_db < d->top_db - 7) s.digit = 0;
  if (s.bent) {
    if (s.digit && s.digit == d->digit) {
      d->misses = 0;
      return false;
    }
    s.digit = 0;
  }
  if (s.digit && s.digit == d->digit) {
    if (s.level_db > d->top_db + 7 && d->frames <= 2)
      begin(d, &s, now);
    else
      take(d, &s);
    return false;
  }
  bool ended = false;
  if (d->digit && (s.digit || ++d->misses >= most_misses))
    ended = close_key(d, now - d->misses + (s.digit ? 0 : 1), key);
  if (s.digit && !d->digit) begin(d, &s, now);
  return ended;
}

bool lur_dtmf_flush(struct lur_dtmf *d, int64_t now, struct lur_key *key)
{
  return d->digit ? close_key(d, now - d->misses, key) : false;
}
