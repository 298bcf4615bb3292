// The table of measures: its names, and values that are known or say why not.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/measures.h"

/// Every measure that docs/measures.md defines.
static const char *const defined[] = {
    "answer.answered",
    "answer.wait_s",
    "answer.wait_from_queue_s",
    "answer.ring_s",
    "answer.ring_count",
    "answer.ring_plan",
    "answer.ivr_s",
    "answer.ivr_levels",
    "answer.keypresses",
    "answer.queue_s",
    "answer.announcements",
    "answer.busy",
    "answer.greeting_s",
    "call.duration_s",
    "call.conversation_s",
    "talk.agent_s",
    "talk.caller_s",
    "talk.agent_ratio",
    "talk.caller_ratio",
    "silence.mutual_s",
    "silence.mutual_ratio",
    "silence.longest_s",
    "silence.dead_air_count",
    "silence.dead_air_s",
    "overlap.total_s",
    "overlap.ratio",
    "overlap.count",
    "overlap.longest_s",
    "interruption.agent_count",
    "interruption.caller_count",
    "interruption.agent_floor_count",
    "interruption.caller_floor_count",
    "interruption.agent_s",
    "interruption.caller_s",
    "backchannel.agent_count",
    "backchannel.caller_count",
    "response.agent_median_s",
    "response.agent_p90_s",
    "response.caller_median_s",
    "response.caller_p90_s",
    "turn.count",
    "turn.changes_per_minute",
    "monologue.agent_longest_s",
    "monologue.caller_longest_s",
    "hold.count",
    "hold.total_s",
    "hold.longest_s",
    "hold.music_s",
    "transfer.count",
    "closing.last_speaker",
    "closing.trailing_s",
    "rate.agent_syl_per_s",
    "rate.caller_syl_per_s",
    "pitch.agent_median_hz",
    "pitch.agent_range_st",
    "pitch.agent_variation_st",
    "pitch.caller_median_hz",
    "pitch.caller_range_st",
    "level.agent_dbov",
    "level.caller_dbov",
    "level.difference_db",
    "loudness.agent_lufs",
    "loudness.caller_lufs",
    "quality.agent_snr_db",
    "quality.caller_snr_db",
    "quality.agent_noise_dbov",
    "quality.caller_noise_dbov",
    "quality.clipping_ratio",
    "quality.dropout_count",
    "quality.dropout_s",
    "quality.crosstalk_db",
    "quality.bandwidth_hz",
    "quality.one_way",
    "quality.grade",
};

static void every_defined_measure_is_there(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof defined / sizeof *defined; i++)
    if (lur_measure_find(defined[i]) == LUR_MEASURE_COUNT) fail_msg("%s is not in the table", defined[i]);
  assert_int_equal(LUR_MEASURE_COUNT, sizeof defined / sizeof *defined);
}

static void finding_a_name_is_the_inverse_of_naming(void **state)
{
  (void)state;
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) // also: no name twice
    assert_int_equal(lur_measure_find(lur_measure_table[i].name), i);
  assert_int_equal(lur_measure_find(""), LUR_MEASURE_COUNT);
  assert_int_equal(lur_measure_find("answer"), LUR_MEASURE_COUNT);
  assert_int_equal(lur_measure_find("Answer.Answered"), LUR_MEASURE_COUNT);
  assert_int_equal(lur_measure_find("answer.answered "), LUR_MEASURE_COUNT);
}

static bool ends_with(const char *name, const char *tail)
{
  size_t n = strlen(name), m = strlen(tail);
  return n >= m && strcmp(name + n - m, tail) == 0;
}

/// A name's ending says its unit, and every row has words for people.
static void units_fit_names(void **state)
{
  static const struct {
    const char *tail, *unit;
    lur_measure_type type;
  } rules[] = {{"per_s", "1/s", LUR_TYPE_NUMBER},        {"_s", "s", LUR_TYPE_NUMBER},
               {"ratio", "1", LUR_TYPE_NUMBER},          {"count", "n", LUR_TYPE_COUNT},
               {"per_minute", "1/min", LUR_TYPE_NUMBER}, {"_hz", "Hz", LUR_TYPE_NUMBER},
               {"_st", "st", LUR_TYPE_NUMBER},           {"_dbov", "dBov", LUR_TYPE_NUMBER},
               {"_db", "dB", LUR_TYPE_NUMBER},           {"_lufs", "LUFS", LUR_TYPE_NUMBER}};
  (void)state;
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) {
    const struct lur_measure_info *m = &lur_measure_table[i];
    assert_true(m->title[0] && m->meaning[0]);
    bool plain = m->type == LUR_TYPE_BOOL || m->type == LUR_TYPE_TEXT;
    assert_int_equal(plain, m->unit[0] == '\0');
    for (size_t r = 0; r < sizeof rules / sizeof *rules; r++) {
      if (!ends_with(m->name, rules[r].tail)) continue;
      if (strcmp(m->unit, rules[r].unit) != 0 || m->type != rules[r].type)
        fail_msg("%s has unit %s", m->name, m->unit);
      break;
    }
  }
}

static void a_value_is_known_or_says_why(void **state)
{
  (void)state;
  static const char why[] = "made up";
  struct lur_measures m;
  lur_measures_reset(&m, why);
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) {
    assert_false(m.of[i].known);
    assert_ptr_equal(m.of[i].why, why);
  }
  lur_measure_set(&m, LUR_M_TURN_COUNT, 3);
  assert_true(m.of[LUR_M_TURN_COUNT].known && m.of[LUR_M_TURN_COUNT].number == 3);
  assert_null(m.of[LUR_M_TURN_COUNT].why);
  const double bad[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
  for (int i = 0; i < 3; i++) {
    lur_measure_set(&m, LUR_M_TURN_COUNT, bad[i]);
    assert_false(m.of[LUR_M_TURN_COUNT].known);
    assert_non_null(m.of[LUR_M_TURN_COUNT].why);
    assert_true(m.of[LUR_M_TURN_COUNT].number == 0);
  }
  lur_measure_unknown(&m, LUR_M_TURN_COUNT, why);
  assert_ptr_equal(m.of[LUR_M_TURN_COUNT].why, why);
}

static void texts_are_kept_and_cut(void **state)
{
  (void)state;
  struct lur_measures m;
  struct lur_value *v = &m.of[LUR_M_ANSWER_KEYPRESSES];
  char longer[200];
  memset(longer, '7', sizeof longer - 1);
  longer[sizeof longer - 1] = '\0';
  lur_measures_reset(&m, "made up");
  lur_measure_set_text(&m, LUR_M_ANSWER_KEYPRESSES, "12#");
  assert_true(v->known);
  assert_string_equal(v->text, "12#");
  assert_null(v->why);
  lur_measure_set_text(&m, LUR_M_ANSWER_KEYPRESSES, longer);
  assert_int_equal(strlen(v->text), sizeof v->text - 1);
  lur_measure_set(&m, LUR_M_ANSWER_KEYPRESSES, 1);
  assert_string_equal(v->text, "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_defined_measure_is_there),
      cmocka_unit_test(finding_a_name_is_the_inverse_of_naming),
      cmocka_unit_test(units_fit_names),
      cmocka_unit_test(a_value_is_known_or_says_why),
      cmocka_unit_test(texts_are_kept_and_cut),
  };
  return cmocka_run_group_tests_name("measures", tests, NULL, NULL);
}
