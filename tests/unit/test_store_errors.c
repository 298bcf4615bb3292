/// Each failure is really provoked: the sentence is clear and nothing is lost.
#define _GNU_SOURCE
#include "tests/unit/test_store_tools.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include "store/migrations.h"
#include "tests/support/dice.h"

static void check_says(const struct lur_diag *diag, const char *part)
{
  if (!strstr(diag->text, part)) fail_msg("“%s” does not say “%s”", diag->text, part);
}

static void database_of(const struct place *p, char out[100])
{
  snprintf(out, 100, "%s/lur.db", p->store);
}

/// All bytes of the database, to free().
static unsigned char *bytes_of(const struct place *p, size_t *n)
{
  char path[100];
  struct stat st;
  database_of(p, path);
  assert_int_equal(stat(path, &st), 0);
  *n = (size_t)st.st_size;
  unsigned char *bytes = malloc(*n + 1);
  FILE *f = fopen(path, "rb");
  assert_true(bytes && f);
  assert_int_equal(fread(bytes, 1, *n, f), *n);
  fclose(f);
  return bytes;
}

static void write_bytes(const struct place *p, const unsigned char *bytes, size_t n)
{
  char path[100];
  database_of(p, path);
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(bytes, 1, n, f), n);
  assert_int_equal(fclose(f), 0);
}

