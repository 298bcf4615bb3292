#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "capture/keepsake.h"
#include "cli/closing.h"
#include "cli/command.h"
#include "cli/leftovers.h"
#include "cli/options.h"
#include "cli/record.h"
#include "cli/talk.h"
#include "report/words.h"

static void say_dropouts(const struct lur_recorded *done)
{
  enum { most = 20 };
  const struct lur_spans *list = &done->dropouts;
  for (size_t i = 0; i < list->n && i < most; i++) {
    char clock[LUR_WORDS_SIZE];
    lur_say(_("%.2f s of sound were lost at %s and are silence in the recording"),
            list->at[i].end_s - list->at[i].start_s, lur_words_clock(list->at[i].start_s, 1, NULL, clock));
  }
  if (list->n > most)
    lur_say(_("in all %.2f s of sound were lost in %zu places"), lur_spans_total_s(list), list->n);
}

/// What the user should know of the recording. The exit code is bad only where it ended too early.
static lur_exit say_result(const struct lur_record *run, const struct lur_recorded *done)
{
  say_dropouts(done);
  for (int c = 0; c < done->channels; c++) {
    if (done->clipped[c] > 0)
      lur_say(_("channel %d was too loud for the input now and then; turn its level down"), c);
    if (done->silent[c])
      lur_say(_("nothing was heard on channel %d from beginning to end; look at its plug and its level"), c);
  }
  if (done->twins && done->duration_s > 1)
    lur_say("%s", _("both channels carry the same sound, so the two sides of the call cannot be told apart; "
                    "--channels 1 records it as one"));
  if (!done->problem[0]) return LUR_EXIT_DONE;
  lur_say("%s", done->problem);
  if (run->out) lur_say(_("what was recorded until then is in %s"), run->path);
  return LUR_EXIT_SYSTEM;
}

// ---- What follows

/// Runs another command, as if it had been typed: name, then `arguments` (NULLs left out), then `what`.
static lur_exit follow(const char *name, const char *const arguments[], size_t n, const char *what)
{
  const char *argv[16] = {name};
  int argc = 1;
  for (size_t i = 0; i + 1 < n; i += 2)
    if (arguments[i + 1]) {
      argv[argc++] = arguments[i];
      argv[argc++] = arguments[i + 1];
    }
  argv[argc++] = "--";
  argv[argc++] = what;
  optind = 0; // getopt begins anew
  return lur_command_find(name)->run(argc, (char **)argv);
}

/// The recording is analysed, scored if wanted, and shown as the other commands do.
static lur_exit show_file(const struct lur_record *run)
{
  const char *const as_score[] = {"--rubric",          run->rubric, "--assessor",
                                  run->about.assessor, "--roles",   run->roles};
  const char *const as_analyse[] = {"--roles", run->roles};
  if (run->rubric) return follow("score", as_score, 6, run->path);
  return follow("analyse", as_analyse, 2, run->path);
}

static lur_exit show_call(const struct lur_record *run, int64_t id)
{
  char call[24];
  lur_store_call_name(id, call, sizeof call);
  const char *const as_score[] = {"--rubric",          run->rubric, "--assessor",
                                  run->about.assessor, "--store",   run->store};
  const char *const as_show[] = {"--store", run->store};
  if (run->rubric) return follow("score", as_score, 6, call);
  return follow("show", as_show, 2, call);
}

/// From the recordings' folder into the store, as a call. The first name goes when all is kept.
static lur_exit keep(const struct lur_record *run, const struct lur_recorded *done, int64_t *id)
{
  struct lur_keeping keeping = {0};
  struct lur_keep_about about = run->about;
  struct lur_diag diag = {0};
  lur_store *store = NULL;
  about.dropout = &done->dropouts;
  about.notes = &done->notes;
  lur_exit code = lur_keep_open_now(run->store, LUR_STORE_WRITE, &store);
  if (code == LUR_EXIT_DONE) {
    lur_status status = lur_closing_keep(store, run->path, &about, run->keep_wav, &keeping, &diag);
    code = status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
  }
  if (code == LUR_EXIT_DONE) {
    char call[24];
    *id = keeping.added.call;
    lur_say(_("kept as %s"), lur_store_call_name(*id, call, sizeof call));
  } else {
    lur_say(_("the recording is in %s"), run->path);
  }
  lur_keeping_clear(&keeping);
  if (store) lur_leftovers_keep(store);
  lur_store_close(store);
  return code;
}

static lur_exit keep_and_show(const struct lur_record *run, const struct lur_recorded *done)
{
  int64_t id = 0;
  lur_exit code = keep(run, done, &id);
  return code == LUR_EXIT_DONE ? show_call(run, id) : code;
}

lur_exit lur_record_finish(const struct lur_record *run, const struct lur_recorded *done)
{
  lur_exit code = say_result(run, done);
  if (done->duration_s > 0 && run->out)
    code = lur_exit_worse(code, lur_closing_file(run->path, &run->about, &done->dropouts, &done->notes));
  if (done->duration_s > 0) return lur_exit_worse(code, run->out ? show_file(run) : keep_and_show(run, done));
  lur_keepsake_drop(run->path);
  lur_say("%s", _("no sound came from the device, so nothing was kept"));
  return LUR_EXIT_SYSTEM;
}
