#include "capture/meter.h"

#include <math.h>

static const double full_scale = 32768, silence_dbfs = -HUGE_VAL;

void lur_meter_push(struct lur_meter *m, const int16_t *pcm, size_t n, size_t stride)
{
  for (size_t i = 0; i < n; i++) {
    int x = pcm[i * stride], magnitude = x < 0 ? -x : x;
    if (magnitude > m->peak) m->peak = magnitude;
    m->clipped += magnitude >= 32767;
    m->square += (double)x * x;
  }
  m->n += (int64_t)n;
  if (m->peak > m->loudest) m->loudest = m->peak;
}

void lur_meter_read(struct lur_meter *m, double *peak_dbfs, double *rms_dbfs)
{
  *peak_dbfs = m->peak ? 20 * log10(m->peak / full_scale) : silence_dbfs;
  *rms_dbfs = m->square > 0 ? 10 * log10(m->square / (double)m->n / (full_scale * full_scale)) : silence_dbfs;
  m->peak = 0;
  m->square = 0;
  m->n = 0;
}
