#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/card_words.h"
#include "report/html_page.h"
#include "report/html_parts.h"
#include "report/page_files.h"
#include "report/result_parts.h"
#include "report/words.h"
#include "store/record.h"

/// A row's place: best score first; a score that too little was answered for is no place and comes after
/// them, without one last.
struct place {
  const struct lur_index_row *row;
  size_t given;
  const char *participant; // in a league; else NULL
  size_t rank;
};

static int64_t rank_of(const struct place *p)
{
  return p->row->rank_by;
}

static int best_first(const void *pa, const void *pb)
{
  const struct place *a = pa, *b = pb;
  if (rank_of(a) != rank_of(b)) return rank_of(a) > rank_of(b) ? -1 : 1;
  return (a->given > b->given) - (a->given < b->given);
}

static void measure_cell(struct lur_html *h, lur_measure which, const struct lur_call *call, const char *name)
{
  char text[LUR_WORDS_SIZE];
  const struct lur_value *value = &call->measures.of[which];
  lur_html_raw(h, "<td class=\"%s\"", name);
  lur_html_attribute(h, "data-label", _(lur_measure_table[which].title));
  if (!value->known && value->why) lur_html_attribute(h, "title", _(value->why));
  lur_html_raw(h, ">");
  lur_html_text(h, value->known ? lur_words_value(which, value, h->language, text) : "–");
  if (value->known && which == LUR_M_TALK_AGENT_RATIO) {
    lur_html_raw(h, "<span class=\"share\" aria-hidden=\"true\"><i style=\"width:");
    lur_html_number(h, fmin(fmax(100 * value->number, 0), 100));
    lur_html_raw(h, "%%\"></i></span>");
  }
  lur_html_raw(h, "</td>");
}

static void name_cell(struct lur_html *h, const struct lur_report *report, const char *href)
{
  char length[LUR_WORDS_SIZE];
  lur_html_raw(h, "<th scope=\"row\">");
  if (href) lur_html_raw(h, "<a");
  if (href) lur_html_href(h, "href", href);
  if (href) lur_html_raw(h, ">");
  lur_html_text(h, lur_report_heading(report));
  lur_html_raw(h, "%s<small>", href ? "</a>" : "");
  if (report->when) {
    lur_html_text(h, report->when);
    lur_html_raw(h, " · ");
  }
  lur_html_raw(h, "%s", lur_words_clock(report->call->duration_s, 0, h->language, length));
  if (!report->recording->complete) {
    lur_html_raw(h, " · ");
    lur_html_text(h, report->recording->problem);
  }
  lur_html_raw(h, "</small></th>");
}

static void score_cells(struct lur_html *h, const struct lur_scorecard *card)
{
  char text[LUR_CARD_TEXT];
  lur_html_raw(h, "<td class=\"score\">");
  if (card) {
    lur_html_raw(h, "<b>");
    lur_html_text(h, card->has_total ? lur_card_total_text(card, h->language, text) : "–");
    lur_html_raw(h, "</b><span class=\"bar\" aria-hidden=\"true\"><i style=\"width:");
    lur_html_number(h, card->has_total ? card->total : 0);
    lur_html_raw(h, "%%\"></i></span>");
  } else {
    lur_html_raw(h, "–");
  }
  lur_html_raw(h, "</td><td class=\"band\">");
  if (card) lur_html_text(h, lur_card_band_text(card, h->language));
  lur_html_raw(h, "</td>");
}

/// The cells after the score: two measures and the strip.
static void call_cells(struct lur_html *h, const struct lur_call *call)
{
  struct lur_scene scene;
  measure_cell(h, LUR_M_ANSWER_WAIT_S, call, "wait");
  measure_cell(h, LUR_M_TALK_AGENT_RATIO, call, "talk");
  lur_html_raw(h, "<td class=\"picture\">");
  lur_status status = lur_scene_make(call, &scene);
  if (status != LUR_OK) {
    h->status = status;
    return;
  }
  lur_html_strip(h, call, &scene);
  lur_scene_clear(&scene);
  lur_html_raw(h, "</td>");
}

