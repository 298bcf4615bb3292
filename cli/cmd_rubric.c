#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/command.h"
#include "cli/named.h"
#include "cli/options.h"
#include "cli/places.h"
#include "cli/rubric_life.h"
#include "cli/rubric_new.h"
#include "cli/scoring.h"
#include "cli/talk.h"
#include "report/rubric_page.h"
#include "report/text_out.h"
#include "report/utf8.h"
#include "rubrics/definitions.h"
#include "rubrics/library.h"

const char lur_usage_rubric[] =
    N_("usage: lur rubric list [--lang LANG]\n"
       "       lur rubric show RUBRIC [--lang LANG] [--yaml|--markdown]\n"
       "       lur rubric measures [--lang LANG]\n"
       "       lur rubric new [OPTION...] FILE\n"
       "       lur rubric check [--wave WAVE] FILE...\n"
       "       lur rubric diff RUBRIC RUBRIC [--json|--csv] [--lang LANG]\n"
       "       lur rubric publish [--by NAME] FILE\n"
       "\n"
       "RUBRIC is a file, or the name of one that 'list' shows; of one that was published, NAME@VERSION "
       "means that version.\n"
       "\n"
       "  list               the rubrics that can be named\n"
       "  show               what a rubric asks and measures, its weights and points\n"
       "  measures           all that lur can measure, by the names that rubrics use\n"
       "  new                begins a rubric file: asks what you want in the terminal, or takes it from "
       "the options below\n"
       "  check              everything that is wrong with rubric files, with line and column, and what is "
       "weak\n"
       "  diff               what was added, removed and changed from the first to the second\n"
       "  publish            keeps a rubric in the store for good: what its version says never changes "
       "again\n"
       "  --lang LANG        language of what is shown: sv, da, nb, nl, en ... (default: yours)\n"
       "  --yaml             write it as a rubric file\n"
       "  --markdown         write it as a page for those who are judged by it\n"
       "  --wave WAVE        also what is weak over the calls of that wave\n"
       "  --by NAME          who publishes it\n"
       "  --json, --csv      the differences for other programs\n"
       "  --store DIR        the folder of the store (default: lur's folder among your data)\n"
       "\n"
       "for new:\n"
       "  --title TITLE      what people call it\n"
       "  --id ID            its short name (default: made of the title)\n"
       "  --measures LIST    what is measured, with commas between: waiting, menus, holds, interruptions, "
       "overlap,\n"
       "                     silence, balance; or none\n"
       "  --ask QUESTION     a question to the assessor, answered with yes, partly or no; may be given "
       "several times\n"
       "\n"
       "Own rubrics are found by name in the folders of LUR_RUBRICS (separated by ':').\n"
       "How rubric files are written: docs/rubrics.md\n"
       "\n"
       "example:\n"
       "  lur rubric show measured --lang sv\n");

struct options {
  char language[LUR_LANGUAGE_SIZE];
  bool yaml, markdown;
  struct lur_rubric_request request;
  struct lur_rubric_start start;
};

// list

/// Whether one of the first n files has that id: it is the one that is found by this name.
static bool is_hidden(const struct lur_library *library, size_t n, const char *id)
{
  bool hidden = false;
  for (size_t i = 0; i < n && !hidden; i++) {
    struct lur_rubric *rubric = NULL;
    struct lur_diags faults = {0};
    hidden = lur_rubric_load(library->path[i], &rubric, &faults) == LUR_OK && strcmp(rubric->id, id) == 0;
    lur_rubric_free(rubric);
    lur_diags_clear(&faults);
  }
  return hidden;
}

static void list_one(const struct lur_library *library, size_t i, const char *language)
{
  const char *path = library->path[i];
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  if (lur_rubric_load(path, &rubric, &faults) != LUR_OK)
    lur_say(_("%s is no valid rubric; 'lur rubric check %s' says why"), path, path);
  else if (!is_hidden(library, i, rubric->id))
    printf("%-18s %-8s %s\n", rubric->id, rubric->version, lur_texts_pick(&rubric->title, language));
  lur_rubric_free(rubric);
  lur_diags_clear(&faults);
}

