#define _GNU_SOURCE
#include "cli/sidecar.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/nearest.h"
#include "store/store.h"

enum { JSON_LIMIT = 1 << 20 };

static const char *const names[LUR_META_KEYS] = {"id",    "title",    "wave",  "participant",
                                                 "agent", "assessor", "roles", "started_at"};

const char *const lur_meta_own[LUR_OWN_FACTS + 1] = {"consent", "device", "software", NULL};

const char *lur_meta_name(lur_meta_key key)
{
  return names[key];
}

void lur_meta_clear(struct lur_meta *meta)
{
  for (int i = 0; i < LUR_META_KEYS; i++) free(meta->text[i]);
  for (int i = 0; i < LUR_OWN_FACTS; i++) free(meta->own[i]);
  free(meta->source);
  lur_dropouts_clear(&meta->dropout);
  lur_notes_clear(&meta->notes);
  *meta = (struct lur_meta){0};
}

lur_status lur_meta_copy(const struct lur_meta *from, struct lur_meta *out)
{
  bool whole = true;
  struct lur_meta copy = *from;
  copy.source = strdup(from->source);
  copy.dropout = (struct lur_dropouts){0};
  copy.notes = (struct lur_notes){0};
  for (int i = 0; i < LUR_OWN_FACTS; i++) copy.own[i] = NULL;
  for (int i = 0; i < LUR_META_KEYS; i++) {
    copy.text[i] = from->text[i] ? strdup(from->text[i]) : NULL;
    whole = whole && !from->text[i] == !copy.text[i];
  }
  *out = copy;
  if (whole && copy.source) return LUR_OK;
  lur_meta_clear(out);
  return LUR_NO_MEM;
}

lur_meta_key lur_meta_key_of(const char *name)
{
  for (int i = 0; i < LUR_META_KEYS; i++)
    if (strcmp(name, names[i]) == 0) return (lur_meta_key)i;
  return LUR_META_KEYS;
}

// ---- What the texts must be

static lur_status wrong(const struct lur_meta *meta, lur_meta_key key, struct lur_diag *diag,
                        const char *format, ...) LUR_PRINTF(4, 5);
static lur_status wrong(const struct lur_meta *meta, lur_meta_key key, struct lur_diag *diag,
                        const char *format, ...)
{
  char text[300];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  return lur_diag_set(diag, LUR_BAD_INPUT, meta->source, meta->line[key], meta->column[key], "%s", text);
}

/// Whether a moment says by which clock: Z or a distance from UTC after the time of day.
static bool has_zone(const char *text)
{
  const char *hour = strchr(text, ':');
  return hour && strpbrk(hour, "Zz+-");
}

static lur_status check_started(struct lur_meta *meta, struct lur_diag *diag)
{
  const char *text = meta->text[LUR_META_STARTED_AT];
  struct lur_diag why = {0};
  if (!text) return LUR_OK;
  if (lur_when_parse(text, &meta->started, &why) != LUR_OK)
    return wrong(meta, LUR_META_STARTED_AT, diag, "%s", why.text);
  if (has_zone(text)) return LUR_OK;
  return wrong(meta, LUR_META_STARTED_AT, diag,
               _("“%.40s” does not say by which clock; write the time zone too, as in "
                 "2026-05-01T09:30:00+02:00"),
               text);
}

static lur_status check_roles(struct lur_meta *meta, struct lur_diag *diag)
{
  const char *text = meta->text[LUR_META_ROLES];
  if (!text) return LUR_OK;
  bool caller_first = strcmp(text, "caller,agent") == 0;
  if (!caller_first && strcmp(text, "agent,caller") != 0)
    return wrong(meta, LUR_META_ROLES, diag, _("“%.40s” are no roles; write caller,agent or agent,caller"),
                 text);
  meta->role[0] = caller_first ? LUR_ROLE_CALLER : LUR_ROLE_AGENT;
  meta->role[1] = lur_role_other(meta->role[0]);
  return LUR_OK;
}

lur_status lur_meta_check(struct lur_meta *meta, struct lur_diag *diag)
{
  static const lur_meta_key short_names[] = {LUR_META_WAVE, LUR_META_PARTICIPANT};
  for (int i = 0; i < 2; i++) {
    const char *text = meta->text[short_names[i]];
    if (text && !lur_store_name_ok(text))
      return wrong(meta, short_names[i], diag,
                   _("“%.70s” is no short name: no blanks, no '/', at most 64 letters"), text);
  }
  lur_status status = check_roles(meta, diag);
  return status == LUR_OK ? check_started(meta, diag) : status;
}

// ---- JSON

/// Goes through a text that is known to be JSON.
struct walk {
  const char *at, *end;
  int line, column; ///< of *at; characters, as editors count
};

static void step(struct walk *w)
{
  if (*w->at == '\n') {
    w->line++;
    w->column = 0;
  }
  w->at++;
  if (w->at < w->end && ((unsigned char)*w->at & 0xC0u) != 0x80u) w->column++;
}

