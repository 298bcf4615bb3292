/// \file
/// The picture of a call as a part of something larger.
#ifndef LUR_REPORT_PLOT_H
#define LUR_REPORT_PLOT_H

#include "report/canvas.h"

/// Draws journey, lanes, axis and legend, without the heading, from the canvas's origin: `width` pixels wide,
/// margins of LUR_PLOT_MARGIN on both sides included. *height is how far down it goes. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_plot_body(lur_canvas *canvas, const struct lur_report *report, int width,
                                       const char *language, double *height);
enum { LUR_PLOT_MARGIN = 24 };

#endif
