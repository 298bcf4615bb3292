/// What else is known of a call, and what became of files that came by themselves.
#define _GNU_SOURCE
#include "tests/unit/test_store_tools.h"

static struct lur_store_call call_with_facts(const struct place *p, lur_store *store, const char *text,
                                             const struct lur_store_fact *fact, size_t facts)
{
  struct lur_store_call c = made_call(take_text(p, store, text));
  c.fact = fact;
  c.facts = facts;
  return c;
}

static void facts_come_back(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct lur_store_added added = {0};
  struct lur_store_entry *e = NULL;
  const struct lur_store_fact fact[] = {
      {"title", "Två hundar"}, {"id", "1393867665.5"}, {"called_number", ""}};
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  struct lur_store_call c = call_with_facts(p, store, "a", fact, 3);
  check_ok(lur_store_add_call(store, &c, NULL, &added, &diag), &diag);
  check_ok(lur_store_get(store, added.call, NULL, &e, &diag), &diag);
  assert_int_equal(e->row.call.facts, 2); // what is empty is not known
  assert_string_equal(e->row.call.fact[0].name, "id");
  assert_string_equal(e->row.call.fact[0].text, "1393867665.5");
  assert_string_equal(e->row.call.fact[1].text, "Två hundar");
  lur_store_entry_free(e);
  lur_store_close(store);
}

static void an_id_is_found_to_the_letter(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct lur_store_added added = {0};
  static const char *const ids[] = {"1393867665.5", "1393867665.50", "1393867666.5", "AbC"};
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  for (int i = 0; i < 4; i++) {
    const struct lur_store_fact fact[] = {{"id", ids[i]}, {"title", "1393867665.5"}};
    struct lur_store_call c = call_with_facts(p, store, ids[i], fact, 2);
    check_ok(lur_store_add_call(store, &c, NULL, &added, &diag), &diag);
  }
  check_list(store, &(struct lur_store_filter){.id = "1393867665.5"}, "c1");
  check_list(store, &(struct lur_store_filter){.id = "1393867665"}, "");
  check_list(store, &(struct lur_store_filter){.id = "abc"}, "");
  check_list(store, &(struct lur_store_filter){.id = "AbC"}, "c4");
  lur_store_close(store);
}

/// Collects paths as "a b c".
static bool collect_path(const struct lur_store_arrival *a, void *ctx)
{
  char *text = ctx;
  size_t used = strlen(text);
  assert_true(a->seen.known && a->call == 0);
  snprintf(text + used, 500 - used, "%s%s: %s", used ? " | " : "", a->path, a->why);
  return true;
}

static void check_refused(lur_store *store, const char *want)
{
  char text[500] = "";
  struct lur_diag diag = {0};
  check_ok(lur_store_each_refused(store, collect_path, text, &diag), &diag);
  assert_string_equal(text, want);
}

static void check_arrival(lur_store *store, const char *path, int64_t want_call, const char *want_stamp)
{
  struct lur_diag diag = {0};
  char *stamp = NULL, *why = NULL;
  int64_t call = -1;
  check_ok(lur_store_arrival(store, path, &call, &stamp, &why, &diag), &diag);
  assert_int_equal(call, want_call);
  assert_string_equal(stamp, want_stamp);
  free(stamp);
  free(why);
}

static void put(lur_store *store, const char *path, const char *stamp, int64_t call, const char *why,
                int64_t seen_ms)
{
  struct lur_diag diag = {0};
  const struct lur_store_arrival a = {path, stamp, call, why, {true, seen_ms, 0}};
  check_ok(lur_store_put_arrival(store, &a, &diag), &diag);
}

static void the_refused_are_listed_until_they_are_taken(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  char *stamp = NULL, *why = NULL;
  int64_t call = 0;
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  check_refused(store, "");
  assert_int_equal(lur_store_arrival(store, "/d/a.wav", &call, &stamp, &why, &diag), LUR_NOT_FOUND);
  int64_t id = add_call(p, store, "a", NULL, NULL, 1);
  put(store, "/d/b.wav", "1", 0, "cut short", 2000);
  put(store, "/d/a.wav", "1", 0, "no sound", 1000);
  check_refused(store, "/d/a.wav: no sound | /d/b.wav: cut short");
  put(store, "/d/a.wav", "2", id, "no sound", 3000); // it changed and is fine now
  check_refused(store, "/d/b.wav: cut short");
  check_arrival(store, "/d/a.wav", id, "2");
  check_arrival(store, "/d/b.wav", 0, "1");
  check_ok(lur_store_forget_arrival(store, "/d/b.wav", &diag), &diag);
  check_ok(lur_store_forget_arrival(store, "/d/b.wav", &diag), &diag);
  check_refused(store, "");
  lur_store_close(store);
}

static void an_arrival_is_part_of_what_was_begun(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct lur_store_added added = {0};
  char *stamp = NULL, *why = NULL;
  int64_t call = 0;
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  struct lur_store_call c = made_call(take_text(p, store, "a"));
  check_ok(lur_store_begin(store, &diag), &diag);
  check_ok(lur_store_add_call(store, &c, NULL, &added, &diag), &diag);
  put(store, "/d/a.wav", "1", added.call, "", 1000);
  lur_store_rollback(store);
  check_list(store, NULL, "");
  assert_int_equal(lur_store_arrival(store, "/d/a.wav", &call, &stamp, &why, &diag), LUR_NOT_FOUND);
  const struct lur_store_arrival nobody = {"/d/a.wav", "1", 77, "", {0}};
  assert_int_equal(lur_store_put_arrival(store, &nobody, &diag), LUR_NOT_FOUND);
  assert_non_null(strstr(diag.text, "c77"));
  lur_store_close(store);
}

int main(void)
{
  const struct CMUnitTest tests[] = {store_test(facts_come_back), store_test(an_id_is_found_to_the_letter),
                                     store_test(the_refused_are_listed_until_they_are_taken),
                                     store_test(an_arrival_is_part_of_what_was_begun)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
