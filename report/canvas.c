#include "report/canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <pango/pangocairo.h>

#include "report/utf8.h"

struct lur_canvas {
  FILE *out;
  lur_picture_format format;
  cairo_surface_t *surface;
  cairo_t *cairo;
  PangoFontMap *map;
  PangoContext *fonts;
};

static void paint(lur_canvas *c, unsigned rgb, double alpha)
{
  cairo_set_source_rgba(c->cairo, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0,
                        alpha);
}

static cairo_status_t write_bytes(void *closure, const unsigned char *bytes, unsigned n)
{
  return fwrite(bytes, 1, n, closure) == n ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static lur_status status_of(cairo_status_t status)
{
  if (status == CAIRO_STATUS_SUCCESS) return LUR_OK;
  return status == CAIRO_STATUS_NO_MEMORY ? LUR_NO_MEM : LUR_IO;
}

/// Points of a PDF for each pixel of a screen.
static const double points_per_px = 0.75;

static cairo_surface_t *surface_of(FILE *out, lur_picture_format format, int width, int height)
{
  if (format == LUR_PICTURE_PNG) return cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
  if (format == LUR_PICTURE_PDF)
    return cairo_pdf_surface_create_for_stream(write_bytes, out, width * points_per_px,
                                               height * points_per_px);
  return cairo_svg_surface_create_for_stream(write_bytes, out, width, height);
}

lur_status lur_canvas_new(FILE *out, lur_picture_format format, int width, int height, lur_canvas **canvas)
{
  lur_canvas *c = calloc(1, sizeof *c);
  if (!c) return LUR_NO_MEM;
  c->out = out;
  c->format = format;
  c->surface = surface_of(out, format, width, height);
  if (format == LUR_PICTURE_SVG) cairo_svg_surface_set_document_unit(c->surface, CAIRO_SVG_UNIT_PX);
  // A font map of its own: the library's shared one belongs to the thread and is never released.
  c->map = pango_cairo_font_map_new();
  c->fonts = pango_font_map_create_context(c->map);
  c->cairo = cairo_create(c->surface);
  paint(c, 0xffffff, 1);
  if (format == LUR_PICTURE_PDF)
    cairo_scale(c->cairo, points_per_px, points_per_px);
  else
    cairo_paint(c->cairo); // paper is white
  *canvas = c;
  return LUR_OK;
}

lur_status lur_canvas_end(lur_canvas *c)
{
  cairo_status_t status = cairo_status(c->cairo);
  cairo_destroy(c->cairo);
  g_object_unref(c->fonts);
  g_object_unref(c->map);
  if (status == CAIRO_STATUS_SUCCESS && c->format == LUR_PICTURE_PNG)
    status = cairo_surface_write_to_png_stream(c->surface, write_bytes, c->out);
  cairo_surface_finish(c->surface);
  if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(c->surface);
  cairo_surface_destroy(c->surface);
  bool written = fflush(c->out) == 0 && !ferror(c->out);
  free(c);
  return status == CAIRO_STATUS_SUCCESS && !written ? LUR_IO : status_of(status);
}

void lur_canvas_about(lur_canvas *c, const char *title, const char *day)
{
  char date[32];
  if (c->format != LUR_PICTURE_PDF) return;
  snprintf(date, sizeof date, "%.10sT12:00:00Z", day && strlen(day) >= 10 ? day : "2000-01-01");
  cairo_pdf_surface_set_metadata(c->surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
  char *clean = lur_utf8_clean(title);
  if (clean) cairo_pdf_surface_set_metadata(c->surface, CAIRO_PDF_METADATA_TITLE, clean);
  free(clean);
}

void lur_canvas_entry(lur_canvas *c, const char *title, int page)
{
  char link[40];
  char *clean = c->format == LUR_PICTURE_PDF ? lur_utf8_clean(title) : NULL;
  snprintf(link, sizeof link, "page=%d", page);
  if (clean) cairo_pdf_surface_add_outline(c->surface, CAIRO_PDF_OUTLINE_ROOT, clean, link, 0);
  free(clean);
}

void lur_canvas_box(lur_canvas *c, double x, double y, double width, double height, unsigned rgb,
                    double alpha)
{
  paint(c, rgb, alpha);
  cairo_rectangle(c->cairo, x, y, width, height);
  cairo_fill(c->cairo);
}

void lur_canvas_hatch(lur_canvas *c, double x, double y, double width, double height, unsigned rgb,
                      double alpha)
{
  cairo_save(c->cairo);
  cairo_rectangle(c->cairo, x, y, width, height);
  cairo_clip(c->cairo);
  paint(c, rgb, alpha);
  cairo_set_line_width(c->cairo, 2);
  for (double at = -height; at < width; at += 6) {
    cairo_move_to(c->cairo, x + at, y + height);
    cairo_line_to(c->cairo, x + at + height, y);
  }
  cairo_stroke(c->cairo);
  cairo_restore(c->cairo);
}

void lur_canvas_disc(lur_canvas *c, double x, double y, double radius, unsigned rgb)
{
  paint(c, rgb, 1);
  cairo_new_path(c->cairo);
  cairo_arc(c->cairo, x, y, radius, 0, 2 * G_PI);
  cairo_fill(c->cairo);
}

void lur_canvas_line(lur_canvas *c, const double (*point)[2], size_t n, double width, unsigned rgb)
{
  cairo_new_path(c->cairo);
  for (size_t i = 0; i < n; i++) {
    if (isnan(point[i][0]) || isnan(point[i][1]))
      cairo_new_sub_path(c->cairo);
    else
      cairo_line_to(c->cairo, point[i][0], point[i][1]);
  }
  paint(c, rgb, 1);
  cairo_set_line_width(c->cairo, width);
  cairo_set_line_join(c->cairo, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke(c->cairo);
}

void lur_canvas_area(lur_canvas *c, const double (*point)[2], size_t n, unsigned rgb)
{
  cairo_new_path(c->cairo); // a text leaves its place behind
  for (size_t i = 0; i < n; i++) cairo_line_to(c->cairo, point[i][0], point[i][1]);
  cairo_close_path(c->cairo);
  paint(c, rgb, 1);
  cairo_fill(c->cairo);
}

void lur_canvas_stroke(lur_canvas *c, double x1, double x2, double y, double width, lur_stroke kind,
                       unsigned rgb)
{
  static const double dashes[][2] = {
      [LUR_STROKE_DASHES] = {5, 3}, [LUR_STROKE_SHORT_DASHES] = {2, 2}, [LUR_STROKE_DOTS] = {0, 6}};
  cairo_save(c->cairo);
  paint(c, rgb, 1);
  cairo_set_line_width(c->cairo, width);
  if (kind != LUR_STROKE_PLAIN) cairo_set_dash(c->cairo, dashes[kind], 2, 0);
  if (kind == LUR_STROKE_DOTS) cairo_set_line_cap(c->cairo, CAIRO_LINE_CAP_ROUND);
  cairo_move_to(c->cairo, x1, y);
  cairo_line_to(c->cairo, x2, y);
  cairo_stroke(c->cairo);
  cairo_restore(c->cairo);
}

/// A layout of the text, or NULL; g_object_unref it.
static PangoLayout *layout_of(lur_canvas *c, struct lur_font font, const char *text)
{
  char name[32];
  char *clean = lur_utf8_clean(text);
  if (!clean) return NULL;
  snprintf(name, sizeof name, "Sans %s%dpx", font.bold ? "Bold " : "", font.px);
  PangoLayout *layout = pango_layout_new(c->fonts);
  PangoFontDescription *description = pango_font_description_from_string(name);
  pango_layout_set_font_description(layout, description);
  pango_layout_set_text(layout, clean, -1);
  pango_font_description_free(description);
  free(clean);
  return layout;
}

double lur_canvas_text(lur_canvas *c, double x, double y, struct lur_font font, unsigned rgb, lur_align align,
                       double room, const char *text)
{
  int width, height;
  PangoLayout *layout = layout_of(c, font, text);
  if (!layout) return 0;
  pango_layout_set_single_paragraph_mode(layout, TRUE);
  if (room > 0) pango_layout_set_width(layout, (int)(room * PANGO_SCALE));
  if (room > 0) pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size(layout, &width, &height);
  paint(c, rgb, 1);
  cairo_move_to(c->cairo,
                align == LUR_ALIGN_LEFT     ? x
                : align == LUR_ALIGN_CENTRE ? x - width / 2.0
                                            : x - width,
                y);
  pango_cairo_show_layout(c->cairo, layout);
  g_object_unref(layout);
  return width;
}

double lur_canvas_text_width(lur_canvas *c, struct lur_font font, const char *text)
{
  int width;
  PangoLayout *layout = layout_of(c, font, text);
  if (!layout) return 0;
  pango_layout_set_single_paragraph_mode(layout, TRUE);
  pango_layout_get_pixel_size(layout, &width, NULL);
  g_object_unref(layout);
  return width;
}

double lur_canvas_lines(lur_canvas *c, double x, double y, struct lur_font font, unsigned rgb, double room,
                        const char *text, bool draw)
{
  int height;
  PangoLayout *layout = layout_of(c, font, text);
  if (!layout) return 0;
  pango_layout_set_width(layout, (int)(room * PANGO_SCALE));
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_get_pixel_size(layout, NULL, &height);
  if (draw) {
    paint(c, rgb, 1);
    cairo_move_to(c->cairo, x, y);
    pango_cairo_show_layout(c->cairo, layout);
  }
  g_object_unref(layout);
  return height;
}

void lur_canvas_page(lur_canvas *c)
{
  cairo_show_page(c->cairo);
}

void lur_canvas_shift(lur_canvas *c, double x, double y)
{
  cairo_translate(c->cairo, x, y);
}

void lur_canvas_pixels(lur_canvas *c, double x, double y, double width, double height, const uint32_t *rgb,
                       int columns, int rows)
{
  cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, columns, rows);
  unsigned char *to = cairo_image_surface_get_data(image);
  for (int r = 0; to && r < rows; r++)
    memcpy(to + (ptrdiff_t)r * cairo_image_surface_get_stride(image), rgb + (size_t)r * (size_t)columns,
           (size_t)columns * sizeof *rgb);
  cairo_surface_mark_dirty(image);
  cairo_save(c->cairo);
  cairo_translate(c->cairo, x, y);
  cairo_scale(c->cairo, width / columns, height / rows);
  cairo_set_source_surface(c->cairo, image, 0, 0);
  cairo_pattern_set_filter(cairo_get_source(c->cairo), CAIRO_FILTER_NEAREST);
  cairo_paint(c->cairo);
  cairo_restore(c->cairo);
  cairo_surface_destroy(image);
}
