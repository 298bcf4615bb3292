#define _GNU_SOURCE
#include "cli/table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "report/utf8.h"

/// Letters and signs of ASCII need no cleaning and take a column each: nearly all cells of long tables.
static bool is_plain(const char *text)
{
  for (; *text; text++)
    if (*text < 0x20 || *text > 0x7e) return false;
  return true;
}

static size_t columns_of(const char *text)
{
  return is_plain(text) ? strlen(text) : lur_utf8_width(text);
}

/// Room for n more bytes of text; the texts lie one after another, as there are many and all are short.
static char *text_room(struct lur_table *t, size_t n)
{
  if (n > t->text_room - t->text_used) {
    size_t room = 2 * t->text_room + n + 4096;
    char *grown = realloc(t->text, room);
    if (!grown) return NULL;
    t->text = grown;
    t->text_room = room;
  }
  return t->text + t->text_used;
}

static void put_clean(struct lur_table *t, const char *text)
{
  size_t n = strlen(text) + 1;
  size_t *grown = lur_grow(t->at, &t->room, t->cells, sizeof *grown);
  if (grown) t->at = grown;
  char *to = grown ? text_room(t, n) : NULL;
  if (!to) {
    t->status = LUR_NO_MEM;
    return;
  }
  memcpy(to, text, n);
  t->at[t->cells++] = t->text_used;
  t->text_used += n;
}

void lur_table_put(struct lur_table *t, const char *text)
{
  if (t->status != LUR_OK) return;
  if (is_plain(text)) {
    put_clean(t, text);
    return;
  }
  char *clean = lur_utf8_clean(text);
  if (clean)
    put_clean(t, clean);
  else
    t->status = LUR_NO_MEM;
  free(clean);
}

static const char *cell_of(const struct lur_table *t, size_t i)
{
  return t->text + t->at[i];
}

void lur_table_put_number(struct lur_table *t, int64_t number)
{
  char text[32];
  snprintf(text, sizeof text, "%" PRId64, number);
  lur_table_put(t, text);
}

void lur_table_put_millionths(struct lur_table *t, int64_t millionths)
{
  char text[40];
  int64_t size = millionths < 0 ? -millionths : millionths;
  snprintf(text, sizeof text, "%s%" PRId64 ".%06" PRId64, millionths < 0 ? "-" : "", size / 1000000,
           size % 1000000);
  char *end = text + strlen(text) - 1;
  while (*end == '0') *end-- = '\0';
  if (*end == '.') *end = '\0';
  lur_table_put(t, text);
}

/// Width of a column; 0 where only its head has something.
static size_t width_of(const struct lur_table *t, size_t column)
{
  size_t most = 0;
  bool filled = false;
  for (size_t i = column; i < t->cells; i += t->columns) {
    size_t width = columns_of(cell_of(t, i));
    if (width > most) most = width;
    if (i >= t->columns && width) filled = true;
  }
  return filled ? most : 0;
}

static void blanks(FILE *out, size_t n)
{
  static const char some[] = "                                ";
  for (; n > sizeof some - 1; n -= sizeof some - 1) fwrite(some, 1, sizeof some - 1, out);
  fwrite(some, 1, n, out);
}

static void print_row(const struct lur_table *t, size_t row, const size_t *width, FILE *out)
{
  size_t due = 0; // blanks not yet written: no line ends in blanks
  bool first = true;
  for (size_t c = 0; c < t->columns; c++) {
    if (!width[c]) continue;
    const char *text = cell_of(t, row * t->columns + c);
    size_t spare = width[c] - columns_of(text);
    bool right = t->right >> c & 1;
    due += first ? 0 : 2;
    first = false;
    if (right) due += spare;
    if (text[0]) {
      blanks(out, due);
      due = 0;
      fputs(text, out);
    }
    if (!right) due += spare;
  }
  fputc('\n', out);
}

void lur_table_print(const struct lur_table *t, FILE *out)
{
  size_t width[64];
  for (size_t c = 0; c < t->columns; c++) width[c] = width_of(t, c);
  for (size_t row = 0; (row + 1) * t->columns <= t->cells; row++) print_row(t, row, width, out);
}

/// Spreadsheets run a cell that begins like a formula, quotes or not; figures below zero are none.
static void csv_cell(const char *text, bool figure, FILE *out)
{
  bool formula = !figure && text[0] && strchr("=+-@", text[0]);
  bool quoted = strpbrk(text, ",\"") || text[0] == ' ';
  if (quoted) fputc('"', out);
  if (formula) fputc('\'', out);
  for (const char *c = text; *c; c++) {
    if (*c == '"') fputc('"', out);
    fputc(*c, out);
  }
  if (quoted) fputc('"', out);
}

void lur_table_csv(const struct lur_table *t, FILE *out)
{
  for (size_t i = 0; i < t->cells; i++) {
    size_t c = i % t->columns;
    if (c) fputc(',', out);
    csv_cell(cell_of(t, i), t->right >> c & 1, out);
    if (c + 1 == t->columns) fputs("\r\n", out);
  }
}

static void json_text(const char *text, FILE *out)
{
  fputc('"', out);
  for (const char *c = text; *c; c++) {
    if (*c == '"' || *c == '\\') fputc('\\', out);
    fputc(*c, out);
  }
  fputc('"', out);
}

void lur_table_json_row(const struct lur_table *t, size_t row, FILE *out)
{
  for (size_t c = 0; c < t->columns; c++) {
    const char *text = cell_of(t, row * t->columns + c);
    fputc(c ? ',' : '{', out);
    json_text(cell_of(t, c), out);
    fputc(':', out);
    if (!text[0])
      fputs("null", out);
    else if ((t->right | t->logic) >> c & 1)
      fputs(text, out);
    else
      json_text(text, out);
  }
  fputc('}', out);
}

void lur_table_json(const struct lur_table *t, FILE *out)
{
  for (size_t row = 1; (row + 1) * t->columns <= t->cells; row++) {
    lur_table_json_row(t, row, out);
    fputc('\n', out);
  }
}

void lur_table_clear(struct lur_table *t)
{
  free(t->text);
  free(t->at);
  *t = (struct lur_table){0};
}
