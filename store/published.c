#include "store/published.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"

static void read_published(struct sqlite3_stmt *stmt, struct lur_store_published *out)
{
  *out = (struct lur_store_published){
      .rubric = lur_db_column_text(stmt, 0),
      .version = lur_db_column_text(stmt, 1),
      .sha256 = lur_db_column_text(stmt, 2),
      .made_by = lur_db_column_text(stmt, 3),
      .made = {true, lur_db_column_int(stmt, 4), (int)lur_db_column_int(stmt, 5)}};
}

/// The day of a moment, "2026-05-01".
static const char *day(const struct lur_when *when, char *out, size_t size)
{
  lur_when_format(when, out, size);
  out[strcspn(out, "T")] = '\0';
  return out;
}

/// Looks the version up: LUR_OK, *same where it has that text; LUR_NOT_FOUND: it is not published.
static lur_status look_up(lur_store *store, const char *rubric, const char *version, const char *sha256,
                          bool *same, struct lur_when *made, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status =
      lur_db_ask(store,
                 "SELECT rubric, version, sha256, made_by, made_ms, made_offset FROM published"
                 " WHERE rubric = ? AND version = ?",
                 LUR_DB_WITH(lur_db_text(rubric), lur_db_text(version)), &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  if (status == LUR_OK) {
    struct lur_store_published found;
    read_published(stmt, &found);
    *same = strcmp(found.sha256, sha256) == 0;
    *made = found.made;
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_NOT_FOUND : status;
}

lur_status lur_published_fits(lur_store *store, const char *rubric, const char *version, const char *sha256,
                              struct lur_diag *diag)
{
  bool same = true;
  char when[LUR_WHEN_SIZE];
  struct lur_when made = {0};
  lur_status status = look_up(store, rubric, version, sha256, &same, &made, diag);
  if (status == LUR_NOT_FOUND || (status == LUR_OK && same)) return LUR_OK;
  if (status != LUR_OK) return status;
  return lur_diag_set(diag, LUR_BAD_INPUT, "", 0, 0,
                      _("version “%.64s” of “%.64s” was published on %s with other contents, and a published "
                        "version never changes; give this file another version"),
                      version, rubric, day(&made, when, sizeof when));
}

lur_status lur_store_may_score(lur_store *store, const char *rubric, const char *version, const char *sha256,
                               struct lur_diag *diag)
{
  return lur_published_fits(store, rubric, version, sha256, diag);
}

static lur_status insert(lur_store *store, const struct lur_store_published *p, const char *text,
                         struct lur_diag *diag)
{
  struct lur_when now = p->made.known ? p->made : lur_when_now();
  lur_status status = lur_db_change(store, "INSERT OR IGNORE INTO rubric(sha256, text) VALUES(?, ?)",
                                    LUR_DB_WITH(lur_db_text(p->sha256), lur_db_text(text)), NULL, diag);
  if (status != LUR_OK) return status;
  return lur_db_change(store,
                       "INSERT INTO published(rubric, version, sha256, made_ms, made_offset, made_by)"
                       " VALUES(?, ?, ?, ?, ?, ?)",
                       LUR_DB_WITH(lur_db_text(p->rubric), lur_db_text(p->version), lur_db_text(p->sha256),
                                   lur_db_int(now.unix_ms), lur_db_int(now.offset_min),
                                   lur_db_text(p->made_by)),
                       NULL, diag);
}

lur_status lur_store_publish(lur_store *store, const struct lur_store_published *published, const char *text,
                             bool *again, struct lur_diag *diag)
{
  bool same = false;
  struct lur_when made;
  if (again) *again = false;
  lur_status status = lur_db_enter(store, diag);
  if (status != LUR_OK) return status;
  status = look_up(store, published->rubric, published->version, published->sha256, &same, &made, diag);
  if (status == LUR_NOT_FOUND)
    status = insert(store, published, text, diag);
  else if (status == LUR_OK && !same)
    status = lur_published_fits(store, published->rubric, published->version, published->sha256, diag);
  else if (status == LUR_OK && again)
    *again = true;
  return lur_db_leave(store, status, diag);
}

/// The only text that a question gives, copied.
static lur_status read_text(lur_store *store, const char *sql, const struct lur_db_value *values, size_t n,
                            char **text, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(store, sql, values, n, &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  if (status == LUR_OK) {
    char *copy = strdup(lur_db_column_text(stmt, 0));
    if (copy)
      *text = copy;
    else
      status = LUR_NO_MEM;
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_NOT_FOUND : status;
}

lur_status lur_store_published_text(lur_store *store, const char *rubric, const char *version, char **text,
                                    struct lur_diag *diag)
{
  return read_text(store,
                   "SELECT r.text FROM published p JOIN rubric r ON r.sha256 = p.sha256 WHERE p.rubric = ?1"
                   " AND p.version = ifnull(?2, p.version) ORDER BY p.made_ms DESC, p.version DESC LIMIT 1",
                   LUR_DB_WITH(lur_db_text(rubric), version ? lur_db_text(version) : lur_db_null()), text,
                   diag);
}

lur_status lur_store_rubric_text(lur_store *store, const char *sha256, char **text, struct lur_diag *diag)
{
  return read_text(store, "SELECT text FROM rubric WHERE sha256 = ?", LUR_DB_WITH(lur_db_text(sha256)), text,
                   diag);
}

lur_status lur_store_each_published(lur_store *store,
                                    bool (*visit)(const struct lur_store_published *published, void *ctx),
                                    void *ctx, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status =
      lur_db_ask(store,
                 "SELECT rubric, version, sha256, made_by, made_ms, made_offset FROM published"
                 " ORDER BY made_ms, rubric, version",
                 NULL, 0, &stmt, diag);
  bool more = true;
  while (more && status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK) {
    struct lur_store_published p;
    read_published(stmt, &p);
    more = visit(&p, ctx);
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}
