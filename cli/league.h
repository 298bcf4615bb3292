/// \file
/// The league of a wave as a table and in a sentence.
#ifndef LUR_CLI_LEAGUE_H
#define LUR_CLI_LEAGUE_H

#include "cli/table.h"
#include "store/record.h"

/// The whole league as a table with its head; clear it. language: of figures for people.
struct lur_table lur_league_table(const struct lur_store_ranking *ranking, bool for_people,
                                  const char *language);
/// Says how many calls do not count yet; nothing of those there are none of.
void lur_league_say_undone(int64_t unscored, int64_t incomplete);
/// Says on standard error what the table leaves unclear: calls that do not count, several versions.
void lur_league_say(const struct lur_store_ranking *ranking);

#endif
