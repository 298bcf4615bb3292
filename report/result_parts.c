#include "report/result_parts.h"

#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "report/words.h"

void lur_html_paragraph(struct lur_html *h, const char *name, const char *text)
{
  if (!text || !text[0]) return;
  lur_html_raw(h, "<p class=\"%s\">", name);
  lur_html_text(h, text);
  lur_html_raw(h, "</p>\n");
}

void lur_html_heading(struct lur_html *h, const char *text)
{
  lur_html_raw(h, "<h2>");
  lur_html_text(h, text);
  lur_html_raw(h, "</h2>\n");
}

void lur_html_number_cell(struct lur_html *h, const char *label, double number)
{
  char text[LUR_RESULT_TEXT];
  lur_html_raw(h, "<td class=\"number\"");
  lur_html_attribute(h, "data-label", label);
  lur_html_raw(h, ">%s</td>", lur_result_number(number, h->language, text));
}

void lur_html_result_head(struct lur_html *h, const struct lur_result *r)
{
  char text[LUR_RESULT_TEXT];
  lur_html_raw(h, "<header><div><h1>");
  lur_html_text(h, r->title);
  lur_html_raw(h, "</h1>");
  lur_html_paragraph(h, "wave", lur_result_wave_text(r->wave, true, text));
  lur_html_raw(h, "</div><p class=\"total\"><b>%s</b><small>",
               lur_result_number(r->place->mean, h->language, text));
  lur_html_text(h, lur_result_place_text(r, text));
  if (lur_result_league_text(r->league, text)[0]) {
    lur_html_raw(h, "<br>");
    lur_html_text(h, text);
  }
  lur_html_raw(h, "</small></p></header>\n");
}

// ---- Scales

static void left(struct lur_html *h, const struct lur_result_scale *scale, double value)
{
  lur_html_raw(h, "left:");
  lur_html_number(h, 100 * lur_result_along(scale, value));
  lur_html_raw(h, "%%");
}

static void mark(struct lur_html *h, const char *name, const struct lur_result_scale *scale, double value)
{
  if (!isfinite(value)) return;
  lur_html_raw(h, "<i class=\"%s\" style=\"", name);
  left(h, scale, value);
  lur_html_raw(h, "\"></i>");
}

static void stretch(struct lur_html *h, const char *name, const struct lur_result_scale *scale, double from,
                    double to)
{
  if (!isfinite(from) || !isfinite(to)) return;
  lur_html_raw(h, "<i class=\"%s\" style=\"", name);
  left(h, scale, from);
  lur_html_raw(h, ";right:");
  lur_html_number(h, 100 - 100 * lur_result_along(scale, to));
  lur_html_raw(h, "%%\"></i>");
}

static void grid(struct lur_html *h, const struct lur_result_scale *scale)
{
  for (double at = scale->from; at <= scale->to + 1e-9; at += scale->step) mark(h, "tick", scale, at);
}

/// The head of a picture's column: the figures along the scale.
static void axis(struct lur_html *h, const struct lur_result_scale *scale)
{
  char text[LUR_WORDS_SIZE];
  lur_html_raw(h, "<th scope=\"col\" class=\"track\"><div class=\"axis\" aria-hidden=\"true\">");
  for (double at = scale->from; at <= scale->to + 1e-9; at += scale->step) {
    lur_html_raw(h, "<span style=\"");
    left(h, scale, at);
    lur_html_raw(h, "\">%s</span>", lur_words_points(at, h->language, text));
  }
  lur_html_raw(h, "</div></th>");
}

static void column(struct lur_html *h, const char *name, const char *title)
{
  lur_html_raw(h, "<th scope=\"col\" class=\"%s\">", name);
  lur_html_text(h, title);
  lur_html_raw(h, "</th>");
}

static void unseen_column(struct lur_html *h, const char *title)
{
  lur_html_raw(h, "<th scope=\"col\" class=\"rank\"><span class=\"unseen\">");
  lur_html_text(h, title);
  lur_html_raw(h, "</span></th>");
}

// ---- The league

