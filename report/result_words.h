/// \file
/// A result in sentences, the same on the page and on paper. Careful with few calls.
#ifndef LUR_REPORT_RESULT_WORDS_H
#define LUR_REPORT_RESULT_WORDS_H

#include "report/result.h"

enum { LUR_RESULT_TEXT = 1024 }; ///< room for every text made here
enum { LUR_RESULT_SENTENCES = 8 };
enum { LUR_RESULT_FEWEST_QUARTERS = 4 }; ///< of fewer participants no middle half is shown
enum { LUR_RESULT_FEW_IN_AN_HOUR = 5 };  ///< fewer calls of an hour are drawn pale

/// The text, cut between two characters where it has more than so many bytes. Returns out.
const char *lur_result_short_text(const char *text, size_t bytes, char out[LUR_RESULT_TEXT]);
/// "Place 3 of 9", "Place 3 of 9, shared", "No place". Returns out.
const char *lur_result_place_text(const struct lur_result *r, char out[LUR_RESULT_TEXT]);
/// What the place means and how sure it is, a sentence each. Returns how many there are.
size_t lur_result_standing_text(const struct lur_result *r, const char *language,
                                char out[LUR_RESULT_SENTENCES][LUR_RESULT_TEXT]);
/// How far it is to the best of the class and to its mean. Returns out; "" where nothing counts.
const char *lur_result_distance_text(const struct lur_result *r, const char *language,
                                     char out[LUR_RESULT_TEXT]);
/// "22 of 25 calls were answered, 88 %. ..."
const char *lur_result_answered_text(const struct lur_result *r, const char *language,
                                     char out[LUR_RESULT_TEXT]);
/// How it was in the earlier wave, and whether the difference can be luck. "" where there is none.
const char *lur_result_past_text(const struct lur_result *r, const char *language, char out[LUR_RESULT_TEXT]);
/// "in 15 of 25 calls"
const char *lur_result_often_text(const struct lur_result *r, const struct lur_result_cost *cost,
                                  char out[LUR_RESULT_TEXT]);
/// "“Missing” in 9 calls · “Partly” in 6 calls"; of a figure what it typically was; "".
const char *lur_result_reasons_text(const struct lur_result_cost *cost, const char *language,
                                    char out[LUR_RESULT_TEXT]);
/// What the best at it loses: "loses 4.2 points, the best 0.8; in 15 of 25 calls"
const char *lur_result_move_text(const struct lur_result *r, const struct lur_result_cost *cost,
                                 const char *language, char out[LUR_RESULT_TEXT]);
/// "c12 · 2026-05-01 09:30"
const char *lur_result_moment_text(const struct lur_result_moment *moment, char out[LUR_RESULT_TEXT]);
/// An agent who is known by a number, "agent 3"; by a name: the name; "" where nobody is known. Returns out.
const char *lur_result_agent_text(const char *agent, char out[LUR_RESULT_TEXT]);
/// What cost a call most, "cost most: Greeting, 8.3 points"; of one to praise how little, "1.3 points lost".
const char *lur_result_call_text(const struct lur_result_call *call, bool praise, const char *language,
                                 char out[LUR_RESULT_TEXT]);
/// The wave where it is to be titled, its days, its rubric: "Spring 2026 · 2026-05-01 – 2026-05-29 · Customer
/// service 2026.1"
const char *lur_result_wave_text(const struct lur_result_wave *w, bool titled, char out[LUR_RESULT_TEXT]);
/// "Class Banks", "Class Banks, final"; "" of the only league of a wave's own round.
const char *lur_result_league_text(const struct lur_league *league, char out[LUR_RESULT_TEXT]);
/// How competitors are shown; "" where there are none.
const char *lur_result_names_text(const struct lur_result *r);
/// How it was worked out, so that somebody can do it again.
const char *lur_result_method_text(const struct lur_result *r, const char *language,
                                   char out[LUR_RESULT_TEXT]);
/// A number with one decimal; "–" for NAN. Returns out.
const char *lur_result_number(double number, const char *language, char out[LUR_RESULT_TEXT]);

/// Of several figures between 0 and 100 the part of the scale that shows them all, in steps that are easy to
/// read.
struct lur_result_scale {
  double from, to, step;
};
struct lur_result_scale lur_result_scale_of(double low, double high);
/// For the league of a class, and for the sections.
struct lur_result_scale lur_result_league_scale(const struct lur_league *league);
struct lur_result_scale lur_result_section_scale(const struct lur_result *r);
/// 0..1 along the scale, kept within it.
double lur_result_along(const struct lur_result_scale *scale, double value);
/// The longest wait that the picture of hours shows, seconds, above 0.
double lur_result_longest_wait(const struct lur_result *r);

#endif
