#include "rubrics/diff.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/list.h"

const char *lur_diff_kind_name(lur_diff_kind kind)
{
  static const char *const names[] = {"added", "removed", "changed"};
  return names[kind];
}

const char *lur_rubric_part_name(lur_rubric_part part)
{
  static const char *const names[] = {"rubric", "section", "criterion", "answer", "rule", "total", "band"};
  return names[part];
}

const char *lur_rubric_part_title(lur_rubric_part part)
{
  static const char *const titles[] = {N_("rubric"), N_("section"), N_("criterion"), N_("answer"),
                                       N_("rule"),   N_("total"),   N_("band")};
  return titles[part];
}

double lur_criterion_share(const struct lur_rubric *rubric, const struct lur_criterion *criterion)
{
  const struct lur_section *own = &rubric->section[criterion->section];
  double inside = 0, all = 0;
  if (rubric->points > 0) return criterion->weight / rubric->points;
  for (size_t s = 0; s < rubric->sections; s++) {
    const struct lur_section *section = &rubric->section[s];
    double weight = 0;
    for (size_t i = 0; i < section->criteria; i++) weight += rubric->criterion[section->first + i].weight;
    if (weight > 0) all += section->weight;
    if (section == own) inside = weight;
  }
  return inside > 0 && all > 0 ? criterion->weight / inside * own->weight / all : 0;
}

/// What is being compared.
struct pass {
  const struct lur_rubric *a, *b;
  const char *lang;
  struct lur_differences *out;
  lur_status status;
};

/// The part that is compared at the moment.
struct place {
  lur_rubric_part part;
  const char *id, *title;
};

static void add(struct pass *p, lur_diff_kind kind, const struct place *at, const char *key, const char *lang,
                const char *before, const char *after)
{
  if (p->status != LUR_OK) return;
  struct lur_difference *grown = lur_grow(p->out->at, &p->out->room, p->out->n, sizeof *grown);
  if (!grown) {
    p->status = LUR_NO_MEM;
    return;
  }
  p->out->at = grown;
  struct lur_difference *d = &p->out->at[p->out->n++];
  *d = (struct lur_difference){.kind = kind, .part = at->part, .key = key};
  snprintf(d->lang, sizeof d->lang, "%s", lang);
  d->id = strdup(at->id);
  d->title = strdup(at->title);
  d->before = strdup(before);
  d->after = strdup(after);
  if (!d->id || !d->title || !d->before || !d->after) p->status = LUR_NO_MEM;
}

static void compare(struct pass *p, const struct place *at, const char *key, const char *before,
                    const char *after)
{
  if (!before) before = "";
  if (!after) after = "";
  if (strcmp(before, after) != 0) add(p, LUR_DIFF_CHANGED, at, key, "", before, after);
}

static void compare_numbers(struct pass *p, const struct place *at, const char *key, double a, double b)
{
  char before[40], after[40];
  snprintf(before, sizeof before, "%.9g", a);
  snprintf(after, sizeof after, "%.9g", b);
  compare(p, at, key, before, after);
}

static void compare_flags(struct pass *p, const struct place *at, const char *key, bool a, bool b)
{
  compare(p, at, key, a ? "true" : "false", b ? "true" : "false");
}

static const char *text_in(const struct lur_texts *texts, const char *lang)
{
  for (size_t i = 0; i < texts->n; i++)
    if (strcmp(texts->at[i].lang, lang) == 0) return texts->at[i].text;
  return "";
}

/// Language after language.
static void compare_texts(struct pass *p, const struct place *at, const char *key, const struct lur_texts *a,
                          const struct lur_texts *b)
{
  for (size_t i = 0; i < b->n; i++) {
    const char *before = text_in(a, b->at[i].lang);
    if (strcmp(before, b->at[i].text) != 0)
      add(p, LUR_DIFF_CHANGED, at, key, b->at[i].lang, before, b->at[i].text);
  }
  for (size_t i = 0; i < a->n; i++)
    if (!*text_in(b, a->at[i].lang)) add(p, LUR_DIFF_CHANGED, at, key, a->at[i].lang, a->at[i].text, "");
}

