#include "report/result_draw.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "report/words.h"

static const unsigned ink = 0x1b2430, soft = 0x5b6675, rule = 0xd6d2c8, track = 0xe9e6df, quiet = 0xc9c4b8,
                      own_blue = 0x0072b2, others = 0x6b7480, best_brown = 0xb35900;
static const struct lur_font plain = {12, false}, strong = {12, true}, small = {11, false};
/// Columns of the league: rank and name at the left, figures at the right.
enum { RANK = 30, NAME = 168, MEAN = 52, FROM_TO = 98, CALLS = 68, GAP = 16 };

static void upright(lur_canvas *c, double x, double top, double bottom, double width, unsigned rgb)
{
  lur_canvas_box(c, x - width / 2, top, width, bottom - top, rgb, 1);
}

/// A frame of dashes: what rests on few calls.
static void dashed(lur_canvas *c, double x, double y, double width, double height, unsigned rgb)
{
  lur_canvas_stroke(c, x, x + width, y, 1.2, LUR_STROKE_DASHES, rgb);
  lur_canvas_stroke(c, x, x + width, y + height, 1.2, LUR_STROKE_DASHES, rgb);
  upright(c, x, y, y + height, 1.2, rgb);
  upright(c, x + width, y, y + height, 1.2, rgb);
}

static void spike(lur_canvas *c, double x, double y, unsigned rgb)
{
  const double corner[3][2] = {{x - 5, y + 9}, {x + 5, y + 9}, {x, y}};
  lur_canvas_area(c, corner, 3, rgb);
}

void lur_draw_bar(const struct lur_drawing *d, double share, double height, unsigned rgb)
{
  lur_canvas_box(d->canvas, d->x, d->y, d->width, height, track, 1);
  lur_canvas_box(d->canvas, d->x, d->y, d->width * fmin(fmax(share, 0), 1), height, rgb, 1);
}

// ---- Scales

/// A scale between two places of the picture.
struct ruler {
  struct lur_result_scale scale;
  double x, width;
};

static double at(const struct ruler *r, double value)
{
  return r->x + r->width * lur_result_along(&r->scale, value);
}

static void axis(const struct lur_drawing *d, const struct ruler *r)
{
  char text[LUR_WORDS_SIZE];
  for (double v = r->scale.from; v <= r->scale.to + 1e-9; v += r->scale.step)
    lur_canvas_text(d->canvas, at(r, v), d->y + 3, small, soft, LUR_ALIGN_CENTRE, 0,
                    lur_words_points(v, d->language, text));
}

static void grid(const struct lur_drawing *d, const struct ruler *r, double top, double bottom)
{
  for (double v = r->scale.from; v <= r->scale.to + 1e-9; v += r->scale.step)
    upright(d->canvas, at(r, v), top, bottom, 1, rule);
}

static void right_text(const struct lur_drawing *d, double right, double y, struct lur_font font,
                       unsigned rgb, const char *text)
{
  lur_canvas_text(d->canvas, right, y, font, rgb, LUR_ALIGN_RIGHT, 0, text);
}

/// A head in a column of that width; it is cut where it is longer.
static void head_text(const struct lur_drawing *d, double right, double room, const char *text)
{
  lur_canvas_text(d->canvas, right, d->y + 3, small, soft, LUR_ALIGN_RIGHT, room, text);
}

// ---- The league

static struct ruler league_ruler(const struct lur_drawing *d, const struct lur_league *league)
{
  return (struct ruler){lur_result_league_scale(league), d->x + RANK + NAME + GAP,
                        d->width - RANK - NAME - MEAN - FROM_TO - CALLS - 2 * GAP};
}

static void interval(const struct lur_drawing *d, const struct ruler *r, const struct lur_place *p, double y,
                     unsigned rgb)
{
  if (isfinite(p->low) && isfinite(p->high)) {
    double left = at(r, p->low), width = fmax(at(r, p->high) - left, 2);
    if (p->few)
      dashed(d->canvas, left, y - 4, width, 8, rgb);
    else
      lur_canvas_box(d->canvas, left, y - 4, width, 8, rgb, 0.42);
  }
  lur_canvas_disc(d->canvas, at(r, p->mean), y, 4.5, rgb);
}

