/// \file
/// JSON written straight into a text: for documents that are made by the thousand. What it writes is what
/// json_tools.h would.
#ifndef LUR_REPORT_JSON_OUT_H
#define LUR_REPORT_JSON_OUT_H

#include <stdio.h>

#include "analysis/measures.h"
#include "base/list.h"

/// Zero-initialise; commas are set by itself. Whatever fails is remembered and told at the end.
struct lur_json_out {
  char *text;
  size_t n, room;
  bool failed; ///< memory is out
  bool comma;  ///< something stands before, on the same level
};

void lur_json_out_begin(struct lur_json_out *to, char bracket); ///< '{' or '['
void lur_json_out_end(struct lur_json_out *to, char bracket);   ///< '}' or ']'
/// The name of the member whose value comes next: letters, digits and '_' only.
void lur_json_out_key(struct lur_json_out *to, const char *key);
void lur_json_out_text(struct lur_json_out *to, const char *text); ///< bytes that are not UTF-8 become U+FFFD
void lur_json_out_null(struct lur_json_out *to);
void lur_json_out_bool(struct lur_json_out *to, bool value);
void lur_json_out_count(struct lur_json_out *to, size_t value);
void lur_json_out_real(struct lur_json_out *to, double value); ///< 15 digits; null where it is not finite
/// Rounded, 0 to 6 decimals; whole numbers without a point. null where it is not finite.
void lur_json_out_number(struct lur_json_out *to, double value, int decimals);
/// A known value by its type; null where it is not known.
void lur_json_out_value(struct lur_json_out *to, lur_measure_type type, const char *unit,
                        const struct lur_value *value);
/// [[start, end], ...], milliseconds.
void lur_json_out_spans(struct lur_json_out *to, const struct lur_spans *spans);

/// Writes the document with its newline and releases the text. LUR_NO_MEM, LUR_IO.
LUR_NODISCARD lur_status lur_json_out_write(struct lur_json_out *to, FILE *out);

#endif
