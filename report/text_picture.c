#include "report/text_picture.h"

#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "report/scene.h"
#include "report/utf8.h"
#include "report/words.h"

enum { LABEL = 10, LABEL_MOST = 18 }; // columns before the lanes

/// The part of [start, end) that shapes of a kind cover, 0..1.
static double covered(const struct lur_scene *scene, lur_shape_kind kind, int lane, double start_s,
                      double end_s)
{
  double sum = 0;
  for (size_t i = 0; i < scene->n; i++) {
    const struct lur_shape *s = &scene->shape[i];
    if (s->kind != kind || (s->lane != lane && s->lane >= 0)) continue;
    sum += fmax(0, fmin(end_s, s->end_s) - fmax(start_s, s->start_s));
  }
  return fmin(sum / (end_s - start_s), 1);
}

/// Columns before the lanes: room for the longest of their names, which are longer in some languages.
static int label_columns(const struct lur_scene *scene)
{
  size_t most = lur_utf8_width(_("Journey")), signs = lur_utf8_width(_("Signs"));
  if (signs > most) most = signs;
  for (int i = 0; i < scene->lanes; i++) {
    size_t width = lur_utf8_width(lur_words_role(scene->lane[i].role));
    if (width > most) most = width;
  }
  return most + 2 < LABEL ? LABEL : most + 2 > LABEL_MOST ? LABEL_MOST : (int)most + 2;
}

static void label(struct lur_text_out *o, int columns, const char *text)
{
  char clipped[64];
  size_t width, bytes = lur_utf8_fit(text, (size_t)columns - 2, &width);
  snprintf(clipped, sizeof clipped, "%.*s", (int)bytes, text);
  lur_text_put(o, LUR_STYLE_SOFT, clipped);
  lur_text_to(o, columns);
}

