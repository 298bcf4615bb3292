/// \file
/// What `lur record` asks a wave's plan: whom the caller is to call next.
#ifndef LUR_CLI_WAVE_OFFER_H
#define LUR_CLI_WAVE_OFFER_H

#include "store/store.h"

/// The next contact of a caller.
struct lur_wave_offer {
  char participant[65]; ///< "": the wave has no plan, or nothing is left for the caller
  char slot[24];        ///< "s12"
};
/// Finds it and says it, with the briefing, on standard error. Errors as the store's.
LUR_NODISCARD lur_status lur_wave_offer(lur_store *store, const char *wave, const char *caller,
                                        struct lur_wave_offer *out, struct lur_diag *diag);

#endif
