#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/command.h"
#include "cli/keep.h"
#include "cli/league.h"
#include "cli/options.h"
#include "cli/scoring.h"
#include "cli/talk.h"

const char lur_usage_rank[] =
    N_("usage: lur rank [OPTION...] WAVE\n"
       "\n"
       "The league of a wave: its participants by the mean of their calls' scores, best first. Equal means "
       "share a rank, and means\n"
       "are compared unrounded. Calls that are not scored, or not completely, do not count; how many those "
       "are is said.\n"
       "\n"
       "  --rubric ID        by that rubric; needed where the wave was scored with several\n"
       "  --json             one line of JSON for each participant\n"
       "  --csv              a table for spreadsheets\n"
       "  --store DIR        the folder of the store (default: lur's folder among your data)\n"
       "\n"
       "example:\n"
       "  lur rank autumn\n");

struct run {
  const char *store, *rubric;
  lur_form as;
};

static lur_exit print(const struct run *run, const struct lur_store_ranking *ranking)
{
  char language[32];
  lur_scoring_language(NULL, language, sizeof language);
  struct lur_table table = lur_league_table(ranking, run->as == LUR_AS_TEXT, language);
  lur_status status = table.status;
  if (status == LUR_OK && run->as == LUR_AS_JSON) lur_table_json(&table, stdout);
  if (status == LUR_OK && run->as == LUR_AS_CSV) lur_table_csv(&table, stdout);
  if (status == LUR_OK && run->as == LUR_AS_TEXT) lur_table_print(&table, stdout);
  lur_table_clear(&table);
  if (status != LUR_OK) return lur_say_diag(status, &(struct lur_diag){0});
  fflush(stdout);
  if (run->as == LUR_AS_TEXT) lur_league_say(ranking);
  return LUR_EXIT_DONE;
}

static lur_exit rank(const struct run *run, const char *wave)
{
  lur_store *store;
  struct lur_diag diag = {0};
  struct lur_store_ranking *ranking = NULL;
  lur_exit code = lur_keep_open(run->store, LUR_STORE_READ, &store);
  if (code != LUR_EXIT_DONE) return code;
  lur_status status = lur_store_rank(store, wave, run->rubric, &ranking, &diag);
  code = status == LUR_OK ? print(run, ranking) : lur_say_diag(status, &diag);
  lur_store_ranking_free(ranking);
  lur_store_close(store);
  return code;
}

lur_exit cmd_rank(int argc, char **argv)
{
  struct run run = {0};
  const struct lur_option options[] = {{"rubric", .text = &run.rubric},
                                       {"json", .form = &run.as, .as = LUR_AS_JSON},
                                       {"csv", .form = &run.as, .as = LUR_AS_CSV},
                                       {"store", .text = &run.store},
                                       {0}};
  lur_exit code = lur_options_take(options, argc, argv);
  if (code != LUR_EXIT_DONE) return code;
  if (optind + 1 != argc) return lur_say_usage("rank", "%s", _("name one wave; 'lur wave list' lists them"));
  return rank(&run, argv[optind]);
}
