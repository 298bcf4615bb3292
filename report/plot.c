#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/canvas.h"
#include "report/card_words.h"
#include "report/html_page.h"
#include "report/plot.h"
#include "report/report.h"
#include "report/scene.h"
#include "report/words.h"

// The picture's measures in pixels; only its width can be chosen.
enum {
  USUAL_WIDTH = 1200,
  LEAST_WIDTH = 320,
  MOST_WIDTH = 8000,
  MARGIN = LUR_PLOT_MARGIN,
  LANE = 104,
  LANE_GAP = 6,
  JOURNEY = 24
};
enum { TITLE_Y = 20, JOURNEY_Y = 84, LANES_Y = 114, SIGNS = 24, AXIS = 26, LEGEND = 30, TEXT_SIZE = 256 };
static const struct lur_font headline = {20, true}, huge = {24, true}, plain = {14, false},
                             label = {12, true}, small = {12, false}, words = {13, false};

/// Okabe and Ito's colours, told apart by colour-blind eyes.
enum colour {
  INK,
  SOFT,
  PAPER,
  LANE_GROUND,
  GRID,
  QUIET,
  AGENT,
  CALLER,
  MIX,
  PROMPT,
  TONE,
  MUSIC,
  BOTH,
  COLOURS
};
static const unsigned palette[COLOURS] = {
    [INK] = 0x1b2430,  [SOFT] = 0x5b6675,   [PAPER] = 0xffffff, [LANE_GROUND] = 0xf2f0eb,
    [GRID] = 0xe2dfd7, [QUIET] = 0xc9c4b8,  [AGENT] = 0x0072b2, [CALLER] = 0xd55e00,
    [MIX] = 0x5b4b8a,  [PROMPT] = 0xe69f00, [TONE] = 0x009e73,  [MUSIC] = 0xcc79a7,
    [BOTH] = 0xa3124d};
static const struct {
  unsigned ground, ink;
} phase_colours[LUR_PHASE_KINDS] = {
    [LUR_PHASE_DIAL] = {0xece9e2, 0x4b5563},         [LUR_PHASE_RING] = {0xd9e8c8, 0x2c4212},
    [LUR_PHASE_IVR] = {0xfbe2ae, 0x503800},          [LUR_PHASE_QUEUE] = {0xe4d9f5, 0x432a72},
    [LUR_PHASE_CONVERSATION] = {0x23374d, 0xffffff}, [LUR_PHASE_HOLD] = {0xf6cfe0, 0x6b1740},
    [LUR_PHASE_TRANSFER] = {0xcfe9e6, 0x0d4a45},     [LUR_PHASE_END] = {0xece9e2, 0x4b5563},
};

struct plot {
  lur_canvas *canvas;
  const struct lur_report *report;
  const struct lur_scene *scene;
  const char *language;
  double left, width;   // of the lanes
  double (*outline)[2]; // room for a waveform: two points for each pixel of the width and its ends
};

static double x_of(const struct plot *p, double at_s)
{
  return p->left + p->width * at_s / p->scene->duration_s;
}

static double width_of(const struct plot *p, double start_s, double end_s)
{
  return fmax(x_of(p, end_s) - x_of(p, start_s), 1);
}

static double text_at(const struct plot *p, double x, double y, struct lur_font font, unsigned rgb,
                      const char *text)
{
  return lur_canvas_text(p->canvas, x, y, font, rgb, LUR_ALIGN_LEFT, 0, text);
}

/// "Waiting time 8.6 s · Talk ratio 59 %": what a trainer looks for first, and what there should be none of.
static void facts(const struct plot *p, char *line, size_t size)
{
  static const lur_measure first[] = {LUR_M_ANSWER_WAIT_S, LUR_M_TALK_AGENT_RATIO, LUR_M_HOLD_TOTAL_S,
                                      LUR_M_INTERRUPTION_AGENT_COUNT, LUR_M_SILENCE_DEAD_AIR_COUNT};
  char text[LUR_WORDS_SIZE];
  size_t used = strlen(line);
  for (size_t i = 0; i < sizeof first / sizeof *first && used < size; i++) {
    const struct lur_value *value = &p->report->call->measures.of[first[i]];
    bool always = first[i] == LUR_M_ANSWER_WAIT_S || first[i] == LUR_M_TALK_AGENT_RATIO;
    if (!value->known || (!always && !(value->number > 0))) continue;
    int n = snprintf(line + used, size - used, " · %s %s", _(lur_measure_table[first[i]].title),
                     lur_words_value(first[i], value, p->language, text));
    used += n > 0 ? (size_t)n : 0;
  }
}

