#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/role.h"

static void names_are_those_of_the_documents(void **state)
{
  (void)state;
  assert_string_equal(lur_role_name(LUR_ROLE_NONE), "none");
  assert_string_equal(lur_role_name(LUR_ROLE_CALLER), "caller");
  assert_string_equal(lur_role_name(LUR_ROLE_AGENT), "agent");
  assert_string_equal(lur_role_name(LUR_ROLE_MIX), "mix");
  assert_string_equal(lur_roles_from_name(LUR_ROLES_DEFAULT), "default");
  assert_string_equal(lur_roles_from_name(LUR_ROLES_DETECTED), "detected");
  assert_string_equal(lur_roles_from_name(LUR_ROLES_METADATA), "metadata");
  assert_string_equal(lur_roles_from_name(LUR_ROLES_OPTION), "option");
}

static void the_other_party_and_back(void **state)
{
  (void)state;
  assert_int_equal(lur_role_other(LUR_ROLE_CALLER), LUR_ROLE_AGENT);
  assert_int_equal(lur_role_other(LUR_ROLE_AGENT), LUR_ROLE_CALLER);
  assert_int_equal(lur_role_other(LUR_ROLE_MIX), LUR_ROLE_MIX);
  assert_int_equal(lur_role_other(LUR_ROLE_NONE), LUR_ROLE_NONE);
}

static void stronger_sources_are_greater(void **state)
{
  (void)state;
  assert_true(LUR_ROLES_DEFAULT < LUR_ROLES_DETECTED && LUR_ROLES_DETECTED < LUR_ROLES_METADATA &&
              LUR_ROLES_METADATA < LUR_ROLES_OPTION);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_are_those_of_the_documents),
      cmocka_unit_test(the_other_party_and_back),
      cmocka_unit_test(stronger_sources_are_greater),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
