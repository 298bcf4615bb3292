#include "cli/results_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "cli/keep.h"
#include "cli/rank_rules.h"
#include "cli/results_losses.h"
#include "cli/talk.h"

// ---- Leagues

static bool is_known(const char *const *names, size_t n, const char *name)
{
  for (size_t i = 0; i < n; i++)
    if (strcmp(names[i], name) == 0) return true;
  return false;
}

static int by_name(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/// The classes, in order of their names; at least one, "" where there are none.
static size_t classes_of(const struct lur_field *field, const char **names)
{
  size_t n = 0;
  for (size_t i = 0; i < field->entrants; i++)
    if (!is_known(names, n, field->entrant[i].class_name)) names[n++] = field->entrant[i].class_name;
  if (n) qsort(names, n, sizeof *names, by_name);
  return n;
}

/// Draws are made once for all classes.
static lur_status make_leagues(const struct lur_field *field, const struct lur_league_rules *rules,
                               bool by_class, struct lur_results_leagues *out)
{
  struct lur_resample *draws = NULL;
  const char **names = calloc(field->entrants + 1, sizeof *names);
  out->at = calloc(field->entrants + 1, sizeof *out->at);
  lur_status status = names && out->at ? LUR_OK : LUR_NO_MEM;
  if (status == LUR_OK)
    status = lur_resample_make(field, rules->aspect, rules->round, rules->seed, rules->draws, &draws);
  size_t n = status == LUR_OK ? classes_of(field, names) : 0;
  if (!by_class && n) n = 1;
  for (size_t i = 0; i < n && status == LUR_OK; i++) {
    struct lur_league_rules own = *rules;
    own.class_name = by_class ? names[i] : NULL;
    status = lur_league_from(field, draws, &own, &out->at[out->n]);
    if (status != LUR_OK) break;
    if (out->at[out->n]->places) // of a final not every class has somebody in it
      out->n++;
    else
      lur_league_free(out->at[out->n]);
  }
  lur_resample_free(draws);
  free(names);
  return status;
}

static const struct lur_league **view_of(const struct lur_results_leagues *leagues)
{
  const struct lur_league **view = calloc(leagues->n + 1, sizeof *view);
  for (size_t i = 0; view && i < leagues->n; i++) view[i] = leagues->at[i];
  return view;
}

static lur_exit read_rules(lur_store *store, const struct lur_store_field *of,
                           const struct lur_rank_asked *asked, struct lur_league_rules *out)
{
  struct lur_diag diag = {0};
  struct lur_store_wave_rules plan = {0};
  lur_status status = lur_store_wave_rules(store, of->wave, &plan, &diag);
  lur_exit code = status == LUR_OK ? lur_rank_rules(&of->field, plan.planned ? &plan : NULL, asked, out)
                                   : lur_say_diag(status, &diag);
  lur_store_wave_rules_clear(&plan);
  return code;
}

// ---- Rubrics

static lur_status read_rubrics(lur_store *store, struct lur_results *r, struct lur_diag *diag)
{
  const struct lur_store_field *of = r->of;
  r->rubric = calloc(of->rubric_versions + 1, sizeof *r->rubric);
  if (!r->rubric) return LUR_NO_MEM;
  lur_status status = LUR_OK;
  for (size_t i = 0; i < of->rubric_versions && status == LUR_OK; i++) {
    char *text = NULL;
    struct lur_diags faults = {0};
    status = lur_store_rubric_text(store, of->rubric_version[i].sha256, &text, diag);
    if (status == LUR_OK)
      status = lur_rubric_parse(text, strlen(text), of->rubric, &r->rubric[r->rubrics], &faults);
    if (status == LUR_OK) r->rubrics++;
    if (status == LUR_NOT_FOUND) status = LUR_OK; // its text was not kept: titles come from the scorecards
    if (status != LUR_OK && faults.n && diag) *diag = faults.at[0];
    lur_diags_clear(&faults);
    free(text);
  }
  return status;
}

// ---- Moments

struct moments {
  struct lur_result_moment *at;
  int64_t *call;
  size_t n, room, calls_room;
  bool full;
};

static struct lur_result_moment moment_of(const struct lur_store_call *call)
{
  struct lur_result_moment moment = {.hour = -1};
  char when[LUR_WHEN_SIZE];
  lur_store_call_name(call->id, moment.call, sizeof moment.call);
  if (!call->started.known) return moment;
  snprintf(moment.when, sizeof moment.when, "%.31s", lur_kept_when(&call->started, when, sizeof when));
  int64_t minutes = call->started.unix_ms / 60000 + call->started.offset_min;
  moment.hour = (int)((minutes / 60 % 24 + 24) % 24);
  return moment;
}

static bool add_moment(const struct lur_store_row *row, void *context)
{
  struct moments *m = context;
  struct lur_result_moment *at = lur_grow(m->at, &m->room, m->n, sizeof *at);
  if (at) m->at = at;
  int64_t *call = at ? lur_grow(m->call, &m->calls_room, m->n, sizeof *call) : NULL;
  m->full = !call;
  if (!call) return false;
  m->call = call;
  m->at[m->n] = moment_of(&row->call);
  m->call[m->n++] = row->call.id;
  return true;
}

/// Ids of calls and their place among the moments, to be looked up.
struct place {
  int64_t call;
  size_t at;
};

static int by_call(const void *pa, const void *pb)
{
  const struct place *a = pa, *b = pb;
  return (a->call > b->call) - (a->call < b->call);
}

static void widen_days(struct lur_results *r, const char *when)
{
  if (!when[0]) return;
  if (!r->from[0] || strncmp(when, r->from, 10) < 0) snprintf(r->from, sizeof r->from, "%.10s", when);
  if (!r->to[0] || strncmp(when, r->to, 10) > 0) snprintf(r->to, sizeof r->to, "%.10s", when);
}

static lur_status take_moments(struct lur_results *r, const struct moments *m)
{
  const struct lur_field *field = &r->of->field;
  struct place *place = calloc(m->n + 1, sizeof *place);
  lur_status status = place ? LUR_OK : LUR_NO_MEM;
  for (size_t i = 0; place && i < m->n; i++) place[i] = (struct place){m->call[i], i};
  if (place && m->n) qsort(place, m->n, sizeof *place, by_call);
  for (size_t i = 0; i < field->contacts && status == LUR_OK; i++) {
    const struct place wanted = {field->contact[i].call, 0};
    const struct place *found = m->n ? bsearch(&wanted, place, m->n, sizeof *place, by_call) : NULL;
    struct lur_result_moment none = {.hour = -1};
    lur_store_call_name(wanted.call, none.call, sizeof none.call);
    status = lur_result_add_moment(&r->facts, found ? &m->at[found->at] : &none);
    if (found) widen_days(r, m->at[found->at].when);
  }
  free(place);
  return status;
}

static lur_status read_moments(lur_store *store, const char *wave, struct lur_results *r,
                               struct lur_diag *diag)
{
  struct moments m = {0};
  const struct lur_store_filter filter = {.wave = wave, .order = LUR_STORE_OLDEST_FIRST};
  lur_status status = lur_store_each_call(store, &filter, add_moment, &m, diag);
  if (status == LUR_OK && m.full) status = LUR_NO_MEM;
  if (status == LUR_OK) status = take_moments(r, &m);
  free(m.at);
  free(m.call);
  return status;
}

// ---- Losses

struct reading {
  const struct lur_losses *losses;
  const struct lur_field *field;
  const char *rubric;
  size_t contact;
  lur_status status;
};

/// The newest scorecard of the rubric is the first that is visited.
static bool read_card(const struct lur_store_scored *scored, const char *document, void *context)
{
  struct reading *r = context;
  const struct lur_field *field = r->field;
  if (strcasecmp(scored->rubric, r->rubric) != 0) return true;
  r->status = lur_losses_add(r->losses, r->contact, field->contact[r->contact].answered,
                             field->score[r->contact * field->aspects], document, scored->rubric_sha256);
  return false;
}

static lur_status read_losses(lur_store *store, struct lur_results *r, const char *language,
                              struct lur_diag *diag)
{
  const struct lur_field *field = &r->of->field;
  const struct lur_losses losses = {&r->facts, (const struct lur_rubric *const *)r->rubric, r->rubrics,
                                    language};
  lur_status status = LUR_OK;
  for (size_t i = 0; i < field->contacts && status == LUR_OK; i++) {
    const struct lur_contact *c = &field->contact[i];
    struct reading reading = {&losses, field, r->of->rubric, i, LUR_OK};
    if (!c->answered)
      status = lur_losses_add(&losses, i, false, field->score[i * field->aspects], NULL, "");
    else
      status = lur_store_each_scorecard(store, c->call, read_card, &reading, diag);
    if (status == LUR_OK) status = reading.status;
  }
  return status;
}

// ---- The wave before

struct waves {
  const char *wave;
  char **before; // oldest first
  size_t n, room;
  bool reached, full;
};

static bool add_wave(const struct lur_store_wave *wave, void *context)
{
  struct waves *w = context;
  w->reached = strcasecmp(wave->name, w->wave) == 0;
  if (w->reached) return false;
  char **grown = lur_grow(w->before, &w->room, w->n, sizeof *grown);
  if (grown) w->before = grown;
  char *name = grown ? strdup(wave->name) : NULL;
  w->full = !name;
  if (name) w->before[w->n++] = name;
  return name != NULL;
}

/// The field of an earlier wave, if anything of it counts. *out stays NULL where not.
static lur_status read_earlier(lur_store *store, const char *wave, const struct lur_store_field *of,
                               const char *language, struct lur_store_field **out, struct lur_diag *diag)
{
  const struct lur_store_field_wish wish = {.rubric = of->rubric, .language = language};
  struct lur_store_field *found = NULL;
  lur_status status = lur_store_field(store, wave, &wish, &found, diag);
  if (status == LUR_OK && found->field.contacts)
    *out = found;
  else
    lur_store_field_free(found);
  return status;
}

/// What is named must be another wave, and there must be something to compare with.
static lur_status read_named(lur_store *store, const struct lur_results_wish *wish, struct lur_results *r,
                             struct lur_diag *diag)
{
  if (strcasecmp(wish->earlier, r->of->wave) == 0)
    return lur_diag_set(diag, LUR_BAD_INPUT, "", 0, 0, _("“%s” cannot be compared with itself"),
                        wish->earlier);
  lur_status status = read_earlier(store, wish->earlier, r->of, wish->language, &r->earlier, diag);
  if (status != LUR_OK || r->earlier) return status;
  return lur_diag_set(diag, LUR_BAD_INPUT, "", 0, 0,
                      _("no call of the wave “%s” was scored by the rubric “%s”, so nothing can be compared"),
                      wish->earlier, r->of->rubric);
}

static lur_status find_earlier(lur_store *store, const struct lur_results_wish *wish, struct lur_results *r,
                               struct lur_diag *diag)
{
  struct waves waves = {.wave = r->of->wave};
  if (wish->earlier) return wish->earlier[0] ? read_named(store, wish, r, diag) : LUR_OK;
  lur_status status = lur_store_each_wave(store, add_wave, &waves, diag);
  if (status == LUR_OK && waves.full) status = LUR_NO_MEM;
  for (size_t i = waves.n; i > 0 && status == LUR_OK && !r->earlier; i--)
    status = read_earlier(store, waves.before[i - 1], r->of, wish->language, &r->earlier, diag);
  for (size_t i = 0; i < waves.n; i++) free(waves.before[i]);
  free(waves.before);
  return status;
}

static lur_status compare(struct lur_results *r, const struct lur_league_rules *rules)
{
  if (!r->earlier) return LUR_OK;
  struct lur_league_rules plain = *rules;
  plain.minimum_contacts = 0; // a mean of few calls is told as such
  lur_status status = make_leagues(&r->earlier->field, &plain, false, &r->earlier_league);
  if (status != LUR_OK) return status;
  r->earlier_view = view_of(&r->earlier_league);
  if (!r->earlier_view) return LUR_NO_MEM;
  r->past =
      (struct lur_result_past){r->earlier->title, &r->earlier->field, r->earlier_view, r->earlier_league.n};
  return LUR_OK;
}

// ---- All

static void fill_wave(struct lur_results *r)
{
  const struct lur_store_field *of = r->of;
  const struct lur_store_version *newest =
      of->rubric_versions ? &of->rubric_version[of->rubric_versions - 1] : NULL;
  r->wave = (struct lur_result_wave){.name = of->wave,
                                     .title = of->title,
                                     .rubric = of->rubric_title,
                                     .version = newest ? newest->version : "",
                                     .sha256 = newest ? newest->sha256 : "",
                                     .from = r->from,
                                     .to = r->to,
                                     .field = &of->field,
                                     .facts = &r->facts,
                                     .league = r->view,
                                     .leagues = r->league.n,
                                     .past = r->earlier ? &r->past : NULL};
}

static lur_exit read_leagues(lur_store *store, const struct lur_results_wish *wish, struct lur_results *r,
                             struct lur_league_rules *rules)
{
  lur_exit code = read_rules(store, r->of, &wish->rules, rules);
  if (code != LUR_EXIT_DONE) return code;
  lur_status status = make_leagues(&r->of->field, rules, true, &r->league);
  if (status == LUR_OK) r->view = view_of(&r->league);
  if (status == LUR_OK && !r->view) status = LUR_NO_MEM;
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &(struct lur_diag){0});
}

