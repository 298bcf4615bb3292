#include <math.h>
#include <string.h>

#include "analysis/sit.h"
#include "analysis/tones.h"

/// Cadences of the national plans, ms; on and off alternating. Source: ITU-T E.180 supplement 2 as collected
/// in national tables; UK ringback is a pair of bursts. Plans that sound the same share a row, the most
/// populous of the countries lur is made for first. 250/250 on 425 Hz is busy in Sweden and congestion in the
/// Netherlands and, nearly, in Germany: busy, and all of them are named.
struct plan {
  lur_event_type type;
  const char *names;
  float ms[4];           // on, off, and the second on, off of a pair; 0: one burst a period
  float low_hz, high_hz; // that the mean frequency of many bursts may have
  float hz[2];           // that one burst alone must have, one of them
};
static const struct plan plans[] = {
    {LUR_EVENT_RINGBACK, "SE", {1000, 5000}, 405, 445, {425}},
    {LUR_EVENT_RINGBACK, "DK,NO,FI,NL,DE", {1000, 4000}, 405, 465, {425, 450}},
    {LUR_EVENT_RINGBACK, "FR", {1500, 3500}, 420, 460, {440}},
    {LUR_EVENT_RINGBACK, "UK", {400, 200, 400, 2000}, 395, 455, {425}},
    {LUR_EVENT_RINGBACK, "US", {2000, 4000}, 430, 490, {460}},
    {LUR_EVENT_BUSY, "SE,NL", {250, 250}, 405, 432.5F, {0}}, // 425 Hz and 440, 1.5 % off at most, part at
                                                             // 432.5
    {LUR_EVENT_BUSY, "FI", {300, 300}, 405, 432.5F, {0}},
    {LUR_EVENT_BUSY, "UK", {375, 375}, 380, 415, {0}},
    {LUR_EVENT_BUSY, "DK,NO,NL,DE", {500, 500}, 405, 432.5F, {0}},
    {LUR_EVENT_BUSY, "FR", {500, 500}, 432.5F, 460, {0}},
    {LUR_EVENT_BUSY, "US", {500, 500}, 490, 605, {0}},
    {LUR_EVENT_CONGESTION, "DK,NO,FI,DE", {200, 200}, 405, 445, {0}},
    {LUR_EVENT_CONGESTION, "SE", {250, 750}, 405, 445, {0}},
    {LUR_EVENT_CONGESTION, "FR", {250, 250}, 432.5F, 460, {0}},
    {LUR_EVENT_CONGESTION, "US", {250, 250}, 490, 605, {0}},
    {LUR_EVENT_CONGESTION, "UK", {400, 350, 225, 525}, 380, 415, {0}},
};
enum { plan_count = sizeof plans / sizeof *plans };

/// The bursts of one tone are one generator's.
static const float most_drift_hz = 14;
/// Only North America's busy and congestion tones, 480 and 620 Hz, are a pair that stands further apart than
/// 100 Hz; their middle is the highest of all.
static const float least_far_pair_hz = 500;
/// A ring that the answer cut short: less may be the answer's own first sound. Of the first burst, and of
/// busy tones, any piece that was found counts.
static const float least_cut_ms = 300, least_cut_share = 0.6F;
static const float cut_badness = 0.5F;
/// Bursts of an exchange stand alone: something else as loud between them is music, or talk.
static const float most_missing = 0.35F, most_crowded = 0.35F, most_crowded_single = 0.30F;
/// A ring that is heard once; two.
static const float lone_hz = 2.1F, lone_coded_hz = 3.4F, coded_noise = 0.03F, lone_hz_of_noise = 8,
                   lone_db = 1.5F, lone_beats_from_hz = 425, most_lone_missing = 0.12F,
                   most_pair_badness = 0.7F;
/// A cadence that is no plan's: how alike its bursts and pauses are, how steady the tone, and what it is.
static const float alike_share = 0.06F, alike_ms = 25, steady_hz = 6, steady_db = 2.6F, steady_missing = 0.2F,
                   steady_noise = 0.15F;
static const float unknown_low_hz = 330, unknown_high_hz = 650, least_ring_pause_ms = 1500,
                   most_ring_pause_ms = 6000, most_busy_ms = 800, least_ring_ms = 600;
/// A lone beep.
static const float beep_hz = 2.5F, beep_db = 1.5F, beep_noise = 0.1F, beep_low_hz = 300, beep_high_hz = 2000;
enum { beep_longest = 155, beep_apart = 1200, least_busy_bursts = 5 };

/// Time a burst of a plan may differ by, ms: 10 % and what two edges on a 10 ms grid in noise cost.
static float slack(float ms)
{
  return 0.10F * ms + 45;
}

