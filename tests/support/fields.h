/// \file
/// Fields for tests of ranking, made in few words.
#ifndef LUR_TESTS_SUPPORT_FIELDS_H
#define LUR_TESTS_SUPPORT_FIELDS_H

#include <math.h>
#include <stddef.h>

#include <stdarg.h>

#include <setjmp.h>

#include <cmocka.h>

#include "ranking/league.h"

/// cmocka's own comparison is of floats, which is too rough here.
#define assert_near(is, wanted, within)                                                                      \
  do {                                                                                                       \
    double got_ = (is), want_ = (wanted);                                                                    \
    if (!(fabs(got_ - want_) <= (within))) fail_msg("%s is %.9f, not %.9f", #is, got_, want_);               \
  } while (0)

/// A field with one aspect, the total.
static inline struct lur_field field_of_total(void)
{
  struct lur_field field = {0};
  size_t index;
  assert_int_equal(lur_field_add_aspect(&field, LUR_ASPECT_TOTAL, "total", "Total", &index), LUR_OK);
  return field;
}

static inline size_t add_entrant(struct lur_field *field, const char *name, const char *class_name)
{
  size_t index;
  assert_int_equal(lur_field_add_entrant(field, name, "", class_name, &index), LUR_OK);
  return index;
}

static inline int64_t millionths(double points)
{
  return (int64_t)llround(points * 1e6);
}

/// A contact of the wave's own round with one score; of 0 points it is unanswered.
static inline void add_contact(struct lur_field *field, size_t entrant, uint32_t stratum, double points)
{
  struct lur_contact contact = {
      .entrant = entrant, .answered = points > 0, .wait_s = (double)NAN, .stratum = stratum};
  int64_t score = millionths(points);
  assert_int_equal(lur_field_add_contact(field, &contact, &score), LUR_OK);
}

static inline struct lur_league *league_of(const struct lur_field *field, struct lur_league_rules rules)
{
  struct lur_league *league = NULL;
  assert_int_equal(lur_league_make(field, &rules, &league), LUR_OK);
  return league;
}

static inline const char *name_at(const struct lur_field *field, const struct lur_league *league,
                                  size_t place)
{
  return field->entrant[league->place[place].entrant].name;
}

#endif
