#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/list.h"
#include "waves/parsing.h"
#include "waves/table.h"

enum { S_SLOT, S_ROUND, S_DAY, S_TIME, S_CALLER, S_PARTICIPANT, S_SCENARIO, S_COLUMNS = 12 };
static const struct lur_sheet_column columns[S_COLUMNS] = {
    {"slot", false},  {"round", false},      {"day", true},       {"time", true},
    {"caller", true}, {"participant", true}, {"scenario", false}, {"title", false},
    {"class", false}, {"number", false},     {"state", false},    {"call", false}};
enum { MOST_SLOTS = 200000 };

struct reading {
  const struct lur_plan *plan;
  struct lur_schedule *out;
  int *line; ///< of each slot
  size_t lines, lines_room;
};

static void fault_cell(struct lur_reading *r, const struct lur_sheet_cell *cell, const char *format)
{
  char text[300];
  snprintf(text, sizeof text, "%.200s", format);
  lur_fault(r, cell->line, cell->column, "%s: %.60s", text, cell->text);
}

static bool read_names(struct lur_reading *r, const struct lur_sheet_cell *cell, const struct lur_plan *plan,
                       struct lur_slot *slot)
{
  const struct lur_plan_target *t = lur_plan_find_target(plan, cell[S_PARTICIPANT].text);
  const struct lur_plan_caller *c = lur_plan_find_caller(plan, cell[S_CALLER].text);
  const struct lur_plan_scenario *s = lur_plan_find_scenario(plan, cell[S_SCENARIO].text);
  if (!t) fault_cell(r, &cell[S_PARTICIPANT], _("the plan has no such participant"));
  if (!c) fault_cell(r, &cell[S_CALLER], _("the plan has no such caller"));
  if (!s && cell[S_SCENARIO].text[0]) fault_cell(r, &cell[S_SCENARIO], _("the plan has no such scenario"));
  slot->target = t ? (size_t)(t - plan->target) : LUR_NOBODY;
  slot->caller = c ? (size_t)(c - plan->caller) : LUR_NOBODY;
  slot->scenario = s ? (size_t)(s - plan->scenario) : LUR_NOBODY;
  return t && c;
}

static bool read_time(struct lur_reading *r, const struct lur_sheet_cell *cell, struct lur_slot *slot)
{
  bool day = lur_day_parse(cell[S_DAY].text, &slot->day);
  bool time = lur_clock_parse(cell[S_TIME].text, &slot->minute) && slot->minute < LUR_MINUTES_A_DAY;
  if (!day) fault_cell(r, &cell[S_DAY], _("a day is written as in 2026-09-14"));
  if (!time) fault_cell(r, &cell[S_TIME], _("a time of day is written as in 09:30"));
  return day && time;
}

static bool read_round(struct lur_reading *r, const struct lur_sheet_cell *cell, struct lur_slot *slot)
{
  const char *text = cell[S_ROUND].text, *id = cell[S_SLOT].text;
  bool first = !text[0] || strcmp(text, "0") == 0,
       final = strcmp(text, "1") == 0 || strcasecmp(text, "final") == 0;
  if (!first && !final) fault_cell(r, &cell[S_ROUND], _("a round is empty, or “final”"));
  slot->round = final;
  size_t n = strlen(id);
  bool named = n > 1 && n < 18 && (id[0] == 's' || id[0] == 'S') && strspn(id + 1, "0123456789") == n - 1;
  if (id[0] && !named)
    fault_cell(r, &cell[S_SLOT], _("a slot is called as in s12; leave the cell of a new one empty"));
  if (named) slot->id = strtoll(id + 1, NULL, 10);
  return (first || final) && (named || !id[0]);
}

/// What a slot must keep by itself; the reason why it does not, or NULL.
static const char *fault_of(const struct lur_plan *plan, const struct lur_slot *slot)
{
  const struct lur_plan_target *t = &plan->target[slot->target];
  const struct lur_plan_caller *c = &plan->caller[slot->caller];
  int32_t from = slot->round ? plan->final.from : plan->from,
          until = slot->round ? plan->final.until : plan->until;
  if (slot->round && !plan->final.given) return _("the plan has no final");
  if (slot->day < from || slot->day > until) return _("the day lies outside the days of the round");
  if (lur_days_hold(&plan->excluded, slot->day)) return _("nobody calls on that day; it is excluded");
  if (!lur_openings_hold(&plan->windows, slot->day, slot->minute)) return _("the windows allow no call then");
  if (!lur_openings_hold(&t->hours, slot->day, slot->minute)) return _("the participant is closed then");
  if (!lur_openings_hold(&c->hours, slot->day, slot->minute) || lur_days_hold(&c->absent, slot->day))
    return _("the caller does not work then");
  if (lur_plan_words_hold(&c->not_to, t->name)) return _("the caller is a customer of the participant");
  if (!lur_plan_may_call(c, t)) return _("the caller does not speak the participant's language");
  if (slot->scenario != LUR_NOBODY && !lur_plan_fits(&plan->scenario[slot->scenario], t))
    return _("the scenario is not for that participant");
  return NULL;
}

