#include <stdio.h>
#include <string.h>

#include "store/names.h"
#include "store/rows.h"

/// A question put together of fixed pieces of SQL; what people wrote goes into its values only.
struct question {
  char sql[8000];
  size_t used;
  struct lur_db_value value[24 + 2 * LUR_STORE_MOST_CONDITIONS];
  size_t values;
};

static void add(struct question *q, const char *sql)
{
  size_t n = strlen(sql);
  if (n >= sizeof q->sql - q->used) return; // cannot be: the pieces for the most conditions fit twice
  memcpy(q->sql + q->used, sql, n + 1);
  q->used += n;
}

static void add_with(struct question *q, const char *sql, struct lur_db_value value)
{
  add(q, sql);
  q->value[q->values++] = value;
}

static const char *compare_sql(lur_store_compare compare)
{
  switch (compare) {
  case LUR_STORE_BELOW:
    return " < ?)";
  case LUR_STORE_AT_MOST:
    return " <= ?)";
  case LUR_STORE_EQUAL:
    return " = ?)";
  case LUR_STORE_UNEQUAL:
    return " <> ?)";
  case LUR_STORE_AT_LEAST:
    return " >= ?)";
  case LUR_STORE_ABOVE:
    return " > ?)";
  }
  return " = ?)";
}

static void add_condition(struct question *q, const lur_store *store, const struct lur_store_condition *c)
{
  bool is_text = lur_measure_table[c->measure].type == LUR_TYPE_TEXT;
  add_with(q, " AND EXISTS(SELECT 1 FROM measure m WHERE m.analysis = c.analysis AND m.name = ?",
           lur_db_int(store->measure_id[c->measure]));
  add(q, is_text ? " AND m.text" : " AND m.number");
  add_with(q, compare_sql(c->compare), is_text ? lur_db_text(c->text) : lur_db_real(c->number));
}

/// The scorecard that counts: the newest of the call that the filter's rubric and version let through.
static void add_scorecard(struct question *q, const struct lur_store_filter *f)
{
  add(q, " LEFT JOIN scorecard s ON s.id = (SELECT max(id) FROM scorecard WHERE call = c.id");
  if (f->rubric) add_with(q, " AND rubric = ?", lur_db_text(f->rubric));
  if (f->rubric && f->version) add_with(q, " AND version = ?", lur_db_text(f->version));
  add(q, ")");
}

static void add_due_score(struct question *q, const struct lur_store_filter *f)
{
  bool wants_answers = f->due == LUR_STORE_DUE_ANSWERS;
  add(q, wants_answers
             ? " AND ifnull((SELECT complete FROM scorecard WHERE id = (SELECT max(id) FROM scorecard"
             : " AND NOT EXISTS(SELECT 1 FROM scorecard");
  add(q, " WHERE call = c.id AND analysis = c.analysis");
  if (f->rubric) add_with(q, " AND rubric = ?", lur_db_text(f->rubric));
  if (f->rubric && f->version) add_with(q, " AND version = ?", lur_db_text(f->version));
  add(q, wants_answers ? ")), 0) = 0" : ")");
}

static void add_due(struct question *q, const struct lur_store_filter *f)
{
  switch (f->due) {
  case LUR_STORE_DUE_ANY:
    break;
  case LUR_STORE_DUE_ANALYSIS:
    add_with(q, " AND NOT EXISTS(SELECT 1 FROM analysis WHERE call = c.id AND analyser = ?)",
             lur_db_text(f->analyser));
    break;
  case LUR_STORE_DUE_SCORE:
  case LUR_STORE_DUE_ANSWERS:
    add_due_score(q, f);
    break;
  }
}

static const char *order_sql(lur_store_order order)
{
  switch (order) {
  case LUR_STORE_NEWEST_FIRST:
    return " ORDER BY c.when_ms DESC, c.id DESC";
  case LUR_STORE_OLDEST_FIRST:
    return " ORDER BY c.when_ms, c.id";
  case LUR_STORE_BEST_FIRST:
    return " ORDER BY s.total DESC NULLS LAST, c.id";
  case LUR_STORE_WORST_FIRST:
    return " ORDER BY s.total NULLS LAST, c.id";
  case LUR_STORE_BY_ID:
    break;
  }
  return " ORDER BY c.id";
}

