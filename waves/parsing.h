/// \file
/// What the parts of the reader of wave files share. For waves/ only.
#ifndef LUR_WAVES_PARSING_H
#define LUR_WAVES_PARSING_H

#include "waves/plan.h"
#include "waves/sheet.h"

// ---- Cells. An empty one leaves *out alone; what is wrong is said.

void lur_cell_text(struct lur_reading *r, const struct lur_sheet_cell *cell, char **out); ///< "" stays ""
/// A short name: no blanks, at most 64 bytes.
void lur_cell_name(struct lur_reading *r, const struct lur_sheet_cell *cell, char **out);
void lur_cell_language(struct lur_reading *r, const struct lur_sheet_cell *cell, char **out); ///< "sv"
void lur_cell_count(struct lur_reading *r, const struct lur_sheet_cell *cell, int low, int high, int *out);
void lur_cell_hours(struct lur_reading *r, const struct lur_sheet_cell *cell, struct lur_openings *out);
void lur_cell_days(struct lur_reading *r, const struct lur_sheet_cell *cell, struct lur_days *out);
/// Words with blanks, commas or semicolons between.
void lur_cell_words(struct lur_reading *r, const struct lur_sheet_cell *cell, struct lur_plan_words *out);
/// A value of a wave file as a cell: its text, or its list's texts with "; " between. cell->text is to
/// free(); NULL node: an empty cell at `at`.
void lur_cell_of(struct lur_reading *r, const struct lur_node *node, const struct lur_node *at,
                 struct lur_sheet_cell *cell);

// ---- Rows

typedef enum { LUR_ROWS_TARGETS, LUR_ROWS_CALLERS, LUR_ROWS_SCENARIOS, LUR_ROWS_KINDS } lur_rows_kind;
/// One of a plan's three tables.
struct lur_rows {
  const char *key; ///< in a wave file: "participants"
  const struct lur_sheet_column *columns;
  size_t n;
  const char *example; ///< a row, as a wave file has it
  void (*take)(struct lur_reading *r, const struct lur_sheet_cell *cell, int line, void *plan);
};
extern const struct lur_rows lur_rows[LUR_ROWS_KINDS];

/// What must hold between the parts of a plan; `node` is the file's root for places.
void lur_plan_check(struct lur_reading *r, const struct lur_node *node, const struct lur_plan *plan);

#endif
