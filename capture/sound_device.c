#define _GNU_SOURCE // MAP_ANONYMOUS, SOCK_CLOEXEC
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/i18n.h"
#include "capture/claim.h"
#include "capture/door.h"
#include "capture/line.h"
#include "capture/sound.h"
#include "capture/spawner.h"

enum { open_within_s = 10, end_within_ms = 3000, look_every_ms = 5 };
static const int64_t again_after_ns = 1000000000; ///< from one keeper to the next
static const int64_t hangs_after_ns = 5000000000; ///< a keeper looks at its leg every 20 ms
static const int64_t look_counts_ns = 100000000;  ///< we look twice as often

struct device_sound {
  struct lur_sound base;
  struct lur_device device;
  struct lur_line *line;
  int claim;
  lur_ring *ring; ///< NULL: not started

  pthread_mutex_t lock; ///< of the rest
  lur_spawner *spawner; ///< starts keepers
  int door;             ///< our end of the keeper's; -1: closed
  int64_t asked_ns;     ///< when the newest keeper was asked for
  int64_t kept_ns;      ///< when it last looked at its leg, by its own word, as we know it
  int64_t silent_ns;    ///< for how long that has not changed
  int64_t looked_ns;    ///< when we looked last
};

/// Waits until the first leg is at least so far. False: it has failed, or the time is over.
static bool wait_for(struct device_sound *d, lur_leg_phase wanted)
{
  int64_t until = lur_line_now_ns() + (int64_t)open_within_s * 1000000000;
  while (lur_line_now_ns() < until && !lur_spawner_has_ended(d->spawner)) {
    int phase = atomic_load(&d->line->phase);
    if (phase >= LUR_LEG_FAILED) return false;
    if (phase >= (int)wanted) return true;
    (void)poll(NULL, 0, look_every_ms);
  }
  return false;
}

/// Why wait_for said no.
static lur_status say_why(const struct device_sound *d, struct lur_diag *diag)
{
  const struct lur_line *line = d->line;
  if (atomic_load(&line->phase) == LUR_LEG_FAILED && line->diag.text[0])
    return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, "%s", line->diag.text);
  if (atomic_load(&line->phase) == LUR_LEG_ENDED || lur_spawner_has_ended(d->spawner))
    return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, "%s",
                        _("the sound system broke down while the device was opened; often its configuration "
                          "has no default device ('pcm.default' of ALSA)"));
  return lur_diag_set(diag, LUR_DEVICE, "", 0, 0,
                      _("the sound system did not answer within %d seconds; restart the sound server"),
                      open_within_s);
}

/// In the keeper's process.
static void keep(const void *self, int door)
{
  const struct device_sound *d = self;
  const struct lur_line_order order = {d->line, &d->device, d->base.channels, door};
  lur_keeper_run(&order);
}

/// A keeper, whose leg opens the device; in place of one that still runs but hangs. False with errno.
static bool begin_keeper(struct device_sound *d)
{
  int ends[2];
  if (d->door >= 0) close(d->door);
  d->door = -1;
  d->asked_ns = d->looked_ns = lur_line_now_ns();
  d->silent_ns = 0;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return false;
  bool asked = lur_spawner_ask(d->spawner, ends[1]);
  close(ends[1]);
  if (asked)
    d->door = ends[0];
  else
    close(ends[0]);
  return asked;
}

static lur_status start(struct lur_sound *s, lur_ring *ring, struct lur_diag *diag)
{
  struct device_sound *d = (struct device_sound *)s;
  if (!lur_door_hand(d->door, lur_ring_descriptor(ring), 0))
    return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, _("the sound device '%s' will not start: %s"), s->name,
                        strerror(errno));
  if (!wait_for(d, LUR_LEG_HEARS)) return say_why(d, diag);
  d->ring = ring;
  return LUR_OK;
}

/// Somebody has ended the keeper, and its leg with it, or it hangs: another takes its place.
static void replace_keeper(struct device_sound *d)
{
  atomic_store(&d->line->listener.open, false);
  atomic_store(&d->line->state, LUR_SOUND_GONE);
  if (lur_line_now_ns() - d->asked_ns < again_after_ns) return;
  if (begin_keeper(d) && !lur_door_hand(d->door, lur_ring_descriptor(d->ring), 0)) {
    close(d->door); // which ends it, so that it is tried again
    d->door = -1;
  }
}

/// It has not looked at its leg for long, by our own looks: where all of us were stopped, it is given time.
static bool hangs(struct device_sound *d)
{
  int64_t now = lur_line_now_ns(), kept = atomic_load(&d->line->kept_ns), since = now - d->looked_ns;
  d->silent_ns = kept == d->kept_ns ? d->silent_ns + (since < look_counts_ns ? since : look_counts_ns) : 0;
  d->kept_ns = kept;
  d->looked_ns = now;
  return d->silent_ns > hangs_after_ns;
}

