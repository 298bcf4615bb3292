/// Leagues against tables that competitions published, their rules one by one, and what is left when there is
/// hardly anything to rank.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ranking/share.h"
#include "tests/support/fields.h"

struct published {
  const char *name, *class_name;
  double score;
  int rank;
};

/// One contact each with the published score, put in in another order.
static struct lur_field field_of(const struct published *table, size_t n)
{
  struct lur_field field = field_of_total();
  for (size_t i = 0; i < n; i++) {
    const struct published *row = &table[(i * 7 + 3) % n];
    add_contact(&field, add_entrant(&field, row->name, row->class_name), 0, row->score);
  }
  return field;
}

static struct lur_league_rules quick(void)
{
  struct lur_league_rules rules = lur_league_rules_default();
  rules.draws = 500;
  return rules;
}

/// Rows are in the order they are to come out in.
static void check_table(const struct published *table, size_t n, const char *class_name)
{
  struct lur_field field = field_of(table, n);
  struct lur_league_rules rules = quick();
  rules.class_name = class_name;
  struct lur_league *league = league_of(&field, rules);
  assert_int_equal(league->places, n);
  assert_int_equal(league->ranked, n);
  for (size_t i = 0; i < n; i++) {
    assert_string_equal(name_at(&field, league, i), table[i].name);
    assert_int_equal(league->place[i].rank, table[i].rank);
    assert_near(league->place[i].mean, table[i].score, 1e-6);
    assert_true(league->place[i].few);
  }
  lur_league_free(league);
  lur_field_clear(&field);
}

static void top_50_of_2012(void **state)
{
  (void)state;
  const struct published table[] = {
      {"Dignity", "", 95.60, 1},       {"Charles Tyrwhitt", "", 95.31, 2},
      {"DPD", "", 94.68, 3},           {"The White Company", "", 94.38, 4},
      {"heateam", "", 93.69, 5},       {"Royal Mail Door-to-Door", "", 92.93, 6},
      {"Charities Aid", "", 92.87, 7}, {"Nationwide", "", 92.86, 8},
      {"GMC", "", 92.45, 9},           {"ASDA", "", 92.42, 10},
  };
  check_table(table, 10, NULL);
}

static void kommunetesten_of_2016(void **state)
{
  (void)state;
  const struct published table[] = {
      {"Fedje", "", 83.3, 1},          {"Stordal", "", 83.0, 2},          {"Valle", "", 82.5, 3},
      {"Asker", "", 82.2, 4},          {"Oppdal", "", 73.6, 5},           {"Selbu", "", 71.4, 6},
      {"Trondheim", "", 71, 7},        {"Hadsel", "", 61.3, 8},           {"Sortland", "", 61.2, 9},
      {"\303\230ksnes", "", 49.8, 10}, {"Rennebu", "", 48.3, 11},         {"And\303\270y", "", 45.4, 12},
      {"B\303\270", "", 44.7, 13},     {"L\303\270dingen", "", 32.1, 14}, {"Gjemnes", "", 30.6, 15},
  };
  check_table(table, 15, NULL);
}

/// Out of 500 points each; a rank shared by two, and the next is the third.
static void shared_first_places(void **state)
{
  (void)state;
  const struct published networks[] = {
      {"Telekom", "", 445 / 5.0, 1}, {"O2", "", 418 / 5.0, 2}, {"Vodafone", "", 403 / 5.0, 3}};
  const struct published others[] = {
      {"Lidl", "", 439 / 5.0, 1}, {"Tchibo", "", 439 / 5.0, 1}, {"made up", "", 431 / 5.0, 3}};
  const struct published mobile[] = {{"1&1", "mobile", 93.2, 1}, {"Fyve", "mobile", 93.2, 1}};
  check_table(networks, 3, NULL);
  check_table(others, 3, NULL);
  check_table(mobile, 2, "mobile");
}

