#include <getopt.h>
#include <math.h>
#include <stdio.h>

#include "base/i18n.h"
#include "cli/command.h"
#include "cli/keep.h"
#include "cli/league.h"
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

typedef enum { AS_TEXT, AS_JSON, AS_CSV } form;

struct run {
  const char *store, *rubric;
  form as;
};

static lur_exit print(const struct run *run, const struct lur_store_ranking *ranking)
{
  char language[32];
  lur_scoring_language(NULL, language, sizeof language);
  struct lur_table table = lur_league_table(ranking, run->as == AS_TEXT, language);
  lur_status status = table.status;
  if (status == LUR_OK && run->as == AS_JSON) lur_table_json(&table, stdout);
  if (status == LUR_OK && run->as == AS_CSV) lur_table_csv(&table, stdout);
  if (status == LUR_OK && run->as == AS_TEXT) lur_table_print(&table, stdout);
  lur_table_clear(&table);
  if (status != LUR_OK) return lur_say_diag(status, &(struct lur_diag){0});
  fflush(stdout);
  if (run->as == AS_TEXT) lur_league_say(ranking);
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

enum { OPT_RUBRIC = 256, OPT_JSON, OPT_CSV, OPT_STORE };
static const struct option options[] = {{"rubric", required_argument, NULL, OPT_RUBRIC},
                                        {"json", no_argument, NULL, OPT_JSON},
                                        {"csv", no_argument, NULL, OPT_CSV},
                                        {"store", required_argument, NULL, OPT_STORE},
                                        {0}};

static lur_exit take_option(struct run *run, int which, char *const *argv)
{
  switch (which) {
  case OPT_RUBRIC:
    run->rubric = optarg;
    return LUR_EXIT_DONE;
  case OPT_JSON:
    run->as = AS_JSON;
    return LUR_EXIT_DONE;
  case OPT_CSV:
    run->as = AS_CSV;
    return LUR_EXIT_DONE;
  case OPT_STORE:
    run->store = optarg;
    return LUR_EXIT_DONE;
  default:
    return lur_say_option("rank", which, argv);
  }
}

lur_exit cmd_rank(int argc, char **argv)
{
  struct run run = {0};
  opterr = 0;
  for (int which; (which = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
    lur_exit code = take_option(&run, which, argv);
    if (code != LUR_EXIT_DONE) return code;
  }
  if (optind + 1 != argc) return lur_say_usage("rank", "%s", _("name one wave; 'lur wave list' lists them"));
  return rank(&run, argv[optind]);
}
