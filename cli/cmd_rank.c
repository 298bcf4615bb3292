#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/command.h"
#include "cli/keep.h"
#include "cli/options.h"
#include "cli/rank_awards.h"
#include "cli/rank_rules.h"
#include "cli/rank_table.h"
#include "cli/rank_words.h"
#include "cli/scoring.h"
#include "cli/talk.h"
#include "ranking/award.h"
#include "ranking/merge.h"

const char lur_usage_rank[] = N_(
    "usage: lur rank [OPTION...] WAVE...\n"
    "\n"
    "The league of a wave: its participants by the mean of their calls' scores, best first, each class for "
    "itself and all\n"
    "together, with how sure that is: an interval for each mean, the probability of being the best, and who "
    "cannot be told\n"
    "apart. Equal means share a rank, and means are compared unrounded. Calls that are not scored, or not "
    "completely, do not\n"
    "count; how many those are is said. Rules come from the wave's plan where it has one; options go before "
    "it.\n"
    "\n"
    "  --rubric ID        by that rubric; needed where the wave was scored with several\n"
    "  --class NAME       only that class\n"
    "  --by ASPECT        by a section, competence, criterion or further total of the rubric, or answered\n"
    "  --round final      the calls of the final; first (the default) is all others\n"
    "  --agents           rank agents, not participants; by numbers in place of names\n"
    "  --awards           who is best at what: agents and participants, each section and competence\n"
    "  --names            agents by the names the callers heard\n"
    "  --merge mean       one league of several waves, each counting the same\n"
    "  --merge items      one league of several waves, by how many calls each has\n"
    "  --minimum-calls N  nobody with fewer is ranked\n"
    "  --minimum-score P  nobody below that mean is named the winner\n"
    "  --minimum-participants N\n"
    "                     nobody is named the winner where fewer are ranked\n"
    "  --ties LIST        what tells equal means apart: answered, wait, section.ID, competence.ID, "
    "further.ID;\n"
    "                     none\n"
    "  --seed N           of the draws: the same seed gives the same figures (default: 1)\n"
    "  --draws N          how many draws (default: 10000)\n"
    "  --level P          of intervals and groups, per cent (default: 95)\n"
    "  --json             the ranking as one JSON document, by all aspects where --by names none\n"
    "  --csv              a table for spreadsheets: a row for each participant and aspect\n"
    "  --lang CODE        titles and words in that language\n"
    "  --store DIR        the folder of the store (default: lur's folder among your data)\n"
    "\n"
    "examples:\n"
    "  lur rank autumn\n"
    "  lur rank autumn --class bank --by treatment\n"
    "  lur rank spring autumn --merge mean\n");

enum {
  agent_calls = 5,   // so many an agent must have answered where nothing else is asked for
  award_draws = 2000 // hundreds of agents at each part of a rubric take long, and only the best are shown
};

struct run {
  const char *store, *rubric, *class_name, *by, *merge;
  char language[LUR_LANGUAGE_SIZE];
  struct lur_rank_asked asked;
  lur_form as;
  bool agents, awards, names;
  struct lur_store_field **wave;
  size_t waves;
  struct lur_store_wave_rules plan; // of the wave, where it is one
  struct lur_field by_agent;
};

// ---- What is ranked, and by what

/// The field that is ranked where nothing is merged.
static const struct lur_field *field_of(const struct run *run)
{
  return run->agents ? &run->by_agent : &run->wave[0]->field;
}

static struct lur_ranking_source source_of(const struct run *run, const struct lur_field *field)
{
  return (struct lur_ranking_source){.field = field,
                                     .wave = (const struct lur_store_field *const *)run->wave,
                                     .waves = run->waves,
                                     .merge = run->merge,
                                     .agents = run->agents};
}

/// The rules of a plan are about participants: an agent of twenty-five has few of their calls.
static lur_exit find_rules(const struct run *run, const struct lur_field *field, struct lur_league_rules *out)
{
  lur_exit code = lur_rank_rules(field, &run->plan, &run->asked, out);
  if (run->agents && run->asked.minimum_calls < 0) out->minimum_contacts = agent_calls;
  if (run->agents && isnan(run->asked.minimum_score)) out->minimum_score = 0;
  if (run->agents && run->awards && run->asked.draws < 0 && out->draws > award_draws)
    out->draws = award_draws;
  return code;
}

