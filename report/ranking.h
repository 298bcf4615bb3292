/// \file
/// A ranking: the leagues of a wave, overall and of each class, by one aspect or by many, and as a document.
#ifndef LUR_REPORT_RANKING_H
#define LUR_REPORT_RANKING_H

#include <stdio.h>

#include "ranking/league.h"
#include "store/field.h"

/// How the draws are made (docs/ranking.md); another number where the same seed would give other figures.
#define LUR_RANKING_METHOD "resample/1"

/// Which leagues are made. Borrowed.
struct lur_ranking_wish {
  const char *class_name; ///< only that class; NULL: each class, and all together
  const size_t *aspect;   ///< indices in the field
  size_t aspects;
  /// Round, seed, draws, level, minimum calls and score, tie breaks; class and aspect are not looked at.
  struct lur_league_rules rules;
};

/// What of a ranking the leagues are made of. Borrowed.
struct lur_ranking_source {
  const struct lur_field *field;             ///< what is ranked
  const struct lur_store_field *const *wave; ///< what it comes from: one, or several that were merged
  size_t waves;
  const char *merge; ///< "mean", "items"; NULL: not merged
  size_t merged_by;  ///< merged: the aspect of each, an index in the field of the first wave
  bool agents;       ///< the field's entrants are agents
};

/// Leagues lie aspect after aspect; of each first the one of all, where there is one, then classes by name.
/// Free with lur_ranking_free.
struct lur_ranking {
  struct lur_ranking_source source;
  struct lur_league_rules rules; ///< what all leagues share
  struct lur_league **league;
  size_t leagues, room;
};

/// Makes the leagues. Where all entrants are of one class, or of none, there is one league of all. *out is
/// yours to free. LUR_NOT_FOUND (diag tells): no such class; LUR_BAD_ARG: as of lur_league_make; LUR_NO_MEM.
LUR_NODISCARD lur_status lur_ranking_make(const struct lur_ranking_source *source,
                                          const struct lur_ranking_wish *wish, struct lur_ranking **out,
                                          struct lur_diag *diag);
/// A ranking of one league, such as a merged one, which becomes part of it. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_ranking_of(const struct lur_ranking_source *source, struct lur_league *league,
                                        struct lur_ranking **out);
void lur_ranking_free(struct lur_ranking *ranking); ///< NULL is fine

/// What a league is ranked by.
const struct lur_aspect *lur_ranking_aspect(const struct lur_ranking *ranking,
                                            const struct lur_league *league);
/// Classes of a field that have entrants, each once, by name; "" is one, too. *list is to free(), its texts
/// are the field's. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_ranking_classes(const struct lur_field *field, const char ***list, size_t *n);
/// "total", "answered", "section", "competence", "further", "criterion": the names of documents and options.
const char *lur_aspect_kind_name(lur_aspect_kind kind);
/// "ranked", "too_few_calls", "below_minimum_score", "no_score".
const char *lur_standing_name(lur_place_standing standing);
/// A tie break as plans and options write it: "answered", "wait", "section.access". Writes at most size
/// bytes; returns out.
const char *lur_tie_break_name(const struct lur_field *field, const struct lur_tie_break *tie, char *out,
                               size_t size);

/// The ranking as JSON on one line, `ranking.schema.json`. LUR_IO, LUR_NO_MEM.
LUR_NODISCARD lur_status lur_report_ranking_json(FILE *out, const struct lur_ranking *ranking);

#endif
