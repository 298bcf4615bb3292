#define _GNU_SOURCE
#include "tests/unit/test_store_tools.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>

/// Of "abc" (FIPS 180-2).
static const char abc_sha256[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

static int files_in(const char *folder, const char *ending)
{
  int n = 0;
  DIR *d = opendir(folder);
  if (!d) return 0;
  for (struct dirent *e; (e = readdir(d));) {
    size_t length = strlen(e->d_name), tail = strlen(ending);
    n += e->d_name[0] != '.' && length >= tail && strcmp(e->d_name + length - tail, ending) == 0;
  }
  closedir(d);
  return n;
}

static void check_content(const char *path, const char *want)
{
  char text[100] = "";
  FILE *f = fopen(path, "rb");
  assert_non_null(f);
  size_t n = fread(text, 1, sizeof text - 1, f);
  text[n] = '\0';
  fclose(f);
  assert_string_equal(text, want);
}

static void sound_is_kept_under_its_digest(void **state)
{
  struct place *p = *state;
  struct stat st;
  char path[300], want[300], folder[100];
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  struct lur_store_audio a = take_text(p, store, "abc");
  assert_string_equal(a.sha256, abc_sha256);
  assert_string_equal(a.ext, "wav");
  assert_int_equal(a.bytes, 3);
  assert_int_equal(lur_store_audio_path(store, &a, path, sizeof path), LUR_OK);
  snprintf(want, sizeof want, "%s/audio/ba/%s.wav", p->store, abc_sha256);
  assert_string_equal(path, want);
  check_content(path, "abc");
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 0222, 0); // nobody writes to it any more
  assert_int_equal(stat(p->store, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0700); // calls are people's own affair
  assert_int_equal(lur_store_audio_path(store, &a, path, 20), LUR_BAD_ARG);
  snprintf(folder, sizeof folder, "%s/audio", p->store);
  assert_int_equal(files_in(folder, ".tmp"), 0);
  lur_store_close(store);
}

static void taking_it_in_twice_does_no_harm(void **state)
{
  struct place *p = *state;
  struct stat before, after;
  char path[300], folder[100];
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  struct lur_store_audio a = take_text(p, store, "abc");
  assert_int_equal(lur_store_audio_path(store, &a, path, sizeof path), LUR_OK);
  assert_int_equal(stat(path, &before), 0);
  (void)take_text(p, store, "abc");
  assert_int_equal(stat(path, &after), 0);
  assert_true(before.st_ino == after.st_ino);
  snprintf(folder, sizeof folder, "%s/audio/ba", p->store);
  assert_int_equal(files_in(folder, ""), 1);
  lur_store_close(store);
}

static void a_damaged_copy_is_put_right(void **state)
{
  struct place *p = *state;
  char path[300];
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  struct lur_diag diag = {0};
  int64_t id = add_call(p, store, "abc", NULL, NULL, 1);
  struct lur_store_audio a = take_text(p, store, "abc");
  assert_int_equal(lur_store_audio_path(store, &a, path, sizeof path), LUR_OK);
  const char *damage[] = {"ab", "abd", ""};
  for (size_t i = 0; i < 3; i++) {
    assert_int_equal(unlink(path), 0);
    if (damage[i][0]) {
      FILE *f = fopen(path, "wb");
      assert_non_null(f);
      fputs(damage[i], f);
      fclose(f);
    }
    if (strlen(damage[i]) != 3) {
      assert_int_equal(lur_store_check(store, &diag), LUR_BAD_INPUT);
      assert_non_null(strstr(diag.file, a.sha256));
    }
    (void)take_text(p, store, "abc");
    check_content(path, "abc");
    check_ok(lur_store_check(store, &diag), &diag);
  }
  assert_int_equal(id, 1);
  lur_store_close(store);
}

static void endings_are_small_and_plain(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  static const struct {
    const char *file, *ext;
  } table[] = {{"a.WAV", "wav"},           {"b", "bin"},     {"c.json", "bin"},     {"d.tar.gz", "gz"},
               {"e.toolongending", "bin"}, {"f.w v", "bin"}, {"g.\xc3\xa5", "bin"}, {".h", "h"}};
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    char path[100];
    struct lur_store_audio a;
    write_file(p, table[i].file, table[i].file, path); // other bytes each
    check_ok(lur_store_take_audio(store, path, LUR_STORE_COPY, &a, &diag), &diag);
    assert_string_equal(a.ext, table[i].ext);
  }
  lur_store_close(store);
}

static void the_first_ending_counts(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct lur_store_audio a;
  char path[100];
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  (void)add_call(p, store, "abc", NULL, NULL, 1);
  check_ok(lur_store_take_audio(store, write_file(p, "other.flac", "abc", path), LUR_STORE_COPY, &a, &diag),
           &diag);
  assert_string_equal(a.ext, "wav");
  lur_store_close(store);
}

