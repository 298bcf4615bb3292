// What the store keeps of a wave beside its calls: classes, plans, slots, rounds, closing, draws.
#define _GNU_SOURCE
#include "tests/unit/test_store_tools.h"

#include "store/waves.h"

static const char wave_file[] =
    "lur: wave/1\nid: autumn\ntitle: Autumn\nrubric: sm\nfrom: 2026-09-07\nuntil: 2026-09-30\n"
    "windows: mon-fri 09:00-15:00\nquota: 3\n"
    "ranking: {minimum_calls: 15, minimum_score: 60.5, tie_breaks: [section.care, wait], seed: 9, draws: "
    "500}\n"
    "participants: [{name: north, title: North, class: bank}, {name: west, class: energy}]\n"
    "callers: [{name: Eva}, {name: Bo}]\nscenarios: [{id: lost}]\n";

static struct lur_plan *read_plan(const char *text)
{
  struct lur_diags faults = {0};
  struct lur_plan *plan = NULL;
  if (lur_plan_parse(text, strlen(text), "w", NULL, NULL, &plan, &faults) != LUR_OK)
    fail_msg("%s", faults.at[0].text);
  lur_diags_clear(&faults);
  return plan;
}

static lur_store *open_wave(const struct place *p)
{
  struct lur_diag diag = {0};
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  check_ok(lur_store_add_wave(store, "autumn", "Autumn", &diag), &diag);
  return store;
}

static bool see_class(const struct lur_store_participant *participant, void *ctx)
{
  char *text = ctx;
  snprintf(text + strlen(text), 200 - strlen(text), "%s=%s;", participant->name, participant->class_name);
  return true;
}

static void check_classes(lur_store *store, const char *want)
{
  char text[200] = "";
  struct lur_diag diag = {0};
  check_ok(lur_store_each_participant(store, "autumn", see_class, text, &diag), &diag);
  assert_string_equal(text, want);
}

static void classes_and_rules_come_with_a_plan(void **state)
{
  struct lur_diag diag = {0};
  struct lur_store_wave_rules rules = {0};
  struct lur_store_plan kept = {0};
  lur_store *store = open_wave(*state);
  struct lur_plan *plan = read_plan(wave_file);
  check_ok(lur_store_wave_rules(store, "autumn", &rules, &diag), &diag);
  assert_false(rules.planned);
  assert_int_equal(lur_store_get_plan(store, "autumn", &kept, &diag), LUR_NOT_FOUND);
  assert_non_null(strstr(diag.text, "has no plan"));
  check_ok(lur_store_set_class(store, "AUTUMN", "south", "bank", &diag), &diag);
  check_ok(lur_store_put_plan(store, "autumn", plan, 77, "Ada", &diag), &diag);
  check_classes(store, "north=bank;south=;west=energy;");
  check_ok(lur_store_wave_rules(store, "autumn", &rules, &diag), &diag);
  assert_true(rules.planned);
  assert_string_equal(rules.rubric, "sm");
  assert_int_equal(rules.minimum_calls, 15);
  assert_int_equal(rules.minimum_score_millionths, 60500000);
  assert_string_equal(rules.tie_breaks, "section.care wait");
  assert_int_equal(rules.seed, 9);
  assert_int_equal(rules.draws, 500);
  check_ok(lur_store_get_plan(store, "autumn", &kept, &diag), &diag);
  assert_int_equal(kept.seed, 77);
  assert_string_equal(kept.made_by, "Ada");
  struct lur_plan *again = read_plan(kept.document);
  assert_int_equal(again->targets, 2);
  lur_plan_free(again);
  lur_plan_free(plan);
  lur_store_plan_clear(&kept);
  lur_store_wave_rules_clear(&rules);
  lur_store_close(store);
}

static bool see_title(const struct lur_store_participant *participant, void *ctx)
{
  char *text = ctx;
  snprintf(text + strlen(text), 200 - strlen(text), "%s=%s;", participant->name, participant->title);
  return true;
}

static bool see_wave(const struct lur_store_wave *wave, void *ctx)
{
  snprintf(ctx, 200, "%s: ", wave->title);
  return true;
}

