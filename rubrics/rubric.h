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
#define LUR_POINTS_TOTAL_LIMIT 100000.0 ///< most points of a whole rubric, and largest `out_of`
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

/// One of the answers an assessor can choose, or a labelled step of a scale.
struct lur_answer {
  char *id;                       ///< of a step: its number
  struct lur_texts title;         ///< may be empty: then show the id
  struct lur_texts help, example; ///< what it means, and how it sounds; may be empty
  bool has_points;                ///< the file gives its points; a step without takes those of the curve
  double points;                  ///< 0 where the criterion is only noted
  lur_gravity gravity;            ///< choosing it is a critical or fatal fault
  lur_fault_kind kind;            ///< where gravity is not NONE
  bool needs_comment;             ///< who chooses it must say why
};

typedef enum {
  LUR_CRITERION_MEASURE, ///< reads one measure
  LUR_CRITERION_VALUE,   ///< a formula over measures
  LUR_CRITERION_CHOICE,  ///< asked: one of the answers
  LUR_CRITERION_SCALE,   ///< asked: a whole number from..to
  LUR_CRITERION_NUMBER,  ///< asked: any number from..to
  LUR_CRITERION_TEXT,    ///< asked: a free text; noted, never scored
  LUR_CRITERION_SEVERAL, ///< asked: any of the answers; the reply is their ids with "+" between, "-" for none
  LUR_CRITERION_DATE     ///< asked: a date, a time or both; noted, never scored
} lur_criterion_kind;
const char *lur_criterion_kind_name(
    lur_criterion_kind kind); ///< "measure", "value", "choice", "scale", "number", "text", "several", "date"
/// An assessor answers it (every kind but MEASURE and VALUE).
bool lur_criterion_asked(lur_criterion_kind kind);

/// How the file asks: a short way of writing a choice or a scale that everybody knows.
typedef enum {
  LUR_FORM_PLAIN,
  LUR_FORM_YES_NO, ///< CHOICE of "yes" and "no"
  LUR_FORM_NPS,    ///< SCALE 0..10: would you recommend us
  LUR_FORM_CSAT,   ///< SCALE 1..5: how satisfied are you
  LUR_FORM_CES     ///< SCALE 1..7: how easy was it
} lur_form_kind;
/// How the points of several answers become one number.
typedef enum { LUR_COMBINE_SUM, LUR_COMBINE_BEST, LUR_COMBINE_WORST } lur_combine;
const char *lur_combine_name(lur_combine combine); ///< "sum", "best", "worst"
/// What a DATE asks for.
typedef enum { LUR_MOMENT_DAY, LUR_MOMENT_TIME, LUR_MOMENT_BOTH } lur_moment;
/// What becomes of a criterion's result.
typedef enum {
  LUR_COUNTS_SCORED,  ///< points that count
  LUR_COUNTS_NOTED,   ///< shown, without points
  LUR_COUNTS_EXCLUDED ///< points that are shown and can be read by formulas, but count nowhere
} lur_counts;
const char *lur_counts_name(lur_counts counts); ///< "scored", "noted", "excluded"

/// Points by the place among the participants of a wave: the best mean gives `best`, the worst `worst`.
struct lur_wave_scale {
  bool given;
  bool low_is_better;
  double best, worst;
};

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
  size_t section;    ///< index into the rubric's sections
  double weight;     ///< >= 0, default 1; 0: shown, never part of a score. In a rubric of points: the most it
                     ///< can give
  lur_counts counts; ///< SCORED where the file does not say; else weight is 0
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
  struct lur_wave_scale scale; ///< MEASURE, VALUE: in place of points
  struct lur_texts ask;        ///< the question, for asked kinds
  lur_form_kind form;          ///< CHOICE, SCALE
  lur_combine combine;         ///< SEVERAL
  lur_moment moment;           ///< DATE
  struct lur_answer *answer;   ///< CHOICE, SEVERAL; SCALE: its labelled steps, rising
  size_t answers;
  double from, to;             ///< SCALE, NUMBER: lowest and highest answer
  struct lur_formula ask_when; ///< asked kinds: asked only where this holds; else it does not apply
  struct lur_formula not_applicable_when;
  struct lur_texts not_applicable_because; ///< the rule's reason in words; may be empty
  bool na_refused;                         ///< an assessor may not set it aside (`na_allowed: false`)
  bool has_comment_below;                  ///< points below comment_below need a comment
  double comment_below;
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
  double points; ///< a rubric of points: the most its criteria can give together; else 0
  struct lur_texts note, source;
  size_t first, criteria; ///< its criteria: a range of the rubric's
};

