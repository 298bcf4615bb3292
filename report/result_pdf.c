#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "report/result_draw.h"
#include "report/words.h"

// A4 at 96 pixels an inch.
enum { WIDTH = 794, HEIGHT = 1123, MARGIN = 52, FOOT = HEIGHT - 50, ROOM = WIDTH - 2 * MARGIN };
enum { LONG_TITLE = 160 }; // bytes
enum { LOST = 96, BAR = 76, SPANS = 3 };
static const unsigned ink = 0x1b2430, soft = 0x5b6675, rule = 0xd6d2c8, own_blue = 0x0072b2,
                      others = 0x6b7480, best_brown = 0xb35900;
static const struct lur_font huge = {34, true}, title = {22, true}, heading = {15, true}, strong = {13, true},
                             plain = {12, false}, small = {11, false}, tiny = {9, false};

struct paper {
  lur_canvas *canvas;
  const struct lur_result *result;
  const char *language;
  double y;
  int page;
  bool brief; // one page, whatever there is to say
};

static struct lur_drawing drawing(const struct paper *p)
{
  return (struct lur_drawing){p->canvas, p->language, MARGIN, p->y, ROOM};
}

// ---- Pages

static void foot(const struct paper *p)
{
  char text[LUR_RESULT_TEXT], page[32];
  snprintf(page, sizeof page, "%d", p->page);
  lur_canvas_stroke(p->canvas, MARGIN, WIDTH - MARGIN, FOOT - 4, 1, LUR_STROKE_PLAIN, rule);
  lur_canvas_lines(p->canvas, MARGIN, FOOT, tiny, soft, ROOM - 40,
                   lur_result_method_text(p->result, p->language, text), true);
  lur_canvas_text(p->canvas, WIDTH - MARGIN, FOOT, small, soft, LUR_ALIGN_RIGHT, 0, page);
}

static double left_on_page(const struct paper *p)
{
  return FOOT - 14 - p->y;
}

static void next_page(struct paper *p)
{
  foot(p);
  lur_canvas_page(p->canvas);
  p->page++;
  p->y = MARGIN;
}

/// Makes sure that so much fits on the page, or begins the next.
static void make_room(struct paper *p, double height)
{
  if (height > left_on_page(p) && p->y > MARGIN && !p->brief) next_page(p);
}

static void text_lines(struct paper *p, struct lur_font font, unsigned rgb, double x, double room,
                       const char *text)
{
  if (!text || !text[0]) return;
  make_room(p, lur_canvas_lines(p->canvas, x, p->y, font, rgb, room, text, false));
  p->y += 4 + lur_canvas_lines(p->canvas, x, p->y, font, rgb, room, text, true);
}

/// A heading that stays with `height` of what follows it.
static void section(struct paper *p, const char *text, double height)
{
  p->y += 14;
  make_room(p, 28 + height);
  lur_canvas_text(p->canvas, MARGIN, p->y, heading, ink, LUR_ALIGN_LEFT, ROOM, text);
  p->y += 26;
}

// ---- Head

static void head(struct paper *p)
{
  char text[LUR_RESULT_TEXT], place[LUR_RESULT_TEXT];
  const struct lur_result *r = p->result;
  double taken = lur_canvas_text(p->canvas, WIDTH - MARGIN, p->y - 10, huge, ink, LUR_ALIGN_RIGHT, 0,
                                 lur_result_number(r->place->mean, p->language, text));
  taken = fmax(taken, lur_canvas_text(p->canvas, WIDTH - MARGIN, p->y + 34, strong, ink, LUR_ALIGN_RIGHT, 260,
                                      lur_result_place_text(r, place)));
  if (lur_result_league_text(r->league, text)[0])
    taken = fmax(taken, lur_canvas_text(p->canvas, WIDTH - MARGIN, p->y + 53, plain, soft, LUR_ALIGN_RIGHT,
                                        260, text));
  double room = ROOM - taken - 24, top = p->y - 6;
  double y = top + 4;
  y += lur_canvas_lines(p->canvas, MARGIN, top, title, ink, room,
                        lur_result_short_text(r->title, LONG_TITLE, text), true);
  y += lur_canvas_lines(p->canvas, MARGIN, y, plain, soft, room, lur_result_wave_text(r->wave, true, text),
                        true);
  p->y = fmax(y, p->y + (lur_result_league_text(r->league, text)[0] ? 72 : 54)) + 8;
  lur_canvas_stroke(p->canvas, MARGIN, WIDTH - MARGIN, p->y, 1, LUR_STROKE_PLAIN, rule);
  p->y += 2;
}

