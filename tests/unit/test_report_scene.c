// What a picture shows, before it is drawn: lanes, shapes, keys, steps of the axis; and figures in words.
#include "tests/unit/test_report_tools.h"

#include "report/scene.h"
#include "report/words.h"

static size_t shapes_of(const struct lur_scene *scene, lur_shape_kind kind, int lane)
{
  size_t n = 0;
  for (size_t i = 0; i < scene->n; i++) n += scene->shape[i].kind == kind && scene->shape[i].lane == lane;
  return n;
}

static void the_agent_is_on_top(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  struct lur_scene scene;
  assert_int_equal(lur_scene_make(f->call, &scene), LUR_OK);
  assert_int_equal(scene.lanes, 2);
  assert_int_equal(scene.lane[0].role, LUR_ROLE_AGENT);
  assert_int_equal(scene.lane[0].channel, 1);
  assert_int_equal(scene.lane[1].role, LUR_ROLE_CALLER);
  assert_int_equal(shapes_of(&scene, LUR_SHAPE_SPEECH, 0), 5);
  assert_int_equal(shapes_of(&scene, LUR_SHAPE_SPEECH, 1), 4);
  assert_int_equal(shapes_of(&scene, LUR_SHAPE_PROMPT, 0), 2);
  assert_int_equal(shapes_of(&scene, LUR_SHAPE_TONE, 0), 2);
  assert_int_equal(shapes_of(&scene, LUR_SHAPE_MUSIC, 0), 1);
  assert_int_equal(shapes_of(&scene, LUR_SHAPE_KEY, 1), 1);
  assert_int_equal(shapes_of(&scene, LUR_SHAPE_OVERLAP, -1), 1);
  assert_int_equal(shapes_of(&scene, LUR_SHAPE_DEAD_AIR, -1), 1);
  lur_scene_clear(&scene);
  fixture_free(f);
}

static void silences_are_shown_once_and_only_long_ones(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  static const double spans[][2] = {{33.5, 39.6}, {21.75, 21.9}, {10, 12.5}};
  for (int i = 0; i < 3; i++) {
    struct lur_event e = lur_event_of(LUR_EVENT_MUTUAL_SILENCE, spans[i][0], spans[i][1]);
    assert_int_equal(lur_events_add(&f->call->events, &e), LUR_OK);
    assert_int_equal(lur_scene_notable(&e), i != 1);
  }
  struct lur_scene scene;
  assert_int_equal(lur_scene_make(f->call, &scene), LUR_OK);
  assert_int_equal(shapes_of(&scene, LUR_SHAPE_SILENCE, -1), 1);
  assert_int_equal(shapes_of(&scene, LUR_SHAPE_DEAD_AIR, -1), 1);
  lur_scene_clear(&scene);
  fixture_free(f);
}

static void what_was_not_recorded_is_a_place_and_a_point(void **state)
{
  (void)state;
  struct lur_call call = {.duration_s = 60, .channels = 1, .tracks = 1};
  call.track[0].role = LUR_ROLE_MIX;
  const struct lur_event all[] = {lur_event_of(LUR_EVENT_DROPOUT, 10, 12),
                                  lur_event_of(LUR_EVENT_MASKED, 20, 30),
                                  lur_event_of(LUR_EVENT_MARKER, 40, 40)};
  for (size_t i = 0; i < 3; i++) assert_int_equal(lur_events_add(&call.events, &all[i]), LUR_OK);
  struct lur_scene scene;
  assert_int_equal(lur_scene_make(&call, &scene), LUR_OK);
  assert_int_equal(shapes_of(&scene, LUR_SHAPE_POINT, -1), 3);
  assert_int_equal(shapes_of(&scene, LUR_SHAPE_GAP, -1), 2);
  assert_int_equal(scene.n, 5);
  assert_true(scene.shape[1].kind == LUR_SHAPE_GAP && scene.shape[1].end_s == 30);
  lur_scene_clear(&scene);
  lur_events_clear(&call.events);
}

