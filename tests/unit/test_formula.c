/// Formulas: what they compute, what they refuse, and that nothing gets out of their box.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <time.h>

#include "rubrics/formula.h"

struct fixture {
  lur_sandbox *box;
  struct lur_measures measures;
};

static int set_up(void **state)
{
  struct fixture *f = calloc(1, sizeof *f);
  assert_non_null(f);
  assert_int_equal(lur_sandbox_new(&f->box), LUR_OK);
  lur_measures_reset(&f->measures, "made up");
  *state = f;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *f = *state;
  lur_sandbox_free(f->box);
  free(f);
  return 0;
}

static struct lur_outcome run(struct fixture *f, const char *text)
{
  struct lur_scope scope = {.measures = &f->measures};
  struct lur_outcome out;
  assert_int_equal(lur_sandbox_run(f->box, text, &scope, &out), LUR_OK);
  return out;
}

static void assert_gives(struct fixture *f, const char *text, double want)
{
  struct lur_outcome out = run(f, text);
  if (!out.known) fail_msg("%s: %s %s", text, out.error, out.missing.why);
  if (out.number != want) fail_msg("%s gives %.17g and not %.17g", text, out.number, want);
}

static void computes(void **state)
{
  struct fixture *f = *state;
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 42.5);
  lur_measure_set(&f->measures, LUR_M_ANSWER_ANSWERED, 1);
  lur_measure_set(&f->measures, LUR_M_HOLD_COUNT, 3);
  lur_measure_set_text(&f->measures, LUR_M_CLOSING_LAST_SPEAKER, "agent");
  assert_gives(f, "1 + 2 * 3", 7);
  assert_gives(f, "answer.wait_s * 2", 85);
  assert_gives(f, "math.max(answer.wait_s, 60) - math.floor(2.7)", 58);
  assert_gives(f, "answer.answered and answer.wait_s < 60", 1);
  assert_gives(f, "not answer.answered", 0);
  assert_gives(f, "hold.count == 3", 1);
  assert_gives(f, "closing.last_speaker == 'agent'", 1);
  assert_gives(f, "closing.last_speaker == \"caller\"", 0);
  assert_gives(f, "math.pi > 3 and 7 // 2 == 3 and 7 % 4 == 3 and 2^3 == 8", 1);
}

static void null_is_contagious_only_when_read(void **state)
{
  struct fixture *f = *state;
  lur_measure_set(&f->measures, LUR_M_ANSWER_ANSWERED, 0);
  lur_measure_unknown(&f->measures, LUR_M_ANSWER_WAIT_S, "nobody answered");
  assert_gives(f, "answer.answered and answer.wait_s < 60", 0);
  assert_gives(f, "not answer.answered or answer.wait_s > 300", 1);
  const char *reading[] = {"answer.wait_s < 60 and answer.answered",
                           "not answer.wait_s",
                           "answer.wait_s == 0",
                           "answer.wait_s",
                           "answer.answered or not (answer.wait_s > 3)",
                           "math.max(1, answer.wait_s)"};
  for (size_t i = 0; i < sizeof reading / sizeof *reading; i++) {
    struct lur_outcome out = run(f, reading[i]);
    assert_false(out.known);
    assert_int_equal(out.missing.measure, LUR_M_ANSWER_WAIT_S);
    assert_string_equal(out.missing.why, "nobody answered");
    assert_string_equal(out.error, "");
  }
}

static void the_first_null_read_is_named(void **state)
{
  struct fixture *f = *state;
  struct lur_outcome out = run(f, "hold.total_s + talk.agent_s");
  assert_int_equal(out.missing.measure, LUR_M_HOLD_TOTAL_S);
  out = run(f, "talk.agent_s + hold.total_s");
  assert_int_equal(out.missing.measure, LUR_M_TALK_AGENT_S);
}

static void gives_no_number(void **state)
{
  struct fixture *f = *state;
  const char *bad[] = {"1 / 0",      "0 / 0", "-1 / 0", "1 // 0",  "1 % 0", "'text'",
                       "math.floor", "math",  "nil",    "1 < 'a'", "-true", "math.huge"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct lur_outcome out = run(f, bad[i]);
    if (out.known) fail_msg("%s gives %g", bad[i], out.number);
    assert_int_equal(out.missing.measure, LUR_MEASURE_COUNT);
    assert_non_null(out.missing.why);
    assert_true(out.error[0]);
  }
}

