#include "capture/listen.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"

static const double patience_s = 5; ///< beside the seconds that are wanted

struct heard {
  int16_t *pcm, *block;
  size_t n, most, block_room; ///< samples per channel
  size_t channels;
};

static double now_s(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool make_room(struct heard *h, size_t n)
{
  if (n <= h->block_room) return true;
  int16_t *more = realloc(h->block, n * h->channels * sizeof *more);
  if (!more) return false;
  h->block = more;
  h->block_room = n;
  return true;
}

/// Takes what is in the ring. False: memory is out.
static bool take(struct heard *h, lur_ring *ring)
{
  struct lur_ring_block block;
  while (lur_ring_peek(ring, &block)) {
    if (!make_room(h, block.n)) return false;
    lur_ring_take(ring, h->block);
    size_t start = block.start < 0 ? 0 : (size_t)block.start;
    if (start < h->n || start >= h->most) continue; // of another leg, or too late
    size_t n = block.n < h->most - start ? block.n : h->most - start;
    memcpy(h->pcm + start * h->channels, h->block, n * h->channels * sizeof *h->pcm);
    h->n = start + n;
  }
  return true;
}

static bool hear(struct lur_sound *sound, struct heard *h, lur_ring *ring, double seconds)
{
  const struct timespec nap = {.tv_nsec = 20000000};
  double until_s = now_s() + seconds + patience_s;
  bool room = true, over = false;
  while (room && !over && h->n < h->most && now_s() < until_s) {
    lur_sound_state state = sound->state(sound);
    over = state == LUR_SOUND_ENDED || state == LUR_SOUND_GONE; // asked for before the last of it is taken
    room = take(h, ring);
    if (!over) nanosleep(&nap, NULL);
  }
  return room;
}

static lur_status start_and_hear(struct lur_sound *sound, struct heard *h, double seconds,
                                 struct lur_diag *diag)
{
  lur_ring *ring = NULL;
  size_t unit = h->channels * sizeof(int16_t);
  lur_status status = lur_ring_new((size_t)(2 * sound->rate_hz) * unit, unit, &ring);
  if (status == LUR_OK) status = sound->start(sound, ring, diag);
  if (status == LUR_OK) {
    status = hear(sound, h, ring, seconds) ? LUR_OK : LUR_NO_MEM;
    sound->stop(sound);
  }
  lur_ring_free(ring);
  return status;
}

lur_status lur_listen(struct lur_sound *sound, double seconds, int16_t **pcm, size_t *n,
                      struct lur_diag *diag)
{
  struct heard h = {.channels = (size_t)sound->channels, .most = (size_t)(seconds * sound->rate_hz)};
  h.pcm = calloc(h.most * h.channels + 1, sizeof *h.pcm);
  lur_status status = h.pcm ? start_and_hear(sound, &h, seconds, diag) : LUR_NO_MEM;
  free(h.block);
  if (status == LUR_OK && !h.n)
    status = lur_diag_set(
        diag, LUR_DEVICE, "", 0, 0,
        _("the sound device '%s' was opened, but no sound comes from it; plug it in anew, or name "
          "another device"),
        sound->name);
  if (status != LUR_OK) {
    free(h.pcm);
    return status;
  }
  *pcm = h.pcm;
  *n = h.n;
  return LUR_OK;
}
