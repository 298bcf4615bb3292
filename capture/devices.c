#define _GNU_SOURCE // strcasestr
#include "capture/devices.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/list.h"
#include "capture/port.h"

static const int patience_ms = 10000;

/// What the child process sends: a device, or the end with how it went.
struct message {
  struct lur_device device;
  bool is_end;
  lur_status status;
  char text[200];
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

static bool send_device(void *self, const struct lur_device *device)
{
  send(*(int *)self, &(struct message){.device = *device});
  return true;
}

/// The child: nothing that the sound systems' libraries write reaches the terminal.
static void list_and_exit(int to)
{
  struct message end = {.is_end = true};
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null >= 0) (void)dup2(null, STDERR_FILENO), (void)dup2(null, STDOUT_FILENO);
  end.status = lur_port_start(NULL, end.text, sizeof end.text);
  if (end.status == LUR_OK) lur_port_each(send_device, &to);
  send(to, &end);
  _exit(0); // without PortAudio's tidying up, which can hang as well
}

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

static lur_status take_all(int from, struct lur_devices *out, struct lur_diag *diag)
{
  int64_t until_ms = now_ms() + patience_ms;
  lur_status status = LUR_OK;
  struct message m;
  received what;
  while ((what = receive(from, until_ms, &m)) == GOT_MESSAGE && !m.is_end && status == LUR_OK)
    status = add(out, &m.device);
  if (status != LUR_OK) return status;
  if (what == GOT_NOTHING)
    return lur_diag_set(diag, LUR_DEVICE, "", 0, 0,
                        _("the sound system did not answer within %d seconds; restart the sound server"),
                        patience_ms / 1000);
  if (what == GOT_END)
    return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, "%s",
                        _("the sound system broke down while it was asked for its devices; often its "
                          "configuration has no default device ('pcm.default' of ALSA)"));
  if (m.status == LUR_OK) return LUR_OK;
  return lur_diag_set(diag, m.status, "", 0, 0, _("the sound system could not be started: %s"), m.text);
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

static const struct lur_device *unnamed(const struct lur_devices *list, lur_device_why *why)
{
  for (size_t i = 0; i < list->n; i++)
    if (list->at[i].is_default) {
      *why = LUR_DEVICE_DEFAULT;
      return &list->at[i];
    }
  *why = LUR_DEVICE_FIRST;
  return &list->at[0];
}

static const struct lur_device *numbered(const struct lur_devices *list, const char *wanted)
{
  char *end;
  if (*wanted < '1' || *wanted > '9') return NULL;
  unsigned long number = strtoul(wanted, &end, 10);
  return *end == '\0' && number <= list->n ? &list->at[number - 1] : NULL;
}

/// The devices whose name is, or holds, what was asked for: how many, and the first.
static size_t matches(const struct lur_devices *list, const char *wanted, bool whole,
                      const struct lur_device **first)
{
  size_t n = 0;
  for (size_t i = list->n; i-- > 0;) {
    const char *name = list->at[i].name;
    if (whole ? strcasecmp(name, wanted) != 0 : !strcasestr(name, wanted)) continue;
    *first = &list->at[i];
    n++;
  }
  return n;
}

lur_status lur_devices_choose(const struct lur_devices *list, const char *wanted,
                              const struct lur_device **out, lur_device_why *why, struct lur_diag *diag)
{
  const struct lur_device *found = NULL;
  if (!list->n)
    return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, "%s",
                        _("no sound device with an input was found; plug one in, or start the sound server"));
  *why = LUR_DEVICE_NAMED;
  if (!wanted) {
    *out = unnamed(list, why);
    return LUR_OK;
  }
  if (matches(list, wanted, true, &found) == 0) found = numbered(list, wanted);
  size_t n = found || !*wanted ? 0 : matches(list, wanted, false, &found);
  if (n > 1)
    return lur_diag_set(diag, LUR_NOT_FOUND, "", 0, 0,
                        _("'%s' may be %zu devices; name it whole, or by its number in 'lur devices'"),
                        wanted, n);
  if (!found)
    return lur_diag_set(diag, LUR_NOT_FOUND, "", 0, 0,
                        _("there is no sound device '%s' with an input; 'lur devices' lists them"), wanted);
  *out = found;
  return LUR_OK;
}
