#include "analysis/measures.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"

const struct lur_measure_info lur_measure_table[LUR_MEASURE_COUNT] = {
#define LUR_MEASURE_ROW(id, name, type, unit, title, meaning)                                                \
  [LUR_M_##id] = {name, LUR_TYPE_##type, unit, title, meaning},
    LUR_MEASURES(LUR_MEASURE_ROW)
#undef LUR_MEASURE_ROW
};

lur_measure lur_measure_find(const char *name)
{
  int i = 0;
  while (i < LUR_MEASURE_COUNT && strcmp(lur_measure_table[i].name, name) != 0) i++;
  return (lur_measure)i;
}

void lur_measure_set(struct lur_measures *m, lur_measure which, double number)
{
  struct lur_value *v = &m->of[which];
  v->known = isfinite(number);
  v->number = v->known ? number : 0;
  v->text[0] = '\0';
  v->why = v->known ? NULL : N_("it cannot be computed for this call");
}

void lur_measure_set_text(struct lur_measures *m, lur_measure which, const char *text)
{
  struct lur_value *v = &m->of[which];
  *v = (struct lur_value){.known = true};
  snprintf(v->text, sizeof v->text, "%s", text);
}

void lur_measure_unknown(struct lur_measures *m, lur_measure which, const char *why)
{
  m->of[which] = (struct lur_value){.why = why};
}

void lur_measures_reset(struct lur_measures *m, const char *why)
{
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) lur_measure_unknown(m, (lur_measure)i, why);
}
