#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/bundle_publish.h"
#include "cli/command.h"
#include "cli/keep.h"
#include "cli/options.h"
#include "cli/table.h"
#include "cli/talk.h"
#include "cli/wave.h"

const char lur_usage_wave[] = N_(
    "usage: lur wave new NAME [--title TITLE]\n"
    "       lur wave list [--json|--csv]\n"
    "       lur wave participant WAVE NAME [--title TITLE]\n"
    "       lur wave participants WAVE [--json|--csv]\n"
    "       lur wave plan [WAVE] FILE [--seed N] [--from DAY] [--check] [--json|--csv]\n"
    "       lur wave status WAVE [--due] [--caller NAME] [--participant P] [--on DAY] [--json|--csv]\n"
    "       lur wave brief WAVE [SLOT] [--caller NAME] [--on DAY]\n"
    "       lur wave final WAVE [--rubric R] [--seed N]\n"
    "       lur wave draw WAVE N [--seed N] [--by NAME] [--json|--csv]\n"
    "       lur wave draws WAVE [--json|--csv]\n"
    "       lur wave close WAVE [--by NAME]\n"
    "       lur wave reopen WAVE --because TEXT [--by NAME]\n"
    "       lur wave publish WAVE FILE.zip [--rubric R] [--anonymous] [--with-words] [RULE...]\n"
    "       lur wave export WAVE participants|callers|scenarios|schedule [--excel]\n"
    "       lur wave import WAVE participants|callers|scenarios|schedule FILE.csv\n"
    "\n"
    "A wave is a round of calls that are compared with each other; its participants are those who are "
    "called. Names are short\n"
    "and without blanks; titles are what reports show.\n"
    "\n"
    "  new                begin a wave\n"
    "  list               the waves there are, oldest first\n"
    "  participant        add a participant to a wave, or give one a title\n"
    "  participants       those of a wave, by name\n"
    "  plan               read a wave file and make the schedule; again: keep what is done, plan the rest "
    "anew\n"
    "  status             how far it is: made, due, late\n"
    "  brief              whom to call next, who to be, what to ask, what a right answer holds\n"
    "  final              plan the final round for the best of each class\n"
    "  draw               draw N scored calls at random for a second scoring\n"
    "  draws              the draws so far\n"
    "  close              freeze it: calls, scores and plans are refused from then on\n"
    "  reopen             open it again, for a reason that is kept\n"
    "  publish            the ranking with all it rests on in one signed file, which 'lur verify' checks "
    "anywhere\n"
    "  export, import     tables for spreadsheets\n"
    "  --title TITLE      what reports show instead of the name\n"
    "  --seed N           for the schedule or the draw (default: the plan's, else by chance; it is kept)\n"
    "  --from DAY         plan nothing before that day\n"
    "  --check            look what could be planned, and keep nothing\n"
    "  --due              the contacts that are due or late, one by one\n"
    "  --caller NAME      only those of a caller\n"
    "  --participant P    only those with a participant\n"
    "  --on DAY           as if it were that day\n"
    "  --rubric R         rank by that rubric\n"
    "  --by NAME          who draws, closes or opens; kept\n"
    "  --because TEXT     why it is opened again; kept\n"
    "  --anonymous        participants are letters; who is which is shown to you alone\n"
    "  --with-words       comments and what else people wrote, too; without it they are left out\n"
    "  RULE               other rules than the plan's, as of 'lur rank': --seed, --draws, --level, --ties, "
    "--minimum-calls,\n"
    "                     --minimum-participants, --minimum-score\n"
    "  --excel            with semicolons, for spreadsheets of countries that write decimal commas\n"
    "  --json             one line of JSON for each\n"
    "  --csv              a table for spreadsheets\n"
    "  --store DIR        the folder of the store (default: lur's folder among your data)\n"
    "\n"
    "example:\n"
    "  lur wave new autumn --title 'Autumn 2026'\n"
    "  lur wave plan autumn.yaml && lur wave status autumn --due --caller Eva\n");

