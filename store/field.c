#include "store/field.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "store/contacts.h"
#include "store/names.h"
#include "store/parts.h"
#include "store/strata.h"

/// An agent of a participant, with the number that stands for the name.
struct agent {
  int64_t participant;
  const char *name; // borrowed from the contacts
  int number;
  uint32_t index; // in the field
};

struct making {
  lur_store *store;
  const struct lur_store_field_wish *wish;
  struct lur_store_field *out;
  int64_t wave;
  struct lur_rubric *rubric; // NULL: its text was not kept
  struct lur_contact_rows contacts;
  int64_t *participant; // ids, one for each entrant
  struct agent *agent;
  size_t agents, agents_room;
  int64_t *score;    // one for each aspect, of the contact that is being added
  uint32_t *stratum; // one for each row of contacts
  size_t searched;   // the aspect found last: parts come in the order of aspects
};

// ---- Entrants

static lur_status add_entrant(struct making *m, struct sqlite3_stmt *stmt)
{
  size_t index, n = m->out->field.entrants, room = m->out->field.entrants_room, same = room;
  int64_t *ids = lur_grow(m->participant, &room, n, sizeof *ids);
  if (!ids) return LUR_NO_MEM;
  m->participant = ids;
  struct lur_store_entrant *more = lur_grow(m->out->entrant, &same, n, sizeof *more);
  if (!more) return LUR_NO_MEM;
  m->out->entrant = more;
  ids[n] = lur_db_column_int(stmt, 0);
  more[n] = (struct lur_store_entrant){0};
  return lur_field_add_entrant(&m->out->field, lur_db_column_text(stmt, 1), lur_db_column_text(stmt, 2),
                               lur_db_column_text(stmt, 3), &index);
}

static lur_status read_entrants(struct making *m, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status =
      lur_db_ask(m->store,
                 "SELECT p.id, p.name, p.title, m.class FROM wave_participant m"
                 " JOIN participant p ON p.id = m.participant WHERE m.wave = ?1 ORDER BY p.id",
                 LUR_DB_WITH(lur_db_int(m->wave)), &stmt, diag);
  while (status == LUR_OK && (status = lur_db_next(m->store, stmt, diag)) == LUR_OK)
    status = add_entrant(m, stmt);
  lur_db_done(m->store, stmt);
  return status == LUR_END ? LUR_OK : status;
}

static bool find_entrant(const struct making *m, int64_t participant, size_t *out)
{
  for (*out = 0; *out < m->out->field.entrants; ++*out)
    if (m->participant[*out] == participant) return true;
  return false;
}

// ---- Aspects

static lur_status add_aspect(struct making *m, lur_aspect_kind kind, const char *id, const char *title)
{
  size_t index;
  return lur_field_add_aspect(&m->out->field, kind, id, title, &index);
}

static lur_status add_titled(struct making *m, lur_aspect_kind kind, const char *id,
                             const struct lur_texts *title)
{
  return add_aspect(m, kind, id, lur_texts_pick(title, m->wish->language));
}

static bool has_competence(const struct lur_rubric *rubric, int competence)
{
  for (size_t i = 0; i < rubric->criteria; i++)
    if ((int)rubric->criterion[i].competence == competence && rubric->criterion[i].weight > 0) return true;
  return false;
}

static lur_status add_rubric_aspects(struct making *m, const struct lur_rubric *r)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < r->totals && status == LUR_OK; i++)
    status = add_titled(m, LUR_ASPECT_FURTHER, r->total[i].id, &r->total[i].title);
  for (size_t i = 0; i < r->sections && status == LUR_OK; i++)
    status = add_titled(m, LUR_ASPECT_SECTION, r->section[i].id, &r->section[i].title);
  for (int i = LUR_COMPETENCE_NONE + 1; i < LUR_COMPETENCES && status == LUR_OK; i++)
    if (has_competence(r, i))
      status = add_aspect(m, LUR_ASPECT_COMPETENCE, lur_competence_name((lur_competence)i),
                          _(lur_competence_title((lur_competence)i)));
  for (size_t i = 0; i < r->criteria && status == LUR_OK && m->wish->criteria; i++)
    status = add_titled(m, LUR_ASPECT_CRITERION, r->criterion[i].id, &r->criterion[i].title);
  return status;
}

