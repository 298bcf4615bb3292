/// \file
/// The store as the commands use it: sound taken in and analysed in one go, calls read back whole, names that
/// mean a file, a call or a wave.
#ifndef LUR_CLI_KEEP_H
#define LUR_CLI_KEEP_H

#include "cli/command.h"
#include "cli/session.h"
#include "report/report.h"
#include "rubrics/answers.h"
#include "store/store.h"

typedef enum {
  LUR_NAME_FILE, ///< a file, standard input, or two legs
  LUR_NAME_CALL, ///< "c12", and there is no file of that name
  LUR_NAME_WAVE  ///< a name that could be a wave's, and there is no file of that name
} lur_name_kind;
/// Whether it can name a wave on the command line: a short name that does not look like a file's.
bool lur_name_could_be_wave(const char *name);
/// What a name on the command line means, without a look into the store. A name with an ending (".wav") is a
/// file's, whether it is there or not; a folder is none. *call is set where it is one.
lur_name_kind lur_name_kind_of(const char *name, int64_t *call);

/// Opens the store in that folder (NULL: the default one). Says what is wrong; *store is NULL then. Where it
/// can be written, recordings that were cut off are repaired and kept first, see cli/leftovers.h.
lur_exit lur_keep_open(const char *folder, lur_store_mode mode, lur_store **store);
/// The same without a look at such recordings: where somebody waits.
lur_exit lur_keep_open_now(const char *folder, lur_store_mode mode, lur_store **store);

// ---- In

/// What is said of a call that is taken in; NULL and zero: not said. Borrowed.
struct lur_keep_about {
  const char *wave, *participant, *agent, *assessor;
  struct lur_when started;   ///< not known: the file's own date, where it has one
  lur_role role[2];          ///< NONE, NONE: not said
  lur_roles_from roles_from; ///< how `role` was learnt; DEFAULT: as OPTION
  lur_store_source source;
  const struct lur_notes *notes;      ///< made while it was recorded; NULL: none
  const struct lur_dropouts *dropout; ///< holes that were filled with silence; NULL: none
  const struct lur_store_fact *fact;  ///< what else is known
  size_t facts;
};

/// A call on its way into the store. Zero-initialise; clear with lur_keeping_clear.
struct lur_keeping {
  struct lur_store_audio audio[2];
  size_t audios;
  char *file[2];                ///< names without folders
  struct lur_session session;   ///< its analysis; empty for a duplicate
  struct lur_notes notes;       ///< that the file beside the sound tells
  struct lur_dropouts dropouts; ///< likewise
  char *document;               ///< of the analysis, as `lur analyse --json` prints it
  struct lur_store_added added;
};

/// First step: the sound. name: a file, or two legs; both are kept as they are. take: how. Where a call of
/// the same sound is there already, added.duplicate and added.call say so and the other steps do nothing.
/// Errors as lur_store_take_audio.
LUR_NODISCARD lur_status lur_keep_sound(lur_store *store, const char *name, lur_store_take take,
                                        struct lur_keeping *keeping, struct lur_diag *diag);
/// Second step, and the only long one: listens to what was kept. Only looks up paths in the store, so several
/// threads may be in it. Errors as lur_session_run.
LUR_NODISCARD lur_status lur_keep_listen(const lur_store *store, const struct lur_keep_about *about,
                                         struct lur_keeping *keeping, struct lur_diag *diag);
/// Third step: the call with its analysis becomes part of the store, as one; keeping->added says what became
/// of it. Errors as lur_store_add_call.
LUR_NODISCARD lur_status lur_keep_call(lur_store *store, const struct lur_keep_about *about,
                                       struct lur_keeping *keeping, struct lur_diag *diag);
/// All three.
LUR_NODISCARD lur_status lur_keep_add(lur_store *store, const char *name, lur_store_take take,
                                      const struct lur_keep_about *about, struct lur_keeping *keeping,
                                      struct lur_diag *diag);
void lur_keeping_clear(struct lur_keeping *keeping);

// ---- Out

/// Rubrics that kept scorecards were made by, each read once. Zero-initialise; clear with
/// lur_kept_rubrics_clear when nothing rests on them any more.
struct lur_kept_rubrics {
  struct lur_rubric **at;
  size_t n, room;
};
void lur_kept_rubrics_clear(struct lur_kept_rubrics *rubrics);

