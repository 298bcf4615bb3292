#include "store/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "store/closing.h"
#include "store/text.h"

bool lur_store_call_id(const char *name, int64_t *id)
{
  size_t n = strlen(name);
  if (n < 2 || n > 18 || (name[0] != 'c' && name[0] != 'C') || strspn(name + 1, "0123456789") != n - 1)
    return false;
  *id = strtoll(name + 1, NULL, 10);
  return *id > 0;
}

const char *lur_store_call_name(int64_t id, char *out, size_t size)
{
  snprintf(out, size, "c%lld", (long long)id);
  return out;
}

bool lur_store_name_ok(const char *name)
{
  size_t n = name ? strlen(name) : 0;
  if (n == 0 || n > 64 || name[0] == '-' || name[0] == '.' || !lur_store_text_whole(name)) return false;
  if ((name[0] == 'c' || name[0] == 'C') && n > 1 && strspn(name + 1, "0123456789") == n - 1) return false;
  for (size_t i = 0; i < n; i++)
    if ((unsigned char)name[i] <= ' ' || name[i] == 0x7F || strchr("/\\\"", name[i])) return false;
  return true;
}

static lur_status no_name(const char *name, struct lur_diag *diag)
{
  return lur_diag_set(
      diag, LUR_BAD_INPUT, "", 0, 0,
      _("“%.64s” is no short name; use up to 64 letters, digits, -, _ and dots, without blanks, not like "
        "c12, which names a call"),
      name ? name : "");
}

/// The names of a table as "a, b, c"; those that do not fit are left out. Returns how many fitted.
static int list_names(lur_store *store, const char *sql, char *out, size_t size)
{
  struct sqlite3_stmt *stmt = NULL;
  size_t used = 0;
  int n = 0;
  out[0] = '\0';
  if (lur_db_ask(store, sql, NULL, 0, &stmt, NULL) != LUR_OK) return 0;
  while (lur_db_next(store, stmt, NULL) == LUR_OK) {
    const char *name = lur_db_column_text(stmt, 0);
    if (used + strlen(name) + 3 > size) break;
    used += (size_t)snprintf(out + used, size - used, "%s%s", n ? ", " : "", name);
    n++;
  }
  lur_db_done(store, stmt);
  return n;
}

lur_status lur_names_wave(lur_store *store, const char *name, int64_t *id, struct lur_diag *diag)
{
  char there[200];
  lur_status status =
      lur_db_number(store, "SELECT id FROM wave WHERE name = ?", LUR_DB_WITH(lur_db_text(name)), id, diag);
  if (status != LUR_NOT_FOUND) return status;
  if (list_names(store, "SELECT name FROM wave ORDER BY id DESC", there, sizeof there))
    return lur_diag_set(diag, LUR_NOT_FOUND, "", 0, 0,
                        _("there is no wave “%.64s” in this store; there are: %s"), name, there);
  return lur_diag_set(
      diag, LUR_NOT_FOUND, "", 0, 0,
      _("there is no wave “%.64s” in this store, nor any other; make it with: lur wave new %.64s"), name,
      name);
}

lur_status lur_names_participant(lur_store *store, const char *name, int64_t *id, struct lur_diag *diag)
{
  char there[200];
  lur_status status = lur_db_number(store, "SELECT id FROM participant WHERE name = ?",
                                    LUR_DB_WITH(lur_db_text(name)), id, diag);
  if (status != LUR_NOT_FOUND) return status;
  if (list_names(store, "SELECT name FROM participant ORDER BY name", there, sizeof there))
    return lur_diag_set(diag, LUR_NOT_FOUND, "", 0, 0,
                        _("there is no participant “%.64s” in this store; there are: %s"), name, there);
  return lur_diag_set(diag, LUR_NOT_FOUND, "", 0, 0,
                      _("there is no participant “%.64s” in this store, nor any other"), name);
}

lur_status lur_store_has_wave(lur_store *store, const char *name, struct lur_diag *diag)
{
  int64_t id;
  return lur_names_wave(store, name, &id, diag);
}

static lur_status insert_wave(lur_store *store, const char *name, const char *title, struct lur_diag *diag)
{
  int64_t id;
  struct lur_when now = lur_when_now();
  lur_status status =
      lur_db_number(store, "SELECT id FROM wave WHERE name = ?", LUR_DB_WITH(lur_db_text(name)), &id, diag);
  if (status == LUR_OK)
    return lur_diag_set(diag, LUR_BAD_INPUT, "", 0, 0,
                        _("there is a wave “%s” already; use it, or choose another name"), name);
  if (status != LUR_NOT_FOUND) return status;
  return lur_db_change(store, "INSERT INTO wave(name, title, made_ms, made_offset) VALUES(?, ?, ?, ?)",
                       LUR_DB_WITH(lur_db_text(name), lur_db_text(title && *title ? title : name),
                                   lur_db_int(now.unix_ms), lur_db_int(now.offset_min)),
                       NULL, diag);
}

