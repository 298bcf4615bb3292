#include <string.h>

#include "store/db.h"

lur_status lur_store_put_draft(lur_store *store, int64_t call, const char *rubric, const char *answers,
                               struct lur_diag *diag)
{
  int64_t there;
  lur_status status = lur_db_enter(store, diag);
  if (status != LUR_OK) return status;
  status =
      lur_db_number(store, "SELECT id FROM call WHERE id = ?", LUR_DB_WITH(lur_db_int(call)), &there, diag);
  if (status == LUR_NOT_FOUND) status = lur_call_missing(call, diag);
  if (status == LUR_OK && answers)
    status =
        lur_db_change(store, "INSERT OR REPLACE INTO draft(call, rubric, answers) VALUES(?, ?, ?)",
                      LUR_DB_WITH(lur_db_int(call), lur_db_text(rubric), lur_db_text(answers)), NULL, diag);
  else if (status == LUR_OK)
    status = lur_db_change(store, "DELETE FROM draft WHERE call = ? AND rubric = ?",
                           LUR_DB_WITH(lur_db_int(call), lur_db_text(rubric)), NULL, diag);
  return lur_db_leave(store, status, diag);
}

lur_status lur_store_draft(lur_store *store, int64_t call, const char *rubric, char **answers,
                           struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(store, "SELECT answers FROM draft WHERE call = ? AND rubric = ?",
                                 LUR_DB_WITH(lur_db_int(call), lur_db_text(rubric)), &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  if (status == LUR_OK) {
    char *copy = strdup(lur_db_column_text(stmt, 0));
    if (copy)
      *answers = copy;
    else
      status = LUR_NO_MEM;
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_NOT_FOUND : status;
}
