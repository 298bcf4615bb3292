#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/list.h"
#include "waves/parsing.h"

/// Room for one more record, zeroed; NULL when memory is out, which `r` is told. The list is moved to *at.
static void *add(struct lur_reading *r, void *list, size_t *n, size_t *room, size_t size)
{
  char *grown = lur_grow(list, room, *n, size);
  if (!grown) {
    lur_reading_no_mem(r);
    return NULL;
  }
  memset(grown + *n * size, 0, size);
  ++*n;
  return grown;
}

static void say_twice(struct lur_reading *r, const struct lur_sheet_cell *cell)
{
  lur_fault(r, cell->line, cell->column, _("“%.64s” stands here twice; remove one of them"), cell->text);
}

static bool is_there(const struct lur_sheet_cell *cell)
{
  return cell->text && cell->text[0];
}

// ---- Participants

enum { T_NAME, T_TITLE, T_CLASS, T_NUMBER, T_LANGUAGE, T_HOURS, T_QUOTA, T_NOTE, T_COLUMNS };
static const struct lur_sheet_column target_columns[T_COLUMNS] = {
    {"name", true},      {"title", false}, {"class", false}, {"number", false},
    {"language", false}, {"hours", false}, {"quota", false}, {"note", false}};

/// As c12 names a call, it can name nobody who is called.
static bool names_call(const char *name)
{
  return (name[0] == 'c' || name[0] == 'C') && name[1] && strspn(name + 1, "0123456789") == strlen(name + 1);
}

static void take_target(struct lur_reading *r, const struct lur_sheet_cell *cell, int line, void *context)
{
  struct lur_plan *plan = context;
  (void)line;
  if (!is_there(&cell[T_NAME])) return;
  if (lur_plan_find_target(plan, cell[T_NAME].text)) {
    say_twice(r, &cell[T_NAME]);
    return;
  }
  struct lur_plan_target *at = add(r, plan->target, &plan->targets, &plan->targets_room, sizeof *at);
  if (!at) return;
  plan->target = at;
  struct lur_plan_target *t = &at[plan->targets - 1];
  struct lur_sheet_cell empty = {.text = (char *)""};
  t->quota = -1;
  lur_cell_text(r, &empty, &t->language);
  lur_cell_text(r, &empty, &t->name);
  lur_cell_name(r, &cell[T_NAME], &t->name);
  if (names_call(t->name))
    lur_fault(
        r, cell[T_NAME].line, cell[T_NAME].column,
        _("“%.64s” is no short name; use up to 64 letters, digits, -, _ and dots, without blanks, not like "
          "c12, which names a call"),
        t->name);
  lur_cell_text(r, is_there(&cell[T_TITLE]) ? &cell[T_TITLE] : &cell[T_NAME], &t->title);
  lur_cell_text(r, &cell[T_CLASS], &t->class_name);
  lur_cell_text(r, &cell[T_NUMBER], &t->number);
  lur_cell_language(r, &cell[T_LANGUAGE], &t->language);
  lur_cell_hours(r, &cell[T_HOURS], &t->hours);
  lur_cell_count(r, &cell[T_QUOTA], 0, 10000, &t->quota);
  lur_cell_text(r, &cell[T_NOTE], &t->note);
}

// ---- Callers

enum { C_NAME, C_LANGUAGES, C_NOT, C_HOURS, C_ABSENT, C_DAY, C_CALLS, C_COLUMNS };
static const struct lur_sheet_column caller_columns[C_COLUMNS] = {
    {"name", true},    {"languages", false},   {"not", false},  {"hours", false},
    {"absent", false}, {"calls_a_day", false}, {"calls", false}};

static void take_caller(struct lur_reading *r, const struct lur_sheet_cell *cell, int line, void *context)
{
  struct lur_plan *plan = context;
  (void)line;
  if (!is_there(&cell[C_NAME])) return;
  if (lur_plan_find_caller(plan, cell[C_NAME].text)) {
    say_twice(r, &cell[C_NAME]);
    return;
  }
  struct lur_plan_caller *at = add(r, plan->caller, &plan->callers, &plan->callers_room, sizeof *at);
  if (!at) return;
  plan->caller = at;
  struct lur_plan_caller *c = &at[plan->callers - 1];
  c->calls_a_day = c->calls = -1;
  lur_cell_text(r, &cell[C_NAME], &c->name);
  lur_cell_words(r, &cell[C_LANGUAGES], &c->languages);
  lur_cell_words(r, &cell[C_NOT], &c->not_to);
  lur_cell_hours(r, &cell[C_HOURS], &c->hours);
  lur_cell_days(r, &cell[C_ABSENT], &c->absent);
  lur_cell_count(r, &cell[C_DAY], 0, 1000, &c->calls_a_day);
  lur_cell_count(r, &cell[C_CALLS], 0, 100000, &c->calls);
}

// ---- Scenarios

enum { S_ID, S_TITLE, S_BRIEFING, S_ANSWER, S_LANGUAGE, S_CLASSES, S_SHARE, S_COLUMNS };
static const struct lur_sheet_column scenario_columns[S_COLUMNS] = {
    {"id", true},        {"title", false},   {"briefing", false}, {"answer", false},
    {"language", false}, {"classes", false}, {"share", false}};

static void take_scenario(struct lur_reading *r, const struct lur_sheet_cell *cell, int line, void *context)
{
  struct lur_plan *plan = context;
  (void)line;
  if (!is_there(&cell[S_ID])) return;
  if (lur_plan_find_scenario(plan, cell[S_ID].text)) {
    say_twice(r, &cell[S_ID]);
    return;
  }
  struct lur_plan_scenario *at = add(r, plan->scenario, &plan->scenarios, &plan->scenarios_room, sizeof *at);
  if (!at) return;
  plan->scenario = at;
  struct lur_plan_scenario *s = &at[plan->scenarios - 1];
  struct lur_sheet_cell empty = {.text = (char *)""};
  s->share = 1;
  lur_cell_text(r, &empty, &s->language);
  lur_cell_text(r, &empty, &s->id);
  lur_cell_name(r, &cell[S_ID], &s->id);
  lur_cell_text(r, is_there(&cell[S_TITLE]) ? &cell[S_TITLE] : &cell[S_ID], &s->title);
  lur_cell_text(r, &cell[S_BRIEFING], &s->briefing);
  lur_cell_text(r, &cell[S_ANSWER], &s->answer);
  lur_cell_language(r, &cell[S_LANGUAGE], &s->language);
  lur_cell_words(r, &cell[S_CLASSES], &s->classes);
  lur_cell_count(r, &cell[S_SHARE], 1, 1000, &s->share);
}

const struct lur_rows lur_rows[LUR_ROWS_KINDS] = {
    {"participants", target_columns, T_COLUMNS,
     "- {name: nordbank, title: Nordbanken, class: bank, number: \"+46 8 555 01 00\", language: sv}",
     take_target},
    {"callers", caller_columns, C_COLUMNS, "- {name: Eva, languages: [sv, nb], not: [nordbank]}",
     take_caller},
    {"scenarios", scenario_columns, S_COLUMNS,
     "- {id: lost-card, briefing: \"You have lost your card.\", answer: \"Block it at once.\"}",
     take_scenario}};
