#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "cli/talk.h"
#include "cli/wave.h"
#include "report/utf8.h"

// ---- Slots, one by one

static const char *state_name(const struct lur_slot_progress *p)
{
  if (p->state == LUR_SLOT_DONE) return N_("done");
  if (p->due == LUR_DUE_LATE) return N_("late");
  if (p->state == LUR_SLOT_AGAIN) return p->due == LUR_DUE_NOW ? N_("again now") : N_("again later");
  return p->due == LUR_DUE_NOW ? N_("now") : N_("later");
}

static void put_slot(struct lur_wave_run *run, const struct lur_wave_book *book, size_t i)
{
  char text[64];
  const struct lur_slot *s = &book->slot[i];
  const struct lur_slot_progress *p = &book->progress[i];
  const struct lur_plan_target *t = &book->plan->target[s->target];
  struct lur_table *table = &run->table;
  snprintf(text, sizeof text, "s%lld", (long long)s->id);
  lur_table_put(table, text);
  lur_table_put(table, !s->round ? "" : run->as == LUR_AS_TEXT ? _("final") : "final");
  lur_table_put(table, lur_day_format(p->state == LUR_SLOT_DONE ? s->day : p->due_day, text));
  lur_table_put(table, lur_clock_format(s->minute, text));
  lur_table_put(table, book->caller[i]);
  lur_table_put(table, t->name);
  lur_table_put(table, t->class_name);
  lur_table_put(table, t->number);
  lur_table_put(table, s->scenario == LUR_NOBODY ? "" : book->plan->scenario[s->scenario].id);
  lur_table_put(table, run->as == LUR_AS_TEXT ? _(state_name(p)) : state_name(p));
  text[0] = '\0';
  if (p->made != LUR_NOBODY) lur_store_call_name(book->made[p->made].call, text, sizeof text);
  lur_table_put(table, text);
}

void lur_wave_put_slots(struct lur_wave_run *run, const struct lur_wave_book *book,
                        bool (*wants)(const struct lur_wave_book *book, size_t slot, const void *ctx),
                        const void *ctx)
{
  static const char *const names[] = {N_("slot"),     N_("round"),       N_("day"),   N_("time"),
                                      N_("caller"),   N_("participant"), N_("class"), N_("number"),
                                      N_("scenario"), N_("state"),       N_("call")};
  lur_table_clear(&run->table);
  lur_wave_head(run, names, sizeof names / sizeof *names, 0);
  for (size_t i = 0; i < book->slots; i++)
    if (!wants || wants(book, i, ctx)) put_slot(run, book, i);
}

static bool is_asked(const struct lur_wave_run *run, const struct lur_wave_book *book, size_t i)
{
  const char *participant = book->plan->target[book->slot[i].target].name;
  return (!run->caller || strcasecmp(run->caller, book->caller[i]) == 0) &&
         (!run->participant || strcasecmp(run->participant, participant) == 0);
}

static bool is_due(const struct lur_wave_book *book, size_t slot, const void *ctx)
{
  lur_slot_due due = book->progress[slot].due;
  return (due == LUR_DUE_NOW || due == LUR_DUE_LATE) && is_asked(ctx, book, slot);
}

// ---- Sums

/// What the slots of a participant, a class or a caller came to.
struct sums {
  int64_t planned, made, again, now, late;
};

static void add(struct sums *sums, const struct lur_slot_progress *p)
{
  sums->planned++;
  sums->made += p->state == LUR_SLOT_DONE;
  sums->again += p->state == LUR_SLOT_AGAIN;
  sums->now += p->due == LUR_DUE_NOW;
  sums->late += p->due == LUR_DUE_LATE;
}

typedef enum { OF_WAVE, OF_FINAL, OF_CLASS, OF_PARTICIPANT, OF_CALLER } sums_kind;
static const char *const kind_names[] = {N_("wave"), N_("final"), N_("class"), N_("participant"),
                                         N_("caller")};