static void row(struct lur_html *h, const struct place *p, bool scored)
{
  lur_html_raw(h, "<tr><td class=\"rank\">");
  if (rank_of(p) >= 0) lur_html_raw(h, "%zu", p->rank);
  lur_html_raw(h, "</td>");
  const struct lur_index_row *cells = p->row;
  lur_html_raw(h, "%.*s", (int)(scored ? cells->call_at : cells->score_at), cells->cells);
  lur_html_literal(h, cells->cells + cells->call_at);
  lur_html_raw(h, "</tr>\n");
}

static void head(struct lur_html *h, bool scored)
{
  const char *const titles[] = {N_("Call"),         N_("Score"),      "",
                                N_("Waiting time"), N_("Talk ratio"), N_("The call")};
  lur_html_raw(h, "<table>\n<thead><tr><th scope=\"col\"><span class=\"unseen\">");
  lur_html_text(h, _("Place"));
  lur_html_raw(h, "</span></th>");
  for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
    if (!scored && (i == 1 || i == 2)) continue;
    lur_html_raw(h, "<th scope=\"col\">");
    if (titles[i][0]) lur_html_text(h, _(titles[i]));
    lur_html_raw(h, "</th>");
  }
  lur_html_raw(h, "</tr></thead>\n<tbody>\n");
}

static bool has_phase(const struct lur_call *call, lur_phase_kind kind)
{
  for (size_t i = 0; i < call->phases; i++)
    if (call->phase[i].kind == kind) return true;
  return false;
}

static bool has_event(const struct lur_call *call, lur_event_type type)
{
  for (size_t i = 0; i < call->events.n; i++)
    if (call->events.at[i].type == type) return true;
  return false;
}

static void legend_item(struct lur_html *h, const char *kind, const char *name, const char *text)
{
  lur_html_raw(h, "<li><i class=\"%s%s\"></i>", kind, name);
  lur_html_text(h, text);
  lur_html_raw(h, "</li>");
}

// What a strip shows: a bit for each phase, role and for announcements.
enum { SHOWS_AGENT = LUR_PHASE_KINDS, SHOWS_CALLER, SHOWS_MIX, SHOWS_PROMPT };

static uint32_t shown_by(const struct lur_call *call)
{
  uint32_t shows = 0;
  for (int k = 0; k < LUR_PHASE_KINDS; k++)
    if (has_phase(call, (lur_phase_kind)k)) shows |= 1U << k;
  if (lur_call_track(call, LUR_ROLE_AGENT)) shows |= 1U << SHOWS_AGENT;
  if (lur_call_track(call, LUR_ROLE_CALLER)) shows |= 1U << SHOWS_CALLER;
  if (lur_call_track(call, LUR_ROLE_MIX)) shows |= 1U << SHOWS_MIX;
  if (has_event(call, LUR_EVENT_PROMPT)) shows |= 1U << SHOWS_PROMPT;
  return shows;
}

/// Only what can be seen in the strips.
static void legend(struct lur_html *h, const struct place *places, size_t n)
{
  uint32_t shows = 0;
  for (size_t i = 0; i < n; i++) shows |= places[i].row->shows;
  lur_html_raw(h, "<ul class=\"legend\">");
  for (int k = 0; k < LUR_PHASE_KINDS; k++)
    if (shows >> k & 1)
      legend_item(h, "phase ", lur_phase_name((lur_phase_kind)k), _(lur_phase_title((lur_phase_kind)k)));
  if (shows >> SHOWS_AGENT & 1) legend_item(h, "", "agent", lur_words_role(LUR_ROLE_AGENT));
  if (shows >> SHOWS_CALLER & 1) legend_item(h, "", "caller", lur_words_role(LUR_ROLE_CALLER));
  if (shows >> SHOWS_MIX & 1) legend_item(h, "", "mix", _("both parties are on one channel"));
  if (shows >> SHOWS_PROMPT & 1) legend_item(h, "", "prompt", _("recorded announcement"));
  lur_html_raw(h, "</ul>\n");
}

