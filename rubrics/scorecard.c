#include "rubrics/scorecard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

static const struct {
  const char *name, *title;
} states[LUR_MARK_STATES] = {
    [LUR_MARK_SCORED] = {"scored", N_("scored")},
    [LUR_MARK_NOTED] = {"noted", N_("noted, without points")},
    [LUR_MARK_NOT_APPLICABLE] = {"not_applicable", N_("does not apply")},
    [LUR_MARK_SET_ASIDE] = {"not_applicable_by_assessor", N_("does not apply, says the assessor")},
    [LUR_MARK_NOT_MEASURED] = {"not_measured", N_("not measured")},
    [LUR_MARK_UNANSWERED] = {"unanswered", N_("not answered yet")},
};

const char *lur_mark_state_name(lur_mark_state state)
{
  return states[state].name;
}

const char *lur_mark_state_title(lur_mark_state state)
{
  return states[state].title;
}

const char *lur_by_name(lur_by by)
{
  static const char *const names[] = {"nobody", "machine", "assessor"};
  return names[by];
}

const char *lur_total_from_name(lur_total_from from)
{
  static const char *const names[] = {"none", "sections", "cap", "rule", "fatal"};
  return names[from];
}

static const char *missing_why(const struct lur_missing *missing, const char *lang, char *out, size_t size)
{
  if (!missing->why)
    out[0] = '\0';
  else if (missing->measure != LUR_MEASURE_COUNT)
    snprintf(out, size, _("not measured: %s: %s"), _(lur_measure_table[missing->measure].title),
             _(missing->why));
  else if (missing->criterion)
    snprintf(out, size, _("not measured: %s: %s"), lur_texts_pick(&missing->criterion->title, lang),
             _(missing->why));
  else
    snprintf(out, size, _("not measured: %s"), _(missing->why));
  return out;
}

const char *lur_missing_why(const struct lur_missing *missing, char *out, size_t size)
{
  return missing_why(missing, "en", out, size);
}

/// The rule that took it out: in the rubric's words where it has any.
static void rule_why(const struct lur_mark *mark, const char *lang, char *out, size_t size)
{
  const struct lur_criterion *c = mark->criterion;
  const char *because = lur_texts_pick(&c->not_applicable_because, lang);
  const struct lur_formula *rule = mark->not_asked ? &c->ask_when : &c->not_applicable_when;
  const char *words = *because ? because : rule->text ? rule->text : "";
  if (mark->not_asked && !*because)
    snprintf(out, size, _("is not asked in this call (only where %s)"), words);
  else
    snprintf(out, size, _("does not apply to this call (%s)"), words);
}

/// Adds a text after "; " where there is one before it.
static void add_said(const char *text, char *out, size_t size)
{
  size_t n = strlen(out);
  if (n < size) snprintf(out + n, size - n, "%s%s", n ? "; " : "", text);
}

static void said_several(const struct lur_mark *mark, const char *lang, char *out, size_t size)
{
  const struct lur_criterion *c = mark->criterion;
  bool *chosen = calloc(c->answers + 1, sizeof *chosen);
  if (chosen && lur_criterion_chosen(c, mark->text, chosen))
    for (size_t i = 0; i < c->answers; i++)
      if (chosen[i]) add_said(lur_answer_title(&c->answer[i], lang), out, size);
  if (!*out) snprintf(out, size, "%s", chosen ? _("none of them") : mark->text);
  free(chosen);
}

const char *lur_mark_said(const struct lur_mark *mark, const char *lang, char *out, size_t size)
{
  const struct lur_criterion *c = mark->criterion;
  bool answered = mark->state == LUR_MARK_SCORED || mark->state == LUR_MARK_NOTED;
  out[0] = '\0';
  if (!answered || !lur_criterion_asked(c->kind)) return out;
  if (c->kind == LUR_CRITERION_SEVERAL)
    said_several(mark, lang, out, size);
  else if (mark->has_value && mark->answer)
    snprintf(out, size, "%.15g (%s)", mark->value.number, lur_answer_title(mark->answer, lang));
  else if (mark->answer)
    snprintf(out, size, "%s", lur_answer_title(mark->answer, lang));
  else if (mark->has_value)
    snprintf(out, size, "%.15g", mark->value.number);
  else
    snprintf(out, size, "%s", mark->text ? mark->text : "");
  return out;
}

const char *lur_mark_why(const struct lur_mark *mark, const char *lang, char *out, size_t size)
{
  switch (mark->state) {
  case LUR_MARK_NOT_APPLICABLE:
    rule_why(mark, lang, out, size);
    break;
  case LUR_MARK_SET_ASIDE:
    snprintf(out, size, _("does not apply, says the assessor: %s"), mark->text);
    break;
  case LUR_MARK_NOT_MEASURED:
    return missing_why(&mark->missing, lang, out, size);
  case LUR_MARK_UNANSWERED:
  case LUR_MARK_NOTED:
    snprintf(out, size, "%s", _(states[mark->state].title));
    break;
  default:
    out[0] = '\0';
  }
  return out;
}

void lur_scorecard_free(struct lur_scorecard *card)
{
  if (!card) return;
  for (size_t i = 0; card->mark && i < card->marks; i++) {
    free(card->mark[i].text);
    free(card->mark[i].comment);
    lur_spans_clear(&card->mark[i].evidence);
  }
  free(card->assessor);
  free(card->further);
  free(card->section);
  free(card->mark);
  free(card->rule);
  free(card);
}
