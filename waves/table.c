#include "waves/table.h"

#include <stdlib.h>
#include <string.h>

#include "waves/parsing.h"

// ---- Cells

void lur_sheet_begin(FILE *to, lur_sheet_form form)
{
  if (form == LUR_SHEET_SEMICOLON) fputs("\xEF\xBB\xBF", to);
}

static void write_cell(FILE *to, const char *text)
{
  size_t n = strlen(text);
  bool quoted = text[strcspn(text, ",;\t\"\r\n")] || (n && (text[0] == ' ' || text[n - 1] == ' '));
  if (quoted) fputc('"', to);
  for (; *text; text++) {
    if (*text == '"') fputc('"', to);
    fputc(*text, to);
  }
  if (quoted) fputc('"', to);
}

void lur_sheet_write(FILE *to, const char *const *cell, size_t n, lur_sheet_form form)
{
  for (size_t i = 0; i < n; i++) {
    if (i) fputc(form == LUR_SHEET_SEMICOLON ? ';' : ',', to);
    if (cell[i]) write_cell(to, cell[i]);
  }
  fputs("\r\n", to);
}

// ---- In

static lur_rows_kind rows_of(lur_plan_table which)
{
  return which == LUR_TABLE_PARTICIPANTS ? LUR_ROWS_TARGETS
         : which == LUR_TABLE_CALLERS    ? LUR_ROWS_CALLERS
                                         : LUR_ROWS_SCENARIOS;
}

/// Moves a table out of a plan, into another that is to be freed.
static void move_table(struct lur_plan *plan, lur_plan_table which, struct lur_plan *to)
{
  if (which == LUR_TABLE_PARTICIPANTS) {
    to->target = plan->target;
    to->targets = plan->targets;
    plan->target = NULL;
    plan->targets = plan->targets_room = 0;
  } else if (which == LUR_TABLE_CALLERS) {
    to->caller = plan->caller;
    to->callers = plan->callers;
    plan->caller = NULL;
    plan->callers = plan->callers_room = 0;
  } else {
    to->scenario = plan->scenario;
    to->scenarios = plan->scenarios;
    plan->scenario = NULL;
    plan->scenarios = plan->scenarios_room = 0;
  }
}

lur_status lur_plan_table_read(struct lur_plan *plan, lur_plan_table which, const char *text, size_t len,
                               const char *name, struct lur_diags *faults)
{
  const struct lur_rows *rows = &lur_rows[rows_of(which)];
  struct lur_reading r = {.name = name ? name : "", .faults = faults};
  struct lur_plan *old = lur_plan_new();
  lur_diags_clear(faults);
  if (!old) return LUR_NO_MEM;
  move_table(plan, which, old);
  lur_plan_free(old);
  lur_sheet_read(&r, text, len, rows->columns, rows->n, LUR_PLAN_ROWS_LIMIT, rows->take, plan);
  return r.status;
}

// ---- Out

/// A cell that is made up.
struct made {
  char text[LUR_OPENINGS * 48];
};

static const char *number(struct made *m, int n)
{
  m->text[0] = '\0';
  if (n >= 0) snprintf(m->text, sizeof m->text, "%d", n);
  return m->text;
}

static char *days(const struct lur_days *days)
{
  char first[LUR_DAY_SIZE], last[LUR_DAY_SIZE];
  size_t room = days->n * 28 + 1, used = 0;
  char *text = calloc(1, room);
  for (size_t i = 0; text && i < days->n; i++) {
    bool one = days->at[i].first == days->at[i].last;
    used += (size_t)snprintf(text + used, room - used, "%s%s%s%s", i ? " " : "",
                             lur_day_format(days->at[i].first, first), one ? "" : "..",
                             one ? "" : lur_day_format(days->at[i].last, last));
  }
  return text;
}

static void write_target(FILE *to, const struct lur_plan_target *t, lur_sheet_form form)
{
  struct made hours, quota;
  const char *cell[] = {t->name,
                        t->title,
                        t->class_name,
                        t->number,
                        t->language,
                        lur_openings_format(&t->hours, hours.text, sizeof hours.text),
                        number(&quota, t->quota),
                        t->note};
  lur_sheet_write(to, cell, sizeof cell / sizeof *cell, form);
}

static void write_caller(FILE *to, const struct lur_plan_caller *c, lur_sheet_form form)
{
  struct made hours, a_day, calls;
  char *languages = lur_plan_words_joined(&c->languages), *not_to = lur_plan_words_joined(&c->not_to),
       *absent = days(&c->absent);
  const char *cell[] = {c->name,
                        languages,
                        not_to,
                        lur_openings_format(&c->hours, hours.text, sizeof hours.text),
                        absent,
                        number(&a_day, c->calls_a_day),
                        number(&calls, c->calls)};
  lur_sheet_write(to, cell, sizeof cell / sizeof *cell, form);
  free(languages);
  free(not_to);
  free(absent);
}

static void write_scenario(FILE *to, const struct lur_plan_scenario *s, lur_sheet_form form)
{
  struct made share;
  char *classes = lur_plan_words_joined(&s->classes);
  const char *cell[] = {
      s->id, s->title, s->briefing, s->answer, s->language, classes, number(&share, s->share)};
  lur_sheet_write(to, cell, sizeof cell / sizeof *cell, form);
  free(classes);
}

void lur_plan_table_write(FILE *to, const struct lur_plan *plan, lur_plan_table which, lur_sheet_form form)
{
  const struct lur_rows *rows = &lur_rows[rows_of(which)];
  const char *head[LUR_SHEET_COLUMNS];
  for (size_t i = 0; i < rows->n; i++) head[i] = rows->columns[i].name;
  lur_sheet_begin(to, form);
  lur_sheet_write(to, head, rows->n, form);
  for (size_t i = 0; which == LUR_TABLE_PARTICIPANTS && i < plan->targets; i++)
    write_target(to, &plan->target[i], form);
  for (size_t i = 0; which == LUR_TABLE_CALLERS && i < plan->callers; i++)
    write_caller(to, &plan->caller[i], form);
  for (size_t i = 0; which == LUR_TABLE_SCENARIOS && i < plan->scenarios; i++)
    write_scenario(to, &plan->scenario[i], form);
}
