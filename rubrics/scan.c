#include <string.h>

#include "base/i18n.h"
#include "base/nearest.h"
#include "rubrics/formula.h"

enum { NAME_LIMIT = 64 };

struct scan {
  const char *text, *at;
  lur_formula_visit *visit;
  void *ctx;
  struct lur_diag *diag;
  int open; ///< brackets not closed yet
  bool stopped;
};

static const char *const words[] = {"and", "or", "not", "true", "false"};
static const char *const math_names[] = {"abs", "acos",       "asin", "atan", "ceil", "cos", "deg",
                                         "exp", "floor",      "fmod", "huge", "log",  "max", "maxinteger",
                                         "min", "mininteger", "modf", "pi",   "rad",  "sin", "sqrt",
                                         "tan", "tointeger",  "type", "ult"};

static bool is_among(const char *word, const char *const *list, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (strcmp(word, list[i]) == 0) return true;
  return false;
}

static bool is_letter(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static lur_status fail(struct scan *s, const char *message)
{
  return lur_diag_set(s->diag, LUR_BAD_INPUT, "", 0, 0, "%s", message);
}

static void skip_space(struct scan *s)
{
  s->at += strspn(s->at, " \t\r\n");
}

/// Takes a word of letters, digits and "_"; false when it is too long to be known.
static bool take_word(struct scan *s, char word[NAME_LIMIT + 1])
{
  size_t n = 0;
  while (is_letter(s->at[n]) || is_digit(s->at[n])) n++;
  size_t kept = n > NAME_LIMIT ? NAME_LIMIT : n;
  memcpy(word, s->at, kept);
  word[kept] = '\0';
  s->at += n;
  return n <= NAME_LIMIT;
}

/// After a name: ".word".
static bool take_member(struct scan *s, char word[NAME_LIMIT + 1])
{
  const char *before = s->at;
  skip_space(s);
  if (*s->at == '.' && s->at[1] != '.') {
    s->at++;
    skip_space(s);
    if (is_letter(*s->at)) return take_word(s, word);
  }
  s->at = before;
  return false;
}

static bool is_group(const char *name)
{
  size_t n = strlen(name);
  for (int i = 0; i < LUR_MEASURE_COUNT; i++)
    if (strncmp(lur_measure_table[i].name, name, n) == 0 && lur_measure_table[i].name[n] == '.') return true;
  return false;
}

static lur_status fail_measure(struct scan *s, const char *name)
{
  struct lur_nearest near = {.word = name};
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) lur_nearest_try(&near, lur_measure_table[i].name);
  if (near.best)
    return lur_diag_set(s->diag, LUR_BAD_INPUT, "", 0, 0,
                        _("there is no measure “%.64s”; did you mean “%s”?"), name, near.best);
  return lur_diag_set(s->diag, LUR_BAD_INPUT, "", 0, 0,
                      _("there is no measure “%.64s”; a name in a formula is a measure such as "
                        "answer.wait_s, criteria.ID or math.max"),
                      name);
}

static lur_status found(struct scan *s, const struct lur_formula_read *read)
{
  if (s->visit && !s->visit(s->ctx, read)) s->stopped = true;
  return LUR_OK;
}

static lur_status take_measure(struct scan *s, const char *group, size_t offset)
{
  char member[NAME_LIMIT + 1] = "", name[2 * NAME_LIMIT + 2];
  bool has_member = take_member(s, member);
  size_t n = strlen(group), m = strlen(member);
  memcpy(name, group, n);
  name[n] = '.';
  memcpy(name + n + 1, member, m + 1);
  if (!has_member) name[n] = '\0';
  struct lur_formula_read read = {.measure = lur_measure_find(name), .offset = offset};
  return read.measure == LUR_MEASURE_COUNT ? fail_measure(s, name) : found(s, &read);
}

static lur_status take_criterion(struct scan *s, lur_formula_reads what, size_t offset)
{
  static const char *const missing[] = {NULL, N_("name a criterion here, as in criteria.greeting"),
                                        N_("name a question here, as in answers.greeting"),
                                        N_("name a section here, as in sections.access")};
  struct lur_formula_read read = {.what = what, .measure = LUR_MEASURE_COUNT, .offset = offset};
  if (!take_member(s, read.criterion)) return fail(s, _(missing[what]));
  return found(s, &read);
}

static lur_status take_math(struct scan *s)
{
  char member[NAME_LIMIT + 1] = "";
  size_t n = sizeof math_names / sizeof *math_names;
  if (take_member(s, member) && is_among(member, math_names, n)) return LUR_OK;
  struct lur_nearest near = {.word = member};
  for (size_t i = 0; i < n; i++) lur_nearest_try(&near, math_names[i]);
  if (near.best && *member)
    return lur_diag_set(s->diag, LUR_BAD_INPUT, "", 0, 0, _("there is no math.%s; did you mean math.%s?"),
                        member, near.best);
  return fail(s, _("name a function of math here, as in math.max(1, 2), math.min, math.floor or math.abs"));
}

