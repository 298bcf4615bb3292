/// What rankings are made of: random numbers, exact numbers, shares, spreads, agents and merged leagues.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ranking/award.h"
#include "ranking/merge.h"
#include "ranking/order.h"
#include "ranking/random.h"
#include "ranking/share.h"
#include "ranking/spread.h"
#include "ranking/whole.h"
#include "tests/support/fields.h"

static void logarithms_are_right(void **state)
{
  (void)state;
  for (int i = -300; i <= 300; i++) {
    double x = pow(10, i) * (1 + (i & 7) / 9.0), y = i * 2.0 + i / 7.0;
    assert_true(fabs(lur_steady_log(x) - log(x)) <= 4e-15 * fmax(1, fabs(log(x))));
    assert_true(fabs(lur_steady_exp(y) / exp(y) - 1) < 4e-15);
  }
  assert_true(lur_steady_exp(-1000) <= 0);
}

/// The reference implementation's first numbers from these four states.
static void random_numbers_are_the_published_ones(void **state)
{
  (void)state;
  struct lur_random random = {{1, 2, 3, 4}};
  const uint64_t expected[] = {41943041, 58720359, UINT64_C(3588806011781223), UINT64_C(3591011842654386)};
  for (int i = 0; i < 4; i++) assert_true(lur_random_next(&random) == expected[i]);
  // splitmix64 of seed 0, as its authors print it
  lur_random_seed(&random, 0);
  assert_true(random.state[0] == UINT64_C(0xe220a8397b1dcdaf));
}

struct moments {
  double mean, variance;
};

static struct moments moments_of(double (*draw)(struct lur_random *, double, double), double a, double b)
{
  struct lur_random random;
  lur_random_seed(&random, 7);
  const int n = 200000;
  double sum = 0, squares = 0;
  for (int i = 0; i < n; i++) {
    double x = draw(&random, a, b);
    sum += x;
    squares += x * x;
  }
  return (struct moments){sum / n, squares / n - sum / n * sum / n};
}

static double draw_normal(struct lur_random *random, double a, double b)
{
  return a + b * lur_random_normal(random);
}

static double draw_gamma(struct lur_random *random, double a, double b)
{
  return b * lur_random_gamma(random, a);
}

static double draw_below(struct lur_random *random, double a, double b)
{
  return a + b * lur_random_below(random, 7);
}

/// With n above half of what 32 bits hold, many a number has to be drawn again for each to be as likely.
static void large_whole_numbers_are_as_likely(void **state)
{
  (void)state;
  struct lur_random random;
  lur_random_seed(&random, 3);
  const uint32_t n = 3000000000U;
  int thirds[3] = {0};
  for (int i = 0; i < 90000; i++) {
    uint32_t x = lur_random_below(&random, n);
    assert_true(x < n);
    thirds[x / (n / 3)]++;
  }
  for (int i = 0; i < 3; i++) assert_in_range(thirds[i], 29500, 30500);
}

static void random_numbers_have_their_moments(void **state)
{
  (void)state;
  struct moments m = moments_of(draw_normal, 2, 3);
  assert_near(m.mean, 2, 0.03);
  assert_near(m.variance, 9, 0.12);
  const double shapes[] = {0.3, 1, 4.5};
  for (int i = 0; i < 3; i++) {
    m = moments_of(draw_gamma, shapes[i], 1);
    assert_near(m.mean, shapes[i], 0.02);
    assert_near(m.variance, shapes[i], 0.08);
    double a = shapes[i], b = 2;
    m = moments_of(lur_random_beta, a, b);
    assert_near(m.mean, a / (a + b), 0.003);
    assert_near(m.variance, a * b / ((a + b) * (a + b) * (a + b + 1)), 0.001);
  }
  m = moments_of(draw_below, 0, 1);
  assert_near(m.mean, 3, 0.02);
  assert_near(m.variance, 4, 0.04);
  m = moments_of(lur_random_beta, 0, 2);
  assert_true(m.mean <= 0);
  m = moments_of(lur_random_beta, 2, 0);
  assert_true(m.mean >= 1);
}

