// What changed from one version of a rubric to the next, and what is weak in one.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rubrics/diff.h"
#include "rubrics/weak.h"

static const char base[] =
    "lur: rubric/1\n"
    "id: r\n"
    "version: \"1\"\n"
    "title: {sv: Mall, en: Rubric}\n"
    "sections:\n"
    "  - id: access\n"
    "    title: Access\n"
    "    weight: 40\n"
    "    criteria:\n"
    "      - id: wait\n"
    "        title: Waiting\n"
    "        measure: answer.wait_s\n"
    "        points: [[0, 100], [60, 0]]\n"
    "  - id: talk\n"
    "    title: Talk\n"
    "    weight: 60\n"
    "    criteria:\n"
    "      - id: greeting\n"
    "        title: Greeting\n"
    "        ask: A greeting?\n"
    "        answers: [{id: all, points: 100, title: Both}, {id: none, points: 0, title: Neither}]\n"
    "      - id: clarity\n"
    "        title: Clarity\n"
    "        ask: Clear?\n"
    "        scale: {from: 1, to: 5}\n"
    "rules:\n"
    "  - {when: \"not answer.answered\", score: 0, because: Nobody}\n"
    "bands: [{id: gold, from: 85}]\n";

/// The text with one piece of it replaced, to free().
static char *replaced(const char *text, const char *piece, const char *with)
{
  const char *at = strstr(text, piece);
  assert_non_null(at);
  size_t size = strlen(text) + strlen(with) + 1;
  char *out = malloc(size);
  assert_non_null(out);
  snprintf(out, size, "%.*s%s%s", (int)(at - text), text, with, at + strlen(piece));
  return out;
}

static struct lur_rubric *parsed(const char *text)
{
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  if (lur_rubric_parse(text, strlen(text), "r.yaml", &rubric, &faults) != LUR_OK)
    fail_msg("%d:%d: %s", faults.at[0].line, faults.at[0].column, faults.at[0].text);
  return rubric;
}

/// All differences from `base` to the changed text as "kind part id key before>after;".
static void check_diff(const char *piece, const char *with, const char *want)
{
  char *text = replaced(base, piece, with), seen[2000] = "";
  struct lur_rubric *a = parsed(base), *b = parsed(text);
  struct lur_differences all = {0};
  assert_int_equal(lur_rubric_diff(a, b, "en", &all), LUR_OK);
  for (size_t i = 0; i < all.n; i++) {
    const struct lur_difference *d = &all.at[i];
    size_t used = strlen(seen);
    snprintf(seen + used, sizeof seen - used, "%s %s %s %s%s%s %s>%s;", lur_diff_kind_name(d->kind),
             lur_rubric_part_name(d->part), d->id, d->key, *d->lang ? "/" : "", d->lang, d->before, d->after);
  }
  assert_string_equal(seen, want);
  lur_differences_clear(&all);
  lur_rubric_free(a);
  lur_rubric_free(b);
  free(text);
}

static void the_same_says_nothing(void **state)
{
  (void)state;
  check_diff("id: r\n", "# a remark\nid:   r\n", "");
}

static void texts_differ_by_language(void **state)
{
  (void)state;
  check_diff("{sv: Mall, en: Rubric}", "{sv: Mallen, en: Rubric, nl: Model}",
             "changed rubric  title/sv Mall>Mallen;changed rubric  title/nl >Model;");
}

static void a_weight_moves_the_parts_of_the_whole(void **state)
{
  (void)state;
  check_diff("weight: 40", "weight: 20",
             "changed section access weight 40>20;changed criterion wait share 40.0 %>25.0 %;"
             "changed criterion greeting share 30.0 %>37.5 %;changed criterion clarity share 30.0 %>37.5 %;");
}

static void curves_stand_before_and_after(void **state)
{
  (void)state;
  check_diff("[[0, 100], [60, 0]]", "[[10, 100], [60, 0]]",
             "changed criterion wait points 0 → 100, 60 → 0>10 → 100, 60 → 0;");
}

static void answers_come_go_and_change(void **state)
{
  (void)state;
  check_diff(
      "{id: none, points: 0, title: Neither}",
      "{id: half, points: 50, title: One}, {id: no, points: 0, title: Neither}",
      "added answer greeting/half  >50;added answer greeting/no  >0;removed answer greeting/none  0>;");
  check_diff("points: 0, title: Neither", "points: 10, title: Neither, fatal: customer",
             "changed answer greeting/none points 0>10;changed answer greeting/none fatal >fatal: customer;");
}

