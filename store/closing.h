/// \file
/// Waves that are closed take nothing. For store/ only.
#ifndef LUR_STORE_CLOSING_H
#define LUR_STORE_CLOSING_H

#include "store/db.h"

/// LUR_OK where the wave is open (or 0: none); LUR_BAD_INPUT with a sentence where it is closed.
LUR_NODISCARD lur_status lur_closing_allows(lur_store *store, int64_t wave, struct lur_diag *diag);
/// The same for the wave of a call.
LUR_NODISCARD lur_status lur_closing_allows_call(lur_store *store, int64_t call, struct lur_diag *diag);

#endif
