/// \file
/// Limits of answers in CSV.
#ifndef LUR_RUBRICS_ANSWERS_CSV_H
#define LUR_RUBRICS_ANSWERS_CSV_H

enum { LUR_CSV_SIZE_LIMIT = 32 << 20, LUR_CSV_ROWS_LIMIT = 20000, LUR_CSV_COLUMNS_LIMIT = 4000 };

#endif