static void criteria_come_and_go(void **state)
{
  (void)state;
  check_diff("      - id: clarity\n        title: Clarity\n", "      - id: care\n        title: Care\n",
             "added criterion care  >30.0 %;removed criterion clarity  30.0 %>;");
}

/// Two pieces of `base` change places.
static void check_swap(const char *first, const char *second, const char *want)
{
  char *between = replaced(base, first, "@"), *half = replaced(between, second, first),
       *text = replaced(half, "@", second);
  check_diff(base, text, want);
  free(between);
  free(half);
  free(text);
}

static void another_order_is_a_difference(void **state)
{
  (void)state;
  static const char clarity[] = "      - id: clarity\n        title: Clarity\n        ask: Clear?\n"
                                "        scale: {from: 1, to: 5}\n";
  static const char greeting[] =
      "      - id: greeting\n        title: Greeting\n        ask: A greeting?\n"
      "        answers: [{id: all, points: 100, title: Both}, {id: none, points: 0, "
      "title: Neither}]\n";
  static const char access[] =
      "  - id: access\n    title: Access\n    weight: 40\n    criteria:\n      - id: wait\n"
      "        title: Waiting\n        measure: answer.wait_s\n"
      "        points: [[0, 100], [60, 0]]\n";
  char talk[1000];
  snprintf(talk, sizeof talk, "  - id: talk\n    title: Talk\n    weight: 60\n    criteria:\n%s%s", greeting,
           clarity);
  check_swap(access, talk, "changed rubric  order access, talk>talk, access;");
  check_swap(greeting, clarity, "changed section talk order greeting, clarity>clarity, greeting;");
  check_swap("{id: all, points: 100, title: Both}", "{id: none, points: 0, title: Neither}",
             "changed criterion greeting order all, none>none, all;");
  // What is new has no place before: the others stand as they did.
  check_diff(greeting, "      - {id: first, title: First, ask: First?, yes_no: true, weight: 0}\n",
             "added criterion first  >;changed criterion clarity share 30.0 %>60.0 %;"
             "removed criterion greeting  30.0 %>;");
}

static void rules_and_bands_differ(void **state)
{
  (void)state;
  check_diff("score: 0, because: Nobody", "cap: 10, because: Nobody",
             "changed rule not answer.answered cap score 0>cap 10;");
  check_diff("{id: gold, from: 85}", "{id: gold, from: 80}, {id: silver, from: 70}",
             "changed band gold from 85>80;added band silver  >70;");
}

static void questions_and_help_differ(void **state)
{
  (void)state;
  check_diff("        ask: A greeting?\n", "        ask: A name?\n        help: Listen\n",
             "changed criterion greeting ask A greeting?>A name?;changed criterion greeting help >Listen;");
}

// Weak criteria.

/// The places and words of what is weak in the changed text: "line:column text;".
static void weak_of(const char *piece, const char *with, const struct lur_seen *seen, char *out, size_t size)
{
  char *text = replaced(base, piece, with);
  struct lur_rubric *rubric = parsed(text);
  struct lur_diags weak = {0};
  assert_int_equal(lur_rubric_weak(rubric, text, strlen(text), "r.yaml", seen, &weak), LUR_OK);
  out[0] = '\0';
  for (size_t i = 0; i < weak.n; i++) {
    size_t used = strlen(out);
    snprintf(out + used, size - used, "%d:%d %s;", weak.at[i].line, weak.at[i].column, weak.at[i].text);
  }
  lur_diags_clear(&weak);
  lur_rubric_free(rubric);
  free(text);
}

static void check_weak(const char *piece, const char *with, const struct lur_seen *seen, const char *place,
                       const char *words)
{
  char found[3000];
  weak_of(piece, with, seen, found, sizeof found);
  if (strncmp(found, place, strlen(place)) != 0 || !strstr(found, words))
    fail_msg("wanted %s %s, found: %s", place, words, found);
}

static void a_sound_rubric_is_not_weak(void **state)
{
  char found[3000];
  (void)state;
  weak_of("id: r\n", "id: r\n", NULL, found, sizeof found);
  assert_string_equal(found, "");
}

