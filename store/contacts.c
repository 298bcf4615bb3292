#include "store/contacts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "store/parts.h"

#define MEASURE(as, of)                                                                                      \
  " LEFT JOIN measure " as " ON " as ".analysis = c.analysis AND " as                                        \
  ".name = (SELECT id FROM measure_name WHERE name = '" of "')"

#define QUESTION(where)                                                                                      \
  "SELECT c.id, c.participant, r.round, c.agent, c.duration_s, n.number, b.number, w.number, d.number,"      \
  " EXISTS(SELECT 1 FROM note WHERE call = c.id AND kind = 'answered'),"                                     \
  " s.id, s.total, s.complete, s.version, s.rubric_sha256, a.analyser, ?4 AND s.id, p.parts,"                \
  " t.name, c.assessor, c.when_ms / 60000 + ifnull(c.started_offset, c.added_offset),"                       \
  " (SELECT text FROM fact WHERE call = c.id AND name = 'slot')"                                             \
  " FROM call c JOIN call_round r ON r.call = c.id"                                                          \
  " LEFT JOIN participant t ON t.id = c.participant"                                                         \
  " LEFT JOIN scorecard s ON s.id = (SELECT max(id) FROM scorecard WHERE call = c.id AND rubric = ?3)"       \
  " LEFT JOIN analysis a ON a.id = s.analysis"                                                               \
  " LEFT JOIN scorecard_part p ON ?4 AND p.scorecard = s.id" MEASURE("n", "answer.answered")                 \
      MEASURE("b", "answer.busy") MEASURE("w", "answer.wait_s")                                              \
          MEASURE("d", "call.duration_s") " WHERE " where                                                    \
                                          " ORDER BY c.participant, r.round, c.when_ms, c.id"

/// One question each, so that the database looks nowhere else.
static const char *question_for(const struct lur_contacts_wish *wish)
{
  if (wish->wave && wish->participant) return QUESTION("c.wave = ?1 AND c.participant = ?2");
  return wish->wave ? QUESTION("c.wave = ?1") : QUESTION("c.participant = ?2");
}

enum {
  CALL,
  PARTICIPANT,
  ROUND,
  AGENT,
  LENGTH,
  ANSWERED,
  BUSY,
  WAIT,
  DURATION,
  NOTED,
  CARD,
  TOTAL,
  COMPLETE,
  VERSION,
  SHA256,
  ANALYSER,
  WANTS_PARTS,
  PARTS,
  NAME,
  ASSESSOR,
  WALL,
  SLOT
};

static lur_status add_version(struct lur_contacts_version **list, size_t *n, size_t *room,
                              const char *version, const char *sha256)
{
  for (size_t i = 0; i < *n; i++)
    if (strcmp((*list)[i].version, version) == 0 && strcmp((*list)[i].sha256, sha256) == 0) return LUR_OK;
  struct lur_contacts_version *grown = lur_grow(*list, room, *n, sizeof *grown);
  if (!grown) return LUR_NO_MEM;
  *list = grown;
  grown[*n] = (struct lur_contacts_version){strdup(version), strdup(sha256)};
  ++*n;
  return grown[*n - 1].version && grown[*n - 1].sha256 ? LUR_OK : LUR_NO_MEM;
}

static lur_status add_versions(struct lur_contact_rows *out, struct sqlite3_stmt *stmt)
{
  lur_status status = add_version(&out->rubric, &out->rubrics, &out->rubrics_room,
                                  lur_db_column_text(stmt, VERSION), lur_db_column_text(stmt, SHA256));
  if (status != LUR_OK) return status;
  return add_version(&out->analyser, &out->analysers, &out->analysers_room,
                     lur_db_column_text(stmt, ANALYSER), "");
}

static double real_or(struct sqlite3_stmt *stmt, int column, double otherwise)
{
  return lur_db_column_null(stmt, column) ? otherwise : lur_db_column_real(stmt, column);
}

static struct lur_attempt_facts read_facts(struct sqlite3_stmt *stmt)
{
  return (struct lur_attempt_facts){.answered = real_or(stmt, ANSWERED, 0) > 0,
                                    .busy = real_or(stmt, BUSY, 0) > 0,
                                    .noted_answer = lur_db_column_int(stmt, NOTED) != 0,
                                    .wait_s = real_or(stmt, WAIT, (double)NAN),
                                    .duration_s = real_or(stmt, DURATION, lur_db_column_real(stmt, LENGTH))};
}