static void both_of_a_shared_first_place_win(void **state)
{
  (void)state;
  const struct published table[] = {{"1&1", "mobile", 93.2, 1},
                                    {"Fyve", "mobile", 93.2, 1},
                                    {"1822direkt", "bank", 95.8, 1},
                                    {"Tele Columbus", "internet", 95.1, 1}};
  struct lur_field field = field_of(table, 4);
  struct lur_league_rules rules = quick();
  rules.class_name = "mobile";
  struct lur_league *league = league_of(&field, rules);
  assert_int_equal(league->places, 2);
  assert_int_equal(league->winners, 2);
  assert_false(league->place[0].tie_broken);
  assert_near(league->place[0].share_first, 0.5, 1e-9);
  assert_near(league->place[1].share_first, 0.5, 1e-9);
  assert_int_equal(league->place[0].further, -1);
  lur_league_free(league);
  lur_field_clear(&field);
}

/// Both are printed as 55.1; they were ranks 225 and 227. What they were exactly is not published.
static void ranks_by_what_is_not_printed(void **state)
{
  (void)state;
  const struct published table[] = {
      {"Sortland", "", 55.140001, 1}, {"between", "", 55.140000, 2}, {"Hadsel", "", 55.06, 3}};
  check_table(table, 3, NULL);
}

/// 33.333333 thrice, and once of these a millionth more.
static void ranks_by_exact_means(void **state)
{
  (void)state;
  struct lur_field field = field_of_total();
  size_t a = add_entrant(&field, "a", ""), b = add_entrant(&field, "b", "");
  const int64_t third = 33333333;
  for (int i = 0; i < 3; i++) {
    struct lur_contact contact = {.entrant = a, .answered = true, .wait_s = (double)NAN};
    int64_t score = third + (i == 0);
    assert_int_equal(lur_field_add_contact(&field, &contact, &score), LUR_OK);
    contact.entrant = b;
    score = third;
    assert_int_equal(lur_field_add_contact(&field, &contact, &score), LUR_OK);
  }
  struct lur_league *league = league_of(&field, quick());
  assert_int_equal(league->place[0].entrant, a);
  assert_int_equal(league->place[1].rank, 2);
  lur_league_free(league);
  lur_field_clear(&field);
}

/// Bergen printed Fjordkraft, with 95 points, above Randstad with 98.
static void does_not_repeat_a_misprint(void **state)
{
  (void)state;
  const struct published table[] = {{"Randstad", "", 98, 1},
                                    {"Fjordkraft", "", 95, 2},
                                    {"BIR", "", 90, 3},
                                    {"DNB", "", 89, 4},
                                    {"TV2 Sumo", "", 88, 5}};
  check_table(table, 5, NULL);
}

/// Three entrants with equal means; contacts of a are answered more often, b's section scores are better.
static struct lur_field field_of_ties(void)
{
  struct lur_field field = {0};
  size_t index;
  assert_int_equal(lur_field_add_aspect(&field, LUR_ASPECT_TOTAL, "total", "Total", &index), LUR_OK);
  assert_int_equal(lur_field_add_aspect(&field, LUR_ASPECT_SECTION, "agent", "Agent", &index), LUR_OK);
  const struct {
    bool answered;
    double wait, total, agent;
  } contacts[3][2] = {{{true, 20, 60, 50}, {true, 40, 40, 50}},
                      {{true, 9, 100, 90}, {false, (double)NAN, 0, -1}},
                      {{true, 15, 60, 50}, {true, 20, 40, 50}}};
  for (size_t e = 0; e < 3; e++) {
    add_entrant(&field, (const char *[]){"a", "b", "c"}[e], "");
    for (int i = 0; i < 2; i++) {
      struct lur_contact contact = {
          .entrant = e, .answered = contacts[e][i].answered, .wait_s = contacts[e][i].wait};
      int64_t score[] = {millionths(contacts[e][i].total),
                         contacts[e][i].agent < 0 ? LUR_NO_SCORE : millionths(contacts[e][i].agent)};
      assert_int_equal(lur_field_add_contact(&field, &contact, score), LUR_OK);
    }
  }
  return field;
}

static void expect_order(const struct lur_field *field, struct lur_league_rules rules, const char *order,
                         const char *ranks)
{
  struct lur_league *league = league_of(field, rules);
  for (size_t p = 0; order[p]; p++) {
    assert_int_equal(name_at(field, league, p)[0], order[p]);
    assert_int_equal(league->place[p].rank, ranks[p] - '0');
    assert_int_equal(league->place[p].tie_broken, rules.tie[0].kind != LUR_TIE_NONE);
  }
  lur_league_free(league);
}

