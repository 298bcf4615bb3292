/// What is ranked, from the store.
#define _GNU_SOURCE
#include <math.h>

#include "rubrics/score.h"
#include "store/field.h"
#include "store/waves.h"
#include "tests/unit/test_store_tools.h"

static const char rubric_text[] =
    "lur: rubric/1\nid: r\nversion: \"1\"\ntitle: R\nsections:\n"
    "  - id: access\n    title: Access\n    criteria:\n"
    "      - {id: wait, title: Wait, measure: answer.wait_s, points: [[0, 100], [100, 0]]}\n"
    "  - id: service\n    title: Service\n    competence: communication\n    criteria:\n"
    "      - {id: nice, title: Nice, ask: Nice?, number: {from: 0, to: 100}, not_applicable_when: \"not "
    "answer.answered\"}\n"
    "attempts: {max_wait_s: 300, attempts: 2, unanswered: 5}\n"
    "totals:\n"
    "  - {id: service_all, title: Service, contacts: all, sections: [service]}\n"
    "  - {id: service_answered, title: Service, contacts: answered, sections: [service]}\n"
    "rules:\n  - {when: \"not answer.answered\", score: 0, because: Nobody}\n";

/// A store with a wave, and the rubric.
struct bench {
  lur_store *store;
  struct lur_rubric *rubric;
  int sound;
  const char *slot; ///< what the caller says of the next calls; NULL: nothing
};

static struct bench begin(const struct place *p)
{
  struct bench b = {.store = open_store(p, LUR_STORE_CREATE)};
  struct lur_diag diag = {0};
  struct lur_diags faults = {0};
  check_ok(lur_store_add_wave(b.store, "w", "The wave", &diag), &diag);
  lur_status status = lur_rubric_parse(rubric_text, sizeof rubric_text - 1, "r.yaml", &b.rubric, &faults);
  if (status != LUR_OK) fail_msg("%s", faults.n ? faults.at[0].text : "?");
  lur_diags_clear(&faults);
  return b;
}

static void end(struct bench *b)
{
  lur_store_close(b->store);
  lur_rubric_free(b->rubric);
}

/// A call that was answered after wait_s, or not answered (wait_s below 0) for 310 s; each at its own minute.
static int64_t call(const struct place *p, struct bench *b, const char *participant, const char *agent,
                    double wait_s, struct lur_measures *m)
{
  char text[40];
  struct lur_diag diag = {0};
  struct lur_store_added added = {0};
  snprintf(text, sizeof text, "sound %d", b->sound);
  struct lur_store_call c = made_call(take_text(p, b->store, text));
  *m = made_measures(wait_s);
  if (wait_s < 0) lur_measures_reset(m, "not answered");
  lur_measure_set(m, LUR_M_ANSWER_ANSWERED, wait_s >= 0);
  lur_measure_set(m, LUR_M_CALL_DURATION_S, wait_s < 0 ? 310 : wait_s + 60);
  struct lur_store_analysis a = made_analysis(m);
  c.wave = "w";
  c.participant = participant;
  c.agent = agent;
  const struct lur_store_fact fact = {"slot", b->slot};
  c.fact = &fact;
  c.facts = b->slot ? 1 : 0;
  c.started = (struct lur_when){true, 60000 * (int64_t)b->sound++, 0};
  check_ok(lur_store_add_call(b->store, &c, &a, &added, &diag), &diag);
  return added.call;
}

