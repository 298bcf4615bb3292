#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cairo-svg.h>
#include <cairo.h>
#include <pango/pangocairo.h>

#include "base/i18n.h"
#include "report/card_words.h"
#include "report/html_page.h"
#include "report/report.h"
#include "report/scene.h"
#include "report/utf8.h"
#include "report/words.h"

// The picture's measures in pixels; only its width can be chosen.
enum {
  USUAL_WIDTH = 1200,
  LEAST_WIDTH = 320,
  MOST_WIDTH = 8000,
  MARGIN = 24,
  LANE = 104,
  LANE_GAP = 6,
  JOURNEY = 24
};
enum { TITLE_Y = 20, JOURNEY_Y = 84, LANES_Y = 114, SIGNS = 22, AXIS = 26, LEGEND = 30, TEXT_SIZE = 256 };

/// Okabe and Ito's colours, told apart by colour-blind eyes.
enum colour { INK, SOFT, PAPER, LANE_GROUND, QUIET, AGENT, CALLER, MIX, PROMPT, BOTH, COLOURS };
static const unsigned palette[COLOURS] = {
    [INK] = 0x1b2430,   [SOFT] = 0x5b6675,   [PAPER] = 0xffffff, [LANE_GROUND] = 0xf2f0eb, [QUIET] = 0xc9c4b8,
    [AGENT] = 0x0072b2, [CALLER] = 0xd55e00, [MIX] = 0x5b4b8a,   [PROMPT] = 0xe69f00,      [BOTH] = 0xa3124d};
static const struct {
  unsigned ground, ink;
} phase_colours[LUR_PHASE_KINDS] = {
    [LUR_PHASE_DIAL] = {0xece9e2, 0x4b5563},         [LUR_PHASE_RING] = {0xd9e8c8, 0x2c4212},
    [LUR_PHASE_IVR] = {0xfbe2ae, 0x503800},          [LUR_PHASE_QUEUE] = {0xe4d9f5, 0x432a72},
    [LUR_PHASE_CONVERSATION] = {0x23374d, 0xffffff}, [LUR_PHASE_HOLD] = {0xf6cfe0, 0x6b1740},
    [LUR_PHASE_TRANSFER] = {0xcfe9e6, 0x0d4a45},     [LUR_PHASE_END] = {0xece9e2, 0x4b5563},
};

struct plot {
  cairo_t *cairo;
  const struct lur_report *report;
  const struct lur_scene *scene;
  const char *language;
  PangoContext *fonts;
  double left, width; // of the lanes
};

static void paint(cairo_t *cairo, unsigned rgb, double alpha)
{
  cairo_set_source_rgba(cairo, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0,
                        alpha);
}

static double x_of(const struct plot *p, double at_s)
{
  return p->left + p->width * at_s / p->scene->duration_s;
}

static void box(const struct plot *p, double start_s, double end_s, double y, double height)
{
  double x = x_of(p, start_s);
  cairo_rectangle(p->cairo, x, y, fmax(x_of(p, end_s) - x, 1), height);
}

typedef enum { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT } alignment;

/// Text with its top at y; `room` in pixels, 0 without limit. Returns the width it took.
static double put_text(const struct plot *p, double x, double y, const char *font, unsigned rgb,
                       alignment align, double room, const char *text)
{
  int width, height;
  char *clean = lur_utf8_clean(text);
  if (!clean) return 0;
  PangoLayout *layout = pango_layout_new(p->fonts);
  PangoFontDescription *description = pango_font_description_from_string(font);
  pango_layout_set_font_description(layout, description);
  pango_layout_set_text(layout, clean, -1);
  pango_layout_set_single_paragraph_mode(layout, TRUE);
  if (room > 0) pango_layout_set_width(layout, (int)(room * PANGO_SCALE));
  if (room > 0) pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size(layout, &width, &height);
  paint(p->cairo, rgb, 1);
  cairo_move_to(p->cairo, align == ALIGN_LEFT ? x : align == ALIGN_CENTRE ? x - width / 2.0 : x - width, y);
  pango_cairo_show_layout(p->cairo, layout);
  pango_font_description_free(description);
  g_object_unref(layout);
  free(clean);
  return width;
}

