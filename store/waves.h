/// \file
/// What belongs to a wave beside its calls: classes, plan, slots, rounds, closing, draws. Errors as in
/// store/store.h; LUR_NOT_FOUND with a sentence where there is no such wave; LUR_BAD_INPUT with one where it
/// is closed and the function would change it.
#ifndef LUR_STORE_WAVES_H
#define LUR_STORE_WAVES_H

#include "store/store.h"
#include "waves/schedule.h"

/// The class of a participant of a wave, "" for none; the participant joins the wave where it is not part of
/// it. LUR_BAD_INPUT: no short name.
LUR_NODISCARD lur_status lur_store_set_class(lur_store *store, const char *wave, const char *participant,
                                             const char *class_name, struct lur_diag *diag);

/// Says that a call belongs to a round, whenever it was made: 0 the wave's own, 1 the final. LUR_NOT_FOUND:
/// no such call. Without that a call belongs to the final where it was made when the final had begun; in SQL
/// the view call_round(call, round) tells.
LUR_NODISCARD lur_status lur_store_set_round(lur_store *store, int64_t call, int round,
                                             struct lur_diag *diag);

// ---- Plan and slots

/// A plan as it was kept. Free with lur_store_plan_clear.
struct lur_store_plan {
  int64_t id;
  char *document; ///< the whole plan as one wave file, see lur_plan_print
  char sha256[65];
  int64_t seed; ///< of the schedule
  char *made_by;
  struct lur_when made;
};
void lur_store_plan_clear(struct lur_store_plan *plan);
/// Keeps a plan, with its title, its participants, their titles and classes; the newest counts, older ones
/// stay. Where it says no title, the one that is known stays.
/// Participants that take part and are not in it keep their calls and have no class any more.
LUR_NODISCARD lur_status lur_store_put_plan(lur_store *store, const char *wave, const struct lur_plan *plan,
                                            int64_t seed, const char *made_by, struct lur_diag *diag);
/// The newest plan, in *out (zero-initialised) to clear. LUR_NOT_FOUND: there is none; diag says what to do.
LUR_NODISCARD lur_status lur_store_get_plan(lur_store *store, const char *wave, struct lur_store_plan *out,
                                            struct lur_diag *diag);

/// A contact to be made; texts as in lur_slot, by name.
struct lur_store_slot {
  int64_t id;
  int round;
  const char *participant, *caller;
  const char *scenario; ///< id; "" for none
  int32_t day;
  int minute;
};
/// The slots of a round from now on: those of `slot` that have an id stay as they are, those without are
/// added, all others go. plan: what their indexes mean. LUR_NOBODY as caller is only good for one that stays.
LUR_NODISCARD lur_status lur_store_put_slots(lur_store *store, const char *wave, int round,
                                             const struct lur_plan *plan, const struct lur_slot *slot,
                                             size_t n, struct lur_diag *diag);
/// Visits the slots of both rounds by round, day, minute and caller. Visits as in lur_store_each_wave.
LUR_NODISCARD lur_status lur_store_each_slot(lur_store *store, const char *wave,
                                             bool (*visit)(const struct lur_store_slot *slot, void *ctx),
                                             void *ctx, struct lur_diag *diag);

/// What progress needs of a call.
struct lur_store_wave_call {
  int64_t call;
  const char *participant, *assessor;
  struct lur_when when; ///< when it was made; where that is not known, when it was added
  int round;
  int64_t slot; ///< that the caller said; 0: none
  bool analysed;
  bool answered; ///< by a person, as the newest analysis has it
};
/// Visits the calls of a wave that name a participant, by participant, round and time.
LUR_NODISCARD lur_status lur_store_each_wave_call(lur_store *store, const char *wave,
                                                  bool (*visit)(const struct lur_store_wave_call *call,
                                                                void *ctx),
                                                  void *ctx, struct lur_diag *diag);

// ---- The final

/// Begins the final: calls made from that moment on belong to it. Doing it again moves the moment.
LUR_NODISCARD lur_status lur_store_begin_final(lur_store *store, const char *wave, struct lur_when from,
                                               const char *made_by, struct lur_diag *diag);
/// When the final begins; not known where there is none.
LUR_NODISCARD lur_status lur_store_final_begins(lur_store *store, const char *wave, struct lur_when *from,
                                                struct lur_diag *diag);

// ---- Closing

/// How a wave was closed last. Free with lur_store_closing_clear.
struct lur_store_closing {
  bool ever, closed; ///< it was closed once; it is closed now
  char sha256[65];   ///< of what was frozen, see lur_store_wave_digest
  struct lur_when when, opened;
  char *by, *opened_by, *why; ///< why it was opened again
};
void lur_store_closing_clear(struct lur_store_closing *closing);
/// Closes a wave: calls, analyses, scorecards, participants and plans of it are refused from then on.
/// LUR_BAD_INPUT: it is closed already.
LUR_NODISCARD lur_status lur_store_close_wave(lur_store *store, const char *wave, const char *by,
                                              char sha256[65], struct lur_diag *diag);
/// Opens it again, for a reason that is kept. LUR_BAD_INPUT: it is not closed, or there is no reason.
LUR_NODISCARD lur_status lur_store_reopen_wave(lur_store *store, const char *wave, const char *by,
                                               const char *why, struct lur_diag *diag);
/// *out is zero-initialised, and to clear.
LUR_NODISCARD lur_status lur_store_closing(lur_store *store, const char *wave, struct lur_store_closing *out,
                                           struct lur_diag *diag);
/// Digest of all that a ranking of the wave rests on: its plan, participants and classes, and of each call
/// its sound, round, newest analysis and newest scorecard of each rubric.
LUR_NODISCARD lur_status lur_store_wave_digest(lur_store *store, const char *wave, char sha256[65],
                                               struct lur_diag *diag);
/// LUR_OK where calls may be added to the wave; else LUR_NOT_FOUND or LUR_BAD_INPUT with a sentence.
LUR_NODISCARD lur_status lur_store_takes_calls(lur_store *store, const char *wave, struct lur_diag *diag);

// ---- Draws

/// Calls that were drawn at random, and what they were drawn from.
struct lur_store_draw {
  int64_t id; ///< 0 when handed in
  int64_t seed, wanted;
  const char *list;   ///< names of calls, a line each
  const char *sha256; ///< of list
  const char *drawn;  ///< names of calls in the order drawn, a line each
  const char *made_by;
  struct lur_when made; ///< not known when handed in: now
};
LUR_NODISCARD lur_status lur_store_add_draw(lur_store *store, const char *wave,
                                            const struct lur_store_draw *draw, int64_t *id,
                                            struct lur_diag *diag);
/// Visits the draws of a wave, oldest first.
LUR_NODISCARD lur_status lur_store_each_draw(lur_store *store, const char *wave,
                                             bool (*visit)(const struct lur_store_draw *draw, void *ctx),
                                             void *ctx, struct lur_diag *diag);

#endif
