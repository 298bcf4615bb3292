#define _GNU_SOURCE
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/browser_audio.h"
#include "base/atomic_file.h"
#include "base/i18n.h"
#include "cli/cards.h"
#include "cli/command.h"
#include "cli/keep.h"
#include "cli/number.h"
#include "cli/places.h"
#include "cli/pool.h"
#include "cli/report_wave.h"
#include "cli/scoring.h"
#include "cli/session.h"
#include "cli/talk.h"
#include "report/report.h"

const char lur_usage_report[] =
    N_("usage: lur report [OPTION...] FILE...\n"
       "       lur report [--out DIR] [--rubric ID] [--lang L] [--title TEXT] [-j N] [--store DIR] WAVE\n"
       "\n"
       "Makes a folder of pages that open in any browser: one for each call, with its picture, its measures, "
       "its scorecard and a\n"
       "player that jumps to the evidence, and an index, best call first. The pages hold the sound "
       "themselves and need no network.\n"
       "\n"
       "Of a WAVE of the store the index begins with the league, each figure leading to the calls behind it; "
       "beside it lie league.csv,\n"
       "league.json, calls.csv and calls.json.\n"
       "\n"
       "  --out DIR          the folder (default: report)\n"
       "  --rubric R         score the calls with this rubric, a file or the name of one that 'lur rubric "
       "list' shows\n"
       "  --answers FILE     what the assessors answered: YAML, JSON, or CSV with a row for each call\n"
       "  --answers-dir DIR  the same, one file for each call: DIR/CALL.yaml\n"
       "  --lang L           language of the pages: sv, da, nb, nl, en (default: yours)\n"
       "  --roles A,B        who is on channel 0 and 1: caller,agent or agent,caller\n"
       "  --title TEXT       heading of the index\n"
       "  -j N               work on N files at a time\n"
       "  --store DIR        the folder of the store (default: lur's folder among your data)\n"
       "\n"
       "example:\n"
       "  lur report --rubric sm-contactcenter --answers-dir answers --out wave1 calls/*.flac\n");

enum { picture_columns = 1200 };

/// One call: kept until the index is written.
struct page {
  struct lur_session session;
  struct lur_answers_list own;
  struct lur_scorecard *card;
  char stem[256], file[300]; // of the call; of its page
  lur_status status;
  struct lur_diag diag;
  bool unheard_of; // answers were named, and there are none about this call
};

struct run {
  const char *out, *rubric_name, *answers, *answers_dir, *title, *store;
  char language[32];
  struct lur_session_options session;
  struct lur_report_options report;
  struct lur_rubric *rubric;
  struct lur_answers_list answered;
  char **name;
  struct page *page;
  size_t n;
};

static bool is_there(const char *path)
{
  struct stat st;
  return stat(path, &st) == 0;
}

static bool is_folder(const char *path)
{
  struct stat st;
  return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/// The answers about this call: a row of the one file, or a file of its own.
static lur_status find_answers(const struct run *run, struct page *p, const char *name,
                               const struct lur_answers **out)
{
  *out = lur_answers_find(&run->answered, name);
  if (*out || !run->answers_dir) return LUR_OK;
  static const char *const endings[] = {"yaml", "yml", "json"};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.%s", run->answers_dir, p->stem, endings[i]);
    if (!is_there(path)) continue;
    lur_status status = lur_answers_load(path, &p->own, &p->diag);
    if (status == LUR_OK) *out = lur_answers_find(&p->own, name);
    return status;
  }
  return LUR_OK;
}

static lur_status score(const struct run *run, struct page *p, const char *name)
{
  const struct lur_answers *answers = NULL;
  if (!run->rubric) return LUR_OK;
  lur_status status = find_answers(run, p, name, &answers);
  if (status != LUR_OK) return status;
  p->unheard_of = !answers && (run->answers || run->answers_dir);
  const struct lur_call *call = p->session.call;
  return lur_score(run->rubric, &call->measures, &call->events, answers, &p->card, &p->diag);
}

static struct lur_report report_of(const struct page *p)
{
  return (struct lur_report){.recording = &p->session.recording,
                             .call = p->session.call,
                             .scorecard = p->card,
                             .peaks = &p->session.peaks,
                             .title = p->stem};
}

/// Writes OUT/FILE by `write`, whole or not at all.
static lur_status write_file(const struct run *run, const char *file,
                             lur_status (*write)(FILE *, const struct run *, void *), void *what,
                             struct lur_diag *diag)
{
  char path[4096];
  lur_atomic_file *f = NULL;
  snprintf(path, sizeof path, "%s/%s", run->out, file);
  lur_status status = lur_atomic_file_open(path, &f, diag);
  if (status != LUR_OK) return status;
  status = write(lur_atomic_file_stream(f), run, what);
  if (status == LUR_OK) return lur_atomic_file_commit(f, diag);
  lur_atomic_file_discard(f);
  return status;
}

struct page_audio {
  const struct page *page;
  const struct lur_page_audio *audio;
};