static void heading(const struct plot *p)
{
  char text[LUR_CARD_TEXT], length[LUR_WORDS_SIZE], line[2 * TEXT_SIZE];
  const struct lur_scorecard *card = p->report->scorecard;
  double right = p->left + p->width, taken = 0;
  if (card) {
    taken = put_text(p, right, TITLE_Y - 8, "Sans Bold 24px", palette[INK], ALIGN_RIGHT, 0,
                     lur_card_total_text(card, p->language, text));
    put_text(p, right, TITLE_Y + 26, "Sans 14px", palette[SOFT], ALIGN_RIGHT, 0,
             lur_card_band_text(card, p->language));
  }
  put_text(p, p->left, TITLE_Y - 4, "Sans Bold 20px", palette[INK], ALIGN_LEFT, p->width - taken - MARGIN,
           lur_report_heading(p->report));
  snprintf(line, sizeof line, "%.200s%s%s", p->report->when ? p->report->when : "",
           p->report->when ? " · " : "", lur_words_clock(p->scene->duration_s, 0, p->language, length));
  put_text(p, p->left, TITLE_Y + 26, "Sans 14px", palette[SOFT], ALIGN_LEFT, p->width - 200, line);
}

static void journey(const struct plot *p)
{
  char text[TEXT_SIZE], length[LUR_WORDS_SIZE];
  const struct lur_call *call = p->report->call;
  for (size_t i = 0; i < call->phases; i++) {
    const struct lur_phase *phase = &call->phase[i];
    double x = x_of(p, phase->start_s), room = x_of(p, phase->end_s) - x - 2;
    if (room <= 0) continue;
    paint(p->cairo, phase_colours[phase->kind].ground, 1);
    cairo_rectangle(p->cairo, x, JOURNEY_Y, room, JOURNEY);
    cairo_fill(p->cairo);
    snprintf(text, sizeof text, "%s %s", _(lur_phase_title(phase->kind)),
             lur_words_clock(phase->end_s - phase->start_s, 0, p->language, length));
    if (room > 44)
      put_text(p, x + 6, JOURNEY_Y + 4, "Sans Bold 12px", phase_colours[phase->kind].ink, ALIGN_LEFT,
               room - 10, text);
  }
}

static unsigned lane_colour(const struct lur_lane *lane)
{
  return palette[lane->role == LUR_ROLE_AGENT ? AGENT : lane->role == LUR_ROLE_CALLER ? CALLER : MIX];
}

static unsigned sound_colour(const struct plot *p, int lane, double at_s)
{
  switch (lur_scene_sound(p->scene, lane, at_s)) {
  case LUR_SHAPE_SPEECH:
    return lane_colour(&p->scene->lane[lane]);
  case LUR_SHAPE_PROMPT:
    return palette[PROMPT];
  default:
    return palette[QUIET];
  }
}

/// Half the height of the waveform at a pixel: of the highest of the peaks that fall on it.
static double wave_height(const struct plot *p, int lane, double loudest, size_t pixel, size_t pixels)
{
  const struct lur_peaks *peaks = p->report->peaks;
  double height = 0;
  size_t first = pixel * peaks->columns / pixels, end = (pixel + 1) * peaks->columns / pixels;
  for (size_t c = first; c < (end > first ? end : first + 1); c++)
    height = fmax(height, lur_scene_height(peaks, loudest, p->scene->lane[lane].channel, c));
  return fmax(height * ((LANE - 6) / 2.0 - 3), 0.5);
}

/// One outline for each run of pixels of the same colour: along the tops, back along the bottoms.
static void wave(const struct plot *p, int lane, double y)
{
  double loudest = lur_scene_loudest(p->report->peaks), middle = y + (LANE - 6) / 2.0;
  size_t pixels = loudest > 0 ? (size_t)p->width : 0;
  double step = p->scene->duration_s / (double)(pixels ? pixels : 1);
  for (size_t i = 0; i < pixels;) {
    size_t first = i;
    unsigned rgb = sound_colour(p, lane, ((double)i + 0.5) * step);
    for (; i < pixels && sound_colour(p, lane, ((double)i + 0.5) * step) == rgb; i++)
      cairo_line_to(p->cairo, p->left + (double)i + 0.5, middle - wave_height(p, lane, loudest, i, pixels));
    for (size_t back = i; back-- > first;)
      cairo_line_to(p->cairo, p->left + (double)back + 0.5,
                    middle + wave_height(p, lane, loudest, back, pixels));
    cairo_close_path(p->cairo);
    paint(p->cairo, rgb, 1);
    cairo_fill(p->cairo);
  }
}

