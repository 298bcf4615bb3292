/// What must hold for every schedule: plans made from random numbers, seed printed; LUR_SEED gives it again.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/dice.h"
#include "waves/draw.h"
#include "waves/table.h"

enum { ROUNDS = 120 };

static const char *const languages[] = {"sv", "da", "nb"};

/// A text that grows.
struct text {
  char at[60000];
  size_t used;
};

static void put(struct text *t, const char *format, ...) LUR_PRINTF(2, 3);
static void put(struct text *t, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  int n = vsnprintf(t->at + t->used, sizeof t->at - t->used, format, args);
  va_end(args);
  assert_true(n >= 0 && (size_t)n < sizeof t->at - t->used);
  t->used += (size_t)n;
}

/// A plan as a wave file, listed from `turn` on, so that two texts can tell of one plan.
static void write_plan(struct dice d, int turn, struct text *out)
{
  int participants = 1 + dice_below(&d, 9), callers = 1 + dice_below(&d, 6), scenarios = dice_below(&d, 4);
  bool spoken = dice_below(&d, 2), twice = dice_below(&d, 4) == 0;
  out->used = 0;
  put(out, "lur: wave/1\nid: w\nfrom: 2026-09-01\nuntil: 2026-09-%02d\nexcluded: [2026-09-07..2026-09-08]\n",
      1 + dice_below(&d, 29));
  put(out, "windows: %s\nquota: %d\ncalls_an_hour: %d\ntwice_running: %s\n",
      dice_below(&d, 2) ? "mon-fri 09:00-15:00" : "mon+wed 9-11; thu-sat 13-16", 1 + dice_below(&d, 25),
      1 + dice_below(&d, 7), twice ? "true" : "false");
  if (dice_below(&d, 2)) put(out, "calls_a_day: %d\n", 1 + dice_below(&d, 9));
  uint64_t each = dice_roll(&d);
  put(out, "participants:\n");
  for (int i = 0; i < participants; i++) {
    int n = (i + turn) % participants;
    struct dice own = {each + (uint64_t)n};
    put(out, "- {name: p%d, class: k%d", n, n % 3);
    if (spoken) put(out, ", language: %s", languages[dice_below(&own, 3)]);
    if (dice_below(&own, 3) == 0) put(out, ", hours: tue-fri 10-14");
    if (dice_below(&own, 4) == 0) put(out, ", quota: %d", dice_below(&own, 40));
    put(out, "}\n");
  }
  put(out, "callers:\n");
  for (int i = 0; i < callers; i++) {
    int n = (i + turn) % callers;
    struct dice own = {each + 1000 + (uint64_t)n};
    put(out, "- {name: c%d, languages: [%s, %s]", n, languages[n % 3], languages[dice_below(&own, 3)]);
    if (dice_below(&own, 2)) put(out, ", not: [p%d]", dice_below(&own, participants));
    if (dice_below(&own, 4) == 0) put(out, ", hours: daily 9-13");
    if (dice_below(&own, 4) == 0) put(out, ", absent: [2026-09-02, 2026-09-14..2026-09-16]");
    if (dice_below(&own, 4) == 0) put(out, ", calls: %d", dice_below(&own, 20));
    if (dice_below(&own, 4) == 0) put(out, ", calls_a_day: %d", dice_below(&own, 4));
    put(out, "}\n");
  }
  put(out, "scenarios: [");
  for (int i = 0; i < scenarios; i++)
    put(out, "{id: s%d, share: %d%s}, ", (i + turn) % scenarios, 1 + (i + turn) % scenarios,
        (i + turn) % scenarios == 1 && participants > 1 ? ", classes: [k1]" : "");
  put(out, "]\n");
}

static struct lur_plan *read_plan(const struct text *text)
{
  struct lur_diags faults = {0};
  struct lur_plan *plan = NULL;
  if (lur_plan_parse(text->at, text->used, "w.yaml", NULL, NULL, &plan, &faults) != LUR_OK)
    fail_msg("%s\n%s", faults.n ? faults.at[0].text : "", text->at);
  lur_diags_clear(&faults);
  return plan;
}

