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

lur_exit lur_paper_begin(struct lur_paper *paper, const char *place, size_t calls, const char *title)
{
  struct lur_diag diag = {0};
  paper->place = place;
  if (!place) return LUR_EXIT_DONE;
  if (!is_file(place)) return lur_place_make(place) ? LUR_EXIT_DONE : LUR_EXIT_SYSTEM;
  if (calls < 2) return LUR_EXIT_DONE;
  lur_status status = lur_atomic_file_open(place, &paper->file, &diag);
  if (status == LUR_OK) status = lur_pdf_book_new(lur_atomic_file_stream(paper->file), title, &paper->book);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
}

lur_exit lur_paper_end(struct lur_paper *paper)
{
  struct lur_diag diag = {0};
  lur_status status = paper->book ? lur_pdf_book_end(paper->book) : LUR_OK;
  paper->book = NULL;
  if (status != LUR_OK) (void)lur_diag_set(&diag, status, paper->place, 0, 0, "%s", lur_status_text(status));
  if (status != LUR_OK || !paper->sheets)
    lur_atomic_file_discard(paper->file);
  else if (paper->file)
    status = lur_atomic_file_commit(paper->file, &diag);
  paper->file = NULL;
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
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

lur_status lur_paper_write(struct lur_paper *paper, const char *name, size_t copy,
                           const struct lur_report *report, const struct lur_report_options *options,
                           struct lur_diag *diag)
{
  char path[4096], number[24] = "";
  struct sheet sheet = {report, options};
  if (!paper->place) return LUR_OK;
  if (paper->book) {
    paper->sheets++;
    return lur_pdf_book_add(paper->book, report, options);
  }
  if (is_file(paper->place)) return lur_place_write(paper->place, write_sheet, &sheet, diag);
  if (copy > 1) snprintf(number, sizeof number, "-%zu", copy);
  int n = snprintf(path, sizeof path, "%s/%s%s.pdf", paper->place, name, number);
  if (n < 0 || (size_t)n >= sizeof path) return LUR_BAD_ARG;
  return lur_place_write(path, write_sheet, &sheet, diag);
}