/// The same, scored; nice below 0: nobody answered that question.
static int64_t scored(const struct place *p, struct bench *b, const char *participant, const char *agent,
                      double wait_s, double nice)
{
  char text[300];
  struct lur_measures m;
  struct lur_diag diag = {0};
  struct lur_scorecard *card = NULL;
  struct lur_answers_list answers = {0};
  int64_t id = call(p, b, participant, agent, wait_s, &m);
  snprintf(text, sizeof text, "lur: answers/1\nrubric: r\nversion: \"1\"\nanswers: {nice: %g}\n", nice);
  if (nice >= 0) check_ok(lur_answers_parse(text, strlen(text), "a.yaml", &answers, &diag), &diag);
  check_ok(lur_score(b->rubric, &m, NULL, answers.n ? &answers.at[0] : NULL, &card, &diag), &diag);
  struct lur_store_scorecard record = lur_store_scorecard_of(card);
  record.rubric_text = rubric_text;
  record.document = "{\"schema\": \"lur.scorecard/1\"}\n";
  check_ok(lur_store_add_scorecard(b->store, id, &record, NULL, &diag), &diag);
  lur_scorecard_free(card);
  lur_answers_list_clear(&answers);
  return id;
}

static struct lur_store_field *field_of(struct bench *b, bool named)
{
  struct lur_diag diag = {0};
  struct lur_store_field *f = NULL;
  const struct lur_store_field_wish wish = {.criteria = true, .agents_named = named};
  check_ok(lur_store_field(b->store, "w", &wish, &f, &diag), &diag);
  return f;
}

/// "total 50 answered 50 service_all 90 ..." of one contact, in whole points; "-" where there is none.
static void check_scores(const struct lur_store_field *f, size_t contact, const char *want)
{
  char text[500] = "";
  for (size_t i = 0; i < f->field.aspects; i++) {
    int64_t score = f->field.score[contact * f->field.aspects + i];
    size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "%s%s ", used ? " " : "", f->field.aspect[i].id);
    used = strlen(text);
    if (score == LUR_NO_SCORE)
      snprintf(text + used, sizeof text - used, "-");
    else
      snprintf(text + used, sizeof text - used, "%.6g", (double)score / 1e6);
  }
  assert_string_equal(text, want);
}

static void all_parts_of_a_scorecard_are_there(void **state)
{
  struct place *p = *state;
  struct bench b = begin(p);
  int64_t id = scored(p, &b, "a", "Kim", 20, 90);
  struct lur_store_field *f = field_of(&b, false);
  assert_string_equal(f->title, "The wave");
  assert_string_equal(f->rubric, "r");
  assert_int_equal(f->rubric_versions, 1);
  assert_string_equal(f->rubric_version[0].sha256, b.rubric->sha256);
  assert_string_equal(f->analyser[0].version, "0.1.0");
  assert_int_equal(f->field.contacts, 1);
  assert_int_equal(f->field.contact[0].call, id);
  assert_true(f->field.contact[0].answered);
  assert_true(f->field.contact[0].wait_s == 20);
  check_scores(
      f, 0,
      "total 85 answered 85 service_all 90 service_answered 90 access 80 service 90 communication 90 "
      "wait 80 nice 90");
  lur_store_field_free(f);
  end(&b);
}

static void an_unanswered_contact_counts_once_with_its_score(void **state)
{
  struct place *p = *state;
  struct bench b = begin(p);
  scored(p, &b, "a", NULL, -1, -1); // scored before the contact was called again
  scored(p, &b, "a", NULL, -1, -1);
  scored(p, &b, "a", NULL, 20, 90);
  struct lur_store_field *f = field_of(&b, false);
  assert_int_equal(f->field.contacts, 2);
  assert_int_equal(f->passed, 1);
  assert_false(f->field.contact[0].answered);
  assert_true(isnan(f->field.contact[0].wait_s));
  check_scores(
      f, 0,
      "total 5 answered - service_all 5 service_answered - access - service - communication - wait - "
      "nice -");
  lur_store_field_free(f);
  end(&b);
}

static void who_answers_too_late_did_not_answer(void **state)
{
  struct place *p = *state;
  struct bench b = begin(p);
  scored(p, &b, "a", NULL, 301, 90);
  scored(p, &b, "a", NULL, 302, 90);
  struct lur_store_field *f = field_of(&b, false);
  assert_int_equal(f->field.contacts, 1);
  assert_false(f->field.contact[0].answered);
  check_scores(
      f, 0,
      "total 5 answered - service_all 5 service_answered - access - service - communication - wait - "
      "nice -");
  lur_store_field_free(f);
  end(&b);
}

