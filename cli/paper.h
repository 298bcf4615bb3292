/// \file
/// Scorecards on paper: PDF files beside what a command prints.
#ifndef LUR_CLI_PAPER_H
#define LUR_CLI_PAPER_H

#include "cli/command.h"
#include "report/report.h"

/// Whether `place`, as given to --pdf, suits so many calls: a file's name ends in .pdf and is for one call,
/// anything else is a folder, which is made. Says what is wrong.
lur_exit lur_paper_prepare(const char *place, size_t calls);
/// Writes the scorecard of a report there; in a folder as NAME.pdf, and for the copy-th call of that name,
/// from 2 on, as NAME-COPY.pdf.
LUR_NODISCARD lur_status lur_paper_write(const char *place, const char *name, size_t copy,
                                         const struct lur_report *report,
                                         const struct lur_report_options *options, struct lur_diag *diag);

#endif