static void run_sql(const struct place *p, const char *sql)
{
  char path[100];
  sqlite3 *db = NULL;
  database_of(p, path);
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/// A closed store of one call.
static void make_store(const struct place *p)
{
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  (void)add_call(p, store, "one", NULL, "ada", 1);
  lur_store_close(store);
}

static void no_store_is_told(void **state)
{
  struct place *p = *state;
  struct lur_diag diag;
  for (int i = 0; i < 2; i++) {
    assert_int_equal(try_open(p, LUR_STORE_READ, &diag), LUR_NOT_FOUND);
    check_says(&diag, "no store here yet");
    assert_string_equal(diag.file, p->store);
    assert_int_equal(try_open(p, LUR_STORE_WRITE, &diag), LUR_NOT_FOUND);
    if (i == 0) assert_int_equal(access(p->store, F_OK), -1); // nothing was made
    // What a program leaves that was killed while making the store is no store either.
    if (i == 0) assert_int_equal(mkdir(p->store, 0700), 0);
    write_bytes(p, (const unsigned char *)"", 0);
  }
  lur_store_close(open_store(p, LUR_STORE_CREATE));
  assert_int_equal(try_open(p, LUR_STORE_READ, &diag), LUR_OK);
}

static void a_folder_that_cannot_be_made_is_told(void **state)
{
  struct place *p = *state;
  struct lur_diag diag;
  char path[100];
  write_file(p, "store", "a file is in the way", path);
  assert_int_equal(try_open(p, LUR_STORE_CREATE, &diag), LUR_IO);
  check_says(&diag, "cannot be made");
  snprintf(p->store, sizeof p->store, "%s/store/below", p->folder);
  assert_int_equal(try_open(p, LUR_STORE_CREATE, &diag), LUR_IO);
  check_says(&diag, "cannot be made");
  snprintf(p->store, sizeof p->store, "/proc/lur/store");
  assert_int_equal(try_open(p, LUR_STORE_CREATE, &diag), LUR_IO);
  check_says(&diag, "cannot be made");
}

static void another_programs_database_is_left_alone(void **state)
{
  struct place *p = *state;
  struct lur_diag diag;
  size_t n, after;
  assert_int_equal(mkdir(p->store, 0700), 0);
  run_sql(p, "CREATE TABLE mine(x); INSERT INTO mine VALUES(1)");
  unsigned char *before = bytes_of(p, &n);
  for (int mode = LUR_STORE_READ; mode <= LUR_STORE_CREATE; mode++) {
    assert_int_equal(try_open(p, (lur_store_mode)mode, &diag), LUR_BAD_INPUT);
    check_says(&diag, "another program's");
  }
  unsigned char *now = bytes_of(p, &after);
  assert_int_equal(after, n);
  assert_memory_equal(now, before, n);
  free(before);
  free(now);
}

/// Dies without closing the database, so that what was written last lies in the log only.
static int die_as_newer(const struct place *p)
{
  char path[100];
  sqlite3 *db = NULL;
  database_of(p, path);
  if (sqlite3_open(path, &db) != SQLITE_OK) return 1;
  if (sqlite3_exec(db, "PRAGMA user_version = 77; CREATE TABLE future(x)", NULL, NULL, NULL) != SQLITE_OK)
    return 2;
  _exit(0);
}

static void a_newer_store_is_left_alone(void **state)
{
  struct place *p = *state;
  struct lur_diag diag;
  size_t n, after;
  make_store(p);
  assert_int_equal(in_child(die_as_newer, p), 0);
  unsigned char *before = bytes_of(p, &n);
  for (int mode = LUR_STORE_READ; mode <= LUR_STORE_CREATE; mode++) {
    assert_int_equal(try_open(p, (lur_store_mode)mode, &diag), LUR_UNSUPPORTED);
    check_says(&diag, "newer lur");
  }
  unsigned char *now = bytes_of(p, &after);
  assert_int_equal(after, n);
  assert_memory_equal(now, before, n);
  free(before);
  free(now);
  char back[100];
  snprintf(back, sizeof back, "DROP TABLE future; PRAGMA user_version = %d", lur_store_version());
  run_sql(p, back); // to ours: all is still there
  lur_store *store = open_store(p, LUR_STORE_READ);
  check_list(store, NULL, "c1");
  lur_store_close(store);
}

static void an_older_store_is_brought_up_to_date(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  char *answers = NULL;
  for (int mode = LUR_STORE_READ; mode <= LUR_STORE_WRITE; mode++) {
    if (mode == LUR_STORE_READ) make_store(p);
    run_sql(p,
            "DROP TABLE scorecard_part; DROP VIEW call_round; DROP TABLE draw; DROP TABLE closing; DROP "
            "TABLE round_said; DROP TABLE final;"
            "DROP TABLE slot; DROP TABLE plan; ALTER TABLE wave_participant DROP COLUMN class;"
            "ALTER TABLE dropout DROP COLUMN why; DROP TABLE published; ALTER TABLE scorecard DROP COLUMN "
            "made_by; DROP TABLE note; DROP TABLE "
            "arrival; DROP TABLE fact; DROP TABLE draft; PRAGMA user_version = 1"); // as the first version
                                                                                    // made it
    lur_store *store = open_store(p, (lur_store_mode)mode);
    check_list(store, NULL, "c1");
    assert_int_equal(lur_store_draft(store, 1, "r", &answers, &diag), LUR_NOT_FOUND);
    lur_store_close(store);
  }
  lur_store *store = open_store(p, LUR_STORE_WRITE);
  check_ok(lur_store_put_draft(store, 1, "r", "begun", &diag), &diag);
  check_ok(lur_store_draft(store, 1, "r", &answers, &diag), &diag);
  assert_string_equal(answers, "begun");
  free(answers);
  lur_store_close(store);
}

static void what_is_no_database_is_told(void **state)
{
  struct place *p = *state;
  struct lur_diag diag;
  make_store(p);
  write_bytes(p,
              (const unsigned char
                   *)"this was a database once, and somebody wrote a letter over it ....................",
              82);
  for (int mode = LUR_STORE_READ; mode <= LUR_STORE_CREATE; mode++) {
    assert_int_equal(try_open(p, (lur_store_mode)mode, &diag), LUR_BAD_INPUT);
    check_says(&diag, "damaged");
  }
}

/// Everything that reads; the first failure.
static lur_status read_all(lur_store *store, struct lur_diag *diag)
{
  struct lur_store_entry *e = NULL;
  struct lur_store_ranking *r = NULL;
  struct lur_measures m;
  struct ids ids = {.most = 0};
  lur_status status = lur_store_each_call(store, NULL, collect_id, &ids, diag);
  if (status == LUR_OK) status = lur_store_get(store, 1, NULL, &e, diag);
  lur_store_entry_free(e);
  if (status == LUR_OK) status = lur_store_measures(store, 1, &m, diag);
  if (status == LUR_OK) status = lur_store_rank(store, "w", NULL, &r, diag);
  lur_store_ranking_free(r);
  return status == LUR_OK ? lur_store_check(store, diag) : status;
}

/// Whatever bytes are wrong: a sentence or an answer, never a crash; and most of it is found.
static void damage_is_told(void **state)
{
  struct place *p = *state;
  struct dice dice = dice_of_the_day();
  size_t n;
  int found = 0;
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  struct lur_diag diag = {0};
  check_ok(lur_store_add_wave(store, "w", NULL, &diag), &diag);
  for (int i = 0; i < 5; i++) {
    char text[2] = {(char)('a' + i), '\0'};
    add_score(store, add_call(p, store, text, "w", "ada", 1), "r", i);
  }
  lur_store_close(store);
  unsigned char *good = bytes_of(p, &n), *bad = malloc(n);
  assert_non_null(bad);
  for (int round = 0; round < 150; round++) {
    memcpy(bad, good, n);
    size_t page = 4096 * (size_t)dice_below(&dice, (int)(n / 4096));
    if (round % 2) // a whole page, as a bad disk does
      for (int i = 0; i < 4096; i++) bad[page + (size_t)i] = (unsigned char)dice_roll(&dice);
    else // some bytes in the head of a page
      for (int i = 0; i < 8; i++) bad[page + (size_t)dice_below(&dice, 64)] = (unsigned char)dice_roll(&dice);
    write_bytes(p, bad, n);
    struct lur_store_options options = lur_store_options_default(LUR_STORE_READ);
    store = NULL;
    memset(&diag, 0, sizeof diag);
    lur_status status = lur_store_open(p->store, &options, &store, &diag);
    if (status == LUR_OK) status = read_all(store, &diag);
    lur_store_close(store);
    if (status != LUR_OK && !diag.text[0]) fail_msg("round %d: %d without a sentence", round, status);
    found += status != LUR_OK;
  }
  printf("%d of 150 damages found\n", found);
  assert_true(found >= 100);
  write_bytes(p, good, n);
  store = open_store(p, LUR_STORE_READ);
  check_ok(read_all(store, &diag), &diag);
  lur_store_close(store);
  free(good);
  free(bad);
}

/// Holds the store as a writer until it is killed; says on the pipe that it does.
static pid_t hold(const struct place *p)
{
  int pipe_ends[2];
  char said = 0;
  assert_int_equal(pipe(pipe_ends), 0);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    struct lur_diag diag;
    lur_store *store = open_store(p, LUR_STORE_WRITE);
    if (lur_store_begin(store, &diag) != LUR_OK || write(pipe_ends[1], "!", 1) != 1) _exit(1);
    for (;;) pause();
  }
  assert_int_equal(read(pipe_ends[0], &said, 1), 1);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  return child;
}

