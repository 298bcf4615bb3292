/// Answers files: YAML, JSON and CSV, and whether they fit their rubric.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rubrics/answers.h"

static struct lur_answers_list parse(const char *text, bool table)
{
  struct lur_answers_list list = {0};
  struct lur_diag diag = {0};
  lur_status status = table ? lur_answers_parse_csv(text, strlen(text), "a.csv", &list, &diag)
                            : lur_answers_parse(text, strlen(text), "a.yaml", &list, &diag);
  if (status != LUR_OK) fail_msg("%d:%d: %s", diag.line, diag.column, diag.text);
  return list;
}

static void assert_refused(const char *text, bool table, int line, int column, const char *message)
{
  struct lur_answers_list list = {0};
  struct lur_diag diag = {0};
  lur_status status = table ? lur_answers_parse_csv(text, strlen(text), "a.csv", &list, &diag)
                            : lur_answers_parse(text, strlen(text), "a.yaml", &list, &diag);
  if (status != LUR_BAD_INPUT && status != LUR_UNSUPPORTED) fail_msg("accepted: %s", text);
  if (diag.line != line || diag.column != column || !strstr(diag.text, message))
    fail_msg("%s\nsays %d:%d: %s", text, diag.line, diag.column, diag.text);
  assert_int_equal(list.n, 0);
}

static void check_design_example(const struct lur_answers *a)
{
  assert_string_equal(a->rubric, "service");
  assert_string_equal(a->version, "1");
  assert_string_equal(a->assessor, "Kim");
  assert_int_equal(a->n, 4);
  const struct lur_reply *greeting = lur_answers_reply(a, "greeting");
  assert_int_equal(greeting->kind, LUR_REPLY_TEXT);
  assert_string_equal(greeting->text, "partly");
  assert_string_equal(greeting->comment, "no name");
  assert_true(greeting->has_at && greeting->at.start_s == 12.3 && greeting->at.end_s == 15);
  const struct lur_reply *clarity = lur_answers_reply(a, "clarity");
  assert_true(clarity->kind == LUR_REPLY_NUMBER && clarity->number == 4 && !clarity->has_at);
  assert_string_equal(clarity->comment, "");
  const struct lur_reply *knowledge = lur_answers_reply(a, "knowledge");
  assert_int_equal(knowledge->kind, LUR_REPLY_NOT_APPLICABLE);
  assert_string_equal(knowledge->text, "the line broke");
  assert_int_equal(lur_answers_reply(a, "short")->number, 2);
  assert_null(lur_answers_reply(a, "nothing"));
}

static void reads_yaml_and_json(void **state)
{
  (void)state;
  struct lur_answers_list list =
      parse("lur: answers/1\nrubric: service\nversion: \"1\"\nassessor: Kim\nanswers:\n"
            "  greeting: {answer: partly, comment: no name, at: [12.3, 15]}\n"
            "  clarity: {answer: 4}\n  knowledge: {na: the line broke}\n  short: 2\n",
            false);
  assert_int_equal(list.n, 1);
  check_design_example(&list.at[0]);
  assert_int_equal(list.at[0].at[1].line, 7);
  lur_answers_list_clear(&list);
  list = parse("{\"lur\": \"answers/1\", \"rubric\": \"service\", \"version\": \"1\", \"assessor\": \"Kim\", "
               "\"answers\": {"
               "\"greeting\": {\"answer\": \"partly\", \"comment\": \"no name\", \"at\": [12.3, 15]}, "
               "\"clarity\": {\"answer\": 4},"
               "\"knowledge\": {\"na\": \"the line broke\"}, \"short\": {\"answer\": 2}}}",
               false);
  check_design_example(&list.at[0]);
  lur_answers_list_clear(&list);
}

static void prints_what_it_reads(void **state)
{
  (void)state;
  struct lur_answers_list list =
      parse("lur: answers/1\nrubric: service\nversion: \"1\"\nassessor: Kim\nanswers:\n"
            "  greeting: {answer: partly, comment: no name, at: [12.3, 15]}\n"
            "  clarity: {answer: 4}\n  knowledge: {na: the line broke}\n  short: 2\n",
            false);
  char *text = NULL;
  assert_int_equal(lur_answers_print(&list.at[0], &text), LUR_OK);
  struct lur_answers_list again = parse(text, false);
  check_design_example(&again.at[0]);
  free(text);
  lur_answers_list_clear(&again);
  lur_answers_list_clear(&list);
}

