// A league before and after: ranks, means, and the criteria that moved them.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/moves.h"

/// A scorecard of two criteria that won so much of 100.
struct made {
  struct lur_criterion criterion[2];
  struct lur_mark mark[2];
  struct lur_scorecard card;
  char id[2][8];
};

static void make(struct made *m, double first, double second)
{
  memset(m, 0, sizeof *m);
  snprintf(m->id[0], sizeof m->id[0], "wait");
  snprintf(m->id[1], sizeof m->id[1], "care");
  m->criterion[0].id = m->id[0];
  m->criterion[1].id = m->id[1];
  m->card.mark = m->mark;
  m->card.marks = 2;
  m->card.possible = 100;
  for (size_t i = 0; i < 2; i++) {
    m->mark[i].criterion = &m->criterion[i];
    m->mark[i].state = LUR_MARK_SCORED;
    m->mark[i].possible = 50;
    m->mark[i].won = i ? second : first;
  }
}

static size_t participant(struct lur_moves *moves, const char *name)
{
  size_t at = 99;
  assert_int_equal(lur_moves_participant(moves, name, name, &at), LUR_OK);
  return at;
}

static void add(struct lur_moves *moves, const char *name, lur_moves_side side, const struct made *m,
                int64_t millionths)
{
  assert_int_equal(lur_moves_add(moves, participant(moves, name), side, &m->card, millionths), LUR_OK);
}

static void means_move_by_their_criteria(void **state)
{
  (void)state;
  struct lur_moves moves = {0};
  struct lur_move why[4];
  struct made then, now, capped;
  make(&then, 50, 40);
  make(&now, 30, 45);
  make(&capped, 50, 45);
  add(&moves, "north", LUR_MOVES_BEFORE, &then, 90000000);
  add(&moves, "north", LUR_MOVES_AFTER, &now, 75000000);
  add(&moves, "north", LUR_MOVES_AFTER, &capped, 60000000); // 95, lowered by a cap
  assert_int_equal(lur_moves_rank(&moves), LUR_OK);
  assert_true(fabs(lur_mover_mean(moves.order[0], LUR_MOVES_AFTER) - 67.5) < 1e-9);
  assert_int_equal(lur_moves_why(&moves, moves.order[0], why, 4), 3);
  assert_null(why[0].criterion); // the cap: (0 - 35) / 2
  assert_true(fabs(why[0].by - -17.5) < 1e-9);
  assert_string_equal(why[1].criterion->id, "wait");
  assert_true(fabs(why[1].by - -10) < 1e-9);
  assert_string_equal(why[2].criterion->id, "care");
  assert_true(fabs(why[2].by - 5) < 1e-9);
  assert_true(fabs(why[0].by + why[1].by + why[2].by - (67.5 - 90)) < 1e-9);
  assert_int_equal(lur_moves_why(&moves, moves.order[0], why, 1), 1);
  lur_moves_clear(&moves);
}

/// Wait is perfect and weighs 80 before and 20 after; care is half good.
static void a_weight_moves_by_what_is_better_or_worse(void **state)
{
  (void)state;
  struct lur_moves moves = {0};
  struct lur_move why[3];
  struct made then, now;
  make(&then, 80, 10);
  make(&now, 20, 40);
  then.mark[0].possible = now.mark[1].possible = 80;
  then.mark[1].possible = now.mark[0].possible = 20;
  add(&moves, "north", LUR_MOVES_BEFORE, &then, 90000000);
  add(&moves, "north", LUR_MOVES_AFTER, &now, 60000000);
  assert_int_equal(lur_moves_rank(&moves), LUR_OK);
  assert_int_equal(lur_moves_why(&moves, moves.order[0], why, 3), 2);
  assert_string_equal(why[0].criterion->id, "care"); // 60 % more of what is 40 worse than the mean
  assert_true(fabs(why[0].by - -24) < 1e-9);
  assert_string_equal(why[1].criterion->id, "wait"); // 60 % less of what is 10 better
  assert_true(fabs(why[1].by - -6) < 1e-9);
  lur_moves_clear(&moves);
}

static void ranks_are_shared_and_turn(void **state)
{
  (void)state;
  struct lur_moves moves = {0};
  struct lur_move why[2];
  struct made m;
  make(&m, 10, 10);
  add(&moves, "north", LUR_MOVES_BEFORE, &m, 50000000);
  add(&moves, "west", LUR_MOVES_BEFORE, &m, 50000000);
  add(&moves, "east", LUR_MOVES_BEFORE, &m, 20000000);
  add(&moves, "east", LUR_MOVES_AFTER, &m, 80000000);
  add(&moves, "west", LUR_MOVES_AFTER, &m, 70000000);
  add(&moves, "", LUR_MOVES_AFTER, &m, 99000000); // nobody: no rank
  assert_int_equal(lur_moves_rank(&moves), LUR_OK);
  assert_string_equal(moves.order[0]->name, "east");
  assert_int_equal(moves.order[0]->rank[LUR_MOVES_BEFORE], 3);
  assert_int_equal(moves.order[0]->rank[LUR_MOVES_AFTER], 1);
  assert_string_equal(moves.order[1]->name, "west");
  assert_int_equal(moves.order[1]->rank[LUR_MOVES_BEFORE], 1);
  assert_string_equal(moves.order[2]->name, "north");
  assert_int_equal(moves.order[2]->rank[LUR_MOVES_BEFORE], 1);
  assert_int_equal(moves.order[2]->rank[LUR_MOVES_AFTER], 0);
  assert_int_equal(lur_moves_why(&moves, moves.order[2], why, 2), 0); // on one side only: nothing to explain
  assert_string_equal(moves.order[3]->name, "");
  assert_int_equal(moves.order[3]->rank[LUR_MOVES_AFTER], 0);
  lur_moves_clear(&moves);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(means_move_by_their_criteria),
      cmocka_unit_test(a_weight_moves_by_what_is_better_or_worse),
      cmocka_unit_test(ranks_are_shared_and_turn),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
