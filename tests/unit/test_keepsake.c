/// A closed recording is compared with its journal; its FLAC file is there only when it holds the same.
#define _DEFAULT_SOURCE // usleep
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "audio/reader.h"
#include "capture/keepsake.h"
#include "capture/repair.h"
#include "capture/tape.h"
#include "tests/support/dice.h"

static char folder[] = "/tmp/lur-keepsake-test-XXXXXX";
enum { length = 500000 };

static int enter_folder(void **state)
{
  (void)state;
  return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
  (void)state;
  return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

/// A closed recording of noise, two channels.
static int16_t *record(const char *path, size_t n)
{
  struct dice dice = {1};
  const struct lur_tape_options o = {.path = path,
                                     .rate_hz = 48000,
                                     .channels = 2,
                                     .role = {LUR_ROLE_AGENT, LUR_ROLE_CALLER},
                                     .date = "2026-05-01T09:30:00+0200",
                                     .software = "lur 9",
                                     .title = "telia"};
  lur_tape *t = NULL;
  int16_t *pcm = malloc(2 * n * sizeof *pcm + 1);
  assert_non_null(pcm);
  for (size_t i = 0; i < 2 * n; i++) pcm[i] = (int16_t)dice_roll(&dice);
  assert_int_equal(lur_tape_open(&o, &t, NULL), LUR_OK);
  assert_int_equal(lur_tape_write(t, pcm, n, NULL), LUR_OK);
  assert_int_equal(lur_tape_close(t, NULL), LUR_OK);
  return pcm;
}

/// The file is a whole recording of those samples.
static void expect(const char *path, const int16_t *want, size_t n, struct lur_recording *out)
{
  enum { block = 4096 };
  struct lur_reader_options how = lur_reader_options_default();
  struct lur_diag diag = {0};
  lur_reader *r = NULL;
  float pcm[2 * block];
  size_t got, done = 0;
  how.native_rate = true;
  if (lur_reader_open(path, &how, &r, &diag) != LUR_OK) fail_msg("%s", diag.text);
  while (lur_reader_read(r, pcm, block, &got) == LUR_OK)
    for (size_t i = 0; i < 2 * got; i++, done++) {
      assert_true(done < 2 * n);
      assert_int_equal((int)(pcm[i] * 32768.0f), want[done]);
    }
  assert_int_equal(done, 2 * n);
  assert_true(lur_reader_recording(r)->complete);
  if (out) assert_int_equal(lur_recording_copy(lur_reader_recording(r), out), LUR_OK);
  lur_reader_close(r);
}

static void what_the_disk_gives_back_is_compared(void **state)
{
  (void)state;
  struct lur_diag diag = {0};
  free(record("v.wav", 30000));
  assert_int_equal(lur_keepsake_verify("v.wav", &diag), LUR_OK);
  int fd = open("v.wav", O_RDWR);
  unsigned char byte;
  const off_t places[] = {0, 5, 22, 24, 80, 508, 512, 60000, 512 + 120000 - 1};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    assert_int_equal(pread(fd, &byte, 1, places[i]), 1);
    byte ^= 0x40;
    assert_int_equal(pwrite(fd, &byte, 1, places[i]), 1);
    assert_int_equal(lur_keepsake_verify("v.wav", &diag), LUR_BAD_INPUT);
    byte ^= 0x40;
    assert_int_equal(pwrite(fd, &byte, 1, places[i]), 1);
  }
  assert_int_equal(lur_keepsake_verify("v.wav", &diag), LUR_OK);
  assert_int_equal(ftruncate(fd, 512 + 119996), 0);
  assert_int_equal(lur_keepsake_verify("v.wav", &diag), LUR_BAD_INPUT);
  assert_non_null(strstr(diag.text, "kept as it is"));
  close(fd);
  unlink("v.wav" LUR_REPAIR_JOURNAL);
  assert_int_equal(lur_keepsake_verify("v.wav", &diag), LUR_NOT_FOUND);
  lur_keepsake_drop("v.wav");
  assert_int_equal(access("v.wav", F_OK), -1);
}