static void make(const struct lur_plan *plan, uint64_t seed, const struct lur_slot *kept, size_t kepts,
                 struct lur_schedule *out)
{
  const struct lur_schedule_ask ask = {.seed = seed, .first_day = LUR_NO_DAY, .kept = kept, .kepts = kepts};
  struct lur_diag diag = {0};
  if (lur_schedule_make(plan, &ask, out, &diag) != LUR_OK) fail_msg("%s", diag.text);
}

/// The schedule as lines of names, to compare those of plans that list things in another order.
static char *names_of(const struct lur_plan *plan, const struct lur_schedule *s)
{
  size_t room = (s->slots + 1) * 80;
  char *text = calloc(1, room), day[LUR_DAY_SIZE];
  assert_non_null(text);
  for (size_t i = 0, used = 0; i < s->slots; i++) {
    const struct lur_slot *x = &s->slot[i];
    used += (size_t)snprintf(text + used, room - used, "%s %d %s %s %s\n", lur_day_format(x->day, day),
                             x->minute, plan->caller[x->caller].name, plan->target[x->target].name,
                             x->scenario == LUR_NOBODY ? "-" : plan->scenario[x->scenario].id);
  }
  return text;
}

// ---- What must hold, looked at without any of the code that made it

static void check_alone(const struct lur_plan *p, const struct lur_slot *s)
{
  const struct lur_plan_target *t = &p->target[s->target];
  const struct lur_plan_caller *c = &p->caller[s->caller];
  assert_true(s->day >= p->from && s->day <= p->until);
  assert_false(lur_days_hold(&p->excluded, s->day));
  assert_true(lur_openings_hold(&p->windows, s->day, s->minute));
  assert_true(lur_openings_hold(&t->hours, s->day, s->minute));
  assert_true(lur_openings_hold(&c->hours, s->day, s->minute));
  assert_false(lur_days_hold(&c->absent, s->day));
  for (size_t i = 0; i < c->not_to.n; i++) assert_string_not_equal(c->not_to.at[i], t->name);
  bool speaks = !t->language[0];
  for (size_t i = 0; i < c->languages.n; i++) speaks = speaks || strcmp(c->languages.at[i], t->language) == 0;
  assert_true(speaks);
  if (s->scenario == LUR_NOBODY) return;
  const struct lur_plan_scenario *scenario = &p->scenario[s->scenario];
  assert_true(scenario->classes.n == 0 || strcmp(scenario->classes.at[0], t->class_name) == 0);
}

/// Slots come by day and minute, so those of one caller are in the order of its calls. Two that stand may be
/// with one participant, where what was between them does not stand.
static void check_caller(const struct lur_plan *p, const struct lur_schedule *s, size_t caller)
{
  const struct lur_slot *before = NULL;
  int today = 0, all = 0, own = p->caller[caller].calls_a_day;
  int most = own >= 0 ? own : p->calls_a_day ? p->calls_a_day : INT32_MAX;
  for (size_t i = 0; i < s->slots; i++) {
    const struct lur_slot *x = &s->slot[i];
    if (x->caller != caller) continue;
    today = before && before->day == x->day ? today + 1 : 1;
    all++;
    assert_true(today <= most);
    if (before) assert_true(x->day > before->day || x->minute >= before->minute + 60 / p->calls_an_hour);
    if (before && !p->twice_running && !(x->id && before->id)) assert_true(x->target != before->target);
    before = x;
  }
  if (p->caller[caller].calls >= 0) assert_true(all <= p->caller[caller].calls);
}

