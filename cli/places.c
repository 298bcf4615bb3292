#include "cli/places.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "base/i18n.h"
#include "cli/talk.h"

/// The folder above the one the program lies in; "/usr" when that cannot be told.
static void prefix(char *out, size_t size)
{
  ssize_t n = readlink("/proc/self/exe", out, size - 1);
  if (n > 0) {
    out[n] = '\0';
    for (int up = 0; up < 2; up++) {
      char *slash = strrchr(out, '/');
      if (slash) *slash = '\0';
    }
    return;
  }
  snprintf(out, size, "/usr");
}

/// Makes the folders that this one lies in; what cannot be made shows when it is made itself.
static void make_above(const char *folder)
{
  char path[4096];
  int n = snprintf(path, sizeof path, "%s", folder);
  for (int i = 1; i < n && n < (int)sizeof path; i++) {
    if (path[i] != '/') continue;
    path[i] = '\0';
    (void)mkdir(path, 0777);
    path[i] = '/';
  }
}

bool lur_place_make(const char *folder)
{
  struct stat there;
  make_above(folder);
  if (mkdir(folder, 0777) == 0 || (errno == EEXIST && stat(folder, &there) == 0 && S_ISDIR(there.st_mode)))
    return true;
  if (errno == EEXIST)
    lur_say(_("%s: is there already and is no folder; choose another name"), folder);
  else
    lur_say(_("%s: the folder cannot be made (%s); choose another place"), folder, strerror(errno));
  return false;
}

lur_status lur_place_write(const char *path, lur_place_writer *write, void *self, struct lur_diag *diag)
{
  lur_atomic_file *file = NULL;
  lur_status status = lur_atomic_file_open(path, &file, diag);
  if (status != LUR_OK) return status;
  status = write(lur_atomic_file_stream(file), self);
  if (status == LUR_OK) return lur_atomic_file_commit(file, diag);
  lur_atomic_file_discard(file);
  if (!diag->text[0]) (void)lur_diag_set(diag, status, path, 0, 0, "%s", lur_status_text(status));
  return status;
}

const char *lur_place_rubrics(char *out, size_t size)
{
  char home[2048];
  const char *own = getenv("LUR_RUBRICS");
  prefix(home, sizeof home);
  snprintf(out, size, "%s%s%s/share/lur/rubrics", own ? own : "", own && *own ? ":" : "", home);
  return out;
}

const char *lur_place_rubric_schema(char *out, size_t size)
{
  char home[2048];
  prefix(home, sizeof home);
  int n = snprintf(out, size, "%s/share/lur/schemas/rubric.schema.json", home);
  if (n < 0 || (size_t)n >= size || access(out, R_OK) != 0) out[0] = '\0';
  return out;
}

const char *lur_place_locale(char *out, size_t size)
{
  char home[2048];
  const char *own = getenv("LUR_LOCALE");
  prefix(home, sizeof home);
  if (own && *own)
    snprintf(out, size, "%s", own);
  else
    snprintf(out, size, "%s/share/locale", home);
  return out;
}
