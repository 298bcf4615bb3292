/// \file
/// A league: who is best, and how sure that is. Ranks are made from exact sums; how sure they are comes from
/// resampling with a stored seed, the same on every run.
#ifndef LUR_RANKING_LEAGUE_H
#define LUR_RANKING_LEAGUE_H

#include "ranking/field.h"
#include "ranking/resample.h"

typedef enum {
  LUR_TIE_NONE,
  LUR_TIE_ASPECT,   ///< the higher mean of another aspect
  LUR_TIE_ANSWERED, ///< the larger share of answered contacts
  LUR_TIE_WAIT      ///< the lower mean wait
} lur_tie_break_kind;
struct lur_tie_break {
  lur_tie_break_kind kind;
  size_t aspect; ///< of LUR_TIE_ASPECT
};
enum { LUR_TIE_BREAKS = 4 };

struct lur_league_rules {
  const char *class_name; ///< only entrants of that class; NULL: all
  size_t aspect;          ///< index in the field
  int round;
  uint64_t seed;
  int draws;                                ///< of the resampling; 0: ranks and means only
  double level;                             ///< of intervals and groups, 0.95
  int64_t minimum_contacts;                 ///< fewer: no rank, listed below the ranked; 0: none asked
  double minimum_score;                     ///< 0..100: below it nobody is named the winner; 0: none asked
  struct lur_tie_break tie[LUR_TIE_BREAKS]; ///< in turn, where means are equal; ends with NONE
  int minimum_ranked;                       ///< fewer with a rank: nobody is named the winner; 0: none asked
};
struct lur_league_rules lur_league_rules_default(void); ///< total, all classes, 10,000 draws, seed 1, 0.95

/// What keeps an entrant from being ranked or named the winner.
typedef enum {
  LUR_PLACE_FULL,
  LUR_PLACE_TOO_FEW, ///< fewer contacts than asked for: there is no rank
  LUR_PLACE_TOO_LOW, ///< a mean below the score asked for: ranked, but never named the winner
  LUR_PLACE_NO_SCORE ///< no contact counts; there is no rank
} lur_place_standing;

struct lur_place {
  size_t entrant;
  lur_place_standing standing;
  int rank;                ///< 1 is best; equal means share it (1, 1, 3); 0: none, see standing
  bool tie_broken;         ///< the mean is another's, too; a tie break decided
  int64_t contacts;        ///< that count for the aspect
  int64_t answered;        ///< of them
  int64_t sum_millionths;  ///< the mean is sum_millionths / contacts, exactly
  double mean;             ///< 0..100, for showing; NAN where there is no contact
  double low, high;        ///< interval of the mean; NAN where it cannot be told (see few)
  bool few;                ///< too few contacts for an interval to be relied on
  int rank_low, rank_high; ///< the ranks that cannot be excluded at the level, best and worst
  int group;               ///< from 1 down; entrants of one group cannot be told apart from all of its first
  double share_first;      ///< probability of rank 1, 0..1
  /// How many further contacts each of the two would need before this place and the next one down would be
  /// told apart, if the difference is as it looks; 0: they are; -1: their means are equal, or it cannot be
  /// told.
  int64_t further;
};

struct lur_league {
  struct lur_league_rules rules; ///< class_name is the league's own copy
  struct lur_place *place;       ///< best first; without a rank last, by mean
  size_t places;
  size_t ranked; ///< how many of them have a rank; they come first
  /// Probability of each rank: chance[p * places + r] of place p for rank r + 1; 0 for those without a rank.
  /// NULL: no draws, or nobody has a rank.
  double *chance;
  size_t winners; ///< how many share the first rank and may be named; 0: nobody may
};

/// Ranks a field. The result does not depend on the order of entrants or contacts or on names, but that equal
/// places are listed by name. Of a later round those are left out that have no contact in it. *out is yours
/// to free. LUR_BAD_ARG: no such aspect, draws below 0 or a level outside 0.5..0.999; LUR_NO_MEM.
LUR_NODISCARD lur_status lur_league_make(const struct lur_field *field, const struct lur_league_rules *rules,
                                         struct lur_league **out);
/// The same from draws already made of the field for this aspect and round (rules->seed and draws are taken
/// from them): all classes of an aspect share one set. LUR_BAD_ARG also where they are of another aspect,
/// round or number of entrants.
LUR_NODISCARD lur_status lur_league_from(const struct lur_field *field, const struct lur_resample *resample,
                                         const struct lur_league_rules *rules, struct lur_league **out);
void lur_league_free(struct lur_league *league); ///< NULL is fine

#endif
