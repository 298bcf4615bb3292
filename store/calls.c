#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "store/audio.h"
#include "store/closing.h"
#include "store/facts.h"
#include "store/names.h"
#include "store/parts.h"
#include "store/published.h"

static lur_status find_pair(lur_store *store, const char *first, const char *second, int64_t *id,
                            struct lur_diag *diag)
{
  return lur_db_number(store, "SELECT id FROM call WHERE audio = ? AND ifnull(audio2, '') = ?",
                       LUR_DB_WITH(lur_db_text(first), lur_db_text(second)), id, diag);
}

lur_status lur_store_find_audio(lur_store *store, const struct lur_store_audio *first,
                                const struct lur_store_audio *second, int64_t *id, struct lur_diag *diag)
{
  return find_pair(store, first->sha256, second ? second->sha256 : "", id, diag);
}

/// A call without sound is told by what stands for its sound.
static bool is_document(const struct lur_store_call *c)
{
  return strcmp(c->audio[0].ext, LUR_STORE_NO_SOUND) == 0;
}

static bool is_call_sane(const struct lur_store_call *c)
{
  if ((c->source == LUR_STORE_DOCUMENT) != is_document(c) || (is_document(c) && c->audios != 1)) return false;
  if (c->audios < 1 || c->audios > 2 || !(c->duration_s >= 0 && isfinite(c->duration_s))) return false;
  for (size_t i = 0; i < c->dropout.n; i++)
    if (!(c->dropout.at[i].end_s >= c->dropout.at[i].start_s && isfinite(c->dropout.at[i].end_s)))
      return false;
  return c->channels >= 0 && c->sample_rate_hz >= 0;
}

static struct lur_db_value when_ms(const struct lur_when *when)
{
  return when->known ? lur_db_int(when->unix_ms) : lur_db_null();
}

static struct lur_db_value when_offset(const struct lur_when *when)
{
  return when->known ? lur_db_int(when->offset_min) : lur_db_null();
}

static lur_status add_audio(lur_store *store, const struct lur_store_call *call, struct lur_diag *diag)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < call->audios && status == LUR_OK; i++) {
    const struct lur_store_audio *a = &call->audio[i];
    if (!is_document(call)) status = lur_audio_there(store, a, diag);
    if (status == LUR_OK)
      status = lur_db_change(store, "INSERT OR IGNORE INTO audio(sha256, ext, bytes) VALUES(?, ?, ?)",
                             LUR_DB_WITH(lur_db_text(a->sha256), lur_db_text(a->ext), lur_db_int(a->bytes)),
                             NULL, diag);
  }
  return status;
}

static lur_status insert_call(lur_store *store, const struct lur_store_call *c, int64_t wave,
                              int64_t participant, int64_t *id, struct lur_diag *diag)
{
  return lur_db_change(
      store,
      "INSERT INTO call(audio, audio2, file, file2, source, added_ms, added_offset, started_ms, "
      "started_offset,"
      " wave, participant, agent, assessor, format, duration_s, channels, rate_hz, role0, role1, roles_from,"
      " complete, problem, dropouts) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?)",
      LUR_DB_WITH(lur_db_text(c->audio[0].sha256),
                  lur_db_text_or_null(c->audios == 2 ? c->audio[1].sha256 : NULL), lur_db_text(c->file[0]),
                  lur_db_text(c->audios == 2 ? c->file[1] : NULL),
                  lur_db_int(c->source == LUR_STORE_RECORDED), when_ms(&c->added), when_offset(&c->added),
                  when_ms(&c->started), when_offset(&c->started), lur_db_id(wave), lur_db_id(participant),
                  lur_db_text(c->agent), lur_db_text(c->assessor), lur_db_text(c->format),
                  lur_db_real(c->duration_s), lur_db_int(c->channels), lur_db_int(c->sample_rate_hz),
                  lur_db_int(c->role[0]), lur_db_int(c->role[1]), lur_db_int(c->roles_from),
                  lur_db_int(c->complete), lur_db_text(c->problem), lur_db_int((int64_t)c->dropout.n)),
      id, diag);
}

