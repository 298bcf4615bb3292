#include "cli/compare.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/keep.h"
#include "cli/moves.h"
#include "cli/named.h"
#include "cli/refit.h"
#include "cli/table.h"
#include "cli/talk.h"
#include "cli/wave_scores.h"
#include "report/words.h"

struct run {
  const struct lur_compare_request *request;
  struct lur_rubric *rubric;
  struct lur_kept_rubrics older; // rubrics of earlier scorecards
  lur_store *store;
  struct lur_wave_scores waves; // where points rest on what the others have
  lur_scorer *scorer;           // of the new version
  struct lur_moves moves;
  size_t calls, fresh, lacking; // calls; without an earlier scorecard; not complete by the new version
};

/// The call by the new version, with the answers that still fit.
static lur_status score_now(struct run *run, const struct lur_kept *kept, struct lur_scorecard **out,
                            struct lur_diag *diag)
{
  struct lur_score_input input = {.rubric = run->rubric,
                                  .measures = &kept->call->measures,
                                  .events = &kept->call->events,
                                  .scorer = run->scorer};
  struct lur_answers *answers = kept->answers.n ? (struct lur_answers *)&kept->answers.at[0] : NULL;
  if (answers && lur_refit_answers(run->rubric, answers) < 0) return LUR_NO_MEM;
  input.answers = answers;
  lur_status status = lur_wave_scores_find(&run->waves, kept, &input, diag);
  return status == LUR_OK ? lur_score_input(&input, out, diag) : status;
}

static lur_status older_rubric(struct run *run, const char *sha256, const struct lur_rubric **out,
                               struct lur_diag *diag)
{
  for (size_t i = 0; i < run->older.n; i++)
    if (strcmp(run->older.at[i]->sha256, sha256) == 0) {
      *out = run->older.at[i];
      return LUR_OK;
    }
  char *text = NULL;
  struct lur_diags faults = {0};
  struct lur_rubric *read = NULL, **grown;
  grown = lur_grow(run->older.at, &run->older.room, run->older.n, sizeof *grown);
  if (!grown) return LUR_NO_MEM;
  run->older.at = grown;
  lur_status status = lur_store_rubric_text(run->store, sha256, &text, diag);
  if (status == LUR_OK) status = lur_rubric_parse(text, strlen(text), run->rubric->id, &read, &faults);
  if (status != LUR_OK && faults.n) *diag = faults.at[0];
  if (status == LUR_OK) *out = run->older.at[run->older.n++] = read;
  lur_diags_clear(&faults);
  free(text);
  return status;
}

/// The scorecard there was, made again for its criteria; its total is the one that was kept.
static lur_status score_then(struct run *run, const struct lur_kept *kept,
                             const struct lur_store_revision *before, struct lur_scorecard **out,
                             struct lur_diag *diag)
{
  const struct lur_rubric *rubric = NULL;
  struct lur_measures measures;
  struct lur_answers_list answers = {0};
  struct lur_wave_value *wave = NULL;
  struct lur_score_input input = {.measures = &measures, .events = &kept->call->events};
  lur_status status = older_rubric(run, before->scored.rubric_sha256, &rubric, diag);
  if (status == LUR_OK && before->answers[0])
    status = lur_answers_parse(before->answers, strlen(before->answers), kept->name, &answers, diag);
  if (status == LUR_OK) status = lur_store_measures(run->store, before->scored.analysis, &measures, diag);
  if (status == LUR_OK) status = lur_wave_scores_read(before->document, rubric, &wave, &input.wave_values);
  input.rubric = rubric;
  input.answers = answers.n ? &answers.at[0] : NULL;
  input.wave = wave;
  if (status == LUR_OK) status = lur_score_input(&input, out, diag);
  // What of the scorecard rests on the wave goes with it; what moves a mean is read from points alone.
  for (size_t i = 0; status == LUR_OK && i < (*out)->marks; i++) (*out)->mark[i].wave = NULL;
  free(wave);
  lur_answers_list_clear(&answers);
  return status;
}

static lur_status add_before(struct run *run, const struct lur_kept *kept, size_t participant,
                             struct lur_diag *diag)
{
  struct lur_store_revision *before = NULL;
  struct lur_scorecard *card = NULL;
  lur_status status = lur_store_other_revision(run->store, kept->entry->row.call.id, run->rubric->id,
                                               run->rubric->sha256, &before, diag);
  if (status == LUR_NOT_FOUND) {
    run->fresh++;
    return LUR_OK;
  }
  if (status == LUR_OK && before->scored.complete && before->scored.has_total) {
    status = score_then(run, kept, before, &card, diag);
    if (status == LUR_OK)
      status =
          lur_moves_add(&run->moves, participant, LUR_MOVES_BEFORE, card, before->scored.total_millionths);
  }
  lur_scorecard_free(card);
  lur_store_revision_free(before);
  return status;
}

