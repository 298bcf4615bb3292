/// \file
/// Many scorecards in the terminal, best to worst.
#ifndef LUR_CLI_CARDS_H
#define LUR_CLI_CARDS_H

#include "cli/command.h"
#include "rubrics/scorecard.h"

/// What is shown of a scorecard among many: little, so that thousands fit. Texts are borrowed from the
/// rubric.
struct lur_card_line {
  char *name;
  const struct lur_rubric *rubric;
  bool has_total, complete;
  int64_t total_millionths;
  const struct lur_band *band;      ///< NULL: none
  struct lur_section_mark *section; ///< one for each of the rubric's
  const struct lur_rule **fired;    ///< the rules that overruled the points, or tried to
  size_t fireds;
  const struct lur_rule *decided; ///< the one that made the total what it is; NULL: none
};
/// Zero-initialise; clear with lur_cards_clear.
struct lur_cards {
  struct lur_card_line *at;
  size_t n, room;
};

/// Adds a line about a scorecard; its rubric must stay until the cards are cleared, the scorecard need not.
LUR_NODISCARD lur_status lur_cards_add(struct lur_cards *cards, const char *name,
                                       const struct lur_scorecard *card);
void lur_cards_clear(struct lur_cards *cards);

/// Sorts them and prints them under the name of their rubric, a bar for each section. Nothing where there are
/// none.
lur_exit lur_cards_print(struct lur_cards *cards, const char *language);
/// The same as a table, a line for each.
lur_exit lur_cards_list(struct lur_cards *cards, const char *language);

#endif