/// A call read back with its newest analysis and, where it was scored, its newest scorecard made again from
/// the rubric and the answers that were kept with it. Zero-initialise; clear with lur_kept_clear.
struct lur_kept {
  struct lur_store_entry *entry;
  struct lur_recording recording;
  struct lur_call *call;           ///< with exact measures; NULL where it is not analysed yet
  const struct lur_rubric *rubric; ///< of the scorecard; NULL where there is none
  struct lur_kept_rubrics own;     ///< where that lies when the call was read alone
  struct lur_answers_list answers; ///< of the scorecard; empty where there are none
  struct lur_wave_value *wave;     ///< what the scorecard's wave said; NULL: nothing
  struct lur_scorecard *card;      ///< NULL where it is not scored, or by a rubric that was not kept
  char name[24];                   ///< "c12"
  char when[LUR_WHEN_SIZE];        ///< when the call was made; "" where not known
};
/// rubric: the id whose scorecard is wanted; NULL: of any. rubrics: where rubrics are looked up and added,
/// which must outlive *out; NULL: it has its own. LUR_NOT_FOUND: no such call.
LUR_NODISCARD lur_status lur_kept_load(lur_store *store, int64_t id, const char *rubric,
                                       struct lur_kept_rubrics *rubrics, struct lur_kept *out,
                                       struct lur_diag *diag);
/// The same for who scores it anew: with the answers of the scorecard, which is not made again.
LUR_NODISCARD lur_status lur_kept_load_to_score(lur_store *store, int64_t id, const char *rubric,
                                                struct lur_kept *out, struct lur_diag *diag);
void lur_kept_clear(struct lur_kept *kept);
/// As reports want it; borrowed. title may be NULL.
struct lur_report lur_kept_report(const struct lur_kept *kept, const char *title);

/// Where the sound lies, as lur_reader_open takes it: a path, or two legs; "" where there is none.
/// LUR_BAD_ARG: too long for size.
LUR_NODISCARD lur_status lur_kept_path(const lur_store *store, const struct lur_store_call *call, char *out,
                                       size_t size);
/// The file's name as it was given: "a.wav", "in.wav+out.wav". Writes at most size bytes; returns out.
const char *lur_kept_file(const struct lur_store_call *call, char *out, size_t size);
/// "2026-05-01 09:30", by the wall clock there and then; "" when not known. Returns out.
const char *lur_kept_when(const struct lur_when *when, char *out, size_t size);
/// The analysis document in a string to free(); file: what the recording is called in it; sha256: of its
/// sound, or NULL. NULL: no memory.
char *lur_kept_document(const struct lur_session *session, const char *file, const char *sha256);

/// Ids of the calls that a filter lets through, in its order. *ids is to free(). Errors as
/// lur_store_each_call.
LUR_NODISCARD lur_status lur_kept_ids(lur_store *store, const struct lur_store_filter *filter, int64_t **ids,
                                      size_t *n, struct lur_diag *diag);

// ---- Names of the command line

/// What a command works on: a bare file, or a call's sound in the store.
struct lur_target {
  char *name;                   ///< as people know it: "calls/a.wav", "c12"
  char *path;                   ///< as lur_reader_open takes it; "" of a call without sound
  char *file;                   ///< of a call: its file's name as it was given; else ""
  char sha256[65];              ///< of a call of one file; else ""
  int64_t call;                 ///< 0: a bare file
  lur_role role[2];             ///< of a call: what was said of it when it was taken in
  lur_roles_from roles_from;    ///< by whom: the user, or what came with the recording
  struct lur_notes notes;       ///< of a call: made while it was recorded
  struct lur_dropouts dropouts; ///< of a call: holes that were filled with silence
};
/// Zero-initialise; clear with lur_targets_clear.
struct lur_targets {
  struct lur_target *at;
  size_t n, room;
  lur_store *store; ///< opened to be written; NULL where all are bare files
};
/// Finds what the names mean; of a wave the calls that `filter` lets through, oldest first (its wave and
/// order are not looked at). What is not there is said, the others are tried; returns the worst.
lur_exit lur_targets_find(char *const *name, size_t n, const char *folder,
                          const struct lur_store_filter *filter, struct lur_targets *out);
void lur_targets_clear(struct lur_targets *targets);
/// Whether all of the names mean bare files.
bool lur_all_files(char *const *name, size_t n);

#endif
