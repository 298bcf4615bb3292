#include "analysis/tones.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/lanes.h"
#include "analysis/spectrum.h"

// Bins of 31.25 Hz. Every ringback, busy and congestion tone of the plans (E.180 supplement 2) lies in
// 400-480 Hz, with 620 Hz beside 480 in North America's busy tone; information tones and beeps reach to 2
// kHz. A Hann window spreads each over two bins to either side.
enum { band_low = 9, band_high = 65, pair_low = 11, pair_high = 22, speech_low = 6, speech_high = 118 };
/// Share of the telephone band's power inside the tone's bins. Speech reaches it for a frame or two, in a
/// hummed vowel.
static const float least_share = 0.78F;
/// A line's strongest bin holds half of its power or more; of a pair, half of that at the least. The stronger
/// line of a pair, with what the other leaves in its bins, holds half of both.
static const float least_top = 0.16F, least_first = 0.36F;
static const float least_power = 3.16e-6F * 0.75F; // -55 dB
/// Spread of level and frequency inside a burst, standard deviations. A beating pair moves the level of a 32
/// ms window by some 2 dB; noise moves the frequency as its share grows. The pitch of a voice, or of a note
/// that is sung or blown, wanders by 5 Hz and more within a tenth of a second.
/// A speech codec moves it too, but leaves hardly anything beside the tone.
static const float most_level_db = 3.2F, most_hz = 3, most_coded_hz = 6.5F, hz_of_noise = 8,
                   coded_noise = 0.045F;
/// The middle of a pair that stands apart moves with the level of either; but nothing beats.
static const float more_hz_of_pair = 4, most_pair_db = 1.2F;
/// Where no exchange's tone is, only a pure one is of interest: a beep, an information tone.
static const float most_pure_db = 2.2F, most_pure_noise = 0.12F, most_pure_hz = 1.5F,
                   most_pure_coded_hz = 2.8F;
/// Information tones (sit.h), Hz, each within 50 Hz; the longest of the short ones, frames.
static const float sit_hz[] = {925, 1400, 1800}, sit_reach_hz = 75;
static const int longest_sit = 48;
/// Shortest on-time of any plan: 180 ms (US busy network, lower limit), less what noise hides at its edges.
static const int least_frames = 15;
/// How much less a frame's frequency counts for the noise beside the tone: a knock on the line moves it.
static const float blurred_by_noise = 4;
/// Pieces of a burst that a lost packet or a dip tore apart: so long at the least, so far apart at the most.
/// No plan pauses for less than 180 ms.
enum { least_piece = 4, longest_tear = 10 };
static const float most_drift_hz = 10, most_step_db = 12;
/// Mean frequency of all plans' tones: 400 Hz (UK) to 460 (440 + 480), and 550 (480 + 620).
static const float least_hz = 388, most_hz_mean = 600;
static const int most_misses = 3; // of a beating pair, or of a click inside a burst
/// A window half covered by the tone holds a quarter of its power: that is where it starts and ends.
static const float edge_power = 0.224F;
static const float loud = 1.0F / 16; // of the burst's power: 12 dB down
enum { ring = 64, looked_back = 40, settled = 6, window_reach = 3 };

/// Bins that a line spreads over, to either side; two that are further apart have a frequency of their own.
enum { line_reach = 2, apart = 3 };
/// Share of a pair's stronger line that the weaker has, and of a burst's frames that show a pair: beats of a
/// closer one look like it in their troughs.
static const float least_second = 0.15F, most_of_burst = 0.75F;

struct peak {
  float noise, hz, power, low_hz, high_hz; // low, high: of a pair that stands apart, else 0
};

_Static_assert((speech_high - speech_low) % LUR_LANES == 0 && (band_high - band_low) % LUR_LANES == 0,
               "whole lanes");

/// Power of the telephone band, and of the strongest bin of the tones' band.
LUR_WIDE static void weigh(const float *power, float *total, float *strongest)
{
  float top[LUR_LANES] = {0};
  *total = lur_lanes_sum(power + speech_low, speech_high - speech_low);
  for (int k = band_low; k < band_high; k += LUR_LANES)
    for (int l = 0; l < LUR_LANES; l++) top[l] = power[k + l] > top[l] ? power[k + l] : top[l];
  for (int l = 1; l < LUR_LANES; l++)
    if (top[l] > top[0]) top[0] = top[l];
  *strongest = top[0];
}

/// The strongest bin of the call-progress band that is more than `beyond` from `top`; -1 when there is none.
static int second_of(const float *power, int top, int beyond)
{
  int second = -1;
  if (top < pair_low || top > pair_high) return -1;
  for (int k = pair_low; k <= pair_high; k++)
    if (abs(k - top) > beyond && (second < 0 || power[k] > power[second])) second = k;
  return second;
}

struct line {
  float power, weighted;
};

static struct line line_of(const float *power, int from, int to)
{
  struct line l = {0, 0};
  for (int k = from; k <= to; k++) {
    l.power += power[k];
    l.weighted += power[k] * (float)k;
  }
  return l;
}

