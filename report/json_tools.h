/// \file
/// What the JSON documents share: times and figures rounded as documented, spans, one line on a stream.
#ifndef LUR_REPORT_JSON_TOOLS_H
#define LUR_REPORT_JSON_TOOLS_H

#include <stdio.h>

#include "analysis/measures.h"
#include "base/list.h"

struct json_t;

struct json_t *lur_json_seconds(double s); ///< millisecond resolution; null where it is not finite
struct json_t *lur_json_number(double number,
                               int decimals);   ///< whole numbers as integers; null where it is not finite
struct json_t *lur_json_text(const char *text); ///< bytes that are not UTF-8 become U+FFFD
struct json_t *lur_json_spans(const struct lur_span *at, size_t n); ///< [[start, end], ...]
/// A known value by its type; null where it is not known.
struct json_t *lur_json_value(lur_measure_type type, const char *unit, const struct lur_value *value);

/// Reads the measures of an analysis document. Names that this lur does not know are left out. Reasons belong
/// to the document, which must outlive *out. LUR_BAD_INPUT: there are none, or one is of another type.
LUR_NODISCARD lur_status lur_json_measures(const struct json_t *document, struct lur_measures *out);

/// Sets a member and takes the reference. False when value is NULL or memory is out.
bool lur_json_put(struct json_t *object, const char *key, struct json_t *value);
bool lur_json_append(struct json_t *array, struct json_t *value); ///< the same for an array

/// A new empty object in its place; borrowed from the container, NULL when memory is out.
struct json_t *lur_json_put_object(struct json_t *object, const char *key);
struct json_t *lur_json_append_object(struct json_t *array);

/// Writes the members of an object or the items of an array, without the brackets round them.
LUR_NODISCARD lur_status lur_json_embed(const struct json_t *container, FILE *out);
/// Writes the document on one line with its newline and releases it. NULL: LUR_NO_MEM.
LUR_NODISCARD lur_status lur_json_write(struct json_t *document, FILE *out);

#endif
