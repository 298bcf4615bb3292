// What a participant is handed: figures from a small wave worked out by hand, the sentences made of them, and
// that nobody's name is given away.
#include "tests/unit/test_report_tools.h"

#include "report/result.h"
#include "report/result_words.h"
#include "tests/support/made_result.h"

enum { PARTICIPANTS = 3, CALLS = 6 };

/// Three participants with six calls each; the second is the reader. Every call loses points by one cause.
struct small_wave {
  struct lur_field field;
  struct lur_result_facts facts;
  struct lur_league *league;
  const struct lur_league *view[1];
  struct lur_result_wave wave;
  struct lur_result *result;
};

static void assert_near(double got, double want, double tolerance)
{
  if (fabs(got - want) <= tolerance) return;
  fail_msg("%g, not %g", got, want);
}

static char *plain(const char *text)
{
  return fixture_text(text);
}

static void add_causes(struct lur_result_facts *facts)
{
  size_t index;
  const struct lur_result_cause causes[] = {
      {plain("greeting"), plain("Greeting"), plain("Start"), plain(""), false},
      {plain("wait"), plain("Time to answer"), plain("Access"), plain("s"), false},
      {plain("unanswered"), plain("Nobody answered"), plain(""), plain(""), true}};
  for (size_t i = 0; i < 3; i++) {
    assert_int_equal(lur_result_add_cause(facts, &causes[i], &index), LUR_OK);
    assert_int_equal(index, i);
  }
}

static void add_loss(struct small_wave *w, size_t cause, double lost, double value, const char *reason)
{
  const struct lur_span at[] = {{10, 12}};
  const struct lur_result_loss loss = {
      .contact = w->field.contacts, .cause = cause, .lost = lost, .value = value};
  assert_int_equal(lur_result_add_loss(&w->facts, &loss, reason, at, cause == 0), LUR_OK);
}

/// Of the reader: calls of 90, 80, 70, 60, 50 and one unanswered. The best loses nothing but 10 by waiting.
static void add_contacts(struct small_wave *w)
{
  const double lost[PARTICIPANTS][CALLS] = {
      {10, 10, 10, 10, 10, 10}, {10, 20, 30, 40, 50, 100}, {90, 90, 90, 90, 90, 90}};
  for (size_t e = 0; e < PARTICIPANTS; e++)
    for (size_t k = 0; k < CALLS; k++) {
      bool answered = lost[e][k] < 100;
      if (!answered)
        add_loss(w, 2, 100, (double)NAN, NULL);
      else if (e == 1)
        add_loss(w, 0, lost[e][k], (double)NAN, k < 2 ? "Partly" : "Missing");
      else
        add_loss(w, 1, lost[e][k], 60, NULL);
      uint32_t agent;
      const int64_t total = (int64_t)((100 - lost[e][k]) * 1e6);
      const int64_t score[] = {total, answered ? total : LUR_NO_SCORE, answered ? total : LUR_NO_SCORE};
      assert_int_equal(lur_field_agent(&w->field, e == 1 && k < 3 ? "agent-1" : "agent-2", &agent), LUR_OK);
      const struct lur_contact c = {.entrant = e,
                                    .call = (int64_t)(10 * e + k + 1),
                                    .answered = answered,
                                    .wait_s = answered ? 10 * (double)(k + 1) : (double)NAN,
                                    .agent = agent};
      assert_int_equal(lur_field_add_contact(&w->field, &c, score), LUR_OK);
      struct lur_result_moment moment = {.hour = k == 4 ? -1 : k < 2 ? 9 : 11};
      snprintf(moment.call, sizeof moment.call, "c%d", (int)c.call);
      assert_int_equal(lur_result_add_moment(&w->facts, &moment), LUR_OK);
    }
}

