/// \file
/// Which contacts were planned alike: strata for the resampling of a ranking. For store/ only.
#ifndef LUR_STORE_STRATA_H
#define LUR_STORE_STRATA_H

#include "store/contacts.h"

/// For each row of contacts its stratum: the scenario of the slot it met, counted from 1 as in the wave's
/// plan; 0 where there is no plan or it met no slot with a scenario. Errors as lur_store_get_plan, but that a
/// wave without a plan is none.
LUR_NODISCARD lur_status lur_strata_find(lur_store *store, const char *wave,
                                         const struct lur_contact_rows *contacts, uint32_t *stratum,
                                         struct lur_diag *diag);

#endif