static void ratios_compare_exactly(void **state)
{
  (void)state;
  const int64_t large = INT64_C(4611686018427387903);
  assert_int_equal(lur_ratio_compare((struct lur_ratio){1, 3}, (struct lur_ratio){2, 6}), 0);
  assert_int_equal(
      lur_ratio_compare((struct lur_ratio){large, large - 1}, (struct lur_ratio){large - 1, large - 2}), -1);
  assert_int_equal(lur_ratio_compare((struct lur_ratio){-1, 3}, (struct lur_ratio){-1, 2}), 1);
  assert_int_equal(lur_ratio_compare((struct lur_ratio){0, 0}, (struct lur_ratio){-5, 1}), -1);
  assert_int_equal(lur_ratio_compare((struct lur_ratio){0, 0}, (struct lur_ratio){0, 0}), 0);
}

static void whole_numbers_of_any_size(void **state)
{
  (void)state;
  // (2^64 - 1)^2 + 2 (2^64 - 1) = (2^64)^2 - 1
  struct lur_whole x = lur_whole_of(UINT64_MAX), square = lur_whole_times(&x, &x);
  lur_whole_add(&square, &x);
  lur_whole_add(&square, &x);
  for (int i = 0; i < 4; i++) assert_int_equal(square.limb[i], UINT32_MAX);
  assert_int_equal(square.limb[4], 0);
  struct lur_whole one = lur_whole_of(1);
  assert_int_equal(lur_whole_compare(&x, &square), -1);
  lur_whole_add(&square, &one);
  assert_int_equal(square.limb[4], 1);
  assert_int_equal(lur_whole_compare(&square, &x), 1);
  assert_int_equal(lur_whole_compare(&x, &x), 0);
}

static void shares_by_wilson(void **state)
{
  (void)state;
  struct lur_share share;
  assert_int_equal(lur_share_make(900, 1000, 0.95, &share), LUR_OK);
  assert_near(share.share, 0.9, 1e-9);
  assert_near(share.low, 0.880, 0.0005);
  assert_near(share.high, 0.917, 0.0005);
  assert_int_equal(lur_share_make(0, 10, 0.95, &share), LUR_OK); // z^2 / (n + z^2)
  assert_near(share.low, 0, 1e-12);
  assert_near(share.high, 0.277533, 1e-6);
  assert_int_equal(lur_share_make(10, 10, 0.95, &share), LUR_OK);
  assert_near(share.low, 0.722467, 1e-6);
  assert_near(share.high, 1, 1e-12);
  assert_int_equal(lur_share_make(0, 0, 0.95, &share), LUR_OK);
  assert_true(isnan(share.share) && isnan(share.low));
  assert_int_equal(lur_share_make(2, 1, 0.95, &share), LUR_BAD_ARG);
  assert_int_equal(lur_share_make(-1, 1, 0.95, &share), LUR_BAD_ARG);
  assert_int_equal(lur_share_make(1, 2, 1, &share), LUR_BAD_ARG);
}

static void widths_of_the_normal_distribution(void **state)
{
  (void)state;
  assert_near(lur_normal_width(0.95), 1.959963985, 1e-8);
  assert_near(lur_normal_width(0.9), 1.644853627, 1e-8);
  assert_near(lur_normal_width(0.99), 2.575829304, 1e-8);
  assert_near(lur_normal_width(0.5), 0.674489750, 1e-8);
}

static void spreads_by_quarters(void **state)
{
  (void)state;
  const double four[] = {4, 1, 3, 2}, one[] = {7};
  struct lur_spread s;
  assert_int_equal(lur_spread_make(four, 4, &s), LUR_OK);
  assert_near(s.low_quarter, 1.75, 1e-9);
  assert_near(s.middle, 2.5, 1e-9);
  assert_near(s.high_quarter, 3.25, 1e-9);
  assert_near(s.least, 1, 1e-9);
  assert_near(s.most, 4, 1e-9);
  assert_near(s.mean, 2.5, 1e-9);
  assert_int_equal(lur_spread_make(one, 1, &s), LUR_OK);
  assert_near(s.low_quarter, 7, 1e-9);
  assert_near(s.most, 7, 1e-9);
  assert_int_equal(lur_spread_make(NULL, 0, &s), LUR_OK);
  assert_int_equal(s.n, 0);
  assert_true(isnan(s.middle));
}

static void put_call(struct lur_field *field, size_t entrant, const char *agent, double points)
{
  struct lur_contact contact = {.entrant = entrant, .answered = points > 0, .wait_s = (double)NAN};
  assert_int_equal(lur_field_agent(field, agent, &contact.agent), LUR_OK);
  int64_t score = millionths(points);
  assert_int_equal(lur_field_add_contact(field, &contact, &score), LUR_OK);
}

