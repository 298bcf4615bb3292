/// \file
/// Many scorecards in the terminal, best to worst, a bar for each section.
#ifndef LUR_CLI_CARDS_H
#define LUR_CLI_CARDS_H

#include "cli/command.h"
#include "rubrics/scorecard.h"

struct lur_card_line {
  const char *name;
  const struct lur_scorecard *card;
};
/// Sorts them and prints them under the name of their rubric; nothing where there are none.
lur_exit lur_cards_print(struct lur_card_line *line, size_t n, const char *language);

#endif
