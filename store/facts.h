/// \file
/// What else is known of a call. For store/ only.
#ifndef LUR_STORE_FACTS_H
#define LUR_STORE_FACTS_H

#include "store/db.h"

/// Adds the facts of a call that is being added; those without a text are left out.
LUR_NODISCARD lur_status lur_facts_add(lur_store *store, const struct lur_store_call *call, int64_t id,
                                       struct lur_diag *diag);
/// Reads them, by name, into entry->row.call.
LUR_NODISCARD lur_status lur_facts_read(lur_store *store, struct lur_store_entry *entry,
                                        struct lur_diag *diag);
/// Puts a copy that the entry owns in place of *text.
LUR_NODISCARD lur_status lur_entry_keep_text(struct lur_store_entry *entry, const char **text);

#endif
