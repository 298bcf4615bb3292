#include <stdio.h>

#include "base/i18n.h"
#include "report/result_draw.h"

enum { WIDTH = 960, MARGIN = 28, HEAD = 64, MOST_LEGEND = 3 * LUR_LEGEND_ROW };
static const unsigned ink = 0x1b2430, soft = 0x5b6675;
static const struct lur_font big = {20, true}, plain = {12, false};

lur_status lur_league_picture(FILE *out, lur_picture_format format, const struct lur_league *league,
                              const struct lur_result_line *line, size_t lines, const char *title,
                              const struct lur_result_wave *wave, const char *language)
{
  lur_canvas *canvas;
  char text[LUR_RESULT_TEXT];
  int height = 2 * MARGIN + HEAD + LUR_LEAGUE_HEAD + (int)lines * LUR_LEAGUE_ROW + 10 + MOST_LEGEND;
  lur_status status = lur_canvas_new(out, format, WIDTH, height, &canvas);
  if (status != LUR_OK) return status;
  lur_canvas_about(canvas, title, wave->to);
  struct lur_drawing d = {canvas, language, MARGIN, MARGIN + HEAD, WIDTH - 2 * MARGIN};
  lur_canvas_text(canvas, MARGIN, MARGIN - 4, big, ink, LUR_ALIGN_LEFT, d.width, title);
  lur_canvas_text(canvas, MARGIN, MARGIN + 26, plain, soft, LUR_ALIGN_LEFT, d.width,
                  lur_result_wave_text(wave, false, text));
  lur_draw_league(&d, league, line, 0, lines);
  d.y += LUR_LEAGUE_HEAD + (double)lines * LUR_LEAGUE_ROW + 10;
  lur_draw_league_legend(&d, league, false);
  return lur_canvas_end(canvas);
}
