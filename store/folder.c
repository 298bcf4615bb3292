#define _GNU_SOURCE
#include "store/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"

char *lur_folder_path(const char *format, ...)
{
  char *out = NULL;
  va_list args;
  va_start(args, format);
  if (vasprintf(&out, format, args) < 0) out = NULL;
  va_end(args);
  return out;
}

static bool is_folder(const char *path)
{
  struct stat st;
  return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

void lur_folder_sync(const char *folder)
{
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) (void)fsync(fd), close(fd);
}

/// So that the folder is still there after a power cut.
static void sync_parent(const char *path)
{
  const char *slash = strrchr(path, '/');
  char *parent = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
  if (parent) lur_folder_sync(parent);
  free(parent);
}

/// Makes one folder whose parent is there; errno says why not.
static bool make_one(const char *path)
{
  if (mkdir(path, 0700) == 0) {
    sync_parent(path);
    return true;
  }
  if (errno != EEXIST) return is_folder(path);
  if (is_folder(path)) return true;
  errno = ENOTDIR;
  return false;
}

lur_status lur_folder_make(const char *folder, struct lur_diag *diag)
{
  char *path = strdup(folder);
  if (!path) return LUR_NO_MEM;
  bool made = true;
  for (char *at = path; made && *at;) {
    at += strspn(at, "/");
    at += strcspn(at, "/");
    char kept = *at;
    *at = '\0';
    made = is_folder(path) || make_one(path);
    *at = kept;
  }
  int why = errno;
  free(path);
  if (made) return LUR_OK;
  return lur_diag_set(diag, LUR_IO, folder, 0, 0,
                      _("this folder cannot be made (%s); name another place or see who may write there"),
                      strerror(why));
}