static float ms_of(int64_t frames)
{
  return (float)frames * 1000 / LUR_FRAME_RATE;
}

static float on_of(const struct lur_burst *b)
{
  return ms_of(b->end - b->start);
}

/// Time from the end of a burst to the start of the next.
static float pause_of(const struct lur_burst *b)
{
  return ms_of(b[1].start - b->end);
}

/// Badness of a stretch against its nominal length: 0 exact, 1 at the limit, more is no fit.
static float misfit(float ms, float nominal)
{
  return fabsf(ms - nominal) / slack(nominal);
}

/// Misfit of the pause after a burst; one burst of the pattern may have been lost in noise.
static float pause_misfit(const struct plan *p, float ms, float off)
{
  float plain = misfit(ms, off);
  if (p->ms[2] > 0) return plain;
  float skipped = 0.5F + misfit(ms, off + p->ms[0] + p->ms[1]);
  return plain < skipped ? plain : skipped;
}

static bool is_skip(const struct plan *p, float ms, float off)
{
  return p->ms[2] <= 0 && misfit(ms, off) > 1;
}

/// How a run of bursts keeps a cadence.
struct fit {
  const struct plan *plan; // NULL: none, or no plan's
  lur_event_type type;
  size_t bursts, whole; // taken; those of full length
  size_t skipped;       // pauses in which a burst is missing
  int phase;            // 1: it begins with the second burst of a pair
  float badness;        // mean misfit
  float ms[4];          // as heard
};

/// Whether burst i may be a piece of a longer one: the first, when what went before was not heard, or the
/// last.
static bool may_be_cut(const struct plan *p, const struct lur_burst *b, size_t i, bool last, float on)
{
  float ms = on_of(&b[i]);
  if (ms >= on) return false;
  bool ring = p->type == LUR_EVENT_RINGBACK;
  float least = least_cut_share * on < least_cut_ms ? least_cut_share * on : least_cut_ms;
  if (i == 0) return !last || (ring && b->start <= 1 && ms >= least);
  return last && (!ring || ms >= least);
}

static bool same_tone(const struct lur_burst *a, const struct lur_burst *b)
{
  return fabsf(a->hz - b->hz) <= most_drift_hz;
}

static bool is_pitch(const struct plan *p, float hz, float margin)
{
  return hz >= p->low_hz - margin && hz <= p->high_hz + margin;
}

/// Whether the burst is two lines that stand far apart where the plan's tone is not: a chord.
static bool is_chord(const struct plan *p, const struct lur_burst *b)
{
  return b->pair_hz[0] > 0 && p->high_hz < least_far_pair_hz;
}

/// How many bursts from `b` on keep the plan, and how well. The last burst may be cut short, by the answer or
/// by hanging up; so may the first, by the moment at which the line was put through or the recording began.
static struct fit follow(const struct plan *p, const struct lur_burst *b, size_t n, int phase)
{
  struct fit f = {.plan = p, .type = p->type, .phase = phase};
  float sum = 0, count = 0, hz = 0;
  for (size_t i = 0; i < n; i++) {
    size_t k = p->ms[2] > 0 && ((i + (size_t)phase) & 1u) ? 2 : 0;
    float pause = i + 1 < n ? pause_misfit(p, pause_of(&b[i]), p->ms[k + 1]) : 2;
    bool last = pause > 1 || !same_tone(&b[i + 1], b);
    float on = misfit(on_of(&b[i]), p->ms[k]);
    bool whole = on <= 1;
    if (is_chord(p, &b[i]) || (!whole && !may_be_cut(p, b, i, last, p->ms[k]))) break;
    hz += b[i].hz;
    f.bursts = i + 1;
    if (!is_pitch(p, hz / (float)f.bursts, i < 4 ? most_drift_hz : 0)) return (struct fit){.plan = p};
    f.whole += whole;
    sum += whole ? on : cut_badness;
    count++;
    if (last) break;
    f.skipped += is_skip(p, pause_of(&b[i]), p->ms[k + 1]);
    sum += pause;
    count++;
  }
  if (f.bursts && !is_pitch(p, hz / (float)f.bursts, 0)) f.bursts = 0;
  f.badness = f.bursts ? sum / count : 1;
  return f;
}

/// Whether the frequency is the plan's within 1.5 %, and what an estimate in noise errs.
static bool is_nominal(const struct plan *p, float hz)
{
  return fabsf(hz - p->hz[0]) <= 0.015F * p->hz[0] + 3 || fabsf(hz - p->hz[1]) <= 0.015F * p->hz[1] + 3;
}

