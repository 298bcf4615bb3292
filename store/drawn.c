#include "store/names.h"
#include "store/waves.h"

lur_status lur_store_add_draw(lur_store *store, const char *wave, const struct lur_store_draw *draw,
                              int64_t *id, struct lur_diag *diag)
{
  int64_t wave_id = 0, made = 0;
  struct lur_when now = draw->made.known ? draw->made : lur_when_now();
  lur_status status = lur_db_enter(store, diag);
  if (status != LUR_OK) return status;
  status = lur_names_wave(store, wave, &wave_id, diag);
  if (status == LUR_OK)
    status = lur_db_change(store,
                           "INSERT INTO draw(wave, seed, wanted, list, sha256, drawn, made_ms, made_offset,"
                           " made_by) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
                           LUR_DB_WITH(lur_db_int(wave_id), lur_db_int(draw->seed), lur_db_int(draw->wanted),
                                       lur_db_text(draw->list), lur_db_text(draw->sha256),
                                       lur_db_text(draw->drawn), lur_db_int(now.unix_ms),
                                       lur_db_int(now.offset_min), lur_db_text(draw->made_by)),
                           &made, diag);
  status = lur_db_leave(store, status, diag);
  if (status == LUR_OK && id) *id = made;
  return status;
}

lur_status lur_store_each_draw(lur_store *store, const char *wave,
                               bool (*visit)(const struct lur_store_draw *draw, void *ctx), void *ctx,
                               struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  int64_t id = 0;
  bool more = true;
  lur_status status = lur_names_wave(store, wave, &id, diag);
  if (status == LUR_OK)
    status =
        lur_db_ask(store,
                   "SELECT id, seed, wanted, list, sha256, drawn, made_by, made_ms, made_offset FROM draw"
                   " WHERE wave = ? ORDER BY id",
                   LUR_DB_WITH(lur_db_int(id)), &stmt, diag);
  while (more && status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK) {
    struct lur_store_draw draw = {
        .id = lur_db_column_int(stmt, 0),
        .seed = lur_db_column_int(stmt, 1),
        .wanted = lur_db_column_int(stmt, 2),
        .list = lur_db_column_text(stmt, 3),
        .sha256 = lur_db_column_text(stmt, 4),
        .drawn = lur_db_column_text(stmt, 5),
        .made_by = lur_db_column_text(stmt, 6),
        .made = {true, lur_db_column_int(stmt, 7), (int)lur_db_column_int(stmt, 8)}};
    more = visit(&draw, ctx);
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}