static void name_pair(struct peak *p, struct line first, struct line second)
{
  float a = LUR_SPECTRUM_BIN_HZ * first.weighted / first.power,
        b = LUR_SPECTRUM_BIN_HZ * second.weighted / second.power;
  p->low_hz = a < b ? a : b;
  p->high_hz = a < b ? b : a;
}

/// The line at `top` and the one at `other` (-1: none), less what the first one has of it.
static void lines_at(const float *power, int top, int other, struct line *first, struct line *second)
{
  int from = other - 1, to = other + 1;
  *first = line_of(power, top - line_reach, top + line_reach);
  *second = (struct line){0, 0};
  if (other > top && from <= top + line_reach) from = top + line_reach + 1;
  if (other < top && to >= top - line_reach) to = top - line_reach - 1;
  if (other >= 0) *second = line_of(power, from, to);
}

/// Whether the frame is one tone, or a pair.
static bool peak_of(const float *power, struct peak *p)
{
  float total, strongest;
  weigh(power, &total, &strongest);
  p->power = total;
  if (total < least_power || strongest < least_top * total) return false;
  int top = band_low;
  while (power[top] < strongest) top++;
  struct line first, second;
  lines_at(power, top, -1, &first, &second);
  if (first.power < least_first * total) return false;
  int other = second_of(power, top, apart);
  lines_at(power, top, other, &first, &second);
  if (first.power + second.power < least_share * total) { // perhaps a pair that stands closer
    other = second_of(power, top, line_reach);
    lines_at(power, top, other, &first, &second);
  }
  float tone = first.power + second.power;
  if (tone < least_share * total) return false;
  *p = (struct peak){.noise = tone < total ? 1 - tone / total : 0,
                     .hz = LUR_SPECTRUM_BIN_HZ * (first.weighted + second.weighted) / tone,
                     .power = total};
  if (abs(other - top) > apart && second.power > least_second * first.power) name_pair(p, first, second);
  return true;
}

static float level_db(float power)
{
  return 10 * log10f(power * (4.0F / 3));
}

static float spread(double sum, double square, double n)
{
  double mean = sum / n, variance = square / n - mean * mean;
  return variance > 0 ? (float)sqrt(variance) : 0;
}

static struct lur_burst burst_of(const struct lur_tone_run *r)
{
  struct lur_burst b = {.start = r->start, .end = r->last + 1, .crowded = r->crowded};
  b.hz = (float)(r->hz_sum / r->weight);
  b.level_db = (float)(r->level_sum / r->frames);
  b.noise = (float)(r->noise_sum / r->frames);
  b.missing = 1 - (float)r->frames / (float)(b.end - b.start);
  b.wander_hz = spread(r->hz_sum, r->hz_square, r->weight);
  b.wander_db = spread(r->level_sum, r->level_square, r->frames);
  if ((float)r->pairs > most_of_burst * (float)r->frames) {
    b.pair_hz[0] = (float)(r->low_sum / r->pairs);
    b.pair_hz[1] = (float)(r->high_sum / r->pairs);
  }
  return b;
}

bool lur_burst_is_progress(const struct lur_burst *b)
{
  return b->hz >= least_hz && b->hz <= most_hz_mean;
}

/// How far the frequency may wander, by what lies beside the tone.
static float wander_limit(float noise, float hz, float coded_hz)
{
  return noise <= coded_noise ? coded_hz : hz + hz_of_noise * noise;
}

/// Of a frequency and length that information tones have: three of them in a row are no chance, so each need
/// not be as pure.
static bool may_be_sit(const struct lur_burst *b)
{
  for (size_t i = 0; i < sizeof sit_hz / sizeof *sit_hz; i++)
    if (fabsf(b->hz - sit_hz[i]) <= sit_reach_hz) return b->end - b->start <= longest_sit;
  return false;
}

/// A burst, and neither a vowel that was held for a moment nor a note among others.
static bool is_tone(const struct lur_burst *b)
{
  if (b->end - b->start < least_frames) return false;
  if (!lur_burst_is_progress(b) && !may_be_sit(b))
    return b->wander_db <= most_pure_db && b->noise <= most_pure_noise &&
           b->wander_hz <= wander_limit(b->noise, most_pure_hz, most_pure_coded_hz);
  float limit =
      may_be_sit(b) ? most_coded_hz + hz_of_noise * b->noise : wander_limit(b->noise, most_hz, most_coded_hz);
  if (b->pair_hz[0] > 0 && b->wander_db <= most_pair_db) limit += more_hz_of_pair;
  return b->wander_db <= most_level_db && b->wander_hz <= limit;
}

/// Share of the time before the run that something was loud beside it: not counting what is no louder than
/// the noise that goes on under the tone.
static float crowd_before(const struct lur_tones *t, const struct lur_tone_run *r)
{
  float mean_noise = (float)(r->noise_sum / r->frames),
        least = r->top * (loud > 4 * mean_noise ? loud : 4 * mean_noise);
  int64_t until = r->start - window_reach, from = until - looked_back;
  int n = 0, over = 0;
  if (from < t->quiet_from) from = t->quiet_from;
  for (int64_t i = from; i < until; i++, n++) over += t->past[i & (ring - 1)] > least;
  return n ? (float)over / (float)n : 0;
}