/// Which aspects: the one named; else for people the total, and for programs all but criteria. What agents
/// answered is all they have.
static lur_exit choose_aspects(const struct run *run, const struct lur_field *field, size_t **out, size_t *n)
{
  *out = calloc(field->aspects + 1, sizeof **out);
  *n = 0;
  if (!*out) return lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
  if (run->by) return lur_rank_aspect(field, run->by, &(*out)[(*n)++]);
  for (size_t i = 0; i < field->aspects && (i == 0 || run->as != LUR_AS_TEXT || run->awards); i++)
    if (field->aspect[i].kind != LUR_ASPECT_CRITERION && !(run->agents && i == 1)) (*out)[(*n)++] = i;
  return LUR_EXIT_DONE;
}

static lur_exit make(const struct run *run, struct lur_ranking **out)
{
  struct lur_diag diag = {0};
  size_t *aspect = NULL;
  const struct lur_field *field = field_of(run);
  const struct lur_ranking_source source = source_of(run, field);
  struct lur_ranking_wish wish = {.class_name = run->class_name};
  lur_exit code = find_rules(run, field, &wish.rules);
  if (code == LUR_EXIT_DONE) code = choose_aspects(run, field, &aspect, &wish.aspects);
  wish.aspect = aspect;
  lur_status status = LUR_OK;
  if (code == LUR_EXIT_DONE) status = lur_ranking_make(&source, &wish, out, &diag);
  free(aspect);
  return status == LUR_OK ? code : lur_say_diag(status, &diag);
}

// ---- Printed

/// The same league of answered contacts, to be shown beside one of all contacts.
static lur_status make_answered(const struct lur_ranking *r, const struct lur_league *league,
                                struct lur_league **out)
{
  struct lur_league_rules rules = league->rules;
  *out = NULL;
  if (r->source.merge || r->source.agents || rules.aspect != 0) return LUR_OK;
  rules.aspect = 1;
  rules.draws = 0;
  rules.tie[0].kind = LUR_TIE_NONE;
  return lur_league_make(r->source.field, &rules, out);
}

static void print_heading(const struct run *run, const struct lur_ranking *r, const struct lur_league *league)
{
  const struct lur_aspect *aspect = lur_ranking_aspect(r, league);
  bool classes = league->rules.class_name || r->leagues > 1;
  for (size_t i = 0; i < run->waves; i++) printf("%s%s", i ? " + " : "", run->wave[i]->title);
  if (league->rules.round) printf(", %s", _("final"));
  if (league->rules.class_name)
    printf(", %s", league->rules.class_name[0] ? league->rules.class_name : _("without a class"));
  else if (classes)
    printf(", %s", _("all together"));
  if (aspect->kind != LUR_ASPECT_TOTAL) printf(", %s", aspect->title);
  printf("\n\n");
}

static lur_status print_league(const struct run *run, const struct lur_ranking *r,
                               const struct lur_league *league, int width)
{
  struct lur_league *answered = NULL;
  lur_status status = make_answered(r, league, &answered);
  if (status != LUR_OK) return status;
  struct lur_table table = lur_rank_table(r, league, answered, width, run->language);
  status = table.status;
  if (status == LUR_OK) {
    print_heading(run, r, league);
    if (league->places) {
      lur_table_print(&table, stdout);
      printf("\n");
    }
    lur_rank_words(stdout, r, league, width, run->language);
    printf("\n");
  }
  lur_table_clear(&table);
  lur_league_free(answered);
  return status;
}

