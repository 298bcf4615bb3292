#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "cli/talk.h"
#include "cli/wave.h"
#include "waves/table.h"

enum { SHEET_LIMIT = 32 << 20 };

static const char *const tables[] = {"participants", "callers", "scenarios", "schedule"};
enum { SCHEDULE = 3, TABLES };

static int table_of(const char *word)
{
  int i = 0;
  while (i < TABLES && strcmp(tables[i], word) != 0) i++;
  return i;
}

static lur_exit say_tables(const char *word)
{
  return lur_say_usage(
      "wave", _("there is no table '%s'; there are participants, callers, scenarios and schedule"), word);
}

// ---- Out

static void write_slot(FILE *to, const struct lur_wave_book *book, size_t i, lur_sheet_form form)
{
  char name[32], day[LUR_DAY_SIZE], clock[LUR_CLOCK_SIZE], call[32] = "";
  const struct lur_slot *s = &book->slot[i];
  const struct lur_slot_progress *p = &book->progress[i];
  const struct lur_plan_target *t = &book->plan->target[s->target];
  const struct lur_plan_scenario *scenario =
      s->scenario == LUR_NOBODY ? NULL : &book->plan->scenario[s->scenario];
  snprintf(name, sizeof name, "s%lld", (long long)s->id);
  if (p->made != LUR_NOBODY) lur_store_call_name(book->made[p->made].call, call, sizeof call);
  const char *cell[] = {name,
                        s->round ? "final" : "",
                        lur_day_format(s->day, day),
                        lur_clock_format(s->minute, clock),
                        book->caller[i],
                        t->name,
                        t->title,
                        t->class_name,
                        t->number,
                        scenario ? scenario->id : "",
                        p->state == LUR_SLOT_DONE    ? "done"
                        : p->state == LUR_SLOT_AGAIN ? "again"
                                                     : "open",
                        call};
  lur_sheet_write(to, cell, sizeof cell / sizeof *cell, form);
}

static void write_schedule(FILE *to, const struct lur_wave_book *book, lur_sheet_form form)
{
  static const char *const head[] = {"slot",  "round", "day",    "time",     "caller", "participant",
                                     "title", "class", "number", "scenario", "state",  "call"};
  lur_sheet_begin(to, form);
  lur_sheet_write(to, head, sizeof head / sizeof *head, form);
  for (size_t i = 0; i < book->slots; i++) write_slot(to, book, i, form);
}

lur_exit lur_wave_export(struct lur_wave_run *run, int n, char **word)
{
  struct lur_wave_book book = {0};
  struct lur_diag diag = {0};
  int32_t today = 0;
  lur_sheet_form form = run->excel ? LUR_SHEET_SEMICOLON : LUR_SHEET_COMMA;
  int table = table_of(word[1]);
  (void)n;
  if (table == TABLES) return say_tables(word[1]);
  if (!lur_wave_today(run, &today)) return LUR_EXIT_USAGE;
  lur_exit code = lur_wave_open(run, LUR_STORE_READ);
  if (code != LUR_EXIT_DONE) return code;
  lur_status status = lur_wave_book_read(run->opened, word[0], today, &book, &diag);
  if (status != LUR_OK)
    code = lur_say_diag(status, &diag);
  else if (table == SCHEDULE)
    write_schedule(stdout, &book, form);
  else
    lur_plan_table_write(stdout, book.plan, (lur_plan_table)table, form);
  lur_wave_book_clear(&book);
  return code;
}

// ---- In

/// What is read, and from where.
struct sheet {
  char *text;
  size_t len;
  const char *name;
};

/// A plan as it would be read: what must hold between its tables is looked at again.
static lur_exit parse_again(const struct lur_plan *plan, const char *name, struct lur_plan **out)
{
  struct lur_diags faults = {0};
  char *text = NULL;
  lur_status status = lur_plan_print(plan, &text);
  if (status == LUR_OK) status = lur_plan_parse(text, strlen(text), name, NULL, NULL, out, &faults);
  for (size_t i = 0; i < faults.n; i++)
    faults.at[i].line = faults.at[i].column = 0; // of a text nobody has seen
  lur_exit code = status == LUR_OK ? LUR_EXIT_DONE : lur_wave_say_faults(status, &faults);
  lur_diags_clear(&faults);
  free(text);
  return code;
}

