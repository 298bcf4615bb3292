/// The ring between two threads. Run under the thread sanitizer too.
#define _GNU_SOURCE // memfd_create
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/ring.h"
#include "tests/support/dice.h"

static lur_ring *ring_of(size_t bytes, size_t unit)
{
  lur_ring *r = NULL;
  assert_int_equal(lur_ring_new(bytes, unit, &r), LUR_OK);
  return r;
}

static void blocks_come_out_as_they_went_in(void **state)
{
  (void)state;
  lur_ring *r = ring_of(256, 2);
  const int16_t first[] = {1, -2, 3}, second[] = {4};
  struct lur_ring_block head;
  assert_false(lur_ring_peek(r, &head));
  assert_true(lur_ring_write(r, &(struct lur_ring_block){.start = 7, .n = 3, .flags = 5}, first));
  assert_true(lur_ring_write(r, &(struct lur_ring_block){.start = 1ll << 40, .n = 1}, second));
  int16_t got[3] = {0};
  assert_true(lur_ring_peek(r, &head));
  assert_true(lur_ring_peek(r, &head)); // looking takes nothing
  assert_int_equal(head.start, 7);
  assert_int_equal(head.n, 3);
  assert_int_equal(head.flags, 5);
  lur_ring_take(r, got);
  assert_memory_equal(got, first, sizeof first);
  assert_true(lur_ring_peek(r, &head));
  assert_true(head.start == 1ll << 40);
  lur_ring_take(r, got);
  assert_int_equal(got[0], 4);
  assert_false(lur_ring_peek(r, &head));
  lur_ring_free(r);
}

static void a_block_without_room_leaves_no_trace(void **state)
{
  (void)state;
  lur_ring *r = ring_of(64, 1);
  struct lur_ring_block head;
  char bytes[64] = "0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQ", got[64];
  assert_false(lur_ring_write(r, &(struct lur_ring_block){.n = 49}, bytes)); // 16 + 49 > 64
  assert_false(lur_ring_peek(r, &head));
  assert_true(lur_ring_write(r, &(struct lur_ring_block){.n = 48}, bytes)); // to the last byte
  assert_false(lur_ring_write(r, &(struct lur_ring_block){.start = 48, .n = 0}, bytes));
  assert_true(lur_ring_peek(r, &head));
  lur_ring_take(r, got);
  assert_memory_equal(got, bytes, 48);
  assert_true(lur_ring_write(r, &(struct lur_ring_block){.start = 48, .n = 2}, bytes));
  assert_true(lur_ring_peek(r, &head));
  assert_int_equal(head.start, 48);
  lur_ring_free(r);
}

static void what_cannot_be_is_refused(void **state)
{
  (void)state;
  lur_ring *r = NULL;
  assert_int_equal(lur_ring_new(64, 0, &r), LUR_BAD_ARG);
  assert_int_equal(lur_ring_new(((size_t)1 << 30) + 1, 1, &r), LUR_BAD_ARG);
  assert_null(r);
  lur_ring_free(NULL);
}

enum { samples_in_all = 2000000, most = 333 };

/// A value that depends on where it stands, so that a sample in a wrong place shows.
static int32_t sample_at(int64_t i)
{
  return (int32_t)((uint64_t)i * 2654435761u >> 7);
}

struct writing {
  lur_ring *ring;
  struct dice dice;
  int64_t refused; ///< samples
  atomic_bool ended;
};

static void *write_all(void *self)
{
  struct writing *w = self;
  int32_t block[most];
  for (int64_t at = 0; at < samples_in_all;) {
    uint32_t n = (uint32_t)dice_below(&w->dice, most + 1);
    if (at + n > samples_in_all) n = (uint32_t)(samples_in_all - at);
    for (uint32_t i = 0; i < n; i++) block[i] = sample_at(at + i);
    if (!lur_ring_write(w->ring, &(struct lur_ring_block){.start = at, .n = n, .flags = n * 3}, block)) {
      w->refused += n;
      sched_yield();
    }
    at += n;
  }
  atomic_store(&w->ended, true);
  return NULL;
}

static void check_block(const struct lur_ring_block *head, const int32_t *block, int64_t due)
{
  if (head->start < due || head->n > most || head->flags != head->n * 3)
    fail_msg("a block of %u at %lld, where %lld was due", head->n, (long long)head->start, (long long)due);
  for (uint32_t i = 0; i < head->n; i++)
    if (block[i] != sample_at(head->start + i)) fail_msg("sample %lld is wrong", (long long)head->start + i);
}

/// Takes blocks until the writer has ended and the ring is empty; checks each. Returns the samples it got.
static int64_t read_all(struct writing *w)
{
  int64_t got = 0, due = 0;
  int32_t block[most];
  struct lur_ring_block head;
  for (;;) {
    bool ended = atomic_load(&w->ended); // asked before looking: what was written by then is seen
    if (lur_ring_peek(w->ring, &head)) {
      lur_ring_take(w->ring, block);
      check_block(&head, block, due);
      due = head.start + head.n;
      got += head.n;
    } else if (ended) {
      return got;
    } else {
      sched_yield();
    }
  }
}