static void standing(struct paper *p)
{
  char text[LUR_RESULT_SENTENCES][LUR_RESULT_TEXT], line[LUR_RESULT_TEXT];
  const struct lur_result *r = p->result;
  size_t n = lur_result_standing_text(r, p->language, text);
  section(p, _("Where it stands"), 80);
  text_lines(p, strong, ink, MARGIN, ROOM, lur_result_distance_text(r, p->language, line));
  for (size_t i = 0; i < n; i++) text_lines(p, plain, ink, MARGIN, ROOM, text[i]);
  if (!p->brief) text_lines(p, plain, ink, MARGIN, ROOM, lur_result_past_text(r, p->language, line));
}

// ---- Pictures; those of many rows go on on the next page

/// How many rows of that height fit, with the head above them; at least one, so that it ends.
static size_t rows_that_fit(const struct paper *p, double row)
{
  double n = floor((left_on_page(p) - LUR_LEAGUE_HEAD) / row);
  return n < 1 ? 1 : (size_t)n;
}

typedef void drawer(const struct lur_drawing *d, const struct lur_result *r, size_t first, size_t end);

static void league_rows(const struct lur_drawing *d, const struct lur_result *r, size_t first, size_t end)
{
  lur_draw_league(d, r->league, r->line, first, end);
}

static void table(struct paper *p, size_t n, double row, drawer *draw)
{
  for (size_t first = 0; first < n;) {
    make_room(p, LUR_LEAGUE_HEAD + 3 * row);
    size_t fit = rows_that_fit(p, row), end = n - first < fit ? n : first + fit;
    const struct lur_drawing d = drawing(p);
    draw(&d, p->result, first, end);
    p->y += LUR_LEAGUE_HEAD + (double)(end - first) * row;
    first = end;
    if (first < n) next_page(p);
  }
  p->y += 6;
}

static void league(struct paper *p)
{
  const struct lur_result *r = p->result;
  p->y += 6;
  table(p, r->lines, LUR_LEAGUE_ROW, league_rows);
  make_room(p, 2 * LUR_LEGEND_ROW);
  const struct lur_drawing d = drawing(p);
  p->y += lur_draw_league_legend(&d, r->league, true) + 2;
  text_lines(p, small, soft, MARGIN, ROOM, lur_result_names_text(r));
}

static double sections_height(const struct lur_result *r)
{
  return 42 + LUR_LEAGUE_HEAD + (double)r->sections * LUR_SECTION_ROW + 6 + 3 * LUR_LEGEND_ROW;
}

static void sections(struct paper *p)
{
  const struct lur_result *r = p->result;
  if (!r->sections) return;
  section(p, _("Score by section"), fmin(sections_height(r) - 42, 300));
  table(p, r->sections, LUR_SECTION_ROW, lur_draw_sections);
  make_room(p, 2 * LUR_LEGEND_ROW);
  const struct lur_drawing d = drawing(p);
  p->y += lur_draw_sections_legend(&d, r);
}

static void hours(struct paper *p)
{
  char text[LUR_RESULT_TEXT];
  const struct lur_result *r = p->result;
  if (r->first_hour < 0) return;
  section(p, _("Waiting time through the day"), LUR_HOURS_HEIGHT + 2 * LUR_LEGEND_ROW);
  struct lur_drawing d = drawing(p);
  lur_draw_hours(&d, r);
  d.y = p->y += LUR_HOURS_HEIGHT;
  p->y += lur_draw_hours_legend(&d);
  if (!r->hourless) return;
  snprintf(text, sizeof text,
           lur_text_n("Of %ld call the time of day is not known.",
                      "Of %ld calls the time of day is not known.", (unsigned long)r->hourless),
           (long)r->hourless);
  text_lines(p, plain, ink, MARGIN, ROOM, text);
}

