#include <jansson.h>

#include "analysis/analyser.h"
#include "report/json_tools.h"
#include "report/report.h"

enum { POINT_DECIMALS = 6 }; // the scorer's millionths

static json_t *put_list(json_t *to, const char *key)
{
  return lur_json_put(to, key, json_array()) ? json_object_get(to, key) : NULL;
}

static json_t *points(double value)
{
  return lur_json_number(value, POINT_DECIMALS);
}

static bool put_heading(json_t *to, const struct lur_report *report, const char *language)
{
  const struct lur_rubric *rubric = report->scorecard->rubric;
  const char *assessor = report->scorecard->assessor;
  json_t *call = lur_json_put_object(to, "call");
  bool ok =
      call &&
      lur_json_put(call, "file", lur_json_text(report->recording->name ? report->recording->name : "")) &&
      lur_json_put(call, "duration_s", lur_json_seconds(report->recording->duration_s)) &&
      lur_json_put(call, "complete", json_boolean(report->recording->complete)) &&
      lur_json_put(call, "analyser", json_string(report->analyser ? report->analyser : LUR_ANALYSER_VERSION));
  if (ok && report->sha256) ok = lur_json_put(call, "sha256", lur_json_text(report->sha256));
  json_t *about = ok ? lur_json_put_object(to, "rubric") : NULL;
  return about && lur_json_put(about, "id", lur_json_text(rubric->id)) &&
         lur_json_put(about, "version", lur_json_text(rubric->version)) &&
         lur_json_put(about, "sha256", lur_json_text(rubric->sha256)) &&
         lur_json_put(about, "title", lur_json_text(lur_texts_pick(&rubric->title, language))) &&
         lur_json_put(to, "assessor", assessor && assessor[0] ? lur_json_text(assessor) : json_null());
}

static bool put_band(json_t *to, const struct lur_band *band, const char *language)
{
  if (!band) return lur_json_put(to, "band", json_null());
  json_t *at = lur_json_put_object(to, "band");
  return at && lur_json_put(at, "id", lur_json_text(band->id)) &&
         lur_json_put(at, "title", lur_json_text(lur_band_title(band, language))) &&
         lur_json_put(at, "from", points(band->from));
}

static bool put_kinds(json_t *to, const char *key, const size_t *count)
{
  json_t *at = lur_json_put_object(to, key);
  bool ok = at != NULL;
  for (int i = 0; ok && i < LUR_FAULT_KINDS; i++)
    ok = lur_json_put(at, lur_fault_kind_name((lur_fault_kind)i), json_integer((json_int_t)count[i]));
  return ok;
}

static bool put_faults(json_t *to, const struct lur_scorecard *card)
{
  json_t *faults = lur_json_put_object(to, "faults");
  return faults && lur_json_put(faults, "fatal", json_integer((json_int_t)card->fatal)) &&
         put_kinds(faults, "fatal_by_kind", card->fatal_of) && put_kinds(faults, "critical", card->critical);
}

static bool put_further(json_t *to, const struct lur_scorecard *card, const char *language)
{
  json_t *list = put_list(to, "totals");
  bool ok = list != NULL;
  for (size_t i = 0; ok && i < card->furthers; i++) {
    const struct lur_total_mark *mark = &card->further[i];
    json_t *at = lur_json_append_object(list);
    ok = at && lur_json_put(at, "id", lur_json_text(mark->total->id)) &&
         lur_json_put(at, "title", lur_json_text(lur_texts_pick(&mark->total->title, language))) &&
         lur_json_put(at, "contacts", json_string(lur_contacts_name(mark->total->contacts))) &&
         lur_json_put(at, "total", mark->has ? points(mark->value) : json_null());
  }
  return ok;
}

static bool put_competences(json_t *to, const struct lur_scorecard *card)
{
  json_t *at = lur_json_put_object(to, "competences");
  bool ok = at != NULL;
  for (int i = LUR_COMPETENCE_NONE + 1; ok && i < LUR_COMPETENCES; i++)
    if (card->competence[i].scored)
      ok = lur_json_put(at, lur_competence_name((lur_competence)i), points(card->competence[i].score));
  return ok;
}

