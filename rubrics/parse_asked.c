#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "rubrics/parsing.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char range_example[] = "{from: 1, to: 5}";

/// The keys that say how a question is answered, and what they make of it.
static const struct {
  int key;
  lur_criterion_kind kind;
  lur_form_kind form;
  double from, to; ///< of scales that everybody knows
} kinds[] = {
    {LUR_C_ANSWERS, LUR_CRITERION_CHOICE, LUR_FORM_PLAIN, 0, 0},
    {LUR_C_YES_NO, LUR_CRITERION_CHOICE, LUR_FORM_YES_NO, 0, 0},
    {LUR_C_SCALE, LUR_CRITERION_SCALE, LUR_FORM_PLAIN, 0, 0},
    {LUR_C_NPS, LUR_CRITERION_SCALE, LUR_FORM_NPS, 0, 10},
    {LUR_C_CSAT, LUR_CRITERION_SCALE, LUR_FORM_CSAT, 1, 5},
    {LUR_C_CES, LUR_CRITERION_SCALE, LUR_FORM_CES, 1, 7},
    {LUR_C_NUMBER, LUR_CRITERION_NUMBER, LUR_FORM_PLAIN, 0, 0},
    {LUR_C_TEXT, LUR_CRITERION_TEXT, LUR_FORM_PLAIN, 0, 0},
    {LUR_C_DATE, LUR_CRITERION_DATE, LUR_FORM_PLAIN, 0, 0},
};

static void read_range(struct lur_reading *r, const struct lur_node *node, struct lur_criterion *c)
{
  enum { FROM, TO, KEYS };
  static const struct lur_key keys[KEYS] = {{"from", true}, {"to", true}};
  const struct lur_node *of[KEYS];
  if (!lur_read_keys(r, node, keys, KEYS, of, range_example)) return;
  lur_read_number(r, of[FROM], -1e9, 1e9, &c->from);
  lur_read_number(r, of[TO], -1e9, 1e9, &c->to);
  if (of[FROM] && of[TO] && c->from >= c->to)
    lur_fault_at(r, of[TO], "%s", _("“to” must be greater than “from”"));
  if (c->kind == LUR_CRITERION_SCALE && (c->from != floor(c->from) || c->to != floor(c->to)))
    lur_fault_at(r, node, "%s", _("a scale has whole numbers at both ends; use “number” for others"));
}

/// What is written or dated has no points, so it has no weight.
static void read_without_points(struct lur_reading *r, const struct lur_node *const *of,
                                struct lur_criterion *c)
{
  static const char *const moments[] = {"day", "time", "day-and-time"};
  size_t i = 0;
  if (c->kind == LUR_CRITERION_TEXT)
    lur_read_name(r, of[LUR_C_TEXT], (const char *const[]){"true"}, 1, &i);
  else
    lur_read_name(r, of[LUR_C_DATE], moments, COUNT(moments), &i);
  c->moment = (lur_moment)i;
  if (of[LUR_C_WEIGHT] && c->weight != 0)
    lur_fault_at(r, of[LUR_C_WEIGHT], "%s",
                 c->kind == LUR_CRITERION_TEXT ? _("a free text gives no points; remove its weight")
                                               : _("a date gives no points; remove its weight"));
  c->weight = 0;
  c->counts = LUR_COUNTS_NOTED;
}

static void read_several(struct lur_reading *r, const struct lur_node *node, struct lur_criterion *c)
{
  const char *names[] = {lur_combine_name(LUR_COMBINE_SUM), lur_combine_name(LUR_COMBINE_BEST),
                         lur_combine_name(LUR_COMBINE_WORST)};
  size_t i = 0;
  if (!node) return;
  lur_read_name(r, node, names, COUNT(names), &i);
  c->combine = (lur_combine)i;
  c->kind = LUR_CRITERION_SEVERAL;
}

