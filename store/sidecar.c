#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/atomic_file.h"
#include "store/audio.h"
#include "store/db.h"
#include "store/folder.h"
#include "store/text.h"

static json_t *text_json(const char *text)
{
  char *clean = text && *text ? lur_store_text_clean(text) : NULL;
  json_t *json = clean ? json_string(clean) : json_null();
  free(clean);
  return json;
}

static json_t *when_json(const struct lur_when *when)
{
  char text[LUR_WHEN_SIZE];
  return text_json(lur_when_format(when, text, sizeof text));
}

static json_t *audio_json(const struct lur_store_call *call)
{
  json_t *list = json_array();
  for (size_t i = 0; i < call->audios; i++)
    json_array_append_new(list, json_pack("{s:s, s:s, s:I, s:o}", "sha256", call->audio[i].sha256, "ext",
                                          call->audio[i].ext, "bytes", (json_int_t)call->audio[i].bytes,
                                          "file", text_json(call->file[i])));
  return list;
}

static json_t *roles_json(const struct lur_store_call *call)
{
  json_t *list = json_array();
  for (int c = 0; c < call->channels && c < 2; c++)
    json_array_append_new(list, json_string(lur_role_name(call->role[c])));
  return list;
}

static json_t *dropouts_json(const struct lur_store_call *call)
{
  json_t *list = json_array();
  for (size_t i = 0; i < call->dropout.n; i++) {
    const struct lur_dropout *d = &call->dropout.at[i];
    json_t *item = json_pack("[f, f]", d->start_s, d->end_s);
    if (d->why) json_array_append_new(item, json_string(lur_dropout_name(d->why)));
    json_array_append_new(list, item);
  }
  return list;
}

static json_t *notes_json(const struct lur_store_call *call)
{
  json_t *list = json_array();
  for (size_t i = 0; i < call->notes.n; i++) {
    const struct lur_note *note = &call->notes.at[i];
    json_array_append_new(list,
                          json_pack("{s:s, s:f, s:f, s:o}", "kind", lur_note_name(note->kind), "start_s",
                                    note->start_s, "end_s", note->end_s, "note", text_json(note->text)));
  }
  return list;
}

static json_t *facts_json(const struct lur_store_call *call)
{
  json_t *all = json_object();
  for (size_t i = 0; i < call->facts; i++)
    json_object_set_new(all, call->fact[i].name, text_json(call->fact[i].text));
  return all;
}

static json_t *sidecar_json(const struct lur_store_call *call)
{
  char name[24];
  return json_pack("{s:s, s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:f, s:i, s:i, s:o, s:s, s:b, "
                   "s:o, s:o, s:o, s:o}",
                   "schema", "lur.sidecar/1", "call", lur_store_call_name(call->id, name, sizeof name),
                   "audio", audio_json(call), "source", lur_store_source_name(call->source), "added",
                   when_json(&call->added), "started", when_json(&call->started), "wave",
                   text_json(call->wave), "participant", text_json(call->participant), "agent",
                   text_json(call->agent), "assessor", text_json(call->assessor), "format",
                   text_json(call->format), "duration_s", call->duration_s, "channels", call->channels,
                   "sample_rate_hz", call->sample_rate_hz, "roles", roles_json(call), "roles_from",
                   lur_roles_from_name(call->roles_from), "complete", (int)call->complete, "problem",
                   text_json(call->problem), "dropouts", dropouts_json(call), "notes", notes_json(call),
                   "facts", facts_json(call));
}

/// A call of two files has a metadata file of its own: each of them may be a call by itself as well.
static char *path_of(const lur_store *store, const struct lur_store_call *call)
{
  const char *first = call->audio[0].sha256;
  if (call->audios == 2)
    return lur_folder_path("%s/audio/%.2s/%s+%s.json", store->folder, first, first, call->audio[1].sha256);
  return lur_folder_path("%s/audio/%.2s/%s.json", store->folder, first, first);
}

static lur_status write_json(const char *path, const json_t *json, struct lur_diag *diag)
{
  lur_atomic_file *file = NULL;
  lur_status status = lur_atomic_file_open(path, &file, diag);
  if (status != LUR_OK) return status;
  // What the stream could not take is found by the commit.
  if (json_dumpf(json, lur_atomic_file_stream(file), JSON_INDENT(2)) == 0)
    fputc('\n', lur_atomic_file_stream(file));
  return lur_atomic_file_commit(file, diag);
}

lur_status lur_sidecar_write(const lur_store *store, const struct lur_store_call *call, struct lur_diag *diag)
{
  char *path = path_of(store, call);
  json_t *json = sidecar_json(call);
  lur_status status = path && json ? write_json(path, json, diag) : LUR_NO_MEM;
  json_decref(json);
  free(path);
  return status;
}
