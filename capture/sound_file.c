#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "audio/pcm16.h"
#include "audio/reader.h"
#include "base/i18n.h"
#include "capture/sound.h"

enum { rate_hz = 48000, block = rate_hz / 100 };

struct file_sound {
  struct lur_sound base;
  lur_reader *reader;
  lur_ring *ring;
  pthread_t thread;
  bool started;
  atomic_bool stop, ended;
};

static void wait_until(struct timespec *when, long ns)
{
  when->tv_nsec += ns;
  if (when->tv_nsec >= 1000000000) when->tv_sec++, when->tv_nsec -= 1000000000;
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, when, NULL) != 0) continue;
}

/// In time, a block without room is lost, as with a device; at once, the ring's reader is waited for.
static void put(struct file_sound *f, const struct lur_ring_block *head, const int16_t *pcm)
{
  const struct timespec moment = {.tv_nsec = 1000000};
  while (!lur_ring_write(f->ring, head, pcm) && !f->base.by_the_clock && !atomic_load(&f->stop))
    nanosleep(&moment, NULL);
}

static void *play(void *self)
{
  struct file_sound *f = self;
  struct timespec when;
  struct lur_ring_block head = {0};
  float heard[2 * block];
  int16_t pcm[2 * block];
  size_t got;
  clock_gettime(CLOCK_MONOTONIC, &when);
  while (!atomic_load(&f->stop) && lur_reader_read(f->reader, heard, block, &got) == LUR_OK) {
    for (size_t i = 0; i < got * (size_t)f->base.channels; i++) pcm[i] = lur_pcm16(heard[i]);
    if (f->base.by_the_clock) wait_until(&when, (long)got * (1000000000 / rate_hz));
    head.n = (uint32_t)got;
    put(f, &head, pcm);
    head.start += (int64_t)got;
  }
  atomic_store(&f->ended, true);
  return NULL;
}

static lur_status start(struct lur_sound *s, lur_ring *ring, struct lur_diag *diag)
{
  struct file_sound *f = (struct file_sound *)s;
  f->ring = ring;
  int error = pthread_create(&f->thread, NULL, play, f);
  f->started = error == 0;
  if (f->started) return LUR_OK;
  return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, _("the sound device '%s' will not start: %s"), s->name,
                      strerror(error));
}

static lur_sound_state state(struct lur_sound *s)
{
  struct file_sound *f = (struct file_sound *)s;
  return atomic_load(&f->ended) ? LUR_SOUND_ENDED : LUR_SOUND_RUNS;
}

static void stop(struct lur_sound *s)
{
  struct file_sound *f = (struct file_sound *)s;
  atomic_store(&f->stop, true);
  if (f->started) pthread_join(f->thread, NULL);
  f->started = false;
}

static void close_file(struct lur_sound *s)
{
  struct file_sound *f = (struct file_sound *)s;
  stop(s);
  lur_reader_close(f->reader);
  free(f);
}

lur_status lur_sound_open_file(const char *path, int channels, lur_sound_pace pace, struct lur_sound **out,
                               struct lur_diag *diag)
{
  struct lur_reader_options how = lur_reader_options_default();
  how.read_rate_hz = rate_hz;
  struct file_sound *f = calloc(1, sizeof *f);
  if (!f) return LUR_NO_MEM;
  f->base = (struct lur_sound){.rate_hz = rate_hz,
                               .by_the_clock = pace == LUR_SOUND_IN_TIME,
                               .start = start,
                               .state = state,
                               .stop = stop,
                               .close = close_file};
  atomic_init(&f->stop, false);
  atomic_init(&f->ended, false);
  strncpy(f->base.name, path, sizeof f->base.name - 1);
  lur_status status = lur_reader_open(path, &how, &f->reader, diag);
  if (status == LUR_OK) f->base.channels = lur_reader_recording(f->reader)->channels;
  if (status == LUR_OK && channels && channels != f->base.channels)
    status = lur_diag_set(diag, LUR_UNSUPPORTED, path, 0, 0, _("has %d channels and cannot play as %d"),
                          f->base.channels, channels);
  if (status != LUR_OK) {
    close_file(&f->base);
    return status;
  }
  *out = &f->base;
  return LUR_OK;
}