static void heading(const struct plot *p)
{
  char text[LUR_CARD_TEXT], length[LUR_WORDS_SIZE], line[4 * TEXT_SIZE];
  const struct lur_scorecard *card = p->report->scorecard;
  double right = p->left + p->width, taken = 0;
  if (card) {
    taken = lur_canvas_text(p->canvas, right, TITLE_Y - 8, huge, palette[INK], LUR_ALIGN_RIGHT, 0,
                            lur_card_total_text(card, p->language, text));
    taken = fmax(taken, lur_canvas_text(p->canvas, right, TITLE_Y + 26, plain, palette[SOFT], LUR_ALIGN_RIGHT,
                                        0, lur_card_band_text(card, p->language)));
  }
  double room = p->width - taken - MARGIN;
  lur_canvas_text(p->canvas, p->left, TITLE_Y - 4, headline, palette[INK], LUR_ALIGN_LEFT, room,
                  lur_report_heading(p->report));
  snprintf(line, sizeof line, "%.200s%s%s", p->report->when ? p->report->when : "",
           p->report->when ? " · " : "", lur_words_clock(p->scene->duration_s, 0, p->language, length));
  facts(p, line, sizeof line);
  lur_canvas_text(p->canvas, p->left, TITLE_Y + 26, plain, palette[SOFT], LUR_ALIGN_LEFT, room, line);
}

static void journey(const struct plot *p)
{
  char text[TEXT_SIZE], length[LUR_WORDS_SIZE];
  const struct lur_call *call = p->report->call;
  for (size_t i = 0; i < call->phases; i++) {
    const struct lur_phase *phase = &call->phase[i];
    double x = x_of(p, phase->start_s), room = x_of(p, phase->end_s) - x - 2;
    if (room <= 0) continue;
    lur_canvas_box(p->canvas, x, JOURNEY_Y, room, JOURNEY, phase_colours[phase->kind].ground, 1);
    snprintf(text, sizeof text, "%s %s", _(lur_phase_title(phase->kind)),
             lur_words_clock(phase->end_s - phase->start_s, 0, p->language, length));
    if (room > 44)
      lur_canvas_text(p->canvas, x + 6, JOURNEY_Y + 4, label, phase_colours[phase->kind].ink, LUR_ALIGN_LEFT,
                      room - 10, text);
  }
}

static unsigned lane_colour(const struct lur_lane *lane)
{
  return palette[lane->role == LUR_ROLE_AGENT ? AGENT : lane->role == LUR_ROLE_CALLER ? CALLER : MIX];
}

