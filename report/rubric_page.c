#include "report/rubric_page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "rubrics/definitions.h"
#include "rubrics/diff.h"

struct page {
  FILE *out;
  const struct lur_rubric *rubric;
  const char *language, *original; ///< "" where the rubric has one language only
};

/// A text on one line, with what Markdown would take for itself kept as it is.
static void put(struct page *p, const char *text)
{
  if (*text && strchr("-+=", *text)) fputc('\\', p->out);
  for (; *text; text++) {
    if (strchr("\\`*_|<>[]#", *text)) fputc('\\', p->out);
    fputc((unsigned char)*text < ' ' ? ' ' : *text, p->out);
  }
}

/// A formula or an id on one line.
static void put_code(struct page *p, const char *text)
{
  const char *fence = strchr(text, '`') ? "``" : "`";
  fputs(fence, p->out);
  for (; *text; text++) fputc((unsigned char)*text < ' ' ? ' ' : *text, p->out);
  fputs(fence, p->out);
}

static const char *pick(const struct page *p, const struct lur_texts *texts)
{
  return lur_texts_pick(texts, p->language);
}

static void put_paragraph(struct page *p, const struct lur_texts *texts)
{
  if (!texts->n) return;
  put(p, pick(p, texts));
  fputs("\n\n", p->out);
}

/// The title and, where it reads otherwise, the one in the rubric's own language.
static void put_title(struct page *p, const struct lur_texts *title)
{
  const char *shown = pick(p, title), *own = lur_texts_pick(title, p->original);
  put(p, shown);
  if (strcmp(shown, own) == 0) return;
  fputs(" · *", p->out);
  put(p, own);
  fputc('*', p->out);
}

/// A value as people write it: ratios in per cent, counts bare.
static void put_value(struct page *p, double value, const char *unit)
{
  if (strcmp(unit, "1") == 0)
    fprintf(p->out, "%.6g %%", value * 100);
  else
    fprintf(p->out, "%.6g%s", value, *unit && strcmp(unit, "n") != 0 ? " " : "");
  if (strcmp(unit, "1") != 0 && strcmp(unit, "n") != 0) put(p, unit);
}

// Shares

static const char *whose(lur_weight_from from)
{
  return from == LUR_FROM_SOURCE ? _("published") : from == LUR_FROM_LUR ? _("lur's own") : "";
}

/// Where the share of a criterion comes from: published only where its section's weight is, too.
static const char *whose_share(const struct lur_section *s, const struct lur_criterion *c)
{
  bool alone = s->criteria == 1 && s->weight_from != LUR_FROM_UNSAID;
  lur_weight_from own = alone ? s->weight_from : c->weight_from;
  return whose(s->weight_from == LUR_FROM_LUR ? LUR_FROM_LUR : own);
}

static void put_share(struct page *p, const struct lur_section *s, const struct lur_criterion *c)
{
  double share = lur_criterion_share(p->rubric, c);
  if (c->counts == LUR_COUNTS_EXCLUDED)
    fputs(_("shown, does not count"), p->out);
  else if (c->weight == 0)
    fputs(_("noted, no points"), p->out);
  else if (p->rubric->points <= 0 && s->weight == 0)
    fputs(_("a figure apart"), p->out);
  else if (p->rubric->points > 0)
    fprintf(p->out, _("%.6g points"), c->weight);
  else
    fprintf(p->out, "%.3g %%", share * 100);
}

// A criterion

static const char *how(const struct lur_criterion *c)
{
  switch (c->kind) {
  case LUR_CRITERION_MEASURE:
  case LUR_CRITERION_VALUE:
    return _("measured");
  case LUR_CRITERION_TEXT:
    return _("asked: free text");
  case LUR_CRITERION_DATE:
    return _("asked: day or time");
  case LUR_CRITERION_SEVERAL:
    return _("asked: any of several");
  case LUR_CRITERION_SCALE:
    return _("asked: scale");
  case LUR_CRITERION_NUMBER:
    return _("asked: number");
  case LUR_CRITERION_CHOICE:
    break;
  }
  return _("asked: choice");
}

/// Whether its points are worth telling: what weighs nothing is shown without.
static bool gives_points(const struct lur_criterion *c)
{
  return c->weight > 0 || c->counts == LUR_COUNTS_EXCLUDED;
}

static double answer_points(const struct lur_criterion *c, const struct lur_answer *a)
{
  return c->kind == LUR_CRITERION_SCALE ? lur_criterion_points(c, strtod(a->id, NULL)) : a->points;
}

