#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/card_words.h"
#include "report/report.h"
#include "report/text_picture.h"
#include "report/words.h"

enum { LEAST_WIDTH = 60, USUAL_WIDTH = 80, MOST_WIDTH = 200, VALUE_END = 18, MEANING_AT = 20 };
enum { BAR = 10, BAR_END = 14, POINTS_END = 21, MARK_AT = 23, SPANS_SHOWN = 4 };

static void title_line(struct lur_text_out *o, const char *text)
{
  lur_text_line(o);
  lur_text_wrap(o, 0, LUR_STYLE_STRONG, text);
  lur_text_line(o);
}

static void heading(struct lur_text_out *o, const struct lur_report *report, const char *language)
{
  char total[LUR_CARD_TEXT], text[2 * LUR_CARD_TEXT];
  const struct lur_recording *r = report->recording;
  const struct lur_scorecard *card = report->scorecard;
  lur_text_wrap(o, 0, LUR_STYLE_STRONG,
                report->title ? report->title : lur_words_base_name(r->name ? r->name : ""));
  if (card) {
    const char *band = lur_card_band_text(card, language);
    snprintf(text, sizeof text, "%s%s%s", lur_card_total_text(card, language, total), band[0] ? "  " : "",
             band);
    if (o->column > o->width - (int)strlen(text) - 2) lur_text_line(o);
    lur_text_right(o, o->width, LUR_STYLE_STRONG, text);
  }
  lur_text_line(o);
}

static const char *roles_text(const struct lur_call *call)
{
  switch (call->roles_from) {
  case LUR_ROLES_OPTION:
    return _("sides as you said");
  case LUR_ROLES_METADATA:
    return _("sides as noted in the file");
  case LUR_ROLES_DETECTED:
    return _("sides told apart by what was heard");
  case LUR_ROLES_DEFAULT:
    break;
  }
  return _("sides assumed: the caller on the left channel");
}

static void alert(struct lur_text_out *o, const char *text)
{
  lur_text_put(o, LUR_STYLE_ALERT, "!");
  lur_text_gap(o);
  lur_text_wrap(o, 2, LUR_STYLE_PLAIN, text);
  lur_text_line(o);
}

static void facts(struct lur_text_out *o, const struct lur_report *report, const char *language)
{
  char length[LUR_WORDS_SIZE], rate[LUR_WORDS_SIZE], text[512];
  const struct lur_recording *r = report->recording;
  double khz = r->sample_rate_hz / 1000.0;
  lur_words_number(khz, r->sample_rate_hz % 1000 ? 1 : 0, language, rate);
  snprintf(text, sizeof text, _("%s · %s, %s kHz · %s"), lur_words_clock(r->duration_s, 0, language, length),
           r->format, rate, report->call->channels == 2 ? _("two channels") : _("one channel"));
  if (report->when) {
    lur_text_wrap(o, 0, LUR_STYLE_SOFT, report->when);
    lur_text_put(o, LUR_STYLE_SOFT, " ·");
    lur_text_gap(o);
  }
  lur_text_wrap(o, 0, LUR_STYLE_SOFT, text);
  if (report->call->tracks == 2) {
    lur_text_put(o, LUR_STYLE_SOFT, " ·");
    lur_text_gap(o);
    lur_text_wrap(o, 0, LUR_STYLE_SOFT, roles_text(report->call));
  }
  lur_text_line(o);
  if (r->note[0]) {
    lur_text_wrap(o, 0, LUR_STYLE_SOFT, r->note);
    lur_text_line(o);
  }
  if (!r->complete && r->problem[0]) alert(o, r->problem);
  for (int i = 0; i < LUR_DOUBT_KINDS; i++)
    if (report->call->doubts.is[i]) alert(o, _(lur_doubt_text((lur_doubt_kind)i)));
}

static void measure_line(struct lur_text_out *o, lur_measure which, const struct lur_value *value,
                         const char *language)
{
  char text[LUR_WORDS_SIZE], meaning[512];
  const struct lur_measure_info *info = &lur_measure_table[which];
  lur_text_right(o, VALUE_END, LUR_STYLE_STRONG, lur_words_value(which, value, language, text));
  if (o->column > VALUE_END) lur_text_line(o); // a long text stands on a line of its own
  lur_text_to(o, MEANING_AT);
  lur_text_wrap(o, MEANING_AT, LUR_STYLE_PLAIN, _(info->title));
  snprintf(meaning, sizeof meaning, "· %s", _(info->meaning));
  lur_text_gap(o);
  lur_text_wrap(o, MEANING_AT, LUR_STYLE_SOFT, meaning);
  lur_text_line(o);
}

