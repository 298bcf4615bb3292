// Loaded before a program that records through PortAudio (LD_PRELOAD), it holds the audio callback to its
// promise: while it runs, a call of the allocator, of a lock or of input and output ends the process, and so
// does every system call, whoever makes it (the kernel itself turns them into a signal:
// PR_SET_SYSCALL_USER_DISPATCH). It measures the callback too, on its thread's own clock, outside of it.
// LUR_CALLBACK_FIGURES names a file for the figures (struct figures, which is there from the first callback
// on and true after each); a breach is a word in it. LUR_CALLBACK_BREAK=malloc|lock|call breaks the promise
// in the third callback, to show that it would be noticed.
#define _GNU_SOURCE // RTLD_NEXT
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <portaudio.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#define PR_SYS_DISPATCH_ON 1
#endif

struct figures {
  uint64_t calls, frames, cpu_ns, most_ns;
  uint64_t guarded; ///< calls in which the kernel watched for system calls
  char breach[40];  ///< the first forbidden thing that was done; "": none
};

/// Kept for the program's own callback.
struct wrapped {
  PaStreamCallback *callback;
  void *self;
};

static _Thread_local bool inside;
static _Thread_local volatile char selector; ///< 0: system calls pass, 1: they do not
static _Thread_local bool asked, guarded;
static struct figures *figures;
static struct wrapped wrapped;
static const char *break_how; ///< LUR_CALLBACK_BREAK

/// Without anything that is forbidden itself.
static void breach(const char *what)
{
  selector = 0;
  inside = false;
  if (figures && !figures->breach[0]) strncpy(figures->breach, what, sizeof figures->breach - 1);
  kill(getpid(), SIGKILL);
}

static void on_system_call(int number)
{
  (void)number;
  breach("a system call");
}

static void open_figures(void)
{
  const char *path = getenv("LUR_CALLBACK_FIGURES");
  int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
  if (fd >= 0 && ftruncate(fd, sizeof *figures) == 0) {
    void *at = mmap(NULL, sizeof *figures, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at != MAP_FAILED) figures = at;
  }
  if (fd >= 0) close(fd);
}

/// Lets the kernel look at this thread's system calls while the selector says so.
static void guard(void)
{
  const struct sigaction catch = {.sa_handler = on_system_call};
  asked = true;
  break_how = getenv("LUR_CALLBACK_BREAK");
  (void)sigaction(SIGSYS, &catch, NULL);
  guarded = prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, 0, 0, &selector) == 0;
}

static uint64_t cpu_ns(void)
{
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void break_promise(void)
{
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  const char *how = break_how;
  if (!how || !figures || figures->calls != 2) return;
  void *volatile at = strcmp(how, "malloc") == 0 ? malloc(100) : NULL;
  if (at) free(at);
  if (strcmp(how, "lock") == 0 && pthread_mutex_lock(&mutex) == 0) pthread_mutex_unlock(&mutex);
  if (strcmp(how, "call") == 0) (void)syscall(SYS_getppid); // past all of the names below
}

static int watched(const void *in, void *out, unsigned long n, const PaStreamCallbackTimeInfo *times,
                   PaStreamCallbackFlags flags, void *self)
{
  const struct wrapped *w = self;
  if (!asked) guard();
  uint64_t begin = cpu_ns();
  inside = true;
  selector = guarded;
  int result = w->callback(in, out, n, times, flags, w->self);
  break_promise();
  selector = 0;
  inside = false;
  uint64_t took = cpu_ns() - begin;
  if (!figures) return result;
  figures->calls++;
  figures->frames += n;
  figures->cpu_ns += took;
  figures->guarded += guarded;
  if (took > figures->most_ns) figures->most_ns = took;
  return result;
}

/// POSIX lets a function be taken out of dlsym's pointer in this way only.
#define REAL(type, name)                                                                                     \
  static type;                                                                                               \
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, name)

PaError Pa_OpenStream(PaStream **stream, const PaStreamParameters *in, const PaStreamParameters *out,
                      double rate, unsigned long n, PaStreamFlags flags, PaStreamCallback *callback,
                      void *self)
{
  REAL(PaError(*real)(PaStream **, const PaStreamParameters *, const PaStreamParameters *, double,
                      unsigned long, PaStreamFlags, PaStreamCallback *, void *),
       "Pa_OpenStream");
  wrapped = (struct wrapped){callback, self};
  if (!figures) open_figures();
  return real(stream, in, out, rate, n, flags, watched, &wrapped);
}

// ---- What is forbidden

// The allocator's own names in glibc, so that dlsym, which allocates, is not needed to find them.
void *__libc_malloc(size_t n);
void __libc_free(void *at);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *at, size_t n);

static void forbid(const char *what)
{
  if (inside) breach(what);
}

void *malloc(size_t n)
{
  forbid("malloc");
  return __libc_malloc(n);
}

void free(void *at)
{
  forbid("free");
  __libc_free(at);
}

void *calloc(size_t n, size_t size)
{
  forbid("calloc");
  return __libc_calloc(n, size);
}

void *realloc(void *at, size_t n)
{
  forbid("realloc");
  return __libc_realloc(at, n);
}

// NOLINTBEGIN(bugprone-macro-parentheses): types and parameter lists
#define FORBID(result, name, parameters, arguments)                                                          \
  result name parameters                                                                                     \
  {                                                                                                          \
    forbid(#name);                                                                                           \
    REAL(result(*real) parameters, #name);                                                                   \
    return real arguments;                                                                                   \
  }

FORBID(int, pthread_mutex_lock, (pthread_mutex_t * m), (m))
FORBID(int, pthread_mutex_trylock, (pthread_mutex_t * m), (m))
FORBID(int, pthread_mutex_unlock, (pthread_mutex_t * m), (m))
FORBID(int, pthread_cond_wait, (pthread_cond_t * c, pthread_mutex_t *m), (c, m))
FORBID(int, pthread_cond_signal, (pthread_cond_t * c), (c))
FORBID(int, pthread_cond_broadcast, (pthread_cond_t * c), (c))
FORBID(int, pthread_rwlock_rdlock, (pthread_rwlock_t * l), (l))
FORBID(int, pthread_rwlock_wrlock, (pthread_rwlock_t * l), (l))
FORBID(int, sem_wait, (sem_t * s), (s))
FORBID(int, sem_post, (sem_t * s), (s))
FORBID(ssize_t, write, (int fd, const void *at, size_t n), (fd, at, n))
FORBID(ssize_t, read, (int fd, void *at, size_t n), (fd, at, n))
FORBID(int, nanosleep, (const struct timespec *t, struct timespec *left), (t, left))
FORBID(int, usleep, (useconds_t t), (t))
FORBID(int, sched_yield, (void), ())
FORBID(char *, getenv, (const char *name), (name))
// NOLINTEND(bugprone-macro-parentheses)
