#include "bundle/manifest.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

static int by_name(const void *a, const void *b)
{
  const struct lur_archive_entry *const *first = a, *const *second = b;
  return strcmp((*first)->name, (*second)->name);
}

/// [{"name", "bytes", "sha256"}], by name. NULL: no memory.
static json_t *list_entries(const struct lur_archive *archive)
{
  char digest[65];
  json_t *list = json_array();
  const struct lur_archive_entry **entry = calloc(archive->n + 1, sizeof *entry);
  bool ok = list && entry;
  for (size_t i = 0; ok && i < archive->n; i++) entry[i] = &archive->at[i];
  if (ok) qsort(entry, archive->n, sizeof *entry, by_name);
  for (size_t i = 0; ok && i < archive->n; i++)
    ok = json_array_append_new(list, json_pack("{s:s, s:I, s:s}", "name", entry[i]->name, "bytes",
                                               (json_int_t)entry[i]->size, "sha256",
                                               lur_digest_of(entry[i]->bytes, entry[i]->size, digest))) == 0;
  free(entry);
  if (ok) return list;
  json_decref(list);
  return NULL;
}

static lur_status add_json(struct lur_archive *archive, const char *name, json_t *document)
{
  char *text = document ? json_dumps(document, JSON_INDENT(1) | JSON_REAL_PRECISION(17)) : NULL;
  size_t n = text ? strlen(text) : 0;
  char *ended = text ? realloc(text, n + 2) : NULL;
  json_decref(document);
  if (!ended) {
    free(text);
    return LUR_NO_MEM;
  }
  ended[n] = '\n';
  ended[n + 1] = '\0';
  return lur_archive_add(archive, name, ended, n + 1);
}

static lur_status add_signature(struct lur_archive *archive, const struct lur_key_secret *key)
{
  char public_text[LUR_KEY_TEXT], signature_text[LUR_KEY_TEXT];
  struct lur_signature signature;
  const struct lur_archive_entry *manifest = lur_archive_find(archive, LUR_MANIFEST);
  struct lur_key_public public_key = lur_key_public_of(key);
  lur_status status = lur_key_sign(key, manifest->bytes, manifest->size, &signature);
  if (status != LUR_OK) return status;
  return add_json(archive, LUR_SEAL,
                  json_pack("{s:s, s:s, s:s, s:s}", "signs", LUR_MANIFEST, "algorithm", "ed25519", "key",
                            lur_key_print(&public_key, public_text), "signature",
                            lur_signature_print(&signature, signature_text)));
}

lur_status lur_manifest_seal(struct lur_archive *archive, struct json_t *about,
                             const struct lur_key_secret *key)
{
  json_t *manifest = json_pack("{s:s}", "schema", LUR_BUNDLE_SCHEMA);
  json_t *entries = list_entries(archive);
  bool ok = manifest && entries && json_object_update(manifest, about) == 0;
  ok = ok && json_object_set(manifest, "files", entries) == 0;
  json_decref(entries);
  if (!ok) {
    json_decref(manifest);
    return LUR_NO_MEM;
  }
  lur_status status = add_json(archive, LUR_MANIFEST, manifest);
  return status == LUR_OK ? add_signature(archive, key) : status;
}

// Checking

static lur_seal_state check_seal(const struct lur_archive *archive, const struct lur_archive_entry *manifest,
                                 struct lur_key_public *key)
{
  struct lur_signature signature;
  const struct lur_archive_entry *seal = lur_archive_find(archive, LUR_SEAL);
  if (!seal) return LUR_SEAL_NONE;
  json_t *read = json_loadb(seal->bytes, seal->size, JSON_REJECT_DUPLICATES, NULL);
  const char *key_text = json_string_value(json_object_get(read, "key"));
  const char *text = json_string_value(json_object_get(read, "signature"));
  bool good = seal->intact && key_text && text && lur_key_parse(key_text, key) &&
              lur_signature_parse(text, &signature) &&
              lur_key_signed(key, manifest->bytes, manifest->size, &signature);
  json_decref(read);
  return good ? LUR_SEAL_GOOD : LUR_SEAL_BROKEN;
}

