/// \file
/// Measures by the definitions of a rubric: what counts as dead air or as an interruption, what a talk ratio
/// is a ratio of, where waiting begins.
#ifndef LUR_RUBRICS_DEFINITIONS_H
#define LUR_RUBRICS_DEFINITIONS_H

#include "rubrics/rubric.h"

/// Fills *out with the measures as the definitions want them, and *events (zeroed) with the events these are
/// made of. `list` are those the measures were taken from; NULL: what has to be counted anew is not measured,
/// and *events stays empty. *events borrows from `list`; clear it with lur_definitions_clear. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_definitions_apply(const struct lur_definitions *definitions,
                                               const struct lur_measures *measures,
                                               const struct lur_events *list, struct lur_measures *out,
                                               struct lur_events *events);
/// What is defined, in the user's language, one clause after the other with "; " between; "" where nothing
/// is. Writes at most size bytes, always terminated; returns out.
const char *lur_definitions_text(const struct lur_definitions *definitions, char *out, size_t size);
void lur_definitions_clear(struct lur_events *events); ///< frees what lur_definitions_apply made

#endif
