#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/i18n.h"
#include "base/list.h"
#include "base/reading.h"
#include "cli/sidecar.h"

enum { CSV_LIMIT = 64 << 20 };
enum { NO_COLUMN = LUR_META_KEYS, FILE_COLUMN, OTHER_COLUMN, MOST_COLUMNS = 100 };

struct sheet {
  struct lur_csv csv;
  int kind[MOST_COLUMNS]; ///< a key, FILE or OTHER
  int columns;
  struct lur_meta_table *table;
};

static lur_status add_column(struct sheet *s)
{
  const char *title = lur_csv_text(&s->csv);
  bool other = strncmp(title, "x-", 2) == 0;
  int kind = other ? OTHER_COLUMN : strcmp(title, "file") == 0 ? FILE_COLUMN : (int)lur_meta_key_of(title);
  if (s->columns == MOST_COLUMNS)
    return lur_csv_fail(&s->csv, _("there are too many columns; is this the right file?"));
  if (kind == NO_COLUMN)
    return lur_diag_set(s->csv.diag, LUR_BAD_INPUT, s->csv.name, s->csv.cell_line, s->csv.cell_column,
                        _("the column “%.60s” is not known; a name that begins with “x-” is left alone"),
                        title);
  for (int i = 0; i < s->columns && kind != OTHER_COLUMN; i++)
    if (s->kind[i] == kind)
      return lur_diag_set(s->csv.diag, LUR_BAD_INPUT, s->csv.name, s->csv.cell_line, s->csv.cell_column,
                          _("the column “%.60s” stands here twice; remove one of them"), title);
  s->kind[s->columns++] = kind;
  return LUR_OK;
}

static lur_status read_header(struct sheet *s)
{
  bool last = false;
  lur_csv_row(&s->csv);
  while (!last) {
    lur_status status = lur_csv_cell(&s->csv, &last);
    if (status == LUR_OK) status = add_column(s);
    if (status != LUR_OK) return status;
  }
  for (int i = 0; i < s->columns; i++)
    if (s->kind[i] == FILE_COLUMN || s->kind[i] == LUR_META_ID) return LUR_OK;
  s->csv.cell_column = 1;
  return lur_csv_fail(&s->csv,
                      _("the column “file” is missing; add it, or “id”, and name each recording in it"));
}

static lur_status take_cell(struct sheet *s, int column, struct lur_meta_row *row)
{
  const char *text = lur_csv_text(&s->csv);
  if (!text[0]) return LUR_OK;
  if (column >= s->columns)
    return lur_csv_fail(
        &s->csv,
        _("this cell has no column above it; does a text that holds the separator lack its quotes?"));
  int kind = s->kind[column];
  if (kind == OTHER_COLUMN) return LUR_OK;
  char *copy = strdup(text);
  if (!copy) return LUR_NO_MEM;
  if (kind == FILE_COLUMN) {
    row->file = copy;
    return LUR_OK;
  }
  row->meta.text[kind] = copy;
  row->meta.line[kind] = s->csv.cell_line;
  row->meta.column[kind] = s->csv.cell_column;
  return LUR_OK;
}

static void clear_row(struct lur_meta_row *row)
{
  free(row->file);
  lur_meta_clear(&row->meta);
  row->file = NULL;
}

/// What a row is found by.
static const char *key_of(const struct lur_meta_row *row)
{
  return row->file ? row->file : row->meta.text[LUR_META_ID];
}

static int compare(const void *a, const void *b)
{
  const struct lur_meta_row *one = a, *other = b;
  int by_kind = !one->file - !other->file;
  return by_kind ? by_kind : strcmp(key_of(one), key_of(other));
}

static lur_status check_row(struct sheet *s, int line, struct lur_meta_row *row)
{
  row->meta.source = strdup(s->csv.name);
  if (!row->meta.source) return LUR_NO_MEM;
  if (!key_of(row))
    return lur_diag_set(s->csv.diag, LUR_BAD_INPUT, s->csv.name, line, 1, "%s",
                        _("this row names no recording; fill in “file” or “id”"));
  return lur_meta_check(&row->meta, s->csv.diag);
}