static void a_locked_store_is_told(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct lur_store_options options = lur_store_options_default(LUR_STORE_WRITE);
  lur_store *store = NULL;
  make_store(p);
  pid_t other = hold(p);
  options.busy_ms = 1100;
  check_ok(lur_store_open(p->store, &options, &store, &diag), &diag);
  struct timespec before, after;
  clock_gettime(CLOCK_MONOTONIC, &before);
  assert_int_equal(lur_store_add_wave(store, "w", NULL, &diag), LUR_DB);
  clock_gettime(CLOCK_MONOTONIC, &after);
  assert_true(after.tv_sec - before.tv_sec >= 1); // it did wait
  check_says(&diag, "another program is writing");
  check_says(&diag, "2 s");
  check_list(store, NULL, "c1"); // reading goes on meanwhile
  assert_int_equal(lur_store_begin(store, &diag), LUR_DB);
  assert_int_equal(kill(other, SIGKILL), 0);
  assert_int_equal(waitpid(other, NULL, 0), other);
  check_ok(lur_store_add_wave(store, "w", NULL, &diag), &diag); // and all is well when the other has gone
  lur_store_close(store);
}

/// A user who may read the store and not write to it.
static int read_as_stranger(const struct place *p)
{
  struct lur_diag diag;
  struct ids ids = {.most = 0};
  struct lur_store_options options = lur_store_options_default(LUR_STORE_READ);
  lur_store *store = NULL;
  if (geteuid() == 0 && setuid(65534) != 0) return 10;
  if (lur_store_open(p->store, &options, &store, &diag) != LUR_OK) return puts(diag.text), 11;
  if (lur_store_each_call(store, NULL, collect_id, &ids, &diag) != LUR_OK) return puts(diag.text), 12;
  if (strcmp(ids.text, "c1") != 0) return 13;
  lur_store_close(store);
  for (int mode = LUR_STORE_WRITE; mode <= LUR_STORE_CREATE; mode++) {
    if (try_open(p, (lur_store_mode)mode, &diag) != LUR_IO) return 14;
    if (!strstr(diag.text, "cannot be written")) return puts(diag.text), 15;
  }
  return 0;
}

