#define _GNU_SOURCE
#include "cli/console.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

/// Those that are read. A terminal's other job signals only wait: a stopped program records nothing.
static void heard_signals(sigset_t *set)
{
  static const int heard[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH};
  sigemptyset(set);
  for (size_t i = 0; i < sizeof heard / sizeof *heard; i++) sigaddset(set, heard[i]);
}

bool lur_console_open(struct lur_console *c)
{
  sigset_t heard;
  *c = (struct lur_console){.signals = -1};
  heard_signals(&heard);
  sigset_t blocked = heard;
  sigaddset(&blocked, SIGTTOU);
  sigaddset(&blocked, SIGTTIN);
  if (sigprocmask(SIG_BLOCK, &blocked, &c->old_signals) != 0) return false;
  c->signals = signalfd(-1, &heard, SFD_CLOEXEC | SFD_NONBLOCK);
  bool ours = isatty(STDIN_FILENO) && tcgetpgrp(STDIN_FILENO) == getpgrp();
  if (ours) c->old_terminal = malloc(sizeof *c->old_terminal);
  if (c->old_terminal && tcgetattr(STDIN_FILENO, c->old_terminal) == 0) {
    struct termios raw = *c->old_terminal;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_iflag &= ~(tcflag_t)IXON; // Ctrl-S would stop what is shown, and with it the keys
    c->keys = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
  }
  return c->signals >= 0;
}

static unsigned read_signals(const struct lur_console *c)
{
  struct signalfd_siginfo signal;
  unsigned told = 0;
  while (read(c->signals, &signal, sizeof signal) == (ssize_t)sizeof signal)
    told |= signal.ssi_signo == SIGWINCH  ? LUR_TOLD_SIZE
            : signal.ssi_signo == SIGTSTP ? LUR_TOLD_STOP
                                          : LUR_TOLD_END;
  return told;
}

void lur_console_close(struct lur_console *c)
{
  if (c->keys) tcflush(STDIN_FILENO, TCIFLUSH);
  if (c->keys) tcsetattr(STDIN_FILENO, TCSANOW, c->old_terminal); // waits for nothing
  free(c->old_terminal);
  c->old_terminal = NULL;
  if (c->signals < 0) return;
  read_signals(c);
  close(c->signals);
  sigprocmask(SIG_SETMASK, &c->old_signals, NULL);
}

unsigned lur_console_wait(struct lur_console *c)
{
  struct pollfd wait[2] = {{.fd = c->signals, .events = POLLIN},
                           {.fd = c->keys ? STDIN_FILENO : -1, .events = POLLIN}};
  if (poll(wait, 2, 100) <= 0) return 0;
  unsigned told = read_signals(c);
  if (wait[1].revents & POLLIN)
    told |= LUR_TOLD_KEY;
  else if (wait[1].revents & (POLLHUP | POLLERR | POLLNVAL))
    c->keys = false; // the terminal has gone; the signal will follow
  return told;
}

int lur_console_key(struct lur_console *c)
{
  unsigned char key = 0;
  ssize_t n = read(STDIN_FILENO, &key, 1);
  if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) c->keys = false;
  return n == 1 ? key : -1;
}

FILE *lur_hush(void)
{
  int null = open("/dev/null", O_WRONLY | O_CLOEXEC), kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  FILE *talk = null >= 0 && kept >= 0 ? fdopen(kept, "w") : NULL;
  fflush(stderr);
  if (talk) (void)dup2(null, STDERR_FILENO);
  if (!talk && kept >= 0) close(kept);
  if (null >= 0) close(null);
  return talk ? talk : stderr;
}

void lur_unhush(FILE *talk)
{
  if (talk == stderr) return;
  fflush(talk);
  (void)dup2(fileno(talk), STDERR_FILENO);
  fclose(talk);
}