static void breaks_ties_as_told(void **state)
{
  (void)state;
  struct lur_field field = field_of_ties();
  struct lur_league_rules rules = quick();
  expect_order(&field, rules, "abc", "111");
  rules.tie[0] = (struct lur_tie_break){LUR_TIE_ASPECT, 1};
  expect_order(&field, rules, "bac", "122");
  rules.tie[0] = (struct lur_tie_break){LUR_TIE_ANSWERED, 0};
  expect_order(&field, rules, "acb", "113");
  rules.tie[1] = (struct lur_tie_break){LUR_TIE_WAIT, 0};
  expect_order(&field, rules, "cab", "123");
  rules.tie[0] = (struct lur_tie_break){LUR_TIE_WAIT, 0};
  rules.tie[1] = (struct lur_tie_break){LUR_TIE_NONE, 0};
  expect_order(&field, rules, "bca", "123");
  lur_field_clear(&field);
}

static void few_contacts_have_no_rank(void **state)
{
  (void)state;
  struct lur_field field = field_of_total();
  size_t lucky = add_entrant(&field, "lucky", ""), steady = add_entrant(&field, "steady", "");
  add_entrant(&field, "absent", "");
  add_contact(&field, lucky, 0, 100);
  for (int i = 0; i < 5; i++) add_contact(&field, steady, 0, 80 + i);
  struct lur_league_rules rules = quick();
  rules.minimum_contacts = 5;
  struct lur_league *league = league_of(&field, rules);
  assert_int_equal(league->ranked, 1);
  assert_int_equal(league->winners, 1);
  assert_int_equal(league->place[0].entrant, steady);
  assert_int_equal(league->place[0].rank, 1);
  assert_int_equal(league->place[1].entrant, lucky);
  assert_int_equal(league->place[1].rank, 0);
  assert_int_equal(league->place[1].standing, LUR_PLACE_TOO_FEW);
  assert_true(league->place[1].low < 100);
  assert_int_equal(league->place[2].standing, LUR_PLACE_NO_SCORE);
  assert_true(isnan(league->place[2].mean) && isnan(league->place[2].low));
  assert_near(league->chance[0], 1, 1e-9);
  assert_near(league->chance[league->places + 1], 0, 1e-9);
  lur_league_free(league);
  lur_field_clear(&field);
}

/// A mark of 12 out of 20 is needed: a class can end without a winner; 12 exactly will do.
static void low_scores_do_not_win(void **state)
{
  (void)state;
  const struct published low[] = {{"a", "", 59.999999, 1}, {"b", "", 40, 2}};
  const struct published enough[] = {{"a", "", 60, 1}, {"b", "", 59, 2}};
  struct lur_league_rules rules = quick();
  rules.minimum_score = 60;
  for (int k = 0; k < 2; k++) {
    struct lur_field field = field_of(k ? enough : low, 2);
    struct lur_league *league = league_of(&field, rules);
    assert_int_equal(league->winners, k);
    assert_int_equal(league->place[0].rank, 1);
    assert_int_equal(league->place[0].standing, k ? LUR_PLACE_FULL : LUR_PLACE_TOO_LOW);
    lur_league_free(league);
    lur_field_clear(&field);
  }
}

static void too_few_participants_have_no_winner(void **state)
{
  (void)state;
  const struct published table[] = {{"a", "", 90, 1}, {"b", "", 80, 2}};
  struct lur_field field = field_of(table, 2);
  struct lur_league_rules rules = quick();
  for (rules.minimum_ranked = 2; rules.minimum_ranked <= 3; rules.minimum_ranked++) {
    struct lur_league *league = league_of(&field, rules);
    assert_int_equal(league->ranked, 2);
    assert_int_equal(league->winners, rules.minimum_ranked == 2);
    lur_league_free(league);
  }
  lur_field_clear(&field);
}

