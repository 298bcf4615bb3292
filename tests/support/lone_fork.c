// Loaded before a program (LD_PRELOAD), it ends a process that forks while it has threads: what it forks
// might wait for ever for a lock that one of them held.
#define _GNU_SOURCE // RTLD_NEXT
#include <dirent.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static int threads(void)
{
  int n = 0;
  DIR *tasks = opendir("/proc/self/task");
  if (!tasks) return 1;
  for (const struct dirent *e = readdir(tasks); e; e = readdir(tasks)) n += e->d_name[0] != '.';
  closedir(tasks);
  return n;
}

pid_t fork(void)
{
  static pid_t (*real)(void);
  static const char words[] = "a process with threads forks\n";
  // POSIX lets a function be taken out of dlsym's pointer in this way only.
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, "fork");
  if (threads() > 1) {
    (void)!write(STDERR_FILENO, words, sizeof words - 1);
    abort();
  }
  return real();
}
