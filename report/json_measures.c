#include <jansson.h>
#include <math.h>

#include "base/i18n.h"
#include "report/json_tools.h"

static bool read_measure(const json_t *value, lur_measure m, struct lur_measures *out)
{
  switch (lur_measure_table[m].type) {
  case LUR_TYPE_BOOL:
    if (json_is_boolean(value)) lur_measure_set(out, m, json_is_true(value));
    return json_is_boolean(value);
  case LUR_TYPE_TEXT:
    if (json_is_string(value)) lur_measure_set_text(out, m, json_string_value(value));
    return json_is_string(value);
  case LUR_TYPE_COUNT:
  case LUR_TYPE_NUMBER:
    if (json_is_number(value)) lur_measure_set(out, m, json_number_value(value));
    return json_is_number(value) && fabs(json_number_value(value)) < 1e12;
  }
  return false;
}

lur_status lur_json_measures(const json_t *document, struct lur_measures *out)
{
  const char *name, *why;
  json_t *value, *measures = json_object_get(document, "measures"),
                 *unmeasured = json_object_get(document, "unmeasured");
  lur_measures_reset(out, N_("not measured"));
  if (!json_is_object(measures)) return LUR_BAD_INPUT;
  json_object_foreach(measures, name, value)
  {
    lur_measure m = lur_measure_find(name);
    if (m != LUR_MEASURE_COUNT && !json_is_null(value) && !read_measure(value, m, out)) return LUR_BAD_INPUT;
  }
  json_object_foreach(unmeasured, name, value)
  {
    lur_measure m = lur_measure_find(name);
    if (m != LUR_MEASURE_COUNT && !out->of[m].known && (why = json_string_value(value)))
      lur_measure_unknown(out, m, why);
  }
  return LUR_OK;
}