/// Of the leagues those of classes first: they are what is won. Where nobody is ranked in any, one says it.
static lur_status print_text(const struct run *run, const struct lur_ranking *r)
{
  int width = lur_columns(STDOUT_FILENO);
  size_t ranked = 0;
  lur_status status = LUR_OK;
  if (width > 100) width = 100;
  for (size_t i = 0; i < r->leagues; i++) ranked += r->league[i]->ranked;
  for (size_t i = 1; i < r->leagues && status == LUR_OK && ranked; i++)
    status = print_league(run, r, r->league[i], width);
  if (status == LUR_OK) status = print_league(run, r, r->league[0], width);
  bool answered = r->league[0]->rules.aspect == 0 && !r->source.agents && !r->source.merge;
  if (status == LUR_OK && ranked) lur_rank_method(stdout, r, answered, width, run->language);
  return status;
}

static lur_status print_csv(const struct lur_ranking *r)
{
  struct lur_table table = lur_rank_csv(r);
  lur_status status = table.status;
  if (status == LUR_OK) lur_table_csv(&table, stdout);
  lur_table_clear(&table);
  return status;
}

static lur_exit print(const struct run *run, const struct lur_ranking *r)
{
  lur_status status;
  if (run->as == LUR_AS_JSON)
    status = lur_report_ranking_json(stdout, r);
  else
    status = run->as == LUR_AS_CSV ? print_csv(r) : print_text(run, r);
  if (status == LUR_IO && ferror(stdout)) return LUR_EXIT_SYSTEM; // said once, at the end
  if (status != LUR_OK) return lur_say_diag(status, &(struct lur_diag){0});
  fflush(stdout);
  for (size_t i = 0; i < run->waves && run->as == LUR_AS_TEXT; i++) lur_rank_say(run->wave[i]);
  return LUR_EXIT_DONE;
}

static lur_exit rank_one(struct run *run)
{
  struct lur_ranking *ranking = NULL;
  lur_exit code = make(run, &ranking);
  if (code == LUR_EXIT_DONE) code = print(run, ranking);
  lur_ranking_free(ranking);
  return code;
}

static lur_exit print_awards(const struct run *run, const struct lur_ranking *r)
{
  struct lur_table table = lur_rank_awards(r, run->language);
  lur_status status = table.status;
  if (status == LUR_OK) {
    printf("%s, %s\n\n", run->wave[0]->title, run->agents ? _("agents") : _("participants"));
    lur_table_print(&table, stdout);
    printf("\n");
    if (r->rules.minimum_contacts) {
      printf(lur_text_n("Who has fewer than %ld call takes no part.",
                        "Who has fewer than %ld calls takes no part.",
                        (unsigned long)r->rules.minimum_contacts),
             (long)r->rules.minimum_contacts);
      printf("\n");
    }
    printf(_("%d draws with the seed %llu; the same seed gives the same figures."), r->rules.draws,
           (unsigned long long)r->rules.seed);
    printf("\n");
  }
  lur_table_clear(&table);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &(struct lur_diag){0});
}

/// Participants, then agents; with --agents those only.
static lur_exit rank_awards(struct run *run)
{
  struct lur_ranking *ranking = NULL;
  lur_exit code = LUR_EXIT_DONE;
  bool both = !run->agents;
  for (int i = 0; i < 1 + both && code == LUR_EXIT_DONE; i++) {
    if (both) run->agents = i == 1;
    if (i) printf("\n");
    code = make(run, &ranking);
    if (code == LUR_EXIT_DONE) code = print_awards(run, ranking);
    lur_ranking_free(ranking);
    ranking = NULL;
  }
  fflush(stdout);
  lur_rank_say(run->wave[0]);
  return code;
}

static lur_exit rank_wave(struct run *run)
{
  lur_status status =
      run->agents || run->awards ? lur_award_agents(&run->wave[0]->field, &run->by_agent) : LUR_OK;
  if (status != LUR_OK) return lur_say_diag(status, &(struct lur_diag){0});
  return run->awards && run->as == LUR_AS_TEXT ? rank_awards(run) : rank_one(run);
}

// ---- Several waves

static lur_exit find_parts(const struct run *run, struct lur_merge_part *part)
{
  lur_exit code = LUR_EXIT_DONE;
  for (size_t i = 0; i < run->waves && code == LUR_EXIT_DONE; i++) {
    part[i] = (struct lur_merge_part){.field = &run->wave[i]->field, .round = run->asked.round};
    if (run->by) code = lur_rank_aspect(part[i].field, run->by, &part[i].aspect);
  }
  return code;
}

