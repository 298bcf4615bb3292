#include "capture/devices.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/list.h"
#include "capture/alsa_config.h"
#include "capture/port.h"
#include "capture/pulse.h"

static const int server_patience_ms = 4000;

/// What the child process sends: a device, or the end with how it went.
struct message {
  struct lur_device device;
  bool is_end;
  lur_status status;
  char text[400];
};

static void send(int to, const struct message *m)
{
  const char *bytes = (const char *)m;
  for (size_t sent = 0; sent < sizeof *m;) {
    ssize_t n = write(to, bytes + sent, sizeof *m - sent);
    if (n < 0 && errno != EINTR) return;
    if (n > 0) sent += (size_t)n;
  }
}

// ---- The child process

/// What it knows.
struct probe {
  int to;
  struct lur_sources sources;
};

static const struct lur_source *source_named(const struct lur_sources *sources, const char *name)
{
  for (size_t i = 0; i < sources->n; i++)
    if (*name ? strcmp(sources->at[i].name, name) == 0 : sources->at[i].is_default) return &sources->at[i];
  return NULL;
}

static void send_source(const struct probe *p, const struct lur_source *s)
{
  struct message m = {.device = {.channels = s->channels,
                                 .rate_hz = s->rate_hz,
                                 .is_default = s->is_default,
                                 .is_source = true,
                                 .is_monitor = s->is_monitor}};
  snprintf(m.device.name, sizeof m.device.name, "%.*s", (int)sizeof m.device.name - 1, s->name);
  memcpy(m.device.title, s->title, sizeof m.device.title);
  memcpy(m.device.source, s->name, sizeof m.device.source);
  memcpy(m.device.host, p->sources.server, sizeof m.device.host);
  send(p->to, &m);
}

/// ALSA has names that stand for other devices; 'default' is one. False: it stands for a source that is not
/// there, in whose place PipeWire would give any other.
static bool look_behind(const struct probe *p, struct lur_device *d)
{
  struct lur_alsa_real real = lur_alsa_behind(d->name);
  const struct lur_source *source = real.by_server ? source_named(&p->sources, real.source) : NULL;
  if (real.by_jack) return false;
  memcpy(d->behind, source ? source->title : real.card, sizeof d->behind);
  if (!source) return !*real.source || !p->sources.n;
  memcpy(d->source, source->name, sizeof d->source);
  d->is_monitor = source->is_monitor;
  d->channels = source->channels;
  d->rate_hz = source->rate_hz;
  return true;
}

static bool send_device(void *self, const struct lur_device *device)
{
  const struct probe *p = self;
  struct message m = {.device = *device};
  if (strcmp(device->host, "ALSA") == 0 && !strstr(device->name, "(hw:") && !look_behind(p, &m.device))
    return true;
  if (source_named(&p->sources, "")) m.device.is_default = false; // the server's opinion counts
  send(p->to, &m);
  return true;
}

/// The end of a name, which is where those of like devices differ; titles are cut between letters where need
/// be.
static void add_name(struct lur_source *s)
{
  enum { TITLE = 60, NAME = 60 };
  size_t n = strlen(s->title), length = strlen(s->name);
  if (n > TITLE)
    for (n = TITLE; n > 0 && ((unsigned char)s->title[n] & 0xC0) == 0x80;) n--;
  snprintf(s->title + n, sizeof s->title - n, " [%s]", s->name + (length > NAME ? length - NAME : 0));
}

/// Two adapters of one kind have one title: then their names are told as well.
static void tell_apart(struct lur_sources *sources)
{
  char title[sizeof sources->at->title];
  for (size_t i = 0; i < sources->n; i++) {
    struct lur_source *s = &sources->at[i];
    bool twin = false;
    memcpy(title, s->title, sizeof title);
    for (size_t k = i + 1; k < sources->n; k++) {
      if (strcmp(sources->at[k].title, title) != 0) continue;
      twin = true;
      add_name(&sources->at[k]);
    }
    if (twin) add_name(s);
  }
}

static lur_status ask_server(struct probe *p, struct lur_diag *diag)
{
  lur_pulse *pulse = NULL;
  lur_status status = lur_pulse_open(server_patience_ms, &pulse, diag);
  if (status != LUR_OK) return status;
  status = lur_pulse_list(pulse, server_patience_ms, &p->sources, diag);
  lur_pulse_close(pulse);
  tell_apart(&p->sources);
  return status;
}

