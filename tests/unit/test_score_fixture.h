/// \file
/// A made-up call, the answers about it, a rubric and its scorecard: what tests of scoring begin with.
#ifndef LUR_TESTS_UNIT_TEST_SCORE_FIXTURE_H
#define LUR_TESTS_UNIT_TEST_SCORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rubrics/scorecard.h"

struct fixture {
  struct lur_measures measures;
  struct lur_events events;
  struct lur_answers answers;
  struct lur_rubric *rubric;
  struct lur_scorecard *card;
};

/// A call that was answered; nothing else of it is known.
static inline int set_up(void **state)
{
  struct fixture *f = calloc(1, sizeof *f);
  assert_non_null(f);
  lur_measures_reset(&f->measures, "made up");
  lur_measure_set(&f->measures, LUR_M_ANSWER_ANSWERED, 1);
  *state = f;
  return 0;
}

static inline int tear_down(void **state)
{
  struct fixture *f = *state;
  lur_scorecard_free(f->card);
  lur_rubric_free(f->rubric);
  lur_events_clear(&f->events);
  lur_answers_clear(&f->answers);
  free(f);
  return 0;
}

/// Takes that rubric in place of the one before; it has to be right.
static inline void use(struct fixture *f, const char *rubric)
{
  struct lur_diags faults = {0};
  lur_rubric_free(f->rubric);
  f->rubric = NULL;
  if (lur_rubric_parse(rubric, strlen(rubric), "test", &f->rubric, &faults) != LUR_OK)
    fail_msg("%d:%d: %s", faults.at[0].line, faults.at[0].column, faults.at[0].text);
}

#endif
