/// \file
/// A rubric's questions, asked one by one.
#ifndef LUR_CLI_ASKING_H
#define LUR_CLI_ASKING_H

#include <stdio.h>

#include "rubrics/scorecard.h"

/// What the questions are about; all borrowed.
struct lur_asking {
  FILE *in, *out;
  const struct lur_rubric *rubric;
  const struct lur_measures *measures;
  const struct lur_events *events;
  const char *language; ///< of the rubric's texts; NULL: English
  int width;            ///< columns of the terminal; 0 means 80
  /// Called with what there is after each question, so that nothing is lost when the power or the patience
  /// ends; what it returns, unless LUR_OK, ends the questions. NULL: nothing is called.
  lur_status (*keep)(void *keeper, const struct lur_answers *answers);
  void *keeper;
  /// What had been begun to be typed for a criterion; it stands there again. NULL: nothing.
  const char *begun_criterion, *begun;
  /// Called with what is being typed, in case the line is never finished; "": it is, or is dropped. NULL: it
  /// is not kept.
  void (*begin)(void *beginner, const char *criterion, const char *line);
  void *beginner;
  /// Plays stretches of the call. Returns NULL, or why nothing was heard, translated. NULL: there is nothing
  /// to hear it by.
  const char *(*play)(void *player, const struct lur_span *at, size_t n);
  void *player;
  /// A sentence about the score there is: where no question is open, it is said and the answers may be gone
  /// through again, each change with its reason. NULL: then nothing is asked.
  const char *scored;
  char *who; ///< gets the name of who changes answers, as typed; NULL: it is known
  size_t who_size;
};

/// Asks what is asked of this call and not answered yet, in order, leaving out what does not apply by what
/// was answered before. Replies are put into *answers. The end of the input ends the questions. LUR_NO_MEM,
/// or what `keep` returned.
LUR_NODISCARD lur_status lur_ask(const struct lur_asking *asking, struct lur_answers *answers);

#endif