/// The call's place in the new version's league, where it counts.
static lur_status add_after(struct run *run, const struct lur_kept *kept, size_t participant,
                            struct lur_diag *diag)
{
  struct lur_scorecard *card = NULL;
  bool passed = false;
  lur_status status = lur_wave_scores_passed(run->store, run->rubric, kept, &passed, diag);
  if (status != LUR_OK || passed) return status;
  status = score_now(run, kept, &card, diag);
  if (status == LUR_OK) {
    bool counts = card->complete && card->has_total;
    run->lacking += !counts;
    if (counts)
      status = lur_moves_add(&run->moves, participant, LUR_MOVES_AFTER, card, card->total_millionths);
  }
  lur_scorecard_free(card);
  return status;
}

static lur_status add_call(struct run *run, int64_t id, struct lur_diag *diag)
{
  struct lur_kept kept = {0};
  size_t participant = 0;
  lur_status status = lur_kept_load_to_score(run->store, id, run->rubric->id, &kept, diag);
  if (status == LUR_OK && kept.call) {
    const struct lur_store_row *row = &kept.entry->row;
    status = lur_moves_participant(&run->moves, row->call.participant, row->participant_title, &participant);
    if (status == LUR_OK) status = add_before(run, &kept, participant, diag);
    if (status == LUR_OK) status = add_after(run, &kept, participant, diag);
    run->calls++;
  }
  lur_kept_clear(&kept);
  return status;
}

static lur_status add_wave(struct run *run, struct lur_diag *diag)
{
  const struct lur_store_filter filter = {.wave = run->request->wave, .order = LUR_STORE_OLDEST_FIRST};
  int64_t *ids = NULL;
  size_t n = 0;
  lur_status status = lur_kept_ids(run->store, &filter, &ids, &n, diag);
  if (status == LUR_OK) status = lur_scorer_new(&run->scorer);
  run->waves = (struct lur_wave_scores){.store = run->store, .rubric = run->rubric, .scorer = run->scorer};
  for (size_t i = 0; i < n && status == LUR_OK; i++) status = add_call(run, ids[i], diag);
  free(ids);
  return status;
}

// What is shown.

enum { NAME_SIZE = 400, SHOWN_REASONS = 3 };
#define SHOWN_FROM 0.05 ///< smaller moves round to nothing

/// The criteria that moved a participant, gravest first: "Greeting −2.1, rules +1".
static void write_reasons(const struct run *run, const struct lur_mover *mover, char *out, size_t size)
{
  struct lur_move list[64];
  size_t used = 0, n = lur_moves_why(&run->moves, mover, list, sizeof list / sizeof *list);
  out[0] = '\0';
  for (size_t i = 0; i < n && i < SHOWN_REASONS && fabs(list[i].by) >= SHOWN_FROM && used < size; i++) {
    char figure[LUR_WORDS_SIZE];
    const struct lur_criterion *c = list[i].criterion;
    const char *name = c ? lur_texts_pick(&c->title, run->request->language) : _("rules");
    lur_words_number(fabs(list[i].by), 1, run->request->language, figure);
    int wrote = snprintf(out + used, size - used, "%s%s %s%s", i ? ", " : "", name,
                         list[i].by < 0 ? "−" : "+", figure);
    used += wrote > 0 ? (size_t)wrote : 0;
  }
}

static void put_side(struct lur_table *t, const struct lur_mover *mover, lur_moves_side side,
                     const char *language)
{
  char text[LUR_WORDS_SIZE];
  if (mover->rank[side])
    lur_table_put_number(t, mover->rank[side]);
  else
    lur_table_put(t, "");
  lur_table_put(t,
                mover->calls[side] ? lur_words_number(lur_mover_mean(mover, side), 1, language, text) : "–");
}

static void put_change(struct lur_table *t, const struct lur_mover *mover, const char *language)
{
  char figure[LUR_WORDS_SIZE], text[LUR_WORDS_SIZE + 8] = "";
  if (mover->calls[LUR_MOVES_BEFORE] && mover->calls[LUR_MOVES_AFTER]) {
    double by = lur_mover_mean(mover, LUR_MOVES_AFTER) - lur_mover_mean(mover, LUR_MOVES_BEFORE);
    lur_words_number(fabs(by), 1, language, figure);
    snprintf(text, sizeof text, "%s%s", fabs(by) < SHOWN_FROM ? "" : by < 0 ? "−" : "+", figure);
  }
  lur_table_put(t, text);
}

static const char *const people_head[] = {N_("participant"), N_("rank before"), N_("mean before"),
                                          N_("rank after"),  N_("mean after"),  N_("change"),
                                          N_("moved by")};
enum { PEOPLE = sizeof people_head / sizeof *people_head };