static void reads_a_table(void **state)
{
  (void)state;
  struct lur_answers_list list =
      parse("call,assessor,greeting,greeting.comment,greeting.at,clarity,knowledge,knowledge.na\r\n"
            "a.wav,Kim,partly,\"no name,\nonly \"\"hello\"\"\",12.3-15,4,,the line broke\r\n"
            "\r\n"
            "b.wav,Lo, all ,,,3.5,5,\r\n",
            true);
  assert_int_equal(list.n, 2);
  const struct lur_answers *a = &list.at[0], *b = &list.at[1];
  assert_string_equal(a->call, "a.wav");
  assert_string_equal(a->assessor, "Kim");
  assert_string_equal(a->rubric, "");
  assert_int_equal(a->n, 3);
  assert_string_equal(lur_answers_reply(a, "greeting")->comment, "no name,\nonly \"hello\"");
  assert_true(lur_answers_reply(a, "greeting")->at.start_s == 12.3);
  assert_int_equal(lur_answers_reply(a, "knowledge")->kind, LUR_REPLY_NOT_APPLICABLE);
  assert_int_equal(b->n, 3);
  assert_string_equal(lur_answers_reply(b, "greeting")->text, "all");
  assert_true(lur_answers_reply(b, "clarity")->number == 3.5);
  assert_int_equal(b->line, 5);
  lur_answers_list_clear(&list);
}

static void reads_tables_of_spreadsheets(void **state)
{
  (void)state;
  struct lur_answers_list list = parse("\xEF\xBB\xBF"
                                       "call;clarity;clarity.at\na;3,5;12,5-15,25\n",
                                       true);
  assert_true(lur_answers_reply(&list.at[0], "clarity")->number == 3.5);
  lur_answers_list_clear(&list);
}

static void reads_several_answers_and_days(void **state)
{
  (void)state;
  struct lur_answers_list list = parse(
      "lur: answers/1\nrubric: r\nversion: \"1\"\nanswers:\n  many: [callback, e-mail]\n  none: {answer: [], "
      "comment: Nothing}\n  one: {answer: [5]}\n  day: 2026-11-22\n  at: {answer: 14:05}\n",
      false);
  const char *want[][2] = {
      {"many", "callback+e-mail"}, {"none", "-"}, {"one", "5"}, {"day", "2026-11-22"}, {"at", "14:05"}};
  for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
    const struct lur_reply *reply = lur_answers_reply(&list.at[0], want[i][0]);
    assert_int_equal(reply->kind, LUR_REPLY_TEXT);
    assert_string_equal(reply->text, want[i][1]);
  }
  char *text = NULL;
  assert_int_equal(lur_answers_print(&list.at[0], &text), LUR_OK);
  struct lur_answers_list again = parse(text, false);
  assert_string_equal(lur_answers_reply(&again.at[0], "many")->text, "callback+e-mail");
  free(text);
  lur_answers_list_clear(&again);
  lur_answers_list_clear(&list);
  list = parse("call;many;many.comment\na;callback+e-mail;Both\nb;-;\n", true);
  assert_string_equal(lur_answers_reply(&list.at[0], "many")->text, "callback+e-mail");
  assert_string_equal(lur_answers_reply(&list.at[1], "many")->text, "-");
  lur_answers_list_clear(&list);
  assert_refused("lur: answers/1\nrubric: r\nversion: \"1\"\nanswers: {many: [a b]}\n", false, 4, 18,
                 "cannot be an id");
}

static void finds_the_call(void **state)
{
  (void)state;
  struct lur_answers_list list = parse("call\tclarity\none.wav\t1\ntwo\t2\nc12\t3\ncalls/four.flac\t4", true);
  assert_int_equal(list.n, 4);
  assert_ptr_equal(lur_answers_find(&list, "/somewhere/one.wav"), &list.at[0]);
  assert_ptr_equal(lur_answers_find(&list, "two.flac"), &list.at[1]);
  assert_ptr_equal(lur_answers_find(&list, "c12"), &list.at[2]);
  assert_ptr_equal(lur_answers_find(&list, "calls/four.flac"), &list.at[3]);
  assert_null(lur_answers_find(&list, "one.flac"));
  assert_null(lur_answers_find(&list, "tw.flac"));
  assert_null(lur_answers_find(&list, "five.wav"));
  lur_answers_list_clear(&list);
  list = parse("lur: answers/1\nrubric: r\nversion: \"1\"\nanswers: {a: 1}\n", false);
  assert_ptr_equal(lur_answers_find(&list, "any.wav"), &list.at[0]);
  lur_answers_list_clear(&list);
}

#define TOP "lur: answers/1\nrubric: r\nversion: \"1\"\n"

