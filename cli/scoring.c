#include "cli/scoring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/places.h"
#include "cli/talk.h"
#include "rubrics/library.h"

lur_exit lur_scoring_rubric(const char *name, struct lur_rubric **out)
{
  char folders[4096], *path = NULL;
  struct lur_diag diag = {0};
  struct lur_diags faults = {0};
  lur_status status = lur_library_find(lur_place_rubrics(folders, sizeof folders), name, &path, &diag);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  status = lur_rubric_load(path, out, &faults);
  lur_exit code = lur_exit_of(status);
  for (size_t i = 0; i < faults.n; i++) code = lur_say_diag(status, &faults.at[i]);
  if (status != LUR_OK && !faults.n) code = lur_say_diag(status, &diag);
  lur_diags_clear(&faults);
  free(path);
  return code;
}

lur_exit lur_scoring_answers(const char *path, struct lur_answers_list *out)
{
  struct lur_diag diag = {0};
  lur_status status = lur_answers_load(path, out, &diag);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
}

const char *lur_scoring_language(const char *asked, char *out, size_t size)
{
  static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
  const char *found = asked, *all = getenv("LC_ALL");
  if (!found && all && (strcmp(all, "C") == 0 || strcmp(all, "POSIX") == 0))
    found = "en"; // as lur's own words
  for (size_t i = 0; !found && i < sizeof names / sizeof *names; i++) {
    const char *value = getenv(names[i]);
    if (value && *value) found = value;
  }
  if (!found || strncmp(found, "C", 1) == 0 || strcmp(found, "POSIX") == 0) found = "en";
  snprintf(out, size, "%.*s", (int)strcspn(found, "._@:"), found);
  return out;
}

const char *lur_scoring_stem(const char *name, char *out, size_t size)
{
  const char *base = name, *end = strchr(name, '+');
  for (const char *s = name; *s && (!end || s < end); s++)
    if (*s == '/') base = s + 1;
  snprintf(out, size, "%.*s", end ? (int)(end - base) : -1, base);
  char *dot = strrchr(out, '.');
  if (dot && dot != out) *dot = '\0';
  return out;
}
