#include "cli/wave_scores.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/attempts.h"
#include "cli/refit.h"

/// A wave with its means.
struct lur_wave_known {
  char *wave;
  lur_wave_means *means;
  char **participant;
  size_t participants, room;
};

static void clear_known(struct lur_wave_known *known)
{
  for (size_t i = 0; i < known->participants; i++) free(known->participant[i]);
  free(known->participant);
  free(known->wave);
  lur_wave_means_free(known->means);
}

void lur_wave_scores_clear(struct lur_wave_scores *scores)
{
  for (size_t i = 0; i < scores->n; i++) clear_known(&scores->at[i]);
  free(scores->at);
  *scores = (struct lur_wave_scores){0};
}

/// The index of a participant, who is added where needed.
static lur_status find_participant(struct lur_wave_known *known, const char *name, size_t *out)
{
  for (*out = 0; *out < known->participants; ++*out)
    if (strcasecmp(known->participant[*out], name) == 0) return LUR_OK;
  char **grown = lur_grow(known->participant, &known->room, known->participants, sizeof *grown);
  if (!grown) return LUR_NO_MEM;
  known->participant = grown;
  grown[known->participants] = strdup(name);
  return grown[known->participants] ? (known->participants++, LUR_OK) : LUR_NO_MEM;
}

lur_status lur_wave_scores_passed(lur_store *store, const struct lur_rubric *rubric,
                                  const struct lur_kept *kept, bool *passed, struct lur_diag *diag)
{
  const struct lur_store_call *call = &kept->entry->row.call;
  *passed = false;
  if (!rubric->attempts.given || !kept->call) return LUR_OK;
  return lur_attempts_passed(store, call, &rubric->attempts, &kept->call->measures, &call->notes, passed,
                             diag);
}

/// Answers count here where they overrule what was measured; those that do not fit any more do not.
static lur_status add_card(struct lur_wave_scores *scores, struct lur_wave_known *known,
                           struct lur_kept *kept, struct lur_diag *diag)
{
  struct lur_scorecard *card = NULL;
  size_t participant = 0;
  struct lur_answers *own = kept->answers.n ? &kept->answers.at[0] : NULL;
  const struct lur_answers *given = scores->given ? scores->given(scores->giver, kept) : NULL;
  const struct lur_score_input input = {.rubric = scores->rubric,
                                        .measures = &kept->call->measures,
                                        .events = &kept->call->events,
                                        .answers = given ? given : own,
                                        .scorer = scores->scorer};
  if (own && lur_refit_answers(scores->rubric, own) < 0) return LUR_NO_MEM;
  lur_status status = find_participant(known, kept->entry->row.call.participant, &participant);
  if (status == LUR_OK) status = lur_score_input(&input, &card, diag);
  if (status == LUR_BAD_INPUT && given) return LUR_OK; // its own turn tells what is wrong with them
  if (status == LUR_OK) lur_wave_means_add(known->means, participant, card);
  lur_scorecard_free(card);
  return status;
}

static lur_status add_call(struct lur_wave_scores *scores, struct lur_wave_known *known, int64_t id,
                           struct lur_diag *diag)
{
  struct lur_kept kept = {0};
  bool passed = false;
  lur_status status = lur_kept_load_to_score(scores->store, id, scores->rubric->id, &kept, diag);
  if (status == LUR_OK) status = lur_wave_scores_passed(scores->store, scores->rubric, &kept, &passed, diag);
  if (status == LUR_OK && kept.call && !passed) status = add_card(scores, known, &kept, diag);
  lur_kept_clear(&kept);
  return status;
}

static lur_status learn(struct lur_wave_scores *scores, const char *wave, struct lur_wave_known *known,
                        struct lur_diag *diag)
{
  const struct lur_store_filter filter = {.wave = wave, .order = LUR_STORE_OLDEST_FIRST};
  int64_t *ids = NULL;
  size_t n = 0;
  known->wave = strdup(wave);
  lur_status status = known->wave ? lur_kept_ids(scores->store, &filter, &ids, &n, diag) : LUR_NO_MEM;
  // No more participants than calls.
  if (status == LUR_OK) status = lur_wave_means_new(scores->rubric, n, &known->means);
  for (size_t i = 0; i < n && status == LUR_OK; i++) status = add_call(scores, known, ids[i], diag);
  free(ids);
  return status;
}

static lur_status find_wave(struct lur_wave_scores *scores, const char *wave, struct lur_wave_known **out,
                            struct lur_diag *diag)
{
  for (size_t i = 0; i < scores->n; i++)
    if (strcasecmp(scores->at[i].wave, wave) == 0) {
      *out = &scores->at[i];
      return LUR_OK;
    }
  struct lur_wave_known *grown = lur_grow(scores->at, &scores->room, scores->n, sizeof *grown), known = {0};
  if (!grown) return LUR_NO_MEM;
  scores->at = grown;
  lur_status status = learn(scores, wave, &known, diag);
  if (status != LUR_OK) {
    clear_known(&known);
    return status;
  }
  grown[scores->n] = known;
  *out = &grown[scores->n++];
  return LUR_OK;
}

lur_status lur_wave_scores_find(struct lur_wave_scores *scores, const struct lur_kept *kept,
                                struct lur_score_input *input, struct lur_diag *diag)
{
  const struct lur_store_call *call = &kept->entry->row.call;
  struct lur_wave_known *known = NULL;
  if (!call->wave || !call->wave[0] || !lur_rubric_needs_wave(scores->rubric)) return LUR_OK;
  lur_status status = find_wave(scores, call->wave, &known, diag);
  for (size_t i = 0; status == LUR_OK && i < known->participants; i++)
    if (strcasecmp(known->participant[i], call->participant) == 0)
      input->wave = lur_wave_means_of(known->means, i, &input->wave_values);
  return status;
}

static void read_criterion(const json_t *of, const struct lur_rubric *rubric, struct lur_wave_value *list,
                           size_t *n)
{
  const json_t *wave = json_object_get(of, "wave");
  const char *id = json_string_value(json_object_get(of, "id"));
  const struct lur_criterion *c = id ? lur_rubric_find(rubric, id) : NULL;
  if (!json_is_object(wave) || !c || *n >= rubric->criteria) return;
  list[(*n)++] = (struct lur_wave_value){
      .criterion = c->id,
      .mean = json_number_value(json_object_get(wave, "mean")),
      .low = json_number_value(json_object_get(wave, "low")),
      .high = json_number_value(json_object_get(wave, "high")),
      .participants = (size_t)json_integer_value(json_object_get(wave, "participants"))};
}

lur_status lur_wave_scores_read(const char *document, const struct lur_rubric *rubric,
                                struct lur_wave_value **out, size_t *n)
{
  size_t s, i;
  json_t *section, *criterion;
  *out = NULL;
  *n = 0;
  if (!document || !lur_rubric_needs_wave(rubric)) return LUR_OK;
  json_t *root = json_loads(document, 0, NULL);
  if (!root) return LUR_OK;
  *out = calloc(rubric->criteria + 1, sizeof **out);
  json_array_foreach(json_object_get(root, "sections"), s, section)
      json_array_foreach(json_object_get(section, "criteria"), i, criterion) if (*out)
          read_criterion(criterion, rubric, *out, n);
  json_decref(root);
  return *out ? LUR_OK : LUR_NO_MEM;
}
