#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/nearest.h"
#include "store/filter.h"

static const char blanks[] = " \t";
static const char name_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._";

static lur_status find_measure(const char *name, lur_measure *out, struct lur_diag *diag)
{
  struct lur_nearest near = {.word = name};
  *out = lur_measure_find(name);
  if (*out < LUR_MEASURE_COUNT) return LUR_OK;
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) lur_nearest_try(&near, lur_measure_table[i].name);
  if (near.best)
    return lur_diag_set(diag, LUR_BAD_INPUT, "", 0, 0, _("there is no measure “%.64s”; did you mean “%s”?"),
                        name, near.best);
  return lur_diag_set(diag, LUR_BAD_INPUT, "", 0, 0,
                      _("there is no measure “%.64s”; write one such as answer.wait_s or talk.agent_ratio"),
                      name);
}

static bool take_compare(const char **at, lur_store_compare *out)
{
  static const struct {
    const char *sign;
    lur_store_compare compare;
  } table[] = {{"<=", LUR_STORE_AT_MOST}, {">=", LUR_STORE_AT_LEAST}, {"!=", LUR_STORE_UNEQUAL},
               {"==", LUR_STORE_EQUAL},   {"<", LUR_STORE_BELOW},     {">", LUR_STORE_ABOVE},
               {"=", LUR_STORE_EQUAL}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    size_t n = strlen(table[i].sign);
    if (strncmp(*at, table[i].sign, n) != 0) continue;
    *at += n;
    *out = table[i].compare;
    return true;
  }
  return false;
}

/// Plain decimals only: strtod alone would take "0x10", "inf" and "nan" as well.
static bool is_number(const char *text, double *out)
{
  char *end = NULL;
  if (!*text || strspn(text, "0123456789+-.eE") != strlen(text)) return false;
  *out = strtod(text, &end);
  return end != text && *end == '\0' && *out - *out == 0;
}

static bool is_yes_or_no(const char *text, double *out)
{
  bool yes = strcmp(text, "yes") == 0 || strcmp(text, "true") == 0 || strcmp(text, "1") == 0;
  bool no = strcmp(text, "no") == 0 || strcmp(text, "false") == 0 || strcmp(text, "0") == 0;
  *out = yes;
  return yes || no;
}

static lur_status read_value(const char *value, struct lur_store_condition *c, struct lur_diag *diag)
{
  const struct lur_measure_info *info = &lur_measure_table[c->measure];
  bool equality = c->compare == LUR_STORE_EQUAL || c->compare == LUR_STORE_UNEQUAL;
  bool is_bool = info->type == LUR_TYPE_BOOL, is_text = info->type == LUR_TYPE_TEXT;
  if ((is_bool || is_text) && !equality)
    return lur_diag_set(diag, LUR_BAD_INPUT, "", 0, 0, _("%s is not a number; compare it with = or !="),
                        info->name);
  if (is_text) {
    snprintf(c->text, sizeof c->text, "%s", value);
    return LUR_OK;
  }
  if (is_bool && !is_yes_or_no(value, &c->number))
    return lur_diag_set(diag, LUR_BAD_INPUT, "", 0, 0, _("%s is yes or no, not “%.64s”"), info->name, value);
  if (!is_bool && !is_number(value, &c->number))
    return lur_diag_set(diag, LUR_BAD_INPUT, "", 0, 0,
                        _("“%.64s” is no number to compare %s with; write one such as 0.6"), value,
                        info->name);
  return LUR_OK;
}

static lur_status no_condition(const char *text, struct lur_diag *diag)
{
  return lur_diag_set(
      diag, LUR_BAD_INPUT, "", 0, 0,
      _("“%.64s” is no condition; write a measure, one of < <= = != >= > and a value, such as "
        "\"talk.agent_ratio>0.6\""),
      text);
}

lur_status lur_store_condition_parse(const char *text, struct lur_store_condition *out, struct lur_diag *diag)
{
  struct lur_store_condition c = {.measure = LUR_MEASURE_COUNT};
  char name[65], value[64];
  const char *at = text + strspn(text, blanks);
  size_t n = strspn(at, name_letters);
  if (n == 0 || n >= sizeof name) return no_condition(text, diag);
  snprintf(name, sizeof name, "%.*s", (int)n, at);
  at += n;
  at += strspn(at, blanks);
  if (!take_compare(&at, &c.compare)) return no_condition(text, diag);
  at += strspn(at, blanks);
  n = strlen(at);
  while (n > 0 && strchr(blanks, at[n - 1])) n--;
  if (n == 0 || n >= sizeof value) return no_condition(text, diag);
  snprintf(value, sizeof value, "%.*s", (int)n, at);
  lur_status status = find_measure(name, &c.measure, diag);
  if (status == LUR_OK) status = read_value(value, &c, diag);
  if (status == LUR_OK) *out = c;
  return status;
}
