#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/status.h"

static void every_status_has_its_own_text(void **state)
{
  (void)state;
  for (lur_status s = LUR_OK; s <= LUR_DB; s++) {
    const char *text = lur_status_text(s);
    assert_non_null(text);
    assert_true(strlen(text) > 3 && text[strlen(text) - 1] != '.');
    assert_string_not_equal(text, lur_status_text((lur_status)99));
    for (lur_status other = LUR_OK; other < s; other++) assert_string_not_equal(text, lur_status_text(other));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_status_has_its_own_text)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