// ---- A row, made while its call is at hand

static size_t written(FILE *out)
{
  long at = ftell(out);
  return at > 0 ? (size_t)at : 0;
}

static lur_status make_cells(const struct lur_report *report, const char *href, const char *language,
                             struct lur_index_row *row)
{
  size_t size;
  FILE *out = open_memstream(&row->cells, &size);
  struct lur_html h = {.out = out, .language = language};
  if (!out) return LUR_NO_MEM;
  name_cell(&h, report, href);
  row->score_at = written(out);
  score_cells(&h, report->scorecard);
  row->call_at = written(out);
  call_cells(&h, report->call);
  bool whole = !ferror(out); // in memory it fails only where memory ends
  return fclose(out) == 0 && whole ? h.status : LUR_NO_MEM;
}

lur_status lur_index_row_make(const struct lur_report *report, const char *href,
                              const struct lur_report_options *options, struct lur_index_row *out)
{
  const struct lur_scorecard *card = report->scorecard;
  if (!report->call || !report->recording) return LUR_BAD_ARG;
  struct lur_index_row row = {.shows = shown_by(report->call), .rank_by = -2};
  if (card) row.rubric = card->rubric;
  if (card && card->has_total) row.rank_by = card->complete ? card->total_millionths : -1;
  lur_status status = make_cells(report, href, options ? options->language : NULL, &row);
  if (status == LUR_OK)
    *out = row;
  else
    lur_index_row_clear(&row);
  return status;
}

void lur_index_row_clear(struct lur_index_row *row)
{
  free(row->cells);
  *row = (struct lur_index_row){0};
}

// ---- The page

/// What the calls are scored by; NULL where none is scored.
static const struct lur_rubric *rubric_of(const struct place *places, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (places[i].row->rubric) return places[i].row->rubric;
  return NULL;
}

static void heading(struct lur_html *h, size_t n, const char *title, const struct lur_rubric *rubric)
{
  char line[128];
  lur_html_raw(h, "<header><h1>");
  lur_html_text(h, title);
  lur_html_raw(h, "</h1><p>");
  if (rubric)
    snprintf(line, sizeof line, lur_text_n("%zu call, best first", "%zu calls, best first", n), n);
  else
    snprintf(line, sizeof line, lur_text_n("%zu call", "%zu calls", n), n);
  lur_html_text(h, line);
  if (rubric) {
    lur_html_raw(h, " · ");
    lur_html_text(h, lur_texts_pick(&rubric->title, h->language));
    lur_html_raw(h, " ");
    lur_html_text(h, rubric->version);
  }
  lur_html_raw(h, "</p></header>\n");
}

static void body(struct lur_html *h, const struct place *places, size_t n, const char *title)
{
  const struct lur_rubric *rubric = rubric_of(places, n);
  lur_html_raw(h, "<main>\n");
  heading(h, n, title, rubric);
  lur_html_raw(h, "<section>");
  head(h, rubric);
  for (size_t i = 0; i < n && h->status == LUR_OK; i++) row(h, &places[i], rubric);
  lur_html_raw(h, "</tbody>\n</table>\n");
  legend(h, places, n);
  lur_html_raw(h, "</section>\n");
  lur_html_page_foot(h);
  lur_html_raw(h, "</main>\n");
}

/// The calls best first, each with its place. NULL: no memory.
static struct place *places_of(const struct lur_index_row *rows, const char *const *participant, size_t n)
{
  struct place *places = calloc(n ? n : 1, sizeof *places);
  if (!places) return NULL;
  for (size_t i = 0; i < n; i++)
    places[i] = (struct place){&rows[i], i, participant ? participant[i] : NULL, 0};
  qsort(places, n, sizeof *places, best_first);
  for (size_t i = 0; i < n; i++) {
    // Equal scores share a place; the next one counts them all.
    bool shared = i && rank_of(&places[i]) == rank_of(&places[i - 1]);
    places[i].rank = shared ? places[i - 1].rank : i + 1;
  }
  return places;
}

