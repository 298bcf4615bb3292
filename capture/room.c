#define _GNU_SOURCE // strndup
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "capture/recorder.h"

/// Bytes on the disk of `path`, or of its folder where it is not there yet; negative: not known.
static double disk_room(const char *path)
{
  struct statvfs disk;
  int done = statvfs(path, &disk);
  if (done != 0 && errno == ENOENT) {
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    if (folder) done = statvfs(folder, &disk);
    free(folder);
  }
  return done == 0 ? (double)disk.f_bavail * (double)disk.f_frsize : -1;
}

/// Bytes that a file may grow by, where its size is limited (ulimit -f); INFINITY: it is not.
static double limit_room(const char *path)
{
  struct rlimit most;
  struct stat about;
  if (getrlimit(RLIMIT_FSIZE, &most) != 0 || most.rlim_cur == RLIM_INFINITY) return (double)INFINITY;
  double used = stat(path, &about) == 0 && S_ISREG(about.st_mode) ? (double)about.st_size : 0;
  return fmax((double)most.rlim_cur - used, 0);
}

double lur_recorder_room_s(const char *path, int rate_hz, int channels)
{
  double bytes = disk_room(path);
  if (bytes < 0) return (double)INFINITY;
  return fmin(bytes, limit_room(path)) / ((double)sizeof(int16_t) * rate_hz * channels);
}
