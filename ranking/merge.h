/// \file
/// One league of several: competitions merged by the mean of their scores, and years merged by the number of
/// items each tested. Entrants are the same where their names are.
#ifndef LUR_RANKING_MERGE_H
#define LUR_RANKING_MERGE_H

#include "ranking/league.h"

typedef enum {
  LUR_MERGE_MEAN,    ///< every part counts the same; only who is in all parts is ranked
  LUR_MERGE_BY_ITEMS ///< a part counts as often as it has items; who is in some parts is ranked by those
} lur_merge_kind;

struct lur_merge_part {
  const struct lur_field *field;
  size_t aspect;
  int round;
  /// Number of items the part tested, the same for all its entrants; 0: each entrant's number of contacts.
  /// Of LUR_MERGE_BY_ITEMS only.
  int64_t items;
  /// The scores were published elsewhere, one contact each: they are taken as they are, without an error.
  bool exact;
};

struct lur_merged {
  struct lur_field
      field; ///< the entrants of all parts, by name; titles and classes of the last part with them
  struct lur_league *league; ///< place.entrant is of this field
};

/// Ranks by the merged means, exactly: two whose means are equal share a rank, whatever the order of parts.
/// Of rules, the class, seed, draws, level, minimum_contacts (of all parts together) and minimum_score hold;
/// aspect, round and tie breaks do not. place.contacts and answered are sums over the parts; of
/// LUR_MERGE_MEAN and of items, place.sum_millionths is the merged mean times contacts, rounded. Who lacks a
/// part that is needed has LUR_PLACE_NO_SCORE. Clear with lur_merged_clear. LUR_BAD_ARG: no parts, or more
/// than LUR_MERGE_PARTS; a part without that aspect; items below 0; rules as for lur_league_make. LUR_NO_MEM.
enum { LUR_MERGE_PARTS = 16 };
LUR_NODISCARD lur_status lur_merge(const struct lur_merge_part *part, size_t parts, lur_merge_kind kind,
                                   const struct lur_league_rules *rules, struct lur_merged *out);
void lur_merged_clear(struct lur_merged *merged);

#endif
