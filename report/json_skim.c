#include "report/json_skim.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct skim {
  const char *at, *end;
};

/// Past the text whose first quote is at hand.
static void pass_text(struct skim *s)
{
  s->at++;
  while (s->at < s->end && *s->at != '"') s->at += *s->at == '\\' && s->end - s->at > 1 ? 2 : 1;
  if (s->at < s->end) s->at++;
}

/// Past a value, up to the comma or bracket that follows it.
static void pass_value(struct skim *s)
{
  size_t depth = 0;
  while (s->at < s->end) {
    char c = *s->at;
    if (depth == 0 && (c == ',' || c == '}' || c == ']')) return;
    if (c == '"') {
      pass_text(s);
      continue;
    }
    depth += c == '{' || c == '[';
    depth -= c == '}' || c == ']';
    s->at++;
  }
}

static bool is_one_of(const char *name, size_t n, const char *const *key)
{
  for (; *key; key++)
    if (strlen(*key) == n && strncmp(*key, name, n) == 0) return true;
  return false;
}

/// Past "name": of a member; whether it is one of those that are left out.
static bool pass_name(struct skim *s, const char *const *key)
{
  while (s->at < s->end && *s->at != '"' && *s->at != '}') s->at++;
  if (s->at == s->end || *s->at == '}') return false;
  const char *name = s->at + 1;
  pass_text(s);
  size_t n = (size_t)(s->at - name);
  while (s->at < s->end && *s->at != ':') s->at++;
  if (s->at < s->end) s->at++;
  return n > 0 && is_one_of(name, n - 1, key);
}

char *lur_json_skim(const char *text, size_t size, const char *const *key, size_t *kept)
{
  struct skim s = {text, text + size};
  char *out = malloc(size + 1), *to = out;
  const char *from = text; // what is not copied yet
  if (!out) return NULL;
  while (s.at < s.end) {
    bool leave_out = pass_name(&s, key);
    const char *value = s.at;
    pass_value(&s);
    if (s.at < s.end && *s.at != ',') s.end = s.at; // the last one
    if (!leave_out || s.at - value < 4) continue;
    memcpy(to, from, (size_t)(value - from));
    to += value - from;
    memcpy(to, "null", 4);
    to += 4;
    from = s.at;
  }
  memcpy(to, from, (size_t)(text + size - from));
  to += text + size - from;
  *kept = (size_t)(to - out);
  *to = '\0';
  return out;
}
