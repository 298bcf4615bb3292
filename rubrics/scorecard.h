/// \file
/// A call scored by a rubric: every criterion with its points, what they were read from and where to hear it.
#ifndef LUR_RUBRICS_SCORECARD_H
#define LUR_RUBRICS_SCORECARD_H

#include <stdint.h>

#include "rubrics/answers.h"

typedef enum {
  LUR_MARK_SCORED,         ///< has points
  LUR_MARK_NOTED,          ///< read or answered, but the rubric gives no points for it
  LUR_MARK_NOT_APPLICABLE, ///< the rubric's own not_applicable_when holds; its weight is taken out
  LUR_MARK_SET_ASIDE,      ///< the assessor says that it does not apply, with a reason; counts as not covered
  LUR_MARK_NOT_MEASURED,   ///< reads a measure that could not be taken; counts as not covered
  LUR_MARK_UNANSWERED,     ///< nobody answered; counts as not covered
  LUR_MARK_STATES
} lur_mark_state;
/// "scored", "noted", "not_applicable", "not_applicable_by_assessor", "not_measured", "unanswered": the names
/// of JSON.
const char *lur_mark_state_name(lur_mark_state state);
const char *lur_mark_state_title(lur_mark_state state); ///< in plain words, English; translate with _()

typedef enum { LUR_BY_NOBODY, LUR_BY_MACHINE, LUR_BY_ASSESSOR } lur_by;
const char *lur_by_name(lur_by by); ///< "nobody", "machine", "assessor"

/// Why a formula or measure gave no result: the first thing it read that was not there.
struct lur_missing {
  lur_measure measure;                   ///< the measure not taken; LUR_MEASURE_COUNT: it was not a measure
  const struct lur_criterion *criterion; ///< a criterion without points that was read; NULL: it was not a
                                         ///< criterion. Borrowed Borrowed (rubric)
  const char *why; ///< English, static; translate with _(): the measure's reason, or what went wrong; NULL:
                   ///< nothing missing
};

/// What became of one criterion.
struct lur_mark {
  const struct lur_criterion *criterion; ///< borrowed from the rubric
  lur_mark_state state;
  double points;   ///< SCORED: as the rubric gives them, may be negative; else NAN
  double possible; ///< SCORED: what the best answer would have added to the total (of 100, or of the rubric's
                   ///< points); all that count sum to the card's `possible`; else 0
  double won;      ///< SCORED: what it adds to the total, before rules: possible * points / 100; else 0
  bool not_asked;  ///< NOT_APPLICABLE: its ask_when does not hold
  lur_by by; ///< who gave the value or answer; the assessor, too, where a measure was overruled or set aside
  bool has_value;           ///< `value` holds what was read or answered as a number, yes/no or text
  lur_measure_type type;    ///< of value
  struct lur_value value;   ///< in lur_criterion_unit(criterion); of the assessor where overruled
  bool overruled;           ///< the assessor's value stands in place of the machine's
  struct lur_value machine; ///< what was measured, for MEASURE and VALUE; also where overruled or set aside
  const struct lur_answer *answer;   ///< the answer chosen, for CHOICE; the step, for a SCALE with a label
                                     ///< there; else NULL. Borrowed from the rubric
  const struct lur_wave_value *wave; ///< with `scale: {over: wave}`: the wave's means; else NULL. Borrowed
  char
      *text; ///< TEXT, DATE: what was written; SEVERAL: the ids, "a+c"; SET_ASIDE: the reason; else "". Owned
  char *comment;              ///< the assessor's comment; "" when none. Owned
  struct lur_missing missing; ///< NOT_MEASURED
  lur_gravity gravity;        ///< a grave fault was found: the gravest, the first of equals
  lur_fault_kind kind;        ///< its kind, where gravity is not NONE
  size_t critical[LUR_FAULT_KINDS], fatal[LUR_FAULT_KINDS]; ///< all of them: of several answers each that was
                                                            ///< chosen and is one
  struct lur_spans evidence;                                ///< what to play, in order of start; may be empty
};

struct lur_section_mark {
  const struct lur_section *section; ///< borrowed from the rubric
  bool scored;                       ///< at least one of its criteria has points and weight
  double score;         ///< weighted mean of its criteria's points; NAN where not scored. Not clamped
  double coverage;      ///< 0..1: weight with points / weight applicable; NAN where nothing is applicable
  double won, possible; ///< sums over its marks
};

/// What became of a rule.
struct lur_rule_mark {
  const struct lur_rule *rule; ///< borrowed from the rubric
  bool fired;
  bool decided;               ///< it is this rule that made the total what it is
  double score;               ///< fired: the cap or the total it sets, 0..100
  struct lur_missing missing; ///< .why is set where the rule could not be judged
};

/// A further total of the rubric.
struct lur_total_mark {
  const struct lur_total *total; ///< borrowed from the rubric
  bool has;                      ///< false: this call does not count for it
  int64_t millionths;            ///< 0..100000000
  double value;                  ///< 0..100; NAN where there is none
};
/// What the criteria of one competence came to.
struct lur_competence_mark {
  bool scored;
  double score; ///< 0..100 and unclamped as of a section; NAN where not scored
  double won, possible;
};

