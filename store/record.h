/// \file
/// What the store keeps, as plain records.
///
/// Texts in records are UTF-8 and never NULL when the store hands them out: "" means that it is not known. In
/// records handed to the store NULL is the same as "".
#ifndef LUR_STORE_RECORD_H
#define LUR_STORE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/measures.h"
#include "base/list.h"
#include "base/notes.h"
#include "base/role.h"
#include "store/when.h"

struct lur_scorecard; // rubrics/scorecard.h

/// A round of calls that belong together.
struct lur_store_wave {
  const char *name, *title;
  struct lur_when made;
  int64_t participants, calls;
};

/// Who is called: a company, a contact centre, an office. The same in all waves.
struct lur_store_participant {
  const char *name, *title;
  const char *class_name; ///< in the wave asked about: those of a class are compared; "" where there are none
  int64_t calls;          ///< in the wave asked about, or in all
};

/// By which rules a wave is ranked. Free with lur_store_wave_rules_clear.
struct lur_store_wave_rules {
  bool planned;                     ///< false: the wave has no plan, and all else is 0
  char *rubric;                     ///< id; "" where the plan names none
  int64_t minimum_calls;            ///< fewer: no winner; 0: none asked
  int64_t minimum_score_millionths; ///< 0: none asked
  char *tie_breaks;                 ///< words in turn, blanks between: answered, wait, section.ID,
                                    ///< competence.ID, further.ID; "" for none
  uint64_t seed;                    ///< of resampling
  int draws;                        ///< of resampling; 0: not said
};
void lur_store_wave_rules_clear(struct lur_store_wave_rules *rules);

/// A sound file that the store keeps, byte for byte, under its own digest.
struct lur_store_audio {
  char sha256[65]; ///< 64 hexadecimal digits; "" for none
  char ext[9];     ///< "wav": small letters and digits
  int64_t bytes;
};

/// Something else that is known of a call, by a short name: what the telephone system or a person said of it.
struct lur_store_fact {
  const char *name, *text; ///< "id" is the telephone system's own name for the call
};

typedef enum {
  LUR_STORE_IMPORTED,
  LUR_STORE_RECORDED,
  LUR_STORE_DOCUMENT ///< taken in as an analysis that was made elsewhere: there is no sound
} lur_store_source;
const char *lur_store_source_name(lur_store_source source); ///< "import", "record", "document"
/// In place of a sound file's ending, for a DOCUMENT: its one audio is the digest and size of the document,
/// and no file.
#define LUR_STORE_NO_SOUND "analysis"

/// What is known of a call beside its analysis and scores.
struct lur_store_call {
  int64_t id;                      ///< 12 is shown as c12; 0: not stored yet
  struct lur_store_audio audio[2]; ///< one file, or the caller's leg and the agent's
  size_t audios;                   ///< 1 or 2
  const char *file[2];             ///< the files' original names, without folders; [1] "" where there is one
  lur_store_source source;
  struct lur_when added;   ///< when the store took it in; not known when handed to the store: now
  struct lur_when started; ///< when the call was made, where known
  const char *wave;        ///< name, or ""
  const char *participant; ///< name, or ""
  const char *agent;       ///< who answered, as the caller heard it
  const char *assessor;    ///< who called
  const char *format;      ///< as in the analysis document: "WAV PCM16"
  double duration_s;
  int channels, sample_rate_hz;
  lur_role role[2]; ///< of each channel
  lur_roles_from roles_from;
  bool complete;               ///< the file could be read to its end
  const char *problem;         ///< why not, else ""
  struct lur_dropouts dropout; ///< RECORDED: holes filled with silence. When handed out by
                               ///< lur_store_each_call only the number `n` is there, `at` is NULL
  struct lur_notes
      notes; ///< RECORDED: what was noted and masked meanwhile; lur_store_each_call hands out none
  const struct lur_store_fact *fact; ///< no name twice; lur_store_each_call hands out none
  size_t facts;
};

/// An analysis to keep.
struct lur_store_analysis {
  const char *analyser;                ///< version of the method, LUR_ANALYSER_VERSION
  const char *document;                ///< as `lur analyse --json` prints it
  const struct lur_measures *measures; ///< the same figures, for filters
};

