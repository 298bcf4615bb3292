/// \file
/// HTML onto a stream: every text from a file or a person is escaped here and nowhere else.
#ifndef LUR_REPORT_HTML_OUT_H
#define LUR_REPORT_HTML_OUT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/list.h"
#include "base/status.h"

struct lur_html {
  FILE *out;
  const char *language; ///< of the rubric's texts; NULL: English
  lur_status status;    ///< first failure; later calls do nothing
};

/// Markup as it stands: literals, and formatted numbers. Never a text of unknown origin.
void lur_html_raw(struct lur_html *h, const char *format, ...) LUR_PRINTF(2, 3);
/// A long literal (style sheet, script) as it stands.
void lur_html_literal(struct lur_html *h, const char *text);
/// Text content or the value of a quoted attribute: cleaned (utf8.h) and escaped. NULL counts as "".
void lur_html_text(struct lur_html *h, const char *text);
/// ` name="value"`, escaped.
void lur_html_attribute(struct lur_html *h, const char *name, const char *value);
/// A file name as the value of a URL attribute, every unsafe byte as %XX, and never read as another scheme
/// than a relative file.
void lur_html_href(struct lur_html *h, const char *name, const char *file);
/// A decimal number of a style or attribute: at most three decimals, always a point.
void lur_html_number(struct lur_html *h, double number);
/// ` style="left:12.3%;width:4.5%"` of a stretch of the recording; at least a thousandth wide, so that it is
/// seen.
void lur_html_place(struct lur_html *h, double start_s, double end_s, double duration_s);
/// ` data-play="20.1-21.75,27-27.31"`
void lur_html_spans(struct lur_html *h, const struct lur_span *at, size_t n);
/// What is left of the stream in base64. LUR_IO is kept in `h`.
void lur_html_base64(struct lur_html *h, FILE *in);
/// A drawn sign of the page's script and buttons: "play", "pause", "previous", "next", "minus", "plus".
/// Hidden from readers.
void lur_html_icon(struct lur_html *h, const char *name);
/// The base64 of the SHA-256 of a text, for the page's security policy.
void lur_html_digest(struct lur_html *h, const char *text);
lur_status lur_html_end(struct lur_html *h); ///< LUR_IO when the stream failed, else the first failure

#endif
