/// \file
/// Waves and participants by name. For store/ only.
#ifndef LUR_STORE_NAMES_H
#define LUR_STORE_NAMES_H

#include "store/db.h"

/// LUR_NOT_FOUND: there is none; diag names those there are.
LUR_NODISCARD lur_status lur_names_wave(lur_store *store, const char *name, int64_t *id,
                                        struct lur_diag *diag);
LUR_NODISCARD lur_status lur_names_participant(lur_store *store, const char *name, int64_t *id,
                                               struct lur_diag *diag);
/// Makes the participant and its part in the wave (0: none) where they are not there. Within lur_db_enter.
LUR_NODISCARD lur_status lur_names_join(lur_store *store, int64_t wave, const char *name, const char *title,
                                        int64_t *id, bool *made, struct lur_diag *diag);

#endif