/// These go past the scan, straight into the box: it must hold by itself.
static void nothing_gets_out(void **state)
{
  struct fixture *f = *state;
  const char *escapes[] = {
      "os.exit(3)",
      "io.open('/etc/passwd')",
      "require('os')",
      "load('return 1')()",
      "dofile('/etc/passwd')",
      "print(1)",
      "pairs({})",
      "getmetatable('').__index",
      "('x'):rep(1000000000)",
      "string.find('a', 'a')",
      "setmetatable({}, {})",
      "rawset(math, 'max', 1)",
      "debug.sethook()",
      "collectgarbage('count')",
      "_G.os",
      "_ENV.os.exit(1)",
      "math.random()",
      "math.randomseed(1)",
      "coroutine.wrap(function() end)()",
      "(function() while true do end end)()",
      "(function() local f; f = function() return f() end; return f() end)()",
      "(function() local f; f = function() return 1 + f() end; return f() end)()",
      "(function() local t = {}; for i = 1, 1e9 do t[i] = i end; return 1 end)()",
      "(function() local s = 'x'; for i = 1, 60 do s = s .. s end; return 1 end)()",
      "(function() math.max = nil; return 1 end)()",
      "(function() answer = 1; return 1 end)()",
      "(function() answer.wait_s = 1; return 1 end)()",
      "(function() _ENV.x = 1; return 1 end)()",
      "1) os.exit(3) return (1",
      "\x1bLua",
  };
  for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
    struct lur_outcome out = run(f, escapes[i]);
    if (out.known) fail_msg("%s gives %g", escapes[i], out.number);
  }
  assert_gives(f, "math.max(1, 2)", 2); // and the box still works, with its library whole
}

static void deep_nesting_is_refused(void **state)
{
  struct fixture *f = *state;
  char text[2001];
  memset(text, '(', 900);
  text[900] = '1';
  memset(text + 901, ')', 900);
  text[1801] = '\0';
  assert_false(run(f, text).known);
  memset(text, '-', 1900);
  for (size_t i = 1; i < 1900; i += 2) text[i] = ' ';
  memcpy(text + 1900, "1", 2);
  assert_false(run(f, text).known);
}

static void reads_anew_each_time(void **state)
{
  struct fixture *f = *state;
  for (int i = 0; i < 3; i++) {
    lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 10 * i);
    assert_gives(f, "answer.wait_s + 1", 10 * i + 1);
    lur_measure_unknown(&f->measures, LUR_M_ANSWER_WAIT_S, "made up");
    assert_false(run(f, "answer.wait_s + 1").known);
  }
}

static void many_formulas_leave_each_other_room(void **state)
{
  enum { MANY = 3000 };
  struct fixture *f = *state;
  char text[200];
  for (int round = 0; round < 2; round++)
    for (int i = 0; i < MANY; i++) {
      snprintf(text, sizeof text, "math.max(%d, 1) + math.min(%d, 0) + (1 < 2 and %d.5 or 3)", i + 1, i, i);
      assert_gives(f, text, i + 1 + i + 0.5);
    }
  assert_true(lur_sandbox_peak(f->box) <= 1 << 19);
}

/// Sanitizers and coverage slow everything down; the limit is one of the program as it is shipped.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(NDEBUG)
enum { TIME_LIMIT_MS = 200 };
#else
enum { TIME_LIMIT_MS = 10 };
#endif

static double cpu_ms(void)
{
  struct timespec t;
  assert_int_equal(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t), 0);
  return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

/// The best of some runs: what else the computer does is not the formula's doing.
static double time_of(struct fixture *f, const char *text)
{
  double best = 1e9;
  for (int i = 0; i < 5; i++) {
    double start = cpu_ms();
    struct lur_outcome out = run(f, text);
    double took = cpu_ms() - start;
    assert_false(out.known);
    if (took < best) best = took;
  }
  return best;
}

static void greed_is_stopped_in_time_and_memory(void **state)
{
  struct fixture *f = *state;
  const char *greedy[] = {
      "(function() while true do end end)()",
      "(function() local x = 0 while true do x = math.sin(x) + math.max(x, 1, 2, 3) end end)()",
      "(function() local f; f = function() return 1 + f() end; return f() end)()",
      "(function() local t = {}; for i = 1, 1e9 do t[i] = i end; return 1 end)()",
      "(function() local t = {}; for i = 1, 1e9 do t[i] = {i} end; return 1 end)()",
      "(function() local s = 'x'; for i = 1, 60 do s = s .. s end; return 1 end)()",
      "(function() local s = 'xxxxxxxxxxxxxxxx'; while true do local t = s .. s .. s .. s end end)()",
      "(function() while true do local t = {} end end)()",
      "(function() local s, n = 'x', 0 for i = 1, 18 do s = s .. s end while true do n = n + 1 local t = s "
      ".. n "
      "end end)()",
  };
  for (size_t i = 0; i < sizeof greedy / sizeof *greedy; i++) {
    double took = time_of(f, greedy[i]);
    if (took > TIME_LIMIT_MS) fail_msg("%s takes %.1f ms", greedy[i], took);
    print_message("%5.2f ms, %7zu bytes  %s\n", took, lur_sandbox_peak(f->box), greedy[i]);
  }
  assert_true(lur_sandbox_peak(f->box) <= 1 << 20);
  // A formula as long as one may be, of the dearest parts that the scan lets pass.
  char text[2001] = "1";
  for (size_t n = 1; n + 14 < sizeof text; n += 13) memcpy(text + n, "^math.sin(.5)", 14);
  double start = cpu_ms();
  assert_true(run(f, text).known);
  assert_true(cpu_ms() - start < TIME_LIMIT_MS);
}

