#define _GNU_SOURCE // open_memstream
#include <stdlib.h>
#include <string.h>

#include "analysis/analyser.h"
#include "report/csv_out.h"
#include "report/report.h"
#include "report/words.h"

static lur_status put_value(struct lur_csv *row, lur_measure_type type, const char *unit,
                            const struct lur_value *value)
{
  if (value->known && type == LUR_TYPE_TEXT) return lur_csv_put(row, value->text);
  if (!value->known)
    lur_csv_empty(row);
  else if (type == LUR_TYPE_BOOL)
    lur_csv_bool(row, value->number != 0);
  else
    lur_csv_number(row, value->number, type == LUR_TYPE_COUNT ? 0 : lur_words_decimals(unit));
  return LUR_OK;
}

static const char *const recording_columns[] = {"file",     "format",   "sample_rate_hz",
                                                "channels", "complete", "roles_from"};
static const char *const score_columns[] = {
    "rubric",  "rubric_version", "assessor",  "total",         "total_from", "coverage", "score_complete",
    "band",    "critical",       "fatal",     "rubric_sha256", "analyser",   "won",      "possible",
    "of_that", "out_of",         "decided_by"};
/// What is said of each criterion beside its points, whose column is criteria.ID.
static const char *const criterion_columns[] = {"answer", "by", "won", "possible", "why", "comment", "hear"};
enum { CRITERION_COLUMNS = sizeof criterion_columns / sizeof *criterion_columns };
enum { SCORE_COLUMNS = sizeof score_columns / sizeof *score_columns };

lur_status lur_report_csv_header(FILE *out, const struct lur_rubric *rubric)
{
  struct lur_csv row = {out, false};
  for (size_t i = 0; i < sizeof recording_columns / sizeof *recording_columns; i++)
    lur_csv_plain(&row, recording_columns[i]);
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) lur_csv_plain(&row, lur_measure_table[i].name);
  for (size_t i = 0; rubric && i < SCORE_COLUMNS; i++) lur_csv_plain(&row, score_columns[i]);
  for (size_t i = 0; rubric && i < rubric->criteria; i++) {
    lur_csv_next(&row);
    fprintf(out, "criteria.%s", rubric->criterion[i].id);
  }
  for (size_t i = 0; rubric && i < rubric->totals; i++) {
    lur_csv_next(&row);
    fprintf(out, "totals.%s", rubric->total[i].id);
  }
  for (size_t i = 0; rubric && i < rubric->criteria; i++)
    for (size_t k = 0; k < CRITERION_COLUMNS; k++) {
      lur_csv_next(&row);
      fprintf(out, "criteria.%s.%s", rubric->criterion[i].id, criterion_columns[k]);
    }
  return lur_csv_end(&row);
}

/// The reason of the rule that made the total what it is.
static const char *decided_by(const struct lur_scorecard *card)
{
  for (size_t i = 0; i < card->rules; i++)
    if (card->rule[i].decided) return lur_texts_pick(&card->rule[i].rule->because, "en");
  return "";
}

static lur_status put_origin(struct lur_csv *row, const struct lur_scorecard *card, const char *analyser)
{
  lur_status status = lur_csv_put(row, card->rubric->sha256);
  if (status == LUR_OK) status = lur_csv_put(row, analyser ? analyser : LUR_ANALYSER_VERSION);
  lur_csv_number(row, card->won, 6);
  lur_csv_number(row, card->possible, 6);
  if (card->has_total)
    lur_csv_number(row, card->of_that, 6);
  else
    lur_csv_empty(row);
  lur_csv_number(row, card->out_of, 6);
  return status == LUR_OK ? lur_csv_put(row, decided_by(card)) : status;
}

static lur_status put_score(struct lur_csv *row, const struct lur_scorecard *card, const char *analyser)
{
  size_t critical = 0;
  for (int i = 0; i < LUR_FAULT_KINDS; i++) critical += card->critical[i];
  lur_status status = lur_csv_put(row, card->rubric->id);
  if (status == LUR_OK) status = lur_csv_put(row, card->rubric->version);
  if (status == LUR_OK) status = lur_csv_put(row, card->assessor);
  if (status != LUR_OK) return status;
  if (card->has_total)
    lur_csv_number(row, card->total, 6);
  else
    lur_csv_empty(row);
  lur_csv_plain(row, lur_total_from_name(card->total_from));
  if (card->coverage >= 0)
    lur_csv_number(row, card->coverage, 6);
  else
    lur_csv_empty(row);
  lur_csv_bool(row, card->complete);
  status = lur_csv_put(row, card->band ? card->band->id : "");
  lur_csv_number(row, (double)critical, 0);
  lur_csv_number(row, (double)card->fatal, 0);
  return status == LUR_OK ? put_origin(row, card, analyser) : status;
}

