/// \file
/// Rows of CSV (RFC 4180) onto a stream.
#ifndef LUR_REPORT_CSV_OUT_H
#define LUR_REPORT_CSV_OUT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/status.h"

/// A row under construction: whether a comma is due.
struct lur_csv {
  FILE *out;
  bool begun;
};

void lur_csv_next(struct lur_csv *row); ///< the next cell, whose content is written straight to the stream
void lur_csv_empty(struct lur_csv *row);
void lur_csv_plain(struct lur_csv *row, const char *text); ///< that needs no quotes
/// Text of unknown origin; what a spreadsheet would take for a formula gets an apostrophe before it. NULL
/// counts as "". LUR_NO_MEM.
LUR_NODISCARD lur_status lur_csv_put(struct lur_csv *row, const char *text);
void lur_csv_number(struct lur_csv *row, double number, int decimals); ///< without zeros at its end
void lur_csv_bool(struct lur_csv *row, bool yes);
LUR_NODISCARD lur_status lur_csv_end(struct lur_csv *row); ///< ends the line. LUR_IO

#endif
