/// \file
/// A table for people, columns under each other, or for spreadsheets.
#ifndef LUR_CLI_TABLE_H
#define LUR_CLI_TABLE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/status.h"

/// Cells row by row; the first row is the head. Zero-initialise with `columns` set; clear with
/// lur_table_clear.
struct lur_table {
  size_t columns; ///< at most 64
  uint64_t right; ///< bit c: column c is of figures
  uint64_t logic; ///< bit c: column c is of true and false
  size_t *at;     ///< where each cell's text begins in `text`
  size_t cells, room;
  char *text;
  size_t text_used, text_room;
  lur_status status; ///< first failure; later calls do nothing
};

void lur_table_put(struct lur_table *t, const char *text); ///< the next cell; control characters are cleaned
void lur_table_put_number(struct lur_table *t, int64_t number);
/// Points of 100 in millionths, for programs: "83.25".
void lur_table_put_millionths(struct lur_table *t, int64_t millionths);

/// Columns as wide as they need; those that hold nothing but their head are left out.
void lur_table_print(const struct lur_table *t, FILE *out);
/// CSV as in lur_report_csv_row.
void lur_table_csv(const struct lur_table *t, FILE *out);
/// JSON, an object on a line for each row, named by the head; null where a cell is empty.
void lur_table_json(const struct lur_table *t, FILE *out);
/// One such object, without a newline; row 0 is the head, row 1 the first after it.
void lur_table_json_row(const struct lur_table *t, size_t row, FILE *out);
void lur_table_clear(struct lur_table *t);

#endif
