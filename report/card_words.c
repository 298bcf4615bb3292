#include "report/card_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/analyser.h"
#include "base/i18n.h"
#include "report/words.h"

/// A number with a unit of the table of measures reads as a measure; with another unit that unit follows it.
static const char *value_text(const struct lur_mark *mark, const struct lur_value *value,
                              const char *language, char out[LUR_WORDS_SIZE])
{
  char figure[LUR_WORDS_SIZE];
  const struct lur_criterion *c = mark->criterion;
  if (c->kind == LUR_CRITERION_MEASURE) return lur_words_value(c->measure, value, language, out);
  if (mark->type == LUR_TYPE_TEXT) {
    snprintf(out, LUR_WORDS_SIZE, "%s", lur_words_text(value->text));
  } else if (mark->type == LUR_TYPE_BOOL) {
    snprintf(out, LUR_WORDS_SIZE, "%s", value->number != 0 ? _("yes") : _("no"));
  } else {
    lur_words_with_unit(value->number, lur_criterion_unit(c), language, out);
    if (c->kind != LUR_CRITERION_SCALE) return out;
    snprintf(figure, sizeof figure, "%s", out);
    char most[LUR_WORDS_SIZE];
    snprintf(out, LUR_WORDS_SIZE, _("%s of %s"), figure, lur_words_points(c->to, language, most));
  }
  return out;
}

static const char *source_text(const struct lur_scorecard *card, const struct lur_mark *mark,
                               char out[LUR_CARD_TEXT])
{
  if (mark->by == LUR_BY_MACHINE) return _("measured");
  if (mark->by != LUR_BY_ASSESSOR) return "";
  if (!card->assessor || !card->assessor[0]) return _("answered by the assessor");
  snprintf(out, LUR_CARD_TEXT / 2, _("answered by %s"), card->assessor);
  return out;
}

/// A step of a scale is told with its number.
static const char *answer_text(const struct lur_mark *mark, const char *language, char out[LUR_CARD_TEXT])
{
  char value[LUR_WORDS_SIZE];
  lur_criterion_kind kind = mark->criterion->kind;
  if (kind == LUR_CRITERION_TEXT) return ""; // lur_card_said_text: shown as a quotation
  if (kind == LUR_CRITERION_SEVERAL || kind == LUR_CRITERION_DATE)
    return lur_mark_said(mark, language, out, LUR_CARD_TEXT);
  if (!mark->has_value) return mark->answer ? lur_answer_title(mark->answer, language) : "";
  const char *number = value_text(mark, &mark->value, language, value);
  if (mark->answer && mark->answer->title.n)
    snprintf(out, LUR_CARD_TEXT, _("%s (%s)"), number, lur_answer_title(mark->answer, language));
  else
    snprintf(out, LUR_CARD_TEXT, "%s", number);
  return out;
}

/// Where the participants of the wave stand, for criteria that are judged by it.
static void add_wave(const struct lur_mark *mark, const char *language, char out[LUR_CARD_TEXT])
{
  char low[LUR_WORDS_SIZE], high[LUR_WORDS_SIZE];
  size_t n = strlen(out);
  if (!mark->wave || n >= LUR_CARD_TEXT) return;
  const char *unit = lur_criterion_unit(mark->criterion);
  snprintf(out + n, LUR_CARD_TEXT - n, _("; means in the wave from %s to %s"),
           lur_words_with_unit(mark->wave->low, unit, language, low),
           lur_words_with_unit(mark->wave->high, unit, language, high));
}

const char *lur_card_mark_text(const struct lur_scorecard *card, const struct lur_mark *mark,
                               const char *language, char out[LUR_CARD_TEXT])
{
  char value[LUR_CARD_TEXT], machine[LUR_WORDS_SIZE], by[LUR_CARD_TEXT];
  if (mark->state != LUR_MARK_SCORED && mark->state != LUR_MARK_NOTED)
    return lur_mark_why(mark, language, out, LUR_CARD_TEXT);
  const char *answer = answer_text(mark, language, value), *source = source_text(card, mark, by);
  int n = snprintf(out, LUR_CARD_TEXT, "%.300s%s%s", answer, answer[0] && source[0] ? ", " : "", source);
  if (mark->overruled && mark->machine.known && n > 0 && n < LUR_CARD_TEXT)
    snprintf(out + n, (size_t)(LUR_CARD_TEXT - n), _(" (measured: %s)"),
             value_text(mark, &mark->machine, language, machine));
  add_wave(mark, language, out);
  return out;
}