static void many_runs_leave_nothing(void **state)
{
  struct fixture *f = *state;
  lur_measure_set(&f->measures, LUR_M_HOLD_COUNT, 1);
  for (int i = 0; i < 20000; i++) assert_gives(f, "hold.count + 1", 2);
}

static void assert_scan_refuses(const char *text, size_t where, const char *message)
{
  struct lur_diag diag = {0};
  size_t offset = 0;
  if (lur_formula_scan(text, NULL, NULL, &offset, &diag) != LUR_BAD_INPUT) fail_msg("%s is accepted", text);
  if (offset != where || !strstr(diag.text, message)) fail_msg("%s: at %zu: %s", text, offset, diag.text);
}

static void the_scan_names_what_is_wrong(void **state)
{
  (void)state;
  assert_scan_refuses("answer.wiat_s < 60", 0, "did you mean “answer.wait_s”");
  assert_scan_refuses("1 + anser.wait_s", 4, "did you mean “answer.wait_s”");
  assert_scan_refuses("hold", 0, "there is no measure “hold”");
  assert_scan_refuses("os.exit(1)", 0, "there is no measure “os.exit”");
  assert_scan_refuses("hold.count = 1", 11, "write “==” to compare");
  assert_scan_refuses("hold.count != 1", 11, "write “~=”");
  assert_scan_refuses("hold.count > 1 && hold.count < 3", 15, "write “and” or “or”");
  assert_scan_refuses("hold.count > 1,5", 14, "write decimals with a point");
  assert_scan_refuses("(1 + 2", 6, "a “)” is missing");
  assert_scan_refuses("1 + 2)", 5, "a “)” too many");
  assert_scan_refuses("closing.last_speaker == 'agent", 24, "not closed");
  assert_scan_refuses("1 -- 2", 2, "comments cannot stand in a formula");
  assert_scan_refuses("hold.count == nil", 14, "“nil” is not used");
  assert_scan_refuses("math.flor(2.5)", 0, "did you mean math.floor");
  assert_scan_refuses("math.random()", 0, "name a function of math");
  assert_scan_refuses("answers.", 0, "name a question here");
  assert_scan_refuses("sections", 0, "name a section here");
  assert_scan_refuses("criteria", 0, "name a criterion here");
  assert_scan_refuses("function() end", 0, "there is no measure “function”");
  assert_scan_refuses("hold.count[1]", 10, "cannot stand in a formula");
  assert_scan_refuses("{}", 0, "cannot stand in a formula");
  assert_scan_refuses("1; 2", 1, "cannot stand in a formula");
  assert_scan_refuses("('x'):rep(9)", 5, "cannot stand in a formula");
  assert_scan_refuses("'a'..'b'", 3, "cannot stand in a formula");
  assert_scan_refuses("12abc", 0, "not a number");
}

static bool note_read(void *ctx, const struct lur_formula_read *read)
{
  char *out = ctx;
  size_t used = strlen(out);
  const char *name =
      read->measure == LUR_MEASURE_COUNT ? read->criterion : lur_measure_table[read->measure].name;
  snprintf(out + used, 200 - used, "%s@%zu ", name, read->offset);
  return true;
}

static void the_scan_finds_what_is_read(void **state)
{
  (void)state;
  char read[200] = "";
  size_t offset;
  assert_int_equal(
      lur_formula_scan(
          "criteria.greeting < 50 and not (hold . count > 1e3) or math.max(1, overlap.ratio) == .5",
          note_read, read, &offset, NULL),
      LUR_OK);
  assert_string_equal(read, "greeting@0 hold.count@32 overlap.ratio@67 ");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(computes, set_up, tear_down),
      cmocka_unit_test_setup_teardown(null_is_contagious_only_when_read, set_up, tear_down),
      cmocka_unit_test_setup_teardown(the_first_null_read_is_named, set_up, tear_down),
      cmocka_unit_test_setup_teardown(gives_no_number, set_up, tear_down),
      cmocka_unit_test_setup_teardown(nothing_gets_out, set_up, tear_down),
      cmocka_unit_test_setup_teardown(deep_nesting_is_refused, set_up, tear_down),
      cmocka_unit_test_setup_teardown(reads_anew_each_time, set_up, tear_down),
      cmocka_unit_test_setup_teardown(many_formulas_leave_each_other_room, set_up, tear_down),
      cmocka_unit_test_setup_teardown(greed_is_stopped_in_time_and_memory, set_up, tear_down),
      cmocka_unit_test_setup_teardown(many_runs_leave_nothing, set_up, tear_down),
      cmocka_unit_test(the_scan_names_what_is_wrong),
      cmocka_unit_test(the_scan_finds_what_is_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