static lur_exit new_wave(struct lur_wave_run *run, int n, char **word)
{
  const char *name = word[0];
  (void)n;
  struct lur_diag diag = {0};
  if (lur_store_name_ok(name) && !lur_name_could_be_wave(name))
    return lur_say_usage("wave", _("'%s' would be taken for a file; choose a name without ending and '+'"),
                         name);
  lur_exit code = lur_keep_open(run->store, LUR_STORE_CREATE, &run->opened);
  if (code != LUR_EXIT_DONE) return code;
  lur_status status = lur_store_add_wave(run->opened, name, run->title, &diag);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  lur_say(_("the wave '%s' has begun"), name);
  return LUR_EXIT_DONE;
}

static lur_exit add_participant(struct lur_wave_run *run, int n, char **word)
{
  const char *wave = word[0], *name = word[1];
  (void)n;
  struct lur_diag diag = {0};
  bool made;
  lur_exit code = lur_keep_open(run->store, LUR_STORE_WRITE, &run->opened);
  if (code != LUR_EXIT_DONE) return code;
  lur_status status = lur_store_add_participant(run->opened, wave, name, run->title, &made, &diag);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  if (made)
    lur_say(_("the participant '%s' is new"), name);
  else
    lur_say(_("the participant '%s' takes part in '%s'"), name, wave);
  return LUR_EXIT_DONE;
}

static bool show_wave(const struct lur_store_wave *wave, void *context)
{
  struct lur_wave_run *run = context;
  char made[LUR_WHEN_SIZE];
  lur_table_put(&run->table, wave->name);
  lur_table_put(&run->table, wave->title);
  lur_table_put(&run->table, run->as == LUR_AS_TEXT ? lur_kept_when(&wave->made, made, sizeof made)
                                                    : lur_when_format(&wave->made, made, sizeof made));
  lur_table_put_number(&run->table, wave->participants);
  lur_table_put_number(&run->table, wave->calls);
  return true;
}

static bool show_participant(const struct lur_store_participant *participant, void *context)
{
  struct lur_wave_run *run = context;
  lur_table_put(&run->table, participant->name);
  lur_table_put(&run->table, participant->title);
  lur_table_put(&run->table, participant->class_name);
  lur_table_put_number(&run->table, participant->calls);
  return true;
}

void lur_wave_head(struct lur_wave_run *run, const char *const *names, size_t n, uint64_t right)
{
  run->table = (struct lur_table){.columns = n, .right = right};
  for (size_t i = 0; i < n; i++) lur_table_put(&run->table, run->as == LUR_AS_TEXT ? _(names[i]) : names[i]);
}

lur_exit lur_wave_print(const struct lur_wave_run *run)
{
  if (run->table.status != LUR_OK) return lur_say_diag(run->table.status, &(struct lur_diag){0});
  if (run->as == LUR_AS_JSON)
    lur_table_json(&run->table, stdout);
  else if (run->as == LUR_AS_CSV)
    lur_table_csv(&run->table, stdout);
  else
    lur_table_print(&run->table, stdout);
  return LUR_EXIT_DONE;
}

lur_exit lur_wave_open(struct lur_wave_run *run, lur_store_mode mode)
{
  return lur_keep_open(run->store, mode, &run->opened);
}

static lur_exit list_waves(struct lur_wave_run *run, int n, char **word)
{
  (void)n, (void)word;
  static const char *const names[] = {N_("wave"), N_("title"), N_("made"), N_("participants"), N_("calls")};
  struct lur_diag diag = {0};
  lur_exit code = lur_keep_open(run->store, LUR_STORE_READ, &run->opened);
  if (code != LUR_EXIT_DONE) return code;
  lur_wave_head(run, names, sizeof names / sizeof *names, 0x18);
  lur_status status = lur_store_each_wave(run->opened, show_wave, run, &diag);
  return status == LUR_OK ? lur_wave_print(run) : lur_say_diag(status, &diag);
}

static lur_exit list_participants(struct lur_wave_run *run, int n, char **word)
{
  const char *wave = word[0];
  (void)n;
  static const char *const names[] = {N_("participant"), N_("title"), N_("class"), N_("calls")};
  struct lur_diag diag = {0};
  lur_exit code = lur_keep_open(run->store, LUR_STORE_READ, &run->opened);
  if (code != LUR_EXIT_DONE) return code;
  lur_wave_head(run, names, sizeof names / sizeof *names, 0x8);
  lur_status status = lur_store_each_participant(run->opened, wave, show_participant, run, &diag);
  return status == LUR_OK ? lur_wave_print(run) : lur_say_diag(status, &diag);
}

