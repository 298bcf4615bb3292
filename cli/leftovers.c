#define _GNU_SOURCE // flock, asprintf
#include "cli/leftovers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"
#include "capture/keepsake.h"
#include "capture/repair.h"
#include "cli/about.h"
#include "cli/closing.h"
#include "cli/talk.h"
#include "report/words.h"

static bool ends_in(const char *name, const char *ending)
{
  size_t n = strlen(name), m = strlen(ending);
  return name[0] != '.' && n > m && strcmp(name + n - m, ending) == 0;
}

/// A recorder holds its file locked as long as it lives.
static bool is_left(const char *path)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  bool left = flock(fd, LOCK_SH | LOCK_NB) == 0;
  close(fd);
  return left;
}

/// Whether a program that recorded it still looks after it: it holds the journal locked until it has kept it.
static bool lives(const char *path)
{
  char *name = NULL;
  if (asprintf(&name, "%s" LUR_REPAIR_JOURNAL, path) < 0) return true;
  bool left = is_left(name);
  bool there = access(name, F_OK) == 0;
  free(name);
  return there && !left;
}

// ---- What is said

static void say_repaired(const char *path, const struct lur_repaired *r)
{
  char length[LUR_WORDS_SIZE], lost[LUR_WORDS_SIZE];
  lur_words_clock(r->duration_s, 0, NULL, length);
  if (r->lost_s > 0)
    lur_say(_("%s: this recording was cut off; %s of sound were recovered, and %s s at the end were not "
              "complete"),
            path, length, lur_words_number(r->lost_s, 1, NULL, lost));
  else
    lur_say(_("%s: this recording was cut off; %s of sound were recovered"), path, length);
  if (r->damaged_s > 0)
    lur_say(_("%s: %s s within it are not as they were recorded"), path,
            lur_words_number(r->damaged_s, 1, NULL, lost));
}

static void say_old(const char *path)
{
  lur_say(_("%s: this recording was cut off before it was kept; 'lur import' takes it into the store, and "
            "then it can be removed here"),
          path);
}

// ---- One recording

/// Repairs it and says what was done. False: there is nothing to go on with: it is being made, it was empty
/// and is gone, or it cannot be repaired.
static bool mend(const char *path, struct lur_repaired *out)
{
  struct lur_diag diag = {0};
  lur_status status = lur_repair(path, out, &diag);
  if (status != LUR_OK) {
    (void)lur_say_diag(status, &diag);
    return false;
  }
  if (out->end == LUR_REPAIR_EMPTY) {
    lur_keepsake_drop(path);
    lur_say(_("%s: this recording was cut off before there was any sound, and was removed"), path);
  }
  if (out->end == LUR_REPAIR_DONE) say_repaired(path, out);
  return out->end == LUR_REPAIR_DONE || out->end == LUR_REPAIR_WHOLE;
}

/// What a repaired or closed file of the user's own needs to be left alone from then on.
static lur_exit close_own(const char *path, const struct lur_repaired *r)
{
  struct lur_about_read read;
  if (!r->journal) return LUR_EXIT_DONE;
  lur_about_read(r->about, &read);
  lur_exit code = lur_closing_file(path, &read.about, &r->dropouts, &r->notes);
  lur_about_clear(&read);
  return code;
}

lur_exit lur_leftovers_repair(const char *path)
{
  struct lur_repaired done = {0};
  struct lur_diag diag = {0};
  lur_status status = lur_repair(path, &done, &diag);
  lur_exit code = status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
  if (status == LUR_OK) switch (done.end) {
    case LUR_REPAIR_WHOLE:
      lur_say(_("%s: it is whole; there is nothing to repair"), path);
      code = close_own(path, &done);
      break;
    case LUR_REPAIR_DONE:
      say_repaired(path, &done);
      code = close_own(path, &done);
      break;
    case LUR_REPAIR_GOES_ON:
      lur_say(_("%s: it is being recorded just now"), path);
      code = LUR_EXIT_INPUT;
      break;
    case LUR_REPAIR_EMPTY:
      lur_say(_("%s: it was cut off before there was any sound"), path);
      code = LUR_EXIT_INPUT;
      break;
    }
  lur_repaired_clear(&done);
  return code;
}

static void keep(lur_store *store, const char *path, const struct lur_repaired *r)
{
  struct lur_keeping keeping = {0};
  struct lur_about_read read;
  struct lur_diag diag = {0};
  char call[24];
  lur_about_read(r->about, &read);
  read.about.dropout = &r->dropouts;
  read.about.notes = &r->notes;
  lur_status status = lur_closing_keep(store, path, &read.about, read.keep_wav, &keeping, &diag);
  if (status == LUR_OK)
    lur_say(_("%s: kept as %s"), path, lur_store_call_name(keeping.added.call, call, sizeof call));
  else
    (void)lur_say_diag(status, &diag);
  lur_keeping_clear(&keeping);
  lur_about_clear(&read);
}

/// The sound is in the store, or was made ready for it, and only then the work was cut off.
static void keep_rest(lur_store *store, const char *path)
{
  const struct lur_repaired nothing = {.end = LUR_REPAIR_WHOLE};
  char flac[4400];
  int n = snprintf(flac, sizeof flac, "%.*s.flac", (int)(strlen(path) - 4), path);
  if (n > 0 && (size_t)n < sizeof flac && access(flac, F_OK) == 0)
    keep(store, path, &nothing);
  else
    lur_keepsake_drop(path);
}

// ---- Folders

