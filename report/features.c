#include "report/features.h"

#include <math.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/list.h"
#include "report/canvas.h"
#include "report/html_page.h"
#include "report/scene.h"
#include "report/words.h"

static const double frame_s = 0.01;

// The picture's measures in pixels; only its width can be chosen.
enum { USUAL_WIDTH = 1600, LEAST_WIDTH = 480, MOST_WIDTH = 8000, LEFT = 150, RIGHT = 24, TOP = 70 };
enum {
  TITLE = 24,
  HEAT = 6 * LUR_BANDS,
  LEVEL = 90,
  VOICED = 40,
  ODDS = 90,
  ROW = 12,
  ROWS = 3 * ROW,
  GAP = 8
};
enum { CHANNEL = TITLE + HEAT + LEVEL + VOICED + ODDS + ROWS + 6 * GAP, AXIS = 26, LEGEND = 34 };
static const struct lur_font headline = {20, true}, plain = {14, false}, bold = {13, true},
                             small = {11, false};

static const unsigned ink = 0x1b2430, soft = 0x5b6675, ground = 0xf7f6f2, grid = 0xdedbd2, quiet = 0x9a958a,
                      agent = 0x0072b2, caller = 0xd55e00, mix = 0x5b4b8a, prompt = 0xe69f00, tone = 0x009e73,
                      music = 0xcc79a7;
/// Half decibels over the noise that are as bright as can be.
enum { BRIGHTEST = 70 };

struct plot {
  lur_canvas *canvas;
  const struct lur_report *report;
  const struct lur_frame_views *views;
  const struct lur_scene *scene;
  const char *language;
  double from_s, length_s; // the stretch that is there
  int width;               // of the panels
  double (*line)[2];       // room for a curve: a point for each pixel
  uint32_t *pixels;        // room for a panel of bands
};

void lur_frame_views_take(void *self, const struct lur_frame_view *view)
{
  struct lur_frame_views *v = self;
  double at_s = (double)view->frame * frame_s;
  if (v->status != LUR_OK || at_s < v->from_s || (v->to_s > 0 && at_s >= v->to_s)) return;
  struct lur_frame_view *grown = lur_grow(v->channel[view->channel].at, &v->channel[view->channel].room,
                                          v->channel[view->channel].n, sizeof *grown);
  if (grown) {
    v->channel[view->channel].at = grown;
    grown[v->channel[view->channel].n++] = *view;
  } else {
    v->status = LUR_NO_MEM;
  }
}

void lur_frame_views_clear(struct lur_frame_views *views)
{
  for (int c = 0; c < 2; c++) free(views->channel[c].at);
  *views = (struct lur_frame_views){0};
}

static int channels_of(const struct lur_frame_views *views)
{
  return views->channel[1].n ? 2 : 1;
}

static double x_of(const struct plot *p, double at_s)
{
  double x = (at_s - p->from_s) / p->length_s;
  return LEFT + p->width * fmin(fmax(x, 0), 1);
}

/// Frames under a pixel column: [*first, *end), at least one.
static void frames_at(const struct plot *p, int channel, int column, size_t *first, size_t *end)
{
  size_t n = p->views->channel[channel].n;
  *first = (size_t)column * n / (size_t)p->width;
  *end = (size_t)(column + 1) * n / (size_t)p->width;
  if (*end <= *first) *end = *first + 1;
}

// ---- Panels

/// From dark to bright, through stops whose brightness rises evenly, so that grey prints read as well.
static uint32_t heat_colour(double share)
{
  static const unsigned char stop[][3] = {
      {0x44, 0x01, 0x54}, {0x3b, 0x52, 0x8b}, {0x21, 0x91, 0x8c}, {0x5e, 0xc9, 0x62}, {0xfd, 0xe7, 0x25}};
  enum { LAST = sizeof stop / sizeof *stop - 1 };
  double at = fmin(fmax(share, 0), 1) * LAST;
  int i = at >= LAST ? LAST - 1 : (int)at;
  uint32_t rgb = 0;
  for (int k = 0; k < 3; k++)
    rgb = rgb << 8 | (uint32_t)lround(stop[i][k] + (at - i) * (stop[i + 1][k] - stop[i][k]));
  return rgb;
}

