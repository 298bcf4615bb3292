#include "audio/resampler.h"

#include <soxr.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct lur_resampler {
  soxr_t soxr;
  int64_t in_hz, out_hz;
  size_t channels;
  int64_t taken, given; ///< samples per channel
};

lur_status lur_resampler_new(int in_hz, int out_hz, int channels, lur_resampler **out)
{
  lur_resampler *r = calloc(1, sizeof *r);
  if (!r) return LUR_NO_MEM;
  r->in_hz = in_hz;
  r->out_hz = out_hz;
  r->channels = (size_t)channels;
  soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
  soxr_error_t error = NULL;
  r->soxr = soxr_create(in_hz, out_hz, (unsigned)channels, &error, &io, &quality, &runtime);
  if (!r->soxr || error) {
    lur_resampler_free(r);
    return LUR_NO_MEM;
  }
  *out = r;
  return LUR_OK;
}

static int64_t whole_length(const lur_resampler *r)
{
  return (r->taken * r->out_hz + r->in_hz / 2) / r->in_hz;
}

lur_status lur_resampler_push(lur_resampler *r, const float *in, size_t n, size_t *used, float *out,
                              size_t room, size_t *got)
{
  *used = *got = 0;
  if (n > 0 && soxr_process(r->soxr, in, n, used, out, room, got)) return LUR_NO_MEM;
  r->taken += (int64_t)*used;
  r->given += (int64_t)*got;
  return LUR_OK;
}

lur_status lur_resampler_flush(lur_resampler *r, float *out, size_t room, size_t *got)
{
  *got = 0;
  int64_t left = whole_length(r) - r->given;
  if (left <= 0) return LUR_OK;
  if ((uint64_t)left < room) room = (size_t)left;
  if (soxr_process(r->soxr, NULL, 0, NULL, out, room, got)) return LUR_NO_MEM;
  if (*got == 0) { // the library rounds its length down where we round it up: at most one sample
    memset(out, 0, room * r->channels * sizeof *out);
    *got = room;
  }
  r->given += (int64_t)*got;
  return LUR_OK;
}

void lur_resampler_free(lur_resampler *r)
{
  if (!r) return;
  if (r->soxr) soxr_delete(r->soxr);
  free(r);
}
