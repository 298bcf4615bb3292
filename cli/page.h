/// \file
/// A screen full of styled text, made without knowing any terminal.
#ifndef LUR_CLI_PAGE_H
#define LUR_CLI_PAGE_H

#include <stdint.h>

#include "report/text_out.h"

enum { LUR_PAGE_ROWS = 100, LUR_PAGE_COLUMNS = 300, LUR_PAGE_BYTES = 1400 };

struct lur_page_line {
  char text[LUR_PAGE_BYTES];     ///< valid UTF-8
  uint8_t style[LUR_PAGE_BYTES]; ///< a lur_style for each byte
  int column;                    ///< where the next character goes
};
/// Allocate it with lur_page_new; free().
struct lur_page {
  int rows, columns;
  int cursor_row, cursor_column; ///< -1: the cursor is hidden
  struct lur_page_line line[LUR_PAGE_ROWS];
};

/// An empty page of 24 x 80; NULL: no memory.
struct lur_page *lur_page_new(void);
/// Empties it; it has that size from now on, within the limits above.
void lur_page_clear(struct lur_page *page, int rows, int columns);
/// Writes text into a row from a column on, or right after what stands there; what does not fit is left out.
/// Rows that are not there take nothing.
void lur_page_put(struct lur_page *page, int row, int column, lur_style style, const char *text);
/// Writes text so that it ends before column `end`.
void lur_page_right(struct lur_page *page, int row, int end, lur_style style, const char *text);
/// Columns of text as a terminal shows it.
int lur_page_width(const char *text);

// ---- Bars, right after what stands in the row

/// A level meter: full up to rms_dbfs, with a mark at the held peak; alert from -6 dBFS on.
void lur_page_meter(struct lur_page *page, int row, int width, double rms_dbfs, double peak_dbfs,
                    lur_style style);
/// The scale under a meter that begins in that column.
void lur_page_scale(struct lur_page *page, int row, int column, int width);
/// share, 0..1, of the width in one style and sign, the rest in another.
void lur_page_share(struct lur_page *page, int row, int width, double share, lur_style style, lur_style rest);

#endif
