#define _GNU_SOURCE
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "base/i18n.h"
#include "cli/asking.h"
#include "cli/command.h"
#include "cli/keep.h"
#include "cli/number.h"
#include "cli/pool.h"
#include "cli/score_kept.h"
#include "cli/scoring.h"
#include "cli/session.h"
#include "cli/talk.h"
#include "report/report.h"

const char lur_usage_score[] = N_(
    "usage: lur score [OPTION...] --rubric RUBRIC FILE|CALL|WAVE...\n"
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
    "  --rubric RUBRIC    what to score by\n"
    "  --answers FILE     what the assessor answered: YAML, JSON, or CSV with a row for each call; or a "
    "folder of "
    "such files\n"
    "  --assessor NAME    who answered, where the answers do not say\n"
    "  --save FILE        keep what is answered in the terminal as an answers file; with --answers too, the "
    "questions\n"
    "                     that are still open are asked\n"
    "  --json             one line of JSON for each call\n"
    "  --csv              a table, one row for each call\n"
    "  --lang LANG        language of what is asked and shown: sv, da, nb, nl, en ... (default: yours)\n"
    "  --fail-under N     exit code 1 where a score is below N or is not complete\n"
    "  --roles A,B        who is on channel 0 and 1: caller,agent or agent,caller\n"
    "  -j N               work on N files at a time\n"
    "  --store DIR        the folder of the store (default: lur's folder among your data)\n"
    "\n"
    "example:\n"
    "  lur score --rubric measured call.wav\n"
    "  lur score --rubric sm-contactcenter --answers answers.csv --json -j 2 calls/*.flac\n"
    "  lur score --rubric sm-contactcenter --answers answers autumn\n");

typedef enum { AS_TEXT, AS_JSON, AS_CSV } form;

/// What becomes of one call, from work to show.
struct item {
  char *text;
  size_t size;
  lur_status status;
  struct lur_diag diag;
  bool damaged, unheard_of, below;
};

struct run {
  form as;
  const char *rubric_name, *answers, *assessor, *save, *store;
  char language[16];
  bool ask, many, shown_header, has_limit;
  double limit;
  int threads;
  struct lur_rubric *rubric;
  struct lur_answers_list answered;
  struct lur_session_options session;
  struct lur_report_options report;
  char **name;
  struct item *item;
};

static lur_status write_result(const struct run *run, const struct lur_report *report, FILE *out)
{
  if (run->as == AS_JSON) return lur_report_scorecard_json(out, report, &run->report);
  if (run->as == AS_CSV) return lur_report_csv_row(out, report, run->rubric);
  return lur_report_text(out, report, &run->report);
}

static lur_status print_to_item(const struct run *run, const struct lur_report *report, struct item *item)
{
  FILE *out = open_memstream(&item->text, &item->size);
  if (!out) return LUR_NO_MEM;
  lur_status status = write_result(run, report, out);
  return fclose(out) == 0 ? status : LUR_NO_MEM;
}

static lur_status save(const struct run *run, const struct lur_answers *answers, struct lur_diag *diag)
{
  char *text = NULL;
  lur_atomic_file *file = NULL;
  lur_status status = lur_answers_print(answers, &text);
  if (status == LUR_OK) status = lur_atomic_file_open(run->save, &file, diag);
  if (status == LUR_OK) {
    fputs(text, lur_atomic_file_stream(file));
    status = lur_atomic_file_commit(file, diag);
  }
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
  struct lur_diag *diag;
};

static lur_status keep(void *self, const struct lur_answers *answers)
{
  const struct keeper *keeper = self;
  return save(keeper->run, answers, keeper->diag);
}

/// The questions that are still open, in the terminal.
static lur_status ask(const struct run *run, const char *name, const struct lur_call *call,
                      struct lur_answers *answers, struct lur_diag *diag)
{
  struct keeper keeper = {run, diag};
  const struct lur_asking asking = {.in = stdin,
                                    .out = stderr,
                                    .rubric = run->rubric,
                                    .measures = &call->measures,
                                    .events = &call->events,
                                    .language = run->language,
                                    .width = lur_columns(STDERR_FILENO),
                                    .keep = run->save ? keep : NULL,
                                    .keeper = &keeper};
  lur_status status =
      answers->call ? lur_answers_check(answers, run->rubric, diag) : start_answers(run, name, answers);
  if (status == LUR_OK && run->many) fprintf(stderr, "%s\n", name);
  if (status == LUR_OK) status = lur_ask(&asking, answers);
  if (status == LUR_OK && run->save) status = save(run, answers, diag);
  return status;
}

