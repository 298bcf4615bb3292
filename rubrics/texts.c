#include "rubrics/texts.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"

/// Length of the language part of "sv-SE" or "sv_SE.UTF-8".
static size_t language_length(const char *lang)
{
  return strcspn(lang, "-_.@");
}

static bool is_norwegian(const char *lang, size_t n)
{
  return n == 2 && lang[0] == 'n' && strchr("obn", lang[1]) && lang[1];
}

static bool same_language(const char *a, const char *b)
{
  size_t na = language_length(a), nb = language_length(b);
  if (is_norwegian(a, na) && is_norwegian(b, nb)) return true;
  return na == nb && na && memcmp(a, b, na) == 0;
}

static const char *find(const struct lur_texts *texts, const char *lang, bool exact)
{
  for (size_t i = 0; i < texts->n; i++) {
    const struct lur_text *t = &texts->at[i];
    if (exact ? strcmp(t->lang, lang) == 0 : same_language(t->lang, lang)) return t->text;
  }
  return NULL;
}

const char *lur_texts_pick(const struct lur_texts *texts, const char *lang)
{
  const char *text = NULL;
  if (lang && *lang) {
    text = find(texts, lang, true);
    if (!text) text = find(texts, lang, false);
  }
  if (!text) text = find(texts, "en", false);
  if (!text && texts->n) text = texts->at[0].text;
  return text ? text : "";
}

lur_status lur_texts_add(struct lur_texts *texts, const char *lang, const char *text)
{
  struct lur_text *at = lur_grow(texts->at, &texts->room, texts->n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  texts->at = at;
  struct lur_text copy = {strdup(lang), strdup(text)};
  if (!copy.lang || !copy.text) {
    free(copy.lang);
    free(copy.text);
    return LUR_NO_MEM;
  }
  at[texts->n++] = copy;
  return LUR_OK;
}

void lur_texts_clear(struct lur_texts *texts)
{
  for (size_t i = 0; i < texts->n; i++) {
    free(texts->at[i].lang);
    free(texts->at[i].text);
  }
  free(texts->at);
  *texts = (struct lur_texts){0};
}
