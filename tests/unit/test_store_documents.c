#define _GNU_SOURCE
/// Calls that came in as analyses made elsewhere: kept, found and checked as others, and without a file.
#include "tests/unit/test_store_tools.h"

static struct lur_store_call made_document(const char *digit)
{
  struct lur_store_audio none = {.bytes = 20};
  for (size_t i = 0; i < 64; i++) none.sha256[i] = digit[0];
  snprintf(none.ext, sizeof none.ext, "%s", LUR_STORE_NO_SOUND);
  struct lur_store_call call = made_call(none);
  call.source = LUR_STORE_DOCUMENT;
  return call;
}

static void a_document_is_a_call_without_a_file(void **state)
{
  struct place *p = *state;
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  struct lur_diag diag = {0};
  struct lur_store_added added = {0}, again = {0};
  struct lur_store_call call = made_document("a"), other = made_document("b");
  struct lur_measures m = made_measures(7);
  struct lur_store_analysis analysis = made_analysis(&m);
  struct lur_store_entry *entry = NULL;
  char folder[100];
  check_ok(lur_store_add_call(store, &call, &analysis, &added, &diag), &diag);
  check_ok(lur_store_add_call(store, &call, &analysis, &again, &diag), &diag);
  assert_true(again.duplicate && again.call == added.call);
  check_ok(lur_store_add_call(store, &other, &analysis, &again, &diag), &diag);
  assert_false(again.duplicate);
  check_ok(lur_store_get(store, added.call, NULL, &entry, &diag), &diag);
  assert_int_equal(entry->row.call.source, LUR_STORE_DOCUMENT);
  assert_string_equal(lur_store_source_name(entry->row.call.source), "document");
  assert_string_equal(entry->row.call.audio[0].sha256, call.audio[0].sha256);
  assert_string_equal(entry->analysis, analysis.document);
  lur_store_entry_free(entry);
  add_score(store, added.call, "r", 50000000);
  check_ok(lur_store_check(store, &diag), &diag); // it does not look for a file
  snprintf(folder, sizeof folder, "%s/audio/aa", p->store);
  assert_int_not_equal(access(folder, F_OK), 0);
  lur_store_close(store);
}

static void sound_and_documents_are_not_mixed_up(void **state)
{
  struct place *p = *state;
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  struct lur_diag diag = {0};
  struct lur_store_added added = {0};
  struct lur_store_call call = made_document("a");
  call.source = LUR_STORE_IMPORTED;
  assert_int_equal(lur_store_add_call(store, &call, NULL, &added, &diag), LUR_BAD_ARG);
  call = made_call(take_text(p, store, "some sound"));
  call.source = LUR_STORE_DOCUMENT;
  assert_int_equal(lur_store_add_call(store, &call, NULL, &added, &diag), LUR_BAD_ARG);
  call = made_document("a");
  call.audio[1] = call.audio[0];
  call.audios = 2;
  assert_int_equal(lur_store_add_call(store, &call, NULL, &added, &diag), LUR_BAD_ARG);
  assert_int_equal(added.call, 0);
  lur_store_close(store);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      store_test(a_document_is_a_call_without_a_file),
      store_test(sound_and_documents_are_not_mixed_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
