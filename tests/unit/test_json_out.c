/// JSON written straight into a text, and documents made shorter before they are read.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>
#include <math.h>

#include "report/json_out.h"
#include "report/json_skim.h"
#include "report/json_tools.h"
#include "tests/support/dice.h"

/// What was written, to free(), without its newline.
static char *written(struct lur_json_out *to)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  assert_int_equal(lur_json_out_write(to, out), LUR_OK);
  assert_int_equal(fclose(out), 0);
  assert_true(size > 0 && text[size - 1] == '\n');
  text[size - 1] = '\0';
  return text;
}

static void assert_writes(struct lur_json_out *to, const char *want)
{
  char *text = written(to);
  assert_string_equal(text, want);
  free(text);
}

static void separates_and_nests(void **state)
{
  (void)state;
  struct lur_json_out to = {0};
  const struct lur_spans none = {0};
  struct lur_spans two = {0};
  assert_int_equal(lur_spans_add(&two, 0, 1.25), LUR_OK);
  assert_int_equal(lur_spans_add(&two, 2.0004, 3), LUR_OK);
  lur_json_out_begin(&to, '{');
  lur_json_out_key(&to, "a");
  lur_json_out_begin(&to, '[');
  lur_json_out_end(&to, ']');
  lur_json_out_key(&to, "b");
  lur_json_out_spans(&to, &two);
  lur_json_out_key(&to, "c");
  lur_json_out_spans(&to, &none);
  lur_json_out_key(&to, "d");
  lur_json_out_bool(&to, true);
  lur_json_out_key(&to, "e");
  lur_json_out_null(&to);
  lur_json_out_end(&to, '}');
  assert_writes(&to, "{\"a\":[],\"b\":[[0,1.25],[2,3]],\"c\":[],\"d\":true,\"e\":null}");
  lur_spans_clear(&two);
}

static void escapes_as_the_other_writer(void **state)
{
  (void)state;
  static const char *const texts[] = {"",
                                      "plain",
                                      "with \"quotes\" and \\",
                                      "\b\f\n\r\t",
                                      "\x01\x1f\x7f / ö",
                                      "“Tjänst”: 日本 🎧",
                                      "no \xff UTF-8",
                                      "half \xe2\x82"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct lur_json_out to = {0};
    json_t *list = json_array();
    assert_true(lur_json_append(list, lur_json_text(texts[i])));
    char *want = json_dumps(list, JSON_COMPACT);
    lur_json_out_begin(&to, '[');
    lur_json_out_text(&to, texts[i]);
    lur_json_out_end(&to, ']');
    assert_writes(&to, want);
    json_decref(list);
    free(want);
  }
}

static char *number_of_both(double value, int decimals, char **want)
{
  struct lur_json_out to = {0};
  json_t *list = json_array();
  assert_true(lur_json_append(list, lur_json_number(value, decimals)));
  *want = json_dumps(list, JSON_COMPACT | JSON_REAL_PRECISION(15));
  json_decref(list);
  lur_json_out_begin(&to, '[');
  lur_json_out_number(&to, value, decimals);
  lur_json_out_end(&to, ']');
  return written(&to);
}

static void assert_same_number(double value, int decimals)
{
  char *want, *got = number_of_both(value, decimals, &want);
  // The other writer knows exponents: 1e-5 is 0.00001.
  if (strchr(want, 'e') ? strtod(got + 1, NULL) != strtod(want + 1, NULL) : strcmp(got, want) != 0)
    fail_msg("%.17g with %d decimals: %s and not %s", value, decimals, got, want);
  free(got);
  free(want);
}

static void writes_numbers_as_the_other_writer(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  static const double some[] = {0,          -0.0,     1,         -1,        0.5,    -0.0000004,  20.1,
                                99.9999995, 0.000001, -0.000012, 1e9,       -3e9,   123456789.5, 0.1 + 0.2,
                                100,        1000000,  1e-300,    72.890679, 2.0005, 1.0000005};
  for (int d = 0; d <= 6; d++)
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) assert_same_number(some[i], d);
  for (int i = 0; i < 20000; i++) {
    double scale = pow(10, dice_below(&dice, 10) - 4);
    assert_same_number(dice_between(&dice, -scale, scale), dice_below(&dice, 7));
  }
  struct lur_json_out to = {0};
  lur_json_out_number(&to, (double)NAN, 6);
  assert_writes(&to, "null");
  lur_json_out_real(&to, (double)INFINITY);
  assert_writes(&to, "null");
  lur_json_out_real(&to, 3);
  assert_writes(&to, "3.0");
}

static void assert_skims(const char *from, const char *want)
{
  static const char *const out[] = {"much", "more", NULL};
  size_t size = 0, n = strlen(from);
  char *copy = malloc(n + 1); // with its end where a reader past it is noticed
  assert_non_null(copy);
  memcpy(copy, from, n);
  char *got = lur_json_skim(copy, n, out, &size);
  assert_non_null(got);
  assert_int_equal(size, strlen(want));
  assert_string_equal(got, want);
  free(got);
  free(copy);
}

static void leaves_members_out(void **state)
{
  (void)state;
  assert_skims("{\"a\":1,\"much\":{\"x\":[1,{\"y\":\"}],\"}]},\"b\":2}", "{\"a\":1,\"much\":null,\"b\":2}");
  assert_skims("{\"much\": [\"\\\"]\", 2] , \"more\":{}, \"z\": {\"much\":[1,2,3]}}\n",
               "{\"much\":null, \"more\":{}, \"z\": {\"much\":[1,2,3]}}\n");
  assert_skims("{\"a\":[1,2,3],\"more\":[1,2,3]}", "{\"a\":[1,2,3],\"more\":null}");
  assert_skims("{}", "{}");
  assert_skims("", "");
}

static void what_is_no_document_stays_none(void **state)
{
  (void)state;
  static const char *const broken[] = {"{\"much\":[1,2,3", "{\"much", "{\"much\\", "[1,2", "much",
                                       "{\"much\":[1]]]]"};
  static const char *const out[] = {"much", NULL};
  for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
    size_t size = 0;
    char *got = lur_json_skim(broken[i], strlen(broken[i]), out, &size);
    assert_non_null(got);
    assert_null(json_loadb(got, size, 0, NULL));
    free(got);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(separates_and_nests),
      cmocka_unit_test(escapes_as_the_other_writer),
      cmocka_unit_test(writes_numbers_as_the_other_writer),
      cmocka_unit_test(leaves_members_out),
      cmocka_unit_test(what_is_no_document_stays_none),
  };
  return cmocka_run_group_tests_name("json_out", tests, NULL, NULL);
}
