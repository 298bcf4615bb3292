// The way of a call from what was heard on two channels, the agent on channel 1.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/conversation.h"
#include "analysis/journey.h"

struct stage {
  struct lur_heard heard;
  lur_feed feed;
  struct lur_journey journey;
};

static struct stage stage_of(int64_t frames)
{
  struct stage s = {.heard = {.channels = 2, .frames = frames}, .feed = {.channels = 2}};
  s.feed.channel = calloc(2, sizeof *s.feed.channel);
  assert_non_null(s.feed.channel);
  return s;
}

static void say(struct stage *s, int channel, int64_t start, int64_t end)
{
  assert_int_equal(lur_ranges_add(&s->heard.speech[channel], start, end), LUR_OK);
}

static void play(struct stage *s, int64_t start, int64_t end)
{
  assert_int_equal(lur_ranges_add(&s->heard.music[1], start, end), LUR_OK);
}

static void sound(struct stage *s, lur_event_type type, int64_t start, int64_t end)
{
  struct lur_event e = lur_event_of(type, lur_frames_s(start), lur_frames_s(end));
  struct lur_span all = {e.start_s, e.end_s};
  e.channel = 1;
  e.confidence = 1;
  assert_int_equal(lur_events_add_parts(&s->heard.tones, e, &all, 1), LUR_OK);
}

static void find(struct stage *s)
{
  struct lur_analyser_config config = lur_analyser_defaults(8000, 2);
  config.role[0] = LUR_ROLE_CALLER;
  config.role[1] = LUR_ROLE_AGENT;
  config.roles_from = LUR_ROLES_OPTION;
  assert_int_equal(lur_journey_of(&config, &s->heard, &s->feed, &s->journey), LUR_OK);
}

static void clear(struct stage *s)
{
  lur_heard_clear(&s->heard);
  lur_journey_clear(&s->journey);
  free(s->feed.channel);
}

static void phases_are(const struct stage *s, const char *want)
{
  char got[200] = "";
  for (size_t i = 0; i < s->journey.phases.n; i++) {
    const char *name = lur_phase_name(s->journey.phases.at[i].kind);
    size_t used = strlen(got);
    assert_true(used + strlen(name) + 2 < sizeof got);
    if (used) got[used++] = ' ';
    memcpy(got + used, name, strlen(name) + 1);
  }
  assert_string_equal(got, want);
}

/// The agent tries to pass the caller on, the line is busy, and they go on talking.
static void a_busy_tone_in_the_middle_ends_nothing(void **state)
{
  (void)state;
  struct stage s = stage_of(4000);
  say(&s, 1, 100, 400);
  say(&s, 0, 450, 700);
  sound(&s, LUR_EVENT_RINGBACK, 1000, 1100);
  sound(&s, LUR_EVENT_BUSY, 1500, 2000);
  say(&s, 1, 2300, 2600);
  say(&s, 0, 2650, 2900);
  sound(&s, LUR_EVENT_BUSY, 3000, 3500);
  say(&s, 1, 3100, 3110); // what sounds like a word in the tone
  find(&s);
  assert_int_equal(s.journey.answer, 100);
  assert_int_equal(s.journey.last_word, 2900);
  assert_int_equal(s.journey.agent_speech.n, 2);
  phases_are(&s, "dial conversation transfer conversation end");
  clear(&s);
}

/// After the other side has hung up the caller says something into the recording.
static void a_word_to_oneself_is_no_talk(void **state)
{
  (void)state;
  struct stage s = stage_of(4000);
  say(&s, 1, 100, 400);
  say(&s, 0, 450, 700);
  sound(&s, LUR_EVENT_BUSY, 1500, 2000);
  say(&s, 0, 2650, 2900);
  find(&s);
  assert_int_equal(s.journey.last_word, 700);
  phases_are(&s, "dial conversation end");
  clear(&s);
}

static void no_phase_follows_itself(void **state)
{
  (void)state;
  struct stage s = stage_of(4000);
  play(&s, 500, 900);
  sound(&s, LUR_EVENT_RINGBACK, 1500, 1600); // of the same moment as music: the queue goes on
  play(&s, 1500, 1900);
  say(&s, 1, 2000, 2300);
  say(&s, 0, 2350, 2600);
  say(&s, 1, 2650, 2900);
  find(&s);
  phases_are(&s, "dial queue conversation end");
  clear(&s);
}

/// It rang, somebody spoke, the caller spoke, and fell silent: nobody was there. Where somebody says a word
/// after it, somebody was; and where the recording ends in the caller's word, nobody knows.
static void a_message_without_a_beep_is_no_answer(void **state)
{
  (void)state;
  for (int way = 0; way < 3; way++) {
    struct stage s = stage_of(way == 2 ? 2650 : 4000);
    sound(&s, LUR_EVENT_RINGBACK, 500, 600);
    say(&s, 1, 1000, 1250);
    say(&s, 1, 1300, 1700);
    say(&s, 0, 1800, 2150);
    say(&s, 0, 2200, 2600);
    if (way == 1) say(&s, 1, 2700, 2800);
    find(&s);
    assert_int_equal(s.journey.answer, way ? 1000 : -1);
    if (!way) assert_int_equal(s.journey.message, 1700);
    phases_are(&s, way == 0 ? "dial ring ivr end" : "dial ring conversation end");
    clear(&s);
  }
}

/// The caller's line lets a little of an announcement through, and says nothing else.
static void what_comes_back_of_an_announcement_is_no_answer(void **state)
{
  (void)state;
  for (int way = 0; way < 2; way++) {
    struct stage s = stage_of(4000);
    sound(&s, way ? LUR_EVENT_SIT : LUR_EVENT_RINGBACK, 500, 600);
    say(&s, 1, 1000, 1300);
    say(&s, 1, 1350, 1600);
    say(&s, 0, 1500, way ? 1670 : 1530);
    find(&s);
    assert_int_equal(s.journey.answer, -1);
    clear(&s);
  }
}