/// "12.3-15 20-21.5": seconds from the start.
static lur_status put_spans(struct lur_csv *row, const struct lur_spans *spans)
{
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  for (size_t i = 0; out && i < spans->n; i++)
    fprintf(out, "%s%.10g-%.10g", i ? " " : "", lur_words_round(spans->at[i].start_s, 3),
            lur_words_round(spans->at[i].end_s, 3));
  lur_status status = out && fclose(out) == 0 ? lur_csv_put(row, text) : LUR_NO_MEM;
  free(text);
  return status;
}

/// The answer for programs: ids rather than titles.
static lur_status put_answer(struct lur_csv *row, const struct lur_mark *mark)
{
  if (mark->has_value) return put_value(row, mark->type, lur_criterion_unit(mark->criterion), &mark->value);
  if (mark->answer) return lur_csv_put(row, mark->answer->id);
  return lur_csv_put(row, mark->state == LUR_MARK_SCORED || mark->state == LUR_MARK_NOTED ? mark->text : "");
}

static lur_status put_mark(struct lur_csv *row, const struct lur_mark *mark)
{
  char why[512];
  lur_status status = put_answer(row, mark);
  lur_csv_plain(row, lur_by_name(mark->by));
  lur_csv_number(row, mark->won, 6);
  lur_csv_number(row, mark->possible, 6);
  if (status == LUR_OK) status = lur_csv_put(row, lur_mark_why(mark, "en", why, sizeof why));
  if (status == LUR_OK) status = lur_csv_put(row, mark->comment);
  return status == LUR_OK ? put_spans(row, &mark->evidence) : status;
}

static lur_status put_details(struct lur_csv *row, const struct lur_scorecard *card)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < card->furthers; i++) {
    if (card->further[i].has)
      lur_csv_number(row, card->further[i].value, 6);
    else
      lur_csv_empty(row);
  }
  for (size_t i = 0; i < card->marks && status == LUR_OK; i++) status = put_mark(row, &card->mark[i]);
  return status;
}

static lur_status put_criteria(struct lur_csv *row, const struct lur_scorecard *card)
{
  for (size_t i = 0; i < card->marks; i++) {
    if (card->mark[i].state == LUR_MARK_SCORED)
      lur_csv_number(row, card->mark[i].points, 6);
    else
      lur_csv_empty(row);
  }
  return LUR_OK;
}

/// Its columns are those of the header only where it was scored with the very same rubric.
static bool fits(const struct lur_scorecard *card, const struct lur_rubric *rubric)
{
  return card && card->marks == rubric->criteria && strcmp(card->rubric->id, rubric->id) == 0 &&
         strcmp(card->rubric->version, rubric->version) == 0;
}

static lur_status put_recording(struct lur_csv *row, const struct lur_report *report)
{
  const struct lur_recording *r = report->recording;
  lur_status status = lur_csv_put(row, r->name);
  if (status == LUR_OK) status = lur_csv_put(row, r->format);
  lur_csv_number(row, r->sample_rate_hz, 0);
  lur_csv_number(row, r->channels, 0);
  lur_csv_bool(row, r->complete);
  lur_csv_plain(row, lur_roles_from_name(report->call->roles_from));
  return status;
}

lur_status lur_report_csv_row(FILE *out, const struct lur_report *report, const struct lur_rubric *rubric)
{
  if (!report->recording || !report->call) return LUR_BAD_ARG;
  struct lur_csv row = {out, false};
  lur_status status = put_recording(&row, report);
  for (int i = 0; i < LUR_MEASURE_COUNT && status == LUR_OK; i++)
    status =
        put_value(&row, lur_measure_table[i].type, lur_measure_table[i].unit, &report->call->measures.of[i]);
  if (status == LUR_OK && rubric && fits(report->scorecard, rubric)) {
    status = put_score(&row, report->scorecard, report->analyser);
    if (status == LUR_OK) status = put_criteria(&row, report->scorecard);
    if (status == LUR_OK) status = put_details(&row, report->scorecard);
  } else if (rubric) {
    size_t columns = SCORE_COLUMNS + rubric->criteria * (1 + CRITERION_COLUMNS) + rubric->totals;
    for (size_t i = 0; i < columns; i++) lur_csv_empty(&row);
  }
  if (status != LUR_OK) return status;
  return lur_csv_end(&row);
}
