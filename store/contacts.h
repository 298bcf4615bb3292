/// \file
/// The calls of a wave as contacts: what each came to among the attempts of its participant, with its newest
/// scorecard of a rubric. For store/ only.
#ifndef LUR_STORE_CONTACTS_H
#define LUR_STORE_CONTACTS_H

#include "rubrics/attempts.h"
#include "store/db.h"

/// A version of the rubric that scorecards were made by, or of the analyser they rest on.
struct lur_contacts_version {
  char *version, *sha256; ///< sha256 "" of an analyser
};

struct lur_contacts_row {
  int64_t call, participant; ///< participant 0: none is named
  int64_t scorecard;         ///< 0: not scored by that rubric
  bool has_total, complete;
  int64_t total; ///< millionths, where has_total
  int round;
  struct lur_attempt_facts facts;
  int earlier; ///< attempts of its contact that failed before it
  lur_attempt_end end;
  lur_attempt_stand stand;
  const char *participant_name, *agent, *assessor; ///< "" where not known; the list's own
  int64_t wall_minute; ///< when it was made, by the wall clock there: minutes since 1970
  int64_t slot;        ///< of the plan, where the caller said it; else 0
  char *parts;         ///< store/parts.h; NULL where none were asked for
};
/// Zero-initialise; clear with lur_contacts_clear.
struct lur_contact_rows {
  struct lur_contacts_row *at; ///< participant after participant, round after round, oldest first
  size_t n, room;
  struct lur_contacts_version *rubric, *analyser; ///< of scorecards that are complete; each once
  size_t rubrics, rubrics_room, analysers, analysers_room;
  char **name; ///< of people and participants, each once
  size_t names, names_room;
};

/// Which calls, and what of them.
struct lur_contacts_wish {
  int64_t wave, participant; ///< 0: any; one of them is given
  const char *rubric;        ///< id; NULL: no scorecards are looked for
  bool parts;
};
/// rules: of the rubric; not given: every call stands for itself. Within lur_db_look.
LUR_NODISCARD lur_status lur_contacts_read(lur_store *store, const struct lur_contacts_wish *wish,
                                           const struct lur_attempts *rules, struct lur_contact_rows *out,
                                           struct lur_diag *diag);
void lur_contacts_clear(struct lur_contact_rows *contacts);

/// What becomes of a call in a ranking.
typedef enum {
  LUR_COUNT_YES,
  LUR_COUNT_UNANSWERED, ///< with the rubric's score for contacts that nobody answered
  LUR_COUNT_INCOMPLETE,
  LUR_COUNT_UNSCORED,
  LUR_COUNT_OPEN, ///< to be tried again
  LUR_COUNT_PASSED
} lur_contacts_count;
/// An attempt that failed, and that no other has followed yet, counts where somebody scored it.
lur_contacts_count lur_contacts_count_of(const struct lur_contacts_row *row);
/// It counts as unanswered after fewer attempts than the rubric asks for.
bool lur_contacts_tried_less(const struct lur_contacts_row *row);

/// The rubric that all calls of the wave were scored by. *out is a string to free(), "" where none was.
/// LUR_BAD_INPUT: there are several; diag names them.
LUR_NODISCARD lur_status lur_contacts_only_rubric(lur_store *store, int64_t wave, const char *name,
                                                  char **out, struct lur_diag *diag);
/// Name and title of a wave, strings to free().
LUR_NODISCARD lur_status lur_contacts_wave_title(lur_store *store, int64_t wave, char **name, char **title,
                                                 struct lur_diag *diag);
/// The rubric that the newest scorecard of the wave was made by; *out is NULL where there is none or its text
/// was not kept.
LUR_NODISCARD lur_status lur_contacts_rubric(lur_store *store, int64_t wave, const char *rubric,
                                             struct lur_rubric **out, struct lur_diag *diag);

#endif