static void what_does_not_count_is_told_apart(void **state)
{
  struct place *p = *state;
  struct lur_measures m;
  struct lur_diag diag = {0};
  struct bench b = begin(p);
  scored(p, &b, "a", NULL, 20, -1); // not answered completely
  call(p, &b, "a", NULL, 20, &m);   // not scored
  call(p, &b, "a", NULL, -1, &m);   // to be tried again
  scored(p, &b, NULL, NULL, 20, 50);
  scored(p, &b, "b", NULL, -1, -1); // scored, and to be tried again
  check_ok(lur_store_set_class(b.store, "w", "b", "bank", &diag), &diag);
  struct lur_store_field *f = field_of(&b, false);
  assert_int_equal(f->entrant[0].incomplete, 1);
  assert_int_equal(f->entrant[0].unscored, 1);
  assert_int_equal(f->entrant[0].open, 1);
  assert_int_equal(f->entrant[0].tried_less, 0);
  assert_int_equal(f->entrant[1].tried_less, 1);
  assert_int_equal(f->nameless, 1);
  assert_int_equal(f->field.contacts, 1);
  assert_string_equal(f->field.entrant[0].class_name, "");
  assert_string_equal(f->field.entrant[1].class_name, "bank");
  lur_store_field_free(f);
  end(&b);
}

static void the_final_is_a_round_of_its_own(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct bench b = begin(p);
  scored(p, &b, "a", NULL, 20, 90);
  scored(p, &b, "a", NULL, -1, -1); // the last before the final: no attempt in the final follows it
  int64_t final = scored(p, &b, "a", NULL, 20, 70);
  check_ok(lur_store_set_round(b.store, final, 1, &diag), &diag);
  struct lur_store_field *f = field_of(&b, false);
  assert_int_equal(f->field.contacts, 3);
  assert_int_equal(f->passed, 0);
  for (size_t i = 0; i < f->field.contacts; i++)
    assert_int_equal(f->field.contact[i].round, f->field.contact[i].call == final);
  lur_store_field_free(f);
  struct lur_store_ranking *r = NULL;
  check_ok(lur_store_rank(b.store, "w", NULL, &r, &diag), &diag);
  assert_int_equal(r->place[0].counted, 2);
  lur_store_ranking_free(r);
  end(&b);
}

static void agents_go_by_the_number_in_which_they_came(void **state)
{
  struct place *p = *state;
  struct bench b = begin(p);
  static const char *const heard[] = {"Kim", "Bo", "kim", "", "Bo"};
  for (size_t i = 0; i < sizeof heard / sizeof *heard; i++) scored(p, &b, "a", heard[i], 20, 90);
  scored(p, &b, "b", "Bo", 20, 90);
  struct lur_store_field *f = field_of(&b, false);
  static const char *const number[] = {"1", "2", "1", "", "2", "1"};
  for (size_t i = 0; i < f->field.contacts; i++)
    assert_string_equal(f->field.agent[f->field.contact[i].agent], number[i]);
  lur_store_field_free(f);
  f = field_of(&b, true);
  assert_string_equal(f->field.agent[f->field.contact[2].agent], "Kim");
  lur_store_field_free(f);
  end(&b);
}

