// Rubric versions that do not change any more, and scorecards as revisions of one another.
#define _GNU_SOURCE
#include "tests/unit/test_store_tools.h"

static struct lur_store_published first_contact(const char *sha256)
{
  struct lur_store_published p = {
      .rubric = "first-contact", .version = "2026.1", .sha256 = sha256, .made_by = "Ada"};
  return p;
}

static void a_published_version_keeps_its_text(void **state)
{
  lur_store *store = open_store(*state, LUR_STORE_CREATE);
  struct lur_diag diag = {0};
  bool again = true;
  char *text = NULL;
  struct lur_store_published p = first_contact("aa"), changed = first_contact("bb");
  check_ok(lur_store_publish(store, &p, "text a", &again, &diag), &diag);
  assert_false(again);
  check_ok(lur_store_publish(store, &p, "text a", &again, &diag), &diag);
  assert_true(again);
  assert_int_equal(lur_store_publish(store, &changed, "text b", &again, &diag), LUR_BAD_INPUT);
  assert_non_null(strstr(diag.text, "version “2026.1” of “first-contact” was published on "));
  assert_int_equal(lur_store_rubric_text(store, "bb", &text, &diag), LUR_NOT_FOUND); // nothing is half kept
  check_ok(lur_store_published_text(store, "first-contact", "2026.1", &text, &diag), &diag);
  assert_string_equal(text, "text a");
  free(text);
  lur_store_close(store);
}

static void the_newest_version_is_found_by_name(void **state)
{
  lur_store *store = open_store(*state, LUR_STORE_CREATE);
  struct lur_diag diag = {0};
  char *text = NULL;
  struct lur_store_published p = first_contact("aa"), later = first_contact("cc");
  later.version = "2026.2";
  p.made = (struct lur_when){true, 1000, 60};
  later.made = (struct lur_when){true, 2000, 60};
  check_ok(lur_store_publish(store, &later, "text c", NULL, &diag), &diag);
  check_ok(lur_store_publish(store, &p, "text a", NULL, &diag), &diag);
  check_ok(lur_store_published_text(store, "first-contact", NULL, &text, &diag), &diag);
  assert_string_equal(text, "text c");
  free(text);
  text = NULL;
  assert_int_equal(lur_store_published_text(store, "first-contact", "2026.3", &text, &diag), LUR_NOT_FOUND);
  assert_int_equal(lur_store_published_text(store, "other", NULL, &text, &diag), LUR_NOT_FOUND);
  assert_null(text);
  lur_store_close(store);
}

/// What a visit saw, a line each.
struct seen {
  char text[1000];
};

static bool see_published(const struct lur_store_published *p, void *ctx)
{
  struct seen *seen = ctx;
  size_t used = strlen(seen->text);
  snprintf(seen->text + used, sizeof seen->text - used, "%s %s %s %s %ld;", p->rubric, p->version, p->sha256,
           p->made_by, (long)p->made.unix_ms);
  return true;
}

static void what_is_published_is_listed(void **state)
{
  lur_store *store = open_store(*state, LUR_STORE_CREATE);
  struct lur_diag diag = {0};
  struct seen seen = {""};
  struct lur_store_published p = first_contact("aa"), later = first_contact("cc");
  later.version = "2026.2";
  later.made_by = NULL;
  p.made = (struct lur_when){true, 1000, 60};
  later.made = (struct lur_when){true, 2000, 60};
  check_ok(lur_store_publish(store, &later, "text c", NULL, &diag), &diag);
  check_ok(lur_store_publish(store, &p, "text a", NULL, &diag), &diag);
  check_ok(lur_store_each_published(store, see_published, &seen, &diag), &diag);
  assert_string_equal(seen.text, "first-contact 2026.1 aa Ada 1000;first-contact 2026.2 cc  2000;");
  lur_store_close(store);
}

