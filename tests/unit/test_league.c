#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "ranking/league.h"

/// A field with one aspect, the total.
static struct lur_field field_of_total(void)
{
  struct lur_field field = {0};
  size_t index;
  assert_int_equal(lur_field_add_aspect(&field, LUR_ASPECT_TOTAL, "total", "Total", &index), LUR_OK);
  return field;
}

static size_t entrant(struct lur_field *field, const char *name, const char *class_name)
{
  size_t index;
  assert_int_equal(lur_field_add_entrant(field, name, "", class_name, &index), LUR_OK);
  return index;
}

static void contact(struct lur_field *field, size_t who, uint32_t stratum, double score)
{
  struct lur_contact c = {.entrant = who, .answered = score > 0, .wait_s = (double)NAN, .stratum = stratum};
  int64_t millionths = (int64_t)llround(score * 1e6);
  assert_int_equal(lur_field_add_contact(field, &c, &millionths), LUR_OK);
}

static struct lur_league *league_of(const struct lur_field *field, struct lur_league_rules rules)
{
  struct lur_league *league = NULL;
  assert_int_equal(lur_league_make(field, &rules, &league), LUR_OK);
  return league;
}

/// Each entrant with one contact of its published score, put in in another order.
static struct lur_league *published(struct lur_field *field, size_t n, const char *const *name,
                                    const double *score)
{
  *field = field_of_total();
  for (size_t i = 0; i < n; i++) {
    size_t k = (i * 7 + 3) % n;
    contact(field, entrant(field, name[k], ""), 0, score[k]);
  }
  struct lur_league_rules rules = lur_league_rules_default();
  rules.draws = 200;
  return league_of(field, rules);
}

static const char *name_at(const struct lur_field *field, const struct lur_league *league, size_t place)
{
  return field->entrant[league->place[place].entrant].name;
}

static void top_50_of_2012(void **state)
{
  (void)state;
  const char *name[] = {
      "Dignity",    "Charles Tyrwhitt",         "DPD",        "The White Company",       "heateam",
      "Royal Mail", "Charities Aid Foundation", "Nationwide", "General Medical Council", "ASDA"};
  const double score[] = {95.60, 95.31, 94.68, 94.38, 93.69, 92.93, 92.87, 92.86, 92.45, 92.42};
  struct lur_field field;
  struct lur_league *league = published(&field, 10, name, score);
  for (size_t i = 0; i < 10; i++) {
    assert_string_equal(name_at(&field, league, i), name[i]);
    assert_int_equal(league->place[i].rank, i + 1);
  }
  lur_league_free(league);
  lur_field_clear(&field);
}

static void shared_first_places(void **state)
{
  (void)state;
  const char *name[] = {"Lidl", "Tchibo", "Aldi", "Edeka", "Rewe"};
  const double score[] = {439, 439, 430, 421, 421};
  struct lur_field field;
  struct lur_league *league = published(&field, 5, name, score);
  int ranks[] = {1, 1, 3, 4, 4};
  for (size_t i = 0; i < 5; i++) {
    assert_string_equal(name_at(&field, league, i), name[i]);
    assert_int_equal(league->place[i].rank, ranks[i]);
  }
  assert_int_equal(league->winners, 2);
  lur_league_free(league);
  lur_field_clear(&field);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(top_50_of_2012),
      cmocka_unit_test(shared_first_places),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
