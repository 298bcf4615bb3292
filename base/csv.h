/// \file
/// Tables as spreadsheets save them, cell by cell: separated by comma, semicolon or tab, texts in quotes
/// where they must be (RFC 4180), a byte order mark skipped. Bytes are handed on as they are; who needs UTF-8
/// looks first.
#ifndef LUR_BASE_CSV_H
#define LUR_BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"

enum { LUR_CSV_CELL_LIMIT = 20000 }; ///< bytes; a longer cell is most likely a quote that was not closed

/// Where the reading stands. Begin with lur_csv_begin, clear with lur_csv_clear.
struct lur_csv {
  const char *at, *end;  ///< what is not read yet
  const char *name;      ///< of the file, for messages; borrowed
  struct lur_diag *diag; ///< borrowed; may be NULL
  char separator;        ///< the one that stands most often in the first line
  int line;              ///< 1-based, of what is read next
  char *cell;            ///< the one read last, without its quotes; lur_csv_text hands it out
  size_t cell_length, cell_room;
  int cell_line, cell_column; ///< where it stood; its column counts cells, as spreadsheets do
};

/// Starts before the first row. The text is borrowed until lur_csv_clear.
void lur_csv_begin(struct lur_csv *csv, const char *text, size_t len, const char *name,
                   struct lur_diag *diag);
bool lur_csv_ended(const struct lur_csv *csv); ///< there is no further row
void lur_csv_row(struct lur_csv *csv);         ///< the next cell is the first of its row
/// Reads a cell and the separator or line end after it. *last: it was the last of its row. LUR_BAD_INPUT: a
/// quote that is not closed, text after a closing quote, a zero character, a cell beyond the limit.
/// LUR_NO_MEM.
LUR_NODISCARD lur_status lur_csv_cell(struct lur_csv *csv, bool *last);
/// The cell read last; unquoted cells without the blanks around them. Never NULL; valid until the next one.
const char *lur_csv_text(const struct lur_csv *csv);
/// LUR_BAD_INPUT, with that message about the cell read last.
lur_status lur_csv_fail(struct lur_csv *csv, const char *message);
void lur_csv_clear(struct lur_csv *csv); ///< frees

#endif