static void a_recording_gets_a_second_name(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct lur_store_audio a;
  struct stat first, second;
  char folder[200], path[300], kept[300];
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  check_ok(lur_store_recordings_folder(store, folder, sizeof folder, &diag), &diag);
  snprintf(path, sizeof path, "%s/now.wav", folder);
  for (int i = 0; i < 2; i++) { // the second time finds it there already, as after a kill
    if (i == 0) {
      FILE *f = fopen(path, "wb");
      assert_non_null(f);
      fputs("abc", f);
      fclose(f);
    }
    check_ok(lur_store_take_audio(store, path, LUR_STORE_LINK, &a, &diag), &diag);
    assert_string_equal(a.sha256, abc_sha256);
    assert_int_equal(lur_store_audio_path(store, &a, kept, sizeof kept), LUR_OK);
    assert_true(stat(path, &first) == 0 && stat(kept, &second) == 0);
    assert_true(first.st_ino == second.st_ino && first.st_nlink == 2);
  }
  assert_int_equal(unlink(path), 0);
  check_content(kept, "abc");
  snprintf(folder, sizeof folder, "%s/audio", p->store);
  assert_int_equal(files_in(folder, ".tmp"), 0);
  lur_store_close(store);
}

static void what_cannot_be_read_is_told(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct lur_store_audio a;
  char path[100];
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  snprintf(path, sizeof path, "%s/none.wav", p->folder);
  assert_int_equal(lur_store_take_audio(store, path, LUR_STORE_COPY, &a, &diag), LUR_NOT_FOUND);
  assert_string_equal(diag.file, path);
  assert_int_equal(lur_store_take_audio(store, p->folder, LUR_STORE_COPY, &a, &diag), LUR_IO);
  assert_int_equal(mkfifo(path, 0600), 0);
  assert_int_equal(lur_store_take_audio(store, path, LUR_STORE_COPY, &a, &diag), LUR_IO); // and does not wait
  assert_non_null(strstr(diag.text, "no file"));
  lur_store_close(store);
}

/// Only what nobody holds is swept away.
static void the_leftovers_of_the_dead_are_removed(void **state)
{
  struct place *p = *state;
  char dead[200], alive[200], folder[100];
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  (void)take_text(p, store, "abc");
  lur_store_close(store);
  snprintf(dead, sizeof dead, "%s/audio/1-0.tmp", p->store);
  snprintf(alive, sizeof alive, "%s/audio/2-0.tmp", p->store);
  int fd = open(dead, O_WRONLY | O_CREAT, 0600), held = open(alive, O_WRONLY | O_CREAT, 0600);
  assert_true(fd >= 0 && held >= 0 && flock(held, LOCK_EX) == 0);
  close(fd);
  lur_store_close(open_store(p, LUR_STORE_READ)); // reading changes nothing
  assert_int_equal(access(dead, F_OK), 0);
  lur_store_close(open_store(p, LUR_STORE_WRITE));
  assert_int_equal(access(dead, F_OK), -1);
  assert_int_equal(access(alive, F_OK), 0);
  close(held);
  snprintf(folder, sizeof folder, "%s/audio/ba", p->store);
  assert_int_equal(files_in(folder, ".wav"), 1);
}

/// A big file on a disk with room for a part of it.
static int take_without_room(const struct place *p)
{
  char path[100], folder[100];
  struct lur_diag diag = {0};
  struct lur_store_audio a;
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  char *big = malloc(300001);
  if (!big) return 1;
  memset(big, 'x', 300000);
  big[300000] = '\0';
  write_file(p, "big.wav", big, path);
  free(big);
  signal(SIGXFSZ, SIG_IGN);
  struct rlimit limit = {200000, RLIM_INFINITY};
  if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
  if (lur_store_take_audio(store, path, LUR_STORE_COPY, &a, &diag) != LUR_IO || !strstr(diag.text, "full"))
    return 3;
  snprintf(folder, sizeof folder, "%s/audio", p->store);
  if (files_in(folder, ".tmp") != 0) return 4;
  limit.rlim_cur = RLIM_INFINITY;
  if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return 5;
  if (lur_store_take_audio(store, path, LUR_STORE_COPY, &a, &diag) != LUR_OK || a.bytes != 300000) return 6;
  lur_store_close(store);
  return 0;
}

static void a_full_disk_leaves_nothing_half(void **state)
{
  assert_int_equal(in_child(take_without_room, *state), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      store_test(sound_is_kept_under_its_digest),  store_test(taking_it_in_twice_does_no_harm),
      store_test(a_damaged_copy_is_put_right),     store_test(endings_are_small_and_plain),
      store_test(the_first_ending_counts),         store_test(a_recording_gets_a_second_name),
      store_test(what_cannot_be_read_is_told),     store_test(the_leftovers_of_the_dead_are_removed),
      store_test(a_full_disk_leaves_nothing_half),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