static void group(struct lur_text_out *o, const struct lur_words_group *g,
                  const struct lur_measures *measures, const char *language)
{
  bool titled = false;
  for (int i = (int)g->first; i < (int)g->end; i++) {
    if (!measures->of[i].known) continue;
    if (!titled) title_line(o, _(g->title));
    titled = true;
    measure_line(o, (lur_measure)i, &measures->of[i], language);
  }
}

static const char *reason_of(const struct lur_value *value)
{
  return value->why && value->why[0] ? value->why : N_("not measured");
}

/// The next measure from i on that is not known for that reason, or LUR_MEASURE_COUNT.
static int next_unknown(const struct lur_measures *measures, int i, const char *reason)
{
  while (i < LUR_MEASURE_COUNT && (measures->of[i].known || strcmp(reason_of(&measures->of[i]), reason) != 0))
    i++;
  return i;
}

/// A reason and the names of all measures that share it.
static void reason_lines(struct lur_text_out *o, const struct lur_measures *measures, int first,
                         const char *reason)
{
  char text[512];
  lur_text_to(o, 2);
  snprintf(text, sizeof text, "%s:", _(reason));
  lur_text_wrap(o, 2, LUR_STYLE_PLAIN, text);
  for (int i = first, next; i < LUR_MEASURE_COUNT; i = next) {
    next = next_unknown(measures, i + 1, reason);
    snprintf(text, sizeof text, "%s%s", _(lur_measure_table[i].title), next < LUR_MEASURE_COUNT ? ";" : "");
    lur_text_gap(o);
    lur_text_wrap(o, 4, LUR_STYLE_SOFT, text);
  }
  lur_text_line(o);
}

static void not_measured(struct lur_text_out *o, const struct lur_measures *measures)
{
  bool titled = false;
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) {
    const char *reason = reason_of(&measures->of[i]);
    if (measures->of[i].known || next_unknown(measures, 0, reason) < i) continue;
    if (!titled) title_line(o, _("Not measured"));
    titled = true;
    reason_lines(o, measures, i, reason);
  }
}

static void bar(struct lur_text_out *o, double points)
{
  static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  int eight = (int)(points * BAR * 8 / 100 + 0.5);
  eight = eight < 0 ? 0 : eight > BAR * 8 ? BAR * 8 : eight;
  lur_text_to(o, BAR_END - BAR - 2);
  for (int i = 0; i < eight / 8; i++) lur_text_put(o, LUR_STYLE_AGENT, "█");
  lur_text_put(o, LUR_STYLE_AGENT, eighths[eight % 8]);
}

static void spans(struct lur_text_out *o, const struct lur_spans *evidence, const char *language)
{
  char from[LUR_WORDS_SIZE], to[LUR_WORDS_SIZE], text[3 * LUR_WORDS_SIZE];
  if (!evidence->n) return;
  lur_text_to(o, MARK_AT);
  lur_text_put(o, LUR_STYLE_SOFT, _("hear"));
  for (size_t i = 0; i < evidence->n && i < SPANS_SHOWN; i++) {
    lur_words_clock(evidence->at[i].start_s, 1, language, from);
    lur_words_clock(evidence->at[i].end_s, 1, language, to);
    snprintf(text, sizeof text, "%s–%s", from, to);
    lur_text_gap(o);
    lur_text_wrap(o, MARK_AT, LUR_STYLE_SOFT, text);
  }
  if (evidence->n > SPANS_SHOWN) {
    snprintf(text, sizeof text, _("and %zu more"), evidence->n - SPANS_SHOWN);
    lur_text_gap(o);
    lur_text_wrap(o, MARK_AT, LUR_STYLE_SOFT, text);
  }
  lur_text_line(o);
}

static void extra_line(struct lur_text_out *o, lur_style style, const char *before, const char *text)
{
  if (!text || !text[0]) return;
  lur_text_to(o, MARK_AT);
  if (before[0]) {
    lur_text_put(o, style, before);
    lur_text_gap(o);
  }
  lur_text_wrap(o, MARK_AT, style, text);
  lur_text_line(o);
}

