#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "cli/named.h"
#include "cli/talk.h"
#include "cli/wave.h"

enum { TABLE_LIMIT = 32 << 20, PLAN_LIMIT = 1 << 20 };

// ---- The file, and the tables beside it

/// A table lies beside the wave file that names it.
static lur_status fetch(void *ctx, const char *name, char **text, size_t *len, struct lur_diag *diag)
{
  const char *file = ctx, *slash = strrchr(file, '/');
  size_t folder = slash && name[0] != '/' ? (size_t)(slash - file) + 1 : 0;
  char *path = malloc(folder + strlen(name) + 1);
  if (!path) return LUR_NO_MEM;
  memcpy(path, file, folder);
  memcpy(path + folder, name, strlen(name) + 1);
  lur_status status = lur_file_read(path, TABLE_LIMIT, text, len, diag);
  free(path);
  return status;
}

static lur_exit read_file(const char *path, struct lur_plan **plan)
{
  struct lur_diags faults = {0};
  struct lur_diag diag = {0};
  char *text = NULL, *name = strdup(path);
  size_t len = 0;
  lur_status status = name ? lur_file_read(path, PLAN_LIMIT, &text, &len, &diag) : LUR_NO_MEM;
  lur_exit code = LUR_EXIT_DONE;
  if (status != LUR_OK)
    code = lur_say_diag(status, &diag);
  else if ((status = lur_plan_parse(text, len, path, fetch, name, plan, &faults)) != LUR_OK)
    code = lur_wave_say_faults(status, &faults);
  lur_diags_clear(&faults);
  free(text);
  free(name);
  return code;
}

/// What of a rubric can break ties, as plans write it: adds it to the list, and tells whether it is `tie`.
static bool find_tie(const char *kind, const char *id, const char *tie, char *list, size_t size)
{
  char name[200];
  snprintf(name, sizeof name, "%s.%s", kind, id);
  if (!strstr(list, name)) {
    size_t used = strlen(list);
    if (used + strlen(name) + 3 < size) snprintf(list + used, size - used, "%s%s", used ? ", " : "", name);
  }
  return strcmp(name, tie) == 0;
}

static bool has_tie(const struct lur_rubric *rubric, const char *tie, char *list, size_t size)
{
  bool found = !strchr(tie, '.');
  for (size_t i = 0; i < rubric->sections; i++)
    found |= find_tie("section", rubric->section[i].id, tie, list, size);
  for (size_t i = 0; i < rubric->totals; i++)
    found |= find_tie("further", rubric->total[i].id, tie, list, size);
  for (size_t i = 0; i < rubric->criteria; i++) {
    const char *competence = lur_competence_name(rubric->criterion[i].competence);
    if (competence[0] && rubric->criterion[i].weight > 0)
      found |= find_tie("competence", competence, tie, list, size);
  }
  return found;
}

static lur_exit check_ties(const struct lur_rubric *rubric, const struct lur_plan *plan)
{
  for (size_t i = 0; i < plan->ranking.ties.n; i++) {
    char list[1000] = "";
    if (has_tie(rubric, plan->ranking.ties.at[i], list, sizeof list)) continue;
    lur_say(_("the rubric “%s” has no “%s” to break ties by; what can: answered, wait, %s"), plan->rubric,
            plan->ranking.ties.at[i], list);
    return LUR_EXIT_INPUT;
  }
  return LUR_EXIT_DONE;
}

/// How often to try is the rubric's matter; a plan that says otherwise would plan what does not count.
static lur_exit agree_with_rubric(const struct lur_wave_run *run, struct lur_plan *plan)
{
  struct lur_rubric *rubric = NULL;
  if (!plan->rubric[0]) return LUR_EXIT_DONE;
  lur_exit code = lur_named_rubric(plan->rubric, run->store, &rubric, NULL);
  if (code != LUR_EXIT_DONE) return code;
  const struct lur_attempts *a = &rubric->attempts;
  if (!plan->attempts_given && a->given) {
    plan->attempts_given = true;
    plan->max_wait_s = a->max_wait_s;
    plan->attempts = a->attempts;
  } else if (plan->attempts_given && (!a->given || a->attempts != plan->attempts ||
                                      a->max_wait_s < plan->max_wait_s || a->max_wait_s > plan->max_wait_s)) {
    lur_say(_("the plan's “attempts” are not those of the rubric “%s”, which decide what counts; remove them "
              "from the plan, or make them the same"),
            plan->rubric);
    code = LUR_EXIT_INPUT;
  }
  if (code == LUR_EXIT_DONE) code = check_ties(rubric, plan);
  lur_rubric_free(rubric);
  return code;
}

