#include <math.h>

#include "analysis/analyser.h"
#include "report/json_out.h"
#include "report/report.h"

enum { POINT_DECIMALS = 6 }; // the scorer's millionths

static void put_text(struct lur_json_out *to, const char *key, const char *text)
{
  lur_json_out_key(to, key);
  lur_json_out_text(to, text ? text : "");
}

static void put_bool(struct lur_json_out *to, const char *key, bool value)
{
  lur_json_out_key(to, key);
  lur_json_out_bool(to, value);
}

static void put_null(struct lur_json_out *to, const char *key)
{
  lur_json_out_key(to, key);
  lur_json_out_null(to);
}

static void put_points(struct lur_json_out *to, const char *key, double value)
{
  lur_json_out_key(to, key);
  lur_json_out_number(to, value, POINT_DECIMALS);
}

static void begin(struct lur_json_out *to, const char *key, char bracket)
{
  lur_json_out_key(to, key);
  lur_json_out_begin(to, bracket);
}

static void put_heading(struct lur_json_out *to, const struct lur_report *report, const char *language)
{
  const struct lur_rubric *rubric = report->scorecard->rubric;
  const char *assessor = report->scorecard->assessor;
  begin(to, "call", '{');
  put_text(to, "file", report->recording->name);
  lur_json_out_key(to, "duration_s");
  lur_json_out_number(to, report->recording->duration_s, 3);
  put_bool(to, "complete", report->recording->complete);
  put_text(to, "analyser", report->analyser ? report->analyser : LUR_ANALYSER_VERSION);
  if (report->sha256) put_text(to, "sha256", report->sha256);
  lur_json_out_end(to, '}');
  begin(to, "rubric", '{');
  put_text(to, "id", rubric->id);
  put_text(to, "version", rubric->version);
  put_text(to, "sha256", rubric->sha256);
  put_text(to, "title", lur_texts_pick(&rubric->title, language));
  lur_json_out_end(to, '}');
  if (assessor && assessor[0])
    put_text(to, "assessor", assessor);
  else
    put_null(to, "assessor");
}

static void put_band(struct lur_json_out *to, const struct lur_band *band, const char *language)
{
  if (!band) {
    put_null(to, "band");
    return;
  }
  begin(to, "band", '{');
  put_text(to, "id", band->id);
  put_text(to, "title", lur_band_title(band, language));
  put_points(to, "from", band->from);
  lur_json_out_end(to, '}');
}

static void put_kinds(struct lur_json_out *to, const char *key, const size_t *count)
{
  begin(to, key, '{');
  for (int i = 0; i < LUR_FAULT_KINDS; i++) {
    lur_json_out_key(to, lur_fault_kind_name((lur_fault_kind)i));
    lur_json_out_count(to, count[i]);
  }
  lur_json_out_end(to, '}');
}

static void put_faults(struct lur_json_out *to, const struct lur_scorecard *card)
{
  begin(to, "faults", '{');
  lur_json_out_key(to, "fatal");
  lur_json_out_count(to, card->fatal);
  put_kinds(to, "fatal_by_kind", card->fatal_of);
  put_kinds(to, "critical", card->critical);
  lur_json_out_end(to, '}');
}

static void put_further(struct lur_json_out *to, const struct lur_scorecard *card, const char *language)
{
  begin(to, "totals", '[');
  for (size_t i = 0; i < card->furthers; i++) {
    const struct lur_total_mark *mark = &card->further[i];
    lur_json_out_begin(to, '{');
    put_text(to, "id", mark->total->id);
    put_text(to, "title", lur_texts_pick(&mark->total->title, language));
    put_text(to, "contacts", lur_contacts_name(mark->total->contacts));
    put_points(to, "total", mark->has ? mark->value : (double)NAN);
    lur_json_out_end(to, '}');
  }
  lur_json_out_end(to, ']');
}

