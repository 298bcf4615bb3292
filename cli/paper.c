#define _GNU_SOURCE
#include "cli/paper.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "cli/places.h"
#include "cli/talk.h"

static bool is_file(const char *place)
{
  size_t n = strlen(place);
  return n > 4 && strcasecmp(place + n - 4, ".pdf") == 0;
}

lur_exit lur_paper_prepare(const char *place, size_t calls)
{
  if (!is_file(place)) return lur_place_make(place) ? LUR_EXIT_DONE : LUR_EXIT_SYSTEM;
  if (calls < 2) return LUR_EXIT_DONE;
  return lur_say_usage("score", _("'%s' is one file; of several calls, name a folder for --pdf"), place);
}

struct sheet {
  const struct lur_report *report;
  const struct lur_report_options *options;
};

static lur_status write_sheet(FILE *out, void *self)
{
  const struct sheet *sheet = self;
  return lur_report_scorecard_pdf(out, sheet->report, sheet->options);
}

lur_status lur_paper_write(const char *place, const char *name, size_t copy, const struct lur_report *report,
                           const struct lur_report_options *options, struct lur_diag *diag)
{
  char path[4096], number[24] = "";
  struct sheet sheet = {report, options};
  if (is_file(place)) return lur_place_write(place, write_sheet, &sheet, diag);
  if (copy > 1) snprintf(number, sizeof number, "-%zu", copy);
  int n = snprintf(path, sizeof path, "%s/%s%s.pdf", place, name, number);
  if (n < 0 || (size_t)n >= sizeof path) return LUR_BAD_ARG;
  return lur_place_write(path, write_sheet, &sheet, diag);
}
