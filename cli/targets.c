#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/list.h"
#include "cli/keep.h"
#include "cli/talk.h"

bool lur_all_files(char *const *name, size_t n)
{
  int64_t call;
  for (size_t i = 0; i < n; i++)
    if (lur_name_kind_of(name[i], &call) != LUR_NAME_FILE) return false;
  return true;
}

static lur_status add(struct lur_targets *targets, const char *name, const char *path, const char *file,
                      struct lur_target **out)
{
  struct lur_target *grown = lur_grow(targets->at, &targets->room, targets->n, sizeof *grown);
  if (!grown) return LUR_NO_MEM;
  targets->at = grown;
  *out = &targets->at[targets->n++];
  **out = (struct lur_target){.name = strdup(name), .path = strdup(path), .file = strdup(file)};
  return (*out)->name && (*out)->path && (*out)->file ? LUR_OK : LUR_NO_MEM;
}

static lur_status add_file(struct lur_targets *targets, const char *name)
{
  struct lur_target *target;
  return add(targets, name, name, "", &target);
}

static lur_status add_row(struct lur_targets *targets, const struct lur_store_call *call)
{
  char name[24], file[1024], path[8192];
  struct lur_target *target;
  lur_status status = lur_kept_path(targets->store, call, path, sizeof path);
  if (status != LUR_OK) return status;
  status = add(targets, lur_store_call_name(call->id, name, sizeof name), path,
               lur_kept_file(call, file, sizeof file), &target);
  if (status != LUR_OK) return status;
  target->call = call->id;
  if (call->audios == 1) memcpy(target->sha256, call->audio[0].sha256, sizeof target->sha256);
  if (call->roles_from < LUR_ROLES_METADATA || call->channels != 2) return LUR_OK;
  memcpy(target->role, call->role, sizeof target->role);
  target->roles_from = call->roles_from;
  return LUR_OK;
}

static lur_status add_call(struct lur_targets *targets, int64_t id, struct lur_diag *diag)
{
  struct lur_store_entry *entry = NULL;
  lur_status status = lur_store_get(targets->store, id, NULL, &entry, diag);
  if (status == LUR_OK) status = add_row(targets, &entry->row.call);
  lur_store_entry_free(entry);
  return status;
}

struct visit {
  struct lur_targets *targets;
  lur_status status;
};

static bool visit_row(const struct lur_store_row *row, void *context)
{
  struct visit *visit = context;
  visit->status = add_row(visit->targets, &row->call);
  return visit->status == LUR_OK;
}

static lur_status add_wave(struct lur_targets *targets, const char *name,
                           const struct lur_store_filter *filter, struct lur_diag *diag)
{
  struct visit visit = {targets, LUR_OK};
  struct lur_store_filter of_wave = filter ? *filter : (struct lur_store_filter){0};
  lur_status status = lur_store_has_wave(targets->store, name, diag);
  if (status == LUR_NOT_FOUND)
    return lur_diag_set(diag, status, "", 0, 0,
                        _("'%s' is no file, and the store has no wave of that name; 'lur wave list' lists "
                          "them"),
                        name);
  if (status != LUR_OK) return status;
  of_wave.wave = name;
  of_wave.order = LUR_STORE_OLDEST_FIRST;
  status = lur_store_each_call(targets->store, &of_wave, visit_row, &visit, diag);
  return status == LUR_OK ? visit.status : status;
}

/// What was noted and lost while the calls from that one on were recorded.
static lur_status add_said(struct lur_targets *targets, size_t first, struct lur_diag *diag)
{
  lur_status status = LUR_OK;
  for (size_t i = first; i < targets->n && status == LUR_OK; i++) {
    struct lur_target *t = &targets->at[i];
    if (t->call) status = lur_store_said(targets->store, t->call, &t->notes, &t->dropouts, diag);
  }
  return status;
}

static lur_exit find(struct lur_targets *targets, const char *name, const char *folder,
                     const struct lur_store_filter *filter)
{
  int64_t call = 0;
  struct lur_diag diag = {0};
  size_t first = targets->n;
  lur_name_kind kind = lur_name_kind_of(name, &call);
  if (kind != LUR_NAME_FILE && !targets->store) {
    lur_exit code = lur_keep_open(folder, LUR_STORE_WRITE, &targets->store);
    if (code != LUR_EXIT_DONE) return code;
  }
  lur_status status = kind == LUR_NAME_FILE   ? add_file(targets, name)
                      : kind == LUR_NAME_CALL ? add_call(targets, call, &diag)
                                              : add_wave(targets, name, filter, &diag);
  if (status == LUR_OK) status = add_said(targets, first, &diag);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
}

lur_exit lur_targets_find(char *const *name, size_t n, const char *folder,
                          const struct lur_store_filter *filter, struct lur_targets *out)
{
  lur_exit code = LUR_EXIT_DONE;
  for (size_t i = 0; i < n; i++) code = lur_exit_worse(code, find(out, name[i], folder, filter));
  return code;
}

void lur_targets_clear(struct lur_targets *targets)
{
  for (size_t i = 0; i < targets->n; i++) {
    free(targets->at[i].name);
    free(targets->at[i].path);
    free(targets->at[i].file);
    lur_notes_clear(&targets->at[i].notes);
    lur_dropouts_clear(&targets->at[i].dropouts);
  }
  free(targets->at);
  lur_store_close(targets->store);
  *targets = (struct lur_targets){0};
}
