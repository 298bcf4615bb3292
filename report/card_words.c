#include "report/card_words.h"

#include <stdio.h>

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

static const char *answer_text(const struct lur_mark *mark, const char *language, char out[LUR_WORDS_SIZE])
{
  if (mark->answer) return lur_answer_title(mark->answer, language);
  if (mark->criterion->kind == LUR_CRITERION_TEXT) return ""; // lur_card_said_text: shown as a quotation
  return mark->has_value ? value_text(mark, &mark->value, language, out) : "";
}

const char *lur_card_mark_text(const struct lur_scorecard *card, const struct lur_mark *mark,
                               const char *language, char out[LUR_CARD_TEXT])
{
  char value[LUR_WORDS_SIZE], machine[LUR_WORDS_SIZE], by[LUR_CARD_TEXT];
  if (mark->state != LUR_MARK_SCORED && mark->state != LUR_MARK_NOTED)
    return lur_mark_why(mark, language, out, LUR_CARD_TEXT);
  const char *answer = answer_text(mark, language, value), *source = source_text(card, mark, by);
  int n = snprintf(out, LUR_CARD_TEXT, "%.300s%s%s", answer, answer[0] && source[0] ? ", " : "", source);
  if (mark->overruled && mark->machine.known && n > 0 && n < LUR_CARD_TEXT)
    snprintf(out + n, (size_t)(LUR_CARD_TEXT - n), _(" (measured: %s)"),
             value_text(mark, &mark->machine, language, machine));
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
  lur_words_points(mark->rule->score, language, figure);
  if (mark->rule->caps)
    snprintf(out, LUR_CARD_TEXT, _("%s: at most %s points"), because, figure);
  else
    snprintf(out, LUR_CARD_TEXT, _("%s: the score is %s"), because, figure);
  return out;
}

const char *lur_card_fault_text(const struct lur_mark *mark, char out[LUR_CARD_TEXT])
{
  out[0] = '\0';
  if (mark->gravity == LUR_GRAVITY_CRITICAL)
    snprintf(out, LUR_CARD_TEXT, _("critical fault: %s"), _(lur_fault_kind_title(mark->kind)));
  if (mark->gravity == LUR_GRAVITY_FATAL)
    snprintf(out, LUR_CARD_TEXT, _("fault that makes the score 0: %s"), _(lur_fault_kind_title(mark->kind)));
  return out;
}
