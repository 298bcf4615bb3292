/// \file
/// A ranking as tables: for people a league at a time, for spreadsheets all of it.
#ifndef LUR_CLI_RANK_TABLE_H
#define LUR_CLI_RANK_TABLE_H

#include "cli/table.h"
#include "report/ranking.h"

/// A name that fits into so many columns, shortened where it must be: in the middle, as names that begin
/// alike often end otherwise. Yours to free(); NULL when memory is out.
char *lur_rank_short(const char *name, size_t columns);
/// One league for people, in at most `width` columns where names can be shortened so far. answered: the same
/// league of answered contacts, shown beside; NULL: not shown. Clear the table.
struct lur_table lur_rank_table(const struct lur_ranking *ranking, const struct lur_league *league,
                                const struct lur_league *answered, int width, const char *language);
/// All leagues for spreadsheets: a row for each entrant and aspect, its rank in its class beside that among
/// all. Clear the table.
struct lur_table lur_rank_csv(const struct lur_ranking *ranking);

#endif
