#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/contacts.h"
#include "store/names.h"

/// Where the call's participant stands in the list; the one without a name is 0.
static struct lur_store_place *place_of(const struct lur_store_ranking *r, const int64_t *ids, int64_t id)
{
  for (size_t i = 0; i < r->places; i++)
    if (ids[i] == id) return &r->place[i];
  return NULL;
}

static lur_status add_place(struct lur_store_ranking *r, int64_t **ids, int64_t id, const char *name,
                            const char *title)
{
  size_t room = r->places_room;
  int64_t *more = lur_grow(*ids, &room, r->places, sizeof *more);
  if (!more) return LUR_NO_MEM;
  *ids = more;
  struct lur_store_place *list = lur_grow(r->place, &r->places_room, r->places, sizeof *r->place);
  if (!list) return LUR_NO_MEM;
  r->place = list;
  more[r->places] = id;
  struct lur_store_place *p = &r->place[r->places++];
  *p = (struct lur_store_place){.participant = strdup(name), .title = strdup(title), .mean = (double)NAN};
  return p->participant && p->title ? LUR_OK : LUR_NO_MEM;
}

static lur_status read_participants(lur_store *store, int64_t wave, struct lur_store_ranking *r,
                                    int64_t **ids, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(store,
                                 "SELECT p.id, p.name, p.title FROM wave_participant m JOIN participant p"
                                 " ON p.id = m.participant WHERE m.wave = ?1 ORDER BY p.id",
                                 LUR_DB_WITH(lur_db_int(wave)), &stmt, diag);
  while (status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK)
    status = add_place(r, ids, lur_db_column_int(stmt, 0), lur_db_column_text(stmt, 1),
                       lur_db_column_text(stmt, 2));
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}

static void count(struct lur_store_place *p, const struct lur_contacts_row *row, int64_t unanswered)
{
  lur_contacts_count what = lur_contacts_count_of(row);
  p->unscored += what == LUR_COUNT_UNSCORED;
  p->incomplete += what == LUR_COUNT_INCOMPLETE;
  p->open += what == LUR_COUNT_OPEN;
  if (what != LUR_COUNT_YES && what != LUR_COUNT_UNANSWERED) return;
  p->counted++;
  p->sum_millionths += what == LUR_COUNT_YES ? row->total : unanswered;
  p->mean = (double)p->sum_millionths / (double)p->counted / 1e6;
}

/// One line for each participant of the wave, and one for calls that name none, where there are some. The
/// final is ranked apart.
static lur_status read_places(lur_store *store, int64_t wave, const struct lur_attempts *rules,
                              struct lur_store_ranking *r, struct lur_diag *diag)
{
  int64_t *ids = NULL;
  struct lur_contact_rows contacts = {0};
  const struct lur_contacts_wish wish = {.wave = wave, .rubric = r->rubric};
  lur_status status = read_participants(store, wave, r, &ids, diag);
  if (status == LUR_OK) status = lur_contacts_read(store, &wish, rules, &contacts, diag);
  if (status == LUR_OK && contacts.n && !contacts.at[0].participant) status = add_place(r, &ids, 0, "", "");
  for (size_t i = 0; i < contacts.n && status == LUR_OK; i++) {
    const struct lur_contacts_row *row = &contacts.at[i];
    struct lur_store_place *p = place_of(r, ids, row->participant);
    r->passed += row->stand == LUR_STAND_PASSED;
    if (p && row->round == 0) count(p, row, rules ? llround(rules->unanswered * 1e6) : 0);
  }
  r->versions = (int64_t)contacts.rubrics;
  lur_contacts_clear(&contacts);
  free(ids);
  return status;
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

static lur_status rank(lur_store *store, const char *wave, const char *rubric, struct lur_store_ranking *r,
                       struct lur_diag *diag)
{
  int64_t id = 0;
  struct lur_rubric *by = NULL;
  lur_status status = lur_names_wave(store, wave, &id, diag);
  if (status == LUR_OK) status = lur_contacts_wave_title(store, id, &r->wave, &r->title, diag);
  if (status == LUR_OK && !rubric) status = lur_contacts_only_rubric(store, id, r->wave, &r->rubric, diag);
  if (status == LUR_OK && rubric) status = (r->rubric = strdup(rubric)) ? LUR_OK : LUR_NO_MEM;
  if (status == LUR_OK) status = lur_contacts_rubric(store, id, r->rubric, &by, diag);
  if (status == LUR_OK) status = read_places(store, id, by ? &by->attempts : NULL, r, diag);
  if (status == LUR_OK) give_ranks(r);
  lur_rubric_free(by);
  return status;
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