static void put_gravity(struct page *p, lur_gravity gravity, lur_fault_kind kind)
{
  if (gravity == LUR_GRAVITY_NONE) return;
  fprintf(p->out, " (%s, %s)", gravity == LUR_GRAVITY_FATAL ? _("fatal: the total is 0") : _("critical"),
          _(lur_fault_kind_title(kind)));
}

/// What stands in a row of answers, besides the answer.
struct columns {
  bool points, help;
};

static struct columns columns_of(const struct lur_criterion *c)
{
  struct columns columns = {.points = gives_points(c)};
  for (size_t i = 0; i < c->answers; i++)
    if (c->answer[i].help.n || c->answer[i].example.n) columns.help = true;
  return columns;
}

static void put_answer(struct page *p, const struct lur_criterion *c, const struct lur_answer *a,
                       struct columns columns)
{
  fputs("| ", p->out);
  put_code(p, a->id);
  fputs(" | ", p->out);
  if (a->title.n) put_title(p, &a->title);
  put_gravity(p, a->gravity, a->kind);
  if (columns.points) fprintf(p->out, " | %.6g", answer_points(c, a));
  if (columns.help) {
    fputs(" | ", p->out);
    put(p, pick(p, &a->help));
    if (a->help.n && a->example.n) fputc(' ', p->out);
    put(p, pick(p, &a->example));
  }
  fputs(" |\n", p->out);
}

static void put_answers(struct page *p, const struct lur_criterion *c)
{
  static const char *const several[] = {N_("Of several answers, the points add up."),
                                        N_("Of several answers, the best counts."),
                                        N_("Of several answers, the worst counts.")};
  struct columns columns = columns_of(c);
  if (!c->answers) return;
  fprintf(p->out, "| | %s |", _("answer"));
  if (columns.points) fprintf(p->out, " %s |", _("points"));
  fprintf(p->out, "%s\n|---|---|%s%s\n", columns.help ? " |" : "", columns.points ? "---|" : "",
          columns.help ? "---|" : "");
  for (size_t i = 0; i < c->answers; i++) put_answer(p, c, &c->answer[i], columns);
  fputc('\n', p->out);
  if (c->kind == LUR_CRITERION_SEVERAL && columns.points) fprintf(p->out, "%s\n\n", _(several[c->combine]));
}

/// A step is written as two values close together; the second then reads as what is over the first.
static bool is_step(const struct lur_curve *curve, size_t i)
{
  double before = i ? curve->at[i - 1].value : 0;
  return i && curve->at[i].value - before <= 0.00101 * (fabs(before) < 1 ? fabs(before) : 1);
}

static void put_point(struct page *p, const struct lur_curve *curve, size_t i, const char *unit)
{
  bool step = is_step(curve, i);
  fputs("| ", p->out);
  if (step) fprintf(p->out, "%s ", _("over"));
  put_value(p, curve->at[step ? i - 1 : i].value, unit);
  fprintf(p->out, " | %.6g |\n", curve->at[i].points);
}

static void put_curve(struct page *p, const struct lur_criterion *c)
{
  bool steps = c->kind == LUR_CRITERION_SCALE && c->answers == c->points.n;
  if (!c->points.n || steps) return;
  fprintf(p->out, "| %s | %s |\n|---|---|\n", _("value"), _("points"));
  for (size_t i = 0; i < c->points.n; i++) put_point(p, &c->points, i, lur_criterion_unit(c));
  fprintf(p->out, "\n%s\n\n", _("Straight lines run between these values."));
}

static void put_wave_scale(struct page *p, const struct lur_wave_scale *scale)
{
  if (!scale->given) return;
  fprintf(p->out,
          scale->low_is_better ? _("The lowest mean of the wave gives %.6g points, the highest %.6g, with a "
                                   "straight line between.")
                               : _("The highest mean of the wave gives %.6g points, the lowest %.6g, with a "
                                   "straight line between."),
          scale->best, scale->worst);
  fputs("\n\n", p->out);
}