static lur_exit list(const struct options *o)
{
  char folders[4096];
  struct lur_library library = {0};
  lur_status status = lur_library_list(lur_place_rubrics(folders, sizeof folders), &library);
  if (status != LUR_OK) return lur_say_diag(status, &(struct lur_diag){0});
  for (size_t i = 0; i < library.n; i++) list_one(&library, i, o->language);
  if (library.n == 0)
    lur_say(_("there are no rubrics in %s; name a folder with rubrics in LUR_RUBRICS"), folders);
  lur_exit code = library.n ? LUR_EXIT_DONE : LUR_EXIT_INPUT;
  lur_library_clear(&library);
  return lur_exit_worse(code, lur_rubric_list_published(&o->request));
}

// show

/// A text on lines that fit the terminal, so many columns in.
static void show_texts(int indent, const struct lur_texts *texts, const char *language)
{
  struct lur_text_out o = {.out = stdout, .width = lur_columns(STDOUT_FILENO)};
  const char *text = lur_texts_pick(texts, language);
  if (!*text) return;
  lur_text_to(&o, indent);
  lur_text_wrap(&o, indent, LUR_STYLE_PLAIN, text);
  lur_text_line(&o);
}

static void show_weight(double weight, lur_weight_from from)
{
  if (weight == 0)
    printf(" (%s)", _("noted, no points"));
  else if (from == LUR_FROM_SOURCE)
    printf(_(" (weight %.6g, from the source)"), weight);
  else if (from == LUR_FROM_LUR)
    printf(_(" (weight %.6g, lur's own)"), weight);
  else
    printf(_(" (weight %.6g)"), weight);
}

/// What a criterion counts for: its weight, or in a rubric of points the most it gives.
static void show_counts(const struct lur_rubric *rubric, const struct lur_criterion *c)
{
  if (c->counts == LUR_COUNTS_EXCLUDED)
    printf(" (%s)", _("shown, does not count"));
  else if (rubric->points <= 0 || c->counts == LUR_COUNTS_NOTED)
    show_weight(c->weight, c->weight_from);
  else
    printf(" (%.6g %s)", c->weight, _("points"));
}

static const char *grave_word(lur_gravity gravity)
{
  return gravity == LUR_GRAVITY_FATAL ? _("fatal: the total is 0") : _("critical");
}

static void show_answers(const struct lur_criterion *c, const char *language)
{
  for (size_t i = 0; i < c->answers; i++) {
    const struct lur_answer *a = &c->answer[i];
    printf("        %-8s %6.6g  %s", a->id, a->points, lur_answer_title(a, language));
    if (a->gravity != LUR_GRAVITY_NONE)
      printf(" (%s, %s)", grave_word(a->gravity), _(lur_fault_kind_title(a->kind)));
    putchar('\n');
    show_texts(25, &a->help, language);
    show_texts(25, &a->example, language);
  }
}

/// The steps of a scale that have words; their points stand in the curve.
static void show_steps(const struct lur_criterion *c, const char *language)
{
  for (size_t i = 0; i < c->answers; i++) {
    const struct lur_answer *a = &c->answer[i];
    printf("        %-8s %s", a->id, lur_answer_title(a, language));
    if (a->gravity != LUR_GRAVITY_NONE)
      printf(" (%s, %s)", grave_word(a->gravity), _(lur_fault_kind_title(a->kind)));
    putchar('\n');
    show_texts(17, &a->help, language);
    show_texts(17, &a->example, language);
  }
}

/// A value as people write it: ratios in per cent, counts bare.
static void show_value(double value, const char *unit)
{
  if (strcmp(unit, "1") == 0)
    printf("%.6g %%", value * 100);
  else if (strcmp(unit, "n") == 0 || !*unit)
    printf("%.6g", value);
  else
    printf("%.6g %s", value, unit);
}

static void show_curve(const struct lur_criterion *c)
{
  if (c->points.n == 0) return;
  printf("        %s", _("points:"));
  for (size_t i = 0; i < c->points.n; i++) {
    fputs(i ? ", " : " ", stdout);
    show_value(c->points.at[i].value, lur_criterion_unit(c));
    printf(" → %.6g", c->points.at[i].points);
  }
  putchar('\n');
}