static void nothing_is_scored_by_another_text_of_a_published_version(void **state)
{
  const struct place *place = *state;
  lur_store *store = open_store(place, LUR_STORE_CREATE);
  struct lur_diag diag = {0};
  int64_t call = add_call(place, store, "a", NULL, NULL, 5), id = 0;
  struct lur_store_published p = first_contact("aa");
  check_ok(lur_store_publish(store, &p, "text a", NULL, &diag), &diag);
  struct lur_store_scorecard card = made_card("first-contact", 50000000);
  card.version = "2026.1";
  card.rubric_sha256 = "bb";
  assert_int_equal(lur_store_may_score(store, "first-contact", "2026.1", "bb", &diag), LUR_BAD_INPUT);
  assert_int_equal(lur_store_add_scorecard(store, call, &card, &id, &diag), LUR_BAD_INPUT);
  assert_non_null(strstr(diag.text, "give this file another version"));
  card.rubric_sha256 = "aa";
  check_ok(lur_store_may_score(store, "first-contact", "2026.1", "aa", &diag), &diag);
  check_ok(lur_store_add_scorecard(store, call, &card, &id, &diag), &diag);
  card.rubric_sha256 = "bb";
  card.version = "draft"; // not published: it may still change
  check_ok(lur_store_add_scorecard(store, call, &card, &id, &diag), &diag);
  lur_store_close(store);
}

static bool see_revision(const struct lur_store_revision *r, void *ctx)
{
  struct seen *seen = ctx;
  size_t used = strlen(seen->text);
  snprintf(seen->text + used, sizeof seen->text - used, "%s %s by %s: %s;", r->scored.rubric,
           r->scored.version, r->scored.made_by, r->answers);
  return true;
}

static int64_t score_again(lur_store *store, int64_t call, const char *sha256, const char *by,
                           const char *answers)
{
  struct lur_diag diag = {0};
  int64_t id = 0;
  struct lur_store_scorecard card = made_card("r", 60000000);
  card.rubric_sha256 = sha256;
  card.version = sha256;
  card.made_by = by;
  card.answers = answers;
  check_ok(lur_store_add_scorecard(store, call, &card, &id, &diag), &diag);
  return id;
}

static void every_scorecard_stays_with_who_made_it(void **state)
{
  const struct place *place = *state;
  lur_store *store = open_store(place, LUR_STORE_CREATE);
  struct lur_diag diag = {0};
  struct seen seen = {""}, other = {""};
  int64_t call = add_call(place, store, "a", NULL, NULL, 5);
  score_again(store, call, "v1", NULL, "one");
  add_score(store, call, "q", 1000000);
  score_again(store, call, "v1", "Bo", "two");
  score_again(store, call, "v2", "Cy", NULL);
  check_ok(lur_store_each_revision(store, call, NULL, see_revision, &seen, &diag), &diag);
  assert_string_equal(seen.text, "q 1 by Ada: ;r v1 by Ada: one;r v1 by Bo: two;r v2 by Cy: ;");
  check_ok(lur_store_each_revision(store, call, "q", see_revision, &other, &diag), &diag);
  assert_string_equal(other.text, "q 1 by Ada: ;");
  lur_store_close(store);
}

static void the_scorecard_before_a_new_version_is_found(void **state)
{
  const struct place *place = *state;
  lur_store *store = open_store(place, LUR_STORE_CREATE);
  struct lur_diag diag = {0};
  struct lur_store_revision *before = NULL;
  int64_t call = add_call(place, store, "a", NULL, NULL, 5);
  assert_int_equal(lur_store_other_revision(store, call, "r", NULL, &before, &diag), LUR_NOT_FOUND);
  score_again(store, call, "v1", NULL, "one");
  int64_t second = score_again(store, call, "v1", "Bo", "two");
  int64_t third = score_again(store, call, "v2", "Cy", "three");
  check_ok(lur_store_other_revision(store, call, "r", "v2", &before, &diag), &diag);
  assert_int_equal(before->scored.id, second);
  assert_string_equal(before->answers, "two");
  lur_store_revision_free(before);
  check_ok(lur_store_other_revision(store, call, "r", NULL, &before, &diag), &diag);
  assert_int_equal(before->scored.id, third);
  lur_store_revision_free(before);
  lur_store_close(store);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      store_test(a_published_version_keeps_its_text),
      store_test(the_newest_version_is_found_by_name),
      store_test(what_is_published_is_listed),
      store_test(nothing_is_scored_by_another_text_of_a_published_version),
      store_test(every_scorecard_stays_with_who_made_it),
      store_test(the_scorecard_before_a_new_version_is_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
