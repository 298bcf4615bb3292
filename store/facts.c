#include "store/facts.h"

#include <stdlib.h>
#include <string.h>

static lur_status add_fact(lur_store *store, int64_t call, const struct lur_store_fact *fact,
                           struct lur_diag *diag)
{
  if (!fact->text || !*fact->text) return LUR_OK;
  return lur_db_change(store, "INSERT INTO fact(call, name, text) VALUES(?, ?, ?)",
                       LUR_DB_WITH(lur_db_int(call), lur_db_text(fact->name), lur_db_text(fact->text)), NULL,
                       diag);
}

lur_status lur_facts_add(lur_store *store, const struct lur_store_call *call, int64_t id,
                         struct lur_diag *diag)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < call->facts && status == LUR_OK; i++)
    status = add_fact(store, id, &call->fact[i], diag);
  return status;
}

lur_status lur_entry_keep_text(struct lur_store_entry *e, const char **text)
{
  char **list = lur_grow(e->text, &e->texts_room, e->texts, sizeof *e->text);
  if (!list) return LUR_NO_MEM;
  e->text = list;
  char *copy = strdup(*text);
  if (!copy) return LUR_NO_MEM;
  *text = e->text[e->texts++] = copy;
  return LUR_OK;
}

static lur_status keep_fact(struct lur_store_entry *e, struct lur_store_fact fact)
{
  struct lur_store_fact *list = lur_grow(e->fact, &e->facts_room, e->row.call.facts, sizeof *list);
  if (!list) return LUR_NO_MEM;
  e->row.call.fact = e->fact = list;
  lur_status status = lur_entry_keep_text(e, &fact.name);
  if (status == LUR_OK) status = lur_entry_keep_text(e, &fact.text);
  if (status == LUR_OK) list[e->row.call.facts++] = fact;
  return status;
}

lur_status lur_facts_read(lur_store *store, struct lur_store_entry *e, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(store, "SELECT name, text FROM fact WHERE call = ? ORDER BY name",
                                 LUR_DB_WITH(lur_db_int(e->row.call.id)), &stmt, diag);
  while (status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK) {
    const struct lur_store_fact fact = {lur_db_column_text(stmt, 0), lur_db_column_text(stmt, 1)};
    status = keep_fact(e, fact);
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}
