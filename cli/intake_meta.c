#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/intake.h"
#include "report/words.h"
#include "store/waves.h"

/// A folder's metadata.csv, as it was when it was read.
struct lur_meta_folder {
  char *folder;
  struct stat seen;
  bool there;
  struct lur_meta_table table;
  lur_status status; ///< of reading it
  struct lur_diag diag;
};

void lur_meta_cache_clear(struct lur_meta_cache *cache)
{
  for (size_t i = 0; i < cache->n; i++) {
    free(cache->at[i].folder);
    lur_meta_table_clear(&cache->at[i].table);
  }
  free(cache->at);
  *cache = (struct lur_meta_cache){0};
}

void lur_meta_cache_say_unused(const struct lur_meta_cache *cache)
{
  for (size_t i = 0; i < cache->n; i++) {
    const struct lur_meta_table *t = &cache->at[i].table;
    for (size_t r = 0; r < t->n; r++) {
      const struct lur_meta_row *row = &t->at[r];
      if (row->used) continue;
      lur_say(_("%s: a row tells of “%s”, and there is no such recording in the folder"), row->meta.source,
              row->file ? row->file : row->meta.text[LUR_META_ID]);
    }
  }
}

/// The whole file in *text, to free().
static lur_status read_file(const char *path, char **text, size_t *len, struct lur_diag *diag)
{
  FILE *in = fopen(path, "rbe");
  size_t room = 0;
  *text = NULL;
  *len = 0;
  if (!in) return lur_diag_set(diag, LUR_BAD_INPUT, path, 0, 0, _("cannot be read (%s)"), strerror(errno));
  lur_status status = LUR_OK;
  for (size_t got = 1; got > 0 && status == LUR_OK; *len += got) {
    if (*len == room) {
      room = room ? 2 * room : 1 << 14;
      char *grown = room <= (size_t)128 << 20 ? realloc(*text, room) : NULL;
      if (!grown) status = LUR_NO_MEM;
      *text = grown ? grown : *text;
    }
    got = status == LUR_OK ? fread(*text + *len, 1, room - *len, in) : 0;
  }
  if (status == LUR_OK && ferror(in))
    status = lur_diag_set(diag, LUR_IO, path, 0, 0, "%s", _("cannot be read"));
  fclose(in);
  if (status == LUR_OK) return LUR_OK;
  free(*text);
  *text = NULL;
  return status;
}

// ---- The table of a folder

static bool same_file(const struct stat *a, const struct stat *b)
{
  return a->st_size == b->st_size && a->st_ino == b->st_ino && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
         a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static void read_table(struct lur_meta_folder *f)
{
  char path[PATH_MAX], *text;
  struct stat now = {0};
  size_t len;
  snprintf(path, sizeof path, "%s/metadata.csv", f->folder);
  bool there = stat(path, &now) == 0 && S_ISREG(now.st_mode);
  if (there == f->there && (!there || same_file(&now, &f->seen))) return;
  f->there = there;
  f->seen = now;
  f->status = LUR_OK;
  lur_meta_table_clear(&f->table);
  if (!there) return;
  f->diag = (struct lur_diag){0};
  f->status = read_file(path, &text, &len, &f->diag);
  if (f->status != LUR_OK) return;
  f->status = lur_meta_read_csv(text, len, path, &f->table, &f->diag);
  free(text);
}

/// The folder of a path, as it is read now. NULL: no memory.
static struct lur_meta_folder *folder_of(struct lur_meta_cache *cache, const char *path)
{
  const char *slash = strrchr(path, '/');
  char folder[PATH_MAX];
  snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + (slash == path) : 1,
           slash ? path : ".");
  struct lur_meta_folder *found = NULL;
  for (size_t i = 0; i < cache->n && !found; i++)
    if (strcmp(cache->at[i].folder, folder) == 0) found = &cache->at[i];
  if (!found) {
    struct lur_meta_folder *grown = lur_grow(cache->at, &cache->room, cache->n, sizeof *grown);
    if (!grown) return NULL;
    cache->at = grown;
    found = &grown[cache->n];
    *found = (struct lur_meta_folder){.folder = strdup(folder)};
    if (!found->folder) return NULL;
    cache->n++;
  }
  read_table(found);
  return found;
}

// ---- What comes with an item