/// A plan with two scenarios, and three slots with participant a.
static void plan_slots(struct bench *b)
{
  static const char text[] =
      "lur: wave/1\nid: w\ntitle: W\nfrom: 2026-09-07\nuntil: 2026-09-30\nwindows: mon-fri 09:00-15:00\n"
      "quota: 3\nparticipants: [{name: a, class: bank}]\ncallers: [{name: Eva}]\n"
      "scenarios: [{id: lost}, {id: price}]\n";
  struct lur_diag diag = {0};
  struct lur_diags faults = {0};
  struct lur_plan *plan = NULL;
  lur_status status = lur_plan_parse(text, sizeof text - 1, "w", NULL, NULL, &plan, &faults);
  if (status != LUR_OK) fail_msg("%s", faults.n ? faults.at[0].text : "?");
  const struct lur_slot slot[] = {{.scenario = 0, .minute = 1}, {.scenario = 1, .minute = 2}, {.minute = 3}};
  check_ok(lur_store_put_plan(b->store, "w", plan, 1, "Ada", &diag), &diag);
  check_ok(lur_store_put_slots(b->store, "w", 0, plan, slot, 3, &diag), &diag);
  lur_diags_clear(&faults);
  lur_plan_free(plan);
}

static void contacts_of_one_scenario_are_one_stratum(void **state)
{
  struct place *p = *state;
  struct bench b = begin(p);
  plan_slots(&b);
  b.slot = "2"; // the second that was kept, which is not the first that is due
  scored(p, &b, "a", NULL, 20, 90);
  b.slot = NULL;
  scored(p, &b, "a", NULL, -1, -1); // tried once more below: one contact, one slot
  for (int i = 0; i < 3; i++) scored(p, &b, "a", NULL, 20, 90);
  struct lur_store_field *f = field_of(&b, false);
  static const uint32_t stratum[] = {2, 1, 1, 0};
  assert_int_equal(f->field.contacts, 4);
  for (size_t i = 0; i < 4; i++) assert_int_equal(f->field.contact[i].stratum, stratum[i]);
  assert_string_equal(f->field.entrant[0].class_name, "bank");
  lur_store_field_free(f);
  end(&b);
}

/// Scorecards kept by an older lur have no parts beside their document.
static void older_scorecards_are_read_from_their_documents(void **state)
{
  struct place *p = *state;
  struct lur_measures m;
  struct lur_diag diag = {0};
  struct bench b = begin(p);
  int64_t id = call(p, &b, "a", NULL, 20, &m);
  struct lur_store_scorecard record = made_card("r", 85000000);
  record.rubric_text = rubric_text;
  record.rubric_sha256 = b.rubric->sha256;
  record.document =
      "{\"unanswered\": false, \"totals\": [{\"id\": \"service_all\", \"total\": 90.5}],"
      " \"competences\": {\"communication\": 91}, \"sections\": [{\"id\": \"access\", \"score\": "
      "null, \"criteria\": [{\"id\": \"wait\", \"points\": 12.345678}]}]}";
  check_ok(lur_store_add_scorecard(b.store, id, &record, NULL, &diag), &diag);
  struct lur_store_field *f = field_of(&b, false);
  check_scores(f, 0,
               "total 85 answered 85 service_all 90.5 service_answered - access - service - communication 91 "
               "wait 12.3457 nice -");
  lur_store_field_free(f);
  end(&b);
}

static void an_empty_wave_is_an_empty_field(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct lur_store_field *f = NULL;
  struct bench b = begin(p);
  f = field_of(&b, false);
  assert_int_equal(f->field.entrants, 0);
  assert_int_equal(f->field.contacts, 0);
  assert_int_equal(f->field.aspects, 2);
  assert_string_equal(f->rubric, "");
  lur_store_field_free(f);
  const struct lur_store_field_wish wish = {.rubric = "r"};
  assert_int_equal(lur_store_field(b.store, "nowhere", &wish, &f, &diag), LUR_NOT_FOUND);
  end(&b);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      store_test(all_parts_of_a_scorecard_are_there),
      store_test(an_unanswered_contact_counts_once_with_its_score),
      store_test(who_answers_too_late_did_not_answer),
      store_test(what_does_not_count_is_told_apart),
      store_test(the_final_is_a_round_of_its_own),
      store_test(agents_go_by_the_number_in_which_they_came),
      store_test(contacts_of_one_scenario_are_one_stratum),
      store_test(older_scorecards_are_read_from_their_documents),
      store_test(an_empty_wave_is_an_empty_field),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
