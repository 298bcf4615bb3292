/// The power is cut just before any sync: of each page of both files the disk holds what it had been brought,
/// or what was written since. What was synced is there after the repair, in order and once.
#define _GNU_SOURCE // syscall
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture/disk.h"
#include "capture/keepsake.h"
#include "capture/repair.h"
#include "capture/tape.h"
#include "tests/support/dice.h"

enum { rate = 8000, page = 4096, head = 512 };
static const char *const names[2] = {"a.wav", "a.wav" LUR_REPAIR_JOURNAL};
static const char *const cut_names[2] = {"cut.wav", "cut.wav" LUR_REPAIR_JOURNAL};
static char folder[64];

struct bytes {
  unsigned char *at;
  size_t n;
};

/// What goes on, seen by the syncs.
static struct {
  bool on;
  struct dice dice;
  struct bytes disk[2]; ///< what the disk has been brought of each file
  int64_t written;      ///< samples of the sequence
  int64_t brought;      ///< of those, all that the disk has been brought, journal and all
  int cuts;
} world;

static int enter_folder(void **state)
{
  (void)state;
  snprintf(folder, sizeof folder, "/dev/shm/lur-power-test-XXXXXX");
  if (!mkdtemp(folder)) {
    snprintf(folder, sizeof folder, "/tmp/lur-power-test-XXXXXX");
    if (!mkdtemp(folder)) return -1;
  }
  return chdir(folder);
}

static int leave_folder(void **state)
{
  (void)state;
  return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static int16_t value(int64_t at)
{
  return (int16_t)(at % 30011 + 1); // never silence
}

static struct bytes load(const char *path)
{
  struct bytes b = {NULL, 0};
  struct stat st;
  int fd = open(path, O_RDONLY);
  assert_true(fd >= 0);
  assert_int_equal(fstat(fd, &st), 0);
  b.n = (size_t)st.st_size;
  b.at = malloc(b.n + 1);
  assert_non_null(b.at);
  assert_true(b.n == 0 || lur_disk_read(fd, b.at, b.n, 0));
  close(fd);
  return b;
}

static void save(const char *path, const struct bytes *b)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  assert_true(fd >= 0);
  assert_int_equal(lur_disk_write(fd, b->at, b->n, 0), b->n);
  close(fd);
}

/// Of each page the old or the new, and of the length too; where the length is the new one, pages that were
/// not written are nothing.
static struct bytes mix(const struct bytes *old, const struct bytes *new)
{
  struct bytes b = {NULL, dice_below(&world.dice, 3) ? new->n : old->n};
  b.at = calloc(1, b.n + 1);
  assert_non_null(b.at);
  for (size_t at = 0; at < b.n; at += page) {
    const struct bytes *from = dice_below(&world.dice, 2) ? old : new;
    size_t n = b.n - at < page ? b.n - at : page, there = from->n > at ? from->n - at : 0;
    memcpy(b.at + at, from->at + at, n < there ? n : there);
  }
  return b;
}

/// Silence apart, the samples are those of the sequence, in order: all of them, or where damage was told, the
/// first `brought` of them.
static void expect_sequence(const struct bytes *sound, bool damaged)
{
  int64_t next = 0, most = damaged ? world.brought : INT64_MAX;
  for (size_t at = head; at + 2 <= sound->n && next < most; at += 2) {
    int16_t sample = (int16_t)(sound->at[at] | sound->at[at + 1] << 8);
    if (sample == 0) continue;
    if (sample != value(next))
      fail_msg("cut %d: at %zu there is not sample %lld", world.cuts, (at - head) / 2, (long long)next);
    next++;
  }
  if (next < world.brought)
    fail_msg("cut %d: %lld samples were brought to the disk, and %lld are there", world.cuts,
             (long long)world.brought, (long long)next);
  assert_true(next <= world.written);
}

