/// \file
/// A call as it is published: a line of JSON with what its score is made of and what it came to. Names are
/// those it is published under. The format: docs/bundle.md.
#ifndef LUR_BUNDLE_LINE_H
#define LUR_BUNDLE_LINE_H

#include "analysis/event.h"
#include "rubrics/scorecard.h"

struct json_t;

/// Zero-initialise; clear with lur_line_clear.
struct lur_line {
  char *call;     ///< "c12", or the name it is published under
  char *rubric;   ///< SHA-256 of the rubric's file
  char *analyser; ///< version
  char *sound;    ///< SHA-256 of the recording; "" where it has none or two
  char *analysis; ///< SHA-256 of the analysis document
  char *agent;    ///< pseudonym; "" where not known
  int round;
  uint32_t stratum;
  bool
      unanswered; ///< its last attempt failed: the contact counts with the rubric's score for unanswered ones
  struct lur_measures measures; ///< only those that the rubric reads are known
  struct lur_events events;     ///< only those that the rubric's definitions count
  struct lur_answers_list answers;
  struct lur_wave_value *wave; ///< what the wave said of criteria; their ids are the rubric's
  size_t waves;
  struct json_t *score; ///< what was published as lur_score_json; NULL when it is to be written
};

/// Which measures a rubric reads, with those that tell what became of the attempt.
void lur_line_reads(const struct lur_rubric *rubric, bool reads[LUR_MEASURE_COUNT]);
/// Whether it counts some things anew from the events.
bool lur_line_needs_events(const struct lur_rubric *rubric);

/// What a scorecard came to, without the words: an object to json_decref; NULL: no memory.
struct json_t *lur_score_json(const struct lur_scorecard *card);

/// The line, ended by a newline; `line->score` is not looked at. *out is a string to free(). LUR_NO_MEM.
LUR_NODISCARD lur_status lur_line_print(const struct lur_line *line, const struct lur_scorecard *card,
                                        char **out);
/// Reads a line. find: the rubric of that digest, or NULL. *rubric: the one it was scored by, NULL where
/// there is none. LUR_BAD_INPUT: it is no such line; diag->text (may be NULL) says so, its place is left to
/// the caller. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_line_read(const char *text, size_t size,
                                       const struct lur_rubric *(*find)(const char *sha256, void *ctx),
                                       void *ctx, struct lur_line *out, const struct lur_rubric **rubric,
                                       struct lur_diag *diag);
/// Scores it anew. As lur_score_input.
LUR_NODISCARD lur_status lur_line_score(const struct lur_line *line, const struct lur_rubric *rubric,
                                        struct lur_scorecard **card, struct lur_diag *diag);
/// Takes out of answers what people wrote: comments, reasons and free texts become "(left out)". assessor:
/// who it was, as it is published. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_line_hide_words(struct lur_answers *answers, const struct lur_rubric *rubric);
void lur_line_clear(struct lur_line *line);

#endif
