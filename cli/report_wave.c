#define _GNU_SOURCE
#include "cli/report_wave.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/browser_audio.h"
#include "base/i18n.h"
#include "cli/cards.h"
#include "cli/keep.h"
#include "cli/league.h"
#include "cli/places.h"
#include "cli/pool.h"
#include "cli/results_read.h"
#include "cli/rows.h"
#include "cli/scoring.h"
#include "cli/talk.h"

enum { picture_columns = 1200 };

/// One call, from work to show.
struct page {
  struct lur_kept kept;
  struct lur_peaks peaks;
  char title[300], file[32];
  struct lur_index_row row;
  lur_status status;
  struct lur_diag diag;
};

/// What the index and the tables need of all calls.
struct shown {
  struct lur_index_row *row;
  const char **participant; // of each row; owned
  size_t rows;
  struct lur_cards cards;
  struct lur_table calls;
};

struct run {
  const struct lur_report_wave_request *request;
  lur_store *store;
  pthread_mutex_t lock; // one thread at a time in the store and its rubrics
  struct lur_kept_rubrics rubrics;
  struct lur_store_ranking *ranking;
  struct lur_results leagues; // without leagues where nothing counts yet
  struct lur_report_options report;
  int64_t *id;
  struct page **page; // those that are being made
  size_t n;
  struct shown shown;
  struct lur_count count;
};

static lur_status write_into(const struct run *run, const char *file, lur_place_writer *write, void *self,
                             struct lur_diag *diag)
{
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", run->request->out, file);
  return lur_place_write(path, write, self, diag);
}

static struct lur_report report_of(const struct page *p)
{
  struct lur_report report = lur_kept_report(&p->kept, p->title);
  if (p->kept.entry->row.call.source != LUR_STORE_DOCUMENT) report.peaks = &p->peaks;
  return report;
}

struct sounding {
  const struct page *page;
  const struct lur_page_audio *audio;
  const struct lur_report_options *options;
};

static lur_status write_page(FILE *out, void *self)
{
  const struct sounding *s = self;
  const struct lur_report report = report_of(s->page);
  return lur_report_html(out, &report, s->audio, s->options);
}

static lur_status make_page(const struct run *run, struct page *p)
{
  char path[8192];
  struct lur_browser_audio sound = {0};
  lur_status status = lur_kept_path(run->store, &p->kept.entry->row.call, path, sizeof path);
  bool silent = !path[0];
  if (status == LUR_OK && !silent) status = lur_peaks_read(path, NULL, picture_columns, &p->peaks, &p->diag);
  if (status == LUR_OK && !silent) status = lur_browser_audio_open(path, NULL, &sound, &p->diag);
  if (status != LUR_OK) return status;
  const struct lur_page_audio audio = {.stream = sound.stream, .media_type = sound.mime};
  struct sounding page = {p, silent ? NULL : &audio, &run->report};
  status = write_into(run, p->file, write_page, &page, &p->diag);
  lur_browser_audio_close(&sound);
  return status;
}

static lur_status load(struct run *run, size_t i, struct page *p)
{
  char stem[256], file[1024];
  const char *rubric = run->ranking->rubric[0] ? run->ranking->rubric : NULL;
  pthread_mutex_lock(&run->lock);
  lur_status status = lur_kept_load(run->store, run->id[i], rubric, &run->rubrics, &p->kept, &p->diag);
  pthread_mutex_unlock(&run->lock);
  if (status != LUR_OK) return status;
  if (!p->kept.call)
    return lur_diag_set(&p->diag, LUR_BAD_INPUT, "", 0, 0,
                        _("%s is not analysed yet; 'lur analyse %s' does it"), p->kept.name, p->kept.name);
  lur_kept_file(&p->kept.entry->row.call, file, sizeof file);
  snprintf(p->title, sizeof p->title, "%s %s", p->kept.name, lur_scoring_stem(file, stem, sizeof stem));
  snprintf(p->file, sizeof p->file, "%s.html", p->kept.name);
  return LUR_OK;
}

static void work(void *self, size_t i)
{
  struct run *run = self;
  struct page *p = run->page[i] = calloc(1, sizeof *p);
  if (!p) return;
  p->status = load(run, i, p);
  if (p->status == LUR_OK) p->status = make_page(run, p);
  if (p->status == LUR_OK) {
    const struct lur_report report = report_of(p);
    p->status = lur_index_row_make(&report, p->file, &run->report, &p->row);
  }
  if (p->status != LUR_OK && !p->diag.text[0])
    (void)lur_diag_set(&p->diag, p->status, p->kept.name, 0, 0, "%s", lur_status_text(p->status));
}

/// Takes over what is needed when the call itself is let go.
static lur_status take_over(struct shown *shown, struct page *p)
{
  if (p->kept.entry) lur_rows_add(&shown->calls, &p->kept.entry->row, false, NULL);
  if (p->status != LUR_OK || !p->kept.entry) return p->status;
  char *participant = strdup(p->kept.entry->row.call.participant);
  if (!participant) return LUR_NO_MEM;
  shown->participant[shown->rows] = participant;
  shown->row[shown->rows++] = p->row;
  p->row = (struct lur_index_row){0};
  return p->kept.card ? lur_cards_add(&shown->cards, p->title, p->kept.card) : LUR_OK;
}

static void free_page(struct page *p)
{
  lur_kept_clear(&p->kept);
  lur_peaks_clear(&p->peaks);
  lur_index_row_clear(&p->row);
  free(p);
}