// ---- The seed

static bool choose_seed(const struct lur_wave_run *run, const struct lur_plan *plan,
                        const struct lur_wave_book *book, int64_t *out)
{
  uint32_t chance = 0;
  if (run->seed) return lur_wave_seed(run->seed, out);
  *out = plan->seed >= 0 ? plan->seed : book->kept.id ? book->kept.seed : -1;
  if (*out >= 0) return true;
  if (getrandom(&chance, sizeof chance, 0) != (ssize_t)sizeof chance) {
    lur_say("%s", _("the system gives no random number; choose one with --seed"));
    return false;
  }
  *out = chance;
  return true;
}

// ---- Around what is done

/// What stays: the slots that were met, with their indexes in the new plan.
struct staying {
  struct lur_slot *slot; ///< of both rounds
  size_t n;
  size_t ours; ///< of the round that is planned
};

static lur_status find_staying(const struct lur_wave_book *book, const struct lur_plan *plan, int round,
                               struct staying *out)
{
  out->slot = calloc(book->slots + 1, sizeof *out->slot);
  if (!out->slot) return LUR_NO_MEM;
  for (size_t i = 0; i < book->slots; i++) {
    struct lur_slot slot = book->slot[i];
    bool met = book->progress[i].state != LUR_SLOT_OPEN;
    if (slot.round == round && !met) continue;
    const struct lur_plan_target *t = lur_plan_find_target(plan, book->plan->target[slot.target].name);
    const struct lur_plan_caller *c = lur_plan_find_caller(plan, book->caller[i]);
    const struct lur_plan_scenario *s =
        slot.scenario == LUR_NOBODY ? NULL
                                    : lur_plan_find_scenario(plan, book->plan->scenario[slot.scenario].id);
    if (!t) continue;
    slot.target = (size_t)(t - plan->target);
    slot.caller = c ? (size_t)(c - plan->caller) : LUR_NOBODY;
    slot.scenario = s ? (size_t)(s - plan->scenario) : LUR_NOBODY;
    out->ours += slot.round == round;
    out->slot[out->n++] = slot;
  }
  return LUR_OK;
}

/// The slots of the round: those that stay, then the new ones.
static struct lur_slot *all_slots(const struct staying *staying, const struct lur_schedule *schedule,
                                  int round, size_t *n)
{
  struct lur_slot *all = calloc(staying->n + schedule->slots + 1, sizeof *all);
  *n = 0;
  for (size_t i = 0; all && i < staying->n; i++)
    if (staying->slot[i].round == round) all[(*n)++] = staying->slot[i];
  for (size_t i = 0; all && i < schedule->slots; i++) all[(*n)++] = schedule->slot[i];
  return all;
}

static lur_status keep_all(lur_store *store, const char *wave, const struct lur_wave_planning *p,
                           const struct lur_slot *slot, size_t n, const char *by, bool there,
                           struct lur_diag *diag)
{
  lur_status status = lur_store_begin(store, diag);
  if (status != LUR_OK) return status;
  if (!there) status = lur_store_add_wave(store, wave, p->plan->title, diag);
  if (status == LUR_OK && p->round == 0)
    status = lur_store_put_plan(store, wave, p->plan, p->seed, by ? by : "", diag);
  if (status == LUR_OK) status = lur_store_put_slots(store, wave, p->round, p->plan, slot, n, diag);
  if (status == LUR_OK) return lur_store_commit(store, diag);
  lur_store_rollback(store);
  return status;
}

