#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/html_page.h"
#include "report/page_files.h"
#include "report/result_parts.h"
#include "report/words.h"

enum { SPANS = 2 }; // played of each call
enum { LONG_LEAGUE = 12 };
static const char *const styles[] = {lur_page_league_css, lur_page_result_css, NULL};

struct page {
  struct lur_html h;
  const struct lur_result *result;
  const struct lur_result_options *options;
  int clips;
};

// ---- Evidence

/// A button and its sound. False: there is none.
static bool clip(struct page *p, const struct lur_result_evidence *e, const struct lur_span *at,
                 const char *title)
{
  FILE *sound = NULL;
  const char *type = NULL;
  char text[LUR_RESULT_TEXT], clock[LUR_WORDS_SIZE];
  if (!p->options->clip || p->h.status != LUR_OK) return false;
  lur_status status = p->options->clip(p->options->self, e->call, at, &sound, &type);
  if (status == LUR_NOT_FOUND) return false;
  if (status != LUR_OK) {
    p->h.status = status;
    return false;
  }
  snprintf(text, sizeof text, _("Play %.60s at %s: %.300s"), e->moment->call,
           lur_words_clock(at->start_s, 0, p->h.language, clock), title);
  lur_html_raw(&p->h, "<button class=\"clip\" type=\"button\" data-clip=\"k%d\"", ++p->clips);
  lur_html_attribute(&p->h, "aria-label", text);
  lur_html_raw(&p->h, ">");
  lur_html_icon(&p->h, "play");
  lur_html_raw(&p->h, "<span>%s</span></button><audio id=\"k%d\" preload=\"none\" src=\"data:%s;base64,",
               clock, p->clips, type);
  lur_html_base64(&p->h, sound);
  lur_html_raw(&p->h, "\"></audio>");
  (void)fclose(sound);
  return true;
}

static void evidence(struct page *p, const struct lur_result_evidence *e, const char *title)
{
  char text[LUR_RESULT_TEXT], clock[LUR_WORDS_SIZE];
  lur_html_raw(&p->h, "<li>");
  lur_html_text(&p->h, lur_result_moment_text(e->moment, text));
  for (size_t i = 0; i < e->n && i < SPANS; i++)
    if (!clip(p, e, &e->at[i], title))
      lur_html_raw(&p->h, " <span class=\"at\">%s</span>",
                   lur_words_clock(e->at[i].start_s, 0, p->h.language, clock));
  lur_html_raw(&p->h, "</li>");
}

static void cost(struct page *p, const struct lur_result_cost *c, double most)
{
  struct lur_html *h = &p->h;
  char text[LUR_RESULT_TEXT], reasons[LUR_RESULT_TEXT];
  lur_html_raw(h,
               "<li><div class=\"lost\"><b>−%s</b><span class=\"bar\" aria-hidden=\"true\"><i style=\"width:",
               lur_result_number(c->mean, h->language, text));
  lur_html_number(h, 100 * c->mean / most);
  lur_html_raw(h, "%%\"></i></span></div><div><b>");
  lur_html_text(h, c->cause->title);
  lur_html_raw(h, "</b><p>");
  lur_html_text(h, lur_result_often_text(p->result, c, text));
  if (lur_result_reasons_text(c, h->language, reasons)[0]) {
    lur_html_raw(h, ": ");
    lur_html_text(h, reasons);
  }
  lur_html_raw(h, "</p><small>");
  lur_html_text(h, c->cause->is_rule ? _("a rule of the scorecard") : c->cause->section);
  lur_html_raw(h, "</small><ul class=\"evidence\">");
  for (size_t i = 0; i < c->evidences; i++) evidence(p, &c->evidence[i], c->cause->title);
  lur_html_raw(h, "</ul></div></li>\n");
}

