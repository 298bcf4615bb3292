#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/filter.h"

static void check_number(const char *text, lur_measure measure, lur_store_compare compare, double number)
{
  struct lur_store_condition c;
  struct lur_diag diag = {0};
  if (lur_store_condition_parse(text, &c, &diag) != LUR_OK) fail_msg("%s: %s", text, diag.text);
  assert_int_equal(c.measure, measure);
  assert_int_equal(c.compare, compare);
  if (c.number != number) fail_msg("%s: %g", text, c.number);
}

static void conditions_are_read(void **state)
{
  (void)state;
  struct lur_store_condition c;
  check_number("talk.agent_ratio>0.6", LUR_M_TALK_AGENT_RATIO, LUR_STORE_ABOVE, 0.6);
  check_number(" answer.wait_s \t<=  60 ", LUR_M_ANSWER_WAIT_S, LUR_STORE_AT_MOST, 60);
  check_number("answer.wait_s<-1.5e1", LUR_M_ANSWER_WAIT_S, LUR_STORE_BELOW, -15);
  check_number("answer.wait_s>=.5", LUR_M_ANSWER_WAIT_S, LUR_STORE_AT_LEAST, 0.5);
  check_number("hold.count==0", LUR_M_HOLD_COUNT, LUR_STORE_EQUAL, 0);
  check_number("hold.count != 2", LUR_M_HOLD_COUNT, LUR_STORE_UNEQUAL, 2);
  check_number("answer.answered=yes", LUR_M_ANSWER_ANSWERED, LUR_STORE_EQUAL, 1);
  check_number("answer.answered!=true", LUR_M_ANSWER_ANSWERED, LUR_STORE_UNEQUAL, 1);
  check_number("answer.busy=no", LUR_M_ANSWER_BUSY, LUR_STORE_EQUAL, 0);
  assert_int_equal(lur_store_condition_parse("quality.grade = poor ", &c, NULL), LUR_OK);
  assert_string_equal(c.text, "poor");
}

static void what_is_no_condition_is_told(void **state)
{
  (void)state;
  static const struct {
    const char *text, *says;
  } table[] = {
      {"", "is no condition"},
      {"answer.wait_s", "is no condition"},
      {"answer.wait_s>", "is no condition"},
      {">5", "is no condition"},
      {"answer.wait_s=>5", "no number"},
      {"answer wait_s>5", "is no condition"},
      {"answer.wait>5", "did you mean"},
      {"xyzzy>5", "such as answer.wait_s"},
      {"answer.wait_s>0,6", "such as 0.6"},
      {"answer.wait_s>1s", "no number"},
      {"answer.wait_s>nan", "no number"},
      {"answer.wait_s>inf", "no number"},
      {"answer.wait_s>0x10", "no number"},
      {"answer.wait_s>1e999", "no number"},
      {"answer.answered>0", "with = or !="},
      {"answer.answered=maybe", "yes or no"},
      {"quality.grade<good", "with = or !="},
      {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa>5",
       "is no condition"},
      {"quality.grade=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
       "is no condition"},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    struct lur_store_condition c = {.number = 77};
    struct lur_diag diag = {0};
    if (lur_store_condition_parse(table[i].text, &c, &diag) != LUR_BAD_INPUT)
      fail_msg("“%s” was taken", table[i].text);
    if (!strstr(diag.text, table[i].says)) fail_msg("“%s”: %s", table[i].text, diag.text);
    assert_true(c.number == 77);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(conditions_are_read),
      cmocka_unit_test(what_is_no_condition_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
