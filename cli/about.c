#include "cli/about.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

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

static void set_dropouts(json_t *all, const struct lur_dropouts *dropouts)
{
  json_t *list = json_array();
  for (size_t i = 0; i < dropouts->n; i++) {
    const struct lur_dropout *d = &dropouts->at[i];
    json_t *item = json_pack("[f, f]", d->start_s, d->end_s);
    if (d->why) json_array_append_new(item, json_string(lur_dropout_name(d->why)));
    json_array_append_new(list, item);
  }
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

char *lur_about_write(const struct lur_keep_about *about, bool keep_wav, const struct lur_dropouts *dropouts,
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
  char *text = json_dumps(all, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
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

void lur_about_clear(struct lur_about_read *read)
{
  json_decref(read->text);
  *read = (struct lur_about_read){0};
}
