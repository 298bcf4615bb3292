#define _GNU_SOURCE // ppoll, MAP_ANONYMOUS, SOCK_CLOEXEC
#include "capture/spawner.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/atomics.h"
#include "capture/door.h"
#include "capture/line.h"

enum { spares = 2, end_within_ms = 1000, look_every_ms = 5 };

/// One of the processes, as the program knows it.
struct process {
  pid_t pid;  ///< 0: it has ended
  int socket; ///< our end; at its end the process ends
};

/// In shared memory.
struct board {
  atomic_uint ended; ///< number of the newest request whose process has ended
};

struct lur_spawner {
  struct process process[spares];
  struct board *board;
  int current;    ///< of process
  unsigned asked; ///< number of the newest request
};

// ---- In the spawner's process

struct service {
  lur_spawner_run *run;
  const void *self;
  struct board *board;
  int socket;
  unsigned request; ///< number of the newest
  pid_t child;      ///< that it asked for; 0: it has ended
};

/// Also those that a child which was ended has left behind: they are ours by then.
static void reap(struct service *s)
{
  pid_t pid;
  while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
    if (pid == s->child) s->child = 0;
  if (!s->child) atomic_store(&s->board->ended, s->request);
}

static void end_child(struct service *s)
{
  if (!s->child) return;
  kill(s->child, SIGKILL);
  while (waitpid(s->child, NULL, 0) < 0 && errno == EINTR) continue;
  s->child = 0;
}

static void start_child(struct service *s, int door)
{
  long self = (long)getpid();
  end_child(s);
  s->child = fork();
  if (s->child == 0) {
    int own = lur_line_keep(door);
    lur_line_ignore_signals();
    if (own >= 0 && lur_line_settle(self)) s->run(s->self, own);
    _exit(EXIT_FAILURE);
  }
  if (s->child < 0) s->child = 0;
}

/// All that is left ends, and is seen to have ended.
static _Noreturn void leave(struct service *s)
{
  end_child(s);
  while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) continue;
  _exit(EXIT_SUCCESS);
}

static void nothing(int signal)
{
  (void)signal;
}

/// A child that ends interrupts the waiting, and nothing else does.
static void wait_for_work(struct service *s)
{
  sigset_t none;
  struct pollfd socket = {.fd = s->socket, .events = POLLIN};
  sigemptyset(&none);
  reap(s);
  if (ppoll(&socket, 1, NULL, &none) <= 0) return;
  int door = lur_door_take(s->socket, &s->request);
  if (door == LUR_DOOR_CLOSED) leave(s);
  if (door < 0) return;
  start_child(s, door);
  close(door);
}

static _Noreturn void serve(struct service *s, long parent)
{
  const struct sigaction awake = {.sa_handler = nothing};
  sigset_t child;
  lur_line_ignore_signals();
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  (void)sigprocmask(SIG_BLOCK, &child, NULL);
  (void)sigaction(SIGCHLD, &awake, NULL);
  s->socket = lur_line_keep(s->socket);
  if (s->socket < 0 || !lur_line_settle(parent)) _exit(EXIT_FAILURE);
  (void)prctl(PR_SET_CHILD_SUBREAPER, 1);
  for (;;) wait_for_work(s);
}

// ---- In the program

static bool begin(lur_spawner *s, struct process *p, lur_spawner_run *run, const void *self)
{
  int ends[2];
  long parent = (long)getpid();
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return false;
  p->pid = fork();
  if (p->pid == 0) {
    struct service service = {.run = run, .self = self, .board = s->board, .socket = ends[1]};
    serve(&service, parent);
  }
  int error = errno;
  close(ends[1]);
  p->socket = ends[0];
  if (p->pid > 0) return true;
  p->pid = 0;
  errno = error;
  return false;
}

lur_status lur_spawner_new(lur_spawner_run *run, const void *self, lur_spawner **out)
{
  lur_spawner *s = calloc(1, sizeof *s);
  if (!s) return LUR_NO_MEM;
  for (int i = 0; i < spares; i++) s->process[i].socket = -1;
  void *board = mmap(NULL, sizeof *s->board, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  bool begun = board != MAP_FAILED;
  if (begun) s->board = board;
  for (int i = 0; i < spares && begun; i++) begun = begin(s, &s->process[i], run, self);
  if (!begun) {
    int error = errno;
    lur_spawner_free(s);
    errno = error;
    return LUR_IO;
  }
  *out = s;
  return LUR_OK;
}

static bool is_over(struct process *p)
{
  if (p->pid && waitpid(p->pid, NULL, WNOHANG) != 0) p->pid = 0;
  return !p->pid;
}

bool lur_spawner_ask(lur_spawner *s, int door)
{
  s->asked++;
  for (; s->current < spares; s->current++)
    if (!is_over(&s->process[s->current]) && lur_door_hand(s->process[s->current].socket, door, s->asked))
      return true;
  return false;
}

bool lur_spawner_has_ended(lur_spawner *s)
{
  if (s->current >= spares || is_over(&s->process[s->current])) return true;
  return atomic_load(&s->board->ended) == s->asked;
}

/// Of one whose socket is closed.
static void wait_for_end(struct process *p)
{
  int64_t until = lur_line_now_ns() + (int64_t)end_within_ms * 1000000;
  while (!is_over(p) && lur_line_now_ns() < until) (void)poll(NULL, 0, look_every_ms);
  if (!p->pid) return;
  kill(p->pid, SIGKILL);
  while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR) continue;
  p->pid = 0;
}

void lur_spawner_free(lur_spawner *s)
{
  if (!s) return;
  for (int i = 0; i < spares; i++)
    if (s->process[i].socket >= 0) close(s->process[i].socket);
  for (int i = 0; i < spares; i++) wait_for_end(&s->process[i]);
  if (s->board) munmap(s->board, sizeof *s->board);
  free(s);
}
