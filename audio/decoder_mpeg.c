#include <mpg123.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "audio/decoder.h"
#include "base/i18n.h"

struct mpeg_decoder {
  lur_decoder base; ///< first, so that a pointer to it is a pointer to this
  struct lur_input *in;
  int64_t origin; ///< where the stream begins in the input
  int64_t at;     ///< from there
  mpg123_handle *handle;
  bool broken;
};

static ssize_t source_read(void *self, void *to, size_t n)
{
  struct mpeg_decoder *d = self;
  size_t got = lur_input_read(d->in, d->origin + d->at, to, n);
  d->at += (int64_t)got;
  return d->in->error ? -1 : (ssize_t)got;
}

static off_t source_seek(void *self, off_t offset, int whence)
{
  struct mpeg_decoder *d = self;
  int64_t from = whence == SEEK_CUR ? d->at : whence == SEEK_END ? d->in->size - d->origin : 0;
  if (offset > INT64_MAX - from || from + offset < 0) return -1;
  return d->at = from + offset;
}

static size_t read_samples(lur_decoder *base, float *pcm, size_t n)
{
  struct mpeg_decoder *d = (struct mpeg_decoder *)base;
  size_t frame = sizeof(float) * (size_t)base->info.channels, bytes = 0;
  int result = MPG123_NEW_FORMAT;
  // The format is locked, so a new one is only announced: a real change comes as an error.
  while (bytes == 0 && result == MPG123_NEW_FORMAT)
    result = mpg123_read(d->handle, (unsigned char *)pcm, n * frame, &bytes);
  if (result != MPG123_OK && result != MPG123_NEW_FORMAT && result != MPG123_DONE) d->broken = true;
  return bytes / frame;
}

static bool is_broken(const lur_decoder *base)
{
  return ((const struct mpeg_decoder *)base)->broken;
}

static void close_decoder(lur_decoder *base)
{
  struct mpeg_decoder *d = (struct mpeg_decoder *)base;
  if (d->handle) mpg123_delete(d->handle);
  lur_decoder_clear_info(&d->base.info);
  free(d);
}

static bool start(struct mpeg_decoder *d, long *rate, int *channels)
{
  int encoding = 0;
  mpg123_handle *h = d->handle;
  if (mpg123_param(h, MPG123_ADD_FLAGS, MPG123_QUIET | MPG123_FORCE_FLOAT | MPG123_GAPLESS, 0) != MPG123_OK)
    return false;
  if (mpg123_replace_reader_handle(h, source_read, source_seek, NULL) != MPG123_OK) return false;
  if (mpg123_open_handle(h, d) != MPG123_OK) return false;
  if (mpg123_getformat(h, rate, channels, &encoding) != MPG123_OK || encoding != MPG123_ENC_FLOAT_32)
    return false;
  if (mpg123_format_none(h) != MPG123_OK) return false;
  return mpg123_format(h, *rate, *channels == 1 ? MPG123_MONO : MPG123_STEREO, MPG123_ENC_FLOAT_32) ==
         MPG123_OK;
}

static char *copy_string(const mpg123_string *s)
{
  return s && s->p && s->fill > 1 && s->p[0] ? strndup(s->p, s->fill) : NULL;
}

static void copy_tags(struct mpeg_decoder *d)
{
  mpg123_id3v1 *v1 = NULL;
  mpg123_id3v2 *v2 = NULL;
  if (!(mpg123_meta_check(d->handle) & MPG123_ID3) || mpg123_id3(d->handle, &v1, &v2) != MPG123_OK || !v2)
    return;
  d->base.info.title = copy_string(v2->title);
  d->base.info.comment = copy_string(v2->comment);
  d->base.info.date = copy_string(v2->year);
}

lur_status lur_decoder_open_mpeg(struct lur_input *in, const struct lur_container *container,
                                 const char *name, lur_decoder **out, struct lur_diag *diag)
{
  static const char *const layers[] = {"MPEG", "MP1", "MP2", "MP3"};
  struct mpeg_decoder *d = calloc(1, sizeof *d);
  if (!d) return LUR_NO_MEM;
  d->base.read = read_samples;
  d->base.broken = is_broken;
  d->base.close = close_decoder;
  d->in = in;
  d->origin = container->origin;
  long rate = 0;
  int channels = 0;
  d->handle = mpg123_new(NULL, NULL);
  lur_status status = LUR_OK;
  if (!d->handle)
    status = LUR_NO_MEM;
  else if (!start(d, &rate, &channels))
    status = lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0,
                          _("is a damaged MP3 file, or none at all; get a new copy"));
  else
    status = lur_container_shape(name, (uint64_t)channels, (double)rate, diag);
  if (status != LUR_OK) {
    close_decoder(&d->base);
    return status;
  }
  struct mpg123_frameinfo frame;
  int layer =
      mpg123_info(d->handle, &frame) == MPG123_OK && frame.layer >= 1 && frame.layer <= 3 ? frame.layer : 0;
  d->base.info.sample_rate_hz = (int)rate;
  d->base.info.channels = channels;
  d->base.info.samples = -1;
  snprintf(d->base.info.format, sizeof d->base.info.format, "%s%s", container->origin ? "WAV " : "",
           layers[layer]);
  copy_tags(d);
  *out = &d->base;
  return LUR_OK;
}