static void check_counts(const struct lur_plan *p, const struct lur_schedule *s)
{
  for (size_t t = 0; t < p->targets; t++) {
    int wanted = p->target[t].quota >= 0 ? p->target[t].quota : p->quota, made = 0;
    for (size_t i = 0; i < s->slots; i++) made += s->slot[i].target == t;
    for (size_t i = 0; i < s->shortfalls; i++)
      if (s->shortfall[i].target == t) {
        assert_int_equal(s->shortfall[i].of, wanted);
        made += s->shortfall[i].missing;
      }
    assert_int_equal(made, wanted);
  }
}

static void check_all(const struct lur_plan *p, const struct lur_schedule *s)
{
  for (size_t i = 0; i < s->slots; i++) check_alone(p, &s->slot[i]);
  for (size_t c = 0; c < p->callers; c++) check_caller(p, s, c);
  for (size_t i = 0; i < s->slots; i++) // nobody is called by two at once
    for (size_t k = i + 1;
         k < s->slots && s->slot[k].day == s->slot[i].day && s->slot[k].minute == s->slot[i].minute; k++)
      assert_true(s->slot[k].target != s->slot[i].target);
  check_counts(p, s);
}

static void every_rule_holds_and_order_and_seed_decide_nothing_else(void **state)
{
  struct dice *d = *state;
  static struct text text, turned;
  for (int round = 0; round < ROUNDS; round++) {
    struct dice own = {dice_roll(d)};
    uint64_t seed = dice_roll(d) >> 14;
    write_plan(own, 0, &text);
    write_plan(own, 1 + dice_below(d, 5), &turned);
    struct lur_plan *plan = read_plan(&text), *other = read_plan(&turned);
    struct lur_schedule first = {0}, again = {0}, second = {0};
    make(plan, seed, NULL, 0, &first);
    make(plan, seed, NULL, 0, &again);
    make(other, seed, NULL, 0, &second);
    check_all(plan, &first);
    char *a = names_of(plan, &first), *b = names_of(plan, &again), *c = names_of(other, &second);
    assert_string_equal(a, b);
    assert_string_equal(a, c);
    free(a), free(b), free(c);
    lur_schedule_clear(&first), lur_schedule_clear(&again), lur_schedule_clear(&second);
    lur_plan_free(plan), lur_plan_free(other);
  }
}

/// A plan is made again around some slots that stand: both together keep every rule.
static void slots_that_stand_are_planned_around(void **state)
{
  struct dice *d = *state;
  static struct text text;
  for (int round = 0; round < ROUNDS; round++) {
    write_plan((struct dice){dice_roll(d)}, 0, &text);
    struct lur_plan *plan = read_plan(&text);
    struct lur_schedule first = {0}, rest = {0}, both = {0};
    make(plan, 1, NULL, 0, &first);
    size_t kept = 0;
    for (size_t i = 0; i < first.slots; i++)
      if (dice_below(d, 3) == 0) {
        first.slot[kept] = first.slot[i];
        first.slot[kept++].id = 1;
      }
    make(plan, 2, first.slot, kept, &rest);
    both.slot = calloc(kept + rest.slots + 1, sizeof *both.slot);
    assert_non_null(both.slot);
    for (size_t i = 0, k = 0; i < kept || k < rest.slots;) { // by time
      bool old = k == rest.slots ||
                 (i < kept &&
                  (first.slot[i].day < rest.slot[k].day ||
                   (first.slot[i].day == rest.slot[k].day && first.slot[i].minute < rest.slot[k].minute)));
      both.slot[both.slots++] = old ? first.slot[i++] : rest.slot[k++];
    }
    both.shortfall = rest.shortfall;
    both.shortfalls = rest.shortfalls;
    check_all(plan, &both);
    free(both.slot);
    lur_schedule_clear(&first), lur_schedule_clear(&rest);
    lur_plan_free(plan);
  }
}

// ---- Balance, and the same everywhere