static void check_titles(lur_store *store, const char *want)
{
  char text[200] = "";
  struct lur_diag diag = {0};
  check_ok(lur_store_each_wave(store, see_wave, text, &diag), &diag);
  check_ok(lur_store_each_participant(store, "autumn", see_title, text, &diag), &diag);
  assert_string_equal(text, want);
}

static void a_plan_without_titles_leaves_titles_alone(void **state)
{
  static const char untitled[] =
      "lur: wave/1\nid: autumn\nfrom: 2026-09-07\nuntil: 2026-09-30\nwindows: 9-15\nquota: 3\n"
      "participants: [{name: north}, {name: west}, {name: east}]\ncallers: [{name: Eva}]\n";
  static const char titled[] =
      "lur: wave/1\nid: autumn\ntitle: The autumn\nfrom: 2026-09-07\nuntil: 2026-09-30\nwindows: 9-15\n"
      "quota: 3\nparticipants: [{name: north, title: New North}]\ncallers: [{name: Eva}]\n";
  struct lur_diag diag = {0};
  bool made;
  lur_store *store = open_wave(*state);
  struct lur_plan *none = read_plan(untitled), *some = read_plan(titled);
  check_ok(lur_store_add_participant(store, "autumn", "north", "North Bank", &made, &diag), &diag);
  check_ok(lur_store_add_participant(store, "autumn", "west", "West Bank", &made, &diag), &diag);
  check_ok(lur_store_put_plan(store, "autumn", none, 1, "", &diag), &diag);
  check_titles(store, "Autumn: east=east;north=North Bank;west=West Bank;");
  check_ok(lur_store_put_plan(store, "autumn", some, 1, "", &diag), &diag);
  check_titles(store, "The autumn: east=east;north=New North;west=West Bank;");
  lur_plan_free(none);
  lur_plan_free(some);
  lur_store_close(store);
}

static bool see_slot(const struct lur_store_slot *s, void *ctx)
{
  char *text = ctx, day[LUR_DAY_SIZE];
  snprintf(text + strlen(text), 400 - strlen(text), "%lld %d %s %s %s %s %d;", (long long)s->id, s->round,
           s->participant, s->caller, s->scenario, lur_day_format(s->day, day), s->minute);
  return true;
}

static void check_slots(lur_store *store, const char *want)
{
  char text[400] = "";
  struct lur_diag diag = {0};
  check_ok(lur_store_each_slot(store, "autumn", see_slot, text, &diag), &diag);
  assert_string_equal(text, want);
}

static void slots_that_stay_keep_their_names(void **state)
{
  struct lur_diag diag = {0};
  lur_store *store = open_wave(*state);
  struct lur_plan *plan = read_plan(wave_file);
  struct lur_slot slots[] = {
      {.target = 0, .caller = 0, .scenario = 0, .day = plan->from, .minute = 600},
      {.target = 1, .caller = 1, .scenario = LUR_NOBODY, .day = plan->from, .minute = 540}};
  check_ok(lur_store_put_plan(store, "autumn", plan, 1, NULL, &diag), &diag);
  check_ok(lur_store_put_slots(store, "autumn", 0, plan, slots, 2, &diag), &diag);
  check_slots(store, "2 0 west Bo  2026-09-07 540;1 0 north Eva lost 2026-09-07 600;");
  slots[1].id = 2;
  slots[0].day++;
  check_ok(lur_store_put_slots(store, "autumn", 0, plan, slots, 2, &diag), &diag);
  check_slots(store, "2 0 west Bo  2026-09-07 540;3 0 north Eva lost 2026-09-08 600;");
  check_ok(lur_store_put_slots(store, "autumn", 1, plan, slots, 1, &diag), &diag);
  check_slots(store, "2 0 west Bo  2026-09-07 540;3 0 north Eva lost 2026-09-08 600;4 1 north Eva lost "
                     "2026-09-08 600;");
  lur_plan_free(plan);
  lur_store_close(store);
}