// ---- Totals

enum { TOTAL_COLUMNS = 4, TOTAL_COLUMN = 96 };

static void total_row(struct paper *p, const char *name, const struct lur_result_total *t)
{
  char text[LUR_RESULT_TEXT];
  const double figure[] = {t->own, t->spread.mean, t->spread.most};
  lur_canvas_stroke(p->canvas, MARGIN, WIDTH - MARGIN, p->y, 0.6, LUR_STROKE_PLAIN, rule);
  lur_canvas_text(p->canvas, MARGIN, p->y + 3, plain, ink, LUR_ALIGN_LEFT, ROOM - 4 * TOTAL_COLUMN, name);
  for (int i = 0; i < 3; i++)
    lur_canvas_text(p->canvas, WIDTH - MARGIN - (2 - i) * TOTAL_COLUMN, p->y + 3, i ? plain : strong, ink,
                    LUR_ALIGN_RIGHT, 0, lur_result_number(figure[i], p->language, text));
  snprintf(text, sizeof text, "%lld", (long long)t->contacts);
  lur_canvas_text(p->canvas, WIDTH - MARGIN - 3 * TOTAL_COLUMN, p->y + 3, plain, soft, LUR_ALIGN_RIGHT, 0,
                  text);
  p->y += 22;
}

static void totals(struct paper *p)
{
  char text[LUR_RESULT_TEXT];
  static const char *const heads[] = {N_("Calls"), N_("Own mean"), N_("Mean of all"), N_("Best")};
  section(p, _("With and without unanswered calls"), 90);
  for (int i = 0; i < TOTAL_COLUMNS; i++)
    lur_canvas_text(p->canvas, WIDTH - MARGIN - (3 - i) * TOTAL_COLUMN, p->y, small, soft, LUR_ALIGN_RIGHT,
                    TOTAL_COLUMN - 8, _(heads[i]));
  p->y += 18;
  total_row(p, _("All calls (decides the place)"), &p->result->all);
  total_row(p, _("Only answered calls"), &p->result->answered);
  p->y += 2;
  text_lines(p, plain, ink, MARGIN, ROOM, lur_result_answered_text(p->result, p->language, text));
}

// ---- Causes

/// "c12 · 2026-05-01 09:30 · 0:20, 1:02; c14 ..."
static const char *evidence_text(const struct lur_result_cost *c, const char *language,
                                 char out[LUR_RESULT_TEXT])
{
  char clock[LUR_WORDS_SIZE], moment[LUR_RESULT_TEXT];
  size_t used = 0;
  out[0] = '\0';
  for (size_t k = 0; k < c->evidences; k++) {
    const struct lur_result_evidence *e = &c->evidence[k];
    used += (size_t)snprintf(out + used, LUR_RESULT_TEXT - used, "%s%.60s", k ? ";  " : "",
                             lur_result_moment_text(e->moment, moment));
    for (size_t i = 0; i < e->n && i < SPANS; i++)
      used += (size_t)snprintf(out + used, LUR_RESULT_TEXT - used, "%s%s", i ? ", " : " · ",
                               lur_words_clock(e->at[i].start_s, 0, language, clock));
  }
  return out;
}

static double words(const struct paper *p, double y, struct lur_font font, unsigned rgb, const char *text,
                    bool draw)
{
  if (!text[0]) return 0;
  return lur_canvas_lines(p->canvas, MARGIN + LOST, y, font, rgb, ROOM - LOST, text, draw) + 1;
}

static double cost_words(const struct paper *p, const struct lur_result_cost *c, double top, bool draw)
{
  char text[LUR_RESULT_TEXT], often[LUR_RESULT_TEXT], both[2 * LUR_RESULT_TEXT];
  double y = top;
  lur_result_reasons_text(c, p->language, text);
  snprintf(both, sizeof both, "%s%s%s", lur_result_often_text(p->result, c, often), text[0] ? ": " : "",
           text);
  y += words(p, y, strong, ink, c->cause->title, draw);
  y += words(p, y, plain, ink, both, draw);
  y += words(p, y, small, soft, c->cause->is_rule ? _("a rule of the scorecard") : c->cause->section, draw);
  y += words(p, y, small, soft, evidence_text(c, p->language, text), draw);
  return y - top;
}