static void write_season(struct text *out, int participants, int quota, int callers)
{
  out->used = 0;
  put(out,
      "lur: wave/1\nid: season\nfrom: 2026-09-07\nuntil: 2026-11-27\nwindows: mon-fri 09:00-15:00\nquota: "
      "%d\n",
      quota);
  put(out, "participants:\n");
  for (int i = 0; i < participants; i++) put(out, "- {name: p%02d, class: k%d}\n", i, i % 5);
  put(out, "callers:\n");
  for (int i = 0; i < callers; i++) put(out, "- {name: c%02d, not: [p%02d]}\n", i, i % participants);
  put(out, "scenarios: [{id: a}, {id: b}, {id: c}, {id: d}]\n");
}

static void check_even(const int *count, size_t n, int most_apart)
{
  int low = INT32_MAX, high = 0;
  for (size_t i = 0; i < n; i++) {
    if (count[i] < low) low = count[i];
    if (count[i] > high) high = count[i];
  }
  if (high - low > most_apart) fail_msg("from %d to %d", low, high);
}

/// Twelve whole weeks in which all is alike: the contacts of each participant are spread over weekdays,
/// hours and scenarios with at most 2, over callers (but its customers) with at most 3 between the most and
/// the fewest.
static void contacts_are_spread_evenly(void **state)
{
  static struct text text;
  (void)state;
  for (int quota = 20; quota <= 200; quota += 60) {
    write_season(&text, 40, quota, 12);
    struct lur_plan *plan = read_plan(&text);
    struct lur_schedule s = {0};
    make(plan, (uint64_t)quota, NULL, 0, &s);
    assert_int_equal(s.shortfalls, 0);
    assert_int_equal(s.slots, 40 * (size_t)quota);
    check_all(plan, &s);
    for (size_t t = 0; t < plan->targets; t++) {
      int weekday[5] = {0}, hour[6] = {0}, caller[12] = {0}, scenario[4] = {0}, callers[12] = {0}, n = 0;
      for (size_t i = 0; i < s.slots; i++) {
        if (s.slot[i].target != t) continue;
        weekday[lur_weekday(s.slot[i].day)]++;
        hour[s.slot[i].minute / 60 - 9]++;
        caller[s.slot[i].caller]++;
        scenario[s.slot[i].scenario]++;
      }
      for (int c = 0; c < 12; c++)
        if (lur_plan_may_call(&plan->caller[c], &plan->target[t])) callers[n++] = caller[c];
      check_even(weekday, 5, 2);
      check_even(hour, 6, 2);
      check_even(scenario, 4, 2);
      check_even(callers, (size_t)n, 3);
    }
    lur_schedule_clear(&s);
    lur_plan_free(plan);
  }
}

/// The digest was taken on one machine; every other one must come to it, too.
static void a_schedule_is_the_same_on_every_machine(void **state)
{
  static struct text text;
  char sha256[65];
  (void)state;
  write_season(&text, 10, 30, 5);
  struct lur_plan *plan = read_plan(&text);
  struct lur_schedule s = {0};
  make(plan, 20261122, NULL, 0, &s);
  char *names = names_of(plan, &s);
  assert_int_equal(lur_draw_digest(names, sha256), LUR_OK);
  assert_string_equal(sha256, "0130e91e8d96b4c354e93f9690c97c86df617e62d344bc54d3eb103849ce7b46");
  free(names);
  lur_schedule_clear(&s);
  lur_plan_free(plan);
}

// ---- What cannot be met

static void check_short(const char *people, const char *more, lur_short_reason why, int missing,
                        const char *says)
{
  static struct text text;
  char said[800];
  text.used = 0;
  put(&text,
      "lur: wave/1\nid: w\nfrom: 2026-09-07\nuntil: 2026-09-11\nwindows: mon-fri 09:00-15:00\nquota: "
      "10\n%s\n%s\n",
      more, people);
  struct lur_plan *plan = read_plan(&text);
  struct lur_schedule s = {0};
  make(plan, 1, NULL, 0, &s);
  assert_int_equal(s.shortfalls, 1);
  assert_int_equal(s.shortfall[0].missing, missing);
  assert_int_equal(s.shortfall[0].why, why);
  lur_shortfall_text(plan, &s.shortfall[0], said, sizeof said);
  if (!strstr(said, says)) fail_msg("%s", said);
  lur_schedule_clear(&s);
  lur_plan_free(plan);
}