static void show_wave_scale(const struct lur_wave_scale *scale)
{
  if (!scale->given) return;
  fputs("        ", stdout);
  printf(scale->low_is_better ? _("The lowest mean of the wave gives %.6g points, the highest %.6g, with a "
                                  "straight line between.")
                              : _("The highest mean of the wave gives %.6g points, the lowest %.6g, with a "
                                  "straight line between."),
         scale->best, scale->worst);
  putchar('\n');
}

static void show_limit(const struct lur_limit *limit)
{
  if (limit->gravity != LUR_GRAVITY_NONE)
    printf(_("        below %.6g points: %s, %s\n"), limit->below, grave_word(limit->gravity),
           _(lur_fault_kind_title(limit->kind)));
}

static const char *moment_words(lur_moment moment)
{
  return moment == LUR_MOMENT_DAY    ? _("answer: a date")
         : moment == LUR_MOMENT_TIME ? _("answer: a time of day")
                                     : _("answer: a date and a time");
}

static const char *several_words(lur_combine combine)
{
  return combine == LUR_COMBINE_SUM    ? _("answer: any of these; their points are added")
         : combine == LUR_COMBINE_BEST ? _("answer: any of these; the best one counts")
                                       : _("answer: any of these; the worst one counts");
}

static void show_how(const struct lur_criterion *c, const char *language)
{
  switch (c->kind) {
  case LUR_CRITERION_MEASURE:
    printf(_("        measured: %s (%s)\n"), _(lur_measure_table[c->measure].title),
           lur_measure_table[c->measure].name);
    break;
  case LUR_CRITERION_VALUE:
    printf(_("        measured: %s\n"), c->value.text);
    break;
  case LUR_CRITERION_SCALE:
    printf(_("        answer: a whole number from %g to %g\n"), c->from, c->to);
    show_steps(c, language);
    break;
  case LUR_CRITERION_NUMBER:
    printf(_("        answer: a number from %g to %g %s\n"), c->from, c->to, lur_criterion_unit(c));
    break;
  case LUR_CRITERION_TEXT:
    printf("        %s\n", _("answer: a free text"));
    break;
  case LUR_CRITERION_DATE:
    printf("        %s\n", moment_words(c->moment));
    break;
  case LUR_CRITERION_SEVERAL:
    printf("        %s\n", several_words(c->combine));
    show_answers(c, language);
    break;
  case LUR_CRITERION_CHOICE:
    show_answers(c, language);
    break;
  }
}

static void show_conditions(const struct lur_criterion *c, const char *language)
{
  if (c->ask_when.text) printf("        %s: %s\n", _("Asked only when"), c->ask_when.text);
  if (c->not_applicable_when.text)
    printf(_("        does not apply when: %s\n"), c->not_applicable_when.text);
  show_texts(8, &c->not_applicable_because, language);
  if (c->na_refused) printf("        %s\n", _("The assessor may not set it aside."));
  if (!c->has_comment_below) return;
  fputs("        ", stdout);
  printf(_("Below %.6g points a comment must say why."), c->comment_below);
  putchar('\n');
}

static void show_criterion(const struct lur_rubric *rubric, const struct lur_criterion *c,
                           const char *language)
{
  printf("    %s [%s]", lur_texts_pick(&c->title, language), c->id);
  if (c->kind != LUR_CRITERION_TEXT && c->kind != LUR_CRITERION_DATE) show_counts(rubric, c);
  putchar('\n');
  if (strcmp(lur_texts_pick(&c->ask, language), lur_texts_pick(&c->title, language)) != 0)
    show_texts(8, &c->ask, language);
  show_texts(8, &c->help, language);
  show_how(c, language);
  show_curve(c);
  show_wave_scale(&c->scale);
  show_limit(&c->critical);
  show_limit(&c->fatal);
  show_conditions(c, language);
  show_texts(8, &c->source, language);
}

static void show_section(const struct lur_rubric *rubric, const struct lur_section *s, const char *language)
{
  printf("\n  %s", lur_texts_pick(&s->title, language));
  if (rubric->points > 0)
    printf(" (%.6g %s)", s->points, _("points"));
  else
    show_weight(s->weight, s->weight_from);
  putchar('\n');
  show_texts(2, &s->source, language);
  for (size_t i = 0; i < s->criteria; i++) show_criterion(rubric, &rubric->criterion[s->first + i], language);
}

