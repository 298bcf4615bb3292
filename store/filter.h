/// \file
/// Which calls, in which order: what `lur list` can be asked.
#ifndef LUR_STORE_FILTER_H
#define LUR_STORE_FILTER_H

#include "analysis/measures.h"
#include "base/diag.h"
#include "store/when.h"

typedef enum {
  LUR_STORE_BELOW,    ///< <
  LUR_STORE_AT_MOST,  ///< <=
  LUR_STORE_EQUAL,    ///< =
  LUR_STORE_UNEQUAL,  ///< !=
  LUR_STORE_AT_LEAST, ///< >=
  LUR_STORE_ABOVE     ///< >
} lur_store_compare;

/// A measure of the newest analysis compared with a value. A measure that could not be taken fits no
/// condition.
struct lur_store_condition {
  lur_measure measure;
  lur_store_compare compare;
  double number; ///< of measures that are not texts; yes 1, no 0
  char text[64]; ///< of measures that are texts: EQUAL and UNEQUAL only
};
/// Reads "talk.agent_ratio>0.6", "answer.answered=yes", "quality.grade != good"; blanks do not matter, == is
/// =, yes/no and true/false are the same. LUR_BAD_INPUT: diag (may be NULL) says what is wrong and, of an
/// unknown measure, how to find the names.
LUR_NODISCARD lur_status lur_store_condition_parse(const char *text, struct lur_store_condition *out,
                                                   struct lur_diag *diag);

typedef enum {
  LUR_STORE_NEWEST_FIRST, ///< by the start of the call; where that is not known, by when it was added
  LUR_STORE_OLDEST_FIRST,
  LUR_STORE_BEST_FIRST, ///< by total; calls without one last
  LUR_STORE_WORST_FIRST,
  LUR_STORE_BY_ID
} lur_store_order;

typedef enum {
  LUR_STORE_DUE_ANY = 0,  ///< all, due or not
  LUR_STORE_DUE_ANALYSIS, ///< not analysed by `analyser`
  LUR_STORE_DUE_SCORE,    ///< no scorecard of `rubric` in `version` that was made from the newest analysis
  LUR_STORE_DUE_ANSWERS   ///< the same, or the newest such scorecard is not complete
} lur_store_due;

/// Zero: all calls, newest first. Texts: NULL means any; participants and waves are the same in capitals.
struct lur_store_filter {
  const char *wave, *participant; ///< names; "" means without one
  const char *agent, *assessor;   ///< as kept, capitals apart
  const char *id;                 ///< the telephone system's own name for the call, to the letter
  struct lur_when from, to;       ///< from <= start < to; where not known, no bound
  const char *rubric;             ///< only scorecards of that rubric id count, here and in the rows
  const char *version;            ///< of that rubric; NULL: any
  bool has_score_min, has_score_max;
  int64_t score_min_millionths, score_max_millionths; ///< both included; calls without a total fit neither
  const struct lur_store_condition *condition;        ///< all must hold
  size_t conditions;                                  ///< at most LUR_STORE_MOST_CONDITIONS
  lur_store_due due;
  const char *analyser; ///< for DUE_ANALYSIS
  lur_store_order order;
  int64_t limit; ///< 0: no limit
};
#define LUR_STORE_MOST_CONDITIONS 32

#endif
