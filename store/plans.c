#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "store/closing.h"
#include "store/names.h"
#include "store/waves.h"
#include "waves/draw.h"

void lur_store_plan_clear(struct lur_store_plan *plan)
{
  free(plan->document);
  free(plan->made_by);
  *plan = (struct lur_store_plan){0};
}

/// The wave, where it may be changed.
static lur_status open_wave(lur_store *store, const char *wave, int64_t *id, struct lur_diag *diag)
{
  lur_status status = lur_names_wave(store, wave, id, diag);
  return status == LUR_OK ? lur_closing_allows(store, *id, diag) : status;
}

static lur_status put_title(lur_store *store, int64_t wave, const struct lur_plan *plan,
                            struct lur_diag *diag)
{
  const char *title = lur_plan_title_said(plan->title, plan->id);
  if (!title) return LUR_OK;
  return lur_db_change(store, "UPDATE wave SET title = ? WHERE id = ?",
                       LUR_DB_WITH(lur_db_text(title), lur_db_int(wave)), NULL, diag);
}

static lur_status join_all(lur_store *store, int64_t wave, const struct lur_plan *plan, struct lur_diag *diag)
{
  lur_status status = lur_db_change(store, "UPDATE wave_participant SET class = '' WHERE wave = ?",
                                    LUR_DB_WITH(lur_db_int(wave)), NULL, diag);
  for (size_t i = 0; i < plan->targets && status == LUR_OK; i++) {
    const struct lur_plan_target *t = &plan->target[i];
    int64_t id = 0;
    bool made = false;
    status = lur_names_join(store, wave, t->name, lur_plan_title_said(t->title, t->name), &id, &made, diag);
    if (status == LUR_OK)
      status = lur_db_change(
          store, "UPDATE wave_participant SET class = ? WHERE wave = ? AND participant = ?",
          LUR_DB_WITH(lur_db_text(t->class_name), lur_db_int(wave), lur_db_int(id)), NULL, diag);
  }
  return status;
}

static lur_status insert_plan(lur_store *store, int64_t wave, const struct lur_plan *plan, int64_t seed,
                              const char *made_by, struct lur_diag *diag)
{
  char sha256[65] = "", *document = NULL, *ties = lur_plan_words_joined(&plan->ranking.ties);
  struct lur_when now = lur_when_now();
  lur_status status = ties ? lur_plan_print(plan, &document) : LUR_NO_MEM;
  if (status == LUR_OK) status = lur_draw_digest(document, sha256);
  if (status == LUR_OK)
    status = lur_db_change(
        store,
        "INSERT INTO plan(wave, document, sha256, seed, rubric, minimum_calls, minimum_score, tie_breaks,"
        " ranking_seed, draws, made_ms, made_offset, made_by) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        LUR_DB_WITH(lur_db_int(wave), lur_db_text(document), lur_db_text(sha256), lur_db_int(seed),
                    lur_db_text(plan->rubric), lur_db_int(plan->ranking.minimum_calls),
                    lur_db_int((int64_t)(plan->ranking.minimum_score * 1e6 + 0.5)), lur_db_text(ties),
                    lur_db_int(plan->ranking.seed), lur_db_int(plan->ranking.draws), lur_db_int(now.unix_ms),
                    lur_db_int(now.offset_min), lur_db_text(made_by)),
        NULL, diag);
  free(document);
  free(ties);
  return status;
}

lur_status lur_store_put_plan(lur_store *store, const char *wave, const struct lur_plan *plan, int64_t seed,
                              const char *made_by, struct lur_diag *diag)
{
  int64_t id = 0;
  lur_status status = lur_db_enter(store, diag);
  if (status != LUR_OK) return status;
  status = open_wave(store, wave, &id, diag);
  if (status == LUR_OK) status = put_title(store, id, plan, diag);
  if (status == LUR_OK) status = join_all(store, id, plan, diag);
  if (status == LUR_OK) status = insert_plan(store, id, plan, seed, made_by, diag);
  return lur_db_leave(store, status, diag);
}

static lur_status read_plan(struct sqlite3_stmt *stmt, struct lur_store_plan *out)
{
  out->id = lur_db_column_int(stmt, 0);
  out->document = strdup(lur_db_column_text(stmt, 1));
  snprintf(out->sha256, sizeof out->sha256, "%.64s", lur_db_column_text(stmt, 2));
  out->seed = lur_db_column_int(stmt, 3);
  out->made = (struct lur_when){true, lur_db_column_int(stmt, 4), (int)lur_db_column_int(stmt, 5)};
  out->made_by = strdup(lur_db_column_text(stmt, 6));
  return out->document && out->made_by ? LUR_OK : LUR_NO_MEM;
}

