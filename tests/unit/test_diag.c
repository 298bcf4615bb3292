#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/diag.h"

static void a_diag_holds_what_it_was_given(void **state)
{
  (void)state;
  struct lur_diag d;
  memset(&d, 0x55, sizeof d);
  assert_int_equal(lur_diag_set(&d, LUR_BAD_INPUT, "a.yaml", 3, 7, "weight %d is below %s", -1, "zero"),
                   LUR_BAD_INPUT);
  assert_string_equal(d.file, "a.yaml");
  assert_int_equal(d.line, 3);
  assert_int_equal(d.column, 7);
  assert_string_equal(d.text, "weight -1 is below zero");
  assert_int_equal(lur_diag_set(NULL, LUR_IO, "a", 1, 1, "x"), LUR_IO);
}

static void the_place_is_printed_as_far_as_known(void **state)
{
  (void)state;
  struct lur_diag d;
  char out[700];
  lur_diag_set(&d, LUR_IO, "f", 3, 7, "text");
  assert_string_equal(lur_diag_format(&d, out, sizeof out), "f:3:7: text");
  lur_diag_set(&d, LUR_IO, "f", 3, 0, "text");
  assert_string_equal(lur_diag_format(&d, out, sizeof out), "f:3: text");
  lur_diag_set(&d, LUR_IO, "f", 0, 0, "text");
  assert_string_equal(lur_diag_format(&d, out, sizeof out), "f: text");
  lur_diag_set(&d, LUR_IO, NULL, 0, 0, "text");
  assert_string_equal(lur_diag_format(&d, out, sizeof out), "text");
  assert_string_equal(lur_diag_format(&d, out, 3), "te");
}

static void long_texts_end_at_a_whole_character(void **state)
{
  (void)state;
  // Lead-ins of 0 to 3 bytes put the cut at every place within characters of 2, 3 and 4 bytes.
  static const char *const characters[] = {"ö", "€", "📞"};
  for (size_t k = 0; k < 3; k++)
    for (size_t lead = 0; lead < 4; lead++) {
      char text[1000] = "xxx";
      text[lead] = '\0';
      size_t n = lead, one = strlen(characters[k]);
      while (n + one < sizeof text) {
        memcpy(text + n, characters[k], one);
        n += one;
      }
      text[n] = '\0';
      struct lur_diag d;
      lur_diag_set(&d, LUR_IO, "f", 0, 0, "%s", text);
      size_t kept = strlen(d.text);
      assert_memory_equal(d.text, text, kept);
      assert_int_equal((kept - lead) % one, 0);
      assert_true(kept > sizeof d.text - 1 - one);
    }
}

static void short_texts_lose_nothing(void **state)
{
  (void)state;
  struct lur_diag d;
  lur_diag_set(&d, LUR_IO, "f", 0, 0, "%s", "på svenska: ö");
  assert_string_equal(d.text, "på svenska: ö");
  lur_diag_set(&d, LUR_IO, "f", 0, 0, "%s", "");
  assert_string_equal(d.text, "");
}

static void long_names_keep_their_tail(void **state)
{
  (void)state;
  for (size_t lead = 0; lead < 2; lead++) {
    char name[600] = "x";
    size_t n = lead;
    while (n + 2 < 590) {
      memcpy(name + n, "ö", 2);
      n += 2;
    }
    memcpy(name + n, "/a.wav", 7);
    struct lur_diag d;
    lur_diag_set(&d, LUR_IO, name, 0, 0, "text");
    size_t kept = strlen(d.file);
    assert_true(kept >= sizeof d.file - 2);
    assert_string_equal(d.file, name + strlen(name) - kept);
    assert_int_equal((unsigned char)d.file[0], 0xC3); // a whole letter
  }
}

static void a_diag_can_be_made_of_itself(void **state)
{
  (void)state;
  struct lur_diag d;
  lur_diag_set(&d, LUR_IO, "leg.wav", 0, 0, "is empty");
  lur_diag_set(&d, LUR_IO, d.file, 2, 0, "in the pair: %s %s", d.file, d.text);
  assert_string_equal(d.file, "leg.wav");
  assert_string_equal(d.text, "in the pair: leg.wav is empty");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_diag_holds_what_it_was_given),
      cmocka_unit_test(the_place_is_printed_as_far_as_known),
      cmocka_unit_test(long_texts_end_at_a_whole_character),
      cmocka_unit_test(short_texts_lose_nothing),
      cmocka_unit_test(long_names_keep_their_tail),
      cmocka_unit_test(a_diag_can_be_made_of_itself),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
