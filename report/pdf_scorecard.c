#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/canvas.h"
#include "report/card_words.h"
#include "report/html_page.h"
#include "report/plot.h"
#include "report/report.h"
#include "report/words.h"

// A4 at 96 pixels an inch.
enum { WIDTH = 794, HEIGHT = 1123, MARGIN = 56, FOOT = 1123 - 46, ROOM = WIDTH - 2 * MARGIN };
/// Columns of a criterion: a bar, its points (right edge), its words.
enum { BAR = 64, POINTS_END = 112, WORDS = 128, SPANS_SHOWN = 12 };
enum { PIECE = 1500 }; // bytes of a text that are kept together
static const unsigned ink = 0x1b2430, soft = 0x5b6675, line = 0xd6d2c8, blue = 0x0072b2, alert = 0xa3124d;
static const struct lur_font huge = {34, true}, title = {20, true}, heading = {15, true}, strong = {13, true},
                             plain = {13, false}, small = {11, false};

struct paper {
  lur_canvas *canvas;
  const struct lur_report *report;
  const char *language;
  double y;
  int page;
};

static void foot(const struct paper *p)
{
  char origin[LUR_CARD_TEXT], text[LUR_CARD_TEXT + 200], page[32];
  snprintf(page, sizeof page, "%d", p->page);
  snprintf(text, sizeof text, "%.190s · %s", lur_report_heading(p->report),
           lur_card_origin_text(p->report->scorecard, p->report->analyser, origin));
  lur_canvas_stroke(p->canvas, MARGIN, WIDTH - MARGIN, FOOT - 6, 1, LUR_STROKE_PLAIN, line);
  lur_canvas_text(p->canvas, MARGIN, FOOT, small, soft, LUR_ALIGN_LEFT, ROOM - 40, text);
  lur_canvas_text(p->canvas, WIDTH - MARGIN, FOOT, small, soft, LUR_ALIGN_RIGHT, 0, page);
}

/// Makes sure that so much fits on the page, or begins the next.
static void make_room(struct paper *p, double height)
{
  if (p->y + height <= FOOT - 16 || p->y <= MARGIN) return;
  foot(p);
  lur_canvas_page(p->canvas);
  p->page++;
  p->y = MARGIN;
}

static void text_lines(struct paper *p, struct lur_font font, unsigned rgb, double left, const char *text)
{
  if (!text || !text[0]) return;
  double room = WIDTH - MARGIN - left;
  make_room(p, lur_canvas_lines(p->canvas, left, p->y, font, rgb, room, text, false));
  p->y += 3 + lur_canvas_lines(p->canvas, left, p->y, font, rgb, room, text, true);
}

static void head(struct paper *p)
{
  char text[LUR_CARD_TEXT], length[LUR_WORDS_SIZE], total[LUR_CARD_TEXT];
  const struct lur_report *report = p->report;
  const struct lur_scorecard *card = report->scorecard;
  double taken = lur_canvas_text(p->canvas, WIDTH - MARGIN, p->y - 12, huge, ink, LUR_ALIGN_RIGHT, 0,
                                 lur_card_total_text(card, p->language, total));
  lur_card_own_total_text(card, p->language, text);
  const char *band = lur_card_band_text(card, p->language);
  if (band[0]) snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", text[0] ? " · " : "", band);
  if (!text[0] && card->has_total) snprintf(text, sizeof text, _("%s of 100"), total);
  taken = fmax(taken,
               lur_canvas_text(p->canvas, WIDTH - MARGIN, p->y + 30, plain, soft, LUR_ALIGN_RIGHT, 0, text));
  lur_canvas_text(p->canvas, MARGIN, p->y - 4, title, ink, LUR_ALIGN_LEFT, ROOM - taken - 20,
                  lur_report_heading(report));
  snprintf(text, sizeof text, "%.100s%s%s · %.60s %.60s", report->when ? report->when : "",
           report->when ? " · " : "", lur_words_clock(report->call->duration_s, 0, p->language, length),
           _("Scorecard"), card->rubric->version);
  lur_canvas_text(p->canvas, MARGIN, p->y + 24, plain, soft, LUR_ALIGN_LEFT, ROOM - taken - 20,
                  lur_texts_pick(&card->rubric->title, p->language));
  lur_canvas_text(p->canvas, MARGIN, p->y + 42, small, soft, LUR_ALIGN_LEFT, ROOM - taken - 20, text);
  p->y += 76;
}

static lur_status picture(struct paper *p)
{
  double height = 0;
  lur_canvas_shift(p->canvas, MARGIN - LUR_PLOT_MARGIN, p->y);
  lur_status status = lur_plot_body(p->canvas, p->report, ROOM + 2 * LUR_PLOT_MARGIN, p->language, &height);
  lur_canvas_shift(p->canvas, LUR_PLOT_MARGIN - MARGIN, -p->y);
  p->y += height + 8;
  return status;
}

