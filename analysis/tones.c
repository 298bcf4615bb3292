#include "analysis/tones.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/spectrum.h"

// Bins of 31.25 Hz. Every ringback, busy and congestion tone of the plans (E.180 supplement 2) lies in
// 400-480 Hz, with 620 Hz beside 480 in North America's busy tone; a Hann window spreads each over two bins
// to either side.
enum { band_low = 11, band_high = 22, speech_low = 6, speech_high = 118 };
/// Share of the telephone band's power inside the tone's bins. Speech reaches it for a frame or two, in a
/// hummed vowel.
static const float least_share = 0.80F;
static const float least_level_db = -55;
/// Spread of level and frequency inside a burst, standard deviations. A beating pair moves the level of a 32
/// ms window by some 2 dB; the pitch of a voice moves by more than this within a tenth of a second.
static const float most_level_db = 3.2F, most_hz = 14;
/// Shortest on-time of any plan: 180 ms (US busy network, lower limit), less what noise hides at its edges.
static const int least_frames = 15;
/// Mean frequency of all plans' tones: 400 Hz (UK) to 460 (440 + 480), and 550 (480 + 620).
static const float least_hz = 388, most_hz_mean = 600;
static const int most_misses = 3; // of a beating pair, or of a click inside a burst

struct peak {
  float share, hz, level_db;
};

static int strongest(const float *power, int from, int to, int but_from, int but_to)
{
  int top = -1;
  for (int k = from; k <= to; k++)
    if ((k < but_from || k > but_to) && (top < 0 || power[k] > power[top])) top = k;
  return top;
}

/// How much of the frame is one tone, or a pair, in the call-progress band.
static struct peak peak_of(const float *power)
{
  float total = 1e-12F, tone = 0, weighted = 0;
  for (int k = speech_low; k < speech_high; k++) total += power[k];
  int top = strongest(power, band_low, band_high, 0, -1);
  int second = strongest(power, band_low, band_high, top - 3, top + 3); // 620 beside 480 Hz
  for (int k = band_low - 2; k <= band_high + 2; k++) {
    if (abs(k - top) > 2 && (second < 0 || abs(k - second) > 1)) continue;
    tone += power[k];
    weighted += power[k] * (float)k;
  }
  return (struct peak){.share = tone / total,
                       .hz = tone > 0 ? LUR_SPECTRUM_BIN_HZ * weighted / tone : 0,
                       .level_db = 10 * log10f(total * (4.0F / 3))};
}

static double spread(double sum, double square, int n)
{
  double mean = sum / n, variance = square / n - mean * mean;
  return variance > 0 ? sqrt(variance) : 0;
}

static bool is_burst(const struct lur_tones *t)
{
  double hz = t->hz_sum / (t->frames ? t->frames : 1);
  return t->frames >= least_frames && hz >= (double)least_hz && hz <= (double)most_hz_mean &&
         spread(t->hz_sum, t->hz_square, t->frames) <= (double)most_hz &&
         spread(t->level_sum, t->level_square, t->frames) <= (double)most_level_db;
}

static bool close_burst(struct lur_tones *t, int64_t end, struct lur_burst *burst)
{
  bool found = is_burst(t);
  if (found)
    *burst =
        (struct lur_burst){t->start, end, (float)(t->hz_sum / t->frames), (float)(t->level_sum / t->frames)};
  *t = (struct lur_tones){0};
  return found;
}

static void take(struct lur_tones *t, const struct peak *p, int64_t now)
{
  if (!t->frames) t->start = now, t->top = p->level_db;
  t->frames++;
  t->misses = 0;
  double hz = (double)p->hz, level_db = (double)p->level_db;
  t->hz_sum += hz;
  t->hz_square += hz * hz;
  t->level_sum += level_db;
  t->level_square += level_db * level_db;
  if (p->level_db > t->top) t->top = p->level_db;
}

bool lur_tones_step(struct lur_tones *t, const float *power, int64_t now, struct lur_burst *burst)
{
  struct peak p = peak_of(power);
  bool sounds = p.share >= least_share && p.level_db >= least_level_db, tone = sounds;
  // A window half covered by the tone holds a quarter of its power: that is where it starts and ends.
  if (tone && t->frames && p.level_db < t->top - 6.5F) tone = false;
  bool rises = tone && t->frames && p.level_db > t->top + 6.5F; // what went before was something else
  bool ended = rises && close_burst(t, now - t->misses, burst);
  if (tone && t->frames >= 4) {
    float mean = (float)(t->hz_sum / t->frames);
    if (fabsf(p.hz - mean) > 40) tone = false;
  }
  if (tone) {
    take(t, &p, now);
    return ended;
  }
  if (!t->frames || ++t->misses < most_misses) return false;
  bool found = close_burst(t, now - t->misses + 1, burst);
  if (sounds) take(t, &p, now); // another tone has begun
  return found;
}

bool lur_tones_flush(struct lur_tones *t, int64_t now, struct lur_burst *burst)
{
  if (!t->frames) return false;
  return close_burst(t, now - t->misses, burst);
}

int lur_tones_running(const struct lur_tones *t)
{
  return is_burst(t) ? t->frames + t->misses : 0;
}