/// Paths at which its JSON may lie: NAME.wav.json, NAME.json, and of two sides what both have in common.
static size_t json_paths(const struct lur_intake_item *item, char path[5][PATH_MAX])
{
  size_t n = 0;
  const char *dot;
  for (size_t i = 0; i < item->paths; i++) {
    const char *sound = item->path[i];
    snprintf(path[n++], PATH_MAX, "%s.json", sound);
    dot = strrchr(sound, '.');
    if (dot && !strchr(dot, '/')) snprintf(path[n++], PATH_MAX, "%.*s.json", (int)(dot - sound), sound);
  }
  const char *slash = strrchr(item->path[0], '/');
  size_t front = slash ? (size_t)(slash + 1 - item->path[0]) : 0;
  if (item->pbx.leg != LUR_LEG_WHOLE)
    snprintf(path[n++], PATH_MAX, "%.*s.json", (int)(front + item->pbx.stem), item->path[0]);
  return n;
}

static lur_status read_json(struct lur_intake_item *item, struct lur_diag *diag)
{
  char path[5][PATH_MAX], *text;
  size_t n = json_paths(item, path), len;
  for (size_t i = 0; i < n; i++) {
    struct stat st;
    if (stat(path[i], &st) != 0 || !S_ISREG(st.st_mode)) continue;
    lur_status status = read_file(path[i], &text, &len, diag);
    if (status == LUR_OK) status = lur_meta_read_json(text, len, path[i], &item->json, diag);
    free(text);
    item->has_meta = status != LUR_OK || item->json.source;
    if (item->has_meta) return status;
  }
  return LUR_OK;
}

/// Which of both says it; NULL: neither.
static const struct lur_meta *who_says(const struct lur_intake_item *item, lur_meta_key key)
{
  return item->json.text[key] ? &item->json : item->row.text[key] ? &item->row : NULL;
}

static const char *said(const struct lur_intake_item *item, lur_meta_key key)
{
  const struct lur_meta *who = who_says(item, key);
  return who ? who->text[key] : NULL;
}

/// A row by one of its files, else by its id.
static const struct lur_meta *find_row(struct lur_meta_table *table, const struct lur_intake_item *item)
{
  const char *id = item->json.text[LUR_META_ID] ? item->json.text[LUR_META_ID] : item->pbx.id;
  const struct lur_meta *row = NULL;
  for (size_t i = 0; i < item->paths && !row; i++)
    row = lur_meta_table_find(table, lur_words_base_name(item->path[i]), i + 1 == item->paths ? id : "");
  return row;
}

static lur_status read_row(struct lur_meta_cache *tables, struct lur_intake_item *item, struct lur_diag *diag)
{
  struct lur_meta_folder *f = folder_of(tables, item->path[0]);
  if (!f) return LUR_NO_MEM;
  if (f->status != LUR_OK) {
    *diag = f->diag;
    return f->status;
  }
  const struct lur_meta *row = find_row(&f->table, item);
  if (!row) return LUR_OK;
  item->has_meta = true;
  return lur_meta_copy(row, &item->row);
}

lur_status lur_intake_read_meta(struct lur_meta_cache *tables, struct lur_intake_item *item,
                                struct lur_diag *diag)
{
  lur_meta_clear(&item->json);
  lur_meta_clear(&item->row);
  item->has_meta = false;
  lur_status status = read_json(item, diag);
  return status == LUR_OK ? read_row(tables, item, diag) : status;
}

// ---- Stamps

