/// \file
/// A picture being drawn into a file: SVG, PNG, or PDF of several pages. Lengths and places are pixels from
/// the top left corner, colours 0xRRGGBB. What goes wrong while drawing is told at the end.
#ifndef LUR_REPORT_CANVAS_H
#define LUR_REPORT_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/report.h"

typedef struct lur_canvas lur_canvas;

/// A white sheet. out: borrowed until the end.
LUR_NODISCARD lur_status lur_canvas_new(FILE *out, lur_picture_format format, int width, int height,
                                        lur_canvas **canvas);
/// Writes what is left to write, and releases the canvas. LUR_IO, LUR_NO_MEM.
LUR_NODISCARD lur_status lur_canvas_end(lur_canvas *canvas);

/// PDF: what the document is called, and the day it is dated by, "2026-05-01"; "" or NULL: a fixed one, so
/// that the same content always gives the same bytes. Before anything is drawn.
void lur_canvas_about(lur_canvas *c, const char *title, const char *day);

/// A filled box; alpha 1 is opaque.
void lur_canvas_box(lur_canvas *c, double x, double y, double width, double height, unsigned rgb,
                    double alpha);
/// Slanting lines within a box.
void lur_canvas_hatch(lur_canvas *c, double x, double y, double width, double height, unsigned rgb,
                      double alpha);
void lur_canvas_disc(lur_canvas *c, double x, double y, double radius, unsigned rgb);
/// A line through n points, [x, y] each; those that are NAN are left out and the line is broken there.
void lur_canvas_line(lur_canvas *c, const double (*point)[2], size_t n, double width, unsigned rgb);
/// The area within n points, closed.
void lur_canvas_area(lur_canvas *c, const double (*point)[2], size_t n, unsigned rgb);

typedef enum { LUR_STROKE_PLAIN, LUR_STROKE_DASHES, LUR_STROKE_SHORT_DASHES, LUR_STROKE_DOTS } lur_stroke;
/// A level stroke from x1 to x2.
void lur_canvas_stroke(lur_canvas *c, double x1, double x2, double y, double width, lur_stroke kind,
                       unsigned rgb);

typedef enum { LUR_ALIGN_LEFT, LUR_ALIGN_CENTRE, LUR_ALIGN_RIGHT } lur_align;
struct lur_font {
  int px;
  bool bold;
};
/// Text with its top at y, cut where it would take more than `room` pixels (0: no limit). Bytes that are no
/// UTF-8 are replaced. Returns the width it took.
double lur_canvas_text(lur_canvas *c, double x, double y, struct lur_font font, unsigned rgb, lur_align align,
                       double room, const char *text);

/// The width that a text takes where nothing cuts it. Draws nothing.
double lur_canvas_text_width(lur_canvas *c, struct lur_font font, const char *text);

/// Text in lines of at most `room` pixels, its top at y; drawn only where `draw`. Returns its height.
double lur_canvas_lines(lur_canvas *c, double x, double y, struct lur_font font, unsigned rgb, double room,
                        const char *text, bool draw);
/// PDF: an entry of the contents that viewers show, for the page at hand, from 1 on.
void lur_canvas_entry(lur_canvas *c, const char *title, int page);
/// PDF: ends the page and begins another of the same size.
void lur_canvas_page(lur_canvas *c);
/// All that follows is drawn so far to the right and down, until it is shifted back.
void lur_canvas_shift(lur_canvas *c, double x, double y);

/// rgb: rows of `columns` pixels each, top to bottom, drawn into the box with hard edges.
void lur_canvas_pixels(lur_canvas *c, double x, double y, double width, double height, const uint32_t *rgb,
                       int columns, int rows);

#endif