static void lost(const struct paper *p, const char *sign, double points, double share, unsigned rgb)
{
  char number[LUR_RESULT_TEXT], text[LUR_RESULT_TEXT + 8];
  snprintf(text, sizeof text, "%s%s", sign, lur_result_number(points, p->language, number));
  lur_canvas_text(p->canvas, MARGIN, p->y - 2, heading, ink, LUR_ALIGN_LEFT, 0, text);
  const struct lur_drawing bar = {p->canvas, p->language, MARGIN, p->y + 20, BAR};
  lur_draw_bar(&bar, share, 6, rgb);
}

static void costs(struct paper *p)
{
  const struct lur_result *r = p->result;
  size_t n = r->costs < LUR_RESULT_CAUSES ? r->costs : LUR_RESULT_CAUSES;
  section(p, _("What costs most"), 110);
  text_lines(p, plain, soft, MARGIN, ROOM,
             n                 ? _("Points that the mean of all calls lost, and where to hear it.")
             : r->all.contacts ? _("No call lost a point.")
                               : _("No call counts yet."));
  for (size_t i = 0; i < n; i++) {
    const struct lur_result_cost *c = &r->cost[i];
    double height = cost_words(p, c, p->y, false);
    p->y += 4;
    make_room(p, height);
    lost(p, "−", c->mean, c->mean / r->cost[0].mean, best_brown);
    cost_words(p, c, p->y, true);
    p->y += fmax(height, 32) + 4;
  }
}

// ---- Calls

static void call_list(struct paper *p, const char *name, const struct lur_result_call *call, size_t n,
                      bool praise)
{
  char text[LUR_RESULT_TEXT], agent[LUR_RESULT_TEXT], line[2 * LUR_RESULT_TEXT + 8];
  section(p, name, 60);
  if (!n) text_lines(p, plain, soft, MARGIN, ROOM, _("There are too few answered calls to choose from."));
  for (size_t i = 0; i < n; i++) {
    make_room(p, 36);
    lur_canvas_text(p->canvas, MARGIN, p->y, heading, ink, LUR_ALIGN_LEFT, LOST,
                    lur_result_number((double)call[i].total_millionths / 1e6, p->language, text));
    lur_canvas_text(p->canvas, MARGIN + LOST, p->y, strong, ink, LUR_ALIGN_LEFT, ROOM - LOST,
                    lur_result_moment_text(call[i].moment, text));
    snprintf(line, sizeof line, "%s%s%s", lur_result_agent_text(call[i].agent, agent),
             call[i].agent[0] ? " · " : "", lur_result_call_text(&call[i], praise, p->language, text));
    lur_canvas_text(p->canvas, MARGIN + LOST, p->y + 17, small, soft, LUR_ALIGN_LEFT, ROOM - LOST, line);
    p->y += 38;
  }
}

// ---- The whole

static lur_status begin(struct paper *p, FILE *out, const struct lur_result *r,
                        const struct lur_result_options *options)
{
  *p = (struct paper){.result = r, .language = options ? options->language : NULL, .y = MARGIN, .page = 1};
  lur_status status = lur_canvas_new(out, LUR_PICTURE_PDF, WIDTH, HEIGHT, &p->canvas);
  if (status == LUR_OK) lur_canvas_about(p->canvas, r->title, r->wave->to);
  return status;
}

lur_status lur_result_pdf(FILE *out, const struct lur_result *result,
                          const struct lur_result_options *options)
{
  struct paper p;
  lur_status status = begin(&p, out, result, options);
  if (status != LUR_OK) return status;
  head(&p);
  standing(&p);
  league(&p);
  sections(&p);
  totals(&p);
  costs(&p);
  call_list(&p, _("Calls to praise"), result->praise, result->praises, true);
  call_list(&p, _("Calls to learn from"), result->learn, result->learns, false);
  hours(&p);
  foot(&p);
  return lur_canvas_end(p.canvas);
}

// ---- The manager's page

