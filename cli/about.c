#define _GNU_SOURCE // asprintf
#include "cli/about.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/session.h"

static const char fact_mark[] = "x-";

static void set_text(json_t *all, const char *key, const char *text)
{
  if (text && *text) json_object_set_new(all, key, json_string(text));
}

static void set_facts(json_t *all, const struct lur_keep_about *about)
{
  char key[100];
  for (size_t i = 0; i < about->facts; i++) {
    snprintf(key, sizeof key, "%s%s", fact_mark, about->fact[i].name);
    set_text(all, key, about->fact[i].text);
  }
}

static void set_roles(json_t *all, const lur_role role[2])
{
  char text[40];
  if (role[0] == LUR_ROLE_NONE) return;
  snprintf(text, sizeof text, "%s,%s", lur_role_name(role[0]), lur_role_name(role[1]));
  set_text(all, "roles", text);
}

static void set_dropouts(json_t *all, const struct lur_spans *spans)
{
  json_t *list = json_array();
  for (size_t i = 0; i < spans->n; i++)
    json_array_append_new(list, json_pack("[f, f]", spans->at[i].start_s, spans->at[i].end_s));
  json_object_set_new(all, "x-dropouts", list);
}

static void set_notes(json_t *all, const struct lur_notes *notes)
{
  json_t *list = json_array();
  for (size_t i = 0; i < notes->n; i++) {
    const struct lur_note *n = &notes->at[i];
    json_array_append_new(list, json_pack("{s:s, s:f, s:f, s:s}", "kind", lur_note_name(n->kind), "start_s",
                                          n->start_s, "end_s", n->end_s, "text", n->text));
  }
  json_object_set_new(all, "x-notes", list);
}

char *lur_about_write(const struct lur_keep_about *about, bool keep_wav, const struct lur_spans *dropouts,
                      const struct lur_notes *notes)
{
  char started[LUR_WHEN_SIZE];
  json_t *all = json_object();
  set_text(all, "wave", about->wave);
  set_text(all, "participant", about->participant);
  set_text(all, "agent", about->agent);
  set_text(all, "assessor", about->assessor);
  set_text(all, "started_at", lur_when_format(&about->started, started, sizeof started));
  set_roles(all, about->role);
  set_facts(all, about);
  if (keep_wav) json_object_set_new(all, "x-keep-wav", json_true());
  if (dropouts && dropouts->n) set_dropouts(all, dropouts);
  if (notes && notes->n) set_notes(all, notes);
  char *text = json_dumps(all, JSON_INDENT(2));
  json_decref(all);
  return text;
}

static const char *text_of(const json_t *all, const char *key)
{
  return json_string_value(json_object_get(all, key));
}

static void read_facts(json_t *all, struct lur_about_read *out)
{
  const char *key;
  json_t *value;
  json_object_foreach(all, key, value)
  {
    if (strncmp(key, fact_mark, 2) != 0 || !json_is_string(value)) continue;
    if (out->about.facts == LUR_ABOUT_FACTS) break;
    out->fact[out->about.facts++] = (struct lur_store_fact){key + 2, json_string_value(value)};
  }
}

void lur_about_read(const char *text, struct lur_about_read *out)
{
  json_t *all = text ? json_loads(text, 0, NULL) : NULL;
  const char *roles = text_of(all, "roles"), *started = text_of(all, "started_at");
  *out = (struct lur_about_read){.about.source = LUR_STORE_RECORDED, .text = all};
  if (!all) return;
  out->about.wave = text_of(all, "wave");
  out->about.participant = text_of(all, "participant");
  out->about.agent = text_of(all, "agent");
  out->about.assessor = text_of(all, "assessor");
  if (started && lur_when_parse(started, &out->about.started, NULL) != LUR_OK)
    out->about.started = (struct lur_when){0};
  if (roles && !lur_roles_parse(roles, out->about.role))
    out->about.role[0] = out->about.role[1] = LUR_ROLE_NONE;
  out->keep_wav = json_is_true(json_object_get(all, "x-keep-wav"));
  read_facts(all, out);
  out->about.fact = out->fact;
}

/// One note, or one lost span; what is no such thing is left out.
static lur_status add_said(const json_t *item, struct lur_notes *notes, struct lur_spans *dropouts)
{
  lur_note_kind kind;
  const char *name = text_of(item, "kind");
  if (json_is_array(item)) {
    double start_s = json_number_value(json_array_get(item, 0)),
           end_s = json_number_value(json_array_get(item, 1));
    return start_s >= 0 && end_s > start_s ? lur_spans_add(dropouts, start_s, end_s) : LUR_OK;
  }
  if (!name || !lur_note_kind_of(name, &kind)) return LUR_OK;
  const struct lur_note note =
      lur_note_of(kind, json_number_value(json_object_get(item, "start_s")),
                  json_number_value(json_object_get(item, "end_s")), text_of(item, "text"));
  lur_status status = lur_notes_add(notes, &note);
  return status == LUR_NO_MEM ? status : LUR_OK;
}

lur_status lur_about_said(const char *path, struct lur_notes *notes, struct lur_spans *dropouts)
{
  enum { most_bytes = 1 << 22 }; // more than anybody notes in a day
  static const char *const list[] = {"x-notes", "x-dropouts"};
  char *name = NULL;
  struct stat st;
  size_t i;
  const json_t *item;
  lur_status status = LUR_OK;
  if (asprintf(&name, "%s.json", path) < 0) return LUR_NO_MEM;
  bool there = stat(name, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= most_bytes;
  json_t *all = there ? json_load_file(name, 0, NULL) : NULL;
  free(name);
  for (size_t k = 0; k < 2; k++)
    json_array_foreach(json_object_get(all, list[k]), i, item) if (status == LUR_OK) status =
        add_said(item, notes, dropouts);
  json_decref(all);
  return status;
}

void lur_about_clear(struct lur_about_read *read)
{
  json_decref(read->text);
  *read = (struct lur_about_read){0};
}
