#include "base/file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

/// What a person named and cannot be had is their input's fault, what the system cannot do is not.
static lur_status fail_open(const char *path, int why, struct lur_diag *diag)
{
  if (why == ENOENT || why == ENOTDIR)
    return lur_diag_set(diag, LUR_NOT_FOUND, path, 0, 0, _("there is no such file; check its name"));
  if (why == EACCES || why == EPERM)
    return lur_diag_set(diag, LUR_BAD_INPUT, path, 0, 0,
                        _("you may not read this file; ask its owner for permission"));
  if (why == EISDIR) return lur_diag_set(diag, LUR_BAD_INPUT, path, 0, 0, _("this is a folder; name a file"));
  return lur_diag_set(diag, LUR_IO, path, 0, 0, _("the file cannot be read: %s"), strerror(why));
}

lur_status lur_file_read(const char *path, size_t limit, char **out, size_t *len, struct lur_diag *diag)
{
  FILE *f = fopen(path, "rb");
  if (!f) return fail_open(path, errno, diag);
  char *text = malloc(limit + 1);
  size_t got = text ? fread(text, 1, limit + 1, f) : 0;
  bool failed = ferror(f);
  int why = errno;
  fclose(f);
  if (!text) return LUR_NO_MEM;
  if (failed) {
    free(text);
    return fail_open(path, why, diag);
  }
  *out = text;
  *len = got;
  return LUR_OK;
}
