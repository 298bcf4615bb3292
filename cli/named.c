#include "cli/named.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/keep.h"
#include "cli/places.h"
#include "cli/scoring.h"
#include "cli/talk.h"
#include "rubrics/library.h"
#include "store/store.h"

/// Whether it is a file, or one of the library.
static bool is_at_hand(const char *name)
{
  char folders[4096], *path = NULL;
  struct lur_diag diag;
  bool found = lur_library_find(lur_place_rubrics(folders, sizeof folders), name, &path, &diag) == LUR_OK;
  free(path);
  return found;
}

/// The text of a published rubric; NULL: there is no store, or none of that name in it.
static char *published_text(const char *folder, const char *name)
{
  const struct lur_store_options options = lur_store_options_default(LUR_STORE_READ);
  struct lur_diag diag;
  lur_store *store = NULL;
  char id[200], *text = NULL, *version = NULL;
  snprintf(id, sizeof id, "%s", name);
  version = strchr(id, '@');
  if (version) *version++ = '\0';
  if (lur_store_open(folder, &options, &store, &diag) == LUR_OK &&
      lur_store_published_text(store, id, version, &text, &diag) != LUR_OK)
    text = NULL;
  lur_store_close(store);
  return text;
}

static lur_exit read_text(char *published, const char *name, struct lur_rubric **out, char **text)
{
  struct lur_diags faults = {0};
  lur_status status = lur_rubric_parse(published, strlen(published), name, out, &faults);
  lur_exit code = lur_exit_of(status);
  for (size_t i = 0; i < faults.n; i++) code = lur_say_diag(status, &faults.at[i]);
  if (status != LUR_OK && !faults.n) code = lur_say_diag(status, &(struct lur_diag){0});
  lur_diags_clear(&faults);
  if (status == LUR_OK && text)
    *text = published;
  else
    free(published);
  return code;
}

lur_exit lur_named_rubric(const char *name, const char *folder, struct lur_rubric **out, char **text)
{
  char *own = NULL, *published = is_at_hand(name) ? NULL : published_text(folder, name);
  if (published) return read_text(published, name, out, text);
  lur_exit code = lur_scoring_rubric_text(name, out, text ? text : &own); // which says what there is
  free(own);
  return code;
}

lur_exit lur_rubric_of_wave(const char *command, const char *wave, const char *folder, char *out, size_t size)
{
  struct lur_diag diag = {0};
  struct lur_store_ranking *ranking = NULL;
  struct lur_store_wave_rules rules = {0};
  lur_store *store = NULL;
  lur_exit code = lur_keep_open_now(folder, LUR_STORE_READ, &store);
  if (code != LUR_EXIT_DONE) return code;
  lur_status status = lur_store_rank(store, wave, NULL, &ranking, &diag);
  if (status == LUR_OK) status = lur_store_wave_rules(store, wave, &rules, &diag);
  if (status == LUR_OK)
    snprintf(out, size, "%s", ranking->rubric[0] ? ranking->rubric : rules.rubric);
  else
    code = lur_say_diag(status, &diag);
  lur_store_wave_rules_clear(&rules);
  lur_store_ranking_free(ranking);
  lur_store_close(store);
  if (code != LUR_EXIT_DONE || out[0]) return code;
  return lur_say_usage(
      command,
      _("no call of the wave '%s' has been scored yet and its plan names no rubric; name one by --rubric"),
      wave);
}