/// Whether nothing in a burst speaks against a ring: a note of a tune has that length by chance as well.
/// Single lines do not beat.
static bool is_ring(const struct plan *p, const struct lur_burst *b)
{
  float limit = b->noise <= coded_noise ? lone_coded_hz : lone_hz + lone_hz_of_noise * b->noise;
  bool beats = p->ms[2] > 0 || p->low_hz > lone_beats_from_hz;
  return b->missing <= most_lone_missing && b->wander_hz <= limit && (beats || b->wander_db <= lone_db);
}

/// Whether one ring, or two of which one is cut, or one pair, is enough.
static bool is_short_ring(const struct fit *f, const struct lur_burst *b)
{
  bool pair = f->plan->ms[2] > 0;
  if (f->bursts == 1) return is_nominal(f->plan, b->hz) && is_ring(f->plan, b) && (f->whole || b->start <= 1);
  if (f->skipped || f->phase || f->badness > most_pair_badness) return false;
  if (f->whole == 2 && !pair) return true;
  return f->whole > pair && is_ring(f->plan, b) && is_ring(f->plan, b + 1);
}

/// Whether the bursts make an event: one ring is a ring; busy and congestion have to repeat, as any short
/// beep looks the same, and where most of the pauses are long enough to have lost a burst, any rhythm does.
static bool is_enough(const struct fit *f, const struct lur_burst *b)
{
  if (f->type != LUR_EVENT_RINGBACK) return f->bursts >= 3 && f->whole >= 2 && 2 * f->skipped <= f->bursts;
  if (f->bursts <= 2) return (f->plan->ms[2] <= 0 || f->bursts == 2) && is_short_ring(f, b);
  return f->whole >= 1 + (f->plan->ms[2] > 0);
}

/// Whether the tone stands alone, and all the time that it sounds.
static bool is_alone(const struct fit *f, const struct lur_burst *b)
{
  float crowd = 0, missing = 0;
  if (f->bursts == 1) return b->crowded <= most_crowded_single;
  for (size_t i = 0; i < f->bursts; i++) {
    if (i) crowd += b[i].crowded;
    missing += b[i].missing;
  }
  return crowd <= most_crowded * (float)(f->bursts - 1) && missing <= most_missing * (float)f->bursts;
}

static struct fit best_fit(const struct lur_burst *b, size_t n)
{
  struct fit best = {.badness = 1};
  for (int i = 0; i < plan_count; i++)
    for (int phase = 0; phase <= (plans[i].ms[2] > 0); phase++) {
      struct fit f = follow(&plans[i], b, n, phase);
      if (!f.bursts || !is_enough(&f, b)) continue;
      if (f.bursts > best.bursts || (f.bursts == best.bursts && f.badness < best.badness)) best = f;
    }
  return best;
}

/// Whether burst i and the pause before it repeat those of one period, of `step` bursts, before.
static bool repeats(const struct lur_burst *b, size_t i, size_t step, bool whole)
{
  float on = on_of(&b[i]), was = on_of(&b[i - step]), pause = pause_of(&b[i - 1]);
  if (whole && fabsf(on - was) > alike_share * was + alike_ms) return false;
  if (i < step + 1) return true;
  float paused = pause_of(&b[i - 1 - step]);
  return fabsf(pause - paused) <= alike_share * paused + alike_ms;
}

static bool is_steady(const struct lur_burst *b)
{
  return b->hz >= unknown_low_hz && b->hz <= unknown_high_hz && b->wander_hz <= steady_hz &&
         b->wander_db <= steady_db && b->missing <= steady_missing && b->noise <= steady_noise;
}

/// What a cadence that no plan has says (E.180: ringing is slow, busy is fast); LUR_EVENT_TYPES: neither.
static lur_event_type kind_of(const struct lur_burst *b, size_t step)
{
  float pause = pause_of(b), on = on_of(b);
  if (step == 2 && pause_of(b + 1) > pause) pause = pause_of(b + 1);
  if (pause >= least_ring_pause_ms && pause <= most_ring_pause_ms &&
      on >= (step == 1 ? least_ring_ms : least_cut_ms))
    return LUR_EVENT_RINGBACK;
  return step == 1 && pause <= most_busy_ms && on <= most_busy_ms ? LUR_EVENT_BUSY : LUR_EVENT_TYPES;
}

