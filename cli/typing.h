/// \file
/// A line typed at a terminal, which is not lost with the terminal: what has been typed so far is kept, and
/// stands there again the next time.
#ifndef LUR_CLI_TYPING_H
#define LUR_CLI_TYPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/// All borrowed.
struct lur_typing {
  FILE *in, *out;
  const char *begun; ///< stands there at once, to be gone on with; NULL: nothing
  /// Told what has been typed, when the typist pauses and before a signal or a closed terminal ends the
  /// program. NULL: nothing is kept.
  void (*keep)(void *self, const char *text);
  void *self;
};

/// Whether both are terminals, and of a kind on which a line can be changed; else lines are read as they
/// come.
bool lur_typing_can(FILE *in, FILE *out);
/// Shows the prompt (one line, UTF-8) and reads a line of less than `size` bytes, without its end: Backspace,
/// Ctrl-W and Ctrl-U change it, what is too long for the terminal is shown from its end. A signal that ends
/// programs ends this one once the line is kept. False: Ctrl-D in an empty line, or the terminal is gone.
bool lur_typing_line(const struct lur_typing *typing, const char *prompt, char *line, size_t size);

#endif