static void separated_sides_share_a_channel(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  f->call->channels = 1;
  f->call->track[0].channel = f->call->track[1].channel = 0;
  f->call->track[0].separated = f->call->track[1].separated = true;
  for (size_t i = 0; i < f->call->events.n; i++)
    if (f->call->events.at[i].channel == 1) f->call->events.at[i].channel = 0;
  struct lur_scene scene;
  assert_int_equal(lur_scene_make(f->call, &scene), LUR_OK);
  assert_int_equal(shapes_of(&scene, LUR_SHAPE_PROMPT, 0), 2); // the agent's side
  assert_int_equal(shapes_of(&scene, LUR_SHAPE_KEY, 1), 1);    // the caller's
  lur_scene_clear(&scene);
  fixture_free(f);
}

static void times_outside_the_recording_are_cut(void **state)
{
  (void)state;
  struct lur_call call = {.duration_s = 10, .channels = 1, .tracks = 1};
  call.track[0].role = LUR_ROLE_MIX;
  static const double spans[][2] = {{-1, 2}, {9, 12}, {11, 13}, {(double)NAN, 3}, {5, 4}};
  for (int i = 0; i < 5; i++)
    assert_int_equal(lur_spans_add(&call.track[0].speech, spans[i][0], spans[i][1]), LUR_OK);
  struct lur_scene scene;
  assert_int_equal(lur_scene_make(&call, &scene), LUR_OK);
  assert_int_equal(scene.n, 2);
  assert_true(scene.shape[0].start_s == 0 && scene.shape[1].end_s == 10);
  lur_scene_clear(&scene);
  lur_spans_clear(&call.track[0].speech);
}

static void keys_of_one_menu_stand_together(void **state)
{
  (void)state;
  struct lur_call call = {.duration_s = 60, .channels = 1, .tracks = 1};
  call.track[0].role = LUR_ROLE_MIX;
  static const double starts[] = {10, 10.5, 12, 20};
  for (int i = 0; i < 4; i++) {
    struct lur_event e = lur_event_of(LUR_EVENT_DTMF, starts[i], starts[i] + 0.1);
    e.channel = 0;
    e.digit = (char)('1' + i);
    assert_int_equal(lur_events_add(&call.events, &e), LUR_OK);
  }
  struct lur_scene scene;
  assert_int_equal(lur_scene_make(&call, &scene), LUR_OK);
  assert_int_equal(lur_scene_keys(&scene, 0), 3);
  assert_int_equal(lur_scene_keys(&scene, 3), 1);
  lur_scene_clear(&scene);
  lur_events_clear(&call.events);
}

static void the_axis_has_round_steps(void **state)
{
  (void)state;
  assert_true(lur_scene_step_s(9, 10) == 1);
  assert_true(lur_scene_step_s(60, 10) == 10);
  assert_true(lur_scene_step_s(101, 10) == 15);
  assert_true(lur_scene_step_s(3600, 10) == 600);
  assert_true(lur_scene_step_s(1e9, 10) == 14400);
}

static void the_waveform_follows_its_channel(void **state)
{
  (void)state;
  const float low[] = {-0.5f, -0.01f, 0, 0}, high[] = {0.25f, 0.005f, 0.125f, 0};
  float bottom[4], top[4];
  memcpy(bottom, low, sizeof low);
  memcpy(top, high, sizeof high);
  struct lur_peaks peaks = {2, 2, 1, bottom, top};
  double loudest = lur_scene_loudest(&peaks);
  assert_true(loudest == 0.5);
  assert_true(lur_scene_height(&peaks, loudest, 0, 0) == 1);
  assert_true(fabs(lur_scene_height(&peaks, loudest, 1, 0) - 0.5) < 1e-9);
  assert_true(lur_scene_height(&peaks, loudest, 1, 1) == 0);
  assert_true(lur_scene_height(&peaks, loudest, 2, 0) == 0);
  assert_true(lur_scene_height(&peaks, loudest, 0, 2) == 0);
  assert_true(lur_scene_height(NULL, lur_scene_loudest(NULL), 0, 0) == 0);
}

