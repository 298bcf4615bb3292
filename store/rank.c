#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "store/names.h"

/// The rubric that the wave was scored with, where it is one; a list of them where they are more.
static lur_status only_rubric(lur_store *store, int64_t wave, const char *name, char *out, size_t size,
                              struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  size_t used = 0;
  int n = 0;
  lur_status status =
      lur_db_ask(store,
                 "SELECT DISTINCT s.rubric FROM call c JOIN scorecard s ON s.call = c.id WHERE c.wave = ?"
                 " ORDER BY s.rubric",
                 LUR_DB_WITH(lur_db_int(wave)), &stmt, diag);
  for (out[0] = '\0'; status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK; n++) {
    const char *id = lur_db_column_text(stmt, 0);
    if (used + strlen(id) + 3 < size)
      used += (size_t)snprintf(out + used, size - used, "%s%s", n ? ", " : "", id);
  }
  lur_db_done(store, stmt);
  if (status != LUR_OK && status != LUR_END) return status;
  if (n > 1)
    return lur_diag_set(
        diag, LUR_BAD_INPUT, "", 0, 0,
        _("the calls of %s were scored with several rubrics (%s); say which one with --rubric"), name, out);
  return LUR_OK;
}

static lur_status add_place(struct lur_store_ranking *r, struct sqlite3_stmt *stmt)
{
  struct lur_store_place *list = lur_grow(r->place, &r->places_room, r->places, sizeof *r->place);
  if (!list) return LUR_NO_MEM;
  r->place = list;
  int64_t calls = lur_db_column_int(stmt, 2), scored = lur_db_column_int(stmt, 3);
  struct lur_store_place *p = &r->place[r->places++];
  memset(p, 0, sizeof *p);
  p->participant = strdup(lur_db_column_text(stmt, 0));
  p->title = strdup(lur_db_column_text(stmt, 1));
  p->counted = lur_db_column_int(stmt, 4);
  p->sum_millionths = lur_db_column_int(stmt, 5);
  p->mean = p->counted ? (double)p->sum_millionths / (double)p->counted / 1e6 : (double)NAN;
  p->incomplete = scored - p->counted;
  p->unscored = calls - scored;
  return p->participant && p->title ? LUR_OK : LUR_NO_MEM;
}

/// One line for each participant of the wave, and one for calls that name none, where there are some.
static lur_status read_places(lur_store *store, int64_t wave, struct lur_store_ranking *r,
                              struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(
      store,
      "SELECT p.name, p.title, count(c.id), count(s.id), count(CASE WHEN s.complete THEN s.total END),"
      " sum(CASE WHEN s.complete THEN s.total END)"
      " FROM (SELECT participant AS id FROM wave_participant WHERE wave = ?1 UNION ALL SELECT NULL) m"
      " LEFT JOIN participant p ON p.id = m.id"
      " LEFT JOIN call c ON c.wave = ?1 AND c.participant IS m.id"
      " LEFT JOIN scorecard s ON s.id = (SELECT max(id) FROM scorecard WHERE call = c.id AND rubric = ?2)"
      " GROUP BY m.id HAVING m.id IS NOT NULL OR count(c.id) > 0",
      LUR_DB_WITH(lur_db_int(wave), lur_db_text(r->rubric)), &stmt, diag);
  while (status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK) status = add_place(r, stmt);
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}

/// Means compared without rounding: the whole parts, then what is left over as a fraction, multiplied out
/// (which fits, as left-overs are smaller than the number of calls). Above zero: a is better.
static int better(const struct lur_store_place *a, const struct lur_store_place *b)
{
  int64_t whole_a = a->sum_millionths / a->counted, whole_b = b->sum_millionths / b->counted;
  if (whole_a != whole_b) return whole_a > whole_b ? 1 : -1;
  int64_t left_a = a->sum_millionths % a->counted * b->counted,
          left_b = b->sum_millionths % b->counted * a->counted;
  return (left_a > left_b) - (left_a < left_b);
}

static bool can_rank(const struct lur_store_place *p)
{
  return p->counted > 0 && p->participant[0];
}

static int by_mean_then_name(const void *first, const void *second)
{
  const struct lur_store_place *a = first, *b = second;
  if (can_rank(a) != can_rank(b)) return can_rank(a) ? -1 : 1;
  int order = can_rank(a) ? better(b, a) : 0;
  if (order == 0) order = (a->participant[0] == '\0') - (b->participant[0] == '\0'); // without a name: last
  return order ? order : strcmp(a->participant, b->participant);
}

static void give_ranks(struct lur_store_ranking *r)
{
  if (r->places) qsort(r->place, r->places, sizeof *r->place, by_mean_then_name);
  for (size_t i = 0; i < r->places && can_rank(&r->place[i]); i++) {
    bool shared = i > 0 && better(&r->place[i], &r->place[i - 1]) == 0;
    r->place[i].rank = shared ? r->place[i - 1].rank : (int)i + 1;
  }
}

static lur_status read_title(lur_store *store, int64_t wave, struct lur_store_ranking *r,
                             struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(store, "SELECT name, title FROM wave WHERE id = ?",
                                 LUR_DB_WITH(lur_db_int(wave)), &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  if (status == LUR_OK) {
    r->wave = strdup(lur_db_column_text(stmt, 0));
    r->title = strdup(lur_db_column_text(stmt, 1));
    status = r->wave && r->title ? LUR_OK : LUR_NO_MEM;
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? lur_db_damaged(store, "wave", diag) : status;
}

static lur_status rank(lur_store *store, const char *wave, const char *rubric, struct lur_store_ranking *r,
                       struct lur_diag *diag)
{
  char only[200];
  int64_t id = 0;
  lur_status status = lur_names_wave(store, wave, &id, diag);
  if (status == LUR_OK) status = read_title(store, id, r, diag);
  if (status == LUR_OK && !rubric) status = only_rubric(store, id, r->wave, only, sizeof only, diag);
  if (status != LUR_OK) return status;
  r->rubric = strdup(rubric ? rubric : only);
  if (!r->rubric) return LUR_NO_MEM;
  status = read_places(store, id, r, diag);
  if (status != LUR_OK) return status;
  give_ranks(r);
  return lur_db_number(
      store,
      "SELECT count(DISTINCT s.version) FROM call c JOIN scorecard s ON s.id = (SELECT max(id) FROM"
      " scorecard WHERE call = c.id AND rubric = ?2) WHERE c.wave = ?1 AND s.complete",
      LUR_DB_WITH(lur_db_int(id), lur_db_text(r->rubric)), &r->versions, diag);
}

lur_status lur_store_rank(lur_store *store, const char *wave, const char *rubric,
                          struct lur_store_ranking **out, struct lur_diag *diag)
{
  struct lur_store_ranking *r = calloc(1, sizeof *r);
  if (!r) return LUR_NO_MEM;
  lur_status status = lur_db_look(store, diag);
  if (status == LUR_OK) {
    status = rank(store, wave, rubric, r, diag);
    lur_db_look_away(store);
  }
  if (status == LUR_OK)
    *out = r;
  else
    lur_store_ranking_free(r);
  return status;
}
