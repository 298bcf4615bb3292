#include "base/reading.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/list.h"
#include "base/nearest.h"

enum { ID_LIMIT = 64 };

void lur_reading_no_mem(struct lur_reading *r)
{
  r->status = LUR_NO_MEM;
}

static void add_fault(struct lur_reading *r, int line, int column, const char *text)
{
  if (r->status != LUR_NO_MEM && r->status != LUR_UNSUPPORTED) r->status = LUR_BAD_INPUT;
  if (r->faults->n >= LUR_FAULTS_LIMIT) return;
  struct lur_diag *at = lur_grow(r->faults->at, &r->faults->room, r->faults->n, sizeof *at);
  if (!at) {
    lur_reading_no_mem(r);
    return;
  }
  r->faults->at = at;
  lur_diag_set(&at[r->faults->n++], LUR_BAD_INPUT, r->name, line, column, "%s", text);
}

void lur_fault(struct lur_reading *r, int line, int column, const char *format, ...)
{
  char text[sizeof((struct lur_diag *)0)->text];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  add_fault(r, line, column, text);
}

void lur_fault_at(struct lur_reading *r, const struct lur_node *node, const char *format, ...)
{
  char text[sizeof((struct lur_diag *)0)->text];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  add_fault(r, node->line, node->column, text);
}

static size_t key_index(const struct lur_key *keys, size_t n, const char *name)
{
  size_t i = 0;
  while (i < n && strcmp(keys[i].name, name) != 0) i++;
  return i;
}

/// Adds the names of the keys, ", " between, to a text of size bytes.
static void list_keys(const struct lur_key *keys, size_t n, char *out, size_t size)
{
  size_t used = 0;
  out[0] = '\0';
  for (size_t i = 0; i < n && used < size; i++) {
    int wrote = snprintf(out + used, size - used, "%s%s", i ? ", " : "", keys[i].name);
    used += wrote > 0 ? (size_t)wrote : 0;
  }
}

/// Returns the key that was probably meant, or NULL.
static const char *fault_unknown_key(struct lur_reading *r, const struct lur_node *key,
                                     const struct lur_key *keys, size_t n)
{
  if (key->kind != LUR_NODE_SCALAR) {
    lur_fault_at(r, key, "%s", _("a name is expected here, as in “weight: 2”"));
    return NULL;
  }
  if (key->text[0] && strspn(key->text, "0123456789") == strlen(key->text)) {
    lur_fault_at(r, key, _("“%.40s” cannot stand here; decimals are written with a point, as in 0.8"),
                 key->text);
    return NULL;
  }
  struct lur_nearest near = {.word = key->text};
  for (size_t i = 0; i < n; i++) lur_nearest_try(&near, keys[i].name);
  char all[420];
  list_keys(keys, n, all, sizeof all);
  if (near.best)
    lur_fault_at(r, key, _("“%.40s” is not known here; did you mean “%s”?"), key->text, near.best);
  else
    lur_fault_at(r, key, _("“%.40s” is not known here; what can stand here is: %s"), key->text, all);
  return near.best;
}

bool lur_read_keys(struct lur_reading *r, const struct lur_node *node, const struct lur_key *keys, size_t n,
                   const struct lur_node **of, const char *example)
{
  const char *meant = NULL;
  for (size_t i = 0; i < n; i++) of[i] = NULL;
  if (node->kind != LUR_NODE_MAP) {
    lur_fault_at(r, node, _("names with values are expected here, as in: %s"), example);
    return false;
  }
  for (size_t k = 0; k + 1 < node->n; k += 2) {
    const struct lur_node *key = node->item[k];
    size_t i = key->kind == LUR_NODE_SCALAR ? key_index(keys, n, key->text) : n;
    if (i == n)
      meant = fault_unknown_key(r, key, keys, n);
    else if (of[i])
      lur_fault_at(r, key, _("“%s” stands here twice (first in line %d); remove one of them"), keys[i].name,
                   of[i]->line);
    else
      of[i] = node->item[k + 1];
  }
  for (size_t i = 0; i < n; i++)
    if (keys[i].required && !of[i] && keys[i].name != meant)
      lur_fault_at(r, node, _("“%s” is missing here; add it, as in: %s"), keys[i].name, example);
  return true;
}

/// Whether the node is a single value; says what is wrong if not.
static bool is_scalar(struct lur_reading *r, const struct lur_node *node, const char *wanted)
{
  if (node->kind == LUR_NODE_SCALAR) return true;
  lur_fault_at(r, node, "%s", wanted);
  return false;
}

void lur_read_string(struct lur_reading *r, const struct lur_node *node, char **out)
{
  if (!node || !is_scalar(r, node, _("a text is expected here"))) return;
  if (!node->text[strspn(node->text, " \t\n")]) {
    lur_fault_at(r, node, "%s", _("a text is missing here; write it after the colon"));
    return;
  }
  free(*out);
  *out = strdup(node->text);
  if (!*out) lur_reading_no_mem(r);
}

static bool is_id(const char *text, bool dashes)
{
  size_t n = strlen(text);
  const char *letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789-.";
  const char *without = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
  if (n == 0 || n > ID_LIMIT || text[0] == '-' || text[0] == '.') return false;
  if (!dashes && text[0] >= '0' && text[0] <= '9') return false;
  return strspn(text, dashes ? letters : without) == n;
}