static bool belongs(const struct lur_wave_book *book, size_t i, sums_kind kind, const char *name)
{
  const struct lur_plan_target *t = &book->plan->target[book->slot[i].target];
  switch (kind) {
  case OF_WAVE:
    return book->slot[i].round == 0;
  case OF_FINAL:
    return book->slot[i].round == 1;
  case OF_CLASS:
    return strcasecmp(t->class_name, name) == 0;
  case OF_PARTICIPANT:
    return strcasecmp(t->name, name) == 0;
  case OF_CALLER:
    return strcasecmp(book->caller[i], name) == 0;
  }
  return false;
}

/// Contacts that no slot was planned for.
static int64_t beyond(const struct lur_wave_book *book, sums_kind kind, const char *name)
{
  int64_t n = 0;
  for (size_t i = 0; i < book->mades; i++) {
    const struct lur_made *m = &book->made[i];
    const struct lur_plan_target *t = &book->plan->target[m->target];
    const char *caller = m->caller == LUR_NOBODY ? "" : book->plan->caller[m->caller].name;
    n += !book->met[i] && (kind == OF_WAVE          ? m->round == 0
                           : kind == OF_FINAL       ? m->round == 1
                           : kind == OF_CLASS       ? strcasecmp(t->class_name, name) == 0
                           : kind == OF_PARTICIPANT ? strcasecmp(t->name, name) == 0
                                                    : strcasecmp(caller, name) == 0);
  }
  return n;
}

static void put_sums(struct lur_wave_run *run, const struct lur_wave_book *book, sums_kind kind,
                     const char *name)
{
  struct sums sums = {0};
  for (size_t i = 0; i < book->slots; i++)
    if (is_asked(run, book, i) && belongs(book, i, kind, name)) add(&sums, &book->progress[i]);
  int64_t more = beyond(book, kind, name);
  if (!sums.planned && !more) return;
  struct lur_table *t = &run->table;
  lur_table_put(t, run->as == LUR_AS_TEXT ? _(kind_names[kind]) : kind_names[kind]);
  lur_table_put(t, name);
  const int64_t numbers[] = {sums.planned, sums.made, sums.again, sums.now, sums.late, more};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) lur_table_put_number(t, numbers[i]);
}

/// Whether the class of a participant was named by one before it.
static bool is_class_known(const struct lur_plan *plan, size_t i)
{
  for (size_t k = 0; k < i; k++)
    if (strcasecmp(plan->target[k].class_name, plan->target[i].class_name) == 0) return true;
  return false;
}

static bool is_caller_known(const struct lur_wave_book *book, size_t i)
{
  for (size_t k = 0; k < i; k++)
    if (strcasecmp(book->caller[k], book->caller[i]) == 0) return true;
  return false;
}

static void put_all_sums(struct lur_wave_run *run, const struct lur_wave_book *book, const char *wave)
{
  static const char *const names[] = {N_("of"),    N_("name"), N_("planned"), N_("done"),
                                      N_("again"), N_("now"),  N_("late"),    N_("beyond")};
  const struct lur_plan *plan = book->plan;
  lur_wave_head(run, names, sizeof names / sizeof *names, 0xFC);
  put_sums(run, book, OF_WAVE, wave);
  put_sums(run, book, OF_FINAL, wave);
  for (size_t i = 0; i < plan->targets; i++)
    if (plan->target[i].class_name[0] && !is_class_known(plan, i))
      put_sums(run, book, OF_CLASS, plan->target[i].class_name);
  for (size_t i = 0; i < plan->targets; i++) put_sums(run, book, OF_PARTICIPANT, plan->target[i].name);
  for (size_t i = 0; i < book->slots; i++)
    if (!is_caller_known(book, i)) put_sums(run, book, OF_CALLER, book->caller[i]);
}

// ---- What else is to be said

