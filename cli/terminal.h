/// \file
/// The whole terminal as a page: drawing, keys, its size. Of several at a time only one can be open.
#ifndef LUR_CLI_TERMINAL_H
#define LUR_CLI_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/page.h"

enum {
  LUR_KEY_NONE = -1,
  LUR_KEY_ENTER = '\n',
  LUR_KEY_ESCAPE = 0x1B,
  LUR_KEY_BACKSPACE = 0x08,
  LUR_KEY_OTHER = 0 ///< an arrow and the like
};

/// The size of the terminal behind a stream. False: there is none.
bool lur_terminal_measure(FILE *out, int *rows, int *columns);

typedef struct lur_terminal lur_terminal;
/// Takes over the terminal behind `out` and `in`. NULL: it cannot do what is needed (TERM), or no memory.
lur_terminal *lur_terminal_open(FILE *out, FILE *in);
void lur_terminal_size(const lur_terminal *t, int *rows, int *columns);
/// To be called when the terminal has another size (SIGWINCH).
void lur_terminal_resized(lur_terminal *t);
void lur_terminal_show(lur_terminal *t, const struct lur_page *page);
/// The next key, a character as Unicode numbers it or one of the above, without waiting.
int lur_terminal_key(lur_terminal *t);
/// Gives the terminal back as it was. NULL is fine.
void lur_terminal_close(lur_terminal *t);

#endif