/// What made the total what it is, and the result in other measures.
static void result(struct paper *p)
{
  char text[LUR_CARD_TEXT], share[LUR_WORDS_SIZE];
  const struct lur_scorecard *card = p->report->scorecard;
  for (size_t i = 0; i < card->rules; i++)
    if (card->rule[i].fired)
      text_lines(p, strong, alert, MARGIN, lur_card_rule_text(&card->rule[i], p->language, text));
  text_lines(p, strong, alert, MARGIN, lur_card_faults_text(card, text));
  if (card->coverage >= 0) {
    snprintf(text, sizeof text, _("%s of the weight was measured or answered"),
             lur_words_with_unit(card->coverage, "1", p->language, share));
    text_lines(p, plain, soft, MARGIN, text);
  }
  for (size_t i = 0; i < card->furthers; i++)
    text_lines(p, plain, soft, MARGIN, lur_card_further_text(&card->further[i], p->language, text));
  text_lines(p, plain, soft, MARGIN, lur_card_competences_text(card, p->language, text));
}

/// "0:20.1–0:21.8  1:02.3–1:04.0 and 3 more"
static const char *places(const struct lur_spans *evidence, const char *language, char text[LUR_CARD_TEXT])
{
  char from[LUR_WORDS_SIZE], to[LUR_WORDS_SIZE];
  size_t n = evidence->n ? (size_t)snprintf(text, LUR_CARD_TEXT, "%s", _("hear")) : 0;
  text[n] = '\0';
  for (size_t i = 0; i < evidence->n && i < SPANS_SHOWN && n < LUR_CARD_TEXT; i++)
    n += (size_t)snprintf(text + n, LUR_CARD_TEXT - n, "  %s–%s",
                          lur_words_clock(evidence->at[i].start_s, 1, language, from),
                          lur_words_clock(evidence->at[i].end_s, 1, language, to));
  if (evidence->n > SPANS_SHOWN && n < LUR_CARD_TEXT) {
    snprintf(text + n, LUR_CARD_TEXT - n, "  ");
    n += 2;
    if (n < LUR_CARD_TEXT)
      snprintf(text + n, LUR_CARD_TEXT - n, _("and %zu more"), evidence->n - SPANS_SHOWN);
  }
  return text;
}

/// A paragraph of a criterion; returns its height.
static double words(const struct paper *p, double y, struct lur_font font, unsigned rgb, const char *before,
                    const char *text, bool draw)
{
  char whole[2 * LUR_CARD_TEXT + 2000];
  if (!text || !text[0]) return 0;
  snprintf(whole, sizeof whole, "%s%s", before, text);
  return 2 + lur_canvas_lines(p->canvas, MARGIN + WORDS, y, font, rgb, ROOM - WORDS, whole, draw);
}

static double mark_words(const struct paper *p, const struct lur_mark *mark, double top, bool draw)
{
  char text[LUR_CARD_TEXT], won[LUR_CARD_TEXT], both[2 * LUR_CARD_TEXT];
  const struct lur_scorecard *card = p->report->scorecard;
  double y = top;
  y += words(p, y, strong, ink, "", lur_texts_pick(&mark->criterion->title, p->language), draw);
  const char *share = lur_card_won_text(mark, p->language, won);
  snprintf(both, sizeof both, "%s%s%s", lur_card_mark_text(card, mark, p->language, text),
           *share ? " · " : "", share);
  y += words(p, y, small, soft, "", both, draw);
  y += words(p, y, small, alert, "! ", lur_card_fault_text(mark, text), draw);
  y += words(p, y, small, ink, "» ", lur_card_said_text(mark), draw);
  y += words(p, y, small, ink, "» ", mark->comment, draw);
  y += words(p, y, small, soft, "", places(&mark->evidence, p->language, text), draw);
  return y - top;
}

/// A long text in pieces that fit on a page each, cut at blanks.
static void quotation(struct paper *p, const char *text)
{
  char piece[PIECE + 1];
  while (text && *text) {
    size_t n = strlen(text), cut = n;
    if (n > PIECE)
      for (cut = PIECE; cut && text[cut] != ' ';) cut--;
    if (!cut) cut = PIECE;
    memcpy(piece, text, cut);
    piece[cut] = '\0';
    make_room(p, words(p, p->y, small, ink, "» ", piece, false));
    p->y += words(p, p->y, small, ink, "» ", piece, true);
    text += cut + (text[cut] == ' ');
  }
}

/// A criterion that a whole page does not hold: its texts follow what is short of it.
static void long_criterion(struct paper *p, const struct lur_mark *mark)
{
  struct lur_mark brief = *mark;
  const char *said = lur_card_said_text(mark);
  char nothing[] = "";
  brief.comment = nothing;
  if (*said) brief.text = nothing;
  p->y += mark_words(p, &brief, p->y, true);
  quotation(p, said);
  quotation(p, mark->comment);
  p->y += 8;
}