/// From a quote to behind the one that closes the text.
static void pass_string(struct walk *w)
{
  for (step(w); w->at < w->end && *w->at != '"'; step(w))
    if (*w->at == '\\' && w->at + 1 < w->end) step(w);
  if (w->at < w->end) step(w);
}

static bool pass_colon(struct walk *w)
{
  while (w->at < w->end && strchr(" \t\r\n", *w->at)) step(w);
  if (w->at == w->end || *w->at != ':') return false;
  for (step(w); w->at < w->end && strchr(" \t\r\n", *w->at);) step(w);
  return true;
}

/// Where the value of a key of the outermost object stands.
static void find_place(const char *text, size_t len, const char *key, int *line, int *column)
{
  struct walk w = {text, text + len, 1, 1};
  size_t n = strlen(key);
  *line = *column = 1; // of a key that is written with escapes, or deeper within
  for (int depth = 0; w.at < w.end;) {
    const char *from = w.at;
    if (*from != '"') {
      depth += (*from == '{' || *from == '[') - (*from == '}' || *from == ']');
      step(&w);
      continue;
    }
    pass_string(&w);
    bool same = depth == 1 && (size_t)(w.at - from) == n + 2 && memcmp(from + 1, key, n) == 0;
    if (!pass_colon(&w) || !same) continue;
    *line = w.line;
    *column = w.column;
    return;
  }
}

/// What is being read; the first failure ends the work.
struct reading {
  const char *text;
  size_t len;
  struct lur_meta *meta;
  struct lur_diag *diag;
};

static lur_status fail_at(const struct reading *r, const char *key, const char *format, ...) LUR_PRINTF(3, 4);
static lur_status fail_at(const struct reading *r, const char *key, const char *format, ...)
{
  char text[300];
  int line, column;
  va_list args;
  find_place(r->text, r->len, key, &line, &column);
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  return lur_diag_set(r->diag, LUR_BAD_INPUT, r->meta->source, line, column, "%s", text);
}

static char *joined(const json_t *list)
{
  char *text = NULL;
  const char *a = json_string_value(json_array_get(list, 0)), *b = json_string_value(json_array_get(list, 1));
  if (!a || !b || json_array_size(list) != 2) return strdup("");
  return asprintf(&text, "%s,%s", a, b) < 0 ? NULL : text;
}

static lur_status take_value(struct reading *r, lur_meta_key key, const char *name, const json_t *value)
{
  char *text = NULL;
  if (json_is_null(value) || (json_is_string(value) && !json_string_length(value))) return LUR_OK;
  if (json_is_string(value))
    text = strdup(json_string_value(value));
  else if (json_is_integer(value) && key == LUR_META_ID) {
    if (asprintf(&text, "%" JSON_INTEGER_FORMAT, json_integer_value(value)) < 0) text = NULL;
  } else if (json_is_array(value) && key == LUR_META_ROLES)
    text = joined(value);
  else
    return fail_at(r, name, _("the value of “%s” must be a text in quotes"), name);
  if (!text) return LUR_NO_MEM;
  free(r->meta->text[key]);
  r->meta->text[key] = text;
  find_place(r->text, r->len, name, &r->meta->line[key], &r->meta->column[key]);
  return LUR_OK;
}

static bool times_of(const json_t *start, const json_t *end, double *start_s, double *end_s)
{
  *start_s = json_number_value(start);
  *end_s = json_number_value(end);
  return json_is_number(start) && json_is_number(end) && *start_s >= 0 && *end_s >= *start_s && *end_s < 1e7;
}

/// [[start, end], [start, end, "why"] ...]
static lur_status take_dropouts(struct reading *r, const char *name, const json_t *list)
{
  double start_s, end_s;
  size_t i;
  const json_t *pair;
  json_array_foreach(list, i, pair)
  {
    if (!times_of(json_array_get(pair, 0), json_array_get(pair, 1), &start_s, &end_s))
      return fail_at(r, name, _("“%.60s” must be a list of [start, end] in seconds"), name);
    lur_dropout_why why = lur_dropout_why_of(json_string_value(json_array_get(pair, 2)));
    lur_status status = lur_dropouts_add(&r->meta->dropout, start_s, end_s, why);
    if (status != LUR_OK) return status;
  }
  return LUR_OK;
}

/// [{"kind": "marker", "start_s": 1, "end_s": 1, "text": "..."}, ...]; in the store's own file the text is
/// "note".
static lur_status take_notes(struct reading *r, const char *name, const json_t *list)
{
  size_t i;
  const json_t *item;
  json_array_foreach(list, i, item)
  {
    double start_s, end_s;
    lur_note_kind kind;
    const char *what = json_string_value(json_object_get(item, "kind"));
    const json_t *text = json_object_get(item, "text");
    if (!text) text = json_object_get(item, "note");
    if (!what || !lur_note_kind_of(what, &kind) ||
        !times_of(json_object_get(item, "start_s"), json_object_get(item, "end_s"), &start_s, &end_s))
      return fail_at(r, name, _("“%.60s” must be a list of notes, each with its kind, start_s and end_s"),
                     name);
    const struct lur_note note = lur_note_of(kind, start_s, end_s, json_string_value(text));
    lur_status status = lur_notes_add(&r->meta->notes, &note);
    if (status != LUR_OK) return status;
  }
  return LUR_OK;
}

