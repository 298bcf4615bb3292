#include <stdlib.h>
#include <string.h>

#include "store/rows.h"

#define COLUMNS "d.json, d.answers, " LUR_SCORED_COLUMNS
#define TABLES " FROM scorecard s JOIN scorecard_document d ON d.scorecard = s.id"

/// The row of an answer with COLUMNS, its texts borrowed until the next row.
static void read_row(struct sqlite3_stmt *stmt, struct lur_store_scored *scored, const char **document,
                     const char **answers)
{
  *document = lur_db_column_text(stmt, 0);
  *answers = lur_db_column_text(stmt, 1);
  lur_row_read_scored(stmt, 2, scored);
}

static char *keep(struct lur_store_revision *r, const char *text)
{
  return r->text[r->texts] = strdup(text), r->text[r->texts++];
}

static lur_status copy(struct sqlite3_stmt *stmt, struct lur_store_revision **out)
{
  struct lur_store_revision *r = calloc(1, sizeof *r);
  struct lur_store_scored from;
  const char *document, *answers;
  if (!r) return LUR_NO_MEM;
  *out = r;
  r->text = calloc(8, sizeof *r->text);
  if (!r->text) return LUR_NO_MEM;
  read_row(stmt, &from, &document, &answers);
  r->scored = from;
  r->scored.rubric = keep(r, from.rubric);
  r->scored.version = keep(r, from.version);
  r->scored.rubric_sha256 = keep(r, from.rubric_sha256);
  r->scored.assessor = keep(r, from.assessor);
  r->scored.band = keep(r, from.band);
  r->scored.made_by = keep(r, from.made_by);
  r->document = keep(r, document);
  r->answers = keep(r, answers);
  for (size_t i = 0; i < r->texts; i++)
    if (!r->text[i]) return LUR_NO_MEM;
  return LUR_OK;
}

void lur_store_revision_free(struct lur_store_revision *revision)
{
  if (!revision) return;
  for (size_t i = 0; i < revision->texts; i++) free(revision->text[i]);
  free(revision->text);
  free(revision);
}

lur_status lur_store_other_revision(lur_store *store, int64_t call, const char *rubric,
                                    const char *not_sha256, struct lur_store_revision **out,
                                    struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  struct lur_store_revision *found = NULL;
  lur_status status =
      lur_db_ask(store,
                 "SELECT " COLUMNS TABLES
                 " WHERE s.call = ? AND s.rubric = ? AND s.rubric_sha256 <> ? ORDER BY s.id DESC LIMIT 1",
                 LUR_DB_WITH(lur_db_int(call), lur_db_text(rubric), lur_db_text(not_sha256)), &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  if (status == LUR_OK) status = copy(stmt, &found);
  lur_db_done(store, stmt);
  if (status == LUR_OK)
    *out = found;
  else
    lur_store_revision_free(found);
  return status == LUR_END ? LUR_NOT_FOUND : status;
}

lur_status lur_store_each_revision(lur_store *store, int64_t call, const char *rubric,
                                   bool (*visit)(const struct lur_store_revision *revision, void *ctx),
                                   void *ctx, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status =
      lur_db_ask(store,
                 "SELECT " COLUMNS TABLES
                 " WHERE s.call = ?1 AND s.rubric = ifnull(?2, s.rubric) ORDER BY s.rubric, s.id",
                 LUR_DB_WITH(lur_db_int(call), rubric ? lur_db_text(rubric) : lur_db_null()), &stmt, diag);
  bool more = true;
  while (more && status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK) {
    struct lur_store_revision *r = NULL;
    status = copy(stmt, &r);
    if (status == LUR_OK) more = visit(r, ctx);
    lur_store_revision_free(r);
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}