static bool whole(const struct lur_index_row *rows, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (!rows[i].cells) return false;
  return true;
}

lur_status lur_report_html_index(FILE *out, const struct lur_index_row *rows, size_t n, const char *title,
                                 const struct lur_report_options *options)
{
  struct lur_html h = {.out = out, .language = options ? options->language : NULL};
  if (!whole(rows, n)) return LUR_BAD_ARG;
  struct place *places = places_of(rows, NULL, n);
  if (!places) return LUR_NO_MEM;
  if (!title) title = _("Calls");
  lur_html_page_begin(&h, title, lur_page_index_css, NULL);
  body(&h, places, n, title);
  lur_html_page_end(&h, NULL);
  free(places);
  return lur_html_end(&h);
}

// ---- The league of a wave

/// A figure that leads to the calls behind it.
static void figure(struct lur_html *h, size_t of, const char *title, int64_t n)
{
  lur_html_raw(h, "<td class=\"count\"");
  lur_html_attribute(h, "data-label", title);
  if (n)
    lur_html_raw(h, "><a href=\"#p%zu\">%lld</a></td>", of, (long long)n);
  else
    lur_html_raw(h, ">0</td>");
}

static const char *place_name(const struct lur_store_place *p)
{
  return p->participant[0] ? p->title : _("(nobody named)");
}

static void league_row(struct lur_html *h, const struct lur_store_place *p, size_t of)
{
  char text[LUR_WORDS_SIZE];
  lur_html_raw(h, "<tr><td class=\"rank\">");
  if (p->rank) lur_html_raw(h, "%d", p->rank);
  lur_html_raw(h, "</td><th scope=\"row\"><a href=\"#p%zu\">", of);
  lur_html_text(h, place_name(p));
  lur_html_raw(h, "</a></th><td class=\"score\">");
  if (p->counted) {
    lur_html_raw(h, "<a href=\"#p%zu\"><b>", of);
    lur_html_text(h, lur_words_number(p->mean, 1, h->language, text));
    lur_html_raw(h, "</b></a><span class=\"bar\" aria-hidden=\"true\"><i style=\"width:");
    lur_html_number(h, p->mean);
    lur_html_raw(h, "%%\"></i></span>");
  } else {
    lur_html_raw(h, "–");
  }
  lur_html_raw(h, "</td>");
  figure(h, of, _("Calls that count"), p->counted);
  figure(h, of, _("Incomplete"), p->incomplete);
  figure(h, of, _("Not scored"), p->unscored);
  lur_html_raw(h, "</tr>\n");
}

static void league_table(struct lur_html *h, const struct lur_store_ranking *ranking)
{
  static const char *const titles[] = {N_("Participant"), N_("Mean score"), N_("Calls that count"),
                                       N_("Incomplete"), N_("Not scored")};
  lur_html_raw(h, "<section class=\"league\">\n<table>\n<thead><tr><th scope=\"col\">"
                  "<span class=\"unseen\">");
  lur_html_text(h, _("Place"));
  lur_html_raw(h, "</span></th>");
  for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
    lur_html_raw(h, "<th scope=\"col\">");
    lur_html_text(h, _(titles[i]));
    lur_html_raw(h, "</th>");
  }
  lur_html_raw(h, "</tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < ranking->places; i++) league_row(h, &ranking->place[i], i + 1);
  lur_html_raw(h, "</tbody>\n</table>\n</section>\n");
}

// ---- With what luck allows

/// The calls of an entrant, on this page; "" where it has none. Room for 24 bytes.
static void anchor_of(const struct lur_store_ranking *ranking, const char *name, char out[24])
{
  out[0] = '\0';
  for (size_t i = 0; i < ranking->places; i++)
    if (strcmp(ranking->place[i].participant, name) == 0) snprintf(out, 24, "#p%zu", i + 1);
}