static void what_cannot_be_met_is_said_with_its_reason(void **state)
{
  (void)state;
  const char *one = "participants: [{name: north}]\ncallers: [{name: Eva}]";
  check_short("participants: [{name: north, language: da}]\ncallers: [{name: Eva, languages: sv}]", "",
              LUR_SHORT_LANGUAGE, 10, "10 of 10 contacts with north could not be planned: no caller speaks");
  check_short("participants: [{name: north}]\ncallers: [{name: Eva, not: north}]", "", LUR_SHORT_CUSTOMER, 10,
              "is its customer");
  check_short(one, "excluded: [2026-09-01..2026-09-30]", LUR_SHORT_NO_DAYS, 10, "the windows leave no time");
  check_short("participants: [{name: north, hours: sat 9-12}]\ncallers: [{name: Eva}]", "", LUR_SHORT_CLOSED,
              10, "it is closed whenever");
  check_short("participants: [{name: north, hours: 9-11}]\ncallers: [{name: Eva, hours: 12-15}]", "",
              LUR_SHORT_HOURS, 10, "works while it is open");
  check_short(one, "twice_running: true\ncalls_a_day: 1", LUR_SHORT_BUSY, 5, "they can make 5 calls in all");
  check_short(one, "", LUR_SHORT_TWICE, 9, "twice running");
}

static void a_wave_with_one_participant_is_planned_where_that_is_allowed(void **state)
{
  static struct text text;
  (void)state;
  text.used = 0;
  put(&text,
      "lur: wave/1\nid: w\nfrom: 2026-09-07\nuntil: 2026-09-11\nwindows: mon-fri 09:00-15:00\nquota: 10\n"
      "twice_running: true\nparticipants: [{name: north}]\ncallers: [{name: Eva}]\n");
  struct lur_plan *plan = read_plan(&text);
  struct lur_schedule s = {0};
  make(plan, 1, NULL, 0, &s);
  assert_int_equal(s.slots, 10);
  assert_int_equal(s.shortfalls, 0);
  lur_schedule_clear(&s);
  lur_plan_free(plan);
}

static void a_plan_beyond_all_measure_is_refused(void **state)
{
  static struct text text;
  struct lur_diag diag = {0};
  (void)state;
  text.used = 0;
  put(&text, "lur: wave/1\nid: w\nfrom: 2026-01-01\nuntil: 2028-12-31\nwindows: daily 0-24\nquota: 10000\n"
             "calls_an_hour: 60\ntwice_running: true\nparticipants: [{name: north}, {name: west}]\n"
             "callers: [{name: Eva}]\n");
  struct lur_plan *plan = read_plan(&text);
  struct lur_schedule s = {0};
  const struct lur_schedule_ask ask = {.first_day = LUR_NO_DAY};
  assert_int_equal(lur_schedule_make(plan, &ask, &s, &diag), LUR_UNSUPPORTED);
  assert_non_null(strstr(diag.text, "20000 contacts"));
  lur_plan_free(plan);
}

static int roll_dice(void **state)
{
  static struct dice dice;
  dice = dice_of_the_day();
  *state = &dice;
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_rule_holds_and_order_and_seed_decide_nothing_else),
      cmocka_unit_test(slots_that_stand_are_planned_around),
      cmocka_unit_test(contacts_are_spread_evenly),
      cmocka_unit_test(a_schedule_is_the_same_on_every_machine),
      cmocka_unit_test(what_cannot_be_met_is_said_with_its_reason),
      cmocka_unit_test(a_wave_with_one_participant_is_planned_where_that_is_allowed),
      cmocka_unit_test(a_plan_beyond_all_measure_is_refused),
  };
  return cmocka_run_group_tests(tests, roll_dice, NULL);
}
