/// \file
/// Formulas: expressions over measures and criteria, such as "answer.answered and answer.wait_s < 60". Their
/// text is scanned before it ever runs (only names, numbers, texts and operators may stand in it), and it
/// runs in a Lua state of its own that has nothing but `math`, with limits on time and memory.
#ifndef LUR_RUBRICS_FORMULA_H
#define LUR_RUBRICS_FORMULA_H

#include "rubrics/scorecard.h"

enum { LUR_FORMULA_LENGTH_LIMIT = 2000 };

typedef enum {
  LUR_READS_MEASURE,
  LUR_READS_POINTS, ///< criteria.ID: the points of a criterion
  LUR_READS_ANSWER, ///< answers.ID: what was answered
  LUR_READS_SECTION ///< sections.ID: the score of a section; only rules can
} lur_formula_reads;
/// A name that a formula reads.
struct lur_formula_read {
  lur_formula_reads what;
  lur_measure measure; ///< LUR_MEASURE_COUNT: it is none
  char criterion[65];  ///< id of the criterion or section; "" for a measure
  size_t offset;       ///< of the name in the text, bytes
};
/// Called for each name in order; returning false ends the scan with LUR_OK.
typedef bool lur_formula_visit(void *ctx, const struct lur_formula_read *read);
/// Walks a formula's text. LUR_BAD_INPUT: something stands in it that is no part of a formula, or an unknown
/// measure: *offset is where (bytes), diag->text says what; its place is left to the caller. `visit` may be
/// NULL.
LUR_NODISCARD lur_status lur_formula_scan(const char *text, lur_formula_visit *visit, void *ctx,
                                          size_t *offset, struct lur_diag *diag);

/// What a formula can read.
struct lur_scope {
  const struct lur_measures *measures;
  const struct lur_rubric *rubric;   ///< its criteria; NULL: there are none
  const double *points;              ///< of each criterion of the rubric; NAN: it has none
  const struct lur_answers *answers; ///< what answers.ID reads; NULL: nobody answered
  const struct lur_mark
      *mark;             ///< of each criterion judged so far: what does not apply has no answer; may be NULL
  const double *section; ///< score of each section, NAN: none; NULL where they cannot be read yet
};
/// What came of a formula.
struct lur_outcome {
  bool known;                 ///< number holds the result
  bool is_condition;          ///< it is true (1) or false (0)
  double number;              ///< finite
  struct lur_missing missing; ///< where not known
  char error[160];            ///< Lua's own words where the formula failed; "" when a measure was missing
};

typedef struct lur_sandbox lur_sandbox;
/// LUR_NO_MEM.
LUR_NODISCARD lur_status lur_sandbox_new(lur_sandbox **out);
void lur_sandbox_free(lur_sandbox *box); ///< NULL is fine
/// Whether it compiles. LUR_BAD_INPUT: diag->text says why not; its place is left to the caller. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_sandbox_compile(lur_sandbox *box, const char *text, struct lur_diag *diag);
/// Runs a formula. What it cannot compute is in *out, not in the status. Nothing stays behind in the box but
/// the compiled formula, which has no memory of its own: the next run of the same text begins as the first
/// did. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_sandbox_run(lur_sandbox *box, const char *text, const struct lur_scope *scope,
                                         struct lur_outcome *out);
/// The most memory its formulas have held, with the state they run in, bytes.
size_t lur_sandbox_peak(const lur_sandbox *box);

#endif
