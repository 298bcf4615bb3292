#include "analysis/decode.h"

/// Scores: sum[t] of the log-odds up to t; on[t] of the best sequence that ends on at t and may end there,
/// off[t] likewise. A state of the least length is entered in one stride, so that only its beginning looks
/// back.
static int at(int64_t t)
{
  return (int)(t & (lur_decode_longest - 1));
}

void lur_decoder_start(struct lur_decoder *d, int least_on, int least_off, double cost)
{
  *d = (struct lur_decoder){.least_on = least_on, .least_off = least_off, .cost = cost};
}

/// Walks back from the better end at step `last` and settles the states of all steps before `until`.
static void settle(struct lur_decoder *d, int64_t last, int64_t until)
{
  bool on = d->on[at(last)] > d->off[at(last)];
  for (int64_t t = last; t >= d->final;) {
    int k = (int)(t & (lur_decode_ring - 1));
    bool came = on ? d->came_on[k] : d->came_off[k];
    int64_t from = came ? t - (on ? d->least_on : d->least_off) + 1 : t;
    for (; t >= from && t >= d->final; t--)
      if (t < until) d->state[t & (lur_decode_ring - 1)] = on;
    if (came) on = !on;
  }
  d->final = until;
}

int64_t lur_decoder_step(struct lur_decoder *d, float log_odds)
{
  int64_t t = d->steps++;
  int k = (int)(t & (lur_decode_ring - 1));
  double before_sum = t ? d->sum[at(t - 1)] : 0, before_on = t ? d->on[at(t - 1)] : 0,
         before_off = t ? d->off[at(t - 1)] : 0, x = (double)log_odds;
  d->sum[at(t)] = before_sum + x;
  d->on[at(t)] = before_on + x;
  d->off[at(t)] = before_off;
  d->came_on[k] = d->came_off[k] = false;
  if (t >= d->least_on) {
    int64_t u = t - d->least_on; // off until then
    double score = d->off[at(u)] - d->cost + d->sum[at(t)] - d->sum[at(u)];
    if (score > d->on[at(t)]) d->on[at(t)] = score, d->came_on[k] = true;
  }
  if (t >= d->least_off) {
    double score = d->on[at(t - d->least_off)] - d->cost;
    if (score > d->off[at(t)]) d->off[at(t)] = score, d->came_off[k] = true;
  }
  if (d->steps - d->final >= lur_decode_lag + lur_decode_batch) settle(d, t, t + 1 - lur_decode_lag);
  return d->final;
}

int64_t lur_decoder_finish(struct lur_decoder *d)
{
  int64_t end = d->steps;
  int more = d->least_on > d->least_off ? d->least_on : d->least_off;
  if (!end) return 0;
  // what began near the end may be shorter: it would have gone on
  for (int i = 0; i < more; i++) lur_decoder_step(d, 0);
  if (d->final < end) settle(d, d->steps - 1, end);
  return d->final;
}

bool lur_decoder_is_on(const struct lur_decoder *d, int64_t step)
{
  return d->state[step & (lur_decode_ring - 1)];
}