static bool has_class(const struct lur_field *field, const char *class_name)
{
  for (size_t i = 0; i < field->entrants; i++)
    if (strcasecmp(field->entrant[i].class_name, class_name) == 0) return true;
  return false;
}

static lur_exit check_class(const struct run *run)
{
  for (size_t i = 0; i < run->waves && run->class_name; i++)
    if (has_class(&run->wave[i]->field, run->class_name)) return LUR_EXIT_DONE;
  if (!run->class_name) return LUR_EXIT_DONE;
  lur_say(_("none of these waves has a class “%s”"), run->class_name);
  return LUR_EXIT_INPUT;
}

/// Merging is for competitions that measure differently, too; whoever did not mean that is told.
static void say_rubrics(const struct run *run)
{
  for (size_t i = 1; i < run->waves; i++)
    if (strcmp(run->wave[i]->rubric, run->wave[0]->rubric) != 0 && run->wave[i]->rubric[0] &&
        run->wave[0]->rubric[0])
      lur_say(_("'%s' was scored by the rubric '%s', and '%s' by '%s'"), run->wave[0]->wave,
              run->wave[0]->rubric, run->wave[i]->wave, run->wave[i]->rubric);
}

static lur_exit rank_merged(const struct run *run)
{
  struct lur_merge_part part[LUR_MERGE_PARTS];
  struct lur_merged merged = {0};
  struct lur_league_rules rules;
  struct lur_ranking *ranking = NULL;
  lur_merge_kind kind = strcmp(run->merge, "mean") == 0 ? LUR_MERGE_MEAN : LUR_MERGE_BY_ITEMS;
  lur_exit code = find_parts(run, part);
  if (code == LUR_EXIT_DONE) code = check_class(run);
  if (code == LUR_EXIT_DONE) code = lur_rank_rules(part[0].field, NULL, &run->asked, &rules);
  if (code != LUR_EXIT_DONE) return code;
  rules.class_name = run->class_name;
  lur_status status = lur_merge(part, run->waves, kind, &rules, &merged);
  struct lur_ranking_source source = source_of(run, &merged.field);
  source.merged_by = part[0].aspect;
  if (status == LUR_OK) {
    struct lur_league *league = merged.league;
    merged.league = NULL;
    status = lur_ranking_of(&source, league, &ranking);
  }
  code = status == LUR_OK ? print(run, ranking) : lur_say_diag(status, &(struct lur_diag){0});
  if (code == LUR_EXIT_DONE) say_rubrics(run);
  lur_ranking_free(ranking);
  lur_merged_clear(&merged);
  return code;
}

// ---- The command

/// Where a rubric is asked for, something must have been scored by it.
static lur_exit check_scored(const struct run *run)
{
  for (size_t i = 0; i < run->waves && run->rubric; i++) {
    if (run->wave[i]->rubric_versions) continue;
    lur_say(_("no call of the wave '%s' was scored by the rubric '%s'; 'lur score %s --rubric %s' does it"),
            run->wave[i]->wave, run->rubric, run->wave[i]->wave, run->rubric);
    return LUR_EXIT_INPUT;
  }
  return LUR_EXIT_DONE;
}

static lur_exit read_waves(struct run *run, lur_store *store, char *const *name, size_t n)
{
  struct lur_diag diag = {0};
  struct lur_store_field_wish wish = {
      .rubric = run->rubric, .language = run->language, .criteria = true, .agents_named = run->names};
  lur_status status = n == 1 ? lur_store_wave_rules(store, name[0], &run->plan, &diag) : LUR_OK;
  if (status == LUR_OK && run->plan.planned) lur_rank_rubric_id(run->plan.rubric);
  if (status == LUR_OK && !wish.rubric && run->plan.planned && run->plan.rubric[0])
    wish.rubric = run->plan.rubric;
  for (size_t i = 0; i < n && status == LUR_OK; i++) {
    status = lur_store_field(store, name[i], &wish, &run->wave[i], &diag);
    run->waves += status == LUR_OK;
  }
  return status == LUR_OK ? check_scored(run) : lur_say_diag(status, &diag);
}

