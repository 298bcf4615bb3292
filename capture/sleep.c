#define _GNU_SOURCE // CLOCK_BOOTTIME
#include "capture/sleep.h"

#include <time.h>

static int64_t read_clock(clockid_t clock)
{
  struct timespec t = {0};
  clock_gettime(clock, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t lur_sleep_ns(void)
{
  enum { tries = 10 };
  static const int64_t at_once = 1000000;
  int64_t before, boot, after;
  int n = 0;
  do { // this thread may be held up between two looks
    before = read_clock(CLOCK_MONOTONIC);
    boot = read_clock(CLOCK_BOOTTIME);
    after = read_clock(CLOCK_MONOTONIC);
  } while (after - before > at_once && ++n < tries);
  return boot - after;
}
