#include "rubrics/reading.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

/// "sv", "nb", "pt-BR".
static bool is_language(const char *text)
{
  size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz");
  if (n < 2 || n > 3) return false;
  if (!text[n]) return true;
  return text[n] == '-' && strspn(text + n + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 2 && !text[n + 3];
}

static void add_text(struct lur_reading *r, const char *lang, const struct lur_node *node,
                     struct lur_texts *out)
{
  char *text = NULL;
  lur_read_string(r, node, &text);
  if (text && lur_texts_add(out, lang, text) != LUR_OK) lur_reading_no_mem(r);
  free(text);
}

static bool has_language(const struct lur_texts *texts, const char *lang)
{
  for (size_t i = 0; i < texts->n; i++)
    if (strcmp(texts->at[i].lang, lang) == 0) return true;
  return false;
}

static void read_language(struct lur_reading *r, const struct lur_node *key, const struct lur_node *value,
                          struct lur_texts *out)
{
  if (key->kind != LUR_NODE_SCALAR || !is_language(key->text))
    lur_fault_at(
        r, key, "%s",
        _("a language is expected here, as in “sv: …”; if it is a text with a colon, put it in quotes"));
  else if (has_language(out, key->text))
    lur_fault_at(r, key, _("the language “%s” stands here twice; remove one of the texts"), key->text);
  else
    add_text(r, key->text, value, out);
}

void lur_read_texts(struct lur_reading *r, const struct lur_node *node, struct lur_texts *out)
{
  if (!node) return;
  if (node->kind == LUR_NODE_SCALAR) {
    add_text(r, "", node, out);
  } else if (node->kind == LUR_NODE_LIST || node->n == 0) {
    lur_fault_at(r, node, "%s",
                 _("a text is expected here, or one for each language, as in {sv: Hälsning, en: Greeting}"));
  } else {
    for (size_t k = 0; k + 1 < node->n; k += 2) read_language(r, node->item[k], node->item[k + 1], out);
  }
}

void lur_read_formula(struct lur_reading *r, const struct lur_node *node, struct lur_formula *out)
{
  if (!node) return;
  lur_read_string(r, node, &out->text);
  out->line = node->line;
  out->exact = node->kind == LUR_NODE_SCALAR && node->exact;
  out->column = out->exact ? node->text_column : node->column;
}
