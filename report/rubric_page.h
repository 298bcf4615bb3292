/// \file
/// A rubric as a page for those who are judged by it, in Markdown.
#ifndef LUR_REPORT_RUBRIC_PAGE_H
#define LUR_REPORT_RUBRIC_PAGE_H

#include <stdio.h>

#include "rubrics/rubric.h"

/// Writes the page in `language` (as lur_texts_pick takes it; lur's own words come from gettext): what the
/// rubric asks and measures, every answer and curve with its points, what each criterion is of the total and
/// whose weight that is. Titles stand in the rubric's own language, too, which is the first of its title.
/// LUR_IO: the stream took less than was written.
LUR_NODISCARD lur_status lur_report_rubric(FILE *out, const struct lur_rubric *rubric, const char *language);

#endif