/// A regular cadence of a steady tone that is no plan's: single bursts (step 1) or pairs (step 2).
static struct fit regular_fit(const struct lur_burst *b, size_t n, size_t step)
{
  struct fit f = {.type = LUR_EVENT_TYPES, .badness = 0.5F};
  lur_event_type kind = n > 2 * step && is_steady(b) ? kind_of(b, step) : LUR_EVENT_TYPES;
  if (kind == LUR_EVENT_TYPES) return f;
  size_t i = step;
  while (i < n && is_steady(&b[i]) && same_tone(&b[i], b) && repeats(b, i, step, true)) i++;
  bool cut = i < n && same_tone(&b[i], b) && on_of(&b[i]) < on_of(&b[i - step]) && repeats(b, i, step, false);
  if (i + cut < (kind == LUR_EVENT_RINGBACK ? 1 + 2 * step : least_busy_bursts)) return f;
  f.type = kind;
  f.whole = i;
  f.bursts = i + cut;
  return f;
}

static bool names_country(const char *list, size_t used, const char *name, size_t length)
{
  for (const char *at = list; at < list + used;) {
    size_t n = strcspn(at, ",");
    if (n == length && strncmp(at, name, n) == 0) return true;
    at += n + 1;
  }
  return false;
}

/// Adds the countries that are not in the list yet.
static size_t add_names(char *out, size_t used, size_t size, const char *names)
{
  for (const char *at = names; *at;) {
    size_t n = strcspn(at, ",");
    if (!names_country(out, used, at, n) && used + n + 2 < size) {
      if (used) out[used++] = ',';
      memcpy(out + used, at, n);
      used += n;
    }
    at += n + (at[n] == ',');
  }
  out[used] = '\0';
  return used;
}

/// The best plan's countries, then those of the others of the same kind that fit the same bursts as well.
static void name_plans(const struct fit *best, const struct lur_burst *b, size_t n, char *out, size_t size)
{
  size_t used = add_names(out, 0, size, best->plan ? best->plan->names : "unknown");
  for (int i = 0; best->plan && i < plan_count; i++) {
    const struct plan *p = &plans[i];
    if (p == best->plan || p->type != best->type || (p->ms[2] > 0) != (best->plan->ms[2] > 0)) continue;
    struct fit f = follow(p, b, n, best->phase);
    if (f.bursts >= best->bursts) used = add_names(out, used, size, p->names);
  }
}

/// Mean length of every `step`th burst from k on, or of the pause after it, ms: of those that are not cut, as
/// the first and the last may be, unless there are no others; else what is nominal.
static float mean_ms(const struct fit *f, const struct lur_burst *b, size_t k, size_t step, bool on,
                     float nominal)
{
  float sum = 0, n = 0;
  for (int ends = 0; ends < 2 && n <= 0; ends++)
    for (size_t i = k; i + !on < f->bursts; i += step) {
      float ms = on ? on_of(&b[i]) : pause_of(&b[i]);
      bool end = on && (i == 0 || i + 1 == f->bursts);
      if ((end && !ends) || misfit(ms, nominal) > 1) continue;
      sum += ms;
      n++;
    }
  return n > 0 ? sum / n : nominal;
}

/// On and off as heard, for each burst of the pattern; the plan's where none was heard.
static void measure_cadence(struct fit *f, const struct lur_burst *b, size_t step)
{
  for (size_t k = 0; k < step; k++) {
    size_t first = (k + (size_t)f->phase) % step;
    float on = f->plan ? f->plan->ms[2 * k] : on_of(&b[first]),
          off = f->plan ? f->plan->ms[2 * k + 1] : pause_of(&b[first]);
    f->ms[2 * k] = mean_ms(f, b, first, step, true, on);
    f->ms[2 * k + 1] = mean_ms(f, b, first, step, false, off);
  }
}

static void mean_frequencies(const struct lur_burst *b, size_t n, float *hz)
{
  float sum = 0, low = 0, high = 0, pairs = 0;
  for (size_t i = 0; i < n; i++) {
    sum += b[i].hz;
    if (b[i].pair_hz[0] > 0) low += b[i].pair_hz[0], high += b[i].pair_hz[1], pairs++;
  }
  hz[0] = 2 * pairs > (float)n ? low / pairs : sum / (float)n;
  hz[1] = 2 * pairs > (float)n ? high / pairs : 0;
}

static lur_status add_parts(struct lur_event *e, const struct lur_burst *b, size_t n,
                            struct lur_events *events)
{
  lur_status status = LUR_OK;
  e->first_part = events->parts.n;
  e->parts = n;
  for (size_t i = 0; i < n && status == LUR_OK; i++)
    status = lur_spans_add(&events->parts, lur_frames_s(b[i].start), lur_frames_s(b[i].end));
  return status == LUR_OK ? lur_events_add(events, e) : status;
}

