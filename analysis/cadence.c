#include <math.h>
#include <string.h>

#include "analysis/tones.h"

/// Cadences of the national plans, ms; on and off alternating. Source: ITU-T E.180 supplement 2 as collected
/// in national tables; UK ringback is a pair of bursts. Plans that sound the same share a row, the most
/// populous of the countries lur is made for first.
struct plan {
  lur_event_type type;
  const char *names;
  float on_ms, off_ms, on2_ms, off2_ms; // on2 = 0: one burst a period
  float low_hz, high_hz;                // of the mean frequency
};
static const struct plan plans[] = {
    {LUR_EVENT_RINGBACK, "SE", 1000, 5000, 0, 0, 405, 445},
    {LUR_EVENT_RINGBACK, "DK,NO,FI,NL,DE", 1000, 4000, 0, 0, 405, 465},
    {LUR_EVENT_RINGBACK, "FR", 1500, 3500, 0, 0, 420, 460},
    {LUR_EVENT_RINGBACK, "UK", 400, 200, 400, 2000, 395, 455},
    {LUR_EVENT_RINGBACK, "US", 2000, 4000, 0, 0, 430, 490},
    {LUR_EVENT_BUSY, "SE", 250, 250, 0, 0, 405, 432.5F}, // 425 Hz and 440, 1.5 % off at most, part at 432.5
    {LUR_EVENT_BUSY, "FI", 300, 300, 0, 0, 405, 432.5F},
    {LUR_EVENT_BUSY, "UK", 375, 375, 0, 0, 380, 415},
    {LUR_EVENT_BUSY, "DK,NO,NL,DE", 500, 500, 0, 0, 405, 432.5F},
    {LUR_EVENT_BUSY, "FR", 500, 500, 0, 0, 432.5F, 460},
    {LUR_EVENT_BUSY, "US", 500, 500, 0, 0, 490, 605},
    {LUR_EVENT_CONGESTION, "DK,NO,FI,DE", 200, 200, 0, 0, 405, 445},
    {LUR_EVENT_CONGESTION, "SE", 250, 750, 0, 0, 405, 445},
    {LUR_EVENT_CONGESTION, "FR", 250, 250, 0, 0, 432.5F, 460},
    {LUR_EVENT_CONGESTION, "US", 250, 250, 0, 0, 490, 605},
    {LUR_EVENT_CONGESTION, "UK", 400, 350, 225, 525, 380, 415},
};
enum { plan_count = sizeof plans / sizeof *plans };

/// Time a burst of a plan may differ by, ms: 10 % and what two edges on a 10 ms grid in noise cost.
static float slack(float ms)
{
  return 0.10F * ms + 45;
}

static float ms_of(int64_t frames)
{
  return (float)frames * 1000 / LUR_FRAME_RATE;
}

/// The bursts of one tone are one generator's.
static const float most_drift_hz = 10;
enum { longest_tear = 8 }; // frames
static const float least_cut_ms =
    300; // of a ring that the answer cut short: less may be the answer's own first sound

/// Badness of a stretch against its nominal length: 0 exact, 1 at the limit, more is no fit.
static float misfit(float ms, float nominal)
{
  return fabsf(ms - nominal) / slack(nominal);
}

/// Misfit of the pause after a burst; one burst of the pattern may have been lost in noise.
static float pause_misfit(float ms, float off, float period)
{
  float plain = misfit(ms, off), skipped = 0.5F + misfit(ms, off + period);
  return plain < skipped ? plain : skipped;
}

/// How many bursts from `b` on fit the plan, and how well (mean misfit). The last burst may be cut short by
/// the answer, where it is a ring; a first one that was running when the recording began may be short as
/// well.
static size_t follow(const struct plan *p, const struct lur_burst *b, size_t n, int phase, float *badness)
{
  float sum = 0, count = 0;
  size_t taken = 0;
  for (size_t i = 0; i < n; i++) {
    bool second = p->on2_ms > 0 && ((i + (size_t)phase) & 1u);
    float on = second ? p->on2_ms : p->on_ms, off = second ? p->off2_ms : p->off_ms;
    float on_ms = ms_of(b[i].end - b[i].start), period = p->on2_ms > 0 ? 1e6F : on + off;
    float pause = i + 1 == n ? 0 : pause_misfit(ms_of(b[i + 1].start - b[i].end), off, period);
    bool last = i + 1 == n || pause > 1 || fabsf(b[i + 1].hz - b[0].hz) > most_drift_hz;
    bool cut = p->type == LUR_EVENT_RINGBACK && on_ms < on && on_ms >= least_cut_ms &&
               ((last && i > 0) || (b[i].start <= 1));
    if (b[i].hz < p->low_hz || b[i].hz > p->high_hz) break;
    if (misfit(on_ms, on) > 1 && !cut) break;
    if (!cut) sum += misfit(on_ms, on), count++;
    taken = i + 1;
    if (last) break;
    sum += pause, count++;
  }
  *badness = count > 0 ? sum / count : 1;
  return taken;
}

