#include "store/closing.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "store/names.h"
#include "store/waves.h"

void lur_store_closing_clear(struct lur_store_closing *closing)
{
  free(closing->by);
  free(closing->opened_by);
  free(closing->why);
  *closing = (struct lur_store_closing){0};
}

static lur_status read_closing(struct sqlite3_stmt *stmt, struct lur_store_closing *out)
{
  out->ever = true;
  out->closed = lur_db_column_null(stmt, 4);
  snprintf(out->sha256, sizeof out->sha256, "%.64s", lur_db_column_text(stmt, 0));
  out->when = (struct lur_when){true, lur_db_column_int(stmt, 1), (int)lur_db_column_int(stmt, 2)};
  if (!out->closed)
    out->opened = (struct lur_when){true, lur_db_column_int(stmt, 4), (int)lur_db_column_int(stmt, 5)};
  out->by = strdup(lur_db_column_text(stmt, 3));
  out->opened_by = strdup(lur_db_column_text(stmt, 6));
  out->why = strdup(lur_db_column_text(stmt, 7));
  return out->by && out->opened_by && out->why ? LUR_OK : LUR_NO_MEM;
}

static lur_status look_up(lur_store *store, int64_t wave, struct lur_store_closing *out,
                          struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_store_closing_clear(out);
  lur_status status =
      lur_db_ask(store,
                 "SELECT sha256, closed_ms, closed_offset, closed_by, opened_ms, opened_offset,"
                 " opened_by, why FROM closing WHERE wave = ? ORDER BY id DESC LIMIT 1",
                 LUR_DB_WITH(lur_db_int(wave)), &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  if (status == LUR_OK) status = read_closing(stmt, out);
  lur_db_done(store, stmt);
  if (status != LUR_OK) lur_store_closing_clear(out);
  return status == LUR_END ? LUR_OK : status;
}

static void name_of(lur_store *store, int64_t wave, char *out, size_t size)
{
  struct sqlite3_stmt *stmt = NULL;
  out[0] = '\0';
  if (lur_db_ask(store, "SELECT name FROM wave WHERE id = ?", LUR_DB_WITH(lur_db_int(wave)), &stmt, NULL) !=
      LUR_OK)
    return;
  if (lur_db_next(store, stmt, NULL) == LUR_OK) snprintf(out, size, "%s", lur_db_column_text(stmt, 0));
  lur_db_done(store, stmt);
}

/// The day of a moment, "2026-05-01".
static const char *day(const struct lur_when *when, char *out, size_t size)
{
  lur_when_format(when, out, size);
  out[strcspn(out, "T")] = '\0';
  return out;
}

lur_status lur_closing_allows(lur_store *store, int64_t wave, struct lur_diag *diag)
{
  char when[LUR_WHEN_SIZE], name[80];
  struct lur_store_closing closing = {0};
  if (!wave) return LUR_OK;
  lur_status status = look_up(store, wave, &closing, diag);
  if (status == LUR_OK && closing.closed) {
    name_of(store, wave, name, sizeof name);
    status = lur_diag_set(diag, LUR_BAD_INPUT, "", 0, 0,
                          _("the wave “%s” was closed on %s, and nothing of it changes any more; if it must, "
                            "open it again: lur wave reopen %s --because '...'"),
                          name, day(&closing.when, when, sizeof when), name);
  }
  lur_store_closing_clear(&closing);
  return status;
}

lur_status lur_closing_allows_call(lur_store *store, int64_t call, struct lur_diag *diag)
{
  int64_t wave = 0;
  lur_status status = lur_db_number(store, "SELECT ifnull(wave, 0) FROM call WHERE id = ?",
                                    LUR_DB_WITH(lur_db_int(call)), &wave, diag);
  if (status == LUR_NOT_FOUND) return LUR_OK; // who asks says that there is no such call
  return status == LUR_OK ? lur_closing_allows(store, wave, diag) : status;
}

lur_status lur_store_takes_calls(lur_store *store, const char *wave, struct lur_diag *diag)
{
  int64_t id = 0;
  lur_status status = lur_names_wave(store, wave, &id, diag);
  return status == LUR_OK ? lur_closing_allows(store, id, diag) : status;
}

lur_status lur_store_closing(lur_store *store, const char *wave, struct lur_store_closing *out,
                             struct lur_diag *diag)
{
  int64_t id = 0;
  lur_status status = lur_names_wave(store, wave, &id, diag);
  return status == LUR_OK ? look_up(store, id, out, diag) : status;
}

// ---- The digest

/// Adds the columns of each row, each with its length before it, so that no two lists read alike.
static lur_status digest_rows(lur_store *store, const char *sql, int64_t wave, int columns, EVP_MD_CTX *to,
                              struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  char length[32];
  lur_status status = lur_db_ask(store, sql, LUR_DB_WITH(lur_db_int(wave)), &stmt, diag);
  while (status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK)
    for (int c = 0; c < columns && status == LUR_OK; c++) {
      const char *text = lur_db_column_text(stmt, c);
      int n = snprintf(length, sizeof length, "%zu:", strlen(text));
      if (!EVP_DigestUpdate(to, length, (size_t)n) || !EVP_DigestUpdate(to, text, strlen(text)))
        status = LUR_NO_MEM;
    }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}

static lur_status digest_wave(lur_store *store, int64_t wave, EVP_MD_CTX *to, struct lur_diag *diag)
{
  static const struct {
    const char *sql;
    int columns;
  } parts[] = {
      {"SELECT sha256 FROM plan WHERE wave = ? ORDER BY id DESC LIMIT 1", 1},
      {"SELECT p.name, m.class FROM wave_participant m JOIN participant p ON p.id = m.participant"
       " WHERE m.wave = ? ORDER BY p.name",
       2},
      {"SELECT 'c' || c.id, c.audio, c.audio2, p.name, 'r' || r.round, 't' || c.when_ms, d.json FROM call c"
       " JOIN call_round r ON r.call = c.id LEFT JOIN participant p ON p.id = c.participant"
       " LEFT JOIN analysis_document d ON d.analysis = c.analysis WHERE c.wave = ? ORDER BY c.id",
       7},
      {"SELECT 'c' || s.call, s.rubric, s.rubric_sha256, d.json FROM scorecard s"
       " JOIN scorecard_document d ON d.scorecard = s.id WHERE s.id IN (SELECT max(x.id) FROM call c"
       " JOIN scorecard x ON x.call = c.id WHERE c.wave = ? GROUP BY x.call, x.rubric) ORDER BY s.call, "
       "s.rubric",
       4}};
  lur_status status = LUR_OK;
  for (size_t i = 0; i < sizeof parts / sizeof *parts && status == LUR_OK; i++)
    status = digest_rows(store, parts[i].sql, wave, parts[i].columns, to, diag);
  return status;
}

static lur_status digest_of(lur_store *store, int64_t wave, char sha256[65], struct lur_diag *diag)
{
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned n = 0;
  EVP_MD_CTX *to = EVP_MD_CTX_new();
  lur_status status = to && EVP_DigestInit_ex(to, EVP_sha256(), NULL) ? LUR_OK : LUR_NO_MEM;
  if (status == LUR_OK) status = digest_wave(store, wave, to, diag);
  if (status == LUR_OK && (!EVP_DigestFinal_ex(to, bytes, &n) || n != 32)) status = LUR_NO_MEM;
  EVP_MD_CTX_free(to);
  for (size_t i = 0; i < 32 && status == LUR_OK; i++) snprintf(sha256 + 2 * i, 3, "%02x", bytes[i]);
  return status;
}

lur_status lur_store_wave_digest(lur_store *store, const char *wave, char sha256[65], struct lur_diag *diag)
{
  int64_t id = 0;
  lur_status status = lur_db_look(store, diag);
  if (status != LUR_OK) return status;
  status = lur_names_wave(store, wave, &id, diag);
  if (status == LUR_OK) status = digest_of(store, id, sha256, diag);
  lur_db_look_away(store);
  return status;
}

// ---- Closing and opening

static lur_status close_wave(lur_store *store, const char *wave, const char *by, char sha256[65],
                             struct lur_diag *diag)
{
  int64_t id = 0;
  struct lur_when now = lur_when_now();
  struct lur_store_closing closing = {0};
  lur_status status = lur_names_wave(store, wave, &id, diag);
  if (status == LUR_OK) status = look_up(store, id, &closing, diag);
  if (status == LUR_OK && closing.closed)
    status = lur_diag_set(diag, LUR_BAD_INPUT, "", 0, 0, _("the wave “%s” is closed already"), wave);
  lur_store_closing_clear(&closing);
  if (status == LUR_OK) status = digest_of(store, id, sha256, diag);
  if (status != LUR_OK) return status;
  return lur_db_change(
      store,
      "INSERT INTO closing(wave, sha256, closed_ms, closed_offset, closed_by) VALUES(?, ?, ?, "
      "?, ?)",
      LUR_DB_WITH(lur_db_int(id), lur_db_text(sha256), lur_db_int(now.unix_ms), lur_db_int(now.offset_min),
                  lur_db_text(by)),
      NULL, diag);
}

lur_status lur_store_close_wave(lur_store *store, const char *wave, const char *by, char sha256[65],
                                struct lur_diag *diag)
{
  lur_status status = lur_db_enter(store, diag);
  return status == LUR_OK ? lur_db_leave(store, close_wave(store, wave, by, sha256, diag), diag) : status;
}

static lur_status reopen_wave(lur_store *store, const char *wave, const char *by, const char *why,
                              struct lur_diag *diag)
{
  int64_t id = 0;
  struct lur_when now = lur_when_now();
  struct lur_store_closing closing = {0};
  lur_status status = lur_names_wave(store, wave, &id, diag);
  if (status == LUR_OK) status = look_up(store, id, &closing, diag);
  if (status == LUR_OK && !closing.closed)
    status = lur_diag_set(diag, LUR_BAD_INPUT, "", 0, 0, _("the wave “%s” is not closed"), wave);
  lur_store_closing_clear(&closing);
  if (status != LUR_OK) return status;
  return lur_db_change(
      store,
      "UPDATE closing SET opened_ms = ?, opened_offset = ?, opened_by = ?, why = ? WHERE id ="
      " (SELECT max(id) FROM closing WHERE wave = ?)",
      LUR_DB_WITH(lur_db_int(now.unix_ms), lur_db_int(now.offset_min), lur_db_text(by), lur_db_text(why),
                  lur_db_int(id)),
      NULL, diag);
}

lur_status lur_store_reopen_wave(lur_store *store, const char *wave, const char *by, const char *why,
                                 struct lur_diag *diag)
{
  if (!why || !why[strspn(why, " \t\n")])
    return lur_diag_set(diag, LUR_BAD_INPUT, "", 0, 0, "%s",
                        _("a wave is opened again for a reason only; give it with --because"));
  lur_status status = lur_db_enter(store, diag);
  return status == LUR_OK ? lur_db_leave(store, reopen_wave(store, wave, by, why, diag), diag) : status;
}