static lur_status add_cadence(struct fit *fit, const struct lur_burst *b, size_t step, int channel,
                              struct lur_events *events)
{
  struct lur_event e =
      lur_event_of(fit->type, lur_frames_s(b[0].start), lur_frames_s(b[fit->bursts - 1].end));
  e.channel = channel;
  e.confidence = 1 - 0.5 * (double)fit->badness - (fit->bursts == 1 ? 0.2 : 0);
  name_plans(fit, b, fit->bursts, e.plan, sizeof e.plan);
  measure_cadence(fit, b, step);
  memcpy(e.cadence_ms, fit->ms, sizeof e.cadence_ms);
  mean_frequencies(b, fit->bursts, e.hz);
  return add_parts(&e, b, fit->bursts, events);
}

/// A tone of the same frequency and length.
static bool is_like(const struct lur_burst *a, const struct lur_burst *b)
{
  return same_tone(a, b) && misfit(on_of(a), on_of(b)) <= 1;
}

/// Whether the burst is a beep: a pure tone that is not repeated soon. `i`: its place among the n.
static bool is_beep(const struct lur_burst *b, size_t i, size_t n)
{
  const struct lur_burst *at = &b[i];
  if (at->end - at->start > beep_longest || at->hz < beep_low_hz || at->hz > beep_high_hz) return false;
  if (at->wander_hz > beep_hz || at->wander_db > beep_db || at->noise > beep_noise) return false;
  if (at->crowded > most_crowded || at->pair_hz[0] > 0) return false;
  for (size_t k = i; k-- > 0 && at->start - b[k].end < beep_apart;)
    if (is_like(&b[k], at)) return false;
  for (size_t k = i + 1; k < n && b[k].start - at->end < beep_apart; k++)
    if (is_like(&b[k], at)) return false;
  return true;
}

static lur_status add_beep(const struct lur_burst *b, int channel, struct lur_events *events)
{
  struct lur_event e = lur_event_of(LUR_EVENT_BEEP, lur_frames_s(b->start), lur_frames_s(b->end));
  e.channel = channel;
  e.hz[0] = b->hz;
  return lur_events_add(events, &e);
}

static lur_status add_sit(const struct lur_sit *sit, const struct lur_burst *b, int channel,
                          struct lur_events *events)
{
  struct lur_event e =
      lur_event_of(LUR_EVENT_SIT, lur_frames_s(b->start), lur_frames_s(b[sit->bursts - 1].end));
  e.channel = channel;
  e.confidence = sit->confidence;
  memcpy(e.plan, sit->plan, sizeof sit->plan);
  memcpy(e.hz, sit->hz, sizeof e.hz);
  return add_parts(&e, b, sit->bursts, events);
}

/// Adds the event that begins with burst i, if one does. *taken: its bursts, 1 for none.
static lur_status add_from(const struct lur_burst *all, size_t i, size_t n, int channel,
                           struct lur_events *events, size_t *taken)
{
  const struct lur_burst *b = all + i;
  size_t step = 1;
  struct lur_sit sit = lur_sit_of(b, n - i);
  *taken = sit.bursts ? sit.bursts : 1;
  if (sit.bursts) return add_sit(&sit, b, channel, events);
  struct fit fit = best_fit(b, n - i);
  if (fit.plan && fit.plan->ms[2] > 0) step = 2;
  for (size_t s = 1; s <= 2 && !fit.bursts; s++) {
    fit = regular_fit(b, n - i, s);
    step = s;
  }
  if (fit.bursts > 1) *taken = fit.bursts; // an event, or notes of a tune
  if (fit.bursts && is_alone(&fit, b)) return add_cadence(&fit, b, step, channel, events);
  if (fit.bursts > 1) return LUR_OK;
  return is_beep(all, i, n) ? add_beep(b, channel, events) : LUR_OK;
}

lur_status lur_cadence_events(const struct lur_burst *bursts, size_t n, int channel,
                              struct lur_events *events)
{
  lur_status status = LUR_OK;
  for (size_t i = 0, taken; i < n && status == LUR_OK; i += taken)
    status = add_from(bursts, i, n, channel, events, &taken);
  return status;
}

double lur_cadence_last_pause_s(const struct lur_event *e, const struct lur_span *parts)
{
  const float *ms = e->cadence_ms;
  if (ms[2] > 0 && e->parts > 1) { // after which of the pair did the last pause come
    double before = 1000 * (parts[e->parts - 1].start_s - parts[e->parts - 2].end_s);
    bool first = fabs(before - (double)ms[3]) < fabs(before - (double)ms[1]);
    return (double)ms[first ? 1 : 3] / 1000;
  }
  return (double)ms[1] / 1000;
}