static bool see_round(const struct lur_store_wave_call *call, void *ctx)
{
  char *text = ctx;
  snprintf(text + strlen(text), 200 - strlen(text), "c%lld %s %d s%lld %d;", (long long)call->call,
           call->participant, call->round, (long long)call->slot, call->answered);
  return true;
}

static void calls_belong_to_the_final_from_its_first_day_on(void **state)
{
  struct lur_diag diag = {0};
  struct lur_when from = {0}, read = {0};
  char text[200] = "";
  lur_store *store = open_wave(*state);
  struct lur_store_added added;
  static const char *const days[] = {"2026-09-30 15:00", "2026-10-01 09:00", "2026-10-02"};
  for (int i = 0; i < 3; i++) {
    char sound[20];
    snprintf(sound, sizeof sound, "sound %d", i);
    struct lur_store_call call = made_call(take_text(*state, store, sound));
    struct lur_measures m = made_measures(1);
    struct lur_store_analysis a = made_analysis(&m);
    const struct lur_store_fact fact = {"slot", "s12"};
    call.wave = "autumn";
    call.participant = "north";
    call.fact = &fact;
    call.facts = i == 1;
    check_ok(lur_when_parse(days[i], &call.started, &diag), &diag);
    check_ok(lur_store_add_call(store, &call, &a, &added, &diag), &diag);
  }
  check_ok(lur_store_final_begins(store, "autumn", &read, &diag), &diag);
  assert_false(read.known);
  check_ok(lur_when_parse("2026-10-01", &from, &diag), &diag);
  check_ok(lur_store_begin_final(store, "autumn", from, "Ada", &diag), &diag);
  check_ok(lur_store_final_begins(store, "autumn", &read, &diag), &diag);
  assert_int_equal(read.unix_ms, from.unix_ms);
  check_ok(lur_store_set_round(store, 3, 0, &diag), &diag);
  assert_int_equal(lur_store_set_round(store, 9, 1, &diag), LUR_NOT_FOUND);
  check_ok(lur_store_each_wave_call(store, "autumn", see_round, text, &diag), &diag);
  assert_string_equal(text, "c1 north 0 s0 1;c3 north 0 s0 1;c2 north 1 s12 1;");
  lur_store_close(store);
}

static void check_refused(lur_status status, const struct lur_diag *diag)
{
  assert_int_equal(status, LUR_BAD_INPUT);
  assert_non_null(strstr(diag->text, "the wave “autumn” was closed on "));
}

static void a_closed_wave_takes_nothing(void **state)
{
  struct lur_diag diag = {0};
  char first[65], second[65];
  lur_store *store = open_wave(*state);
  struct lur_plan *plan = read_plan(wave_file);
  struct lur_store_added added;
  int64_t c1 = add_call(*state, store, "one", "autumn", "north", 3);
  add_score(store, c1, "sm", 80000000);
  check_ok(lur_store_wave_digest(store, "autumn", first, &diag), &diag);
  add_score(store, c1, "sm", 81000000);
  struct lur_store_scorecard card = made_card("sm", 1);
  card.document = "{\"other\": 1}";
  check_ok(lur_store_add_scorecard(store, c1, &card, NULL, &diag), &diag);
  check_ok(lur_store_close_wave(store, "autumn", "Ada", second, &diag), &diag);
  assert_string_not_equal(first, second); // the newest scorecard is another
  struct lur_store_call call = made_call(take_text(*state, store, "two"));
  struct lur_measures m = made_measures(1);
  struct lur_store_analysis a = made_analysis(&m);
  call.wave = "autumn";
  check_refused(lur_store_add_call(store, &call, &a, &added, &diag), &diag);
  check_refused(lur_store_add_scorecard(store, c1, &card, NULL, &diag), &diag);
  check_refused(lur_store_add_analysis(store, c1, &a, NULL, &diag), &diag);
  check_refused(lur_store_add_participant(store, "autumn", "south", NULL, NULL, &diag), &diag);
  check_refused(lur_store_set_class(store, "autumn", "north", "x", &diag), &diag);
  check_refused(lur_store_set_round(store, c1, 1, &diag), &diag);
  check_refused(lur_store_put_plan(store, "autumn", plan, 1, "", &diag), &diag);
  check_refused(lur_store_put_slots(store, "autumn", 0, plan, NULL, 0, &diag), &diag);
  check_refused(lur_store_begin_final(store, "autumn", lur_when_now(), "", &diag), &diag);
  check_refused(lur_store_takes_calls(store, "autumn", &diag), &diag);
  assert_int_equal(lur_store_close_wave(store, "autumn", "Ada", first, &diag), LUR_BAD_INPUT);
  check_ok(lur_store_wave_digest(store, "autumn", first, &diag), &diag);
  assert_string_equal(first, second);
  call.wave = NULL; // the rest of the store goes on
  check_ok(lur_store_add_call(store, &call, &a, &added, &diag), &diag);
  lur_plan_free(plan);
  lur_store_close(store);
}

