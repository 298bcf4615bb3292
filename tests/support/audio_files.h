/// \file
/// Sound files for the tests of audio/: made by libsndfile itself, in a folder that goes away.
#ifndef LUR_TESTS_SUPPORT_AUDIO_FILES_H
#define LUR_TESTS_SUPPORT_AUDIO_FILES_H

#include <math.h>
#include <sndfile.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h>

#include "audio/reader.h"

/// libsndfile forgets a few kilobytes of libvorbis's when it refuses a damaged Ogg file; nothing of ours is
/// excused.
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
  return "leak:vorbis_info_init\nleak:libvorbis\n";
}

/// Everything that a reader gave, and what it said at the end.
struct heard {
  lur_status opened, ended;
  struct lur_diag diag;
  struct lur_recording recording;
  float *pcm;
  size_t n; ///< samples per channel
};

static inline void heard_clear(struct heard *h)
{
  free(h->pcm);
  lur_recording_clear(&h->recording);
  *h = (struct heard){0};
}

static inline void drain_reader(lur_reader *r, struct heard *h)
{
  size_t room = 0, got;
  size_t channels = (size_t)lur_reader_recording(r)->channels;
  for (size_t step = 1;; step = step * 7 % 5003) { // odd steps: the result must not depend on them
    if (h->n + step > room) {
      room = 2 * (h->n + step);
      h->pcm = realloc(h->pcm, room * channels * sizeof *h->pcm);
      assert_non_null(h->pcm);
    }
    h->ended = lur_reader_read(r, h->pcm + h->n * channels, step, &got);
    if (h->ended != LUR_OK) assert_int_equal(got, 0);
    if (h->ended != LUR_OK) break;
    assert_in_range(got, 1, step);
    h->n += got;
  }
  assert_int_equal(lur_reader_read(r, h->pcm, 1, &got), LUR_END);
  assert_int_equal(lur_recording_copy(lur_reader_recording(r), &h->recording), LUR_OK);
}

static inline struct heard hear_with(const char *name, const struct lur_reader_options *options)
{
  struct heard h = {0};
  lur_reader *r = NULL;
  h.opened = lur_reader_open(name, options, &r, &h.diag);
  if (h.opened == LUR_OK) drain_reader(r, &h);
  lur_reader_close(r);
  return h;
}

static inline struct heard hear(const char *name)
{
  return hear_with(name, NULL);
}

static inline struct heard hear_bytes(const void *bytes, size_t size)
{
  struct heard h = {0};
  lur_reader *r = NULL;
  h.opened = lur_reader_open_memory(bytes, size, "memory", NULL, &r, &h.diag);
  if (h.opened == LUR_OK) drain_reader(r, &h);
  lur_reader_close(r);
  return h;
}

/// A folder of this run, as the current one, so that names are short. The folder is left to the system's
/// /tmp.
static inline int enter_folder(void **state)
{
  (void)state;
  static char folder[] = "/tmp/lur-audio-test-XXXXXX";
  return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

/// Removes the files in the folder and the folder.
static inline int leave_folder(void **state)
{
  (void)state;
  char folder[256];
  if (!getcwd(folder, sizeof folder) || strncmp(folder, "/tmp/lur-audio-test-", 20) != 0) return -1;
  char command[320];
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

/// A sine of 440 Hz on the left and 330 Hz on the right, half of full scale; sample i of channel c.
static inline double tone_at(double i, int rate_hz, int channel)
{
  return 0.5 * sin(2 * 3.14159265358979323846 * (channel ? 330.0 : 440.0) * i / rate_hz);
}

/// Writes n samples per channel of tone_at; `format` as libsndfile's. False: libsndfile refuses.
static inline bool write_tone(const char *path, int format, int rate_hz, int channels, size_t n)
{
  SF_INFO info = {.samplerate = rate_hz, .channels = channels, .format = format};
  SNDFILE *f = sf_open(path, SFM_WRITE, &info);
  if (!f) return false;
  float *pcm = malloc(n * (size_t)channels * sizeof *pcm + 1);
  assert_non_null(pcm);
  for (size_t i = 0; i < n; i++)
    for (int c = 0; c < channels; c++)
      pcm[i * (size_t)channels + (size_t)c] = (float)tone_at((double)i, rate_hz, c);
  sf_count_t done = sf_writef_float(f, pcm, (sf_count_t)n);
  free(pcm);
  return sf_close(f) == 0 && done == (sf_count_t)n;
}

static inline unsigned char *load(const char *path, size_t *size)
{
  FILE *f = fopen(path, "rb");
  assert_non_null(f);
  unsigned char *bytes = malloc(1 << 24);
  assert_non_null(bytes);
  *size = fread(bytes, 1, 1 << 24, f);
  fclose(f);
  return bytes;
}

static inline void save(const char *path, const void *bytes, size_t size)
{
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(bytes, 1, size, f), size);
  assert_int_equal(fclose(f), 0);
}

/// RMS of the difference between a channel and tone_at, over the samples that are clear of the ends.
static inline double tone_error(const struct heard *h, int channel, double shift)
{
  int rate = h->recording.read_rate_hz, channels = h->recording.channels;
  double sum = 0;
  size_t from = h->n / 8, to = h->n - h->n / 8;
  for (size_t i = from; i < to; i++) {
    double d =
        (double)h->pcm[i * (size_t)channels + (size_t)channel] - tone_at((double)i + shift, rate, channel);
    sum += d * d;
  }
  return sqrt(sum / (double)(to - from));
}

#endif