/// The same text once: many calls were made and answered by the same people.
static const char *keep_name(struct lur_contact_rows *out, const char *name)
{
  for (size_t i = out->names; i > 0; i--)
    if (strcmp(out->name[i - 1], name) == 0) return out->name[i - 1];
  char **grown = lur_grow(out->name, &out->names_room, out->names, sizeof *grown), *copy;
  if (!grown) return NULL;
  out->name = grown;
  copy = strdup(name);
  if (copy) grown[out->names++] = copy;
  return copy;
}

static bool keep_names(struct lur_contact_rows *out, struct lur_contacts_row *row, struct sqlite3_stmt *stmt)
{
  row->participant_name = keep_name(out, lur_db_column_text(stmt, NAME));
  row->agent = keep_name(out, lur_db_column_text(stmt, AGENT));
  row->assessor = keep_name(out, lur_db_column_text(stmt, ASSESSOR));
  return row->participant_name && row->agent && row->assessor;
}

static lur_status add_row(struct lur_contact_rows *out, struct sqlite3_stmt *stmt)
{
  struct lur_contacts_row *grown = lur_grow(out->at, &out->room, out->n, sizeof *grown);
  if (!grown) return LUR_NO_MEM;
  out->at = grown;
  struct lur_contacts_row *row = &grown[out->n++];
  *row = (struct lur_contacts_row){.call = lur_db_column_int(stmt, CALL),
                                   .participant = lur_db_column_int(stmt, PARTICIPANT),
                                   .scorecard = lur_db_column_int(stmt, CARD),
                                   .has_total = !lur_db_column_null(stmt, TOTAL),
                                   .complete = lur_db_column_int(stmt, COMPLETE) != 0,
                                   .total = lur_db_column_int(stmt, TOTAL),
                                   .round = (int)lur_db_column_int(stmt, ROUND),
                                   .wall_minute = lur_db_column_int(stmt, WALL),
                                   .slot = lur_db_column_int(stmt, SLOT),
                                   .facts = read_facts(stmt)};
  if (!keep_names(out, row, stmt)) return LUR_NO_MEM;
  if (lur_db_column_int(stmt, WANTS_PARTS) && !lur_db_column_null(stmt, PARTS)) {
    row->parts = strdup(lur_db_column_text(stmt, PARTS));
    if (!row->parts) return LUR_NO_MEM;
  }
  return row->complete ? add_versions(out, stmt) : LUR_OK;
}

/// Scorecards that were kept before their parts were.
static lur_status read_document(lur_store *store, struct lur_contacts_row *row, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(store, "SELECT json FROM scorecard_document WHERE scorecard = ?",
                                 LUR_DB_WITH(lur_db_int(row->scorecard)), &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  if (status == LUR_OK)
    status = lur_parts_of_document(lur_db_column_text(stmt, 0), &row->parts);
  else if (status == LUR_END)
    status = lur_parts_of_document(NULL, &row->parts);
  lur_db_done(store, stmt);
  return status;
}

static bool is_same_contact(const struct lur_contacts_row *a, const struct lur_contacts_row *b)
{
  return a->participant && a->participant == b->participant && a->round == b->round;
}

/// Attempts belong together by their participant; calls that name none stand for themselves.
static void judge(struct lur_contact_rows *contacts, const struct lur_attempts *rules)
{
  struct lur_attempt_walk walk = {0};
  for (size_t i = 0; i < contacts->n; i++) {
    struct lur_contacts_row *row = &contacts->at[i];
    bool last = i + 1 == contacts->n || !is_same_contact(row, row + 1);
    if (!rules || !rules->given || !row->participant) continue;
    row->earlier = walk.failed;
    row->end = lur_attempt_of(rules, &row->facts, walk.failed).end;
    row->stand = lur_attempt_step(&walk, rules, &row->facts, last);
    if (last) walk = (struct lur_attempt_walk){0};
  }
}

lur_status lur_contacts_read(lur_store *store, const struct lur_contacts_wish *wish,
                             const struct lur_attempts *rules, struct lur_contact_rows *out,
                             struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(store, question_for(wish),
                                 LUR_DB_WITH(lur_db_id(wish->wave), lur_db_id(wish->participant),
                                             wish->rubric ? lur_db_text(wish->rubric) : lur_db_null(),
                                             lur_db_int(wish->parts)),
                                 &stmt, diag);
  while (status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK) status = add_row(out, stmt);
  lur_db_done(store, stmt);
  if (status == LUR_END) status = LUR_OK;
  for (size_t i = 0; i < out->n && status == LUR_OK && wish->parts; i++)
    if (out->at[i].scorecard && !out->at[i].parts) status = read_document(store, &out->at[i], diag);
  if (status == LUR_OK) judge(out, rules);
  return status;
}

static void clear_versions(struct lur_contacts_version *list, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    free(list[i].version);
    free(list[i].sha256);
  }
  free(list);
}