static void say_closing(lur_store *store, const char *wave)
{
  char when[LUR_WHEN_SIZE], sha256[65] = "";
  struct lur_store_closing closing = {0};
  if (lur_store_closing(store, wave, &closing, NULL) == LUR_OK && closing.closed &&
      lur_store_wave_digest(store, wave, sha256, NULL) == LUR_OK) {
    lur_kept_when(&closing.when, when, sizeof when);
    if (strcmp(sha256, closing.sha256) == 0 && closing.by[0])
      printf(_("Closed on %s by %s; it is as it was then (%.12s).\n"), when, closing.by, sha256);
    else if (strcmp(sha256, closing.sha256) == 0)
      printf(_("Closed on %s; it is as it was then (%.12s).\n"), when, sha256);
    else
      printf(_("Closed on %s, and it is NOT as it was then: %.12s has become %.12s. Somebody changed the "
               "database itself.\n"),
             when, closing.sha256, sha256);
  }
  lur_store_closing_clear(&closing);
}

/// A second attempt on the day of the first is no second attempt.
static void say_hasty(const struct lur_wave_book *book)
{
  char name[24];
  for (size_t i = 0; i < book->mades; i++) {
    const struct lur_made *m = &book->made[i];
    if (m->attempts > 1 && m->day == m->last_day)
      lur_say(
          _("%s: all attempts to reach %s were made on one day; a further attempt belongs to another day"),
          lur_store_call_name(m->call, name, sizeof name), book->plan->target[m->target].name);
  }
}

static lur_exit check_asked(const struct lur_wave_run *run, const struct lur_wave_book *book)
{
  bool called = !run->caller || lur_plan_find_caller(book->plan, run->caller);
  for (size_t i = 0; i < book->slots && !called; i++) called = strcasecmp(run->caller, book->caller[i]) == 0;
  if (!called) {
    lur_say(_("nobody named '%s' calls in this wave; lur wave export WAVE callers shows who does"),
            run->caller);
    return LUR_EXIT_INPUT;
  }
  if (run->participant && !lur_plan_find_target(book->plan, run->participant)) {
    lur_say(_("the plan has no participant '%s'"), run->participant);
    return LUR_EXIT_INPUT;
  }
  return LUR_EXIT_DONE;
}

static lur_exit show_status(struct lur_wave_run *run, const struct lur_wave_book *book, const char *wave)
{
  if (run->as == LUR_AS_TEXT) say_closing(run->opened, wave);
  say_hasty(book);
  if (run->due)
    lur_wave_put_slots(run, book, is_due, run);
  else
    put_all_sums(run, book, wave);
  if (run->due && run->as == LUR_AS_TEXT && run->table.cells == run->table.columns) {
    lur_say("%s", _("nothing is due today"));
    return LUR_EXIT_DONE;
  }
  return lur_wave_print(run);
}

static lur_exit read_book(struct lur_wave_run *run, const char *wave, struct lur_wave_book *book)
{
  struct lur_diag diag = {0};
  int32_t today = 0;
  if (!lur_wave_today(run, &today)) return LUR_EXIT_USAGE;
  lur_exit code = lur_wave_open(run, LUR_STORE_READ);
  if (code != LUR_EXIT_DONE) return code;
  lur_status status = lur_wave_book_read(run->opened, wave, today, book, &diag);
  return status == LUR_OK ? check_asked(run, book) : lur_say_diag(status, &diag);
}

lur_exit lur_wave_status(struct lur_wave_run *run, int n, char **word)
{
  struct lur_wave_book book = {0};
  (void)n;
  lur_exit code = read_book(run, word[0], &book);
  if (code == LUR_EXIT_DONE) code = show_status(run, &book, word[0]);
  lur_wave_book_clear(&book);
  return code;
}

// ---- The briefing

static void print_part(const char *name, const char *text)
{
  if (!text || !text[0]) return;
  printf("%s\n", name);
  for (const char *line = text; *line;) {
    size_t n = strcspn(line, "\n");
    char *copy = strndup(line, n), *clean = copy ? lur_utf8_clean(copy) : NULL;
    printf("  %s\n", clean ? clean : "");
    free(copy);
    free(clean);
    line += n + (line[n] == '\n');
  }
}