static void put_what(struct page *p, const struct lur_criterion *c)
{
  bool ranged = c->kind == LUR_CRITERION_SCALE || c->kind == LUR_CRITERION_NUMBER;
  if (c->kind == LUR_CRITERION_MEASURE) {
    fprintf(p->out, "%s: %s (", _("Measured"), _(lur_measure_table[c->measure].title));
    put_code(p, lur_measure_table[c->measure].name);
    fputs(")\n\n", p->out);
  } else if (c->kind == LUR_CRITERION_VALUE) {
    fprintf(p->out, "%s: ", _("Measured"));
    put_code(p, c->value.text);
    fputs("\n\n", p->out);
  } else if (ranged) {
    fprintf(p->out, _("Answer: from %.6g to %.6g"), c->from, c->to);
    if (!c->points.n && gives_points(c))
      fprintf(p->out, ", %s", _("0 points at the lowest and 100 at the highest"));
    fputs("\n\n", p->out);
  }
}

static void put_condition(struct page *p, const char *label, const struct lur_formula *f,
                          const struct lur_texts *because)
{
  if (!f->text) return;
  fprintf(p->out, "%s: ", label);
  put_code(p, f->text);
  if (because && because->n) {
    fputs(" – ", p->out);
    put(p, pick(p, because));
  }
  fputs("\n\n", p->out);
}

static void put_limit(struct page *p, const struct lur_limit *limit)
{
  if (limit->gravity == LUR_GRAVITY_NONE) return;
  fprintf(p->out, _("Below %.6g points"), limit->below);
  put_gravity(p, limit->gravity, limit->kind);
  fputs("\n\n", p->out);
}

static void put_evidence(struct page *p, const struct lur_criterion *c)
{
  if (!c->evidences) return;
  fprintf(p->out, "%s: ", _("Played as evidence"));
  for (size_t i = 0; i < c->evidences; i++) {
    if (i) fputs(", ", p->out);
    put_code(p, c->evidence[i]);
  }
  fputs("\n\n", p->out);
}

static void put_criterion(struct page *p, const struct lur_section *s, const struct lur_criterion *c)
{
  fputs("### ", p->out);
  put_title(p, &c->title);
  fputs("\n\n", p->out);
  put_code(p, c->id);
  fputs(" · ", p->out);
  put_share(p, s, c);
  fputs("\n\n", p->out);
  if (c->ask.n) {
    fputs("> ", p->out);
    put_paragraph(p, &c->ask);
  }
  put_paragraph(p, &c->help);
  put_paragraph(p, &c->note);
  put_what(p, c);
  put_answers(p, c);
  put_curve(p, c);
  put_wave_scale(p, &c->scale);
  put_limit(p, &c->critical);
  put_limit(p, &c->fatal);
  put_condition(p, _("Asked only when"), &c->ask_when, NULL);
  put_condition(p, _("Does not apply when"), &c->not_applicable_when, &c->not_applicable_because);
  if (c->na_refused) fprintf(p->out, "%s\n\n", _("The assessor may not set it aside."));
  if (c->has_comment_below) {
    fprintf(p->out, _("Below %.6g points a comment must say why."), c->comment_below);
    fputs("\n\n", p->out);
  }
  put_evidence(p, c);
  put_paragraph(p, &c->source);
}

// The page

static void put_head(struct page *p)
{
  const struct lur_rubric *r = p->rubric;
  fputs("# ", p->out);
  put_title(p, &r->title);
  fprintf(p->out, "\n\n| | |\n|---|---|\n| %s | `%s` |\n| %s | %s |\n", _("name"), r->id, _("version"),
          r->version);
  fprintf(p->out, "| SHA-256 | `%s` |\n\n", r->sha256);
  put_paragraph(p, &r->note);
  put_paragraph(p, &r->source);
  put_paragraph(p, &r->weight_source);
}

static void put_overview(struct page *p)
{
  fprintf(p->out, "| %s | %s | %s | %s |\n|---|---|---|---|\n", _("criterion"), _("how"),
          _("share of the total"), _("whose weight"));
  for (size_t i = 0; i < p->rubric->sections; i++) {
    const struct lur_section *s = &p->rubric->section[i];
    fputs("| **", p->out);
    put(p, pick(p, &s->title));
    fputs("** | | | |\n", p->out);
    for (size_t k = s->first; k < s->first + s->criteria; k++) {
      const struct lur_criterion *c = &p->rubric->criterion[k];
      fputs("| ", p->out);
      put(p, pick(p, &c->title));
      fprintf(p->out, " | %s | ", how(c));
      put_share(p, s, c);
      fprintf(p->out, " | %s |\n", c->weight > 0 ? whose_share(s, c) : whose(c->weight_from));
    }
  }
  fputc('\n', p->out);
}

