/// Processes that are started on behalf of a program with threads, and how all of them end.
#define _GNU_SOURCE // subreaper, MAP_ANONYMOUS
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
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
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture/spawner.h"

enum { patience_ms = 20000 };

/// In shared memory: what a process that was started says of itself.
struct board {
  atomic_int runs, spawner, below; ///< its number, its parent's, its child's
  atomic_int open;                 ///< how many descriptors it has
  atomic_bool works;               ///< it could take the lock, and memory
  atomic_bool hangs;               ///< told to: it stops itself
};
static struct board *board;
static pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool threads_end;

static void nap(void)
{
  const struct timespec moment = {.tv_nsec = 2000000};
  nanosleep(&moment, NULL);
}

static int open_files(long pid)
{
  char path[64];
  int n = 0;
  snprintf(path, sizeof path, "/proc/%ld/fd", pid);
  DIR *folder = opendir(path);
  if (!folder) return -1;
  for (struct dirent *e = readdir(folder); e; e = readdir(folder)) n += e->d_name[0] != '.';
  closedir(folder);
  return pid == (long)getpid() ? n - 1 : n; // without the folder itself
}

/// As a sound library might: takes a lock that a thread of the program holds for ever, and memory.
static bool can_work(void)
{
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += 5;
  if (pthread_mutex_timedlock(&held, &until) != 0) return false;
  pthread_mutex_unlock(&held);
  for (size_t i = 1; i < 2000; i++) {
    void *memory = malloc(i * 100);
    if (!memory) return false;
    free(memory);
  }
  return true;
}

/// What a keeper is: a process with one below it, which ends when the other end of its door does.
static void job(const void *self, int door)
{
  (void)self;
  struct pollfd end = {.fd = door};
  long own = (long)getpid();
  pid_t below = fork();
  if (below == 0) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != own) _exit(0);
    for (;;) pause();
  }
  atomic_store(&board->below, below);
  atomic_store(&board->open, open_files(own));
  atomic_store(&board->works, can_work());
  atomic_store(&board->spawner, getppid());
  atomic_store(&board->runs, (int)own);
  if (atomic_load(&board->hangs)) raise(SIGSTOP);
  while (poll(&end, 1, -1) < 0 && errno == EINTR) continue;
  kill(below, SIGKILL);
  waitpid(below, NULL, 0);
  _exit(0);
}

/// A spawner that has been asked for a first process.
static lur_spawner *begin(int door[2])
{
  lur_spawner *s = NULL;
  memset(board, 0, sizeof *board);
  assert_int_equal(lur_spawner_new(job, NULL, &s), LUR_OK);
  assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, door), 0);
  assert_true(lur_spawner_ask(s, door[1]));
  return s;
}

/// Waits until another process than that has come up; returns its number.
static int wait_for_job(int other_than)
{
  for (int ms = 0; ms < patience_ms; ms += 2) {
    int pid = atomic_load(&board->runs);
    if (pid && pid != other_than) return pid;
    nap();
  }
  fail_msg("nothing was started");
  return 0;
}

static void wait_for_end(lur_spawner *s)
{
  for (int ms = 0; ms < patience_ms && !lur_spawner_has_ended(s); ms += 2) nap();
  assert_true(lur_spawner_has_ended(s));
}

/// Not even a zombie is there. What is left behind comes to this process, and is seen off here.
static void expect_gone(int pid)
{
  for (int ms = 0; ms < patience_ms; ms += 2) {
    (void)waitpid(pid, NULL, WNOHANG);
    if (kill(pid, 0) != 0) return;
    nap();
  }
  fail_msg("%d is still there", pid);
}

static void expect_no_children(void)
{
  for (int ms = 0; ms < patience_ms; ms += 2) {
    while (waitpid(-1, NULL, WNOHANG) > 0) continue;
    if (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD) return;
    nap();
  }
  fail_msg("something was left behind");
}

static void end(lur_spawner *s, int door[2])
{
  close(door[0]);
  close(door[1]);
  lur_spawner_free(s);
  expect_no_children();
}

// ---- Threads that hold locks

static void *hold(void *self)
{
  pthread_mutex_lock(&held);
  atomic_store((atomic_bool *)self, true);
  while (!atomic_load(&threads_end)) nap();
  pthread_mutex_unlock(&held);
  return NULL;
}

static void *take_memory(void *self)
{
  (void)self;
  while (!atomic_load(&threads_end)) {
    char *memory = malloc(3000);
    if (memory) memory[0] = 1;
    free(memory);
  }
  return NULL;
}

