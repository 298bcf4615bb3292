/// \file
/// The database inside a store: questions and changes with their values, and errors as sentences. For store/
/// only.
#ifndef LUR_STORE_DB_H
#define LUR_STORE_DB_H

#include "store/store.h"

struct sqlite3;
struct sqlite3_stmt;

/// A statement that is kept for the next time: preparing one takes longer than most of them run.
struct lur_db_ready {
  struct sqlite3_stmt *stmt;
  bool used; ///< asked and not done
};
enum { LUR_DB_READY = 32 }; ///< more than a call that is scored needs

struct lur_store {
  struct sqlite3 *db;
  struct lur_db_ready ready[LUR_DB_READY];
  size_t next_ready;   ///< where the next statement goes, if nobody uses what is there
  char *folder, *path; ///< path: of the database
  int busy_ms;
  bool begun; ///< lur_store_begin is open
  bool lost;  ///< the database took it back by itself, after an error
  int depth;  ///< of lur_db_enter, not counting begun
  char **why; ///< reasons handed out by lur_store_measures
  size_t whys, whys_room;
  int64_t measure_id[LUR_MEASURE_COUNT]; ///< in the table measure_name; 0: not there
};

typedef enum { LUR_DB_NULL, LUR_DB_INT, LUR_DB_REAL, LUR_DB_TEXT } lur_db_kind;
/// A value for a ? of a statement. Texts are borrowed until the statement is done.
struct lur_db_value {
  lur_db_kind kind;
  int64_t number;
  double real;
  const char *text;
};
static inline struct lur_db_value lur_db_null(void)
{
  struct lur_db_value v = {LUR_DB_NULL, 0, 0.0, NULL};
  return v;
}
static inline struct lur_db_value lur_db_int(int64_t number)
{
  struct lur_db_value v = {LUR_DB_INT, number, 0.0, NULL};
  return v;
}
static inline struct lur_db_value lur_db_real(double real)
{
  struct lur_db_value v = {LUR_DB_REAL, 0, real, NULL};
  return v;
}
/// NULL is "".
static inline struct lur_db_value lur_db_text(const char *text)
{
  struct lur_db_value v = {LUR_DB_TEXT, 0, 0.0, text ? text : ""};
  return v;
}
/// 0 is NULL: an id that is not there.
static inline struct lur_db_value lur_db_id(int64_t id)
{
  return id ? lur_db_int(id) : lur_db_null();
}
static inline struct lur_db_value lur_db_text_or_null(const char *text)
{
  return text && *text ? lur_db_text(text) : lur_db_null();
}
/// The values of a statement and their number, as two arguments.
#define LUR_DB_WITH(...)                                                                                     \
  (const struct lur_db_value[]){__VA_ARGS__},                                                                \
      sizeof((const struct lur_db_value[]){__VA_ARGS__}) / sizeof(struct lur_db_value)

/// A status and a sentence for what the database said last.
lur_status lur_db_failed(lur_store *store, struct lur_diag *diag);

/// The database is not as it must be: how, in words of experts.
lur_status lur_db_damaged(lur_store *store, const char *how, struct lur_diag *diag);

/// Starts a question or a change; done with lur_db_done. On error *out is NULL.
LUR_NODISCARD lur_status lur_db_ask(lur_store *store, const char *sql, const struct lur_db_value *values,
                                    size_t n, struct sqlite3_stmt **out, struct lur_diag *diag);
/// The next row: LUR_OK, or LUR_END after the last.
LUR_NODISCARD lur_status lur_db_next(lur_store *store, struct sqlite3_stmt *stmt, struct lur_diag *diag);
void lur_db_done(lur_store *store, struct sqlite3_stmt *stmt); ///< NULL is fine
void lur_db_forget_ready(lur_store *store);                    ///< before the database is closed
/// New values for the same statement.
LUR_NODISCARD lur_status lur_db_again(lur_store *store, struct sqlite3_stmt *stmt,
                                      const struct lur_db_value *values, size_t n, struct lur_diag *diag);

int64_t lur_db_column_int(struct sqlite3_stmt *stmt, int column);
double lur_db_column_real(struct sqlite3_stmt *stmt, int column);
const char *lur_db_column_text(struct sqlite3_stmt *stmt,
                               int column); ///< valid until the next row; NULL is ""
bool lur_db_column_null(struct sqlite3_stmt *stmt, int column);

/// A change, whole. *id (may be NULL): of the row added.
LUR_NODISCARD lur_status lur_db_change(lur_store *store, const char *sql, const struct lur_db_value *values,
                                       size_t n, int64_t *id, struct lur_diag *diag);
/// Statements without values.
LUR_NODISCARD lur_status lur_db_run(lur_store *store, const char *sql, struct lur_diag *diag);
/// The first column of the only row. LUR_NOT_FOUND, diag not set: there is no row.
LUR_NODISCARD lur_status lur_db_number(lur_store *store, const char *sql, const struct lur_db_value *values,
                                       size_t n, int64_t *out, struct lur_diag *diag);

/// What is done between enter and leave is done whole or not at all; entries may be nested.
LUR_NODISCARD lur_status lur_db_enter(lur_store *store, struct lur_diag *diag);
/// Keeps it all when `status` is LUR_OK, else takes it back. Returns status, or why it could not be kept.
LUR_NODISCARD lur_status lur_db_leave(lur_store *store, lur_status status, struct lur_diag *diag);
/// The same for reading only: one state of the store is seen throughout.
LUR_NODISCARD lur_status lur_db_look(lur_store *store, struct lur_diag *diag);
void lur_db_look_away(lur_store *store);

/// LUR_NOT_FOUND and a sentence: there is no such call.
lur_status lur_call_missing(int64_t call, struct lur_diag *diag);

#endif