static void mark_lines(struct lur_text_out *o, const struct lur_scorecard *card, const struct lur_mark *mark,
                       const char *language)
{
  char text[LUR_CARD_TEXT], points[LUR_CARD_TEXT], line[2 * LUR_CARD_TEXT];
  if (mark->state == LUR_MARK_SCORED) bar(o, lur_card_bar(mark));
  lur_text_right(o, POINTS_END, LUR_STYLE_STRONG, lur_card_points_text(mark, language, points));
  lur_text_to(o, MARK_AT);
  lur_text_wrap(o, MARK_AT, LUR_STYLE_PLAIN, lur_texts_pick(&mark->criterion->title, language));
  lur_text_line(o);
  const char *won = lur_card_won_text(mark, language, points);
  snprintf(line, sizeof line, "%s%s%s", lur_card_mark_text(card, mark, language, text), *won ? " · " : "",
           won);
  extra_line(o, LUR_STYLE_SOFT, "", line);
  extra_line(o, LUR_STYLE_ALERT, "!", lur_card_fault_text(mark, text));
  extra_line(o, LUR_STYLE_PLAIN, "»", lur_card_said_text(mark));
  extra_line(o, LUR_STYLE_PLAIN, "»", mark->comment);
  spans(o, &mark->evidence, language);
}

static void section_heading(struct lur_text_out *o, const struct lur_scorecard *card,
                            const struct lur_section_mark *s, const char *language)
{
  char text[LUR_CARD_TEXT];
  lur_text_line(o);
  lur_text_wrap(o, 0, LUR_STYLE_STRONG, lur_texts_pick(&s->section->title, language));
  if (lur_card_heading_text(card, s, language, text)[0]) {
    if (o->column > o->width - (int)strlen(text) - 2) lur_text_line(o);
    lur_text_right(o, o->width, LUR_STYLE_SOFT, text);
  }
  lur_text_line(o);
}

static void section(struct lur_text_out *o, const struct lur_scorecard *card, size_t index,
                    const char *language)
{
  const struct lur_section *s = card->section[index].section;
  section_heading(o, card, &card->section[index], language);
  for (size_t i = s->first; i < s->first + s->criteria; i++) mark_lines(o, card, &card->mark[i], language);
}

static void card_heading(struct lur_text_out *o, const struct lur_scorecard *card, const char *language)
{
  char text[LUR_CARD_TEXT + 16], total[LUR_CARD_TEXT], share[LUR_WORDS_SIZE];
  const struct lur_rubric *rubric = card->rubric;
  snprintf(text, sizeof text, _("Scorecard · %.300s %.60s"), lur_texts_pick(&rubric->title, language),
           rubric->version);
  title_line(o, text);
  lur_text_to(o, 2);
  snprintf(text, sizeof text, card->has_total ? _("%s of 100") : "%s",
           lur_card_total_text(card, language, total));
  lur_text_put(o, LUR_STYLE_STRONG, text);
  if (lur_card_own_total_text(card, language, total)[0]) {
    snprintf(text, sizeof text, "· %s", total);
    lur_text_gap(o);
    lur_text_wrap(o, 2, LUR_STYLE_STRONG, text);
  }
  const char *band = lur_card_band_text(card, language);
  if (band[0]) {
    lur_text_put(o, LUR_STYLE_PLAIN, " ·");
    lur_text_gap(o);
    lur_text_wrap(o, 2, LUR_STYLE_STRONG, band);
  }
  if (card->coverage >= 0) {
    lur_words_with_unit(card->coverage, "1", language, share);
    snprintf(text, sizeof text, _("· %s of the weight was measured or answered"), share);
    lur_text_gap(o);
    lur_text_wrap(o, 2, LUR_STYLE_SOFT, text);
  }
  lur_text_line(o);
}

static void soft_line(struct lur_text_out *o, const char *text)
{
  if (!text[0]) return;
  lur_text_to(o, 2);
  lur_text_wrap(o, 2, LUR_STYLE_SOFT, text);
  lur_text_line(o);
}

/// The same result in other measures.
static void other_totals(struct lur_text_out *o, const struct lur_scorecard *card, const char *language)
{
  char text[LUR_CARD_TEXT];
  for (size_t i = 0; i < card->furthers; i++)
    soft_line(o, lur_card_further_text(&card->further[i], language, text));
  soft_line(o, lur_card_competences_text(card, language, text));
}