/// The subcommands: how many words follow, and which options each takes.
static const struct {
  const char *name;
  int least, most;
  const char *options; ///< blanks around each
  lur_wave_act *act;
} acts[] = {{"new", 1, 1, " title ", new_wave},
            {"list", 0, 0, " json csv ", list_waves},
            {"participant", 2, 2, " title ", add_participant},
            {"participants", 1, 1, " json csv ", list_participants},
            {"plan", 1, 2, " seed from check by json csv ", lur_wave_plan},
            {"status", 1, 1, " due caller participant on json csv ", lur_wave_status},
            {"brief", 1, 2, " caller on ", lur_wave_brief},
            {"final", 1, 1, " rubric seed by ", lur_wave_final},
            {"draw", 2, 2, " seed by json csv ", lur_wave_draw},
            {"draws", 1, 1, " json csv ", lur_wave_draws},
            {"close", 1, 1, " by ", lur_wave_close},
            {"reopen", 1, 1, " because by ", lur_wave_reopen},
            {"export", 2, 2, " excel ", lur_wave_export},
            {"import", 3, 3, " ", lur_wave_import}};

/// The first option that was given and that the subcommand does not take; NULL: none.
static const char *stray_option(const struct lur_option *options, const struct lur_wave_run *run,
                                const char *taken)
{
  char name[40];
  for (const struct lur_option *o = options; o->name; o++) {
    bool given = o->text ? *o->text != NULL : o->flag ? *o->flag : o->form && run->as == o->as;
    snprintf(name, sizeof name, " %s ", o->name);
    if (given && strcmp(o->name, "store") != 0 && !strstr(taken, name)) return o->name;
  }
  return NULL;
}

static lur_exit act(struct lur_wave_run *run, const struct lur_option *options, int n, char **word)
{
  for (size_t i = 0; n > 0 && i < sizeof acts / sizeof *acts; i++) {
    if (strcmp(word[0], acts[i].name) != 0) continue;
    const char *stray = stray_option(options, run, acts[i].options);
    if (stray) return lur_say_usage("wave", _("'wave %s' takes no --%s"), acts[i].name, stray);
    if (n - 1 < acts[i].least)
      return lur_say_usage("wave", _("'wave %s' needs more than that after it"), acts[i].name);
    if (n - 1 > acts[i].most)
      return lur_say_usage("wave", _("'%s' is not wanted here"), word[acts[i].most + 1]);
    return acts[i].act(run, n - 1, word + 1);
  }
  if (n > 0) return lur_say_usage("wave", _("there is no 'wave %s'"), word[0]);
  return lur_say_usage("wave", "%s", _("after 'wave' comes what to do, such as 'new', 'plan' or 'status'"));
}

/// Where 'publish' stands, which has options of its own; the store may be named before it. 0: nowhere.
static int publishing(int argc, char **argv)
{
  int at = 1;
  while (at < argc && strncmp(argv[at], "--store", 7) == 0) at += argv[at][7] == '=' ? 1 : 2;
  return at < argc && strcmp(argv[at], "publish") == 0 ? at : 0;
}

lur_exit cmd_wave(int argc, char **argv)
{
  struct lur_wave_run run = {0};
  const struct lur_option options[] = {{"title", .text = &run.title},
                                       {"seed", .text = &run.seed},
                                       {"from", .text = &run.from},
                                       {"on", .text = &run.on},
                                       {"check", .flag = &run.check},
                                       {"due", .flag = &run.due},
                                       {"caller", .text = &run.caller},
                                       {"participant", .text = &run.participant},
                                       {"rubric", .text = &run.rubric},
                                       {"by", .text = &run.by},
                                       {"because", .text = &run.because},
                                       {"excel", .flag = &run.excel},
                                       {"json", .form = &run.as, .as = LUR_AS_JSON},
                                       {"csv", .form = &run.as, .as = LUR_AS_CSV},
                                       {"store", .text = &run.store},
                                       {0}};
  int publish = publishing(argc, argv);
  if (publish) {
    memmove(argv + 1, argv, (size_t)publish * sizeof *argv);
    return lur_wave_publish(argc - 1, argv + 1);
  }
  lur_exit code = lur_options_take(options, argc, argv);
  if (code != LUR_EXIT_DONE) return code;
  code = act(&run, options, argc - optind, argv + optind);
  lur_table_clear(&run.table);
  lur_store_close(run.opened);
  return code;
}
