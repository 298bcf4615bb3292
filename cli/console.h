/// \file
/// The terminal and the signals while a recording is made: nothing that comes from there ends it by accident.
#ifndef LUR_CLI_CONSOLE_H
#define LUR_CLI_CONSOLE_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>

struct lur_console {
  sigset_t old_signals;
  struct termios *old_terminal; ///< NULL: as it was
  bool keys;                    ///< somebody sits at the terminal, which gives each key at once
  int signals;
};

/// What has happened, to be or-ed.
enum {
  LUR_TOLD_END = 1,  ///< Ctrl-C, the terminal was closed, or the system wants it
  LUR_TOLD_SIZE = 2, ///< the terminal has another size
  LUR_TOLD_STOP = 4, ///< Ctrl-Z: nothing is stopped
  LUR_TOLD_KEY = 8   ///< there is something to read
};

/// Signals become something to read, before any thread starts. False, with errno: it failed; close it anyway.
bool lur_console_open(struct lur_console *c);
/// Gives all back as it was; what came in meanwhile has done its work.
void lur_console_close(struct lur_console *c);
/// Waits for a tenth of a second at most.
unsigned lur_console_wait(struct lur_console *c);
/// The next byte from the terminal, after LUR_TOLD_KEY; -1: there is none.
int lur_console_key(struct lur_console *c);

/// Sound libraries write on standard error as they like, and nobody can make use of it: it leads nowhere
/// until unhush. Returns what still leads to the user.
FILE *lur_hush(void);
void lur_unhush(FILE *talk); ///< what lur_hush returned

#endif
