#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/quote.h"
#include "rubrics/rubric.h"

/// Where the text goes, and how far it is indented.
struct printer {
  FILE *to;
  int indent;
};

static void print_line(struct printer *p, const char *format, ...) LUR_PRINTF(2, 3);

static void start_line(struct printer *p)
{
  fprintf(p->to, "%*s", p->indent, "");
}

static void print_line(struct printer *p, const char *format, ...)
{
  va_list args;
  start_line(p);
  va_start(args, format);
  vfprintf(p->to, format, args);
  va_end(args);
  fputc('\n', p->to);
}

static void print_texts(struct printer *p, const char *key, const struct lur_texts *texts)
{
  if (texts->n == 0) return;
  bool one = texts->n == 1 && !texts->at[0].lang[0];
  start_line(p);
  fprintf(p->to, one ? "%s: " : "%s: {", key);
  for (size_t i = 0; i < texts->n; i++) {
    if (!one) fprintf(p->to, "%s%s: ", i ? ", " : "", texts->at[i].lang);
    lur_quote(p->to, texts->at[i].text);
  }
  fputs(one ? "\n" : "}\n", p->to);
}

static void print_string(struct printer *p, const char *key, const char *text)
{
  if (!text) return;
  start_line(p);
  fprintf(p->to, "%s: ", key);
  lur_quote(p->to, text);
  fputc('\n', p->to);
}

static void print_number(struct printer *p, const char *key, double x)
{
  print_line(p, "%s: %.15g", key, x);
}

static void print_curve(struct printer *p, const struct lur_curve *curve)
{
  if (curve->n == 0) return;
  start_line(p);
  fputs("points: [", p->to);
  for (size_t i = 0; i < curve->n; i++)
    fprintf(p->to, "%s[%.15g, %.15g]", i ? ", " : "", curve->at[i].value, curve->at[i].points);
  fputs("]\n", p->to);
}

static void print_weight_from(struct printer *p, lur_weight_from from, lur_competence competence)
{
  if (from != LUR_FROM_UNSAID) print_line(p, "weight_from: %s", lur_weight_from_name(from));
  if (competence != LUR_COMPETENCE_NONE) print_line(p, "competence: %s", lur_competence_name(competence));
}

static void print_limit(struct printer *p, const char *key, const struct lur_limit *limit)
{
  if (limit->gravity != LUR_GRAVITY_NONE)
    print_line(p, "%s: {below: %.15g, kind: %s}", key, limit->below, lur_fault_kind_name(limit->kind));
}

/// What an answer, a step or a side of yes and no has besides its id.
static void print_answer_rest(struct printer *p, const struct lur_answer *a)
{
  print_texts(p, "title", &a->title);
  print_texts(p, "help", &a->help);
  print_texts(p, "example", &a->example);
  if (a->has_points) print_number(p, "points", a->points);
  if (a->gravity != LUR_GRAVITY_NONE)
    print_line(p, "%s: %s", a->gravity == LUR_GRAVITY_FATAL ? "fatal" : "critical",
               lur_fault_kind_name(a->kind));
  if (a->needs_comment) print_line(p, "comment: true");
}

static void print_answers(struct printer *p, const struct lur_criterion *c)
{
  bool steps = c->kind == LUR_CRITERION_SCALE;
  if (c->answers == 0) return;
  if (c->kind == LUR_CRITERION_SEVERAL) print_line(p, "several: %s", lur_combine_name(c->combine));
  print_line(p, "%s:", steps ? "steps" : "answers");
  p->indent += 2;
  for (size_t i = 0; i < c->answers; i++) {
    print_line(p, steps ? "- at: %s" : "- id: \"%s\"", c->answer[i].id);
    p->indent += 2;
    print_answer_rest(p, &c->answer[i]);
    p->indent -= 2;
  }
  p->indent -= 2;
}

static void print_yes_no(struct printer *p, const struct lur_criterion *c)
{
  print_line(p, "yes_no:");
  p->indent += 2;
  for (size_t i = 0; i < c->answers; i++) {
    print_line(p, "%s:", c->answer[i].id);
    p->indent += 2;
    print_answer_rest(p, &c->answer[i]);
    p->indent -= 2;
  }
  p->indent -= 2;
}

static bool steps_have_points(const struct lur_criterion *c)
{
  return c->kind == LUR_CRITERION_SCALE && c->answers && c->answer[0].has_points;
}

