#include "cli/page.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/utf8.h"

static const double floor_dbfs = -60; ///< left end of a meter; telephone noise is below it
static const double hot_dbfs = -6;

struct lur_page *lur_page_new(void)
{
  struct lur_page *page = calloc(1, sizeof *page);
  if (page) lur_page_clear(page, 24, 80);
  return page;
}

static int within(int x, int low, int high)
{
  return x < low ? low : x > high ? high : x;
}

void lur_page_clear(struct lur_page *page, int rows, int columns)
{
  page->rows = within(rows, 1, LUR_PAGE_ROWS);
  page->columns = within(columns, 1, LUR_PAGE_COLUMNS);
  page->cursor_row = page->cursor_column = -1;
  for (int i = 0; i < LUR_PAGE_ROWS; i++) {
    page->line[i].text[0] = '\0';
    page->line[i].column = 0;
  }
}

/// Clean text of that many columns to the end of the line, as far as it has room.
static void append(struct lur_page_line *line, lur_style style, const char *text, size_t bytes,
                   size_t columns)
{
  size_t used = strlen(line->text);
  if (used + bytes >= sizeof line->text) return;
  memcpy(line->text + used, text, bytes);
  memset(line->style + used, (int)style, bytes);
  line->text[used + bytes] = '\0';
  line->column += (int)columns;
}

void lur_page_put(struct lur_page *page, int row, int column, lur_style style, const char *text)
{
  if (row < 0 || row >= page->rows) return;
  struct lur_page_line *line = &page->line[row];
  char *clean = lur_utf8_clean(text);
  size_t width = 0;
  while (line->column < column && line->column < page->columns) append(line, LUR_STYLE_PLAIN, " ", 1, 1);
  if (clean && line->column < page->columns) {
    size_t bytes = lur_utf8_fit(clean, (size_t)(page->columns - line->column), &width);
    append(line, style, clean, bytes, width);
  }
  free(clean);
}

void lur_page_right(struct lur_page *page, int row, int end, lur_style style, const char *text)
{
  char *clean = lur_utf8_clean(text);
  if (clean) lur_page_put(page, row, end - (int)lur_utf8_width(clean), style, clean);
  free(clean);
}

int lur_page_width(const char *text)
{
  return (int)lur_utf8_width(text);
}

/// Columns of a meter of that width which are filled.
static int filled(double dbfs, int width)
{
  double share = 1 - dbfs / floor_dbfs;
  return (int)lround(fmin(fmax(share, 0), 1) * width);
}

void lur_page_meter(struct lur_page *page, int row, int width, double rms_dbfs, double peak_dbfs,
                    lur_style style)
{
  int full = filled(rms_dbfs, width), peak = filled(peak_dbfs, width), hot = filled(hot_dbfs, width);
  for (int i = 0; i < width; i++) {
    lur_style lit = i >= hot ? LUR_STYLE_ALERT : style;
    if (i < full)
      lur_page_put(page, row, 0, lit, "█");
    else if (i == peak - 1)
      lur_page_put(page, row, 0, lit, "┃");
    else
      lur_page_put(page, row, 0, LUR_STYLE_SOFT, "·");
  }
}

void lur_page_scale(struct lur_page *page, int row, int column, int width)
{
  static const int marks[] = {-60, -40, -20, -6, 0};
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
    char text[8];
    snprintf(text, sizeof text, "%d", marks[i]);
    lur_page_right(page, row, column + filled(marks[i], width) + (i ? 0 : (int)strlen(text)), LUR_STYLE_SOFT,
                   text);
  }
}

void lur_page_share(struct lur_page *page, int row, int width, double share, lur_style style, lur_style rest)
{
  int full = (int)lround(fmin(fmax(share, 0), 1) * width);
  for (int i = 0; i < width; i++) lur_page_put(page, row, 0, i < full ? style : rest, i < full ? "█" : "░");
}
