/// \file
/// Everything that is kept: waves, participants, calls with their sound, analyses, scorecards. docs/store.md
/// tells where it lies on the disk.
///
/// Every function that writes does all of it or nothing: each is one transaction, or part of the one begun
/// with lur_store_begin. Several programs may use a store at once; a handle is used by one thread at a time.
///
/// Errors everywhere (diag may be NULL; it then tells in one sentence what is wrong and what to do):
/// LUR_DB: another program holds the store, or the database failed; LUR_IO: the disk is full, or the place
/// cannot be read or written; LUR_BAD_INPUT: the database is damaged or no store of lur; LUR_UNSUPPORTED:
/// made by a newer lur; LUR_NO_MEM. After an error the store is as it was.
#ifndef LUR_STORE_STORE_H
#define LUR_STORE_STORE_H

#include "rubrics/scorecard.h"
#include "store/filter.h"
#include "store/record.h"

typedef enum {
  LUR_STORE_READ,  ///< must be there; nothing is changed
  LUR_STORE_WRITE, ///< must be there
  LUR_STORE_CREATE ///< made where it is not there yet, folders and all
} lur_store_mode;

struct lur_store_options {
  lur_store_mode mode;
  int busy_ms; ///< how long to wait for another program that is writing, milliseconds
};
struct lur_store_options lur_store_options_default(lur_store_mode mode); ///< waits up to 20 s

/// $XDG_DATA_HOME/lur, or ~/.local/share/lur. LUR_NOT_FOUND: neither XDG_DATA_HOME nor HOME is set, or the
/// name does not fit into size bytes.
LUR_NODISCARD lur_status lur_store_default_folder(char *out, size_t size, struct lur_diag *diag);

typedef struct lur_store lur_store;
/// Opens the store in that folder (NULL or "": the default folder). A store of an older lur is brought up to
/// date first, one of a newer is left alone (LUR_UNSUPPORTED). LUR_NOT_FOUND: there is no store, see mode.
LUR_NODISCARD lur_status lur_store_open(const char *folder, const struct lur_store_options *options,
                                        lur_store **out, struct lur_diag *diag);
void lur_store_close(lur_store *store); ///< takes back what was begun and not committed; NULL is fine
const char *lur_store_folder(const lur_store *store); ///< valid until close

/// Many facts as one: from begin to commit all is kept or nothing. Not nested. Other programs wait meanwhile:
/// take in sound and analyse before begin.
LUR_NODISCARD lur_status lur_store_begin(lur_store *store, struct lur_diag *diag);
LUR_NODISCARD lur_status lur_store_commit(lur_store *store,
                                          struct lur_diag *diag); ///< on error nothing is kept
void lur_store_rollback(lur_store *store);                        ///< nothing begun: does nothing

// ---- Names
// ----------------------------------------------------------------------------------------------------

/// Waves and participants have short names: 1..64 bytes of UTF-8 without blanks, control characters, '/',
/// '\\', '"' and without '-' or '.' as the first; c and digits only is the name of a call. Capital A-Z are
/// the same as small.
bool lur_store_name_ok(const char *name);
/// "c12" is 12. False: it is no call's name.
bool lur_store_call_id(const char *name, int64_t *id);
/// Writes "c12"; at most size bytes (24 hold any), always terminated; returns out.
const char *lur_store_call_name(int64_t id, char *out, size_t size);

// ---- Waves and participants
// -----------------------------------------------------------------------------------

/// LUR_BAD_INPUT: no short name, or there is a wave of that name already. title NULL or "": the name.
LUR_NODISCARD lur_status lur_store_add_wave(lur_store *store, const char *name, const char *title,
                                            struct lur_diag *diag);
/// Makes the participant where there is none, and a part of the wave (NULL or "": of none) where it is not. A
/// title (not NULL or "") replaces the one it had. *made (may be NULL): it was not there before.
/// LUR_NOT_FOUND: no such wave; LUR_BAD_INPUT: no short name.
LUR_NODISCARD lur_status lur_store_add_participant(lur_store *store, const char *wave, const char *name,
                                                   const char *title, bool *made, struct lur_diag *diag);