static void league_head(struct lur_html *h, const struct lur_result_scale *scale)
{
  lur_html_raw(h, "<thead><tr>");
  unseen_column(h, _("Place"));
  column(h, "who", _("Participant"));
  axis(h, scale);
  column(h, "number", _("Mean"));
  column(h, "number from-to", _("Luck allows"));
  column(h, "number calls", _("Calls"));
  lur_html_raw(h, "</tr></thead>\n<tbody>\n");
}

static void league_picture(struct lur_html *h, const struct lur_result_scale *scale,
                           const struct lur_place *p)
{
  lur_html_raw(h, "<td class=\"track\" aria-hidden=\"true\"><div>");
  grid(h, scale);
  if (p->contacts) {
    stretch(h, p->few ? "interval few" : "interval", scale, p->low, p->high);
    mark(h, "dot", scale, p->mean);
  }
  lur_html_raw(h, "</div></td>");
}

static void interval_cell(struct lur_html *h, const struct lur_place *p)
{
  char low[LUR_RESULT_TEXT], high[LUR_RESULT_TEXT];
  lur_html_raw(h, "<td class=\"number from-to\"");
  lur_html_attribute(h, "data-label", _("Luck allows"));
  if (p->contacts && isfinite(p->low) && isfinite(p->high))
    lur_html_raw(h, ">%s–%s</td>", lur_result_number(p->low, h->language, low),
                 lur_result_number(p->high, h->language, high));
  else
    lur_html_raw(h, ">–</td>");
}

/// Whether a line begins another group than the one above it.
static bool parts(const struct lur_result_line *line, size_t i)
{
  return i > 0 && line[i].place->rank && line[i].place->group != line[i - 1].place->group;
}

/// "3", or "3=" where others have it, too.
static void rank_cell(struct lur_html *h, const struct lur_result_line *line, size_t i, size_t n)
{
  int rank = line[i].place->rank;
  bool shared =
      rank && ((i > 0 && line[i - 1].place->rank == rank) || (i + 1 < n && line[i + 1].place->rank == rank));
  lur_html_raw(h, "<td class=\"rank\">");
  if (rank) lur_html_raw(h, shared ? "%d=" : "%d", rank);
  lur_html_raw(h, "</td>");
}

static void league_row(struct lur_html *h, const struct lur_result_scale *scale,
                       const struct lur_result_line *line, size_t i, size_t n, const char *href)
{
  const struct lur_place *p = line[i].place;
  lur_html_raw(h, "<tr class=\"%s%s\">", line[i].own ? "own" : "", parts(line, i) ? " parts" : "");
  rank_cell(h, line, i, n);
  lur_html_raw(h, "<th scope=\"row\" class=\"who\">");
  if (href) {
    lur_html_raw(h, "<a");
    if (href[0] == '#') // a place on this page
      lur_html_attribute(h, "href", href);
    else
      lur_html_href(h, "href", href);
    lur_html_raw(h, ">");
  }
  lur_html_raw(h, "<span class=\"name\"");
  lur_html_attribute(h, "title", line[i].label); // where it is too long to be shown whole
  lur_html_raw(h, ">");
  lur_html_text(h, line[i].label);
  lur_html_raw(h, "</span>%s</th>", href ? "</a>" : "");
  league_picture(h, scale, p);
  lur_html_number_cell(h, _("Mean"), p->contacts ? p->mean : (double)NAN);
  interval_cell(h, p);
  lur_html_raw(h, "<td class=\"number calls\"");
  lur_html_attribute(h, "data-label", _("Calls"));
  lur_html_raw(h, ">%lld</td></tr>\n", (long long)p->contacts);
}

void lur_html_league(struct lur_html *h, const struct lur_league *league, const struct lur_result_line *line,
                     size_t lines, const char *const *href)
{
  const struct lur_result_scale scale = lur_result_league_scale(league);
  lur_html_raw(h, "<table class=\"ladder\">\n");
  league_head(h, &scale);
  for (size_t i = 0; i < lines; i++) league_row(h, &scale, line, i, lines, href ? href[i] : NULL);
  lur_html_raw(h, "</tbody>\n</table>\n");
}