static lur_exit read_rest(lur_store *store, const struct lur_results_wish *wish,
                          const struct lur_league_rules *rules, struct lur_results *out)
{
  struct lur_diag diag = {0};
  lur_status status = read_rubrics(store, out, &diag);
  if (status == LUR_OK) status = read_moments(store, wish->wave, out, &diag);
  if (status == LUR_OK) status = read_losses(store, out, wish->language, &diag);
  if (status == LUR_OK) status = find_earlier(store, wish, out, &diag);
  if (status == LUR_OK) status = compare(out, rules);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
}

static lur_exit read_field(lur_store *store, const struct lur_results_wish *wish, struct lur_results *out)
{
  struct lur_diag diag = {0};
  struct lur_store_wave_rules plan = {0};
  struct lur_store_field_wish field = {.rubric = wish->rubric, .language = wish->language};
  lur_status status = lur_store_wave_rules(store, wish->wave, &plan, &diag);
  if (status == LUR_OK && plan.planned) lur_rank_rubric_id(plan.rubric);
  if (status == LUR_OK && !field.rubric && plan.planned && plan.rubric[0]) field.rubric = plan.rubric;
  if (status == LUR_OK) status = lur_store_field(store, wish->wave, &field, &out->of, &diag);
  lur_store_wave_rules_clear(&plan);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
}