static unsigned kind_colour(const struct plot *p, lur_shape_kind kind, int lane)
{
  switch (kind) {
  case LUR_SHAPE_SPEECH:
    return lane_colour(&p->scene->lane[lane]);
  case LUR_SHAPE_PROMPT:
    return palette[PROMPT];
  case LUR_SHAPE_TONE:
    return palette[TONE];
  case LUR_SHAPE_MUSIC:
    return palette[MUSIC];
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

static void put_point(const struct plot *p, size_t i, double x, double y)
{
  p->outline[i][0] = p->left + x;
  p->outline[i][1] = y;
}

/// One outline for each run of pixels of the same sound, from the left edge of its first to the right edge of
/// its last: along the tops, back along the bottoms.
static void wave(const struct plot *p, int lane, double y)
{
  double loudest = lur_scene_loudest(p->report->peaks), middle = y + (LANE - 6) / 2.0;
  size_t pixels = loudest > 0 ? (size_t)p->width : 0;
  double step = p->scene->duration_s / (double)(pixels ? pixels : 1);
  for (size_t i = 0; i < pixels;) {
    size_t n = 0;
    lur_shape_kind kind = lur_scene_sound(p->scene, lane, ((double)i + 0.5) * step);
    do {
      double height = wave_height(p, lane, loudest, i, pixels);
      if (n == 0) put_point(p, n++, (double)i, middle - height);
      put_point(p, n++, (double)i + 0.5, middle - height);
      i++;
    } while (i < pixels && lur_scene_sound(p->scene, lane, ((double)i + 0.5) * step) == kind);
    put_point(p, n, (double)i, p->outline[n - 1][1]);
    n++;
    for (size_t back = n; back-- > 0; n++)
      put_point(p, n, p->outline[back][0] - p->left, 2 * middle - p->outline[back][1]);
    lur_canvas_area(p->canvas, (const double(*)[2])p->outline, n, kind_colour(p, kind, lane));
  }
}

/// Dashes and dots tell recordings, tones and music from a party's speech where colour cannot.
static lur_stroke stroke_of(lur_shape_kind kind)
{
  return kind == LUR_SHAPE_PROMPT  ? LUR_STROKE_DASHES
         : kind == LUR_SHAPE_TONE  ? LUR_STROKE_SHORT_DASHES
         : kind == LUR_SHAPE_MUSIC ? LUR_STROKE_DOTS
                                   : LUR_STROKE_PLAIN;
}

static void lane_shape(const struct plot *p, const struct lur_shape *s, double y)
{
  bool low = s->kind == LUR_SHAPE_SPEECH || s->kind == LUR_SHAPE_PROMPT;
  double x = x_of(p, s->start_s), wide = width_of(p, s->start_s, s->end_s);
  unsigned rgb = kind_colour(p, s->kind, s->lane);
  if (!p->report->peaks) // no waveform: a block instead
    lur_canvas_box(p->canvas, x, y + LANE * 0.25, wide, LANE * 0.45, rgb, low ? 1 : 0.5);
  lur_canvas_stroke(p->canvas, x, x + wide, low ? y + LANE - 2 : y + 3, 4, stroke_of(s->kind), rgb);
}

static double axis_step(const struct plot *p)
{
  return lur_scene_step_s(p->scene->duration_s, (int)(p->width / 80));
}

static void lane(const struct plot *p, int index, double y)
{
  lur_canvas_box(p->canvas, p->left, y, p->width, LANE, palette[LANE_GROUND], 1);
  for (double t = axis_step(p); t < p->scene->duration_s; t += axis_step(p))
    lur_canvas_box(p->canvas, x_of(p, t), y, 1, LANE, palette[GRID], 1);
  wave(p, index, y);
  for (size_t i = 0; i < p->scene->n && p->scene->shape[i].kind <= LUR_SHAPE_MUSIC; i++)
    if (p->scene->shape[i].lane == index) lane_shape(p, &p->scene->shape[i], y);
  lur_canvas_box(p->canvas, p->left + 2, y + 5, 62, 18, palette[LANE_GROUND], 0.8);
  text_at(p, p->left + 6, y + 6, label, palette[SOFT], lur_words_role(p->scene->lane[index].role));
}

static void silence(const struct plot *p, const struct lur_shape *s, double y, double height)
{
  char text[LUR_WORDS_SIZE];
  double x = x_of(p, s->start_s), width = x_of(p, s->end_s) - x;
  bool dead = s->kind == LUR_SHAPE_DEAD_AIR;
  lur_canvas_box(p->canvas, x, y, width, height, palette[INK], dead ? 0.16 : 0.08);
  lur_canvas_box(p->canvas, x, y, 1.5, height, palette[INK], dead ? 1 : 0.4);
  lur_canvas_box(p->canvas, x + width - 1.5, y, 1.5, height, palette[INK], dead ? 1 : 0.4);
  if (width > 34)
    lur_canvas_text(p->canvas, x + width / 2, y + height / 2 - 9, label, palette[INK], LUR_ALIGN_CENTRE, 0,
                    lur_words_with_unit(s->end_s - s->start_s, "s", p->language, text));
}

static void across(const struct plot *p, double y, double height)
{
  for (size_t i = 0; i < p->scene->n; i++) {
    const struct lur_shape *s = &p->scene->shape[i];
    if (s->kind == LUR_SHAPE_SILENCE || s->kind == LUR_SHAPE_DEAD_AIR) silence(p, s, y, height);
    if (s->kind == LUR_SHAPE_GAP)
      lur_canvas_hatch(p->canvas, x_of(p, s->start_s), y, fmax(width_of(p, s->start_s, s->end_s), 3), height,
                       palette[INK], 0.3);
    if (s->kind == LUR_SHAPE_OVERLAP)
      lur_canvas_hatch(p->canvas, x_of(p, s->start_s), y, fmax(width_of(p, s->start_s, s->end_s), 3), height,
                       palette[BOTH], 0.8);
  }
}

static void point(const struct plot *p, double x, double y)
{
  lur_canvas_disc(p->canvas, x, y, 7.5, palette[BOTH]);
  lur_canvas_text(p->canvas, x, y - 8, label, palette[PAPER], LUR_ALIGN_CENTRE, 0, "!");
}

/// The keys of one menu, "5 # 6"; returns how many shapes they are.
static size_t keys(const struct plot *p, size_t first, char *text, size_t size)
{
  char list[TEXT_SIZE] = "";
  size_t n = lur_scene_keys(p->scene, first);
  for (size_t k = 0; k < n && 2 * k + 2 < sizeof list; k++) {
    list[2 * k] = p->scene->shape[first + k].event->digit;
    list[2 * k + 1] = ' ';
  }
  snprintf(text, size, _("keys %s"), list);
  return n;
}

/// Where the next sign of that kind is; the end of the lanes after the last.
static double next_sign(const struct plot *p, size_t after)
{
  size_t i = after + 1;
  bool more = i < p->scene->n && p->scene->shape[i].kind == p->scene->shape[after].kind;
  return more ? x_of(p, p->scene->shape[i].start_s) : p->left + p->width + MARGIN;
}

/// A mark for what is to be looked at, and beside it who or what it was, where there is room.
static void notice(const struct plot *p, size_t i, double y)
{
  const struct lur_shape *s = &p->scene->shape[i];
  bool interruption = s->event->type == LUR_EVENT_INTERRUPTION;
  double x = x_of(p, s->start_s), room = next_sign(p, i) - x - 24;
  point(p, x, y + 11);
  if (room > 40)
    lur_canvas_text(p->canvas, x + 12, y + 3, small, palette[SOFT], LUR_ALIGN_LEFT, room,
                    interruption ? lur_words_role(s->event->by) : lur_words_event(s->event));
}

static void signs(const struct plot *p, double y)
{
  char text[2 * TEXT_SIZE];
  double free_from = 0; // keys that would be written over those before are left out
  for (size_t i = 0; i < p->scene->n; i++) {
    const struct lur_shape *s = &p->scene->shape[i];
    double x = x_of(p, s->start_s);
    if (s->kind == LUR_SHAPE_POINT) notice(p, i, y);
    if (s->kind != LUR_SHAPE_KEY) continue;
    i += keys(p, i, text, sizeof text) - 1;
    if (x >= free_from) free_from = x + text_at(p, x, y + 3, small, palette[INK], text) + 6;
  }
}

static void axis(const struct plot *p, double y)
{
  char text[LUR_WORDS_SIZE];
  double step = axis_step(p);
  for (double t = 0; t < p->scene->duration_s && x_of(p, t) + 50 < p->left + p->width + MARGIN; t += step) {
    lur_canvas_box(p->canvas, x_of(p, t), y + 2, 1, 16, palette[QUIET], 1);
    text_at(p, x_of(p, t) + 4, y + 3, small, palette[SOFT], lur_words_clock(t, 0, p->language, text));
  }
}

/// A small sample as the lanes show it.
static void swatch(const struct plot *p, lur_shape_kind kind, unsigned rgb, double x, double y)
{
  if (kind == LUR_SHAPE_POINT) {
    point(p, x + 6.5, y + 6.5);
  } else if (kind == LUR_SHAPE_OVERLAP || kind == LUR_SHAPE_GAP) {
    lur_canvas_hatch(p->canvas, x, y, 13, 13, rgb, kind == LUR_SHAPE_GAP ? 0.3 : 0.8);
  } else if (kind == LUR_SHAPE_SILENCE || kind == LUR_SHAPE_DEAD_AIR) {
    bool dead = kind == LUR_SHAPE_DEAD_AIR;
    lur_canvas_box(p->canvas, x, y, 13, 13, rgb, dead ? 0.16 : 0.08);
    lur_canvas_box(p->canvas, x, y, 1.5, 13, rgb, dead ? 1 : 0.4);
    lur_canvas_box(p->canvas, x + 11.5, y, 1.5, 13, rgb, dead ? 1 : 0.4);
  } else {
    lur_canvas_box(p->canvas, x, y, 13, 13, rgb, 1);
    if (stroke_of(kind) != LUR_STROKE_PLAIN)
      lur_canvas_stroke(p->canvas, x, x + 13, y + 6.5, 4, stroke_of(kind), palette[PAPER]);
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
  *x += 20 + text_at(p, *x + 20, *y - 2, words, palette[SOFT], text) + 18;
}

/// Returns where its last line ends.
static double legend(const struct plot *p, double y)
{
  static const struct {
    lur_shape_kind kind;
    enum colour colour;
    const char *meaning;
  } table[] = {{LUR_SHAPE_PROMPT, PROMPT, N_("recorded announcement")},
               {LUR_SHAPE_TONE, TONE, N_("ringing or tone")},
               {LUR_SHAPE_MUSIC, MUSIC, N_("music")},
               {LUR_SHAPE_OVERLAP, BOTH, N_("both speak")},
               {LUR_SHAPE_SILENCE, INK, N_("silence")},
               {LUR_SHAPE_DEAD_AIR, INK, N_("dead air")},
               {LUR_SHAPE_GAP, INK, N_("not recorded")},
               {LUR_SHAPE_POINT, BOTH, N_("interruption, note or fault")}};
  double x = p->left;
  for (int i = 0; i < p->scene->lanes; i++)
    entry(p, LUR_SHAPE_SPEECH, lane_colour(&p->scene->lane[i]),
          p->scene->lane[i].role == LUR_ROLE_MIX ? _("speech") : lur_words_role(p->scene->lane[i].role), &x,
          &y);
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (shows(p->scene, table[i].kind))
      entry(p, table[i].kind, palette[table[i].colour], _(table[i].meaning), &x, &y);
  entry(p, LUR_SHAPE_SPEECH, palette[QUIET], _("not speech"), &x, &y);
  return y + 22;
}

static double lanes_height(const struct lur_scene *scene)
{
  return scene->lanes * (LANE + LANE_GAP);
}

static int legend_lines(int width)
{
  return width >= 1400 ? 1 : width >= 760 ? 2 : width >= 540 ? 3 : 6;
}

static int picture_height(const struct lur_scene *scene, int width)
{
  return LANES_Y + (int)lanes_height(scene) + SIGNS + AXIS + LEGEND + 22 * (legend_lines(width) - 1) +
         MARGIN / 2;
}

/// Returns how far down it goes.
static double draw_body(const struct plot *p)
{
  double y = LANES_Y, height = lanes_height(p->scene);
  journey(p);
  for (int i = 0; i < p->scene->lanes; i++) lane(p, i, y + i * (LANE + LANE_GAP));
  across(p, y, height - LANE_GAP);
  y += height;
  signs(p, y);
  axis(p, y + SIGNS);
  return legend(p, y + SIGNS + AXIS + 6);
}

static struct plot plot_of(const struct lur_report *report, const struct lur_scene *scene, int width,
                           const char *language)
{
  struct plot p = {.report = report,
                   .scene = scene,
                   .language = language,
                   .left = MARGIN,
                   .width = width - 2 * MARGIN,
                   .outline = calloc(2 * (size_t)width + 4, sizeof *p.outline)};
  return p;
}

lur_status lur_plot_body(lur_canvas *canvas, const struct lur_report *report, int width, const char *language,
                         double *height)
{
  struct lur_scene scene;
  lur_status status = lur_scene_make(report->call, &scene);
  if (status != LUR_OK) return status;
  struct plot p = plot_of(report, &scene, width, language);
  p.canvas = canvas;
  if (p.outline) {
    lur_canvas_shift(canvas, 0, -JOURNEY_Y);
    *height = draw_body(&p) - JOURNEY_Y;
    lur_canvas_shift(canvas, 0, JOURNEY_Y);
  }
  status = p.outline ? LUR_OK : LUR_NO_MEM;
  free(p.outline);
  lur_scene_clear(&scene);
  return status;
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
  struct plot p = plot_of(report, &scene, width, options ? options->language : NULL);
  status =
      p.outline ? lur_canvas_new(out, format, width, picture_height(&scene, width), &p.canvas) : LUR_NO_MEM;
  if (status == LUR_OK) {
    heading(&p);
    (void)draw_body(&p);
    status = lur_canvas_end(p.canvas);
  }
  free(p.outline);
  lur_scene_clear(&scene);
  return status;
}