static lur_status add_aspects(struct making *m)
{
  lur_status status = add_aspect(m, LUR_ASPECT_TOTAL, "total", _("all contacts"));
  if (status == LUR_OK) status = add_aspect(m, LUR_ASPECT_ANSWERED, "answered", _("answered contacts only"));
  if (status == LUR_OK && m->rubric) status = add_rubric_aspects(m, m->rubric);
  m->score = calloc(m->out->field.aspects + 1, sizeof *m->score);
  return status == LUR_OK && !m->score ? LUR_NO_MEM : status;
}

// ---- Agents

static struct agent *find_agent(const struct making *m, const struct lur_contacts_row *row)
{
  for (size_t i = 0; i < m->agents; i++)
    if (m->agent[i].participant == row->participant && strcasecmp(m->agent[i].name, row->agent) == 0)
      return &m->agent[i];
  return NULL;
}

static lur_status name_agent(struct making *m, struct agent *agent)
{
  char text[32];
  snprintf(text, sizeof text, "%d", agent->number);
  return lur_field_agent(&m->out->field, m->wish->agents_named ? agent->name : text, &agent->index);
}

static lur_status add_agent(struct making *m, const struct lur_contacts_row *row)
{
  size_t entrant;
  int number = 1;
  if (!row->agent[0] || !find_entrant(m, row->participant, &entrant) || find_agent(m, row)) return LUR_OK;
  for (size_t i = 0; i < m->agents; i++) number += m->agent[i].participant == row->participant;
  struct agent *grown = lur_grow(m->agent, &m->agents_room, m->agents, sizeof *grown);
  if (!grown) return LUR_NO_MEM;
  m->agent = grown;
  grown[m->agents] = (struct agent){row->participant, row->agent, number, 0};
  return name_agent(m, &grown[m->agents++]);
}

static int by_call(const void *first, const void *second)
{
  const struct lur_contacts_row *const *a = first, *const *b = second;
  return ((*a)->call > (*b)->call) - ((*a)->call < (*b)->call);
}

/// Numbered in the order in which they came into the store: a number stays, whatever comes later.
static lur_status number_agents(struct making *m)
{
  size_t n = m->contacts.n;
  const struct lur_contacts_row **row = calloc(n + 1, sizeof *row);
  lur_status status = row ? LUR_OK : LUR_NO_MEM;
  for (size_t i = 0; i < n && row; i++) row[i] = &m->contacts.at[i];
  if (row) qsort(row, n, sizeof *row, by_call);
  for (size_t i = 0; i < n && status == LUR_OK; i++) status = add_agent(m, row[i]);
  free(row);
  return status;
}

// ---- Contacts

static bool kind_of(lur_part_kind part, lur_aspect_kind *out)
{
  switch (part) {
  case LUR_PART_FURTHER:
    *out = LUR_ASPECT_FURTHER;
    return true;
  case LUR_PART_SECTION:
    *out = LUR_ASPECT_SECTION;
    return true;
  case LUR_PART_COMPETENCE:
    *out = LUR_ASPECT_COMPETENCE;
    return true;
  case LUR_PART_CRITERION:
    *out = LUR_ASPECT_CRITERION;
    return true;
  case LUR_PART_UNANSWERED:
    break;
  }
  return false;
}

/// The aspect that a part is of; begins where the last one was found.
static bool find_aspect(struct making *m, const struct lur_part *part, size_t *out)
{
  lur_aspect_kind kind;
  const struct lur_field *f = &m->out->field;
  if (!kind_of(part->kind, &kind)) return false;
  for (size_t i = 1; i <= f->aspects; i++) {
    const struct lur_aspect *a = &f->aspect[ *out = (m->searched + i) % f->aspects];
    if (a->kind != kind || strncmp(a->id, part->id, part->id_length) != 0 || a->id[part->id_length]) continue;
    m->searched = *out;
    return true;
  }
  return false;
}