static void says_what_is_wrong_in_yaml(void **state)
{
  (void)state;
  assert_refused("", false, 0, 0, "the file is empty");
  assert_refused("lur: answers/2\nrubric: r\nversion: \"1\"\nanswers: {}\n", false, 1, 6,
                 "must say “lur: answers/1”");
  assert_refused("lur: rubric/1\nrubric: r\nversion: \"1\"\nanswers: {}\n", false, 1, 6,
                 "this is not an answers file");
  assert_refused(TOP, false, 1, 1, "“answers” is missing");
  assert_refused("lur: answers/1\nversion: \"1\"\nanswers: {}\n", false, 1, 1, "“rubric” is missing");
  assert_refused(TOP "answers: [1, 2]\n", false, 4, 10, "the criteria with their answers are expected here");
  assert_refused(TOP "answers:\n  a: {anwser: 1}\n", false, 5, 7, "did you mean “answer”?");
  assert_refused(TOP "answers:\n  a: {comment: hm}\n", false, 5, 6, "“answer” is missing");
  assert_refused(TOP "answers:\n  a: {answer: 1, na: why}\n", false, 5, 22,
                 "either answered or not applicable");
  assert_refused(TOP "answers:\n  a: 1\n  a: 2\n", false, 6, 3, "answered twice");
  assert_refused(TOP "answers:\n  a: {answer: 1, at: [5, 2]}\n", false, 5, 22,
                 "the end lies before the start");
  assert_refused(TOP "answers:\n  a: {answer: 1, at: [a, b]}\n", false, 5, 23, "not a number");
  assert_refused(TOP "answers:\n  a: {answer: 1, at: [1, 2, 3]}\n", false, 5, 22, "written as seconds");
  assert_refused(TOP "answers:\n  a-b: 1\n", false, 5, 3, "cannot be the id of a criterion");
  assert_refused(TOP "assesor: Kim\nanswers: {}\n", false, 4, 1, "did you mean “assessor”?");
  assert_refused(TOP "answers:\n  a: \"open\n", false, 5, 6, "not closed");
}

static void says_what_is_wrong_in_tables(void **state)
{
  (void)state;
  assert_refused("", true, 1, 1, "has no name");
  assert_refused("recording,greeting\na,1\n", true, 1, 1, "the column “call” is missing");
  assert_refused("call,greeting,greeting\na,1,1\n", true, 1, 3, "stands here twice");
  assert_refused("call,greeting,\na,1,\n", true, 1, 3, "has no name");
  assert_refused("call,greeting\na,1\n,2\n", true, 3, 1, "the cell “call” is empty");
  assert_refused("call,greeting\na,1\na,2\n", true, 3, 1, "stands in the table twice (first in line 2)");
  assert_refused("call,greeting\na,1,5\n", true, 2, 3, "no column above it");
  assert_refused("call,greeting\na,\"1\n", true, 2, 2, "not closed");
  assert_refused("call,greeting\na,\"1\"x\n", true, 2, 2, "must end");
  assert_refused("call,greeting,greeting.comment\na,,hm\n", true, 2, 3, "no answer");
  assert_refused("call,greeting,greeting.na\na,1,why\n", true, 2, 3, "answered and not applicable");
  assert_refused("call,greeting.na,greeting\na,why,1\n", true, 2, 3, "answered and not applicable");
  assert_refused("call,greeting,greeting.at\na,1,early\n", true, 2, 3, "is no place in the call");
  assert_refused("call,greeting,greeting.at\na,1,9-3\n", true, 2, 3, "is no place in the call");
  assert_refused("call,greeting\na,h\xE4lsning\n", true, 2, 0, "save the table again");
}

static const char rubric_text[] =
    "lur: rubric/1\nid: service\nversion: \"1\"\ntitle: S\nsections:\n  - id: s\n    title: S\n    "
    "criteria:\n"
    "      - {id: greeting, title: G, ask: G?, answers: [{id: all, points: 100}, {id: none, points: 0}]}\n"
    "      - {id: clarity, title: C, ask: C?, scale: {from: 1, to: 5}}\n"
    "      - {id: price, title: P, ask: P?, number: {from: 0, to: 10}}\n"
    "      - {id: wait, title: W, measure: answer.wait_s, points: [[0, 100], [60, 0]]}\n"
    "      - {id: words, title: W, ask: W?, text: true}\n";

