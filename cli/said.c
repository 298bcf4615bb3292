#define _GNU_SOURCE // asprintf
#include "cli/said.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

/// One note, or one lost span; what is no such thing is left out.
static lur_status add_said(const json_t *item, struct lur_notes *notes, struct lur_dropouts *dropouts)
{
  lur_note_kind kind;
  const char *name = json_string_value(json_object_get(item, "kind"));
  if (json_is_array(item)) {
    double start_s = json_number_value(json_array_get(item, 0)),
           end_s = json_number_value(json_array_get(item, 1));
    lur_dropout_why why = lur_dropout_why_of(json_string_value(json_array_get(item, 2)));
    return start_s >= 0 && end_s > start_s ? lur_dropouts_add(dropouts, start_s, end_s, why) : LUR_OK;
  }
  if (!name || !lur_note_kind_of(name, &kind)) return LUR_OK;
  const struct lur_note note = lur_note_of(kind, json_number_value(json_object_get(item, "start_s")),
                                           json_number_value(json_object_get(item, "end_s")),
                                           json_string_value(json_object_get(item, "text")));
  lur_status status = lur_notes_add(notes, &note);
  return status == LUR_NO_MEM ? status : LUR_OK;
}

static lur_status add_list(const json_t *list, struct lur_notes *notes, struct lur_dropouts *dropouts)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < json_array_size(list) && status == LUR_OK; i++)
    status = add_said(json_array_get(list, i), notes, dropouts);
  return status;
}

lur_status lur_said_read(const char *text, size_t n, struct lur_notes *notes, struct lur_dropouts *dropouts)
{
  json_t *all = json_loadb(text, n, 0, NULL);
  lur_status status = add_list(json_object_get(all, "x-notes"), notes, dropouts);
  if (status == LUR_OK) status = add_list(json_object_get(all, "x-dropouts"), notes, dropouts);
  json_decref(all);
  return status;
}

lur_status lur_said_beside(const char *path, struct lur_notes *notes, struct lur_dropouts *dropouts)
{
  enum { most_bytes = 1 << 20 }; // more than anybody notes in a day
  char *name = NULL;
  if (asprintf(&name, "%s.json", path) < 0) return LUR_NO_MEM;
  FILE *file = fopen(name, "re");
  free(name);
  if (!file) return LUR_OK;
  char *text = malloc(most_bytes);
  size_t n = text ? fread(text, 1, most_bytes, file) : 0;
  lur_status status = text ? lur_said_read(text, n, notes, dropouts) : LUR_NO_MEM;
  free(text);
  fclose(file);
  return status;
}