static void say_changes(const struct lur_plan *before, const struct lur_plan *now)
{
  for (size_t i = 0; before && i < now->targets; i++)
    if (!lur_plan_find_target(before, now->target[i].name))
      lur_say(_("the participant '%s' is new in the plan"), now->target[i].name);
  for (size_t i = 0; before && i < before->targets; i++)
    if (!lur_plan_find_target(now, before->target[i].name))
      lur_say(_("the participant '%s' is not in the plan any more; its open contacts are gone"),
              before->target[i].name);
  for (size_t i = 0; before && i < now->callers; i++)
    if (!lur_plan_find_caller(before, now->caller[i].name))
      lur_say(_("the caller '%s' is new in the plan"), now->caller[i].name);
  for (size_t i = 0; before && i < before->callers; i++)
    if (!lur_plan_find_caller(now, before->caller[i].name))
      lur_say(_("the caller '%s' is not in the plan any more; others take over"), before->caller[i].name);
}

/// A plan that begins in the past cannot be kept as it is.
static void say_past(const struct lur_schedule *schedule, int32_t today)
{
  size_t past = 0;
  for (size_t i = 0; i < schedule->slots; i++) past += schedule->slot[i].day < today;
  if (past)
    lur_say(lur_text_n("%zu of them lies before today; '--from DAY' plans nothing before a day",
                       "%zu of them lie before today; '--from DAY' plans nothing before a day", past),
            past);
}

static void say_result(const struct lur_wave_planning *p, const struct lur_schedule *schedule, size_t stay,
                       int32_t today)
{
  char text[800], first[LUR_DAY_SIZE] = "", last[LUR_DAY_SIZE] = "";
  for (size_t i = 0; i < schedule->shortfalls; i++)
    lur_say("%s", lur_shortfall_text(p->plan, &schedule->shortfall[i], text, sizeof text));
  if (stay)
    lur_say(lur_text_n("%zu contact that was made or begun stays as it is",
                       "%zu contacts that were made or begun stay as they are", stay),
            stay);
  if (schedule->slots) {
    lur_day_format(schedule->slot[0].day, first);
    lur_day_format(schedule->slot[schedule->slots - 1].day, last);
    lur_say(lur_text_n("%zu contact is planned, from %s to %s; seed %lld",
                       "%zu contacts are planned, from %s to %s; seed %lld", schedule->slots),
            schedule->slots, first, last, (long long)p->seed);
    say_past(schedule, today);
  } else {
    lur_say(_("no contact is planned; seed %lld"), (long long)p->seed);
  }
}

/// Second half: what is to stay is known.
static lur_exit plan_around(struct lur_wave_run *run, const char *wave, const struct lur_wave_planning *p,
                            const struct staying *staying, bool there)
{
  struct lur_schedule schedule = {0};
  struct lur_diag diag = {0};
  const struct lur_schedule_ask ask = {.round = p->round,
                                       .seed = (uint64_t)p->seed,
                                       .first_day = p->first_day,
                                       .kept = staying->slot,
                                       .kepts = staying->n,
                                       .takes_part = p->takes_part};
  size_t n = 0;
  lur_status status = lur_schedule_make(p->plan, &ask, &schedule, &diag);
  struct lur_slot *all = status == LUR_OK ? all_slots(staying, &schedule, p->round, &n) : NULL;
  if (status == LUR_OK && !all) status = LUR_NO_MEM;
  if (status == LUR_OK && !run->check) status = keep_all(run->opened, wave, p, all, n, run->by, there, &diag);
  lur_exit code = status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
  int32_t today = 0;
  if (status == LUR_OK && lur_wave_today(run, &today)) say_result(p, &schedule, staying->ours, today);
  if (status == LUR_OK && schedule.shortfalls) code = LUR_EXIT_BELOW;
  free(all);
  lur_schedule_clear(&schedule);
  return code;
}

