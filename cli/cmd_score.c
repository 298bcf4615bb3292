#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/asking.h"
#include "cli/begun.h"
#include "cli/cards.h"
#include "cli/command.h"
#include "cli/compare.h"
#include "cli/due.h"
#include "cli/hear.h"
#include "cli/keep.h"
#include "cli/named.h"
#include "cli/number.h"
#include "cli/options.h"
#include "cli/paper.h"
#include "cli/places.h"
#include "cli/pool.h"
#include "cli/score_kept.h"
#include "cli/scoring.h"
#include "cli/session.h"
#include "cli/talk.h"
#include "cli/unsaved.h"
#include "report/report.h"

const char lur_usage_score[] = N_(
    "usage: lur score [OPTION...] --rubric RUBRIC FILE|CALL|WAVE...\n"
    "       lur score --due [OPTION...] --rubric RUBRIC [WAVE...]\n"
    "\n"
    "RUBRIC is a file, or the name of one that 'lur rubric list' shows. What is measured is filled in from "
    "the recording; what\n"
    "is asked comes from --answers, or is asked in the terminal, with the places in the call to listen to.\n"
    "\n"
    "CALL is one of the store, as in c12, and WAVE means those of its calls that are not scored completely "
    "yet; "
    "their scorecards\n"
    "and answers are kept there, older ones beside newer.\n"
    "\n"
    "  --rubric RUBRIC    what to score by; a WAVE whose plan names it, or that was scored before, needs "
    "none\n"
    "  --answers FILE     what the assessor answered: YAML, JSON, or CSV with a row for each call; or a "
    "folder of "
    "such files\n"
    "  --assessor NAME    who answered, where the answers do not say\n"
    "  --change C=ANSWER  change the answer to the criterion C of a scored CALL, as in greeting=partly or "
    "greeting=na; the\n"
    "                     others stay, and so does the older scorecard\n"
    "  --because TEXT     why it is changed; --assessor says by whom\n"
    "  --due              list what is still to be scored, and by whom; with --assessor what is meant for "
    "that one\n"
    "  --save FILE        keep what is answered in the terminal as an answers file; with --answers too, the "
    "questions\n"
    "                     that are still open are asked\n"
    "  --json             one line of JSON for each call\n"
    "  --csv              a table, one row for each call\n"
    "  --pdf PATH         the scorecards on paper too, of a WAVE all of them: one file that ends in .pdf, or "
    "a folder with a\n"
    "                     file for each\n"
    "  --lang LANG        language of what is asked and shown: sv, da, nb, nl, en ... (default: yours)\n"
    "  --test             a trial: scorecards are shown, and nothing is kept or counts\n"
    "  --compare          a trial of a WAVE by another version of its rubric: who moves in the league, and "
    "by "
    "which\n"
    "                     criteria\n"
    "  --fail-under N     exit code 1 where a score is below N or is not complete\n"
    "  --roles A,B        who is on the left and on the right channel: caller,agent or agent,caller\n"
    "  -j N               work on N files at a time\n"
    "  --store DIR        the folder of the store (default: lur's folder among your data)\n"
    "\n"
    "example:\n"
    "  lur score --rubric measured call.wav\n"
    "  lur score --rubric sm-contactcenter --answers answers.csv --json -j 2 calls/*.flac\n"
    "  lur score --rubric sm-contactcenter --answers answers autumn\n");

/// What becomes of one call, from work to show.
struct item {
  char *text;
  size_t size;
  struct lur_scorecard *card;
  lur_status status;
  struct lur_diag diag;
  bool damaged, unheard_of, below, left;
};

struct run {
  lur_form as;
  const char *rubric_name, *answers, *assessor, *save, *store, *pdf;
  char found_rubric[256]; ///< the wave's own
  char language[LUR_LANGUAGE_SIZE];
  bool ask, many, shown_header, trial, compare, due;
  double limit; // NAN: none
  struct lur_changes changes;
  int threads;
  struct lur_rubric *rubric;
  struct lur_answers_list answered;
  struct lur_session_options session;
  struct lur_report_options report;
  char **name;
  size_t n;
  struct item *item;
  struct lur_cards cards;
  struct lur_paper paper;
  struct lur_count count;
};