/// Without a sound server there may still be devices; with one that hangs, PortAudio would hang as well.
static void list_all(struct probe *p, struct message *end)
{
  struct lur_diag diag = {0};
  lur_status status = ask_server(p, &diag);
  if (status != LUR_OK && status != LUR_NOT_FOUND) {
    end->status = status;
    memcpy(end->text, diag.text, sizeof end->text);
    return;
  }
  for (size_t i = 0; i < p->sources.n; i++) send_source(p, &p->sources.at[i]);
  end->status = lur_port_start(NULL, end->text, sizeof end->text);
  if (end->status == LUR_OK) lur_port_each(send_device, p);
}

/// Nothing that the sound systems' libraries write reaches the terminal.
static void list_and_exit(int to)
{
  struct message end = {.is_end = true};
  struct probe p = {.to = to};
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null >= 0) (void)dup2(null, STDERR_FILENO), (void)dup2(null, STDOUT_FILENO);
  list_all(&p, &end);
  send(to, &end);
  _exit(0); // without PortAudio's tidying up, which can hang as well
}

// ---- The parent

static int64_t now_ms(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

typedef enum { GOT_MESSAGE, GOT_END, GOT_NOTHING } received;

/// Reads one whole message; GOT_NOTHING when the time is over.
static received receive(int from, int64_t until_ms, struct message *m)
{
  char *bytes = (char *)m;
  for (size_t got = 0; got < sizeof *m;) {
    struct pollfd wait = {.fd = from, .events = POLLIN};
    int64_t left = until_ms - now_ms();
    if (left <= 0) return GOT_NOTHING;
    if (poll(&wait, 1, (int)left) <= 0) continue;
    ssize_t n = read(from, bytes + got, sizeof *m - got);
    if (n == 0) return GOT_END;
    if (n > 0) got += (size_t)n;
  }
  return GOT_MESSAGE;
}

static lur_status add(struct lur_devices *list, const struct lur_device *device)
{
  struct lur_device *at = lur_grow(list->at, &list->room, list->n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  list->at = at;
  at[list->n++] = *device;
  return LUR_OK;
}

/// How it went with the child.
static lur_status say_end(received what, const struct message *end, int waited_ms, struct lur_diag *why)
{
  if (what == GOT_NOTHING)
    return lur_diag_set(why, LUR_DEVICE, "", 0, 0,
                        _("the sound system did not answer within %d seconds; restart the sound server"),
                        waited_ms / 1000);
  if (what == GOT_END)
    return lur_diag_set(why, LUR_DEVICE, "", 0, 0, "%s",
                        _("the sound system broke down while it was asked for its devices; often its "
                          "configuration has no default device ('pcm.default' of ALSA)"));
  if (end->status == LUR_OK) return LUR_OK;
  return lur_diag_set(why, end->status, "", 0, 0, "%s", end->text);
}

/// Where there is something to record from already, the rest is not waited for as long.
static int patience_ms(const struct lur_devices *list)
{
  return list->n ? 5000 : 10000;
}

static lur_status take_all(int from, struct lur_devices *out, struct lur_diag *diag)
{
  int64_t began_ms = now_ms();
  lur_status status = LUR_OK;
  struct lur_diag why = {0};
  struct message m;
  received what;
  while ((what = receive(from, began_ms + patience_ms(out), &m)) == GOT_MESSAGE && !m.is_end &&
         status == LUR_OK)
    status = add(out, &m.device);
  if (status != LUR_OK) return status;
  status = say_end(what, &m, patience_ms(out), &why);
  memcpy(out->problem, why.text, sizeof out->problem);
  if (status == LUR_OK || out->n) return LUR_OK;
  if (diag) *diag = why;
  return status;
}

/// The child has sent all, hangs or is dead: nothing of it is needed any more.
static void end_child(pid_t child)
{
  kill(child, SIGKILL);
  while (waitpid(child, NULL, 0) < 0 && errno == EINTR) continue;
}

lur_status lur_devices_list(struct lur_devices *out, struct lur_diag *diag)
{
  int ends[2];
  if (pipe(ends) != 0)
    return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, _("the sound system could not be started: %s"),
                        strerror(errno));
  pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    list_and_exit(ends[1]);
  }
  close(ends[1]);
  lur_status status = LUR_DEVICE;
  if (child < 0) {
    (void)lur_diag_set(diag, LUR_DEVICE, "", 0, 0, _("the sound system could not be started: %s"),
                       strerror(errno));
  } else {
    status = take_all(ends[0], out, diag);
    end_child(child);
  }
  close(ends[0]);
  return status;
}

void lur_devices_clear(struct lur_devices *d)
{
  free(d->at);
  *d = (struct lur_devices){0};
}