static lur_status add_names(struct question *q, lur_store *store, const struct lur_store_filter *f,
                            struct lur_diag *diag)
{
  int64_t id = 0;
  lur_status status = LUR_OK;
  if (f->wave && !*f->wave) add(q, " AND c.wave IS NULL");
  if (f->wave && *f->wave) {
    status = lur_names_wave(store, f->wave, &id, diag);
    add_with(q, " AND c.wave = ?", lur_db_int(id));
  }
  if (status == LUR_OK && f->participant && !*f->participant) add(q, " AND c.participant IS NULL");
  if (status == LUR_OK && f->participant && *f->participant) {
    status = lur_names_participant(store, f->participant, &id, diag);
    add_with(q, " AND c.participant = ?", lur_db_int(id));
  }
  return status;
}

static void add_bounds(struct question *q, const struct lur_store_filter *f)
{
  if (f->agent) add_with(q, " AND c.agent = ?", lur_db_text(f->agent));
  if (f->assessor) add_with(q, " AND c.assessor = ?", lur_db_text(f->assessor));
  if (f->id)
    add_with(q, " AND EXISTS(SELECT 1 FROM fact f WHERE f.call = c.id AND f.name = 'id' AND f.text = ?)",
             lur_db_text(f->id));
  if (f->from.known) add_with(q, " AND c.when_ms >= ?", lur_db_int(f->from.unix_ms));
  if (f->to.known) add_with(q, " AND c.when_ms < ?", lur_db_int(f->to.unix_ms));
  if (f->has_score_min) add_with(q, " AND s.total >= ?", lur_db_int(f->score_min_millionths));
  if (f->has_score_max) add_with(q, " AND s.total <= ?", lur_db_int(f->score_max_millionths));
}

static bool is_filter_sane(const struct lur_store_filter *f)
{
  if (f->conditions > LUR_STORE_MOST_CONDITIONS || f->limit < 0) return false;
  for (size_t i = 0; i < f->conditions; i++)
    if (f->condition[i].measure < 0 || f->condition[i].measure >= LUR_MEASURE_COUNT) return false;
  return f->due != LUR_STORE_DUE_ANALYSIS || f->analyser;
}

static lur_status build(struct question *q, lur_store *store, const struct lur_store_filter *f,
                        struct lur_diag *diag)
{
  add(q, "SELECT " LUR_ROW_COLUMNS LUR_ROW_TABLES);
  add_scorecard(q, f);
  add(q, " WHERE 1");
  lur_status status = add_names(q, store, f, diag);
  if (status != LUR_OK) return status;
  add_bounds(q, f);
  for (size_t i = 0; i < f->conditions; i++) add_condition(q, store, &f->condition[i]);
  add_due(q, f);
  add(q, order_sql(f->order));
  if (f->limit) add_with(q, " LIMIT ?", lur_db_int(f->limit));
  return LUR_OK;
}

lur_status lur_store_each_call(lur_store *store, const struct lur_store_filter *filter,
                               bool (*visit)(const struct lur_store_row *row, void *ctx), void *ctx,
                               struct lur_diag *diag)
{
  const struct lur_store_filter all = {0}, *f = filter ? filter : &all;
  struct question q = {.used = 0};
  struct sqlite3_stmt *stmt = NULL;
  struct lur_store_row row;
  bool more = true;
  if (!is_filter_sane(f)) return LUR_BAD_ARG;
  lur_status status = lur_db_look(store, diag);
  if (status != LUR_OK) return status;
  status = build(&q, store, f, diag);
  if (status == LUR_OK) status = lur_db_ask(store, q.sql, q.value, q.values, &stmt, diag);
  while (more && status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK) {
    lur_row_read(stmt, &row);
    more = visit(&row, ctx);
  }
  lur_db_done(store, stmt);
  lur_db_look_away(store);
  return status == LUR_END ? LUR_OK : status;
}