/// "9.4 of 12.5 points"
static const char *share_text(double won, double possible, const char *language, char out[LUR_CARD_TEXT])
{
  char part[LUR_WORDS_SIZE], whole[LUR_WORDS_SIZE];
  snprintf(out, LUR_CARD_TEXT, _("%s of %s points"), lur_words_points(won, language, part),
           lur_words_points(possible, language, whole));
  return out;
}

const char *lur_card_won_text(const struct lur_mark *mark, const char *language, char out[LUR_CARD_TEXT])
{
  if (mark->state != LUR_MARK_SCORED) return "";
  if (mark->criterion->counts == LUR_COUNTS_EXCLUDED) return _("does not count");
  return mark->possible > 0 ? share_text(mark->won, mark->possible, language, out) : "";
}

const char *lur_card_section_text(const struct lur_section_mark *section, const char *language,
                                  char out[LUR_CARD_TEXT])
{
  return section->scored && section->possible > 0 ? share_text(section->won, section->possible, language, out)
                                                  : "";
}

const char *lur_card_heading_text(const struct lur_scorecard *card, const struct lur_section_mark *section,
                                  const char *language, char out[LUR_CARD_TEXT])
{
  char won[LUR_CARD_TEXT], weight[LUR_WORDS_SIZE], score[LUR_WORDS_SIZE];
  out[0] = '\0';
  if (!(section->section->weight > 0)) return out;
  const char *share = lur_card_section_text(section, language, won);
  if (!*share) share = section->scored ? lur_words_points(section->score, language, score) : "–";
  if (card->rubric->points > 0)
    snprintf(out, LUR_CARD_TEXT, "%s", share);
  else
    snprintf(out, LUR_CARD_TEXT, _("weight %s · %s"),
             lur_words_points(section->section->weight, language, weight), share);
  return out;
}

const char *lur_card_own_total_text(const struct lur_scorecard *card, const char *language,
                                    char out[LUR_CARD_TEXT])
{
  char part[LUR_WORDS_SIZE], whole[LUR_WORDS_SIZE];
  out[0] = '\0';
  if (!card->has_total || card->out_of <= 0 || card->out_of == 100) return out;
  snprintf(out, LUR_CARD_TEXT, _("%s of %s"), lur_words_points(card->of_that, language, part),
           lur_words_points(card->out_of, language, whole));
  return out;
}

const char *lur_card_further_text(const struct lur_total_mark *total, const char *language,
                                  char out[LUR_CARD_TEXT])
{
  char figure[LUR_WORDS_SIZE];
  snprintf(out, LUR_CARD_TEXT, "%.300s: %s", lur_texts_pick(&total->total->title, language),
           total->has ? lur_words_points(total->value, language, figure) : _("this call does not count"));
  return out;
}

const char *lur_card_competences_text(const struct lur_scorecard *card, const char *language,
                                      char out[LUR_CARD_TEXT])
{
  char figure[LUR_WORDS_SIZE];
  size_t n = 0;
  out[0] = '\0';
  for (int i = LUR_COMPETENCE_NONE + 1; i < LUR_COMPETENCES && n < LUR_CARD_TEXT; i++)
    if (card->competence[i].scored)
      n += (size_t)snprintf(out + n, LUR_CARD_TEXT - n, "%s%s %s", n ? " · " : "",
                            _(lur_competence_title((lur_competence)i)),
                            lur_words_points(card->competence[i].score, language, figure));
  return out;
}

