#include "ranking/award.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *joined(const char *a, const char *b)
{
  size_t size = strlen(a) + strlen(b) + 2;
  char *text = malloc(size);
  if (text) snprintf(text, size, "%s/%s", a, b);
  return text;
}

static lur_status add_agent(const struct lur_field *field, const struct lur_contact *contact,
                            struct lur_field *agents, size_t *index)
{
  const struct lur_entrant *at = &field->entrant[contact->entrant];
  char *name = joined(at->name, field->agent[contact->agent]);
  char *title = joined(at->title, field->agent[contact->agent]);
  lur_status status =
      name && title ? lur_field_add_entrant(agents, name, title, at->class_name, index) : LUR_NO_MEM;
  free(name);
  free(title);
  return status;
}

static lur_status copy_aspects(const struct lur_field *field, struct lur_field *agents)
{
  lur_status status = LUR_OK;
  size_t index;
  for (size_t a = 0; status == LUR_OK && a < field->aspects; a++)
    status = lur_field_add_aspect(agents, field->aspect[a].kind, field->aspect[a].id, field->aspect[a].title,
                                  &index);
  return status;
}

static lur_status copy_contacts(const struct lur_field *field, struct lur_field *agents, size_t *known)
{
  lur_status status = LUR_OK;
  for (size_t c = 0; status == LUR_OK && c < field->contacts; c++) {
    struct lur_contact contact = field->contact[c];
    if (contact.agent == 0 || !contact.answered) continue;
    size_t *is = &known[contact.entrant * field->agents + contact.agent];
    if (*is == 0) {
      size_t index = 0;
      status = add_agent(field, &contact, agents, &index);
      *is = index + 1;
    }
    uint32_t agent = 0;
    if (status == LUR_OK) status = lur_field_agent(agents, field->agent[contact.agent], &agent);
    contact.entrant = *is - 1;
    contact.agent = agent;
    if (status == LUR_OK) status = lur_field_add_contact(agents, &contact, field->score + c * field->aspects);
  }
  return status;
}

lur_status lur_award_agents(const struct lur_field *field, struct lur_field *agents)
{
  size_t *known = calloc(field->entrants * field->agents + 1, sizeof *known);
  lur_status status = known ? copy_aspects(field, agents) : LUR_NO_MEM;
  if (status == LUR_OK) status = copy_contacts(field, agents, known);
  free(known);
  if (status != LUR_OK) lur_field_clear(agents);
  return status;
}
