#define _GNU_SOURCE
#include "cli/talk.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"

void lur_say(const char *format, ...)
{
  va_list args;
  va_start(args, format);
  flockfile(stderr); // whole lines, whichever thread speaks
  fputs("lur: ", stderr);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  funlockfile(stderr);
  va_end(args);
}

lur_exit lur_say_diag(lur_status status, const struct lur_diag *diag)
{
  char line[sizeof *diag + 64];
  if (diag->text[0])
    lur_say("%s", lur_diag_format(diag, line, sizeof line));
  else
    lur_say("%s", lur_status_text(status));
  return lur_exit_of(status);
}

lur_exit lur_say_usage(const char *command, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  fputs("lur: ", stderr);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
  if (command)
    lur_say(_("'lur %s --help' shows how it is used"), command);
  else
    lur_say("%s", _("'lur --help' lists the commands"));
  return LUR_EXIT_USAGE;
}

/// A file whose name looks like an option, among the arguments; NULL when there is none.
static const char *dashed_file(char *const *argv)
{
  for (int i = 1; argv[i] && strcmp(argv[i], "--") != 0; i++)
    if (argv[i][0] == '-' && argv[i][1] && access(argv[i], F_OK) == 0) return argv[i];
  return NULL;
}

lur_exit lur_say_option(const char *command, int which, char *const *argv)
{
  const char *file = dashed_file(argv), *word = argv[optind - 1];
  char letter[3] = {'-', (char)optopt, '\0'};
  bool is_long = strncmp(word, "--", 2) == 0;
  if (which == ':')
    return lur_say_usage(command, _("the option '%s' lacks its value"), is_long ? word : letter);
  if (file)
    return lur_say_usage(command, _("'%s' looks like an option; name the file as './%s'"), file, file);
  return lur_say_usage(command, _("there is no option '%s'"),
                       is_long || optopt <= 0 || optopt > 127 ? word : letter);
}

void lur_speak(const char *language)
{
  if (!lur_i18n_use(language))
    lur_say(_("lur's own words are not there in the language '%s'; a language is named as in sv, da, nb, nl "
              "or en"),
            language);
}

bool lur_colours(int fd)
{
  const char *none = getenv("NO_COLOR"), *term = getenv("TERM");
  return isatty(fd) && !(none && *none) && term && strcmp(term, "dumb") != 0;
}

int lur_columns(int fd)
{
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) return size.ws_col;
  return 80;
}

/// Whether a line in the terminal can be written over.
static bool can_write_over(void)
{
  const char *term = getenv("TERM");
  return isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
}

void lur_progress(const char *format, ...)
{
  if (!can_write_over()) return;
  va_list args;
  va_start(args, format);
  fputs("\r\033[K", stderr);
  vfprintf(stderr, format, args);
  fflush(stderr);
  va_end(args);
}

void lur_progress_end(void)
{
  if (can_write_over()) fputs("\r\033[K", stderr);
}

static int64_t now_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void lur_count_show(struct lur_count *count, size_t done, size_t of)
{
  enum { patience_ms = 1000, every_ms = 100 };
  int64_t now = now_ms();
  if (!count->began_ms) count->began_ms = now;
  if (of < 2 || now - count->began_ms < patience_ms || now - count->shown_ms < every_ms) return;
  count->shown_ms = now;
  lur_progress(_("%zu of %zu calls"), done, of);
}