static void a_final_is_ranked_apart(void **state)
{
  (void)state;
  struct lur_field field = field_of_total();
  for (int e = 0; e < 4; e++) {
    size_t who = add_entrant(&field, (const char *[]){"a", "b", "c", "d"}[e], "");
    for (int i = 0; i < 3; i++) add_contact(&field, who, 0, 90 - 10 * e + i);
  }
  for (size_t e = 0; e < 2; e++) {
    struct lur_contact contact = {.entrant = e, .answered = true, .round = 1};
    int64_t score = millionths(e ? 70 : 60);
    assert_int_equal(lur_field_add_contact(&field, &contact, &score), LUR_OK);
  }
  struct lur_league_rules rules = quick();
  struct lur_league *wave = league_of(&field, rules);
  rules.round = 1;
  struct lur_league *final = league_of(&field, rules);
  assert_int_equal(wave->places, 4);
  assert_int_equal(wave->place[0].entrant, 0);
  assert_int_equal(final->places, 2);
  assert_int_equal(final->place[0].entrant, 1);
  assert_int_equal(final->place[0].contacts, 1);
  lur_league_free(wave);
  lur_league_free(final);
  lur_field_clear(&field);
}

/// Whatever is in a league, it is a number and in its place; only who has no contact has none.
static void check_sense(const struct lur_league *league)
{
  size_t n = league->places;
  for (size_t p = 0; p < n; p++) {
    const struct lur_place *place = &league->place[p];
    assert_true(place->share_first >= 0 && place->share_first <= 1);
    if (place->contacts == 0) {
      assert_true(isnan(place->mean) && isnan(place->low) && isnan(place->high));
      continue;
    }
    assert_true(place->low <= place->mean && place->mean <= place->high);
    assert_true(place->high > place->low);
    assert_true(place->low >= 0 && place->high <= 100);
    if (place->rank == 0) continue;
    assert_true(place->rank_low >= 1 && place->rank_low <= place->rank && place->rank <= place->rank_high);
    assert_true(place->rank_high <= (int)league->ranked);
    assert_true(place->group >= 1 && (p == 0 || place->group >= league->place[p - 1].group));
    double sum = 0;
    for (size_t r = 0; r < n; r++) sum += league->chance[p * n + r];
    assert_near(sum, 1, 1e-5);
  }
}

static void nobody_takes_part(void **state)
{
  (void)state;
  struct lur_field field = field_of_total();
  struct lur_league *league = league_of(&field, quick());
  assert_int_equal(league->places, 0);
  assert_int_equal(league->winners, 0);
  lur_league_free(league);
  add_entrant(&field, "a", "");
  league = league_of(&field, quick());
  assert_int_equal(league->places, 1);
  assert_int_equal(league->ranked, 0);
  check_sense(league);
  lur_league_free(league);
  lur_field_clear(&field);
}

/// Each entrant's scores, ended by -1.
static void check_small(const double *const *scores, size_t entrants, uint32_t strata)
{
  struct lur_field field = field_of_total();
  for (size_t e = 0; e < entrants; e++) {
    char name[] = {(char)('a' + e), 0};
    size_t who = add_entrant(&field, name, "");
    for (uint32_t i = 0; scores[e][i] >= 0; i++) add_contact(&field, who, i % strata, scores[e][i]);
  }
  struct lur_league *league = league_of(&field, quick());
  assert_int_equal(league->ranked, entrants);
  check_sense(league);
  lur_league_free(league);
  lur_field_clear(&field);
}

static void hardly_anything_is_a_clear_result(void **state)
{
  (void)state;
  const double one[] = {70, -1}, equal[] = {80, 80, 80, 80, -1}, zeros[] = {0, 0, 0, -1},
               full[] = {100, 100, 100, -1}, mixed[] = {0, 90, 95, 100, 85, 60, -1},
               yes_no[] = {100, 0, 100, 100, -1};
  const double *const lists[] = {one, equal, zeros, full, mixed, yes_no};
  for (int a = 0; a < 6; a++) {
    check_small(&lists[a], 1, 1);
    for (int b = 0; b < 6; b++) {
      const double *const two[] = {lists[a], lists[b]};
      check_small(two, 2, 1);
      check_small(two, 2, 100); // every contact is a stratum of its own
      check_small(two, 2, 2);
    }
  }
}