static lur_status take_name(struct scan *s)
{
  char word[NAME_LIMIT + 1];
  size_t offset = (size_t)(s->at - s->text);
  if (!take_word(s, word)) return fail(s, _("this name is too long to be known"));
  if (is_among(word, words, sizeof words / sizeof *words)) return LUR_OK;
  if (strcmp(word, "criteria") == 0) return take_criterion(s, LUR_READS_POINTS, offset);
  if (strcmp(word, "answers") == 0) return take_criterion(s, LUR_READS_ANSWER, offset);
  if (strcmp(word, "sections") == 0) return take_criterion(s, LUR_READS_SECTION, offset);
  if (strcmp(word, "math") == 0) return take_math(s);
  if (is_group(word) || *s->at == '.') return take_measure(s, word, offset);
  if (strcmp(word, "nil") == 0)
    return fail(s, _("“nil” is not used in formulas; what reads a measure that was not taken is “not "
                     "measured” by itself"));
  return fail_measure(s, word);
}

/// A text in quotes, on one line, without "\".
static lur_status take_text(struct scan *s)
{
  size_t n = strcspn(s->at + 1, *s->at == '"' ? "\"\\\n" : "'\\\n");
  if (s->at[n + 1] != *s->at)
    return fail(s, _("this text is not closed; add the missing quote (a “\\” cannot stand in it)"));
  s->at += n + 2;
  return LUR_OK;
}

static lur_status take_number(struct scan *s)
{
  const char *digits = "0123456789";
  s->at += strspn(s->at, digits);
  if (*s->at == '.' && s->at[1] != '.') s->at += 1 + strspn(s->at + 1, digits);
  if (*s->at == 'e' || *s->at == 'E') {
    s->at += 1 + (s->at[1] == '-' || s->at[1] == '+');
    s->at += strspn(s->at, digits);
  }
  if (is_letter(*s->at) || *s->at == '.')
    return fail(s, _("this is not a number; write one such as 2 or 0.5"));
  return LUR_OK;
}

static lur_status take_bracket(struct scan *s)
{
  s->open += *s->at == '(' ? 1 : -1;
  if (s->open < 0) return fail(s, _("a “)” too many; remove it or add the missing “(”"));
  s->at++;
  return LUR_OK;
}

static lur_status take_operator(struct scan *s)
{
  static const char *const two[] = {"==", "~=", "<=", ">=", "//"};
  for (size_t i = 0; i < sizeof two / sizeof *two; i++)
    if (strncmp(s->at, two[i], 2) == 0) {
      s->at += 2;
      return LUR_OK;
    }
  if (s->at[0] == '-' && s->at[1] == '-')
    return fail(s, _("comments cannot stand in a formula; put a space between two minus signs"));
  if (*s->at == ',' && !s->open)
    return fail(s, _("a comma is not expected here; write decimals with a point, as in 2.5"));
  if (strchr("+-*/%^<>,", *s->at)) {
    s->at++;
    return LUR_OK;
  }
  if (*s->at == '=') return fail(s, _("write “==” to compare"));
  if (*s->at == '!') return fail(s, _("write “~=” for “is not equal”, and “not” to negate"));
  if (*s->at == '&' || *s->at == '|') return fail(s, _("write “and” or “or”"));
  return fail(s, _("this character cannot stand in a formula; use names, numbers, + - * / % ^, == ~= < <= > "
                   ">=, and, or, not"));
}

static lur_status take_token(struct scan *s)
{
  if (is_letter(*s->at)) return take_name(s);
  if (is_digit(*s->at) || (*s->at == '.' && is_digit(s->at[1]))) return take_number(s);
  if (*s->at == '"' || *s->at == '\'') return take_text(s);
  if (*s->at == '(' || *s->at == ')') return take_bracket(s);
  return take_operator(s);
}

lur_status lur_formula_scan(const char *text, lur_formula_visit *visit, void *ctx, size_t *offset,
                            struct lur_diag *diag)
{
  struct scan s = {.text = text, .at = text, .visit = visit, .ctx = ctx, .diag = diag};
  *offset = 0;
  if (strlen(text) > LUR_FORMULA_LENGTH_LIMIT)
    return fail(&s, _("this formula is too long; 2000 characters are the limit"));
  for (skip_space(&s); *s.at && !s.stopped; skip_space(&s)) {
    *offset = (size_t)(s.at - text);
    lur_status status = take_token(&s);
    if (status != LUR_OK) return status;
  }
  *offset = (size_t)(s.at - text);
  if (!s.stopped && s.open) return fail(&s, _("a “)” is missing; close every bracket that was opened"));
  return LUR_OK;
}