/// Whether there is a wave of that name: LUR_OK, or LUR_NOT_FOUND with a sentence that names the waves there
/// are.
LUR_NODISCARD lur_status lur_store_has_wave(lur_store *store, const char *name, struct lur_diag *diag);

/// Visits all, oldest first. A visit returns false to end (still LUR_OK); what it is given is valid meanwhile
/// only; it must not write to the store.
LUR_NODISCARD lur_status lur_store_each_wave(lur_store *store,
                                             bool (*visit)(const struct lur_store_wave *wave, void *ctx),
                                             void *ctx, struct lur_diag *diag);
/// The same by name: of a wave, or of all (wave NULL or ""). LUR_NOT_FOUND: no such wave.
LUR_NODISCARD lur_status
lur_store_each_participant(lur_store *store, const char *wave,
                           bool (*visit)(const struct lur_store_participant *participant, void *ctx),
                           void *ctx, struct lur_diag *diag);
/// The rules of the wave's newest plan, in *out (zero-initialised) to clear. Plans, slots, rounds, closing
/// and draws: store/waves.h. LUR_NOT_FOUND: no such wave.
LUR_NODISCARD lur_status lur_store_wave_rules(lur_store *store, const char *wave,
                                              struct lur_store_wave_rules *out, struct lur_diag *diag);

// ---- Sound
// ----------------------------------------------------------------------------------------------------

typedef enum {
  LUR_STORE_COPY, ///< from anywhere
  LUR_STORE_LINK  ///< of a file on the store's own disk that nobody writes any more: a second name for it, no
                  ///< copy. Remove the first name once the call is added. Copied where the disk knows no
                  ///< second names.
} lur_store_take;

/// Takes a sound file in, whole and on the disk, and tells its digest. Doing it twice does no harm, and a
/// damaged copy in the store is put right. It is no call yet: without lur_store_add_call it is a file that
/// nobody looks at, and taking it in again uses it. Not within a transaction. LUR_NOT_FOUND, LUR_IO: path
/// cannot be read.
LUR_NODISCARD lur_status lur_store_take_audio(lur_store *store, const char *path, lur_store_take take,
                                              struct lur_store_audio *out, struct lur_diag *diag);
/// Where the kept file lies. LUR_BAD_ARG: it does not fit into size bytes, or is no audio of a store.
LUR_NODISCARD lur_status lur_store_audio_path(const lur_store *store, const struct lur_store_audio *audio,
                                              char *out, size_t size);
/// A folder inside the store, made where it is not there, for recordings that are being made: same disk, so
/// that LUR_STORE_LINK works. What is found there later was never added.
LUR_NODISCARD lur_status lur_store_recordings_folder(lur_store *store, char *out, size_t size,
                                                     struct lur_diag *diag);

// ---- Calls
// ----------------------------------------------------------------------------------------------------

/// The call made of that sound (second NULL: of one file). LUR_NOT_FOUND (diag is not set): none yet.
LUR_NODISCARD lur_status lur_store_find_audio(lur_store *store, const struct lur_store_audio *first,
                                              const struct lur_store_audio *second, int64_t *id,
                                              struct lur_diag *diag);

struct lur_store_added {
  int64_t call;         ///< its id; where it is a duplicate, that of the call there was
  int64_t analysis;     ///< 0: none was handed in, or it is a duplicate
  bool duplicate;       ///< a call of the same sound was there: nothing was changed
  bool new_participant; ///< the participant was not there before
};
/// Adds a call, its metadata file beside the sound, and its analysis (NULL: none yet), as one. call->audio
/// comes from lur_store_take_audio. LUR_NOT_FOUND: no such wave, or the sound is not in the store;
/// LUR_BAD_INPUT: no short name.
LUR_NODISCARD lur_status lur_store_add_call(lur_store *store, const struct lur_store_call *call,
                                            const struct lur_store_analysis *analysis,
                                            struct lur_store_added *added, struct lur_diag *diag);
