#include "report/csv_out.h"

#include <stdlib.h>
#include <string.h>

#include "report/utf8.h"
#include "report/words.h"

void lur_csv_next(struct lur_csv *row)
{
  if (row->begun) fputc(',', row->out);
  row->begun = true;
}

void lur_csv_empty(struct lur_csv *row)
{
  lur_csv_next(row);
}

void lur_csv_plain(struct lur_csv *row, const char *text)
{
  lur_csv_next(row);
  fputs(text, row->out);
}

lur_status lur_csv_put(struct lur_csv *row, const char *text)
{
  char *clean = lur_utf8_clean(text ? text : "");
  if (!clean) return LUR_NO_MEM;
  lur_csv_next(row);
  // Spreadsheets run a cell that begins like a formula, quotes or not.
  bool formula = clean[0] && strchr("=+-@", clean[0]), quoted = strpbrk(clean, ",\"") || clean[0] == ' ';
  if (quoted) fputc('"', row->out);
  if (formula) fputc('\'', row->out);
  for (const char *c = clean; *c; c++) {
    if (*c == '"') fputc('"', row->out);
    fputc(*c, row->out);
  }
  if (quoted) fputc('"', row->out);
  free(clean);
  return LUR_OK;
}

void lur_csv_number(struct lur_csv *row, double number, int decimals)
{
  char text[64];
  snprintf(text, sizeof text, "%.*f", decimals, lur_words_round(number, decimals));
  if (strchr(text, '.')) {
    char *end = text + strlen(text) - 1;
    while (*end == '0') *end-- = '\0';
    if (*end == '.') *end = '\0';
  }
  lur_csv_plain(row, text);
}

void lur_csv_bool(struct lur_csv *row, bool yes)
{
  lur_csv_plain(row, yes ? "true" : "false");
}

lur_status lur_csv_end(struct lur_csv *row)
{
  fputs("\r\n", row->out);
  return ferror(row->out) ? LUR_IO : LUR_OK;
}