static int set_up(void **state)
{
  static const char *const names[] = {"Alfa & Søn", "Bravo", "Charlie <b>"};
  struct small_wave *w = calloc(1, sizeof *w);
  size_t index;
  assert_non_null(w);
  assert_int_equal(lur_field_add_aspect(&w->field, LUR_ASPECT_TOTAL, "total", "Total", &index), LUR_OK);
  assert_int_equal(lur_field_add_aspect(&w->field, LUR_ASPECT_ANSWERED, "answered", "Answered", &index),
                   LUR_OK);
  assert_int_equal(lur_field_add_aspect(&w->field, LUR_ASPECT_SECTION, "start", "Start", &index), LUR_OK);
  for (size_t e = 0; e < PARTICIPANTS; e++)
    assert_int_equal(lur_field_add_entrant(&w->field, names[e], names[e], "", &index), LUR_OK);
  add_causes(&w->facts);
  add_contacts(w);
  const struct lur_league_rules rules = lur_league_rules_default();
  assert_int_equal(lur_league_make(&w->field, &rules, &w->league), LUR_OK);
  w->view[0] = w->league;
  w->wave = (struct lur_result_wave){.name = "spring",
                                     .title = "Spring",
                                     .rubric = "Service",
                                     .version = "1",
                                     .from = "2026-05-01",
                                     .to = "2026-05-02",
                                     .field = &w->field,
                                     .facts = &w->facts,
                                     .league = w->view,
                                     .leagues = 1};
  assert_int_equal(lur_result_make(&w->wave, 1, false, &w->result), LUR_OK);
  *state = w;
  return 0;
}

static int tear_down(void **state)
{
  struct small_wave *w = *state;
  lur_result_free(w->result);
  lur_league_free(w->league);
  lur_field_clear(&w->field);
  lur_result_facts_clear(&w->facts);
  free(w);
  return 0;
}

static void both_totals_and_the_class_are_told(void **state)
{
  const struct lur_result *r = ((struct small_wave *)*state)->result;
  assert_int_equal(r->place->rank, 2);
  assert_near(r->all.own, 350.0 / 6, 1e-6); // 90 + 80 + 70 + 60 + 50 + 0
  assert_near(r->answered.own, 70, 1e-9);
  assert_int_equal(r->answered.contacts, 5);
  assert_near(r->all.spread.most, 90, 1e-6);
  assert_near(r->all.spread.mean, (90 + 350.0 / 6 + 10) / 3, 1e-5);
  assert_near(r->share.share, 5.0 / 6, 1e-5);
  assert_int_equal(r->sections, 1);
  assert_near(r->section[0].own, 70, 1e-9);
}

static void losses_add_up_to_what_is_missing(void **state)
{
  const struct lur_result *r = ((struct small_wave *)*state)->result;
  double sum = 0;
  for (size_t i = 0; i < r->costs; i++) sum += r->cost[i].mean;
  assert_near(100 - sum, r->all.own, 1e-6);
  assert_int_equal(r->costs, 2);
  assert_string_equal(r->cost[0].cause->id, "greeting"); // 150 / 6 against 100 / 6
  assert_near(r->cost[0].mean, 25, 1e-9);
  assert_int_equal(r->cost[0].calls, 5);
  assert_true(r->cost[1].cause->is_rule);
}

static void root_causes_are_counted_and_can_be_heard(void **state)
{
  const struct lur_result_cost *c = &((struct small_wave *)*state)->result->cost[0];
  assert_int_equal(c->reasons, 2);
  assert_string_equal(c->reason[0].text, "Missing");
  assert_int_equal(c->reason[0].calls, 3);
  assert_string_equal(c->reason[1].text, "Partly");
  assert_int_equal(c->evidences, LUR_RESULT_PLACES);
  assert_string_equal(c->evidence[0].moment->call, "c15"); // the call that lost most
  assert_int_equal(c->evidence[0].n, 1);
  assert_near(c->evidence[0].at[0].start_s, 10, 1e-9);
}

static void what_moves_most_is_the_distance_to_the_best_at_it(void **state)
{
  const struct lur_result *r = ((struct small_wave *)*state)->result;
  assert_int_equal(r->moves, 2);
  assert_near(r->move[0].mean - r->move[0].best, 25, 1e-9);
}

static void calls_to_praise_and_to_learn_from_are_others(void **state)
{
  const struct lur_result *r = ((struct small_wave *)*state)->result;
  assert_int_equal(r->praises, 2); // of five answered
  assert_int_equal(r->learns, 2);
  assert_string_equal(r->praise[0].moment->call, "c11");
  assert_string_equal(r->learn[0].moment->call, "c15");
  assert_near(r->learn[0].lost, 50, 1e-9);
  assert_int_equal(r->agents, 1);
  assert_string_equal(r->agent[0].name, "agent-1"); // a mean of 80 of three calls
}