static void while_threads_hold_locks_another_takes_the_place(void **state)
{
  (void)state;
  int door[2], before = 0;
  pthread_t thread[3];
  atomic_bool holds = false;
  lur_spawner *s = begin(door);
  atomic_store(&threads_end, false);
  assert_int_equal(pthread_create(&thread[0], NULL, hold, &holds), 0);
  for (int i = 1; i < 3; i++) assert_int_equal(pthread_create(&thread[i], NULL, take_memory, NULL), 0);
  while (!atomic_load(&holds)) nap();
  for (int i = 0; i < 8; i++) {
    before = wait_for_job(before);
    assert_true(atomic_load(&board->works));
    assert_false(lur_spawner_has_ended(s));
    kill(before, SIGKILL);
    wait_for_end(s);
    expect_gone(before);
    expect_gone(atomic_load(&board->below));
    assert_true(lur_spawner_ask(s, door[1]));
  }
  wait_for_job(before);
  atomic_store(&threads_end, true);
  for (int i = 0; i < 3; i++) pthread_join(thread[i], NULL);
  end(s, door);
}

static void one_that_hangs_is_ended_for_the_next(void **state)
{
  (void)state;
  int door[2];
  lur_spawner *s = begin(door);
  int first = wait_for_job(0), below = atomic_load(&board->below);
  kill(first, SIGSTOP);
  assert_false(lur_spawner_has_ended(s));
  assert_true(lur_spawner_ask(s, door[1]));
  int second = wait_for_job(first);
  expect_gone(first);
  expect_gone(below);
  atomic_store(&board->hangs, true); // one that hangs holds up no end either
  assert_true(lur_spawner_ask(s, door[1]));
  wait_for_job(second);
  end(s, door);
}

/// Who ends the spawner ends what it had started, and the second one goes on; after that there is none.
static void without_one_spawner_there_is_another(void **state)
{
  (void)state;
  int door[2], before = 0;
  lur_spawner *s = begin(door);
  for (int i = 0; i < 2; i++) {
    before = wait_for_job(before);
    int spawner = atomic_load(&board->spawner), below = atomic_load(&board->below);
    assert_int_not_equal(spawner, getpid());
    kill(spawner, SIGKILL);
    wait_for_end(s);
    expect_gone(spawner);
    expect_gone(before);
    expect_gone(below);
    assert_true(lur_spawner_ask(s, door[1]) == (i == 0));
  }
  assert_true(lur_spawner_has_ended(s));
  end(s, door);
}

/// No file, lock or terminal of the program is held open by what it has started.
static void nothing_of_the_program_stays_open(void **state)
{
  (void)state;
  int door[2], files[2];
  char path[64], target[64] = "";
  assert_int_equal(pipe(files), 0);
  lur_spawner *s = begin(door);
  wait_for_job(0);
  int spawner = atomic_load(&board->spawner);
  assert_int_equal(atomic_load(&board->open), 4); // the standard streams and its door
  assert_int_equal(open_files(spawner), 4);       // the same and what it is asked through
  for (int fd = 0; fd < 3; fd++) {
    snprintf(path, sizeof path, "/proc/%d/fd/%d", spawner, fd);
    assert_int_equal(readlink(path, target, sizeof target - 1), 9);
    assert_string_equal(target, "/dev/null");
  }
  close(files[0]);
  close(files[1]);
  end(s, door);
}

/// As Ctrl-C and a closed terminal are: they are sent to all of a program's processes.
static void what_its_terminal_sends_is_for_the_program(void **state)
{
  (void)state;
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
  int door[2];
  lur_spawner *s = begin(door);
  int first = wait_for_job(0);
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
    kill(atomic_load(&board->spawner), signals[i]);
    kill(first, signals[i]);
  }
  assert_true(lur_spawner_ask(s, door[1]));
  wait_for_job(first);
  end(s, door);
}

/// The program is killed, and all that it has started ends.
static void with_the_program_all_ends(void **state)
{
  (void)state;
  memset(board, 0, sizeof *board);
  pid_t program = fork();
  if (program == 0) {
    int door[2];
    lur_spawner *s = NULL;
    if (lur_spawner_new(job, NULL, &s) != LUR_OK || socketpair(AF_UNIX, SOCK_SEQPACKET, 0, door) != 0 ||
        !lur_spawner_ask(s, door[1]))
      _exit(1);
    for (;;) pause();
  }
  int started = wait_for_job(0);
  kill(program, SIGKILL);
  expect_gone(program);
  expect_gone(started);
  expect_gone(atomic_load(&board->spawner));
  expect_no_children();
}

static int set_up(void **state)
{
  (void)state;
  void *memory = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return -1;
  board = memory;
  return prctl(PR_SET_CHILD_SUBREAPER, 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(while_threads_hold_locks_another_takes_the_place),
      cmocka_unit_test(one_that_hangs_is_ended_for_the_next),
      cmocka_unit_test(without_one_spawner_there_is_another),
      cmocka_unit_test(nothing_of_the_program_stays_open),
      cmocka_unit_test(what_its_terminal_sends_is_for_the_program),
      cmocka_unit_test(with_the_program_all_ends),
  };
  return cmocka_run_group_tests(tests, set_up, NULL);
}