static void read_kind(struct lur_reading *r, const struct lur_node *node, const struct lur_node *const *of,
                      struct lur_criterion *c)
{
  bool ranged = c->kind == LUR_CRITERION_SCALE || c->kind == LUR_CRITERION_NUMBER;
  if (c->kind == LUR_CRITERION_TEXT || c->kind == LUR_CRITERION_DATE) read_without_points(r, of, c);
  if (ranged && c->form == LUR_FORM_PLAIN) read_range(r, node, c);
  if (ranged) lur_parse_curve(r, of[LUR_C_POINTS], &c->points);
  if (ranged) lur_read_string(r, of[LUR_C_UNIT], &c->unit);
  if (c->kind == LUR_CRITERION_SCALE) lur_parse_steps(r, of[LUR_C_STEPS], c);
  if (of[LUR_C_ANSWERS]) lur_parse_answers(r, node, c);
  if (c->form != LUR_FORM_PLAIN) lur_parse_form(r, node, c);
}

/// Keys that do not go with this kind of question.
static void refuse_others(struct lur_reading *r, const struct lur_node *const *of, const char *name,
                          const struct lur_criterion *c)
{
  static const int limits[] = {LUR_C_CRITICAL, LUR_C_FATAL}, counted[] = {LUR_C_POINTS, LUR_C_UNIT},
                   steps[] = {LUR_C_STEPS}, several[] = {LUR_C_SEVERAL}, below[] = {LUR_C_COMMENT_BELOW};
  bool chosen = c->kind == LUR_CRITERION_CHOICE || c->kind == LUR_CRITERION_SEVERAL;
  bool written = c->kind == LUR_CRITERION_TEXT || c->kind == LUR_CRITERION_DATE;
  lur_parse_refuse(r, of, limits, COUNT(limits), of[LUR_C_ANSWERS] ? "ask" : name);
  if (chosen || written) lur_parse_refuse(r, of, counted, COUNT(counted), name);
  if (c->kind != LUR_CRITERION_SCALE) lur_parse_refuse(r, of, steps, COUNT(steps), name);
  if (!of[LUR_C_ANSWERS]) lur_parse_refuse(r, of, several, COUNT(several), name);
  if (written) lur_parse_refuse(r, of, below, COUNT(below), name);
}

static void read_conditions(struct lur_reading *r, const struct lur_node *const *of, struct lur_criterion *c)
{
  lur_read_formula(r, of[LUR_C_ASK_WHEN], &c->ask_when);
  lur_read_number(r, of[LUR_C_COMMENT_BELOW], -LUR_POINTS_LIMIT, LUR_POINTS_LIMIT, &c->comment_below);
  c->has_comment_below = of[LUR_C_COMMENT_BELOW];
  if (c->has_comment_below && c->counts == LUR_COUNTS_NOTED && c->kind != LUR_CRITERION_TEXT &&
      c->kind != LUR_CRITERION_DATE)
    lur_fault_at(r, of[LUR_C_COMMENT_BELOW], "%s",
                 _("what is only noted has no points to be below; write “comment: true” at the answers"));
}

void lur_parse_asked(struct lur_reading *r, const struct lur_node *node, const struct lur_node *const *of,
                     struct lur_criterion *c)
{
  size_t which = 0, given = 0;
  lur_read_texts(r, of[LUR_C_ASK], &c->ask);
  for (size_t i = 0; i < COUNT(kinds); i++)
    if (of[kinds[i].key]) which = i, given++;
  if (given == 0)
    lur_fault_at(r, node, "%s",
                 _("a question needs its answers; add answers: [...], yes_no: true, scale: {from: 1, to: 5}, "
                   "number: {from: 0, to: 10} or text: true"));
  if (given > 1)
    lur_fault_at(
        r, of[kinds[which].key], "%s",
        _("a question has one kind of answer; keep one of answers, yes_no, scale, number, text and the "
          "like"));
  if (given != 1) return;
  c->kind = kinds[which].kind;
  c->form = kinds[which].form;
  c->from = kinds[which].from;
  c->to = kinds[which].to;
  if (of[LUR_C_ANSWERS]) read_several(r, of[LUR_C_SEVERAL], c);
  refuse_others(r, of, lur_criterion_keys[kinds[which].key].name, c);
  read_conditions(r, of, c);
  read_kind(r, of[kinds[which].key], of, c);
}
