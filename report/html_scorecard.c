#include <math.h>

#include "base/i18n.h"
#include "report/card_words.h"
#include "report/html_parts.h"
#include "report/words.h"

enum { CHIPS = 12 }; // stretches named one by one; the button plays all

static void chips(struct lur_html *h, const struct lur_spans *evidence)
{
  char from[LUR_WORDS_SIZE], to[LUR_WORDS_SIZE];
  lur_html_raw(h, "<span class=\"chips\">");
  for (size_t i = 0; i < evidence->n && i < CHIPS; i++) {
    lur_html_raw(h, "<button type=\"button\"");
    lur_html_spans(h, &evidence->at[i], 1);
    lur_words_clock(evidence->at[i].start_s, 1, h->language, from);
    lur_words_clock(evidence->at[i].end_s, 1, h->language, to);
    lur_html_raw(h, ">%s–%s</button>", from, to);
  }
  lur_html_raw(h, "</span>");
}

static void bar(struct lur_html *h, double points)
{
  lur_html_raw(h, "<span class=\"bar\" aria-hidden=\"true\"><i style=\"width:");
  lur_html_number(h, fmin(fmax(points, 0), 100));
  lur_html_raw(h, "%%\"></i></span>");
}

static void mark_words(struct lur_html *h, const struct lur_scorecard *card, const struct lur_mark *mark)
{
  char text[LUR_CARD_TEXT], won[LUR_CARD_TEXT];
  lur_html_raw(h, "<div><b>");
  lur_html_text(h, lur_texts_pick(&mark->criterion->title, h->language));
  lur_html_raw(h, "</b><small>");
  lur_html_text(h, lur_card_mark_text(card, mark, h->language, text));
  const char *share = lur_card_won_text(mark, h->language, won);
  if (*share) {
    lur_html_raw(h, "</small><small>");
    lur_html_text(h, share);
  }
  lur_html_raw(h, "</small></div>");
}

static void quotation(struct lur_html *h, const char *text)
{
  lur_html_raw(h, "<q>");
  lur_html_text(h, text);
  lur_html_raw(h, "</q>");
}

/// What not every criterion has: a grave fault, a comment, the stretches to hear one by one.
static void mark_extras(struct lur_html *h, const struct lur_mark *mark, bool playable)
{
  char text[LUR_CARD_TEXT];
  const char *said = lur_card_said_text(mark);
  bool fault = lur_card_fault_text(mark, text)[0], comment = mark->comment && mark->comment[0];
  playable = playable && mark->evidence.n;
  if (!fault && !said[0] && !comment && !playable) return;
  lur_html_raw(h, "<div class=\"more\">");
  if (fault) {
    lur_html_raw(h, "<em class=\"fault\">");
    lur_html_text(h, text);
    lur_html_raw(h, "</em>");
  }
  if (said[0]) quotation(h, said);
  if (comment) quotation(h, mark->comment);
  if (playable) chips(h, &mark->evidence);
  lur_html_raw(h, "</div>");
}

static void mark_row(struct lur_html *h, const struct lur_scorecard *card, const struct lur_mark *mark,
                     bool playable)
{
  char points[LUR_CARD_TEXT];
  lur_html_raw(h, "<li class=\"%s\" id=\"c-", lur_mark_state_name(mark->state));
  lur_html_text(h, mark->criterion->id);
  lur_html_raw(h, "\"><span class=\"hear\">");
  if (playable)
    lur_html_play_button(h, mark->evidence.at, mark->evidence.n,
                         lur_texts_pick(&mark->criterion->title, h->language));
  lur_html_raw(h, "</span>");
  mark_words(h, card, mark);
  if (mark->state == LUR_MARK_SCORED)
    bar(h, lur_card_bar(mark));
  else
    lur_html_raw(h, "<span></span>");
  lur_html_raw(h, "<output>%s</output>", lur_card_points_text(mark, h->language, points));
  mark_extras(h, mark, playable);
  lur_html_raw(h, "</li>\n");
}

static void section_head(struct lur_html *h, const struct lur_scorecard *card,
                         const struct lur_section_mark *s)
{
  char text[LUR_CARD_TEXT], score[LUR_WORDS_SIZE];
  lur_html_raw(h, "<h3>");
  lur_html_text(h, lur_texts_pick(&s->section->title, h->language));
  if (s->section->weight > 0) {
    lur_html_raw(h, "<span>");
    lur_html_text(h, lur_card_heading_text(card, s, h->language, text));
    lur_html_raw(h, "</span><output>%s</output>",
                 s->scored ? lur_words_points(s->score, h->language, score) : "–");
  }
  lur_html_raw(h, "</h3>\n");
}

