#include "audio/source.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/roles.h"
#include "base/i18n.h"

enum {
  BLOCK = 2048, ///< samples per channel that are decoded at once: what a processor keeps close by
  OUT = 16384   ///< room for resampled ones
};

/// Floats beyond this are no sound in any scaling; 16-bit values stored as floats without scaling stay below
/// it.
static const float loudest = 65536.0f;

/// Coded blocks are filled up at the end, and the header may say how many samples count; some writers,
/// libsndfile among them, say nonsense there, so it is believed only where it ends within the last block.
static void check_promise(struct lur_container *c, int64_t decoded)
{
  if (c->block == 0) return;
  if (c->extent == LUR_EXTENT_WHOLE && decoded >= 0 && c->promised <= decoded &&
      c->promised > decoded - c->block)
    return;
  c->promised = -1;
  c->block = 0;
}

lur_status lur_source_open(const char *name, const void *bytes, size_t size, struct lur_source *s,
                           struct lur_diag *diag)
{
  *s = (struct lur_source){.name = name, .input.fd = -1};
  lur_status status = LUR_OK;
  if (!bytes)
    status = lur_input_open(name, &s->input, diag);
  else if (size == 0)
    status = lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0, _("is empty; record or copy it again"));
  else
    lur_input_of_memory(bytes, size, &s->input);
  if (status == LUR_OK) status = lur_container_check(&s->input, name, &s->container, diag);
  if (status == LUR_OK) status = lur_decoder_open(&s->input, &s->container, name, &s->decoder, diag);
  if (status != LUR_OK) {
    lur_source_close(s);
    return status;
  }
  const struct lur_decoder_info *info = &s->decoder->info;
  s->rate_hz = info->sample_rate_hz;
  s->channels = info->channels;
  check_promise(&s->container, info->samples);
  s->by_lur = lur_roles_read(info->comment, s->role, &s->comment);
  return LUR_OK;
}

static void clean(struct lur_source *s, float *pcm, size_t n)
{
  int bad = 0; // counted first, without a branch, as there is hardly ever one
  for (size_t i = 0; i < n; i++) bad += !(fabsf(pcm[i]) <= loudest);
  if (!bad) return;
  s->not_numbers += bad;
  for (size_t i = 0; i < n; i++)
    if (!(fabsf(pcm[i]) <= loudest)) pcm[i] = 0;
}

/// Decodes the next block; s->decoded when there is none.
static void decode(struct lur_source *s)
{
  size_t want = BLOCK;
  const struct lur_container *c = &s->container;
  if (c->block > 0 && c->promised - s->samples < (int64_t)want)
    want = c->promised > s->samples ? (size_t)(c->promised - s->samples) : 0;
  s->block_used = 0;
  s->block_n = want > 0 ? s->decoder->read(s->decoder, s->block, want) : 0;
  if (s->block_n == 0) s->decoded = true;
  s->samples += (int64_t)s->block_n;
  if (!s->decoder->info.sound) clean(s, s->block, s->block_n * (size_t)s->channels);
  if (s->tap && s->block_n > 0)
    s->tap(s->tap_self, s->channel, s->channels, s->rate_hz, s->block, s->block_n);
}

/// As fill, where the rate stays what it is: what is decoded is handed out from where it lies.
static lur_status pass(struct lur_source *s)
{
  if (s->block_used == s->block_n && !s->decoded) decode(s);
  s->out = s->block;
  s->out_used = s->block_used;
  s->out_n = s->block_used = s->block_n;
  s->ended = s->decoded;
  return LUR_OK;
}

/// Fills the empty s->out, or says that the source has ended.
static lur_status fill(struct lur_source *s)
{
  if (!s->resampler) return pass(s);
  s->out = s->resampled;
  s->out_n = s->out_used = 0;
  while (s->out_n == 0 && !s->ended) {
    if (s->block_used == s->block_n && !s->decoded) decode(s);
    lur_status status;
    if (s->decoded) {
      status = lur_resampler_flush(s->resampler, s->resampled, OUT, &s->out_n);
      s->ended = s->out_n == 0;
    } else {
      size_t used;
      status = lur_resampler_push(s->resampler, s->block + s->block_used * (size_t)s->channels,
                                  s->block_n - s->block_used, &used, s->resampled, OUT, &s->out_n);
      s->block_used += used;
    }
    if (status != LUR_OK) return status;
  }
  return LUR_OK;
}