typedef enum {
  LUR_TOTAL_NONE,     ///< nothing could be scored
  LUR_TOTAL_SECTIONS, ///< the weighted mean of the sections
  LUR_TOTAL_CAP,      ///< the same, lowered to a fired cap
  LUR_TOTAL_RULE,     ///< set by a fired score rule
  LUR_TOTAL_FATAL     ///< 0, by a fatal fault
} lur_total_from;
const char *lur_total_from_name(lur_total_from from); ///< "none", "sections", "cap", "rule", "fatal"

struct lur_scorecard {
  const struct lur_rubric *rubric;  ///< borrowed: must outlive the scorecard
  char *assessor;                   ///< "" when nobody answered
  struct lur_section_mark *section; ///< one for each of the rubric's, same order
  size_t sections;
  struct lur_mark
      *mark; ///< one for each of the rubric's criteria, same order: section s has [first, first + criteria)
  size_t marks;
  struct lur_rule_mark *rule; ///< one for each of the rubric's rules, same order
  size_t rules;
  lur_total_from total_from;
  bool has_total;
  int64_t total_millionths; ///< 0..100000000: what ranks are decided by
  double total;             ///< 0..100: total_millionths / 1e6; NAN where there is none
  double raw_total;         ///< before caps, rules and clamping; NAN where no section is scored
  double coverage;          ///< 0..1; NAN where nothing is applicable
  double won, possible; ///< points won and possible, of 100 or of the rubric's points, before rules; 0 where
                        ///< nothing is scored
  double out_of;        ///< the rubric's
  double of_that;       ///< the total as part of out_of: 435 of 500; NAN where there is none
  bool unanswered;      ///< nobody answered the contact: it counts only for totals over all contacts
  struct lur_total_mark *further; ///< one for each of the rubric's totals, same order
  size_t furthers;
  struct lur_competence_mark competence[LUR_COMPETENCES]; ///< [NONE]: the criteria without one
  bool complete;                    ///< covered enough, or decided by a rule or a fatal fault
  const struct lur_band *band;      ///< NULL: incomplete, or below all bands. Borrowed from the rubric
  size_t critical[LUR_FAULT_KINDS]; ///< critical faults found, fatal ones not among them
  size_t fatal;                     ///< fatal faults found
  size_t fatal_of[LUR_FAULT_KINDS]; ///< these by kind
};

/// What a wave says of a criterion with `scale: {over: wave}`, for the participant whose call is scored.
struct lur_wave_value {
  const char *criterion; ///< its id
  double mean;           ///< of the participant's values
  double low, high;      ///< lowest and highest mean of all participants
  size_t participants;   ///< how many have a mean
};
/// What many calls can be scored with one after the other, so that formulas are compiled once. It changes no
/// result. For one thread at a time.
typedef struct lur_scorer lur_scorer;
/// LUR_NO_MEM.
LUR_NODISCARD lur_status lur_scorer_new(lur_scorer **out);
void lur_scorer_free(lur_scorer *scorer); ///< NULL is fine

/// All a score is made of.
struct lur_score_input {
  const struct lur_rubric *rubric;
  const struct lur_measures *measures;
  const struct lur_events *events;   ///< those the measures were taken from; NULL: no evidence
  const struct lur_answers *answers; ///< NULL: nobody answered yet
  const struct lur_wave_value *wave; ///< see rubrics/wave.h; must outlive the scorecard
  size_t wave_values;                ///< 0: a criterion over the wave is not measured
  lur_scorer *scorer;                ///< NULL: one is made for this call alone
};
/// Scores a call, with what its wave says. As lur_score.
LUR_NODISCARD lur_status lur_score_input(const struct lur_score_input *input, struct lur_scorecard **out,
                                         struct lur_diag *diag);

/// Scores a call. A pure function of its arguments. `events` are those the measures were taken from (NULL: no
/// evidence); `answers` may be NULL (nobody answered yet). *out is yours to free. LUR_BAD_INPUT: the answers
/// do not fit the rubric, see diag (may be NULL). LUR_NO_MEM.
LUR_NODISCARD lur_status lur_score(const struct lur_rubric *rubric, const struct lur_measures *measures,
                                   const struct lur_events *events, const struct lur_answers *answers,
                                   struct lur_scorecard **out, struct lur_diag *diag);
void lur_scorecard_free(struct lur_scorecard *card); ///< NULL is fine

/// What was answered: the title of the answer or step chosen, several with "; " between, a number, the text.
/// "" where nothing was. Writes at most size bytes, always terminated; returns out.
const char *lur_mark_said(const struct lur_mark *mark, const char *lang, char *out, size_t size);
/// Why a mark has no points, in the user's language (titles from the rubric in `lang`, see lur_texts_pick),
/// one clause without a full stop; "" for SCORED. Writes at most size bytes, always terminated; returns out.
const char *lur_mark_why(const struct lur_mark *mark, const char *lang, char *out, size_t size);
/// The same for a rule that could not be judged; titles from the rubric in English.
const char *lur_missing_why(const struct lur_missing *missing, char *out, size_t size);

#endif
