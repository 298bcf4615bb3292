/// \file
/// What all pages share: head with its security policy, foot, drawn signs.
#ifndef LUR_REPORT_HTML_PAGE_H
#define LUR_REPORT_HTML_PAGE_H

#include "report/html_out.h"
#include "report/report.h"

/// Up to and with <body>. script: what lur_html_page_end will be given; NULL: none may run.
void lur_html_page_begin(struct lur_html *h, const char *title, const char *style, const char *script);
/// The same with several style sheets; style ends with NULL.
void lur_html_page_begin_styled(struct lur_html *h, const char *title, const char *const *style,
                                const char *script);
void lur_html_page_foot(struct lur_html *h); ///< who made it
void lur_html_page_end(struct lur_html *h, const char *script);
/// A report's heading: its title, else the file's name. Borrowed.
const char *lur_report_heading(const struct lur_report *report);

#endif