/// Writes what `write` puts into a string that is to be freed.
static char *written(struct pass *p, void (*write)(FILE *to, const void *what), const void *what)
{
  char *text = NULL;
  size_t size = 0;
  FILE *to = open_memstream(&text, &size);
  if (to) write(to, what);
  if (to && fclose(to) == 0) return text;
  p->status = LUR_NO_MEM;
  free(text);
  return NULL;
}

static void compare_written(struct pass *p, const struct place *at, const char *key,
                            void (*write)(FILE *to, const void *what), const void *a, const void *b)
{
  char *before = written(p, write, a), *after = written(p, write, b);
  if (before && after) compare(p, at, key, before, after);
  free(before);
  free(after);
}

static void write_curve(FILE *to, const void *what)
{
  const struct lur_curve *curve = what;
  for (size_t i = 0; i < curve->n; i++)
    fprintf(to, "%s%.9g → %.9g", i ? ", " : "", curve->at[i].value, curve->at[i].points);
}

static void write_limit(FILE *to, const void *what)
{
  const struct lur_limit *limit = what;
  if (limit->gravity != LUR_GRAVITY_NONE)
    fprintf(to, "below %.9g, %s", limit->below, lur_fault_kind_name(limit->kind));
}

static void write_gravity(FILE *to, const void *what)
{
  const struct lur_answer *a = what;
  if (a->gravity != LUR_GRAVITY_NONE)
    fprintf(to, "%s: %s", a->gravity == LUR_GRAVITY_FATAL ? "fatal" : "critical",
            lur_fault_kind_name(a->kind));
}

static void write_evidence(FILE *to, const void *what)
{
  const struct lur_criterion *c = what;
  for (size_t i = 0; i < c->evidences; i++) fprintf(to, "%s%s", i ? ", " : "", c->evidence[i]);
}

static void write_wave_scale(FILE *to, const void *what)
{
  const struct lur_wave_scale *s = what;
  if (s->given)
    fprintf(to, "best %.9g, worst %.9g, %s", s->best, s->worst,
            s->low_is_better ? "low is better" : "high is better");
}

static void write_attempts(FILE *to, const void *what)
{
  const struct lur_attempts *a = what;
  if (a->given)
    fprintf(to, "max_wait_s %.9g, attempts %d, unanswered %.9g", a->max_wait_s, a->attempts, a->unanswered);
}

static void write_definitions(FILE *to, const void *what)
{
  const struct lur_definitions *d = what;
  if (!d->given) return;
  fprintf(to, "dead_air_s %.9g, interruption_s %.9g, talk ratio %s, wait %s", d->dead_air_s,
          d->interruption_s, d->ratio_of_conversation ? "of the conversation" : "of all talk",
          d->wait_from_queue ? "from the queue" : "from the start");
}

/// How it is asked: what the file would say beside `ask`.
static void write_kind(FILE *to, const void *what)
{
  const struct lur_criterion *c = what;
  fputs(lur_criterion_kind_name(c->kind), to);
  if (c->kind == LUR_CRITERION_SCALE || c->kind == LUR_CRITERION_NUMBER)
    fprintf(to, " %.9g to %.9g", c->from, c->to);
  if (c->kind == LUR_CRITERION_SEVERAL) fprintf(to, " (%s)", lur_combine_name(c->combine));
  if (c->kind == LUR_CRITERION_DATE) fprintf(to, " (%d)", (int)c->moment);
  if (c->kind == LUR_CRITERION_MEASURE) fprintf(to, " %s", lur_measure_table[c->measure].name);
  if (c->kind == LUR_CRITERION_VALUE) fprintf(to, " %s", c->value.text);
}

// Order: of what is there before and after.

/// The ids of parts, in their order.
struct ids {
  const char **at;
  size_t n;
};

static struct ids ids_new(struct pass *p, size_t most)
{
  struct ids ids = {calloc(most + 1, sizeof *ids.at), 0};
  if (!ids.at) p->status = LUR_NO_MEM;
  return ids;
}

static bool has(const struct ids *ids, const char *id)
{
  for (size_t i = 0; i < ids->n; i++)
    if (strcmp(ids->at[i], id) == 0) return true;
  return false;
}

/// Those of one list that are in the other, too.
struct common {
  const struct ids *ids, *others;
};

static void write_common(FILE *to, const void *what)
{
  const struct common *c = what;
  bool first = true;
  for (size_t i = 0; i < c->ids->n; i++) {
    if (!has(c->others, c->ids->at[i])) continue;
    fprintf(to, "%s%s", first ? "" : ", ", c->ids->at[i]);
    first = false;
  }
}