static void legend_item(struct lur_html *h, const char *name, const char *text)
{
  lur_html_raw(h, "<li><i class=\"sign %s\"></i>", name);
  lur_html_text(h, text);
  lur_html_raw(h, "</li>");
}

void lur_html_league_legend(struct lur_html *h, const struct lur_league *league, bool own)
{
  char text[160], level[LUR_WORDS_SIZE];
  bool few = false, parted = false;
  for (size_t i = 0; i < league->places; i++) {
    few = few || (league->place[i].few && isfinite(league->place[i].low));
    parted = parted || league->place[i].group > 1;
  }
  snprintf(text, sizeof text, _("what luck allows (%s)"),
           lur_words_with_unit(league->rules.level, "1", h->language, level));
  lur_html_raw(h, "<ul class=\"legend\">");
  if (own) legend_item(h, "own", _("this participant"));
  legend_item(h, "mean", _("mean"));
  legend_item(h, "interval", text);
  if (few) legend_item(h, "interval few", _("the same, from few calls"));
  if (parted)
    legend_item(h, "parts", _("those below the line are clearly behind the best of those right above it"));
  lur_html_raw(h, "</ul>\n");
}

// ---- Sections

static void section_row(struct lur_html *h, const struct lur_result_scale *scale,
                        const struct lur_result_section *s)
{
  lur_html_raw(h, "<tr><th scope=\"row\" class=\"who\">");
  lur_html_text(h, s->title);
  lur_html_raw(h, "</th><td class=\"track\" aria-hidden=\"true\"><div>");
  grid(h, scale);
  stretch(h, "whole", scale, s->spread.least, s->spread.most);
  if (s->spread.n >= LUR_RESULT_FEWEST_QUARTERS)
    stretch(h, "half", scale, s->spread.low_quarter, s->spread.high_quarter);
  mark(h, "middle", scale, s->spread.middle);
  mark(h, "top", scale, s->spread.most);
  mark(h, "dot", scale, s->own);
  lur_html_raw(h, "</div></td>");
  lur_html_number_cell(h, _("Own mean"), s->own);
  lur_html_number_cell(h, _("Middle"), s->spread.middle);
  lur_html_number_cell(h, _("Best"), s->spread.most);
  lur_html_raw(h, "</tr>\n");
}

