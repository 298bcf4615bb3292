#include "capture/pace.h"

#include <math.h>

static const double suspicious_s = 0.25; ///< longer than any change of a sound server's buffers seen
static const double sure_s = 3;          ///< bursts after a pause of 10 s were over within a second
static const double stretch_s = 2;       ///< long enough to hold one undelayed arrival on a busy computer

void lur_pace_init(struct lur_pace *p, int rate_hz)
{
  *p = (struct lur_pace){.rate_hz = rate_hz};
}

static int64_t ns_of(double s)
{
  return (int64_t)(s * 1e9);
}

static double lag_at(const struct lur_pace *p, int64_t now_ns, int64_t arrived)
{
  return (double)(now_ns - p->start_ns) * 1e-9 * p->rate_hz - (double)(arrived + p->filled);
}

static void start(struct lur_pace *p, int64_t now_ns, int64_t after)
{
  p->started = true;
  p->start_ns = p->stretch_ns = p->last_ns = now_ns;
  p->usual = p->least = p->least_before = -(double)after;
}

/// Follows the slow drift between the two clocks by the smallest lags of the last stretches.
static void follow(struct lur_pace *p, int64_t now_ns, double lag)
{
  p->least = fmin(p->least, lag);
  if (now_ns - p->stretch_ns < ns_of(stretch_s)) return;
  p->usual = fmin(p->least, p->least_before);
  p->least_before = p->least;
  p->least = lag;
  p->stretch_ns = now_ns;
}

static void fall_behind(struct lur_pace *p, int64_t now_ns, int64_t at, double lag)
{
  p->behind = true;
  p->behind_at = at;
  p->behind_ns = now_ns;
  p->behind_least = lag;
}

static void catch_up(struct lur_pace *p, int64_t now_ns, double lag)
{
  p->behind = false;
  p->stretch_ns = now_ns;
  p->least = p->least_before = fmax(lag, p->usual);
}

bool lur_pace_arrived(struct lur_pace *p, int64_t now_ns, int64_t before, int64_t after,
                      struct lur_pace_loss *loss)
{
  if (!p->started) {
    start(p, now_ns, after);
    return false;
  }
  double lag = lag_at(p, now_ns, after);
  p->last_ns = now_ns;
  if (lag - p->usual < suspicious_s * p->rate_hz) {
    if (p->behind) catch_up(p, now_ns, lag);
    follow(p, now_ns, lag);
    return false;
  }
  if (!p->behind) fall_behind(p, now_ns, before, lag);
  p->behind_least = fmin(p->behind_least, lag);
  if (now_ns - p->behind_ns < ns_of(sure_s)) return false;
  *loss = (struct lur_pace_loss){p->behind_at, llrint(p->behind_least - p->usual)};
  p->filled += loss->n;
  catch_up(p, now_ns, lag_at(p, now_ns, after));
  return true;
}

int64_t lur_pace_missing(const struct lur_pace *p, int64_t now_ns, int64_t arrived)
{
  if (!p->started) return 0;
  int64_t n = llrint(lag_at(p, now_ns, arrived) - p->usual);
  return n > 0 ? n : 0;
}

void lur_pace_fill(struct lur_pace *p, int64_t n)
{
  p->filled += n;
}

int64_t lur_pace_resume(struct lur_pace *p, int64_t now_ns, int64_t arrived)
{
  int64_t n = lur_pace_missing(p, now_ns, arrived);
  if (!p->started) start(p, now_ns, arrived);
  p->filled += n;
  p->last_ns = now_ns;
  catch_up(p, now_ns, lag_at(p, now_ns, arrived));
  return n;
}

bool lur_pace_end(const struct lur_pace *p, int64_t now_ns, int64_t arrived, struct lur_pace_loss *loss)
{
  if (!p->started) return false;
  double missing = lag_at(p, now_ns, arrived) - p->usual;
  if (missing < 2 * suspicious_s * p->rate_hz) return false;
  *loss = (struct lur_pace_loss){
      p->behind && now_ns - p->last_ns < ns_of(suspicious_s) ? p->behind_at : arrived, llrint(missing)};
  return true;
}
