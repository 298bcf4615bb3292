#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "capture/keepsake.h"
#include "capture/recorder.h"
#include "cli/attempts.h"
#include "cli/closing.h"
#include "cli/command.h"
#include "cli/leftovers.h"
#include "cli/options.h"
#include "cli/record.h"
#include "cli/scoring.h"
#include "cli/talk.h"
#include "report/words.h"

static void say_dropout(const struct lur_dropout *hole, const char *language)
{
  char clock[LUR_WORDS_SIZE], length[LUR_WORDS_SIZE];
  lur_words_number(hole->end_s - hole->start_s, 2, language, length);
  lur_words_clock(hole->start_s, 1, language, clock);
  if (hole->why == LUR_DROPOUT_DEVICE)
    lur_say(_("the sound device was away for %s s at %s, which are silence in the recording"), length, clock);
  else if (hole->why == LUR_DROPOUT_DISK)
    lur_say(_("the disk was too slow: %s s of sound were lost at %s and are silence in the recording"),
            length, clock);
  else if (hole->why == LUR_DROPOUT_SUSPENDED)
    lur_say(_("the computer slept for %s s at %s, which are silence in the recording"), length, clock);
  else
    lur_say(_("%s s of sound were lost at %s and are silence in the recording"), length, clock);
}

static void say_dropouts(const struct lur_recorded *done)
{
  enum { most = 20 };
  const struct lur_dropouts *list = &done->dropouts;
  char language[LUR_LANGUAGE_SIZE], all[LUR_WORDS_SIZE];
  lur_scoring_language(NULL, language, sizeof language);
  for (size_t i = 0; i < list->n && i < most; i++) say_dropout(&list->at[i], language);
  lur_words_number(lur_dropouts_total_s(list), 2, language, all);
  if (list->n > most) lur_say(_("in all %s s of sound were lost in %zu places"), all, list->n);
}

/// Whose channel it is, or which.
static const char *channel_words(const struct lur_record *run, int channel)
{
  lur_role role = run->about.role[channel];
  if (role == LUR_ROLE_CALLER) return _("the caller's channel");
  if (role == LUR_ROLE_AGENT) return _("the agent's channel");
  return channel == 0 ? _("the left channel") : _("the right channel");
}

/// What the user should know of the recording. The exit code is bad only where it ended too early.
static lur_exit say_result(const struct lur_record *run, const struct lur_recorded *done)
{
  say_dropouts(done);
  for (int c = 0; c < done->channels; c++) {
    if (done->clipped[c] > 0)
      lur_say(_("%s was too loud for the input now and then; turn its level down"), channel_words(run, c));
    if (done->silent[c])
      lur_say(_("nothing was heard on %s from beginning to end; look at its plug and its level"),
              channel_words(run, c));
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

/// What becomes of a recording, as it is found out.
struct outcome {
  int64_t call; ///< in the store; 0: a file
  struct lur_attempt attempt;
};

/// Scored if that is wanted and the attempt counts, else shown, as the other commands do.
static lur_exit show(const struct lur_record *run, const struct outcome *of, const char *what)
{
  bool file = of->call == 0, counts = lur_attempt_counts(&run->attempts, &of->attempt);
  const char *const as_score[] = {"--rubric",
                                  run->rubric,
                                  "--assessor",
                                  run->about.assessor,
                                  file ? "--roles" : "--store",
                                  file ? run->roles : run->store};
  if (run->rubric && counts) return follow("score", as_score, 6, what);
  return follow(file ? "analyse" : "show", as_score + 4, 2, what);
}

/// How the attempt counts, from a call that has just been kept.
static void judge_call(const struct lur_record *run, lur_store *store, const struct lur_keeping *keeping,
                       const struct lur_recorded *done, struct outcome *of)
{
  int earlier = 0;
  struct lur_diag diag = {0};
  const struct lur_store_call call = {
      .id = of->call, .wave = run->about.wave, .participant = run->about.participant};
  if (!keeping->session.call) return; // it was there already
  lur_status status = lur_attempts_before(store, &call, &run->attempts, &earlier, &diag);
  if (status != LUR_OK) (void)lur_say_diag(status, &diag);
  of->attempt = lur_attempt_judge(&run->attempts, &keeping->session.call->measures, &done->notes, earlier);
}

/// The same from a file of the user's own; where it cannot be read, the command that follows says so.
static void judge_file(const struct lur_record *run, const struct lur_recorded *done, struct outcome *of)
{
  struct lur_session session = {0};
  struct lur_diag diag = {0};
  const struct lur_session_options options = {
      .role = {run->about.role[0], run->about.role[1]}, .notes = &done->notes, .dropouts = &done->dropouts};
  if (!run->attempts.given) return;
  if (lur_session_run(run->path, &options, &session, &diag) == LUR_OK)
    of->attempt = lur_attempt_judge(&run->attempts, &session.call->measures, &done->notes, 0);
  lur_session_clear(&session);
}

/// From the recordings' folder into the store, as a call. The first name goes when all is kept.
static lur_exit keep(const struct lur_record *run, const struct lur_recorded *done, struct outcome *of)
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
    of->call = keeping.added.call;
    lur_say(_("kept as %s"), lur_store_call_name(of->call, call, sizeof call));
    judge_call(run, store, &keeping, done, of);
  } else {
    lur_say(_("the recording is in %s"), run->path);
  }
  lur_keeping_clear(&keeping);
  if (store) lur_leftovers_keep(store);
  lur_store_close(store);
  return code;
}

