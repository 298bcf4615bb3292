#include <stdio.h>
#include <stdlib.h>

#include "base/quote.h"
#include "waves/plan.h"

/// Where a list stands: whether a comma is due.
struct print {
  FILE *to;
  bool more;
};

static void key(struct print *p, const char *name)
{
  fputs(p->more ? ", " : "", p->to);
  fprintf(p->to, "\"%s\": ", name);
  p->more = true;
}

static void text(struct print *p, const char *name, const char *value)
{
  if (!value[0]) return;
  key(p, name);
  lur_quote(p->to, value);
}

static void number(struct print *p, const char *name, long long value)
{
  key(p, name);
  fprintf(p->to, "%lld", value);
}

static void day(struct print *p, const char *name, int32_t value)
{
  char out[LUR_DAY_SIZE];
  text(p, name, lur_day_format(value, out));
}

static void hours(struct print *p, const char *name, const struct lur_openings *value)
{
  char out[LUR_OPENINGS * 48];
  text(p, name, lur_openings_format(value, out, sizeof out));
}

static void words(struct print *p, const char *name, const struct lur_plan_words *value)
{
  if (!value->n) return;
  key(p, name);
  for (size_t i = 0; i < value->n; i++) {
    fputs(i ? ", " : "[", p->to);
    lur_quote(p->to, value->at[i]);
  }
  fputc(']', p->to);
}

static void days(struct print *p, const char *name, const struct lur_days *value)
{
  char first[LUR_DAY_SIZE], last[LUR_DAY_SIZE];
  if (!value->n) return;
  key(p, name);
  for (size_t i = 0; i < value->n; i++)
    fprintf(p->to, "%s\"%s..%s\"", i ? ", " : "[", lur_day_format(value->at[i].first, first),
            lur_day_format(value->at[i].last, last));
  fputc(']', p->to);
}

static void print_heads(struct print *p, const struct lur_plan *plan)
{
  text(p, "lur", "wave/1");
  text(p, "id", plan->id);
  text(p, "title", plan->title);
  text(p, "rubric", plan->rubric);
  day(p, "from", plan->from);
  day(p, "until", plan->until);
  hours(p, "windows", &plan->windows);
  days(p, "excluded", &plan->excluded);
  number(p, "quota", plan->quota);
  if (plan->calls_a_day) number(p, "calls_a_day", plan->calls_a_day);
  number(p, "calls_an_hour", plan->calls_an_hour);
  key(p, "twice_running");
  fputs(plan->twice_running ? "true" : "false", p->to);
  if (plan->seed >= 0) number(p, "seed", plan->seed);
}

static void print_rules(struct print *p, const struct lur_plan *plan)
{
  const struct lur_plan_ranking *r = &plan->ranking;
  if (plan->attempts_given) {
    key(p, "attempts");
    fprintf(p->to, "{\"max_wait_s\": %.15g, \"attempts\": %d}", plan->max_wait_s, plan->attempts);
  }
  if (plan->final.given) {
    key(p, "final");
    struct print inner = {.to = p->to};
    fputc('{', p->to);
    number(&inner, "places", plan->final.places);
    number(&inner, "quota", plan->final.quota);
    day(&inner, "from", plan->final.from);
    day(&inner, "until", plan->final.until);
    fputc('}', p->to);
  }
  key(p, "ranking");
  fprintf(p->to, "{\"minimum_calls\": %d, \"minimum_score\": %.15g, \"seed\": %lld, \"draws\": %d",
          r->minimum_calls, r->minimum_score, (long long)r->seed, r->draws);
  words(&(struct print){p->to, true}, "tie_breaks", &r->ties);
  fputc('}', p->to);
}

static void print_target(struct print *p, const struct lur_plan_target *t)
{
  text(p, "name", t->name);
  text(p, "title", t->title);
  text(p, "class", t->class_name);
  text(p, "number", t->number);
  text(p, "language", t->language);
  hours(p, "hours", &t->hours);
  if (t->quota >= 0) number(p, "quota", t->quota);
  text(p, "note", t->note);
}

static void print_caller(struct print *p, const struct lur_plan_caller *c)
{
  text(p, "name", c->name);
  words(p, "languages", &c->languages);
  words(p, "not", &c->not_to);
  hours(p, "hours", &c->hours);
  days(p, "absent", &c->absent);
  if (c->calls_a_day >= 0) number(p, "calls_a_day", c->calls_a_day);
  if (c->calls >= 0) number(p, "calls", c->calls);
}

static void print_scenario(struct print *p, const struct lur_plan_scenario *s)
{
  text(p, "id", s->id);
  text(p, "title", s->title);
  text(p, "briefing", s->briefing);
  text(p, "answer", s->answer);
  text(p, "language", s->language);
  words(p, "classes", &s->classes);
  number(p, "share", s->share);
}

static void start_list(struct print *p, const char *name)
{
  key(p, name);
  fputc('[', p->to);
}

static struct print start_item(FILE *to, size_t i)
{
  fputs(i ? ",\n  {" : "\n  {", to);
  return (struct print){.to = to};
}

static void print_tables(struct print *p, const struct lur_plan *plan)
{
  struct print item;
  start_list(p, "participants");
  for (size_t i = 0; i < plan->targets; i++) {
    item = start_item(p->to, i);
    print_target(&item, &plan->target[i]);
    fputc('}', p->to);
  }
  fputs("]", p->to);
  start_list(p, "callers");
  for (size_t i = 0; i < plan->callers; i++) {
    item = start_item(p->to, i);
    print_caller(&item, &plan->caller[i]);
    fputc('}', p->to);
  }
  fputs("]", p->to);
  start_list(p, "scenarios");
  for (size_t i = 0; i < plan->scenarios; i++) {
    item = start_item(p->to, i);
    print_scenario(&item, &plan->scenario[i]);
    fputc('}', p->to);
  }
  fputs("]", p->to);
}

lur_status lur_plan_print(const struct lur_plan *plan, char **out)
{
  char *made = NULL;
  size_t size = 0;
  FILE *to = open_memstream(&made, &size);
  if (!to) return LUR_NO_MEM;
  struct print p = {.to = to};
  fputc('{', to);
  print_heads(&p, plan);
  print_rules(&p, plan);
  print_tables(&p, plan);
  fputs("}\n", to);
  bool whole = !ferror(to);
  if (fclose(to) != 0 || !whole) {
    free(made);
    return LUR_NO_MEM;
  }
  *out = made;
  return LUR_OK;
}
