#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/node.h"
#include "cli/keep.h"
#include "cli/refit.h"
#include "cli/rubric_life.h"
#include "cli/talk.h"
#include "cli/wave_scores.h"
#include "rubrics/weak.h"

static void print_all(const struct lur_diags *found, const char *before)
{
  char line[sizeof(struct lur_diag) + 64];
  for (size_t i = 0; i < found->n; i++) {
    const struct lur_diag *d = &found->at[i];
    if (*before)
      printf("%s:%d:%d: %s: %s\n", d->file, d->line, d->column, before, d->text);
    else
      printf("%s\n", lur_diag_format(d, line, sizeof line));
  }
}

/// Calls are scored as `lur score` scores them, which keeps it.
struct sight {
  struct lur_wave_scores waves;
  struct lur_seen *seen;
};

/// With the answers there are to the same questions.
static lur_status score_call(struct sight *sight, struct lur_kept *kept, struct lur_diag *diag)
{
  const struct lur_rubric *rubric = sight->waves.rubric;
  struct lur_scorecard *card = NULL;
  struct lur_answers *answers = kept->answers.n ? &kept->answers.at[0] : NULL;
  struct lur_score_input input = {.rubric = rubric,
                                  .measures = &kept->call->measures,
                                  .events = &kept->call->events,
                                  .answers = answers,
                                  .scorer = sight->waves.scorer};
  if (answers && lur_refit_answers(rubric, answers) < 0) return LUR_NO_MEM;
  lur_status status = lur_wave_scores_find(&sight->waves, kept, &input, diag);
  if (status == LUR_OK) status = lur_score_input(&input, &card, diag);
  if (card) lur_seen_add(sight->seen, card);
  lur_scorecard_free(card);
  return status;
}

static lur_status see_call(struct sight *sight, int64_t id, struct lur_diag *diag)
{
  struct lur_kept kept = {0};
  bool passed = false;
  lur_store *store = sight->waves.store;
  const struct lur_rubric *rubric = sight->waves.rubric;
  lur_status status = lur_kept_load_to_score(store, id, rubric->id, &kept, diag);
  if (status == LUR_OK) status = lur_wave_scores_passed(store, rubric, &kept, &passed, diag);
  if (status == LUR_OK && kept.call && !passed) status = score_call(sight, &kept, diag);
  lur_kept_clear(&kept);
  return status;
}

static lur_status see_calls(lur_store *store, const struct lur_rubric *rubric, const int64_t *id, size_t n,
                            struct lur_seen *seen, struct lur_diag *diag)
{
  struct sight sight = {.waves = {.store = store, .rubric = rubric}, .seen = seen};
  lur_scorer *scorer = NULL;
  lur_status status = lur_scorer_new(&scorer);
  sight.waves.scorer = scorer;
  for (size_t i = 0; i < n && status == LUR_OK; i++) status = see_call(&sight, id[i], diag);
  lur_wave_scores_clear(&sight.waves);
  lur_scorer_free(scorer);
  return status;
}

static lur_exit see_wave(const struct lur_rubric_request *request, const struct lur_rubric *rubric,
                         struct lur_seen *seen)
{
  const struct lur_store_filter filter = {.wave = request->wave, .order = LUR_STORE_OLDEST_FIRST};
  struct lur_diag diag = {0};
  lur_store *store;
  int64_t *ids = NULL;
  size_t n = 0;
  lur_exit code = lur_keep_open(request->store, LUR_STORE_READ, &store);
  if (code != LUR_EXIT_DONE) return code;
  lur_status status = lur_kept_ids(store, &filter, &ids, &n, &diag);
  if (status == LUR_OK) status = see_calls(store, rubric, ids, n, seen, &diag);
  if (status != LUR_OK) code = lur_say_diag(status, &diag);
  if (status == LUR_OK && n < LUR_SEEN_ENOUGH)
    lur_say(_("the wave '%s' has %zu calls; what a rubric does to them is looked at from %d on"),
            request->wave, n, LUR_SEEN_ENOUGH);
  free(ids);
  lur_store_close(store);
  return code;
}

static lur_exit print_weak(const struct lur_rubric_request *request, const char *path, const char *text,
                           size_t size, const struct lur_rubric *rubric)
{
  struct lur_diags weak = {0};
  struct lur_seen *seen = request->wave ? calloc(rubric->criteria + 1, sizeof *seen) : NULL;
  lur_exit code = seen ? see_wave(request, rubric, seen) : LUR_EXIT_DONE;
  lur_status status = lur_rubric_weak(rubric, text, size, path, seen, &weak);
  if (status == LUR_OK) {
    printf(_("%s: in order (%s, version %s, %zu criteria)\n"), path, rubric->id, rubric->version,
           rubric->criteria);
    print_all(&weak, _("weak"));
  } else {
    code = lur_say_diag(status, &(struct lur_diag){0});
  }
  lur_diags_clear(&weak);
  free(seen);
  return code;
}

static lur_exit check_text(const struct lur_rubric_request *request, const char *path, const char *text,
                           size_t size)
{
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  lur_exit code = LUR_EXIT_BELOW;
  lur_status status = lur_rubric_parse(text, size, path, &rubric, &faults);
  if (status == LUR_OK)
    code = print_weak(request, path, text, size, rubric);
  else if (status == LUR_BAD_INPUT || status == LUR_UNSUPPORTED)
    print_all(&faults, "");
  else
    code = lur_say_diag(status, faults.n ? &faults.at[0] : &(struct lur_diag){0});
  lur_rubric_free(rubric);
  lur_diags_clear(&faults);
  return code;
}

static lur_exit check_file(const struct lur_rubric_request *request, const char *path)
{
  char *text = NULL;
  size_t size = 0;
  struct lur_diag diag = {0};
  lur_status status = lur_file_read(path, LUR_NODE_SIZE_LIMIT, &text, &size, &diag);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  lur_exit code = check_text(request, path, text, size);
  free(text);
  return code;
}

lur_exit lur_rubric_check_files(const struct lur_rubric_request *request, char *const *path, size_t n)
{
  lur_exit code = LUR_EXIT_DONE;
  for (size_t i = 0; i < n; i++) code = lur_exit_worse(code, check_file(request, path[i]));
  return code;
}
