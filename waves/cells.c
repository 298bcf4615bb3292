#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/list.h"
#include "waves/parsing.h"

static const char between[] = " \t\r\n,;";

static void replace(struct lur_reading *r, char **out, const char *text)
{
  char *copy = strdup(text);
  if (!copy) {
    lur_reading_no_mem(r);
    return;
  }
  free(*out);
  *out = copy;
}

void lur_cell_text(struct lur_reading *r, const struct lur_sheet_cell *cell, char **out)
{
  if (cell->text) replace(r, out, cell->text);
}

static bool is_name(const char *text)
{
  size_t n = strlen(text);
  if (n > 64 || text[0] == '-' || text[0] == '.') return false;
  for (size_t i = 0; i < n; i++)
    if ((unsigned char)text[i] <= ' ' || text[i] == 0x7F || strchr("/\\\",;", text[i])) return false;
  return true;
}

void lur_cell_name(struct lur_reading *r, const struct lur_sheet_cell *cell, char **out)
{
  if (!cell->text || !cell->text[0]) return;
  if (is_name(cell->text))
    replace(r, out, cell->text);
  else
    lur_fault(r, cell->line, cell->column,
              _("“%.64s” is no short name; use up to 64 letters, digits, -, _ and dots, without blanks"),
              cell->text);
}

void lur_cell_language(struct lur_reading *r, const struct lur_sheet_cell *cell, char **out)
{
  if (!cell->text || !cell->text[0]) return;
  size_t n = strspn(cell->text, "abcdefghijklmnopqrstuvwxyz");
  if (n >= 2 && n <= 3 && !cell->text[n])
    replace(r, out, cell->text);
  else
    lur_fault(r, cell->line, cell->column,
              _("“%.40s” is no language; write its short form, such as sv, da, nb, nl or en"), cell->text);
}

void lur_cell_count(struct lur_reading *r, const struct lur_sheet_cell *cell, int low, int high, int *out)
{
  if (!cell->text || !cell->text[0]) return;
  size_t n = strlen(cell->text);
  long number = strtol(cell->text, NULL, 10);
  if (n <= 9 && strspn(cell->text, "0123456789") == n && number >= low && number <= high)
    *out = (int)number;
  else
    lur_fault(r, cell->line, cell->column, _("“%.40s” does not fit here; write a whole number from %d to %d"),
              cell->text, low, high);
}

void lur_cell_hours(struct lur_reading *r, const struct lur_sheet_cell *cell, struct lur_openings *out)
{
  if (!cell->text || !cell->text[0]) return;
  if (!lur_openings_parse(cell->text, out))
    lur_fault(r, cell->line, cell->column,
              _("“%.60s” cannot be read as hours; write them as in mon-fri 09:00-15:00; sat 10:00-14:00"),
              cell->text);
}

static void add_days(struct lur_reading *r, struct lur_days *days, int32_t first, int32_t last)
{
  struct lur_stretch *at = lur_grow(days->at, &days->room, days->n, sizeof *at);
  if (!at) {
    lur_reading_no_mem(r);
    return;
  }
  days->at = at;
  at[days->n++] = (struct lur_stretch){first, last};
}

void lur_cell_days(struct lur_reading *r, const struct lur_sheet_cell *cell, struct lur_days *out)
{
  char word[40];
  int32_t first = 0, last = 0;
  for (const char *s = cell->text ? cell->text : ""; *(s += strspn(s, between));) {
    size_t n = strcspn(s, between), kept = n < sizeof word ? n : sizeof word - 1;
    memcpy(word, s, kept);
    word[kept] = '\0';
    s += n;
    if (n < sizeof word && lur_days_parse(word, &first, &last))
      add_days(r, out, first, last);
    else
      lur_fault(r, cell->line, cell->column,
                _("“%.40s” is no day; write one as in 2026-10-31, or days as in 2026-12-24..2026-12-26"),
                word);
  }
}

void lur_cell_words(struct lur_reading *r, const struct lur_sheet_cell *cell, struct lur_plan_words *out)
{
  for (const char *s = cell->text ? cell->text : ""; *(s += strspn(s, between));) {
    size_t n = strcspn(s, between);
    char **at = lur_grow(out->at, &out->room, out->n, sizeof *at);
    if (at) out->at = at;
    char *word = at ? strndup(s, n) : NULL;
    if (!word) {
      lur_reading_no_mem(r);
      return;
    }
    out->at[out->n++] = word;
    s += n;
  }
}

static char *joined(const struct lur_node *list)
{
  size_t room = 1, used = 0;
  for (size_t i = 0; i < list->n; i++)
    if (list->item[i]->kind == LUR_NODE_SCALAR) room += strlen(list->item[i]->text) + 2;
  char *text = calloc(1, room);
  for (size_t i = 0; i < list->n && text; i++)
    if (list->item[i]->kind == LUR_NODE_SCALAR)
      used += (size_t)snprintf(text + used, room - used, "%s%s", used ? "; " : "", list->item[i]->text);
  return text;
}

void lur_cell_of(struct lur_reading *r, const struct lur_node *node, const struct lur_node *at,
                 struct lur_sheet_cell *cell)
{
  const struct lur_node *where = node ? node : at;
  *cell = (struct lur_sheet_cell){.line = where->line, .column = where->column};
  if (node && node->kind == LUR_NODE_MAP)
    lur_fault_at(r, node, "%s", _("a text or a list of texts is expected here"));
  for (size_t i = 0; node && node->kind == LUR_NODE_LIST && i < node->n; i++)
    if (node->item[i]->kind != LUR_NODE_SCALAR)
      lur_fault_at(r, node->item[i], "%s", _("a text is expected here"));
  if (node && node->kind == LUR_NODE_SCALAR)
    cell->text = strdup(node->text);
  else
    cell->text = node && node->kind == LUR_NODE_LIST ? joined(node) : strdup("");
  if (!cell->text) lur_reading_no_mem(r);
}
