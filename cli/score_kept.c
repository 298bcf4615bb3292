#define _GNU_SOURCE
#include "cli/score_kept.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/asking.h"
#include "cli/begun.h"
#include "cli/cards.h"
#include "cli/hear.h"
#include "cli/keep.h"
#include "cli/named.h"
#include "cli/paper.h"
#include "cli/refit.h"
#include "cli/scoring.h"
#include "cli/talk.h"
#include "cli/wave_scores.h"
#include "report/words.h"

enum { batch = 250 }; // scorecards in one transaction

/// A scorecard made and not kept yet, or kept and not shown yet.
struct made {
  const struct lur_target *target;
  struct lur_kept kept;
  struct lur_scorecard *card;
  char *answers, *document, *shown;
  size_t document_size, shown_size;
  lur_status status;
  struct lur_diag diag;
  bool unheard_of, unchanged, had_draft, passed;
  char changed_by[256]; ///< who typed that in the terminal
};

struct run {
  const struct lur_score_kept_request *request;
  struct lur_rubric *rubric;
  char *rubric_text;
  struct lur_answers_list answered;
  struct lur_scoring_index index; // of these
  struct lur_targets targets;
  struct lur_wave_scores waves;
  lur_scorer *scorer; // for all calls
  struct lur_report_options report;
  struct made *made; // [0, n) of the batch
  size_t n, kept, unchanged, passed;
  struct lur_cards cards;
  struct lur_paper paper;
  bool ask, shown_header;
  bool begun;                        // a transaction is, for the batch
  const struct lur_answers *changed; // of the one call that is named
};