static lur_status print_people(const struct run *run)
{
  char reasons[NAME_SIZE];
  const char *language = run->request->language;
  struct lur_table t = {.columns = PEOPLE, .right = 0x3e};
  for (size_t c = 0; c < PEOPLE; c++) lur_table_put(&t, _(people_head[c]));
  for (size_t i = 0; i < run->moves.n; i++) {
    const struct lur_mover *mover = run->moves.order[i];
    lur_table_put(&t, mover->name[0] ? mover->title : _("(nobody named)"));
    put_side(&t, mover, LUR_MOVES_BEFORE, language);
    put_side(&t, mover, LUR_MOVES_AFTER, language);
    put_change(&t, mover, language);
    write_reasons(run, mover, reasons, sizeof reasons);
    lur_table_put(&t, reasons);
  }
  lur_table_print(&t, stdout);
  lur_status status = t.status;
  lur_table_clear(&t);
  return status;
}

static json_t *rank_of(const struct lur_mover *mover, lur_moves_side side)
{
  return mover->rank[side] ? json_integer(mover->rank[side]) : json_null();
}

static json_t *mean_of(const struct lur_mover *mover, lur_moves_side side)
{
  return mover->calls[side] ? json_real(lur_mover_mean(mover, side)) : json_null();
}

static json_t *reasons_of(const struct run *run, const struct lur_mover *mover)
{
  struct lur_move list[64];
  size_t n = lur_moves_why(&run->moves, mover, list, sizeof list / sizeof *list);
  json_t *all = json_array();
  for (size_t i = 0; all && i < n; i++)
    if (json_array_append_new(all, json_pack("{s:s, s:f}", "criterion",
                                             list[i].criterion ? list[i].criterion->id : "rules", "by",
                                             list[i].by)) != 0)
      break;
  return all;
}

static lur_status print_json(const struct run *run)
{
  for (size_t i = 0; i < run->moves.n; i++) {
    const struct lur_mover *m = run->moves.order[i];
    json_t *line =
        json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:I, s:I, s:o}", "participant", m->name, "title", m->title,
                  "rank_before", rank_of(m, LUR_MOVES_BEFORE), "mean_before", mean_of(m, LUR_MOVES_BEFORE),
                  "rank_after", rank_of(m, LUR_MOVES_AFTER), "mean_after", mean_of(m, LUR_MOVES_AFTER),
                  "calls_before", (json_int_t)m->calls[LUR_MOVES_BEFORE], "calls_after",
                  (json_int_t)m->calls[LUR_MOVES_AFTER], "moved", reasons_of(run, m));
    if (!line) return LUR_NO_MEM;
    json_dumpf(line, stdout, JSON_COMPACT | JSON_REAL_PRECISION(12));
    putchar('\n');
    json_decref(line);
  }
  return LUR_OK;
}

/// What the table leaves unclear.
static void say(const struct run *run)
{
  lur_say("%s", _("this was a trial: nothing was kept, and the league is as it was"));
  if (run->lacking)
    lur_say(lur_text_n("%zu call lacks answers to questions that this version asks, and does not count after",
                       "%zu calls lack answers to questions that this version asks, and do not count after",
                       run->lacking),
            run->lacking);
  if (run->fresh)
    lur_say(lur_text_n("%zu call was never scored by an earlier version",
                       "%zu calls were never scored by an "
                       "earlier version",
                       run->fresh),
            run->fresh);
}

static void print_versions(const struct run *run)
{
  char before[NAME_SIZE] = "";
  size_t used = 0;
  for (size_t i = 0; i < run->older.n && used < sizeof before; i++) {
    int wrote =
        snprintf(before + used, sizeof before - used, "%s%s", i ? ", " : "", run->older.at[i]->version);
    used += wrote > 0 ? (size_t)wrote : 0;
  }
  printf(_("%s, version %s  →  version %s, in '%s'\n\n"), run->rubric->id, before[0] ? before : "–",
         run->rubric->version, run->request->wave);
}

static lur_exit show(struct run *run)
{
  lur_status status = lur_moves_rank(&run->moves);
  if (status == LUR_OK && run->request->as == LUR_AS_JSON) {
    status = print_json(run);
  } else if (status == LUR_OK) {
    print_versions(run);
    status = print_people(run);
  }
  fflush(stdout);
  if (status != LUR_OK) return lur_say_diag(status, &(struct lur_diag){0});
  say(run);
  return LUR_EXIT_DONE;
}

static lur_exit compare(struct run *run)
{
  struct lur_diag diag = {0};
  lur_exit code = lur_keep_open(run->request->store, LUR_STORE_READ, &run->store);
  if (code != LUR_EXIT_DONE) return code;
  lur_status status = add_wave(run, &diag);
  if (status == LUR_OK) return show(run);
  return lur_say_diag(status, &diag);
}

lur_exit lur_compare_wave(const struct lur_compare_request *request)
{
  struct run run = {.request = request};
  lur_exit code = lur_named_rubric(request->rubric, request->store, &run.rubric, NULL);
  if (code == LUR_EXIT_DONE) code = compare(&run);
  lur_moves_clear(&run.moves);
  lur_wave_scores_clear(&run.waves);
  lur_scorer_free(run.scorer);
  lur_kept_rubrics_clear(&run.older);
  lur_store_close(run.store);
  lur_rubric_free(run.rubric);
  return code;
}