void lur_html_result_sections(struct lur_html *h, const struct lur_result *r)
{
  const struct lur_result_scale scale = lur_result_section_scale(r);
  if (!r->sections) return;
  lur_html_raw(h, "<section class=\"wide\">\n");
  lur_html_heading(h, _("Score by section"));
  lur_html_raw(h, "<table class=\"ladder parts-of\">\n<thead><tr>");
  column(h, "who", _("Section"));
  axis(h, &scale);
  column(h, "number own", _("Own mean"));
  column(h, "number", _("Middle"));
  column(h, "number", _("Best"));
  lur_html_raw(h, "</tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < r->sections; i++) section_row(h, &scale, &r->section[i]);
  lur_html_raw(h, "</tbody>\n</table>\n<ul class=\"legend\">");
  legend_item(h, "own", _("this participant"));
  if (r->lines > 1) {
    if (r->lines >= LUR_RESULT_FEWEST_QUARTERS)
      legend_item(h, "half", _("the middle half of the participants"));
    legend_item(h, "middle", _("half are better, half are worse"));
    legend_item(h, "whole", _("from the lowest to the best"));
    legend_item(h, "top", _("best"));
  }
  lur_html_raw(h, "</ul>\n</section>\n");
}

// ---- Totals

static void total_row(struct lur_html *h, const char *title, const struct lur_result_total *t)
{
  lur_html_raw(h, "<tr><th scope=\"row\">");
  lur_html_text(h, title);
  lur_html_raw(h, "</th><td class=\"number\"");
  lur_html_attribute(h, "data-label", _("Calls"));
  lur_html_raw(h, ">%lld</td>", (long long)t->contacts);
  lur_html_number_cell(h, _("Own mean"), t->own);
  lur_html_number_cell(h, _("Mean of all"), t->spread.mean);
  lur_html_number_cell(h, _("Best"), t->spread.most);
  lur_html_raw(h, "</tr>\n");
}

void lur_html_result_totals(struct lur_html *h, const struct lur_result *r)
{
  char text[LUR_RESULT_TEXT];
  lur_html_raw(h, "<section class=\"wide\">\n");
  lur_html_heading(h, _("With and without unanswered calls"));
  lur_html_raw(h, "<div class=\"both\"><table class=\"totals\"><thead><tr><td></td>");
  column(h, "number", _("Calls"));
  column(h, "number", _("Own mean"));
  column(h, "number", _("Mean of all"));
  column(h, "number", _("Best"));
  lur_html_raw(h, "</tr></thead>\n<tbody>\n");
  total_row(h, _("All calls (decides the place)"), &r->all);
  total_row(h, _("Only answered calls"), &r->answered);
  lur_html_raw(h, "</tbody></table>\n");
  lur_html_paragraph(h, "plain", lur_result_answered_text(r, h->language, text));
  lur_html_raw(h, "</div></section>\n");
}

// ---- Hours

/// Of the column's height, in percent: above it there is room for a figure.
static const double high = 86;

static void wait_bar(struct lur_html *h, const char *name, double wait, double longest)
{
  lur_html_raw(h, "<i class=\"%s\" style=\"height:", name);
  lur_html_number(h, fmax(high * wait / longest, 0.7));
  lur_html_raw(h, "%%\"></i>");
}

static void hour_column(struct lur_html *h, const struct lur_result *r, int hour, double longest)
{
  char text[LUR_WORDS_SIZE], calls[64];
  const struct lur_result_hour *at = &r->hour[hour];
  bool few = at->contacts < LUR_RESULT_FEW_IN_AN_HOUR;
  lur_html_raw(h, "<li class=\"%s\"><div class=\"column\">", !at->contacts ? "none" : few ? "few" : "");
  if (at->waits) {
    wait_bar(h, "longest", at->longest, longest);
    wait_bar(h, "median", at->median, longest);
    lur_html_raw(h, "<span style=\"bottom:");
    lur_html_number(h, high * at->longest / longest);
    lur_html_raw(h, "%%\">%s</span>", lur_words_clock(at->longest, 0, h->language, text));
  }
  lur_html_raw(h, "</div><b>%s</b><span>%02d–%02d</span><small>",
               at->waits ? lur_words_clock(at->median, 0, h->language, text) : "–", hour, (hour + 1) % 24);
  if (at->contacts) {
    snprintf(calls, sizeof calls, lur_text_n("%ld call", "%ld calls", (unsigned long)at->contacts),
             (long)at->contacts);
    lur_html_text(h, calls);
    if (at->answered < at->contacts) {
      lur_html_raw(h, "<br>× %lld", (long long)(at->contacts - at->answered));
    }
  } else {
    lur_html_text(h, _("no call"));
  }
  lur_html_raw(h, "</small></li>\n");
}

void lur_html_result_hours(struct lur_html *h, const struct lur_result *r)
{
  char text[LUR_RESULT_TEXT];
  double longest = lur_result_longest_wait(r);
  if (r->first_hour < 0) return;
  lur_html_raw(h, "<section class=\"wide\">\n");
  lur_html_heading(h, _("Waiting time through the day"));
  lur_html_raw(h, "<ol class=\"hours\">\n");
  for (int hour = r->first_hour; hour <= r->last_hour; hour++) hour_column(h, r, hour, longest);
  lur_html_raw(h, "</ol>\n<ul class=\"legend\">");
  legend_item(h, "median", _("half of the answered calls waited no longer"));
  legend_item(h, "longest", _("the longest wait"));
  legend_item(h, "pale", _("few calls: take it with care"));
  lur_html_raw(h, "<li><i class=\"sign\">×</i>");
  lur_html_text(h, _("calls that nobody answered"));
  lur_html_raw(h, "</li>");
  lur_html_raw(h, "</ul>\n");
  if (r->hourless) {
    snprintf(text, sizeof text,
             lur_text_n("Of %ld call the time of day is not known.",
                        "Of %ld calls the time of day is not known.", (unsigned long)r->hourless),
             (long)r->hourless);
    lur_html_paragraph(h, "plain", text);
  }
  lur_html_raw(h, "</section>\n");
}
