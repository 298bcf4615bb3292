/// \file
/// A result's pictures on a canvas: for paper, and the league by itself.
#ifndef LUR_REPORT_RESULT_DRAW_H
#define LUR_REPORT_RESULT_DRAW_H

#include "report/canvas.h"
#include "report/result_words.h"

/// Where a picture goes. It begins at y.
struct lur_drawing {
  lur_canvas *canvas;
  const char *language;
  double x, y, width;
};

enum {
  LUR_LEAGUE_HEAD = 22, ///< pixels of the head of the league's picture
  LUR_LEAGUE_ROW = 19,  ///< of a row
  LUR_SECTION_ROW = 24,
  LUR_HOURS_HEIGHT = 178,
  LUR_LEGEND_ROW = 17
};

/// Lines [first, end) of the league under their scale. Height: LUR_LEAGUE_HEAD + rows * LUR_LEAGUE_ROW.
void lur_draw_league(const struct lur_drawing *d, const struct lur_league *league,
                     const struct lur_result_line *line, size_t first, size_t end);
/// What it means. Returns its height.
double lur_draw_league_legend(const struct lur_drawing *d, const struct lur_league *league, bool own);
/// Sections [first, end). Height: LUR_LEAGUE_HEAD + rows * LUR_SECTION_ROW.
void lur_draw_sections(const struct lur_drawing *d, const struct lur_result *r, size_t first, size_t end);
double lur_draw_sections_legend(const struct lur_drawing *d, const struct lur_result *r);
/// Waits by the hour. Height: LUR_HOURS_HEIGHT.
void lur_draw_hours(const struct lur_drawing *d, const struct lur_result *r);
double lur_draw_hours_legend(const struct lur_drawing *d);
/// A level bar of so much of the width, 0..1, over its track.
void lur_draw_bar(const struct lur_drawing *d, double share, double height, unsigned rgb);

#endif