static void a_wave_is_opened_again_for_a_reason_that_is_kept(void **state)
{
  struct lur_diag diag = {0};
  struct lur_store_closing closing = {0};
  char sha256[65];
  lur_store *store = open_wave(*state);
  assert_int_equal(lur_store_reopen_wave(store, "autumn", "Bo", "why not", &diag), LUR_BAD_INPUT);
  check_ok(lur_store_close_wave(store, "autumn", "Ada", sha256, &diag), &diag);
  assert_int_equal(lur_store_reopen_wave(store, "autumn", "Bo", " ", &diag), LUR_BAD_INPUT);
  check_ok(lur_store_closing(store, "autumn", &closing, &diag), &diag);
  assert_true(closing.closed);
  assert_string_equal(closing.by, "Ada");
  assert_string_equal(closing.sha256, sha256);
  check_ok(lur_store_reopen_wave(store, "autumn", "Bo", "a call was wrong", &diag), &diag);
  check_ok(lur_store_closing(store, "autumn", &closing, &diag), &diag);
  assert_true(closing.ever && !closing.closed && closing.opened.known);
  assert_string_equal(closing.opened_by, "Bo");
  assert_string_equal(closing.why, "a call was wrong");
  add_call(*state, store, "one", "autumn", "north", 3);
  check_ok(lur_store_close_wave(store, "autumn", "Ada", sha256, &diag), &diag);
  check_ok(lur_store_closing(store, "autumn", &closing, &diag), &diag);
  assert_true(closing.closed);
  lur_store_closing_clear(&closing);
  lur_store_close(store);
}

static bool see_draw(const struct lur_store_draw *d, void *ctx)
{
  char *text = ctx;
  snprintf(text + strlen(text), 200 - strlen(text), "%lld %lld %lld %s %s %s %s;", (long long)d->id,
           (long long)d->seed, (long long)d->wanted, d->list, d->sha256, d->drawn, d->made_by);
  return true;
}

static void draws_are_kept(void **state)
{
  struct lur_diag diag = {0};
  char text[200] = "";
  int64_t id = 0;
  lur_store *store = open_wave(*state);
  const struct lur_store_draw draw = {
      .seed = 42, .wanted = 1, .list = "c1,c2", .sha256 = "ab", .drawn = "c2", .made_by = "Ada"};
  check_ok(lur_store_add_draw(store, "autumn", &draw, &id, &diag), &diag);
  assert_int_equal(id, 1);
  check_ok(lur_store_add_draw(store, "autumn", &draw, &id, &diag), &diag);
  assert_int_equal(lur_store_add_draw(store, "spring", &draw, &id, &diag), LUR_NOT_FOUND);
  check_ok(lur_store_each_draw(store, "autumn", see_draw, text, &diag), &diag);
  assert_string_equal(text, "1 42 1 c1,c2 ab c2 Ada;2 42 1 c1,c2 ab c2 Ada;");
  lur_store_close(store);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      store_test(classes_and_rules_come_with_a_plan),
      store_test(a_plan_without_titles_leaves_titles_alone),
      store_test(slots_that_stay_keep_their_names),
      store_test(calls_belong_to_the_final_from_its_first_day_on),
      store_test(a_closed_wave_takes_nothing),
      store_test(a_wave_is_opened_again_for_a_reason_that_is_kept),
      store_test(draws_are_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
