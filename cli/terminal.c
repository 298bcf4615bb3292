#define _GNU_SOURCE        // winsize
#define NCURSES_WIDECHAR 1 // get_wch
#define NCURSES_NOMACROS 1
#include "cli/terminal.h"

#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct lur_terminal {
  SCREEN *screen;
  FILE *out;
  bool colour;
};

bool lur_terminal_measure(FILE *out, int *rows, int *columns)
{
  struct winsize size;
  if (ioctl(fileno(out), TIOCGWINSZ, &size) != 0 || !size.ws_row || !size.ws_col) return false;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return true;
}

/// Where the locale is none of UTF-8, what lur writes is all the same.
static void speak_utf8(void)
{
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) (void)setlocale(LC_CTYPE, "C.UTF-8");
}

/// As in lur's other texts; with few colours their nearest ones.
static void make_colours(void)
{
  static const short many[LUR_STYLES] = {
      [LUR_STYLE_AGENT] = 32, [LUR_STYLE_CALLER] = 166, [LUR_STYLE_PROMPT] = 178, [LUR_STYLE_ALERT] = 160};
  static const short few[LUR_STYLES] = {[LUR_STYLE_AGENT] = COLOR_BLUE,
                                        [LUR_STYLE_CALLER] = COLOR_YELLOW,
                                        [LUR_STYLE_PROMPT] = COLOR_MAGENTA,
                                        [LUR_STYLE_ALERT] = COLOR_RED};
  start_color();
  use_default_colors();
  for (short i = LUR_STYLE_AGENT; i < LUR_STYLES; i++) init_pair(i, COLORS >= 256 ? many[i] : few[i], -1);
}

static attr_t attributes(const lur_terminal *t, lur_style style)
{
  attr_t a = style == LUR_STYLE_STRONG || style == LUR_STYLE_ALERT ? A_BOLD
             : style == LUR_STYLE_SOFT                             ? A_DIM
                                                                   : A_NORMAL;
  return t->colour && style >= LUR_STYLE_AGENT ? a | (attr_t)COLOR_PAIR((int)style) : a;
}

static const int handled[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
enum { handlers = sizeof handled / sizeof *handled };

static void keep_handlers(struct sigaction old[handlers])
{
  for (int i = 0; i < handlers; i++) sigaction(handled[i], NULL, &old[i]);
}

static void restore_handlers(const struct sigaction old[handlers])
{
  for (int i = 0; i < handlers; i++) sigaction(handled[i], &old[i], NULL);
}

lur_terminal *lur_terminal_open(FILE *out, FILE *in)
{
  lur_terminal *t = calloc(1, sizeof *t);
  const char *no_colour = getenv("NO_COLOR");
  struct sigaction old[handlers];
  if (!t) return NULL;
  speak_utf8();
  t->out = out;
  keep_handlers(old);
  t->screen = newterm(NULL, out, in);
  restore_handlers(old); // signals are none of its business
  if (!t->screen) {
    free(t);
    return NULL;
  }
  set_term(t->screen);
  set_escdelay(50);
  cbreak();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  t->colour = !(no_colour && *no_colour) && has_colors();
  if (t->colour) make_colours();
  return t;
}

void lur_terminal_size(const lur_terminal *t, int *rows, int *columns)
{
  (void)t;
  getmaxyx(stdscr, *rows, *columns);
}

void lur_terminal_resized(lur_terminal *t)
{
  int rows, columns;
  if (!lur_terminal_measure(t->out, &rows, &columns)) return;
  resizeterm(rows, columns);
  clearok(stdscr, TRUE);
}

static void show_line(const lur_terminal *t, int row, const struct lur_page_line *line)
{
  size_t n = strlen(line->text), from = 0;
  move(row, 0);
  for (size_t i = 1; i <= n; i++) {
    if (i < n && line->style[i] == line->style[from]) continue;
    attrset((int)attributes(t, (lur_style)line->style[from]));
    addnstr(line->text + from, (int)(i - from));
    from = i;
  }
  attrset(A_NORMAL);
  clrtoeol();
}

void lur_terminal_show(lur_terminal *t, const struct lur_page *page)
{
  int rows, columns;
  lur_terminal_size(t, &rows, &columns);
  erase();
  for (int i = 0; i < page->rows && i < rows; i++) show_line(t, i, &page->line[i]);
  curs_set(page->cursor_row >= 0);
  if (page->cursor_row >= 0) move(page->cursor_row, page->cursor_column);
  refresh();
}

int lur_terminal_key(lur_terminal *t)
{
  wint_t c = 0;
  (void)t;
  int kind = get_wch(&c);
  if (kind == ERR) return LUR_KEY_NONE;
  if (kind == KEY_CODE_YES) {
    if (c == KEY_BACKSPACE || c == KEY_DC) return LUR_KEY_BACKSPACE;
    return c == KEY_ENTER ? LUR_KEY_ENTER : LUR_KEY_OTHER;
  }
  if (c == '\r') return LUR_KEY_ENTER;
  return c == 0x7F ? LUR_KEY_BACKSPACE : (int)c;
}

void lur_terminal_close(lur_terminal *t)
{
  if (!t) return;
  struct sigaction old[handlers];
  keep_handlers(old);
  endwin();
  restore_handlers(old);
  delscreen(t->screen);
  free(t);
}
