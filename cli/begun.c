#include "cli/begun.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

void lur_begun_load(const char *recording, const char *rubric, struct lur_begun *out)
{
  char path[LUR_UNSAVED_PATH];
  *out = (struct lur_begun){0};
  if (!lur_unsaved_path(recording, rubric, path)) return;
  snprintf(out->path, sizeof out->path, "%s.line", path);
  FILE *in = fopen(out->path, "rbe");
  if (!in) return;
  size_t n = fread(out->text, 1, sizeof out->text - 1, in);
  fclose(in);
  out->text[n] = '\0';
  char *end = strchr(out->text, '\n');
  if (!end) return;
  *end = '\0';
  out->criterion = out->text;
  out->line = end + 1;
}

void lur_begun_keep(void *self, const char *criterion, const char *line)
{
  const struct lur_begun *begun = self;
  char text[1300];
  if (!begun->path[0]) return;
  if (!*line) {
    (void)unlink(begun->path); // most often there is none
    return;
  }
  snprintf(text, sizeof text, "%s\n%s", criterion, line);
  (void)lur_unsaved_put(begun->path, text, NULL);
}