lur_status lur_source_start(struct lur_source *s, int rate_hz, int channel,
                            const struct lur_reader_options *options, struct lur_diag *diag)
{
  s->channel = channel;
  s->tap = options->tap;
  s->tap_self = options->tap_self;
  s->block = malloc(BLOCK * (size_t)s->channels * sizeof *s->block);
  if (!s->block) return LUR_NO_MEM;
  if (s->rate_hz != rate_hz) {
    s->resampled = malloc(OUT * (size_t)s->channels * sizeof *s->resampled);
    if (!s->resampled) return LUR_NO_MEM;
    lur_status status = lur_resampler_new(s->rate_hz, rate_hz, s->channels, &s->resampler);
    if (status != LUR_OK) return status;
  }
  decode(s);
  if (s->samples > 0) return LUR_OK;
  if (s->input.error)
    return lur_diag_set(diag, LUR_IO, s->name, 0, 0, _("cannot be read (%s)"), strerror(s->input.error));
  return lur_diag_set(diag, LUR_BAD_INPUT, s->name, 0, 0, _("has no sound in it; record or copy it again"));
}

lur_status lur_source_read(struct lur_source *s, float *pcm, size_t n, size_t *got)
{
  size_t channels = (size_t)s->channels, done = 0;
  *got = 0;
  while (done < n && !s->ended) {
    if (s->out_used == s->out_n) {
      lur_status status = fill(s);
      if (status != LUR_OK) return status;
      continue;
    }
    size_t take = s->out_n - s->out_used < n - done ? s->out_n - s->out_used : n - done;
    memcpy(pcm + done * channels, s->out + s->out_used * channels, take * channels * sizeof *pcm);
    s->out_used += take;
    done += take;
  }
  s->given += (int64_t)done;
  *got = done;
  if (done > 0 || n == 0) return LUR_OK;
  return s->input.error ? LUR_IO : LUR_END;
}

/// How much there should be, -1 where nothing says it.
static int64_t promised(const struct lur_source *s)
{
  int64_t a = s->container.promised;
  int64_t b = s->container.block > 0 ? -1 : s->decoder->info.samples;
  if (s->container.extent == LUR_EXTENT_STREAMED || s->container.extent == LUR_EXTENT_UNFINISHED) a = -1;
  return a > b ? a : b;
}

bool lur_source_judge(const struct lur_source *s, char *problem, size_t size)
{
  int64_t want = promised(s);
  lur_extent extent = s->container.extent;
  double have_s = (double)s->samples / s->rate_hz;
  problem[0] = '\0';
  if (s->input.error)
    snprintf(problem, size, _("the file could be read only as far as %.2f s (%s)"), have_s,
             strerror(s->input.error));
  else if (want > s->samples)
    snprintf(problem, size,
             _("the file is cut short or damaged: it promises %.2f s and only %.2f s could be read"),
             (double)want / s->rate_hz, have_s);
  else if (extent == LUR_EXTENT_CUT && !(s->container.kind == LUR_CONTAINER_MPEG && want > 0))
    snprintf(problem, size, _("the file is cut short: its end is missing after %.2f s"), have_s);
  else if (extent == LUR_EXTENT_UNFINISHED || (extent == LUR_EXTENT_STREAMED && s->by_lur))
    snprintf(problem, size,
             _("the recording was never finished, as when a recorder loses power: the %.2f s that were "
               "stored have been read"),
             have_s);
  else if (s->decoder->broken(s->decoder))
    snprintf(problem, size, _("the file is damaged: only %.2f s could be read"), have_s);
  else if (s->not_numbers > 0)
    snprintf(problem, size, _("the file holds %lld samples that are not numbers; they count as silence"),
             (long long)s->not_numbers);
  return problem[0] == '\0';
}

void lur_source_close(struct lur_source *s)
{
  lur_decoder_close(s->decoder);
  lur_resampler_free(s->resampler);
  lur_input_close(&s->input);
  free(s->block);
  free(s->resampled);
  s->decoder = NULL;
  s->resampler = NULL;
  s->block = s->resampled = NULL;
}