/// Replaces a table of the kept plan and plans again around what is done.
static lur_exit import_table(struct lur_wave_run *run, const char *wave, lur_plan_table table,
                             const struct sheet *sheet, struct lur_plan *plan)
{
  struct lur_diags faults = {0};
  struct lur_plan *whole = NULL;
  lur_status status = lur_plan_table_read(plan, table, sheet->text, sheet->len, sheet->name, &faults);
  lur_exit code = status == LUR_OK ? LUR_EXIT_DONE : lur_wave_say_faults(status, &faults);
  lur_diags_clear(&faults);
  if (code == LUR_EXIT_DONE) code = parse_again(plan, sheet->name, &whole);
  if (code == LUR_EXIT_DONE) code = lur_wave_plan_new(run, wave, whole);
  lur_plan_free(whole);
  return code;
}

static lur_status join(lur_store *store, const char *wave, const struct lur_plan *plan, struct lur_diag *diag)
{
  bool made = false;
  lur_status status = lur_store_begin(store, diag);
  if (status != LUR_OK) return status;
  for (size_t i = 0; i < plan->targets && status == LUR_OK; i++) {
    const struct lur_plan_target *t = &plan->target[i];
    const char *title = lur_plan_title_said(t->title, t->name);
    status = lur_store_add_participant(store, wave, t->name, title, &made, diag);
    if (status == LUR_OK) status = lur_store_set_class(store, wave, t->name, t->class_name, diag);
  }
  if (status == LUR_OK) return lur_store_commit(store, diag);
  lur_store_rollback(store);
  return status;
}

/// Of a wave without a plan only the participants can be had.
static lur_exit import_participants(struct lur_wave_run *run, const char *wave, const struct sheet *sheet)
{
  struct lur_diags faults = {0};
  struct lur_diag diag = {0};
  struct lur_plan *plan = lur_plan_new();
  if (!plan) return lur_say_diag(LUR_NO_MEM, &diag);
  lur_exit code = LUR_EXIT_DONE;
  lur_status status =
      lur_plan_table_read(plan, LUR_TABLE_PARTICIPANTS, sheet->text, sheet->len, sheet->name, &faults);
  if (status != LUR_OK)
    code = lur_wave_say_faults(status, &faults);
  else if ((status = join(run->opened, wave, plan, &diag)) != LUR_OK)
    code = lur_say_diag(status, &diag);
  else
    lur_say(
        lur_text_n("%zu participant takes part in '%s'", "%zu participants take part in '%s'", plan->targets),
        plan->targets, wave);
  lur_diags_clear(&faults);
  lur_plan_free(plan);
  return code;
}

static bool is_same(const struct lur_slot *a, const struct lur_slot *b)
{
  return a->round == b->round && a->target == b->target && a->caller == b->caller &&
         a->scenario == b->scenario && a->day == b->day && a->minute == b->minute;
}

/// The slot of that id in the book; LUR_NOBODY: there is none.
static size_t slot_of(const struct lur_wave_book *book, int64_t id)
{
  for (size_t k = 0; k < book->slots && id; k++)
    if (book->slot[k].id == id) return k;
  return LUR_NOBODY;
}

/// Slots of the table that were met already stay as they were, and are left out; open ones that are as they
/// were keep their names.
static void leave_out_met(const struct lur_wave_book *book, struct lur_schedule *schedule)
{
  size_t n = 0;
  for (size_t i = 0; i < schedule->slots; i++) {
    struct lur_slot slot = schedule->slot[i];
    size_t k = slot_of(book, slot.id);
    if (k != LUR_NOBODY && book->progress[k].state != LUR_SLOT_OPEN) continue;
    if (k == LUR_NOBODY || !is_same(&slot, &book->slot[k])) slot.id = 0;
    schedule->slot[n++] = slot;
  }
  schedule->slots = n;
}

static lur_status put_round(lur_store *store, const char *wave, int round, const struct lur_wave_book *book,
                            const struct lur_schedule *schedule, struct lur_diag *diag)
{
  struct lur_slot *all = calloc(book->slots + schedule->slots + 1, sizeof *all);
  size_t n = 0;
  if (!all) return LUR_NO_MEM;
  for (size_t i = 0; i < book->slots; i++)
    if (book->slot[i].round == round && book->progress[i].state != LUR_SLOT_OPEN) all[n++] = book->slot[i];
  for (size_t i = 0; i < schedule->slots; i++)
    if (schedule->slot[i].round == round) all[n++] = schedule->slot[i];
  lur_status status = lur_store_put_slots(store, wave, round, book->plan, all, n, diag);
  free(all);
  return status;
}