/// Points won of those possible, of a criterion, a section or the whole.
static bool put_won(json_t *to, double won, double possible)
{
  return lur_json_put(to, "won", points(won)) && lur_json_put(to, "possible", points(possible));
}

static bool put_result(json_t *to, const struct lur_scorecard *card, const char *language)
{
  return lur_json_put(to, "total", card->has_total ? points(card->total) : json_null()) &&
         lur_json_put(to, "total_from", json_string(lur_total_from_name(card->total_from))) &&
         lur_json_put(to, "raw_total", points(card->raw_total)) && put_won(to, card->won, card->possible) &&
         lur_json_put(to, "out_of", points(card->out_of)) &&
         lur_json_put(to, "of_that", card->has_total ? points(card->of_that) : json_null()) &&
         lur_json_put(to, "unanswered", json_boolean(card->unanswered)) && put_further(to, card, language) &&
         put_competences(to, card) && lur_json_put(to, "coverage", points(card->coverage)) &&
         lur_json_put(to, "complete", json_boolean(card->complete)) && put_band(to, card->band, language) &&
         put_faults(to, card);
}

static bool put_machine(json_t *to, const struct lur_mark *mark)
{
  const struct lur_criterion *c = mark->criterion;
  if (c->kind != LUR_CRITERION_MEASURE && c->kind != LUR_CRITERION_VALUE) return true;
  lur_measure_type type =
      c->kind == LUR_CRITERION_MEASURE ? lur_measure_table[c->measure].type : LUR_TYPE_NUMBER;
  bool ok = c->kind != LUR_CRITERION_MEASURE ||
            lur_json_put(to, "measure", json_string(lur_measure_table[c->measure].name));
  if (ok && c->kind == LUR_CRITERION_VALUE && c->value.text)
    ok = lur_json_put(to, "formula", lur_json_text(c->value.text));
  return ok && lur_json_put(to, "measured", lur_json_value(type, lur_criterion_unit(c), &mark->machine)) &&
         lur_json_put(to, "overruled", json_boolean(mark->overruled));
}

/// What the wave said when the call was scored: with it the points can be made again.
static bool put_wave(json_t *to, const struct lur_wave_value *wave)
{
  if (!wave) return true;
  json_t *at = lur_json_put_object(to, "wave");
  return at && lur_json_put(at, "mean", json_real(wave->mean)) &&
         lur_json_put(at, "low", json_real(wave->low)) && lur_json_put(at, "high", json_real(wave->high)) &&
         lur_json_put(at, "participants", json_integer((json_int_t)wave->participants));
}

static bool put_answer(json_t *to, const struct lur_answer *answer, const char *language)
{
  if (!answer) return true;
  json_t *at = lur_json_put_object(to, "answer");
  return at && lur_json_put(at, "id", lur_json_text(answer->id)) &&
         lur_json_put(at, "title", lur_json_text(lur_answer_title(answer, language)));
}

static bool put_words(json_t *to, const struct lur_mark *mark, const char *language)
{
  char why[512];
  bool ok = true;
  if (mark->text && mark->text[0]) ok = lur_json_put(to, "text", lur_json_text(mark->text));
  if (ok && mark->comment && mark->comment[0]) ok = lur_json_put(to, "comment", lur_json_text(mark->comment));
  if (ok && mark->criterion->kind == LUR_CRITERION_SEVERAL &&
      lur_mark_said(mark, language, why, sizeof why)[0])
    ok = lur_json_put(to, "said", lur_json_text(why));
  if (ok && lur_mark_why(mark, language, why, sizeof why)[0])
    ok = lur_json_put(to, "why", lur_json_text(why));
  return ok;
}

static bool put_fault(json_t *to, const struct lur_mark *mark)
{
  if (mark->gravity == LUR_GRAVITY_NONE) return true;
  return lur_json_put(to, mark->gravity == LUR_GRAVITY_FATAL ? "fatal" : "critical",
                      json_string(lur_fault_kind_name(mark->kind)));
}

