/// \file
/// Whether a rubric is what was published under its name. For store/ only.
#ifndef LUR_STORE_PUBLISHED_H
#define LUR_STORE_PUBLISHED_H

#include "store/db.h"

/// LUR_OK: the version is published with that text, or not at all. LUR_BAD_INPUT: with another; diag says so.
LUR_NODISCARD lur_status lur_published_fits(lur_store *store, const char *rubric, const char *version,
                                            const char *sha256, struct lur_diag *diag);

#endif
