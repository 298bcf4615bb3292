#include <stdlib.h>
#include <string.h>

#include "store/db.h"

static lur_status check_call(lur_store *store, int64_t call, struct lur_diag *diag)
{
  int64_t there;
  if (!call) return LUR_OK;
  lur_status status =
      lur_db_number(store, "SELECT id FROM call WHERE id = ?", LUR_DB_WITH(lur_db_int(call)), &there, diag);
  return status == LUR_NOT_FOUND ? lur_call_missing(call, diag) : status;
}

lur_status lur_store_put_arrival(lur_store *store, const struct lur_store_arrival *a, struct lur_diag *diag)
{
  struct lur_when seen = a->seen.known ? a->seen : lur_when_now();
  lur_status status = lur_db_enter(store, diag);
  if (status != LUR_OK) return status;
  status = check_call(store, a->call, diag);
  if (status == LUR_OK)
    status = lur_db_change(store,
                           "INSERT OR REPLACE INTO arrival(path, stamp, call, why, seen_ms, seen_offset)"
                           " VALUES(?, ?, ?, ?, ?, ?)",
                           LUR_DB_WITH(lur_db_text(a->path), lur_db_text(a->stamp), lur_db_id(a->call),
                                       lur_db_text(a->call ? NULL : a->why), lur_db_int(seen.unix_ms),
                                       lur_db_int(seen.offset_min)),
                           NULL, diag);
  return lur_db_leave(store, status, diag);
}

lur_status lur_store_arrival(lur_store *store, const char *path, int64_t *call, char **stamp, char **why,
                             struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  *stamp = *why = NULL;
  lur_status status = lur_db_ask(store, "SELECT call, stamp, why FROM arrival WHERE path = ?",
                                 LUR_DB_WITH(lur_db_text(path)), &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  if (status == LUR_OK) {
    *call = lur_db_column_int(stmt, 0);
    *stamp = strdup(lur_db_column_text(stmt, 1));
    *why = strdup(lur_db_column_text(stmt, 2));
    if (!*stamp || !*why) status = LUR_NO_MEM;
  }
  lur_db_done(store, stmt);
  if (status == LUR_NO_MEM) {
    free(*stamp);
    free(*why);
    *stamp = *why = NULL;
  }
  return status == LUR_END ? LUR_NOT_FOUND : status;
}

lur_status lur_store_forget_arrival(lur_store *store, const char *path, struct lur_diag *diag)
{
  return lur_db_change(store, "DELETE FROM arrival WHERE path = ?", LUR_DB_WITH(lur_db_text(path)), NULL,
                       diag);
}

lur_status lur_store_each_refused(lur_store *store,
                                  bool (*visit)(const struct lur_store_arrival *arrival, void *ctx),
                                  void *ctx, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  bool more = true;
  lur_status status = lur_db_ask(store,
                                 "SELECT path, stamp, why, seen_ms, seen_offset FROM arrival"
                                 " WHERE call IS NULL ORDER BY seen_ms, path",
                                 NULL, 0, &stmt, diag);
  while (more && status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK) {
    const struct lur_store_arrival a = {
        .path = lur_db_column_text(stmt, 0),
        .stamp = lur_db_column_text(stmt, 1),
        .why = lur_db_column_text(stmt, 2),
        .seen = {true, lur_db_column_int(stmt, 3), (int)lur_db_column_int(stmt, 4)}};
    more = visit(&a, ctx);
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}