static void alert_line(struct lur_text_out *o, const char *text)
{
  if (!text[0]) return;
  lur_text_to(o, 2);
  lur_text_put(o, LUR_STYLE_ALERT, "!");
  lur_text_gap(o);
  lur_text_wrap(o, 4, LUR_STYLE_PLAIN, text);
  lur_text_line(o);
}

/// What made the total what it is.
static void rules(struct lur_text_out *o, const struct lur_scorecard *card, const char *language)
{
  char text[LUR_CARD_TEXT];
  for (size_t i = 0; i < card->rules; i++)
    if (card->rule[i].fired) alert_line(o, lur_card_rule_text(&card->rule[i], language, text));
  alert_line(o, lur_card_faults_text(card, text));
}

static void scorecard(struct lur_text_out *o, const struct lur_report *report, const char *language)
{
  char text[LUR_CARD_TEXT];
  const struct lur_scorecard *card = report->scorecard;
  card_heading(o, card, language);
  other_totals(o, card, language);
  rules(o, card, language);
  for (size_t i = 0; i < card->sections; i++) section(o, card, i, language);
  const char *source = lur_texts_pick(&card->rubric->source, language);
  lur_text_line(o);
  soft_line(o, lur_card_origin_text(card, report->analyser, text));
  if (!source[0]) return;
  lur_text_wrap(o, 0, LUR_STYLE_SOFT, source);
  lur_text_line(o);
}

static bool is_note(const struct lur_event *e)
{
  return e->type == LUR_EVENT_MARKER || e->type == LUR_EVENT_MASKED;
}

static bool is_hole(const struct lur_event *e)
{
  return e->type == LUR_EVENT_DROPOUT && e->why;
}

static void note_line(struct lur_text_out *o, const struct lur_events *events, const struct lur_event *e,
                      const char *language)
{
  char from[LUR_WORDS_SIZE], to[LUR_WORDS_SIZE], at[3 * LUR_WORDS_SIZE];
  lur_words_clock(e->start_s, 0, language, from);
  lur_words_clock(e->end_s, 0, language, to);
  snprintf(at, sizeof at, e->end_s - e->start_s < 1 ? "%s" : "%s–%s", from, to);
  lur_text_right(o, VALUE_END, LUR_STYLE_PLAIN, at);
  lur_text_to(o, MEANING_AT);
  lur_text_wrap(o, MEANING_AT, LUR_STYLE_PLAIN, is_note(e) ? lur_words_note(events, e) : lur_words_event(e));
  lur_text_line(o);
}

/// What is known of the recording beside its sound: each event that `is` one, under their title.
static void notes(struct lur_text_out *o, const struct lur_events *events, const char *title,
                  bool (*is)(const struct lur_event *e), const char *language)
{
  size_t n = 0;
  for (size_t i = 0; i < events->n; i++) {
    if (!is(&events->at[i])) continue;
    if (!n++) title_line(o, title);
    note_line(o, events, &events->at[i], language);
  }
}

static int fitting_width(const struct lur_report_options *options)
{
  int width = options && options->width ? options->width : USUAL_WIDTH;
  return width < LEAST_WIDTH ? LEAST_WIDTH : width > MOST_WIDTH ? MOST_WIDTH : width;
}

lur_status lur_report_text(FILE *out, const struct lur_report *report,
                           const struct lur_report_options *options)
{
  if (!report->recording || !report->call) return LUR_BAD_ARG;
  const char *language = options ? options->language : NULL;
  struct lur_text_out o = {.out = out, .width = fitting_width(options), .colour = options && options->colour};
  heading(&o, report, language);
  facts(&o, report, language);
  lur_text_line(&o);
  lur_status status = lur_text_picture(&o, report->call, language);
  if (status != LUR_OK) return status;
  notes(&o, &report->call->events, _("Noted during the call"), is_note, language);
  notes(&o, &report->call->events, _("Holes in the sound"), is_hole, language);
  for (int i = 0; i < LUR_WORDS_GROUPS; i++)
    group(&o, &lur_words_groups[i], &report->call->measures, language);
  not_measured(&o, &report->call->measures);
  if (report->scorecard) scorecard(&o, report, language);
  return lur_text_end(&o);
}