static lur_status keep_row(struct lur_meta_table *table, struct lur_meta_row *row)
{
  struct lur_meta_row *at = lur_grow(table->at, &table->room, table->n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  table->at = at;
  at[table->n++] = *row;
  *row = (struct lur_meta_row){0};
  return LUR_OK;
}

static lur_status read_row(struct sheet *s)
{
  struct lur_meta_row row = {0};
  bool last = false, blank = true;
  int line = s->csv.line;
  lur_status status = LUR_OK;
  lur_csv_row(&s->csv);
  for (int i = 0; !last && status == LUR_OK; i++) {
    status = lur_csv_cell(&s->csv, &last);
    if (status == LUR_OK && lur_csv_text(&s->csv)[0]) blank = false;
    if (status == LUR_OK) status = take_cell(s, i, &row);
  }
  if (status == LUR_OK && !blank) status = check_row(s, line, &row);
  if (status == LUR_OK && !blank) status = keep_row(s->table, &row);
  clear_row(&row);
  return status;
}

/// Of two rows of one recording neither is to be guessed.
static lur_status check_twice(struct sheet *s)
{
  struct lur_meta_table *t = s->table;
  if (t->n) qsort(t->at, t->n, sizeof *t->at, compare);
  for (size_t i = 1; i < t->n; i++)
    if (compare(&t->at[i - 1], &t->at[i]) == 0)
      return lur_diag_set(s->csv.diag, LUR_BAD_INPUT, s->csv.name, 0, 0,
                          _("two rows tell of “%.80s”; remove one of them"), key_of(&t->at[i]));
  return LUR_OK;
}

static lur_status read_sheet(struct sheet *s)
{
  size_t len = (size_t)(s->csv.end - s->csv.at), valid = lur_utf8_length(s->csv.at, len);
  if (valid < len) {
    for (size_t i = 0; i < valid; i++) s->csv.cell_line += s->csv.at[i] == '\n';
    return lur_csv_fail(&s->csv, _("this is not UTF-8 text; save the table again, as “CSV UTF-8”"));
  }
  lur_status status = read_header(s);
  while (status == LUR_OK && !lur_csv_ended(&s->csv)) status = read_row(s);
  return status == LUR_OK ? check_twice(s) : status;
}

lur_status lur_meta_read_csv(const char *text, size_t len, const char *name, struct lur_meta_table *out,
                             struct lur_diag *diag)
{
  struct sheet s = {.table = out};
  lur_meta_table_clear(out);
  if (len > CSV_LIMIT)
    return lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0, "%s",
                        _("the table is larger than 64 MiB; split it"));
  lur_csv_begin(&s.csv, text, len, name, diag);
  lur_status status = read_sheet(&s);
  lur_csv_clear(&s.csv);
  if (status != LUR_OK) lur_meta_table_clear(out);
  return status;
}

static const struct lur_meta *look_up(struct lur_meta_table *table, const struct lur_meta_row *key)
{
  struct lur_meta_row *row = table->n ? bsearch(key, table->at, table->n, sizeof *table->at, compare) : NULL;
  if (!row) return NULL;
  row->used = true;
  return &row->meta;
}

const struct lur_meta *lur_meta_table_find(struct lur_meta_table *table, const char *file, const char *id)
{
  const struct lur_meta *found = look_up(table, &(struct lur_meta_row){.file = (char *)file});
  if (found || !*id) return found;
  return look_up(table, &(struct lur_meta_row){.meta = {.text = {[LUR_META_ID] = (char *)id}}});
}

void lur_meta_table_clear(struct lur_meta_table *table)
{
  for (size_t i = 0; i < table->n; i++) clear_row(&table->at[i]);
  free(table->at);
  *table = (struct lur_meta_table){0};
}