static lur_status write_result(const struct run *run, const struct lur_report *report, FILE *out)
{
  if (run->as == LUR_AS_JSON) return lur_report_scorecard_json(out, report, &run->report);
  if (run->as == LUR_AS_CSV) return lur_report_csv_row(out, report, run->rubric);
  return lur_report_text(out, report, &run->report);
}

/// Many scorecards are a list at the end; where a person answers, each is shown whole besides, at once.
static bool is_list(const struct run *run)
{
  return run->as == LUR_AS_TEXT && run->many;
}

static lur_status print_to_item(const struct run *run, const struct lur_report *report, struct item *item)
{
  if (is_list(run) && !run->ask) return LUR_OK;
  FILE *out = open_memstream(&item->text, &item->size);
  if (!out) return LUR_NO_MEM;
  lur_status status = write_result(run, report, out);
  return fclose(out) == 0 ? status : LUR_NO_MEM;
}

static lur_status write_text(FILE *out, void *text)
{
  return fputs(text, out) < 0 ? LUR_IO : LUR_OK;
}

static lur_status save(const struct run *run, const struct lur_answers *answers, struct lur_diag *diag)
{
  char *text = NULL;
  lur_status status = lur_answers_print(answers, &text);
  if (status == LUR_OK) status = lur_place_write(run->save, write_text, text, diag);
  free(text);
  return status;
}

/// Everything but the replies: whom and what the answers are about.
static lur_status start_answers(const struct run *run, const char *name, struct lur_answers *out)
{
  char stem[256];
  out->call = strdup(lur_scoring_stem(name, stem, sizeof stem));
  out->rubric = strdup(run->rubric->id);
  out->version = strdup(run->rubric->version);
  out->assessor = strdup(run->assessor ? run->assessor : "");
  out->file = strdup("");
  return out->call && out->rubric && out->version && out->assessor && out->file ? LUR_OK : LUR_NO_MEM;
}

/// Where the answers go while they are given.
struct keeper {
  const struct run *run;
  const char *unsaved; // where they lie until all is answered; "": nowhere
  struct lur_diag *diag;
};

static lur_status keep(void *self, const struct lur_answers *answers)
{
  const struct keeper *keeper = self;
  if (keeper->run->save) return save(keeper->run, answers, keeper->diag);
  return keeper->unsaved[0] && answers->n ? lur_unsaved_keep(keeper->unsaved, answers, keeper->diag) : LUR_OK;
}

/// Whether nothing is left to ask.
static bool is_answered(const struct run *run, const struct lur_call *call, const struct lur_answers *answers)
{
  struct lur_scorecard *card = NULL;
  bool open = lur_score(run->rubric, &call->measures, &call->events, answers, &card, NULL) != LUR_OK;
  for (size_t i = 0; !open && i < card->marks; i++)
    open = lur_criterion_asked(card->mark[i].criterion->kind) && card->mark[i].state == LUR_MARK_UNANSWERED;
  lur_scorecard_free(card);
  return !open;
}

/// What was answered before the questions were interrupted.
static lur_status go_on(const struct run *run, const char *name, const char *unsaved,
                        struct lur_answers *answers)
{
  struct lur_answers_list before = {0};
  if (unsaved[0] && !answers->n) lur_unsaved_load(unsaved, run->rubric, &before);
  if (!before.n) return answers->call ? LUR_OK : start_answers(run, name, answers);
  lur_say(_("%s: goes on after what was answered before"), name);
  lur_answers_clear(answers);
  *answers = before.at[0];
  before.n = 0;
  lur_answers_list_clear(&before);
  return LUR_OK;
}