static void figures(const struct lur_drawing *d, const struct lur_place *p, double y, struct lur_font font)
{
  char text[2 * LUR_RESULT_TEXT], number[LUR_RESULT_TEXT];
  double right = d->x + d->width;
  snprintf(text, sizeof text, "%lld", (long long)p->contacts);
  right_text(d, right, y, plain, soft, text);
  if (isfinite(p->low) && isfinite(p->high)) {
    snprintf(text, sizeof text, "%s–", lur_result_number(p->low, d->language, number));
    size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "%s", lur_result_number(p->high, d->language, number));
    right_text(d, right - CALLS, y, plain, soft, text);
  } else {
    right_text(d, right - CALLS, y, plain, soft, "–");
  }
  right_text(d, right - CALLS - FROM_TO, y, font, ink, lur_result_number(p->mean, d->language, number));
}

static bool is_shared(const struct lur_result_line *line, size_t i, const struct lur_league *league)
{
  int rank = line[i].place->rank;
  return (i > 0 && line[i - 1].place->rank == rank) ||
         (i + 1 < league->places && line[i + 1].place->rank == rank);
}

static void league_row(const struct lur_drawing *d, const struct ruler *r, const struct lur_league *league,
                       const struct lur_result_line *line, size_t i)
{
  char rank[24] = "";
  const struct lur_place *p = line[i].place;
  const struct lur_font font = line[i].own ? strong : plain;
  double middle = d->y + LUR_LEAGUE_ROW / 2.0, y = d->y + 2;
  if (line[i].own) lur_canvas_box(d->canvas, d->x, d->y, d->width, LUR_LEAGUE_ROW, own_blue, 0.09);
  grid(d, r, d->y, d->y + LUR_LEAGUE_ROW);
  bool parted = i > 0 && p->rank && p->group != line[i - 1].place->group;
  lur_canvas_stroke(d->canvas, d->x, d->x + d->width, d->y, parted ? 1.6 : 0.6,
                    parted ? LUR_STROKE_DASHES : LUR_STROKE_PLAIN, parted ? ink : rule);
  if (p->rank) snprintf(rank, sizeof rank, "%d%s", p->rank, is_shared(line, i, league) ? "=" : "");
  lur_canvas_text(d->canvas, d->x + 4, y, font, line[i].own ? ink : soft, LUR_ALIGN_LEFT, RANK - 4, rank);
  lur_canvas_text(d->canvas, d->x + RANK, y, font, ink, LUR_ALIGN_LEFT, NAME, line[i].label);
  if (p->contacts) interval(d, r, p, middle, line[i].own ? own_blue : others);
  figures(d, p, y, font);
}

void lur_draw_league(const struct lur_drawing *d, const struct lur_league *league,
                     const struct lur_result_line *line, size_t first, size_t end)
{
  const struct ruler r = league_ruler(d, league);
  struct lur_drawing row = *d;
  double right = d->x + d->width;
  axis(d, &r);
  head_text(d, right, CALLS - 4, _("Calls"));
  head_text(d, right - CALLS, FROM_TO - 8, _("Luck allows"));
  head_text(d, right - CALLS - FROM_TO, MEAN + 6, _("Mean"));
  row.y += LUR_LEAGUE_HEAD;
  for (size_t i = first; i < end; i++) {
    league_row(&row, &r, league, line, i);
    row.y += LUR_LEAGUE_ROW;
  }
}

// ---- Legends: signs and texts in rows that wrap

typedef enum {
  SIGN_OWN,
  SIGN_MEAN,
  SIGN_INTERVAL,
  SIGN_FEW,
  SIGN_PARTS,
  SIGN_HALF,
  SIGN_MIDDLE,
  SIGN_WHOLE,
  SIGN_TOP,
  SIGN_MEDIAN,
  SIGN_LONGEST,
  SIGN_PALE,
  SIGN_UNANSWERED
} sign;

