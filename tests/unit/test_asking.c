/// The questions in the terminal, played with prepared keystrokes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/asking.h"

static const char rubric_text[] =
    "lur: rubric/1\nid: service\nversion: \"1\"\ntitle: Service\nsections:\n  - id: s\n    title: S\n    "
    "criteria:\n"
    "      - {id: greeting, title: Greeting, ask: \"Was there a greeting?\", help: Name and firm., evidence: "
    "greeting,\n"
    "         answers: [{id: all, points: 100, title: Both}, {id: none, points: 0, title: Neither}]}\n"
    "      - {id: name, title: Name, ask: \"Which part?\", not_applicable_when: \"criteria.greeting == 0\",\n"
    "         answers: [{id: \"5\", points: 100}, {id: \"1\", points: 0}]}\n"
    "      - {id: price, title: Price, ask: \"How much?\", number: {from: 0, to: 10}, unit: kr}\n"
    "      - {id: wait, title: Wait, measure: answer.wait_s, points: [[0, 100], [60, 0]]}\n"
    "      - {id: words, title: Words, ask: \"Anything else?\", text: true}\n";

static const char fuller_text[] =
    "lur: rubric/1\nid: service\nversion: \"1\"\ntitle: Service\nsections:\n  - id: s\n    title: S\n    "
    "criteria:\n"
    "      - {id: told, title: Told, ask: \"What was told?\", several: sum, answers: [{id: price, points: "
    "50, title: "
    "Price},\n"
    "         {id: time, points: 30}, {id: help, points: 20}]}\n"
    "      - {id: solved, title: Solved, ask: \"Was it solved?\", yes_no: true, na_allowed: false}\n"
    "      - {id: why, title: Why, ask: \"What was missing?\", ask_when: \"criteria.solved == 0\",\n"
    "         answers: [{id: all, points: 0, comment: true}, {id: part, points: 50, help: Half of it.,\n"
    "         example: \"I will look\"}]}\n"
    "      - {id: back, title: Called back, ask: \"When?\", date: day-and-time}\n";

struct fixture {
  struct lur_rubric *rubric;
  size_t played; // stretches heard
  double from_s; // where the last of them began
  struct lur_measures measures;
  struct lur_events events;
  struct lur_answers answers;
  char *shown;
  int width;          // of the terminal
  const char *scored; // what is said of the scorecard there is
  char who[20];       // who changes answers
  size_t kept;        // how often the answers were kept
  size_t most;        // how many there were at most
};

static lur_status keep(void *self, const struct lur_answers *answers)
{
  struct fixture *f = self;
  f->kept++;
  if (answers->n > f->most) f->most = answers->n;
  return LUR_OK;
}

static const char *listen_to(void *self, const struct lur_span *at, size_t n)
{
  struct fixture *f = self;
  f->played += n;
  f->from_s = at[n - 1].start_s;
  return at[0].start_s > 20 ? "no loudspeaker" : NULL;
}

static int set_up_with(const char *rubric, void **state)
{
  struct fixture *f = calloc(1, sizeof *f);
  struct lur_diags faults = {0};
  assert_non_null(f);
  const struct lur_event greeting = lur_event_of(LUR_EVENT_GREETING, 12.3, 75);
  assert_int_equal(lur_rubric_parse(rubric, strlen(rubric), "r", &f->rubric, &faults), LUR_OK);
  assert_int_equal(lur_events_add(&f->events, &greeting), LUR_OK);
  lur_measures_reset(&f->measures, "made up");
  *state = f;
  return 0;
}

static int set_up(void **state)
{
  return set_up_with(rubric_text, state);
}

static int set_up_fuller(void **state)
{
  return set_up_with(fuller_text, state);
}

static int tear_down(void **state)
{
  struct fixture *f = *state;
  lur_rubric_free(f->rubric);
  lur_events_clear(&f->events);
  lur_answers_clear(&f->answers);
  free(f->shown);
  free(f);
  return 0;
}

/// Plays the lines; what was shown is in f->shown.
static void play(struct fixture *f, const char *lines)
{
  size_t size = 0;
  char *typed = strdup(lines);
  assert_non_null(typed);
  free(f->shown);
  f->shown = NULL;
  FILE *in = fmemopen(typed, strlen(typed) + (*typed == '\0'), "r"), *out = open_memstream(&f->shown, &size);
  assert_true(in && out);
  const struct lur_asking asking = {.in = in,
                                    .out = out,
                                    .rubric = f->rubric,
                                    .measures = &f->measures,
                                    .events = &f->events,
                                    .language = "en",
                                    .width = f->width,
                                    .keep = keep,
                                    .keeper = f,
                                    .play = listen_to,
                                    .player = f,
                                    .scored = f->scored,
                                    .who = f->who,
                                    .who_size = sizeof f->who};
  assert_int_equal(lur_ask(&asking, &f->answers), LUR_OK);
  fclose(in);
  fclose(out);
  free(typed);
}

static const struct lur_reply *reply(const struct fixture *f, const char *criterion)
{
  return lur_answers_reply(&f->answers, criterion);
}