static lur_status put_schedule(lur_store *store, const char *wave, const struct lur_wave_book *book,
                               const struct lur_schedule *schedule, struct lur_diag *diag)
{
  lur_status status = lur_store_begin(store, diag);
  if (status != LUR_OK) return status;
  for (int round = 0; round <= 1 && status == LUR_OK; round++)
    status = put_round(store, wave, round, book, schedule, diag);
  if (status == LUR_OK) return lur_store_commit(store, diag);
  lur_store_rollback(store);
  return status;
}

/// Contacts that the plan asks for and that neither were made nor are in the schedule.
static size_t lacking(const struct lur_wave_book *book, const struct lur_schedule *schedule)
{
  size_t sum = 0;
  for (size_t t = 0; t < book->plan->targets; t++) {
    int own = book->plan->target[t].quota, quota = own >= 0 ? own : book->plan->quota, n = 0;
    for (size_t i = 0; i < book->slots; i++)
      n += book->slot[i].target == t && !book->slot[i].round && book->progress[i].state != LUR_SLOT_OPEN;
    for (size_t i = 0; i < schedule->slots; i++)
      n += schedule->slot[i].target == t && !schedule->slot[i].round;
    sum += (size_t)(quota > n ? quota - n : 0);
  }
  return sum;
}

static void say_own(const struct lur_wave_book *book, const struct lur_schedule *schedule)
{
  size_t n = schedule->slots, less = lacking(book, schedule);
  lur_say(lur_text_n("%zu contact is planned by your own schedule",
                     "%zu contacts are planned by your own schedule", n),
          n);
  if (less)
    lur_say(lur_text_n("%zu contact that the plan asks for is not in it",
                       "%zu contacts that the plan asks for are not in it", less),
            less);
}

static lur_exit import_schedule(struct lur_wave_run *run, const char *wave, const struct sheet *sheet,
                                const struct lur_wave_book *book)
{
  struct lur_diags faults = {0};
  struct lur_diag diag = {0};
  struct lur_schedule schedule = {0};
  lur_exit code = LUR_EXIT_DONE;
  lur_status status = lur_schedule_read(book->plan, sheet->text, sheet->len, sheet->name, &schedule, &faults);
  if (status != LUR_OK) {
    code = lur_wave_say_faults(status, &faults);
  } else {
    leave_out_met(book, &schedule);
    status = put_schedule(run->opened, wave, book, &schedule, &diag);
    if (status != LUR_OK)
      code = lur_say_diag(status, &diag);
    else
      say_own(book, &schedule);
  }
  lur_diags_clear(&faults);
  lur_schedule_clear(&schedule);
  return code;
}

static lur_exit import(struct lur_wave_run *run, const char *wave, int table, const struct sheet *sheet)
{
  struct lur_wave_book book = {0};
  struct lur_diag diag = {0};
  lur_exit code;
  lur_status status = lur_store_takes_calls(run->opened, wave, &diag);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  status = lur_wave_book_read(run->opened, wave, 0, &book, &diag);
  if (status == LUR_NOT_FOUND && table == LUR_TABLE_PARTICIPANTS)
    code = import_participants(run, wave, sheet);
  else if (status != LUR_OK)
    code = lur_say_diag(status, &diag);
  else if (table == SCHEDULE)
    code = import_schedule(run, wave, sheet, &book);
  else
    code = import_table(run, wave, (lur_plan_table)table, sheet, book.plan);
  lur_wave_book_clear(&book);
  return code;
}

lur_exit lur_wave_import(struct lur_wave_run *run, int n, char **word)
{
  struct lur_diag diag = {0};
  struct sheet sheet = {.name = word[2]};
  int table = table_of(word[1]);
  (void)n;
  if (table == TABLES) return say_tables(word[1]);
  lur_status status = lur_file_read(word[2], SHEET_LIMIT, &sheet.text, &sheet.len, &diag);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  lur_exit code = lur_wave_open(run, LUR_STORE_WRITE);
  if (code == LUR_EXIT_DONE) code = import(run, word[0], table, &sheet);
  free(sheet.text);
  return code;
}
