/// \file
/// By which rules `lur rank` ranks: those of the wave's plan, and in their place what is said on the command
/// line.
#ifndef LUR_CLI_RANK_RULES_H
#define LUR_CLI_RANK_RULES_H

#include "cli/command.h"
#include "ranking/league.h"
#include "store/waves.h"

/// What was asked for; what was not said is below 0, NULL or NAN.
struct lur_rank_asked {
  const char *ties; ///< as --ties has it; "none": no tie breaks
  int round;        ///< 0, 1
  int64_t seed;
  int draws, minimum_calls, minimum_participants;
  double level; ///< 0.5..0.999
  double minimum_score;
};
struct lur_rank_asked lur_rank_asked_nothing(void);

// For the table of options; `place` is the struct lur_rank_asked.
lur_exit lur_take_rank_round(void *place, const char *command, const char *value);
lur_exit lur_take_rank_seed(void *place, const char *command, const char *value);
lur_exit lur_take_rank_draws(void *place, const char *command, const char *value);
lur_exit lur_take_rank_level(void *place, const char *command, const char *value);
lur_exit lur_take_rank_calls(void *place, const char *command, const char *value);
lur_exit lur_take_rank_participants(void *place, const char *command, const char *value);
lur_exit lur_take_rank_score(void *place, const char *command, const char *value);

/// The aspect that a word names: total, answered, an id, or section.ID, competence.ID, further.ID,
/// criterion.ID. Says what is wrong, and which there are.
lur_exit lur_rank_aspect(const struct lur_field *field, const char *word, size_t *out);
/// Makes a plan's rubric, "id" or "id@version", the id; "" where it names a file: then calls tell which it
/// is.
void lur_rank_rubric_id(char *rubric);
/// plan: of the wave; NULL where there is none, or it does not hold. Says what is wrong.
lur_exit lur_rank_rules(const struct lur_field *field, const struct lur_store_wave_rules *plan,
                        const struct lur_rank_asked *asked, struct lur_league_rules *out);

#endif
