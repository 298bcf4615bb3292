#include "cli/results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "cli/keep.h"
#include "cli/places.h"
#include "cli/pool.h"
#include "cli/results_clip.h"
#include "cli/results_read.h"
#include "cli/talk.h"
#include "report/result_words.h"

struct made {
  lur_status status;
  struct lur_diag diag;
};

struct run {
  const struct lur_results_request *request;
  lur_store *store;
  struct lur_clips *clips; // NULL: nothing is played
  struct lur_results results;
  struct lur_result_options options;
  size_t *entrant; // those that are handed something
  struct made *made;
  size_t n;
  struct lur_count count;
};

// ---- Files

typedef lur_status writer(FILE *out, const struct lur_result *result,
                          const struct lur_result_options *options);
struct writing {
  writer *write;
  const struct lur_result *result;
  const struct lur_result_options *options;
};

static lur_status write_result(FILE *out, void *self)
{
  const struct writing *w = self;
  return w->write(out, w->result, w->options);
}

static bool is_wanted(const struct lur_results_request *request, const char *ending)
{
  if (!request->html && !request->pdf && !request->csv && !request->json) return true;
  return (request->html && strcmp(ending, "html") == 0) || (request->pdf && strcmp(ending, "pdf") == 0) ||
         (request->csv && strcmp(ending, "csv") == 0) || (request->json && strcmp(ending, "json") == 0);
}

static lur_status write_files(const struct run *run, const struct lur_result *result, const char *folder,
                              struct lur_diag *diag)
{
  static const struct {
    const char *name, *ending;
    writer *write;
  } all[] = {{"result", "html", lur_result_html},        {"result", "pdf", lur_result_pdf},
             {"manager", "html", lur_result_brief_html}, {"manager", "pdf", lur_result_brief_pdf},
             {"result", "csv", lur_result_csv},          {"result", "json", lur_result_json}};
  lur_status status = LUR_OK;
  for (size_t i = 0; i < sizeof all / sizeof *all && status == LUR_OK; i++) {
    char path[4400];
    struct writing w = {all[i].write, result, &run->options};
    if (!is_wanted(run->request, all[i].ending)) continue;
    snprintf(path, sizeof path, "%s/%s.%s", folder, all[i].name, all[i].ending);
    status = lur_place_write(path, write_result, &w, diag);
  }
  return status;
}

static void folder_of(const struct run *run, size_t entrant, char *out, size_t size)
{
  snprintf(out, size, "%s/%s", run->request->out, run->results.of->field.entrant[entrant].name);
}

static void work(void *self, size_t i)
{
  struct run *run = self;
  struct made *made = &run->made[i];
  struct lur_result *result = NULL;
  char folder[4200];
  folder_of(run, run->entrant[i], folder, sizeof folder);
  made->status = lur_result_make(&run->results.wave, run->entrant[i], run->request->named, &result);
  if (made->status == LUR_OK) made->status = write_files(run, result, folder, &made->diag);
  lur_result_free(result);
}

static lur_exit show(void *self, size_t i)
{
  struct run *run = self;
  lur_count_show(&run->count, i + 1, run->n);
  if (run->made[i].status == LUR_OK) return LUR_EXIT_DONE;
  lur_progress_end();
  return lur_say_diag(run->made[i].status, &run->made[i].diag);
}

// ---- For whoever runs the wave

struct overview {
  const struct run *run;
  const char **href; // of each entrant
};

static lur_status write_overview(FILE *out, void *self)
{
  const struct overview *o = self;
  return lur_result_overview_html(out, &o->run->results.wave, o->href, &o->run->options);
}

/// The names of the pages that the overview leads to.
static const char **hrefs_of(const struct run *run)
{
  const struct lur_field *field = &run->results.of->field;
  const char **href = calloc(field->entrants + 1, sizeof *href);
  const char *file = is_wanted(run->request, "html")  ? "result.html"
                     : is_wanted(run->request, "pdf") ? "result.pdf"
                                                      : NULL;
  for (size_t i = 0; href && file && i < run->n; i++) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", field->entrant[run->entrant[i]].name, file);
    href[run->entrant[i]] = strdup(path);
  }
  return href;
}

static lur_status make_overview(const struct run *run, struct lur_diag *diag)
{
  char path[4200];
  struct overview overview = {run, hrefs_of(run)};
  if (!overview.href) return LUR_NO_MEM;
  snprintf(path, sizeof path, "%s/index.html", run->request->out);
  lur_status status = lur_place_write(path, write_overview, &overview, diag);
  for (size_t i = 0; i < run->results.of->field.entrants; i++) free((char *)overview.href[i]);
  free(overview.href);
  return status;
}

struct picture {
  const struct run *run;
  const struct lur_league *league;
  const struct lur_result_line *line;
  lur_picture_format format;
};

static lur_status write_picture(FILE *out, void *self)
{
  const struct picture *p = self;
  const struct lur_result_wave *wave = &p->run->results.wave;
  char title[2 * LUR_RESULT_TEXT], league[LUR_RESULT_TEXT];
  lur_result_league_text(p->league, league);
  snprintf(title, sizeof title, "%.300s%s%s", wave->title, league[0] ? " · " : "", league);
  return lur_league_picture(out, p->format, p->league, p->line, p->league->places, title, wave,
                            p->run->options.language);
}

