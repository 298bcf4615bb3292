#define _GNU_SOURCE
#include "base/atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"

struct lur_atomic_file {
  FILE *stream;
  char *path, *temporary;
};

static void release(lur_atomic_file *f)
{
  free(f->path);
  free(f->temporary);
  free(f);
}

static lur_status failed(const char *path, struct lur_diag *diag)
{
  return lur_diag_set(diag, LUR_IO, path, 0, 0,
                      _("cannot be written (%s); choose another place or make room"), strerror(errno));
}

/// Where the path leads: links are followed, so that they stay links.
static char *goal_of(const char *path)
{
  struct stat st;
  char *goal = lstat(path, &st) == 0 && S_ISLNK(st.st_mode) ? realpath(path, NULL) : NULL;
  return goal ? goal : strdup(path);
}

/// Opens a new file beside the path, whose name is put into f->temporary; not lengthened from the goal's
/// name, which may be as long as names can be. Not by mkstemp: its file would be private, and asking for the
/// umask to widen it is not safe with threads. -1 with errno.
static int create_beside(lur_atomic_file *f)
{
  const char *slash = strrchr(f->path, '/');
  int folder = slash ? (int)(slash - f->path) + 1 : 0;
  for (int attempt = 0; attempt < 1000; attempt++) {
    free(f->temporary);
    if (asprintf(&f->temporary, "%.*slur-%ld-%d.tmp", folder, f->path, (long)getpid(), attempt) < 0) {
      f->temporary = NULL;
      errno = ENOMEM;
      return -1;
    }
    int fd = open(f->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0 || errno != EEXIST) return fd;
  }
  return -1;
}

lur_status lur_atomic_file_open(const char *path, lur_atomic_file **out, struct lur_diag *diag)
{
  struct stat st;
  if (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
    return lur_diag_set(diag, LUR_IO, path, 0, 0, _("is a device or a pipe; name a file"));
  lur_atomic_file *f = calloc(1, sizeof *f);
  if (!f) return LUR_NO_MEM;
  f->path = goal_of(path);
  int fd = f->path ? create_beside(f) : -1;
  if (!f->path || !f->temporary) {
    release(f);
    return LUR_NO_MEM;
  }
  if (fd >= 0) f->stream = fdopen(fd, "w+b");
  if (!f->stream) {
    lur_status status = failed(path, diag);
    if (fd >= 0) (void)close(fd), unlink(f->temporary);
    release(f);
    return status;
  }
  *out = f;
  return LUR_OK;
}

FILE *lur_atomic_file_stream(lur_atomic_file *f)
{
  return f->stream;
}

const char *lur_atomic_file_temporary(const lur_atomic_file *f)
{
  return f->temporary;
}

/// Makes the rename itself durable.
static void sync_folder(const char *path)
{
  const char *slash = strrchr(path, '/');
  char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
  if (!folder) return;
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) (void)fsync(fd), close(fd);
  free(folder);
}

lur_status lur_atomic_file_commit(lur_atomic_file *f, struct lur_diag *diag)
{
  errno = ferror(f->stream) ? EIO : 0; // what went wrong then is no longer known
  bool whole = !ferror(f->stream) && fflush(f->stream) == 0 && fsync(fileno(f->stream)) == 0;
  whole = fclose(f->stream) == 0 && whole;
  f->stream = NULL;
  lur_status status = LUR_OK;
  if (!whole || rename(f->temporary, f->path) != 0) {
    status = failed(f->path, diag);
    unlink(f->temporary);
  } else {
    sync_folder(f->path);
  }
  release(f);
  return status;
}

void lur_atomic_file_discard(lur_atomic_file *f)
{
  if (!f) return;
  if (f->stream) fclose(f->stream);
  unlink(f->temporary);
  release(f);
}
