#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/analyser.h"
#include "base/i18n.h"
#include "cli/command.h"
#include "cli/keep.h"
#include "cli/number.h"
#include "cli/options.h"
#include "cli/places.h"
#include "cli/pool.h"
#include "cli/scoring.h"
#include "cli/session.h"
#include "cli/talk.h"
#include "report/features.h"
#include "report/report.h"
#include "report/words.h"

const char lur_usage_analyse[] = N_(
    "usage: lur analyse [OPTION...] FILE|CALL|WAVE...\n"
    "\n"
    "FILE is a recording (WAV, FLAC, MP3, Ogg, AIFF, AU, CAF ...), '-' for standard input, or two mono "
    "files as the two\n"
    "sides of one call, 'caller.wav+agent.wav'. CALL is one of the store, as in c12, which is analysed anew; "
    "its older analysis\n"
    "is kept beside. WAVE means those of its calls that this version of lur has not analysed yet.\n"
    "\n"
    "  --json             one line of JSON for each file (docs/analysis-document.md)\n"
    "  --csv              a table, one row for each file\n"
    "  --plot OUT         also a picture, OUT.svg or OUT.png; with several files OUT is a folder\n"
    "  --plot-features OUT  also a picture of what the analysis sees and decides, for whoever tunes it\n"
    "  --from S, --to S   of that stretch only, in seconds\n"
    "  --roles A,B        who is on the left and on the right channel: caller,agent or agent,caller\n"
    "  --dead-air S       shortest silence that counts as dead air, in seconds (default 4)\n"
    "  --sha256           also the file's SHA-256 digest\n"
    "  -j N               work on N files at a time\n"
    "  --store DIR        the folder of the store (default: lur's folder among your data)\n"
    "\n"
    "example:\n"
    "  lur analyse call.wav\n"
    "  lur analyse --json -j 2 calls/*.flac > calls.jsonl\n");

/// What becomes of one file, from work to show.
struct item {
  char *text;
  size_t size;
  lur_status status;
  struct lur_diag diag, plot_diag;
  bool damaged;
  char *document;                // of a call: what the store is to keep
  struct lur_measures *measures; // and its figures
};

struct run {
  lur_form as;
  const char *plot, *features;
  struct lur_frame_views frames; // of the stretch that --plot-features shows
  bool many, shown_header;
  struct lur_session_options session;
  struct lur_report_options report;
  char language[LUR_LANGUAGE_SIZE];
  const char *store;
  struct lur_targets targets;
  struct item *item;
  struct lur_count count;
};

/// A name without its folder.
static const char *base_of(const struct lur_target *target)
{
  const char *slash = strrchr(target->name, '/');
  return slash ? slash + 1 : target->name;
}

/// The picture's file: OUT itself, or OUT/NAME.svg when there are many files; those of the same name in other
/// folders get OUT/NAME-2.svg ...
static char *plot_path(const struct run *run, const struct lur_target *target)
{
  char *path = NULL;
  const char *base = base_of(target);
  size_t copy = 1;
  if (!run->many) return strdup(run->plot);
  for (const struct lur_target *t = run->targets.at; t < target; t++) copy += strcmp(base_of(t), base) == 0;
  int n = copy == 1 ? asprintf(&path, "%s/%s.svg", run->plot, base)
                    : asprintf(&path, "%s/%s-%zu.svg", run->plot, base, copy);
  return n < 0 ? NULL : path;
}

static bool ends_in(const char *path, const char *ending)
{
  const char *dot = strrchr(path, '.');
  return dot && strcmp(dot, ending) == 0;
}

static lur_picture_format format_of(const char *path)
{
  return ends_in(path, ".png") ? LUR_PICTURE_PNG : LUR_PICTURE_SVG;
}

struct picture {
  const struct lur_report *report;
  const struct lur_frame_views *frames; // NULL: of the call, for people
  lur_picture_format format;
};

static lur_status draw(FILE *out, void *self)
{
  const struct picture *p = self;
  const struct lur_report_options options = {0};
  if (p->frames) return lur_report_features(out, p->report, p->frames, p->format, &options);
  return lur_report_plot(out, p->report, p->format, &options);
}

static lur_status plot(const struct run *run, const struct lur_report *report,
                       const struct lur_target *target, struct lur_diag *diag)
{
  char *path = plot_path(run, target);
  if (!path) return LUR_NO_MEM;
  struct picture picture = {report, NULL, format_of(path)};
  lur_status status = lur_place_write(path, draw, &picture, diag);
  free(path);
  return status;
}

static lur_status plot_features(const struct run *run, const struct lur_report *report, struct lur_diag *diag)
{
  struct picture picture = {report, &run->frames, format_of(run->features)};
  if (run->frames.channel[0].n) return lur_place_write(run->features, draw, &picture, diag);
  return lur_diag_set(diag, LUR_BAD_INPUT, report->recording->name, 0, 0, "%s",
                      _("there is nothing between --from and --to"));
}