/// Adds a frame's frequency, taken together with the one before: beats of 50 Hz, every second frame a trough
/// in which noise moves it, leave a mean that stands still. Weighted by power, as edges and troughs tell
/// little.
static void take_frequency(struct lur_tone_run *r, double hz, double power)
{
  double weight = power + r->power, mean = (power * hz + r->power * r->hz) / weight;
  r->weight += weight;
  r->hz_sum += weight * mean;
  r->hz_square += weight * mean * mean;
  r->hz = hz;
  r->power = power;
}

static void take(const struct lur_tones *t, struct lur_tone_run *r, const struct peak *p)
{
  if (!r->frames) *r = (struct lur_tone_run){.start = t->now};
  double level = (double)level_db(p->power);
  r->frames++;
  r->last = t->now;
  take_frequency(r, (double)p->hz, (double)(p->power * (1 - blurred_by_noise * p->noise)));
  r->level_sum += level;
  r->level_square += level * level;
  r->noise_sum += (double)p->noise;
  if (p->power > r->top) r->top = p->power;
  if (p->low_hz > 0) {
    r->pairs++;
    r->low_sum += (double)p->low_hz;
    r->high_sum += (double)p->high_hz;
  }
  if (r->frames == settled) r->crowded = crowd_before(t, r);
}

static bool fits(const struct lur_tone_run *r, const struct peak *p)
{
  if (p->power < edge_power * r->top || p->power * edge_power > r->top) return false;
  return fabs((double)p->hz - r->hz_sum / r->weight) <=
         (r->frames < 4 ? 80 : 40); // at its edge it is blurred
}

/// Joins a piece to the burst that it goes on with.
static bool join(struct lur_burst *held, const struct lur_burst *piece)
{
  bool same = held->end > 0 && piece->start - held->end <= longest_tear &&
              fabsf(piece->hz - held->hz) <= most_drift_hz &&
              fabsf(piece->level_db - held->level_db) <= most_step_db;
  if (!same) return false;
  float a = (float)(held->end - held->start), b = (float)(piece->end - piece->start), share = b / (a + b);
  float shown = a * (1 - held->missing) + b * (1 - piece->missing);
  held->missing = 1 - shown / (float)(piece->end - held->start);
  held->end = piece->end;
  held->hz += share * (piece->hz - held->hz);
  held->level_db += share * (piece->level_db - held->level_db);
  held->noise += share * (piece->noise - held->noise);
  held->wander_hz += share * (piece->wander_hz - held->wander_hz);
  held->wander_db += share * (piece->wander_db - held->wander_db);
  return true;
}

/// Gives up what is held: true when it is a burst.
static bool let_go(struct lur_tones *t, struct lur_burst *burst)
{
  bool found = t->held.end > 0 && is_tone(&t->held);
  if (found) *burst = t->held;
  t->held = (struct lur_burst){0};
  return found;
}

/// The run has ended: it joins what is held, or takes its place.
static bool close_run(struct lur_tones *t, struct lur_burst *burst)
{
  struct lur_burst piece = burst_of(&t->run);
  bool whole = t->run.frames >= least_piece, found = false;
  t->run = t->next;
  t->next.frames = t->misses = 0;
  if (!whole) return false;
  t->quiet_from = piece.end + window_reach;
  if (join(&t->held, &piece)) return false;
  found = let_go(t, burst);
  t->held = piece;
  return found;
}

/// What is held is whole when nothing has gone on with it for long enough.
static bool is_whole(const struct lur_tones *t)
{
  if (!t->held.end || t->now - t->held.end <= longest_tear) return false;
  return !t->run.frames || t->run.start - t->held.end > longest_tear;
}

/// The frame does not belong to the run: perhaps to another tone that has begun.
static bool miss(struct lur_tones *t, const struct peak *p, struct lur_burst *burst)
{
  if (p && t->next.frames && !fits(&t->next, p)) t->next.frames = 0;
  if (p) take(t, &t->next, p);
  return ++t->misses >= most_misses ? close_run(t, burst) : false;
}

bool lur_tones_step(struct lur_tones *t, const float *power, int64_t now, struct lur_burst *burst)
{
  struct peak p;
  bool sounds = peak_of(power, &p);
  t->now = now;
  t->past[now & (ring - 1)] = p.power;
  bool found = is_whole(t) && let_go(t, burst);
  if (!t->run.frames) {
    if (sounds) take(t, &t->run, &p);
    return found;
  }
  if (!sounds || !fits(&t->run, &p)) return miss(t, sounds ? &p : NULL, burst) || found;
  t->next.frames = t->misses = 0;
  take(t, &t->run, &p);
  return found;
}

bool lur_tones_flush(struct lur_tones *t, struct lur_burst *burst)
{
  while (t->run.frames)
    if (close_run(t, burst)) return true;
  return let_go(t, burst);
}

int lur_tones_running(const struct lur_tones *t)
{
  if (t->run.frames < least_frames) return 0;
  struct lur_burst b = burst_of(&t->run);
  return is_tone(&b) ? (int)(t->now + 1 - t->run.start) : 0;
}
