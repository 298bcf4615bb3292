#include "waves/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/csv.h"
#include "base/i18n.h"
#include "base/nearest.h"

enum { MOST_COLUMNS = 200, NOBODYS = -1 };

struct sheet {
  struct lur_csv csv;
  struct lur_diag diag;
  struct lur_reading *r;
  const struct lur_sheet_column *columns;
  size_t n;
  int kind[MOST_COLUMNS]; ///< which of columns, or NOBODYS
  size_t width;
  struct lur_sheet_cell cell[LUR_SHEET_COLUMNS];
};

static bool failed(struct sheet *s, lur_status status)
{
  if (status == LUR_OK) return false;
  if (status == LUR_NO_MEM)
    lur_reading_no_mem(s->r);
  else
    lur_fault(s->r, s->diag.line, s->diag.column, "%s", s->diag.text);
  return true;
}

static void fault_column(struct sheet *s, const char *title)
{
  char all[300] = "";
  struct lur_nearest near = {.word = title};
  for (size_t i = 0; i < s->n; i++) {
    size_t used = strlen(all);
    lur_nearest_try(&near, s->columns[i].name);
    snprintf(all + used, sizeof all - used, "%s%s", i ? ", " : "", s->columns[i].name);
  }
  if (near.best)
    lur_fault(s->r, s->csv.cell_line, s->csv.cell_column, _("there is no column “%.60s”; did you mean “%s”?"),
              title, near.best);
  else
    lur_fault(
        s->r, s->csv.cell_line, s->csv.cell_column,
        _("there is no column “%.60s”; the columns are: %s; a name that begins with “x-” is left alone"),
        title, all);
}

static void add_column(struct sheet *s)
{
  const char *title = lur_csv_text(&s->csv);
  int kind = NOBODYS;
  for (size_t i = 0; i < s->n && kind == NOBODYS; i++)
    if (strcasecmp(title, s->columns[i].name) == 0) kind = (int)i;
  if (kind == NOBODYS && title[0] && strncasecmp(title, "x-", 2) != 0) fault_column(s, title);
  for (size_t i = 0; i < s->width && kind != NOBODYS; i++)
    if (s->kind[i] == kind)
      lur_fault(s->r, s->csv.cell_line, s->csv.cell_column,
                _("the column “%.60s” stands here twice; remove one of them"), title);
  s->kind[s->width++] = kind;
}

static bool has_column(const struct sheet *s, size_t which)
{
  for (size_t i = 0; i < s->width; i++)
    if (s->kind[i] == (int)which) return true;
  return false;
}

/// False: rows make no sense.
static bool read_head(struct sheet *s)
{
  size_t before = s->r->faults->n;
  lur_csv_row(&s->csv);
  for (bool last = false; !last;) {
    if (failed(s, lur_csv_cell(&s->csv, &last))) return false;
    if (s->width == MOST_COLUMNS) {
      lur_fault(s->r, 1, (int)s->width, "%s", _("there are too many columns; is this the right file?"));
      return false;
    }
    add_column(s);
  }
  for (size_t i = 0; i < s->n; i++)
    if (s->columns[i].required && !has_column(s, i))
      lur_fault(s->r, 1, 1, _("the column “%s” is missing; add it to the first line"), s->columns[i].name);
  return s->r->faults->n == before && s->r->status != LUR_NO_MEM;
}

static void start_row(struct sheet *s, int line)
{
  for (size_t i = 0; i < s->n; i++) {
    free(s->cell[i].text);
    s->cell[i] = (struct lur_sheet_cell){.text = strdup(""), .line = line, .column = 1};
    if (!s->cell[i].text) lur_reading_no_mem(s->r);
  }
  lur_csv_row(&s->csv);
}

static void take_cell(struct sheet *s, size_t at)
{
  const char *text = lur_csv_text(&s->csv);
  if (at >= s->width && text[0])
    lur_fault(s->r, s->csv.cell_line, s->csv.cell_column, "%s",
              _("this cell has no column above it; does a text that holds the separator lack its quotes?"));
  if (at >= s->width || s->kind[at] == NOBODYS) return;
  struct lur_sheet_cell *cell = &s->cell[s->kind[at]];
  free(cell->text);
  *cell = (struct lur_sheet_cell){strdup(text), s->csv.cell_line, s->csv.cell_column};
  if (!cell->text) lur_reading_no_mem(s->r);
}

static void check_row(struct sheet *s, int line)
{
  for (size_t i = 0; i < s->n; i++)
    if (s->columns[i].required && s->cell[i].text && !s->cell[i].text[0])
      lur_fault(s->r, line, s->cell[i].column, _("the cell “%s” is empty; fill it in"), s->columns[i].name);
}

/// The line of the row, or 0 for one that is empty; -1: it cannot be read on.
static int read_row(struct sheet *s)
{
  int line = s->csv.line;
  bool last = false, blank = true;
  start_row(s, line);
  for (size_t at = 0; !last && s->r->status != LUR_NO_MEM; at++) {
    if (failed(s, lur_csv_cell(&s->csv, &last))) return -1;
    if (lur_csv_text(&s->csv)[0]) blank = false;
    take_cell(s, at);
  }
  return s->r->status == LUR_NO_MEM ? -1 : blank ? 0 : line;
}

static bool is_text(struct sheet *s, const char *text, size_t len)
{
  size_t valid = lur_utf8_length(text, len);
  int line = 1;
  if (valid == len) return true;
  for (size_t i = 0; i < valid; i++) line += text[i] == '\n';
  lur_fault(s->r, line, 0, "%s", _("this is not UTF-8 text; save the table again, as “CSV UTF-8”"));
  return false;
}

void lur_sheet_read(struct lur_reading *r, const char *text, size_t len,
                    const struct lur_sheet_column *columns, size_t n, size_t limit,
                    void (*visit)(struct lur_reading *r, const struct lur_sheet_cell *cell, int line,
                                  void *ctx),
                    void *ctx)
{
  struct sheet s = {.r = r, .columns = columns, .n = n};
  size_t rows = 0;
  if (!is_text(&s, text, len)) return;
  lur_csv_begin(&s.csv, text, len, r->name, &s.diag);
  bool going = read_head(&s);
  while (going && !lur_csv_ended(&s.csv) && r->faults->n < LUR_FAULTS_LIMIT) {
    int line = read_row(&s);
    if (line < 0) break;
    if (line == 0) continue;
    if (rows++ == limit) {
      lur_fault(r, line, 1, _("the table has more than %zu rows; split it"), limit);
      break;
    }
    check_row(&s, line);
    visit(r, s.cell, line, ctx);
  }
  for (size_t i = 0; i < n; i++) free(s.cell[i].text);
  lur_csv_clear(&s.csv);
}
