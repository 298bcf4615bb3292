// What was heard is put in order in a time that grows with the number of sounds, not with its square: a day's
// recording, or a hostile one, holds hundreds of thousands of them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/access.h"
#include "analysis/heard.h"

/// Comparing each of so many with each other takes minutes; the test's time limit is less.
enum { MANY = 400000 };

static lur_feed feed_of(int channels, int64_t frames)
{
  lur_feed f = {.rate = 8000, .channels = channels, .hop = 80, .samples = frames * 80};
  f.channel = calloc((size_t)channels, sizeof *f.channel);
  f.activity.channel = calloc((size_t)channels, sizeof *f.activity.channel);
  f.activity.channels = channels;
  assert_non_null(f.channel);
  assert_non_null(f.activity.channel);
  return f;
}

static void add_key(struct lur_feed_channel *ch, int64_t start, char digit, float level_db)
{
  struct lur_keys *k = &ch->keys;
  k->at = lur_grow(k->at, &k->room, k->n, sizeof *k->at);
  assert_non_null(k->at);
  k->at[k->n++] = (struct lur_key){start, start + 6, digit, level_db};
}

static void add_burst(struct lur_feed_channel *ch, int64_t start, int64_t length, float level_db)
{
  struct lur_bursts *b = &ch->bursts;
  b->at = lur_grow(b->at, &b->room, b->n, sizeof *b->at);
  assert_non_null(b->at);
  b->at[b->n++] = (struct lur_burst){.start = start, .end = start + length, .hz = 425, .level_db = level_db};
}

static void add_segment(struct lur_feed_channel *ch, int64_t start, int64_t end)
{
  ch->segment = lur_grow(ch->segment, &ch->segments_room, ch->segments, sizeof *ch->segment);
  assert_non_null(ch->segment);
  ch->segment[ch->segments++] = (struct lur_segment){.range = {start, end}};
}

static void echoes_of_keys_are_left_out(void **state)
{
  (void)state;
  lur_feed f = feed_of(2, 1000);
  struct lur_heard heard = {0};
  add_key(&f.channel[0], 100, '1', -20);
  add_key(&f.channel[0], 300, '2', -20);
  add_key(&f.channel[0], 600, '3', -20);
  add_key(&f.channel[0], 700, '4', -30);
  add_key(&f.channel[1], 110, '1', -40); // the echo
  add_key(&f.channel[1], 305, '5', -40); // another digit
  add_key(&f.channel[1], 641, '3', -40); // 0.35 s after its end: too late
  add_key(&f.channel[1], 710, '4', -10); // louder: channel 0 has the echo
  assert_int_equal(lur_heard_of(&f, &heard), LUR_OK);
  assert_int_equal(heard.keys[0].n, 3);
  assert_int_equal(heard.keys[1].n, 3);
  assert_int_equal(heard.keys[0].at[2].digit, '3');
  assert_int_equal(heard.keys[1].at[0].digit, '5');
  assert_int_equal(heard.keys[1].at[1].digit, '3');
  lur_heard_clear(&heard);
  lur_feed_clear(&f);
}

static void short_sounds_at_the_edge_of_tones_are_no_speech(void **state)
{
  (void)state;
  lur_feed f = feed_of(1, 2000);
  struct lur_heard heard = {0};
  add_burst(&f.channel[0], 100, 100, -20);
  add_key(&f.channel[0], 600, '1', -20);
  add_segment(&f.channel[0], 70, 88);   // ends where the tone's margin begins
  add_segment(&f.channel[0], 205, 215); // its tail
  add_segment(&f.channel[0], 580, 590); // within the key's margin
  add_segment(&f.channel[0], 610, 628); // too long for an edge
  add_segment(&f.channel[0], 900, 910); // short, but away from all
  assert_int_equal(lur_heard_of(&f, &heard), LUR_OK);
  assert_int_equal(heard.speech[0].n, 3);
  assert_int_equal(heard.speech[0].at[0].start, 70);
  assert_int_equal(heard.speech[0].at[1].start, 610);
  assert_int_equal(heard.speech[0].at[2].start, 900);
  lur_heard_clear(&heard);
  lur_feed_clear(&f);
}

/// A segment of that level, half decibels.
static void add_words(struct lur_feed_channel *ch, int64_t start, int64_t end, lur_level level)
{
  add_segment(ch, start, end);
  while (ch->contours < (size_t)end / 10) {
    ch->contour = lur_grow(ch->contour, &ch->contours_room, ch->contours, sizeof *ch->contour);
    assert_non_null(ch->contour);
    ch->contour[ch->contours] = (int64_t)ch->contours < start / 10 ? 100 : level;
    ch->contours++;
  }
}