static void heat(const struct plot *p, int channel, double y)
{
  for (int x = 0; x < p->width; x++) {
    size_t first, end;
    frames_at(p, channel, x, &first, &end);
    for (int b = 0; b < LUR_BANDS; b++) {
      double sum = 0;
      for (size_t i = first; i < end; i++) sum += p->views->channel[channel].at[i].over[b];
      p->pixels[(LUR_BANDS - 1 - b) * p->width + x] = heat_colour(sum / (double)(end - first) / BRIGHTEST);
    }
  }
  lur_canvas_pixels(p->canvas, LEFT, y, p->width, HEAT, p->pixels, p->width, LUR_BANDS);
}

/// A panel that curves are drawn in.
struct panel {
  int channel;
  double y, height, low, high;
};

static double y_of(const struct panel *panel, double value)
{
  double share = (value - panel->low) / (panel->high - panel->low);
  return panel->y + panel->height * (1 - fmin(fmax(share, 0), 1));
}

typedef double pick(const struct lur_frame_view *view);
static double level_of(const struct lur_frame_view *view)
{
  return (double)view->level_db;
}
static double floor_of(const struct lur_frame_view *view)
{
  return (double)view->floor_db;
}
static double periodicity_of(const struct lur_frame_view *view)
{
  return (double)view->periodicity;
}
static double speech_of(const struct lur_frame_view *view)
{
  return (double)view->speech;
}
static double music_of(const struct lur_frame_view *view)
{
  return (double)view->music;
}
static double first_speech_of(const struct lur_frame_view *view)
{
  return (double)view->first_speech;
}
static double first_music_of(const struct lur_frame_view *view)
{
  return (double)view->first_music;
}

static void curve(const struct plot *p, const struct panel *panel, pick *of, unsigned rgb)
{
  for (int x = 0; x < p->width; x++) {
    size_t first, end;
    double sum = 0;
    frames_at(p, panel->channel, x, &first, &end);
    for (size_t i = first; i < end; i++) sum += of(&p->views->channel[panel->channel].at[i]);
    p->line[x][0] = LEFT + x + 0.5;
    p->line[x][1] = y_of(panel, sum / (double)(end - first));
  }
  lur_canvas_line(p->canvas, (const double(*)[2])p->line, (size_t)p->width, 1.2, rgb);
}

/// The panel's ground, with a line and its figure at each of the marks.
static void ground_of(const struct plot *p, const struct panel *panel, const double *mark, size_t marks,
                      const char *unit)
{
  char text[LUR_WORDS_SIZE], figure[LUR_WORDS_SIZE + 8];
  lur_canvas_box(p->canvas, LEFT, panel->y, p->width, panel->height, ground, 1);
  for (size_t i = 0; i < marks; i++) {
    double y = y_of(panel, mark[i]);
    lur_canvas_box(p->canvas, LEFT, y, p->width, 1, grid, 1);
    snprintf(figure, sizeof figure, "%s%s", lur_words_number(mark[i], 0, p->language, text), unit);
    lur_canvas_text(p->canvas, LEFT - 6, y - 7, small, soft, LUR_ALIGN_RIGHT, 0, figure);
  }
}

static void name(const struct plot *p, double y, const char *text)
{
  lur_canvas_text(p->canvas, 12, y, small, ink, LUR_ALIGN_LEFT, LEFT - 62, text);
}

static void band_panel(const struct plot *p, int channel, double y)
{
  heat(p, channel, y);
  name(p, y + HEAT / 2.0 - 7, _("over the noise"));
  lur_canvas_text(p->canvas, LEFT - 6, y - 2, small, soft, LUR_ALIGN_RIGHT, 0, "3700 Hz");
  lur_canvas_text(p->canvas, LEFT - 6, y + HEAT - 13, small, soft, LUR_ALIGN_RIGHT, 0, "200 Hz");
}

static void level_panel(const struct plot *p, int channel, double y)
{
  static const double marks[] = {-40, -20, 0};
  const struct panel panel = {channel, y, LEVEL, -60, 15};
  ground_of(p, &panel, marks, 3, " dB");
  name(p, y + LEVEL / 2.0 - 7, _("level"));
  curve(p, &panel, floor_of, quiet);
  curve(p, &panel, level_of, ink);
}

static void voiced_panel(const struct plot *p, int channel, double y)
{
  static const double marks[] = {0, 1};
  const struct panel panel = {channel, y, VOICED, 0, 1};
  ground_of(p, &panel, marks, 2, "");
  name(p, y + VOICED / 2.0 - 7, _("how voiced"));
  curve(p, &panel, periodicity_of, ink);
}

/// Two thirds of the way to white.
static unsigned pale(unsigned rgb)
{
  unsigned out = 0;
  for (unsigned shift = 0; shift < 24; shift += 8) out |= (2 * 255 + (rgb >> shift & 255)) / 3 << shift;
  return out;
}