static void costs(struct page *p)
{
  struct lur_html *h = &p->h;
  const struct lur_result *r = p->result;
  size_t n = r->costs < LUR_RESULT_CAUSES ? r->costs : LUR_RESULT_CAUSES;
  lur_html_raw(h, "<section class=\"wide\">\n");
  lur_html_heading(h, _("What costs most"));
  lur_html_paragraph(h, "plain",
                     n                 ? _("Points that the mean of all calls lost, and where to hear it.")
                     : r->all.contacts ? _("No call lost a point.")
                                       : _("No call counts yet."));
  lur_html_raw(h, "<ol class=\"costs\">\n");
  for (size_t i = 0; i < n; i++) cost(p, &r->cost[i], r->cost[0].mean);
  lur_html_raw(h, "</ol>\n</section>\n");
}

// ---- Calls

static void call_item(struct lur_html *h, const struct lur_result_call *c, bool praise)
{
  char text[LUR_RESULT_TEXT];
  lur_html_raw(h, "<li><b class=\"points\">%s</b><div><b>",
               lur_result_number((double)c->total_millionths / 1e6, h->language, text));
  lur_html_text(h, lur_result_moment_text(c->moment, text));
  lur_html_raw(h, "</b><small>");
  if (c->agent[0]) {
    lur_html_text(h, lur_result_agent_text(c->agent, text));
    lur_html_raw(h, " · ");
  }
  lur_html_text(h, lur_result_call_text(c, praise, h->language, text));
  lur_html_raw(h, "</small></div></li>\n");
}

static void call_list(struct lur_html *h, const char *title, const struct lur_result_call *call, size_t n,
                      bool praise)
{
  lur_html_raw(h, "<section>\n");
  lur_html_heading(h, title);
  if (!n) lur_html_paragraph(h, "plain", _("There are too few answered calls to choose from."));
  lur_html_raw(h, "<ul class=\"calls\">\n");
  for (size_t i = 0; i < n; i++) call_item(h, &call[i], praise);
  lur_html_raw(h, "</ul>\n</section>\n");
}

// ---- The page

static void standing(struct lur_html *h, const struct lur_result *r)
{
  char text[LUR_RESULT_SENTENCES][LUR_RESULT_TEXT], line[LUR_RESULT_TEXT];
  size_t n = lur_result_standing_text(r, h->language, text);
  lur_html_raw(h, "<section class=\"wide\">\n");
  lur_html_heading(h, _("Where it stands"));
  // A long league needs the page's whole width.
  lur_html_raw(h, "<div class=\"standing%s\"><div>", r->lines > LONG_LEAGUE ? " many" : "");
  lur_html_paragraph(h, "lead", lur_result_distance_text(r, h->language, line));
  for (size_t i = 0; i < n; i++) lur_html_paragraph(h, "plain", text[i]);
  lur_html_paragraph(h, "plain", lur_result_past_text(r, h->language, line));
  lur_html_raw(h, "</div><div>\n");
  lur_html_league(h, r->league, r->line, r->lines, NULL);
  lur_html_league_legend(h, r->league, true);
  lur_html_paragraph(h, "names", lur_result_names_text(r));
  lur_html_raw(h, "</div></div></section>\n");
}

static void body(struct page *p)
{
  char text[LUR_RESULT_TEXT];
  struct lur_html *h = &p->h;
  const struct lur_result *r = p->result;
  lur_html_raw(h, "<main>\n");
  lur_html_result_head(h, r);
  standing(h, r);
  lur_html_result_sections(h, r);
  lur_html_result_totals(h, r);
  costs(p);
  call_list(h, _("Calls to praise"), r->praise, r->praises, true);
  call_list(h, _("Calls to learn from"), r->learn, r->learns, false);
  lur_html_result_hours(h, r);
  lur_html_raw(h, "<footer>");
  lur_html_text(h, lur_result_method_text(r, h->language, text));
  lur_html_raw(h, "</footer>\n</main>\n");
}