static void hours_without_calls_are_there(void **state)
{
  const struct lur_result *r = ((struct small_wave *)*state)->result;
  assert_int_equal(r->first_hour, 9);
  assert_int_equal(r->last_hour, 11);
  assert_int_equal(r->hour[10].contacts, 0);
  assert_true(isnan(r->hour[10].median));
  assert_int_equal(r->hour[9].contacts, 2);
  assert_near(r->hour[9].median, 15, 1e-9);
  assert_int_equal(r->hour[11].contacts, 3);
  assert_int_equal(r->hour[11].answered, 2);
  assert_near(r->hour[11].longest, 40, 1e-9);
  assert_int_equal(r->hourless, 1);
}

static bool said(const struct lur_result *r, const char *part)
{
  char text[LUR_RESULT_SENTENCES][LUR_RESULT_TEXT];
  size_t n = lur_result_standing_text(r, NULL, text);
  assert_true(n <= LUR_RESULT_SENTENCES);
  for (size_t i = 0; i < n; i++)
    if (strstr(text[i], part)) return true;
  return false;
}

static void sentences_are_careful_with_few_calls(void **state)
{
  char text[LUR_RESULT_TEXT];
  const struct lur_result *r = ((struct small_wave *)*state)->result;
  assert_string_equal(lur_result_place_text(r, text), "Place 2 of 3");
  assert_true(said(r, "The mean of 58.3 comes from 6 calls"));
  assert_true(said(r, "That is few calls"));
  assert_string_equal(lur_result_distance_text(r, "sv", text),
                      "The best has 90,0, 31,7 points more; the mean of all is 52,8.");
  assert_non_null(strstr(lur_result_answered_text(r, NULL, text), "5 of 6 calls were answered: 83"));
  assert_string_equal(lur_result_often_text(r, &r->cost[0], text), "in 5 of 6 calls");
  assert_string_equal(lur_result_reasons_text(&r->cost[0], NULL, text),
                      "“Missing” in 3 calls · “Partly” in 2 calls");
  assert_string_equal(lur_result_past_text(r, NULL, text), "");
}

/// One of the league with a place as if the calls had been other.
static struct lur_result with_place(const struct lur_result *r, struct lur_place *place)
{
  struct lur_result other = *r;
  *place = *r->place;
  other.place = place;
  return other;
}

static void a_place_that_is_not_given_says_why(void **state)
{
  char text[LUR_RESULT_TEXT];
  struct lur_place place;
  struct lur_result r = with_place(((struct small_wave *)*state)->result, &place);
  place.rank = 0;
  place.standing = LUR_PLACE_TOO_FEW;
  assert_string_equal(lur_result_place_text(&r, text), "No place");
  assert_true(said(&r, "here there are fewer, so there is none"));
  place.contacts = 0;
  place.standing = LUR_PLACE_NO_SCORE;
  assert_true(said(&r, "No call counts yet"));
  assert_false(said(&r, "nan"));
}

static void the_earlier_wave_is_compared_with_care(void **state)
{
  char text[LUR_RESULT_TEXT];
  struct lur_place place, past;
  struct lur_result r = with_place(((struct small_wave *)*state)->result, &place);
  struct lur_result_wave wave = *r.wave;
  const struct lur_result_past before = {.title = "Autumn"};
  wave.past = &before;
  r.wave = &wave;
  past = place;
  r.past = &past;
  assert_non_null(strstr(lur_result_past_text(&r, NULL, text), "too few calls to say"));
  place.few = past.few = false;
  place.mean = 60;
  place.low = past.low = 55;
  place.high = past.high = 65;
  past.mean = 58; // half of the difference's interval is 7.1
  assert_non_null(strstr(lur_result_past_text(&r, NULL, text), "2.0 points can be luck"));
  past.mean = 50;
  assert_non_null(strstr(lur_result_past_text(&r, NULL, text), "better by 10.0 points"));
  past.mean = 70;
  assert_non_null(strstr(lur_result_past_text(&r, NULL, text), "worse by 10.0 points"));
}