static lur_exit show(void *self, size_t i)
{
  struct run *run = self;
  struct page *p = run->page[i];
  struct lur_diag diag = {0};
  lur_count_show(&run->count, i + 1, run->n);
  lur_status status = p ? take_over(&run->shown, p) : LUR_NO_MEM;
  if (p) {
    diag = p->diag;
    free_page(p);
  }
  run->page[i] = NULL;
  if (status == LUR_OK) return LUR_EXIT_DONE;
  lur_progress_end();
  return lur_say_diag(status, &diag);
}

static lur_status write_index(FILE *out, void *self)
{
  const struct run *run = self;
  return lur_report_html_league(out, run->ranking, &run->leagues.wave, run->shown.row, run->shown.participant,
                                run->shown.rows, run->request->title, &run->report);
}

typedef void printer(const struct lur_table *table, FILE *out);
/// A table and how it is to be written.
struct printed {
  const struct lur_table *table;
  printer *print;
};

static lur_status write_table(FILE *out, void *self)
{
  const struct printed *p = self;
  p->print(p->table, out);
  return ferror(out) ? LUR_IO : LUR_OK;
}

static lur_status write_tables(const struct run *run, struct lur_diag *diag)
{
  struct lur_table league = lur_league_table(run->ranking, false, NULL);
  const struct lur_table *calls = &run->shown.calls;
  lur_status status = league.status == LUR_OK ? calls->status : league.status;
  const struct {
    const char *file;
    struct printed printed;
  } all[] = {{"league.csv", {&league, lur_table_csv}},
             {"league.json", {&league, lur_table_json}},
             {"calls.csv", {calls, lur_table_csv}},
             {"calls.json", {calls, lur_table_json}}};
  for (size_t i = 0; i < sizeof all / sizeof *all && status == LUR_OK; i++) {
    struct printed printed = all[i].printed;
    status = write_into(run, all[i].file, write_table, &printed, diag);
  }
  lur_table_clear(&league);
  return status;
}

/// The scorecards best to worst, the league, and where the pages are.
static lur_exit print_result(struct run *run)
{
  struct lur_table table = lur_league_table(run->ranking, true, run->request->language);
  lur_exit code = table.status == LUR_OK ? lur_cards_print(&run->shown.cards, run->request->language)
                                         : lur_say_diag(table.status, &(struct lur_diag){0});
  if (table.status == LUR_OK) {
    printf("%s%s\n\n", run->shown.cards.n ? "\n" : "", run->ranking->title);
    lur_table_print(&table, stdout);
    fflush(stdout); // the page's name is the last line, also where both streams go to one terminal
    lur_league_say(run->ranking);
    printf("\n%s/index.html\n", run->request->out);
  }
  lur_table_clear(&table);
  return code;
}

static lur_exit make_all(struct run *run)
{
  struct lur_diag diag = {0};
  if (!lur_place_make(run->request->out)) return LUR_EXIT_SYSTEM;
  run->page = calloc(run->n + 1, sizeof *run->page);
  run->shown.row = calloc(run->n + 1, sizeof *run->shown.row);
  run->shown.participant = calloc(run->n + 1, sizeof *run->shown.participant);
  if (!run->page || !run->shown.row || !run->shown.participant) return lur_say_diag(LUR_NO_MEM, &diag);
  run->shown.calls = lur_rows_begin(false);
  pthread_mutex_init(&run->lock, NULL);
  lur_exit code = lur_pool_run(run->n, run->request->threads, work, show, run);
  pthread_mutex_destroy(&run->lock);
  lur_progress_end();
  lur_status status = write_tables(run, &diag);
  if (status == LUR_OK) status = write_into(run, "index.html", write_index, run, &diag);
  if (status != LUR_OK) return lur_exit_worse(code, lur_say_diag(status, &diag));
  return lur_exit_worse(code, print_result(run));
}

static lur_exit find_and_make(struct run *run)
{
  struct lur_diag diag = {0};
  const struct lur_store_filter filter = {
      .wave = run->request->wave, .rubric = run->request->rubric, .order = LUR_STORE_OLDEST_FIRST};
  lur_status status =
      lur_store_rank(run->store, run->request->wave, run->request->rubric, &run->ranking, &diag);
  if (status == LUR_OK) status = lur_kept_ids(run->store, &filter, &run->id, &run->n, &diag);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  const struct lur_results_wish wish = {.wave = run->request->wave,
                                        .rubric = run->request->rubric,
                                        .language = run->request->language,
                                        .rules = lur_rank_asked_nothing()};
  lur_exit code = lur_results_read_leagues(run->store, &wish, &run->leagues);
  return code == LUR_EXIT_DONE ? make_all(run) : code;
}

static void clear_shown(struct shown *shown)
{
  for (size_t i = 0; i < shown->rows; i++) {
    lur_index_row_clear(&shown->row[i]);
    free((char *)shown->participant[i]);
  }
  free(shown->row);
  free(shown->participant);
  lur_cards_clear(&shown->cards);
  lur_table_clear(&shown->calls);
}

lur_exit lur_report_wave(const struct lur_report_wave_request *request)
{
  struct run run = {.request = request, .report = {.language = request->language}};
  lur_exit code = lur_keep_open(request->store, LUR_STORE_READ, &run.store);
  if (code == LUR_EXIT_DONE) code = find_and_make(&run);
  clear_shown(&run.shown);
  lur_kept_rubrics_clear(&run.rubrics);
  free(run.page);
  free(run.id);
  lur_results_clear(&run.leagues);
  lur_store_ranking_free(run.ranking);
  lur_store_close(run.store);
  return code;
}