/// A cell shows what is most worth seeing in it, not what fills most of it.
static void lane_cell(struct lur_text_out *o, const struct lur_scene *scene, int lane, double start_s,
                      double end_s)
{
  static const char *const eighths[] = {"▁", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  double speech = covered(scene, LUR_SHAPE_SPEECH, lane, start_s, end_s);
  lur_role role = scene->lane[lane].role;
  if (speech > 0)
    lur_text_put(o, role == LUR_ROLE_CALLER ? LUR_STYLE_CALLER : LUR_STYLE_AGENT, eighths[(int)(speech * 8)]);
  else if (covered(scene, LUR_SHAPE_PROMPT, lane, start_s, end_s) > 0)
    lur_text_put(o, LUR_STYLE_PROMPT, "▒");
  else if (covered(scene, LUR_SHAPE_TONE, lane, start_s, end_s) > 0)
    lur_text_put(o, LUR_STYLE_SOFT, "~");
  else if (covered(scene, LUR_SHAPE_MUSIC, lane, start_s, end_s) > 0)
    lur_text_put(o, LUR_STYLE_SOFT, "♪");
  else
    lur_text_put(o, LUR_STYLE_SOFT, "·");
}

static void lane_line(struct lur_text_out *o, const struct lur_scene *scene, int lane)
{
  int from = label_columns(scene), cells = o->width - from;
  double step = scene->duration_s / cells;
  label(o, from, lur_words_role(scene->lane[lane].role));
  for (int i = 0; i < cells; i++) lane_cell(o, scene, lane, i * step, (i + 1) * step);
  lur_text_line(o);
}

static const struct lur_shape *first_within(const struct lur_scene *scene, lur_shape_kind kind,
                                            double start_s, double end_s)
{
  for (size_t i = 0; i < scene->n; i++) {
    const struct lur_shape *s = &scene->shape[i];
    if (s->kind == kind && s->start_s >= start_s && s->start_s < end_s) return s;
  }
  return NULL;
}

static void sign_cell(struct lur_text_out *o, const struct lur_scene *scene, double start_s, double end_s)
{
  const struct lur_shape *key = first_within(scene, LUR_SHAPE_KEY, start_s, end_s);
  char digit[2] = {key ? key->event->digit : '\0', '\0'};
  if (first_within(scene, LUR_SHAPE_POINT, start_s, end_s))
    lur_text_put(o, LUR_STYLE_ALERT, "!");
  else if (key)
    lur_text_put(o, LUR_STYLE_CALLER, digit);
  else if (covered(scene, LUR_SHAPE_OVERLAP, -1, start_s, end_s) > 0)
    lur_text_put(o, LUR_STYLE_ALERT, "x");
  else if (covered(scene, LUR_SHAPE_DEAD_AIR, -1, start_s, end_s) > 0.5)
    lur_text_put(o, LUR_STYLE_STRONG, "_");
  else if (covered(scene, LUR_SHAPE_GAP, -1, start_s, end_s) > 0.5)
    lur_text_put(o, LUR_STYLE_SOFT, "/");
  else
    lur_text_gap(o);
}

/// The line is left out when there is nothing to show: most calls have no keys and no overlaps.
static void sign_line(struct lur_text_out *o, const struct lur_scene *scene)
{
  int from = label_columns(scene), cells = o->width - from;
  double step = scene->duration_s / cells;
  size_t signs = 0;
  for (size_t i = 0; i < scene->n; i++)
    signs += scene->shape[i].kind >= LUR_SHAPE_KEY && scene->shape[i].kind != LUR_SHAPE_SILENCE;
  if (!signs) return;
  label(o, from, _("Signs"));
  for (int i = 0; i < cells; i++) sign_cell(o, scene, i * step, (i + 1) * step);
  lur_text_line(o);
}

static void phase_cells(struct lur_text_out *o, const struct lur_phase *phase, int cells)
{
  char text[128];
  size_t width, bytes;
  const char *title = _(lur_phase_title(phase->kind));
  if (cells <= 0) return;
  int from = o->column;
  bytes = lur_utf8_fit(title, (size_t)cells - 1, &width);
  while (bytes && title[bytes - 1] == ' ') bytes--;
  // A few letters of a word say nothing; the bar then stands alone.
  snprintf(text, sizeof text, "|%.*s", title[bytes] == '\0' || cells > 4 ? (int)bytes : 0, title);
  lur_text_put(o, phase->kind == LUR_PHASE_CONVERSATION ? LUR_STYLE_STRONG : LUR_STYLE_PLAIN, text);
  lur_text_to(o, from + cells);
}

static void journey_line(struct lur_text_out *o, const struct lur_scene *scene, const struct lur_call *call)
{
  int from = label_columns(scene), cells = o->width - from, done = 0;
  label(o, from, _("Journey"));
  for (size_t i = 0; i < call->phases; i++) {
    int end = (int)lround(call->phase[i].end_s / scene->duration_s * cells);
    phase_cells(o, &call->phase[i], end - done);
    done = end > done ? end : done;
  }
  lur_text_line(o);
}

static void axis_line(struct lur_text_out *o, const struct lur_scene *scene, const char *language)
{
  char text[LUR_WORDS_SIZE];
  int from = label_columns(scene), cells = o->width - from;
  double step = lur_scene_step_s(scene->duration_s, cells / 10);
  for (double t = 0; t < scene->duration_s; t += step) {
    int at = from + (int)(t / scene->duration_s * cells);
    lur_words_clock(t, 0, language, text);
    if (at + (int)strlen(text) > o->width) break;
    lur_text_to(o, at);
    lur_text_put(o, LUR_STYLE_SOFT, text);
  }
  lur_text_line(o);
}

static bool shows(const struct lur_scene *scene, lur_shape_kind kind)
{
  for (size_t i = 0; i < scene->n; i++)
    if (scene->shape[i].kind == kind) return true;
  return false;
}

static void legend_line(struct lur_text_out *o, const struct lur_scene *scene)
{
  static const struct {
    lur_shape_kind kind;
    const char *sign, *meaning;
  } table[] = {{LUR_SHAPE_SPEECH, "▅", N_("speech")},
               {LUR_SHAPE_PROMPT, "▒", N_("recorded announcement")},
               {LUR_SHAPE_TONE, "~", N_("ringing or tone")},
               {LUR_SHAPE_MUSIC, "♪", N_("music")},
               {LUR_SHAPE_KEY, "0-9", N_("key pressed")},
               {LUR_SHAPE_OVERLAP, "x", N_("both speak")},
               {LUR_SHAPE_DEAD_AIR, "_", N_("dead air")},
               {LUR_SHAPE_GAP, "/", N_("not recorded")},
               {LUR_SHAPE_POINT, "!", N_("interruption, note or fault")}};
  int from = label_columns(scene);
  lur_text_to(o, from);
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    char text[128];
    if (!shows(scene, table[i].kind)) continue;
    snprintf(text, sizeof text, "%s %s", table[i].sign, _(table[i].meaning));
    if (o->column + 2 + (int)lur_utf8_width(text) > o->width) lur_text_line(o);
    lur_text_to(o, o->column > from ? o->column + 2 : from);
    lur_text_put(o, LUR_STYLE_SOFT, text);
  }
  lur_text_line(o);
}

lur_status lur_text_picture(struct lur_text_out *o, const struct lur_call *call, const char *language)
{
  struct lur_scene scene;
  lur_status status = lur_scene_make(call, &scene);
  if (status != LUR_OK) return status;
  axis_line(o, &scene, language);
  journey_line(o, &scene, call);
  for (int i = 0; i < scene.lanes; i++) lane_line(o, &scene, i);
  sign_line(o, &scene);
  legend_line(o, &scene);
  lur_scene_clear(&scene);
  return LUR_OK;
}
