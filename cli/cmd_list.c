#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/command.h"
#include "cli/keep.h"
#include "cli/number.h"
#include "cli/options.h"
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
       "  --id ID            that the telephone system calls so, to the letter\n"
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

struct run {
  const char *store;
  lur_form as;
  char language[LUR_LANGUAGE_SIZE];
  struct lur_store_filter filter;
  struct lur_store_condition condition[LUR_STORE_MOST_CONDITIONS];
  struct lur_table table;
};

static bool add(const struct lur_store_row *row, void *context)
{
  struct run *run = context;
  lur_rows_add(&run->table, row, run->as == LUR_AS_TEXT, run->language);
  return run->table.status == LUR_OK;
}

static lur_exit print(const struct run *run)
{
  if (run->table.status != LUR_OK) return lur_say_diag(run->table.status, &(struct lur_diag){0});
  if (run->as == LUR_AS_JSON)
    lur_table_json(&run->table, stdout);
  else if (run->as == LUR_AS_CSV)
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
  run->table = lur_rows_begin(run->as == LUR_AS_TEXT);
  lur_status status = lur_store_each_call(store, &run->filter, add, run, &diag);
  code = status == LUR_OK ? print(run) : lur_say_diag(status, &diag);
  lur_table_clear(&run->table);
  lur_store_close(store);
  return code;
}

static lur_exit read_score(const char *option, const char *value, bool *has, int64_t *millionths)
{
  double score;
  if (!lur_number_parse(value, 0, 100, &score))
    return lur_say_usage("list", _("%s is a number from 0 to 100, not '%s'"), option, value);
  *has = true;
  *millionths = llround(score * 1e6);
  return LUR_EXIT_DONE;
}

static lur_exit take_least(void *place, const char *command, const char *value)
{
  struct lur_store_filter *f = place;
  (void)command;
  return read_score("--min-score", value, &f->has_score_min, &f->score_min_millionths);
}

static lur_exit take_most(void *place, const char *command, const char *value)
{
  struct lur_store_filter *f = place;
  (void)command;
  return read_score("--max-score", value, &f->has_score_max, &f->score_max_millionths);
}

static lur_exit take_from(void *place, const char *command, const char *value)
{
  struct lur_diag diag = {0};
  lur_status status = lur_when_parse(value, place, &diag);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_usage(command, "%s: %s", "--from", diag.text);
}

static lur_exit take_to(void *place, const char *command, const char *value)
{
  struct lur_diag diag = {0};
  lur_status status = lur_when_parse_end(value, place, &diag);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_usage(command, "%s: %s", "--to", diag.text);
}

static lur_exit take_condition(void *place, const char *command, const char *value)
{
  struct lur_diag diag = {0};
  struct run *run = place;
  struct lur_store_filter *f = &run->filter;
  if (f->conditions == LUR_STORE_MOST_CONDITIONS)
    return lur_say_usage(command, _("--where can be given %d times"), LUR_STORE_MOST_CONDITIONS);
  f->condition = run->condition;
  if (lur_store_condition_parse(value, &run->condition[f->conditions], &diag) != LUR_OK)
    return lur_say_usage(command, "--where: %s", diag.text);
  f->conditions++;
  return LUR_EXIT_DONE;
}

lur_exit cmd_list(int argc, char **argv)
{
  struct run run = {0};
  struct lur_store_filter *f = &run.filter;
  const struct lur_option options[] = {{"wave", .text = &f->wave},
                                       {"participant", .text = &f->participant},
                                       {"agent", .text = &f->agent},
                                       {"id", .text = &f->id},
                                       {"from", .take = take_from, .place = &f->from},
                                       {"to", .take = take_to, .place = &f->to},
                                       {"rubric", .text = &f->rubric},
                                       {"min-score", .take = take_least, .place = f},
                                       {"max-score", .take = take_most, .place = f},
                                       {"where", .take = take_condition, .place = &run},
                                       {"json", .form = &run.as, .as = LUR_AS_JSON},
                                       {"csv", .form = &run.as, .as = LUR_AS_CSV},
                                       {"store", .text = &run.store},
                                       {0}};
  lur_scoring_language(NULL, run.language, sizeof run.language);
  lur_exit code = lur_options_take(options, argc, argv);
  if (code != LUR_EXIT_DONE) return code;
  if (optind < argc)
    return lur_say_usage("list", _("'%s' is too much; 'lur show' shows one call"), argv[optind]);
  return list(&run);
}