lur_exit lur_results_read_leagues(lur_store *store, const struct lur_results_wish *wish,
                                  struct lur_results *out)
{
  struct lur_league_rules rules;
  lur_exit code = read_field(store, wish, out);
  if (code == LUR_EXIT_DONE && out->of->field.contacts) code = read_leagues(store, wish, out, &rules);
  if (code == LUR_EXIT_DONE) fill_wave(out);
  return code;
}

lur_exit lur_results_read(lur_store *store, const struct lur_results_wish *wish, struct lur_results *out)
{
  struct lur_league_rules rules;
  lur_exit code = read_field(store, wish, out);
  if (code == LUR_EXIT_DONE && !out->of->field.contacts) {
    lur_say(_("no call of %s counts yet, so there are no results; 'lur rank %s' tells what is missing"),
            out->of->wave, out->of->wave);
    code = LUR_EXIT_INPUT;
  }
  if (code == LUR_EXIT_DONE) code = read_leagues(store, wish, out, &rules);
  if (code == LUR_EXIT_DONE) code = read_rest(store, wish, &rules, out);
  if (code == LUR_EXIT_DONE) fill_wave(out);
  return code;
}

static void clear_leagues(struct lur_results_leagues *leagues)
{
  for (size_t i = 0; i < leagues->n; i++) lur_league_free(leagues->at[i]);
  free(leagues->at);
}

void lur_results_clear(struct lur_results *r)
{
  clear_leagues(&r->league);
  clear_leagues(&r->earlier_league);
  free(r->view);
  free(r->earlier_view);
  for (size_t i = 0; i < r->rubrics; i++) lur_rubric_free(r->rubric[i]);
  free(r->rubric);
  lur_result_facts_clear(&r->facts);
  lur_store_field_free(r->of);
  lur_store_field_free(r->earlier);
  *r = (struct lur_results){0};
}
