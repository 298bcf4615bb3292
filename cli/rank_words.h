/// \file
/// What a league says, in sentences: who wins or why nobody is named, who cannot be told apart, and how it
/// was worked out.
#ifndef LUR_CLI_RANK_WORDS_H
#define LUR_CLI_RANK_WORDS_H

#include <stdio.h>

#include "report/ranking.h"

/// Prints the sentences on one league, each wrapped at `width`.
void lur_rank_words(FILE *out, const struct lur_ranking *ranking, const struct lur_league *league, int width,
                    const char *language);
/// Prints what the columns mean, the rules and how it was worked out.
void lur_rank_method(FILE *out, const struct lur_ranking *ranking, bool answered, int width,
                     const char *language);
/// Says on standard error what of a wave does not count and why, and whether the scores were made alike.
void lur_rank_say(const struct lur_store_field *wave);

#endif
