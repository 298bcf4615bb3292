/// \file
/// All that results are made from, read from the store: the field of a wave, its leagues, what cost points
/// and where to hear it, and the wave before it.
#ifndef LUR_CLI_RESULTS_READ_H
#define LUR_CLI_RESULTS_READ_H

#include "cli/command.h"
#include "cli/rank_rules.h"
#include "report/result.h"
#include "store/field.h"

/// What is asked for; borrowed.
struct lur_results_wish {
  const char *wave;
  const char *rubric;   ///< id; NULL: the wave's only one
  const char *language; ///< of titles
  const char *earlier; ///< a wave to compare with; NULL: the newest one before it that was scored by the same
                       ///< rubric; "": none
  struct lur_rank_asked rules; ///< said in place of the wave's own
};
/// Leagues of a field, one for each class.
struct lur_results_leagues {
  struct lur_league **at;
  size_t n;
};
/// Zero-initialise; clear with lur_results_clear.
struct lur_results {
  struct lur_store_field *of, *earlier; ///< earlier: NULL where there is none
  struct lur_result_facts facts;
  struct lur_results_leagues league, earlier_league;
  const struct lur_league **view, **earlier_view;
  struct lur_rubric **rubric; ///< the versions that scorecards were made by
  size_t rubrics;
  char from[11], to[11];
  struct lur_result_past past;
  struct lur_result_wave wave; ///< what results are made from; borrows all of the above
};
/// All of it. Says what is wrong, such as that nothing counts yet.
lur_exit lur_results_read(lur_store *store, const struct lur_results_wish *wish, struct lur_results *out);
/// Only the field and its leagues; none where nothing counts yet. Says what is wrong.
lur_exit lur_results_read_leagues(lur_store *store, const struct lur_results_wish *wish,
                                  struct lur_results *out);
void lur_results_clear(struct lur_results *results);

#endif