static lur_exit rank(struct run *run, char *const *name, size_t n)
{
  lur_store *store = NULL;
  run->wave = calloc(n, sizeof *run->wave);
  if (!run->wave) return lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
  lur_exit code = lur_keep_open(run->store, LUR_STORE_READ, &store);
  if (code == LUR_EXIT_DONE) code = read_waves(run, store, name, n);
  lur_store_close(store);
  if (code == LUR_EXIT_DONE) code = run->merge ? rank_merged(run) : rank_wave(run);
  for (size_t i = 0; i < run->waves; i++) lur_store_field_free(run->wave[i]);
  free(run->wave);
  lur_field_clear(&run->by_agent);
  lur_store_wave_rules_clear(&run->plan);
  return code;
}

/// A wave that is merged with itself would seem twice as sure as it is.
static const char *named_twice(char *const *name, int n)
{
  for (int i = 0; i < n; i++)
    for (int k = 0; k < i; k++)
      if (strcasecmp(name[k], name[i]) == 0) return name[i];
  return NULL;
}

static lur_exit check_usage(const struct run *run, char *const *name, int waves)
{
  const char *twice = named_twice(name, waves);
  if (waves == 0) return lur_say_usage("rank", "%s", _("name one wave; 'lur wave list' lists them"));
  if (run->merge && strcmp(run->merge, "mean") != 0 && strcmp(run->merge, "items") != 0)
    return lur_say_usage("rank", _("--merge is mean or items, not '%s'"), run->merge);
  if (waves > 1 && !run->merge)
    return lur_say_usage("rank", "%s", _("several waves make one league with --merge mean or --merge items"));
  if (waves == 1 && run->merge) return lur_say_usage("rank", "%s", _("--merge needs two waves or more"));
  if (twice)
    return lur_say_usage("rank", _("the wave '%s' is named twice; each counts once in a merged league"),
                         twice);
  if (waves > LUR_MERGE_PARTS)
    return lur_say_usage("rank", _("at most %d waves can be merged"), LUR_MERGE_PARTS);
  if (run->merge && (run->agents || run->awards || run->asked.ties))
    return lur_say_usage("rank", "%s", _("--agents, --awards and --ties are of one wave, without --merge"));
  return LUR_EXIT_DONE;
}

lur_exit cmd_rank(int argc, char **argv)
{
  struct run run = {.asked = lur_rank_asked_nothing()};
  const struct lur_option options[] = {
      {"rubric", .text = &run.rubric},
      {"class", .text = &run.class_name},
      {"by", .text = &run.by},
      {"round", .take = lur_take_rank_round, .place = &run.asked},
      {"agents", .flag = &run.agents},
      {"awards", .flag = &run.awards},
      {"names", .flag = &run.names},
      {"merge", .text = &run.merge},
      {"minimum-calls", .take = lur_take_rank_calls, .place = &run.asked},
      {"minimum-score", .take = lur_take_rank_score, .place = &run.asked},
      {"minimum-participants", .take = lur_take_rank_participants, .place = &run.asked},
      {"ties", .text = &run.asked.ties},
      {"seed", .take = lur_take_rank_seed, .place = &run.asked},
      {"draws", .take = lur_take_rank_draws, .place = &run.asked},
      {"level", .take = lur_take_rank_level, .place = &run.asked},
      {"json", .form = &run.as, .as = LUR_AS_JSON},
      {"csv", .form = &run.as, .as = LUR_AS_CSV},
      {"lang", .take = lur_take_language, .place = run.language},
      {"store", .text = &run.store},
      {0}};
  lur_exit code = lur_options_take(options, argc, argv);
  if (code == LUR_EXIT_DONE) code = check_usage(&run, argv + optind, argc - optind);
  if (code != LUR_EXIT_DONE) return code;
  if (!run.language[0]) lur_scoring_language(NULL, run.language, sizeof run.language);
  return rank(&run, argv + optind, (size_t)(argc - optind));
}