static void make_read_only(const struct place *p)
{
  char path[100];
  database_of(p, path);
  assert_int_equal(chmod(path, 0444), 0);
  assert_int_equal(chmod(p->folder, 0555), 0);
  assert_int_equal(chmod(p->store, 0555), 0);
}

static void make_writable(const struct place *p)
{
  char path[100];
  database_of(p, path);
  assert_int_equal(chmod(p->folder, 0700), 0);
  assert_int_equal(chmod(p->store, 0700), 0);
  assert_int_equal(chmod(path, 0600), 0);
}

static void a_read_only_store_is_read(void **state)
{
  struct place *p = *state;
  make_store(p);
  make_read_only(p);
  int end = in_child(read_as_stranger, p);
  make_writable(p);
  assert_int_equal(end, 0);
}

/// Leaves changes beside the database, without the helper file that a reader would need.
static int die_with_changes(const struct place *p)
{
  struct lur_diag diag;
  lur_store *store = open_store(p, LUR_STORE_WRITE);
  if (lur_store_add_wave(store, "w", NULL, &diag) != LUR_OK) return 1;
  _exit(0);
}

static int read_unfinished_as_stranger(const struct place *p)
{
  struct lur_diag diag;
  if (geteuid() == 0 && setuid(65534) != 0) return 10;
  if (try_open(p, LUR_STORE_READ, &diag) != LUR_IO) return 11;
  return strstr(diag.text, "not closed properly") ? 0 : 12;
}

static void what_was_left_unfinished_is_not_overlooked(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  char helper[120];
  make_store(p);
  assert_int_equal(in_child(die_with_changes, p), 0);
  snprintf(helper, sizeof helper, "%s/lur.db-shm", p->store);
  assert_int_equal(unlink(helper), 0);
  make_read_only(p);
  int end = in_child(read_unfinished_as_stranger, p);
  make_writable(p);
  assert_int_equal(end, 0);
  lur_store *store = open_store(p, LUR_STORE_READ);
  check_ok(lur_store_has_wave(store, "w", &diag), &diag);
  lur_store_close(store);
}

/// Adds analyses until there is no room: how many were kept, or -1 with a puts.
static int fill_up(lur_store *store, struct lur_diag *diag)
{
  struct lur_measures m = made_measures(1);
  struct lur_store_analysis a = made_analysis(&m);
  char *big = malloc(20001);
  lur_status status = LUR_OK;
  int kept = 0;
  if (!big) return -1;
  memset(big, 'x', 20000);
  big[20000] = '\0';
  a.document = big;
  for (; kept < 1000 && status == LUR_OK; kept += status == LUR_OK)
    status = lur_store_add_analysis(store, 1, &a, NULL, diag);
  free(big);
  if (status == LUR_IO && strstr(diag->text, "disk is full")) return kept;
  printf("%d: %s\n", status, diag->text);
  return -1;
}

static bool count_analyses(const struct lur_store_analysed *a, const char *document, void *ctx)
{
  (void)a, (void)document;
  ++*(int *)ctx;
  return true;
}

