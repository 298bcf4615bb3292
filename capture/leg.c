#define _GNU_SOURCE // close_range
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "capture/door.h"
#include "capture/jack.h"
#include "capture/line.h"
#include "capture/pulse.h"
#include "capture/stream.h"

enum { ask_every_ms = 300, answer_within_ms = 1000, look_every_ms = 10 };

/// One leg, in its own process.
struct leg {
  struct lur_line *line;
  const struct lur_device *device;
  lur_stream *stream;
  lur_pulse *pulse;
  lur_jack *jack;
  bool first;
  int unanswered; ///< how often the server, which was never heard of, has not been found
  int strange;    ///< how often in a row it knew of no source of ours
  int64_t asked_ns;
  long long
      good; ///< samples that had come when it was last asked what they are of, and it was the right thing
};

int64_t lur_line_now_ns(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

bool lur_line_settle(long parent)
{
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || (long)getppid() != parent) return false;
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int fd = STDIN_FILENO; null >= 0 && fd <= STDERR_FILENO; fd++) (void)dup2(null, fd);
  if (null > STDERR_FILENO) close(null);
  return true;
}

void lur_line_ignore_signals(void)
{
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGPIPE};
  const struct sigaction ignore = {.sa_handler = SIG_IGN}, standard = {.sa_handler = SIG_DFL};
  sigset_t none;
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) (void)sigaction(signals[i], &ignore, NULL);
  (void)sigaction(SIGCHLD, &standard, NULL);
  sigemptyset(&none);
  (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

int lur_line_keep(int fd)
{
  // A program without standard input may have given it a number that is soon to be another's.
  int own = fd > STDERR_FILENO ? fd : fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  if (own < 0) return own;
  if (own > STDERR_FILENO + 1) (void)close_range(STDERR_FILENO + 1, (unsigned)own - 1, 0);
  (void)close_range((unsigned)own + 1, ~0U, 0);
  return own;
}

static void nap(void)
{
  const struct timespec moment = {.tv_nsec = look_every_ms * 1000000};
  nanosleep(&moment, NULL);
}

static void beat(struct leg *l)
{
  atomic_store(&l->line->alive_ns, lur_line_now_ns());
}

/// Where the stream of a source that vanishes would be moved to another, it shall end instead. PulseAudio
/// itself does not know this word, and is asked which source it is. Who has set it knows why.
static void ask_to_stay(void)
{
  static const char word[] = "PULSE_PROP=", stay[] = "node.dont-reconnect=true";
  const char *own = getenv("PULSE_PROP");
  if (own && strstr(own, "node.dont-reconnect")) return;
  size_t size = sizeof word + sizeof stay + (own ? strlen(own) : 0);
  char *text = malloc(size); // the environment's from then on
  if (!text) return;
  snprintf(text, size, "%s%s%s%s", word, own ? own : "", own && *own ? " " : "", stay);
  putenv(text);
} // NOLINT(clang-analyzer-unix.Malloc): putenv keeps it

static _Noreturn void fail(struct leg *l)
{
  atomic_store(&l->line->phase, LUR_LEG_FAILED);
  _exit(EXIT_FAILURE);
}

static void join_server(struct leg *l)
{
  l->pulse = NULL;
  if (lur_pulse_open(answer_within_ms, &l->pulse, NULL) != LUR_OK) l->unanswered++;
}

/// A source that is not there must not be opened: the server would give another one in its place.
static void look_for_source(struct leg *l)
{
  struct lur_line *line = l->line;
  if (l->first || !line->source[0]) return;
  join_server(l);
  if (!l->pulse || lur_pulse_has(l->pulse, line->source, answer_within_ms, NULL) != LUR_OK) fail(l);
}

static void open_stream(struct leg *l, int channels)
{
  struct lur_line *line = l->line;
  lur_status status = lur_stream_open(l->device, channels, l->first ? 0 : line->rate_hz, &line->listener,
                                      &l->stream, &line->diag);
  if (status != LUR_OK) {
    if (!line->diag.text[0]) (void)lur_diag_set(&line->diag, status, "", 0, 0, "%s", lur_status_text(status));
    fail(l);
  }
  if (l->first) line->rate_hz = lur_stream_rate_hz(l->stream);
  atomic_store(&line->phase, LUR_LEG_OPEN);
}

/// The server has named a source. False: it is not the one that was asked for.
static bool take_source(struct leg *l, const char *source, bool flows)
{
  struct lur_line *line = l->line;
  if (l->first && !line->source[0]) snprintf(line->source, sizeof line->source, "%s", source);
  if (strcmp(line->source, source) != 0) return false;
  l->strange = 0;
  atomic_store(&line->server, flows ? LUR_SERVER_FLOWS : LUR_SERVER_FINE);
  atomic_store(&line->listener.open, true);
  return true;
}

static void lose_server(struct leg *l)
{
  lur_pulse_close(l->pulse);
  l->pulse = NULL;
  if (atomic_load(&l->line->server) != LUR_SERVER_UNKNOWN) atomic_store(&l->line->server, LUR_SERVER_SILENT);
}

/// Asks the sound server, where there is one, what this process hears. False: something else than it should.
static bool is_true(struct leg *l)
{
  char source[sizeof l->line->source];
  int64_t now = lur_line_now_ns();
  bool known = atomic_load(&l->line->server) != LUR_SERVER_UNKNOWN || l->line->source[0];
  if (now - l->asked_ns < (int64_t)ask_every_ms * 1000000 || (!known && l->unanswered > 2)) return true;
  l->asked_ns = now;
  if (!l->pulse) join_server(l);
  if (!l->pulse) return true;
  long long heard = atomic_load(&l->line->listener.heard);
  bool flows = false;
  lur_status status =
      lur_pulse_heard_by(l->pulse, (long)getpid(), answer_within_ms, source, sizeof source, &flows, NULL);
  if (status == LUR_OK) {
    bool same = take_source(l, source, flows);
    if (same) l->good = heard;
    return same;
  }
  if (status != LUR_NOT_FOUND) lose_server(l);
  if (status == LUR_NOT_FOUND && !known) l->unanswered++;
  return !known || status != LUR_NOT_FOUND || ++l->strange < 3;
}

/// Of JACK: whether the client that is heard is still there.
static bool has_client(struct leg *l)
{
  int64_t now = lur_line_now_ns();
  if (!l->jack || now - l->asked_ns < (int64_t)ask_every_ms * 1000000) return true;
  l->asked_ns = now;
  return lur_jack_is_there(l->jack);
}

/// The stream is there, and hears the right thing.
static bool goes_on(struct leg *l)
{
  struct lur_line *line = l->line;
  if (!lur_stream_is_active(l->stream) || !has_client(l)) return false;
  if (is_true(l)) return true;
  atomic_store(&line->listener.open, false);
  atomic_store(&line->good, l->good);
  atomic_store(&line->strayed, line->listener.leg + 1);
  return false;
}

/// The ring whose descriptor lies in the door, which keeps it for the next leg; NULL where none does yet.
static lur_ring *look_for_ring(int door)
{
  lur_ring *ring = NULL;
  int descriptor = lur_door_look(door);
  return descriptor >= 0 && lur_ring_join(descriptor, &ring) == LUR_OK ? ring : NULL;
}

/// Waits for the ring. False: it is to end.
static bool get_ring(struct leg *l, int door)
{
  struct lur_listener *listener = &l->line->listener;
  listener->ring = NULL;
  while (!atomic_load(&l->line->over) && !(listener->ring = look_for_ring(door))) {
    beat(l);
    nap();
  }
  return listener->ring;
}

static void hear(struct leg *l)
{
  struct lur_line *line = l->line;
  atomic_store(&line->listener.open, l->first || !line->source[0]);
  if (lur_stream_start(l->stream, &line->diag) != LUR_OK) fail(l);
  atomic_store(&line->phase, LUR_LEG_HEARS);
  while (!atomic_load(&line->over) && goes_on(l)) {
    beat(l);
    nap();
  }
  atomic_store(&line->listener.open, false);
  atomic_store(&line->phase, LUR_LEG_ENDED);
}

/// A name as 'default' may stand for another source by now: the one that was heard is asked for.
static struct lur_device source_of(const struct leg *l)
{
  struct lur_device device = *l->device;
  device.is_source = true;
  memcpy(device.source, l->line->source, sizeof device.source);
  return device;
}

void lur_leg_run(const struct lur_line_order *order)
{
  struct leg l = {.line = order->line, .device = order->device, .first = order->line->rate_hz == 0};
  struct lur_device same;
  if (!l.first && order->line->source[0]) {
    same = source_of(&l);
    l.device = &same;
  }
  beat(&l);
  ask_to_stay();
  look_for_source(&l);
  open_stream(&l, order->channels);
  l.jack = lur_jack_open(l.device);
  if (get_ring(&l, order->door)) hear(&l);
  lur_jack_close(l.jack);
  lur_stream_close(l.stream); // may hang: the keeper waits a second for it
  _exit(EXIT_SUCCESS);
}