/// Frees both lists.
static void compare_order(struct pass *p, const struct place *at, struct ids *a, struct ids *b)
{
  const struct common before = {a, b}, after = {b, a};
  if (p->status == LUR_OK) compare_written(p, at, "order", write_common, &before, &after);
  free(a->at);
  free(b->at);
}

static struct ids ids_of_answers(struct pass *p, const struct lur_criterion *c)
{
  struct ids ids = ids_new(p, c->answers);
  for (size_t i = 0; ids.at && i < c->answers; i++) ids.at[ids.n++] = c->answer[i].id;
  return ids;
}

static struct ids ids_of_criteria(struct pass *p, const struct lur_rubric *rubric,
                                  const struct lur_section *s)
{
  struct ids ids = ids_new(p, s->criteria);
  for (size_t i = 0; ids.at && i < s->criteria; i++) ids.at[ids.n++] = rubric->criterion[s->first + i].id;
  return ids;
}

static struct ids ids_of_sections(struct pass *p, const struct lur_rubric *rubric)
{
  struct ids ids = ids_new(p, rubric->sections);
  for (size_t i = 0; ids.at && i < rubric->sections; i++) ids.at[ids.n++] = rubric->section[i].id;
  return ids;
}

// Parts that have an id: those of b in its order, then those of a that are gone.

static const char *pick(const struct pass *p, const struct lur_texts *texts)
{
  return lur_texts_pick(texts, p->lang);
}

static void compare_answer(struct pass *p, const struct place *at, const struct lur_answer *a,
                           const struct lur_answer *b)
{
  compare_texts(p, at, "title", &a->title, &b->title);
  compare_texts(p, at, "help", &a->help, &b->help);
  compare_texts(p, at, "example", &a->example, &b->example);
  if (a->has_points || b->has_points) compare_numbers(p, at, "points", a->points, b->points);
  compare_written(p, at, "fatal", write_gravity, a, b);
  compare_flags(p, at, "comment", a->needs_comment, b->needs_comment);
}

static void answer_place(const struct pass *p, const struct lur_criterion *c, const struct lur_answer *a,
                         char *id, size_t size, struct place *out)
{
  snprintf(id, size, "%s/%s", c->id, a->id);
  *out = (struct place){LUR_PART_ANSWER, id, pick(p, &a->title)};
}

static void compare_answers(struct pass *p, const struct lur_criterion *a, const struct lur_criterion *b)
{
  char id[200], points[40];
  struct place at;
  for (size_t i = 0; i < b->answers; i++) {
    const struct lur_answer *was = lur_criterion_answer(a, b->answer[i].id);
    answer_place(p, b, &b->answer[i], id, sizeof id, &at);
    snprintf(points, sizeof points, "%.9g", b->answer[i].points);
    if (was)
      compare_answer(p, &at, was, &b->answer[i]);
    else
      add(p, LUR_DIFF_ADDED, &at, "", "", "", points);
  }
  for (size_t i = 0; i < a->answers; i++) {
    if (lur_criterion_answer(b, a->answer[i].id)) continue;
    answer_place(p, a, &a->answer[i], id, sizeof id, &at);
    snprintf(points, sizeof points, "%.9g", a->answer[i].points);
    add(p, LUR_DIFF_REMOVED, &at, "", "", points, "");
  }
}

static void write_share(const struct lur_rubric *rubric, const struct lur_criterion *c, char *out,
                        size_t size)
{
  double share = lur_criterion_share(rubric, c) * 100;
  if (share > 0)
    snprintf(out, size, "%.1f %%", share);
  else
    out[0] = '\0';
}

static void compare_weights(struct pass *p, const struct place *at, const struct lur_criterion *a,
                            const struct lur_criterion *b)
{
  char before[40], after[40];
  compare_numbers(p, at, "weight", a->weight, b->weight);
  compare(p, at, "weight_from", lur_weight_from_name(a->weight_from), lur_weight_from_name(b->weight_from));
  write_share(p->a, a, before, sizeof before);
  write_share(p->b, b, after, sizeof after);
  compare(p, at, "share", before, after);
  compare(p, at, "counts", lur_counts_name(a->counts), lur_counts_name(b->counts));
  compare(p, at, "competence", lur_competence_name(a->competence), lur_competence_name(b->competence));
}

