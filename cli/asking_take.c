#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/asking_parts.h"

static const char blanks[] = " \t\r\n";

static bool is_number(const char *id)
{
  return id[strspn(id, "0123456789")] == '\0';
}

bool lur_asking_by_place(const struct lur_criterion *c)
{
  for (size_t i = 0; i < c->answers; i++)
    if (is_number(c->answer[i].id)) return false;
  return c->kind != LUR_CRITERION_SCALE;
}

char *lur_asking_cut(char *line)
{
  char *rest = line + strcspn(line, blanks);
  if (*rest) *rest++ = '\0';
  return rest + strspn(rest, blanks);
}

const struct lur_answer *lur_asking_answer(const struct lur_asking *a, const struct lur_criterion *c,
                                           const char *word)
{
  const struct lur_answer *answer = lur_criterion_answer(c, word);
  if (answer || !*word) return answer;
  for (size_t i = 0; i < c->answers; i++)
    if (strcasecmp(lur_answer_title(&c->answer[i], a->language), word) == 0) return &c->answer[i];
  if (!lur_asking_by_place(c) || !is_number(word) || strlen(word) > 4) return NULL;
  size_t place = (size_t)strtoul(word, NULL, 10);
  return place >= 1 && place <= c->answers ? &c->answer[place - 1] : NULL;
}

/// Reads a number typed with a point or a comma.
static bool take_number(char *word, double *out)
{
  char *comma = strchr(word, ','), *end;
  if (comma) *comma = '.';
  *out = strtod(word, &end);
  return end != word && *end == '\0' && isfinite(*out);
}

/// One word, "1+3" or "1,3", as ids joined in the order of the rubric.
static bool take_several(const struct lur_asking *a, const struct lur_criterion *c, char *word, char *text,
                         size_t size)
{
  bool *chosen = calloc(c->answers + 1, sizeof *chosen), ok = chosen && *word;
  if (strcmp(word, "-") == 0) {
    snprintf(text, size, "-");
    free(chosen);
    return true;
  }
  for (char *at = word; ok && at;) {
    char *next = at + strcspn(at, "+,");
    next = *next ? (*next = '\0', next + 1) : NULL;
    const struct lur_answer *answer = lur_asking_answer(a, c, at);
    ok = answer != NULL;
    if (ok) chosen[answer - c->answer] = true;
    at = next;
  }
  size_t n = 0;
  for (size_t i = 0; ok && i < c->answers && n < size; i++)
    if (chosen[i]) n += (size_t)snprintf(text + n, size - n, "%s%s", n ? "+" : "", c->answer[i].id);
  free(chosen);
  return ok && n < size;
}

/// A day and a time are two words.
static bool take_moment(const struct lur_criterion *c, char *line, char *text, size_t size,
                        const char **comment)
{
  char *rest = lur_asking_cut(line);
  snprintf(text, size, "%s", line);
  if (c->moment == LUR_MOMENT_BOTH && !strchr(line, 'T')) {
    char *last = lur_asking_cut(rest);
    snprintf(text, size, "%s %s", line, rest);
    rest = last;
  }
  *comment = rest;
  return lur_moment_fits(c->moment, text);
}

bool lur_asking_reply(const struct lur_asking *a, const struct lur_criterion *c, char *line, char *text,
                      size_t size, double *number, lur_reply_kind *kind, const char **comment)
{
  *kind = LUR_REPLY_TEXT;
  *comment = "";
  if (c->kind == LUR_CRITERION_DATE) return take_moment(c, line, text, size, comment);
  if (c->kind == LUR_CRITERION_TEXT) {
    snprintf(text, size, "%s", line);
    return true;
  }
  *comment = lur_asking_cut(line);
  if (c->kind == LUR_CRITERION_SEVERAL) return take_several(a, c, line, text, size);
  const struct lur_answer *answer = lur_asking_answer(a, c, line);
  snprintf(text, size, "%s", answer ? answer->id : line);
  if (c->kind == LUR_CRITERION_CHOICE) return answer != NULL;
  *kind = LUR_REPLY_NUMBER; // of a scale, the label of a step will do as well
  return take_number(text, number) && *number >= c->from && *number <= c->to &&
         (c->kind == LUR_CRITERION_NUMBER || *number == floor(*number));
}