static lur_status write_result(const struct run *run, const struct lur_report *report, FILE *out)
{
  if (run->as == LUR_AS_JSON) return lur_report_json(out, report);
  if (run->as == LUR_AS_CSV) return lur_report_csv_row(out, report, NULL);
  return lur_report_text(out, report, &run->report);
}

/// What the store is to keep of a call.
static lur_status keep(const struct lur_target *target, struct lur_session *s, struct item *item)
{
  char *file = strdup(target->file);
  if (!file) return LUR_NO_MEM;
  free(s->recording.name);
  s->recording.name = file;
  memcpy(s->sha256, target->sha256, sizeof s->sha256);
  item->document = lur_kept_document(s, file, s->sha256[0] ? s->sha256 : NULL);
  item->measures = malloc(sizeof *item->measures);
  if (!item->document || !item->measures) return LUR_NO_MEM;
  *item->measures = s->call->measures;
  return LUR_OK;
}

static lur_status print_to_item(const struct run *run, const struct lur_report *report, struct item *item)
{
  FILE *out = open_memstream(&item->text, &item->size);
  lur_status status = out ? write_result(run, report, out) : LUR_NO_MEM;
  return out && fclose(out) != 0 ? LUR_NO_MEM : status;
}

static lur_status finish(const struct run *run, const struct lur_target *target, struct lur_session *s,
                         struct item *item)
{
  lur_status status = target->call ? keep(target, s, item) : LUR_OK;
  const struct lur_report report = {.recording = &s->recording,
                                    .call = s->call,
                                    .peaks = run->session.columns ? &s->peaks : NULL,
                                    .sha256 = s->sha256[0] ? s->sha256 : NULL};
  if (status == LUR_OK) status = print_to_item(run, &report, item);
  if (status == LUR_OK && run->plot) status = plot(run, &report, target, &item->plot_diag);
  if (status == LUR_OK && run->features) status = plot_features(run, &report, &item->plot_diag);
  item->damaged = !s->recording.complete;
  if (item->damaged)
    (void)lur_diag_set(&item->diag, LUR_BAD_INPUT, target->name, 0, 0, "%s", s->recording.problem);
  return status;
}

static void work(void *self, size_t i)
{
  struct run *run = self;
  struct item *item = &run->item[i];
  const struct lur_target *target = &run->targets.at[i];
  struct lur_session_options options = run->session;
  struct lur_session s = {0};
  if (target->call) {
    options.sha256 = false; // the store knows it
    if (options.role[0] == LUR_ROLE_NONE) {
      memcpy(options.role, target->role, sizeof options.role);
      options.roles_from = target->roles_from;
    }
    options.notes = &target->notes;
    options.dropouts = &target->dropouts;
  }
  if (target->path[0])
    item->status = lur_session_run(target->path, &options, &s, &item->diag);
  else
    item->status =
        lur_diag_set(&item->diag, LUR_BAD_INPUT, "", 0, 0, "%s",
                     _("there is no sound of this call: it was taken in as an analysis made elsewhere"));
  if (item->status == LUR_OK)
    item->status = finish(run, target, &s, item);
  else if (target->call)
    snprintf(item->diag.file, sizeof item->diag.file, "%s", target->name);
  lur_session_clear(&s);
}

/// A call's new analysis becomes part of the store before it is shown.
static lur_status store(struct run *run, size_t i)
{
  struct item *item = &run->item[i];
  int64_t id;
  if (item->status != LUR_OK || !item->document) return item->status;
  const struct lur_store_analysis analysis = {
      .analyser = LUR_ANALYSER_VERSION, .document = item->document, .measures = item->measures};
  return lur_store_add_analysis(run->targets.store, run->targets.at[i].call, &analysis, &id, &item->diag);
}

static void clear_item(struct item *item)
{
  free(item->text);
  free(item->document);
  free(item->measures);
  item->text = item->document = NULL;
  item->measures = NULL;
}

static lur_exit show(void *self, size_t i)
{
  struct run *run = self;
  struct item *item = &run->item[i];
  struct lur_diag damage = item->diag;
  lur_exit code = LUR_EXIT_DONE;
  if (item->damaged) item->diag.text[0] = '\0';
  item->status = store(run, i);
  if (run->as == LUR_AS_CSV && !run->shown_header) {
    run->shown_header = true;
    if (lur_report_csv_header(stdout, NULL) != LUR_OK) item->status = LUR_IO;
  }
  if (item->text && (item->status == LUR_OK || item->plot_diag.text[0])) {
    fwrite(item->text, 1, item->size, stdout);
    if (run->as == LUR_AS_TEXT && run->many) putchar('\n');
  }
  clear_item(item);
  // Where results run over the terminal they are progress enough.
  if (!isatty(STDOUT_FILENO)) lur_count_show(&run->count, i + 1, run->targets.n);
  if (item->damaged || item->status != LUR_OK) lur_progress_end();
  if (item->damaged) code = lur_say_diag(LUR_BAD_INPUT, &damage);
  if (item->status == LUR_OK) return code;
  return lur_exit_worse(code,
                        lur_say_diag(item->status, item->plot_diag.text[0] ? &item->plot_diag : &item->diag));
}