/// As one word of a command, whatever is in it.
static void print_word(const char *text, bool quoted)
{
  for (const char *s = text; *s && !quoted; s++)
    quoted = (unsigned char)*s < 0x80 && !isalnum((unsigned char)*s) && !strchr("-_.+@", *s);
  if (quoted) putchar('\'');
  for (const char *s = text; *s; s++) {
    if (*s == '\'')
      fputs("'\\''", stdout);
    else
      putchar(*s);
  }
  if (quoted) putchar('\'');
}

static void print_brief(const struct lur_wave_book *book, const char *wave, size_t i)
{
  char text[1100], day[LUR_DAY_SIZE], clock[LUR_CLOCK_SIZE];
  const struct lur_slot *s = &book->slot[i];
  const struct lur_slot_progress *p = &book->progress[i];
  const struct lur_plan_target *t = &book->plan->target[s->target];
  const struct lur_plan_scenario *scenario =
      s->scenario == LUR_NOBODY ? NULL : &book->plan->scenario[s->scenario];
  printf("s%lld  %s %s  %s  %s\n", (long long)s->id, lur_day_format(p->due_day, day),
         lur_clock_format(s->minute, clock), book->caller[i], _(state_name(p)));
  snprintf(text, sizeof text, "%s (%s)", t->title, t->name);
  print_part(_("Whom to call"), text);
  print_part(_("Number"), t->number);
  print_part(_("Language"), t->language);
  print_part(_("Open"), lur_openings_format(&t->hours, text, sizeof text));
  print_part(_("Note"), t->note);
  if (scenario) {
    print_part(_("Scenario"), scenario->title);
    print_part(_("Briefing"), scenario->briefing);
    print_part(_("A right answer"), scenario->answer);
  }
  fputs("\nlur record --wave ", stdout);
  print_word(wave, false);
  fputs(" --participant ", stdout);
  print_word(t->name, false);
  fputs(" --assessor ", stdout);
  print_word(book->caller[i], true);
  putchar('\n');
}

/// The slot of that name; LUR_NOBODY: none.
static size_t find_named(const struct lur_wave_book *book, const char *name)
{
  char text[32];
  for (size_t i = 0; i < book->slots; i++) {
    snprintf(text, sizeof text, "s%lld", (long long)book->slot[i].id);
    if (strcasecmp(text, name) == 0) return i;
  }
  return LUR_NOBODY;
}

size_t lur_wave_next(const struct lur_wave_book *book, const char *caller)
{
  size_t best = LUR_NOBODY;
  for (size_t i = 0; i < book->slots; i++) {
    const struct lur_slot_progress *p = &book->progress[i];
    if (p->state == LUR_SLOT_DONE || (caller && strcasecmp(caller, book->caller[i]) != 0)) continue;
    if (best == LUR_NOBODY || p->due_day < book->progress[best].due_day ||
        (p->due_day == book->progress[best].due_day && book->slot[i].minute < book->slot[best].minute))
      best = i;
  }
  return best;
}

lur_exit lur_wave_brief(struct lur_wave_run *run, int n, char **word)
{
  struct lur_wave_book book = {0};
  lur_exit code = read_book(run, word[0], &book);
  if (code == LUR_EXIT_DONE) {
    size_t slot = n == 2 ? find_named(&book, word[1]) : lur_wave_next(&book, run->caller);
    if (slot != LUR_NOBODY) {
      print_brief(&book, word[0], slot);
    } else if (n == 2) {
      lur_say(_("the plan of '%s' has no slot '%s'"), word[0], word[1]);
      code = LUR_EXIT_INPUT;
    } else {
      lur_say("%s", _("nothing is left to call"));
    }
  }
  lur_wave_book_clear(&book);
  return code;
}