static void criterion(struct paper *p, const struct lur_mark *mark)
{
  char points[LUR_CARD_TEXT];
  bool is_long = (mark->comment ? strlen(mark->comment) : 0) + strlen(lur_card_said_text(mark)) > PIECE;
  make_room(p, is_long ? 120 : mark_words(p, mark, p->y, false));
  if (mark->state == LUR_MARK_SCORED) {
    lur_canvas_box(p->canvas, MARGIN, p->y + 4, BAR, 8, line, 1);
    lur_canvas_box(p->canvas, MARGIN, p->y + 4, BAR * lur_card_bar(mark) / 100, 8, blue, 1);
  }
  lur_canvas_text(p->canvas, MARGIN + POINTS_END, p->y, strong, ink, LUR_ALIGN_RIGHT, 0,
                  lur_card_points_text(mark, p->language, points));
  if (is_long)
    long_criterion(p, mark);
  else
    p->y += mark_words(p, mark, p->y, true) + 8;
}

/// The heading stays with its first criterion.
static void section(struct paper *p, size_t index)
{
  char text[LUR_CARD_TEXT];
  const struct lur_scorecard *card = p->report->scorecard;
  const struct lur_section_mark *mark = &card->section[index];
  const struct lur_section *s = mark->section;
  make_room(p, 44 + (s->criteria ? fmin(mark_words(p, &card->mark[s->first], p->y, false), 120) : 0));
  p->y += 10;
  double taken = 0;
  if (lur_card_heading_text(card, mark, p->language, text)[0])
    taken = lur_canvas_text(p->canvas, WIDTH - MARGIN, p->y + 2, small, soft, LUR_ALIGN_RIGHT, 0, text);
  lur_canvas_text(p->canvas, MARGIN, p->y, heading, ink, LUR_ALIGN_LEFT, ROOM - taken - 16,
                  lur_texts_pick(&s->title, p->language));
  lur_canvas_stroke(p->canvas, MARGIN, WIDTH - MARGIN, p->y + 23, 1, LUR_STROKE_PLAIN, line);
  p->y += 32;
  for (size_t i = s->first; i < s->first + s->criteria; i++) criterion(p, &card->mark[i]);
}

static lur_status draw(struct paper *p)
{
  const struct lur_scorecard *card = p->report->scorecard;
  head(p);
  lur_status status = picture(p);
  result(p);
  for (size_t i = 0; i < card->sections; i++) section(p, i);
  p->y += 8;
  text_lines(p, small, soft, MARGIN, lur_texts_pick(&card->rubric->source, p->language));
  foot(p);
  return status;
}

struct lur_pdf_book {
  lur_canvas *canvas;
  int page; // the last one begun; 0: none is
};

lur_status lur_pdf_book_new(FILE *out, const char *name, lur_pdf_book **book)
{
  lur_pdf_book *made = calloc(1, sizeof *made);
  if (!made) return LUR_NO_MEM;
  lur_status status = lur_canvas_new(out, LUR_PICTURE_PDF, WIDTH, HEIGHT, &made->canvas);
  if (status != LUR_OK) {
    free(made);
    return status;
  }
  lur_canvas_about(made->canvas, name, NULL);
  *book = made;
  return LUR_OK;
}

lur_status lur_pdf_book_add(lur_pdf_book *book, const struct lur_report *report,
                            const struct lur_report_options *options)
{
  if (!report->recording || !report->call || !report->scorecard) return LUR_BAD_ARG;
  if (book->page) lur_canvas_page(book->canvas);
  struct paper p = {.canvas = book->canvas,
                    .report = report,
                    .language = options ? options->language : NULL,
                    .y = MARGIN,
                    .page = ++book->page};
  lur_canvas_entry(p.canvas, lur_report_heading(report), p.page);
  lur_status status = draw(&p);
  book->page = p.page;
  return status;
}

lur_status lur_pdf_book_end(lur_pdf_book *book)
{
  lur_status status = lur_canvas_end(book->canvas);
  free(book);
  return status;
}

lur_status lur_report_scorecard_pdf(FILE *out, const struct lur_report *report,
                                    const struct lur_report_options *options)
{
  lur_pdf_book *book = NULL;
  if (!report->recording || !report->call || !report->scorecard) return LUR_BAD_ARG;
  lur_status status = lur_pdf_book_new(out, lur_report_heading(report), &book);
  if (status != LUR_OK) return status;
  status = lur_pdf_book_add(book, report, options);
  lur_status ended = lur_pdf_book_end(book);
  return status == LUR_OK ? ended : status;
}
