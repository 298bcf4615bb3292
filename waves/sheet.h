/// \file
/// Tables with named columns, as spreadsheets save them: comma, semicolon or tab between cells, a byte order
/// mark or none, columns in any order.
#ifndef LUR_WAVES_SHEET_H
#define LUR_WAVES_SHEET_H

#include "base/reading.h"

struct lur_sheet_column {
  const char *name;
  bool required; ///< the column must be there and no cell of it empty
};
/// A cell, or a value of a wave file that stands for one.
struct lur_sheet_cell {
  char *text; ///< "" where there is none; valid during the visit
  int line, column;
};
enum { LUR_SHEET_COLUMNS = 24 };

/// Visits every row that is not empty; cell[i] is of columns[i], at most LUR_SHEET_COLUMNS of them. r->name
/// names the table. Faults: no UTF-8, a column that is not known (names that begin with "x-" are left alone)
/// or stands twice, a required one that is missing, cells without a column, more than `limit` rows. After a
/// fault in the head no row is visited.
void lur_sheet_read(struct lur_reading *r, const char *text, size_t len,
                    const struct lur_sheet_column *columns, size_t n, size_t limit,
                    void (*visit)(struct lur_reading *r, const struct lur_sheet_cell *cell, int line,
                                  void *ctx),
                    void *ctx);

#endif
