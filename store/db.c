#include "store/db.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "store/text.h"

static lur_status no_room(lur_store *store, struct lur_diag *diag)
{
  return lur_diag_set(diag, LUR_IO, store->path, 0, 0, "%s",
                      _("the disk is full; nothing of this step was kept: make room and do it again"));
}

static lur_status no_access(lur_store *store, const char *why, struct lur_diag *diag)
{
  return lur_diag_set(
      diag, LUR_IO, store->path, 0, 0,
      _("the store cannot be read or written (%s); see who owns its folder and whether the disk allows it"),
      why);
}

lur_status lur_db_damaged(lur_store *store, const char *how, struct lur_diag *diag)
{
  return lur_diag_set(diag, LUR_BAD_INPUT, store->path, 0, 0,
                      _("the store's database is damaged (%s); keep a copy of the folder and bring back the "
                        "last backup"),
                      how);
}

static bool is_full(int cause)
{
  return cause == ENOSPC || cause == EDQUOT || cause == EFBIG;
}

/// What the system said when a file could not be read or written; 0 where that is not known. The connection's
/// own figure is often overwritten by the cleaning up after the error, so the log and the database are asked,
/// too.
static int cause_of(lur_store *store)
{
  static const int which[] = {SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER};
  int cause = sqlite3_system_errno(store->db);
  for (size_t i = 0; i < sizeof which / sizeof *which && !is_full(cause); i++) {
    sqlite3_file *file = NULL;
    int said = 0;
    if (sqlite3_file_control(store->db, "main", which[i], &file) != SQLITE_OK || !file || !file->pMethods)
      continue;
    if (file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &said) == SQLITE_OK && said) cause = said;
  }
  return cause;
}

lur_status lur_db_failed(lur_store *store, struct lur_diag *diag)
{
  int code = sqlite3_extended_errcode(store->db), cause = 0;
  const char *said = sqlite3_errmsg(store->db);
  switch (code & 0xff) {
  case SQLITE_NOMEM:
    return LUR_NO_MEM;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return lur_diag_set(
        diag, LUR_DB, store->path, 0, 0,
        _("another program is writing to the store and was not done after %d s; try again later"),
        (store->busy_ms + 999) / 1000);
  case SQLITE_FULL:
    return no_room(store, diag);
  case SQLITE_IOERR:
    cause = cause_of(store);
    if (is_full(cause)) return no_room(store, diag);
    return no_access(store, cause ? strerror(cause) : said, diag);
  case SQLITE_CANTOPEN:
    cause = sqlite3_system_errno(store->db);
    return no_access(store, cause ? strerror(cause) : said, diag);
  case SQLITE_PERM:
  case SQLITE_READONLY:
  case SQLITE_AUTH:
    return no_access(store, said, diag);
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return lur_db_damaged(store, said, diag);
  default:
    return lur_diag_set(diag, LUR_DB, store->path, 0, 0,
                        _("the store's database failed (%s); nothing of this step was kept"), said);
  }
}

static int bind(sqlite3_stmt *stmt, int at, const struct lur_db_value *v)
{
  switch (v->kind) {
  case LUR_DB_NULL:
    break;
  case LUR_DB_INT:
    return sqlite3_bind_int64(stmt, at, v->number);
  case LUR_DB_REAL:
    return sqlite3_bind_double(stmt, at, v->real);
  case LUR_DB_TEXT: {
    if (lur_store_text_whole(v->text)) return sqlite3_bind_text(stmt, at, v->text, -1, SQLITE_STATIC);
    char *clean = lur_store_text_clean(v->text);
    return clean ? sqlite3_bind_text(stmt, at, clean, -1, free) : SQLITE_NOMEM;
  }
  }
  return sqlite3_bind_null(stmt, at);
}

lur_status lur_db_again(lur_store *store, sqlite3_stmt *stmt, const struct lur_db_value *values, size_t n,
                        struct lur_diag *diag)
{
  sqlite3_reset(stmt); // what it returns was told by the step before
  for (size_t i = 0; i < n; i++) {
    int code = bind(stmt, (int)i + 1, &values[i]);
    if (code == SQLITE_NOMEM) return LUR_NO_MEM;
    if (code != SQLITE_OK) return lur_db_failed(store, diag);
  }
  return LUR_OK;
}

/// A statement of that text that nobody uses, from now on used; NULL: there is none.
static sqlite3_stmt *take_ready(lur_store *store, const char *sql)
{
  for (size_t i = 0; i < LUR_DB_READY; i++) {
    struct lur_db_ready *ready = &store->ready[i];
    if (!ready->stmt || ready->used || strcmp(sqlite3_sql(ready->stmt), sql) != 0) continue;
    ready->used = true;
    return ready->stmt;
  }
  return NULL;
}

/// A place for a new statement, in turn; where the one there is in use, the new one is not kept.
static void keep_ready(lur_store *store, sqlite3_stmt *stmt)
{
  struct lur_db_ready *ready = &store->ready[store->next_ready++ % LUR_DB_READY];
  if (ready->used) return;
  sqlite3_finalize(ready->stmt);
  *ready = (struct lur_db_ready){stmt, true};
}