static void compare_conditions(struct pass *p, const struct place *at, const struct lur_criterion *a,
                               const struct lur_criterion *b)
{
  compare(p, at, "ask_when", a->ask_when.text, b->ask_when.text);
  compare(p, at, "not_applicable_when", a->not_applicable_when.text, b->not_applicable_when.text);
  compare_texts(p, at, "not_applicable_because", &a->not_applicable_because, &b->not_applicable_because);
  compare_flags(p, at, "na_allowed", !a->na_refused, !b->na_refused);
  if (a->has_comment_below && b->has_comment_below)
    compare_numbers(p, at, "comment_below", a->comment_below, b->comment_below);
  else
    compare_flags(p, at, "comment_below", a->has_comment_below, b->has_comment_below);
}

static void compare_criterion(struct pass *p, const struct lur_criterion *a, const struct lur_criterion *b)
{
  const struct place at = {LUR_PART_CRITERION, b->id, pick(p, &b->title)};
  compare_texts(p, &at, "title", &a->title, &b->title);
  compare(p, &at, "section", p->a->section[a->section].id, p->b->section[b->section].id);
  compare_weights(p, &at, a, b);
  compare_written(p, &at, lur_criterion_asked(b->kind) ? "ask" : "measure", write_kind, a, b);
  compare_texts(p, &at, "ask", &a->ask, &b->ask);
  compare(p, &at, "unit", lur_criterion_unit(a), lur_criterion_unit(b));
  compare_written(p, &at, "points", write_curve, &a->points, &b->points);
  compare_written(p, &at, "scale", write_wave_scale, &a->scale, &b->scale);
  compare_written(p, &at, "critical", write_limit, &a->critical, &b->critical);
  compare_written(p, &at, "fatal", write_limit, &a->fatal, &b->fatal);
  compare_conditions(p, &at, a, b);
  compare_written(p, &at, "evidence", write_evidence, a, b);
  compare_texts(p, &at, "help", &a->help, &b->help);
  compare_texts(p, &at, "note", &a->note, &b->note);
  compare_texts(p, &at, "source", &a->source, &b->source);
  struct ids before = ids_of_answers(p, a), after = ids_of_answers(p, b);
  compare_order(p, &at, &before, &after);
  compare_answers(p, a, b);
}

/// A criterion that came or went, with its part of the whole.
static void whole_criterion(struct pass *p, lur_diff_kind kind, const struct lur_rubric *rubric,
                            const struct lur_criterion *c)
{
  char share[40];
  const struct place at = {LUR_PART_CRITERION, c->id, pick(p, &c->title)};
  write_share(rubric, c, share, sizeof share);
  add(p, kind, &at, "", "", kind == LUR_DIFF_REMOVED ? share : "", kind == LUR_DIFF_ADDED ? share : "");
}

static void compare_criteria(struct pass *p)
{
  for (size_t i = 0; i < p->b->criteria; i++) {
    const struct lur_criterion *was = lur_rubric_find(p->a, p->b->criterion[i].id);
    if (was)
      compare_criterion(p, was, &p->b->criterion[i]);
    else
      whole_criterion(p, LUR_DIFF_ADDED, p->b, &p->b->criterion[i]);
  }
  for (size_t i = 0; i < p->a->criteria; i++)
    if (!lur_rubric_find(p->b, p->a->criterion[i].id))
      whole_criterion(p, LUR_DIFF_REMOVED, p->a, &p->a->criterion[i]);
}

static const struct lur_section *find_section(const struct lur_rubric *rubric, const char *id)
{
  for (size_t i = 0; i < rubric->sections; i++)
    if (strcmp(rubric->section[i].id, id) == 0) return &rubric->section[i];
  return NULL;
}

