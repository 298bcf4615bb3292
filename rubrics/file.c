#include "rubrics/file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

lur_status lur_file_read(const char *path, size_t limit, char **out, size_t *len, struct lur_diag *diag)
{
  FILE *f = fopen(path, "rb");
  if (!f) return lur_diag_set(diag, LUR_IO, path, 0, 0, _("the file cannot be opened: %s"), strerror(errno));
  char *text = malloc(limit + 1);
  size_t got = text ? fread(text, 1, limit + 1, f) : 0;
  bool failed = ferror(f);
  int why = errno;
  fclose(f);
  if (!text) return LUR_NO_MEM;
  if (failed) {
    free(text);
    return lur_diag_set(diag, LUR_IO, path, 0, 0, _("the file cannot be read: %s"), strerror(why));
  }
  *out = text;
  *len = got;
  return LUR_OK;
}
