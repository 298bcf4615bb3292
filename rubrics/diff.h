/// \file
/// Two versions of a rubric side by side: what was added, removed and changed, as the file names it.
#ifndef LUR_RUBRICS_DIFF_H
#define LUR_RUBRICS_DIFF_H

#include "rubrics/rubric.h"

typedef enum { LUR_DIFF_ADDED, LUR_DIFF_REMOVED, LUR_DIFF_CHANGED } lur_diff_kind;
const char *lur_diff_kind_name(lur_diff_kind kind); ///< "added", "removed", "changed": the names of JSON

/// What a difference is about.
typedef enum {
  LUR_PART_RUBRIC,
  LUR_PART_SECTION,
  LUR_PART_CRITERION,
  LUR_PART_ANSWER, ///< or a step of a scale
  LUR_PART_RULE,
  LUR_PART_TOTAL,
  LUR_PART_BAND
} lur_rubric_part;
const char *lur_rubric_part_name(lur_rubric_part part);  ///< "rubric", "section" ...: the names of JSON
const char *lur_rubric_part_title(lur_rubric_part part); ///< English; translate with _()

struct lur_difference {
  lur_diff_kind kind;
  lur_rubric_part part;
  char *id;    ///< of the part, "greeting"; of an answer "greeting/partly"; of a rule its condition; "" of
               ///< the rubric. Owned
  char *title; ///< of the part, in the language asked for; may be "". Owned
  const char *key; ///< what changed, as the file calls it: "weight", "points"; "share" is a criterion's
                   ///< part of the whole, in per cent; "order" that of the ids within it. Static; "" where
                   ///< the whole part came or went
  char lang[16];   ///< of a text in a language: which; else ""
  char *before, *after; ///< as the file would say it; "" where there was or is none. Owned
};
/// Zero-initialise; clear with lur_differences_clear.
struct lur_differences {
  struct lur_difference *at; ///< the rubric's own first, then in the order of the newer file
  size_t n, room;
};

/// What makes b another rubric than a. Nothing where they say the same, whatever their files look like. *out
/// is to be cleared whatever the result. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_rubric_diff(const struct lur_rubric *a, const struct lur_rubric *b,
                                         const char *lang, struct lur_differences *out);
void lur_differences_clear(struct lur_differences *differences);

/// A criterion's part of the whole, 0..1: its weight in its section by its section's weight; 0 where it has
/// none.
double lur_criterion_share(const struct lur_rubric *rubric, const struct lur_criterion *criterion);

#endif
