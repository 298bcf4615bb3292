#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "bundle/check.h"

enum { PATH = 240, DEPTH = 12 };

struct comparing {
  const struct lur_diag *where;
  lur_bundle_differs *differs;
  void *ctx;
};

/// A value as a sentence shows it.
static void show(const json_t *value, char *out, size_t size)
{
  char *text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(9)) : NULL;
  const char *shown = text ? text : _("nothing");
  if (json_is_null(value)) shown = _("none");
  if (json_is_string(value)) shown = json_string_value(value);
  if (json_is_object(value) || json_is_array(value)) shown = _("something");
  snprintf(out, size, "%.60s", shown);
  free(text);
}

static void tell(const struct comparing *c, const char *path, const json_t *published, const json_t *made)
{
  char before[64], after[64];
  struct lur_diag diag;
  show(published, before, sizeof before);
  show(made, after, sizeof after);
  lur_diag_set(&diag, LUR_BAD_INPUT, c->where->file, c->where->line, 0,
               _("%s: published is %s, and %s comes out"), path, before, after);
  c->differs(c->ctx, &diag);
}

static bool same_number(const json_t *a, const json_t *b)
{
  if (json_is_integer(a) && json_is_integer(b)) return json_integer_value(a) == json_integer_value(b);
  return fabs(json_number_value(a) - json_number_value(b)) <= 1.5e-6;
}

/// What an item of a list is called in a sentence.
static void name_item(const json_t *item, size_t index, char *out, size_t size)
{
  const char *participant = json_string_value(json_object_get(item, "participant")),
             *aspect = json_string_value(json_object_get(item, "aspect")),
             *id = json_string_value(json_object_get(item, "id")),
             *class_name = json_string_value(json_object_get(item, "class"));
  bool final = json_integer_value(json_object_get(item, "round")) == 1;
  if (participant)
    snprintf(out, size, _("place %zu, %s"), index + 1, participant);
  else if (aspect && id)
    snprintf(out, size, "%s%s%s%s%s", id, class_name ? ", " : "", class_name ? class_name : "",
             final ? ", " : "", final ? _("the final") : "");
  else
    snprintf(out, size, "%zu", index + 1);
}

static void compare(const struct comparing *c, const char *path, const json_t *published, const json_t *made,
                    int depth);

static void compare_member(const struct comparing *c, const char *path, const char *name,
                           const json_t *published, const json_t *made, int depth)
{
  char longer[PATH];
  snprintf(longer, sizeof longer, "%s%s%s", path, path[0] ? ", " : "", name);
  compare(c, longer, published, made, depth + 1);
}

static void compare_objects(const struct comparing *c, const char *path, const json_t *published,
                            const json_t *made, int depth)
{
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)(uintptr_t)made, key, value)
      compare_member(c, path, key, json_object_get(published, key), value, depth);
  json_object_foreach((json_t *)(uintptr_t)published, key, value) if (!json_object_get(made, key))
      compare_member(c, path, key, value, NULL, depth);
}

static void compare_lists(const struct comparing *c, const char *path, const json_t *published,
                          const json_t *made, int depth)
{
  char name[120];
  size_t n = json_array_size(published), m = json_array_size(made);
  for (size_t i = 0; i < n || i < m; i++) {
    const json_t *a = json_array_get(published, i), *b = json_array_get(made, i);
    name_item(b ? b : a, i, name, sizeof name);
    compare_member(c, path, name, a, b, depth);
  }
}

static void compare(const struct comparing *c, const char *path, const json_t *published, const json_t *made,
                    int depth)
{
  bool numbers = json_is_number(published) && json_is_number(made);
  if (depth > DEPTH)
    return; // documents that are made are not so deep, and what is deeper in one only is told above
  if (!published || !made)
    tell(c, path, published, made);
  else if (numbers ? !same_number(published, made) : json_typeof(published) != json_typeof(made))
    tell(c, path, published, made);
  else if (json_is_object(made))
    compare_objects(c, path, published, made, depth);
  else if (json_is_array(made))
    compare_lists(c, path, published, made, depth);
  else if (!numbers && !json_equal(published, made))
    tell(c, path, published, made);
}

void lur_documents_compare(const json_t *published, const json_t *made, const char *what,
                           const struct lur_diag *where, lur_bundle_differs *differs, void *ctx)
{
  const struct comparing c = {where, differs, ctx};
  compare(&c, what, published, made, 0);
}