/// Fills in what the parts say; returns whether somebody answered.
static bool read_parts(struct making *m, const struct lur_contacts_row *row)
{
  bool answered = true;
  size_t aspect;
  struct lur_part part;
  const char *text = row->parts ? row->parts : "";
  m->searched = 1;
  while (lur_parts_next(&text, &part)) {
    if (part.kind == LUR_PART_UNANSWERED) answered = false;
    if (find_aspect(m, &part, &aspect)) m->score[aspect] = part.millionths;
  }
  return answered;
}

/// The whole contact counts as unanswered, whatever was heard of it; sections that can be judged without an
/// answer keep their score.
static void set_unanswered(struct making *m, const struct lur_contacts_row *row)
{
  const struct lur_field *f = &m->out->field;
  int64_t score = llround(m->rubric->attempts.unanswered * 1e6);
  for (size_t i = 0; i < f->aspects; i++) {
    bool further = f->aspect[i].kind == LUR_ASPECT_FURTHER;
    bool all = further && m->rubric->total[i - 2].contacts == LUR_CONTACTS_ALL;
    if (row->facts.answered || further) m->score[i] = all ? score : LUR_NO_SCORE;
  }
  m->score[0] = score;
  m->score[1] = LUR_NO_SCORE;
}

static lur_status add_contact(struct making *m, const struct lur_contacts_row *row, size_t entrant,
                              bool unanswered)
{
  const struct agent *agent = row->agent[0] ? find_agent(m, row) : NULL;
  for (size_t i = 0; i < m->out->field.aspects; i++) m->score[i] = LUR_NO_SCORE;
  bool answered = read_parts(m, row) && !unanswered;
  m->score[0] = row->total;
  m->score[1] = answered ? row->total : LUR_NO_SCORE;
  if (unanswered) set_unanswered(m, row);
  const struct lur_contact contact = {.entrant = entrant,
                                      .call = row->call,
                                      .answered = answered,
                                      .wait_s = answered ? row->facts.wait_s : (double)NAN,
                                      .round = row->round,
                                      .stratum = m->stratum[row - m->contacts.at],
                                      .agent = agent ? agent->index : 0};
  return lur_field_add_contact(&m->out->field, &contact, m->score);
}

static lur_status take(struct making *m, const struct lur_contacts_row *row)
{
  size_t entrant;
  lur_contacts_count what = lur_contacts_count_of(row);
  bool counts = what == LUR_COUNT_YES || what == LUR_COUNT_UNANSWERED;
  m->out->passed += what == LUR_COUNT_PASSED;
  if (!find_entrant(m, row->participant, &entrant)) return (void)(m->out->nameless += counts), LUR_OK;
  struct lur_store_entrant *e = &m->out->entrant[entrant];
  e->incomplete += what == LUR_COUNT_INCOMPLETE;
  e->unscored += what == LUR_COUNT_UNSCORED;
  e->open += what == LUR_COUNT_OPEN;
  e->tried_less += lur_contacts_tried_less(row);
  return counts ? add_contact(m, row, entrant, what == LUR_COUNT_UNANSWERED) : LUR_OK;
}

// ---- All of it

static lur_status copy_versions(const struct lur_contacts_version *from, size_t n,
                                struct lur_store_version **out, size_t *out_n)
{
  *out = calloc(n + 1, sizeof **out);
  if (!*out) return LUR_NO_MEM;
  for (size_t i = 0; i < n; i++) {
    struct lur_store_version *v = &(*out)[(*out_n)++];
    v->version = strdup(from[i].version);
    v->sha256 = strdup(from[i].sha256);
    if (!v->version || !v->sha256) return LUR_NO_MEM;
  }
  return LUR_OK;
}

