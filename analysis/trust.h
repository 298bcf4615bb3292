/// \file
/// How sure each phase of a journey is, by what it was found by.
#ifndef LUR_ANALYSIS_TRUST_H
#define LUR_ANALYSIS_TRUST_H

#include "analysis/journey.h"

/// Sets the confidence of all phases, which stand in order and tile the recording: the share of such phases
/// that were right on labelled calls (docs/analysis.md).
void lur_trust_phases(const struct lur_heard *heard, struct lur_journey *journey);

#endif