static lur_status add_dropouts(lur_store *store, const struct lur_store_call *c, int64_t id,
                               struct lur_diag *diag)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < c->dropout.n && status == LUR_OK; i++)
    status = lur_db_change(
        store, "INSERT INTO dropout(call, n, start_s, end_s, why) VALUES(?, ?, ?, ?, ?)",
        LUR_DB_WITH(lur_db_int(id), lur_db_int((int64_t)i), lur_db_real(c->dropout.at[i].start_s),
                    lur_db_real(c->dropout.at[i].end_s), lur_db_text(lur_dropout_name(c->dropout.at[i].why))),
        NULL, diag);
  return status;
}

static lur_status add_notes(lur_store *store, const struct lur_store_call *c, int64_t id,
                            struct lur_diag *diag)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < c->notes.n && status == LUR_OK; i++) {
    const struct lur_note *note = &c->notes.at[i];
    status = lur_db_change(
        store, "INSERT INTO note(call, n, kind, start_s, end_s, text) VALUES(?, ?, ?, ?, ?, ?)",
        LUR_DB_WITH(lur_db_int(id), lur_db_int((int64_t)i), lur_db_text(lur_note_name(note->kind)),
                    lur_db_real(note->start_s), lur_db_real(note->end_s), lur_db_text(note->text)),
        NULL, diag);
  }
  return status;
}

/// Number, text and reason of a measure: exactly one of them is there.
static void measure_values(const struct lur_value *v, lur_measure_type type, struct lur_db_value out[3])
{
  out[0] = out[1] = out[2] = lur_db_null();
  if (v->known && type == LUR_TYPE_TEXT)
    out[1] = lur_db_text(v->text);
  else if (v->known && !isnan(v->number))
    out[0] = lur_db_real(v->number);
  else
    out[2] = lur_db_text(v->why);
}

static lur_status add_measures(lur_store *store, int64_t analysis, const struct lur_measures *measures,
                               struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status =
      lur_db_ask(store, "INSERT INTO measure(analysis, name, number, text, why) VALUES(?, ?, ?, ?, ?)", NULL,
                 0, &stmt, diag);
  for (int m = 0; m < LUR_MEASURE_COUNT && status == LUR_OK; m++) {
    struct lur_db_value v[5] = {lur_db_int(analysis), lur_db_int(store->measure_id[m])};
    measure_values(&measures->of[m], lur_measure_table[m].type, v + 2);
    status = lur_db_again(store, stmt, v, 5, diag);
    if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
    if (status == LUR_END) status = LUR_OK;
  }
  lur_db_done(store, stmt);
  return status;
}

static lur_status insert_analysis(lur_store *store, int64_t call, const struct lur_store_analysis *a,
                                  int64_t *id, struct lur_diag *diag)
{
  struct lur_when now = lur_when_now();
  lur_status status =
      lur_db_change(store, "INSERT INTO analysis(call, analyser, made_ms, made_offset) VALUES(?, ?, ?, ?)",
                    LUR_DB_WITH(lur_db_int(call), lur_db_text(a->analyser), lur_db_int(now.unix_ms),
                                lur_db_int(now.offset_min)),
                    id, diag);
  if (status == LUR_OK)
    status = lur_db_change(store, "INSERT INTO analysis_document(analysis, json) VALUES(?, ?)",
                           LUR_DB_WITH(lur_db_int(*id), lur_db_text(a->document)), NULL, diag);
  return status == LUR_OK ? add_measures(store, *id, a->measures, diag) : status;
}

static lur_status find_names(lur_store *store, const struct lur_store_call *call, int64_t *wave,
                             int64_t *participant, bool *made, struct lur_diag *diag)
{
  lur_status status = LUR_OK;
  if (call->wave && *call->wave) status = lur_names_wave(store, call->wave, wave, diag);
  if (status == LUR_OK) status = lur_closing_allows(store, *wave, diag);
  if (status == LUR_OK && call->participant && *call->participant)
    status = lur_names_join(store, *wave, call->participant, NULL, participant, made, diag);
  return status;
}