/// Two participants have an agent "x"; they are two people.
static void agents_are_ranked_by_participant_and_pseudonym(void **state)
{
  (void)state;
  struct lur_field field = field_of_total(), agents = {0};
  size_t acme = add_entrant(&field, "acme", "bank"), beta = add_entrant(&field, "beta", "travel");
  put_call(&field, acme, "x", 80);
  put_call(&field, beta, "x", 90);
  put_call(&field, acme, "x", 84);
  put_call(&field, acme, "", 10);
  put_call(&field, acme, "y", 70);
  put_call(&field, beta, "x", 0);
  assert_int_equal(lur_award_agents(&field, &agents), LUR_OK);
  assert_int_equal(agents.entrants, 3);
  struct lur_league_rules rules = lur_league_rules_default();
  rules.draws = 100;
  struct lur_league *league = league_of(&agents, rules);
  const char *names[] = {"beta/x", "acme/x", "acme/y"};
  for (size_t p = 0; p < 3; p++) assert_string_equal(name_at(&agents, league, p), names[p]);
  assert_string_equal(agents.entrant[league->place[0].entrant].class_name, "travel");
  assert_int_equal(league->place[0].contacts, 1);
  assert_near(league->place[1].mean, 82, 1e-9);
  lur_league_free(league);
  lur_field_clear(&agents);
  lur_field_clear(&field);
}

static struct lur_field published(const char *const *name, const double *score, size_t n)
{
  struct lur_field field = field_of_total();
  for (size_t i = 0; i < n; i++) add_contact(&field, add_entrant(&field, name[i], ""), 0, score[i]);
  return field;
}

static struct lur_merged merged(const struct lur_merge_part *part, size_t parts, lur_merge_kind kind)
{
  struct lur_merged out;
  struct lur_league_rules rules = lur_league_rules_default();
  rules.draws = 500;
  assert_int_equal(lur_merge(part, parts, kind, &rules, &out), LUR_OK);
  return out;
}

/// The best mean of two competitions; who was in one only is listed without a rank.
static void competitions_merge_by_their_mean(void **state)
{
  (void)state;
  const char *one[] = {"a", "b", "c"}, *two[] = {"c", "b", "d"};
  const double first[] = {90, 80, 70.2}, second[] = {90, 80.2, 99};
  struct lur_field x = published(one, first, 3), y = published(two, second, 3);
  struct lur_merge_part part[] = {{&x, 0, 0, 0, true}, {&y, 0, 0, 0, true}};
  struct lur_merged m = merged(part, 2, LUR_MERGE_MEAN);
  assert_int_equal(m.league->places, 4);
  assert_int_equal(m.league->ranked, 2);
  for (size_t p = 0; p < 2; p++) { // (80 + 80.2) / 2 and (70.2 + 90) / 2
    assert_string_equal(name_at(&m.field, m.league, p), p ? "c" : "b");
    assert_int_equal(m.league->place[p].rank, 1);
    assert_near(m.league->place[p].mean, 80.1, 1e-9);
    assert_near(m.league->place[p].low, 80.1, 1e-9);
    assert_near(m.league->place[p].share_first, 0.5, 1e-9);
  }
  assert_int_equal(m.league->place[2].standing, LUR_PLACE_NO_SCORE);
  lur_merged_clear(&m);
  lur_field_clear(&x);
  lur_field_clear(&y);
}

/// Two years of 40 and 10 items: 0.8 of the first and 0.2 of the second; who was in one is ranked by that.
static void years_merge_by_their_items(void **state)
{
  (void)state;
  const char *one[] = {"a", "b"}, *two[] = {"b", "a", "c"};
  const double first[] = {60, 50}, second[] = {95, 50, 58.5};
  struct lur_field x = published(one, first, 2), y = published(two, second, 3);
  struct lur_merge_part part[] = {{&y, 0, 0, 10, true}, {&x, 0, 0, 40, true}};
  struct lur_merged m = merged(part, 2, LUR_MERGE_BY_ITEMS);
  const char *names[] = {"b", "c", "a"};
  const double means[] = {59, 58.5, 58};
  for (size_t p = 0; p < 3; p++) {
    assert_string_equal(name_at(&m.field, m.league, p), names[p]);
    assert_int_equal(m.league->place[p].rank, p + 1);
    assert_near(m.league->place[p].mean, means[p], 1e-9);
    assert_int_equal(m.league->place[p].group, p + 1);
  }
  assert_true(m.league->place[0].share_first > 0.999);
  lur_merged_clear(&m);
  lur_field_clear(&x);
  lur_field_clear(&y);
}

