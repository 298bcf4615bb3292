#define _GNU_SOURCE
#include "store/store.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"
#include "store/audio.h"
#include "store/db.h"
#include "store/folder.h"
#include "store/migrations.h"

struct lur_store_options lur_store_options_default(lur_store_mode mode)
{
  struct lur_store_options o = {.mode = mode, .busy_ms = 20000};
  return o;
}

lur_status lur_store_default_folder(char *out, size_t size, struct lur_diag *diag)
{
  const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
  int n = -1;
  if (data && data[0] == '/') // the specification of XDG: others count as not set
    n = snprintf(out, size, "%s/lur", data);
  else if (home && *home)
    n = snprintf(out, size, "%s/.local/share/lur", home);
  if (n >= 0 && (size_t)n < size) return LUR_OK;
  return lur_diag_set(
      diag, LUR_NOT_FOUND, "", 0, 0, "%s",
      _("it is not known where your store lies, as HOME is not set; name its folder with --store"));
}

const char *lur_store_folder(const lur_store *store)
{
  return store->folder;
}

void lur_store_close(lur_store *store)
{
  if (!store) return;
  lur_store_rollback(store);
  lur_db_forget_ready(store);
  sqlite3_close(store->db);
  for (size_t i = 0; i < store->whys; i++) free(store->why[i]);
  free(store->why);
  free(store->path);
  free(store->folder);
  free(store);
}

static lur_status no_store(lur_store *store, struct lur_diag *diag)
{
  return lur_diag_set(diag, LUR_NOT_FOUND, store->folder, 0, 0, "%s",
                      _("there is no store here yet; the first lur import or lur wave new makes one"));
}

static bool may_write(const char *path)
{
  return faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0;
}

static bool has_content(const char *path)
{
  struct stat st;
  return stat(path, &st) == 0 && st.st_size > 0;
}

/// The path as SQLite's URI wants it, with the database declared unchanging: then it is read without the
/// helper files that a read-only folder cannot hold.
static char *unchanging_uri(const char *path)
{
  char *out = malloc(3 * strlen(path) + 40), *to = out;
  if (!out) return NULL;
  to += snprintf(to, 6, "file:");
  for (; *path; path++) {
    if (strchr("?#%", *path))
      to += snprintf(to, 4, "%%%02X", (unsigned char)*path);
    else
      *to++ = *path;
  }
  snprintf(to, 30, "?mode=ro&immutable=1");
  return out;
}

/// A read-only folder is read as it stands, unless somebody left changes beside the database.
static lur_status open_unchanging(lur_store *store, struct lur_diag *diag)
{
  char *wal = lur_folder_path("%s-wal", store->path), *uri = unchanging_uri(store->path);
  lur_status status = wal && uri ? LUR_OK : LUR_NO_MEM;
  if (status == LUR_OK && has_content(wal))
    status = lur_diag_set(
        diag, LUR_IO, store->folder, 0, 0, "%s",
        _("the folder cannot be written, and the store in it was not closed properly; open it once where "
          "it can be written, for example with lur list"));
  if (status == LUR_OK &&
      sqlite3_open_v2(uri, &store->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL) !=
          SQLITE_OK)
    status = lur_db_failed(store, diag);
  free(wal);
  free(uri);
  return status;
}

static lur_status open_writable(lur_store *store, lur_store_mode mode, struct lur_diag *diag)
{
  int create = mode == LUR_STORE_CREATE ? SQLITE_OPEN_CREATE : 0;
  if (sqlite3_open_v2(store->path, &store->db, SQLITE_OPEN_READWRITE | create | SQLITE_OPEN_NOMUTEX, NULL) !=
      SQLITE_OK)
    return lur_db_failed(store, diag);
  return LUR_OK;
}

static lur_status read_only(lur_store *store, struct lur_diag *diag)
{
  return lur_diag_set(
      diag, LUR_IO, store->folder, 0, 0, "%s",
      _("the store cannot be written; see who owns its folder, or copy it to a place that is yours"));
}