/// What the first network says, pale, and under it what the second makes of that.
static void odds_panel(const struct plot *p, int channel, double y, unsigned rgb)
{
  static const double marks[] = {-5, 0, 5};
  const struct panel panel = {channel, y, ODDS, -8, 8};
  ground_of(p, &panel, marks, 3, "");
  name(p, y + ODDS / 2.0 - 7, _("log-odds"));
  curve(p, &panel, first_music_of, pale(music));
  curve(p, &panel, first_speech_of, pale(rgb));
  curve(p, &panel, music_of, music);
  curve(p, &panel, speech_of, rgb);
}

// ---- Decisions

static int lane_of(const struct plot *p, int channel)
{
  for (int i = 0; i < p->scene->lanes; i++)
    if (p->scene->lane[i].channel == channel) return i;
  return -1;
}

static unsigned lane_colour(const struct plot *p, int lane)
{
  lur_role role = lane < 0 ? LUR_ROLE_NONE : p->scene->lane[lane].role;
  return role == LUR_ROLE_AGENT ? agent : role == LUR_ROLE_CALLER ? caller : mix;
}

/// Which row a shape is drawn in, and how; -1: it is not among the decisions of a channel.
static int row_of(lur_shape_kind kind, unsigned lane, unsigned *rgb)
{
  switch (kind) {
  case LUR_SHAPE_SPEECH:
    *rgb = lane;
    return 0;
  case LUR_SHAPE_PROMPT:
    *rgb = prompt;
    return 0;
  case LUR_SHAPE_MUSIC:
    *rgb = music;
    return 1;
  case LUR_SHAPE_TONE:
    *rgb = tone;
    return 2;
  case LUR_SHAPE_KEY:
    *rgb = ink;
    return 2;
  default:
    return -1;
  }
}

static void decisions(const struct plot *p, int channel, double y)
{
  int lane = lane_of(p, channel);
  double end_s = p->from_s + p->length_s;
  lur_canvas_box(p->canvas, LEFT, y, p->width, ROWS, ground, 1);
  name(p, y + ROWS / 2.0 - 7, _("decided"));
  for (size_t i = 0; lane >= 0 && i < p->scene->n; i++) {
    const struct lur_shape *s = &p->scene->shape[i];
    unsigned rgb = ink;
    int row = s->lane == lane ? row_of(s->kind, lane_colour(p, lane), &rgb) : -1;
    if (row < 0 || s->end_s <= p->from_s || s->start_s >= end_s) continue;
    double x = x_of(p, s->start_s);
    lur_canvas_box(p->canvas, x, y + row * ROW + 2, fmax(x_of(p, s->end_s) - x, 1), ROW - 4, rgb, 1);
  }
}

// ---- The sheet

static double step_s(const struct plot *p)
{
  static const double fine[] = {0.05, 0.1, 0.2, 0.5};
  double most = p->width / 80.0;
  for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
    if (p->length_s / fine[i] <= most) return fine[i];
  return lur_scene_step_s(p->length_s, (int)most);
}

static void axis(const struct plot *p, double y)
{
  char text[LUR_WORDS_SIZE];
  double step = step_s(p), first = ceil(p->from_s / step - 1e-9) * step;
  int decimals = step < 0.1 ? 2 : step < 1 ? 1 : 0;
  for (int i = 0; first + i * step < p->from_s + p->length_s; i++) {
    double x = x_of(p, first + i * step);
    lur_canvas_box(p->canvas, x, TOP, 1, y - TOP, ink, 0.12);
    if (x + 50 > LEFT + p->width + RIGHT) continue;
    lur_canvas_box(p->canvas, x, y + 2, 1, 14, quiet, 1);
    lur_canvas_text(p->canvas, x + 4, y + 3, small, soft, LUR_ALIGN_LEFT, 0,
                    lur_words_clock(first + i * step, decimals, p->language, text));
  }
}

static void channel_panels(const struct plot *p, int channel, double y)
{
  char text[128];
  int lane = lane_of(p, channel);
  const char *role = lane < 0 ? "" : lur_words_role(p->scene->lane[lane].role);
  if (channels_of(p->views) == 1)
    snprintf(text, sizeof text, "%s", role);
  else
    snprintf(text, sizeof text, channel ? _("%s, right channel") : _("%s, left channel"), role);
  lur_canvas_text(p->canvas, LEFT, y + 2, bold, ink, LUR_ALIGN_LEFT, 0, text);
  band_panel(p, channel, y += TITLE);
  level_panel(p, channel, y += HEAT + GAP);
  voiced_panel(p, channel, y += LEVEL + GAP);
  odds_panel(p, channel, y += VOICED + GAP, lane_colour(p, lane));
  decisions(p, channel, y + ODDS + GAP);
}