static struct lur_field many_contacts(double a, double b)
{
  struct lur_field field = field_of_total();
  for (int e = 0; e < 2; e++) {
    size_t who = add_entrant(&field, e ? "b" : "a", "");
    for (int i = 0; i < 50; i++) add_contact(&field, who, 0, (e ? b : a) + i % 11 - 5);
  }
  return field;
}

/// Two waves of the same size merged have an error smaller by the square root of two, whatever their order; a
/// wave merged with itself is not taken for one twice as large with the same luck.
static void merged_waves_are_surer(void **state)
{
  (void)state;
  struct lur_field x = many_contacts(80, 79), y = many_contacts(82, 77);
  struct lur_merge_part part[] = {{&x, 0, 0, 0, false}, {&y, 0, 0, 0, false}, {&x, 0, 0, 0, false}};
  struct lur_league *alone = league_of(&x, lur_league_rules_default());
  struct lur_merged xy = merged(part, 2, LUR_MERGE_BY_ITEMS), yx = merged(part + 1, 2, LUR_MERGE_BY_ITEMS);
  double width = alone->place[0].high - alone->place[0].low;
  const struct lur_place *a = &xy.league->place[0], *b = &yx.league->place[0];
  assert_near((a->high - a->low) / width, sqrt(0.5), 0.06);
  assert_true(a->low == b->low && a->high == b->high && a->share_first == b->share_first);
  assert_int_equal(a->contacts, 100);
  assert_int_equal(a->sum_millionths, millionths(50 * 80 + 50 * 82 - 2 * 15));
  assert_false(a->few);
  struct lur_merge_part twice[] = {part[0], part[0]};
  struct lur_merged xx = merged(twice, 2, LUR_MERGE_MEAN);
  assert_near((xx.league->place[0].high - xx.league->place[0].low) / width, sqrt(0.5), 0.06);
  lur_merged_clear(&xx);
  lur_merged_clear(&xy);
  lur_merged_clear(&yx);
  lur_league_free(alone);
  lur_field_clear(&x);
  lur_field_clear(&y);
}

static void merging_refuses_what_cannot_be(void **state)
{
  (void)state;
  struct lur_field x = many_contacts(80, 70);
  struct lur_merge_part part[LUR_MERGE_PARTS + 1];
  for (int i = 0; i <= LUR_MERGE_PARTS; i++) part[i] = (struct lur_merge_part){&x, 0, 0, 0, false};
  struct lur_league_rules rules = lur_league_rules_default();
  rules.draws = 50;
  struct lur_merged out;
  assert_int_equal(lur_merge(part, 0, LUR_MERGE_MEAN, &rules, &out), LUR_BAD_ARG);
  assert_int_equal(lur_merge(part, LUR_MERGE_PARTS + 1, LUR_MERGE_MEAN, &rules, &out), LUR_BAD_ARG);
  assert_int_equal(lur_merge(part, LUR_MERGE_PARTS, LUR_MERGE_MEAN, &rules, &out), LUR_OK);
  assert_int_equal(out.league->ranked, 2);
  lur_merged_clear(&out);
  part[1].aspect = 1;
  assert_int_equal(lur_merge(part, 2, LUR_MERGE_MEAN, &rules, &out), LUR_BAD_ARG);
  part[1] = (struct lur_merge_part){&x, 0, 0, -1, false};
  assert_int_equal(lur_merge(part, 2, LUR_MERGE_BY_ITEMS, &rules, &out), LUR_BAD_ARG);
  assert_null(out.league);
  lur_field_clear(&x);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(logarithms_are_right),
      cmocka_unit_test(random_numbers_are_the_published_ones),
      cmocka_unit_test(large_whole_numbers_are_as_likely),
      cmocka_unit_test(random_numbers_have_their_moments),
      cmocka_unit_test(ratios_compare_exactly),
      cmocka_unit_test(whole_numbers_of_any_size),
      cmocka_unit_test(shares_by_wilson),
      cmocka_unit_test(widths_of_the_normal_distribution),
      cmocka_unit_test(spreads_by_quarters),
      cmocka_unit_test(agents_are_ranked_by_participant_and_pseudonym),
      cmocka_unit_test(competitions_merge_by_their_mean),
      cmocka_unit_test(years_merge_by_their_items),
      cmocka_unit_test(merged_waves_are_surer),
      cmocka_unit_test(merging_refuses_what_cannot_be),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
