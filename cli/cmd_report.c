#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/browser_audio.h"
#include "base/i18n.h"
#include "cli/cards.h"
#include "cli/command.h"
#include "cli/keep.h"
#include "cli/named.h"
#include "cli/options.h"
#include "cli/places.h"
#include "cli/pool.h"
#include "cli/report_wave.h"
#include "cli/results.h"
#include "cli/scoring.h"
#include "cli/session.h"
#include "cli/talk.h"
#include "report/report.h"

const char lur_usage_report[] = N_(
    "usage: lur report [OPTION...] FILE...\n"
    "       lur report [--out DIR] [--rubric ID] [--lang L] [--title TEXT] [-j N] [--store DIR] WAVE\n"
    "       lur report --results DIR [--participant P] [--named] [--sound] [--earlier WAVE] [OPTION...] "
    "WAVE\n"
    "\n"
    "Makes a folder of pages that open in any browser: one for each call, with its picture, its measures, "
    "its scorecard and a\n"
    "player that jumps to the evidence, and an index, best call first. The pages hold the sound "
    "themselves and need no network.\n"
    "\n"
    "Of a WAVE of the store the index begins with the league and what luck allows each, each name leading to "
    "the "
    "calls behind it;\n"
    "beside it lie league.csv, league.json, calls.csv and calls.json.\n"
    "\n"
    "  --out DIR          the folder (default: report)\n"
    "  --rubric R         score the calls with this rubric, a file or the name of one that 'lur rubric "
    "list' shows\n"
    "  --answers FILE     what the assessors answered: YAML, JSON, or CSV with a row for each call\n"
    "  --answers-dir DIR  the same, one file for each call: DIR/CALL.yaml\n"
    "  --lang L           language of the pages: sv, da, nb, nl, en (default: yours)\n"
    "  --roles A,B        who is on the left and on the right channel: caller,agent or agent,caller\n"
    "  --title TEXT       heading of the index\n"
    "  -j N               work on N files at a time\n"
    "  --results DIR      of a wave, what its participants are handed: DIR/PARTICIPANT with the result and a "
    "page for the "
    "manager,\n"
    "                     and DIR/index.html with the leagues for whoever runs the wave\n"
    "  --html --pdf --csv --json  only these of the results\n"
    "  --participant P    only this one's\n"
    "  --named            competitors by their names, not by letters\n"
    "  --sound            pages of results play the evidence\n"
    "  --round final      results of the final, which is ranked apart\n"
    "  --earlier WAVE     the wave to compare with (default: the newest before it by the same rubric; none: "
    "\"\")\n"
    "  --store DIR        the folder of the store (default: lur's folder among your data)\n"
    "\n"
    "examples:\n"
    "  lur report --rubric sm-contactcenter --answers-dir answers --out wave1 calls/*.flac\n"
    "  lur report --results handed-out --sound autumn\n");

enum { picture_columns = 1200 };

/// One call, from work to show.
struct page {
  struct lur_session session;
  struct lur_answers_list own;
  struct lur_scorecard *card;
  struct lur_index_row row;
  lur_status status;
  struct lur_diag diag;
  bool unheard_of; // answers were named, and there are none about this call
};

/// What a call and its page are called.
struct names {
  char *stem, *file;
};