static void compare_section(struct pass *p, const struct lur_section *a, const struct lur_section *b)
{
  const struct place at = {LUR_PART_SECTION, b->id, pick(p, &b->title)};
  compare_texts(p, &at, "title", &a->title, &b->title);
  compare_numbers(p, &at, "weight", a->weight, b->weight);
  compare_numbers(p, &at, "points", a->points, b->points);
  compare(p, &at, "weight_from", lur_weight_from_name(a->weight_from), lur_weight_from_name(b->weight_from));
  compare(p, &at, "competence", lur_competence_name(a->competence), lur_competence_name(b->competence));
  compare_texts(p, &at, "note", &a->note, &b->note);
  compare_texts(p, &at, "source", &a->source, &b->source);
  struct ids before = ids_of_criteria(p, p->a, a), after = ids_of_criteria(p, p->b, b);
  compare_order(p, &at, &before, &after);
}

static void compare_sections(struct pass *p)
{
  for (size_t i = 0; i < p->b->sections; i++) {
    const struct lur_section *b = &p->b->section[i], *was = find_section(p->a, b->id);
    const struct place at = {LUR_PART_SECTION, b->id, pick(p, &b->title)};
    if (was)
      compare_section(p, was, b);
    else
      add(p, LUR_DIFF_ADDED, &at, "", "", "", "");
  }
  for (size_t i = 0; i < p->a->sections; i++) {
    const struct lur_section *a = &p->a->section[i];
    const struct place at = {LUR_PART_SECTION, a->id, pick(p, &a->title)};
    if (!find_section(p->b, a->id)) add(p, LUR_DIFF_REMOVED, &at, "", "", "", "");
  }
}

// Rules have no id: the same condition is the same rule.

static const struct lur_rule *find_rule(const struct lur_rubric *rubric, const char *when)
{
  for (size_t i = 0; i < rubric->rules; i++)
    if (strcmp(rubric->rule[i].when.text, when) == 0) return &rubric->rule[i];
  return NULL;
}

static void write_rule(FILE *to, const void *what)
{
  const struct lur_rule *rule = what;
  if (rule->limit.text)
    fprintf(to, "cap %s", rule->limit.text);
  else
    fprintf(to, "%s %.9g", rule->caps ? "cap" : "score", rule->score);
}

static void whole_rule(struct pass *p, lur_diff_kind kind, const struct lur_rule *rule)
{
  const struct place at = {LUR_PART_RULE, rule->when.text, pick(p, &rule->because)};
  char *text = written(p, write_rule, rule);
  if (text)
    add(p, kind, &at, "", "", kind == LUR_DIFF_REMOVED ? text : "", kind == LUR_DIFF_ADDED ? text : "");
  free(text);
}

static void compare_rules(struct pass *p)
{
  for (size_t i = 0; i < p->b->rules; i++) {
    const struct lur_rule *b = &p->b->rule[i], *a = find_rule(p->a, b->when.text);
    const struct place at = {LUR_PART_RULE, b->when.text, pick(p, &b->because)};
    if (a) {
      compare_written(p, &at, b->caps ? "cap" : "score", write_rule, a, b);
      compare_texts(p, &at, "because", &a->because, &b->because);
    } else {
      whole_rule(p, LUR_DIFF_ADDED, b);
    }
  }
  for (size_t i = 0; i < p->a->rules; i++)
    if (!find_rule(p->b, p->a->rule[i].when.text)) whole_rule(p, LUR_DIFF_REMOVED, &p->a->rule[i]);
}

static const struct lur_band *find_band(const struct lur_rubric *rubric, const char *id)
{
  for (size_t i = 0; i < rubric->bands; i++)
    if (strcmp(rubric->band[i].id, id) == 0) return &rubric->band[i];
  return NULL;
}

static void whole_band(struct pass *p, lur_diff_kind kind, const struct lur_band *band)
{
  char from[40];
  const struct place at = {LUR_PART_BAND, band->id, pick(p, &band->title)};
  snprintf(from, sizeof from, "%.9g", band->from);
  add(p, kind, &at, "", "", kind == LUR_DIFF_REMOVED ? from : "", kind == LUR_DIFF_ADDED ? from : "");
}

static void compare_bands(struct pass *p)
{
  for (size_t i = 0; i < p->b->bands; i++) {
    const struct lur_band *b = &p->b->band[i], *a = find_band(p->a, b->id);
    const struct place at = {LUR_PART_BAND, b->id, pick(p, &b->title)};
    if (a) {
      compare_numbers(p, &at, "from", a->from, b->from);
      compare_texts(p, &at, "title", &a->title, &b->title);
    } else {
      whole_band(p, LUR_DIFF_ADDED, b);
    }
  }
  for (size_t i = 0; i < p->a->bands; i++)
    if (!find_band(p->b, p->a->band[i].id)) whole_band(p, LUR_DIFF_REMOVED, &p->a->band[i]);
}