static void the_flac_file_holds_the_same_and_says_so(void **state)
{
  (void)state;
  struct lur_recording recording = {0};
  struct lur_diag diag = {0};
  struct stat before, after;
  int16_t *pcm = record("f.wav", 30001);
  if (lur_keepsake_flac("f.wav", "f.flac", &diag) != LUR_OK) fail_msg("%s", diag.text);
  expect("f.flac", pcm, 30001, &recording);
  assert_string_equal(recording.format, "FLAC 16");
  assert_string_equal(recording.title, "telia");
  assert_string_equal(recording.date, "2026-05-01T09:30:00+0200");
  assert_int_equal(recording.roles_from, LUR_ROLES_METADATA);
  assert_int_equal(recording.role[0], LUR_ROLE_AGENT);
  expect("f.wav", pcm, 30001, NULL);
  // A second time it is left as it is.
  assert_int_equal(stat("f.flac", &before), 0);
  assert_int_equal(lur_keepsake_flac("f.wav", "f.flac", &diag), LUR_OK);
  assert_int_equal(stat("f.flac", &after), 0);
  assert_true(before.st_ino == after.st_ino);
  // One that holds something else is replaced.
  int fd = open("f.flac", O_RDWR);
  assert_int_equal(pwrite(fd, "x", 1, 60000), 1);
  close(fd);
  assert_int_equal(lur_keepsake_flac("f.wav", "f.flac", &diag), LUR_OK);
  expect("f.flac", pcm, 30001, NULL);
  lur_recording_clear(&recording);
  free(pcm);
  unlink("f.flac");
  lur_keepsake_drop("f.wav");
}

static void nothing_is_made_of_what_cannot_be_read(void **state)
{
  (void)state;
  struct lur_diag diag = {0};
  assert_int_equal(lur_keepsake_flac("no.wav", "no.flac", &diag), LUR_NOT_FOUND);
  int fd = open("text.wav", O_WRONLY | O_CREAT, 0666);
  assert_int_equal(write(fd, "no sound", 8), 8);
  close(fd);
  assert_int_equal(lur_keepsake_flac("text.wav", "no.flac", &diag), LUR_UNSUPPORTED);
  assert_int_equal(access("no.flac", F_OK), -1);
  unlink("text.wav");
}

static void a_full_disk_leaves_the_wav_and_nothing_else(void **state)
{
  (void)state;
  struct rlimit old, small;
  struct lur_diag diag = {0};
  int16_t *pcm = record("w.wav", 30000);
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  small = (struct rlimit){.rlim_cur = 40000, .rlim_max = old.rlim_max};
  signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  lur_status status = lur_keepsake_flac("w.wav", "w.flac", &diag);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
  assert_true(status == LUR_IO || status == LUR_BAD_INPUT);
  assert_int_equal(access("w.flac", F_OK), -1);
  expect("w.wav", pcm, 30000, NULL);
  free(pcm);
  lur_keepsake_drop("w.wav");
}

static int64_t now_us(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void killed_in_the_middle_it_is_whole_or_not_there(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  int16_t *pcm = record("k.wav", length);
  int there = 0;
  int64_t begin = now_us();
  assert_int_equal(lur_keepsake_flac("k.wav", "k.flac", NULL), LUR_OK);
  const int takes_us = (int)(now_us() - begin);
  unlink("k.flac");
  for (int round = 0; round < 20; round++) {
    pid_t child = fork();
    if (child == 0) _exit(lur_keepsake_flac("k.wav", "k.flac", NULL) == LUR_OK ? 0 : 1);
    usleep((useconds_t)dice_below(&dice, takes_us + takes_us / 3));
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, NULL, 0), child);
    char left[64];
    snprintf(left, sizeof left, "lur-%ld-0.tmp", (long)child);
    unlink(left);
    assert_int_equal(lur_keepsake_verify("k.wav", NULL), LUR_OK);
    if (access("k.flac", F_OK) == 0) {
      expect("k.flac", pcm, length, NULL);
      unlink("k.flac");
      there++;
    }
  }
  printf("whole in %d of 20\n", there);
  assert_int_equal(lur_keepsake_flac("k.wav", "k.flac", NULL), LUR_OK);
  expect("k.flac", pcm, length, NULL);
  free(pcm);
  unlink("k.flac");
  lur_keepsake_drop("k.wav");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_the_disk_gives_back_is_compared),
      cmocka_unit_test(the_flac_file_holds_the_same_and_says_so),
      cmocka_unit_test(nothing_is_made_of_what_cannot_be_read),
      cmocka_unit_test(a_full_disk_leaves_the_wav_and_nothing_else),
      cmocka_unit_test(killed_in_the_middle_it_is_whole_or_not_there),
  };
  return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
