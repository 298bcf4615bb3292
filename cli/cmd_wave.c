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

const char lur_usage_wave[] =
    N_("usage: lur wave new NAME [--title TITLE]\n"
       "       lur wave list [--json|--csv]\n"
       "       lur wave participant WAVE NAME [--title TITLE]\n"
       "       lur wave participants WAVE [--json|--csv]\n"
       "\n"
       "A wave is a round of calls that are compared with each other; its participants are those who are "
       "called. Names are short\n"
       "and without blanks; titles are what reports show.\n"
       "\n"
       "  new                begin a wave\n"
       "  list               the waves there are, oldest first\n"
       "  participant        add a participant to a wave, or give one a title\n"
       "  participants       those of a wave, by name\n"
       "  --title TITLE      what reports show instead of the name\n"
       "  --json             one line of JSON for each\n"
       "  --csv              a table for spreadsheets\n"
       "  --store DIR        the folder of the store (default: lur's folder among your data)\n"
       "\n"
       "example:\n"
       "  lur wave new autumn --title 'Autumn 2026'\n");

struct run {
  const char *store, *title;
  lur_form as;
  lur_store *opened;
  struct lur_table table;
};

static lur_exit new_wave(struct run *run, const char *name)
{
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

static lur_exit add_participant(struct run *run, const char *wave, const char *name)
{
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
  struct run *run = context;
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
  struct run *run = context;
  lur_table_put(&run->table, participant->name);
  lur_table_put(&run->table, participant->title);
  lur_table_put_number(&run->table, participant->calls);
  return true;
}

static void put_head(struct run *run, const char *const *names, size_t n, uint64_t right)
{
  run->table = (struct lur_table){.columns = n, .right = right};
  for (size_t i = 0; i < n; i++) lur_table_put(&run->table, run->as == LUR_AS_TEXT ? _(names[i]) : names[i]);
}

static lur_exit print(const struct run *run)
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

static lur_exit list_waves(struct run *run)
{
  static const char *const names[] = {N_("wave"), N_("title"), N_("made"), N_("participants"), N_("calls")};
  struct lur_diag diag = {0};
  lur_exit code = lur_keep_open(run->store, LUR_STORE_READ, &run->opened);
  if (code != LUR_EXIT_DONE) return code;
  put_head(run, names, sizeof names / sizeof *names, 0x18);
  lur_status status = lur_store_each_wave(run->opened, show_wave, run, &diag);
  return status == LUR_OK ? print(run) : lur_say_diag(status, &diag);
}

static lur_exit list_participants(struct run *run, const char *wave)
{
  static const char *const names[] = {N_("participant"), N_("title"), N_("calls")};
  struct lur_diag diag = {0};
  lur_exit code = lur_keep_open(run->store, LUR_STORE_READ, &run->opened);
  if (code != LUR_EXIT_DONE) return code;
  put_head(run, names, sizeof names / sizeof *names, 0x4);
  lur_status status = lur_store_each_participant(run->opened, wave, show_participant, run, &diag);
  return status == LUR_OK ? print(run) : lur_say_diag(status, &diag);
}

static lur_exit act(struct run *run, int n, char **word)
{
  if (n == 2 && strcmp(word[0], "new") == 0) return new_wave(run, word[1]);
  if (n == 1 && strcmp(word[0], "list") == 0) return list_waves(run);
  if (n == 3 && strcmp(word[0], "participant") == 0) return add_participant(run, word[1], word[2]);
  if (n == 2 && strcmp(word[0], "participants") == 0) return list_participants(run, word[1]);
  return lur_say_usage(
      "wave", "%s",
      _("after 'wave' comes 'new NAME', 'list', 'participant WAVE NAME' or 'participants WAVE'"));
}

lur_exit cmd_wave(int argc, char **argv)
{
  struct run run = {0};
  const struct lur_option options[] = {{"title", .text = &run.title},
                                       {"json", .form = &run.as, .as = LUR_AS_JSON},
                                       {"csv", .form = &run.as, .as = LUR_AS_CSV},
                                       {"store", .text = &run.store},
                                       {0}};
  if (argc > 1 && strcmp(argv[1], "publish") == 0) return argv[1] = argv[0], lur_wave_publish(argc - 1, argv + 1);
  lur_exit code = lur_options_take(options, argc, argv);
  if (code != LUR_EXIT_DONE) return code;
  code = act(&run, argc - optind, argv + optind);
  lur_table_clear(&run.table);
  lur_store_close(run.opened);
  return code;
}