/// Within a batch a full disk takes everything back, and the batch says so to its end.
static int fill_up_as_one(lur_store *store)
{
  struct lur_diag diag = {0};
  int there = 0;
  if (lur_store_begin(store, &diag) != LUR_OK) return 30;
  if (fill_up(store, &diag) < 0) return 31;
  lur_status status = lur_store_commit(store, &diag);
  if (status == LUR_OK) return 0; // SQLite undid the one step only
  if (!diag.text[0]) return 32;
  if (lur_store_each_analysis(store, 1, count_analyses, &there, &diag) != LUR_OK) return 33;
  return 0;
}

static int fill_the_disk(const struct place *p, lur_store *store)
{
  struct lur_diag diag = {0};
  int there = 0, before = 0, kept = fill_up(store, &diag);
  if (kept < 1) return 20;
  if (lur_store_each_analysis(store, 1, count_analyses, &there, &diag) != LUR_OK) return puts(diag.text), 21;
  if (there != kept + 1) return 22; // the one of add_call, too
  int end = fill_up_as_one(store);
  if (end) return end;
  if (lur_store_each_analysis(store, 1, count_analyses, &before, &diag) != LUR_OK) return 23;
  if (lur_store_check(store, &diag) != LUR_OK) return puts(diag.text), 24;
  (void)p;
  return 0;
}

/// Files may not grow beyond a limit: what a quota does.
static int fill_to_the_limit(const struct place *p)
{
  struct lur_diag diag;
  struct rlimit limit = {600000, RLIM_INFINITY};
  lur_store *store = open_store(p, LUR_STORE_WRITE);
  signal(SIGXFSZ, SIG_IGN);
  if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return 1;
  int end = fill_the_disk(p, store);
  limit.rlim_cur = RLIM_INFINITY;
  if (end || setrlimit(RLIMIT_FSIZE, &limit) != 0) return end ? end : 2;
  if (lur_store_add_wave(store, "after", NULL, &diag) != LUR_OK) return puts(diag.text), 3;
  lur_store_close(store);
  return 0;
}

static void a_limit_is_told_and_nothing_is_lost(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  make_store(p);
  assert_int_equal(in_child(fill_to_the_limit, p), 0);
  lur_store *store = open_store(p, LUR_STORE_READ);
  check_ok(lur_store_check(store, &diag), &diag);
  check_ok(lur_store_has_wave(store, "after", &diag), &diag);
  lur_store_close(store);
}

/// A real small disk, in a name space of its own. 77: this system does not let us.
static int fill_a_small_disk(const struct place *p)
{
  struct lur_diag diag;
  if (mkdir(p->store, 0700) != 0) return 1;
  if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
      mount("tmpfs", p->store, "tmpfs", 0, "size=1m") != 0)
    return 77;
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  (void)add_call(p, store, "one", NULL, "ada", 1);
  int end = fill_the_disk(p, store);
  // Sound finds no room either, and leaves none of itself behind.
  char path[100], *big = malloc(2000001);
  struct lur_store_audio audio;
  if (!end && big) {
    memset(big, 'x', 2000000);
    big[2000000] = '\0';
    write_file(p, "big.wav", big, path);
    if (lur_store_take_audio(store, path, LUR_STORE_COPY, &audio, &diag) != LUR_IO ||
        !strstr(diag.text, "full"))
      end = 40;
  }
  free(big);
  if (!end && lur_store_check(store, &diag) != LUR_OK) end = 41;
  lur_store_close(store);
  umount2(p->store, MNT_DETACH);
  return end;
}

static void a_full_disk_is_told_and_nothing_is_lost(void **state)
{
  int end = in_child(fill_a_small_disk, *state);
  if (end == 77) skip();
  assert_int_equal(end, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      store_test(no_store_is_told),
      store_test(a_folder_that_cannot_be_made_is_told),
      store_test(another_programs_database_is_left_alone),
      store_test(a_newer_store_is_left_alone),
      store_test(an_older_store_is_brought_up_to_date),
      store_test(what_is_no_database_is_told),
      store_test(damage_is_told),
      store_test(a_locked_store_is_told),
      store_test(a_read_only_store_is_read),
      store_test(what_was_left_unfinished_is_not_overlooked),
      store_test(a_limit_is_told_and_nothing_is_lost),
      store_test(a_full_disk_is_told_and_nothing_is_lost),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
