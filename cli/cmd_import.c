#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/command.h"
#include "cli/documents.h"
#include "cli/intake.h"
#include "cli/number.h"
#include "cli/options.h"
#include "cli/refusals.h"
#include "cli/talk.h"
#include "cli/watch.h"
#include "store/waves.h"

const char lur_usage_import[] = N_(
    "usage: lur import [OPTION...] FILE...\n"
    "       lur import [OPTION...] --watch DIR\n"
    "       lur import --refused [--json|--csv]\n"
    "       lur import [OPTION...] --documents FILE...\n"
    "\n"
    "Takes recordings into the store and analyses them at once. The sound is copied as it is and never "
    "changed; the same sound\n"
    "is kept once, whatever its file is called. FILE is a recording, a folder of them, or two mono files as "
    "the two sides of\n"
    "one call, 'caller.wav+agent.wav'; two sides that are called NAME-in and NAME-out belong together by "
    "themselves.\n"
    "When it was, who called whom and who is on which channel are taken from the names that telephone "
    "systems "
    "give, from\n"
    "NAME.json beside the recording, and from metadata.csv in its folder; what is said here is stronger.\n"
    "\n"
    "  --wave W           the wave they belong to; 'lur wave new' begins one\n"
    "  --participant P    who was called; a new name makes a new participant\n"
    "  --agent A          who answered\n"
    "  --assessor X       who called\n"
    "  --started WHEN     when the call was made, as in 2026-05-01T09:30\n"
    "  --roles A,B        who is on the left and on the right channel: caller,agent or agent,caller\n"
    "  --watch DIR        take in what appears in that folder and below it, until Ctrl-C\n"
    "  --once             with --watch: only what is there now\n"
    "  --settle S         with --watch: a file is finished when it stayed the same for S seconds (default "
    "3)\n"
    "  --side-wait S      with --watch: one side of a call waits S seconds for the other (default 600)\n"
    "  --rescan S         with --watch: look at everything every S seconds (default 60), for network drives\n"
    "  --with-metadata    with --watch: a recording waits until its metadata is there\n"
    "  --retry            with --watch: try again what was refused before\n"
    "  --refused          list what --watch refused, and why\n"
    "  --documents        FILEs are analyses made elsewhere, as 'lur analyse --json' prints them, one a "
    "line; "
    "no sound is kept\n"
    "  --json             with --refused: one line of JSON for each\n"
    "  --csv              with --refused: a table for spreadsheets\n"
    "  -j N               work on N files at a time\n"
    "  --store DIR        the folder of the store (default: lur's folder among your data)\n"
    "\n"
    "examples:\n"
    "  lur import --wave autumn --participant north calls/*.wav\n"
    "  lur import --wave autumn --watch /var/spool/asterisk/monitor\n");

struct run {
  const char *folder;
  struct lur_intake intake;
  struct lur_watch_options watch;
  lur_form as;
  bool refused, documents;
};

// ---- Taking in

static void prepare(struct lur_intake *intake, struct lur_intake_item *item)
{
  long long newest_s;
  item->stamp = lur_intake_stamp(&intake->tables, item, &newest_s);
  if (!item->stamp) item->status = LUR_NO_MEM;
  if (item->status == LUR_OK) item->status = lur_intake_prepare(intake, item);
}

static bool are_folders(char *const *name, size_t n)
{
  struct stat st;
  for (size_t i = 0; i < n; i++)
    if (stat(name[i], &st) != 0 || !S_ISDIR(st.st_mode)) return false;
  return true;
}

static lur_exit import_files(struct run *run, char *const *name, size_t n)
{
  struct lur_intake *intake = &run->intake;
  lur_exit code = lur_intake_gather(intake, name, n);
  for (size_t i = 0; i < intake->n; i++) prepare(intake, &intake->item[i]);
  if (are_folders(name, n)) lur_meta_cache_say_unused(&intake->tables);
  if (!intake->n && code == LUR_EXIT_DONE) lur_say("%s", _("there are no recordings"));
  return lur_exit_worse(code, lur_intake_run(intake, run->watch.threads));
}

static lur_exit open_store(struct run *run)
{
  struct lur_diag diag = {0};
  const char *wave = run->intake.about.wave;
  lur_exit code = lur_keep_open(run->folder, LUR_STORE_CREATE, &run->intake.store);
  if (code != LUR_EXIT_DONE || !wave) return code;
  lur_status status = lur_store_takes_calls(run->intake.store, wave, &diag);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
}