static void what_is_weak_is_told_with_its_place(void **state)
{
  (void)state;
  check_weak("weight: 40", "weight: 90", NULL, "10:9 ", "“wait” alone carries 60 % of the whole");
  check_weak("title: Neither", "title: Both", NULL,
             "21:", "“all” and “none” of “greeting” read the same (Both)");
  check_weak("{id: none, points: 0", "{id: half, points: 100}, {id: none, points: 0", NULL,
             "21:", "“all” and “half” of “greeting” both give 100 points");
  check_weak("[[0, 100], [60, 0]]", "[[0, 80], [60, 0]]", NULL, "13:17 ",
             "“wait” never gives more than 80 of 100 points");
  check_weak("[[0, 100], [60, 0]]", "[[0, 100], [60, 20]]", NULL, "13:17 ",
             "“wait” never gives less than 20 points");
  check_weak("scale: {from: 1, to: 5}", "scale: {from: 0, to: 10}", NULL, "25:16 ",
             "“clarity” has 11 steps without words");
  check_weak("        points: [[0, 100], [60, 0]]\n",
             "        points: [[0, 100], [60, 0]]\n        not_applicable_when: \"answer.wait_s > 300\"\n",
             NULL, "14:30 ", "“wait” is judged by answer.wait_s, and leaves the count by the same measure");
  check_weak("title: Neither}]\n      - id: clarity\n",
             "title: Neither, fatal: customer}]\n      - id: clarity\n        weight: 4\n", NULL, "18:9 ",
             "“greeting” can be fatal, and yet be set aside");
  check_weak("bands:", "coverage: {minimum: 0.2}\nbands:", NULL, "28:11 ",
             "complete with 20 % of the weight covered");
  check_weak("        answers: [{id: all", "        weight: 0\n        answers: [{id: all", NULL, "21:17 ",
             "“greeting” gives points that count nowhere");
}

static void points_that_a_rule_reads_count(void **state)
{
  char found[3000];
  (void)state;
  weak_of(
      "        answers: [{id: all, points: 100, title: Both}, {id: none, points: 0, title: Neither}]\n"
      "      - id: clarity\n        title: Clarity\n        ask: Clear?\n        scale: {from: 1, to: 5}\n"
      "rules:\n",
      "        weight: 0\n"
      "        answers: [{id: all, points: 100, title: Both}, {id: none, points: 0, title: Neither}]\n"
      "      - id: clarity\n        title: Clarity\n        ask: Clear?\n        scale: {from: 1, to: 5}\n"
      "rules:\n  - {when: \"criteria.greeting == 0\", cap: 60, because: No greeting}\n",
      NULL, found, sizeof found);
  assert_string_equal(found, "");
}

static void the_calls_of_a_wave_tell_more(void **state)
{
  (void)state;
  struct lur_seen flat[3] = {{6, 6, 40, 40, 0}, {6, 6, 0, 100, 0}, {6, 6, 0, 100, 0}};
  struct lur_seen low[3] = {{6, 6, 0, 70, 0}, {6, 6, 0, 100, 0}, {6, 6, 0, 100, 0}};
  struct lur_seen high[3] = {{6, 6, 55, 100, 0}, {6, 6, 0, 100, 0}, {6, 6, 0, 100, 0}};
  struct lur_seen aside[3] = {{6, 6, 0, 100, 0}, {6, 4, 0, 100, 2}, {6, 6, 0, 100, 0}};
  check_weak("id: r\n", "id: r\n", flat, "13:17 ", "“wait” gave all 6 calls 40 points and tells none apart");
  check_weak("id: r\n", "id: r\n", low, "13:17 ", "“wait” gave none of 6 calls more than 70 of 100 points");
  check_weak("id: r\n", "id: r\n", high, "13:17 ", "“wait” gave none of 6 calls less than 55 points");
  check_weak("id: r\n", "id: r\n", aside, "18:9 ",
             "“greeting” was set aside by the assessor in 2 of 6 calls");
}

static void few_calls_tell_nothing(void **state)
{
  (void)state;
  char found[3000];
  struct lur_seen few[3] = {{4, 4, 40, 40, 0}, {4, 4, 40, 40, 0}, {4, 1, 40, 40, 3}};
  weak_of("id: r\n", "id: r\n", few, found, sizeof found);
  assert_string_equal(found, "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_same_says_nothing),
      cmocka_unit_test(texts_differ_by_language),
      cmocka_unit_test(a_weight_moves_the_parts_of_the_whole),
      cmocka_unit_test(curves_stand_before_and_after),
      cmocka_unit_test(answers_come_go_and_change),
      cmocka_unit_test(criteria_come_and_go),
      cmocka_unit_test(another_order_is_a_difference),
      cmocka_unit_test(rules_and_bands_differ),
      cmocka_unit_test(questions_and_help_differ),
      cmocka_unit_test(a_sound_rubric_is_not_weak),
      cmocka_unit_test(what_is_weak_is_told_with_its_place),
      cmocka_unit_test(points_that_a_rule_reads_count),
      cmocka_unit_test(the_calls_of_a_wave_tell_more),
      cmocka_unit_test(few_calls_tell_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