/// Adds an analysis of a call; the newest counts, older ones stay. LUR_NOT_FOUND: no such call.
LUR_NODISCARD lur_status lur_store_add_analysis(lur_store *store, int64_t call,
                                                const struct lur_store_analysis *analysis, int64_t *id,
                                                struct lur_diag *diag);
/// What of a scorecard the record holds; texts are borrowed from the card and its rubric. rubric_text,
/// answers and document are NULL.
struct lur_store_scorecard lur_store_scorecard_of(const struct lur_scorecard *card);
/// Adds a scorecard of a call; the newest counts, older ones stay. LUR_NOT_FOUND: no such call or analysis,
/// or the call has no analysis yet.
LUR_NODISCARD lur_status lur_store_add_scorecard(lur_store *store, int64_t call,
                                                 const struct lur_store_scorecard *card, int64_t *id,
                                                 struct lur_diag *diag);

// ---- Rubrics
// --------------------------------------------------------------------------------------------------

/// Keeps the text of a rubric file under its id and version, for good: from then on scorecards of that id and
/// version are made from that very text or refused. *again (may be NULL): it was published before, with the
/// same text; nothing is changed. LUR_BAD_INPUT: that version is published with another text.
LUR_NODISCARD lur_status lur_store_publish(lur_store *store, const struct lur_store_published *published,
                                           const char *text, bool *again, struct lur_diag *diag);
/// Whether that text may be scored by: LUR_OK where the version is published with it, or not at all;
/// LUR_BAD_INPUT: it is published with another text, diag says what to do.
LUR_NODISCARD lur_status lur_store_may_score(lur_store *store, const char *rubric, const char *version,
                                             const char *sha256, struct lur_diag *diag);
/// The text of a published rubric; version NULL: of the newest one. *text is to free(). LUR_NOT_FOUND (diag
/// is not set): there is none.
LUR_NODISCARD lur_status lur_store_published_text(lur_store *store, const char *rubric, const char *version,
                                                  char **text, struct lur_diag *diag);
/// The text of any rubric that a scorecard was made by or that was published. Likewise.
LUR_NODISCARD lur_status lur_store_rubric_text(lur_store *store, const char *sha256, char **text,
                                               struct lur_diag *diag);
/// Visits what was published, oldest first. Visits as in lur_store_each_wave.
LUR_NODISCARD lur_status lur_store_each_published(lur_store *store,
                                                  bool (*visit)(const struct lur_store_published *published,
                                                                void *ctx),
                                                  void *ctx, struct lur_diag *diag);

/// Answers that are being given: keeps them in place of those that were kept before for the call and that
/// rubric, an id. answers NULL: forgets them, once they are part of a scorecard. LUR_NOT_FOUND: no such call.
LUR_NODISCARD lur_status lur_store_put_draft(lur_store *store, int64_t call, const char *rubric,
                                             const char *answers, struct lur_diag *diag);
/// *answers is to free(). LUR_NOT_FOUND (diag is not set): there are none.
LUR_NODISCARD lur_status lur_store_draft(lur_store *store, int64_t call, const char *rubric, char **answers,
                                         struct lur_diag *diag);

/// Remembers what became of a file, in place of what was known of it. In the transaction that adds the call,
/// or by itself. LUR_NOT_FOUND: no such call.
LUR_NODISCARD lur_status lur_store_put_arrival(lur_store *store, const struct lur_store_arrival *arrival,
                                               struct lur_diag *diag);
/// What became of a file. *stamp and *why are to free(), LUR_NOT_FOUND (diag is not set): nothing is known.
LUR_NODISCARD lur_status lur_store_arrival(lur_store *store, const char *path, int64_t *call, char **stamp,
                                           char **why, struct lur_diag *diag);
/// Forgets a file. Not known: does nothing.
LUR_NODISCARD lur_status lur_store_forget_arrival(lur_store *store, const char *path, struct lur_diag *diag);
/// Visits the files that were refused, oldest first. Visits as in lur_store_each_wave.
LUR_NODISCARD lur_status lur_store_each_refused(lur_store *store,
                                                bool (*visit)(const struct lur_store_arrival *arrival,
                                                              void *ctx),
                                                void *ctx, struct lur_diag *diag);

