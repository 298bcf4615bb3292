#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/command.h"
#include "cli/keep.h"
#include "cli/options.h"
#include "cli/revisions.h"
#include "cli/rows.h"
#include "cli/scoring.h"
#include "cli/talk.h"
#include "report/utf8.h"
#include "report/words.h"

const char lur_usage_show[] =
    N_("usage: lur show [OPTION...] CALL\n"
       "\n"
       "Shows a call of the store, as in c12: where it belongs, its measures, its newest scorecard, and who "
       "changed what of it.\n"
       "\n"
       "  --rubric ID        the scorecard of that rubric\n"
       "  --json             one line of JSON: the call, its analysis, its scorecard and its revisions\n"
       "  --csv              a table for spreadsheets\n"
       "  --path             where its sound lies, a line for each file\n"
       "  --lang LANG        language of the rubric's texts: sv, da, nb, nl, en ... (default: the user's)\n"
       "  --store DIR        the folder of the store (default: lur's folder among your data)\n"
       "\n"
       "example:\n"
       "  lur show c12\n");

struct run {
  const char *store, *rubric;
  char language[LUR_LANGUAGE_SIZE];
  lur_form as;
  bool path;
};

static lur_exit print_paths(const lur_store *store, const struct lur_store_call *call)
{
  char path[4096];
  if (call->source == LUR_STORE_DOCUMENT) {
    lur_say("%s", _("there is no sound of this call: it was taken in as an analysis made elsewhere"));
    return LUR_EXIT_INPUT;
  }
  for (size_t i = 0; i < call->audios; i++) {
    lur_status status = lur_store_audio_path(store, &call->audio[i], path, sizeof path);
    if (status != LUR_OK) return lur_say_diag(status, &(struct lur_diag){0});
    puts(path);
  }
  return LUR_EXIT_DONE;
}

/// A document of one line, without the newline.
static void put_document(const char *key, const char *document)
{
  printf(",\"%s\":", key);
  if (document)
    fwrite(document, 1, strcspn(document, "\n"), stdout);
  else
    fputs("null", stdout);
}

/// What else is known, as an object by name.
static lur_status put_facts(const struct lur_store_call *call)
{
  struct lur_table table = {.columns = call->facts};
  for (size_t i = 0; i < call->facts; i++) lur_table_put(&table, call->fact[i].name);
  for (size_t i = 0; i < call->facts; i++) lur_table_put(&table, call->fact[i].text);
  fputs(",\"facts\":", stdout);
  if (call->facts && table.status == LUR_OK)
    lur_table_json_row(&table, 1, stdout);
  else
    fputs("{}", stdout);
  lur_status status = table.status;
  lur_table_clear(&table);
  return status;
}

/// Of the scorecard that is shown, and those before it.
static lur_status load_revisions(lur_store *store, const struct lur_kept *kept, struct lur_revisions *out,
                                 struct lur_diag *diag)
{
  const struct lur_store_row *row = &kept->entry->row;
  return row->scorecard.id ? lur_revisions_load(store, row->call.id, row->scorecard.rubric, out, diag)
                           : LUR_OK;
}

static lur_status print_json(const struct lur_kept *kept, const struct lur_revisions *revisions)
{
  struct lur_table table = lur_rows_begin(false);
  lur_rows_add(&table, &kept->entry->row, false, NULL);
  lur_status status = table.status;
  if (status == LUR_OK) {
    fputs("{\"call\":", stdout);
    lur_table_json_row(&table, 1, stdout);
    status = put_facts(&kept->entry->row.call);
    put_document("analysis", kept->entry->analysis);
    put_document("scorecard", kept->entry->scorecard);
    fputs(",\"revisions\":", stdout);
    if (status == LUR_OK) status = lur_revisions_json(revisions, stdout);
    fputs("}\n", stdout);
  }
  lur_table_clear(&table);
  return status;
}

static void put_fact(const char *name, const char *value)
{
  enum { COLUMN = 14 };
  size_t width = lur_utf8_width(name);
  if (value[0]) printf("  %s%*s %s\n", name, width < COLUMN ? (int)(COLUMN - width) : 0, "", value);
}

/// What telephone systems and people tell beside the sound, in words; by the name of the fact.
static const char *fact_words(const char *name)
{
  static const struct {
    const char *name, *words;
  } known[] = {
      {"title", N_("title")},          {"id", N_("telephone id")},          {"caller_number", N_("calling")},
      {"called_number", N_("called")}, {"customer_number", N_("customer")}, {"consent", N_("consent")},
      {"device", N_("device")}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strcmp(name, known[i].name) == 0) return _(known[i].words);
  return NULL;
}

static const char *either(const char *title, const char *name)
{
  return title && title[0] ? title : name;
}

