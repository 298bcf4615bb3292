#include "audio/writer.h"

#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "audio/pcm16.h"
#include "audio/roles.h"
#include "base/atomic_file.h"
#include "base/i18n.h"

enum { STEP = 4096 }; ///< floats that are converted at once

struct lur_writer {
  lur_atomic_file *file;
  SNDFILE *sound;
  char *path;
  size_t channels;
};

struct lur_writer_options lur_writer_options_default(int sample_rate_hz, int channels)
{
  return (struct lur_writer_options){
      .format = LUR_WRITER_WAV, .sample_rate_hz = sample_rate_hz, .channels = channels};
}

lur_writer_format lur_writer_format_of(const char *path)
{
  size_t n = strlen(path);
  return n >= 5 && strcasecmp(path + n - 5, ".flac") == 0 ? LUR_WRITER_FLAC : LUR_WRITER_WAV;
}

/// Texts come before the sound: FLAC takes them only there.
static lur_status set_texts(lur_writer *w, const struct lur_writer_options *o)
{
  const lur_role none[2] = {LUR_ROLE_NONE, LUR_ROLE_NONE};
  char *comment = lur_roles_write(o->channels == 2 ? o->role : none, o->comment);
  if (!comment) return LUR_NO_MEM;
  const struct {
    int which;
    const char *text;
  } texts[] = {{SF_STR_TITLE, o->title}, {SF_STR_COMMENT, comment}, {SF_STR_DATE, o->date}};
  int failures = 0;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    if (!texts[i].text || !*texts[i].text) continue;
    char *kept = strndup(texts[i].text, 2000);
    if (!kept || sf_set_string(w->sound, texts[i].which, kept) != 0) failures++;
    free(kept);
  }
  free(comment);
  return failures ? LUR_NO_MEM : LUR_OK;
}

static lur_status failed(const lur_writer *w, struct lur_diag *diag)
{
  return lur_diag_set(diag, LUR_IO, w->path, 0, 0,
                      _("cannot be written (%s); choose another place or make room"), sf_strerror(w->sound));
}

static lur_status open_sound(lur_writer *w, const struct lur_writer_options *o, struct lur_diag *diag)
{
  int format = o->format == LUR_WRITER_FLAC ? SF_FORMAT_FLAC : SF_FORMAT_RF64;
  SF_INFO info = {
      .samplerate = o->sample_rate_hz, .channels = o->channels, .format = format | SF_FORMAT_PCM_16};
  w->sound = sf_open(lur_atomic_file_temporary(w->file), SFM_WRITE, &info);
  if (!w->sound) return failed(w, diag);
  if (o->format == LUR_WRITER_WAV) sf_command(w->sound, SFC_RF64_AUTO_DOWNGRADE, NULL, SF_TRUE);
  return set_texts(w, o);
}

lur_status lur_writer_open(const char *path, const struct lur_writer_options *options, lur_writer **out,
                           struct lur_diag *diag)
{
  const struct lur_writer_options *o = options;
  if (o->channels < 1 || o->channels > 2 || o->sample_rate_hz < 8000 || o->sample_rate_hz > 192000)
    return lur_diag_set(diag, LUR_BAD_ARG, path, 0, 0,
                        _("can have one or two channels at 8000 to 192000 Hz"));
  lur_writer *w = calloc(1, sizeof *w);
  if (!w) return LUR_NO_MEM;
  w->channels = (size_t)o->channels;
  w->path = strdup(path);
  lur_status status = w->path ? lur_atomic_file_open(path, &w->file, diag) : LUR_NO_MEM;
  if (status == LUR_OK) status = open_sound(w, o, diag);
  if (status != LUR_OK) {
    lur_writer_discard(w);
    return status;
  }
  *out = w;
  return LUR_OK;
}

lur_status lur_writer_write(lur_writer *w, const float *pcm, size_t n, struct lur_diag *diag)
{
  short block[STEP];
  for (size_t left = n * w->channels; left > 0;) {
    size_t take = left < STEP ? left : STEP;
    for (size_t i = 0; i < take; i++) block[i] = lur_pcm16(pcm[i]);
    if (sf_write_short(w->sound, block, (sf_count_t)take) != (sf_count_t)take) return failed(w, diag);
    pcm += take;
    left -= take;
  }
  return LUR_OK;
}

static void release(lur_writer *w)
{
  free(w->path);
  free(w);
}

lur_status lur_writer_commit(lur_writer *w, struct lur_diag *diag)
{
  int wrong = sf_close(w->sound);
  w->sound = NULL;
  lur_status status;
  if (wrong) {
    status =
        lur_diag_set(diag, LUR_IO, w->path, 0, 0,
                     _("cannot be written (%s); choose another place or make room"), sf_error_number(wrong));
    lur_atomic_file_discard(w->file);
  } else {
    status = lur_atomic_file_commit(w->file, diag);
  }
  release(w);
  return status;
}

void lur_writer_discard(lur_writer *w)
{
  if (!w) return;
  if (w->sound) sf_close(w->sound);
  lur_atomic_file_discard(w->file);
  release(w);
}
