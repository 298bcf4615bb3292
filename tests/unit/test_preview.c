/// What is said of the sample calls while they go on, against what is true of them.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/preview.h"
#include "audio/reader.h"

enum { most = 2000 }; // looks, ten a second

struct heard {
  struct lur_preview_view at[most];
  double s[most]; // of the recording, when it was looked at
  int n;
};

/// Plays a sample call; `part` samples at a time.
static struct heard *hear(const char *name, size_t part)
{
  char path[4096];
  struct lur_reader_options options = lur_reader_options_default();
  struct lur_diag diag = {0};
  lur_reader *reader;
  lur_preview *preview;
  struct heard *heard = calloc(1, sizeof *heard);
  float pcm[2 * 800];
  size_t got;
  assert_non_null(heard);
  snprintf(path, sizeof path, "%s/samples/%s.flac", LUR_SOURCE_DIR, name);
  assert_int_equal(lur_reader_open(path, &options, &reader, &diag), LUR_OK);
  const struct lur_recording *r = lur_reader_recording(reader);
  assert_int_equal(r->read_rate_hz, 8000);
  assert_int_equal(lur_preview_new(8000, r->channels, r->role, &preview), LUR_OK);
  while (heard->n < most && lur_reader_read(reader, pcm, 800, &got) == LUR_OK) {
    for (size_t i = 0; i < got; i += part)
      assert_int_equal(
          lur_preview_push(preview, pcm + i * (size_t)r->channels, got - i < part ? got - i : part), LUR_OK);
    heard->s[heard->n] = r->duration_s;
    lur_preview_look(preview, &heard->at[heard->n++]);
  }
  lur_preview_free(preview);
  lur_reader_close(reader);
  return heard;
}

static const struct lur_preview_view *at(const struct heard *heard, double s)
{
  int i = 0;
  while (i + 1 < heard->n && heard->s[i] < s) i++;
  return &heard->at[i];
}

static void rings_are_counted_as_they_come(void **state)
{
  (void)state;
  struct heard *h = hear("sv-good", 800); // rings at 1.1 and 7.1, is answered at 9.7
  assert_int_equal(at(h, 0.8)->now, LUR_NOW_DIALLING);
  assert_int_equal(at(h, 2.2)->now, LUR_NOW_RINGING);
  assert_int_equal(at(h, 2.2)->rings, 1);
  assert_int_equal(at(h, 6.5)->now, LUR_NOW_RINGING); // the pause belongs to it
  assert_int_equal(at(h, 8.2)->rings, 2);
  assert_int_equal(at(h, 12)->now, LUR_NOW_VOICE);
  assert_false(at(h, 12)->answered);
  assert_int_equal(at(h, 20)->now, LUR_NOW_TALK);
  assert_true(fabs(at(h, 60)->wait_s - 8.7) < 0.5);
  assert_true(at(h, 20)->speaks[0]);
  assert_false(at(h, 20)->speaks[1]);
  free(h);
}

static void rings_of_two_bursts_and_a_busy_tone(void **state)
{
  (void)state;
  struct heard *h = hear("en-unanswered", 800); // eleven British rings, then busy
  assert_int_equal(at(h, 10)->rings, 3);
  assert_int_equal(at(h, 34)->rings, 11);
  assert_int_equal(at(h, 38.5)->now, LUR_NOW_BUSY);
  assert_false(at(h, 39)->answered);
  free(h);
}

static void a_menu_a_key_and_a_queue(void **state)
{
  (void)state;
  struct heard *h = hear("nb-menu", 800); // menu to 9.4, key 2, music from 11, a person at 31.1
  assert_int_equal(at(h, 6)->now, LUR_NOW_VOICE);
  assert_int_equal(at(h, 6)->agent, 1);
  assert_string_equal(at(h, 11)->keys, "2");
  assert_int_equal(at(h, 18)->now, LUR_NOW_QUEUE);
  assert_int_equal(at(h, 30)->now, LUR_NOW_QUEUE);
  assert_true(fabs(at(h, 30)->since_s - 11.2) < 1); // counted from the first music on, announcement and all
  assert_int_equal(at(h, 40)->now, LUR_NOW_TALK);
  assert_true(fabs(at(h, 60)->wait_s - 30.2) < 1);
  free(h);
}