static bool is_below(const struct run *run, const struct lur_scorecard *card)
{
  return run->has_limit && (!card->complete || card->total < run->limit);
}

/// The answers that were given beforehand; what is asked now is added to them.
static struct lur_answers *answers_about(struct run *run, const char *name)
{
  const struct lur_answers *found = lur_answers_find(&run->answered, name);
  return found ? &run->answered.at[found - run->answered.at] : NULL;
}

/// Scores a call that has been analysed, and prints it into the item.
static lur_status score(struct run *run, const char *name, const struct lur_session *s, struct item *item)
{
  struct lur_answers asked = {0};
  struct lur_scorecard *card = NULL;
  struct lur_answers *answers = answers_about(run, name);
  lur_status status = LUR_OK;
  item->unheard_of = run->answers && !answers && !run->ask;
  if (run->ask) {
    if (!answers) answers = &asked;
    status = ask(run, name, s->call, answers, &item->diag);
  }
  if (status == LUR_OK)
    status = lur_score(run->rubric, &s->call->measures, &s->call->events, answers, &card, &item->diag);
  if (status == LUR_OK) {
    struct lur_report report = {.recording = &s->recording, .call = s->call, .scorecard = card};
    item->below = is_below(run, card);
    status = print_to_item(run, &report, item);
  }
  lur_scorecard_free(card);
  lur_answers_clear(&asked);
  return status;
}

static void work(void *self, size_t i)
{
  struct run *run = self;
  struct item *item = &run->item[i];
  struct lur_session s = {0};
  item->status = lur_session_run(run->name[i], &run->session, &s, &item->diag);
  if (item->status == LUR_OK) {
    item->status = score(run, run->name[i], &s, item);
    item->damaged = !s.recording.complete;
    if (item->damaged && item->status == LUR_OK)
      (void)lur_diag_set(&item->diag, LUR_BAD_INPUT, run->name[i], 0, 0, "%s", s.recording.problem);
  }
  lur_session_clear(&s);
}

static lur_exit show(void *self, size_t i)
{
  struct run *run = self;
  struct item *item = &run->item[i];
  if (run->as == AS_CSV && !run->shown_header) {
    run->shown_header = true;
    if (lur_report_csv_header(stdout, run->rubric) != LUR_OK) item->status = LUR_IO;
  }
  if (item->text) fwrite(item->text, 1, item->size, stdout);
  if (run->as == AS_TEXT && item->text && run->many) putchar('\n');
  free(item->text);
  item->text = NULL;
  if (item->status != LUR_OK) return lur_say_diag(item->status, &item->diag);
  if (item->unheard_of)
    lur_say(_("%s: there are no answers about this call in %s"), run->name[i], run->answers);
  if (item->damaged) return lur_say_diag(LUR_BAD_INPUT, &item->diag);
  return item->below ? LUR_EXIT_BELOW : LUR_EXIT_DONE;
}