static lur_sound_state state(struct lur_sound *s)
{
  struct device_sound *d = (struct device_sound *)s;
  pthread_mutex_lock(&d->lock);
  if (d->ring && (lur_spawner_has_ended(d->spawner) || hangs(d))) replace_keeper(d);
  pthread_mutex_unlock(&d->lock);
  return (lur_sound_state)atomic_load(&d->line->state);
}

static bool began(struct lur_sound *s, unsigned leg, int64_t *ns, int64_t *samples)
{
  const struct device_sound *d = (const struct device_sound *)s;
  unsigned at = leg % LUR_LINE_LEGS;
  if (atomic_load(&d->line->leg) - leg >= LUR_LINE_LEGS) return false;
  *ns = atomic_load(&d->line->began[at].ns);
  *samples = atomic_load(&d->line->began[at].samples);
  return *ns != 0;
}

static bool strayed(struct lur_sound *s, unsigned leg, int64_t *samples)
{
  const struct device_sound *d = (const struct device_sound *)s;
  if (atomic_load(&d->line->strayed) != leg + 1) return false;
  *samples = atomic_load(&d->line->good);
  return true;
}

/// The keeper ends its leg and then itself; whatever does not end is ended.
static void stop(struct lur_sound *s)
{
  struct device_sound *d = (struct device_sound *)s;
  d->ring = NULL;
  if (d->door >= 0) close(d->door);
  d->door = -1;
  int64_t until = lur_line_now_ns() + (int64_t)end_within_ms * 1000000;
  while (d->spawner && !lur_spawner_has_ended(d->spawner) && lur_line_now_ns() < until)
    (void)poll(NULL, 0, look_every_ms);
  lur_spawner_free(d->spawner);
  d->spawner = NULL;
}

static void close_device(struct lur_sound *s)
{
  struct device_sound *d = (struct device_sound *)s;
  stop(s);
  lur_claim_end(d->claim);
  if (d->line) munmap(d->line, sizeof *d->line);
  pthread_mutex_destroy(&d->lock);
  free(d);
}

static struct device_sound *new_sound(const struct lur_device *device, int channels)
{
  struct device_sound *d = calloc(1, sizeof *d);
  if (!d) return NULL;
  *d = (struct device_sound){.device = *device, .door = -1, .claim = -1};
  pthread_mutex_init(&d->lock, NULL);
  d->base = (struct lur_sound){.channels = channels                ? channels
                                           : device->channels >= 2 ? 2
                                                                   : 1,
                               .by_the_clock = true,
                               .comes_back = true,
                               .start = start,
                               .state = state,
                               .began = began,
                               .strayed = strayed,
                               .stop = stop,
                               .close = close_device};
  memcpy(d->base.name, device->title[0] ? device->title : device->name, sizeof d->base.name);
  void *line = mmap(NULL, sizeof *d->line, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (line != MAP_FAILED) d->line = line;
  return d;
}

static lur_status open_keeper(struct device_sound *d, struct lur_diag *diag)
{
  lur_status status = lur_spawner_new(keep, d, &d->spawner);
  if (status == LUR_NO_MEM) return status;
  if (status == LUR_OK && begin_keeper(d)) return LUR_OK;
  return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, _("the sound system could not be started: %s"),
                      strerror(errno));
}

static lur_status open_line(struct device_sound *d, struct lur_diag *diag)
{
  if (!d->line) return LUR_NO_MEM;
  // A name of ALSA's configuration may stand for any source; the first leg finds out which.
  if (d->device.is_source) memcpy(d->line->source, d->device.source, sizeof d->line->source);
  lur_status status = lur_claim_begin(&d->device, &d->claim, diag);
  if (status == LUR_OK) status = open_keeper(d, diag);
  if (status == LUR_OK && !wait_for(d, LUR_LEG_OPEN)) status = say_why(d, diag);
  d->base.rate_hz = d->line->rate_hz;
  return status;
}

lur_status lur_sound_open_device(const struct lur_device *device, int channels, struct lur_sound **out,
                                 struct lur_diag *diag)
{
  if (channels > device->channels)
    return lur_diag_set(diag, LUR_UNSUPPORTED, "", 0, 0, _("the sound device '%s' has one channel only"),
                        device->name);
  struct device_sound *d = new_sound(device, channels);
  if (!d) return LUR_NO_MEM;
  lur_status status = open_line(d, diag);
  if (status == LUR_OK)
    *out = &d->base;
  else
    close_device(&d->base);
  return status;
}

void lur_sound_close(struct lur_sound *s)
{
  if (s) s->close(s);
}
