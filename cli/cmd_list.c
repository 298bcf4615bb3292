#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/command.h"
#include "cli/keep.h"
#include "cli/number.h"
#include "cli/rows.h"
#include "cli/scoring.h"
#include "cli/talk.h"

const char lur_usage_list[] =
    N_("usage: lur list [OPTION...]\n"
       "\n"
       "Lists the calls of the store, newest first. All that is asked for must hold.\n"
       "\n"
       "  --wave W           of that wave\n"
       "  --participant P    of that participant\n"
       "  --agent A          answered by that agent\n"
       "  --from WHEN        from then on: 2026-05-01 or 2026-05-01T09:30\n"
       "  --to WHEN          up to then; a day is counted in\n"
       "  --rubric ID        scores of that rubric only\n"
       "  --min-score N      scored N or more\n"
       "  --max-score N      scored N or less\n"
       "  --where CONDITION  a measure compared with < <= = != >= >: 'talk.agent_ratio>0.6'; may be given "
       "several times\n"
       "  --json             one line of JSON for each call\n"
       "  --csv              a table for spreadsheets\n"
       "  --store DIR        the folder of the store (default: lur's folder among your data)\n"
       "\n"
       "example:\n"
       "  lur list --wave autumn --where 'hold.total_s>60' --max-score 75\n");

typedef enum { AS_TEXT, AS_JSON, AS_CSV } form;

struct run {
  const char *store;
  form as;
  char language[32];
  struct lur_store_filter filter;
  struct lur_store_condition condition[LUR_STORE_MOST_CONDITIONS];
  struct lur_table table;
};

static bool add(const struct lur_store_row *row, void *context)
{
  struct run *run = context;
  lur_rows_add(&run->table, row, run->as == AS_TEXT, run->language);
  return run->table.status == LUR_OK;
}

static lur_exit print(const struct run *run)
{
  if (run->table.status != LUR_OK) return lur_say_diag(run->table.status, &(struct lur_diag){0});
  if (run->as == AS_JSON)
    lur_table_json(&run->table, stdout);
  else if (run->as == AS_CSV)
    lur_table_csv(&run->table, stdout);
  else if (run->table.cells > run->table.columns)
    lur_table_print(&run->table, stdout);
  else
    lur_say("%s", _("there are no such calls"));
  return LUR_EXIT_DONE;
}

static lur_exit list(struct run *run)
{
  lur_store *store;
  struct lur_diag diag = {0};
  lur_exit code = lur_keep_open(run->store, LUR_STORE_READ, &store);
  if (code != LUR_EXIT_DONE) return code;
  run->table = lur_rows_begin(run->as == AS_TEXT);
  lur_status status = lur_store_each_call(store, &run->filter, add, run, &diag);
  code = status == LUR_OK ? print(run) : lur_say_diag(status, &diag);
  lur_table_clear(&run->table);
  lur_store_close(store);
  return code;
}

static lur_exit take_score(const char *option, bool *has, int64_t *millionths)
{
  double score;
  if (!lur_number_parse(optarg, 0, 100, &score))
    return lur_say_usage("list", _("%s is a number from 0 to 100, not '%s'"), option, optarg);
  *has = true;
  *millionths = llround(score * 1e6);
  return LUR_EXIT_DONE;
}

static lur_exit take_when(const char *option, bool end, struct lur_when *out)
{
  struct lur_diag diag = {0};
  lur_status status = end ? lur_when_parse_end(optarg, out, &diag) : lur_when_parse(optarg, out, &diag);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_usage("list", "%s: %s", option, diag.text);
}

static lur_exit take_condition(struct run *run)
{
  struct lur_diag diag = {0};
  struct lur_store_filter *f = &run->filter;
  if (f->conditions == LUR_STORE_MOST_CONDITIONS)
    return lur_say_usage("list", _("--where can be given %d times"), LUR_STORE_MOST_CONDITIONS);
  f->condition = run->condition;
  if (lur_store_condition_parse(optarg, &run->condition[f->conditions], &diag) != LUR_OK)
    return lur_say_usage("list", "--where: %s", diag.text);
  f->conditions++;
  return LUR_EXIT_DONE;
}

enum {
  OPT_WAVE = 256,
  OPT_PARTICIPANT,
  OPT_AGENT,
  OPT_FROM,
  OPT_TO,
  OPT_RUBRIC,
  OPT_MIN,
  OPT_MAX,
  OPT_WHERE,
  OPT_JSON,
  OPT_CSV,
  OPT_STORE
};
static const struct option options[] = {{"wave", required_argument, NULL, OPT_WAVE},
                                        {"participant", required_argument, NULL, OPT_PARTICIPANT},
                                        {"agent", required_argument, NULL, OPT_AGENT},
                                        {"from", required_argument, NULL, OPT_FROM},
                                        {"to", required_argument, NULL, OPT_TO},
                                        {"rubric", required_argument, NULL, OPT_RUBRIC},
                                        {"min-score", required_argument, NULL, OPT_MIN},
                                        {"max-score", required_argument, NULL, OPT_MAX},
                                        {"where", required_argument, NULL, OPT_WHERE},
                                        {"json", no_argument, NULL, OPT_JSON},
                                        {"csv", no_argument, NULL, OPT_CSV},
                                        {"store", required_argument, NULL, OPT_STORE},
                                        {0}};

static lur_exit take_option(struct run *run, int which, char *const *argv)
{
  struct lur_store_filter *f = &run->filter;
  const char **const text[] = {&f->wave, &f->participant, &f->agent};
  if (which >= OPT_WAVE && which <= OPT_AGENT) {
    *text[which - OPT_WAVE] = optarg;
    return LUR_EXIT_DONE;
  }
  switch (which) {
  case OPT_FROM:
    return take_when("--from", false, &f->from);
  case OPT_TO:
    return take_when("--to", true, &f->to);
  case OPT_RUBRIC:
    f->rubric = optarg;
    return LUR_EXIT_DONE;
  case OPT_MIN:
    return take_score("--min-score", &f->has_score_min, &f->score_min_millionths);
  case OPT_MAX:
    return take_score("--max-score", &f->has_score_max, &f->score_max_millionths);
  case OPT_WHERE:
    return take_condition(run);
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
    return lur_say_option("list", which, argv);
  }
}

lur_exit cmd_list(int argc, char **argv)
{
  struct run run = {0};
  opterr = 0;
  lur_scoring_language(NULL, run.language, sizeof run.language);
  for (int which; (which = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
    lur_exit code = take_option(&run, which, argv);
    if (code != LUR_EXIT_DONE) return code;
  }
  if (optind < argc)
    return lur_say_usage("list", _("'%s' is too much; 'lur show' shows one call"), argv[optind]);
  return list(&run);
}