static void two_threads_lose_and_mix_up_nothing(void **state)
{
  (void)state;
  static const size_t rooms[] = {2048, 4096, 1 << 16, 1 << 22};
  struct dice dice = dice_of_the_day();
  for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
    struct writing w = {.ring = ring_of(rooms[i], sizeof(int32_t)), .dice = {dice_roll(&dice)}};
    pthread_t writer;
    atomic_init(&w.ended, false);
    assert_int_equal(pthread_create(&writer, NULL, write_all, &w), 0);
    int64_t got = read_all(&w);
    assert_int_equal(pthread_join(writer, NULL), 0);
    assert_int_equal(got + w.refused, samples_in_all);
    assert_true(got > 0);
    lur_ring_free(w.ring);
  }
}

/// In a process of its own: writes until it is killed.
static void write_until_killed(int descriptor)
{
  lur_ring *ring = NULL;
  int32_t block[most];
  int64_t at = 0;
  if (lur_ring_join(dup(descriptor), &ring) != LUR_OK) _exit(1);
  for (uint32_t n = 1;; n = n % most + 1) {
    for (uint32_t i = 0; i < n; i++) block[i] = sample_at(at + i);
    if (lur_ring_write(ring, &(struct lur_ring_block){.start = at, .n = n, .flags = n * 3}, block))
      at += n;
    else
      sched_yield();
  }
}

/// Reads `blocks` blocks, or what there is. Returns the sample that is due.
static int64_t read_blocks(lur_ring *r, int blocks)
{
  int64_t due = 0;
  int32_t block[most];
  struct lur_ring_block head;
  for (int i = 0; i < blocks;) {
    if (!lur_ring_peek(r, &head)) {
      sched_yield();
      continue;
    }
    lur_ring_take(r, block);
    check_block(&head, block, due);
    assert_int_equal(head.start, due);
    due = head.start + head.n;
    i++;
  }
  return due;
}

static void a_writer_that_is_killed_leaves_whole_blocks(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  for (int round = 0; round < 20; round++) {
    lur_ring *r = ring_of(1 << 14, sizeof(int32_t));
    pid_t writer = fork();
    if (writer == 0) write_until_killed(lur_ring_descriptor(r));
    assert_true(writer > 0);
    int64_t due = read_blocks(r, 1 + (int)dice_below(&dice, 2000));
    assert_int_equal(kill(writer, SIGKILL), 0);
    assert_int_equal(waitpid(writer, NULL, 0), writer);
    size_t room, waiting = lur_ring_waiting(r, &room), left = 0;
    int32_t block[most];
    struct lur_ring_block head;
    assert_int_equal(room, 1 << 14);
    for (; lur_ring_peek(r, &head); due = head.start + head.n) {
      lur_ring_take(r, block);
      check_block(&head, block, due);
      assert_int_equal(head.start, due);
      left += sizeof head + head.n * sizeof *block;
    }
    assert_int_equal(left, waiting);
    lur_ring_free(r);
  }
}

static void it_stays_in_memory_where_that_is_allowed(void **state)
{
  (void)state;
  struct rlimit limit;
  assert_int_equal(getrlimit(RLIMIT_MEMLOCK, &limit), 0);
  lur_ring *r = ring_of(1 << 16, 4);
  if (geteuid() == 0 || limit.rlim_cur >= 1 << 20) assert_true(lur_ring_is_locked(r));
  lur_ring_free(r);
  pid_t child = fork();
  if (child == 0) { // where it is not allowed there is a ring all the same
    limit.rlim_cur = 0;
    if (setrlimit(RLIMIT_MEMLOCK, &limit) != 0 || (geteuid() == 0 && setuid(65534) != 0)) _exit(2);
    _exit(lur_ring_new(1 << 16, 4, &r) == LUR_OK ? 0 : 1);
  }
  int how;
  assert_int_equal(waitpid(child, &how, 0), child);
  assert_int_equal(how, 0);
}

static void what_is_no_ring_is_not_joined(void **state)
{
  (void)state;
  lur_ring *r = NULL;
  int ends[2], file = open("/dev/null", O_RDWR | O_CLOEXEC), memory = memfd_create("test", MFD_CLOEXEC);
  assert_true(file >= 0 && memory >= 0 && pipe(ends) == 0);
  assert_int_equal(ftruncate(memory, 100000), 0);
  assert_int_equal(lur_ring_join(file, &r), LUR_BAD_ARG);
  assert_int_equal(lur_ring_join(memory, &r), LUR_BAD_ARG);
  assert_int_equal(lur_ring_join(ends[0], &r), LUR_BAD_ARG);
  close(ends[1]);
  assert_null(r);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(blocks_come_out_as_they_went_in),
      cmocka_unit_test(a_block_without_room_leaves_no_trace),
      cmocka_unit_test(what_cannot_be_is_refused),
      cmocka_unit_test(a_writer_that_is_killed_leaves_whole_blocks),
      cmocka_unit_test(it_stays_in_memory_where_that_is_allowed),
      cmocka_unit_test(what_is_no_ring_is_not_joined),
      cmocka_unit_test(two_threads_lose_and_mix_up_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
