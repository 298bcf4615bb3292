/// \file
/// The tables of a plan, and schedules, as spreadsheets have them: in and out. Columns: docs/waves.md.
#ifndef LUR_WAVES_TABLE_H
#define LUR_WAVES_TABLE_H

#include <stdio.h>

#include "waves/schedule.h"

typedef enum { LUR_TABLE_PARTICIPANTS, LUR_TABLE_CALLERS, LUR_TABLE_SCENARIOS } lur_plan_table;

typedef enum {
  LUR_SHEET_COMMA,    ///< commas between cells
  LUR_SHEET_SEMICOLON ///< a byte order mark first, then semicolons between cells
} lur_sheet_form;

/// A plan with nothing in it, to read tables into. NULL: no memory. Free with lur_plan_free.
struct lur_plan *lur_plan_new(void);
/// Replaces a table of the plan. name: of the file, for messages. On LUR_BAD_INPUT `faults` (cleared first)
/// says what is wrong, and the plan is good for nothing but lur_plan_free. What must hold between tables is
/// not looked at: print the plan and parse it for that.
LUR_NODISCARD lur_status lur_plan_table_read(struct lur_plan *plan, lur_plan_table which, const char *text,
                                             size_t len, const char *name, struct lur_diags *faults);
void lur_plan_table_write(FILE *to, const struct lur_plan *plan, lur_plan_table which, lur_sheet_form form);

/// Reads a schedule: a row for each slot, with the columns day, time, caller and participant, and if wanted
/// round, scenario and slot (whose number becomes id); what else lur writes is passed over. Every slot must
/// keep the plan's rules, and a round's slots must not lie in the other round's days. *out is
/// zero-initialised. LUR_BAD_INPUT: `faults` (cleared first) says what is wrong where.
LUR_NODISCARD lur_status lur_schedule_read(const struct lur_plan *plan, const char *text, size_t len,
                                           const char *name, struct lur_schedule *out,
                                           struct lur_diags *faults);
/// A row of cells; NULL is an empty one.
void lur_sheet_write(FILE *to, const char *const *cell, size_t n, lur_sheet_form form);
void lur_sheet_begin(FILE *to, lur_sheet_form form); ///< before the first row

#endif
