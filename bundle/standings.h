/// \file
/// The published leagues: a field made of scorecards, and all its leagues as one document. The format:
/// docs/bundle.md.
#ifndef LUR_BUNDLE_STANDINGS_H
#define LUR_BUNDLE_STANDINGS_H

#include "bundle/line.h"
#include "ranking/league.h"

struct json_t;

/// How places are given. Tie breaks by aspect name it: its index is found in the field.
struct lur_standings_rules {
  uint64_t seed;
  int draws; ///< 0..LUR_STANDINGS_DRAWS
  double level;
  int64_t minimum_contacts;
  double minimum_score;
  int minimum_ranked;
  struct lur_standings_tie {
    lur_tie_break_kind kind;
    lur_aspect_kind aspect; ///< of LUR_TIE_ASPECT
    char id[65];
  } tie[LUR_TIE_BREAKS]; ///< ends with NONE
};
enum { LUR_STANDINGS_DRAWS = 1000000 };
/// Most draws of all participants together: nobody who checks is to run out of memory by what somebody else
/// wrote.
#define LUR_STANDINGS_WORK 100e6
/// The rules of a league without what is of that league alone: class, aspect, round.
struct lur_standings_rules lur_standings_rules_of(const struct lur_field *field,
                                                  const struct lur_league_rules *rules);
struct json_t *lur_standings_rules_json(const struct lur_standings_rules *rules); ///< NULL: no memory
/// LUR_BAD_INPUT: these are no rules.
LUR_NODISCARD lur_status lur_standings_rules_read(const struct json_t *from, struct lur_standings_rules *out);

/// Gives an empty field what contacts are scored for: the total, that of answered contacts, and the further
/// totals, sections and competences of the rubrics; each id once. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_standings_aspects(const struct lur_rubric *const *rubric, size_t n,
                                               struct lur_field *field);
/// Adds a call that was scored, complete and with a total, or that counts as unanswered. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_standings_add(struct lur_field *field, size_t entrant,
                                           const struct lur_line *line, const struct lur_scorecard *card);
/// All leagues: of each round and, where there are classes, each class; by each aspect. Intervals and
/// probabilities are given for totals. *out is an object to json_decref. LUR_NO_MEM; LUR_BAD_ARG: a tie break
/// by an aspect that there is not.
LUR_NODISCARD lur_status lur_standings_make(const struct lur_field *field,
                                            const struct lur_standings_rules *rules, struct json_t **out);

#endif
