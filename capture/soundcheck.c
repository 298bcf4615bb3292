#include "capture/soundcheck.h"

#include <math.h>
#include <stdlib.h>

#include "capture/meter.h"
#include "capture/signs.h"

static const double faint_dbfs = -45;  ///< a peak below it is no speech that anybody could measure
static const double dc_dbfs = -40;     ///< 1 % of full scale
static const double hum_dbfs = -55;    ///< audible beside speech
static const double hum_above_db = 12; ///< out of what lies between its lines
static const double twin_likeness = 0.995, twin_db = 1, twin_lag_s = 0.001;
static const double echo_likeness = 0.6, echo_db = -45;

/// One channel on its way through the checks.
struct side {
  const int16_t *pcm; ///< its first sample
  size_t n, stride;
  float *thin, *voice; ///< at about 8 kHz; without what lies below voices
  size_t thin_n;
  int rate_hz; ///< of these
  bool silent;
};

static void find(struct lur_soundcheck *out, struct lur_finding finding)
{
  if (out->n < sizeof out->finding / sizeof *out->finding) out->finding[out->n++] = finding;
}

// ---- One channel

/// Samples in runs that stand still at the loudest value there is: at full scale, or where something before
/// the computer cut them off.
static int64_t cut_off(const struct side *s, int extreme)
{
  enum { LEAST = 4 };
  int64_t count = 0, runs = 0, run = 0;
  if (extreme > -3277 && extreme < 3277) return 0; // the top of a quiet wave is flat by itself
  for (size_t i = 0; i <= s->n; i++) {
    if (i < s->n && s->pcm[i * s->stride] == extreme) {
      run++;
      continue;
    }
    if (run >= LEAST) count += run, runs++;
    run = 0;
  }
  return runs >= 3 ? count : 0;
}

