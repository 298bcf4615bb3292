/// \file
/// Internal to capture/. Samples against the clock: finds sound that a device lost without saying so.
///
/// A sound server that is late hands over everything later, in a burst; one that has lost something never
/// catches up. So what is missing is called lost only when the samples have stayed behind the clock for
/// seconds while they kept coming, and a loss shorter than a quarter of a second cannot be told from a change
/// of the server's buffers. A device's own clock may be off by a few parts in a thousand; that is followed.
#ifndef LUR_CAPTURE_PACE_H
#define LUR_CAPTURE_PACE_H

#include <stdbool.h>
#include <stdint.h>

/// What was lost: n samples per channel, before sample `at` of those that arrived.
struct lur_pace_loss {
  int64_t at, n;
};

struct lur_pace {
  int rate_hz;
  bool started;
  int64_t start_ns;             ///< when the first samples arrived
  int64_t last_ns;              ///< when the newest did
  int64_t filled;               ///< samples that were lost and told of so far
  double usual;                 ///< how far behind the clock the samples usually are, in samples
  double least, least_before;   ///< smallest lag of this stretch of time and of the one before
  int64_t stretch_ns;           ///< when this stretch began
  bool behind;                  ///< more than usual
  int64_t behind_at, behind_ns; ///< since which sample and when
  double behind_least;          ///< smallest lag since then
};

void lur_pace_init(struct lur_pace *p, int rate_hz);
/// To be called each time samples have arrived: at now_ns of a clock that never jumps, `before` is how many
/// per channel had arrived before, `after` how many have now. True: *loss was found.
bool lur_pace_arrived(struct lur_pace *p, int64_t now_ns, int64_t before, int64_t after,
                      struct lur_pace_loss *loss);
/// Samples that should have arrived by now and have not. 0 before the first ones.
int64_t lur_pace_missing(const struct lur_pace *p, int64_t now_ns, int64_t arrived);
/// Silence of n samples was put in behind those that arrived.
void lur_pace_fill(struct lur_pace *p, int64_t n);
/// A device that was away is back: at now_ns `arrived` samples have arrived, with the first of the new ones.
/// Returns how many were missed, which are told of by that.
int64_t lur_pace_resume(struct lur_pace *p, int64_t now_ns, int64_t arrived);
/// At the end of the recording: true when the samples stopped coming before it, and *loss is what is missing.
bool lur_pace_end(const struct lur_pace *p, int64_t now_ns, int64_t arrived, struct lur_pace_loss *loss);

#endif