/// Dashes and dots tell recordings, tones and music from a party's speech where colour cannot.
static void lane_shape(const struct plot *p, const struct lur_shape *s, double y)
{
  static const double prompt[] = {5, 3}, tone[] = {2, 2}, music[] = {0, 6};
  bool low = s->kind == LUR_SHAPE_SPEECH || s->kind == LUR_SHAPE_PROMPT;
  cairo_save(p->cairo);
  unsigned rgb = s->kind == LUR_SHAPE_SPEECH   ? lane_colour(&p->scene->lane[s->lane])
                 : s->kind == LUR_SHAPE_PROMPT ? palette[PROMPT]
                                               : palette[SOFT];
  paint(p->cairo, rgb, 1);
  cairo_set_line_width(p->cairo, 4);
  if (s->kind == LUR_SHAPE_PROMPT) cairo_set_dash(p->cairo, prompt, 2, 0);
  if (s->kind == LUR_SHAPE_TONE) cairo_set_dash(p->cairo, tone, 2, 0);
  if (s->kind == LUR_SHAPE_MUSIC) {
    cairo_set_dash(p->cairo, music, 2, 0);
    cairo_set_line_cap(p->cairo, CAIRO_LINE_CAP_ROUND);
  }
  double at = low ? y + LANE - 2 : y + 3;
  cairo_move_to(p->cairo, x_of(p, s->start_s), at);
  cairo_line_to(p->cairo, fmax(x_of(p, s->end_s), x_of(p, s->start_s) + 1), at);
  cairo_stroke(p->cairo);
  cairo_restore(p->cairo);
}

static void flat_speech(const struct plot *p, const struct lur_shape *s, double y)
{
  paint(p->cairo, s->kind == LUR_SHAPE_PROMPT ? palette[PROMPT] : lane_colour(&p->scene->lane[s->lane]), 1);
  box(p, s->start_s, s->end_s, y + LANE * 0.25, LANE * 0.45);
  cairo_fill(p->cairo);
}

static void lane(const struct plot *p, int index, double y)
{
  paint(p->cairo, palette[LANE_GROUND], 1);
  cairo_rectangle(p->cairo, p->left, y, p->width, LANE);
  cairo_fill(p->cairo);
  wave(p, index, y);
  for (size_t i = 0; i < p->scene->n && p->scene->shape[i].kind <= LUR_SHAPE_MUSIC; i++) {
    const struct lur_shape *s = &p->scene->shape[i];
    if (s->lane != index) continue;
    if (!p->report->peaks && s->kind <= LUR_SHAPE_PROMPT) flat_speech(p, s, y);
    lane_shape(p, s, y);
  }
  put_text(p, p->left + 6, y + 6, "Sans Bold 12px", palette[SOFT], ALIGN_LEFT, 0,
           lur_words_role(p->scene->lane[index].role));
}

/// Slanting lines within a box, as wide apart as the page's.
static void hatch(const struct plot *p, double x, double y, double width, double height)
{
  cairo_save(p->cairo);
  cairo_rectangle(p->cairo, x, y, width, height);
  cairo_clip(p->cairo);
  paint(p->cairo, palette[BOTH], 0.8);
  cairo_set_line_width(p->cairo, 2);
  for (double at = -height; at < width; at += 6) {
    cairo_move_to(p->cairo, x + at, y + height);
    cairo_line_to(p->cairo, x + at + height, y);
  }
  cairo_stroke(p->cairo);
  cairo_restore(p->cairo);
}

static void silence(const struct plot *p, const struct lur_shape *s, double y, double height)
{
  char text[LUR_WORDS_SIZE];
  double x = x_of(p, s->start_s), width = x_of(p, s->end_s) - x;
  paint(p->cairo, palette[INK], s->kind == LUR_SHAPE_DEAD_AIR ? 0.16 : 0.08);
  cairo_rectangle(p->cairo, x, y, width, height);
  cairo_fill(p->cairo);
  paint(p->cairo, palette[INK], s->kind == LUR_SHAPE_DEAD_AIR ? 1 : 0.4);
  cairo_rectangle(p->cairo, x, y, 1.5, height);
  cairo_rectangle(p->cairo, x + width - 1.5, y, 1.5, height);
  cairo_fill(p->cairo);
  if (width > 34)
    put_text(p, x + width / 2, y + height / 2 - 9, "Sans Bold 12px", palette[INK], ALIGN_CENTRE, 0,
             lur_words_with_unit(s->end_s - s->start_s, "s", p->language, text));
}