lur_exit lur_wave_plan_keep(struct lur_wave_run *run, const char *wave, const struct lur_wave_planning *p,
                            const struct lur_wave_book *book, bool there)
{
  struct staying staying = {0};
  lur_exit code;
  if (p->round == 0) say_changes(book->plan, p->plan);
  if (find_staying(book, p->plan, p->round, &staying) == LUR_OK)
    code = plan_around(run, wave, p, &staying, there);
  else
    code = lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
  free(staying.slot);
  return code;
}

/// Prints the schedule that is kept now.
static lur_exit show(struct lur_wave_run *run, const char *wave)
{
  struct lur_wave_book book = {0};
  struct lur_diag diag = {0};
  if (run->as == LUR_AS_TEXT || run->check) return LUR_EXIT_DONE;
  lur_status status = lur_wave_book_read(run->opened, wave, 0, &book, &diag);
  lur_exit code = status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
  if (status == LUR_OK) {
    lur_wave_put_slots(run, &book, NULL, NULL);
    code = lur_wave_print(run);
  }
  lur_wave_book_clear(&book);
  return code;
}

/// The wave as it stands: *there is false where there is none yet; the book is empty where it has no plan.
static lur_exit read_wave(struct lur_wave_run *run, const char *wave, struct lur_wave_book *book, bool *there)
{
  struct lur_diag diag = {0};
  lur_status status = run->opened ? lur_store_takes_calls(run->opened, wave, &diag) : LUR_NOT_FOUND;
  *there = status == LUR_OK;
  if (status == LUR_NOT_FOUND) return LUR_EXIT_DONE;
  if (status == LUR_OK) status = lur_wave_book_read(run->opened, wave, 0, book, &diag);
  if (status == LUR_NOT_FOUND && !book->kept.id) return LUR_EXIT_DONE;
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
}

lur_exit lur_wave_plan_new(struct lur_wave_run *run, const char *wave, struct lur_plan *plan)
{
  struct lur_wave_book book = {0};
  struct lur_wave_planning p = {.plan = plan, .first_day = LUR_NO_DAY};
  bool there = false;
  if (run->from && !lur_day_parse(run->from, &p.first_day))
    return lur_say_usage("wave", _("--from is a day such as 2026-09-14, not '%s'"), run->from);
  lur_exit code = read_wave(run, wave, &book, &there);
  if (code == LUR_EXIT_DONE && !choose_seed(run, plan, &book, &p.seed)) code = LUR_EXIT_USAGE;
  if (code == LUR_EXIT_DONE) code = lur_wave_plan_keep(run, wave, &p, &book, there);
  lur_wave_book_clear(&book);
  if (code > LUR_EXIT_BELOW) return code;
  return lur_exit_worse(code, show(run, wave));
}

/// Whether there is a store; a look at a plan makes none.
static bool has_store(const struct lur_wave_run *run)
{
  char folder[4096], path[4200];
  if (run->store)
    snprintf(folder, sizeof folder, "%s", run->store);
  else if (lur_store_default_folder(folder, sizeof folder, NULL) != LUR_OK)
    return false;
  snprintf(path, sizeof path, "%s/lur.db", folder);
  return access(path, F_OK) == 0;
}

static lur_exit open_store(struct lur_wave_run *run)
{
  if (!run->check) return lur_wave_open(run, LUR_STORE_CREATE);
  return has_store(run) ? lur_wave_open(run, LUR_STORE_READ) : LUR_EXIT_DONE;
}

lur_exit lur_wave_plan(struct lur_wave_run *run, int n, char **word)
{
  struct lur_plan *plan = NULL;
  lur_exit code = read_file(word[n - 1], &plan);
  if (code == LUR_EXIT_DONE) code = agree_with_rubric(run, plan);
  const char *wave = n == 2 ? word[0] : plan ? plan->id : "";
  if (code == LUR_EXIT_DONE && (!lur_store_name_ok(wave) || !lur_name_could_be_wave(wave)))
    code = lur_say_usage(
        "wave", _("'%s' is no name for a wave; choose a short one, without blanks, ending and '+'"), wave);
  if (code == LUR_EXIT_DONE) code = open_store(run);
  if (code == LUR_EXIT_DONE) code = lur_wave_plan_new(run, wave, plan);
  lur_plan_free(plan);
  return code;
}