static const struct lur_total *find_total(const struct lur_rubric *rubric, const char *id)
{
  for (size_t i = 0; i < rubric->totals; i++)
    if (strcmp(rubric->total[i].id, id) == 0) return &rubric->total[i];
  return NULL;
}

/// The sections a total is made of, by their ids.
static char *sections_of(struct pass *p, const struct lur_rubric *rubric, const struct lur_total *total)
{
  char *text = NULL;
  size_t size = 0;
  FILE *to = open_memstream(&text, &size);
  for (size_t i = 0; to && i < total->sections; i++)
    fprintf(to, "%s%s", i ? ", " : "", rubric->section[total->section[i]].id);
  if (to && fclose(to) == 0) return text;
  p->status = LUR_NO_MEM;
  free(text);
  return NULL;
}

static void compare_total(struct pass *p, const struct lur_total *a, const struct lur_total *b)
{
  const struct place at = {LUR_PART_TOTAL, b->id, pick(p, &b->title)};
  char *before = sections_of(p, p->a, a), *after = sections_of(p, p->b, b);
  compare_texts(p, &at, "title", &a->title, &b->title);
  compare(p, &at, "contacts", lur_contacts_name(a->contacts), lur_contacts_name(b->contacts));
  if (before && after) compare(p, &at, "sections", before, after);
  free(before);
  free(after);
}

static void compare_totals(struct pass *p)
{
  for (size_t i = 0; i < p->b->totals; i++) {
    const struct lur_total *b = &p->b->total[i], *a = find_total(p->a, b->id);
    const struct place at = {LUR_PART_TOTAL, b->id, pick(p, &b->title)};
    if (a)
      compare_total(p, a, b);
    else
      add(p, LUR_DIFF_ADDED, &at, "", "", "", "");
  }
  for (size_t i = 0; i < p->a->totals; i++) {
    const struct place at = {LUR_PART_TOTAL, p->a->total[i].id, pick(p, &p->a->total[i].title)};
    if (!find_total(p->b, p->a->total[i].id)) add(p, LUR_DIFF_REMOVED, &at, "", "", "", "");
  }
}

static void compare_whole(struct pass *p)
{
  const struct place at = {LUR_PART_RUBRIC, "", pick(p, &p->b->title)};
  compare(p, &at, "id", p->a->id, p->b->id);
  compare(p, &at, "version", p->a->version, p->b->version);
  compare_texts(p, &at, "title", &p->a->title, &p->b->title);
  compare_texts(p, &at, "note", &p->a->note, &p->b->note);
  compare_texts(p, &at, "source", &p->a->source, &p->b->source);
  compare_texts(p, &at, "weight_source", &p->a->weight_source, &p->b->weight_source);
  compare_numbers(p, &at, "points", p->a->points, p->b->points);
  compare_numbers(p, &at, "out_of", p->a->out_of, p->b->out_of);
  compare_numbers(p, &at, "coverage", p->a->coverage_minimum, p->b->coverage_minimum);
  compare_written(p, &at, "attempts", write_attempts, &p->a->attempts, &p->b->attempts);
  compare_written(p, &at, "definitions", write_definitions, &p->a->definitions, &p->b->definitions);
  struct ids before = ids_of_sections(p, p->a), after = ids_of_sections(p, p->b);
  compare_order(p, &at, &before, &after);
}

lur_status lur_rubric_diff(const struct lur_rubric *a, const struct lur_rubric *b, const char *lang,
                           struct lur_differences *out)
{
  struct pass p = {a, b, lang, out, LUR_OK};
  compare_whole(&p);
  compare_sections(&p);
  compare_criteria(&p);
  compare_rules(&p);
  compare_totals(&p);
  compare_bands(&p);
  return p.status;
}

void lur_differences_clear(struct lur_differences *differences)
{
  for (size_t i = 0; i < differences->n; i++) {
    free(differences->at[i].id);
    free(differences->at[i].title);
    free(differences->at[i].before);
    free(differences->at[i].after);
  }
  free(differences->at);
  *differences = (struct lur_differences){0};
}