// ---- Reading
// --------------------------------------------------------------------------------------------------

/// Visits the calls that the filter lets through (NULL: all), in its order. Visits as in lur_store_each_wave.
/// LUR_NOT_FOUND: the filter names a wave or participant that there is not. LUR_BAD_ARG: the filter
/// contradicts its own header.
LUR_NODISCARD lur_status lur_store_each_call(lur_store *store, const struct lur_store_filter *filter,
                                             bool (*visit)(const struct lur_store_row *row, void *ctx),
                                             void *ctx, struct lur_diag *diag);
/// All of one call, with its newest analysis and its newest scorecard (of that rubric id; NULL: of any). *out
/// is yours to free. LUR_NOT_FOUND: no such call.
LUR_NODISCARD lur_status lur_store_get(lur_store *store, int64_t call, const char *rubric,
                                       struct lur_store_entry **out, struct lur_diag *diag);
/// What was noted and lost while the call was recorded, added to the lists; nothing where there is no such
/// call.
LUR_NODISCARD lur_status lur_store_said(lur_store *store, int64_t call, struct lur_notes *notes,
                                        struct lur_dropouts *dropouts, struct lur_diag *diag);
/// The call's analyses, newest first; document is as kept. Visits as in lur_store_each_wave.
LUR_NODISCARD lur_status lur_store_each_analysis(lur_store *store, int64_t call,
                                                 bool (*visit)(const struct lur_store_analysed *analysis,
                                                               const char *document, void *ctx),
                                                 void *ctx, struct lur_diag *diag);
/// The call's scorecards, newest first, of all rubrics.
LUR_NODISCARD lur_status lur_store_each_scorecard(lur_store *store, int64_t call,
                                                  bool (*visit)(const struct lur_store_scored *scorecard,
                                                                const char *document, void *ctx),
                                                  void *ctx, struct lur_diag *diag);
/// The newest scorecard of that rubric id that was made by another text of it than the one of that digest
/// (NULL: by any). *out is yours to free. LUR_NOT_FOUND (diag is not set): there is none.
LUR_NODISCARD lur_status lur_store_other_revision(lur_store *store, int64_t call, const char *rubric,
                                                  const char *not_sha256, struct lur_store_revision **out,
                                                  struct lur_diag *diag);
/// All scorecards of a call with the answers they were made from, oldest first, of that rubric id (NULL: of
/// all, rubric after rubric). Visits as in lur_store_each_wave.
LUR_NODISCARD lur_status lur_store_each_revision(lur_store *store, int64_t call, const char *rubric,
                                                 bool (*visit)(const struct lur_store_revision *revision,
                                                               void *ctx),
                                                 void *ctx, struct lur_diag *diag);
/// The measures of an analysis, as they were handed in; a measure that this lur knows and the analysis does
/// not is unknown. Reasons are valid until the store is closed. LUR_NOT_FOUND: no such analysis.
LUR_NODISCARD lur_status lur_store_measures(lur_store *store, int64_t analysis, struct lur_measures *out,
                                            struct lur_diag *diag);

/// The league of a wave by the mean of its participants' totals under one rubric: rubric is its id, or NULL
/// where the wave was scored with one only. Of each call the newest scorecard of that rubric counts, if it is
/// complete. *out is yours to free. LUR_NOT_FOUND: no such wave; LUR_BAD_INPUT: several rubrics, none named.
LUR_NODISCARD lur_status lur_store_rank(lur_store *store, const char *wave, const char *rubric,
                                        struct lur_store_ranking **out, struct lur_diag *diag);

/// Looks through the whole database and for every call's sound file (its size, not its bytes). LUR_BAD_INPUT:
/// diag names the first thing that is wrong.
LUR_NODISCARD lur_status lur_store_check(lur_store *store, struct lur_diag *diag);

#endif