/// A scorecard to keep. Fill it with lur_store_scorecard_of, then add what is missing.
struct lur_store_scorecard {
  int64_t analysis;    ///< which analysis it was made from; 0: the newest of its call
  const char *rubric;  ///< id
  const char *version; ///< of the rubric
  const char *rubric_sha256;
  const char *rubric_text; ///< the rubric file itself, kept once for each digest; NULL: not kept
  const char *assessor;
  const char *made_by; ///< who made it, or changed what it rests on; NULL or "": the assessor
  bool has_total;
  int64_t total_millionths; ///< 0..100000000 where has_total
  bool complete;
  const char *band;                 ///< id, or ""
  const char *answers;              ///< the assessor's answers as a document, to score again from; NULL: none
  const char *document;             ///< as `lur score --json` prints it
  const struct lur_scorecard *card; ///< its parts are kept, too; NULL: they are read from the document
};

/// What lists show of a call's newest analysis.
struct lur_store_analysed {
  int64_t id; ///< 0: there is none
  const char *analyser;
  struct lur_when made;
};
/// What lists show of a scorecard.
struct lur_store_scored {
  int64_t id;       ///< 0: there is none
  int64_t analysis; ///< what it was made from
  const char *rubric, *version, *rubric_sha256, *assessor, *band;
  const char *made_by; ///< who made it, where that was said; else the assessor
  struct lur_when made;
  bool has_total, complete;
  int64_t total_millionths;
};

/// A row of a list. Valid during the visit only.
struct lur_store_row {
  struct lur_store_call call;
  const char *wave_title, *participant_title;
  struct lur_store_analysed analysis; ///< the newest
  struct lur_store_scored scorecard;  ///< the newest; of the filter's rubric where it names one
  int64_t analyses, scorecards;       ///< how many of each there are: only from lur_store_get, else 0
};

/// All of a call: free with lur_store_entry_free.
struct lur_store_entry {
  struct lur_store_row row;
  char *analysis;              ///< document of row.analysis; NULL where there is none
  char *scorecard;             ///< document of row.scorecard; NULL where there is none
  char *answers;               ///< of row.scorecard; NULL where none were kept
  char *rubric;                ///< the rubric file of row.scorecard; NULL where it was not kept
  struct lur_store_fact *fact; ///< of row.call
  size_t facts_room;
  char **text; ///< what the row's texts point into; the store's own
  size_t texts, texts_room;
};
void lur_store_entry_free(struct lur_store_entry *entry); ///< NULL is fine

/// A scorecard as it was kept, newest or not. Free with lur_store_revision_free.
struct lur_store_revision {
  struct lur_store_scored scored; ///< its texts belong to the revision
  char *document;                 ///< as `lur score --json` printed it
  char *answers;                  ///< what it was made from; "" where nobody had answered
  char **text;                    ///< the store's own
  size_t texts;
};
void lur_store_revision_free(struct lur_store_revision *revision); ///< NULL is fine

/// A version of a rubric that does not change any more.
struct lur_store_published {
  const char *rubric, *version, *sha256; ///< sha256 of its file
  const char *made_by;                   ///< who published it, where that was said
  struct lur_when made;                  ///< not known when handed to the store: now
};

/// What became of a file that was found in a folder whose recordings are taken in as they appear.
struct lur_store_arrival {
  const char *path;     ///< from the root
  const char *stamp;    ///< how the file, and all that belongs to it, looked; for comparing only
  int64_t call;         ///< it is part of that call; 0: it was refused
  const char *why;      ///< refused: one sentence; else ""
  struct lur_when seen; ///< not known when handed to the store: now
};

/// A line of the league.
struct lur_store_place {
  char *participant, *title; ///< "" for calls that name no participant: those have no rank
  int rank;                  ///< 1 is best, equal means share it (1, 1, 3); 0: no call counts yet
  int64_t counted;           ///< calls with a complete scorecard: what the mean is made of
  int64_t sum_millionths;    ///< of their totals; the mean is sum_millionths / counted, and ranks are exact
  double mean;               ///< 0..100, for showing; NAN where counted is 0
  int64_t incomplete;        ///< calls whose newest scorecard is not complete
  int64_t unscored;          ///< calls without a scorecard of that rubric
  int64_t open;              ///< contacts that nobody answered yet and that are to be tried again
};
/// A league, best first; places without a rank last, by name. Free with lur_store_ranking_free.
struct lur_store_ranking {
  char *wave, *title;
  char *rubric;     ///< id of the rubric; "" when nothing is scored yet and none was named
  int64_t versions; ///< how many versions of it the scorecards used were made with
  int64_t passed;   ///< attempts that failed and were followed by others: they count nowhere
  struct lur_store_place *place;
  size_t places, places_room;
};
void lur_store_ranking_free(struct lur_store_ranking *ranking); ///< NULL is fine

#endif
