/// The rubrics that come with lur: each speaks English and the language of its source, those made after
/// Nordic sources every language that lur speaks; each says whose its weights are, and none claims to be an
/// organiser's own scoring.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rubrics/library.h"

static size_t wrong;

static bool has(const struct lur_texts *texts, const char *language)
{
  for (size_t i = 0; i < texts->n; i++)
    if (strcmp(texts->at[i].lang, language) == 0 && texts->at[i].text[0]) return true;
  return false;
}

/// An empty text is no text; one that is there is there in all languages of the rubric's title.
static void check(const struct lur_rubric *r, const struct lur_texts *texts, const char *id, const char *what)
{
  for (size_t i = 0; texts->n && i < r->title.n; i++) {
    if (has(texts, r->title.at[i].lang)) continue;
    print_error("%s: %s: %s is not there in %s\n", r->id, id, what, r->title.at[i].lang);
    wrong++;
  }
}

static void check_weight(const struct lur_rubric *r, const char *id, lur_weight_from from)
{
  if (from != LUR_FROM_UNSAID) return;
  print_error("%s: %s: nobody says whose weight it is\n", r->id, id);
  wrong++;
}

static void check_criterion(const struct lur_rubric *r, const struct lur_criterion *c)
{
  bool written = c->kind == LUR_CRITERION_TEXT || c->kind == LUR_CRITERION_DATE;
  check(r, &c->title, c->id, "title");
  check(r, &c->help, c->id, "help");
  check(r, &c->note, c->id, "note");
  check(r, &c->source, c->id, "source");
  check(r, &c->ask, c->id, "ask");
  for (size_t i = 0; i < c->answers; i++) {
    check(r, &c->answer[i].title, c->id, "an answer");
    check(r, &c->answer[i].help, c->id, "an answer's help");
    check(r, &c->answer[i].example, c->id, "an answer's example");
  }
  if (!written && c->counts != LUR_COUNTS_EXCLUDED) check_weight(r, c->id, c->weight_from);
}

static void check_section(const struct lur_rubric *r, const struct lur_section *s)
{
  check(r, &s->title, s->id, "title");
  check(r, &s->note, s->id, "note");
  check(r, &s->source, s->id, "source");
  check_weight(r, s->id, s->weight_from);
}

static void check_rubric(const struct lur_rubric *r)
{
  check(r, &r->title, r->id, "title");
  check(r, &r->note, r->id, "note");
  check(r, &r->source, r->id, "source");
  check(r, &r->weight_source, r->id, "weight_source");
  for (size_t i = 0; i < r->sections; i++) check_section(r, &r->section[i]);
  for (size_t i = 0; i < r->criteria; i++) check_criterion(r, &r->criterion[i]);
  for (size_t i = 0; i < r->rules; i++) check(r, &r->rule[i].because, r->id, "a rule");
  for (size_t i = 0; i < r->totals; i++) check(r, &r->total[i].title, r->total[i].id, "title");
  for (size_t i = 0; i < r->bands; i++) check(r, &r->band[i].title, r->band[i].id, "title");
  assert_true(r->note.n && r->source.n && r->weight_source.n);
  assert_true(has(&r->title, "en"));
}

static struct lur_rubric *load(const char *path)
{
  struct lur_rubric *r = NULL;
  struct lur_diags faults = {0};
  if (lur_rubric_load(path, &r, &faults) != LUR_OK)
    fail_msg("%s:%d:%d: %s", path, faults.at[0].line, faults.at[0].column, faults.at[0].text);
  lur_diags_clear(&faults);
  return r;
}

static int for_each(void (*check_one)(const struct lur_rubric *))
{
  struct lur_library list = {0};
  assert_int_equal(lur_library_list(LUR_SOURCE_DIR "/rubrics/library", &list), LUR_OK);
  int n = (int)list.n;
  for (size_t i = 0; i < list.n; i++) {
    struct lur_rubric *r = load(list.path[i]);
    check_one(r);
    lur_rubric_free(r);
  }
  lur_library_clear(&list);
  return n;
}

static void every_text_is_there_in_every_language_of_the_rubric(void **state)
{
  (void)state;
  wrong = 0;
  assert_in_range(for_each(check_rubric), 10, 100);
  assert_int_equal(wrong, 0);
}

/// lur's own rubric is nobody else's scoring in any case.
static void check_claim(const struct lur_rubric *r)
{
  if (strcmp(r->id, "measured") != 0 &&
      !strstr(lur_texts_pick(&r->note, "en"), "Not the organiser's own scoring"))
    fail_msg("%s does not say that it is not the organiser's own scoring", r->id);
}

static void none_claims_to_be_the_organisers_own(void **state)
{
  (void)state;
  for_each(check_claim);
}

static void the_first_three_speak_as_lur_does(void **state)
{
  static const char *const names[] = {"measured", "sm-contactcenter", "ksp-telefon"};
  static const char *const languages[] = {"sv", "da", "nb", "nl", "en"};
  (void)state;
  for (size_t i = 0; i < 3; i++) {
    char path[600];
    snprintf(path, sizeof path, "%s/rubrics/library/%s.yaml", LUR_SOURCE_DIR, names[i]);
    struct lur_rubric *r = load(path);
    for (size_t k = 0; k < 5; k++) assert_true(has(&r->title, languages[k]));
    lur_rubric_free(r);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_text_is_there_in_every_language_of_the_rubric),
                                     cmocka_unit_test(none_claims_to_be_the_organisers_own),
                                     cmocka_unit_test(the_first_three_speak_as_lur_does)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