lur_status lur_store_add_wave(lur_store *store, const char *name, const char *title, struct lur_diag *diag)
{
  if (!lur_store_name_ok(name)) return no_name(name, diag);
  lur_status status = lur_db_enter(store, diag);
  return status == LUR_OK ? lur_db_leave(store, insert_wave(store, name, title, diag), diag) : status;
}

lur_status lur_names_join(lur_store *store, int64_t wave, const char *name, const char *title, int64_t *id,
                          bool *made, struct lur_diag *diag)
{
  if (!lur_store_name_ok(name)) return no_name(name, diag);
  bool titled = title && *title;
  lur_status status = lur_closing_allows(store, wave, diag);
  if (status != LUR_OK) return status;
  status = lur_db_number(store, "SELECT id FROM participant WHERE name = ?", LUR_DB_WITH(lur_db_text(name)),
                         id, diag);
  *made = status == LUR_NOT_FOUND;
  if (status == LUR_NOT_FOUND)
    status = lur_db_change(store, "INSERT INTO participant(name, title) VALUES(?, ?)",
                           LUR_DB_WITH(lur_db_text(name), lur_db_text(titled ? title : name)), id, diag);
  else if (status == LUR_OK && titled)
    status = lur_db_change(store, "UPDATE participant SET title = ? WHERE id = ?",
                           LUR_DB_WITH(lur_db_text(title), lur_db_int(*id)), NULL, diag);
  if (status == LUR_OK && wave)
    status = lur_db_change(store, "INSERT OR IGNORE INTO wave_participant(wave, participant) VALUES(?, ?)",
                           LUR_DB_WITH(lur_db_int(wave), lur_db_int(*id)), NULL, diag);
  return status;
}

lur_status lur_store_add_participant(lur_store *store, const char *wave, const char *name, const char *title,
                                     bool *made, struct lur_diag *diag)
{
  int64_t wave_id = 0, id = 0;
  bool new_one = false;
  lur_status status = lur_db_enter(store, diag);
  if (status != LUR_OK) return status;
  if (wave && *wave) status = lur_names_wave(store, wave, &wave_id, diag);
  if (status == LUR_OK) status = lur_names_join(store, wave_id, name, title, &id, &new_one, diag);
  status = lur_db_leave(store, status, diag);
  if (status == LUR_OK && made) *made = new_one;
  return status;
}

lur_status lur_store_each_wave(lur_store *store, bool (*visit)(const struct lur_store_wave *wave, void *ctx),
                               void *ctx, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(
      store,
      "SELECT name, title, made_ms, made_offset, (SELECT count(*) FROM wave_participant WHERE wave = w.id),"
      " (SELECT count(*) FROM call WHERE wave = w.id) FROM wave w ORDER BY id",
      NULL, 0, &stmt, diag);
  bool more = true;
  while (more && status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK) {
    struct lur_store_wave wave = {.name = lur_db_column_text(stmt, 0),
                                  .title = lur_db_column_text(stmt, 1),
                                  .made = {true, lur_db_column_int(stmt, 2), (int)lur_db_column_int(stmt, 3)},
                                  .participants = lur_db_column_int(stmt, 4),
                                  .calls = lur_db_column_int(stmt, 5)};
    more = visit(&wave, ctx);
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}

static lur_status ask_participants(lur_store *store, const char *wave, struct sqlite3_stmt **out,
                                   struct lur_diag *diag)
{
  int64_t id = 0;
  if (!wave || !*wave)
    return lur_db_ask(
        store,
        "SELECT name, title, (SELECT count(*) FROM call WHERE participant = p.id), '' FROM participant p"
        " ORDER BY name",
        NULL, 0, out, diag);
  lur_status status = lur_names_wave(store, wave, &id, diag);
  if (status != LUR_OK) return status;
  return lur_db_ask(
      store,
      "SELECT p.name, p.title, (SELECT count(*) FROM call WHERE wave = m.wave AND participant = p.id), "
      "m.class"
      " FROM wave_participant m JOIN participant p ON p.id = m.participant WHERE m.wave = ? ORDER BY p.name",
      LUR_DB_WITH(lur_db_int(id)), out, diag);
}

lur_status lur_store_each_participant(lur_store *store, const char *wave,
                                      bool (*visit)(const struct lur_store_participant *participant,
                                                    void *ctx),
                                      void *ctx, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_look(store, diag);
  if (status != LUR_OK) return status;
  status = ask_participants(store, wave, &stmt, diag);
  bool more = true;
  while (more && status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK) {
    struct lur_store_participant p = {.name = lur_db_column_text(stmt, 0),
                                      .title = lur_db_column_text(stmt, 1),
                                      .calls = lur_db_column_int(stmt, 2),
                                      .class_name = lur_db_column_text(stmt, 3)};
    more = visit(&p, ctx);
  }
  lur_db_done(store, stmt);
  lur_db_look_away(store);
  return status == LUR_END ? LUR_OK : status;
}