static void across(const struct plot *p, double y, double height)
{
  for (size_t i = 0; i < p->scene->n; i++) {
    const struct lur_shape *s = &p->scene->shape[i];
    if (s->kind == LUR_SHAPE_SILENCE || s->kind == LUR_SHAPE_DEAD_AIR) silence(p, s, y, height);
    if (s->kind == LUR_SHAPE_OVERLAP)
      hatch(p, x_of(p, s->start_s), y, fmax(x_of(p, s->end_s) - x_of(p, s->start_s), 3), height);
  }
}

static void point(const struct plot *p, double x, double y)
{
  paint(p->cairo, palette[BOTH], 1);
  cairo_arc(p->cairo, x, y, 7.5, 0, 2 * G_PI);
  cairo_fill(p->cairo);
  put_text(p, x, y - 8, "Sans Bold 12px", palette[PAPER], ALIGN_CENTRE, 0, "!");
}

static void signs(const struct plot *p, double y)
{
  for (size_t i = 0; i < p->scene->n; i++) {
    const struct lur_shape *s = &p->scene->shape[i];
    double x = x_of(p, s->start_s);
    if (s->kind == LUR_SHAPE_POINT) point(p, x, y + 11);
    if (s->kind != LUR_SHAPE_KEY) continue;
    char keys[TEXT_SIZE] = "";
    size_t n = lur_scene_keys(p->scene, i);
    for (size_t k = 0; k < n && 2 * k + 2 < sizeof keys; k++) {
      keys[2 * k] = p->scene->shape[i + k].event->digit;
      keys[2 * k + 1] = ' ';
    }
    char text[2 * TEXT_SIZE];
    snprintf(text, sizeof text, _("keys %s"), keys);
    put_text(p, x, y + 3, "Sans 12px", palette[SOFT], ALIGN_LEFT, 0, text);
    i += n - 1;
  }
}

static void axis(const struct plot *p, double y)
{
  char text[LUR_WORDS_SIZE];
  double step = lur_scene_step_s(p->scene->duration_s, (int)(p->width / 80));
  for (double t = 0; t < p->scene->duration_s && x_of(p, t) + 50 < p->left + p->width + MARGIN; t += step) {
    paint(p->cairo, palette[QUIET], 1);
    cairo_rectangle(p->cairo, x_of(p, t), y + 2, 1, 16);
    cairo_fill(p->cairo);
    lur_words_clock(t, 0, p->language, text);
    put_text(p, x_of(p, t) + 4, y + 3, "Sans 12px", palette[SOFT], ALIGN_LEFT, 0, text);
  }
}

/// A small sample as the lanes show it.
static void swatch(const struct plot *p, lur_shape_kind kind, unsigned rgb, double x, double y)
{
  if (kind == LUR_SHAPE_POINT) {
    point(p, x + 6.5, y + 6.5);
  } else if (kind == LUR_SHAPE_OVERLAP) {
    hatch(p, x, y, 13, 13);
  } else {
    paint(p->cairo, rgb, kind == LUR_SHAPE_DEAD_AIR ? 0.25 : 1);
    cairo_rectangle(p->cairo, x, y, 13, 13);
    cairo_fill(p->cairo);
  }
}

static bool shows(const struct lur_scene *scene, lur_shape_kind kind)
{
  for (size_t i = 0; i < scene->n; i++)
    if (scene->shape[i].kind == kind) return true;
  return false;
}

/// One entry; returns where the next one goes, on a new line where this one would not fit.
static void entry(const struct plot *p, lur_shape_kind kind, unsigned rgb, const char *text, double *x,
                  double *y)
{
  if (*x > p->left && *x + 170 > p->left + p->width) {
    *x = p->left;
    *y += 22;
  }
  swatch(p, kind, rgb, *x, *y);
  *x += 20 + put_text(p, *x + 20, *y - 2, "Sans 13px", palette[SOFT], ALIGN_LEFT, 0, text) + 18;
}

