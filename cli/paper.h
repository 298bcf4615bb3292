/// \file
/// Scorecards on paper: PDF files beside what a command prints.
#ifndef LUR_CLI_PAPER_H
#define LUR_CLI_PAPER_H

#include "base/atomic_file.h"
#include "cli/command.h"
#include "report/report.h"

/// Where scorecards go: one file for all, or a folder with a file for each. Zero-initialise; end with
/// lur_paper_end.
struct lur_paper {
  const char *place;     ///< as given to --pdf; NULL: nowhere
  lur_atomic_file *file; ///< one for all, where there are several
  lur_pdf_book *book;    ///< what is written into it; one thread at a time
  size_t sheets;         ///< scorecards in it
};

/// Begins for so many calls: a name that ends in .pdf is a file's, anything else is a folder, which is made.
/// A file of several is called `title` by viewers. Says what is wrong.
lur_exit lur_paper_begin(struct lur_paper *paper, const char *place, size_t calls, const char *title);
/// Writes the scorecard of a report; in a folder as NAME.pdf, and for the copy-th call of that name, from 2
/// on, as NAME-COPY.pdf. Does nothing where there is no place.
LUR_NODISCARD lur_status lur_paper_write(struct lur_paper *paper, const char *name, size_t copy,
                                         const struct lur_report *report,
                                         const struct lur_report_options *options, struct lur_diag *diag);
/// A file of several is there from now on, where anything was written into it. Says what is wrong.
lur_exit lur_paper_end(struct lur_paper *paper);

#endif
