/// \file
/// Internal to capture/. Peak and power of one channel.
#ifndef LUR_CAPTURE_METER_H
#define LUR_CAPTURE_METER_H

#include <stddef.h>
#include <stdint.h>

struct lur_meter {
  int peak;        ///< largest magnitude since the last reading, 0 .. 32768
  double square;   ///< sum of squares since then
  int64_t n;       ///< samples since then
  int64_t clipped; ///< samples at full scale since the beginning
  int loudest;     ///< largest magnitude since the beginning
};

/// Takes n samples that are `stride` apart.
void lur_meter_push(struct lur_meter *m, const int16_t *pcm, size_t n, size_t stride);
/// Peak and RMS since the last reading, relative to full scale, in dB; -INFINITY for silence and for no
/// samples. Begins anew.
void lur_meter_read(struct lur_meter *m, double *peak_dbfs, double *rms_dbfs);

#endif