struct run {
  const char *out, *rubric_name, *answers, *answers_dir, *title, *store;
  char language[LUR_LANGUAGE_SIZE];
  struct lur_session_options session;
  struct lur_report_options report;
  struct lur_rubric *rubric;
  struct lur_answers_list answered;
  char **name;
  struct names *names;
  struct page **page;        // those that are being made
  struct lur_index_row *row; // of those that are made
  size_t n, rows;
  struct lur_cards cards;
  struct lur_count count;
  struct lur_results_request results; // .out NULL: not asked for
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
static lur_status find_answers(const struct run *run, struct page *p, size_t i,
                               const struct lur_answers **out)
{
  const char *name = run->name[i];
  *out = lur_answers_find(&run->answered, name);
  if (*out || !run->answers_dir) return LUR_OK;
  static const char *const endings[] = {"yaml", "yml", "json"};
  for (size_t e = 0; e < sizeof endings / sizeof *endings; e++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.%s", run->answers_dir, run->names[i].stem, endings[e]);
    if (!is_there(path)) continue;
    lur_status status = lur_answers_load(path, &p->own, &p->diag);
    if (status == LUR_OK) *out = lur_answers_find(&p->own, name);
    return status;
  }
  return LUR_OK;
}

static lur_status score(const struct run *run, struct page *p, size_t i)
{
  const struct lur_answers *answers = NULL;
  if (!run->rubric) return LUR_OK;
  lur_status status = find_answers(run, p, i, &answers);
  if (status != LUR_OK) return status;
  p->unheard_of = !answers && (run->answers || run->answers_dir);
  const struct lur_call *call = p->session.call;
  return lur_score(run->rubric, &call->measures, &call->events, answers, &p->card, &p->diag);
}

static struct lur_report report_of(const struct page *p, const char *title)
{
  return (struct lur_report){.recording = &p->session.recording,
                             .call = p->session.call,
                             .scorecard = p->card,
                             .peaks = &p->session.peaks,
                             .title = title};
}

static lur_status write_into(const struct run *run, const char *file, lur_place_writer *write, void *self,
                             struct lur_diag *diag)
{
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", run->out, file);
  return lur_place_write(path, write, self, diag);
}

struct sounding {
  const struct lur_report *report;
  const struct lur_page_audio *audio;
  const struct lur_report_options *options;
};

static lur_status write_page(FILE *out, void *self)
{
  const struct sounding *s = self;
  return lur_report_html(out, s->report, s->audio, s->options);
}

static lur_status make_page(const struct run *run, struct page *p, size_t i)
{
  struct lur_browser_audio sound = {0};
  const struct lur_report report = report_of(p, run->names[i].stem);
  lur_status status = lur_browser_audio_open(run->name[i], &p->session.recording, &sound, &p->diag);
  if (status != LUR_OK) return status;
  const struct lur_page_audio audio = {.stream = sound.stream, .media_type = sound.mime};
  struct sounding page = {&report, &audio, &run->report};
  status = write_into(run, run->names[i].file, write_page, &page, &p->diag);
  lur_browser_audio_close(&sound);
  if (status != LUR_OK) return status;
  return lur_index_row_make(&report, run->names[i].file, &run->report, &p->row);
}

static void work(void *self, size_t i)
{
  struct run *run = self;
  struct page *p = run->page[i] = calloc(1, sizeof *p);
  if (!p) return;
  p->status = lur_session_run(run->name[i], &run->session, &p->session, &p->diag);
  if (p->status == LUR_OK) p->status = score(run, p, i);
  if (p->status == LUR_OK) p->status = make_page(run, p, i);
  if (p->status != LUR_OK && !p->diag.text[0])
    (void)lur_diag_set(&p->diag, p->status, run->name[i], 0, 0, "%s", lur_status_text(p->status));
}

/// Takes over what is needed when the call itself is let go.
static lur_status take_over(struct run *run, struct page *p, size_t i)
{
  if (p->status != LUR_OK) return p->status;
  run->row[run->rows++] = p->row;
  p->row = (struct lur_index_row){0};
  return p->card ? lur_cards_add(&run->cards, run->names[i].stem, p->card) : LUR_OK;
}

static lur_exit say(const struct run *run, const struct page *p, size_t i, lur_status status)
{
  struct lur_diag diag = p->diag;
  bool damaged = status == LUR_OK && !p->session.recording.complete;
  if (status == LUR_OK && !damaged && !p->unheard_of) return LUR_EXIT_DONE;
  lur_progress_end();
  if (status == LUR_OK && p->unheard_of)
    lur_say(_("%s: there are no answers about this call in %s"), run->name[i],
            run->answers_dir ? run->answers_dir : run->answers);
  if (status == LUR_OK && !damaged) return LUR_EXIT_DONE;
  if (damaged)
    (void)lur_diag_set(&diag, LUR_BAD_INPUT, run->name[i], 0, 0, "%s", p->session.recording.problem);
  return lur_say_diag(damaged ? LUR_BAD_INPUT : status, &diag);
}

static void free_page(struct page *p)
{
  lur_session_clear(&p->session);
  lur_scorecard_free(p->card);
  lur_answers_list_clear(&p->own);
  lur_index_row_clear(&p->row);
  free(p);
}

static lur_exit show(void *self, size_t i)
{
  struct run *run = self;
  struct page *p = run->page[i];
  lur_count_show(&run->count, i + 1, run->n);
  if (!p) return lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
  lur_exit code = say(run, p, i, take_over(run, p, i));
  free_page(p);
  run->page[i] = NULL;
  return code;
}

static lur_status write_index(FILE *out, void *self)
{
  const struct run *run = self;
  return lur_report_html_index(out, run->row, run->rows, run->title, &run->report);
}

/// Whether the first n pages have that name, or the index.
static bool is_taken(const struct names *names, size_t n, const char *file)
{
  bool taken = strcmp(file, "index.html") == 0;
  for (size_t k = 0; k < n && !taken; k++) taken = strcmp(names[k].file, file) == 0;
  return taken;
}

/// Page names: the call's, made unlike those before it.
static lur_status name_pages(struct run *run)
{
  char stem[256], file[300];
  for (size_t i = 0; i < run->n; i++) {
    struct names *own = &run->names[i];
    int copy = 1; // from the number of those of the same name on, or thousands of them would take minutes
    lur_scoring_stem(run->name[i], stem, sizeof stem - 8);
    for (size_t k = 0; k < i; k++) copy += strcmp(run->names[k].stem, stem) == 0;
    if (copy > 1)
      snprintf(file, sizeof file, "%s-%d.html", stem, copy);
    else
      snprintf(file, sizeof file, "%s.html", stem);
    while (is_taken(run->names, i, file)) snprintf(file, sizeof file, "%s-%d.html", stem, ++copy);
    own->stem = strdup(stem);
    own->file = strdup(file);
    if (!own->stem || !own->file) return LUR_NO_MEM;
  }
  return LUR_OK;
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
    lur_exit code = lur_named_rubric(run->rubric_name, run->store, &run->rubric, NULL);
    if (code != LUR_EXIT_DONE) return code;
  }
  return run->answers ? lur_scoring_answers(run->answers, run->rubric->id, &run->answered) : LUR_EXIT_DONE;
}

