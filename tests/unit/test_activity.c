// What is decided about frames that have been judged.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/activity.h"

/// One channel of n frames that have been weighed but not decided: surely speech, but heard only before frame
/// `audible`.
static void weighed(lur_activity *a, int64_t n, int64_t audible)
{
  assert_int_equal(lur_activity_start(a, 1), LUR_OK);
  a->seen = a->measured = a->judged = n;
  for (int64_t i = 0; i < n; i++)
    a->channel[0].ring[i] = (struct lur_seen){
        .features = {.level = i < audible ? 200 : 60}, .relative = i < audible ? 0 : -60, .level = 40};
}

/// However the networks judge such frames, what is not heard is no speech.
static void nothing_is_said_where_nothing_is_heard(void **state)
{
  (void)state;
  for (int64_t n = 92; n < 220; n += 8) {
    lur_activity a;
    weighed(&a, n, 90);
    assert_int_equal(lur_activity_finish(&a), LUR_OK);
    assert_true(lur_activity_settled(&a) <= n);
    const struct lur_ranges *speech = &a.channel[0].speech;
    for (size_t i = 0; i < speech->n; i++) assert_true(speech->at[i].end <= 94); // 40 ms after what is heard
    for (int64_t i = 0; i < n; i++)
      assert_int_equal(lur_activity_is_speech(&a, 0, i), lur_ranges_contain(speech, i));
    lur_activity_clear(&a);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_is_said_where_nothing_is_heard)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