static bool has_questions(const struct lur_rubric *rubric)
{
  for (size_t i = 0; i < rubric->criteria; i++)
    if (lur_criterion_asked(rubric->criterion[i].kind)) return true;
  return false;
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
  lur_exit code = lur_scoring_rubric(run->rubric_name, &run->rubric);
  if (code == LUR_EXIT_DONE && run->answers)
    code = lur_scoring_answers(run->answers, run->rubric->id, &run->answered);
  if (code != LUR_EXIT_DONE) return code;
  if (name_assessor(run) != LUR_OK) return lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
  run->ask = (!run->answers || run->save) && has_questions(run->rubric) && isatty(STDIN_FILENO) &&
             isatty(STDERR_FILENO);
  if (run->ask) run->threads = 1;
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

static lur_exit run_all(struct run *run, size_t n)
{
  lur_exit code = prepare(run);
  if (code != LUR_EXIT_DONE) return code;
  run->item = calloc(n, sizeof *run->item);
  if (!run->item) return lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
  run->many = n > 1;
  run->session.progress = n == 1;
  run->report.language = run->language;
  run->report.colour = run->as == AS_TEXT && lur_colours(STDOUT_FILENO);
  run->report.width = run->as == AS_TEXT ? lur_columns(STDOUT_FILENO) : 0;
  code = lur_pool_run(n, run->threads, work, show, run);
  free(run->item);
  return code;
}

enum {
  OPT_RUBRIC = 256,
  OPT_ANSWERS,
  OPT_ASSESSOR,
  OPT_SAVE,
  OPT_JSON,
  OPT_CSV,
  OPT_LANG,
  OPT_FAIL_UNDER,
  OPT_ROLES,
  OPT_STORE
};
static const struct option options[] = {{"rubric", required_argument, NULL, OPT_RUBRIC},
                                        {"answers", required_argument, NULL, OPT_ANSWERS},
                                        {"assessor", required_argument, NULL, OPT_ASSESSOR},
                                        {"save", required_argument, NULL, OPT_SAVE},
                                        {"json", no_argument, NULL, OPT_JSON},
                                        {"csv", no_argument, NULL, OPT_CSV},
                                        {"lang", required_argument, NULL, OPT_LANG},
                                        {"fail-under", required_argument, NULL, OPT_FAIL_UNDER},
                                        {"roles", required_argument, NULL, OPT_ROLES},
                                        {"store", required_argument, NULL, OPT_STORE},
                                        {0}};

static lur_exit take_option(struct run *run, int which, char *const *argv, const char **language)
{
  switch (which) {
  case OPT_RUBRIC:
    run->rubric_name = optarg;
    return LUR_EXIT_DONE;
  case OPT_ANSWERS:
    run->answers = optarg;
    return LUR_EXIT_DONE;
  case OPT_ASSESSOR:
    run->assessor = optarg;
    return LUR_EXIT_DONE;
  case OPT_SAVE:
    run->save = optarg;
    return LUR_EXIT_DONE;
  case OPT_STORE:
    run->store = optarg;
    return LUR_EXIT_DONE;
  case OPT_JSON:
    run->as = AS_JSON;
    return LUR_EXIT_DONE;
  case OPT_CSV:
    run->as = AS_CSV;
    return LUR_EXIT_DONE;
  case OPT_LANG:
    *language = optarg;
    lur_speak(optarg);
    return LUR_EXIT_DONE;
  case OPT_FAIL_UNDER:
    run->has_limit = true;
    if (lur_number_parse(optarg, 0, 100, &run->limit)) return LUR_EXIT_DONE;
    return lur_say_usage("score", _("--fail-under is a number from 0 to 100, not '%s'"), optarg);
  case OPT_ROLES:
    if (lur_roles_parse(optarg, run->session.role)) return LUR_EXIT_DONE;
    return lur_say_usage("score", _("--roles is 'caller,agent' or 'agent,caller', not '%s'"), optarg);
  case 'j':
    if (lur_count_parse(optarg, 1, 64, &run->threads)) return LUR_EXIT_DONE;
    return lur_say_usage("score", _("-j is a whole number from 1 to 64, not '%s'"), optarg);
  default:
    return lur_say_option("score", which, argv);
  }
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
                                                 .as = (lur_score_form)run->as,
                                                 .has_limit = run->has_limit,
                                                 .limit = run->limit};
  return lur_score_kept(&request);
}

lur_exit cmd_score(int argc, char **argv)
{
  struct run run = {.threads = 1};
  const char *language = NULL;
  opterr = 0;
  for (int which; (which = getopt_long(argc, argv, ":j:", options, NULL)) != -1;) {
    lur_exit code = take_option(&run, which, argv, &language);
    if (code != LUR_EXIT_DONE) return code;
  }
  if (!run.rubric_name)
    return lur_say_usage("score", "%s", _("--rubric is missing; 'lur rubric list' shows what there is"));
  if (optind >= argc) return lur_say_usage("score", "%s", _("no file was named"));
  lur_scoring_language(language, run.language, sizeof run.language);
  if (!lur_all_files(argv + optind, (size_t)(argc - optind)))
    return score_kept(&run, argv + optind, (size_t)(argc - optind));
  if (run.save) {
    lur_exit fit = check_save(&run, argc - optind);
    if (fit != LUR_EXIT_DONE) return fit;
  }
  run.name = argv + optind;
  lur_exit code = run_all(&run, (size_t)(argc - optind));
  lur_answers_list_clear(&run.answered);
  lur_rubric_free(run.rubric);
  return code;
}