static int64_t clipped(const struct side *s)
{
  int low = 0, high = 0;
  for (size_t i = 0; i < s->n; i++) {
    int x = s->pcm[i * s->stride];
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return cut_off(s, low) + cut_off(s, high);
}

static double mean_of(const struct side *s)
{
  double sum = 0;
  for (size_t i = 0; i < s->n; i++) sum += s->pcm[i * s->stride];
  return sum / (double)s->n / 32768;
}

static void measure(struct side *s, struct lur_heard_channel *out)
{
  struct lur_meter meter = {0};
  lur_meter_push(&meter, s->pcm, s->n, s->stride);
  s->silent = meter.loudest == 0;
  lur_meter_read(&meter, &out->peak_dbfs, &out->rms_dbfs);
  out->tone = lur_signs_tone(s->thin, s->thin_n, s->rate_hz);
  out->voice = !out->tone && lur_signs_voice(s->voice, s->thin_n, s->rate_hz);
}

/// The loudest of it that could be a voice: a constant and hum are not counted.
static double voice_peak_dbfs(const struct side *s)
{
  float peak = 0;
  for (size_t i = 0; i < s->thin_n; i++) peak = fmaxf(peak, fabsf(s->voice[i]));
  return peak > 0 ? 20 * log10((double)peak) : -HUGE_VAL;
}

static void check_side(const struct side *s, int channel, lur_check_kind kind, struct lur_soundcheck *out)
{
  struct lur_finding f = {.kind = kind, .channel = channel};
  bool found = false;
  if (kind == LUR_CHECK_SILENT) {
    found = s->silent;
  } else if (kind == LUR_CHECK_FAINT) {
    f.level_db = out->channel[channel].peak_dbfs;
    found = voice_peak_dbfs(s) < faint_dbfs;
  } else if (kind == LUR_CHECK_CLIPPING) {
    f.count = clipped(s);
    found = f.count > 0;
  } else if (kind == LUR_CHECK_DC) {
    f.level_db = 20 * log10(fabs(mean_of(s)) + 1e-10);
    found = f.level_db > dc_dbfs;
  } else {
    struct lur_hum hum = lur_signs_hum(s->thin, s->thin_n, s->rate_hz);
    f.level_db = hum.level_db;
    f.hz = hum.hz;
    found = hum.level_db > hum_dbfs && hum.above_db > hum_above_db;
  }
  if (found && (kind == LUR_CHECK_SILENT || !s->silent)) find(out, f);
}

// ---- Two channels

/// Which channel has the other's sound: the quieter one, or the later one where they are as loud; -1:
/// neither.
static int echo_between(const struct side *s, const struct lur_copy *c, struct lur_soundcheck *out)
{
  if (c->likeness < echo_likeness) return -1;
  double other_db = 2 * 10 * log10(c->likeness) - c->level_db; // what a has of b
  bool near = fabs(c->level_db) < 3;
  int to = near ? c->lag_s >= 0 : c->level_db < 0;
  double level_db = to ? c->level_db : other_db, lag_s = to ? c->lag_s : -c->lag_s;
  if (level_db < echo_db || (size_t)s->rate_hz > s->thin_n) return -1;
  find(out,
       (struct lur_finding){.kind = LUR_CHECK_ECHO, .channel = to, .level_db = level_db, .lag_s = lag_s});
  return to;
}

/// A voice that is a copy of the other channel's tells nothing.
static void check_swapped(const lur_role role[2], int echo, struct lur_soundcheck *out)
{
  int caller = role[0] == LUR_ROLE_AGENT || role[1] == LUR_ROLE_CALLER, agent = !caller;
  const struct lur_heard_channel *c = out->channel;
  bool caller_speaks = c[caller].voice && echo != caller, agent_speaks = c[agent].voice && echo != agent;
  bool caller_tone = c[caller].tone && echo != caller, agent_tone = c[agent].tone && echo != agent;
  if ((agent_speaks && !caller_speaks) || (caller_tone && !agent_tone))
    find(out, (struct lur_finding){.kind = LUR_CHECK_SWAPPED, .channel = -1});
}

static void check_both(const struct side s[2], const lur_role role[2], struct lur_soundcheck *out)
{
  int echo = -1;
  if (!s[0].silent && !s[1].silent) {
    struct lur_copy c = lur_signs_copy(s[0].voice, s[1].voice, s[0].thin_n, s[0].rate_hz);
    if (c.likeness > twin_likeness && fabs(c.level_db) < twin_db && fabs(c.lag_s) < twin_lag_s) {
      find(out, (struct lur_finding){.kind = LUR_CHECK_TWINS, .channel = -1});
      return;
    }
    echo = echo_between(s, &c, out);
  }
  check_swapped(role, echo, out);
}

// ---- All of it

static bool open_side(struct side *s, const int16_t *pcm, size_t n, size_t stride, int rate_hz)
{
  *s = (struct side){.pcm = pcm,
                     .n = n,
                     .stride = stride,
                     .thin_n = lur_signs_length(n, rate_hz),
                     .rate_hz = lur_signs_rate(rate_hz)};
  s->thin = malloc((s->thin_n + 1) * sizeof *s->thin);
  s->voice = malloc((s->thin_n + 1) * sizeof *s->voice);
  if (!s->thin || !s->voice) return false;
  lur_signs_thin(pcm, n, stride, rate_hz, s->thin);
  for (size_t i = 0; i < s->thin_n; i++) s->voice[i] = s->thin[i];
  lur_signs_high_pass(s->voice, s->thin_n, s->rate_hz);
  return true;
}

lur_status lur_soundcheck_of(const int16_t *pcm, size_t n, int channels, int rate_hz, const lur_role role[2],
                             struct lur_soundcheck *out)
{
  struct side side[2] = {{0}, {0}};
  bool room = true;
  *out = (struct lur_soundcheck){0};
  if (!n || channels < 1 || channels > 2 || rate_hz < 8000 || rate_hz > 192000) return LUR_BAD_ARG;
  for (int c = 0; c < channels && room; c++) {
    room = open_side(&side[c], pcm + c, n, (size_t)channels, rate_hz);
    if (room) measure(&side[c], &out->channel[c]);
  }
  for (lur_check_kind kind = LUR_CHECK_SILENT; room && kind <= LUR_CHECK_HUM; kind++)
    for (int c = 0; c < channels; c++) check_side(&side[c], c, kind, out);
  if (room && channels == 2) check_both(side, role, out);
  for (int c = 0; c < 2; c++) {
    free(side[c].thin);
    free(side[c].voice);
  }
  return room ? LUR_OK : LUR_NO_MEM;
}