static void show_totals(const struct lur_rubric *rubric, const char *language)
{
  if (rubric->totals) printf("\n  %s\n", _("Further totals"));
  for (size_t i = 0; i < rubric->totals; i++) {
    const struct lur_total *t = &rubric->total[i];
    printf("    %s (%s", lur_texts_pick(&t->title, language),
           t->contacts == LUR_CONTACTS_ANSWERED ? _("only calls that were answered")
                                                : _("all calls, also those that nobody answered"));
    for (size_t k = 0; k < t->sections; k++)
      printf("%s%s", k ? ", " : "; ", lur_texts_pick(&rubric->section[t->section[k]].title, language));
    puts(")");
  }
}

static void show_rules(const struct lur_rubric *rubric, const char *language)
{
  if (rubric->rules) printf("\n  %s\n", _("Rules"));
  for (size_t i = 0; i < rubric->rules; i++) {
    const struct lur_rule *rule = &rubric->rule[i];
    const char *because = lur_texts_pick(&rule->because, language);
    if (rule->limit.text)
      printf("    %s: %s %s (%s %s)\n", because, _("at most"), rule->limit.text, _("when"), rule->when.text);
    else if (rule->caps)
      printf(_("    %s: at most %.6g points (when %s)\n"), because, rule->score, rule->when.text);
    else
      printf(_("    %s: %.6g points (when %s)\n"), because, rule->score, rule->when.text);
  }
}

static void show_definitions(const struct lur_definitions *d, const char *language)
{
  char text[300];
  if (!d->given) return;
  printf("\n  %s\n", _("Definitions"));
  show_texts(4, &d->name, language);
  printf("    %s\n", lur_definitions_text(d, text, sizeof text));
}

static void show_end(const struct lur_rubric *rubric, const char *language)
{
  const struct lur_attempts *attempts = &rubric->attempts;
  printf("\n  ");
  printf(_("Complete when at least %.6g %% of the weight is covered.\n"), rubric->coverage_minimum * 100);
  if (attempts->given) {
    printf("  ");
    printf(_("An attempt ends after %.6g s; a call nobody answers in %d attempts counts with %.6g points.\n"),
           attempts->max_wait_s, attempts->attempts, attempts->unanswered);
  }
  if (rubric->out_of != 100) {
    printf("  ");
    printf(_("The total is told out of %.6g, too.\n"), rubric->out_of);
  }
  for (size_t i = 0; i < rubric->bands; i++)
    printf("  %s %s %.6g\n", lur_band_title(&rubric->band[i], language), _("from"), rubric->band[i].from);
}

static void show_rubric(const struct lur_rubric *rubric, const char *language)
{
  printf("%s\n", lur_texts_pick(&rubric->title, language));
  printf(_("%s, version %s\n"), rubric->id, rubric->version);
  if (rubric->note.n) putchar('\n');
  show_texts(0, &rubric->note, language);
  if (rubric->source.n) putchar('\n');
  show_texts(0, &rubric->source, language);
  show_texts(0, &rubric->weight_source, language);
  for (size_t i = 0; i < rubric->sections; i++) show_section(rubric, &rubric->section[i], language);
  show_definitions(&rubric->definitions, language);
  show_totals(rubric, language);
  show_rules(rubric, language);
  show_end(rubric, language);
}

static lur_exit show_yaml(const struct lur_rubric *rubric)
{
  char *text = NULL;
  lur_status status = lur_rubric_print(rubric, &text);
  if (status != LUR_OK) return lur_say_diag(status, &(struct lur_diag){0});
  fputs(text, stdout);
  free(text);
  return LUR_EXIT_DONE;
}

static lur_exit show_page(const struct lur_rubric *rubric, const char *language)
{
  lur_status status = lur_report_rubric(stdout, rubric, language);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &(struct lur_diag){0});
}

static lur_exit show(const struct options *o, char **names, int n)
{
  struct lur_rubric *rubric = NULL;
  if (n != 1) return lur_say_usage("rubric", "%s", _("name one rubric to show"));
  lur_exit code = lur_named_rubric(names[0], o->request.store, &rubric, NULL);
  if (code != LUR_EXIT_DONE) return code;
  if (o->yaml)
    code = show_yaml(rubric);
  else if (o->markdown)
    code = show_page(rubric, o->language);
  else
    show_rubric(rubric, o->language);
  lur_rubric_free(rubric);
  return code;
}

