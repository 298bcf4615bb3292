/// \file
/// What belongs to a wave beside its calls: classes, plan, slots, rounds, closing, draws. Errors as in
/// store/store.h.
#ifndef LUR_STORE_WAVES_H
#define LUR_STORE_WAVES_H

#include "store/store.h"

/// The class of a participant of a wave, "" for none; the participant joins the wave where it is not part of
/// it. LUR_NOT_FOUND: no such wave; LUR_BAD_INPUT: no short name.
LUR_NODISCARD lur_status lur_store_set_class(lur_store *store, const char *wave, const char *participant,
                                             const char *class_name, struct lur_diag *diag);

/// Says that a call belongs to a round, whenever it was made: 0 the wave's own, 1 the final. LUR_NOT_FOUND:
/// no such call. Without that a call belongs to the final where it was made when the final had begun; in SQL
/// the view call_round(call, round) tells.
LUR_NODISCARD lur_status lur_store_set_round(lur_store *store, int64_t call, int round,
                                             struct lur_diag *diag);

#endif