void lur_contacts_clear(struct lur_contact_rows *contacts)
{
  for (size_t i = 0; i < contacts->n; i++) {
    free(contacts->at[i].parts);
  }
  for (size_t i = 0; i < contacts->names; i++) free(contacts->name[i]);
  free(contacts->name);
  free(contacts->at);
  clear_versions(contacts->rubric, contacts->rubrics);
  clear_versions(contacts->analyser, contacts->analysers);
  *contacts = (struct lur_contact_rows){0};
}

bool lur_contacts_tried_less(const struct lur_contacts_row *row)
{
  return row->stand == LUR_STAND_OPEN && lur_contacts_count_of(row) == LUR_COUNT_UNANSWERED;
}

lur_contacts_count lur_contacts_count_of(const struct lur_contacts_row *row)
{
  if (row->stand == LUR_STAND_PASSED) return LUR_COUNT_PASSED;
  if (row->stand == LUR_STAND_OPEN && !(row->scorecard && lur_attempt_failed(row->end)))
    return LUR_COUNT_OPEN;
  if (row->stand == LUR_STAND_OPEN) return LUR_COUNT_UNANSWERED;
  if (!row->scorecard) return LUR_COUNT_UNSCORED;
  if (row->stand == LUR_STAND_UNANSWERED) return LUR_COUNT_UNANSWERED;
  return row->complete && row->has_total ? LUR_COUNT_YES : LUR_COUNT_INCOMPLETE;
}

/// The rubrics' ids as "a, b, c"; *n: how many there are.
static lur_status list_rubrics(lur_store *store, int64_t wave, char *out, size_t size, int *n,
                               struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  size_t used = 0;
  lur_status status =
      lur_db_ask(store,
                 "SELECT DISTINCT s.rubric FROM call c JOIN scorecard s ON s.call = c.id WHERE c.wave = ?"
                 " ORDER BY s.rubric",
                 LUR_DB_WITH(lur_db_int(wave)), &stmt, diag);
  for (out[0] = '\0'; status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK; ++*n) {
    const char *id = lur_db_column_text(stmt, 0);
    if (used + strlen(id) + 3 < size)
      used += (size_t)snprintf(out + used, size - used, "%s%s", *n ? ", " : "", id);
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}

lur_status lur_contacts_only_rubric(lur_store *store, int64_t wave, const char *name, char **out,
                                    struct lur_diag *diag)
{
  char only[200];
  int n = 0;
  lur_status status = list_rubrics(store, wave, only, sizeof only, &n, diag);
  if (status != LUR_OK) return status;
  if (n > 1)
    return lur_diag_set(
        diag, LUR_BAD_INPUT, "", 0, 0,
        _("the calls of %s were scored with several rubrics (%s); say which one with --rubric"), name, only);
  *out = strdup(only);
  return *out ? LUR_OK : LUR_NO_MEM;
}

lur_status lur_contacts_wave_title(lur_store *store, int64_t wave, char **name, char **title,
                                   struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(store, "SELECT name, title FROM wave WHERE id = ?",
                                 LUR_DB_WITH(lur_db_int(wave)), &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  if (status == LUR_OK) {
    *name = strdup(lur_db_column_text(stmt, 0));
    *title = strdup(lur_db_column_text(stmt, 1));
    status = *name && *title ? LUR_OK : LUR_NO_MEM;
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? lur_db_damaged(store, "wave", diag) : status;
}

lur_status lur_contacts_rubric(lur_store *store, int64_t wave, const char *rubric, struct lur_rubric **out,
                               struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  struct lur_diags faults = {0};
  *out = NULL;
  lur_status status =
      lur_db_ask(store,
                 "SELECT t.text FROM call c JOIN scorecard s ON s.call = c.id AND s.rubric = ?2"
                 " JOIN rubric t ON t.sha256 = s.rubric_sha256"
                 " WHERE c.wave = ?1 ORDER BY s.id DESC LIMIT 1",
                 LUR_DB_WITH(lur_db_int(wave), lur_db_text(rubric)), &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  if (status == LUR_OK) {
    const char *text = lur_db_column_text(stmt, 0);
    status = lur_rubric_parse(text, strlen(text), rubric, out, &faults);
    if (status != LUR_OK && faults.n && diag) *diag = faults.at[0];
  }
  lur_diags_clear(&faults);
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}
