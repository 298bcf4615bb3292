/// \file
/// A published ranking made again from what is published with it: every call scored anew, every league ranked
/// anew.
#ifndef LUR_BUNDLE_CHECK_H
#define LUR_BUNDLE_CHECK_H

#include "bundle/manifest.h"
#include "bundle/standings.h"

#define LUR_PARTICIPANTS "participants.json"
#define LUR_STANDINGS "ranking.json"
#define LUR_RUBRICS "rubrics/" ///< with what follows: a rubric file

/// Told of everything that is not as it should be: the entry, its line (0: none), and one sentence.
typedef void lur_bundle_differs(void *ctx, const struct lur_diag *what);

struct lur_bundle_counts {
  size_t participants, calls, leagues, places;
};

/// Scores all calls of the archive anew into *field (empty; clear with lur_field_clear) and compares what
/// each came to with what is published. Whatever cannot be read is told and left out. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_bundle_recount(const struct lur_archive *archive, lur_bundle_differs *differs,
                                            void *ctx, struct lur_field *field,
                                            struct lur_bundle_counts *counts);
/// The same, then ranks by the published rules and compares every place. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_bundle_recheck(const struct lur_archive *archive, lur_bundle_differs *differs,
                                            void *ctx, struct lur_bundle_counts *counts);

/// Compares two documents member by member and tells of each difference in one sentence. Items of lists are
/// found by their place and called by the members that name them. Figures with a fraction are the same when
/// they differ by no more than their last published digit. what: what they are of, such as "c12"; where: the
/// entry and line.
void lur_documents_compare(const struct json_t *published, const struct json_t *made, const char *what,
                           const struct lur_diag *where, lur_bundle_differs *differs, void *ctx);

#endif