static lur_status write_page(FILE *out, const struct lur_result *result,
                             const struct lur_result_options *options, void (*fill)(struct page *))
{
  static const struct lur_result_options none;
  struct page p = {.result = result, .options = options ? options : &none};
  p.h.out = out;
  p.h.language = p.options->language;
  const char *script = p.options->clip ? lur_page_result_js : NULL;
  lur_html_page_begin_styled(&p.h, result->title, styles, script);
  fill(&p);
  lur_html_page_end(&p.h, script);
  return lur_html_end(&p.h);
}

lur_status lur_result_html(FILE *out, const struct lur_result *result,
                           const struct lur_result_options *options)
{
  return write_page(out, result, options, body);
}

// ---- For the manager

/// Own mean, the mean of all and the best on one scale.
static void beside(struct lur_html *h, const char *name, const char *title, double value)
{
  char text[LUR_RESULT_TEXT];
  if (!isfinite(value)) return;
  lur_html_raw(h, "<li class=\"%s\"><span>", name);
  lur_html_text(h, title);
  lur_html_raw(h, "</span><span class=\"bar\" aria-hidden=\"true\"><i style=\"width:");
  lur_html_number(h, fmin(fmax(value, 0), 100));
  lur_html_raw(h, "%%\"></i></span><b>%s</b></li>\n", lur_result_number(value, h->language, text));
}

static void where(struct lur_html *h, const struct lur_result *r)
{
  char text[LUR_RESULT_SENTENCES][LUR_RESULT_TEXT];
  size_t n = lur_result_standing_text(r, h->language, text);
  lur_html_raw(h, "<section class=\"wide\">\n");
  lur_html_heading(h, _("Where it stands"));
  lur_html_raw(h, "<ul class=\"beside\">\n");
  beside(h, "own", r->title, r->all.own);
  if (r->lines > 1) {
    beside(h, "", _("Mean of all"), r->all.spread.mean);
    beside(h, "", _("Best"), r->all.spread.most);
  }
  lur_html_raw(h, "</ul>\n");
  for (size_t i = 0; i < n; i++) lur_html_paragraph(h, "plain", text[i]);
  lur_html_raw(h, "</section>\n");
}

static void move(struct page *p, const struct lur_result_cost *c, double most)
{
  struct lur_html *h = &p->h;
  char text[LUR_RESULT_TEXT];
  lur_html_raw(h,
               "<li><div class=\"lost\"><b>+%s</b><span class=\"bar\" aria-hidden=\"true\"><i style=\"width:",
               lur_result_number(c->mean - c->best, h->language, text));
  lur_html_number(h, 100 * (c->mean - c->best) / most);
  lur_html_raw(h, "%%\"></i></span></div><div><b>");
  lur_html_text(h, c->cause->title);
  lur_html_raw(h, "</b><small>");
  lur_html_text(h, lur_result_move_text(p->result, c, h->language, text));
  lur_html_raw(h, "</small></div></li>\n");
}

static void moves(struct page *p)
{
  const struct lur_result *r = p->result;
  size_t n = r->moves < LUR_RESULT_CAUSES ? r->moves : LUR_RESULT_CAUSES;
  lur_html_raw(&p->h, "<section class=\"wide\">\n");
  lur_html_heading(&p->h, _("What would move it most"));
  lur_html_paragraph(&p->h, "plain",
                     n ? _("Points that the mean would gain if each were done as well as by the best at it.")
                       : _("Nobody does any of it better."));
  lur_html_raw(&p->h, "<ol class=\"costs moves\">\n");
  for (size_t i = 0; i < n; i++) move(p, &r->move[i], r->move[0].mean - r->move[0].best);
  lur_html_raw(&p->h, "</ol>\n</section>\n");
}