static lur_status add_call(lur_store *store, const struct lur_store_call *call,
                           const struct lur_store_analysis *analysis, struct lur_store_added *added,
                           struct lur_diag *diag)
{
  int64_t wave = 0, participant = 0;
  struct lur_store_call whole = *call; // with its id and when it was added, for the metadata file
  lur_status status = find_pair(store, call->audio[0].sha256, call->audios == 2 ? call->audio[1].sha256 : "",
                                &added->call, diag);
  added->duplicate = status == LUR_OK;
  if (status != LUR_NOT_FOUND) return status;
  if (!whole.added.known) whole.added = lur_when_now();
  status = find_names(store, call, &wave, &participant, &added->new_participant, diag);
  if (status == LUR_OK) status = add_audio(store, call, diag);
  if (status == LUR_OK) status = insert_call(store, &whole, wave, participant, &added->call, diag);
  whole.id = added->call;
  if (status == LUR_OK) status = add_dropouts(store, call, whole.id, diag);
  if (status == LUR_OK) status = add_notes(store, call, whole.id, diag);
  if (status == LUR_OK) status = lur_facts_add(store, call, whole.id, diag);
  if (status == LUR_OK && analysis)
    status = insert_analysis(store, whole.id, analysis, &added->analysis, diag);
  if (status == LUR_OK && !is_document(call)) status = lur_sidecar_write(store, &whole, diag);
  return status;
}

lur_status lur_store_add_call(lur_store *store, const struct lur_store_call *call,
                              const struct lur_store_analysis *analysis, struct lur_store_added *added,
                              struct lur_diag *diag)
{
  struct lur_store_added made = {0};
  if (!is_call_sane(call)) return LUR_BAD_ARG;
  lur_status status = lur_db_enter(store, diag);
  if (status != LUR_OK) return status;
  status = lur_db_leave(store, add_call(store, call, analysis, &made, diag), diag);
  if (status == LUR_OK) *added = made;
  return status;
}

/// LUR_NOT_FOUND with a sentence: there is no such call.
static lur_status check_call(lur_store *store, int64_t call, struct lur_diag *diag)
{
  int64_t there;
  lur_status status =
      lur_db_number(store, "SELECT id FROM call WHERE id = ?", LUR_DB_WITH(lur_db_int(call)), &there, diag);
  return status == LUR_NOT_FOUND ? lur_call_missing(call, diag) : status;
}

lur_status lur_call_missing(int64_t call, struct lur_diag *diag)
{
  char name[24];
  return lur_diag_set(diag, LUR_NOT_FOUND, "", 0, 0,
                      _("there is no call %s in this store; lur list shows those there are"),
                      lur_store_call_name(call, name, sizeof name));
}

lur_status lur_store_add_analysis(lur_store *store, int64_t call, const struct lur_store_analysis *analysis,
                                  int64_t *id, struct lur_diag *diag)
{
  int64_t made = 0;
  lur_status status = lur_db_enter(store, diag);
  if (status != LUR_OK) return status;
  status = check_call(store, call, diag);
  if (status == LUR_OK) status = lur_closing_allows_call(store, call, diag);
  if (status == LUR_OK) status = insert_analysis(store, call, analysis, &made, diag);
  status = lur_db_leave(store, status, diag);
  if (status == LUR_OK && id) *id = made;
  return status;
}

struct lur_store_scorecard lur_store_scorecard_of(const struct lur_scorecard *card)
{
  struct lur_store_scorecard s = {.card = card,
                                  .rubric = card->rubric->id,
                                  .version = card->rubric->version,
                                  .rubric_sha256 = card->rubric->sha256,
                                  .assessor = card->assessor,
                                  .has_total = card->has_total,
                                  .total_millionths = card->has_total ? card->total_millionths : 0,
                                  .complete = card->complete,
                                  .band = card->band ? card->band->id : ""};
  return s;
}

