#define _GNU_SOURCE // MAP_ANONYMOUS, SOCK_CLOEXEC
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/i18n.h"
#include "capture/claim.h"
#include "capture/line.h"
#include "capture/sound.h"

enum { open_within_s = 10, end_within_ms = 3000, look_every_ms = 5 };

struct device_sound {
  struct lur_sound base;
  struct lur_device device;
  struct lur_line *line;
  int claim;
  lur_ring *ring; ///< NULL: not started

  pthread_mutex_t lock; ///< of the rest
  int door;             ///< our end; -1: closed
  pid_t keeper;         ///< 0: it has ended
};

/// Under the lock, or where there are no threads yet.
static bool has_ended(struct device_sound *d)
{
  if (d->keeper && waitpid(d->keeper, NULL, WNOHANG) != 0) d->keeper = 0;
  return !d->keeper;
}

/// Waits until the first leg is at least so far. False: it has failed, or the time is over.
static bool wait_for(struct device_sound *d, lur_leg_phase wanted)
{
  int64_t until = lur_line_now_ns() + (int64_t)open_within_s * 1000000000;
  while (lur_line_now_ns() < until && !has_ended(d)) {
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
  if (atomic_load(&line->phase) == LUR_LEG_ENDED || !d->keeper)
    return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, "%s",
                        _("the sound system broke down while the device was opened; often its configuration "
                          "has no default device ('pcm.default' of ALSA)"));
  return lur_diag_set(diag, LUR_DEVICE, "", 0, 0,
                      _("the sound system did not answer within %d seconds; restart the sound server"),
                      open_within_s);
}

/// Leaves the ring's descriptor in the door.
static bool hand_over(int door, int descriptor)
{
  union {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(sizeof(int))];
  } beside = {0};
  char word = 'r';
  struct iovec text = {&word, 1};
  struct msghdr message = {
      .msg_iov = &text, .msg_iovlen = 1, .msg_control = &beside, .msg_controllen = sizeof beside};
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(head), &descriptor, sizeof descriptor);
  return sendmsg(door, &message, MSG_NOSIGNAL) == 1;
}

/// The keeper, whose first leg opens the device.
static lur_status begin_keeper(struct device_sound *d, struct lur_diag *diag)
{
  int ends[2];
  long self = (long)getpid();
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, _("the sound system could not be started: %s"),
                        strerror(errno));
  const struct lur_line_order order = {d->line, &d->device, d->base.channels, ends[1]};
  d->keeper = fork();
  if (d->keeper == 0) lur_keeper_run(&order, self);
  close(ends[1]);
  d->door = ends[0];
  if (d->keeper > 0) return LUR_OK;
  d->keeper = 0;
  return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, _("the sound system could not be started: %s"),
                      strerror(errno));
}

static lur_status start(struct lur_sound *s, lur_ring *ring, struct lur_diag *diag)
{
  struct device_sound *d = (struct device_sound *)s;
  if (!hand_over(d->door, lur_ring_descriptor(ring)))
    return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, _("the sound device '%s' will not start: %s"), s->name,
                        strerror(errno));
  if (!wait_for(d, LUR_LEG_HEARS)) return say_why(d, diag);
  d->ring = ring;
  return LUR_OK;
}

/// Somebody has ended the keeper, and its leg with it: another takes its place.
static void replace_keeper(struct device_sound *d)
{
  if (d->door >= 0) close(d->door);
  d->door = -1;
  atomic_store(&d->line->listener.open, false);
  atomic_store(&d->line->state, LUR_SOUND_GONE);
  if (begin_keeper(d, NULL) == LUR_OK && !hand_over(d->door, lur_ring_descriptor(d->ring))) {
    close(d->door); // which ends it, so that it is tried again
    d->door = -1;
  }
}

static lur_sound_state state(struct lur_sound *s)
{
  struct device_sound *d = (struct device_sound *)s;
  pthread_mutex_lock(&d->lock);
  if (d->ring && has_ended(d)) replace_keeper(d);
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
  while (!has_ended(d) && lur_line_now_ns() < until) (void)poll(NULL, 0, look_every_ms);
  if (!d->keeper) return;
  kill(d->keeper, SIGKILL);
  while (waitpid(d->keeper, NULL, 0) < 0 && errno == EINTR) continue;
  d->keeper = 0;
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

static lur_status open_line(struct device_sound *d, struct lur_diag *diag)
{
  if (!d->line) return LUR_NO_MEM;
  // A name of ALSA's configuration may stand for any source; the first leg finds out which.
  if (d->device.is_source) memcpy(d->line->source, d->device.source, sizeof d->line->source);
  lur_status status = lur_claim_begin(&d->device, &d->claim, diag);
  if (status == LUR_OK) status = begin_keeper(d, diag);
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
