/// \file
/// A rubric: what is asked or measured of a call, and how many points it gives. Plain records, made from a
/// YAML file by lur_rubric_parse. The file format: docs/rubrics.md.
#ifndef LUR_RUBRICS_RUBRIC_H
#define LUR_RUBRICS_RUBRIC_H

#include <stdbool.h>

#include "analysis/measures.h"
#include "base/diag.h"
#include "rubrics/texts.h"

#define LUR_RUBRIC_FORMAT "rubric/1" ///< what `lur:` must say in a rubric file

/// Points and the scores in rules lie within these; the total is clamped to 0..100.
#define LUR_POINTS_LIMIT 1000.0
/// Largest weight; weights have at most three decimals, so that sums of weighted points are exact in 64 bits.
#define LUR_WEIGHT_LIMIT 1000.0
#define LUR_COVERAGE_DEFAULT 0.8 ///< share of the weight that must be covered where a rubric does not say
#define LUR_CRITERIA_LIMIT 1000  ///< criteria, and sections, in one rubric

/// An expression over measures and criteria (Lua). Where it stood in the file is kept for messages.
struct lur_formula {
  char *text;       ///< owned; NULL: there is no formula
  int line, column; ///< 1-based place of its first character; 0 when it was not read from a file
  bool exact;       ///< one line in the file without escapes: character k stands at column + k
};

/// Part of the curve from a value to points.
struct lur_point {
  double value, points;
};
/// Straight lines between the points; outside, the first or last points hold. Values ascend strictly.
struct lur_curve {
  struct lur_point *at;
  size_t n; ///< 0 points: there is no curve
};
/// Points for that value; 0 for an empty curve.
double lur_curve_points(const struct lur_curve *curve, double value);

/// Whom a grave fault hurts.
typedef enum { LUR_FAULT_CUSTOMER, LUR_FAULT_BUSINESS, LUR_FAULT_COMPLIANCE, LUR_FAULT_KINDS } lur_fault_kind;
typedef enum {
  LUR_GRAVITY_NONE,
  LUR_GRAVITY_CRITICAL, ///< counted by kind
  LUR_GRAVITY_FATAL     ///< makes the total 0
} lur_gravity;
const char *lur_fault_kind_name(
    lur_fault_kind kind); ///< "customer", "business", "compliance": the names of files and JSON
const char *lur_fault_kind_title(lur_fault_kind kind); ///< English; translate with _()

/// `fatal:` or `critical:` of a measured criterion.
struct lur_limit {
  lur_gravity gravity; ///< NONE: there is no such limit
  lur_fault_kind kind;
  double below; ///< it strikes when the points are below this
};

/// One of the answers an assessor can choose.
struct lur_answer {
  char *id;
  struct lur_texts title; ///< may be empty: then show the id
  double points;
  lur_gravity gravity; ///< choosing it is a critical or fatal fault
  lur_fault_kind kind; ///< where gravity is not NONE
};

typedef enum {
  LUR_CRITERION_MEASURE, ///< reads one measure
  LUR_CRITERION_VALUE,   ///< a formula over measures
  LUR_CRITERION_CHOICE,  ///< asked: one of the answers
  LUR_CRITERION_SCALE,   ///< asked: a whole number from..to
  LUR_CRITERION_NUMBER,  ///< asked: any number from..to
  LUR_CRITERION_TEXT     ///< asked: a free text; noted, never scored
} lur_criterion_kind;
const char *
lur_criterion_kind_name(lur_criterion_kind kind); ///< "measure", "value", "choice", "scale", "number", "text"
/// An assessor answers it (every kind but MEASURE and VALUE).
bool lur_criterion_asked(lur_criterion_kind kind);

/// Which corner of the competence triangle it belongs to.
typedef enum {
  LUR_COMPETENCE_NONE,
  LUR_COMPETENCE_SUBJECT_KNOWLEDGE,
  LUR_COMPETENCE_COMMUNICATION,
  LUR_COMPETENCE_PERSONAL_SERVICE,
  LUR_COMPETENCES
} lur_competence;
const char *lur_competence_name(
    lur_competence c); ///< "subject-knowledge", "communication", "personal-service"; "" for NONE
const char *lur_competence_title(lur_competence c); ///< English; translate with _()

/// Where a weight comes from.
typedef enum {
  LUR_FROM_UNSAID,
  LUR_FROM_SOURCE, ///< published by the source the rubric names
  LUR_FROM_LUR     ///< our own choice
} lur_weight_from;
const char *lur_weight_from_name(lur_weight_from from); ///< "source", "lur"; "" for UNSAID