static void cut_power(void)
{
  struct lur_repaired done = {0};
  struct lur_diag diag = {0};
  world.cuts++;
  for (int i = 0; i < 2; i++) {
    struct bytes now = load(names[i]), mixed = mix(&world.disk[i], &now);
    save(cut_names[i], &mixed);
    free(now.at);
    free(mixed.at);
  }
  if (lur_repair(cut_names[0], &done, &diag) != LUR_OK) fail_msg("cut %d: %s", world.cuts, diag.text);
  if (done.end == LUR_REPAIR_DONE || done.end == LUR_REPAIR_WHOLE) {
    struct bytes sound = load(cut_names[0]);
    expect_sequence(&sound, done.damaged_s > 0);
    assert_int_equal(lur_keepsake_verify(cut_names[0], NULL), LUR_OK);
    free(sound.at);
  } else {
    assert_int_equal(done.end, LUR_REPAIR_EMPTY);
    assert_int_equal(world.brought, 0);
  }
  lur_repaired_clear(&done);
  lur_tape_remove(cut_names[0]);
}

/// Before a sync the power is cut, three times over; after it the disk has the file.
static int seen_sync(int fd, long which)
{
  struct stat theirs, ours;
  bool on = world.on;
  world.on = false; // the repair syncs too
  for (int i = 0; on && i < 3; i++) cut_power();
  int result = (int)syscall(which, fd);
  for (int i = 0; on && i < 2; i++)
    if (fstat(fd, &theirs) == 0 && stat(names[i], &ours) == 0 && theirs.st_ino == ours.st_ino) {
      free(world.disk[i].at);
      world.disk[i] = load(names[i]);
    }
  world.on = on;
  return result;
}

// In place of the C library's.
int fdatasync(int fd)
{
  return seen_sync(fd, SYS_fdatasync);
}

int fsync(int fd)
{
  return seen_sync(fd, SYS_fsync);
}

static void record_on(lur_tape *t, int64_t n)
{
  int16_t pcm[1000];
  while (n > 0) {
    int64_t take = n < 1000 ? n : 1000;
    for (int64_t i = 0; i < take; i++) pcm[i] = value(world.written + i);
    world.written += take;
    assert_int_equal(lur_tape_write(t, pcm, (size_t)take, NULL), LUR_OK);
    n -= take;
  }
}

static void one_recording(void)
{
  const struct lur_tape_options options = {.path = names[0], .rate_hz = rate, .channels = 1, .about = "{}"};
  lur_tape *t = NULL;
  assert_int_equal(lur_tape_open(&options, &t, NULL), LUR_OK);
  for (int i = 0; i < 2; i++) world.disk[i] = load(names[i]);
  world.written = world.brought = 0;
  world.on = true;
  for (int step = 0; step < 12; step++) {
    int64_t length = lur_tape_samples(t);
    record_on(t, dice_below(&world.dice, rate / 2));
    if (dice_below(&world.dice, 3) == 0) {
      int64_t back = dice_below(&world.dice, 2) ? dice_below(&world.dice, 12000) : 0;
      int64_t at = back < length ? length - back : 0;
      assert_int_equal(
          lur_tape_insert_silence(t, at, 1 + dice_below(&world.dice, 9000), LUR_DROPOUT_LOST, NULL), LUR_OK);
    }
    assert_int_equal(lur_tape_sync(t, NULL), LUR_OK);
    world.brought = world.written;
  }
  assert_int_equal(lur_tape_close(t, NULL), LUR_OK);
  world.on = false;
  for (int i = 0; i < 2; i++) free(world.disk[i].at);
  lur_tape_remove(names[0]);
}

static void what_was_synced_survives_any_cut(void **state)
{
  (void)state;
  world.dice = dice_of_the_day();
  for (int i = 0; i < 12; i++) one_recording();
  printf("the power was cut %d times\n", world.cuts);
  assert_true(world.cuts > 500);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_was_synced_survives_any_cut)};
  return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
