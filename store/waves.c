#include "store/waves.h"

#include <stdlib.h>
#include <string.h>

#include "store/closing.h"
#include "store/names.h"

void lur_store_wave_rules_clear(struct lur_store_wave_rules *rules)
{
  free(rules->rubric);
  free(rules->tie_breaks);
  *rules = (struct lur_store_wave_rules){0};
}

static lur_status read_rules(struct sqlite3_stmt *stmt, struct lur_store_wave_rules *out)
{
  out->planned = true;
  out->minimum_calls = lur_db_column_int(stmt, 1);
  out->minimum_score_millionths = lur_db_column_int(stmt, 2);
  out->seed = (uint64_t)lur_db_column_int(stmt, 4);
  out->draws = (int)lur_db_column_int(stmt, 5);
  out->rubric = strdup(lur_db_column_text(stmt, 0));
  out->tie_breaks = strdup(lur_db_column_text(stmt, 3));
  return out->rubric && out->tie_breaks ? LUR_OK : LUR_NO_MEM;
}

static lur_status no_rules(struct lur_store_wave_rules *out)
{
  out->rubric = strdup("");
  out->tie_breaks = strdup("");
  return out->rubric && out->tie_breaks ? LUR_OK : LUR_NO_MEM;
}

lur_status lur_store_wave_rules(lur_store *store, const char *wave, struct lur_store_wave_rules *out,
                                struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  int64_t id = 0;
  lur_store_wave_rules_clear(out);
  lur_status status = lur_names_wave(store, wave, &id, diag);
  if (status != LUR_OK) return status;
  status = lur_db_ask(store,
                      "SELECT rubric, minimum_calls, minimum_score, tie_breaks, ranking_seed, draws FROM plan"
                      " WHERE wave = ? ORDER BY id DESC LIMIT 1",
                      LUR_DB_WITH(lur_db_int(id)), &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  if (status == LUR_OK)
    status = read_rules(stmt, out);
  else if (status == LUR_END)
    status = no_rules(out);
  lur_db_done(store, stmt);
  if (status != LUR_OK) lur_store_wave_rules_clear(out);
  return status;
}

static lur_status set_class(lur_store *store, const char *wave, const char *participant,
                            const char *class_name, struct lur_diag *diag)
{
  int64_t wave_id = 0, id = 0;
  bool made = false;
  lur_status status = lur_names_wave(store, wave, &wave_id, diag);
  if (status == LUR_OK) status = lur_names_join(store, wave_id, participant, NULL, &id, &made, diag);
  if (status != LUR_OK) return status;
  return lur_db_change(store, "UPDATE wave_participant SET class = ? WHERE wave = ? AND participant = ?",
                       LUR_DB_WITH(lur_db_text(class_name), lur_db_int(wave_id), lur_db_int(id)), NULL, diag);
}

lur_status lur_store_set_class(lur_store *store, const char *wave, const char *participant,
                               const char *class_name, struct lur_diag *diag)
{
  lur_status status = lur_db_enter(store, diag);
  if (status != LUR_OK) return status;
  return lur_db_leave(store, set_class(store, wave, participant, class_name, diag), diag);
}

static lur_status set_round(lur_store *store, int64_t call, int round, struct lur_diag *diag)
{
  int64_t there = 0;
  lur_status status =
      lur_db_number(store, "SELECT id FROM call WHERE id = ?", LUR_DB_WITH(lur_db_int(call)), &there, diag);
  if (status == LUR_NOT_FOUND) return lur_call_missing(call, diag);
  if (status == LUR_OK) status = lur_closing_allows_call(store, call, diag);
  if (status != LUR_OK) return status;
  return lur_db_change(store, "INSERT OR REPLACE INTO round_said(call, round) VALUES(?, ?)",
                       LUR_DB_WITH(lur_db_int(call), lur_db_int(round)), NULL, diag);
}

lur_status lur_store_set_round(lur_store *store, int64_t call, int round, struct lur_diag *diag)
{
  if (round < 0 || round > 1) return LUR_BAD_ARG;
  lur_status status = lur_db_enter(store, diag);
  return status == LUR_OK ? lur_db_leave(store, set_round(store, call, round, diag), diag) : status;
}
