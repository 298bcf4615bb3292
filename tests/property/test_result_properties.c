// Waves of any size and seed: what holds of every result.
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on

#include "report/result_words.h"
#include "tests/support/made_result.h"

enum { WAVES = 60 };

static void check_costs(const struct lur_result *r)
{
  double sum = 0;
  for (size_t i = 0; i < r->costs; i++) {
    const struct lur_result_cost *c = &r->cost[i];
    sum += c->mean;
    assert_true(c->mean > 0 && c->best >= 0 && c->best <= c->mean + 1e-9);
    assert_true(c->calls > 0 && c->calls <= r->all.contacts);
    assert_true(i == 0 || r->cost[i - 1].mean >= c->mean);
  }
  if (r->all.contacts) assert_true(fabs(100 - sum - r->all.own) < 1e-4);
}

static void check_calls(const struct lur_result *r)
{
  for (size_t i = 0; i < r->praises; i++)
    for (size_t k = 0; k < r->learns; k++) {
      assert_ptr_not_equal(r->praise[i].moment, r->learn[k].moment);
      assert_true(r->praise[i].total_millionths >= r->learn[k].total_millionths);
    }
}

static void check_hours(const struct lur_result *r)
{
  int64_t contacts = r->hourless, answered = 0;
  for (int h = 0; h < 24; h++) {
    contacts += r->hour[h].contacts;
    answered += r->hour[h].answered;
    assert_true(r->hour[h].waits == 0 || r->hour[h].median <= r->hour[h].longest);
  }
  assert_int_equal(contacts, r->contacts);
  assert_int_equal(answered, r->answered_contacts); // the made calls all have a time
}

static void check_spread(const struct lur_spread *s, double own)
{
  if (!s->n) return;
  assert_true(s->least <= s->low_quarter && s->low_quarter <= s->middle && s->middle <= s->high_quarter &&
              s->high_quarter <= s->most);
  if (isfinite(own)) assert_true(own >= s->least - 1e-5 && own <= s->most + 1e-5);
}

static void check_words(const struct lur_result *r)
{
  char text[LUR_RESULT_SENTENCES][LUR_RESULT_TEXT], line[LUR_RESULT_TEXT];
  size_t n = lur_result_standing_text(r, "nl", text);
  assert_true(n >= 1 && n <= LUR_RESULT_SENTENCES);
  for (size_t i = 0; i < n; i++) assert_null(strstr(text[i], "nan"));
  assert_null(strstr(lur_result_distance_text(r, "nl", line), "nan"));
  assert_null(strstr(lur_result_past_text(r, "nl", line), "nan"));
  assert_null(strstr(lur_result_answered_text(r, "nl", line), "nan"));
}

/// The others' names are in nothing that can be shown.
static void check_names(const struct lur_result *r)
{
  for (size_t i = 0; i < r->lines; i++)
    if (!r->line[i].own) assert_true(strlen(r->line[i].label) <= 2);
}

static void check_wave(const struct made_wave *made)
{
  for (size_t e = 0; e < made->field.entrants; e++) {
    struct lur_result *r = NULL;
    assert_int_equal(lur_result_make(&made->wave, e, false, &r), LUR_OK);
    check_costs(r);
    check_calls(r);
    check_hours(r);
    check_spread(&r->all.spread, r->all.own);
    for (size_t i = 0; i < r->sections; i++) check_spread(&r->section[i].spread, r->section[i].own);
    check_words(r);
    check_names(r);
    lur_result_free(r);
  }
}

static void every_result_is_consistent(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  for (int i = 0; i < WAVES; i++) {
    const struct made_wave_options of = {.participants = 1 + (size_t)dice_below(&dice, 30),
                                         .calls = (size_t)dice_below(&dice, 12),
                                         .classes = 1 + (size_t)dice_below(&dice, 3),
                                         .seed = dice_roll(&dice),
                                         .draws = 50,
                                         .all_unanswered = dice_below(&dice, 8) == 0,
                                         .all_day = dice_below(&dice, 2) == 0};
    struct made_wave *made = made_wave_new(&of);
    check_wave(made);
    made_wave_free(made);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_result_is_consistent)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