lur_status lur_store_get_plan(lur_store *store, const char *wave, struct lur_store_plan *out,
                              struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  int64_t id = 0;
  lur_store_plan_clear(out);
  lur_status status = lur_names_wave(store, wave, &id, diag);
  if (status == LUR_OK)
    status =
        lur_db_ask(store,
                   "SELECT id, document, sha256, seed, made_ms, made_offset, made_by FROM plan WHERE wave"
                   " = ? ORDER BY id DESC LIMIT 1",
                   LUR_DB_WITH(lur_db_int(id)), &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  if (status == LUR_OK) status = read_plan(stmt, out);
  lur_db_done(store, stmt);
  if (status != LUR_OK) lur_store_plan_clear(out);
  if (status != LUR_END) return status;
  return lur_diag_set(diag, LUR_NOT_FOUND, "", 0, 0,
                      _("the wave “%s” has no plan; make one: lur wave plan %s FILE"), wave, wave);
}

// ---- Slots

/// Takes away the slots of the round that do not stay.
static lur_status drop_others(lur_store *store, int64_t wave, int round, const struct lur_slot *slot,
                              size_t n, struct lur_diag *diag)
{
  lur_status status = lur_db_run(
      store, "CREATE TEMP TABLE IF NOT EXISTS staying(id INTEGER PRIMARY KEY); DELETE FROM staying", diag);
  for (size_t i = 0; i < n && status == LUR_OK; i++)
    if (slot[i].id)
      status = lur_db_change(store, "INSERT OR IGNORE INTO staying(id) VALUES(?)",
                             LUR_DB_WITH(lur_db_int(slot[i].id)), NULL, diag);
  if (status != LUR_OK) return status;
  return lur_db_change(store,
                       "DELETE FROM slot WHERE wave = ? AND round = ? AND id NOT IN (SELECT id FROM staying)",
                       LUR_DB_WITH(lur_db_int(wave), lur_db_int(round)), NULL, diag);
}

static lur_status insert_slot(lur_store *store, int64_t wave, int round, const struct lur_plan *plan,
                              const struct lur_slot *slot, struct lur_diag *diag)
{
  if (slot->target >= plan->targets || slot->caller >= plan->callers) return LUR_BAD_ARG;
  const char *scenario = slot->scenario < plan->scenarios ? plan->scenario[slot->scenario].id : "";
  return lur_db_change(store,
                       "INSERT INTO slot(wave, round, participant, caller, day, minute, scenario)"
                       " VALUES(?, ?, (SELECT id FROM participant WHERE name = ?), ?, ?, ?, ?)",
                       LUR_DB_WITH(lur_db_int(wave), lur_db_int(round),
                                   lur_db_text(plan->target[slot->target].name),
                                   lur_db_text(plan->caller[slot->caller].name), lur_db_int(slot->day),
                                   lur_db_int(slot->minute), lur_db_text(scenario)),
                       NULL, diag);
}

lur_status lur_store_put_slots(lur_store *store, const char *wave, int round, const struct lur_plan *plan,
                               const struct lur_slot *slot, size_t n, struct lur_diag *diag)
{
  int64_t id = 0;
  lur_status status = lur_db_enter(store, diag);
  if (status != LUR_OK) return status;
  status = open_wave(store, wave, &id, diag);
  if (status == LUR_OK) status = drop_others(store, id, round, slot, n, diag);
  for (size_t i = 0; i < n && status == LUR_OK; i++)
    if (!slot[i].id) status = insert_slot(store, id, round, plan, &slot[i], diag);
  return lur_db_leave(store, status, diag);
}

lur_status lur_store_each_slot(lur_store *store, const char *wave,
                               bool (*visit)(const struct lur_store_slot *slot, void *ctx), void *ctx,
                               struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  int64_t id = 0;
  bool more = true;
  lur_status status = lur_names_wave(store, wave, &id, diag);
  if (status == LUR_OK)
    status = lur_db_ask(store,
                        "SELECT s.id, s.round, p.name, s.caller, s.scenario, s.day, s.minute FROM slot s JOIN"
                        " participant p ON p.id = s.participant WHERE s.wave = ?"
                        " ORDER BY s.round, s.day, s.minute, s.caller, s.id",
                        LUR_DB_WITH(lur_db_int(id)), &stmt, diag);
  while (more && status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK) {
    struct lur_store_slot slot = {.id = lur_db_column_int(stmt, 0),
                                  .round = (int)lur_db_column_int(stmt, 1),
                                  .participant = lur_db_column_text(stmt, 2),
                                  .caller = lur_db_column_text(stmt, 3),
                                  .scenario = lur_db_column_text(stmt, 4),
                                  .day = (int32_t)lur_db_column_int(stmt, 5),
                                  .minute = (int)lur_db_column_int(stmt, 6)};
    more = visit(&slot, ctx);
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}

/// "s12" is 12; 0: it is no slot's name.
static int64_t slot_of(const char *text)
{
  size_t n = strlen(text);
  if (n < 2 || n > 18 || text[0] != 's' || strspn(text + 1, "0123456789") != n - 1) return 0;
  return strtoll(text + 1, NULL, 10);
}

lur_status lur_store_each_wave_call(lur_store *store, const char *wave,
                                    bool (*visit)(const struct lur_store_wave_call *call, void *ctx),
                                    void *ctx, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  int64_t id = 0;
  bool more = true;
  lur_status status = lur_names_wave(store, wave, &id, diag);
  if (status == LUR_OK)
    status = lur_db_ask(
        store,
        "SELECT c.id, p.name, c.assessor, c.when_ms, ifnull(c.started_offset, c.added_offset), r.round, "
        "f.text,"
        " c.analysis, m.number FROM call c JOIN participant p ON p.id = c.participant"
        " JOIN call_round r ON r.call = c.id LEFT JOIN fact f ON f.call = c.id AND f.name = 'slot'"
        " LEFT JOIN measure m ON m.analysis = c.analysis AND m.name = ?"
        " WHERE c.wave = ? ORDER BY p.name, r.round, c.when_ms, c.id",
        LUR_DB_WITH(lur_db_int(store->measure_id[LUR_M_ANSWER_ANSWERED]), lur_db_int(id)), &stmt, diag);
  while (more && status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK) {
    struct lur_store_wave_call call = {
        .call = lur_db_column_int(stmt, 0),
        .participant = lur_db_column_text(stmt, 1),
        .assessor = lur_db_column_text(stmt, 2),
        .when = {true, lur_db_column_int(stmt, 3), (int)lur_db_column_int(stmt, 4)},
        .round = (int)lur_db_column_int(stmt, 5),
        .slot = slot_of(lur_db_column_text(stmt, 6)),
        .analysed = !lur_db_column_null(stmt, 7),
        .answered = lur_db_column_real(stmt, 8) > 0};
    more = visit(&call, ctx);
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}

// ---- The final

lur_status lur_store_begin_final(lur_store *store, const char *wave, struct lur_when from,
                                 const char *made_by, struct lur_diag *diag)
{
  int64_t id = 0;
  struct lur_when now = lur_when_now();
  lur_status status = lur_db_enter(store, diag);
  if (status != LUR_OK) return status;
  status = open_wave(store, wave, &id, diag);
  if (status == LUR_OK)
    status =
        lur_db_change(store,
                      "INSERT OR REPLACE INTO final(wave, from_ms, from_offset, made_ms, made_offset,"
                      " made_by) VALUES(?, ?, ?, ?, ?, ?)",
                      LUR_DB_WITH(lur_db_int(id), lur_db_int(from.unix_ms), lur_db_int(from.offset_min),
                                  lur_db_int(now.unix_ms), lur_db_int(now.offset_min), lur_db_text(made_by)),
                      NULL, diag);
  return lur_db_leave(store, status, diag);
}

lur_status lur_store_final_begins(lur_store *store, const char *wave, struct lur_when *from,
                                  struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  int64_t id = 0;
  *from = (struct lur_when){0};
  lur_status status = lur_names_wave(store, wave, &id, diag);
  if (status == LUR_OK)
    status = lur_db_ask(store, "SELECT from_ms, from_offset FROM final WHERE wave = ?",
                        LUR_DB_WITH(lur_db_int(id)), &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  if (status == LUR_OK)
    *from = (struct lur_when){true, lur_db_column_int(stmt, 0), (int)lur_db_column_int(stmt, 1)};
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}
