// The likeliest sequence of on and off, against all sequences.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/decode.h"
#include "tests/support/dice.h"

enum { few = 14 };

/// States of all steps, by the decoder; n <= lur_decode_ring.
static void decode(const float *x, int n, int least_on, int least_off, double cost, bool *out)
{
  static struct lur_decoder d;
  lur_decoder_start(&d, least_on, least_off, cost);
  for (int i = 0; i < n; i++) (void)lur_decoder_step(&d, x[i]);
  assert_int_equal(lur_decoder_finish(&d), n);
  for (int i = 0; i < n; i++) out[i] = lur_decoder_is_on(&d, i);
}

/// What a sequence is worth; runs inside it that are too short make it worth nothing. Those at the
/// beginning and at the end may be short.
static double worth(const float *x, const bool *on, int n, int least_on, int least_off, double cost)
{
  double sum = 0;
  int run = 1000; // the state at the beginning has been there for long
  for (int i = 0; i < n; i++) {
    if (on[i]) sum += (double)x[i];
    if (i && on[i] != on[i - 1]) {
      if (run < (on[i - 1] ? least_on : least_off)) return -1e9;
      sum -= cost;
      run = 0;
    }
    run++;
  }
  return sum;
}

static void no_sequence_is_better(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  for (int round = 0; round < 300; round++) {
    float x[few];
    bool found[few], other[few];
    int least_on = 1 + dice_below(&dice, 4), least_off = 1 + dice_below(&dice, 4);
    double cost = (double)dice_below(&dice, 300) / 100;
    for (int i = 0; i < few; i++) x[i] = (float)dice_below(&dice, 800) / 100 - 4;
    decode(x, few, least_on, least_off, cost, found);
    double best = worth(x, found, few, least_on, least_off, cost);
    for (int bits = 0; bits < 1 << few; bits++) {
      for (int i = 0; i < few; i++) other[i] = bits >> i & 1;
      assert_true(worth(x, other, few, least_on, least_off, cost) <= best + 1e-9);
    }
  }
}

static void short_bursts_and_pauses_are_smoothed(void **state)
{
  (void)state;
  float x[300];
  bool on[300];
  for (int i = 0; i < 300; i++) x[i] = i >= 100 && i < 200 && !(i >= 140 && i < 146) ? 3 : -3;
  x[20] = x[21] = 5;
  decode(x, 300, 5, 20, 2, on);
  for (int i = 0; i < 300; i++) assert_int_equal(on[i], i >= 100 && i < 200);
}

static void a_long_row_is_decided_on_the_way(void **state)
{
  (void)state;
  static struct lur_decoder d;
  int64_t final = 0;
  lur_decoder_start(&d, 5, 20, 2);
  for (int64_t i = 0; i < 100000; i++) {
    int64_t now = lur_decoder_step(&d, i / 250 % 2 ? 4 : -4);
    assert_true(now >= final && now <= i + 1 && i + 1 - now < lur_decode_ring);
    for (; final < now; final++) assert_int_equal(lur_decoder_is_on(&d, final), final / 250 % 2);
  }
  assert_true(final > 100000 - lur_decode_ring);
}

static void nothing_is_decided_of_nothing(void **state)
{
  (void)state;
  static struct lur_decoder d;
  lur_decoder_start(&d, 5, 20, 2);
  assert_int_equal(lur_decoder_finish(&d), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_sequence_is_better),
      cmocka_unit_test(short_bursts_and_pauses_are_smoothed),
      cmocka_unit_test(a_long_row_is_decided_on_the_way),
      cmocka_unit_test(nothing_is_decided_of_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