/// Where the call belongs, in a few lines above what was measured.
static void print_head(const struct lur_kept *kept)
{
  const struct lur_store_row *row = &kept->entry->row;
  char added[LUR_WHEN_SIZE], file[1024];
  printf("%s  %s\n", kept->name, lur_kept_file(&row->call, file, sizeof file));
  put_fact(_("wave"), either(row->wave_title, row->call.wave));
  put_fact(_("participant"), either(row->participant_title, row->call.participant));
  put_fact(_("agent"), row->call.agent);
  put_fact(_("assessor"), row->call.assessor);
  for (size_t i = 0; i < row->call.facts; i++) {
    const char *words = fact_words(row->call.fact[i].name);
    if (words) put_fact(words, row->call.fact[i].text);
  }
  put_fact(_("made"), kept->when);
  if (row->call.source == LUR_STORE_DOCUMENT) put_fact(_("sound"), _("none: an analysis made elsewhere"));
  put_fact(_("added"), lur_kept_when(&row->call.added, added, sizeof added));
  putchar('\n');
}

static lur_status print_text(const struct run *run, const struct lur_kept *kept,
                             const struct lur_revisions *revisions)
{
  const struct lur_report report = lur_kept_report(kept, NULL);
  const struct lur_report_options options = {
      .language = run->language, .colour = lur_colours(STDOUT_FILENO), .width = lur_columns(STDOUT_FILENO)};
  print_head(kept);
  lur_status status = lur_report_text(stdout, &report, &options);
  if (status == LUR_OK && revisions->n > 1)
    lur_revisions_print(revisions, kept->rubric, run->language, stdout);
  return status;
}

static lur_status print_csv(const struct lur_kept *kept)
{
  const struct lur_report report = lur_kept_report(kept, NULL);
  lur_status status = lur_report_csv_header(stdout, kept->card ? kept->rubric : NULL);
  return status == LUR_OK ? lur_report_csv_row(stdout, &report, kept->card ? kept->rubric : NULL) : status;
}

static lur_exit print(const struct run *run, lur_store *store, const struct lur_kept *kept)
{
  struct lur_revisions revisions = {0};
  struct lur_diag diag = {0};
  if (run->path) return print_paths(store, &kept->entry->row.call);
  if (run->as != LUR_AS_JSON && !kept->call) {
    lur_say(_("%s is not analysed yet; 'lur analyse %s' does it"), kept->name, kept->name);
    return LUR_EXIT_INPUT;
  }
  if (run->rubric && !kept->entry->row.scorecard.id) {
    lur_say(_("%s has no scorecard of the rubric '%s'; 'lur score %s --rubric %s' makes one"), kept->name,
            run->rubric, kept->name, run->rubric);
    return LUR_EXIT_INPUT;
  }
  lur_status status = load_revisions(store, kept, &revisions, &diag);
  if (status == LUR_OK)
    status = run->as == LUR_AS_JSON  ? print_json(kept, &revisions)
             : run->as == LUR_AS_CSV ? print_csv(kept)
                                     : print_text(run, kept, &revisions);
  lur_revisions_clear(&revisions);
  // What standard output did not take is noticed at the end of the program.
  return status == LUR_OK || status == LUR_IO ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
}

static lur_exit show(const struct run *run, int64_t id)
{
  lur_store *store;
  struct lur_kept kept = {0};
  struct lur_diag diag = {0};
  lur_exit code = lur_keep_open(run->store, LUR_STORE_READ, &store);
  if (code != LUR_EXIT_DONE) return code;
  lur_status status = lur_kept_load(store, id, run->rubric, NULL, &kept, &diag);
  code = status == LUR_OK ? print(run, store, &kept) : lur_say_diag(status, &diag);
  lur_kept_clear(&kept);
  lur_store_close(store);
  return code;
}

lur_exit cmd_show(int argc, char **argv)
{
  struct run run = {0};
  int64_t id;
  const struct lur_option options[] = {{"rubric", .text = &run.rubric},
                                       {"json", .form = &run.as, .as = LUR_AS_JSON},
                                       {"csv", .form = &run.as, .as = LUR_AS_CSV},
                                       {"path", .flag = &run.path},
                                       {"lang", .take = lur_take_language, .place = run.language},
                                       {"store", .text = &run.store},
                                       {0}};
  lur_scoring_language(NULL, run.language, sizeof run.language);
  lur_exit code = lur_options_take(options, argc, argv);
  if (code != LUR_EXIT_DONE) return code;
  if (optind + 1 != argc) return lur_say_usage("show", "%s", _("name one call, as in c12"));
  if (!lur_store_call_id(argv[optind], &id))
    return lur_say_usage("show", _("'%s' is no call; calls are named as in c12, and 'lur list' lists them"),
                         argv[optind]);
  return show(&run, id);
}