static void equal_scores_throughout_share_everything(void **state)
{
  (void)state;
  struct lur_field field = field_of_total();
  for (int e = 0; e < 4; e++) {
    size_t who = add_entrant(&field, (const char *[]){"d", "b", "c", "a"}[e], "");
    for (int i = 0; i < 20; i++) add_contact(&field, who, 0, 90);
  }
  struct lur_league *league = league_of(&field, quick());
  check_sense(league);
  for (size_t p = 0; p < 4; p++) {
    const struct lur_place *place = &league->place[p];
    assert_int_equal(name_at(&field, league, p)[0], 'a' + (int)p);
    assert_int_equal(place->rank, 1);
    assert_int_equal(place->rank_high, 4);
    assert_int_equal(place->group, 1);
    assert_int_equal(place->further, -1);
    assert_near(place->share_first, 0.25, 1e-6);
    assert_near(place->low, league->place[0].low, 1e-12);
  }
  lur_league_free(league);
  lur_field_clear(&field);
}

/// 100 contacts each, alternating about 90 and 60: nothing about that is uncertain.
static void tells_apart_what_is_apart(void **state)
{
  (void)state;
  struct lur_field field = field_of_total();
  const double means[] = {90, 60, 59.9};
  for (int e = 0; e < 3; e++) {
    size_t who = add_entrant(&field, (const char *[]){"a", "b", "c"}[e], "");
    for (int i = 0; i < 100; i++) add_contact(&field, who, 0, means[e] + (i % 2 ? 5 : -5));
  }
  struct lur_league *league = league_of(&field, quick());
  check_sense(league);
  assert_int_equal(league->place[0].group, 1);
  assert_int_equal(league->place[1].group, 2);
  assert_int_equal(league->place[2].group, 2);
  assert_int_equal(league->place[0].rank_high, 1);
  assert_int_equal(league->place[2].rank_low, 2);
  assert_int_equal(league->place[0].further, 0);
  assert_true(league->place[0].share_first > 0.999);
  // Errors are 0.5 each; a difference of 0.1 needs a critical value of about 2 to 2.4 of its error.
  assert_in_range(league->place[1].further, 15000, 32000);
  lur_league_free(league);
  lur_field_clear(&field);
}

static void a_large_league_makes_sense(void **state)
{
  (void)state;
  struct lur_field field = field_of_total();
  for (int e = 0; e < 80; e++) {
    char name[20];
    snprintf(name, sizeof name, "p%d", e);
    size_t who = add_entrant(&field, name, "");
    for (int i = 0; i < 6; i++) add_contact(&field, who, 0, 40 + e * 37 % 80 / 2 + i * 3);
  }
  struct lur_league *league = league_of(&field, quick());
  check_sense(league);
  double first = 0;
  for (size_t p = 0; p < 80; p++) first += league->place[p].share_first;
  assert_near(first, 1, 1e-4);
  assert_true(league->place[0].share_first > league->place[79].share_first);
  assert_true(league->place[79].group > 1);
  lur_league_free(league);
  lur_field_clear(&field);
}

static void refuses_what_cannot_be(void **state)
{
  (void)state;
  struct lur_field field = field_of_total();
  add_contact(&field, add_entrant(&field, "a", ""), 0, 50);
  struct lur_league *league = NULL;
  struct lur_league_rules rules[5];
  for (int i = 0; i < 5; i++) rules[i] = quick();
  rules[0].aspect = 1;
  rules[1].draws = -1;
  rules[2].level = 1;
  rules[3].level = (double)NAN;
  rules[4].tie[0] = (struct lur_tie_break){LUR_TIE_ASPECT, 7};
  for (int i = 0; i < 5; i++) assert_int_equal(lur_league_make(&field, &rules[i], &league), LUR_BAD_ARG);
  struct lur_resample *other_round = NULL;
  assert_int_equal(lur_resample_make(&field, 0, 1, 1, 10, &other_round), LUR_OK);
  struct lur_league_rules plain = quick();
  assert_int_equal(lur_league_from(&field, other_round, &plain, &league), LUR_BAD_ARG);
  assert_null(league);
  lur_resample_free(other_round);
  lur_field_clear(&field);
}

static void without_draws_there_are_ranks_only(void **state)
{
  (void)state;
  const struct published table[] = {{"a", "", 90, 1}, {"b", "", 80, 2}};
  struct lur_field field = field_of(table, 2);
  struct lur_league_rules rules = quick();
  rules.draws = 0;
  struct lur_league *league = league_of(&field, rules);
  assert_int_equal(league->place[1].rank, 2);
  assert_true(isnan(league->place[0].low));
  assert_null(league->chance);
  assert_int_equal(league->place[0].rank_high, 2);
  assert_int_equal(league->place[0].group, 0);
  lur_league_free(league);
  lur_field_clear(&field);
}

