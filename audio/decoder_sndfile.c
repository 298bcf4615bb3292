#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/decoder.h"
#include "base/i18n.h"

struct sndfile_decoder {
  lur_decoder base; ///< first, so that a pointer to it is a pointer to this
  struct lur_input *in;
  int64_t at;
  SNDFILE *file;
  short *pcm16; ///< PCM16_BLOCK samples, where the file holds such; else NULL
};

enum { PCM16_BLOCK = 4096 };

static const struct {
  int format;
  const char *name;
} majors[] = {
    {SF_FORMAT_WAV, "WAV"},   {SF_FORMAT_WAVEX, "WAV"}, {SF_FORMAT_RF64, "RF64"},   {SF_FORMAT_W64, "W64"},
    {SF_FORMAT_AIFF, "AIFF"}, {SF_FORMAT_AU, "AU"},     {SF_FORMAT_CAF, "CAF"},     {SF_FORMAT_FLAC, "FLAC"},
    {SF_FORMAT_OGG, "Ogg"},   {SF_FORMAT_NIST, "NIST"}, {SF_FORMAT_IRCAM, "IRCAM"}, {SF_FORMAT_VOC, "VOC"},
    {SF_FORMAT_PAF, "PAF"},   {SF_FORMAT_SVX, "SVX"},   {SF_FORMAT_WVE, "WVE"},
};
static const struct {
  int format;
  const char *name;
} subtypes[] = {
    {SF_FORMAT_PCM_S8, "PCM8"},
    {SF_FORMAT_PCM_U8, "PCM8"},
    {SF_FORMAT_PCM_16, "PCM16"},
    {SF_FORMAT_PCM_24, "PCM24"},
    {SF_FORMAT_PCM_32, "PCM32"},
    {SF_FORMAT_FLOAT, "float"},
    {SF_FORMAT_DOUBLE, "float64"},
    {SF_FORMAT_ULAW, "u-law"},
    {SF_FORMAT_ALAW, "A-law"},
    {SF_FORMAT_IMA_ADPCM, "IMA ADPCM"},
    {SF_FORMAT_MS_ADPCM, "MS ADPCM"},
    {SF_FORMAT_GSM610, "GSM 6.10"},
    {SF_FORMAT_G721_32, "G.721"},
    {SF_FORMAT_G723_24, "G.723"},
    {SF_FORMAT_G723_40, "G.723"},
    {SF_FORMAT_NMS_ADPCM_16, "NMS ADPCM"},
    {SF_FORMAT_NMS_ADPCM_24, "NMS ADPCM"},
    {SF_FORMAT_NMS_ADPCM_32, "NMS ADPCM"},
    {SF_FORMAT_VOX_ADPCM, "VOX ADPCM"},
    {SF_FORMAT_VORBIS, "Vorbis"},
    {SF_FORMAT_OPUS, "Opus"},
    {SF_FORMAT_ALAC_16, "ALAC 16"},
    {SF_FORMAT_ALAC_20, "ALAC 20"},
    {SF_FORMAT_ALAC_24, "ALAC 24"},
    {SF_FORMAT_ALAC_32, "ALAC 32"},
    {SF_FORMAT_MPEG_LAYER_III, "MP3"},
};

static sf_count_t vio_size(void *self)
{
  return ((struct sndfile_decoder *)self)->in->size;
}

static sf_count_t vio_seek(sf_count_t offset, int whence, void *self)
{
  struct sndfile_decoder *d = self;
  int64_t from = whence == SEEK_CUR ? d->at : whence == SEEK_END ? d->in->size : 0;
  if (offset > INT64_MAX - from || from + offset < 0) return -1;
  return d->at = from + offset;
}

static sf_count_t vio_read(void *to, sf_count_t n, void *self)
{
  struct sndfile_decoder *d = self;
  if (n <= 0) return 0;
  size_t got = lur_input_read(d->in, d->at, to, (size_t)n);
  d->at += (int64_t)got;
  return (sf_count_t)got;
}

static sf_count_t vio_tell(void *self)
{
  return ((struct sndfile_decoder *)self)->at;
}

