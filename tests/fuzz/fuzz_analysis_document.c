/// Any bytes as a kept analysis: what is read can be shown, and written and read again.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>
#include <math.h>

#include "report/json_tools.h"
#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int truth)
{
  if (!truth) abort();
}

static char *printed(lur_status (*print)(FILE *, const struct lur_report *), const struct lur_report *report,
                     size_t *size)
{
  char *text = NULL;
  FILE *out = open_memstream(&text, size);
  must(out && print(out, report) == LUR_OK && fclose(out) == 0);
  return text;
}

static lur_status print_text(FILE *out, const struct lur_report *report)
{
  const struct lur_report_options options = {0};
  return lur_report_text(out, report, &options);
}

static lur_status print_index(FILE *out, const struct lur_report *report)
{
  struct lur_index_row row = {0};
  lur_status status = lur_index_row_make(report, NULL, NULL, &row);
  if (status == LUR_OK) status = lur_report_html_index(out, &row, 1, NULL, NULL);
  lur_index_row_clear(&row);
  return status;
}

static void check(const struct lur_report *report)
{
  struct lur_recording recording = {0};
  struct lur_call *call = NULL;
  size_t size;
  char *document = printed(lur_report_json, report, &size);
  must(lur_report_json_read(document, size, &recording, &call, NULL) == LUR_OK);
  must(call->events.n == report->call->events.n && call->phases == report->call->phases);
  must(call->tracks == report->call->tracks);
  free(document);
  lur_call_free(call);
  lur_recording_clear(&recording);
  free(printed(print_text, report, &size));
  free(printed(print_index, report, &size));
}

/// What the measures are taken for can be kept: a number that is one, a text, or a reason.
static void check_measures(const char *text, size_t size)
{
  struct lur_measures measures;
  json_t *document = json_loadb(text, size, 0, NULL);
  if (document && lur_json_measures(document, &measures) == LUR_OK)
    for (int i = 0; i < LUR_MEASURE_COUNT; i++)
      must(measures.of[i].known ? isfinite(measures.of[i].number) : measures.of[i].why != NULL);
  json_decref(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct lur_recording recording = {0};
  struct lur_call *call = NULL;
  struct lur_diag diag = {0};
  lur_status status = lur_report_json_read((const char *)data, size, &recording, &call, &diag);
  must(status == LUR_OK ? call != NULL : !call && (status == LUR_NO_MEM || diag.text[0]));
  const struct lur_report report = {.recording = &recording, .call = call};
  if (call) check(&report);
  check_measures((const char *)data, size);
  lur_call_free(call);
  lur_recording_clear(&recording);
  return 0;
}