/// The questions that are still open, in the terminal.
static lur_status ask(const struct run *run, const char *name, const struct lur_call *call,
                      struct lur_answers *answers, struct lur_diag *diag)
{
  char unsaved[LUR_UNSAVED_PATH];
  if (run->save || !lur_unsaved_path(name, run->rubric->id, unsaved)) unsaved[0] = '\0';
  struct keeper keeper = {run, unsaved, diag};
  struct lur_begun begun = {0};
  lur_begun_load(name, run->rubric->id, &begun);
  struct lur_hear hear = {name, stderr};
  const struct lur_asking asking = {.in = stdin,
                                    .out = stderr,
                                    .rubric = run->rubric,
                                    .measures = &call->measures,
                                    .events = &call->events,
                                    .language = run->language,
                                    .width = lur_columns(STDERR_FILENO),
                                    .keep = keep,
                                    .keeper = &keeper,
                                    .begun_criterion = begun.criterion,
                                    .begun = begun.line,
                                    .begin = lur_begun_keep,
                                    .beginner = &begun,
                                    .play = strcmp(name, "-") == 0 ? NULL : lur_hear_play,
                                    .player = &hear};
  lur_status status = answers->call ? lur_answers_check(answers, run->rubric, diag) : LUR_OK;
  if (status == LUR_OK) status = go_on(run, name, unsaved, answers);
  if (status == LUR_OK && run->many) fprintf(stderr, "%s\n", name);
  if (status == LUR_OK) status = lur_ask(&asking, answers);
  if (status == LUR_OK && run->save) status = save(run, answers, diag);
  if (status == LUR_OK && unsaved[0] && is_answered(run, call, answers)) lur_unsaved_forget(unsaved);
  return status;
}

static bool is_below(const struct run *run, const struct lur_scorecard *card)
{
  return !isnan(run->limit) && (!card->complete || card->total < run->limit);
}

/// The answers that were given beforehand; what is asked now is added to them.
static struct lur_answers *answers_about(struct run *run, const char *name)
{
  const struct lur_answers *found = lur_answers_find(&run->answered, name);
  return found ? &run->answered.at[found - run->answered.at] : NULL;
}

/// Which of the calls with that file name it is, from 1 on.
static size_t copy_of(const struct run *run, const char *name, const char *stem)
{
  char other[256];
  size_t copy = 1;
  for (size_t i = 0; i < run->n && run->name[i] != name; i++)
    copy += strcmp(lur_scoring_stem(run->name[i], other, sizeof other), stem) == 0;
  return copy;
}

static lur_status print_on_paper(struct run *run, const char *name, const struct lur_report *report,
                                 struct lur_diag *diag)
{
  char stem[256];
  if (!run->pdf) return LUR_OK;
  lur_scoring_stem(name, stem, sizeof stem);
  return lur_paper_write(&run->paper, stem, copy_of(run, name, stem), report, &run->report, diag);
}

/// Scores a call that has been analysed, and prints it into the item.
static lur_status score(struct run *run, const char *name, const struct lur_session *s, struct item *item)
{
  struct lur_answers asked = {0};
  struct lur_answers *answers = answers_about(run, name);
  lur_status status = LUR_OK;
  item->unheard_of = run->answers && !answers && !run->ask;
  if (run->ask) {
    if (!answers) answers = &asked;
    status = ask(run, name, s->call, answers, &item->diag);
  }
  if (status == LUR_OK)
    status = lur_score(run->rubric, &s->call->measures, &s->call->events, answers, &item->card, &item->diag);
  if (status == LUR_OK) {
    struct lur_report report = {.recording = &s->recording,
                                .call = s->call,
                                .scorecard = item->card,
                                .peaks = run->pdf ? &s->peaks : NULL};
    item->below = is_below(run, item->card);
    status = print_to_item(run, &report, item);
    if (status == LUR_OK) status = print_on_paper(run, name, &report, &item->diag);
  }
  lur_answers_clear(&asked);
  return status;
}

static void work(void *self, size_t i)
{
  struct run *run = self;
  struct item *item = &run->item[i];
  struct lur_session s = {0};
  item->left = run->ask && (feof(stdin) || ferror(stdin)); // whoever answered has gone
  if (item->left) return;
  item->status = lur_session_run(run->name[i], &run->session, &s, &item->diag);
  if (item->status == LUR_OK) {
    item->status = score(run, run->name[i], &s, item);
    item->damaged = !s.recording.complete;
    if (item->damaged && item->status == LUR_OK)
      (void)lur_diag_set(&item->diag, LUR_BAD_INPUT, run->name[i], 0, 0, "%s", s.recording.problem);
  }
  lur_session_clear(&s);
}