static void the_page_gives_nobody_away(void **state)
{
  struct capture c;
  struct small_wave *w = *state;
  typedef lur_status writer(FILE *, const struct lur_result *, const struct lur_result_options *);
  writer *const all[] = {lur_result_html, lur_result_brief_html, lur_result_json, lur_result_csv};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    assert_int_equal(all[i](capture_open(&c), w->result, NULL), LUR_OK);
    const char *text = capture_close(&c);
    assert_null(strstr(text, "Alfa"));
    assert_null(strstr(text, "Charlie"));
    free(c.text);
  }
}

static void named_they_are_escaped(void **state)
{
  struct capture c;
  struct lur_result *named = NULL;
  struct small_wave *w = *state;
  assert_int_equal(lur_result_make(&w->wave, 1, true, &named), LUR_OK);
  assert_int_equal(lur_result_html(capture_open(&c), named, NULL), LUR_OK);
  const char *text = capture_close(&c);
  assert_non_null(strstr(text, "Alfa &amp; Søn"));
  assert_non_null(strstr(text, "Charlie &lt;b&gt;"));
  assert_null(strstr(text, "Charlie <b>"));
  free(c.text);
  lur_result_free(named);
}

static void letters_go_beyond_z(void **state)
{
  (void)state;
  struct lur_result_line *line = NULL;
  const struct made_wave_options of = {.participants = 60, .calls = 1, .classes = 1, .seed = 3};
  struct made_wave *made = made_wave_new(&of);
  assert_int_equal(lur_result_lines_make(&made->field, made->league[0], SIZE_MAX, false, &line), LUR_OK);
  assert_string_equal(line[0].label, "A");
  assert_string_equal(line[25].label, "Z");
  assert_string_equal(line[26].label, "AA");
  assert_string_equal(line[53].label, "BB");
  lur_result_lines_free(line, made->league[0]->places);
  made_wave_free(made);
}

static void scales_show_all_in_round_steps(void **state)
{
  (void)state;
  for (int low = 0; low <= 100; low += 3)
    for (int high = low; high <= 100; high += 7) {
      const struct lur_result_scale s = lur_result_scale_of(low + 0.3, high + 0.3 > 100 ? 100 : high + 0.3);
      assert_true(s.from >= 0 && s.to <= 100 && s.from < s.to);
      assert_true(s.from <= low + 0.3 && s.to >= (high + 0.3 > 100 ? 100 : high + 0.3));
      assert_true((s.to - s.from) / s.step <= 8.01);
    }
  const struct lur_result_scale none = lur_result_scale_of((double)NAN, (double)NAN);
  assert_true(none.from == 0 && none.to == 100);
}

static void a_wrong_wave_and_a_full_disk_are_told(void **state)
{
  struct lur_result *none = NULL;
  struct small_wave *w = *state;
  struct lur_result_wave wave = w->wave;
  assert_int_equal(lur_result_make(&wave, PARTICIPANTS, false, &none), LUR_BAD_ARG);
  wave.leagues = 0;
  assert_int_equal(lur_result_make(&wave, 0, false, &none), LUR_BAD_ARG);
  FILE *full = fopen("/dev/full", "w");
  if (!full) return;
  assert_int_equal(lur_result_html(full, w->result, NULL), LUR_IO);
  fclose(full);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(both_totals_and_the_class_are_told),
                                     cmocka_unit_test(losses_add_up_to_what_is_missing),
                                     cmocka_unit_test(root_causes_are_counted_and_can_be_heard),
                                     cmocka_unit_test(what_moves_most_is_the_distance_to_the_best_at_it),
                                     cmocka_unit_test(calls_to_praise_and_to_learn_from_are_others),
                                     cmocka_unit_test(hours_without_calls_are_there),
                                     cmocka_unit_test(sentences_are_careful_with_few_calls),
                                     cmocka_unit_test(a_place_that_is_not_given_says_why),
                                     cmocka_unit_test(the_earlier_wave_is_compared_with_care),
                                     cmocka_unit_test(the_page_gives_nobody_away),
                                     cmocka_unit_test(named_they_are_escaped),
                                     cmocka_unit_test(letters_go_beyond_z),
                                     cmocka_unit_test(scales_show_all_in_round_steps),
                                     cmocka_unit_test(a_wrong_wave_and_a_full_disk_are_told)};
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