static void put_section(struct page *p, const struct lur_section *s)
{
  fputs("## ", p->out);
  put_title(p, &s->title);
  fputs("\n\n", p->out);
  if (s->points > 0) fprintf(p->out, _("At most %.6g points"), s->points);
  if (s->points <= 0 && s->weight > 0) fprintf(p->out, _("Weight %.6g"), s->weight);
  if (s->points > 0 || s->weight > 0)
    fprintf(p->out, "%s%s\n\n", *whose(s->weight_from) ? ", " : "", whose(s->weight_from));
  put_paragraph(p, &s->note);
  put_paragraph(p, &s->source);
  for (size_t i = 0; i < s->criteria; i++) put_criterion(p, s, &p->rubric->criterion[s->first + i]);
}

static void put_definitions(struct page *p)
{
  const struct lur_definitions *d = &p->rubric->definitions;
  char text[300];
  if (!d->given) return;
  fprintf(p->out, "## %s\n\n", _("Definitions"));
  if (d->name.n) {
    put(p, pick(p, &d->name));
    fputs("\n\n", p->out);
  }
  put(p, lur_definitions_text(d, text, sizeof text));
  fputs("\n\n", p->out);
}

static void put_totals(struct page *p)
{
  if (!p->rubric->totals) return;
  fprintf(p->out, "## %s\n\n", _("Further totals"));
  for (size_t i = 0; i < p->rubric->totals; i++) {
    const struct lur_total *t = &p->rubric->total[i];
    fputs("- ", p->out);
    put_title(p, &t->title);
    fprintf(p->out, ": %s",
            t->contacts == LUR_CONTACTS_ANSWERED ? _("only calls that were answered")
                                                 : _("all calls, also those that nobody answered"));
    for (size_t k = 0; k < t->sections; k++) {
      fputs(k ? ", " : "; ", p->out);
      put(p, pick(p, &p->rubric->section[t->section[k]].title));
    }
    fputc('\n', p->out);
  }
  fputc('\n', p->out);
}

static void put_rules(struct page *p)
{
  if (p->rubric->rules) fprintf(p->out, "## %s\n\n", _("Rules"));
  for (size_t i = 0; i < p->rubric->rules; i++) {
    const struct lur_rule *rule = &p->rubric->rule[i];
    fputs("- ", p->out);
    put(p, pick(p, &rule->because));
    fputs(": ", p->out);
    if (rule->limit.text) {
      fprintf(p->out, "%s ", _("at most"));
      put_code(p, rule->limit.text);
    } else if (rule->caps) {
      fprintf(p->out, _("at most %.6g points"), rule->score);
    } else {
      fprintf(p->out, _("%.6g points"), rule->score);
    }
    fprintf(p->out, ", %s ", _("when"));
    put_code(p, rule->when.text);
    fputc('\n', p->out);
  }
  if (p->rubric->rules) fputc('\n', p->out);
}

static void put_end(struct page *p)
{
  const struct lur_rubric *r = p->rubric;
  fprintf(p->out, _("Complete when at least %.6g %% of the weight is covered.\n"), r->coverage_minimum * 100);
  if (r->attempts.given)
    fprintf(
        p->out,
        _("An attempt ends after %.6g s; a call nobody answers in %d attempts counts with %.6g points.\n"),
        r->attempts.max_wait_s, r->attempts.attempts, r->attempts.unanswered);
  if (r->out_of > 0 && r->out_of != 100)
    fprintf(p->out, _("The total is told out of %.6g, too.\n"), r->out_of);
  if (!r->bands) return;
  fprintf(p->out, "\n| %s | %s |\n|---|---|\n", _("level"), _("from"));
  for (size_t i = 0; i < r->bands; i++) {
    fputs("| ", p->out);
    put(p, lur_band_title(&r->band[i], p->language));
    fprintf(p->out, " | %.6g |\n", r->band[i].from);
  }
}

lur_status lur_report_rubric(FILE *out, const struct lur_rubric *rubric, const char *language)
{
  if (!out || !rubric) return LUR_BAD_ARG;
  struct page p = {out, rubric, language, rubric->title.n ? rubric->title.at[0].lang : ""};
  put_head(&p);
  put_overview(&p);
  for (size_t i = 0; i < rubric->sections; i++) put_section(&p, &rubric->section[i]);
  put_definitions(&p);
  put_totals(&p);
  put_rules(&p);
  put_end(&p);
  return ferror(out) ? LUR_IO : LUR_OK;
}
