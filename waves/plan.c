#include "waves/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool lur_plan_words_hold(const struct lur_plan_words *words, const char *word)
{
  for (size_t i = 0; i < words->n; i++)
    if (strcasecmp(words->at[i], word) == 0) return true;
  return false;
}

char *lur_plan_words_joined(const struct lur_plan_words *words)
{
  size_t room = 1, used = 0;
  for (size_t i = 0; i < words->n; i++) room += strlen(words->at[i]) + 1;
  char *text = calloc(1, room);
  for (size_t i = 0; text && i < words->n; i++)
    used += (size_t)snprintf(text + used, room - used, "%s%s", i ? " " : "", words->at[i]);
  return text;
}

void lur_plan_words_clear(struct lur_plan_words *words)
{
  for (size_t i = 0; i < words->n; i++) free(words->at[i]);
  free(words->at);
  *words = (struct lur_plan_words){0};
}

static void clear_target(struct lur_plan_target *t)
{
  free(t->name);
  free(t->title);
  free(t->class_name);
  free(t->number);
  free(t->language);
  free(t->note);
}

static void clear_caller(struct lur_plan_caller *c)
{
  free(c->name);
  lur_plan_words_clear(&c->languages);
  lur_plan_words_clear(&c->not_to);
  lur_days_clear(&c->absent);
}

static void clear_scenario(struct lur_plan_scenario *s)
{
  free(s->id);
  free(s->title);
  free(s->briefing);
  free(s->answer);
  free(s->language);
  lur_plan_words_clear(&s->classes);
}

void lur_plan_free(struct lur_plan *plan)
{
  if (!plan) return;
  for (size_t i = 0; i < plan->targets; i++) clear_target(&plan->target[i]);
  for (size_t i = 0; i < plan->callers; i++) clear_caller(&plan->caller[i]);
  for (size_t i = 0; i < plan->scenarios; i++) clear_scenario(&plan->scenario[i]);
  free(plan->target);
  free(plan->caller);
  free(plan->scenario);
  free(plan->id);
  free(plan->title);
  free(plan->rubric);
  lur_days_clear(&plan->excluded);
  lur_plan_words_clear(&plan->ranking.ties);
  free(plan);
}

const char *lur_plan_title_said(const char *title, const char *name)
{
  return strcmp(title, name) == 0 ? NULL : title;
}

const struct lur_plan_target *lur_plan_find_target(const struct lur_plan *plan, const char *name)
{
  for (size_t i = 0; i < plan->targets; i++)
    if (strcasecmp(plan->target[i].name, name) == 0) return &plan->target[i];
  return NULL;
}

const struct lur_plan_caller *lur_plan_find_caller(const struct lur_plan *plan, const char *name)
{
  for (size_t i = 0; i < plan->callers; i++)
    if (strcasecmp(plan->caller[i].name, name) == 0) return &plan->caller[i];
  return NULL;
}

const struct lur_plan_scenario *lur_plan_find_scenario(const struct lur_plan *plan, const char *name)
{
  for (size_t i = 0; i < plan->scenarios; i++)
    if (strcasecmp(plan->scenario[i].id, name) == 0) return &plan->scenario[i];
  return NULL;
}

bool lur_plan_may_call(const struct lur_plan_caller *caller, const struct lur_plan_target *target)
{
  if (lur_plan_words_hold(&caller->not_to, target->name)) return false;
  return !target->language[0] || lur_plan_words_hold(&caller->languages, target->language);
}

bool lur_plan_fits(const struct lur_plan_scenario *scenario, const struct lur_plan_target *target)
{
  if (scenario->language[0] && strcasecmp(scenario->language, target->language) != 0) return false;
  return scenario->classes.n == 0 || lur_plan_words_hold(&scenario->classes, target->class_name);
}
