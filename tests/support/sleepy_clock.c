// Loaded before a program (LD_PRELOAD), it makes the computer seem to have slept: LUR_SLEEP=AFTER,MS: so many
// milliseconds after the program first looks, the clock that goes on through sleep is MS milliseconds ahead.
#define _GNU_SOURCE // RTLD_NEXT, CLOCK_BOOTTIME
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

static int (*real)(clockid_t clock, struct timespec *out);
static long long after_ms, slept_ms, begun_ms;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static long long ms_of(const struct timespec *t)
{
  return (long long)t->tv_sec * 1000 + t->tv_nsec / 1000000;
}

static void begin(void)
{
  const char *text = getenv("LUR_SLEEP");
  char *end = NULL;
  struct timespec now;
  // POSIX lets a function be taken out of dlsym's pointer in this way only.
  *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
  real(CLOCK_MONOTONIC, &now);
  begun_ms = ms_of(&now);
  after_ms = text ? strtoll(text, &end, 10) : 0;
  slept_ms = end && *end == ',' ? strtoll(end + 1, NULL, 10) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *out)
{
  struct timespec now;
  pthread_once(&once, begin);
  int failed = real(clock, out);
  if (failed || clock != CLOCK_BOOTTIME) return failed;
  real(CLOCK_MONOTONIC, &now);
  if (ms_of(&now) - begun_ms < after_ms) return 0;
  out->tv_sec += slept_ms / 1000;
  out->tv_nsec += slept_ms % 1000 * 1000000;
  if (out->tv_nsec >= 1000000000) out->tv_sec++, out->tv_nsec -= 1000000000;
  return 0;
}