/// A key that lur writes beside its own recordings: with x- in front, but not in the store's own file.
static bool is_own(const char *name, bool ours, const char *key)
{
  if (strncmp(name, "x-", 2) == 0) return strcmp(name + 2, key) == 0;
  return ours && strcmp(name, key) == 0;
}

static lur_status take_own(struct reading *r, const char *name, const json_t *value, bool ours)
{
  if (is_own(name, ours, "dropouts")) return take_dropouts(r, name, value);
  if (is_own(name, ours, "notes")) return take_notes(r, name, value);
  for (int i = 0; i < LUR_OWN_FACTS; i++) {
    if (!json_is_string(value) || r->meta->own[i] || !is_own(name, ours, lur_meta_own[i])) continue;
    if (!(r->meta->own[i] = strdup(json_string_value(value)))) return LUR_NO_MEM;
  }
  return LUR_OK;
}

static lur_status unknown(struct reading *r, const char *name)
{
  struct lur_nearest near = {.word = name};
  for (int i = 0; i < LUR_META_KEYS; i++) lur_nearest_try(&near, names[i]);
  if (near.best) return fail_at(r, name, _("the key “%.60s” is not known; is “%s” meant?"), name, near.best);
  return fail_at(r, name, _("the key “%.60s” is not known; a name that begins with “x-” is left alone"),
                 name);
}

/// ours: as lur itself lays beside its recordings; there is more in it than is asked for here.
static lur_status take_object(struct reading *r, json_t *object, bool ours)
{
  const char *name;
  json_t *value;
  json_object_foreach(object, name, value)
  {
    lur_meta_key key = ours && strcmp(name, "started") == 0 ? LUR_META_STARTED_AT : lur_meta_key_of(name);
    lur_status status = LUR_OK;
    if (key < LUR_META_KEYS)
      status = take_value(r, key, name, value);
    else if (ours || strncmp(name, "x-", 2) == 0)
      status = take_own(r, name, value, ours);
    else
      status = unknown(r, name);
    if (status != LUR_OK) return status;
  }
  return LUR_OK;
}

/// Whether a key is one of ours, or one with a slip of the finger.
static bool could_be_ours(const char *name)
{
  for (int i = 0; i < LUR_META_KEYS; i++)
    if (strcmp(name, names[i]) == 0 || (strlen(names[i]) > 3 && lur_typing_slips(name, names[i]) == 1))
      return true;
  return strncmp(name, "x-", 2) == 0;
}

/// Other programs lay JSON beside recordings, too.
static bool is_meant(json_t *object)
{
  const char *name, *schema = json_string_value(json_object_get(object, "schema"));
  json_t *value;
  bool ours = json_object_size(object) == 0 || (schema && strncmp(schema, "lur.", 4) == 0);
  json_object_foreach(object, name, value) ours = ours || could_be_ours(name);
  return ours;
}

static lur_status take_document(struct reading *r, json_t *object)
{
  const char *schema = json_string_value(json_object_get(object, "schema"));
  bool ours = schema && strncmp(schema, "lur.", 4) == 0;
  lur_status status = take_object(r, object, ours);
  return status == LUR_OK && ours ? take_object(r, json_object_get(object, "facts"), true) : status;
}

static lur_status read_object(struct reading *r)
{
  json_error_t error;
  json_t *object = json_loadb(r->text, r->len, JSON_REJECT_DUPLICATES, &error);
  lur_status status;
  if (!object && json_error_code(&error) == json_error_out_of_memory) return LUR_NO_MEM;
  if (!object)
    return lur_diag_set(r->diag, LUR_BAD_INPUT, r->meta->source, error.line > 0 ? error.line : 0,
                        error.line > 0 && error.column > 0 ? error.column : 0,
                        _("this cannot be read as JSON (%s)"), error.text);
  bool meant = !json_is_object(object) || is_meant(object);
  if (!meant)
    status = LUR_END;
  else if (json_is_object(object))
    status = take_document(r, object);
  else
    status = lur_diag_set(r->diag, LUR_BAD_INPUT, r->meta->source, 1, 1, "%s",
                          _("this must be an object, as in {\"participant\": \"north\"}"));
  json_decref(object);
  return status == LUR_OK ? lur_meta_check(r->meta, r->diag) : status;
}

lur_status lur_meta_read_json(const char *text, size_t len, const char *name, struct lur_meta *out,
                              struct lur_diag *diag)
{
  struct reading r = {text, len, out, diag};
  lur_meta_clear(out);
  if (len > JSON_LIMIT)
    return lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0, "%s",
                        _("the file is larger than 1 MiB; is it the right one?"));
  out->source = strdup(name);
  lur_status status = out->source ? read_object(&r) : LUR_NO_MEM;
  if (status != LUR_OK) lur_meta_clear(out);
  return status == LUR_END ? LUR_OK : status;
}