static lur_status write_page(FILE *out, const struct run *run, void *what)
{
  const struct page_audio *p = what;
  struct lur_report report = report_of(p->page);
  return lur_report_html(out, &report, p->audio, &run->report);
}

static lur_status make_page(const struct run *run, struct page *p, const char *name)
{
  struct lur_browser_audio sound = {0};
  lur_status status = lur_browser_audio_open(name, &p->session.recording, &sound, &p->diag);
  if (status != LUR_OK) return status;
  struct lur_page_audio audio = {.stream = sound.stream, .media_type = sound.mime};
  status = write_file(run, p->file, write_page, &(struct page_audio){p, &audio}, &p->diag);
  lur_browser_audio_close(&sound);
  return status;
}

static void work(void *self, size_t i)
{
  struct run *run = self;
  struct page *p = &run->page[i];
  const char *name = run->name[i];
  p->status = lur_session_run(name, &run->session, &p->session, &p->diag);
  if (p->status == LUR_OK) p->status = score(run, p, name);
  if (p->status == LUR_OK) p->status = make_page(run, p, name);
  if (p->status != LUR_OK && !p->diag.text[0])
    (void)lur_diag_set(&p->diag, p->status, name, 0, 0, "%s", lur_status_text(p->status));
}

static lur_exit show(void *self, size_t i)
{
  struct run *run = self;
  struct page *p = &run->page[i];
  if (run->n > 1) lur_progress(_("%zu of %zu calls"), i + 1, run->n);
  if (p->status == LUR_OK && p->session.recording.complete && !p->unheard_of) return LUR_EXIT_DONE;
  lur_progress_end();
  if (p->status == LUR_OK && p->unheard_of)
    lur_say(_("%s: there are no answers about this call in %s"), run->name[i],
            run->answers_dir ? run->answers_dir : run->answers);
  if (p->status == LUR_OK && p->session.recording.complete) return LUR_EXIT_DONE;
  if (p->status == LUR_OK)
    (void)lur_diag_set(&p->diag, LUR_BAD_INPUT, run->name[i], 0, 0, "%s", p->session.recording.problem);
  return lur_say_diag(p->status == LUR_OK ? LUR_BAD_INPUT : p->status, &p->diag);
}

static lur_status write_index(FILE *out, const struct run *run, void *what)
{
  (void)what;
  struct lur_index_row *row = calloc(run->n + 1, sizeof *row);
  size_t n = 0;
  if (!row) return LUR_NO_MEM;
  for (size_t i = 0; i < run->n; i++)
    if (run->page[i].status == LUR_OK)
      row[n++] = (struct lur_index_row){report_of(&run->page[i]), run->page[i].file};
  lur_status status = lur_report_html_index(out, row, n, run->title, &run->report);
  free(row);
  return status;
}

static lur_exit print_cards(const struct run *run)
{
  struct lur_card_line *line = calloc(run->n + 1, sizeof *line);
  size_t n = 0;
  if (!line) return lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
  for (size_t i = 0; i < run->n; i++)
    if (run->page[i].status == LUR_OK && run->page[i].card)
      line[n++] = (struct lur_card_line){run->page[i].stem, run->page[i].card};
  lur_exit code = lur_cards_print(line, n, run->language);
  free(line);
  return code;
}

/// Page names: the call's, made unlike those before it.
static void name_pages(struct run *run)
{
  for (size_t i = 0; i < run->n; i++) {
    struct page *p = &run->page[i];
    int copy = 1; // from the number of those of the same name on, or thousands of them would take minutes
    bool taken;
    lur_scoring_stem(run->name[i], p->stem, sizeof p->stem - 8);
    for (size_t k = 0; k < i; k++) copy += strcmp(run->page[k].stem, p->stem) == 0;
    if (copy > 1)
      snprintf(p->file, sizeof p->file, "%s-%d.html", p->stem, copy);
    else
      snprintf(p->file, sizeof p->file, "%s.html", p->stem);
    do {
      taken = strcmp(p->file, "index.html") == 0;
      for (size_t k = 0; k < i && !taken; k++) taken = strcmp(run->page[k].file, p->file) == 0;
      if (taken) snprintf(p->file, sizeof p->file, "%s-%d.html", p->stem, ++copy);
    } while (taken);
  }
}

static lur_exit load(struct run *run)
{
  if (!run->rubric_name && (run->answers || run->answers_dir))
    return lur_say_usage("report", "%s", _("answers need a rubric: give --rubric too"));
  if (run->answers_dir && !is_folder(run->answers_dir)) {
    lur_say(_("%s: there is no such folder; check its name"), run->answers_dir);
    return LUR_EXIT_INPUT;
  }
  if (run->rubric_name) {
    lur_exit code = lur_scoring_rubric(run->rubric_name, &run->rubric);
    if (code != LUR_EXIT_DONE) return code;
  }
  return run->answers ? lur_scoring_answers(run->answers, run->rubric->id, &run->answered) : LUR_EXIT_DONE;
}

