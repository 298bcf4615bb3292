/// \file
/// What the program says on standard error: sentences, hints, progress.
#ifndef LUR_CLI_TALK_H
#define LUR_CLI_TALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "cli/command.h"

/// "lur: file:line: text".
void lur_say(const char *format, ...) LUR_PRINTF(1, 2);
/// Says a diagnostic, or the status's own sentence when the diagnostic is empty; returns the exit code.
lur_exit lur_say_diag(lur_status status, const struct lur_diag *diag);
/// Wrong usage: says it with a hint at --help; returns LUR_EXIT_USAGE.
lur_exit lur_say_usage(const char *command, const char *format, ...) LUR_PRINTF(2, 3);

/// An option getopt_long does not take (`which` is '?', or ':' where its value is missing); returns
/// LUR_EXIT_USAGE.
lur_exit lur_say_option(const char *command, int which, char *const *argv);
/// Speaks the language asked for by --lang from now on; says so where lur's own words are not in it.
void lur_speak(const char *language);

/// Whether a stream is a terminal that shows colours (and NO_COLOR is not set).
bool lur_colours(int fd);
/// Width of the terminal behind a stream in columns; 80 where there is none.
int lur_columns(int fd);

/// A line of progress on a terminal's standard error, renewed in place; nothing where it is no terminal.
void lur_progress(const char *format, ...) LUR_PRINTF(1, 2);
void lur_progress_end(void); ///< wipes the line

/// How far a work on many has come. Zero-initialise.
struct lur_count {
  int64_t began_ms, shown_ms;
};
/// "12 of 300 calls" as progress, from the second second on, and as often as an eye can follow. Of one alone
/// nothing is shown.
void lur_count_show(struct lur_count *count, size_t done, size_t of);

#endif
