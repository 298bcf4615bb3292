/// \file
/// Awards: who is best at each part of the rubric, by the rules of the league.
#ifndef LUR_CLI_RANK_AWARDS_H
#define LUR_CLI_RANK_AWARDS_H

#include "cli/table.h"
#include "report/ranking.h"

/// A row for each league of the ranking: what it is for, who wins or why nobody does. Clear the table.
struct lur_table lur_rank_awards(const struct lur_ranking *ranking, const char *language);

#endif