static void clocks(void **state)
{
  (void)state;
  static const struct {
    double s;
    int decimals;
    const char *want;
  } table[] = {{0, 0, "0:00"},        {59.6, 0, "1:00"},          {59.96, 1, "1:00.0"},
               {75.25, 2, "1:15.25"}, {3600, 0, "1:00:00"},       {3725.44, 1, "1:02:05.4"},
               {-3, 0, "0:00"},       {(double)NAN, 1, "0:00.0"}, {86399.7, 0, "24:00:00"}};
  char out[LUR_WORDS_SIZE];
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    assert_string_equal(lur_words_clock(table[i].s, table[i].decimals, NULL, out), table[i].want);
  assert_string_equal(lur_words_clock(7.4, 1, "sv-SE", out), "0:07,4");
}

static void figures_in_words(void **state)
{
  (void)state;
  char out[LUR_WORDS_SIZE];
  assert_string_equal(lur_words_with_unit(12.34, "s", "en", out), "12.3 s");
  assert_string_equal(lur_words_with_unit(125, "s", "en", out), "2:05");
  assert_string_equal(lur_words_with_unit(-0.31, "s", "sv", out), "\u22120,3 s");
  assert_string_equal(lur_words_with_unit(0.5819, "1", "en", out), "58 %");
  assert_string_equal(lur_words_with_unit(0.00012, "1", "en", out), "0.01 %");
  assert_string_equal(lur_words_with_unit(4, "n", "en", out), "4");
  assert_string_equal(lur_words_with_unit(4.5, "calls", "en", out), "4.5 calls");
  assert_string_equal(lur_words_with_unit(1.25, "", "en", out), "1.25");
  assert_string_equal(lur_words_with_unit(-0.001, "dB", "en", out), "0.0 dB");
  assert_string_equal(lur_words_points(80.04, "en", out), "80");
  assert_string_equal(lur_words_points(71.46, "nb", out), "71,5");
  const struct lur_value none = {.known = true, .text = ""}, plans = {.known = true, .text = "DK,NO"},
                         yes = {.known = true, .number = 1};
  assert_string_equal(lur_words_value(LUR_M_ANSWER_KEYPRESSES, &none, "en", out), "none");
  assert_string_equal(lur_words_value(LUR_M_ANSWER_RING_PLAN, &plans, "en", out), "DK, NO");
  assert_string_equal(lur_words_value(LUR_M_ANSWER_BUSY, &yes, "en", out), "yes");
}

static void groups_hold_every_measure_once(void **state)
{
  (void)state;
  int next = 0;
  for (int i = 0; i < LUR_WORDS_GROUPS; i++) {
    assert_int_equal(lur_words_groups[i].first, next);
    assert_true(lur_words_groups[i].end > lur_words_groups[i].first);
    next = (int)lur_words_groups[i].end;
  }
  assert_int_equal(next, LUR_MEASURE_COUNT);
}

static void names_without_their_folder(void **state)
{
  (void)state;
  assert_string_equal(lur_words_base_name("a/b/c.wav"), "c.wav");
  assert_string_equal(lur_words_base_name("c.wav"), "c.wav");
  assert_string_equal(lur_words_base_name("a/in.wav+a/out.wav"), "a/in.wav+a/out.wav");
  assert_string_equal(lur_words_base_name("a/"), "a/");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_agent_is_on_top),
      cmocka_unit_test(silences_are_shown_once_and_only_long_ones),
      cmocka_unit_test(what_was_not_recorded_is_a_place_and_a_point),
      cmocka_unit_test(separated_sides_share_a_channel),
      cmocka_unit_test(times_outside_the_recording_are_cut),
      cmocka_unit_test(keys_of_one_menu_stand_together),
      cmocka_unit_test(the_axis_has_round_steps),
      cmocka_unit_test(the_waveform_follows_its_channel),
      cmocka_unit_test(clocks),
      cmocka_unit_test(figures_in_words),
      cmocka_unit_test(groups_hold_every_measure_once),
      cmocka_unit_test(names_without_their_folder),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