static void put_competences(struct lur_json_out *to, const struct lur_scorecard *card)
{
  begin(to, "competences", '{');
  for (int i = LUR_COMPETENCE_NONE + 1; i < LUR_COMPETENCES; i++)
    if (card->competence[i].scored)
      put_points(to, lur_competence_name((lur_competence)i), card->competence[i].score);
  lur_json_out_end(to, '}');
}

/// Points won of those possible, of a criterion, a section or the whole.
static void put_won(struct lur_json_out *to, double won, double possible)
{
  put_points(to, "won", won);
  put_points(to, "possible", possible);
}

static void put_result(struct lur_json_out *to, const struct lur_scorecard *card, const char *language)
{
  put_points(to, "total", card->has_total ? card->total : (double)NAN);
  put_text(to, "total_from", lur_total_from_name(card->total_from));
  put_points(to, "raw_total", card->raw_total);
  put_won(to, card->won, card->possible);
  put_points(to, "out_of", card->out_of);
  put_points(to, "of_that", card->has_total ? card->of_that : (double)NAN);
  put_bool(to, "unanswered", card->unanswered);
  put_further(to, card, language);
  put_competences(to, card);
  put_points(to, "coverage", card->coverage);
  put_bool(to, "complete", card->complete);
  put_band(to, card->band, language);
  put_faults(to, card);
}

static void put_machine(struct lur_json_out *to, const struct lur_mark *mark)
{
  const struct lur_criterion *c = mark->criterion;
  if (c->kind != LUR_CRITERION_MEASURE && c->kind != LUR_CRITERION_VALUE) return;
  lur_measure_type type =
      c->kind == LUR_CRITERION_MEASURE ? lur_measure_table[c->measure].type : LUR_TYPE_NUMBER;
  if (c->kind == LUR_CRITERION_MEASURE) put_text(to, "measure", lur_measure_table[c->measure].name);
  if (c->kind == LUR_CRITERION_VALUE && c->value.text) put_text(to, "formula", c->value.text);
  lur_json_out_key(to, "measured");
  lur_json_out_value(to, type, lur_criterion_unit(c), &mark->machine);
  put_bool(to, "overruled", mark->overruled);
}

/// What the wave said when the call was scored: with it the points can be made again.
static void put_wave(struct lur_json_out *to, const struct lur_wave_value *wave)
{
  if (!wave) return;
  begin(to, "wave", '{');
  lur_json_out_key(to, "mean");
  lur_json_out_real(to, wave->mean);
  lur_json_out_key(to, "low");
  lur_json_out_real(to, wave->low);
  lur_json_out_key(to, "high");
  lur_json_out_real(to, wave->high);
  lur_json_out_key(to, "participants");
  lur_json_out_count(to, wave->participants);
  lur_json_out_end(to, '}');
}

static void put_answer(struct lur_json_out *to, const struct lur_answer *answer, const char *language)
{
  if (!answer) return;
  begin(to, "answer", '{');
  put_text(to, "id", answer->id);
  put_text(to, "title", lur_answer_title(answer, language));
  lur_json_out_end(to, '}');
}

static void put_words(struct lur_json_out *to, const struct lur_mark *mark, const char *language)
{
  char why[512];
  if (mark->text && mark->text[0]) put_text(to, "text", mark->text);
  if (mark->comment && mark->comment[0]) put_text(to, "comment", mark->comment);
  if (mark->criterion->kind == LUR_CRITERION_SEVERAL && lur_mark_said(mark, language, why, sizeof why)[0])
    put_text(to, "said", why);
  if (lur_mark_why(mark, language, why, sizeof why)[0]) put_text(to, "why", why);
}

static void put_fault(struct lur_json_out *to, const struct lur_mark *mark)
{
  size_t n = 0;
  if (mark->gravity == LUR_GRAVITY_NONE) return;
  put_text(to, mark->gravity == LUR_GRAVITY_FATAL ? "fatal" : "critical", lur_fault_kind_name(mark->kind));
  for (int kind = 0; kind < LUR_FAULT_KINDS; kind++) n += mark->fatal[kind] + mark->critical[kind];
  if (n < 2) return;
  begin(to, "faults", '{');
  put_kinds(to, "fatal_by_kind", mark->fatal);
  put_kinds(to, "critical", mark->critical);
  lur_json_out_end(to, '}');
}