static void music_in_a_conversation_is_a_hold(void **state)
{
  (void)state;
  struct heard *h = hear("da-hold", 800); // on hold from 33 to 45
  assert_int_equal(at(h, 30)->now, LUR_NOW_TALK);
  assert_int_equal(at(h, 40)->now, LUR_NOW_HOLD);
  assert_int_equal(at(h, 50)->now, LUR_NOW_TALK);
  assert_true(at(h, 66)->longest_silence_s < 6); // a hold is no silence
  free(h);
}

static void who_speaks_is_told_within_a_second(void **state)
{
  (void)state;
  // the agent speaks from 9.70, the caller replies at 16.11
  struct heard *h = hear("sv-good", 800);
  double agent = 0, caller = 0;
  for (int i = 0; i < h->n; i++) {
    if (agent <= 0 && h->at[i].speaks[1]) agent = h->s[i];
    if (caller <= 0 && h->at[i].speaks[0]) caller = h->s[i];
  }
  assert_true(agent > 9.7 && agent < 10.7);
  assert_true(caller > 16.1 && caller < 17.1);
  free(h);
}

static void how_it_is_cut_matters_little(void **state)
{
  (void)state;
  struct heard *whole = hear("nb-menu", 800), *cut = hear("nb-menu", 77);
  for (int i = 0; i < whole->n; i++) {
    assert_int_equal(whole->at[i].now, cut->at[i].now);
    assert_int_equal(whole->at[i].speaks[1], cut->at[i].speaks[1]);
    assert_true(fabs(whole->at[i].talk_s[1] - cut->at[i].talk_s[1]) < 1e-9);
  }
  free(whole);
  free(cut);
}

static void the_caller_is_believed(void **state)
{
  (void)state;
  static float silence[800];
  const lur_role role[2] = {LUR_ROLE_CALLER, LUR_ROLE_AGENT};
  lur_preview *p;
  struct lur_preview_view view;
  assert_int_equal(lur_preview_new(8000, 2, role, &p), LUR_OK);
  for (int i = 0; i < 40; i++) assert_int_equal(lur_preview_push(p, silence, 400), LUR_OK);
  lur_preview_answered(p, 1.5);
  for (int i = 0; i < 40; i++) assert_int_equal(lur_preview_push(p, silence, 400), LUR_OK);
  lur_preview_look(p, &view);
  assert_int_equal(view.now, LUR_NOW_TALK);
  assert_true(view.answered && fabs(view.since_s - 1.5) < 0.02);
  assert_true(view.silence_s > 1.3 && view.silence_s < 2.1);
  lur_preview_hold(p, true);
  for (int i = 0; i < 20; i++) assert_int_equal(lur_preview_push(p, silence, 400), LUR_OK);
  lur_preview_look(p, &view);
  assert_int_equal(view.now, LUR_NOW_HOLD);
  lur_preview_hold(p, false);
  lur_preview_mask(p, true);
  for (int i = 0; i < 100; i++) assert_int_equal(lur_preview_push(p, silence, 400), LUR_OK);
  lur_preview_mask(p, false);
  lur_preview_look(p, &view);
  assert_true(view.longest_silence_s < 2.6); // what is private counts for nothing
  lur_preview_free(p);
}

static void a_call_on_one_channel(void **state)
{
  (void)state;
  struct heard *h = hear("sv-mono", 800);
  assert_int_equal(at(h, 8.2)->rings, 2);
  assert_int_equal(at(h, 13)->now, LUR_NOW_VOICE);
  assert_int_equal(at(h, 13)->agent, 0);
  assert_false(at(h, 40)->answered); // two voices on one channel: the caller says it
  free(h);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rings_are_counted_as_they_come),
      cmocka_unit_test(rings_of_two_bursts_and_a_busy_tone),
      cmocka_unit_test(a_menu_a_key_and_a_queue),
      cmocka_unit_test(music_in_a_conversation_is_a_hold),
      cmocka_unit_test(who_speaks_is_told_within_a_second),
      cmocka_unit_test(how_it_is_cut_matters_little),
      cmocka_unit_test(the_caller_is_believed),
      cmocka_unit_test(a_call_on_one_channel),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