static void beside(struct paper *p, const char *name, double value, unsigned rgb)
{
  char text[LUR_RESULT_TEXT];
  if (!isfinite(value)) return;
  lur_canvas_text(p->canvas, MARGIN, p->y, rgb == own_blue ? strong : plain, ink, LUR_ALIGN_LEFT, 190, name);
  const struct lur_drawing bar = {p->canvas, p->language, MARGIN + 200, p->y + 2, ROOM - 200 - 60};
  lur_draw_bar(&bar, value / 100, 13, rgb);
  lur_canvas_text(p->canvas, WIDTH - MARGIN, p->y, rgb == own_blue ? strong : plain, ink, LUR_ALIGN_RIGHT, 0,
                  lur_result_number(value, p->language, text));
  p->y += 24;
}

static void moves(struct paper *p)
{
  char text[LUR_RESULT_TEXT];
  const struct lur_result *r = p->result;
  size_t n = r->moves < LUR_RESULT_CAUSES ? r->moves : LUR_RESULT_CAUSES;
  section(p, _("What would move it most"), 110);
  text_lines(p, plain, soft, MARGIN, ROOM,
             n ? _("Points that the mean would gain if each were done as well as by the best at it.")
               : _("Nobody does any of it better."));
  for (size_t i = 0; i < n; i++) {
    const struct lur_result_cost *c = &r->move[i];
    double most = r->move[0].mean - r->move[0].best, gain = c->mean - c->best;
    p->y += 4;
    lost(p, "+", gain, gain / most, own_blue);
    lur_canvas_text(p->canvas, MARGIN + LOST, p->y, strong, ink, LUR_ALIGN_LEFT, ROOM - LOST,
                    c->cause->title);
    lur_canvas_text(p->canvas, MARGIN + LOST, p->y + 18, small, soft, LUR_ALIGN_LEFT, ROOM - LOST,
                    lur_result_move_text(r, c, p->language, text));
    p->y += 38;
  }
}

static void better(struct paper *p)
{
  char text[LUR_RESULT_TEXT];
  section(p, _("Is it getting better?"), 40);
  text_lines(p, plain, ink, MARGIN, ROOM,
             lur_result_past_text(p->result, p->language, text)[0]
                 ? text
                 : _("There is no earlier wave to compare with."));
  text_lines(p, plain, ink, MARGIN, ROOM, lur_result_answered_text(p->result, p->language, text));
}

static void praise(struct paper *p)
{
  char text[LUR_RESULT_TEXT];
  const struct lur_result *r = p->result;
  section(p, _("Who deserves praise"), 40);
  if (!r->agents) text_lines(p, plain, soft, MARGIN, ROOM, _("No agent has calls enough, or none is named."));
  for (size_t i = 0; i < r->agents; i++) {
    const struct lur_result_agent *a = &r->agent[i];
    lur_canvas_text(p->canvas, MARGIN, p->y, heading, ink, LUR_ALIGN_LEFT, LOST,
                    lur_result_number(a->mean, p->language, text));
    lur_canvas_text(p->canvas, MARGIN + LOST, p->y + 1, strong, ink, LUR_ALIGN_LEFT, ROOM - LOST - 100,
                    lur_result_agent_text(a->name, text));
    snprintf(text, sizeof text, lur_text_n("%ld call", "%ld calls", (unsigned long)a->contacts),
             (long)a->contacts);
    lur_canvas_text(p->canvas, WIDTH - MARGIN, p->y + 2, plain, soft, LUR_ALIGN_RIGHT, 100, text);
    p->y += 26;
  }
}

lur_status lur_result_brief_pdf(FILE *out, const struct lur_result *result,
                                const struct lur_result_options *options)
{
  struct paper p;
  lur_status status = begin(&p, out, result, options);
  if (status != LUR_OK) return status;
  p.brief = true;
  head(&p);
  p.y += 14;
  beside(&p, result->title, result->all.own, own_blue);
  if (result->lines > 1) {
    beside(&p, _("Mean of all"), result->all.spread.mean, others);
    beside(&p, _("Best"), result->all.spread.most, others);
  }
  standing(&p);
  moves(&p);
  better(&p);
  praise(&p);
  if (sections_height(result) <= left_on_page(&p)) sections(&p);
  foot(&p);
  return lur_canvas_end(p.canvas);
}