lur_status lur_db_ask(lur_store *store, const char *sql, const struct lur_db_value *values, size_t n,
                      sqlite3_stmt **out, struct lur_diag *diag)
{
  *out = NULL;
  sqlite3_stmt *stmt = take_ready(store, sql);
  if (!stmt) {
    if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) != SQLITE_OK) return lur_db_failed(store, diag);
    keep_ready(store, stmt);
  }
  lur_status status = lur_db_again(store, stmt, values, n, diag);
  if (status == LUR_OK)
    *out = stmt;
  else
    lur_db_done(store, stmt);
  return status;
}

lur_status lur_db_next(lur_store *store, sqlite3_stmt *stmt, struct lur_diag *diag)
{
  switch (sqlite3_step(stmt)) {
  case SQLITE_ROW:
    return LUR_OK;
  case SQLITE_DONE:
    return LUR_END;
  default:
    return lur_db_failed(store, diag);
  }
}

void lur_db_done(lur_store *store, sqlite3_stmt *stmt)
{
  for (size_t i = 0; stmt && i < LUR_DB_READY; i++) {
    if (store->ready[i].stmt != stmt) continue;
    store->ready[i].used = false;
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt); // the texts were borrowed
    return;
  }
  sqlite3_finalize(stmt);
}

void lur_db_forget_ready(lur_store *store)
{
  for (size_t i = 0; i < LUR_DB_READY; i++) sqlite3_finalize(store->ready[i].stmt);
  memset(store->ready, 0, sizeof store->ready);
}

int64_t lur_db_column_int(sqlite3_stmt *stmt, int column)
{
  return sqlite3_column_int64(stmt, column);
}

double lur_db_column_real(sqlite3_stmt *stmt, int column)
{
  return sqlite3_column_double(stmt, column);
}

const char *lur_db_column_text(sqlite3_stmt *stmt, int column)
{
  const unsigned char *text = sqlite3_column_text(stmt, column);
  return text ? (const char *)text : "";
}

bool lur_db_column_null(sqlite3_stmt *stmt, int column)
{
  return sqlite3_column_type(stmt, column) == SQLITE_NULL;
}

lur_status lur_db_change(lur_store *store, const char *sql, const struct lur_db_value *values, size_t n,
                         int64_t *id, struct lur_diag *diag)
{
  sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(store, sql, values, n, &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  if (status == LUR_END) {
    status = LUR_OK;
    if (id) *id = sqlite3_last_insert_rowid(store->db);
  }
  lur_db_done(store, stmt);
  return status;
}

lur_status lur_db_run(lur_store *store, const char *sql, struct lur_diag *diag)
{
  return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ? LUR_OK : lur_db_failed(store, diag);
}

lur_status lur_db_number(lur_store *store, const char *sql, const struct lur_db_value *values, size_t n,
                         int64_t *out, struct lur_diag *diag)
{
  sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(store, sql, values, n, &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  if (status == LUR_OK) *out = lur_db_column_int(stmt, 0);
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_NOT_FOUND : status;
}

/// After some errors (a full disk) the database takes the whole transaction back by itself; what follows must
/// then not be kept on its own.
static bool was_lost(lur_store *store)
{
  if (store->begun && sqlite3_get_autocommit(store->db)) store->lost = true;
  return store->lost;
}

static lur_status tell_lost(lur_store *store, struct lur_diag *diag)
{
  return lur_diag_set(diag, LUR_DB, store->path, 0, 0, "%s",
                      _("an earlier step failed, so nothing of this command was kept; do it again"));
}

lur_status lur_db_enter(lur_store *store, struct lur_diag *diag)
{
  if (was_lost(store)) return tell_lost(store, diag);
  bool inner = store->begun || store->depth > 0;
  lur_status status = lur_db_run(store, inner ? "SAVEPOINT step" : "BEGIN IMMEDIATE", diag);
  if (status == LUR_OK) store->depth++;
  return status;
}

lur_status lur_db_leave(lur_store *store, lur_status status, struct lur_diag *diag)
{
  store->depth--;
  bool inner = store->begun || store->depth > 0;
  if (status == LUR_OK) status = lur_db_run(store, inner ? "RELEASE step" : "COMMIT", diag);
  if (status != LUR_OK && !sqlite3_get_autocommit(store->db))
    sqlite3_exec(store->db, inner ? "ROLLBACK TO step; RELEASE step" : "ROLLBACK", NULL, NULL, NULL);
  was_lost(store);
  return status;
}

lur_status lur_db_look(lur_store *store, struct lur_diag *diag)
{
  bool inner = store->begun || store->depth > 0;
  lur_status status = inner ? LUR_OK : lur_db_run(store, "BEGIN", diag);
  if (status == LUR_OK) store->depth++;
  return status;
}

void lur_db_look_away(lur_store *store)
{
  store->depth--;
  if (!store->begun && store->depth == 0) sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

lur_status lur_store_begin(lur_store *store, struct lur_diag *diag)
{
  if (store->begun || store->depth) return LUR_BAD_ARG;
  lur_status status = lur_db_run(store, "BEGIN IMMEDIATE", diag);
  store->begun = status == LUR_OK;
  return status;
}

lur_status lur_store_commit(lur_store *store, struct lur_diag *diag)
{
  if (!store->begun) return LUR_BAD_ARG;
  lur_status status = was_lost(store) ? tell_lost(store, diag) : lur_db_run(store, "COMMIT", diag);
  if (status != LUR_OK) lur_store_rollback(store);
  store->begun = store->lost = false;
  return status;
}

void lur_store_rollback(lur_store *store)
{
  if (!store->begun) return;
  if (!sqlite3_get_autocommit(store->db)) sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
  store->begun = store->lost = false;
}
