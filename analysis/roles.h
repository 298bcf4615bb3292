/// \file
/// Which channel is the agent's, from the call's own evidence.
#ifndef LUR_ANALYSIS_ROLES_H
#define LUR_ANALYSIS_ROLES_H

#include "analysis/heard.h"

/// The agent's channel of a two-channel call, and how sure that is, 0.5..1.
int lur_roles_detect(const struct lur_heard *heard, double *confidence);

#endif
