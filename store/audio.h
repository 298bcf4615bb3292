/// \file
/// The sound files of the store. For store/ only.
#ifndef LUR_STORE_AUDIO_H
#define LUR_STORE_AUDIO_H

#include "store/store.h"

/// Removes what programs that died while taking sound in have left. Never what another is still taking in.
void lur_audio_sweep(lur_store *store);
/// LUR_NOT_FOUND: the file is not there, or not of that size.
LUR_NODISCARD lur_status lur_audio_there(const lur_store *store, const struct lur_store_audio *audio,
                                         struct lur_diag *diag);
/// The metadata file beside the sound, for whoever has lost the database: call->id is its name.
LUR_NODISCARD lur_status lur_sidecar_write(const lur_store *store, const struct lur_store_call *call,
                                           struct lur_diag *diag);

#endif
