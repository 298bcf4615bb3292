/// Several programs at once, and programs that are killed: what was finished is there, what was not is
/// nowhere.
#define _GNU_SOURCE
#include "tests/unit/test_store_tools.h"

#include <signal.h>
#include <time.h>

#include "tests/support/dice.h"

#define WRITERS 4
#define EACH 12

/// Adds calls of its own, and one that all add.
static int write_some(const struct place *mine)
{
  struct place p = *mine;
  struct lur_diag diag = {0};
  struct lur_store_added added;
  lur_store *store = open_store(&p, LUR_STORE_CREATE);
  for (int i = 0; i < EACH; i++) {
    char text[64];
    snprintf(text, sizeof text, "%ld %d", (long)getpid(), i);
    int64_t id = add_call(&p, store, text, NULL, "all", i);
    add_score(store, id, "r", i);
  }
  struct lur_store_call same = made_call(take_text(&p, store, "the same"));
  if (lur_store_add_call(store, &same, NULL, &added, &diag) != LUR_OK) return 1;
  lur_store_close(store);
  return added.duplicate ? 50 : 51;
}

static pid_t start(int (*work)(const struct place *), const struct place *p)
{
  fflush(stdout);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) _exit(work(p));
  return child;
}

/// All at once from the first moment: who makes the store, who finds it?
static void many_write_at_once(void **state)
{
  struct place *p = *state, each[WRITERS];
  struct lur_diag diag = {0};
  pid_t child[WRITERS];
  int first = 0;
  for (int i = 0; i < WRITERS; i++) {
    each[i] = *p; // one store, a folder each for made-up sound
    snprintf(each[i].folder, sizeof each[i].folder, "%.40s/%d", p->folder, i);
    assert_int_equal(mkdir(each[i].folder, 0700), 0);
    child[i] = start(write_some, &each[i]);
  }
  for (int i = 0; i < WRITERS; i++) {
    int status = 0;
    assert_int_equal(waitpid(child[i], &status, 0), child[i]);
    assert_true(WIFEXITED(status));
    assert_in_range(WEXITSTATUS(status), 50, 51);
    first += WEXITSTATUS(status) == 51;
  }
  assert_int_equal(first, 1); // one was first with the sound that all had
  lur_store *store = open_store(p, LUR_STORE_READ);
  struct ids ids = {.most = 0};
  check_ok(lur_store_check(store, &diag), &diag);
  check_ok(lur_store_each_call(store, NULL, collect_id, &ids, &diag), &diag);
  assert_int_equal(ids.n, WRITERS * EACH + 1);
  lur_store_close(store);
}

static int only_open(const struct place *p)
{
  lur_store_close(open_store(p, LUR_STORE_CREATE));
  return 0;
}

/// Looks again and again until the store is there; meanwhile it may be said to be missing, and nothing else.
static int look_until_it_is_there(const struct place *p)
{
  const struct lur_store_options options = lur_store_options_default(LUR_STORE_READ);
  struct lur_diag diag = {0};
  lur_status status;
  do {
    lur_store *store = NULL;
    status = lur_store_open(p->store, &options, &store, &diag);
    lur_store_close(store);
  } while (status == LUR_NOT_FOUND);
  if (status != LUR_OK) printf("%d: %s\n", status, diag.text), fflush(stdout);
  return status != LUR_OK;
}