/// The analysis a scorecard rests on: the one named, which must be of that call, or the newest.
static lur_status find_analysis(lur_store *store, int64_t call, int64_t named, int64_t *out,
                                struct lur_diag *diag)
{
  char name[24];
  lur_status status = lur_db_number(store,
                                    "SELECT id FROM analysis WHERE call = ?1 AND id = ifnull(?2, (SELECT "
                                    "analysis FROM call WHERE id = ?1))",
                                    LUR_DB_WITH(lur_db_int(call), lur_db_id(named)), out, diag);
  if (status != LUR_NOT_FOUND) return status;
  return lur_diag_set(diag, LUR_NOT_FOUND, "", 0, 0,
                      _("%s has no analysis to be scored from; analyse it first: lur analyse %s"),
                      lur_store_call_name(call, name, sizeof name), name);
}

static lur_status insert_parts(lur_store *store, const struct lur_store_scorecard *s, int64_t id,
                               struct lur_diag *diag)
{
  char *parts = NULL;
  lur_status status =
      s->card ? lur_parts_of_card(s->card, &parts) : lur_parts_of_document(s->document, &parts);
  if (status == LUR_OK)
    status = lur_db_change(store, "INSERT INTO scorecard_part(scorecard, parts) VALUES(?, ?)",
                           LUR_DB_WITH(lur_db_int(id), lur_db_text(parts)), NULL, diag);
  free(parts);
  return status;
}

static lur_status insert_scorecard(lur_store *store, int64_t call, const struct lur_store_scorecard *s,
                                   int64_t analysis, int64_t *id, struct lur_diag *diag)
{
  struct lur_when now = lur_when_now();
  lur_status status = lur_db_change(
      store,
      "INSERT INTO scorecard(call, analysis, rubric, version, rubric_sha256, assessor, made_ms, made_offset, "
      "total,"
      " complete, band, made_by) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      LUR_DB_WITH(lur_db_int(call), lur_db_int(analysis), lur_db_text(s->rubric), lur_db_text(s->version),
                  lur_db_text(s->rubric_sha256), lur_db_text(s->assessor), lur_db_int(now.unix_ms),
                  lur_db_int(now.offset_min), s->has_total ? lur_db_int(s->total_millionths) : lur_db_null(),
                  lur_db_int(s->complete), lur_db_text(s->band),
                  lur_db_text(s->made_by && s->made_by[0] ? s->made_by : s->assessor)),
      id, diag);
  if (status == LUR_OK)
    status = lur_db_change(
        store, "INSERT INTO scorecard_document(scorecard, json, answers) VALUES(?, ?, ?)",
        LUR_DB_WITH(lur_db_int(*id), lur_db_text(s->document), lur_db_text_or_null(s->answers)), NULL, diag);
  if (status == LUR_OK) status = insert_parts(store, s, *id, diag);
  if (status == LUR_OK && s->rubric_text)
    status =
        lur_db_change(store, "INSERT OR IGNORE INTO rubric(sha256, text) VALUES(?, ?)",
                      LUR_DB_WITH(lur_db_text(s->rubric_sha256), lur_db_text(s->rubric_text)), NULL, diag);
  return status;
}

lur_status lur_store_add_scorecard(lur_store *store, int64_t call, const struct lur_store_scorecard *card,
                                   int64_t *id, struct lur_diag *diag)
{
  int64_t analysis = 0, made = 0;
  if (card->has_total && (card->total_millionths < 0 || card->total_millionths > 100000000))
    return LUR_BAD_ARG;
  lur_status status = lur_db_enter(store, diag);
  if (status != LUR_OK) return status;
  status = check_call(store, call, diag);
  if (status == LUR_OK) status = lur_closing_allows_call(store, call, diag);
  if (status == LUR_OK)
    status = lur_published_fits(store, card->rubric, card->version, card->rubric_sha256, diag);
  if (status == LUR_OK) status = find_analysis(store, call, card->analysis, &analysis, diag);
  if (status == LUR_OK) status = insert_scorecard(store, call, card, analysis, &made, diag);
  status = lur_db_leave(store, status, diag);
  if (status == LUR_OK && id) *id = made;
  return status;
}
