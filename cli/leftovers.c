#define _GNU_SOURCE // flock, asprintf
#include "cli/leftovers.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/talk.h"

/// A recorder holds its file locked as long as it lives.
static bool is_left(const char *path)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  bool left = flock(fd, LOCK_SH | LOCK_NB) == 0;
  close(fd);
  return left;
}

static bool is_recording(const char *name)
{
  size_t n = strlen(name);
  return name[0] != '.' && n > 4 && strcmp(name + n - 4, ".wav") == 0;
}

void lur_leftovers_say(const char *folder)
{
  DIR *d = opendir(folder);
  for (struct dirent *e; d && (e = readdir(d));) {
    char *path = NULL;
    if (!is_recording(e->d_name) || asprintf(&path, "%s/%s", folder, e->d_name) < 0) continue;
    if (is_left(path))
      lur_say(
          _("%s: this recording was cut off before it was kept; 'lur import' takes it into the store, and "
            "then it can be removed here"),
          path);
    free(path);
  }
  if (d) closedir(d);
}