struct looking {
  const struct lur_archive *archive;
  bool *listed; // of each entry
  void (*fault)(const char *entry, lur_entry_fault fault, void *ctx);
  void *ctx;
};

static bool as_listed(const struct lur_archive_entry *entry, const json_t *item)
{
  char digest[65];
  const char *sha256 = json_string_value(json_object_get(item, "sha256"));
  json_int_t bytes = json_integer_value(json_object_get(item, "bytes"));
  return entry->intact && sha256 && bytes >= 0 && (size_t)bytes == entry->size &&
         strcmp(sha256, lur_digest_of(entry->bytes, entry->size, digest)) == 0;
}

static void look_at_entries(struct looking *look, const json_t *list)
{
  size_t i;
  const json_t *item;
  json_array_foreach(list, i, item)
  {
    const char *name = json_string_value(json_object_get(item, "name"));
    const struct lur_archive_entry *entry = name ? lur_archive_find(look->archive, name) : NULL;
    if (entry) look->listed[entry - look->archive->at] = true;
    if (!entry)
      look->fault(name ? name : LUR_MANIFEST, LUR_ENTRY_MISSING, look->ctx);
    else if (!as_listed(entry, item))
      look->fault(name, LUR_ENTRY_CHANGED, look->ctx);
  }
  for (i = 0; i < look->archive->n; i++) {
    const char *name = look->archive->at[i].name;
    bool own = strcmp(name, LUR_MANIFEST) == 0 || strcmp(name, LUR_SEAL) == 0;
    if (own && !look->archive->at[i].intact) look->fault(name, LUR_ENTRY_CHANGED, look->ctx);
    if (!own && !look->listed[i]) look->fault(name, LUR_ENTRY_ADDED, look->ctx);
  }
}

static lur_status unreadable(lur_status status, const char *name, struct lur_diag *diag)
{
  if (status == LUR_UNSUPPORTED)
    return lur_diag_set(diag, status, name, 0, 0, "%s",
                        _("this was published by a newer lur; check it with that version"));
  return lur_diag_set(diag, status, name, 0, 0,
                      _("its %s cannot be read; this is no published ranking of lur, or it is damaged"),
                      LUR_MANIFEST);
}

lur_status lur_manifest_check(const struct lur_archive *archive, const char *name,
                              void (*fault)(const char *entry, lur_entry_fault fault, void *ctx), void *ctx,
                              struct json_t **about, lur_seal_state *seal, struct lur_key_public *key,
                              struct lur_diag *diag)
{
  const struct lur_archive_entry *entry = lur_archive_find(archive, LUR_MANIFEST);
  *about = entry ? json_loadb(entry->bytes, entry->size, JSON_REJECT_DUPLICATES, NULL) : NULL;
  const char *schema = json_string_value(json_object_get(*about, "schema"));
  const json_t *files = json_object_get(*about, "files");
  bool ours = schema && strncmp(schema, LUR_BUNDLE_SCHEMA, strcspn(LUR_BUNDLE_SCHEMA, "/") + 1) == 0;
  lur_status status = !ours                                    ? LUR_BAD_INPUT
                      : strcmp(schema, LUR_BUNDLE_SCHEMA) != 0 ? LUR_UNSUPPORTED
                                                               : LUR_OK;
  if (status == LUR_OK && !json_is_array(files)) status = LUR_BAD_INPUT;
  struct looking look = {.archive = archive, .fault = fault, .ctx = ctx};
  if (status == LUR_OK && !(look.listed = calloc(archive->n + 1, sizeof *look.listed))) status = LUR_NO_MEM;
  if (status == LUR_OK) {
    *seal = check_seal(archive, entry, key);
    look_at_entries(&look, files);
    free(look.listed);
    return LUR_OK;
  }
  json_decref(*about);
  *about = NULL;
  return status == LUR_NO_MEM ? status : unreadable(status, name, diag);
}