static void praise(struct lur_html *h, const struct lur_result *r)
{
  char text[LUR_RESULT_TEXT];
  lur_html_raw(h, "<section>\n");
  lur_html_heading(h, _("Who deserves praise"));
  if (!r->agents) lur_html_paragraph(h, "plain", _("No agent has calls enough, or none is named."));
  lur_html_raw(h, "<ul class=\"calls\">\n");
  for (size_t i = 0; i < r->agents; i++) {
    lur_html_raw(h, "<li><b class=\"points\">%s</b><div><b>",
                 lur_result_number(r->agent[i].mean, h->language, text));
    lur_html_text(h, lur_result_agent_text(r->agent[i].name, text));
    lur_html_raw(h, "</b><small>");
    snprintf(text, sizeof text, lur_text_n("%ld call", "%ld calls", (unsigned long)r->agent[i].contacts),
             (long)r->agent[i].contacts);
    lur_html_text(h, text);
    lur_html_raw(h, "</small></div></li>\n");
  }
  lur_html_raw(h, "</ul>\n</section>\n");
}

static void brief(struct page *p)
{
  char text[LUR_RESULT_TEXT];
  struct lur_html *h = &p->h;
  const struct lur_result *r = p->result;
  lur_html_raw(h, "<main class=\"brief\">\n");
  lur_html_result_head(h, r);
  where(h, r);
  moves(p);
  lur_html_raw(h, "<section>\n");
  lur_html_heading(h, _("Is it getting better?"));
  lur_html_paragraph(
      h, "plain",
      lur_result_past_text(r, h->language, text)[0] ? text : _("There is no earlier wave to compare with."));
  lur_html_paragraph(h, "plain", lur_result_answered_text(r, h->language, text));
  lur_html_raw(h, "</section>\n");
  praise(h, r);
  lur_html_result_sections(h, r);
  lur_html_raw(h, "<footer>");
  lur_html_text(h, lur_result_method_text(r, h->language, text));
  lur_html_raw(h, "</footer>\n</main>\n");
}

lur_status lur_result_brief_html(FILE *out, const struct lur_result *result,
                                 const struct lur_result_options *options)
{
  struct lur_result_options silent = options ? *options : (struct lur_result_options){0};
  silent.clip = NULL;
  return write_page(out, result, &silent, brief);
}

// ---- For whoever runs the wave

static void overview_league(struct lur_html *h, const struct lur_result_wave *wave,
                            const struct lur_league *league, const char *const *href)
{
  struct lur_result_line *line = NULL;
  char text[LUR_RESULT_TEXT];
  const char **link = calloc(league->places + 1, sizeof *link);
  lur_status status = link ? lur_result_lines_make(wave->field, league, SIZE_MAX, true, &line) : LUR_NO_MEM;
  for (size_t i = 0; status == LUR_OK && href && i < league->places; i++)
    link[i] = href[league->place[i].entrant];
  if (status == LUR_OK) {
    lur_html_raw(h, "<section class=\"wide many\">\n");
    lur_html_heading(h, lur_result_league_text(league, text)[0] ? text : _("League"));
    lur_html_league(h, league, line, league->places, link);
    lur_html_league_legend(h, league, false);
    lur_html_raw(h, "</section>\n");
  } else if (h->status == LUR_OK) {
    h->status = status;
  }
  lur_result_lines_free(line, league->places);
  free(link);
}

lur_status lur_result_overview_html(FILE *out, const struct lur_result_wave *wave, const char *const *href,
                                    const struct lur_result_options *options)
{
  char text[LUR_RESULT_TEXT];
  struct lur_html h = {.out = out, .language = options ? options->language : NULL};
  lur_html_page_begin_styled(&h, wave->title, styles, NULL);
  lur_html_raw(&h, "<main>\n<header><div><h1>");
  lur_html_text(&h, wave->title);
  lur_html_raw(&h, "</h1>");
  lur_html_paragraph(&h, "wave", lur_result_wave_text(wave, false, text));
  lur_html_raw(&h, "</div></header>\n");
  lur_html_paragraph(&h, "rule wide", _("This page names everybody: it is for whoever runs the wave."));
  for (size_t i = 0; i < wave->leagues; i++) overview_league(&h, wave, wave->league[i], href);
  lur_html_page_foot(&h);
  lur_html_raw(&h, "</main>\n");
  lur_html_page_end(&h, NULL);
  return lur_html_end(&h);
}
