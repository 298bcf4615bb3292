/// \file
/// Calls of the store as rows of a table: for people, and whole for programs.
#ifndef LUR_CLI_ROWS_H
#define LUR_CLI_ROWS_H

#include "cli/table.h"
#include "store/record.h"

/// A table with its head. For people: what tells calls apart, and the score; else every field.
struct lur_table lur_rows_begin(bool for_people);
/// Adds a call. language: of figures for people; NULL: English.
void lur_rows_add(struct lur_table *t, const struct lur_store_row *row, bool for_people,
                  const char *language);

#endif
