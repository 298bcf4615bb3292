#include "rubrics/library.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "base/nearest.h"

static lur_status add_path(struct lur_library *library, char *path)
{
  char **at = path ? lur_grow(library->path, &library->room, library->n, sizeof *at) : NULL;
  if (!at) {
    free(path);
    return LUR_NO_MEM;
  }
  library->path = at;
  at[library->n++] = path;
  return LUR_OK;
}

/// FOLDER/NAME, allocated; NULL when memory is out. The folder is the first n bytes of `folder`.
static char *join(const char *folder, size_t n, const char *name)
{
  size_t m = strlen(name);
  char *path = malloc(n + m + 2);
  if (!path) return NULL;
  memcpy(path, folder, n);
  path[n] = '/';
  memcpy(path + n + 1, name, m + 1);
  return path;
}

static bool is_rubric_name(const char *name)
{
  const char *dot = strrchr(name, '.');
  return name[0] != '.' && dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

static int by_text(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static lur_status list_folder(const char *folder, size_t n, struct lur_library *out)
{
  size_t first = out->n;
  char *name = strndup(folder, n);
  DIR *open = name ? opendir(name) : NULL;
  lur_status status = name ? LUR_OK : LUR_NO_MEM;
  free(name);
  if (!open) return status;
  for (struct dirent *e; status == LUR_OK && (e = readdir(open));)
    if (is_rubric_name(e->d_name)) status = add_path(out, join(folder, n, e->d_name));
  closedir(open);
  if (out->n > first) qsort(out->path + first, out->n - first, sizeof *out->path, by_text);
  return status;
}

lur_status lur_library_list(const char *folders, struct lur_library *out)
{
  lur_status status = LUR_OK;
  lur_library_clear(out);
  for (const char *at = folders; status == LUR_OK && *at;) {
    size_t n = strcspn(at, ":");
    if (n) status = list_folder(at, n, out);
    at += n + (at[n] == ':');
  }
  if (status != LUR_OK) lur_library_clear(out);
  return status;
}

void lur_library_clear(struct lur_library *library)
{
  for (size_t i = 0; i < library->n; i++) free(library->path[i]);
  free(library->path);
  *library = (struct lur_library){0};
}

static bool is_file(const char *path)
{
  struct stat facts;
  return stat(path, &facts) == 0 && !S_ISDIR(facts.st_mode);
}

/// File name without folder and ending.
static void stem_of(const char *path, char *out, size_t size)
{
  const char *slash = strrchr(path, '/');
  snprintf(out, size, "%s", slash ? slash + 1 : path);
  char *dot = strrchr(out, '.');
  if (dot) *dot = '\0';
}

/// Whether the file holds a rubric of that id. A file that is no valid rubric has none.
static bool has_id(const char *path, const char *id)
{
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  bool right = lur_rubric_load(path, &rubric, &faults) == LUR_OK && strcmp(rubric->id, id) == 0;
  if (rubric) lur_rubric_free(rubric);
  lur_diags_clear(&faults);
  return right;
}

static const char *find_in(const struct lur_library *library, const char *name)
{
  char stem[256];
  for (size_t i = 0; i < library->n; i++) {
    stem_of(library->path[i], stem, sizeof stem);
    if (strcmp(stem, name) == 0) return library->path[i];
  }
  for (size_t i = 0; i < library->n; i++)
    if (has_id(library->path[i], name)) return library->path[i];
  return NULL;
}

static lur_status not_found(const struct lur_library *library, const char *name, struct lur_diag *diag)
{
  char stem[256], best[256] = "";
  struct lur_nearest near = {.word = name};
  for (size_t i = 0; i < library->n; i++) {
    stem_of(library->path[i], stem, sizeof stem);
    const char *before = near.best;
    lur_nearest_try(&near, stem);
    if (near.best == before) continue;
    memcpy(best, stem, sizeof best);
    near.best = best;
  }
  if (near.best)
    return lur_diag_set(diag, LUR_NOT_FOUND, "", 0, 0, _("there is no rubric “%s”; did you mean “%s”?"), name,
                        best);
  return lur_diag_set(diag, LUR_NOT_FOUND, "", 0, 0,
                      _("there is no rubric “%s”; name a file, or one of those that “lur rubric list” shows"),
                      name);
}

lur_status lur_library_find(const char *folders, const char *name, char **path, struct lur_diag *diag)
{
  struct lur_library library = {0};
  if (is_file(name)) {
    char *copy = strdup(name);
    if (copy) *path = copy;
    return copy ? LUR_OK : LUR_NO_MEM;
  }
  lur_status status = lur_library_list(folders, &library);
  const char *found = status == LUR_OK ? find_in(&library, name) : NULL;
  char *copy = found ? strdup(found) : NULL;
  if (status == LUR_OK) status = copy ? LUR_OK : found ? LUR_NO_MEM : not_found(&library, name, diag);
  if (copy) *path = copy;
  lur_library_clear(&library);
  return status;
}
