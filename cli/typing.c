#define _GNU_SOURCE // signalfd, winsize
#include "cli/typing.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "report/utf8.h"

enum { pause_ms = 1500, usual_columns = 80, least_columns = 20 };
enum { backspace = 0x08, erase_line = 0x15, erase_word = 0x17, escape = 0x1B, rub_out = 0x7F };

/// A line while it is typed.
struct line {
  const struct lur_typing *typing;
  const char *prompt;
  char *text;
  size_t size;
  int in, signals;
  struct termios before;
  sigset_t mask;
  int sequence; ///< of a key that sends several bytes: how far
  bool kept;    ///< nothing has been typed since
};

bool lur_typing_can(FILE *in, FILE *out)
{
  const char *term = getenv("TERM");
  return term && *term && strcmp(term, "dumb") != 0 && isatty(fileno(in)) && isatty(fileno(out));
}

// ---- What is shown

static size_t width_of(const char *text)
{
  char *clean = lur_utf8_clean(text);
  size_t width = clean ? lur_utf8_width(clean) : 0;
  free(clean);
  return width;
}

/// Columns for the text beside the prompt.
static size_t room(const struct line *l)
{
  struct winsize size;
  bool known = ioctl(fileno(l->typing->out), TIOCGWINSZ, &size) == 0 && size.ws_col >= least_columns;
  size_t columns = known ? size.ws_col : usual_columns, prompt = width_of(l->prompt);
  return columns > prompt + 2 ? columns - prompt - 1 : 1;
}

/// The whole line anew; of a long one its end.
static void show(const struct line *l)
{
  const char *from = l->text;
  while (*from && width_of(from) > room(l)) do
      from++;
    while (((unsigned char)*from & 0xC0) == 0x80);
  fprintf(l->typing->out, "\r\033[K%s%s", l->prompt, from);
  fflush(l->typing->out);
}

// ---- What is typed

static void drop_last(char *text)
{
  size_t n = strlen(text);
  while (n && ((unsigned char)text[n - 1] & 0xC0) == 0x80) n--;
  text[n ? n - 1 : 0] = '\0';
}

static void drop_word(char *text)
{
  size_t n = strlen(text);
  while (n && text[n - 1] == ' ') n--;
  while (n && text[n - 1] != ' ') n--;
  text[n] = '\0';
}

/// Whether the byte belongs to an arrow or the like, which means nothing here.
static bool is_of_sequence(struct line *l, unsigned char c)
{
  if (l->sequence == 0 && c != escape) return false;
  if (l->sequence == 0)
    l->sequence = 1;
  else if (l->sequence == 1)
    l->sequence = c == '[' || c == 'O' ? 2 : 0;
  else if (c >= 0x40)
    l->sequence = 0;
  return true;
}

static void add(struct line *l, char c)
{
  size_t n = strlen(l->text);
  if (n + 1 >= l->size) return;
  l->text[n] = c;
  l->text[n + 1] = '\0';
  if (width_of(l->text) > room(l)) {
    show(l);
  } else {
    fputc(c, l->typing->out);
    fflush(l->typing->out);
  }
}

/// True: the line is whole.
static bool take(struct line *l, char c)
{
  l->kept = false;
  if (c == '\n' || c == '\r') return true;
  if (is_of_sequence(l, (unsigned char)c)) return false;
  bool changes = c == backspace || c == rub_out || c == erase_line || c == erase_word;
  if (c == backspace || c == rub_out) drop_last(l->text);
  if (c == erase_line) l->text[0] = '\0';
  if (c == erase_word) drop_word(l->text);
  if (changes) show(l);
  if ((unsigned char)c >= ' ' && c != rub_out) add(l, c);
  return false;
}

static void keep(struct line *l)
{
  if (!l->kept && l->typing->keep) l->typing->keep(l->typing->self, l->text);
  l->kept = true;
}

// ---- The terminal

static bool begin(struct line *l)
{
  static const int heard[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH};
  sigset_t set;
  sigemptyset(&set);
  for (size_t i = 0; i < sizeof heard / sizeof *heard; i++) sigaddset(&set, heard[i]);
  if (tcgetattr(l->in, &l->before) != 0 || sigprocmask(SIG_BLOCK, &set, &l->mask) != 0) return false;
  struct termios raw = l->before;
  raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
  (void)tcsetattr(l->in, TCSADRAIN, &raw); // what was typed ahead is not lost
  l->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  return true;
}

static void end(struct line *l)
{
  if (l->signals >= 0) close(l->signals);
  l->signals = -1;
  (void)tcsetattr(l->in, TCSADRAIN, &l->before);
  sigprocmask(SIG_SETMASK, &l->mask, NULL);
}

/// A signal does what it does to any program, but the line is kept first.
static void heed(struct line *l)
{
  struct signalfd_siginfo told;
  if (read(l->signals, &told, sizeof told) != (ssize_t)sizeof told) return;
  if (told.ssi_signo != SIGWINCH) {
    keep(l);
    end(l);
    (void)raise((int)told.ssi_signo);
    (void)begin(l); // it was a stop, or somebody has this signal ignored
  }
  show(l);
}

/// Reads on. False: there is no more.
static bool read_some(struct line *l, bool *whole)
{
  char c;
  struct pollfd fd[2] = {{.fd = l->in, .events = POLLIN}, {.fd = l->signals, .events = POLLIN}};
  int n = poll(fd, 2, l->kept ? -1 : pause_ms);
  if (n == 0) keep(l);
  if (n > 0 && (fd[1].revents & POLLIN)) {
    heed(l);
    return true;
  }
  if (n <= 0 || !fd[0].revents) return true;
  if (read(l->in, &c, 1) != 1) return false;
  if ((cc_t)c == l->before.c_cc[VEOF]) return l->text[0] != '\0';
  *whole = take(l, c);
  return true;
}

bool lur_typing_line(const struct lur_typing *typing, const char *prompt, char *line, size_t size)
{
  bool whole = false, more = true;
  struct line l = {.typing = typing, .prompt = prompt, .text = line, .size = size, .in = fileno(typing->in)};
  snprintf(line, size, "%s", typing->begun ? typing->begun : "");
  l.kept = line[0] != '\0';
  if (!begin(&l)) return false;
  show(&l);
  while (more && !whole) more = read_some(&l, &whole);
  if (!more && line[0]) keep(&l); // the terminal is gone
  end(&l);
  fputc('\n', typing->out);
  return whole;
}
