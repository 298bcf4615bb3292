#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "store/audio.h"
#include "store/facts.h"
#include "store/rows.h"

static lur_status keep_texts(struct lur_store_entry *e)
{
  struct lur_store_row *r = &e->row;
  const char **all[] = {&r->call.file[0],       &r->call.file[1],
                        &r->call.wave,          &r->call.participant,
                        &r->call.agent,         &r->call.assessor,
                        &r->call.format,        &r->call.problem,
                        &r->wave_title,         &r->participant_title,
                        &r->analysis.analyser,  &r->scorecard.rubric,
                        &r->scorecard.version,  &r->scorecard.rubric_sha256,
                        &r->scorecard.assessor, &r->scorecard.band,
                        &r->scorecard.made_by};
  lur_status status = LUR_OK;
  for (size_t i = 0; i < sizeof all / sizeof *all && status == LUR_OK; i++)
    status = lur_entry_keep_text(e, all[i]);
  return status;
}

static lur_status read_row(lur_store *store, int64_t call, const char *rubric, struct lur_store_entry *e,
                           struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status =
      lur_db_ask(store,
                 "SELECT " LUR_ROW_COLUMNS ", (SELECT count(*) FROM analysis WHERE call = c.id),"
                 " (SELECT count(*) FROM scorecard WHERE call = c.id)" LUR_ROW_TABLES
                 " LEFT JOIN scorecard s ON s.id = (SELECT max(id) FROM scorecard WHERE call = c.id AND"
                 " rubric = ifnull(?2, rubric)) WHERE c.id = ?1",
                 LUR_DB_WITH(lur_db_int(call), rubric ? lur_db_text(rubric) : lur_db_null()), &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  if (status == LUR_OK) {
    lur_row_read(stmt, &e->row);
    e->row.call.dropout.n = 0; // they follow
    e->row.analyses = lur_db_column_int(stmt, LUR_ROW_WIDTH);
    e->row.scorecards = lur_db_column_int(stmt, LUR_ROW_WIDTH + 1);
    status = keep_texts(e);
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? lur_call_missing(call, diag) : status;
}

static lur_status read_dropouts(lur_store *store, int64_t call, struct lur_dropouts *to,
                                struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(store, "SELECT start_s, end_s, why FROM dropout WHERE call = ? ORDER BY n",
                                 LUR_DB_WITH(lur_db_int(call)), &stmt, diag);
  while (status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK)
    status = lur_dropouts_add(to, lur_db_column_real(stmt, 0), lur_db_column_real(stmt, 1),
                              lur_dropout_why_of(lur_db_column_text(stmt, 2)));
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}

/// A note of a kind that this lur does not know is passed over.
static lur_status read_notes(lur_store *store, int64_t call, struct lur_notes *to, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_note_kind kind;
  lur_status status =
      lur_db_ask(store, "SELECT kind, start_s, end_s, text FROM note WHERE call = ? ORDER BY n",
                 LUR_DB_WITH(lur_db_int(call)), &stmt, diag);
  while (status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK) {
    if (!lur_note_kind_of(lur_db_column_text(stmt, 0), &kind)) continue;
    const struct lur_note note = lur_note_of(kind, lur_db_column_real(stmt, 1), lur_db_column_real(stmt, 2),
                                             lur_db_column_text(stmt, 3));
    status = lur_notes_add(to, &note);
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}

lur_status lur_store_said(lur_store *store, int64_t call, struct lur_notes *notes,
                          struct lur_dropouts *dropouts, struct lur_diag *diag)
{
  lur_status status = read_dropouts(store, call, dropouts, diag);
  return status == LUR_OK ? read_notes(store, call, notes, diag) : status;
}

/// Copies of the columns of the only row; a column that is NULL gives NULL, no row leaves *out as it is.
static lur_status read_texts(lur_store *store, const char *sql, struct lur_db_value key, char **out[], int n,
                             struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(store, sql, &key, 1, &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  for (int i = 0; i < n && status == LUR_OK; i++) {
    if (lur_db_column_null(stmt, i)) continue;
    *out[i] = strdup(lur_db_column_text(stmt, i));
    if (!*out[i]) status = LUR_NO_MEM;
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}

static lur_status read_documents(lur_store *store, struct lur_store_entry *e, struct lur_diag *diag)
{
  char **analysis[] = {&e->analysis}, **scorecard[] = {&e->scorecard, &e->answers}, **rubric[] = {&e->rubric};
  lur_status status = read_texts(store, "SELECT json FROM analysis_document WHERE analysis = ?",
                                 lur_db_int(e->row.analysis.id), analysis, 1, diag);
  if (status == LUR_OK)
    status = read_texts(store, "SELECT json, answers FROM scorecard_document WHERE scorecard = ?",
                        lur_db_int(e->row.scorecard.id), scorecard, 2, diag);
  if (status == LUR_OK && e->row.scorecard.id)
    status = read_texts(store, "SELECT text FROM rubric WHERE sha256 = ?",
                        lur_db_text(e->row.scorecard.rubric_sha256), rubric, 1, diag);
  return status;
}

lur_status lur_store_get(lur_store *store, int64_t call, const char *rubric, struct lur_store_entry **out,
                         struct lur_diag *diag)
{
  struct lur_store_entry *e = calloc(1, sizeof *e);
  if (!e) return LUR_NO_MEM;
  lur_status status = lur_db_look(store, diag);
  if (status == LUR_OK) {
    status = read_row(store, call, rubric, e, diag);
    if (status == LUR_OK)
      status = lur_store_said(store, call, &e->row.call.notes, &e->row.call.dropout, diag);
    if (status == LUR_OK) status = lur_facts_read(store, e, diag);
    if (status == LUR_OK) status = read_documents(store, e, diag);
    lur_db_look_away(store);
  }
  if (status == LUR_OK)
    *out = e;
  else
    lur_store_entry_free(e);
  return status;
}

lur_status lur_store_each_analysis(lur_store *store, int64_t call,
                                   bool (*visit)(const struct lur_store_analysed *analysis,
                                                 const char *document, void *ctx),
                                   void *ctx, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(
      store,
      "SELECT id, analyser, made_ms, made_offset, json FROM analysis JOIN analysis_document ON analysis = id"
      " WHERE call = ? ORDER BY id DESC",
      LUR_DB_WITH(lur_db_int(call)), &stmt, diag);
  bool more = true;
  while (more && status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK) {
    struct lur_store_analysed a = {
        .id = lur_db_column_int(stmt, 0),
        .analyser = lur_db_column_text(stmt, 1),
        .made = {true, lur_db_column_int(stmt, 2), (int)lur_db_column_int(stmt, 3)}};
    more = visit(&a, lur_db_column_text(stmt, 4), ctx);
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}

lur_status lur_store_each_scorecard(lur_store *store, int64_t call,
                                    bool (*visit)(const struct lur_store_scored *scorecard,
                                                  const char *document, void *ctx),
                                    void *ctx, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(store,
                                 "SELECT json, " LUR_SCORED_COLUMNS
                                 " FROM scorecard s JOIN scorecard_document d ON d.scorecard = s.id"
                                 " WHERE s.call = ? ORDER BY s.id DESC",
                                 LUR_DB_WITH(lur_db_int(call)), &stmt, diag);
  bool more = true;
  while (more && status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK) {
    struct lur_store_scored s;
    lur_row_read_scored(stmt, 1, &s);
    more = visit(&s, lur_db_column_text(stmt, 0), ctx);
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}

/// Reasons are few and the same for many calls: each is kept once, for as long as the store is open.
static const char *keep_reason(lur_store *store, const char *why)
{
  for (size_t i = 0; i < store->whys; i++)
    if (strcmp(store->why[i], why) == 0) return store->why[i];
  char **list = lur_grow(store->why, &store->whys_room, store->whys, sizeof *store->why);
  if (!list) return NULL;
  store->why = list;
  char *copy = strdup(why);
  if (copy) store->why[store->whys++] = copy;
  return copy;
}

static lur_status read_measure(lur_store *store, struct sqlite3_stmt *stmt, struct lur_measures *out)
{
  lur_measure m = lur_measure_find(lur_db_column_text(stmt, 0));
  if (m == LUR_MEASURE_COUNT) return LUR_OK; // of another lur
  if (!lur_db_column_null(stmt, 1)) {
    lur_measure_set(out, m, lur_db_column_real(stmt, 1));
  } else if (!lur_db_column_null(stmt, 2)) {
    lur_measure_set_text(out, m, lur_db_column_text(stmt, 2));
  } else {
    const char *why = keep_reason(store, lur_db_column_text(stmt, 3));
    if (!why) return LUR_NO_MEM;
    lur_measure_unknown(out, m, why);
  }
  return LUR_OK;
}

lur_status lur_store_measures(lur_store *store, int64_t analysis, struct lur_measures *out,
                              struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  struct lur_measures measures;
  size_t rows = 0;
  lur_measures_reset(&measures, N_("analysed by an older lur, which did not measure it"));
  lur_status status = lur_db_ask(store,
                                 "SELECT n.name, number, text, why FROM measure JOIN measure_name n ON n.id "
                                 "= measure.name WHERE analysis = ?",
                                 LUR_DB_WITH(lur_db_int(analysis)), &stmt, diag);
  for (; status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK; rows++)
    status = read_measure(store, stmt, &measures);
  lur_db_done(store, stmt);
  if (status != LUR_OK && status != LUR_END) return status;
  if (rows == 0)
    return lur_diag_set(diag, LUR_NOT_FOUND, "", 0, 0, "%s", _("there is no such analysis in this store"));
  *out = measures;
  return LUR_OK;
}

/// The first row of a PRAGMA that looks for faults; "ok" or no row at all is none.
static lur_status look_for_fault(lur_store *store, const char *pragma, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(store, pragma, NULL, 0, &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  if (status == LUR_OK && strcmp(lur_db_column_text(stmt, 0), "ok") != 0)
    status = lur_db_damaged(store, lur_db_column_text(stmt, 0), diag);
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}

static lur_status check_audio(lur_store *store, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(store, "SELECT sha256, ext, bytes FROM audio WHERE ext != ? ORDER BY sha256",
                                 LUR_DB_WITH(lur_db_text(LUR_STORE_NO_SOUND)), &stmt, diag);
  while (status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK) {
    struct lur_store_audio a = {.bytes = lur_db_column_int(stmt, 2)};
    snprintf(a.sha256, sizeof a.sha256, "%s", lur_db_column_text(stmt, 0));
    snprintf(a.ext, sizeof a.ext, "%s", lur_db_column_text(stmt, 1));
    status = lur_audio_there(store, &a, diag);
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status == LUR_NOT_FOUND ? LUR_BAD_INPUT : status;
}

lur_status lur_store_check(lur_store *store, struct lur_diag *diag)
{
  lur_status status = look_for_fault(store, "PRAGMA integrity_check(1)", diag);
  if (status == LUR_OK) status = look_for_fault(store, "PRAGMA foreign_key_check", diag);
  return status == LUR_OK ? check_audio(store, diag) : status;
}
