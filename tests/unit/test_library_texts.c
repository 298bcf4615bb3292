/// The rubrics that come with lur speak every language that lur speaks: nobody is to meet a foreign sentence
/// on a page in their own language.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rubrics/rubric.h"

static size_t missing;

static bool has(const struct lur_texts *texts, const char *language)
{
  for (size_t i = 0; i < texts->n; i++)
    if (strcmp(texts->at[i].lang, language) == 0 && texts->at[i].text[0]) return true;
  return false;
}

/// An empty text is no text; one that is there is there in all languages.
static void check(const struct lur_texts *texts, const char *id, const char *what)
{
  static const char *const languages[] = {"sv", "da", "nb", "nl", "en"};
  for (size_t i = 0; texts->n && i < sizeof languages / sizeof *languages; i++) {
    if (has(texts, languages[i])) continue;
    print_error("%s: %s is not there in %s\n", id, what, languages[i]);
    missing++;
  }
}

static void check_criterion(const struct lur_criterion *c)
{
  check(&c->title, c->id, "title");
  check(&c->help, c->id, "help");
  check(&c->note, c->id, "note");
  check(&c->source, c->id, "source");
  check(&c->ask, c->id, "ask");
  for (size_t i = 0; i < c->answers; i++) check(&c->answer[i].title, c->id, "an answer");
}

static void check_section(const struct lur_section *s)
{
  check(&s->title, s->id, "title");
  check(&s->note, s->id, "note");
  check(&s->source, s->id, "source");
}

static void check_rubric(const char *path)
{
  struct lur_rubric *r = NULL;
  struct lur_diags faults = {0};
  assert_int_equal(lur_rubric_load(path, &r, &faults), LUR_OK);
  lur_diags_clear(&faults);
  check(&r->title, r->id, "title");
  check(&r->note, r->id, "note");
  check(&r->source, r->id, "source");
  check(&r->weight_source, r->id, "weight_source");
  for (size_t i = 0; i < r->sections; i++) check_section(&r->section[i]);
  for (size_t i = 0; i < r->criteria; i++) check_criterion(&r->criterion[i]);
  for (size_t i = 0; i < r->rules; i++) check(&r->rule[i].because, r->id, "a rule");
  for (size_t i = 0; i < r->bands; i++) check(&r->band[i].title, r->band[i].id, "title");
  lur_rubric_free(r);
}

static void every_text_is_there_in_every_language(void **state)
{
  (void)state;
  missing = 0;
  check_rubric(LUR_SOURCE_DIR "/rubrics/library/measured.yaml");
  check_rubric(LUR_SOURCE_DIR "/rubrics/library/sm-contactcenter.yaml");
  check_rubric(LUR_SOURCE_DIR "/rubrics/library/ksp-telefon.yaml");
  assert_int_equal(missing, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_text_is_there_in_every_language)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
