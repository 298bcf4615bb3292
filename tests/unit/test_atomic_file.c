#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/atomic_file.h"

static char folder[] = "/tmp/lur-atomic-test-XXXXXX";

static int enter_folder(void **state)
{
  (void)state;
  return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
  (void)state;
  DIR *d = opendir(folder);
  for (struct dirent *e; d && (e = readdir(d));) (void)remove(e->d_name);
  closedir(d);
  return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static int files_here(void)
{
  int n = 0;
  DIR *d = opendir(".");
  assert_non_null(d);
  for (struct dirent *e; (e = readdir(d));) n += e->d_name[0] != '.';
  closedir(d);
  return n;
}

static void check_text(const char *path, const char *want)
{
  char text[100] = "";
  FILE *f = fopen(path, "rb");
  assert_non_null(f);
  size_t n = fread(text, 1, sizeof text - 1, f);
  text[n] = '\0';
  fclose(f);
  assert_string_equal(text, want);
}

static void a_file_appears_whole(void **state)
{
  (void)state;
  struct lur_diag diag = {0};
  lur_atomic_file *f = NULL;
  for (int i = 0; i < 2; i++) { // new, and over an old one
    assert_int_equal(lur_atomic_file_open("a", &f, &diag), LUR_OK);
    fputs(i ? "second" : "first", lur_atomic_file_stream(f));
    if (i == 0) assert_int_equal(access("a", F_OK), -1);
    if (i == 1) check_text("a", "first");
    assert_int_equal(access(lur_atomic_file_temporary(f), F_OK), 0);
    assert_int_equal(lur_atomic_file_commit(f, &diag), LUR_OK);
    check_text("a", i ? "second" : "first");
    assert_int_equal(files_here(), 1);
  }
  assert_int_equal(unlink("a"), 0);
}

static void a_discarded_file_leaves_nothing(void **state)
{
  (void)state;
  struct lur_diag diag = {0};
  lur_atomic_file *f = NULL;
  assert_int_equal(lur_atomic_file_open("b", &f, &diag), LUR_OK);
  fputs("lost", lur_atomic_file_stream(f));
  lur_atomic_file_discard(f);
  lur_atomic_file_discard(NULL);
  assert_int_equal(files_here(), 0);
}

static void two_writers_do_not_meet(void **state)
{
  (void)state;
  struct lur_diag diag = {0};
  lur_atomic_file *one = NULL, *two = NULL;
  assert_int_equal(lur_atomic_file_open("c", &one, &diag), LUR_OK);
  assert_int_equal(lur_atomic_file_open("c", &two, &diag), LUR_OK);
  fputs("one", lur_atomic_file_stream(one));
  fputs("two", lur_atomic_file_stream(two));
  assert_int_equal(lur_atomic_file_commit(two, &diag), LUR_OK);
  check_text("c", "two");
  assert_int_equal(lur_atomic_file_commit(one, &diag), LUR_OK);
  check_text("c", "one");
  assert_int_equal(unlink("c"), 0);
}

static void permissions_are_as_for_any_new_file(void **state)
{
  (void)state;
  struct lur_diag diag = {0};
  lur_atomic_file *f = NULL;
  struct stat st;
  mode_t before = umask(027);
  assert_int_equal(lur_atomic_file_open("d", &f, &diag), LUR_OK);
  assert_int_equal(lur_atomic_file_commit(f, &diag), LUR_OK);
  assert_int_equal(umask(before), 027);
  assert_int_equal(stat("d", &st), 0);
  assert_int_equal(st.st_mode & 0777, 0640);
  assert_int_equal(unlink("d"), 0);
}

static void failures_say_the_name(void **state)
{
  (void)state;
  struct lur_diag diag = {0};
  lur_atomic_file *f = NULL;
  assert_int_equal(lur_atomic_file_open("no/such/folder", &f, &diag), LUR_IO);
  assert_string_equal(diag.file, "no/such/folder");
  assert_non_null(strstr(diag.text, "cannot be written"));
  assert_null(f);
  assert_int_equal(mkdir("e", 0777), 0);
  assert_int_equal(lur_atomic_file_open("e", &f, &diag), LUR_OK);
  assert_int_equal(lur_atomic_file_commit(f, &diag), LUR_IO); // a folder has that name
  assert_string_equal(diag.file, "e");
  assert_int_equal(files_here(), 1);
  assert_int_equal(rmdir("e"), 0);
}

static void a_full_disk_leaves_the_old_file(void **state)
{
  (void)state;
  struct lur_diag diag = {0};
  lur_atomic_file *f = NULL;
  assert_int_equal(lur_atomic_file_open("g", &f, &diag), LUR_OK);
  fputs("old", lur_atomic_file_stream(f));
  assert_int_equal(lur_atomic_file_commit(f, &diag), LUR_OK);
  struct rlimit was, small;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
  small = was;
  small.rlim_cur = 1000; // as a full disk: writing past it fails
  assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  assert_int_equal(lur_atomic_file_open("g", &f, &diag), LUR_OK);
  for (int i = 0; i < 3000; i++) fputs("new", lur_atomic_file_stream(f));
  lur_status status = lur_atomic_file_commit(f, &diag);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
  assert_int_equal(status, LUR_IO);
  assert_string_equal(diag.file, "g");
  check_text("g", "old");
  assert_int_equal(files_here(), 1);
}

static void a_link_stays_a_link(void **state)
{
  (void)state;
  struct lur_diag diag = {0};
  lur_atomic_file *f = NULL;
  struct stat st;
  assert_int_equal(mkdir("h", 0777), 0);
  for (int i = 0; i < 2; i++) {
    if (i) assert_int_equal(symlink("h/real", "link"), 0);
    assert_int_equal(lur_atomic_file_open(i ? "link" : "h/real", &f, &diag), LUR_OK);
    fputs(i ? "new" : "old", lur_atomic_file_stream(f));
    assert_int_equal(lur_atomic_file_commit(f, &diag), LUR_OK);
  }
  assert_int_equal(lstat("link", &st), 0);
  assert_true(S_ISLNK(st.st_mode));
  check_text("h/real", "new");
  assert_int_equal(unlink("link") || unlink("h/real") || rmdir("h"), 0);
}

static void a_device_is_not_replaced(void **state)
{
  (void)state;
  struct lur_diag diag = {0};
  lur_atomic_file *f = NULL;
  assert_int_equal(mkfifo("i", 0666), 0);
  int files = files_here();
  assert_int_equal(lur_atomic_file_open("i", &f, &diag), LUR_IO);
  assert_null(f);
  assert_string_equal(diag.file, "i");
  assert_int_equal(files_here(), files);
  assert_int_equal(unlink("i"), 0);
}

static void the_longest_name_has_room(void **state)
{
  (void)state;
  char name[256];
  struct lur_diag diag = {0};
  lur_atomic_file *f = NULL;
  memset(name, 'n', sizeof name - 1);
  name[sizeof name - 1] = '\0';
  assert_int_equal(lur_atomic_file_open(name, &f, &diag), LUR_OK);
  assert_int_equal(lur_atomic_file_commit(f, &diag), LUR_OK);
  assert_int_equal(unlink(name), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_file_appears_whole),      cmocka_unit_test(a_discarded_file_leaves_nothing),
      cmocka_unit_test(two_writers_do_not_meet),   cmocka_unit_test(permissions_are_as_for_any_new_file),
      cmocka_unit_test(failures_say_the_name),     cmocka_unit_test(a_full_disk_leaves_the_old_file),
      cmocka_unit_test(a_link_stays_a_link),       cmocka_unit_test(a_device_is_not_replaced),
      cmocka_unit_test(the_longest_name_has_room),
  };
  return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