bool lur_can_ask(const struct lur_rubric *rubric)
{
  bool asked = false;
  for (size_t i = 0; i < rubric->criteria; i++)
    asked = asked || lur_criterion_asked(rubric->criterion[i].kind);
  return asked && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

static bool replace(char **text, const char *with)
{
  char *copy = strdup(with);
  if (!copy) return false;
  free(*text);
  *text = copy;
  return true;
}

/// Says of the answers what the call is and what they are answers to, also of those given for an earlier
/// version.
static lur_status label(const struct run *run, const struct made *m, struct lur_answers *answers)
{
  const char *assessor = run->request->assessor;
  bool ok = replace(&answers->call, m->target->name) && replace(&answers->rubric, run->rubric->id) &&
            replace(&answers->version, run->rubric->version);
  if (ok && (!answers->assessor || !answers->assessor[0]))
    ok = replace(&answers->assessor, assessor ? assessor : "");
  if (ok && !answers->file) ok = replace(&answers->file, "");
  return ok ? LUR_OK : LUR_NO_MEM;
}

/// Those of the answers file: by the call's id, else by its file's name.
static struct lur_answers *answers_given(struct run *run, const struct lur_target *target)
{
  const struct lur_answers *found = lur_scoring_index_find(&run->index, target->name);
  if (!found) found = lur_scoring_index_find(&run->index, target->file);
  return found ? &run->answered.at[found - run->answered.at] : NULL;
}

/// What counts for the wave's means in place of what is kept.
static const struct lur_answers *answers_of_wave(void *self, const struct lur_kept *kept)
{
  const struct run *run = self;
  char file[1024];
  int64_t call = 0;
  if (run->changed && lur_name_kind_of(run->request->name[0], &call) == LUR_NAME_CALL &&
      call == kept->entry->row.call.id)
    return run->changed;
  const struct lur_answers *found = lur_scoring_index_find(&run->index, kept->name);
  return found
             ? found
             : lur_scoring_index_find(&run->index, lur_kept_file(&kept->entry->row.call, file, sizeof file));
}

/// Answers that were begun and not finished take the place of those of the last scorecard: they were begun
/// with them.
static lur_status take_draft(struct run *run, struct made *m)
{
  char *text = NULL;
  struct lur_answers_list draft = {0};
  lur_status status = lur_store_draft(run->targets.store, m->target->call, run->rubric->id, &text, &m->diag);
  if (status == LUR_NOT_FOUND) return LUR_OK;
  m->had_draft = status == LUR_OK;
  if (status == LUR_OK) status = lur_answers_parse(text, strlen(text), m->target->name, &draft, &m->diag);
  free(text);
  if (status == LUR_OK && draft.n) {
    lur_answers_list_clear(&m->kept.answers);
    m->kept.answers = draft;
    return LUR_OK;
  }
  lur_answers_list_clear(&draft);
  return status;
}

/// Where the answers go while they are given.
struct keeper {
  struct run *run;
  struct made *made;
};

static lur_status keep_draft(void *self, const struct lur_answers *answers)
{
  const struct keeper *keeper = self;
  struct made *m = keeper->made;
  char *text = NULL;
  lur_status status = lur_answers_print(answers, &text);
  if (status == LUR_OK)
    status = lur_store_put_draft(keeper->run->targets.store, m->target->call, keeper->run->rubric->id, text,
                                 &m->diag);
  if (status == LUR_OK) m->had_draft = true;
  free(text);
  return status;
}

/// Whether somebody named that very call, and did not only mean its wave.
static bool is_named(const struct run *run, const struct lur_target *target)
{
  int64_t call = 0;
  for (size_t i = 0; i < run->request->n; i++)
    if (lur_name_kind_of(run->request->name[i], &call) == LUR_NAME_CALL && call == target->call) return true;
  return false;
}

/// Of a call that somebody named and that is scored: what it came to. "": there is nothing to change.
static const char *tell_score(const struct run *run, const struct made *m, char *out, size_t size)
{
  char total[LUR_WORDS_SIZE];
  const struct lur_store_scored *last = &m->kept.entry->row.scorecard;
  out[0] = '\0';
  if (!last->id || !last->has_total || !is_named(run, m->target)) return out;
  lur_words_number((double)last->total_millionths / 1e6, 1, run->request->language, total);
  snprintf(out, size, _("All questions are answered, by %s: %s points."),
           last->made_by[0] ? last->made_by : _("somebody"), total);
  return out;
}

static lur_status ask(struct run *run, struct made *m, struct lur_answers *answers)
{
  char scored[400];
  struct keeper keeper = {run, m};
  struct lur_begun begun = {0};
  if (!run->request->trial) lur_begun_load(m->target->path, run->rubric->id, &begun);
  struct lur_hear hear = {m->target->path, stderr};
  bool known = run->request->assessor != NULL;
  fprintf(stderr, "%s  %s\n", m->target->name, m->target->file);
  const struct lur_asking asking = {.in = stdin,
                                    .out = stderr,
                                    .rubric = run->rubric,
                                    .measures = &m->kept.call->measures,
                                    .events = &m->kept.call->events,
                                    .language = run->request->language,
                                    .width = lur_columns(STDERR_FILENO),
                                    .keep = run->request->trial ? NULL : keep_draft,
                                    .keeper = &keeper,
                                    .begun_criterion = begun.criterion,
                                    .begun = begun.line,
                                    .begin = lur_begun_keep,
                                    .beginner = &begun,
                                    .play = lur_hear_play,
                                    .player = &hear,
                                    .scored = tell_score(run, m, scored, sizeof scored)[0] ? scored : NULL,
                                    .who = known ? NULL : m->changed_by,
                                    .who_size = sizeof m->changed_by};
  return lur_ask(&asking, answers);
}

/// The answers of the newest scorecard, but for what is to be changed.
static lur_status change(struct run *run, struct made *m, struct lur_answers *empty, struct lur_answers **out)
{
  const struct lur_store_scored *last = &m->kept.entry->row.scorecard;
  *out = m->kept.answers.n ? &m->kept.answers.at[0] : empty;
  if (!last->id)
    return lur_diag_set(
        &m->diag, LUR_BAD_INPUT, m->target->name, 0, 0,
        _("it has no scorecard by “%s” yet, so that there is no answer to change; score it first"),
        run->rubric->id);
  if (strcmp(last->rubric_sha256, run->rubric->sha256) != 0)
    return lur_diag_set(
        &m->diag, LUR_BAD_INPUT, m->target->name, 0, 0,
        _("it was scored by version %s of “%s” with other contents than these; name that version, or "
          "score the call by this one first"),
        last->version, run->rubric->id);
  lur_status status = label(run, m, *out);
  if (status != LUR_OK) return status;
  run->changed = *out;
  return lur_changes_make(run->request->changes, run->rubric, run->request->language, *out, &m->diag);
}

/// The answers that are to count: given now, or kept, and what is asked beside.
static lur_status find_answers(struct run *run, struct made *m, struct lur_answers *asked,
                               struct lur_answers **out)
{
  lur_status status = LUR_OK;
  if (run->request->changes) return change(run, m, asked, out);
  *out = answers_given(run, m->target);
  bool given = *out;
  if (given)
    status = lur_answers_check(*out, run->rubric, &m->diag);
  else
    status = take_draft(run, m);
  m->had_draft = m->had_draft || given; // what was begun is superseded
  if (!*out && m->kept.answers.n) *out = &m->kept.answers.at[0];
  if (!*out && run->ask) *out = asked;
  m->unheard_of = run->request->answers && !*out;
  if (status != LUR_OK || !*out) return status;
  status = label(run, m, *out);
  if (status == LUR_OK && !given && lur_refit_answers(run->rubric, *out) < 0) status = LUR_NO_MEM;
  return status == LUR_OK && run->ask ? ask(run, m, *out) : status;
}

static lur_status print_document(const struct run *run, const struct lur_report *report, struct made *m)
{
  FILE *out = open_memstream(&m->document, &m->document_size);
  lur_status status = out ? lur_report_scorecard_json(out, report, &run->report) : LUR_NO_MEM;
  return out && fclose(out) != 0 ? LUR_NO_MEM : status;
}

/// Many scorecards are a list at the end; where a person answers, each is shown whole besides, at once.
static bool is_list(const struct run *run)
{
  return run->request->as == LUR_AS_TEXT && run->targets.n > 1;
}

static lur_status print_shown(const struct run *run, const struct lur_report *report, struct made *m)
{
  lur_status status = LUR_NO_MEM;
  if (is_list(run) && !run->ask) return LUR_OK;
  FILE *out = open_memstream(&m->shown, &m->shown_size);
  if (!out) return status;
  if (run->request->as == LUR_AS_JSON)
    status = fwrite(m->document, 1, m->document_size, out) == m->document_size ? LUR_OK : LUR_NO_MEM;
  else if (run->request->as == LUR_AS_CSV)
    status = lur_report_csv_row(out, report, run->rubric);
  else
    status = lur_report_text(out, report, &run->report);
  return fclose(out) != 0 ? LUR_NO_MEM : status;
}

/// Whether the newest scorecard of this rubric says the very same.
static bool says_the_same(const struct made *m)
{
  const struct lur_store_entry *entry = m->kept.entry;
  const struct lur_store_scored *last = &entry->row.scorecard;
  return last->id && last->analysis == entry->row.analysis.id &&
         strcmp(last->rubric_sha256, m->card->rubric->sha256) == 0 && last->has_total == m->card->has_total &&
         (!last->has_total || last->total_millionths == m->card->total_millionths) &&
         last->complete == m->card->complete &&
         strcmp(entry->answers ? entry->answers : "", m->answers ? m->answers : "") == 0;
}

static lur_status score(struct run *run, struct made *m, const struct lur_answers *answers)
{
  char title[1100];
  const struct lur_call *call = m->kept.call;
  struct lur_score_input input = {.rubric = run->rubric,
                                  .measures = &call->measures,
                                  .events = &call->events,
                                  .answers = answers,
                                  .scorer = run->scorer};
  lur_status status = lur_wave_scores_find(&run->waves, &m->kept, &input, &m->diag);
  if (status == LUR_OK) status = lur_score_input(&input, &m->card, &m->diag);
  if (status == LUR_OK && answers) status = lur_answers_print(answers, &m->answers);
  if (status != LUR_OK) return status;
  snprintf(title, sizeof title, "%s  %s", m->target->name, m->target->file);
  struct lur_report report = lur_kept_report(&m->kept, title);
  report.scorecard = m->card;
  m->unchanged = says_the_same(m);
  status = print_document(run, &report, m);
  if (status == LUR_OK) status = print_shown(run, &report, m);
  if (status != LUR_OK) return status;
  return lur_paper_write(&run->paper, m->target->name, 1, &report, &run->report, &m->diag);
}

/// In a wave an attempt that failed does not count where another followed.
static lur_status find_passed(struct run *run, struct made *m)
{
  if (is_named(run, m->target)) return LUR_OK;
  return lur_wave_scores_passed(run->targets.store, run->rubric, &m->kept, &m->passed, &m->diag);
}

static lur_status make(struct run *run, struct made *m)
{
  struct lur_answers asked = {0}, *answers = NULL;
  lur_status status =
      lur_kept_load_to_score(run->targets.store, m->target->call, run->rubric->id, &m->kept, &m->diag);
  if (status == LUR_OK && !m->kept.call)
    status =
        lur_diag_set(&m->diag, LUR_BAD_INPUT, "", 0, 0, _("%s is not analysed yet; 'lur analyse %s' does it"),
                     m->target->name, m->target->name);
  if (status == LUR_OK) status = find_passed(run, m);
  if (status == LUR_OK && m->passed) return LUR_OK;
  if (status == LUR_OK) status = find_answers(run, m, &asked, &answers);
  if (status == LUR_OK) status = score(run, m, answers);
  if (status != LUR_OK && status != LUR_DB && status != LUR_IO && !m->diag.file[0])
    snprintf(m->diag.file, sizeof m->diag.file, "%s", m->target->name);
  lur_answers_clear(&asked);
  return status;
}

static lur_status keep(struct run *run, struct made *m, struct lur_diag *diag)
{
  int64_t id;
  if (m->status != LUR_OK || m->passed) return LUR_OK;
  if (m->had_draft) {
    lur_status status = lur_store_put_draft(run->targets.store, m->target->call, run->rubric->id, NULL, diag);
    if (status != LUR_OK) return status;
  }
  if (m->unchanged) return LUR_OK;
  struct lur_store_scorecard record = lur_store_scorecard_of(m->card);
  record.analysis = m->kept.entry->row.analysis.id;
  record.rubric_text = run->rubric_text;
  record.made_by = m->changed_by[0] ? m->changed_by : run->request->assessor;
  record.answers = m->answers;
  record.document = m->document;
  return lur_store_add_scorecard(run->targets.store, m->target->call, &record, &id, diag);
}

/// Reads and keeps a batch in one transaction: asking for each call by itself takes longer. Where that is
/// slow for other reasons, nobody else is to wait for it.
static void begin_batch(struct run *run)
{
  if (run->ask || run->request->trial || run->request->pdf) return;
  run->begun = lur_store_begin(run->targets.store, NULL) == LUR_OK; // else keep_all says why not
}

/// All of the batch or nothing.
static lur_status keep_all(struct run *run, struct lur_diag *diag)
{
  lur_status status = run->begun ? LUR_OK : lur_store_begin(run->targets.store, diag);
  run->begun = false;
  if (status != LUR_OK) return status;
  for (size_t i = 0; i < run->n && status == LUR_OK; i++) status = keep(run, &run->made[i], diag);
  if (status == LUR_OK) return lur_store_commit(run->targets.store, diag);
  lur_store_rollback(run->targets.store);
  return status;
}

static lur_status print(struct run *run, const struct made *m)
{
  if (run->request->as == LUR_AS_CSV && !run->shown_header) {
    run->shown_header = true;
    lur_status status = lur_report_csv_header(stdout, run->rubric);
    if (status != LUR_OK) return status;
  }
  if (m->shown) fwrite(m->shown, 1, m->shown_size, stdout);
  if (m->shown && is_list(run)) putchar('\n');
  if (!is_list(run)) return LUR_OK;
  char name[1100];
  snprintf(name, sizeof name, "%s  %s", m->target->name, m->target->file);
  return lur_cards_add(&run->cards, name, m->card);
}

static lur_exit show(struct run *run, struct made *m)
{
  if (m->passed) return (void)run->passed++, LUR_EXIT_DONE;
  if (m->status == LUR_OK) m->status = print(run, m);
  if (m->status != LUR_OK) return lur_say_diag(m->status, &m->diag);
  if (m->unheard_of)
    lur_say(_("%s: there are no answers about this call in %s"), m->target->name, run->request->answers);
  if (m->unchanged)
    run->unchanged++;
  else
    run->kept++;
  bool below = !isnan(run->request->limit) && (!m->card->complete || m->card->total < run->request->limit);
  return below ? LUR_EXIT_BELOW : LUR_EXIT_DONE;
}

static void clear_made(struct made *m)
{
  lur_scorecard_free(m->card);
  lur_kept_clear(&m->kept);
  free(m->answers);
  free(m->document);
  free(m->shown);
  *m = (struct made){0};
}

/// Keeps the batch and, once it is kept, shows it.
static lur_exit flush_batch(struct run *run, lur_exit code)
{
  struct lur_diag diag = {0};
  lur_status status = run->request->trial ? LUR_OK : keep_all(run, &diag);
  if (status != LUR_OK) code = lur_exit_worse(code, lur_say_diag(status, &diag));
  for (size_t i = 0; i < run->n; i++) {
    if (status == LUR_OK) code = lur_exit_worse(code, show(run, &run->made[i]));
    clear_made(&run->made[i]);
  }
  run->n = 0;
  fflush(stdout);
  return code;
}

static void say_result(const struct run *run, size_t left)
{
  if (run->request->trial && run->kept + run->unchanged)
    lur_say("%s", _("this was a trial: nothing was kept, and no scorecard counts"));
  else if (run->kept)
    lur_say(lur_text_n("%zu scorecard is new", "%zu scorecards are new", run->kept), run->kept);
  if (run->unchanged && !run->request->trial)
    lur_say(lur_text_n("%zu call had the same scorecard already", "%zu calls had the same scorecard already",
                       run->unchanged),
            run->unchanged);
  if (run->passed)
    lur_say(lur_text_n("%zu attempt to reach somebody failed, was followed by another and is not scored",
                       "%zu attempts to reach somebody failed, were followed by others and are not scored",
                       run->passed),
            run->passed);
  if (left)
    lur_say(lur_text_n("%zu call is left for the next time", "%zu calls are left for the next time", left),
            left);
}

/// Whether whoever answered has gone: the terminal was closed, or its input ended.
static bool is_alone(const struct run *run)
{
  return run->ask && (feof(stdin) || ferror(stdin));
}

static lur_exit score_all(struct run *run, lur_exit code)
{
  size_t most = run->ask ? 1 : batch, i = 0; // what a person answered is kept before the next question
  struct lur_count count = {0};
  run->made = calloc(most, sizeof *run->made);
  if (!run->made) return lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
  for (; i < run->targets.n && !is_alone(run); i++) {
    if (run->n == 0) begin_batch(run);
    struct made *m = &run->made[run->n++];
    m->target = &run->targets.at[i];
    m->status = make(run, m);
    if (!run->ask) lur_count_show(&count, i + 1, run->targets.n);
    if (run->n < most && i + 1 < run->targets.n) continue;
    lur_progress_end();
    code = flush_batch(run, code);
  }
  free(run->made);
  code = lur_exit_worse(code, lur_cards_list(&run->cards, run->request->language));
  fflush(stdout);
  say_result(run, run->targets.n - i);
  return code;
}

static lur_exit prepare(struct run *run)
{
  const struct lur_score_kept_request *request = run->request;
  lur_exit code = lur_named_rubric(request->rubric, request->store, &run->rubric, &run->rubric_text);
  if (code == LUR_EXIT_DONE && request->answers)
    code = lur_scoring_answers(request->answers, run->rubric->id, &run->answered);
  if (code != LUR_EXIT_DONE) return code;
  if (lur_scoring_index_make(&run->answered, &run->index) != LUR_OK || lur_scorer_new(&run->scorer) != LUR_OK)
    return lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
  run->ask = !request->answers && !request->changes && lur_can_ask(run->rubric);
  run->report.language = request->language;
  run->report.colour = request->as == LUR_AS_TEXT && lur_colours(STDOUT_FILENO);
  run->report.width = request->as == LUR_AS_TEXT ? lur_columns(STDOUT_FILENO) : 0;
  return LUR_EXIT_DONE;
}

/// Before anybody answers in vain: a published version is scored by as it was published.
static bool may_score(const struct run *run)
{
  struct lur_diag diag = {0};
  const struct lur_rubric *rubric = run->rubric;
  lur_status status =
      lur_store_may_score(run->targets.store, rubric->id, rubric->version, rubric->sha256, &diag);
  if (status != LUR_OK) lur_say_diag(status, &diag);
  return status == LUR_OK;
}

static lur_exit score_on_paper(struct run *run, lur_exit code)
{
  char title[400];
  snprintf(title, sizeof title, "%.100s · %.200s", run->request->name[0],
           lur_texts_pick(&run->rubric->title, run->request->language));
  lur_exit paper = lur_paper_begin(&run->paper, run->request->pdf, run->targets.n, title);
  if (paper != LUR_EXIT_DONE) return paper;
  code = score_all(run, code);
  return lur_exit_worse(code, lur_paper_end(&run->paper));
}

/// Nothing is due: because all has been scored, or because there is nothing.
static void say_nothing_due(const struct lur_score_kept_request *request)
{
  struct lur_targets any = {0};
  const struct lur_store_filter all = {0};
  lur_exit code = lur_targets_find(request->name, request->n, request->store, &all, &any);
  if (code == LUR_EXIT_DONE && any.n == 0)
    lur_say(_("there is no call in '%s' to score yet"), request->name[0]);
  else if (code == LUR_EXIT_DONE)
    lur_say("%s", _("all of it is scored already"));
  lur_targets_clear(&any);
}

static lur_exit find_and_score(struct run *run)
{
  const struct lur_score_kept_request *request = run->request;
  // New answers may be about calls that had some; without them only what lacks a complete scorecard is due.
  // Where points rest on the others of the wave, one more call may move them all.
  // What is wanted on paper is wanted whole.
  bool all = request->answers || request->trial || request->pdf || lur_rubric_needs_wave(run->rubric);
  const struct lur_store_filter due = {.rubric = run->rubric->id,
                                       .version = all ? NULL : run->rubric->version,
                                       .due = all ? LUR_STORE_DUE_ANY : LUR_STORE_DUE_ANSWERS};
  lur_exit code = lur_targets_find(request->name, request->n, request->store, &due, &run->targets);
  if (run->targets.store && !request->trial && !may_score(run)) return LUR_EXIT_INPUT;
  run->waves.store = run->targets.store;
  run->waves.rubric = run->rubric;
  run->waves.scorer = run->scorer;
  run->waves.given = answers_of_wave;
  run->waves.giver = run;
  if (run->targets.n) return score_on_paper(run, code);
  if (code == LUR_EXIT_DONE) say_nothing_due(request);
  return code;
}

lur_exit lur_score_kept(const struct lur_score_kept_request *request)
{
  struct run run = {.request = request};
  lur_exit code = prepare(&run);
  if (code == LUR_EXIT_DONE) code = find_and_score(&run);
  lur_cards_clear(&run.cards);
  lur_wave_scores_clear(&run.waves);
  lur_targets_clear(&run.targets);
  free(run.index.at);
  lur_scorer_free(run.scorer);
  lur_answers_list_clear(&run.answered);
  lur_rubric_free(run.rubric);
  free(run.rubric_text);
  return code;
}
