#include "audio/browser_audio.h"

#include <errno.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/input.h"
#include "audio/pcm16.h"
#include "audio/reader.h"
#include "base/i18n.h"

enum { STEP = 4096 };

/// What browsers play as it is, by the reader's name for it.
static const struct {
  const char *format, *mime, *extension;
} playable[] = {
    {"WAV PCM16", "audio/wav", "wav"}, {"WAV PCM8", "audio/wav", "wav"},  {"WAV A-law", "audio/wav", "wav"},
    {"WAV u-law", "audio/wav", "wav"}, {"FLAC 16", "audio/flac", "flac"}, {"FLAC 8", "audio/flac", "flac"},
    {"FLAC 24", "audio/flac", "flac"}, {"Ogg Opus", "audio/ogg", "ogg"},  {"MP3", "audio/mpeg", "mp3"},
};

static lur_status no_room(const char *name, struct lur_diag *diag)
{
  return lur_diag_set(
      diag, LUR_IO, name, 0, 0,
      _("cannot be converted for the page in a temporary file (%s); set TMPDIR to a folder with room"),
      strerror(errno));
}

/// Writes all of the reader as FLAC to `sound`; false: the disk is full.
static bool copy_sound(lur_reader *reader, SNDFILE *sound, lur_status *status)
{
  float pcm[2 * STEP];
  size_t got;
  int channels = lur_reader_recording(reader)->channels;
  while ((*status = lur_reader_read(reader, pcm, STEP, &got)) == LUR_OK) {
    short block[2 * STEP];
    for (size_t i = 0; i < got * (size_t)channels; i++) block[i] = lur_pcm16(pcm[i]);
    if (sf_writef_short(sound, block, (sf_count_t)got) != (sf_count_t)got) return false;
  }
  if (*status == LUR_END) *status = LUR_OK;
  return true;
}

static lur_status transcode(lur_reader *reader, int fd, struct lur_diag *diag)
{
  const struct lur_recording *recording = lur_reader_recording(reader);
  SF_INFO info = {.samplerate = recording->read_rate_hz,
                  .channels = recording->channels,
                  .format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16};
  SNDFILE *sound = sf_open_fd(fd, SFM_WRITE, &info, SF_FALSE);
  if (!sound) return no_room(recording->name, diag);
  lur_status status;
  bool stored = copy_sound(reader, sound, &status);
  if (sf_close(sound) != 0) stored = false;
  if (status == LUR_IO) return lur_diag_set(diag, status, recording->name, 0, 0, "%s", recording->problem);
  return !stored ? no_room(recording->name, diag) : status;
}

/// Reads to the end to learn whether all of it is there.
static lur_status is_complete(lur_reader *reader, bool *complete, struct lur_diag *diag)
{
  float pcm[2 * STEP];
  size_t got;
  lur_status status;
  while ((status = lur_reader_read(reader, pcm, STEP, &got)) == LUR_OK) continue;
  const struct lur_recording *recording = lur_reader_recording(reader);
  *complete = recording->complete;
  if (status == LUR_IO) lur_diag_set(diag, status, recording->name, 0, 0, "%s", recording->problem);
  return status == LUR_END ? LUR_OK : status;
}

/// The original, when it is one file that browsers play.
static bool take_original(const char *name, const char *format, struct lur_browser_audio *out)
{
  struct stat st;
  for (size_t i = 0; i < sizeof playable / sizeof *playable; i++) {
    if (strcmp(format, playable[i].format) != 0) continue;
    FILE *stream = fopen(name, "rb");
    if (!stream) return false; // two legs: their joint name is no file
    if (fstat(fileno(stream), &st) != 0 || !S_ISREG(st.st_mode)) {
      fclose(stream);
      return false;
    }
    *out = (struct lur_browser_audio){stream, st.st_size, playable[i].mime, playable[i].extension, false};
    return true;
  }
  return false;
}

static lur_status make_flac(const char *name, struct lur_browser_audio *out, struct lur_diag *diag)
{
  struct lur_reader_options options = lur_reader_options_default();
  options.native_rate = true;
  lur_reader *reader;
  lur_status status = lur_reader_open(name, &options, &reader, diag);
  if (status != LUR_OK) return status;
  int fd = lur_input_temporary();
  status = fd < 0 ? no_room(name, diag) : transcode(reader, fd, diag);
  lur_reader_close(reader);
  struct stat st;
  FILE *stream = NULL;
  if (status == LUR_OK &&
      (fstat(fd, &st) != 0 || lseek(fd, 0, SEEK_SET) != 0 || !(stream = fdopen(fd, "rb"))))
    status = no_room(name, diag);
  if (status != LUR_OK) {
    if (fd >= 0) (void)close(fd);
    return status;
  }
  *out = (struct lur_browser_audio){stream, st.st_size, "audio/flac", "flac", true};
  return LUR_OK;
}

lur_status lur_browser_audio_open(const char *name, const struct lur_recording *known,
                                  struct lur_browser_audio *out, struct lur_diag *diag)
{
  if (strcmp(name, "-") == 0)
    return lur_diag_set(diag, LUR_BAD_ARG, name, 0, 0,
                        _("cannot be read a second time; keep the recording in a file"));
  if (known)
    return known->complete && take_original(name, known->format, out) ? LUR_OK : make_flac(name, out, diag);
  struct lur_reader_options options = lur_reader_options_default();
  options.native_rate = true;
  lur_reader *reader;
  lur_status status = lur_reader_open(name, &options, &reader, diag);
  if (status != LUR_OK) return status;
  bool complete = false, original = false;
  status = is_complete(reader, &complete, diag);
  if (status == LUR_OK && complete) original = take_original(name, lur_reader_recording(reader)->format, out);
  lur_reader_close(reader);
  return status != LUR_OK || original ? status : make_flac(name, out, diag);
}

void lur_browser_audio_close(struct lur_browser_audio *a)
{
  if (a->stream) fclose(a->stream);
  *a = (struct lur_browser_audio){0};
}

lur_status lur_browser_audio_load(const struct lur_browser_audio *a, unsigned char **bytes,
                                  struct lur_diag *diag)
{
  unsigned char *to = malloc(a->size > 0 ? (size_t)a->size : 1);
  if (!to) return LUR_NO_MEM;
  rewind(a->stream);
  if (fread(to, 1, (size_t)a->size, a->stream) != (size_t)a->size) {
    free(to);
    return lur_diag_set(diag, LUR_IO, NULL, 0, 0, _("the sound for the page cannot be read (%s)"),
                        strerror(errno));
  }
  *bytes = to;
  return LUR_OK;
}
