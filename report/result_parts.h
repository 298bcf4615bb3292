/// \file
/// The parts of a result's pages, each a section that stands by itself; the league's is on the wave's page,
/// too.
#ifndef LUR_REPORT_RESULT_PARTS_H
#define LUR_REPORT_RESULT_PARTS_H

#include "report/html_out.h"
#include "report/result_words.h"

/// The league as a table with a picture: intervals as bars, a line where groups part, the reader's own row
/// marked. href: for each line the relative file name, or "#place" on the page, that its
/// name leads to, or NULL; or NULL.
void lur_html_league(struct lur_html *h, const struct lur_league *league, const struct lur_result_line *line,
                     size_t lines, const char *const *href);
/// What the league's picture means.
void lur_html_league_legend(struct lur_html *h, const struct lur_league *league, bool own);
/// Each section's mean and how the class lies.
void lur_html_result_sections(struct lur_html *h, const struct lur_result *r);
/// The mean with and without unanswered contacts.
void lur_html_result_totals(struct lur_html *h, const struct lur_result *r);
/// Waits by the hour of the day.
void lur_html_result_hours(struct lur_html *h, const struct lur_result *r);
/// Heading, class, wave, and the mean at the right.
void lur_html_result_head(struct lur_html *h, const struct lur_result *r);
/// A paragraph of a class, nothing where the text is empty.
void lur_html_paragraph(struct lur_html *h, const char *name, const char *text);
/// A heading of the second level.
void lur_html_heading(struct lur_html *h, const char *text);
/// A cell with a number of one decimal, "–" for NAN; label: what it is, shown where there is no room for
/// columns.
void lur_html_number_cell(struct lur_html *h, const char *label, double number);

#endif