static lur_exit make_all(struct run *run, int threads)
{
  struct lur_diag diag = {0};
  if (!lur_place_make(run->out)) return LUR_EXIT_SYSTEM;
  name_pages(run);
  lur_exit code = lur_pool_run(run->n, threads, work, show, run);
  lur_progress_end();
  lur_status status = write_file(run, "index.html", write_index, NULL, &diag);
  if (status != LUR_OK) return lur_exit_worse(code, lur_say_diag(status, &diag));
  if (run->rubric) code = lur_exit_worse(code, print_cards(run));
  printf("%s%s/index.html\n", run->rubric ? "\n" : "", run->out);
  return code;
}

static void clear(struct run *run)
{
  for (size_t i = 0; run->page && i < run->n; i++) {
    lur_session_clear(&run->page[i].session);
    lur_scorecard_free(run->page[i].card);
    lur_answers_list_clear(&run->page[i].own);
  }
  free(run->page);
  lur_answers_list_clear(&run->answered);
  lur_rubric_free(run->rubric);
}

enum { OPT_OUT = 256, OPT_RUBRIC, OPT_ANSWERS, OPT_ANSWERS_DIR, OPT_LANG, OPT_ROLES, OPT_TITLE, OPT_STORE };
static const struct option options[] = {{"out", required_argument, NULL, OPT_OUT},
                                        {"rubric", required_argument, NULL, OPT_RUBRIC},
                                        {"answers", required_argument, NULL, OPT_ANSWERS},
                                        {"answers-dir", required_argument, NULL, OPT_ANSWERS_DIR},
                                        {"lang", required_argument, NULL, OPT_LANG},
                                        {"roles", required_argument, NULL, OPT_ROLES},
                                        {"title", required_argument, NULL, OPT_TITLE},
                                        {"store", required_argument, NULL, OPT_STORE},
                                        {0}};

static lur_exit take_option(struct run *run, int which, char *const *argv, int *threads)
{
  switch (which) {
  case OPT_OUT:
    run->out = optarg;
    return LUR_EXIT_DONE;
  case OPT_RUBRIC:
    run->rubric_name = optarg;
    return LUR_EXIT_DONE;
  case OPT_ANSWERS:
    run->answers = optarg;
    return LUR_EXIT_DONE;
  case OPT_ANSWERS_DIR:
    run->answers_dir = optarg;
    return LUR_EXIT_DONE;
  case OPT_STORE:
    run->store = optarg;
    return LUR_EXIT_DONE;
  case OPT_TITLE:
    run->title = optarg;
    return LUR_EXIT_DONE;
  case OPT_LANG:
    lur_scoring_language(optarg, run->language, sizeof run->language);
    lur_speak(optarg);
    return LUR_EXIT_DONE;
  case OPT_ROLES:
    if (lur_roles_parse(optarg, run->session.role)) return LUR_EXIT_DONE;
    return lur_say_usage("report", _("--roles is 'caller,agent' or 'agent,caller', not '%s'"), optarg);
  case 'j':
    if (lur_count_parse(optarg, 1, 64, threads)) return LUR_EXIT_DONE;
    return lur_say_usage("report", _("-j is a whole number from 1 to 64, not '%s'"), optarg);
  default:
    return lur_say_option("report", which, argv);
  }
}

static lur_exit report_wave(const struct run *run, char *const *name, int n, int threads)
{
  int64_t call;
  if (n > 1 || lur_name_kind_of(name[0], &call) == LUR_NAME_CALL)
    return lur_say_usage("report", "%s", _("name one wave, or files"));
  if (run->answers || run->answers_dir)
    return lur_say_usage("report", "%s", _("answers about calls of the store are given to 'lur score'"));
  const struct lur_report_wave_request request = {.wave = name[0],
                                                  .store = run->store,
                                                  .out = run->out,
                                                  .rubric = run->rubric_name,
                                                  .title = run->title,
                                                  .language = run->language,
                                                  .threads = threads};
  return lur_report_wave(&request);
}

lur_exit cmd_report(int argc, char **argv)
{
  struct run run = {.out = "report", .session = {.columns = picture_columns}};
  int threads = 1, which;
  opterr = 0;
  lur_scoring_language(NULL, run.language, sizeof run.language);
  while ((which = getopt_long(argc, argv, ":j:", options, NULL)) != -1) {
    lur_exit code = take_option(&run, which, argv, &threads);
    if (code != LUR_EXIT_DONE) return code;
  }
  if (optind >= argc) return lur_say_usage("report", "%s", _("no file was named"));
  if (!lur_all_files(argv + optind, (size_t)(argc - optind)))
    return report_wave(&run, argv + optind, argc - optind, threads);
  run.name = argv + optind;
  run.n = (size_t)(argc - optind);
  run.report.language = run.language;
  run.session.progress = run.n == 1;
  run.page = calloc(run.n, sizeof *run.page);
  lur_exit code = run.page ? load(&run) : lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
  if (code == LUR_EXIT_DONE) code = make_all(&run, threads);
  clear(&run);
  return code;
}
