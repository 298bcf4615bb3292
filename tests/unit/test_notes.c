/// What a person says of a call while it is recorded.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/notes.h"

static void they_stand_in_order(void **state)
{
  (void)state;
  struct lur_notes list = {0};
  const double start[] = {5, 1, 3, 3, 0};
  for (size_t i = 0; i < 5; i++) {
    struct lur_note note = lur_note_of(LUR_NOTE_MARKER, start[i], start[i], i == 3 ? "second" : "first");
    assert_int_equal(lur_notes_add(&list, &note), LUR_OK);
  }
  assert_int_equal(list.n, 5);
  for (size_t i = 1; i < 5; i++) assert_true(list.at[i].start_s >= list.at[i - 1].start_s);
  assert_string_equal(list.at[2].text, "first");
  assert_string_equal(list.at[3].text, "second");
  lur_notes_clear(&list);
  assert_int_equal(list.n, 0);
}

static void times_that_are_none_are_refused(void **state)
{
  (void)state;
  struct lur_notes list = {0};
  const double bad[][2] = {{-1, 2}, {3, 2}, {0, HUGE_VAL}, {(double)NAN, 1}, {0, (double)NAN}};
  for (size_t i = 0; i < 5; i++) {
    struct lur_note note = lur_note_of(LUR_NOTE_HOLD, bad[i][0], bad[i][1], NULL);
    assert_int_equal(lur_notes_add(&list, &note), LUR_BAD_ARG);
  }
  assert_null(list.at);
}

static void words_are_cut_between_characters_and_steer_nothing(void **state)
{
  (void)state;
  char many[400];
  for (size_t i = 0; i < sizeof many - 1; i += 2) memcpy(many + i, "å", 2);
  many[398] = '\0';
  struct lur_note note = lur_note_of(LUR_NOTE_MARKER, 0, 0, many);
  assert_int_equal(strlen(note.text), 198); // 199 is in the middle of one
  note = lur_note_of(LUR_NOTE_MARKER, 0, 0, "a\033[2Jb\nc\x7F");
  assert_string_equal(note.text, "a [2Jb c ");
}

static void silence_that_is_put_in_moves_what_follows(void **state)
{
  (void)state;
  struct lur_notes list = {0}, copy = {0};
  const double span[][2] = {{1, 2}, {3, 6}, {5, 5}, {7, 8}};
  const double want[][2] = {{1, 2}, {3, 8}, {7, 7}, {9, 10}};
  for (size_t i = 0; i < 4; i++) {
    struct lur_note note = lur_note_of(LUR_NOTE_HOLD, span[i][0], span[i][1], NULL);
    assert_int_equal(lur_notes_add(&list, &note), LUR_OK);
  }
  assert_int_equal(lur_notes_copy(&list, &copy), LUR_OK);
  lur_notes_shift(&copy, 5, 2);
  for (size_t i = 0; i < 4; i++) {
    assert_true(copy.at[i].start_s == want[i][0] && copy.at[i].end_s == want[i][1]);
    assert_true(list.at[i].start_s == span[i][0]);
  }
  lur_notes_clear(&list);
  lur_notes_clear(&copy);
}

static void kinds_have_names(void **state)
{
  (void)state;
  lur_note_kind kind;
  for (int i = 0; i < LUR_NOTE_KINDS; i++) {
    assert_true(lur_note_kind_of(lur_note_name((lur_note_kind)i), &kind));
    assert_int_equal(kind, i);
  }
  assert_false(lur_note_kind_of("markers", &kind));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(they_stand_in_order),
      cmocka_unit_test(times_that_are_none_are_refused),
      cmocka_unit_test(words_are_cut_between_characters_and_steer_nothing),
      cmocka_unit_test(silence_that_is_put_in_moves_what_follows),
      cmocka_unit_test(kinds_have_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