static void others_in_the_room_are_nobody(void **state)
{
  (void)state;
  for (int channels = 1; channels <= 2; channels++) {
    lur_feed f = feed_of(channels, 20000);
    struct lur_heard heard = {0};
    add_words(&f.channel[0], 100, 12000, 150);   // others, for two minutes of waiting
    add_words(&f.channel[0], 12500, 14000, 190); // the party
    add_words(&f.channel[0], 14100, 14150, 168); // a soft word of the party's
    add_words(&f.channel[0], 14500, 14700, 160); // others again
    add_words(&f.channel[0], 15000, 15500, 186);
    assert_int_equal(lur_heard_of(&f, &heard), LUR_OK);
    const struct lur_ranges *speech = &heard.speech[0];
    if (channels == 1) { // all sides are on it, and one may be weak
      assert_int_equal(speech->n, 5);
    } else {
      assert_int_equal(speech->n, 3);
      assert_int_equal(speech->at[0].start, 12500);
      assert_int_equal(speech->at[1].start, 14100);
      assert_int_equal(speech->at[2].start, 15000);
    }
    lur_heard_clear(&heard);
    lur_feed_clear(&f);
  }
}

/// A loud menu, then an agent who is much quieter, put on hold with a loud announcement in between; and
/// somebody in the agent's room, between two of the menu's loud sentences.
static void a_quiet_agent_is_somebody(void **state)
{
  (void)state;
  lur_feed f = feed_of(2, 40000);
  struct lur_heard heard = {0};
  add_burst(&f.channel[0], 50, 100, -20);
  add_words(&f.channel[0], 1000, 1900, 195);
  add_words(&f.channel[0], 2000, 2100, 160);
  add_words(&f.channel[0], 2200, 3000, 195);
  for (int64_t t = 5500; t < 12000; t += 500) add_words(&f.channel[0], t, t + 300, 160);
  add_words(&f.channel[0], 15000, 15400, 195);
  for (int64_t t = 18000; t < 25000; t += 500) add_words(&f.channel[0], t, t + 300, 160);
  assert_int_equal(lur_heard_of(&f, &heard), LUR_OK);
  const struct lur_ranges *speech = &heard.speech[0];
  assert_int_equal(speech->n, 2 + 13 + 1 + 14);
  assert_int_equal(speech->at[1].start, 2200);
  assert_int_equal(speech->at[2].start, 5500);
  lur_heard_clear(&heard);
  lur_feed_clear(&f);
}

static void copies_of_tones_are_left_out(void **state)
{
  (void)state;
  lur_feed f = feed_of(2, 10000);
  struct lur_heard heard = {0};
  for (int i = 0; i < 3; i++) {
    add_burst(&f.channel[0], 100 + 600 * i, 100, -40);
    add_burst(&f.channel[1], 100 + 600 * i, 100, -20);
  }
  add_burst(&f.channel[0], 5000, 100, -40); // nothing at that time on the other channel
  assert_int_equal(lur_heard_of(&f, &heard), LUR_OK);
  assert_int_equal(heard.tones.n, 2);
  assert_int_equal(heard.tones.at[0].channel, 1);
  assert_int_equal(heard.tones.at[0].parts, 3);
  assert_int_equal(heard.tones.at[1].channel, 0);
  lur_heard_clear(&heard);
  lur_feed_clear(&f);
}

/// Ringing that the networks took for music, as a noisy line makes them do, is ringing; a burst in the middle
/// of music is a note of it.
static void ringing_is_no_music(void **state)
{
  (void)state;
  lur_feed f = feed_of(2, 10000);
  struct lur_heard heard = {0};
  for (int i = 0; i < 3; i++) add_burst(&f.channel[1], 1100 + 500 * i, 100, -20);
  add_burst(&f.channel[1], 6000, 100, -20);
  f.channel[1].contour = calloc(1000, sizeof *f.channel[1].contour);
  assert_non_null(f.channel[1].contour);
  f.channel[1].contours = 1000;
  for (int i = 80; i < 800; i++) f.channel[1].contour[i] = i < 230 || i >= 500 ? 150 : 50;
  assert_int_equal(lur_ranges_add(&f.activity.channel[1].music, 800, 2300), LUR_OK);
  assert_int_equal(lur_ranges_add(&f.activity.channel[1].music, 5000, 8000), LUR_OK);
  assert_int_equal(lur_heard_of(&f, &heard), LUR_OK);
  assert_int_equal(heard.tones.n, 1);
  assert_int_equal(heard.tones.at[0].parts, 3);
  assert_int_equal(heard.music[1].n, 2);
  assert_int_equal(heard.music[1].at[0].start, 800); // what is left after the ringing is too short
  assert_int_equal(heard.music[1].at[0].end, 1100);
  assert_int_equal(heard.music[1].at[1].end - heard.music[1].at[1].start, 3000);
  lur_heard_clear(&heard);
  lur_feed_clear(&f);
}