static lur_exit run_all(struct run *run, int threads)
{
  size_t n = run->targets.n;
  run->item = calloc(n, sizeof *run->item);
  if (!run->item) return lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
  run->session.progress = n == 1;
  if (run->plot) run->session.columns = 1200;
  run->report.colour = run->as == LUR_AS_TEXT && lur_colours(STDOUT_FILENO);
  run->report.width = run->as == LUR_AS_TEXT ? lur_columns(STDOUT_FILENO) : 0;
  if (run->as == LUR_AS_TEXT) // the decimal sign goes with the words
    run->report.language = lur_scoring_language(NULL, run->language, sizeof run->language);
  lur_exit code = lur_pool_run(n, threads, work, show, run);
  lur_progress_end();
  free(run->item);
  return code;
}

/// Files, calls, and of waves what is due.
static lur_exit find_and_run(struct run *run, char **name, size_t n, int threads)
{
  const struct lur_store_filter due = {.due = LUR_STORE_DUE_ANALYSIS, .analyser = LUR_ANALYSER_VERSION};
  lur_exit code = lur_targets_find(name, n, run->store, &due, &run->targets);
  run->many = n > 1 || run->targets.n > 1;
  if (run->targets.n == 0) {
    if (code == LUR_EXIT_DONE) lur_say("%s", _("this version of lur has analysed all of it already"));
    return code;
  }
  if (run->features && run->many) return lur_say_usage("analyse", "%s", _("--plot-features shows one file"));
  if (run->plot && run->many && !lur_place_make(run->plot)) return LUR_EXIT_SYSTEM;
  return lur_exit_worse(code, run_all(run, threads));
}

static lur_exit take_dead_air(void *place, const char *command, const char *value)
{
  if (lur_number_parse(value, 0.5, 3600, place)) return LUR_EXIT_DONE;
  return lur_say_usage(command, _("--dead-air is a number of seconds from 0.5 to 3600, not '%s'"), value);
}

static lur_exit take_second(void *place, const char *command, const char *value)
{
  if (lur_number_parse(value, 0, 1e6, place)) return LUR_EXIT_DONE;
  return lur_say_usage(command, _("--from and --to are numbers of seconds, not '%s'"), value);
}

static lur_exit check_features(struct run *run)
{
  if (!run->features && (run->frames.from_s > 0 || run->frames.to_s > 0))
    return lur_say_usage("analyse", "%s", _("--from and --to belong to --plot-features"));
  if (!run->features) return LUR_EXIT_DONE;
  run->session.frames = &run->frames;
  if (run->frames.to_s > 0 && run->frames.to_s <= run->frames.from_s)
    return lur_say_usage("analyse", "%s", _("--to must come after --from"));
  if (ends_in(run->features, ".svg") || ends_in(run->features, ".png")) return LUR_EXIT_DONE;
  return lur_say_usage("analyse", _("--plot-features writes a file that ends in .svg or .png, not '%s'"),
                       run->features);
}

/// One picture has an ending that says of what kind; those of a wave go into a folder.
static bool is_picture_or_folder(const char *plot, const char *name)
{
  int64_t call;
  if (ends_in(plot, ".svg") || ends_in(plot, ".png")) return true;
  return lur_name_kind_of(name, &call) == LUR_NAME_WAVE && !strchr(lur_words_base_name(plot), '.');
}

lur_exit cmd_analyse(int argc, char **argv)
{
  struct run run = {0};
  int threads = 1;
  const struct lur_option options[] = {{"json", .form = &run.as, .as = LUR_AS_JSON},
                                       {"csv", .form = &run.as, .as = LUR_AS_CSV},
                                       {"plot", .text = &run.plot},
                                       {"plot-features", .text = &run.features},
                                       {"from", .take = take_second, .place = &run.frames.from_s},
                                       {"to", .take = take_second, .place = &run.frames.to_s},
                                       {"roles", .take = lur_take_roles, .place = run.session.role},
                                       {"dead-air", .take = take_dead_air, .place = &run.session.dead_air_s},
                                       {"sha256", .flag = &run.session.sha256},
                                       {"j", .take = lur_take_threads, .place = &threads},
                                       {"store", .text = &run.store},
                                       {0}};
  lur_exit code = lur_options_take(options, argc, argv);
  if (code != LUR_EXIT_DONE) return code;
  if (optind >= argc) return lur_say_usage("analyse", "%s", _("no file was named"));
  if (run.plot && argc - optind == 1 && !is_picture_or_folder(run.plot, argv[optind]))
    return lur_say_usage("analyse", _("--plot writes a file that ends in .svg or .png, not '%s'"), run.plot);
  code = check_features(&run);
  if (code != LUR_EXIT_DONE) return code;
  code = find_and_run(&run, argv + optind, (size_t)(argc - optind), threads);
  lur_targets_clear(&run.targets);
  lur_frame_views_clear(&run.frames);
  return code;
}
