#include <string.h>

#include "base/i18n.h"
#include "waves/parsing.h"

/// The value of a key of the file's root, for places.
static const struct lur_node *value_of(const struct lur_node *root, const char *key)
{
  for (size_t k = 0; k + 1 < root->n; k += 2)
    if (root->item[k]->kind == LUR_NODE_SCALAR && strcmp(root->item[k]->text, key) == 0)
      return root->item[k + 1];
  return root;
}

/// A row of a table that stands in the file itself; else where the table is named.
static const struct lur_node *row_of(const struct lur_node *table, size_t i)
{
  return table->kind == LUR_NODE_LIST && i < table->n ? table->item[i] : table;
}

static void check_dates(struct lur_reading *r, const struct lur_node *root, const struct lur_plan *plan)
{
  if (plan->until < plan->from)
    lur_fault_at(r, value_of(root, "until"), "%s",
                 _("the wave ends before it begins; mend “from” or “until”"));
  else if (plan->until - plan->from > 3 * 366)
    lur_fault_at(r, value_of(root, "until"), "%s",
                 _("the wave lasts more than three years; mend “from” or “until”"));
  if (!plan->final.given) return;
  if (plan->final.until < plan->final.from || plan->final.until - plan->final.from > 3 * 366)
    lur_fault_at(r, value_of(root, "final"), "%s", _("the final's days are in the wrong order, or too many"));
  else if (plan->final.from <= plan->until)
    lur_fault_at(r, value_of(root, "final"), "%s",
                 _("the final begins before the wave has ended; calls are told apart by their day, so let it "
                   "begin after “until”"));
}

static void check_tables(struct lur_reading *r, const struct lur_node *root, const struct lur_plan *plan)
{
  if (plan->targets == 0)
    lur_fault_at(r, value_of(root, "participants"), "%s", _("there are no participants; name at least one"));
  if (plan->callers == 0)
    lur_fault_at(r, value_of(root, "callers"), "%s", _("there are no callers; name at least one"));
}

static bool has_class(const struct lur_plan *plan, const char *name)
{
  for (size_t i = 0; i < plan->targets; i++) {
    const char *class_name = plan->target[i].class_name;
    struct lur_plan_words one = {.at = (char **)&class_name, .n = 1};
    if (lur_plan_words_hold(&one, name)) return true;
  }
  return false;
}

static void check_callers(struct lur_reading *r, const struct lur_node *root, const struct lur_plan *plan)
{
  const struct lur_node *at = value_of(root, "callers");
  for (size_t i = 0; i < plan->callers; i++)
    for (size_t k = 0; k < plan->caller[i].not_to.n; k++)
      if (!lur_plan_find_target(plan, plan->caller[i].not_to.at[k]))
        lur_fault_at(r, row_of(at, i),
                     _("%s is not to call “%.64s”, and there is no such participant; mend the name"),
                     plan->caller[i].name, plan->caller[i].not_to.at[k]);
}

/// Languages are asked of everybody, or of nobody: what was not said is not guessed.
static void check_languages(struct lur_reading *r, const struct lur_node *root, const struct lur_plan *plan)
{
  const struct lur_plan_target *speaks = NULL;
  for (size_t i = 0; i < plan->targets && !speaks; i++)
    if (plan->target[i].language[0]) speaks = &plan->target[i];
  for (size_t i = 0; i < plan->callers && speaks; i++)
    if (plan->caller[i].languages.n == 0)
      lur_fault_at(r, row_of(value_of(root, "callers"), i),
                   _("it is not said which languages %s speaks, and %s is called in “%s”; add “languages”"),
                   plan->caller[i].name, speaks->name, speaks->language);
}

static void check_scenarios(struct lur_reading *r, const struct lur_node *root, const struct lur_plan *plan)
{
  const struct lur_node *at = value_of(root, "scenarios");
  for (size_t i = 0; i < plan->scenarios; i++)
    for (size_t k = 0; k < plan->scenario[i].classes.n; k++)
      if (!has_class(plan, plan->scenario[i].classes.at[k]))
        lur_fault_at(r, row_of(at, i),
                     _("the scenario “%s” is for the class “%.64s”, and no participant is in it"),
                     plan->scenario[i].id, plan->scenario[i].classes.at[k]);
}

/// Where there are scenarios nobody is to be called without one.
static void check_fits(struct lur_reading *r, const struct lur_node *root, const struct lur_plan *plan)
{
  for (size_t i = 0; i < plan->targets && plan->scenarios; i++) {
    bool any = false;
    for (size_t k = 0; k < plan->scenarios && !any; k++)
      any = lur_plan_fits(&plan->scenario[k], &plan->target[i]);
    if (!any)
      lur_fault_at(r, row_of(value_of(root, "participants"), i),
                   _("none of the scenarios is for %s, its language and class; add one"),
                   plan->target[i].name);
  }
}

void lur_plan_check(struct lur_reading *r, const struct lur_node *node, const struct lur_plan *plan)
{
  check_dates(r, node, plan);
  check_tables(r, node, plan);
  check_callers(r, node, plan);
  check_languages(r, node, plan);
  check_scenarios(r, node, plan);
  check_fits(r, node, plan);
}