void lur_read_id(struct lur_reading *r, const struct lur_node *node, bool dashes, char **out)
{
  if (!node || !is_scalar(r, node, _("a short name is expected here, as in “time_to_answer”"))) return;
  if (is_id(node->text, dashes))
    lur_read_string(r, node, out);
  else if (dashes)
    lur_fault_at(r, node,
                 _("“%.40s” cannot be an id; use letters a to z, digits, “_”, “-” and “.”, at most 64"),
                 node->text);
  else
    lur_fault_at(
        r, node,
        _("“%.40s” cannot be the id of a criterion; use letters a to z, digits and “_”, not a digit first"),
        node->text);
}

/// Takes a run of digits; *significant counts those after the first that is not 0.
static size_t take_digits(const char **s, size_t *significant)
{
  size_t n = 0;
  for (; **s >= '0' && **s <= '9'; (*s)++, n++)
    if (*significant || **s != '0') ++*significant;
  return n;
}

/// Where a number in plain writing ends; NULL: none begins at s.
static const char *skip_number(const char *s, size_t *significant)
{
  size_t ignored = 1;
  s += *s == '-' || *s == '+';
  size_t digits = take_digits(&s, significant);
  if (*s == '.') {
    s++;
    digits += take_digits(&s, significant);
  }
  if (digits == 0) return NULL;
  if (*s != 'e' && *s != 'E') return s;
  s += 1 + (s[1] == '-' || s[1] == '+');
  size_t exponent = take_digits(&s, &ignored);
  return exponent >= 1 && exponent <= 3 ? s : NULL;
}

bool lur_number_read(const char *text, double *out)
{
  size_t significant = 0;
  const char *end = skip_number(text, &significant);
  char *stopped;
  if (!end || *end || significant > 15) return false;
  double number = strtod(text, &stopped);
  if (stopped != end || !isfinite(number)) return false;
  *out = number;
  return true;
}

static void fault_number(struct lur_reading *r, const struct lur_node *node)
{
  double ignored;
  size_t significant = 0;
  if (!node->plain && lur_number_read(node->text, &ignored))
    lur_fault_at(r, node, _("write the number without quotes: %s"), node->text);
  else if (skip_number(node->text, &significant) && significant > 15)
    lur_fault_at(r, node, _("%.40s has too many digits; round it to 15 at most"), node->text);
  else if (strchr(node->text, ','))
    lur_fault_at(r, node, _("“%.40s” is not a number; write decimals with a point, as in 2.5"), node->text);
  else
    lur_fault_at(r, node, _("“%.40s” is not a number; write one such as 2 or 0.5"), node->text);
}

void lur_read_number(struct lur_reading *r, const struct lur_node *node, double low, double high, double *out)
{
  double number;
  if (!node || !is_scalar(r, node, _("a number is expected here"))) return;
  if (!node->plain || !lur_number_read(node->text, &number))
    fault_number(r, node);
  else if (number < low || number > high)
    lur_fault_at(r, node, _("%s is out of range; write a number from %.15g to %.15g"), node->text, low, high);
  else
    *out = number;
}

void lur_read_name(struct lur_reading *r, const struct lur_node *node, const char *const *names, size_t n,
                   size_t *out)
{
  if (!node || !is_scalar(r, node, _("a word is expected here"))) return;
  struct lur_nearest near = {.word = node->text};
  char all[200] = "";
  for (size_t i = 0; i < n; i++) {
    if (strcmp(names[i], node->text) == 0) {
      *out = i;
      return;
    }
    lur_nearest_try(&near, names[i]);
    size_t used = strlen(all);
    snprintf(all + used, sizeof all - used, "%s%s", i ? ", " : "", names[i]);
  }
  if (near.best)
    lur_fault_at(r, node, _("“%.40s” is not known here; did you mean “%s”?"), node->text, near.best);
  else
    lur_fault_at(r, node, _("“%.40s” is not known here; write one of: %s"), node->text, all);
}

void lur_read_truth(struct lur_reading *r, const struct lur_node *node, bool *out)
{
  size_t i = 2;
  lur_read_name(r, node, (const char *const[]){"false", "true"}, 2, &i);
  if (i < 2) *out = i == 1;
}

bool lur_read_is_list(struct lur_reading *r, const struct lur_node *node, const char *example)
{
  if (node->kind == LUR_NODE_LIST && node->n) return true;
  lur_fault_at(r, node, _("a list is expected here, as in: %s"), example);
  return false;
}

/// Length of the well-formed character at s, at most n bytes; 0: it is none (RFC 3629, table in section 4).
static size_t character_length(const unsigned char *s, size_t n)
{
  if (s[0] < 0x80) return 1;
  size_t more = s[0] >= 0xF0 ? 3 : s[0] >= 0xE0 ? 2 : 1;
  if (s[0] < 0xC2 || s[0] > 0xF4 || n <= more) return 0;
  for (size_t i = 1; i <= more; i++)
    if ((s[i] & 0xC0u) != 0x80u) return 0;
  bool overlong = (s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xF0 && s[1] < 0x90);
  bool surrogate = s[0] == 0xED && s[1] > 0x9F;
  bool beyond = s[0] == 0xF4 && s[1] > 0x8F;
  return overlong || surrogate || beyond ? 0 : more + 1;
}

size_t lur_utf8_length(const char *text, size_t len)
{
  const unsigned char *s = (const unsigned char *)text;
  size_t at = 0, step = 1;
  while (at < len && (step = character_length(s + at, len - at))) at += step;
  return at;
}
