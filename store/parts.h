/// \file
/// What a scorecard's parts came to - totals, sections, competences, criteria - as a short text beside its
/// document: a ranking reads thousands of them at once. A line for each part: its kind, its id, millionths.
/// For store/ only.
#ifndef LUR_STORE_PARTS_H
#define LUR_STORE_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct lur_scorecard;

typedef enum {
  LUR_PART_UNANSWERED = 'u', ///< nobody answered the contact; id and millionths are "" and 0
  LUR_PART_FURTHER = 't',
  LUR_PART_SECTION = 's',
  LUR_PART_COMPETENCE = 'k',
  LUR_PART_CRITERION = 'c'
} lur_part_kind;

/// One part. Parts without a score are not among them.
struct lur_part {
  lur_part_kind kind;
  const char *id; ///< not terminated
  size_t id_length;
  int64_t millionths; ///< not clamped
};

/// *out is a string to free(). LUR_NO_MEM.
LUR_NODISCARD lur_status lur_parts_of_card(const struct lur_scorecard *card, char **out);
/// The same from a document, as `lur score --json` prints it; "" where it is none. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_parts_of_document(const char *document, char **out);
/// Reads the next part and moves *text behind it. False at the end; lines that are no parts are passed over.
bool lur_parts_next(const char **text, struct lur_part *out);

#endif