/// Who comes second meets a store that is half made by the first.
static void many_make_the_store_at_once(void **state)
{
  struct place *p = *state;
  for (int round = 0; round < 30; round++) {
    pid_t child[WRITERS];
    snprintf(p->store, sizeof p->store, "%.40s/store-%d", p->folder, round);
    for (int i = 0; i < WRITERS; i++) child[i] = start(i % 2 ? look_until_it_is_there : only_open, p);
    int ended_well = 0;
    for (int i = 0; i < WRITERS; i++) {
      int status = 0;
      assert_int_equal(waitpid(child[i], &status, 0), child[i]);
      ended_well += WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    assert_int_equal(ended_well, WRITERS);
  }
}

/// Works without end; tells the pipe the id of each call once it is kept with its scorecard.
struct worker {
  struct place place;
  int pipe_end;
  unsigned salt;
};

static void work_without_end(struct worker *w)
{
  struct lur_diag diag = {0};
  for (unsigned i = 0;; i++) {
    lur_store *store = open_store(&w->place, LUR_STORE_CREATE);
    for (int step = 0; step < 4; step++) {
      char text[64];
      struct lur_store_added added;
      struct lur_measures m = made_measures(step);
      struct lur_store_analysis a = made_analysis(&m);
      struct lur_store_scorecard card = made_card("r", step);
      snprintf(text, sizeof text, "%u %u %d", w->salt, i, step);
      struct lur_store_call call = made_call(take_text(&w->place, store, text));
      call.participant = "ada";
      if (lur_store_begin(store, &diag) != LUR_OK) _exit(1);
      if (lur_store_add_call(store, &call, &a, &added, &diag) != LUR_OK) _exit(2);
      if (lur_store_add_scorecard(store, added.call, &card, NULL, &diag) != LUR_OK) _exit(3);
      if (lur_store_commit(store, &diag) != LUR_OK) _exit(4);
      if (write(w->pipe_end, &added.call, sizeof added.call) != sizeof added.call) _exit(5);
    }
    lur_store_close(store);
  }
}

struct whole {
  lur_store *store;
  int64_t newest;
  int n;
};

/// A call that is seen has all that it was added with.
static bool check_whole(const struct lur_store_row *row, void *ctx)
{
  struct whole *w = ctx;
  assert_true(row->analysis.id > 0);
  assert_true(row->scorecard.id > 0 && row->scorecard.analysis == row->analysis.id);
  assert_string_equal(row->call.participant, "ada");
  assert_int_equal(row->call.id, ++w->newest); // none is missing between them
  w->n++;
  return true;
}

static void check_documents(lur_store *store, int64_t id)
{
  struct lur_store_entry *e = NULL;
  struct lur_measures m;
  struct lur_diag diag = {0};
  check_ok(lur_store_get(store, id, NULL, &e, &diag), &diag);
  assert_non_null(e->analysis);
  assert_non_null(e->scorecard);
  check_ok(lur_store_measures(store, e->row.analysis.id, &m, &diag), &diag);
  assert_true(m.of[LUR_M_TALK_AGENT_RATIO].known && m.of[LUR_M_TALK_AGENT_RATIO].number == 0.625);
  lur_store_entry_free(e);
}

/// Lets the worker say so many calls and go on for that time, then kills it; returns the last call it said
/// was kept, or `last`.
static int64_t kill_after(struct worker *w, int calls, long microseconds, int64_t last)
{
  int ends[2], status = 0;
  int64_t id;
  assert_int_equal(pipe(ends), 0);
  w->pipe_end = ends[1];
  fflush(stdout);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) work_without_end(w);
  close(ends[1]);
  for (; calls > 0 && read(ends[0], &id, sizeof id) == sizeof id; calls--) last = id;
  nanosleep(&(struct timespec){.tv_nsec = microseconds * 1000}, NULL);
  assert_int_equal(kill(child, SIGKILL), 0);
  assert_int_equal(waitpid(child, &status, 0), child);
  if (!WIFSIGNALED(status)) fail_msg("the worker ended by itself with %d", WEXITSTATUS(status));
  while (read(ends[0], &id, sizeof id) == sizeof id) last = id;
  close(ends[0]);
  return last;
}

static void the_killed_leave_nothing_half(void **state)
{
  struct place *p = *state;
  struct dice dice = dice_of_the_day();
  struct worker w = {.place = *p, .salt = 0};
  struct lur_diag diag = {0};
  int64_t finished = 0;
  int unsaid = 0;
  for (int round = 0; round < 40; round++) {
    w.salt++;
    // The first rounds hit the making of the store itself.
    finished = kill_after(&w, round < 10 ? 0 : dice_below(&dice, 6), dice_below(&dice, 15000), finished);
    struct lur_store_options options = lur_store_options_default(LUR_STORE_READ);
    lur_store *store = NULL;
    lur_status status = lur_store_open(p->store, &options, &store, &diag);
    if (status == LUR_NOT_FOUND && finished == 0) continue; // not made yet
    check_ok(status, &diag);
    check_ok(lur_store_check(store, &diag), &diag);
    struct whole whole = {.store = store};
    struct lur_store_filter f = {.order = LUR_STORE_BY_ID};
    check_ok(lur_store_each_call(store, &f, check_whole, &whole, &diag), &diag);
    if (whole.newest < finished) fail_msg("c%lld was finished and is gone", (long long)finished);
    assert_true(whole.newest <= finished + 1); // killed between keeping it and saying so
    unsaid += whole.newest > finished;
    finished = whole.newest;
    if (finished) check_documents(store, finished);
    lur_store_close(store);
  }
  printf("%lld calls in 40 rounds, %d kept but not said\n", (long long)finished, unsaid);
  assert_true(finished > 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      store_test(many_make_the_store_at_once),
      store_test(many_write_at_once),
      store_test(the_killed_leave_nothing_half),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
