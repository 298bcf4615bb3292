/// \file
/// What the subcommands of `lur wave` share: what was asked for, and a wave read as a whole.
#ifndef LUR_CLI_WAVE_H
#define LUR_CLI_WAVE_H

#include "cli/keep.h"
#include "cli/options.h"
#include "cli/table.h"
#include "store/waves.h"
#include "waves/progress.h"

/// What was asked for; texts are borrowed, NULL where not given.
struct lur_wave_run {
  const char *store, *title, *seed, *from, *on, *caller, *participant, *by, *because, *rubric;
  lur_form as;
  bool check, due, excel;
  lur_store *opened;
  struct lur_table table;
};
/// Each with its words after the subcommand's name, as many as its row of the table in cmd_wave.c wants.
typedef lur_exit lur_wave_act(struct lur_wave_run *run, int n, char **word);
lur_wave_act lur_wave_plan, lur_wave_status, lur_wave_brief, lur_wave_close, lur_wave_reopen, lur_wave_draw,
    lur_wave_draws, lur_wave_final, lur_wave_export, lur_wave_import;

/// Opens the store into run->opened.
lur_exit lur_wave_open(struct lur_wave_run *run, lur_store_mode mode);
/// Begins the table with that head; `right`: columns of figures, as in struct lur_table.
void lur_wave_head(struct lur_wave_run *run, const char *const *names, size_t n, uint64_t right);
/// Prints the table in the form asked for.
lur_exit lur_wave_print(const struct lur_wave_run *run);
/// Reads --seed. False: it is no seed; that was said.
bool lur_wave_seed(const char *text, int64_t *out);
/// Today by the wall clock here, or the day that --on says. False: that is no day; it was said.
bool lur_wave_today(const struct lur_wave_run *run, int32_t *out);

/// A wave with its plan, its slots and what was made of them. Zero-initialise; clear with
/// lur_wave_book_clear.
struct lur_wave_book {
  struct lur_store_plan kept;
  struct lur_plan *plan;
  struct lur_slot *slot; ///< of both rounds, as lur_store_each_slot visits them
  char **caller;         ///< of each slot: its caller's name, in the plan or not
  size_t slots, slots_room, callers_room;
  struct lur_made *made; ///< contacts, by participant, round and time
  size_t mades, mades_room;
  struct lur_slot_progress *progress; ///< of each slot
  bool *met;                          ///< of each contact: it has a slot
  int32_t today;
};
/// Reads it. diag as the store says.
LUR_NODISCARD lur_status lur_wave_book_read(lur_store *store, const char *wave, int32_t today,
                                            struct lur_wave_book *out, struct lur_diag *diag);
void lur_wave_book_clear(struct lur_wave_book *book);

/// A round to be planned.
struct lur_wave_planning {
  struct lur_plan *plan;
  int round;
  int64_t seed;
  int32_t first_day;      ///< LUR_NO_DAY: as the plan says
  const bool *takes_part; ///< of each participant of the plan; NULL: all
};
/// Makes the schedule of a round around the slots of the book that were met, keeps it (and in round 0 the
/// plan) unless --check was given, and says what changed and what could not be planned (then
/// LUR_EXIT_BELOW). there: the wave is in the store.
lur_exit lur_wave_plan_keep(struct lur_wave_run *run, const char *wave, const struct lur_wave_planning *p,
                            const struct lur_wave_book *book, bool there);
/// The same for a plan that is new to the wave, as `lur wave plan` does it.
lur_exit lur_wave_plan_new(struct lur_wave_run *run, const char *wave, struct lur_plan *plan);
/// Says the faults of a file; returns the exit code.
lur_exit lur_wave_say_faults(lur_status status, const struct lur_diags *faults);
/// The schedule as a table, of the slots that `wants` lets through (NULL: all).
void lur_wave_put_slots(struct lur_wave_run *run, const struct lur_wave_book *book,
                        bool (*wants)(const struct lur_wave_book *book, size_t slot, const void *ctx),
                        const void *ctx);
/// What to call next, of a caller or (NULL) of anybody: the slot that is due first. LUR_NOBODY: nothing is
/// left.
size_t lur_wave_next(const struct lur_wave_book *book, const char *caller);

#endif
