/// \file
/// What is ranked: participants, their contacts, and what each contact scored. Plain records; no file, clock
/// or store. A contact is what a test call came to after its attempts: it counts once, answered or not.
#ifndef LUR_RANKING_FIELD_H
#define LUR_RANKING_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/// A score that there is not, such as of a section that did not apply to the contact.
#define LUR_NO_SCORE INT64_MIN

typedef enum {
  LUR_ASPECT_TOTAL,    ///< over all contacts; the first aspect of every field
  LUR_ASPECT_ANSWERED, ///< the same, only of contacts that somebody answered
  LUR_ASPECT_FURTHER,  ///< a further total of the rubric
  LUR_ASPECT_SECTION,
  LUR_ASPECT_COMPETENCE,
  LUR_ASPECT_CRITERION
} lur_aspect_kind;

/// What a contact is scored for. Texts are the field's own.
struct lur_aspect {
  lur_aspect_kind kind;
  char *id;    ///< "total", "answered", or the rubric's id; unique among those of its kind
  char *title; ///< for people, in the language the field was made for
};

struct lur_entrant {
  char *name, *title;
  char *class_name; ///< those of one class are ranked against each other; "" where there are no classes
};

/// One contact; its scores are at field->score[contact * aspects + aspect].
struct lur_contact {
  size_t entrant;
  int64_t call; ///< for evidence; 0: not known
  bool answered;
  double wait_s;    ///< until somebody answered; NAN: not known or not answered
  int round;        ///< 0: the wave's own; 1: the final, which is ranked apart
  uint32_t stratum; ///< contacts of one stratum were planned alike (such as one scenario or weekday)
  uint32_t agent;   ///< index of the pseudonym in field->agent; 0 is "" (not known)
};

struct lur_field {
  struct lur_entrant *entrant;
  size_t entrants, entrants_room;
  struct lur_aspect *aspect;
  size_t aspects, aspects_room;
  struct lur_contact *contact;
  size_t contacts, contacts_room;
  int64_t *score; ///< millionths, or LUR_NO_SCORE; contacts * aspects
  size_t scores_room;
  char **agent; ///< pseudonyms; agent[0] is ""
  size_t agents, agents_room;
};

/// Copies the texts. *index: of the new one. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_field_add_entrant(struct lur_field *field, const char *name, const char *title,
                                               const char *class_name, size_t *index);
/// Only before the first contact (LUR_BAD_ARG).
LUR_NODISCARD lur_status lur_field_add_aspect(struct lur_field *field, lur_aspect_kind kind, const char *id,
                                              const char *title, size_t *index);
/// The agent of that pseudonym, added where it is new; "" and NULL are 0.
LUR_NODISCARD lur_status lur_field_agent(struct lur_field *field, const char *pseudonym, uint32_t *index);
/// score: one for each aspect, millionths or LUR_NO_SCORE; copied.
LUR_NODISCARD lur_status lur_field_add_contact(struct lur_field *field, const struct lur_contact *contact,
                                               const int64_t *score);
void lur_field_clear(struct lur_field *field); ///< frees; the field is empty and usable again

#endif