static void print_range(struct printer *p, const struct lur_criterion *c)
{
  static const char *const forms[] = {"", "", "nps", "csat", "ces"};
  if (c->form != LUR_FORM_PLAIN)
    print_line(p, "%s: true", forms[c->form]);
  else
    print_line(p, "%s: {from: %.15g, to: %.15g}", lur_criterion_kind_name(c->kind), c->from, c->to);
  if (!steps_have_points(c)) print_curve(p, &c->points);
}

static void print_asked(struct printer *p, const struct lur_criterion *c)
{
  static const char *const moments[] = {"day", "time", "day-and-time"};
  print_texts(p, "ask", &c->ask);
  if (c->kind == LUR_CRITERION_TEXT) print_line(p, "text: true");
  if (c->kind == LUR_CRITERION_DATE) print_line(p, "date: %s", moments[c->moment]);
  if (c->kind == LUR_CRITERION_SCALE || c->kind == LUR_CRITERION_NUMBER) print_range(p, c);
  if (c->form == LUR_FORM_YES_NO)
    print_yes_no(p, c);
  else
    print_answers(p, c);
  if (c->has_comment_below) print_number(p, "comment_below", c->comment_below);
  print_string(p, "ask_when", c->ask_when.text);
}

static void print_wave_scale(struct printer *p, const struct lur_wave_scale *scale)
{
  if (scale->given)
    print_line(p, "scale: {over: wave, best: %.15g, worst: %.15g, better: %s}", scale->best, scale->worst,
               scale->low_is_better ? "low" : "high");
}

static void print_measured(struct printer *p, const struct lur_criterion *c)
{
  if (c->kind == LUR_CRITERION_MEASURE)
    print_line(p, "measure: %s", lur_measure_table[c->measure].name);
  else
    print_string(p, "value", c->value.text);
  print_curve(p, &c->points);
  print_wave_scale(p, &c->scale);
  print_limit(p, "critical", &c->critical);
  print_limit(p, "fatal", &c->fatal);
}

static void print_evidence(struct printer *p, const struct lur_criterion *c)
{
  if (c->evidences == 0) return;
  start_line(p);
  fputs("evidence: [", p->to);
  for (size_t i = 0; i < c->evidences; i++) {
    fputs(i ? ", " : "", p->to);
    lur_quote(p->to, c->evidence[i]);
  }
  fputs("]\n", p->to);
}

/// What it weighs and counts for; in a rubric of points the weight follows from the points.
static void print_counts(struct printer *p, const struct lur_rubric *rubric, const struct lur_criterion *c)
{
  bool written = c->kind == LUR_CRITERION_TEXT || c->kind == LUR_CRITERION_DATE;
  if (c->counts != LUR_COUNTS_SCORED && !written)
    print_line(p, "counts: %s", lur_counts_name(c->counts));
  else if (!written && rubric->points == 0)
    print_number(p, "weight", c->weight);
}

static void print_criterion(struct printer *p, const struct lur_rubric *rubric, const struct lur_criterion *c)
{
  print_line(p, "- id: \"%s\"", c->id);
  p->indent += 2;
  print_texts(p, "title", &c->title);
  print_counts(p, rubric, c);
  print_weight_from(p, c->weight_from, c->competence);
  print_texts(p, "help", &c->help);
  print_texts(p, "note", &c->note);
  print_texts(p, "source", &c->source);
  if (lur_criterion_asked(c->kind))
    print_asked(p, c);
  else
    print_measured(p, c);
  print_string(p, "unit", c->unit);
  print_string(p, "not_applicable_when", c->not_applicable_when.text);
  print_texts(p, "not_applicable_because", &c->not_applicable_because);
  if (c->na_refused) print_line(p, "na_allowed: false");
  print_evidence(p, c);
  p->indent -= 2;
}

static void print_section(struct printer *p, const struct lur_rubric *rubric, const struct lur_section *s)
{
  print_line(p, "- id: \"%s\"", s->id);
  p->indent += 2;
  print_texts(p, "title", &s->title);
  print_number(p, rubric->points > 0 ? "points" : "weight", rubric->points > 0 ? s->points : s->weight);
  print_weight_from(p, s->weight_from, s->competence);
  print_texts(p, "note", &s->note);
  print_texts(p, "source", &s->source);
  print_line(p, "criteria:");
  p->indent += 2;
  for (size_t i = 0; i < s->criteria; i++) print_criterion(p, rubric, &rubric->criterion[s->first + i]);
  p->indent -= 4;
}