/// An entrant's interval is the same in the league of all and in that of its class.
static void leagues_of_a_field_agree(void **state)
{
  (void)state;
  struct lur_field field = field_of_total();
  for (int e = 0; e < 6; e++) {
    char name[] = {(char)('a' + e), 0};
    size_t who = add_entrant(&field, name, e % 2 ? "odd" : "even");
    for (int i = 0; i < 12; i++) add_contact(&field, who, (uint32_t)i % 3, 60 + 5 * e + i * i % 11);
  }
  struct lur_league_rules rules = quick();
  struct lur_league *all = league_of(&field, rules);
  rules.class_name = "odd";
  struct lur_league *odd = league_of(&field, rules);
  assert_int_equal(odd->places, 3);
  for (size_t p = 0; p < 3; p++) {
    size_t q = 0;
    while (all->place[q].entrant != odd->place[p].entrant) q++;
    assert_true(all->place[q].low == odd->place[p].low && all->place[q].high == odd->place[p].high);
  }
  lur_league_free(all);
  lur_league_free(odd);
  lur_field_clear(&field);
}

/// Scores of 60 to 90 in steps, none of them 0: the interval is the textbook's, mean and 1.96 errors. With
/// strata the error is of the scatter within them.
static void intervals_agree_with_the_analytic_ones(void **state)
{
  (void)state;
  for (int strata = 1; strata <= 4; strata += 3) {
    struct lur_field field = field_of_total();
    size_t who = add_entrant(&field, "a", "");
    double sum = 0, squares = 0;
    enum { N = 400 };
    for (int i = 0; i < N; i++) {
      double within = i / strata * 37 % 31 - 15, score = 70 + within + (strata > 1 ? 5 * (i % strata) : 0);
      add_contact(&field, who, (uint32_t)(i % strata), score);
      sum += score;
      squares += within * within;
    }
    struct lur_league *league = league_of(&field, lur_league_rules_default());
    double half = 1.96 * sqrt(squares / N / N);
    assert_near(league->place[0].low, sum / N - half, 0.04 * half);
    assert_near(league->place[0].high, sum / N + half, 0.04 * half);
    lur_league_free(league);
    lur_field_clear(&field);
  }
}

/// 160 of 200 yes: the interval of a share, Wilson's, to within what the methods differ by.
static void intervals_agree_with_those_of_shares(void **state)
{
  (void)state;
  struct lur_field field = field_of_total();
  size_t who = add_entrant(&field, "a", "");
  for (int i = 0; i < 200; i++) add_contact(&field, who, 0, i % 5 ? 100 : 0);
  struct lur_league *league = league_of(&field, lur_league_rules_default());
  struct lur_share share;
  assert_int_equal(lur_share_make(160, 200, 0.95, &share), LUR_OK);
  assert_near(league->place[0].low, 100 * share.low, 0.6);
  assert_near(league->place[0].high, 100 * share.high, 0.6);
  lur_league_free(league);
  lur_field_clear(&field);
}

/// Some rubrics give an unanswered contact points. All points 20 higher, the intervals are, too, also that of
/// a participant who had no such contact.
static void unanswered_contacts_may_have_points(void **state)
{
  (void)state;
  struct lur_league *league[2];
  for (int k = 0; k < 2; k++) {
    struct lur_field field = field_of_total();
    for (int e = 0; e < 3; e++) {
      size_t who = add_entrant(&field, (const char *[]){"a", "b", "c"}[e], "");
      for (int i = 0; i < 15; i++) {
        struct lur_contact contact = {.entrant = who, .answered = i >= e, .wait_s = (double)NAN};
        int64_t score = millionths((i < e ? 0 : 50 + i * 7 % 15) + 20 * k);
        assert_int_equal(lur_field_add_contact(&field, &contact, &score), LUR_OK);
      }
    }
    league[k] = league_of(&field, lur_league_rules_default());
    lur_field_clear(&field);
  }
  for (size_t p = 0; p < 3; p++) {
    assert_near(league[1]->place[p].low - league[0]->place[p].low, p ? 20 : 19.5, 0.9);
    assert_near(league[1]->place[p].high - league[0]->place[p].high, 20, 0.3);
  }
  lur_league_free(league[0]);
  lur_league_free(league[1]);
}