/// Checks one line of answers against the rubric; `want` NULL: it fits.
static void check(const struct lur_rubric *rubric, const char *line, const char *want)
{
  char text[300];
  struct lur_diag diag = {0};
  snprintf(text, sizeof text, "lur: answers/1\nrubric: service\nversion: \"1\"\nanswers:\n  %s\n", line);
  struct lur_answers_list list = parse(text, false);
  lur_status status = lur_answers_check(&list.at[0], rubric, &diag);
  if (!want && status != LUR_OK) fail_msg("%s: %s", line, diag.text);
  if (want && (status != LUR_BAD_INPUT || !strstr(diag.text, want) || diag.line != 5))
    fail_msg("%s: %d: %s", line, diag.line, diag.text);
  if (want) assert_string_equal(diag.file, "a.yaml");
  lur_answers_list_clear(&list);
}

static void answers_must_fit_the_rubric(void **state)
{
  (void)state;
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  assert_int_equal(lur_rubric_parse(rubric_text, strlen(rubric_text), "r", &rubric, &faults), LUR_OK);
  check(rubric, "greeting: all", NULL);
  check(rubric, "greeting: most", "“most” is no answer to “greeting”; the answers are: all, none");
  check(rubric, "greting: all", "did you mean “greeting”?");
  check(rubric, "farewell: all", "“lur rubric show service” lists them");
  check(rubric, "clarity: 5", NULL);
  check(rubric, "clarity: 6", "write a whole number from 1 to 5");
  check(rubric, "clarity: 2.5", "write a whole number from 1 to 5");
  check(rubric, "clarity: good", "write a whole number from 1 to 5");
  check(rubric, "price: 2.5", NULL);
  check(rubric, "price: -1", "write a number from 0 to 10");
  check(rubric, "words: anything goes", NULL);
  check(rubric, "wait: {answer: 12, comment: a radio played}", NULL);
  check(rubric, "wait: 12", "add a comment that says why");
  check(rubric, "wait: {answer: long, comment: a radio}", "write the right value as a number");
  check(rubric, "wait: {na: \"not our call\"}", NULL);
  lur_rubric_free(rubric);
  lur_diags_clear(&faults);
}

static void answers_for_another_rubric_are_refused(void **state)
{
  (void)state;
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  struct lur_diag diag = {0};
  assert_int_equal(lur_rubric_parse(rubric_text, strlen(rubric_text), "r", &rubric, &faults), LUR_OK);
  struct lur_answers_list list = parse("lur: answers/1\nrubric: other\nversion: \"1\"\nanswers: {}\n", false);
  assert_int_equal(lur_answers_check(&list.at[0], rubric, &diag), LUR_BAD_INPUT);
  assert_string_equal(
      diag.text, "these answers are for the rubric “other” and not for “service”; score with --rubric other");
  lur_answers_list_clear(&list);
  list = parse("lur: answers/1\nrubric: service\nversion: \"2\"\nanswers: {}\n", false);
  assert_int_equal(lur_answers_check(&list.at[0], rubric, &diag), LUR_BAD_INPUT);
  assert_non_null(strstr(diag.text, "these answers are for version 2 of the rubric and not for 1"));
  lur_answers_list_clear(&list);
  list = parse("call;greeting\na;all\n", true); // a table need not say it
  assert_int_equal(lur_answers_check(&list.at[0], rubric, &diag), LUR_OK);
  lur_answers_list_clear(&list);
  lur_rubric_free(rubric);
  lur_diags_clear(&faults);
}

static void put_replaces_and_remove_removes(void **state)
{
  (void)state;
  struct lur_answers a = {0};
  assert_int_equal(lur_answers_put(&a, "x", LUR_REPLY_TEXT, "one", 0, NULL), LUR_OK);
  assert_int_equal(lur_answers_put(&a, "y", LUR_REPLY_TEXT, "two", 0, "hm"), LUR_OK);
  assert_int_equal(lur_answers_put(&a, "x", LUR_REPLY_NUMBER, "3", 3, NULL), LUR_OK);
  assert_int_equal(a.n, 2);
  assert_true(lur_answers_reply(&a, "x")->number == 3);
  lur_answers_remove(&a, "x");
  lur_answers_remove(&a, "z");
  assert_int_equal(a.n, 1);
  assert_string_equal(lur_answers_reply(&a, "y")->comment, "hm");
  lur_answers_clear(&a);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_yaml_and_json),
      cmocka_unit_test(prints_what_it_reads),
      cmocka_unit_test(reads_a_table),
      cmocka_unit_test(reads_tables_of_spreadsheets),
      cmocka_unit_test(reads_several_answers_and_days),
      cmocka_unit_test(finds_the_call),
      cmocka_unit_test(says_what_is_wrong_in_yaml),
      cmocka_unit_test(says_what_is_wrong_in_tables),
      cmocka_unit_test(answers_must_fit_the_rubric),
      cmocka_unit_test(answers_for_another_rubric_are_refused),
      cmocka_unit_test(put_replaces_and_remove_removes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