const char *lur_card_origin_text(const struct lur_scorecard *card, const char *analyser,
                                 char out[LUR_CARD_TEXT])
{
  const struct lur_rubric *rubric = card->rubric;
  int n = snprintf(out, LUR_CARD_TEXT, _("Rubric %.100s %.60s (%.12s), measured by lur %.40s"), rubric->id,
                   rubric->version, rubric->sha256, analyser ? analyser : LUR_ANALYSER_VERSION);
  if (n > 0 && n < LUR_CARD_TEXT && card->assessor && card->assessor[0])
    snprintf(out + n, (size_t)(LUR_CARD_TEXT - n), _(", answered by %.200s"), card->assessor);
  return out;
}

const char *lur_card_said_text(const struct lur_mark *mark)
{
  bool answered = mark->state == LUR_MARK_SCORED || mark->state == LUR_MARK_NOTED;
  return answered && mark->criterion->kind == LUR_CRITERION_TEXT && mark->text ? mark->text : "";
}

const char *lur_card_points_text(const struct lur_mark *mark, const char *language, char out[LUR_CARD_TEXT])
{
  char figure[LUR_WORDS_SIZE];
  if (mark->state != LUR_MARK_SCORED) return mark->state == LUR_MARK_NOTED ? "" : "–";
  snprintf(out, LUR_CARD_TEXT, "%s", lur_words_points(mark->points, language, figure));
  return out;
}

const char *lur_card_total_text(const struct lur_scorecard *card, const char *language,
                                char out[LUR_CARD_TEXT])
{
  char figure[LUR_WORDS_SIZE];
  snprintf(out, LUR_CARD_TEXT, "%s",
           card->has_total ? lur_words_points(card->total, language, figure) : _("no score"));
  return out;
}

const char *lur_card_band_text(const struct lur_scorecard *card, const char *language)
{
  if (!card->complete) return _("incomplete");
  return card->band ? lur_band_title(card->band, language) : "";
}

const char *lur_card_rule_text(const struct lur_rule_mark *mark, const char *language,
                               char out[LUR_CARD_TEXT])
{
  char figure[LUR_WORDS_SIZE];
  const char *because = lur_texts_pick(&mark->rule->because, language);
  lur_words_points(mark->score, language, figure);
  if (mark->rule->caps)
    snprintf(out, LUR_CARD_TEXT, _("%s: at most %s points"), because, figure);
  else
    snprintf(out, LUR_CARD_TEXT, _("%s: the score is %s"), because, figure);
  return out;
}

double lur_card_bar(const struct lur_mark *mark)
{
  double part = mark->possible > 0 ? 100 * mark->won / mark->possible : mark->points;
  return part > 0 ? fmin(part, 100) : 0;
}

/// Adds the kinds of the faults that there are, with their number where one is there more than once.
static void add_kinds(const char *what, const size_t *count, char *out, size_t size)
{
  bool first = true;
  for (int kind = 0; kind < LUR_FAULT_KINDS; kind++) {
    size_t used = strlen(out);
    const char *title = _(lur_fault_kind_title((lur_fault_kind)kind));
    if (!count[kind]) continue;
    if (first) snprintf(out + used, size - used, "%s%s: ", used ? "; " : "", what);
    used = strlen(out);
    if (count[kind] > 1)
      snprintf(out + used, size - used, "%s%s (%zu)", first ? "" : ", ", title, count[kind]);
    else
      snprintf(out + used, size - used, "%s%s", first ? "" : ", ", title);
    first = false;
  }
}

const char *lur_card_faults_text(const struct lur_scorecard *card, char out[LUR_CARD_TEXT])
{
  out[0] = '\0';
  add_kinds(_("fault that makes the score 0"), card->fatal_of, out, LUR_CARD_TEXT);
  add_kinds(_("critical fault"), card->critical, out, LUR_CARD_TEXT);
  return out;
}

const char *lur_card_fault_text(const struct lur_mark *mark, char out[LUR_CARD_TEXT])
{
  out[0] = '\0';
  add_kinds(_("fault that makes the score 0"), mark->fatal, out, LUR_CARD_TEXT);
  add_kinds(_("critical fault"), mark->critical, out, LUR_CARD_TEXT);
  return out;
}