static void a_scored_call_can_be_gone_through_again(void **state)
{
  struct fixture *f = *state;
  play(f, "1 warm\n5\n2,5\nThanks\n");
  f->scored = "It came to 80 points.";
  play(f, "\n"); // left so
  assert_non_null(strstr(f->shown, "It came to 80 points.\n"));
  assert_null(strstr(f->shown, "Greeting"));
  play(f, "c\n\n"); // nobody says who it is
  assert_true(!f->who[0] && !strstr(f->shown, "Greeting"));
  // The same answer stays with its comment; another one needs a reason, and what Enter passes over stays.
  play(f, "c\nEva\n1\n1\nno, the other\n\n\n");
  assert_string_equal(f->who, "Eva");
  assert_non_null(strstr(f->shown, "so far: Both"));
  assert_string_equal(reply(f, "greeting")->comment, "warm");
  assert_string_equal(reply(f, "name")->text, "1");
  assert_string_equal(reply(f, "name")->comment, "no, the other");
  assert_true(reply(f, "price")->number == 2.5);
  assert_string_equal(reply(f, "words")->text, "Thanks");
}

static void takes_answers_with_comments(void **state)
{
  struct fixture *f = *state;
  play(f, "1 warm and clear\n5\n2,5\nThank you  for asking\n");
  assert_string_equal(reply(f, "greeting")->text, "all");
  assert_string_equal(reply(f, "greeting")->comment, "warm and clear");
  assert_string_equal(reply(f, "name")->text, "5");
  assert_true(reply(f, "price")->number == 2.5);
  assert_string_equal(reply(f, "words")->text, "Thank you  for asking");
  assert_null(reply(f, "wait"));
  assert_non_null(strstr(f->shown, "1/4  Greeting\n  Was there a greeting?\n  Name and firm.\n  listen at "
                                   "0:12.3–1:15.0\n  1  Both\n  2  Neither\n> "));
  assert_non_null(strstr(f->shown, "  5  5\n  1  1\n> "));
  assert_non_null(strstr(f->shown, "a number from 0 to 10 kr"));
  struct lur_diag diag;
  assert_int_equal(lur_answers_check(&f->answers, f->rubric, &diag), LUR_OK);
}

static void passes_over_what_no_longer_applies(void **state)
{
  struct fixture *f = *state;
  play(f, "none\n3\n\n");
  assert_string_equal(reply(f, "greeting")->text, "none");
  assert_null(reply(f, "name"));
  assert_true(reply(f, "price")->number == 3);
  assert_null(strstr(f->shown, "Which part?"));
  play(f, "");
  assert_null(strstr(f->shown, "Greeting")); // what is answered is not asked again
}

static void goes_back(void **state)
{
  struct fixture *f = *state;
  play(f, "none\nb\nall\nb\nb\n2\n7\n\n");
  assert_string_equal(reply(f, "greeting")->text, "none");
  assert_true(reply(f, "price")->number == 7);
}

static void shows_what_was_answered_before(void **state)
{
  struct fixture *f = *state;
  play(f, "all warm\nn nobody asked\nb\nb\n\n\nq\n");
  assert_non_null(strstr(f->shown, "  so far: does not apply (nobody asked)\n> "));
  assert_non_null(strstr(f->shown, "  so far: Both\n  warm\n> "));
  assert_string_equal(reply(f, "greeting")->comment, "warm"); // Enter leaves it as it was
}

static void keeps_answers_after_each_question(void **state)
{
  struct fixture *f = *state;
  play(f, "all\n5\n"); // the line goes dead at the third question
  assert_int_equal(f->kept, 3);
  assert_int_equal(f->most, 2);
}

static void keeps_words_whole_at_the_edge(void **state)
{
  struct fixture *f = *state;
  f->width = 40;
  play(f, "q\n");
  assert_non_null(strstr(f->shown, "  Type an answer, and after it a comment\n  if you like."));
}

static void explains_and_asks_again(void **state)
{
  struct fixture *f = *state;
  play(f, "?\n3\nsome\nall\n6\n1\n99\nten\n10\nq\n");
  assert_non_null(strstr(f->shown, "Name and firm."));
  assert_non_null(strstr(f->shown, "“3” is none of the answers"));
  assert_non_null(strstr(f->shown, "“some” is none of the answers"));
  assert_non_null(strstr(f->shown, "“6” is none of the answers"));
  assert_non_null(strstr(f->shown, "“99” is none of the answers"));
  assert_string_equal(reply(f, "name")->text, "1"); // the id, not the place
  assert_true(reply(f, "price")->number == 10);
  assert_null(reply(f, "words"));
}

static void wants_a_reason(void **state)
{
  struct fixture *f = *state;
  play(f, "n\n\nn\nthe line was bad\nn no greeting heard\nn\n");
  assert_int_equal(reply(f, "greeting")->kind, LUR_REPLY_NOT_APPLICABLE);
  assert_string_equal(reply(f, "greeting")->text, "the line was bad");
  assert_string_equal(reply(f, "name")->text, "no greeting heard");
  assert_null(reply(f, "price")); // the input ended before the reason
}