/// Samples of 16 bit, as floats in [-1, 1). The library would turn them into the same floats one by one.
static size_t read_pcm16(lur_decoder *base, float *pcm, size_t n)
{
  struct sndfile_decoder *d = (struct sndfile_decoder *)base;
  size_t width = (size_t)base->info.channels, most = PCM16_BLOCK / width, done = 0;
  for (size_t want, got = 1; done < n && got > 0; done += got) {
    want = n - done < most ? n - done : most;
    sf_count_t read = sf_readf_short(d->file, d->pcm16, (sf_count_t)want);
    got = read > 0 ? (size_t)read : 0;
    float *to = pcm + done * width;
    for (size_t i = 0; i < got * width; i++) to[i] = (float)d->pcm16[i] * 0x1p-15F;
  }
  return done;
}

static size_t read_samples(lur_decoder *base, float *pcm, size_t n)
{
  struct sndfile_decoder *d = (struct sndfile_decoder *)base;
  sf_count_t got = sf_readf_float(d->file, pcm, (sf_count_t)n);
  return got > 0 ? (size_t)got : 0;
}

static bool is_broken(const lur_decoder *base)
{
  return sf_error(((const struct sndfile_decoder *)base)->file) != SF_ERR_NO_ERROR;
}

static void close_decoder(lur_decoder *base)
{
  struct sndfile_decoder *d = (struct sndfile_decoder *)base;
  if (d->file) sf_close(d->file);
  free(d->pcm16);
  lur_decoder_clear_info(&d->base.info);
  free(d);
}

static void name_format(int format, char *to, size_t size)
{
  const char *major = "", *subtype = "";
  for (size_t i = 0; i < sizeof majors / sizeof *majors; i++)
    if ((format & SF_FORMAT_TYPEMASK) == majors[i].format) major = majors[i].name;
  for (size_t i = 0; i < sizeof subtypes / sizeof *subtypes; i++)
    if ((format & SF_FORMAT_SUBMASK) == subtypes[i].format) subtype = subtypes[i].name;
  if (!*major) major = "RAW";
  if (strcmp(major, "FLAC") == 0 && strncmp(subtype, "PCM", 3) == 0) subtype += 3;
  snprintf(to, size, "%s%s%s", major, *subtype ? " " : "", subtype);
}

static bool copy_string(SNDFILE *file, int which, char **to)
{
  const char *text = sf_get_string(file, which);
  *to = text && *text ? strdup(text) : NULL;
  return !text || !*text || *to;
}

static lur_status refuse(const struct lur_container *container, const char *name, struct lur_diag *diag)
{
  if (container->kind == LUR_CONTAINER_OTHER)
    return lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0,
                        _("is not a recording that lur can read; give a WAV, FLAC, Ogg or MP3 file"));
  return lur_diag_set(
      diag, LUR_BAD_INPUT, name, 0, 0,
      _("is damaged, or of a kind that lur does not read; get a new copy or convert it to WAV PCM"));
}

lur_status lur_decoder_open_sndfile(struct lur_input *in, const struct lur_container *container,
                                    const char *name, lur_decoder **out, struct lur_diag *diag)
{
  struct sndfile_decoder *d = calloc(1, sizeof *d);
  if (!d) return LUR_NO_MEM;
  d->base.read = read_samples;
  d->base.broken = is_broken;
  d->base.close = close_decoder;
  d->in = in;
  SF_VIRTUAL_IO io = {.get_filelen = vio_size, .seek = vio_seek, .read = vio_read, .tell = vio_tell};
  SF_INFO info = {0};
  d->file = sf_open_virtual(&io, SFM_READ, &info, d);
  lur_status status = d->file ? lur_container_shape(name, (uint64_t)info.channels, info.samplerate, diag)
                              : refuse(container, name, diag);
  struct lur_decoder_info *to = &d->base.info;
  if (status == LUR_OK &&
      !(copy_string(d->file, SF_STR_TITLE, &to->title) &&
        copy_string(d->file, SF_STR_COMMENT, &to->comment) && copy_string(d->file, SF_STR_DATE, &to->date)))
    status = LUR_NO_MEM;
  if (status == LUR_OK && (info.format & SF_FORMAT_SUBMASK) == SF_FORMAT_PCM_16) {
    d->base.read = read_pcm16;
    to->sound = true;
    d->pcm16 = malloc(PCM16_BLOCK * sizeof *d->pcm16);
    if (!d->pcm16) status = LUR_NO_MEM;
  }
  if (status != LUR_OK) {
    close_decoder(&d->base);
    return status;
  }
  to->sample_rate_hz = info.samplerate;
  to->channels = info.channels;
  to->samples = info.frames >= 0 && info.frames < SF_COUNT_MAX / 2 ? info.frames : -1;
  name_format(info.format, to->format, sizeof to->format);
  *out = &d->base;
  return LUR_OK;
}