static void print(struct run *run, const struct item *item)
{
  if (run->as == LUR_AS_CSV && !run->shown_header) {
    run->shown_header = true;
    // What standard output did not take is noticed at the end of the program.
    if (lur_report_csv_header(stdout, run->rubric) != LUR_OK) return;
  }
  if (item->text) fwrite(item->text, 1, item->size, stdout);
  if (item->text && is_list(run)) putchar('\n');
}

static lur_exit say(const struct run *run, const struct item *item, size_t i)
{
  if (item->status != LUR_OK) return lur_say_diag(item->status, &item->diag);
  if (item->unheard_of)
    lur_say(_("%s: there are no answers about this call in %s"), run->name[i], run->answers);
  if (item->damaged) return lur_say_diag(LUR_BAD_INPUT, &item->diag);
  return item->below ? LUR_EXIT_BELOW : LUR_EXIT_DONE;
}

static lur_exit show(void *self, size_t i)
{
  struct run *run = self;
  struct item *item = &run->item[i];
  if (item->left) return LUR_EXIT_DONE;
  if (item->status == LUR_OK && is_list(run))
    item->status = lur_cards_add(&run->cards, run->name[i], item->card);
  if (item->text || item->status != LUR_OK || item->unheard_of || item->damaged) lur_progress_end();
  print(run, item);
  lur_exit code = say(run, item, i);
  free(item->text);
  lur_scorecard_free(item->card);
  item->text = NULL;
  item->card = NULL;
  if (!run->ask && !(isatty(STDOUT_FILENO) && !is_list(run))) lur_count_show(&run->count, i + 1, run->n);
  return code;
}

/// Tables of answers often leave out who gave them.
static lur_status name_assessor(struct run *run)
{
  for (size_t i = 0; run->assessor && i < run->answered.n; i++) {
    struct lur_answers *answers = &run->answered.at[i];
    if (answers->assessor[0]) continue;
    char *name = strdup(run->assessor);
    if (!name) return LUR_NO_MEM;
    free(answers->assessor);
    answers->assessor = name;
  }
  return LUR_OK;
}

/// Questions are asked where somebody can answer them; two calls at a time cannot be.
static lur_exit prepare(struct run *run)
{
  lur_exit code = lur_named_rubric(run->rubric_name, run->store, &run->rubric, NULL);
  if (code == LUR_EXIT_DONE && run->answers)
    code = lur_scoring_answers(run->answers, run->rubric->id, &run->answered);
  if (code != LUR_EXIT_DONE) return code;
  if (name_assessor(run) != LUR_OK) return lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
  run->ask = (!run->answers || run->save) && lur_can_ask(run->rubric);
  if (run->ask) run->threads = 1;
  if (run->ask && !run->save)
    lur_say("%s",
            _("what is answered is kept until all questions are answered; --save FILE keeps it for good"));
  if (run->save && !run->ask)
    return lur_say_usage("score", "%s",
                         _("--save keeps what is answered in the terminal, and nothing is asked here"));
  return LUR_EXIT_DONE;
}

static bool ends_in(const char *name, const char *ending)
{
  size_t n = strlen(name), m = strlen(ending);
  return n >= m && strcasecmp(name + n - m, ending) == 0;
}

/// Whether --save can be taken as it is given: answers are hard work, so none are written over.
static lur_exit check_save(const struct run *run, int files)
{
  if (files > 1)
    return lur_say_usage("score", "%s", _("--save keeps the answers about one call; name one file"));
  if (ends_in(run->save, ".csv") || ends_in(run->save, ".tsv"))
    return lur_say_usage(
        "score", _("--save writes YAML and no table; choose a name that ends in .yaml, not '%s'"), run->save);
  if (access(run->save, F_OK) != 0 || (run->answers && strcmp(run->answers, run->save) == 0))
    return LUR_EXIT_DONE;
  return lur_say_usage(
      "score",
      _("'%s' is there already; to go on with its answers give --answers '%s' too, or choose "
        "another name"),
      run->save, run->save);
}

