/// \file
/// A wave's plan: who is called, by whom, with which scenarios, how often, when, and by which rules it is
/// ranked. Plain records, read from a wave file (docs/waves.md) and tables beside it.
#ifndef LUR_WAVES_PLAN_H
#define LUR_WAVES_PLAN_H

#include "base/diag.h"
#include "waves/calendar.h"

/// Who is called. Texts are "" where not said.
struct lur_plan_target {
  char *name;                ///< short name, without blanks
  char *title;               ///< for people
  char *class_name;          ///< those of one class are ranked against each other
  char *number;              ///< as it is dialled
  char *language;            ///< "sv": what is spoken there
  struct lur_openings hours; ///< opening hours
  int quota;                 ///< contacts; -1: the plan's
  char *note;                ///< for callers
};

/// A list of short words. Clear with lur_plan_words_clear.
struct lur_plan_words {
  char **at;
  size_t n, room;
};
bool lur_plan_words_hold(const struct lur_plan_words *words,
                         const char *word); ///< capital A to Z are the same as small
/// All of them with blanks between, to free(); NULL: no memory.
char *lur_plan_words_joined(const struct lur_plan_words *words);
void lur_plan_words_clear(struct lur_plan_words *words);

/// Who calls.
struct lur_plan_caller {
  char *name; ///< as `--assessor` names the caller
  struct lur_plan_words languages;
  struct lur_plan_words not_to; ///< participants that the caller is a customer of
  struct lur_openings hours;    ///< when the caller works
  struct lur_days absent;
  int calls_a_day; ///< at most; -1: the plan's
  int calls;       ///< at most, in all; -1: no limit
};

/// What a call is about.
struct lur_plan_scenario {
  char *id, *title;
  char *briefing;                ///< for the caller: who to be, what to ask
  char *answer;                  ///< the answer key: what a right answer holds
  char *language;                ///< only for participants of that language
  struct lur_plan_words classes; ///< only for participants of these classes; none: of all
  int share;                     ///< how often, beside the others; 1 where not said
};

struct lur_plan_final {
  bool given;
  int places; ///< the best so many of each class
  int quota;
  int32_t from, until; ///< both included
};
struct lur_plan_ranking {
  int minimum_calls;          ///< 0: none asked
  double minimum_score;       ///< 0..100; 0: none asked
  struct lur_plan_words ties; ///< answered, wait, section.ID, competence.ID, further.ID
  int64_t seed;               ///< 0 .. 999999999999999
  int draws;                  ///< 0: not said
};
struct lur_plan {
  char *id, *title;
  char *rubric;        ///< "" where not said
  int32_t from, until; ///< both included
  struct lur_openings windows;
  struct lur_days excluded;
  int quota;          ///< contacts for each participant
  int calls_a_day;    ///< of a caller at most; 0: no limit
  int calls_an_hour;  ///< of a caller at most, 1..60
  bool twice_running; ///< a caller may call the same participant twice running
  bool attempts_given;
  double max_wait_s;
  int attempts; ///< 1 where not given
  struct lur_plan_final final;
  struct lur_plan_ranking ranking;
  int64_t seed; ///< of the schedule, 0 .. 999999999999999; -1: not said
  struct lur_plan_target *target;
  size_t targets, targets_room;
  struct lur_plan_caller *caller;
  size_t callers, callers_room;
  struct lur_plan_scenario *scenario;
  size_t scenarios, scenarios_room;
};
void lur_plan_free(struct lur_plan *plan); ///< NULL is fine

enum { LUR_PLAN_ROWS_LIMIT = 2000 }; ///< of each table
#define LUR_SEED_LIMIT 999999999999999

/// Gives the text of a table that a wave file names. *text is to free(); errors set diag.
typedef lur_status lur_plan_fetch(void *ctx, const char *name, char **text, size_t *len,
                                  struct lur_diag *diag);

/// Reads and checks a wave file, and the tables it names by `fetch` (NULL: tables cannot be had). `name` is
/// the file's name for messages. LUR_BAD_INPUT: `faults` (cleared first, never NULL) holds what is wrong,
/// each with its place and its mend; nothing is guessed. LUR_UNSUPPORTED: a later version of the format.
LUR_NODISCARD lur_status lur_plan_parse(const char *text, size_t len, const char *name, lur_plan_fetch *fetch,
                                        void *ctx, struct lur_plan **out, struct lur_diags *faults);
/// Writes the plan with all of its tables as one wave file (which is JSON, too) that reads back as the same
/// plan. *out is a string to free(). LUR_NO_MEM.
LUR_NODISCARD lur_status lur_plan_print(const struct lur_plan *plan, char **out);

/// A title as the plan says it; NULL where it says none and the short name stands in its place, which is no
/// reason to replace a title that is known.
const char *lur_plan_title_said(const char *title, const char *name);

const struct lur_plan_target *lur_plan_find_target(const struct lur_plan *plan,
                                                   const char *name); ///< or NULL
const struct lur_plan_caller *lur_plan_find_caller(const struct lur_plan *plan,
                                                   const char *name); ///< or NULL
const struct lur_plan_scenario *lur_plan_find_scenario(const struct lur_plan *plan,
                                                       const char *name); ///< or NULL

/// Whether that caller may ever call that participant: not its customer, and speaking its language.
bool lur_plan_may_call(const struct lur_plan_caller *caller, const struct lur_plan_target *target);
/// Whether the scenario is for that participant.
bool lur_plan_fits(const struct lur_plan_scenario *scenario, const struct lur_plan_target *target);

#endif
