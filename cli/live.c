#define _GNU_SOURCE // setpriority for one thread
#include "cli/live.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "audio/resampler.h"
#include "base/ring.h"

/// Seconds that may wait for this thread; seconds of a hole that are heard as silence, longer ones are passed
/// over.
static const int wait_s = 4, most_hole_s = 600;
enum { listen_hz = 8000, at_once = 4096, nicer = 5 };

struct lur_live {
  int rate_hz, channels;
  lur_ring *ring;
  lur_resampler *resampler;
  pthread_t thread;
  atomic_bool stop;
  pthread_mutex_t lock; ///< of what follows
  lur_preview *preview;
  bool failed;
  // The thread's own.
  int16_t *pcm;
  size_t pcm_room;
  float *in, *out;
  int64_t heard; ///< samples per channel, with the holes
};

static lur_status listen(lur_live *l, const float *pcm, size_t n)
{
  lur_status status = LUR_OK;
  while (n && status == LUR_OK) {
    size_t used = 0, got = 0;
    status = lur_resampler_push(l->resampler, pcm, n, &used, l->out, at_once, &got);
    pcm += used * (size_t)l->channels;
    n -= used;
    pthread_mutex_lock(&l->lock);
    if (status == LUR_OK && got) status = lur_preview_push(l->preview, l->out, got);
    pthread_mutex_unlock(&l->lock);
  }
  return status;
}

static lur_status listen_to_silence(lur_live *l, int64_t n)
{
  lur_status status = LUR_OK;
  memset(l->in, 0, (size_t)at_once * (size_t)l->channels * sizeof *l->in);
  for (; n > 0 && status == LUR_OK; n -= at_once)
    status = listen(l, l->in, n < at_once ? (size_t)n : at_once);
  return status;
}

static lur_status take_block(lur_live *l, const struct lur_ring_block *block)
{
  size_t width = (size_t)l->channels;
  int64_t missing = block->start - l->heard;
  lur_status status = LUR_OK;
  if (block->n > l->pcm_room) {
    int16_t *more = realloc(l->pcm, block->n * width * sizeof *more);
    if (!more) return LUR_NO_MEM;
    l->pcm = more;
    l->pcm_room = block->n;
  }
  lur_ring_take(l->ring, l->pcm);
  if (missing > 0) status = listen_to_silence(l, missing <= (int64_t)most_hole_s * l->rate_hz ? missing : 0);
  for (size_t done = 0; done < block->n && status == LUR_OK; done += at_once) {
    size_t part = block->n - done < at_once ? block->n - done : at_once;
    for (size_t i = 0; i < part * width; i++) l->in[i] = (float)l->pcm[done * width + i] / 32768;
    status = listen(l, l->in, part);
  }
  l->heard = block->start + block->n;
  return status;
}

static void *run(void *self)
{
  lur_live *l = self;
  const struct timespec moment = {.tv_nsec = 40000000};
  struct lur_ring_block block;
  lur_status status = LUR_OK;
  (void)setpriority(PRIO_PROCESS, 0, nicer); // of this thread alone: the recorder goes first
  while (!atomic_load(&l->stop) && status == LUR_OK) {
    while (status == LUR_OK && lur_ring_peek(l->ring, &block)) status = take_block(l, &block);
    nanosleep(&moment, NULL);
  }
  pthread_mutex_lock(&l->lock);
  l->failed = status != LUR_OK;
  pthread_mutex_unlock(&l->lock);
  return NULL;
}

static void release(lur_live *l)
{
  lur_ring_free(l->ring);
  lur_resampler_free(l->resampler);
  lur_preview_free(l->preview);
  pthread_mutex_destroy(&l->lock);
  free(l->pcm);
  free(l->in);
  free(l->out);
  free(l);
}

static lur_status prepare(lur_live *l, const lur_role role[2])
{
  size_t width = (size_t)l->channels, unit = width * sizeof(int16_t);
  l->in = malloc(at_once * width * sizeof *l->in);
  l->out = malloc(at_once * width * sizeof *l->out);
  lur_status status = l->in && l->out ? LUR_OK : LUR_NO_MEM;
  if (status == LUR_OK) status = lur_ring_new((size_t)(wait_s * l->rate_hz) * unit, unit, &l->ring);
  if (status == LUR_OK) status = lur_resampler_new(l->rate_hz, listen_hz, l->channels, &l->resampler);
  if (status == LUR_OK) status = lur_preview_new(listen_hz, l->channels, role, &l->preview);
  if (status == LUR_OK && pthread_create(&l->thread, NULL, run, l) != 0) status = LUR_NO_MEM;
  return status;
}

lur_status lur_live_start(int rate_hz, int channels, const lur_role role[2], lur_live **out)
{
  lur_live *l = calloc(1, sizeof *l);
  if (!l) return LUR_NO_MEM;
  l->rate_hz = rate_hz;
  l->channels = channels;
  atomic_init(&l->stop, false);
  pthread_mutex_init(&l->lock, NULL);
  lur_status status = prepare(l, role);
  if (status != LUR_OK)
    release(l);
  else
    *out = l;
  return status;
}

void lur_live_take(void *self, const int16_t *pcm, size_t n, int64_t at)
{
  lur_live *l = self;
  const struct lur_ring_block block = {.start = at, .n = (uint32_t)n};
  if (!lur_ring_write(l->ring, &block, pcm)) return; // this thread is behind: the hole shows by itself
}

bool lur_live_look(lur_live *l, struct lur_preview_view *out)
{
  pthread_mutex_lock(&l->lock);
  bool there = !l->failed;
  if (there) lur_preview_look(l->preview, out);
  pthread_mutex_unlock(&l->lock);
  return there;
}

void lur_live_say(lur_live *l, lur_note_kind what, bool on, double at_s)
{
  pthread_mutex_lock(&l->lock);
  if (what == LUR_NOTE_ANSWERED) lur_preview_answered(l->preview, at_s);
  if (what == LUR_NOTE_HOLD) lur_preview_hold(l->preview, on);
  if (what == LUR_NOTE_MASKED) lur_preview_mask(l->preview, on);
  pthread_mutex_unlock(&l->lock);
}

void lur_live_stop(lur_live *l)
{
  if (!l) return;
  atomic_store(&l->stop, true);
  pthread_join(l->thread, NULL);
  release(l);
}