struct legend {
  const struct lur_drawing *d;
  double x, y;
};

static void draw_sign(lur_canvas *c, double x, double y, sign which)
{
  switch (which) {
  case SIGN_OWN:
    lur_canvas_disc(c, x + 9, y + 7, 5.5, own_blue);
    break;
  case SIGN_MEAN:
    lur_canvas_disc(c, x + 9, y + 7, 4.5, others);
    break;
  case SIGN_INTERVAL:
    lur_canvas_box(c, x, y + 3, 18, 8, others, 0.42);
    break;
  case SIGN_FEW:
    dashed(c, x + 1, y + 3, 16, 8, others);
    break;
  case SIGN_PARTS:
    lur_canvas_stroke(c, x, x + 18, y + 7, 1.6, LUR_STROKE_DASHES, ink);
    break;
  case SIGN_HALF:
    lur_canvas_box(c, x, y + 2, 18, 10, quiet, 1);
    break;
  case SIGN_MIDDLE:
    upright(c, x + 9, y + 1, y + 13, 2, ink);
    break;
  case SIGN_WHOLE:
    lur_canvas_box(c, x, y + 6, 18, 2, others, 1);
    break;
  case SIGN_TOP:
    spike(c, x + 9, y + 2, best_brown);
    break;
  case SIGN_MEDIAN:
    lur_canvas_box(c, x + 3, y + 2, 12, 10, own_blue, 1);
    break;
  case SIGN_LONGEST:
    lur_canvas_box(c, x + 3, y + 2, 12, 10, own_blue, 0.28);
    break;
  case SIGN_PALE:
    dashed(c, x + 3, y + 2, 12, 10, own_blue);
    break;
  case SIGN_UNANSWERED:
    lur_canvas_text(c, x + 9, y, small, soft, LUR_ALIGN_CENTRE, 0, "×");
    break;
  }
}

static void item(struct legend *l, sign which, const char *text)
{
  lur_canvas *c = l->d->canvas;
  double room = l->d->width - 24;
  double width = fmin(lur_canvas_text_width(c, small, text), room);
  if (l->x > l->d->x && l->x + 24 + width > l->d->x + l->d->width) {
    l->x = l->d->x;
    l->y += LUR_LEGEND_ROW;
  }
  draw_sign(c, l->x, l->y, which);
  lur_canvas_text(c, l->x + 24, l->y, small, soft, LUR_ALIGN_LEFT, room, text);
  l->x += 24 + width + 20;
}

static double legend_end(const struct legend *l)
{
  return l->y + LUR_LEGEND_ROW - l->d->y;
}

double lur_draw_league_legend(const struct lur_drawing *d, const struct lur_league *league, bool own)
{
  char text[160], level[LUR_WORDS_SIZE];
  struct legend l = {d, d->x, d->y};
  bool few = false, parted = false;
  for (size_t i = 0; i < league->places; i++) {
    few = few || (league->place[i].few && isfinite(league->place[i].low));
    parted = parted || league->place[i].group > 1;
  }
  snprintf(text, sizeof text, _("what luck allows (%s)"),
           lur_words_with_unit(league->rules.level, "1", d->language, level));
  if (own) item(&l, SIGN_OWN, _("this participant"));
  item(&l, SIGN_MEAN, _("mean"));
  item(&l, SIGN_INTERVAL, text);
  if (few) item(&l, SIGN_FEW, _("the same, from few calls"));
  if (parted)
    item(&l, SIGN_PARTS, _("those below the line are clearly behind the best of those right above it"));
  return legend_end(&l);
}

// ---- Sections

static struct ruler section_ruler(const struct lur_drawing *d, const struct lur_result *r)
{
  return (struct ruler){lur_result_section_scale(r), d->x + RANK + NAME + GAP,
                        d->width - RANK - NAME - 3 * 58 - 4 * GAP};
}