/// Calls `visit` with the path of each file that ends so, without the ending's last `cut` characters.
static void each(const char *folder, const char *ending, size_t cut,
                 void (*visit)(const char *path, void *context), void *context)
{
  struct dirent **entry = NULL;
  int n = scandir(folder, &entry, NULL, alphasort); // first all names, as files come and go meanwhile
  for (int i = 0; i < n; i++) {
    char *path = NULL;
    size_t length = strlen(entry[i]->d_name);
    if (ends_in(entry[i]->d_name, ending) &&
        asprintf(&path, "%s/%.*s", folder, (int)(length - cut), entry[i]->d_name) >= 0) {
      visit(path, context);
      free(path);
    }
    free(entry[i]);
  }
  free(entry);
}

static const char *base_of(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static bool has_journal(const char *path)
{
  char *name = NULL;
  bool there = asprintf(&name, "%s" LUR_REPAIR_JOURNAL, path) >= 0 && access(name, F_OK) == 0;
  free(name);
  return there;
}

static void mend_one(const char *path, void *context)
{
  struct lur_repaired done = {0};
  (void)context;
  if (!lives(path) && access(path, F_OK) == 0) (void)mend(path, &done);
  lur_repaired_clear(&done);
}

/// A program that was killed between making the file and its journal leaves nothing but the name. One that is
/// only just there may be about to be recorded into.
static bool sweep_empty(const char *path)
{
  static const time_t about_to_s = 60;
  struct stat st;
  if (stat(path, &st) != 0 || st.st_size > 0) return false;
  if (time(NULL) - st.st_mtime > about_to_s && !has_journal(path) && is_left(path)) unlink(path);
  return true;
}

static void sweep_empty_one(const char *path, void *context)
{
  (void)context;
  (void)sweep_empty(path);
}

static void tell_one(const char *path, void *context)
{
  (void)context;
  if (!sweep_empty(path) && !has_journal(path) && !lives(path) && is_left(path)) say_old(path);
}

/// The folder, locked: one program at a time looks after what was left there. -1: another one does.
static int lock_folder(const char *folder)
{
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  close(fd);
  return -1;
}

void lur_leftovers_mend(const char *folder)
{
  int fd = lock_folder(folder);
  if (fd < 0) return;
  each(folder, ".wav" LUR_REPAIR_JOURNAL, strlen(LUR_REPAIR_JOURNAL), mend_one, NULL);
  each(folder, ".wav", 0, tell_one, NULL);
  close(fd);
}

static void mend_own(const char *path, void *context)
{
  struct lur_repaired done = {0};
  (void)context;
  if (access(path, F_OK) == 0 && !lives(path) && mend(path, &done)) (void)close_own(path, &done);
  lur_repaired_clear(&done);
}

void lur_leftovers_mend_beside(const char *path)
{
  const char *slash = strrchr(path, '/');
  char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
  if (folder) each(folder, ".wav" LUR_REPAIR_JOURNAL, strlen(LUR_REPAIR_JOURNAL), mend_own, NULL);
  free(folder);
}

static void keep_one(const char *path, void *context)
{
  struct lur_repaired done = {0};
  lur_store *store = context;
  if (lives(path)) return;
  if (access(path, F_OK) != 0)
    keep_rest(store, path);
  else if (mend(path, &done))
    keep(store, path, &done);
  lur_repaired_clear(&done);
}

/// Files of ours that were not finished: "lur-PID-N.tmp".
static void sweep_one(const char *path, void *context)
{
  long pid = strncmp(base_of(path), "lur-", 4) == 0 ? strtol(base_of(path) + 4, NULL, 10) : 0;
  (void)context;
  if (pid > 0 && kill((pid_t)pid, 0) != 0 && errno == ESRCH) unlink(path);
}

void lur_leftovers_keep(lur_store *store)
{
  char folder[4200];
  snprintf(folder, sizeof folder, "%s/recordings", lur_store_folder(store));
  int fd = lock_folder(folder);
  if (fd < 0) return;
  each(folder, ".wav" LUR_REPAIR_JOURNAL, strlen(LUR_REPAIR_JOURNAL), keep_one, store);
  each(folder, ".wav", 0, sweep_empty_one, NULL);
  each(folder, ".tmp", 0, sweep_one, NULL);
  close(fd);
}

static void count_one(const char *path, void *context)
{
  bool recorded = access(path, F_OK) == 0 && !is_left(path);
  if (!recorded && !lives(path)) ++*(size_t *)context;
}

/// How many in the store's recordings folder nobody looks after.
static size_t count(const lur_store *store)
{
  char recordings[4200];
  size_t left = 0;
  snprintf(recordings, sizeof recordings, "%s/recordings", lur_store_folder(store));
  each(recordings, ".wav" LUR_REPAIR_JOURNAL, strlen(LUR_REPAIR_JOURNAL), count_one, &left);
  return left;
}

void lur_leftovers_tell(const lur_store *store)
{
  size_t left = count(store);
  if (!left) return;
  lur_say(
      lur_text_n(
          "%zu recording was cut off and is not among the calls yet; 'lur doctor' repairs and keeps it",
          "%zu recordings were cut off and are not among the calls yet; 'lur doctor' repairs and keeps them",
          (unsigned long)left),
      left);
}

size_t lur_leftovers_keep_in(const char *folder)
{
  size_t left = 0;
  lur_store *store = NULL;
  const struct lur_store_options options = lur_store_options_default(LUR_STORE_WRITE);
  if (lur_store_open(folder, &options, &store, NULL) != LUR_OK) return 0;
  lur_leftovers_keep(store);
  left = count(store);
  lur_store_close(store);
  return left;
}