static lur_status open_database(lur_store *store, lur_store_mode mode, struct lur_diag *diag)
{
  bool there = access(store->path, F_OK) == 0;
  if (!there && mode != LUR_STORE_CREATE) return no_store(store, diag);
  bool writable = may_write(store->folder) && (!there || may_write(store->path));
  if (!writable && mode != LUR_STORE_READ) return read_only(store, diag);
  // Somebody else may be writing where we cannot: then their helper files are there, and are used.
  char *helper = lur_folder_path("%s-shm", store->path);
  if (!helper) return LUR_NO_MEM;
  bool in_use = access(helper, R_OK) == 0;
  free(helper);
  if (writable) return open_writable(store, mode, diag);
  if (!in_use) return open_unchanging(store, diag);
  if (sqlite3_open_v2(store->path, &store->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    return lur_db_failed(store, diag);
  return LUR_OK;
}

/// What concerns this connection only and changes no file. A newer store is to be closed as it was found:
/// without moving what its last program left in the log into the database.
static lur_status set_up(lur_store *store, struct lur_diag *diag)
{
  sqlite3_extended_result_codes(store->db, 1);
  sqlite3_busy_timeout(store->db, store->busy_ms);
  sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  return lur_db_run(store,
                    "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;"
                    "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY",
                    diag);
}

static int64_t monotonic_ms(void)
{
  struct timespec now = {0};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/// The switch to the log needs the database for itself for a moment, and SQLite does not always wait for that
/// on its own.
static lur_status use_log(lur_store *store, struct lur_diag *diag)
{
  const struct timespec pause = {.tv_nsec = 10 * 1000 * 1000};
  int64_t until = monotonic_ms() + store->busy_ms;
  lur_status status = lur_db_run(store, "PRAGMA journal_mode = WAL", diag);
  while (status == LUR_DB && monotonic_ms() < until) {
    nanosleep(&pause, NULL);
    status = lur_db_run(store, "PRAGMA journal_mode = WAL", diag);
  }
  return status;
}

static lur_status bring_up_to_date(lur_store *store, lur_store_mode mode, struct lur_diag *diag)
{
  lur_store_age age = LUR_STORE_EMPTY;
  lur_status status = lur_store_age_of(store, &age, diag);
  if (status != LUR_OK) return status;
  if (age == LUR_STORE_NEWER)
    return lur_diag_set(diag, LUR_UNSUPPORTED, store->folder, 0, 0, "%s",
                        _("this store was made by a newer lur and was left as it is; use that one"));
  if (age == LUR_STORE_FOREIGN)
    return lur_diag_set(
        diag, LUR_BAD_INPUT, store->path, 0, 0, "%s",
        _("this is another program's database and was left as it is; name another folder with --store"));
  if (age == LUR_STORE_EMPTY && mode != LUR_STORE_CREATE) return no_store(store, diag);
  sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  if (age == LUR_STORE_CURRENT) return LUR_OK;
  if (sqlite3_db_readonly(store->db, "main") == 1)
    return lur_diag_set(
        diag, LUR_IO, store->folder, 0, 0, "%s",
        _("this store is of an older lur and cannot be brought up to date here, as it cannot be written; "
          "copy it to a place that is yours"));
  status = use_log(store, diag);
  return status == LUR_OK ? lur_store_migrate(store, diag) : status;
}

static lur_status read_measure_names(lur_store *store, size_t *known, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(store, "SELECT id, name FROM measure_name", NULL, 0, &stmt, diag);
  *known = 0;
  while (status == LUR_OK && (status = lur_db_next(store, stmt, diag)) == LUR_OK) {
    lur_measure m = lur_measure_find(lur_db_column_text(stmt, 1));
    if (m == LUR_MEASURE_COUNT) continue; // of another lur
    store->measure_id[m] = lur_db_column_int(stmt, 0);
    ++*known;
  }
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}

/// Numbers stand for the names of measures. Those that this lur knows and the store does not yet are added
/// once.
static lur_status learn_measures(lur_store *store, lur_store_mode mode, struct lur_diag *diag)
{
  size_t known = 0;
  lur_status status = read_measure_names(store, &known, diag);
  if (status != LUR_OK || known == LUR_MEASURE_COUNT || mode == LUR_STORE_READ) return status;
  status = lur_db_enter(store, diag);
  if (status != LUR_OK) return status;
  for (int m = 0; m < LUR_MEASURE_COUNT && status == LUR_OK; m++)
    status = lur_db_change(store, "INSERT OR IGNORE INTO measure_name(name) VALUES(?)",
                           LUR_DB_WITH(lur_db_text(lur_measure_table[m].name)), NULL, diag);
  status = lur_db_leave(store, status, diag);
  return status == LUR_OK ? read_measure_names(store, &known, diag) : status;
}

static lur_status open_all(lur_store *store, lur_store_mode mode, struct lur_diag *diag)
{
  lur_status status = LUR_OK;
  if (mode == LUR_STORE_CREATE) status = lur_folder_make(store->folder, diag);
  if (status == LUR_OK) status = open_database(store, mode, diag);
  if (status == LUR_OK) status = set_up(store, diag);
  if (status == LUR_OK) status = bring_up_to_date(store, mode, diag);
  if (status == LUR_OK) status = learn_measures(store, mode, diag);
  if (status == LUR_OK && mode == LUR_STORE_READ) status = lur_db_run(store, "PRAGMA query_only = ON", diag);
  if (status == LUR_OK && mode != LUR_STORE_READ) lur_audio_sweep(store);
  return status;
}

lur_status lur_store_open(const char *folder, const struct lur_store_options *options, lur_store **out,
                          struct lur_diag *diag)
{
  char place[4096];
  if (!folder || !*folder) {
    lur_status status = lur_store_default_folder(place, sizeof place, diag);
    if (status != LUR_OK) return status;
    folder = place;
  }
  lur_store *store = calloc(1, sizeof *store);
  if (!store) return LUR_NO_MEM;
  store->busy_ms = options->busy_ms;
  store->folder = strdup(folder);
  store->path = lur_folder_path("%s/lur.db", folder);
  lur_status status = store->folder && store->path ? open_all(store, options->mode, diag) : LUR_NO_MEM;
  if (status != LUR_OK) {
    lur_store_close(store);
    return status;
  }
  *out = store;
  return LUR_OK;
}