static double entry(const struct plot *p, double x, double y, unsigned rgb, const char *meaning)
{
  lur_canvas_box(p->canvas, x, y, 13, 13, rgb, 1);
  return x + 35 + lur_canvas_text(p->canvas, x + 19, y - 1, small, soft, LUR_ALIGN_LEFT, 0, meaning);
}

static void legend(const struct plot *p, double y)
{
  const struct {
    unsigned rgb;
    const char *meaning;
  } table[] = {{music, N_("music")},
               {tone, N_("ringing or tone")},
               {prompt, N_("recorded announcement")},
               {ink, N_("key pressed")}};
  double x = LEFT;
  for (int i = 0; i < 80; i++) lur_canvas_box(p->canvas, x + i, y, 1.5, 13, heat_colour(i / 79.0), 1);
  x += 102 + lur_canvas_text(p->canvas, x + 86, y - 1, small, soft, LUR_ALIGN_LEFT, 0, "0–35 dB");
  x = entry(p, x, y, ink, _("level"));
  x = entry(p, x, y, quiet, _("noise floor"));
  for (int i = 0; i < p->scene->lanes; i++)
    x = entry(p, x, y, lane_colour(p, i),
              p->scene->lane[i].role == LUR_ROLE_MIX ? _("speech") : lur_words_role(p->scene->lane[i].role));
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    x = entry(p, x, y, table[i].rgb, _(table[i].meaning));
}

static void draw(const struct plot *p)
{
  char from[LUR_WORDS_SIZE], to[LUR_WORDS_SIZE], line[3 * LUR_WORDS_SIZE];
  int channels = channels_of(p->views);
  lur_canvas_text(p->canvas, LEFT, 14, headline, ink, LUR_ALIGN_LEFT, p->width,
                  lur_report_heading(p->report));
  snprintf(line, sizeof line, "%s–%s", lur_words_clock(p->from_s, 1, p->language, from),
           lur_words_clock(p->from_s + p->length_s, 1, p->language, to));
  lur_canvas_text(p->canvas, LEFT, 42, plain, soft, LUR_ALIGN_LEFT, 0, line);
  for (int c = 0; c < channels; c++) channel_panels(p, c, TOP + c * CHANNEL);
  axis(p, TOP + channels * CHANNEL);
  legend(p, TOP + channels * CHANNEL + AXIS + 6);
}

static lur_status make(struct plot *p, FILE *out, lur_picture_format format)
{
  int height = TOP + channels_of(p->views) * CHANNEL + AXIS + LEGEND;
  p->line = calloc((size_t)p->width, sizeof *p->line);
  p->pixels = calloc((size_t)p->width * LUR_BANDS, sizeof *p->pixels);
  lur_status status = p->line && p->pixels
                          ? lur_canvas_new(out, format, LEFT + p->width + RIGHT, height, &p->canvas)
                          : LUR_NO_MEM;
  if (status == LUR_OK) {
    draw(p);
    status = lur_canvas_end(p->canvas);
  }
  free(p->line);
  free(p->pixels);
  return status;
}

lur_status lur_report_features(FILE *out, const struct lur_report *report,
                               const struct lur_frame_views *views, lur_picture_format format,
                               const struct lur_report_options *options)
{
  struct lur_scene scene;
  if (!report->recording || !report->call || !views->channel[0].n) return LUR_BAD_ARG;
  if (views->channel[1].n && views->channel[1].n != views->channel[0].n) return LUR_BAD_ARG;
  int width = options && options->width ? options->width : USUAL_WIDTH;
  width = width < LEAST_WIDTH ? LEAST_WIDTH : width > MOST_WIDTH ? MOST_WIDTH : width;
  lur_status status = lur_scene_make(report->call, &scene);
  if (status != LUR_OK) return status;
  struct plot p = {.report = report,
                   .views = views,
                   .scene = &scene,
                   .language = options ? options->language : NULL,
                   .from_s = (double)views->channel[0].at[0].frame * frame_s,
                   .length_s = (double)views->channel[0].n * frame_s,
                   .width = width - LEFT - RIGHT};
  status = make(&p, out, format);
  lur_scene_clear(&scene);
  return status;
}