/// Whether all that the rubric asks of the call has been answered.
static bool is_scored(const struct lur_record *run, int64_t call)
{
  lur_store *store = NULL;
  struct lur_store_entry *entry = NULL;
  struct lur_diag diag = {0};
  if (lur_keep_open_now(run->store, LUR_STORE_READ, &store) != LUR_EXIT_DONE) return true;
  lur_status status = lur_store_get(store, call, NULL, &entry, &diag);
  bool scored = status == LUR_OK && entry->row.scorecard.id && entry->row.scorecard.complete;
  lur_store_entry_free(entry);
  lur_store_close(store);
  return scored;
}

/// One line: how the attempt counts, or what comes next.
static void say_next(const struct lur_record *run, const struct outcome *of)
{
  char words[600], call[24];
  lur_attempt_words(&run->attempts, &of->attempt, run->about.participant, words, sizeof words);
  lur_store_call_name(of->call, call, sizeof call);
  if (words[0])
    lur_say("%s", words);
  else if (of->call && !run->rubric)
    lur_say(_("next: 'lur score %s --rubric RUBRIC' scores it; 'lur rubric list' lists the rubrics"), call);
  else if (of->call && !is_scored(run, of->call))
    lur_say(_("next: questions are open; 'lur score %s --rubric %s' asks them"), call, run->rubric);
  else if (of->call && run->about.wave)
    lur_say(_("next: the next call, or 'lur rank %s' for how the wave stands"), run->about.wave);
}

lur_exit lur_record_finish(const struct lur_record *run, const struct lur_recorded *done)
{
  struct outcome of = {0};
  char call[24];
  if (done->duration_s <= 0) {
    if (done->problem[0]) lur_say("%s", done->problem);
    lur_keepsake_drop(run->path);
    lur_say("%s", _("no sound came from the device, so nothing was kept"));
    return LUR_EXIT_SYSTEM;
  }
  lur_exit code = say_result(run, done);
  lur_exit kept = run->out ? lur_closing_file(run->path, &run->about, &done->dropouts, &done->notes)
                           : keep(run, done, &of);
  code = lur_exit_worse(code, kept);
  if (!run->out && kept != LUR_EXIT_DONE) return code;
  if (run->out) judge_file(run, done, &of);
  code = lur_exit_worse(
      code, show(run, &of, run->out ? run->path : lur_store_call_name(of.call, call, sizeof call)));
  say_next(run, &of);
  if (done->problem[0]) lur_say("%s", done->problem); // once more, where it is seen: below all the measures
  return code;
}
