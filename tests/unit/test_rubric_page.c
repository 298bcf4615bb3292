/// A rubric as a page: everything that decides points is told, and nothing of a rubric steers the page.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/rubric_page.h"

#define HEAD "lur: rubric/1\nid: t\nversion: \"1\"\n"

/// The page of that rubric; to free().
static char *page_of(const char *text, const char *language)
{
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  char *page = NULL;
  size_t size = 0;
  if (lur_rubric_parse(text, strlen(text), "test", &rubric, &faults) != LUR_OK)
    fail_msg("%d:%d: %s", faults.at[0].line, faults.at[0].column, faults.at[0].text);
  FILE *out = open_memstream(&page, &size);
  assert_non_null(out);
  assert_int_equal(lur_report_rubric(out, rubric, language), LUR_OK);
  assert_int_equal(fclose(out), 0);
  lur_rubric_free(rubric);
  return page;
}

static void assert_tells(const char *page, const char *what)
{
  if (!strstr(page, what)) fail_msg("not told: %s\n%s", what, page);
}

static const char full[] = HEAD
    "title: {sv: Telefon, en: Telephone}\nout_of: 20\nsections:\n"
    "  - id: access\n    title: {sv: Väntan, en: Waiting}\n    weight: 25\n    weight_from: source\n    "
    "criteria:\n"
    "      - {id: wait, title: Wait, measure: answer.wait_s, points: [[20, 100], [300, 20], [300.001, 0]], "
    "critical: "
    "{below: 10, kind: "
    "customer}}\n"
    "      - {id: mean, title: Mean, measure: answer.ring_s, scale: {over: wave, best: 100, worst: 40, "
    "better: low}}\n"
    "  - id: people\n    title: People\n    weight: 75\n    weight_from: lur\n    criteria:\n"
    "      - id: faults\n        title: Faults\n        ask: Which?\n        several: sum\n        answers:\n"
    "          - {id: rude, points: -50, fatal: customer, title: Rude, help: Says so, example: Go away}\n"
    "          - {id: none, points: 100}\n"
    "      - {id: mood, title: Mood, ask: Mood?, scale: {from: 1, to: 5}, comment_below: 40, na_allowed: "
    "false}\n"
    "      - {id: why, title: Why, ask: Why?, text: true, ask_when: \"criteria.mood < 50\"}\n"
    "attempts: {max_wait_s: 300, attempts: 2, unanswered: 0}\n"
    "totals: [{id: people, title: Only people, contacts: answered, sections: [people]}]\n"
    "rules:\n  - {when: \"criteria.mood == 0\", cap: sections.people, because: Bad mood}\n"
    "  - {when: \"not answer.answered\", score: 0, because: Nobody answered}\n"
    "bands: [{id: gold, from: 85, title: Gold}]\n";

static void everything_that_decides_is_told(void **state)
{
  static const char *const told[] = {
      "# Telephone · *Telefon*\n",
      "## Waiting · *Väntan*\n\nWeight 25, published\n",
      "| Wait | measured | 12.5 % |",
      "| Faults | asked: any of several | 37.5 % |",
      "Measured: Waiting time (`answer.wait_s`)",
      "| 20 s | 100 |\n| 300 s | 20 |\n| over 300 s | 0 |\n",
      "Below 10 points (critical, ",
      "The lowest mean of the wave gives 100 points, the highest 40",
      "| `rude` | Rude (fatal: the total is 0, ",
      ") | -50 | Says so Go away |",
      "| `none` |  | 100 |  |",
      "the points add up",
      "from 1 to 5, 0 points at the lowest and 100 at the highest",
      "Below 40 points a comment must say why.",
      "The assessor may not set it aside.",
      "Asked only when: `criteria.mood < 50`",
      "- Only people: only calls that were answered; People\n",
      "- Bad mood: at most `sections.people`, when `criteria.mood == 0`\n",
      "- Nobody answered: 0 points, when `not answer.answered`\n",
      "at least 80 % of the weight",
      "in 2 attempts counts with 0 points",
      "The total is told out of 20, too.",
      "| Gold | 85 |",
  };
  (void)state;
  char *page = page_of(full, "en");
  for (size_t i = 0; i < sizeof told / sizeof *told; i++) assert_tells(page, told[i]);
  free(page);
  page = page_of(full, "sv");
  assert_tells(page, "# Telefon\n");
  assert_tells(page, "## Väntan\n");
  free(page);
}

static void texts_do_not_steer_the_page(void **state)
{
  (void)state;
  char *page = page_of(
      HEAD
      "title: \"a|b *c* <d> `e` [f](g) #h\\ni\"\nsections:\n"
      "  - {id: s, title: \"- s\", criteria: [{id: c, title: C, unit: \"|\", points: [[0, 0], [1, 100]], "
      "value: \"closing.last_speaker == '`' and 1 or 0\"}]}\n",
      "en");
  assert_tells(page, "# a\\|b \\*c\\* \\<d\\> \\`e\\` \\[f\\](g) \\#h i\n");
  assert_tells(page, "## \\- s\n");
  assert_tells(page, "``closing.last_speaker == '`' and 1 or 0``");
  assert_tells(page, "| 1 \\| | 100 |");
  free(page);
}

static void a_full_disk_is_told(void **state)
{
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  (void)state;
  assert_int_equal(lur_rubric_parse(full, strlen(full), "test", &rubric, &faults), LUR_OK);
  FILE *out = fopen("/dev/full", "w");
  if (!out) {
    lur_rubric_free(rubric);
    skip();
  }
  setvbuf(out, NULL, _IONBF, 0);
  assert_int_equal(lur_report_rubric(out, rubric, "en"), LUR_IO);
  assert_int_equal(lur_report_rubric(NULL, rubric, "en"), LUR_BAD_ARG);
  fclose(out);
  lur_rubric_free(rubric);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(everything_that_decides_is_told),
                                     cmocka_unit_test(texts_do_not_steer_the_page),
                                     cmocka_unit_test(a_full_disk_is_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