static void section_marks(const struct lur_drawing *d, const struct ruler *r,
                          const struct lur_result_section *s, double y)
{
  const struct lur_spread *of = &s->spread;
  double left = at(r, of->least);
  lur_canvas_box(d->canvas, left, y - 1, at(r, of->most) - left, 2, others, 1);
  left = at(r, of->low_quarter);
  if (of->n >= LUR_RESULT_FEWEST_QUARTERS)
    lur_canvas_box(d->canvas, left, y - 6, at(r, of->high_quarter) - left, 12, quiet, 1);
  upright(d->canvas, at(r, of->middle), y - 6, y + 6, 2, ink);
  spike(d->canvas, at(r, of->most), y - 5, best_brown);
  if (isfinite(s->own)) {
    lur_canvas_disc(d->canvas, at(r, s->own), y, 6.5, 0xffffff);
    lur_canvas_disc(d->canvas, at(r, s->own), y, 5.5, own_blue);
  }
}

static void section_row(const struct lur_drawing *d, const struct ruler *r,
                        const struct lur_result_section *s)
{
  char text[LUR_RESULT_TEXT];
  double y = d->y + 4, right = d->x + d->width;
  lur_canvas_stroke(d->canvas, d->x, right, d->y, 0.6, LUR_STROKE_PLAIN, rule);
  grid(d, r, d->y, d->y + LUR_SECTION_ROW);
  lur_canvas_text(d->canvas, d->x, y, plain, ink, LUR_ALIGN_LEFT, RANK + NAME, s->title);
  section_marks(d, r, s, d->y + LUR_SECTION_ROW / 2.0);
  right_text(d, right - 2 * 58, y, strong, ink, lur_result_number(s->own, d->language, text));
  right_text(d, right - 58, y, plain, soft, lur_result_number(s->spread.middle, d->language, text));
  right_text(d, right, y, plain, soft, lur_result_number(s->spread.most, d->language, text));
}

void lur_draw_sections(const struct lur_drawing *d, const struct lur_result *r, size_t first, size_t end)
{
  const struct ruler ruler = section_ruler(d, r);
  struct lur_drawing row = *d;
  double right = d->x + d->width;
  axis(d, &ruler);
  head_text(d, right - 2 * 58, 66, _("Own mean"));
  head_text(d, right - 58, 50, _("Middle"));
  head_text(d, right, 50, _("Best"));
  row.y += LUR_LEAGUE_HEAD;
  for (size_t i = first; i < end; i++) {
    section_row(&row, &ruler, &r->section[i]);
    row.y += LUR_SECTION_ROW;
  }
}

double lur_draw_sections_legend(const struct lur_drawing *d, const struct lur_result *r)
{
  struct legend l = {d, d->x, d->y};
  item(&l, SIGN_OWN, _("this participant"));
  if (r->lines > 1) {
    if (r->lines >= LUR_RESULT_FEWEST_QUARTERS) item(&l, SIGN_HALF, _("the middle half of the participants"));
    item(&l, SIGN_MIDDLE, _("half are better, half are worse"));
    item(&l, SIGN_WHOLE, _("from the lowest to the best"));
    item(&l, SIGN_TOP, _("best"));
  }
  return legend_end(&l);
}

// ---- Hours

enum { HOURS_PLOT = 112 };

static void hour_text(const struct lur_drawing *d, double middle, double room, double y, struct lur_font font,
                      unsigned rgb, const char *text)
{
  lur_canvas_text(d->canvas, middle, y, font, rgb, LUR_ALIGN_CENTRE, room, text);
}

/// How hours are laid out: many of them leave little room for words.
struct hours {
  double step, bar, longest; // pixels of an hour and of its bar; seconds of the longest wait
  struct lur_font figure, word;
};

