#include "cli/scoring.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "cli/places.h"
#include "cli/talk.h"
#include "rubrics/library.h"

/// All of a file in a string to free(), at most `most` bytes.
static lur_status read_whole(const char *path, size_t most, char **out, struct lur_diag *diag)
{
  struct stat st;
  FILE *f = fopen(path, "rb");
  char *text =
      f && fstat(fileno(f), &st) == 0 && (size_t)st.st_size <= most ? malloc((size_t)st.st_size + 1) : NULL;
  size_t n = text ? fread(text, 1, (size_t)st.st_size, f) : 0;
  bool whole = text && !ferror(f);
  if (f) fclose(f);
  if (whole) {
    text[n] = '\0';
    *out = text;
    return LUR_OK;
  }
  free(text);
  return lur_diag_set(diag, LUR_IO, path, 0, 0, "%s", _("it cannot be read; check its name and its rights"));
}

lur_exit lur_scoring_rubric_text(const char *name, struct lur_rubric **out, char **text)
{
  char folders[4096], *path = NULL;
  struct lur_diag diag = {0};
  struct lur_diags faults = {0};
  lur_status status = lur_library_find(lur_place_rubrics(folders, sizeof folders), name, &path, &diag);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  *text = NULL;
  status = read_whole(path, 16 << 20, text, &diag);
  if (status == LUR_OK) status = lur_rubric_parse(*text, strlen(*text), path, out, &faults);
  lur_exit code = lur_exit_of(status);
  for (size_t i = 0; i < faults.n; i++) code = lur_say_diag(status, &faults.at[i]);
  if (status != LUR_OK && !faults.n) code = lur_say_diag(status, &diag);
  if (status != LUR_OK) {
    free(*text);
    *text = NULL;
  }
  lur_diags_clear(&faults);
  free(path);
  return code;
}

lur_exit lur_scoring_rubric(const char *name, struct lur_rubric **out)
{
  char *text = NULL;
  lur_exit code = lur_scoring_rubric_text(name, out, &text);
  free(text);
  return code;
}

/// Moves what one file held for that rubric to the list; what names no call is about the call of the file's
/// own name.
static lur_status move_answers(struct lur_answers_list *from, const char *path, const char *rubric,
                               struct lur_answers_list *to)
{
  char stem[256];
  lur_status status = LUR_OK;
  lur_scoring_stem(path, stem, sizeof stem);
  for (size_t i = 0; i < from->n && status == LUR_OK; i++) {
    if (from->at[i].rubric[0] && strcmp(from->at[i].rubric, rubric) != 0) continue;
    struct lur_answers *grown = lur_grow(to->at, &to->room, to->n, sizeof *grown);
    char *call = from->at[i].call[0] ? NULL : strdup(stem);
    if (grown) to->at = grown;
    if (!grown || (!call && !from->at[i].call[0])) {
      free(call);
      status = LUR_NO_MEM;
      break;
    }
    if (call) {
      free(from->at[i].call);
      from->at[i].call = call;
    }
    to->at[to->n++] = from->at[i];
    from->at[i] = (struct lur_answers){0};
  }
  lur_answers_list_clear(from);
  return status;
}

static bool is_answers_file(const char *name)
{
  static const char *const endings[] = {".yaml", ".yml", ".json", ".csv"};
  const char *dot = strrchr(name, '.');
  for (size_t i = 0; dot && dot != name && i < sizeof endings / sizeof *endings; i++)
    if (strcasecmp(dot, endings[i]) == 0) return true;
  return false;
}

static int answers_only(const struct dirent *entry)
{
  return is_answers_file(entry->d_name);
}

static lur_exit load_folder(const char *folder, const char *rubric, struct lur_answers_list *out)
{
  struct dirent **entry = NULL;
  lur_exit code = LUR_EXIT_DONE;
  int n = scandir(folder, &entry, answers_only, alphasort);
  for (int i = 0; i < n; i++) {
    char path[4096];
    struct lur_answers_list one = {0};
    struct lur_diag diag = {0};
    snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name);
    lur_status status = lur_answers_load(path, &one, &diag);
    if (status == LUR_OK) status = move_answers(&one, path, rubric, out);
    if (status != LUR_OK) code = lur_exit_worse(code, lur_say_diag(status, &diag));
    lur_answers_list_clear(&one);
    free(entry[i]);
  }
  free(entry);
  return code;
}

lur_exit lur_scoring_answers(const char *path, const char *rubric, struct lur_answers_list *out)
{
  struct lur_diag diag = {0};
  struct stat st;
  if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) return load_folder(path, rubric, out);
  lur_status status = lur_answers_load(path, out, &diag);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
}

/// By name, then by place in the list.
static int by_call(const void *pa, const void *pb)
{
  const struct lur_scoring_key *a = pa, *b = pb;
  int order = strcmp(a->call, b->call);
  return order ? order : (a->answers > b->answers) - (a->answers < b->answers);
}

lur_status lur_scoring_index_make(const struct lur_answers_list *list, struct lur_scoring_index *out)
{
  size_t keys = (list->n + 1) * sizeof *out->at, texts = 0, used = 0;
  for (size_t i = 0; i < list->n; i++) texts += strlen(list->at[i].call) + 1;
  out->list = list;
  out->at = malloc(keys + texts);
  if (!out->at) return LUR_NO_MEM;
  for (size_t i = 0; i < list->n; i++) {
    size_t size = strlen(list->at[i].call) + 1;
    char *call = (char *)out->at + keys + used;
    memcpy(call, list->at[i].call, size);
    out->at[i] = (struct lur_scoring_key){&list->at[i], call};
    used += size;
  }
  qsort(out->at, list->n, sizeof *out->at, by_call);
  return LUR_OK;
}

/// The first of those whose call is the n bytes at `name`, or `best` where that stands before it in the list.
static const struct lur_answers *find_exact(const struct lur_scoring_index *index, const char *name, size_t n,
                                            const struct lur_answers *best)
{
  size_t low = 0, high = index->list->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const char *call = index->at[middle].call;
    int order = strncmp(call, name, n);
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  if (n == 0 || low == index->list->n || strncmp(index->at[low].call, name, n) != 0 || index->at[low].call[n])
    return best;
  return !best || index->at[low].answers < best ? index->at[low].answers : best;
}

/// By the file of n bytes: as it is, without its folder, and without its ending too.
static const struct lur_answers *find_file(const struct lur_scoring_index *index, const char *file, size_t n,
                                           const struct lur_answers *best)
{
  size_t base = n, dot = n;
  while (base && file[base - 1] != '/') base--;
  while (dot > base && file[dot - 1] != '.') dot--;
  best = find_exact(index, file, n, best);
  best = find_exact(index, file + base, n - base, best);
  return dot > base + 1 ? find_exact(index, file + base, dot - 1 - base, best) : best;
}

const struct lur_answers *lur_scoring_index_find(const struct lur_scoring_index *index, const char *name)
{
  if (!index->list || index->list->n < 2) return index->list ? lur_answers_find(index->list, name) : NULL;
  const struct lur_answers *best = find_file(index, name, strlen(name), NULL);
  return find_file(index, name, strcspn(name, "+"), best); // two legs go by the first, too
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
