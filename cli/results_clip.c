#define _GNU_SOURCE // mkdtemp
#include "cli/results_clip.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/reader.h"
#include "audio/writer.h"
#include "cli/keep.h"

enum { BLOCK = 4096 };
static const double around_s = 0.3, longest_s = 12, latest_s = 1e6;

struct lur_clips {
  lur_store *store;
  pthread_mutex_t lock;
};

struct lur_clips *lur_clips_new(lur_store *store)
{
  struct lur_clips *clips = calloc(1, sizeof *clips);
  if (!clips) return NULL;
  clips->store = store;
  pthread_mutex_init(&clips->lock, NULL);
  return clips;
}

void lur_clips_free(struct lur_clips *clips)
{
  if (!clips) return;
  pthread_mutex_destroy(&clips->lock);
  free(clips);
}

static lur_status path_of(struct lur_clips *clips, int64_t call, char *path, size_t size)
{
  struct lur_store_entry *entry = NULL;
  pthread_mutex_lock(&clips->lock);
  lur_status status = lur_store_get(clips->store, call, NULL, &entry, NULL);
  if (status == LUR_OK && !entry->row.call.audios) status = LUR_NOT_FOUND;
  if (status == LUR_OK) status = lur_kept_path(clips->store, &entry->row.call, path, size);
  lur_store_entry_free(entry);
  pthread_mutex_unlock(&clips->lock);
  return status;
}

/// Copies the samples [from, to) of each channel; what comes before is read over.
static lur_status copy(lur_reader *reader, lur_writer *writer, int channels, int64_t from, int64_t to)
{
  float pcm[2 * BLOCK];
  int64_t at = 0;
  lur_status status = LUR_OK;
  while (status == LUR_OK && at < to) {
    size_t got = 0;
    status = lur_reader_read(reader, pcm, BLOCK, &got);
    int64_t first = from > at ? from - at : 0, end = to - at < (int64_t)got ? to - at : (int64_t)got;
    if (status == LUR_OK && first < end)
      status = lur_writer_write(writer, pcm + first * channels, (size_t)(end - first), NULL);
    at += (int64_t)got;
  }
  return status == LUR_END ? LUR_OK : status;
}

static lur_status write_clip(const char *from, const char *to, const struct lur_span *at)
{
  lur_reader *reader = NULL;
  lur_writer *writer = NULL;
  lur_status status = lur_reader_open(from, NULL, &reader, NULL);
  if (status != LUR_OK) return LUR_NOT_FOUND;
  const struct lur_recording *recording = lur_reader_recording(reader);
  double start = at->start_s > around_s ? at->start_s - around_s : 0, end = at->end_s + around_s;
  if (end > start + longest_s) end = start + longest_s;
  struct lur_writer_options options =
      lur_writer_options_default(recording->read_rate_hz, recording->channels);
  options.format = LUR_WRITER_FLAC;
  status = lur_writer_open(to, &options, &writer, NULL);
  if (status == LUR_OK)
    status = copy(reader, writer, options.channels, (int64_t)(start * options.sample_rate_hz),
                  (int64_t)(end * options.sample_rate_hz));
  lur_reader_close(reader);
  if (status == LUR_OK) return lur_writer_commit(writer, NULL);
  lur_writer_discard(writer);
  return status;
}

lur_status lur_results_clip(void *self, int64_t call, const struct lur_span *at, FILE **stream,
                            const char **media_type)
{
  char from[8192], folder[4096], to[4200];
  const char *place = getenv("TMPDIR");
  if (!(at->start_s < latest_s)) return LUR_NOT_FOUND;
  lur_status status = path_of(self, call, from, sizeof from);
  if (status != LUR_OK) return status == LUR_NO_MEM ? status : LUR_NOT_FOUND;
  snprintf(folder, sizeof folder, "%s/lur-clip-XXXXXX", place && *place ? place : "/tmp");
  if (!mkdtemp(folder)) return LUR_IO;
  snprintf(to, sizeof to, "%s/clip.flac", folder);
  status = write_clip(from, to, at);
  *stream = status == LUR_OK ? fopen(to, "rb") : NULL;
  *media_type = "audio/flac";
  (void)unlink(to);
  (void)rmdir(folder);
  return status == LUR_OK && !*stream ? LUR_IO : status;
}
