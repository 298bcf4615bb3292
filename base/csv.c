#include "base/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/list.h"

lur_status lur_csv_fail(struct lur_csv *csv, const char *message)
{
  return lur_diag_set(csv->diag, LUR_BAD_INPUT, csv->name, csv->cell_line, csv->cell_column, "%s", message);
}

static char guess_separator(const struct lur_csv *csv)
{
  size_t commas = 0, semicolons = 0, tabs = 0;
  for (const char *s = csv->at; s < csv->end && *s != '\n'; s++) {
    commas += *s == ',';
    semicolons += *s == ';';
    tabs += *s == '\t';
  }
  if (tabs > commas && tabs > semicolons) return '\t';
  return semicolons > commas ? ';' : ',';
}

void lur_csv_begin(struct lur_csv *csv, const char *text, size_t len, const char *name, struct lur_diag *diag)
{
  *csv =
      (struct lur_csv){.at = text, .end = text + len, .name = name, .diag = diag, .line = 1, .cell_line = 1};
  if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) csv->at += 3;
  csv->separator = guess_separator(csv);
}

bool lur_csv_ended(const struct lur_csv *csv)
{
  return csv->at == csv->end;
}

void lur_csv_row(struct lur_csv *csv)
{
  csv->cell_line = csv->line;
  csv->cell_column = 0;
}

const char *lur_csv_text(const struct lur_csv *csv)
{
  return csv->cell && csv->cell_length ? csv->cell : "";
}

void lur_csv_clear(struct lur_csv *csv)
{
  free(csv->cell);
  *csv = (struct lur_csv){0};
}

static lur_status put_byte(struct lur_csv *csv, char c)
{
  if (c == '\0')
    return lur_csv_fail(csv,
                        _("this cell holds a zero character; save the table as CSV with the encoding UTF-8"));
  if (csv->cell_length >= LUR_CSV_CELL_LIMIT)
    return lur_csv_fail(csv, _("this cell is too long; is a quote before it not closed?"));
  char *cell = lur_grow(csv->cell, &csv->cell_room, csv->cell_length + 1, 1);
  if (!cell) return LUR_NO_MEM;
  csv->cell = cell;
  cell[csv->cell_length++] = c;
  cell[csv->cell_length] = '\0';
  return LUR_OK;
}

static lur_status read_quoted(struct lur_csv *csv)
{
  for (csv->at++; csv->at < csv->end; csv->at++) {
    if (*csv->at == '"' && (csv->at + 1 == csv->end || csv->at[1] != '"')) {
      csv->at++;
      return LUR_OK;
    }
    csv->at += *csv->at == '"';
    csv->line += *csv->at == '\n';
    lur_status status = put_byte(csv, *csv->at);
    if (status != LUR_OK) return status;
  }
  return lur_csv_fail(csv, _("a text in quotes is not closed; add the missing quote"));
}

static bool ends_cell(const struct lur_csv *csv)
{
  return csv->at == csv->end || *csv->at == csv->separator || *csv->at == '\n' || *csv->at == '\r';
}

/// Removes blanks around an unquoted cell.
static void trim(struct lur_csv *csv)
{
  size_t skip = strspn(csv->cell, " \t");
  while (csv->cell_length > skip && strchr(" \t", csv->cell[csv->cell_length - 1])) csv->cell_length--;
  memmove(csv->cell, csv->cell + skip, csv->cell_length - skip);
  csv->cell_length -= skip;
  csv->cell[csv->cell_length] = '\0';
}

static void pass_line_end(struct lur_csv *csv)
{
  csv->at += csv->at < csv->end && *csv->at == '\r';
  if (csv->at < csv->end && *csv->at == '\n') {
    csv->at++;
    csv->line++;
  }
}

lur_status lur_csv_cell(struct lur_csv *csv, bool *last)
{
  bool quoted = csv->at < csv->end && *csv->at == '"';
  lur_status status = LUR_OK;
  csv->cell_length = 0;
  csv->cell_line = csv->line;
  csv->cell_column++;
  if (csv->cell) csv->cell[0] = '\0';
  if (quoted) status = read_quoted(csv);
  while (status == LUR_OK && !quoted && !ends_cell(csv)) status = put_byte(csv, *csv->at++);
  if (status != LUR_OK) return status;
  if (!ends_cell(csv))
    return lur_csv_fail(csv, _("after a closing quote the cell must end; write a quote inside a text twice"));
  if (!quoted && csv->cell) trim(csv);
  *last = csv->at == csv->end || *csv->at != csv->separator;
  if (*last)
    pass_line_end(csv);
  else
    csv->at++;
  return LUR_OK;
}