static lur_exit run_all(struct run *run)
{
  lur_exit code = prepare(run);
  const char *title = code == LUR_EXIT_DONE ? lur_texts_pick(&run->rubric->title, run->language) : "";
  if (code == LUR_EXIT_DONE) code = lur_paper_begin(&run->paper, run->pdf, run->n, title);
  if (code != LUR_EXIT_DONE) return code;
  if (run->paper.book) run->threads = 1; // in their order
  run->item = calloc(run->n, sizeof *run->item);
  if (!run->item) return lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
  run->many = run->n > 1;
  run->session.progress = run->n == 1;
  if (run->pdf) run->session.columns = 1200; // of the picture's waveforms
  run->report.language = run->language;
  run->report.colour = run->as == LUR_AS_TEXT && lur_colours(STDOUT_FILENO);
  run->report.width = run->as == LUR_AS_TEXT ? lur_columns(STDOUT_FILENO) : 0;
  code = lur_pool_run(run->n, run->threads, work, show, run);
  lur_progress_end();
  free(run->item);
  code = lur_exit_worse(code, lur_paper_end(&run->paper));
  return lur_exit_worse(code, lur_cards_list(&run->cards, run->language));
}

static lur_exit take_limit(void *place, const char *command, const char *value)
{
  if (lur_number_parse(value, 0, 100, place)) return LUR_EXIT_DONE;
  return lur_say_usage(command, _("--fail-under is a number from 0 to 100, not '%s'"), value);
}

static lur_exit compare(const struct run *run, char *const *name, size_t n)
{
  const struct lur_compare_request request = {.wave = name[0],
                                              .store = run->store,
                                              .rubric = run->rubric_name,
                                              .language = run->language,
                                              .as = run->as};
  int64_t call;
  if (n != 1 || lur_name_kind_of(name[0], &call) != LUR_NAME_WAVE)
    return lur_say_usage("score", "%s", _("--compare takes one wave; 'lur wave list' lists them"));
  if (run->answers || run->save || run->as == LUR_AS_CSV)
    return lur_say_usage("score", "%s",
                         _("--compare takes the answers there are, and prints text or --json; leave out "
                           "--answers, --save and --csv"));
  return lur_compare_wave(&request);
}

/// Calls of the store: what was heard, and by whom, was settled when they were taken in.
static lur_exit score_kept(const struct run *run, char *const *name, size_t n)
{
  int64_t call;
  for (size_t i = 0; i < n; i++)
    if (lur_name_kind_of(name[i], &call) == LUR_NAME_FILE)
      return lur_say_usage(
          "score", _("'%s' is a file; score files and calls of the store one after the other"), name[i]);
  if (run->save)
    return lur_say_usage("score", "%s",
                         _("--save is for files; the store keeps the answers about its calls"));
  if (run->session.role[0] != LUR_ROLE_NONE)
    return lur_say_usage("score", "%s",
                         _("--roles is for files; 'lur analyse CALL --roles A,B' analyses a call anew"));
  const struct lur_score_kept_request request = {.name = name,
                                                 .n = n,
                                                 .store = run->store,
                                                 .rubric = run->rubric_name,
                                                 .answers = run->answers,
                                                 .assessor = run->assessor,
                                                 .language = run->language,
                                                 .pdf = run->pdf,
                                                 .changes = run->changes.n ? &run->changes : NULL,
                                                 .as = run->as,
                                                 .trial = run->trial,
                                                 .limit = run->limit};
  return lur_score_kept(&request);
}

/// A change is one person's, with a reason, of one call.
static lur_exit check_changes(const struct run *run, char *const *name, size_t n)
{
  int64_t call;
  if (!run->changes.n && !run->changes.because) return LUR_EXIT_DONE;
  if (!run->changes.n || !run->changes.because || !run->changes.because[0])
    return lur_say_usage("score", "%s",
                         _("--change needs --because with the reason, and the other way round"));
  if (!run->assessor)
    return lur_say_usage("score", "%s", _("--change needs --assessor: who changes the answer"));
  if (run->answers || run->compare || run->due)
    return lur_say_usage(
        "score", "%s", _("--change changes answers that are kept; leave out --answers, --compare and --due"));
  if (n != 1 || lur_name_kind_of(name[0], &call) != LUR_NAME_CALL)
    return lur_say_usage("score", "%s", _("--change takes one call of the store, as in c12"));
  return LUR_EXIT_DONE;
}