struct lur_rule {
  struct lur_formula when;
  bool caps;                ///< true: the total is at most `score`; false: the total is `score`
  double score;             ///< 0..100; unused where there is `limit`
  struct lur_formula limit; ///< caps: the cap as a formula, such as sections.competence
  struct lur_texts because;
};

/// Which contacts a total counts.
typedef enum {
  LUR_CONTACTS_ALL,     ///< those that nobody answered, too
  LUR_CONTACTS_ANSWERED ///< only those that somebody answered
} lur_contacts;
const char *lur_contacts_name(lur_contacts contacts); ///< "all", "answered"

/// A further total beside the main one.
struct lur_total {
  char *id;
  struct lur_texts title;
  lur_contacts contacts;
  size_t *section; ///< indices of the sections it is made of; none: it is the main total
  size_t sections;
};

/// How the rubric defines what can be defined in several ways. docs/rubrics.md.
struct lur_definitions {
  bool given;
  struct lur_texts name;      ///< whose definitions they are; may be empty
  double dead_air_s;          ///< shortest silence that is dead air; 0: the analysis's own (4 s)
  double interruption_s;      ///< shortest overlap that makes an interruption; 0: the analysis's own
  bool ratio_of_conversation; ///< talk ratios are of the conversation instead of all talk
  bool wait_from_queue;       ///< answer.wait_s counts from the start of the queue
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
  double points; ///< a rubric of points: how many there are in all; 0: it has weights
  double out_of; ///< what the total is told of besides 100, such as 20 or 500; 100 where not given, `points`
                 ///< in a rubric of points
  struct lur_definitions definitions;
  struct lur_attempts attempts;
  struct lur_total *total;
  size_t totals;
  struct lur_rule *rule;
  size_t rules;
  double coverage_minimum; ///< 0..1, default LUR_COVERAGE_DEFAULT
  struct lur_band *band;   ///< from the best to the lowest
  size_t bands;
};

/// Reads and checks a rubric. `name` is the file's name for messages. LUR_BAD_INPUT: not a valid rubric;
/// `faults` (cleared first, never NULL) holds every fault found, at most LUR_FAULTS_LIMIT, each with its
/// place and its mend; nothing is guessed or skipped. LUR_UNSUPPORTED: a later version of the format, one
/// fault says so. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_rubric_parse(const char *text, size_t len, const char *name,
                                          struct lur_rubric **out, struct lur_diags *faults);
/// The same from a file. LUR_NOT_FOUND, LUR_IO: it cannot be read, one fault says why.
LUR_NODISCARD lur_status lur_rubric_load(const char *path, struct lur_rubric **out, struct lur_diags *faults);
void lur_rubric_free(struct lur_rubric *rubric); ///< NULL is fine

/// Writes the rubric as YAML that parses to the same records. *out is a string to free(). LUR_NO_MEM.
LUR_NODISCARD lur_status lur_rubric_print(const struct lur_rubric *rubric, char **out);

/// The criterion of that id, or NULL.
const struct lur_criterion *lur_rubric_find(const struct lur_rubric *rubric, const char *id);
/// The answer of that id, or NULL.
const struct lur_answer *lur_criterion_answer(const struct lur_criterion *criterion, const char *id);
/// The answers that a reply such as "a+c" names, in the order of the rubric: chosen[i] tells of answer i
/// (room for criterion->answers). False where the text is no list of ids; all false for "-".
bool lur_criterion_chosen(const struct lur_criterion *criterion, const char *text, bool *chosen);
/// Whether it reads a measure that is a text: noted, never scored.
bool lur_criterion_reads_text(const struct lur_criterion *criterion);
/// Points of a number on a SCALE or NUMBER.
double lur_criterion_points(const struct lur_criterion *criterion, double number);
/// The most and the least points it can give; both 0 where it gives none.
void lur_criterion_bounds(const struct lur_criterion *criterion, double *least, double *most);
/// Its title in that language (see lur_texts_pick), else its id.
const char *lur_answer_title(const struct lur_answer *answer, const char *lang);
const char *lur_band_title(const struct lur_band *band, const char *lang); ///< the same for a band
/// The unit of the value a criterion reads: the measure's or its own; "" where there is none.
const char *lur_criterion_unit(const struct lur_criterion *criterion);

#endif