/// Fewest bursts that make an event: one ring is a ring; busy and congestion have to repeat, as any short
/// beep looks the same.
static size_t least_bursts(const struct plan *p)
{
  if (p->type != LUR_EVENT_RINGBACK) return 3;
  return p->on2_ms > 0 ? 2 : 1;
}

struct fit {
  const struct plan *plan;
  size_t bursts;
  float badness;
};

static struct fit best_fit(const struct lur_burst *b, size_t n)
{
  struct fit best = {0};
  for (int i = 0; i < plan_count; i++)
    for (int phase = 0; phase <= (plans[i].on2_ms > 0); phase++) {
      float badness;
      size_t bursts = follow(&plans[i], b, n, phase, &badness);
      if (bursts < least_bursts(&plans[i])) continue;
      if (bursts > best.bursts || (bursts == best.bursts && badness < best.badness))
        best = (struct fit){&plans[i], bursts, badness};
    }
  return best;
}

/// Adds the plans of the same kind that fit the same bursts as well, after the best one.
static void name_plans(const struct fit *best, const struct lur_burst *b, size_t n, char *out, size_t size)
{
  size_t used = strlen(best->plan->names);
  memcpy(out, best->plan->names, used + 1);
  for (int i = 0; i < plan_count; i++) {
    float badness;
    const struct plan *p = &plans[i];
    if (p == best->plan || p->type != best->plan->type || p->on2_ms > 0) continue;
    if (follow(p, b, n, 0, &badness) < best->bursts) continue;
    size_t more = strlen(p->names);
    if (used + 1 + more >= size) continue;
    out[used++] = ',';
    memcpy(out + used, p->names, more + 1);
    used += more;
  }
}

static lur_status add_event(const struct fit *fit, const struct lur_burst *b, int channel,
                            struct lur_events *events)
{
  struct lur_event e =
      lur_event_of(fit->plan->type, lur_frames_s(b[0].start), lur_frames_s(b[fit->bursts - 1].end));
  e.channel = channel;
  e.confidence = 1 - 0.5 * (double)fit->badness - (fit->bursts == 1 ? 0.2 : 0);
  name_plans(fit, b, fit->bursts, e.plan, sizeof e.plan);
  e.first_part = events->parts.n;
  e.parts = fit->bursts;
  for (size_t i = 0; i < fit->bursts; i++) {
    lur_status status = lur_spans_add(&events->parts, lur_frames_s(b[i].start), lur_frames_s(b[i].end));
    if (status != LUR_OK) return status;
  }
  return lur_events_add(events, &e);
}

/// Joins what a lost packet tore apart: no plan pauses for less than 180 ms. Returns how many bursts are
/// left.
static size_t join_torn(struct lur_burst *b, size_t n)
{
  size_t kept = 0;
  for (size_t i = 0; i < n; i++) {
    struct lur_burst *last = kept ? &b[kept - 1] : NULL;
    if (last && b[i].start - last->end <= longest_tear && fabsf(b[i].hz - last->hz) <= most_drift_hz)
      last->end = b[i].end;
    else
      b[kept++] = b[i];
  }
  return kept;
}

lur_status lur_cadence_events(struct lur_burst *bursts, size_t n, int channel, struct lur_events *events)
{
  n = join_torn(bursts, n);
  for (size_t i = 0; i < n;) {
    struct fit fit = best_fit(bursts + i, n - i);
    size_t taken = fit.plan ? fit.bursts : 1;
    if (fit.plan) {
      lur_status status = add_event(&fit, bursts + i, channel, events);
      if (status != LUR_OK) return status;
    }
    i += taken;
  }
  return LUR_OK;
}
