// What is decided about frames that have been judged.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/activity.h"

/// One channel of n frames, measured and judged: surely speech, but heard only before frame `audible`.
static void judged(lur_activity *a, int64_t n, int64_t audible)
{
  assert_int_equal(lur_activity_start(a, 1), LUR_OK);
  a->seen = a->measured = a->judged = n;
  for (int64_t i = 0; i < n; i++)
    a->channel[0].ring[i] = (struct lur_seen){.speech = 5, .music = -4, .relative = i < audible ? 0 : -60};
}

static void a_word_near_the_end_ends_as_elsewhere(void **state)
{
  (void)state;
  for (int64_t n = 92; n < 120; n++) {
    lur_activity a;
    judged(&a, n, 90);
    assert_int_equal(lur_activity_finish(&a), LUR_OK);
    assert_int_equal(a.channel[0].speech.n, 1);
    assert_int_equal(a.channel[0].speech.at[0].end, n < 94 ? n : 94); // 40 ms after what is heard
    lur_activity_clear(&a);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_word_near_the_end_ends_as_elsewhere)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