static lur_status find_rubric(struct making *m, struct lur_diag *diag)
{
  struct lur_store_field *f = m->out;
  const char *title = "";
  lur_status status = LUR_OK;
  if (m->wish->rubric)
    status = (f->rubric = strdup(m->wish->rubric)) ? LUR_OK : LUR_NO_MEM;
  else
    status = lur_contacts_only_rubric(m->store, m->wave, f->wave, &f->rubric, diag);
  if (status == LUR_OK) status = lur_contacts_rubric(m->store, m->wave, f->rubric, &m->rubric, diag);
  if (status != LUR_OK) return status;
  if (m->rubric) title = lur_texts_pick(&m->rubric->title, m->wish->language);
  f->rubric_title = strdup(title[0] ? title : f->rubric);
  return f->rubric_title ? LUR_OK : LUR_NO_MEM;
}

static lur_status find_strata(struct making *m, struct lur_diag *diag)
{
  m->stratum = calloc(m->contacts.n + 1, sizeof *m->stratum);
  return m->stratum ? lur_strata_find(m->store, m->out->wave, &m->contacts, m->stratum, diag) : LUR_NO_MEM;
}

static lur_status read_contacts(struct making *m, struct lur_diag *diag)
{
  struct lur_contact_rows *c = &m->contacts;
  const struct lur_contacts_wish wish = {.wave = m->wave, .rubric = m->out->rubric, .parts = true};
  lur_status status = lur_contacts_read(m->store, &wish, m->rubric ? &m->rubric->attempts : NULL, c, diag);
  if (status == LUR_OK)
    status = copy_versions(c->rubric, c->rubrics, &m->out->rubric_version, &m->out->rubric_versions);
  if (status == LUR_OK)
    status = copy_versions(c->analyser, c->analysers, &m->out->analyser, &m->out->analysers);
  if (status == LUR_OK) status = number_agents(m);
  if (status == LUR_OK) status = find_strata(m, diag);
  for (size_t i = 0; i < c->n && status == LUR_OK; i++) status = take(m, &c->at[i]);
  return status;
}

static lur_status make(struct making *m, const char *wave, struct lur_diag *diag)
{
  lur_status status = lur_names_wave(m->store, wave, &m->wave, diag);
  if (status == LUR_OK)
    status = lur_contacts_wave_title(m->store, m->wave, &m->out->wave, &m->out->title, diag);
  if (status == LUR_OK) status = find_rubric(m, diag);
  if (status == LUR_OK) status = read_entrants(m, diag);
  if (status == LUR_OK) status = add_aspects(m);
  return status == LUR_OK ? read_contacts(m, diag) : status;
}

lur_status lur_store_field(lur_store *store, const char *wave, const struct lur_store_field_wish *wish,
                           struct lur_store_field **out, struct lur_diag *diag)
{
  struct making m = {.store = store, .wish = wish, .out = calloc(1, sizeof *m.out)};
  if (!m.out) return LUR_NO_MEM;
  lur_status status = lur_db_look(store, diag);
  if (status == LUR_OK) {
    status = make(&m, wave, diag);
    lur_db_look_away(store);
  }
  lur_rubric_free(m.rubric);
  lur_contacts_clear(&m.contacts);
  free(m.participant);
  free(m.agent);
  free(m.score);
  free(m.stratum);
  if (status == LUR_OK)
    *out = m.out;
  else
    lur_store_field_free(m.out);
  return status;
}

static void free_versions(struct lur_store_version *list, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    free(list[i].version);
    free(list[i].sha256);
  }
  free(list);
}

void lur_store_field_free(struct lur_store_field *field)
{
  if (!field) return;
  free(field->wave);
  free(field->title);
  free(field->rubric);
  free(field->rubric_title);
  lur_field_clear(&field->field);
  free(field->entrant);
  free_versions(field->rubric_version, field->rubric_versions);
  free_versions(field->analyser, field->analysers);
  free(field);
}
