// A disk that fails, to be loaded before a program (LD_PRELOAD). Only files whose path holds LUR_FAULT_FILE
// are met, and of them what is written, counted over all of them together:
//   LUR_FAULT_FULL=N      from N bytes on there is no space (ENOSPC); what still fits is written
//   LUR_FAULT_QUOTA=N     the same with EDQUOT
//   LUR_FAULT_BROKEN=N    from N bytes on writing fails (EIO), and syncing as well
//   LUR_FAULT_STALL=N,MS  the write that reaches N bytes takes MS milliseconds longer, once
//   LUR_FAULT_SLOW=MS     every sync takes MS milliseconds longer
#define _GNU_SOURCE // RTLD_NEXT
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long long written; ///< to all files that are met
static long long grown;   ///< bytes by which they became longer
static bool stalled;

/// The number in an environment variable; -1: there is none.
static long long number(const char *name)
{
  const char *text = getenv(name);
  return text && *text ? strtoll(text, NULL, 10) : -1;
}

static void rest(long long ms)
{
  const struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
  nanosleep(&t, NULL);
}

static bool is_met(int fd)
{
  char link[64], path[4096];
  const char *wanted = getenv("LUR_FAULT_FILE");
  if (!wanted) return false;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n <= 0) return false;
  path[n] = '\0';
  return strstr(path, wanted);
}

static void stall(size_t n)
{
  const char *text = getenv("LUR_FAULT_STALL");
  char *comma = NULL;
  if (!text) return;
  long long at = strtoll(text, &comma, 10), ms = *comma == ',' ? strtoll(comma + 1, NULL, 10) : 0;
  pthread_mutex_lock(&lock);
  bool now = !stalled && written + (long long)n >= at;
  stalled = stalled || now;
  pthread_mutex_unlock(&lock);
  if (now) rest(ms);
}

/// Bytes by which the file becomes longer when n are written at `at`.
static long long growth(int fd, size_t n, off_t at)
{
  struct stat about;
  if (fstat(fd, &about) != 0) return 0;
  long long more = (long long)at + (long long)n - (long long)about.st_size;
  return more < 0 ? 0 : more;
}

/// How many of n bytes that make the file `more` longer may be written; 0 and errno: none. Under the lock.
static size_t room_for(size_t n, long long more)
{
  static const struct {
    const char *name;
    int error;
  } limits[] = {{"LUR_FAULT_FULL", ENOSPC}, {"LUR_FAULT_QUOTA", EDQUOT}};
  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
    long long most = number(limits[i].name);
    if (most < 0 || grown + more <= most) continue;
    long long lacks = grown + more - most;
    n = lacks < (long long)n ? n - (size_t)lacks : 0;
    if (!n) errno = limits[i].error;
  }
  return n;
}

/// How many of n bytes may be written at `at` into this file; 0 and errno: none.
static size_t allowed(int fd, size_t n, off_t at)
{
  long long most = number("LUR_FAULT_BROKEN"), more = growth(fd, n, at);
  stall(n);
  pthread_mutex_lock(&lock);
  size_t fits = room_for(n, more);
  if (fits && most >= 0 && written + (long long)fits > most) {
    fits = 0;
    errno = EIO;
  }
  written += (long long)fits;
  grown += more - (long long)(n - fits) < 0 ? 0 : more - (long long)(n - fits);
  pthread_mutex_unlock(&lock);
  return fits;
}

/// POSIX lets a function be taken out of dlsym's pointer in this way only.
#define REAL(type, name)                                                                                     \
  static type;                                                                                               \
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *bytes, size_t n)
{
  REAL(ssize_t(*real)(int, const void *, size_t), "write");
  if (n && is_met(fd) && !(n = allowed(fd, n, lseek(fd, 0, SEEK_CUR)))) return -1;
  return real(fd, bytes, n);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
  REAL(ssize_t(*real)(int, const struct iovec *, int), "writev");
  if (!is_met(fd) || count < 1) return real(fd, parts, count);
  return write(fd, parts[0].iov_base, parts[0].iov_len); // a short write, as any may be
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
  REAL(ssize_t(*real)(int, const void *, size_t, off_t), "pwrite");
  if (n && is_met(fd) && !(n = allowed(fd, n, at))) return -1;
  return real(fd, bytes, n, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
  REAL(ssize_t(*real)(int, const void *, size_t, off64_t), "pwrite64");
  if (n && is_met(fd) && !(n = allowed(fd, n, at))) return -1;
  return real(fd, bytes, n, at);
}

static bool sync_fails(int fd)
{
  if (!is_met(fd)) return false;
  if (number("LUR_FAULT_SLOW") > 0) rest(number("LUR_FAULT_SLOW"));
  long long most = number("LUR_FAULT_BROKEN");
  if (most < 0 || written < most) return false;
  errno = EIO;
  return true;
}

int fsync(int fd)
{
  REAL(int (*real)(int), "fsync");
  return sync_fails(fd) ? -1 : real(fd);
}

int fdatasync(int fd)
{
  REAL(int (*real)(int), "fdatasync");
  return sync_fails(fd) ? -1 : real(fd);
}