static void legend(const struct plot *p, double y)
{
  static const struct {
    lur_shape_kind kind;
    enum colour colour;
    const char *meaning;
  } table[] = {{LUR_SHAPE_PROMPT, PROMPT, N_("recorded announcement")},
               {LUR_SHAPE_OVERLAP, BOTH, N_("both speak")},
               {LUR_SHAPE_DEAD_AIR, INK, N_("dead air")},
               {LUR_SHAPE_POINT, BOTH, N_("interruption or fault")}};
  double x = p->left;
  for (int i = 0; i < p->scene->lanes; i++)
    entry(p, LUR_SHAPE_SPEECH, lane_colour(&p->scene->lane[i]),
          p->scene->lane[i].role == LUR_ROLE_MIX ? _("speech") : lur_words_role(p->scene->lane[i].role), &x,
          &y);
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (shows(p->scene, table[i].kind))
      entry(p, table[i].kind, palette[table[i].colour], _(table[i].meaning), &x, &y);
  entry(p, LUR_SHAPE_SPEECH, palette[QUIET], _("not speech"), &x, &y);
}

static double lanes_height(const struct lur_scene *scene)
{
  return scene->lanes * (LANE + LANE_GAP);
}

static int legend_lines(int width)
{
  return width >= 1000 ? 1 : width >= 620 ? 2 : width >= 440 ? 3 : 5;
}

static int picture_height(const struct lur_scene *scene, int width)
{
  return LANES_Y + (int)lanes_height(scene) + SIGNS + AXIS + LEGEND + 22 * (legend_lines(width) - 1) +
         MARGIN / 2;
}

static void draw(const struct plot *p)
{
  double y = LANES_Y, height = lanes_height(p->scene);
  paint(p->cairo, palette[PAPER], 1);
  cairo_paint(p->cairo);
  heading(p);
  journey(p);
  for (int i = 0; i < p->scene->lanes; i++) lane(p, i, y + i * (LANE + LANE_GAP));
  across(p, y, height - LANE_GAP);
  y += height;
  signs(p, y);
  axis(p, y + SIGNS);
  legend(p, y + SIGNS + AXIS + 6);
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

/// The surface draws, is written where its kind asks for it, and is released.
static lur_status render(cairo_surface_t *surface, struct plot *p, FILE *out, lur_picture_format format)
{
  // A font map of its own: the library's shared one belongs to the thread and is never released.
  PangoFontMap *map = pango_cairo_font_map_new();
  p->fonts = pango_font_map_create_context(map);
  p->cairo = cairo_create(surface);
  draw(p);
  cairo_status_t status = cairo_status(p->cairo);
  cairo_destroy(p->cairo);
  g_object_unref(p->fonts);
  g_object_unref(map);
  if (status == CAIRO_STATUS_SUCCESS && format == LUR_PICTURE_PNG)
    status = cairo_surface_write_to_png_stream(surface, write_bytes, out);
  cairo_surface_finish(surface);
  if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  return status_of(status);
}

lur_status lur_report_plot(FILE *out, const struct lur_report *report, lur_picture_format format,
                           const struct lur_report_options *options)
{
  struct lur_scene scene;
  if (!report->recording || !report->call) return LUR_BAD_ARG;
  int width = options && options->width ? options->width : USUAL_WIDTH;
  width = width < LEAST_WIDTH ? LEAST_WIDTH : width > MOST_WIDTH ? MOST_WIDTH : width;
  lur_status status = lur_scene_make(report->call, &scene);
  if (status != LUR_OK) return status;
  int height = picture_height(&scene, width);
  cairo_surface_t *surface = format == LUR_PICTURE_PNG
                                 ? cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)
                                 : cairo_svg_surface_create_for_stream(write_bytes, out, width, height);
  if (format == LUR_PICTURE_SVG) cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX);
  struct plot p = {.report = report,
                   .scene = &scene,
                   .language = options ? options->language : NULL,
                   .left = MARGIN,
                   .width = width - 2 * MARGIN};
  status = render(surface, &p, out, format);
  lur_scene_clear(&scene);
  return status == LUR_OK && (fflush(out) != 0 || ferror(out)) ? LUR_IO : status;
}