static void ends_when_told_and_at_the_end_of_the_input(void **state)
{
  struct fixture *f = *state;
  play(f, "q\n");
  assert_int_equal(f->answers.n, 0);
  play(f, "\n\n");
  assert_int_equal(f->answers.n, 0);
  play(f, "1");
  assert_int_equal(f->answers.n, 1);
}

static void long_lines_do_no_harm(void **state)
{
  struct fixture *f = *state;
  char line[3002];
  memset(line, 'x', 3000);
  memcpy(line + 3000, "\n", 2);
  line[0] = '1';
  line[1] = ' ';
  play(f, line);
  assert_string_equal(reply(f, "greeting")->text, "all");
  assert_true(strlen(reply(f, "greeting")->comment) < 1000);
  assert_int_equal(f->answers.n, 1);
}

static void plays_the_evidence(void **state)
{
  struct fixture *f = *state;
  const struct lur_event second = lur_event_of(LUR_EVENT_GREETING, 80, 81);
  assert_int_equal(lur_events_add(&f->events, &second), LUR_OK);
  play(f, "p\np 2\np 3\np 1\nall\n5\np\nq\n");
  assert_int_equal(f->played, 2 + 1 + 1);
  assert_true(f->from_s == 12.3);
  assert_non_null(strstr(f->shown, "  no loudspeaker\n> "));
  assert_non_null(strstr(f->shown, "So many places are not named here."));
  assert_non_null(strstr(f->shown, "No place in the call is named for this."));
  assert_int_equal(f->answers.n, 2);
}

static void takes_several_and_moments(void **state)
{
  struct fixture *f = *state;
  play(f, "3,1 in passing\nYES\n2026-02-30 10:00\n2026-11-22 14:05 as promised\n");
  assert_string_equal(reply(f, "told")->text, "price+help"); // in the order of the rubric
  assert_string_equal(reply(f, "told")->comment, "in passing");
  assert_string_equal(reply(f, "solved")->text, "yes");
  assert_null(reply(f, "why")); // not asked: it was solved
  assert_null(strstr(f->shown, "What was missing?"));
  assert_string_equal(reply(f, "back")->text, "2026-11-22 14:05");
  assert_string_equal(reply(f, "back")->comment, "as promised");
  assert_non_null(strstr(f->shown, "“2026-02-30” is none of the answers"));
  struct lur_diag diag;
  assert_int_equal(lur_answers_check(&f->answers, f->rubric, &diag), LUR_OK);
  lur_answers_remove(&f->answers, "back");
  lur_answers_remove(&f->answers, "solved");
  play(f, "\n\nb\nb\nq\n");
  assert_non_null(strstr(f->shown, "1/3  Solved")); // what was answered at the start is not counted again
}

static void asks_what_an_answer_brings_up(void **state)
{
  struct fixture *f = *state;
  play(f, "-\nno\n1\nnot a word about the price\n\n");
  assert_string_equal(reply(f, "told")->text, "-");
  assert_string_equal(reply(f, "why")->text, "all");
  assert_string_equal(reply(f, "why")->comment, "not a word about the price");
  assert_non_null(strstr(f->shown, "Why so? It must be said:"));
  assert_non_null(strstr(f->shown, "  2  part\n     Half of it.\n     for example: I will look\n"));
  assert_int_equal(f->answers.n, 3);
}

static void keeps_no_answer_that_lacks_its_reason(void **state)
{
  struct fixture *f = *state;
  play(f, "1\nno\n1\n\n2\nq\n");
  assert_string_equal(reply(f, "why")->text, "part");
  lur_answers_remove(&f->answers, "why");
  play(f, "all"); // and there the line goes dead
  assert_null(reply(f, "why"));
}

static void says_what_cannot_be_left_out(void **state)
{
  struct fixture *f = *state;
  play(f, "n\n\n1+2\nn\nn whatever\nq\n"); // no reason, so the first question stays
  assert_non_null(strstr(f->shown, "Why does it not apply?"));
  assert_string_equal(reply(f, "told")->text, "price+time");
  assert_null(reply(f, "solved"));
  assert_non_null(strstr(f->shown, "this cannot be left out as not applicable."));
}

int main(void)
{
#define FULLER(f) cmocka_unit_test_setup_teardown(f, set_up_fuller, tear_down)
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(takes_answers_with_comments),
      TEST(a_scored_call_can_be_gone_through_again),
      TEST(passes_over_what_no_longer_applies),
      TEST(goes_back),
      TEST(shows_what_was_answered_before),
      TEST(keeps_answers_after_each_question),
      TEST(keeps_words_whole_at_the_edge),
      TEST(explains_and_asks_again),
      TEST(wants_a_reason),
      TEST(ends_when_told_and_at_the_end_of_the_input),
      TEST(long_lines_do_no_harm),
      TEST(plays_the_evidence),
      FULLER(takes_several_and_moments),
      FULLER(asks_what_an_answer_brings_up),
      FULLER(keeps_no_answer_that_lacks_its_reason),
      FULLER(says_what_cannot_be_left_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
