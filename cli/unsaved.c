#define _GNU_SOURCE
#include "cli/unsaved.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/places.h"
#include "cli/scoring.h"

/// FNV-1a: tells files of one name apart.
static uint64_t digest(uint64_t hash, const char *text)
{
  for (; *text; text++) hash = (hash ^ (unsigned char)*text) * 1099511628211ULL;
  return (hash ^ 0xff) * 1099511628211ULL; // the end counts, too
}

bool lur_unsaved_path(const char *recording, const char *rubric, char out[LUR_UNSAVED_PATH])
{
  char stem[160], whole[PATH_MAX];
  const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
  bool own = state && state[0] == '/';
  if (strcmp(recording, "-") == 0 || (!own && (!home || home[0] != '/'))) return false;
  uint64_t hash = 14695981039346656037ULL;
  if (realpath(recording, whole)) {
    hash = digest(hash, whole);
  } else { // two legs
    if (!getcwd(whole, sizeof whole)) return false;
    hash = digest(digest(hash, whole), recording);
  }
  hash = digest(hash, rubric);
  int n = snprintf(out, LUR_UNSAVED_PATH, "%s%s/lur/answers/%s-%016llx.yaml", own ? state : home,
                   own ? "" : "/.local/state", lur_scoring_stem(recording, stem, sizeof stem),
                   (unsigned long long)hash);
  return n > 0 && n < LUR_UNSAVED_PATH;
}

void lur_unsaved_load(const char *path, const struct lur_rubric *rubric, struct lur_answers_list *out)
{
  struct lur_diag diag = {0};
  lur_answers_list_clear(out);
  if (access(path, R_OK) != 0) return;
  // What was answered to an earlier version, or spoilt, is asked again.
  if (lur_answers_load(path, out, &diag) == LUR_OK && out->n == 1 &&
      lur_answers_check(&out->at[0], rubric, &diag) == LUR_OK)
    return;
  lur_answers_list_clear(out);
}

static lur_status write_text(FILE *out, void *text)
{
  return fputs(*(const char **)text, out) < 0 ? LUR_IO : LUR_OK;
}

lur_status lur_unsaved_put(const char *path, const char *text, struct lur_diag *diag)
{
  char folder[LUR_UNSAVED_PATH];
  struct lur_diag unsaid;
  if (!diag) diag = &unsaid;
  snprintf(folder, sizeof folder, "%s", path);
  *strrchr(folder, '/') = '\0';
  if (access(folder, F_OK) != 0) {
    if (!lur_place_make(folder))
      return lur_diag_set(diag, LUR_IO, folder, 0, 0, "%s", lur_status_text(LUR_IO));
    (void)chmod(folder, 0700); // else as the user's umask has it
  }
  return lur_place_write(path, write_text, &text, diag);
}

lur_status lur_unsaved_keep(const char *path, const struct lur_answers *answers, struct lur_diag *diag)
{
  char *text = NULL;
  lur_status status = lur_answers_print(answers, &text);
  if (status == LUR_OK) status = lur_unsaved_put(path, text, diag);
  free(text);
  return status;
}

void lur_unsaved_forget(const char *path)
{
  (void)unlink(path); // most often there is none
}