/// The caller's side was not recorded: what the agent says between the pauses is no announcement, though the
/// line is busy in the end.
static void an_agent_alone_is_no_announcement(void **state)
{
  (void)state;
  for (int sentences = 2; sentences <= 6; sentences += 4) {
    struct stage s = stage_of(6000);
    sound(&s, LUR_EVENT_RINGBACK, 500, 600);
    for (int i = 0; i < sentences; i++) say(&s, 1, 1000 + 600 * i, 1300 + 600 * i);
    sound(&s, LUR_EVENT_BUSY, 5000, 5800);
    find(&s);
    assert_int_equal(s.journey.answer, sentences == 2 ? -1 : 1000);
    assert_int_equal(s.journey.doubts.is[LUR_DOUBT_ONE_WAY], sentences > 2);
    clear(&s);
  }
}

/// While something that was taken for music lies on the agent's line the two talk: no hold. Where the caller
/// only finishes a word, and the agent begins one, it is a hold between these.
static void nobody_talks_on_hold(void **state)
{
  (void)state;
  for (int way = 0; way < 2; way++) {
    struct stage s = stage_of(6000);
    say(&s, 1, 100, 400);
    say(&s, 0, 450, 700);
    say(&s, 1, 800, 1000);
    say(&s, 0, 1100, way ? 1800 : 1300);
    play(&s, 1200, 2400);
    if (way) say(&s, 0, 1900, 2100);
    say(&s, 1, 2300, 2700);
    say(&s, 0, 2800, 3000);
    find(&s);
    assert_int_equal(s.journey.holds.n, !way);
    if (!way) {
      assert_int_equal(s.journey.holds.at[0].start, 1300);
      assert_int_equal(s.journey.holds.at[0].end, 2300);
    }
    phases_are(&s, way ? "dial conversation end" : "dial conversation hold conversation end");
    clear(&s);
  }
}

static void trust_is(const struct stage *s, size_t phase, double least, double most)
{
  double c = s->journey.phases.at[phase].confidence;
  if (c < least || c > most) fail_msg("phase %zu: %.2f", phase, c);
}

/// The same phases are surer by what was heard: twice a ring, much music, an agent who talks with the caller.
static void phases_are_as_sure_as_what_was_heard(void **state)
{
  (void)state;
  for (int way = 0; way < 2; way++) {
    struct stage s = stage_of(8000);
    if (way) sound(&s, LUR_EVENT_RINGBACK, 100, 200);
    sound(&s, LUR_EVENT_RINGBACK, 600, 700);
    play(&s, 1000, way ? 2200 : 1500);
    say(&s, 1, 2300, 2600);
    say(&s, 0, 2650, 2900);
    say(&s, 1, 3000, 3400);
    if (way) say(&s, 0, 3500, 3900);
    play(&s, 4000, way ? 5500 : 4500);
    say(&s, 1, 5600, 5900);
    find(&s);
    phases_are(&s, "dial ring queue conversation hold conversation end");
    trust_is(&s, 0, 0.98, 0.995);
    trust_is(&s, 1, way ? 0.95 : 0.88, way ? 0.97 : 0.92);
    trust_is(&s, 2, way ? 0.9 : 0.4, way ? 0.97 : 0.6);
    trust_is(&s, 3, way ? 0.9 : 0.3, way ? 0.97 : 0.5);
    trust_is(&s, 4, way ? 0.75 : 0.6, way ? 0.85 : 0.7);
    trust_is(&s, 6, 0.95, 0.98);
    clear(&s);
  }
}

/// All that is left of the conversation is the caller's: there is no greeting, and not one of 0 s at 0 s.
static void a_greeting_that_is_not_there_is_unknown(void **state)
{
  (void)state;
  struct stage s = stage_of(1000);
  struct lur_call *call = calloc(1, sizeof *call);
  assert_non_null(call);
  s.journey.agent = 1;
  s.journey.answer = 100;
  s.journey.last_word = 600;
  assert_int_equal(lur_ranges_add(&s.journey.caller_speech, 500, 600), LUR_OK);
  assert_int_equal(lur_ranges_add(&s.journey.holds, 100, 500), LUR_OK);
  assert_int_equal(lur_ranges_add(&s.journey.talk, 500, 600), LUR_OK);
  call->duration_s = 10;
  assert_int_equal(lur_conversation_of(&s.journey, &s.feed, 400, call), LUR_OK);
  assert_false(call->measures.of[LUR_M_ANSWER_GREETING_S].known);
  for (size_t i = 0; i < call->events.n; i++)
    assert_int_not_equal(call->events.at[i].type, LUR_EVENT_GREETING);
  assert_string_equal(call->measures.of[LUR_M_CLOSING_LAST_SPEAKER].text, "caller");
  lur_call_free(call);
  clear(&s);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_busy_tone_in_the_middle_ends_nothing),
      cmocka_unit_test(a_word_to_oneself_is_no_talk),
      cmocka_unit_test(no_phase_follows_itself),
      cmocka_unit_test(a_message_without_a_beep_is_no_answer),
      cmocka_unit_test(what_comes_back_of_an_announcement_is_no_answer),
      cmocka_unit_test(an_agent_alone_is_no_announcement),
      cmocka_unit_test(nobody_talks_on_hold),
      cmocka_unit_test(phases_are_as_sure_as_what_was_heard),
      cmocka_unit_test(a_greeting_that_is_not_there_is_unknown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