static bool put_mark(json_t *to, const struct lur_mark *mark, const char *language)
{
  const struct lur_criterion *c = mark->criterion;
  const char *unit = lur_criterion_unit(c);
  return lur_json_put(to, "id", lur_json_text(c->id)) &&
         lur_json_put(to, "title", lur_json_text(lur_texts_pick(&c->title, language))) &&
         lur_json_put(to, "counts", json_string(lur_counts_name(c->counts))) &&
         lur_json_put(to, "kind", json_string(lur_criterion_kind_name(c->kind))) &&
         lur_json_put(to, "weight", points(c->weight)) &&
         lur_json_put(to, "state", json_string(lur_mark_state_name(mark->state))) &&
         lur_json_put(to, "points", mark->state == LUR_MARK_SCORED ? points(mark->points) : json_null()) &&
         put_won(to, mark->won, mark->possible) &&
         lur_json_put(to, "by", json_string(lur_by_name(mark->by))) &&
         lur_json_put(to, "value",
                      mark->has_value ? lur_json_value(mark->type, unit, &mark->value) : json_null()) &&
         lur_json_put(to, "unit", lur_json_text(unit)) && put_machine(to, mark) && put_wave(to, mark->wave) &&
         put_answer(to, mark->answer, language) && put_words(to, mark, language) && put_fault(to, mark) &&
         lur_json_put(to, "evidence", lur_json_spans(mark->evidence.at, mark->evidence.n));
}

static bool put_section(json_t *to, const struct lur_scorecard *card, size_t index, const char *language)
{
  const struct lur_section_mark *score = &card->section[index];
  const struct lur_section *section = score->section;
  bool ok = lur_json_put(to, "id", lur_json_text(section->id)) &&
            lur_json_put(to, "title", lur_json_text(lur_texts_pick(&section->title, language))) &&
            lur_json_put(to, "weight", points(section->weight)) &&
            lur_json_put(to, "score", points(score->score)) &&
            lur_json_put(to, "coverage", points(score->coverage)) && put_won(to, score->won, score->possible);
  json_t *list = ok ? put_list(to, "criteria") : NULL;
  ok = list != NULL;
  for (size_t i = section->first; ok && i < section->first + section->criteria; i++) {
    json_t *item = lur_json_append_object(list);
    ok = item && put_mark(item, &card->mark[i], language);
  }
  return ok;
}

static bool put_rule(json_t *to, const struct lur_rule_mark *mark, const char *language)
{
  char why[512];
  const struct lur_rule *rule = mark->rule;
  bool ok =
      lur_json_put(to, "when", lur_json_text(rule->when.text ? rule->when.text : "")) &&
      lur_json_put(to, rule->caps ? "cap" : "score",
                   rule->limit.text && !mark->fired ? json_null()
                                                    : points(mark->fired ? mark->score : rule->score)) &&
      lur_json_put(to, "because", lur_json_text(lur_texts_pick(&rule->because, language))) &&
      lur_json_put(to, "fired", json_boolean(mark->fired)) &&
      lur_json_put(to, "decided", json_boolean(mark->decided));
  if (ok && rule->limit.text) ok = lur_json_put(to, "limit", lur_json_text(rule->limit.text));
  if (ok && mark->missing.why)
    ok = lur_json_put(to, "why", lur_json_text(lur_missing_why(&mark->missing, why, sizeof why)));
  return ok;
}

static bool put_sections(json_t *to, const struct lur_scorecard *card, const char *language)
{
  json_t *sections = put_list(to, "sections");
  bool ok = sections != NULL;
  for (size_t i = 0; ok && i < card->sections; i++) {
    json_t *item = lur_json_append_object(sections);
    ok = item && put_section(item, card, i, language);
  }
  json_t *rules = ok ? put_list(to, "rules") : NULL;
  ok = rules != NULL;
  for (size_t i = 0; ok && i < card->rules; i++) {
    json_t *item = lur_json_append_object(rules);
    ok = item && put_rule(item, &card->rule[i], language);
  }
  return ok;
}

lur_status lur_report_scorecard_json(FILE *out, const struct lur_report *report,
                                     const struct lur_report_options *options)
{
  if (!report->recording || !report->scorecard) return LUR_BAD_ARG;
  const char *language = options ? options->language : NULL;
  json_t *document = json_object();
  bool ok = document && lur_json_put(document, "schema", json_string("lur.scorecard/1")) &&
            put_heading(document, report, language) && put_result(document, report->scorecard, language) &&
            put_sections(document, report->scorecard, language);
  if (!ok) {
    json_decref(document);
    document = NULL;
  }
  return lur_json_write(document, out);
}
