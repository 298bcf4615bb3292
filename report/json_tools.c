#include "report/json_tools.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "report/utf8.h"
#include "report/words.h"

json_t *lur_json_number(double number, int decimals)
{
  if (!isfinite(number)) return json_null();
  double rounded = lur_words_round(number, decimals);
  if (rounded == floor(rounded) && fabs(rounded) < 1e15) return json_integer((json_int_t)rounded);
  return json_real(rounded);
}

json_t *lur_json_seconds(double s)
{
  return lur_json_number(s, 3);
}

json_t *lur_json_text(const char *text)
{
  // jansson refuses what is not UTF-8; control characters it escapes itself, so they stay.
  json_t *json = json_string(text);
  if (json) return json;
  char *clean = lur_utf8_clean(text);
  json = clean ? json_string(clean) : NULL;
  free(clean);
  return json;
}

bool lur_json_put(json_t *object, const char *key, json_t *value)
{
  return json_object_set_new(object, key, value) == 0;
}

bool lur_json_append(json_t *array, json_t *value)
{
  return json_array_append_new(array, value) == 0;
}

json_t *lur_json_put_object(json_t *object, const char *key)
{
  return lur_json_put(object, key, json_object()) ? json_object_get(object, key) : NULL;
}

json_t *lur_json_append_object(json_t *array)
{
  return lur_json_append(array, json_object()) ? json_array_get(array, json_array_size(array) - 1) : NULL;
}

static json_t *one_span(const struct lur_span *span)
{
  json_t *pair = json_array();
  bool ok = lur_json_append(pair, lur_json_seconds(span->start_s)) &&
            lur_json_append(pair, lur_json_seconds(span->end_s));
  if (ok) return pair;
  json_decref(pair);
  return NULL;
}

json_t *lur_json_spans(const struct lur_span *at, size_t n)
{
  json_t *list = json_array();
  for (size_t i = 0; i < n; i++) {
    if (lur_json_append(list, one_span(&at[i]))) continue;
    json_decref(list);
    return NULL;
  }
  return list;
}

json_t *lur_json_value(lur_measure_type type, const char *unit, const struct lur_value *value)
{
  if (!value->known) return json_null();
  if (type == LUR_TYPE_TEXT) return lur_json_text(value->text);
  if (type == LUR_TYPE_BOOL) return json_boolean(value->number != 0);
  return lur_json_number(value->number, type == LUR_TYPE_COUNT ? 0 : lur_words_decimals(unit));
}

/// 15 digits print every number of few decimals as it was meant: 20.1, not 20.100000000000001.
static const size_t as_meant = JSON_COMPACT | JSON_REAL_PRECISION(15);

lur_status lur_json_embed(const json_t *container, FILE *out)
{
  if (json_dumpf(container, out, as_meant | JSON_EMBED) == 0) return LUR_OK;
  return ferror(out) ? LUR_IO : LUR_NO_MEM;
}

lur_status lur_json_write(json_t *document, FILE *out)
{
  if (!document) return LUR_NO_MEM;
  char *line = json_dumps(document, as_meant);
  json_decref(document);
  if (!line) return LUR_NO_MEM;
  bool written = fputs(line, out) >= 0 && fputc('\n', out) != EOF && fflush(out) == 0;
  free(line);
  return written ? LUR_OK : LUR_IO;
}