static void print_definitions(struct printer *p, const struct lur_definitions *d)
{
  if (!d->given) return;
  print_line(p, "definitions:");
  p->indent += 2;
  print_texts(p, "name", &d->name);
  if (d->dead_air_s > 0) print_number(p, "dead_air_s", d->dead_air_s);
  if (d->interruption_s > 0) print_number(p, "interruption_s", d->interruption_s);
  print_line(p, "talk_ratio: %s", d->ratio_of_conversation ? "of_conversation" : "of_talk");
  print_line(p, "wait_from: %s", d->wait_from_queue ? "queue" : "first_sound");
  p->indent -= 2;
}

static void print_totals(struct printer *p, const struct lur_rubric *rubric)
{
  if (rubric->totals) print_line(p, "totals:");
  for (size_t i = 0; i < rubric->totals; i++) {
    const struct lur_total *total = &rubric->total[i];
    p->indent += 2;
    print_line(p, "- id: \"%s\"", total->id);
    p->indent += 2;
    print_texts(p, "title", &total->title);
    print_line(p, "contacts: %s", lur_contacts_name(total->contacts));
    if (total->sections) {
      start_line(p);
      fputs("sections: [", p->to);
      for (size_t k = 0; k < total->sections; k++)
        fprintf(p->to, "%s\"%s\"", k ? ", " : "", rubric->section[total->section[k]].id);
      fputs("]\n", p->to);
    }
    p->indent -= 4;
  }
}

static void print_item_string(struct printer *p, const char *key, const char *text)
{
  start_line(p);
  fprintf(p->to, "- %s: ", key);
  lur_quote(p->to, text);
  fputc('\n', p->to);
}

static void print_rules(struct printer *p, const struct lur_rubric *rubric)
{
  if (rubric->rules) print_line(p, "rules:");
  for (size_t i = 0; i < rubric->rules; i++) {
    const struct lur_rule *rule = &rubric->rule[i];
    p->indent += 2;
    if (rule->limit.text)
      print_item_string(p, "cap", rule->limit.text);
    else
      print_line(p, "- %s: %.15g", rule->caps ? "cap" : "score", rule->score);
    p->indent += 2;
    print_string(p, "when", rule->when.text);
    print_texts(p, "because", &rule->because);
    p->indent -= 4;
  }
}

static void print_bands(struct printer *p, const struct lur_rubric *rubric)
{
  if (rubric->bands) print_line(p, "bands:");
  for (size_t i = 0; i < rubric->bands; i++) {
    p->indent += 2;
    print_line(p, "- id: \"%s\"", rubric->band[i].id);
    p->indent += 2;
    print_texts(p, "title", &rubric->band[i].title);
    print_number(p, "from", rubric->band[i].from);
    p->indent -= 4;
  }
}

static void print_rubric(struct printer *p, const struct lur_rubric *rubric)
{
  print_line(p, "lur: %s", LUR_RUBRIC_FORMAT);
  print_line(p, "id: \"%s\"", rubric->id);
  print_string(p, "version", rubric->version);
  print_texts(p, "title", &rubric->title);
  print_texts(p, "note", &rubric->note);
  print_texts(p, "source", &rubric->source);
  print_texts(p, "weight_source", &rubric->weight_source);
  if (rubric->points > 0) print_number(p, "points", rubric->points);
  print_number(p, "out_of", rubric->out_of);
  print_definitions(p, &rubric->definitions);
  print_line(p, "sections:");
  p->indent += 2;
  for (size_t i = 0; i < rubric->sections; i++) print_section(p, rubric, &rubric->section[i]);
  p->indent -= 2;
  if (rubric->attempts.given)
    print_line(p, "attempts: {max_wait_s: %.15g, attempts: %d, unanswered: %.15g}",
               rubric->attempts.max_wait_s, rubric->attempts.attempts, rubric->attempts.unanswered);
  print_totals(p, rubric);
  print_rules(p, rubric);
  print_line(p, "coverage: {minimum: %.15g}", rubric->coverage_minimum);
  print_bands(p, rubric);
}

lur_status lur_rubric_print(const struct lur_rubric *rubric, char **out)
{
  char *text = NULL;
  size_t size = 0;
  FILE *to = open_memstream(&text, &size);
  if (!to) return LUR_NO_MEM;
  struct printer p = {to, 0};
  print_rubric(&p, rubric);
  bool failed = ferror(to);
  if (fclose(to) != 0 || failed) {
    free(text);
    return LUR_NO_MEM;
  }
  *out = text;
  return LUR_OK;
}