static lur_status class_league(struct lur_html *h, const struct lur_store_ranking *ranking,
                               const struct lur_result_wave *wave, const struct lur_league *league)
{
  struct lur_result_line *line = NULL;
  char(*anchor)[24] = calloc(league->places + 1, sizeof *anchor), text[LUR_RESULT_TEXT];
  const char **href = calloc(league->places + 1, sizeof *href);
  lur_status status =
      anchor && href ? lur_result_lines_make(wave->field, league, SIZE_MAX, true, &line) : LUR_NO_MEM;
  for (size_t i = 0; status == LUR_OK && i < league->places; i++) {
    anchor_of(ranking, wave->field->entrant[league->place[i].entrant].name, anchor[i]);
    href[i] = anchor[i][0] ? anchor[i] : NULL;
  }
  if (status == LUR_OK) {
    lur_html_raw(h, "<section class=\"league many\">\n");
    if (lur_result_league_text(league, text)[0]) lur_html_heading(h, text);
    lur_html_league(h, league, line, league->places, href);
    lur_html_league_legend(h, league, false);
    lur_html_raw(h, "</section>\n");
  }
  lur_result_lines_free(line, league->places);
  free(href);
  free(anchor);
  return status;
}

static void leagues(struct lur_html *h, const struct lur_store_ranking *ranking,
                    const struct lur_result_wave *wave)
{
  if (!wave || !wave->leagues) {
    league_table(h, ranking);
    return;
  }
  for (size_t i = 0; i < wave->leagues && h->status == LUR_OK; i++) {
    lur_status status = class_league(h, ranking, wave, wave->league[i]);
    if (status != LUR_OK) h->status = status;
  }
}

/// What of a participant's calls does not count.
static void not_counted(struct lur_html *h, const struct lur_store_place *p)
{
  char text[128];
  const struct {
    const char *title;
    int64_t n;
  } all[] = {{N_("Incomplete"), p->incomplete}, {N_("Not scored"), p->unscored}};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    if (!all[i].n) continue;
    snprintf(text, sizeof text, " · %s: %lld", _(all[i].title), (long long)all[i].n);
    lur_html_raw(h, "<small>");
    lur_html_text(h, text);
    lur_html_raw(h, "</small>");
  }
}

static void participant_calls(struct lur_html *h, const struct place *places, size_t n,
                              const struct lur_store_place *of, size_t number)
{
  const struct lur_rubric *rubric = rubric_of(places, n);
  lur_html_raw(h, "<section id=\"p%zu\"><h2>", number);
  lur_html_text(h, place_name(of));
  not_counted(h, of);
  lur_html_raw(h, "</h2>\n");
  head(h, rubric);
  for (size_t i = 0; i < n && h->status == LUR_OK; i++)
    if (strcmp(places[i].participant, of->participant) == 0) row(h, &places[i], rubric);
  lur_html_raw(h, "</tbody>\n</table>\n</section>\n");
}

lur_status lur_report_html_league(FILE *out, const struct lur_store_ranking *ranking,
                                  const struct lur_result_wave *wave, const struct lur_index_row *rows,
                                  const char *const *participant, size_t n, const char *title,
                                  const struct lur_report_options *options)
{
  struct lur_html h = {.out = out, .language = options ? options->language : NULL};
  if (!whole(rows, n)) return LUR_BAD_ARG;
  struct place *places = places_of(rows, participant, n);
  if (!places) return LUR_NO_MEM;
  if (!title) title = ranking->title;
  const char *const styles[] = {lur_page_index_css, lur_page_league_css, NULL};
  lur_html_page_begin_styled(&h, title, styles, NULL);
  lur_html_raw(&h, "<main>\n");
  heading(&h, n, title, rubric_of(places, n));
  leagues(&h, ranking, wave);
  for (size_t i = 0; i < ranking->places; i++) participant_calls(&h, places, n, &ranking->place[i], i + 1);
  lur_html_raw(&h, "<section>\n");
  legend(&h, places, n);
  lur_html_raw(&h, "</section>\n");
  lur_html_page_foot(&h);
  lur_html_raw(&h, "</main>\n");
  lur_html_page_end(&h, NULL);
  free(places);
  return lur_html_end(&h);
}