// measures

static const char *unit_words(const struct lur_measure_info *m)
{
  if (m->type == LUR_TYPE_BOOL) return _("yes or no");
  if (m->type == LUR_TYPE_TEXT) return _("a word");
  if (strcmp(m->unit, "n") == 0) return _("a number");
  return strcmp(m->unit, "1") == 0 ? _("0 to 1") : m->unit;
}

static lur_exit list_measures(void)
{
  int unit = 0, words = 0;
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) {
    int name = (int)strlen(lur_measure_table[i].name) + 2;
    if (name > unit) unit = name;
    int with = unit + (int)lur_utf8_width(unit_words(&lur_measure_table[i])) + 2;
    if (with > words) words = with;
  }
  struct lur_text_out o = {.out = stdout, .width = lur_columns(STDOUT_FILENO)};
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) {
    const struct lur_measure_info *m = &lur_measure_table[i];
    char text[600];
    snprintf(text, sizeof text, "%s · %s", _(m->title), _(m->meaning));
    lur_text_put(&o, LUR_STYLE_PLAIN, m->name);
    lur_text_to(&o, unit);
    lur_text_put(&o, LUR_STYLE_PLAIN, unit_words(m));
    lur_text_to(&o, words);
    lur_text_wrap(&o, words, LUR_STYLE_PLAIN, text);
    lur_text_line(&o);
  }
  return LUR_EXIT_DONE;
}

static lur_exit act(struct options *o, const char *what, char **names, int n)
{
  if (strcmp(what, "list") == 0) return list(o);
  if (strcmp(what, "show") == 0) return show(o, names, n);
  if (strcmp(what, "measures") == 0)
    return n == 0 ? list_measures() : lur_say_usage("rubric", "%s", _("'measures' takes no name"));
  if (strcmp(what, "new") == 0)
    return n == 1 ? lur_rubric_begin(&o->start, names[0])
                  : lur_say_usage("rubric", "%s", _("name the file that the rubric is to be written to"));
  if (strcmp(what, "check") == 0)
    return n ? lur_rubric_check_files(&o->request, names, (size_t)n)
             : lur_say_usage("rubric", "%s", _("name the rubric files to check"));
  if (strcmp(what, "diff") == 0)
    return n == 2 ? lur_rubric_show_diff(&o->request, names[0], names[1])
                  : lur_say_usage("rubric", "%s", _("name two rubrics, the older one first"));
  if (strcmp(what, "publish") == 0)
    return n == 1 ? lur_rubric_publish_file(&o->request, names[0])
                  : lur_say_usage("rubric", "%s", _("name one rubric file to publish"));
  return lur_say_usage("rubric", "%s",
                       _("say 'list', 'show', 'measures', 'new', 'check', 'diff' or 'publish'"));
}

lur_exit cmd_rubric(int argc, char **argv)
{
  struct options o = {.start.measures = NULL};
  const struct lur_option table[] = {{"lang", .take = lur_take_language, .place = o.language},
                                     {"yaml", .flag = &o.yaml},
                                     {"markdown", .flag = &o.markdown},
                                     {"json", .form = &o.request.as, .as = LUR_AS_JSON},
                                     {"csv", .form = &o.request.as, .as = LUR_AS_CSV},
                                     {"wave", .text = &o.request.wave},
                                     {"by", .text = &o.request.by},
                                     {"store", .text = &o.request.store},
                                     {"title", .text = &o.start.title},
                                     {"id", .text = &o.start.id},
                                     {"measures", .text = &o.start.measures},
                                     {"ask", .take = lur_rubric_take_question, .place = &o.start},
                                     {0}};
  lur_scoring_language(NULL, o.language, sizeof o.language);
  lur_exit code = lur_options_take(table, argc, argv);
  if (code != LUR_EXIT_DONE) return code;
  o.request.language = o.start.language = o.language;
  const char *what = optind < argc ? argv[optind++] : "";
  return act(&o, what, argv + optind, argc - optind);
}