char *lur_intake_sound_stamp(const struct lur_intake_item *item, long long *newest_s)
{
  char text[200] = "";
  size_t used = 0;
  *newest_s = -1;
  for (size_t i = 0; i < item->paths; i++) {
    struct stat st;
    bool there = stat(item->path[i], &st) == 0;
    int n = there ? snprintf(text + used, sizeof text - used, "%s%lld:%lld.%09ld", i ? "," : "",
                             (long long)st.st_size, (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec)
                  : snprintf(text + used, sizeof text - used, "%s-", i ? "," : "");
    used += (size_t)n;
    if (there && st.st_mtim.tv_sec > *newest_s) *newest_s = st.st_mtim.tv_sec;
  }
  return strdup(text);
}

/// FNV-1a: tells texts apart that nobody chose to be alike.
static uint64_t hash(uint64_t h, const char *text)
{
  for (; *text; text++) h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
  return (h ^ 0xff) * UINT64_C(0x100000001b3);
}

/// When its owner and rights were set: a file that could not be read may be read now.
static uint64_t hash_changes(uint64_t h, const char *path)
{
  struct stat st;
  char text[60] = "";
  if (stat(path, &st) == 0)
    snprintf(text, sizeof text, "%lld.%09ld", (long long)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
  return hash(h, text);
}

char *lur_intake_stamp(struct lur_meta_cache *tables, struct lur_intake_item *item, long long *newest_s)
{
  uint64_t h = UINT64_C(0xcbf29ce484222325);
  char *stamp = NULL, *sound = lur_intake_sound_stamp(item, newest_s);
  item->diag = (struct lur_diag){0};
  item->status = lur_intake_read_meta(tables, item, &item->diag);
  // A fault by its file, not by its words: those are another day's in another language.
  if (item->status != LUR_OK) h = hash_changes(hash(h, item->diag.file), item->diag.file);
  for (size_t i = 0; i < item->paths; i++) h = hash_changes(h, item->path[i]);
  for (int i = 0; i < LUR_META_KEYS; i++) {
    const char *text = said(item, (lur_meta_key)i);
    h = hash(h, text ? text : "");
  }
  int n = sound ? asprintf(&stamp, "%s|%016llx", sound, (unsigned long long)h) : -1;
  free(sound);
  return n < 0 ? NULL : stamp;
}

bool lur_intake_lacks_side(const struct lur_intake_item *item)
{
  return item->paths == 2 && (item->stamp[0] == '-' || strstr(item->stamp, ",-"));
}

void lur_intake_refuse_side(struct lur_intake_item *item)
{
  size_t missing = item->stamp[0] == '-' ? 0 : 1;
  item->status =
      lur_diag_set(&item->diag, LUR_BAD_INPUT, "", 0, 0,
                   _("the other side of this call, %s, has not come; when it comes both are taken, and "
                     "“lur import %s” takes this one alone"),
                   lur_words_base_name(item->path[missing]), item->path[1 - missing]);
}

// ---- What is said of it

static void add_fact(struct lur_intake_item *item, const char *name, const char *text)
{
  struct lur_keep_about *about = &item->about;
  if (!text || !*text || about->facts == LUR_MOST_FACTS) return;
  item->fact[about->facts++] = (struct lur_store_fact){name, text};
  about->fact = item->fact;
}

static void add_facts(struct lur_intake_item *item)
{
  const char *id = said(item, LUR_META_ID);
  add_fact(item, "id", id ? id : item->pbx.id);
  add_fact(item, "title", said(item, LUR_META_TITLE));
  add_fact(item, "caller_number", item->pbx.caller);
  add_fact(item, "called_number", item->pbx.called);
  add_fact(item, "customer_number", item->pbx.customer);
  for (int i = 0; i < LUR_OWN_FACTS; i++) add_fact(item, lur_meta_own[i], item->json.own[i]);
}

static void add_roles(struct lur_intake_item *item)
{
  const struct lur_meta *who = who_says(item, LUR_META_ROLES);
  const lur_role *role = who ? who->role : item->pbx.role;
  if (item->about.role[0] || !role[0]) return;
  memcpy(item->about.role, role, sizeof item->about.role);
  item->about.roles_from = LUR_ROLES_METADATA;
}

/// Whether there is the wave that came with it, and it takes calls still.
static lur_status check_wave(struct lur_intake *intake, struct lur_intake_item *item)
{
  struct lur_diag why = {0};
  const struct lur_meta *who = who_says(item, LUR_META_WAVE);
  if (intake->about.wave || !who) return LUR_OK;
  lur_status status = lur_store_takes_calls(intake->store, item->about.wave, &why);
  if (status != LUR_NOT_FOUND && status != LUR_BAD_INPUT) return status;
  return lur_diag_set(&item->diag, LUR_BAD_INPUT, who->source, who->line[LUR_META_WAVE],
                      who->column[LUR_META_WAVE], "%s", why.text);
}

lur_status lur_intake_prepare(struct lur_intake *intake, struct lur_intake_item *item)
{
  const struct lur_meta *started = who_says(item, LUR_META_STARTED_AT);
  struct lur_keep_about *about = &item->about;
  *about = intake->about;
  if (!about->wave) about->wave = said(item, LUR_META_WAVE);
  if (!about->participant) about->participant = said(item, LUR_META_PARTICIPANT);
  if (!about->agent) about->agent = said(item, LUR_META_AGENT);
  if (!about->assessor) about->assessor = said(item, LUR_META_ASSESSOR);
  if (!about->started.known) about->started = started ? started->started : item->pbx.started;
  if (item->json.dropout.n) about->dropout = &item->json.dropout;
  if (item->json.notes.n) about->notes = &item->json.notes;
  add_roles(item);
  add_facts(item);
  return check_wave(intake, item);
}