static void hour_bars(const struct lur_drawing *d, const struct hours *all, const struct lur_result_hour *of,
                      double middle)
{
  char text[LUR_WORDS_SIZE];
  double base = d->y + HOURS_PLOT, high = HOURS_PLOT - 18, left = middle - all->bar / 2;
  double top = fmax(high * of->longest / all->longest, 1), half = fmax(high * of->median / all->longest, 1);
  lur_canvas_box(d->canvas, left, base - top, all->bar, top, own_blue, 0.28);
  hour_text(d, middle, all->step, base - top - 15, all->word, soft,
            lur_words_clock(of->longest, 0, d->language, text));
  if (of->contacts < LUR_RESULT_FEW_IN_AN_HOUR)
    dashed(d->canvas, left, base - half, all->bar, half, own_blue);
  else
    lur_canvas_box(d->canvas, left, base - half, all->bar, half, own_blue, 1);
}

/// "12 calls", where there is room for the word.
static const char *calls_text(const struct lur_drawing *d, const struct hours *all, int64_t n,
                              char out[LUR_WORDS_SIZE])
{
  if (n)
    snprintf(out, LUR_WORDS_SIZE, lur_text_n("%ld call", "%ld calls", (unsigned long)n), (long)n);
  else
    snprintf(out, LUR_WORDS_SIZE, "%s", _("no call"));
  if (lur_canvas_text_width(d->canvas, all->word, out) > all->step - 2)
    snprintf(out, LUR_WORDS_SIZE, "%lld", (long long)n);
  return out;
}

static void hour_column(const struct lur_drawing *d, const struct hours *all,
                        const struct lur_result_hour *of, int hour, double middle)
{
  char text[LUR_WORDS_SIZE];
  double base = d->y + HOURS_PLOT;
  if (!of->contacts)
    lur_canvas_hatch(d->canvas, middle - all->bar / 2, d->y + 4, all->bar, HOURS_PLOT - 4, rule, 0.7);
  if (of->waits) hour_bars(d, all, of, middle);
  hour_text(d, middle, all->step, base + 5, all->figure, of->waits ? ink : soft,
            of->waits ? lur_words_clock(of->median, 0, d->language, text) : "–");
  snprintf(text, sizeof text, "%02d–%02d", hour, (hour + 1) % 24);
  if (lur_canvas_text_width(d->canvas, all->word, text) > all->step - 2)
    snprintf(text, sizeof text, "%02d", hour);
  hour_text(d, middle, all->step, base + 20, all->word, ink, text);
  hour_text(d, middle, all->step, base + 35, all->word, soft, calls_text(d, all, of->contacts, text));
  if (of->answered == of->contacts) return;
  snprintf(text, sizeof text, "× %lld", (long long)(of->contacts - of->answered));
  hour_text(d, middle, all->step, base + 49, all->word, soft, text);
}

void lur_draw_hours(const struct lur_drawing *d, const struct lur_result *r)
{
  int n = r->last_hour - r->first_hour + 1;
  double step = fmin(d->width / n, 92);
  const bool narrow = step < 44;
  const struct hours all = {step,
                            fmin(step * 0.55, 44),
                            lur_result_longest_wait(r),
                            {narrow ? 9 : 12, !narrow},
                            {narrow ? 9 : 11, false}};
  for (int i = 0; i < n; i++)
    hour_column(d, &all, &r->hour[r->first_hour + i], r->first_hour + i, d->x + (i + 0.5) * step);
  lur_canvas_stroke(d->canvas, d->x, d->x + step * n, d->y + HOURS_PLOT, 1.4, LUR_STROKE_PLAIN, soft);
}

double lur_draw_hours_legend(const struct lur_drawing *d)
{
  struct legend l = {d, d->x, d->y};
  item(&l, SIGN_MEDIAN, _("half of the answered calls waited no longer"));
  item(&l, SIGN_LONGEST, _("the longest wait"));
  item(&l, SIGN_PALE, _("few calls: take it with care"));
  item(&l, SIGN_UNANSWERED, _("calls that nobody answered"));
  return legend_end(&l);
}