static lur_exit make_all(struct run *run, int threads)
{
  struct lur_diag diag = {0};
  if (!lur_place_make(run->out)) return LUR_EXIT_SYSTEM;
  run->names = calloc(run->n, sizeof *run->names);
  run->page = calloc(run->n, sizeof *run->page);
  run->row = calloc(run->n, sizeof *run->row);
  lur_status status = run->names && run->page && run->row ? name_pages(run) : LUR_NO_MEM;
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  lur_exit code = lur_pool_run(run->n, threads, work, show, run);
  lur_progress_end();
  status = write_into(run, "index.html", write_index, run, &diag);
  if (status != LUR_OK) return lur_exit_worse(code, lur_say_diag(status, &diag));
  code = lur_exit_worse(code, lur_cards_print(&run->cards, run->language));
  printf("%s%s/index.html\n", run->rubric ? "\n" : "", run->out);
  return code;
}

static void clear(struct run *run)
{
  for (size_t i = 0; i < run->rows; i++) lur_index_row_clear(&run->row[i]);
  for (size_t i = 0; run->names && i < run->n; i++) {
    free(run->names[i].stem);
    free(run->names[i].file);
  }
  free(run->names);
  free(run->page);
  free(run->row);
  lur_cards_clear(&run->cards);
  lur_answers_list_clear(&run->answered);
  lur_rubric_free(run->rubric);
}

