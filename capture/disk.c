#include "capture/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool lur_disk_read(int fd, void *to, size_t n, int64_t at)
{
  for (size_t done = 0; done < n;) {
    ssize_t got = pread(fd, (char *)to + done, n - done, at + (off_t)done);
    if (got == 0) errno = EIO;
    if (got == 0 || (got < 0 && errno != EINTR)) return false;
    if (got > 0) done += (size_t)got;
  }
  return true;
}

size_t lur_disk_write(int fd, const void *from, size_t n, int64_t at)
{
  size_t done = 0;
  while (done < n) {
    ssize_t put = pwrite(fd, (const char *)from + done, n - done, at + (off_t)done);
    if (put == 0) errno = EIO;
    if (put == 0 || (put < 0 && errno != EINTR)) break;
    if (put > 0) done += (size_t)put;
  }
  return done;
}

void lur_disk_sync_folder(const char *path)
{
  const char *slash = strrchr(path, '/');
  char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
  if (!folder) return;
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) (void)fsync(fd), close(fd);
  free(folder);
}

char *lur_disk_name(const char *path, const char *ending)
{
  size_t size = strlen(path) + strlen(ending) + 1;
  char *out = malloc(size);
  if (out) snprintf(out, size, "%s%s", path, ending);
  return out;
}