/// Three places 2 points apart, of so many contacts each.
static int64_t further_of(int contacts)
{
  struct lur_field field = field_of_total();
  for (int e = 0; e < 3; e++) {
    size_t who = add_entrant(&field, (const char *[]){"a", "b", "c"}[e], "");
    for (int i = 0; i < contacts; i++) add_contact(&field, who, 0, 80 - 2 * e + i * 7 % contacts % 21 - 10);
  }
  struct lur_league *league = league_of(&field, lur_league_rules_default());
  int64_t further = league->place[0].further;
  lur_league_free(league);
  lur_field_clear(&field);
  return further;
}

/// With a fifth more further contacts than told, places are apart; with a third fewer they are not; if those
/// are like the ones there.
static void further_contacts_are_enough(void **state)
{
  (void)state;
  int64_t further = further_of(24);
  assert_in_range(further, 60, 200);
  assert_true(further_of(24 + (int)further / 5) > 0);
  assert_int_equal(further_of(24 + (int)further), 0);
}

/// Worked out on this field once; the same to the last digit by every compiler and on every machine.
static void the_same_figures_everywhere(void **state)
{
  (void)state;
  struct lur_field field = field_of_total();
  for (int e = 0; e < 5; e++) {
    char name[] = {(char)('a' + e), 0};
    size_t who = add_entrant(&field, name, "");
    for (int i = 0; i < 20; i++)
      add_contact(&field, who, (uint32_t)i % 4, (i * 7 + e * 3) % 13 == 0 ? 0 : 70 + (i * i + 5 * e) % 31);
  }
  struct lur_league *league = league_of(&field, lur_league_rules_default());
  check_sense(league);
  char text[1000] = "";
  size_t used = 0;
  for (size_t p = 0; p < 5; p++) {
    const struct lur_place *place = &league->place[p];
    used +=
        (size_t)snprintf(text + used, sizeof text - used, "%s %.6f %.6f..%.6f %.6f %d..%d %d %lld\n",
                         name_at(&field, league, p), place->mean, place->low, place->high, place->share_first,
                         place->rank_low, place->rank_high, place->group, (long long)place->further);
  }
  assert_string_equal(text, "d 81.700000 70.766834..87.642057 0.257700 1..5 1 5789\n"
                            "b 80.700000 69.816685..86.284409 0.216000 1..5 1 34543\n"
                            "c 80.250000 69.211120..88.893869 0.256500 1..5 1 2375\n"
                            "e 78.350000 66.551582..87.287037 0.184800 1..5 1 446\n"
                            "a 74.200000 63.894823..82.164790 0.085000 1..5 1 -1\n");
  lur_league_free(league);
  lur_field_clear(&field);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(top_50_of_2012),
      cmocka_unit_test(kommunetesten_of_2016),
      cmocka_unit_test(shared_first_places),
      cmocka_unit_test(both_of_a_shared_first_place_win),
      cmocka_unit_test(ranks_by_what_is_not_printed),
      cmocka_unit_test(ranks_by_exact_means),
      cmocka_unit_test(does_not_repeat_a_misprint),
      cmocka_unit_test(breaks_ties_as_told),
      cmocka_unit_test(few_contacts_have_no_rank),
      cmocka_unit_test(low_scores_do_not_win),
      cmocka_unit_test(too_few_participants_have_no_winner),
      cmocka_unit_test(a_final_is_ranked_apart),
      cmocka_unit_test(nobody_takes_part),
      cmocka_unit_test(hardly_anything_is_a_clear_result),
      cmocka_unit_test(equal_scores_throughout_share_everything),
      cmocka_unit_test(tells_apart_what_is_apart),
      cmocka_unit_test(a_large_league_makes_sense),
      cmocka_unit_test(refuses_what_cannot_be),
      cmocka_unit_test(without_draws_there_are_ranks_only),
      cmocka_unit_test(leagues_of_a_field_agree),
      cmocka_unit_test(intervals_agree_with_the_analytic_ones),
      cmocka_unit_test(intervals_agree_with_those_of_shares),
      cmocka_unit_test(unanswered_contacts_may_have_points),
      cmocka_unit_test(further_contacts_are_enough),
      cmocka_unit_test(the_same_figures_everywhere),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
