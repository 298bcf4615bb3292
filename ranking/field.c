#include "ranking/field.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"

static char *copy_of(const char *text)
{
  return strdup(text ? text : "");
}

lur_status lur_field_add_entrant(struct lur_field *field, const char *name, const char *title,
                                 const char *class_name, size_t *index)
{
  struct lur_entrant *list =
      lur_grow(field->entrant, &field->entrants_room, field->entrants, sizeof *field->entrant);
  if (!list) return LUR_NO_MEM;
  field->entrant = list;
  *index = field->entrants;
  struct lur_entrant *e = &field->entrant[field->entrants++];
  *e = (struct lur_entrant){copy_of(name), copy_of(title && title[0] ? title : name), copy_of(class_name)};
  return e->name && e->title && e->class_name ? LUR_OK : LUR_NO_MEM;
}

lur_status lur_field_add_aspect(struct lur_field *field, lur_aspect_kind kind, const char *id,
                                const char *title, size_t *index)
{
  if (field->contacts) return LUR_BAD_ARG;
  struct lur_aspect *list =
      lur_grow(field->aspect, &field->aspects_room, field->aspects, sizeof *field->aspect);
  if (!list) return LUR_NO_MEM;
  field->aspect = list;
  *index = field->aspects;
  struct lur_aspect *a = &field->aspect[field->aspects++];
  *a = (struct lur_aspect){kind, copy_of(id), copy_of(title && title[0] ? title : id)};
  return a->id && a->title ? LUR_OK : LUR_NO_MEM;
}

static lur_status add_agent(struct lur_field *field, const char *pseudonym)
{
  char **list = lur_grow(field->agent, &field->agents_room, field->agents, sizeof *field->agent);
  if (!list) return LUR_NO_MEM;
  field->agent = list;
  char *text = copy_of(pseudonym);
  if (!text) return LUR_NO_MEM;
  field->agent[field->agents++] = text;
  return LUR_OK;
}

lur_status lur_field_agent(struct lur_field *field, const char *pseudonym, uint32_t *index)
{
  lur_status status = field->agents ? LUR_OK : add_agent(field, "");
  *index = 0;
  if (status != LUR_OK || !pseudonym) return status;
  for (size_t i = 0; i < field->agents; i++)
    if (strcmp(field->agent[i], pseudonym) == 0) {
      *index = (uint32_t)i;
      return LUR_OK;
    }
  status = add_agent(field, pseudonym);
  if (status == LUR_OK) *index = (uint32_t)(field->agents - 1);
  return status;
}

static lur_status make_room_for_scores(struct lur_field *field)
{
  size_t needed = (field->contacts + 1) * field->aspects;
  if (needed <= field->scores_room) return LUR_OK;
  size_t room = 2 * needed;
  int64_t *list = realloc(field->score, room * sizeof *list);
  if (!list) return LUR_NO_MEM;
  field->score = list;
  field->scores_room = room;
  return LUR_OK;
}

lur_status lur_field_add_contact(struct lur_field *field, const struct lur_contact *contact,
                                 const int64_t *score)
{
  if (contact->entrant >= field->entrants || !field->aspects) return LUR_BAD_ARG;
  struct lur_contact *list =
      lur_grow(field->contact, &field->contacts_room, field->contacts, sizeof *field->contact);
  if (!list) return LUR_NO_MEM;
  field->contact = list;
  lur_status status = make_room_for_scores(field);
  if (status != LUR_OK) return status;
  memcpy(field->score + field->contacts * field->aspects, score, field->aspects * sizeof *score);
  field->contact[field->contacts++] = *contact;
  return LUR_OK;
}

void lur_field_clear(struct lur_field *field)
{
  for (size_t i = 0; i < field->entrants; i++) {
    free(field->entrant[i].name);
    free(field->entrant[i].title);
    free(field->entrant[i].class_name);
  }
  for (size_t i = 0; i < field->aspects; i++) {
    free(field->aspect[i].id);
    free(field->aspect[i].title);
  }
  for (size_t i = 0; i < field->agents; i++) free(field->agent[i]);
  free(field->entrant);
  free(field->aspect);
  free(field->contact);
  free(field->score);
  free(field->agent);
  *field = (struct lur_field){0};
}