/// Queue music, one ring, and somebody answers: the networks carried the music on through the ring.
static void one_ring_after_music_is_a_ring(void **state)
{
  (void)state;
  lur_feed f = feed_of(2, 10000);
  struct lur_heard heard = {0};
  add_burst(&f.channel[1], 3000, 100, -20); // within it: a note
  add_burst(&f.channel[1], 7000, 100, -20);
  f.channel[1].contour = malloc(1000);
  assert_non_null(f.channel[1].contour);
  memset(f.channel[1].contour, 50, 1000);
  memset(f.channel[1].contour + 200, 150, 510);
  f.channel[1].contours = 1000;
  assert_int_equal(lur_ranges_add(&f.activity.channel[1].music, 2000, 7100), LUR_OK);
  assert_int_equal(lur_heard_of(&f, &heard), LUR_OK);
  assert_int_equal(heard.tones.n, 1);
  assert_int_equal(heard.tones.at[0].type, LUR_EVENT_RINGBACK);
  assert_float_equal(heard.tones.at[0].start_s, 70, 0.05);
  assert_int_equal(heard.music[1].n, 1);
  assert_int_equal(heard.music[1].at[0].end, 7000);
  lur_heard_clear(&heard);
  lur_feed_clear(&f);
}

static void a_day_of_keys_takes_no_longer_than_its_length(void **state)
{
  (void)state;
  lur_feed f = feed_of(2, 20 * (int64_t)MANY);
  struct lur_heard heard = {0};
  for (int i = 0; i < MANY; i++) {
    add_key(&f.channel[0], 20 * (int64_t)i, "123A456B789C*0#D"[i % 16], -20);
    add_key(&f.channel[1], 20 * (int64_t)i + 3, "123A456B789C*0#D"[i % 16], -30);
    add_segment(&f.channel[0], 20 * (int64_t)i + 7, 20 * (int64_t)i + 17);
  }
  assert_int_equal(lur_heard_of(&f, &heard), LUR_OK);
  assert_int_equal(heard.keys[0].n, MANY);
  assert_int_equal(heard.keys[1].n, 0);
  assert_int_equal(heard.speech[0].n, 0);
  lur_heard_clear(&heard);
  lur_feed_clear(&f);
}

static void a_day_of_rings_takes_no_longer_than_its_length(void **state)
{
  (void)state;
  lur_feed f = feed_of(2, 170 * (int64_t)MANY);
  struct lur_heard heard = {0};
  for (int i = 0; i < MANY; i++) { // with a pause that no plan has: each is a ring of its own
    add_burst(&f.channel[0], 170 * (int64_t)i, 100, -30);
    add_burst(&f.channel[1], 170 * (int64_t)i, 100, -20);
  }
  assert_int_equal(lur_heard_of(&f, &heard), LUR_OK);
  assert_int_equal(heard.tones.n, MANY);
  for (size_t i = 0; i < heard.tones.n; i++) assert_int_equal(heard.tones.at[i].channel, 1);
  struct lur_call *call = calloc(1, sizeof *call);
  struct lur_journey journey = {.agent = 1, .answer = -1};
  assert_non_null(call);
  call->duration_s = lur_frames_s(heard.frames);
  assert_int_equal(lur_access_of(&heard, &journey, call), LUR_OK);
  assert_int_equal((int)call->measures.of[LUR_M_ANSWER_RING_COUNT].number, MANY);
  assert_true(call->measures.of[LUR_M_ANSWER_RING_S].number <= call->duration_s);
  lur_call_free(call);
  lur_heard_clear(&heard);
  lur_feed_clear(&f);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(echoes_of_keys_are_left_out),
      cmocka_unit_test(short_sounds_at_the_edge_of_tones_are_no_speech),
      cmocka_unit_test(others_in_the_room_are_nobody),
      cmocka_unit_test(a_quiet_agent_is_somebody),
      cmocka_unit_test(copies_of_tones_are_left_out),
      cmocka_unit_test(ringing_is_no_music),
      cmocka_unit_test(one_ring_after_music_is_a_ring),
      cmocka_unit_test(a_day_of_keys_takes_no_longer_than_its_length),
      cmocka_unit_test(a_day_of_rings_takes_no_longer_than_its_length),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