static void add_slot(struct lur_reading *r, struct reading *x, const struct lur_slot *slot, int line)
{
  struct lur_slot *at = lur_grow(x->out->slot, &x->out->slots_room, x->out->slots, sizeof *at);
  if (at) x->out->slot = at;
  int *lines = at ? lur_grow(x->line, &x->lines_room, x->out->slots, sizeof *lines) : NULL;
  if (!lines) {
    lur_reading_no_mem(r);
    return;
  }
  x->line = lines;
  lines[x->out->slots] = line;
  at[x->out->slots++] = *slot;
}

static void take_row(struct lur_reading *r, const struct lur_sheet_cell *cell, int line, void *ctx)
{
  struct reading *x = ctx;
  struct lur_slot slot = {0};
  if (r->status == LUR_NO_MEM || !cell[S_DAY].text[0] || !cell[S_TIME].text[0] || !cell[S_CALLER].text[0] ||
      !cell[S_PARTICIPANT].text[0])
    return; // said already
  bool good = read_names(r, cell, x->plan, &slot);
  good = read_time(r, cell, &slot) && good;
  good = read_round(r, cell, &slot) && good;
  const char *fault = good ? fault_of(x->plan, &slot) : NULL;
  if (fault) lur_fault(r, line, 1, "%s", fault);
  if (good && !fault) add_slot(r, x, &slot, line);
}

// ---- What slots must keep among each other

struct entry {
  struct lur_slot slot;
  int line;
};

static int by_caller_and_time(const void *first, const void *second)
{
  const struct lur_slot *a = &((const struct entry *)first)->slot, *b = &((const struct entry *)second)->slot;
  if (a->caller != b->caller) return a->caller < b->caller ? -1 : 1;
  if (a->day != b->day) return a->day < b->day ? -1 : 1;
  return a->minute - b->minute;
}

static int limit_of(const struct lur_plan *plan, size_t caller)
{
  int own = plan->caller[caller].calls_a_day;
  return own >= 0 ? own : plan->calls_a_day ? plan->calls_a_day : INT32_MAX;
}

static void check_pairs(struct lur_reading *r, const struct lur_plan *plan, const struct entry *at, size_t n)
{
  int today = 0;
  for (size_t i = 0; i < n; i++) {
    const struct lur_slot *s = &at[i].slot, *before = i ? &at[i - 1].slot : NULL;
    bool same = before && before->caller == s->caller;
    today = same && before->day == s->day ? today + 1 : 1;
    const char *name = plan->caller[s->caller].name;
    if (same && before->day == s->day && before->minute == s->minute)
      lur_fault(r, at[i].line, 1, _("%s would make two calls at once, here and in line %d"), name,
                at[i - 1].line);
    if (same && before->target == s->target && !plan->twice_running)
      lur_fault(r, at[i].line, 1, _("%s would call the same participant twice running, here and in line %d"),
                name, at[i - 1].line);
    if (today - 1 == limit_of(plan, s->caller))
      lur_fault(r, at[i].line, 1, _("%s would make more than %d calls that day"), name, today - 1);
  }
}

static void check_together(struct lur_reading *r, struct reading *x)
{
  size_t n = x->out->slots;
  struct entry *at = calloc(n + 1, sizeof *at);
  if (!at) {
    lur_reading_no_mem(r);
    return;
  }
  for (size_t i = 0; i < n; i++) at[i] = (struct entry){x->out->slot[i], x->line[i]};
  qsort(at, n, sizeof *at, by_caller_and_time);
  check_pairs(r, x->plan, at, n);
  free(at);
}

lur_status lur_schedule_read(const struct lur_plan *plan, const char *text, size_t len, const char *name,
                             struct lur_schedule *out, struct lur_diags *faults)
{
  struct lur_reading r = {.name = name ? name : "", .faults = faults};
  struct reading x = {.plan = plan, .out = out};
  lur_diags_clear(faults);
  lur_sheet_read(&r, text, len, columns, S_COLUMNS, MOST_SLOTS, take_row, &x);
  if (r.status == LUR_OK) check_together(&r, &x);
  free(x.line);
  if (r.status != LUR_OK) lur_schedule_clear(out);
  return r.status;
}
