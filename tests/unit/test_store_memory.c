/// Memory may run out at any allocation of the store: then that is told, nothing leaks (the sanitizers watch)
/// and the store is as it was.
#define _GNU_SOURCE
#include "tests/support/scarce_memory.h"
#include "tests/unit/test_store_tools.h"

/// Takes a sound in, adds its call and reads everything back; the first failure.
static lur_status work(const struct place *p, const char *sound)
{
  static struct lur_dropout hole = {1, 2, LUR_DROPOUT_LOST};
  struct lur_store_options options = lur_store_options_default(LUR_STORE_WRITE);
  struct lur_diag diag = {0};
  struct lur_store_added added = {0};
  struct lur_measures m = made_measures(1);
  struct lur_store_analysis a = made_analysis(&m);
  struct lur_store_scorecard card = made_card("r", 5);
  struct lur_store_audio audio;
  struct lur_store_entry *e = NULL;
  lur_store *store = NULL;
  lur_status status = lur_store_open(p->store, &options, &store, &diag);
  if (status == LUR_OK) status = lur_store_take_audio(store, sound, LUR_STORE_COPY, &audio, &diag);
  if (status == LUR_OK) {
    struct lur_store_call call = made_call(audio);
    call.wave = "w";
    call.participant = "ada";
    call.agent = "no \xff UTF-8";
    call.dropout.at = &hole;
    call.dropout.n = 1;
    status = lur_store_add_call(store, &call, &a, &added, &diag);
  }
  if (status == LUR_OK) status = lur_store_add_scorecard(store, added.call, &card, NULL, &diag);
  if (status == LUR_OK) status = lur_store_get(store, added.call, NULL, &e, &diag);
  lur_store_entry_free(e);
  if (status == LUR_OK) status = lur_store_measures(store, 1, &m, &diag);
  lur_store_close(store);
  return status;
}

/// Ranks what there is; on its own, as what it needs grows with the calls.
static lur_status rank(const struct place *p)
{
  struct lur_store_options options = lur_store_options_default(LUR_STORE_READ);
  struct lur_diag diag = {0};
  struct lur_store_ranking *r = NULL;
  lur_store *store = NULL;
  lur_status status = lur_store_open(p->store, &options, &store, &diag);
  if (status == LUR_OK) status = lur_store_rank(store, "w", NULL, &r, &diag);
  lur_store_ranking_free(r);
  lur_store_close(store);
  return status;
}

static void memory_may_run_out_anywhere(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  long n = 0;
  bool enough = false;
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  check_ok(lur_store_add_wave(store, "w", NULL, &diag), &diag);
  lur_store_close(store);
  for (; !enough; n++) {
    char text[40], path[100];
    snprintf(text, sizeof text, "sound %ld", n);
    write_file(p, "sound.wav", text, path);
    scarce_left = n;
    lur_status status = work(p, path);
    enough = scarce_left >= 0;
    scarce_left = -1;
    // Some do without: sweeping leftovers away, making a folder's name durable.
    if (status != LUR_OK && status != LUR_NO_MEM) fail_msg("allocation %ld: %d", n, status);
    if (enough) assert_int_equal(status, LUR_OK);
    store = open_store(p, LUR_STORE_READ);
    check_ok(lur_store_check(store, &diag), &diag);
    lur_store_close(store);
  }
  printf("%ld allocations\n", n - 1);
  assert_true(n > 30);
}

static void memory_may_run_out_while_ranking(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  char path[100];
  long n = 0;
  bool enough = false;
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  check_ok(lur_store_add_wave(store, "w", NULL, &diag), &diag);
  lur_store_close(store);
  for (int i = 0; i < 2; i++) {
    write_file(p, "sound.wav", i ? "one" : "other", path);
    assert_int_equal(work(p, path), LUR_OK);
  }
  for (; !enough; n++) {
    scarce_left = n;
    lur_status status = rank(p);
    enough = scarce_left >= 0;
    scarce_left = -1;
    assert_int_equal(status, enough ? LUR_OK : LUR_NO_MEM);
  }
  assert_true(n > 3);
}

int main(void)
{
  const struct CMUnitTest tests[] = {store_test(memory_may_run_out_anywhere),
                                     store_test(memory_may_run_out_while_ranking)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