struct lur_criterion {
  char *id; ///< unique in the rubric; letters, digits and _: `criteria.ID` in formulas
  struct lur_texts title;
  size_t section; ///< index into the rubric's sections
  double weight;  ///< >= 0, default 1; 0: shown, never part of a score
  lur_weight_from weight_from;
  lur_competence competence; ///< its own, else its section's
  struct lur_texts help;     ///< what the assessor should look for; may be empty
  struct lur_texts note;     ///< for readers of the rubric; may be empty
  struct lur_texts source;   ///< where it comes from; may be empty
  lur_criterion_kind kind;
  lur_measure measure;      ///< MEASURE; else LUR_MEASURE_COUNT
  struct lur_formula value; ///< VALUE
  char *unit; ///< VALUE, NUMBER: unit of the number, as in the table of measures, or any text; "" none
  struct lur_curve
      points; ///< MEASURE, VALUE (empty: noted, not scored); SCALE, NUMBER (empty: 0 at `from`, 100 at `to`)
  struct lur_texts ask;      ///< the question, for asked kinds
  struct lur_answer *answer; ///< CHOICE
  size_t answers;
  double from, to; ///< SCALE, NUMBER: lowest and highest answer
  struct lur_formula not_applicable_when;
  char **evidence; ///< what to play: measure names and event names ("greeting", "interruption by agent"); may
                   ///< be empty
  size_t evidences;
  struct lur_limit critical, fatal; ///< MEASURE, VALUE
};

struct lur_section {
  char *id; ///< unique among sections
  struct lur_texts title;
  double weight; ///< as of a criterion
  lur_weight_from weight_from;
  lur_competence competence;
  struct lur_texts note, source;
  size_t first, criteria; ///< its criteria: a range of the rubric's
};

struct lur_rule {
  struct lur_formula when;
  bool caps;    ///< true: the total is at most `score`; false: the total is `score`
  double score; ///< 0..100
  struct lur_texts because;
};

struct lur_band {
  char *id;
  struct lur_texts title; ///< may be empty: then show the id
  double from;            ///< lowest total of the band
};

/// When a contact that nobody answers counts.
struct lur_attempts {
  bool given;
  double max_wait_s; ///< wait no longer than this
  int attempts;      ///< try so often
  double unanswered; ///< then the contact counts with this score
};

struct lur_rubric {
  char *id, *version;
  struct lur_texts title;
  struct lur_texts note, source, weight_source; ///< may be empty
  char sha256[65];                              ///< of the file's bytes, lower-case hex
  struct lur_section *section;
  size_t sections;
  struct lur_criterion *criterion; ///< section after section
  size_t criteria;
  size_t *order; ///< indices of the criteria such that each comes after those its formulas read; `criteria`
                 ///< of them
  struct lur_attempts attempts;
  struct lur_rule *rule;
  size_t rules;
  double coverage_minimum; ///< 0..1, default LUR_COVERAGE_DEFAULT
  struct lur_band *band;   ///< from the best to the lowest
  size_t bands;
};

/// All that is wrong with an input. Zero-initialise; clear with lur_diags_clear.
struct lur_diags {
  struct lur_diag *at; ///< in the order they were found
  size_t n, room;
};
void lur_diags_clear(struct lur_diags *diags);

/// Reads and checks a rubric. `name` is the file's name for messages. LUR_BAD_INPUT: not a valid rubric;
/// `faults` (cleared first, never NULL) holds every fault found, at most LUR_FAULTS_LIMIT, each with its
/// place and its mend; nothing is guessed or skipped. LUR_UNSUPPORTED: a later version of the format, one
/// fault says so. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_rubric_parse(const char *text, size_t len, const char *name,
                                          struct lur_rubric **out, struct lur_diags *faults);
#define LUR_FAULTS_LIMIT 20
/// The same from a file. LUR_NOT_FOUND, LUR_IO: it cannot be read, one fault says why.
LUR_NODISCARD lur_status lur_rubric_load(const char *path, struct lur_rubric **out, struct lur_diags *faults);
void lur_rubric_free(struct lur_rubric *rubric); ///< NULL is fine

/// Writes the rubric as YAML that parses to the same records. *out is a string to free(). LUR_NO_MEM.
LUR_NODISCARD lur_status lur_rubric_print(const struct lur_rubric *rubric, char **out);

/// The criterion of that id, or NULL.
const struct lur_criterion *lur_rubric_find(const struct lur_rubric *rubric, const char *id);
/// The answer of that id, or NULL.
const struct lur_answer *lur_criterion_answer(const struct lur_criterion *criterion, const char *id);
/// Its title in that language (see lur_texts_pick), else its id.
const char *lur_answer_title(const struct lur_answer *answer, const char *lang);
const char *lur_band_title(const struct lur_band *band, const char *lang); ///< the same for a band
/// The unit of the value a criterion reads: the measure's or its own; "" where there is none.
const char *lur_criterion_unit(const struct lur_criterion *criterion);

#endif