static void section(struct lur_html *h, const struct lur_scorecard *card, size_t index, bool playable)
{
  const struct lur_section *s = card->section[index].section;
  section_head(h, card, &card->section[index]);
  lur_html_raw(h, "<ul class=\"criteria\">\n");
  for (size_t i = s->first; i < s->first + s->criteria; i++) mark_row(h, card, &card->mark[i], playable);
  lur_html_raw(h, "</ul>\n");
}

static void coverage(struct lur_html *h, const struct lur_scorecard *card)
{
  char share[LUR_WORDS_SIZE], line[2 * LUR_WORDS_SIZE];
  if (!(card->coverage >= 0)) return;
  snprintf(line, sizeof line, _("%s of the weight was measured or answered"),
           lur_words_with_unit(card->coverage, "1", h->language, share));
  lur_html_raw(h, "<p class=\"coverage\">");
  bar(h, 100 * card->coverage);
  lur_html_text(h, line);
  lur_html_raw(h, "</p>\n");
}

static void rules(struct lur_html *h, const struct lur_scorecard *card)
{
  char text[LUR_CARD_TEXT];
  for (size_t i = 0; i < card->rules; i++) {
    const struct lur_rule_mark *rule = &card->rule[i];
    if (!rule->fired) continue;
    lur_html_raw(h, "<p class=\"rule%s\">", rule->decided ? " decided" : "");
    lur_html_text(h, lur_card_rule_text(rule, h->language, text));
    lur_html_raw(h, "</p>\n");
  }
  if (!lur_card_faults_text(card, text)[0]) return;
  lur_html_raw(h, "<p class=\"rule%s\">", card->fatal ? " decided" : "");
  lur_html_text(h, text);
  lur_html_raw(h, "</p>\n");
}

static void paragraph(struct lur_html *h, const char *kind, const char *text)
{
  if (!text[0]) return;
  lur_html_raw(h, "<p class=\"%s\">", kind);
  lur_html_text(h, text);
  lur_html_raw(h, "</p>\n");
}

/// The same result in other measures.
static void other_totals(struct lur_html *h, const struct lur_scorecard *card)
{
  char text[LUR_CARD_TEXT];
  paragraph(h, "coverage", lur_card_own_total_text(card, h->language, text));
  for (size_t i = 0; i < card->furthers; i++)
    paragraph(h, "coverage", lur_card_further_text(&card->further[i], h->language, text));
  paragraph(h, "coverage", lur_card_competences_text(card, h->language, text));
}

static void unjudged(struct lur_html *h, const struct lur_scorecard *card)
{
  char text[LUR_CARD_TEXT];
  for (size_t i = 0; i < card->rules; i++) {
    const struct lur_rule_mark *rule = &card->rule[i];
    if (rule->fired || !rule->missing.why) continue;
    lur_html_raw(h, "<p class=\"unjudged\">");
    lur_html_text(h, lur_texts_pick(&rule->rule->because, h->language));
    lur_html_raw(h, ": ");
    lur_html_text(h, lur_missing_why(&rule->missing, text, sizeof text));
    lur_html_raw(h, "</p>\n");
  }
}

void lur_html_scorecard(struct lur_html *h, const struct lur_report *report, bool playable)
{
  char text[LUR_CARD_TEXT];
  const struct lur_scorecard *card = report->scorecard;
  lur_html_raw(h, "<section class=\"card\"><h2>");
  lur_html_text(h, _("Scorecard"));
  lur_html_raw(h, "</h2><p class=\"rubric\">");
  lur_html_text(h, lur_texts_pick(&card->rubric->title, h->language));
  lur_html_raw(h, " ");
  lur_html_text(h, card->rubric->version);
  lur_html_raw(h, "</p>\n");
  rules(h, card);
  coverage(h, card);
  other_totals(h, card);
  for (size_t i = 0; i < card->sections; i++) section(h, card, i, playable);
  unjudged(h, card);
  paragraph(h, "source", lur_card_origin_text(card, report->analyser, text));
  paragraph(h, "source", lur_texts_pick(&card->rubric->source, h->language));
  lur_html_raw(h, "</section>\n");
}