/// Classes are numbered in the names of files: they may be called anything.
static lur_status make_pictures(const struct run *run, size_t i, struct lur_diag *diag)
{
  static const char *const endings[] = {
      [LUR_PICTURE_SVG] = "svg", [LUR_PICTURE_PNG] = "png", [LUR_PICTURE_PDF] = "pdf"};
  const struct lur_league *league = run->results.wave.league[i];
  struct lur_result_line *line = NULL;
  lur_status status = lur_result_lines_make(&run->results.of->field, league, SIZE_MAX, true, &line);
  for (int format = 0; format < 3 && status == LUR_OK; format++) {
    char path[4300], number[32] = "";
    struct picture picture = {run, league, line, (lur_picture_format)format};
    if (run->results.wave.leagues > 1) snprintf(number, sizeof number, "-%zu", i + 1);
    snprintf(path, sizeof path, "%s/league%s.%s", run->request->out, number, endings[format]);
    status = lur_place_write(path, write_picture, &picture, diag);
  }
  lur_result_lines_free(line, league->places);
  return status;
}

static lur_exit make_all_known(const struct run *run)
{
  struct lur_diag diag = {0};
  lur_status status = make_overview(run, &diag);
  for (size_t i = 0; i < run->results.wave.leagues && status == LUR_OK; i++)
    status = make_pictures(run, i, &diag);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  printf("%s/index.html\n", run->request->out);
  return LUR_EXIT_DONE;
}

// ---- The run

static bool takes_part(const struct lur_result_wave *wave, size_t entrant)
{
  for (size_t l = 0; l < wave->leagues; l++)
    for (size_t p = 0; p < wave->league[l]->places; p++)
      if (wave->league[l]->place[p].entrant == entrant) return true;
  return false;
}

static lur_exit choose(struct run *run)
{
  const struct lur_field *field = &run->results.of->field;
  const char *only = run->request->participant;
  run->entrant = calloc(field->entrants + 1, sizeof *run->entrant);
  run->made = calloc(field->entrants + 1, sizeof *run->made);
  if (!run->entrant || !run->made) return lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
  for (size_t i = 0; i < field->entrants; i++)
    if (takes_part(&run->results.wave, i) && (!only || strcasecmp(only, field->entrant[i].name) == 0))
      run->entrant[run->n++] = i;
  if (run->n) return LUR_EXIT_DONE;
  if (!only) {
    lur_say(_("nobody of %s has a call in that round"), run->results.of->wave);
    return LUR_EXIT_INPUT;
  }
  lur_say(_("%s takes no part in %s; 'lur list %s' shows who does"), only, run->results.of->wave,
          run->results.of->wave);
  return LUR_EXIT_INPUT;
}

static lur_exit make_folders(const struct run *run)
{
  for (size_t i = 0; i < run->n; i++) {
    char folder[4200];
    folder_of(run, run->entrant[i], folder, sizeof folder);
    if (!lur_place_make(folder)) return LUR_EXIT_SYSTEM;
  }
  return LUR_EXIT_DONE;
}

static lur_exit make_all(struct run *run)
{
  lur_exit code = choose(run);
  if (code == LUR_EXIT_DONE) code = make_folders(run);
  if (code != LUR_EXIT_DONE) return code;
  code = lur_pool_run(run->n, run->request->threads, work, show, run);
  lur_progress_end();
  if (!run->request->participant) return lur_exit_worse(code, make_all_known(run));
  char folder[4200];
  folder_of(run, run->entrant[0], folder, sizeof folder);
  printf("%s\n", folder);
  return code;
}

static lur_exit read_and_make(struct run *run)
{
  const struct lur_results_request *request = run->request;
  const struct lur_results_wish wish = {.wave = request->wave,
                                        .rubric = request->rubric,
                                        .language = request->language,
                                        .earlier = request->earlier,
                                        .rules = request->rules};
  lur_exit code = lur_results_read(run->store, &wish, &run->results);
  return code == LUR_EXIT_DONE ? make_all(run) : code;
}

static lur_exit open_clips(struct run *run)
{
  if (!run->request->sound) return LUR_EXIT_DONE;
  run->clips = lur_clips_new(run->store);
  run->options.clip = lur_results_clip;
  run->options.self = run->clips;
  return run->clips ? LUR_EXIT_DONE : lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
}

lur_exit lur_results_report(const struct lur_results_request *request)
{
  struct run run = {.request = request, .options = {.language = request->language}};
  lur_exit code = lur_keep_open(request->store, LUR_STORE_READ, &run.store);
  if (code == LUR_EXIT_DONE) code = open_clips(&run);
  if (code == LUR_EXIT_DONE) code = read_and_make(&run);
  lur_clips_free(run.clips);
  lur_results_clear(&run.results);
  free(run.entrant);
  free(run.made);
  lur_store_close(run.store);
  return code;
}
