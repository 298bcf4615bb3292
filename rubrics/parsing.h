/// \file
/// What the parts of the rubric parser share: the keys of a criterion, and the small things every part reads.
#ifndef LUR_RUBRICS_PARSING_H
#define LUR_RUBRICS_PARSING_H

#include "rubrics/reading.h"

/// Keys of a criterion, in the order of lur_criterion_keys.
enum {
  LUR_C_ID,
  LUR_C_TITLE,
  LUR_C_WEIGHT,
  LUR_C_WEIGHT_FROM,
  LUR_C_COMPETENCE,
  LUR_C_COUNTS,
  LUR_C_HELP,
  LUR_C_NOTE,
  LUR_C_SOURCE,
  LUR_C_MEASURE,
  LUR_C_VALUE,
  LUR_C_UNIT,
  LUR_C_ASK,
  LUR_C_ANSWERS,
  LUR_C_SEVERAL,
  LUR_C_YES_NO,
  LUR_C_SCALE,
  LUR_C_NPS,
  LUR_C_CSAT,
  LUR_C_CES,
  LUR_C_STEPS,
  LUR_C_NUMBER,
  LUR_C_TEXT,
  LUR_C_DATE,
  LUR_C_POINTS,
  LUR_C_ASK_WHEN,
  LUR_C_NOT_APPLICABLE_WHEN,
  LUR_C_NOT_APPLICABLE_BECAUSE,
  LUR_C_NA_ALLOWED,
  LUR_C_COMMENT_BELOW,
  LUR_C_EVIDENCE,
  LUR_C_CRITICAL,
  LUR_C_FATAL,
  LUR_C_KEYS
};
extern const struct lur_key lur_criterion_keys[LUR_C_KEYS]; ///< their names

extern const char lur_curve_example[]; ///< a curve, shown where one is missing

/// Zeroed room for the n items of a list; NULL when memory is out, which `r` is told.
void *lur_parse_room(struct lur_reading *r, size_t n, size_t size);
/// Says that an id is used twice.
void lur_parse_double_id(struct lur_reading *r, const struct lur_node *item, const char *id);
/// Says of each of those n keys that is there that it does not go with `with`.
void lur_parse_refuse(struct lur_reading *r, const struct lur_node *const *of, const int *which, size_t n,
                      const char *with);
/// Reads a curve; a NULL node is left alone.
void lur_parse_curve(struct lur_reading *r, const struct lur_node *node, struct lur_curve *out);
/// Reads `critical` and `fatal` of an answer; NULL nodes are left alone.
void lur_parse_gravity(struct lur_reading *r, const struct lur_node *critical, const struct lur_node *fatal,
                       struct lur_answer *out);
/// Reads the kind of a grave fault; false when it is none.
bool lur_parse_fault_kind(struct lur_reading *r, const struct lur_node *node, lur_fault_kind *out);

/// Reads a weight: at most three decimals. NULL nodes are left alone, here and below.
void lur_parse_weight(struct lur_reading *r, const struct lur_node *node, double *out);
void lur_parse_weight_from(struct lur_reading *r, const struct lur_node *node, lur_weight_from *out);
void lur_parse_competence(struct lur_reading *r, const struct lur_node *node, lur_competence *out);
/// Reads a criterion of that section into zeroed *c. Of the rubric only `points` is asked.
void lur_parse_criterion(struct lur_reading *r, const struct lur_node *node, const struct lur_rubric *rubric,
                         const struct lur_section *section, struct lur_criterion *c);

/// Reads what makes a criterion a question: its kind with answers, steps and points. `of` are the values of
/// the keys above; c->counts is read already.
void lur_parse_asked(struct lur_reading *r, const struct lur_node *node, const struct lur_node *const *of,
                     struct lur_criterion *c);
/// Reads a list of answers, or of labelled steps, into c->answer.
void lur_parse_answers(struct lur_reading *r, const struct lur_node *node, struct lur_criterion *c);
void lur_parse_steps(struct lur_reading *r, const struct lur_node *node, struct lur_criterion *c);
/// Gives a question of a known form its answers or steps, in the languages lur speaks, where it has none.
void lur_parse_form(struct lur_reading *r, const struct lur_node *node, struct lur_criterion *c);

/// Reads the rubric's definitions and further totals; the sections are read already. NULL nodes are left
/// alone.
void lur_parse_definitions(struct lur_reading *r, const struct lur_node *node, struct lur_definitions *out);
void lur_parse_totals(struct lur_reading *r, const struct lur_node *node, struct lur_rubric *rubric);
/// Reads a rule. A NULL node is not allowed.
void lur_parse_rule(struct lur_reading *r, const struct lur_node *node, struct lur_rule *rule);

#endif
