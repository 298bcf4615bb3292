#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "report/html_parts.h"
#include "report/words.h"

void lur_html_play_button(struct lur_html *h, const struct lur_span *at, size_t n, const char *what)
{
  char text[512];
  if (!n) return;
  snprintf(text, sizeof text, _("Hear: %.400s"), what);
  lur_html_raw(h, "<button type=\"button\" class=\"hear\"");
  lur_html_spans(h, at, n);
  lur_html_attribute(h, "aria-label", text);
  lur_html_attribute(h, "title", text);
  lur_html_raw(h, ">");
  lur_html_icon(h, "play");
  lur_html_raw(h, "</button>");
}

static const char *reason_of(const struct lur_value *value)
{
  return value->why && value->why[0] ? value->why : N_("not measured");
}

/// The bar under a share; for the talk ratio both parties' parts.
static void share(struct lur_html *h, lur_measure which, const struct lur_value *value)
{
  if (!value->known || strcmp(lur_measure_table[which].unit, "1") != 0) return;
  double agent = fmin(fmax(100 * value->number, 0), 100);
  lur_html_raw(h, "<span class=\"share%s\" aria-hidden=\"true\"><i style=\"width:",
               which == LUR_M_TALK_AGENT_RATIO ? " both" : "");
  lur_html_number(h, agent);
  lur_html_raw(h, "%%\"></i></span>");
}

static void tile(struct lur_html *h, lur_measure which, const struct lur_value *value)
{
  char text[LUR_WORDS_SIZE];
  lur_html_raw(h, "<div><dt>");
  lur_html_text(h, _(lur_measure_table[which].title));
  lur_html_raw(h, "</dt><dd");
  lur_html_attribute(h, "title", value->known ? _(lur_measure_table[which].meaning) : _(reason_of(value)));
  lur_html_raw(h, ">");
  lur_html_text(h, value->known ? lur_words_value(which, value, h->language, text) : "–");
  share(h, which, value);
  lur_html_raw(h, "</dd></div>");
}

static void evidence(struct lur_html *h, lur_measure which, const struct lur_events *events)
{
  struct lur_spans spans = {0};
  lur_status status = lur_measure_evidence(which, events, &spans);
  if (status == LUR_OK) lur_html_play_button(h, spans.at, spans.n, _(lur_measure_table[which].title));
  if (status != LUR_OK && h->status == LUR_OK) h->status = status;
  lur_spans_clear(&spans);
}

static void row(struct lur_html *h, lur_measure which, const struct lur_call *call, bool playable)
{
  char text[LUR_WORDS_SIZE];
  const struct lur_value *value = &call->measures.of[which];
  lur_html_raw(h, "<tr><th scope=\"row\">");
  lur_html_text(h, _(lur_measure_table[which].title));
  lur_html_raw(h, "<small>");
  lur_html_text(h, _(lur_measure_table[which].meaning));
  lur_html_raw(h, "</small></th><td class=\"value\">");
  lur_html_text(h, lur_words_value(which, value, h->language, text));
  share(h, which, value);
  lur_html_raw(h, "</td><td class=\"hear\">");
  if (playable) evidence(h, which, &call->events);
  lur_html_raw(h, "</td></tr>\n");
}

static void group(struct lur_html *h, const struct lur_words_group *g, const struct lur_call *call,
                  bool playable)
{
  size_t known = 0;
  for (int i = (int)g->first; i < (int)g->end; i++) known += call->measures.of[i].known;
  if (!known) return;
  bool open = g->first < LUR_M_RATE_AGENT_SYL_PER_S; // voices and recording quality are for the curious
  lur_html_raw(h, "<details%s><summary>", open ? " open" : "");
  lur_html_text(h, _(g->title));
  lur_html_raw(h, " <span>%zu</span></summary><table>", known);
  for (int i = (int)g->first; i < (int)g->end; i++)
    if (call->measures.of[i].known) row(h, (lur_measure)i, call, playable);
  lur_html_raw(h, "</table></details>\n");
}