static lur_exit list_due(const struct run *run, char *const *name, size_t n)
{
  int64_t call;
  for (size_t i = 0; i < n; i++)
    if (lur_name_kind_of(name[i], &call) != LUR_NAME_WAVE)
      return lur_say_usage("score", _("--due is about waves of the store, not '%s'"), name[i]);
  const struct lur_due_request request = {.wave = name,
                                          .n = n,
                                          .store = run->store,
                                          .rubric = run->rubric_name,
                                          .assessor = run->assessor,
                                          .language = run->language,
                                          .as = run->as};
  return lur_due_list(&request);
}

/// A wave knows what it is scored by.
static lur_exit find_rubric(struct run *run, char *const *name, size_t n)
{
  int64_t call;
  if (n != 1 || lur_name_kind_of(name[0], &call) != LUR_NAME_WAVE)
    return lur_say_usage("score", "%s", _("--rubric is missing; 'lur rubric list' shows what there is"));
  run->rubric_name = run->found_rubric;
  return lur_rubric_of_wave("score", name[0], run->store, run->found_rubric, sizeof run->found_rubric);
}

lur_exit cmd_score(int argc, char **argv)
{
  struct run run = {.threads = 1, .limit = (double)NAN};
  const struct lur_option options[] = {{"rubric", .text = &run.rubric_name},
                                       {"answers", .text = &run.answers},
                                       {"assessor", .text = &run.assessor},
                                       {"save", .text = &run.save},
                                       {"json", .form = &run.as, .as = LUR_AS_JSON},
                                       {"csv", .form = &run.as, .as = LUR_AS_CSV},
                                       {"pdf", .text = &run.pdf},
                                       {"change", .take = lur_take_change, .place = &run.changes},
                                       {"because", .text = &run.changes.because},
                                       {"due", .flag = &run.due},
                                       {"lang", .take = lur_take_language, .place = run.language},
                                       {"test", .flag = &run.trial},
                                       {"compare", .flag = &run.compare},
                                       {"fail-under", .take = take_limit, .place = &run.limit},
                                       {"roles", .take = lur_take_roles, .place = run.session.role},
                                       {"j", .take = lur_take_threads, .place = &run.threads},
                                       {"store", .text = &run.store},
                                       {0}};
  lur_scoring_language(NULL, run.language, sizeof run.language);
  lur_exit code = lur_options_take(options, argc, argv);
  if (code != LUR_EXIT_DONE) return code;
  if (!run.rubric_name) code = find_rubric(&run, argv + optind, (size_t)(argc - optind));
  if (code != LUR_EXIT_DONE) return code;
  code = check_changes(&run, argv + optind, (size_t)(argc - optind));
  if (code != LUR_EXIT_DONE) return code;
  if (run.due) return list_due(&run, argv + optind, (size_t)(argc - optind));
  if (optind >= argc) return lur_say_usage("score", "%s", _("no file was named"));
  if (run.compare) return compare(&run, argv + optind, (size_t)(argc - optind));
  if (run.trial && run.save)
    return lur_say_usage("score", "%s", _("--test keeps nothing and --save does; leave out one of them"));
  if (!lur_all_files(argv + optind, (size_t)(argc - optind)))
    return score_kept(&run, argv + optind, (size_t)(argc - optind));
  code = run.save ? check_save(&run, argc - optind) : LUR_EXIT_DONE;
  if (code != LUR_EXIT_DONE) return code;
  run.name = argv + optind;
  run.n = (size_t)(argc - optind);
  code = run_all(&run);
  lur_cards_clear(&run.cards);
  lur_answers_list_clear(&run.answered);
  lur_rubric_free(run.rubric);
  return code;
}