static lur_exit import(struct run *run, char *const *name, size_t n)
{
  signal(SIGIO, SIG_IGN); // whoever begins to write while it is asked about gets on with it
  lur_exit code = open_store(run);
  if (code == LUR_EXIT_DONE && run->documents)
    code = lur_documents_import(run->intake.store, &run->intake.about, name, n);
  else if (code == LUR_EXIT_DONE)
    code = run->watch.folder ? lur_watch_run(&run->intake, &run->watch) : import_files(run, name, n);
  lur_intake_clear(&run->intake);
  lur_store_close(run->intake.store);
  return code;
}

static lur_exit take_started(void *place, const char *command, const char *value)
{
  struct lur_diag diag = {0};
  if (lur_when_parse(value, place, &diag) == LUR_OK) return LUR_EXIT_DONE;
  return lur_say_usage(command, "--started: %s", diag.text);
}

static lur_exit take_participant(void *place, const char *command, const char *value)
{
  *(const char **)place = value;
  if (lur_store_name_ok(value)) return LUR_EXIT_DONE;
  return lur_say_usage(command, _("'%s' is no short name: no blanks, no '/', at most 64 letters"), value);
}

static lur_exit take_seconds(void *place, const char *command, const char *value)
{
  if (lur_number_parse(value, 0.05, 1e6, place)) return LUR_EXIT_DONE;
  return lur_say_usage(command, _("'%s' is no number of seconds"), value);
}

static lur_exit check(const struct run *run, int names)
{
  const struct lur_watch_options *w = &run->watch;
  if (run->refused && (names || w->folder)) return lur_say_usage("import", "%s", _("--refused stands alone"));
  if (run->documents && (w->folder || run->refused))
    return lur_say_usage("import", "%s", _("--documents takes files, and neither --watch nor --refused"));
  if (w->folder && names)
    return lur_say_usage("import", "%s", _("--watch takes one folder, and no files beside it"));
  if (!w->folder && (w->once || w->retry || w->needs_meta))
    return lur_say_usage("import", "%s", _("--once, --retry and --with-metadata belong to --watch"));
  if (!run->refused && run->as != LUR_AS_TEXT)
    return lur_say_usage("import", "%s", _("--json and --csv belong to --refused"));
  if (!run->refused && !w->folder && !names) return lur_say_usage("import", "%s", _("no file was named"));
  return LUR_EXIT_DONE;
}

lur_exit cmd_import(int argc, char **argv)
{
  struct run run = {.intake = {.about = {.source = LUR_STORE_IMPORTED}, .stop_fd = -1},
                    .watch = lur_watch_options_default(NULL)};
  struct lur_keep_about *about = &run.intake.about;
  struct lur_watch_options *watch = &run.watch;
  const struct lur_option options[] = {
      {"wave", .text = &about->wave},
      {"participant", .take = take_participant, .place = &about->participant},
      {"agent", .text = &about->agent},
      {"assessor", .text = &about->assessor},
      {"started", .take = take_started, .place = &about->started},
      {"roles", .take = lur_take_roles, .place = about->role},
      {"watch", .text = &watch->folder},
      {"once", .flag = &watch->once},
      {"settle", .take = take_seconds, .place = &watch->settle_s},
      {"side-wait", .take = take_seconds, .place = &watch->side_s},
      {"rescan", .take = take_seconds, .place = &watch->rescan_s},
      {"with-metadata", .flag = &watch->needs_meta},
      {"retry", .flag = &watch->retry},
      {"refused", .flag = &run.refused},
      {"documents", .flag = &run.documents},
      {"json", .form = &run.as, .as = LUR_AS_JSON},
      {"csv", .form = &run.as, .as = LUR_AS_CSV},
      {"j", .take = lur_take_threads, .place = &watch->threads},
      {"store", .text = &run.folder},
      {0}};
  lur_exit code = lur_options_take(options, argc, argv);
  if (code == LUR_EXIT_DONE) code = check(&run, argc - optind);
  if (code != LUR_EXIT_DONE) return code;
  return run.refused ? lur_refusals_list(run.folder, run.as)
                     : import(&run, argv + optind, (size_t)(argc - optind));
}