static void reasons(struct lur_html *h, const struct lur_measures *measures, size_t unknown)
{
  bool done[LUR_MEASURE_COUNT] = {false};
  lur_html_raw(h, "<details><summary>");
  lur_html_text(h, _("Not measured"));
  lur_html_raw(h, " <span>%zu</span></summary><dl class=\"reasons\">", unknown);
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) {
    if (measures->of[i].known || done[i]) continue;
    const char *reason = reason_of(&measures->of[i]);
    lur_html_raw(h, "<dt>");
    lur_html_text(h, _(reason));
    lur_html_raw(h, "</dt><dd>");
    for (int k = i; k < LUR_MEASURE_COUNT; k++) {
      if (measures->of[k].known || done[k] || strcmp(reason_of(&measures->of[k]), reason) != 0) continue;
      done[k] = true;
      lur_html_raw(h, "%s", k == i ? "" : " · ");
      lur_html_text(h, _(lur_measure_table[k].title));
    }
    lur_html_raw(h, "</dd>");
  }
  lur_html_raw(h, "</dl></details>\n");
}

void lur_html_measures(struct lur_html *h, const struct lur_call *call, bool playable)
{
  size_t unknown = 0;
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) unknown += !call->measures.of[i].known;
  lur_html_raw(h, "<section class=\"measures\"><h2>");
  lur_html_text(h, _("Measured"));
  lur_html_raw(h, "</h2><dl class=\"tiles\">");
  for (int i = 0; i < LUR_WORDS_HEADLINES; i++)
    tile(h, lur_words_headlines[i], &call->measures.of[lur_words_headlines[i]]);
  lur_html_raw(h, "</dl>\n");
  for (int i = 0; i < LUR_WORDS_GROUPS; i++) group(h, &lur_words_groups[i], call, playable);
  if (unknown) reasons(h, &call->measures, unknown);
  lur_html_raw(h, "</section>\n");
}

/// "interruption by the agent", "key pressed 2", "ringing SE, FI".
static void event_name(struct lur_html *h, const struct lur_events *events, const struct lur_event *e)
{
  char digit[2] = {e->digit, '\0'};
  if (e->type == LUR_EVENT_MARKER || e->type == LUR_EVENT_MASKED) {
    lur_html_text(h, lur_words_note(events, e));
    return;
  }
  lur_html_text(h, lur_words_event(e));
  if (e->digit) {
    lur_html_raw(h, " <kbd>");
    lur_html_text(h, digit);
    lur_html_raw(h, "</kbd>");
  }
  lur_role who = e->by != LUR_ROLE_NONE ? e->by : e->track;
  if (who != LUR_ROLE_NONE || e->plan[0]) lur_html_raw(h, " <small>");
  if (who != LUR_ROLE_NONE) lur_html_text(h, lur_words_role(who));
  if (e->plan[0]) lur_html_text(h, strcmp(e->plan, "unknown") == 0 ? _("country unknown") : e->plan);
  if (who != LUR_ROLE_NONE || e->plan[0]) lur_html_raw(h, "</small>");
}

static void event_row(struct lur_html *h, const struct lur_events *events, const struct lur_event *e,
                      bool playable)
{
  char at[LUR_WORDS_SIZE], length[LUR_WORDS_SIZE];
  struct lur_span span = {e->start_s, e->end_s};
  lur_words_clock(e->start_s, 1, h->language, at);
  lur_words_with_unit(e->end_s - e->start_s, "s", h->language, length);
  lur_html_raw(h, "<li data-start=\"");
  lur_html_number(h, e->start_s);
  lur_html_raw(h, "\">");
  if (playable) lur_html_play_button(h, &span, 1, lur_words_event(e));
  lur_html_raw(h, "<time>%s</time><span class=\"event\">", at);
  event_name(h, events, e);
  lur_html_raw(h, "</span><span class=\"length\">");
  lur_html_text(h, length);
  lur_html_raw(h, "</span></li>\n");
}

void lur_html_events(struct lur_html *h, const struct lur_call *call, bool playable)
{
  size_t notable = 0;
  for (size_t i = 0; i < call->events.n; i++) notable += lur_scene_notable(&call->events.at[i]);
  lur_html_raw(h, "<section class=\"events\"><details><summary><h2>");
  lur_html_text(h, _("What happened, in order"));
  lur_html_raw(h, "</h2> <span>%zu</span></summary><ol id=\"events\">", notable);
  for (size_t i = 0; i < call->events.n; i++)
    if (lur_scene_notable(&call->events.at[i])) event_row(h, &call->events, &call->events.at[i], playable);
  lur_html_raw(h, "</ol></details></section>\n");
}