static lur_exit report_wave(const struct run *run, char *const *name, int n, int threads)
{
  int64_t call;
  if (n > 1 || lur_name_kind_of(name[0], &call) == LUR_NAME_CALL)
    return lur_say_usage("report", "%s", _("name one wave, or files"));
  if (run->answers || run->answers_dir)
    return lur_say_usage("report", "%s", _("answers about calls of the store are given to 'lur score'"));
  if (run->results.out) {
    struct lur_results_request results = run->results;
    results.wave = name[0];
    results.store = run->store;
    results.rubric = run->rubric_name;
    results.language = run->language;
    results.threads = threads;
    return lur_results_report(&results);
  }
  const struct lur_report_wave_request request = {.wave = name[0],
                                                  .store = run->store,
                                                  .out = run->out,
                                                  .rubric = run->rubric_name,
                                                  .title = run->title,
                                                  .language = run->language,
                                                  .threads = threads};
  return lur_report_wave(&request);
}

/// What is said of results makes sense only where they are asked for, of a wave.
static lur_exit check_results(const struct lur_results_request *results, const char *out, bool files)
{
  bool said = results->participant || results->earlier || results->rules.round > 0 || results->named ||
              results->sound || results->html || results->pdf || results->csv || results->json;
  if (said && !results->out)
    return lur_say_usage("report", "%s", _("say with --results DIR where results go"));
  if ((results->out && !results->out[0]) || !out[0])
    return lur_say_usage("report", _("--%s is the folder that pages go into, not ''"),
                         out[0] ? "results" : "out");
  if (results->out && files) return lur_say_usage("report", "%s", _("results are those of a wave; name one"));
  return LUR_EXIT_DONE;
}

lur_exit cmd_report(int argc, char **argv)
{
  struct run run = {.out = "report",
                    .session = {.columns = picture_columns},
                    .results = {.rules = lur_rank_asked_nothing()}};
  int threads = 1;
  const struct lur_option options[] = {{"out", .text = &run.out},
                                       {"rubric", .text = &run.rubric_name},
                                       {"answers", .text = &run.answers},
                                       {"answers-dir", .text = &run.answers_dir},
                                       {"lang", .take = lur_take_language, .place = run.language},
                                       {"roles", .take = lur_take_roles, .place = run.session.role},
                                       {"title", .text = &run.title},
                                       {"j", .take = lur_take_threads, .place = &threads},
                                       {"store", .text = &run.store},
                                       {"results", .text = &run.results.out},
                                       {"participant", .text = &run.results.participant},
                                       {"earlier", .text = &run.results.earlier},
                                       {"round", .take = lur_take_rank_round, .place = &run.results.rules},
                                       {"named", .flag = &run.results.named},
                                       {"sound", .flag = &run.results.sound},
                                       {"html", .flag = &run.results.html},
                                       {"pdf", .flag = &run.results.pdf},
                                       {"csv", .flag = &run.results.csv},
                                       {"json", .flag = &run.results.json},
                                       {0}};
  lur_scoring_language(NULL, run.language, sizeof run.language);
  lur_exit code = lur_options_take(options, argc, argv);
  if (code != LUR_EXIT_DONE) return code;
  if (optind >= argc) return lur_say_usage("report", "%s", _("no file was named"));
  code = check_results(&run.results, run.out, lur_all_files(argv + optind, (size_t)(argc - optind)));
  if (code != LUR_EXIT_DONE) return code;
  if (!lur_all_files(argv + optind, (size_t)(argc - optind)))
    return report_wave(&run, argv + optind, argc - optind, threads);
  run.name = argv + optind;
  run.n = (size_t)(argc - optind);
  run.report.language = run.language;
  run.session.progress = run.n == 1;
  code = load(&run);
  if (code == LUR_EXIT_DONE) code = make_all(&run, threads);
  clear(&run);
  return code;
}
