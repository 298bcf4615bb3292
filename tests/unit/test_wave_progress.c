// Which slot a contact met, and what is due.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "waves/progress.h"

static const char wave[] =
    "lur: wave/1\nid: w\nfrom: 2026-09-07\nuntil: 2026-09-30\nwindows: mon-fri 09:00-15:00\n"
    "excluded: [2026-09-15]\nquota: 3\nparticipants: [{name: a}, {name: b, hours: wed 9-15}]\n"
    "callers: [{name: x}, {name: y}]\n";
enum { MONDAY = 20703 }; // 2026-09-07

static int read_plan(void **state)
{
  struct lur_diags faults = {0};
  struct lur_plan *plan = NULL;
  int status = (int)lur_plan_parse(wave, sizeof wave - 1, "w", NULL, NULL, &plan, &faults);
  lur_diags_clear(&faults);
  *state = plan;
  return status;
}

static int free_plan(void **state)
{
  lur_plan_free(*state);
  return 0;
}

static struct lur_slot slot(int64_t id, size_t target, size_t caller, int32_t day)
{
  return (struct lur_slot){
      .id = id, .target = target, .caller = caller, .scenario = LUR_NOBODY, .day = day, .minute = 600};
}

static struct lur_made made(size_t target, size_t caller, int32_t day)
{
  return (struct lur_made){
      .target = target, .caller = caller, .day = day, .last_day = day, .attempts = 1, .call = day};
}

static void the_closest_slot_is_met(void **state)
{
  const struct lur_slot slots[] = {slot(1, 0, 0, MONDAY), slot(2, 0, 1, MONDAY + 1),
                                   slot(3, 0, 0, MONDAY + 2), slot(4, 1, 0, MONDAY + 2)};
  struct lur_made contacts[] = {made(0, 0, MONDAY + 2), made(0, 1, MONDAY + 5),
                                made(0, LUR_NOBODY, MONDAY + 6), made(0, 0, MONDAY + 7)};
  struct lur_slot_progress p[4];
  bool met[4];
  assert_int_equal(lur_progress_make(*state, slots, 4, contacts, 4, MONDAY + 8, p, met), LUR_OK);
  assert_int_equal(p[2].made, 0); // its own day
  assert_int_equal(p[1].made, 1); // its own caller
  assert_int_equal(p[0].made, 3); // the caller's, before anybody's
  assert_false(met[2]);           // nothing was left for it
  assert_int_equal(p[3].made, LUR_NOBODY);
  contacts[2].slot = 3; // the caller said so
  assert_int_equal(lur_progress_make(*state, slots, 4, contacts, 4, MONDAY + 8, p, met), LUR_OK);
  assert_int_equal(p[2].made, 2);
  assert_int_equal(p[0].made, 0);
}

static void what_is_due_follows_the_day(void **state)
{
  const struct lur_slot slots[] = {slot(1, 0, 0, MONDAY), slot(2, 0, 0, MONDAY + 1),
                                   slot(3, 0, 0, MONDAY + 2)};
  struct lur_slot_progress p[3];
  assert_int_equal(lur_progress_make(*state, slots, 3, NULL, 0, MONDAY + 1, p, NULL), LUR_OK);
  assert_int_equal(p[0].due, LUR_DUE_LATE);
  assert_int_equal(p[1].due, LUR_DUE_NOW);
  assert_int_equal(p[2].due, LUR_DUE_LATER);
}

static void another_attempt_is_due_on_another_day(void **state)
{
  const struct lur_slot slots[] = {slot(1, 0, 0, MONDAY + 7), slot(2, 1, 0, MONDAY + 2)};
  struct lur_made contacts[] = {made(0, 0, MONDAY + 7), made(1, 0, MONDAY + 2)};
  struct lur_slot_progress p[2];
  contacts[0].again = contacts[1].again = true;
  assert_int_equal(lur_progress_make(*state, slots, 2, contacts, 2, MONDAY + 7, p, NULL), LUR_OK);
  assert_int_equal(p[0].state, LUR_SLOT_AGAIN);
  assert_int_equal(p[0].due_day, MONDAY + 9); // Tuesday is excluded
  assert_int_equal(p[0].due, LUR_DUE_LATER);  // never on the day of the first
  assert_int_equal(p[1].due_day, MONDAY + 9); // open on Wednesdays only
  assert_int_equal(lur_progress_make(*state, slots, 2, contacts, 2, MONDAY + 9, p, NULL), LUR_OK);
  assert_int_equal(p[0].due, LUR_DUE_NOW);
  assert_int_equal(lur_progress_make(*state, slots, 2, contacts, 2, MONDAY + 16, p, NULL), LUR_OK);
  assert_int_equal(p[0].due, LUR_DUE_LATE);
  contacts[0].again = false; // it was reached, or the last attempt is over
  assert_int_equal(lur_progress_make(*state, slots, 2, contacts, 2, MONDAY + 16, p, NULL), LUR_OK);
  assert_int_equal(p[0].state, LUR_SLOT_DONE);
  assert_int_equal(p[0].due, LUR_DUE_NOT);
}

static void rounds_do_not_mix(void **state)
{
  struct lur_slot slots[] = {slot(1, 0, 0, MONDAY), slot(2, 0, 0, MONDAY + 1)};
  struct lur_made contact = made(0, 0, MONDAY);
  struct lur_slot_progress p[2];
  slots[1].round = contact.round = 1;
  assert_int_equal(lur_progress_make(*state, slots, 2, &contact, 1, MONDAY, p, NULL), LUR_OK);
  assert_int_equal(p[0].state, LUR_SLOT_OPEN);
  assert_int_equal(p[1].state, LUR_SLOT_DONE);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_closest_slot_is_met),
      cmocka_unit_test(what_is_due_follows_the_day),
      cmocka_unit_test(another_attempt_is_due_on_another_day),
      cmocka_unit_test(rounds_do_not_mix),
  };
  return cmocka_run_group_tests(tests, read_plan, free_plan);
}