static void put_mark(struct lur_json_out *to, const struct lur_mark *mark, const char *language)
{
  const struct lur_criterion *c = mark->criterion;
  const char *unit = lur_criterion_unit(c);
  const struct lur_value *value = mark->has_value ? &mark->value : &(struct lur_value){.known = false};
  put_text(to, "id", c->id);
  put_text(to, "title", lur_texts_pick(&c->title, language));
  put_text(to, "counts", lur_counts_name(c->counts));
  put_text(to, "kind", lur_criterion_kind_name(c->kind));
  put_points(to, "weight", c->weight);
  put_text(to, "state", lur_mark_state_name(mark->state));
  put_points(to, "points", mark->state == LUR_MARK_SCORED ? mark->points : (double)NAN);
  put_won(to, mark->won, mark->possible);
  put_text(to, "by", lur_by_name(mark->by));
  lur_json_out_key(to, "value");
  lur_json_out_value(to, mark->type, unit, value);
  put_text(to, "unit", unit);
  put_machine(to, mark);
  put_wave(to, mark->wave);
  put_answer(to, mark->answer, language);
  put_words(to, mark, language);
  put_fault(to, mark);
  lur_json_out_key(to, "evidence");
  lur_json_out_spans(to, &mark->evidence);
}

static void put_section(struct lur_json_out *to, const struct lur_scorecard *card, size_t index,
                        const char *language)
{
  const struct lur_section_mark *score = &card->section[index];
  const struct lur_section *section = score->section;
  lur_json_out_begin(to, '{');
  put_text(to, "id", section->id);
  put_text(to, "title", lur_texts_pick(&section->title, language));
  put_points(to, "weight", section->weight);
  put_points(to, "score", score->score);
  put_points(to, "coverage", score->coverage);
  put_won(to, score->won, score->possible);
  begin(to, "criteria", '[');
  for (size_t i = section->first; i < section->first + section->criteria; i++) {
    lur_json_out_begin(to, '{');
    put_mark(to, &card->mark[i], language);
    lur_json_out_end(to, '}');
  }
  lur_json_out_end(to, ']');
  lur_json_out_end(to, '}');
}

static void put_rule(struct lur_json_out *to, const struct lur_rule_mark *mark, const char *language)
{
  char why[512];
  const struct lur_rule *rule = mark->rule;
  double set = mark->fired ? mark->score : rule->limit.text ? (double)NAN : rule->score;
  lur_json_out_begin(to, '{');
  put_text(to, "when", rule->when.text);
  put_points(to, rule->caps ? "cap" : "score", set);
  put_text(to, "because", lur_texts_pick(&rule->because, language));
  put_bool(to, "fired", mark->fired);
  put_bool(to, "decided", mark->decided);
  if (rule->limit.text) put_text(to, "limit", rule->limit.text);
  if (mark->missing.why) put_text(to, "why", lur_missing_why(&mark->missing, why, sizeof why));
  lur_json_out_end(to, '}');
}

lur_status lur_report_scorecard_json(FILE *out, const struct lur_report *report,
                                     const struct lur_report_options *options)
{
  const struct lur_scorecard *card = report->scorecard;
  const char *language = options ? options->language : NULL;
  struct lur_json_out to = {0};
  if (!report->recording || !card) return LUR_BAD_ARG;
  lur_json_out_begin(&to, '{');
  put_text(&to, "schema", "lur.scorecard/1");
  put_heading(&to, report, language);
  put_result(&to, card, language);
  begin(&to, "sections", '[');
  for (size_t i = 0; i < card->sections; i++) put_section(&to, card, i, language);
  lur_json_out_end(&to, ']');
  begin(&to, "rules", '[');
  for (size_t i = 0; i < card->rules; i++) put_rule(&to, &card->rule[i], language);
  lur_json_out_end(&to, ']');
  lur_json_out_end(&to, '}');
  return lur_json_out_write(&to, out);
}
