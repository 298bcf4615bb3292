#define _GNU_SOURCE
#include "store/audio.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "store/db.h"
#include "store/folder.h"

/// A file that is being taken in: `name` lies in the store, held by a lock for as long as we live.
struct taking {
  int from, to; ///< the source; the copy (-1: a second name of the source)
  char *name;
  struct lur_store_audio audio;
};

static bool is_hex64(const char *text)
{
  return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

/// Small letters and digits of what follows the last dot; "bin" where that is not fit for a name. "json" is
/// the metadata's.
static void ext_of(const char *path, char out[9])
{
  const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
  size_t n = dot ? strlen(dot + 1) : 0;
  for (size_t i = 0; i < n; i++)
    if (!isalnum((unsigned char)dot[1 + i]) || (unsigned char)dot[1 + i] > 127) n = 0;
  snprintf(out, 9, "%s", n >= 1 && n <= 8 ? dot + 1 : "bin");
  for (char *c = out; *c; c++) *c = (char)tolower((unsigned char)*c);
  if (strcmp(out, "json") == 0 || strcmp(out, "tmp") == 0) snprintf(out, 9, "bin");
}

lur_status lur_store_audio_path(const lur_store *store, const struct lur_store_audio *audio, char *out,
                                size_t size)
{
  if (!is_hex64(audio->sha256) || !audio->ext[0]) return LUR_BAD_ARG;
  int n = snprintf(out, size, "%s/audio/%.2s/%s.%s", store->folder, audio->sha256, audio->sha256, audio->ext);
  return n >= 0 && (size_t)n < size ? LUR_OK : LUR_BAD_ARG;
}

static lur_status unreadable(const char *path, struct lur_diag *diag)
{
  return lur_diag_set(diag, errno == ENOENT ? LUR_NOT_FOUND : LUR_IO, path, 0, 0,
                      _("it cannot be read (%s); see its name and who may read it"), strerror(errno));
}

static lur_status unwritable(lur_store *store, struct lur_diag *diag)
{
  if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
    return lur_diag_set(diag, LUR_IO, store->folder, 0, 0, "%s",
                        _("the disk is full; nothing of this step was kept: make room and do it again"));
  return lur_diag_set(diag, LUR_IO, store->folder, 0, 0,
                      _("the sound cannot be put into the store (%s); see who owns its folder"),
                      strerror(errno));
}

static bool write_all(int fd, const unsigned char *bytes, size_t n)
{
  while (n > 0) {
    ssize_t wrote = write(fd, bytes, n);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    bytes += wrote;
    n -= (size_t)wrote;
  }
  return true;
}

static void hex_of(const unsigned char digest[32], char out[65])
{
  for (int i = 0; i < 32; i++) snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

typedef enum { DIGESTED, READ_FAILED, WRITE_FAILED, NO_DIGEST } digest_end;
/// Reads `from` to its end into a digest and, unless it is -1, into `to`.
static digest_end digest(int from, int to, struct lur_store_audio *out)
{
  unsigned char bytes[1 << 16], made[32];
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  digest_end end = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) ? DIGESTED : NO_DIGEST;
  ssize_t n = 1;
  for (out->bytes = 0; end == DIGESTED && n > 0; out->bytes += n > 0 ? n : 0) {
    do n = read(from, bytes, sizeof bytes);
    while (n < 0 && errno == EINTR);
    if (n < 0) end = READ_FAILED;
    if (n > 0 && !EVP_DigestUpdate(context, bytes, (size_t)n)) end = NO_DIGEST;
    if (n > 0 && to >= 0 && !write_all(to, bytes, (size_t)n)) end = WRITE_FAILED;
  }
  if (end == DIGESTED && !EVP_DigestFinal_ex(context, made, NULL)) end = NO_DIGEST;
  if (end == DIGESTED) hex_of(made, out->sha256);
  int why = errno;
  EVP_MD_CTX_free(context);
  errno = why;
  return end;
}

/// Makes a name in the store that nobody has; the copy's own lock tells sweepers that its maker lives. A
/// sweeper may come between making and locking: then the name is gone, and another is made.
static lur_status start_copy(lur_store *store, struct taking *t, struct lur_diag *diag)
{
  for (int attempt = 0; attempt < 1000; attempt++) {
    struct stat st;
    free(t->name);
    t->name = lur_folder_path("%s/audio/%ld-%d.tmp", store->folder, (long)getpid(), attempt);
    if (!t->name) return LUR_NO_MEM;
    t->to = open(t->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (t->to < 0 && errno == EEXIST) continue;
    if (t->to < 0) break;
    if (flock(t->to, LOCK_EX | LOCK_NB) == 0 && fstat(t->to, &st) == 0 && st.st_nlink == 1) return LUR_OK;
    close(t->to);
    t->to = -1;
  }
  free(t->name);
  t->name = NULL;
  return unwritable(store, diag);
}

/// A second name for the source. False: this disk does not do that.
static bool start_link(lur_store *store, struct taking *t, const char *path)
{
  if (flock(t->from, LOCK_SH | LOCK_NB) != 0) return false; // keeps sweepers away from the second name
  for (int attempt = 0; attempt < 1000; attempt++) {
    free(t->name);
    t->name = lur_folder_path("%s/audio/%ld-%d.tmp", store->folder, (long)getpid(), attempt);
    if (t->name && linkat(AT_FDCWD, path, AT_FDCWD, t->name, AT_SYMLINK_FOLLOW) == 0) return true;
    if (!t->name || errno != EEXIST) break;
  }
  free(t->name);
  t->name = NULL;
  return false;
}

/// The bytes are read, written and on the disk under the temporary name.
static lur_status bring_in(lur_store *store, struct taking *t, const char *path, struct lur_diag *diag)
{
  switch (digest(t->from, t->to, &t->audio)) {
  case DIGESTED:
    break;
  case READ_FAILED:
    return unreadable(path, diag);
  case WRITE_FAILED:
    return unwritable(store, diag);
  case NO_DIGEST:
    return LUR_NO_MEM;
  }
  int fd = t->to >= 0 ? t->to : t->from;
  struct stat st;
  // Nobody writes to it any more.
  if (fstat(fd, &st) == 0) (void)fchmod(fd, st.st_mode & 0444);
  return fsync(fd) == 0 ? LUR_OK : unwritable(store, diag);
}

/// Whether that file holds what its name says.
static bool is_sound(const char *path, const struct lur_store_audio *audio)
{
  struct lur_store_audio there = {.bytes = 0};
  struct stat st;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  bool same = fd >= 0 && fstat(fd, &st) == 0 && st.st_size == audio->bytes &&
              digest(fd, -1, &there) == DIGESTED && strcmp(there.sha256, audio->sha256) == 0;
  if (fd >= 0) close(fd);
  return same;
}

/// Under its final name, unless it lies there already.
static lur_status settle(lur_store *store, struct taking *t, struct lur_diag *diag)
{
  char path[4200];
  lur_status status = lur_store_audio_path(store, &t->audio, path, sizeof path);
  char *folder = lur_folder_path("%s/audio/%.2s", store->folder, t->audio.sha256);
  if (status != LUR_OK || !folder) {
    free(folder);
    return status != LUR_OK ? lur_diag_set(diag, status, store->folder, 0, 0, "%s",
                                           _("the name of this folder is too long"))
                            : LUR_NO_MEM;
  }
  status = lur_folder_make(folder, diag);
  if (status == LUR_OK && !is_sound(path, &t->audio)) {
    if (rename(t->name, path) != 0) status = unwritable(store, diag);
    lur_folder_sync(folder);
  }
  free(folder);
  return status;
}

/// The same bytes may have come in before under another ending: then that one counts.
static lur_status known_ext(lur_store *store, struct lur_store_audio *audio, struct lur_diag *diag)
{
  struct sqlite3_stmt *stmt = NULL;
  lur_status status = lur_db_ask(store, "SELECT ext FROM audio WHERE sha256 = ?",
                                 LUR_DB_WITH(lur_db_text(audio->sha256)), &stmt, diag);
  if (status == LUR_OK) status = lur_db_next(store, stmt, diag);
  if (status == LUR_OK) snprintf(audio->ext, sizeof audio->ext, "%s", lur_db_column_text(stmt, 0));
  lur_db_done(store, stmt);
  return status == LUR_END ? LUR_OK : status;
}

static lur_status take_open(lur_store *store, struct taking *t, const char *path, lur_store_take take,
                            struct lur_diag *diag)
{
  struct stat st;
  if (fstat(t->from, &st) != 0) return unreadable(path, diag);
  if (!S_ISREG(st.st_mode))
    return lur_diag_set(diag, LUR_IO, path, 0, 0, "%s",
                        _("it is no file that could be kept; give the name of one file"));
  char *folder = lur_folder_path("%s/audio", store->folder);
  lur_status status = folder ? lur_folder_make(folder, diag) : LUR_NO_MEM;
  free(folder);
  if (status != LUR_OK) return status;
  if (take == LUR_STORE_COPY || !start_link(store, t, path)) status = start_copy(store, t, diag);
  if (status == LUR_OK) status = bring_in(store, t, path, diag);
  if (status == LUR_OK) status = known_ext(store, &t->audio, diag);
  if (status == LUR_OK) status = settle(store, t, diag);
  return status;
}

lur_status lur_store_take_audio(lur_store *store, const char *path, lur_store_take take,
                                struct lur_store_audio *out, struct lur_diag *diag)
{
  struct taking t = {.from = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), .to = -1};
  if (t.from < 0) return unreadable(path, diag);
  ext_of(path, t.audio.ext);
  lur_status status = take_open(store, &t, path, take, diag);
  // Gone by the rename, or not needed; a rename between two names of one file leaves both.
  if (t.name) unlink(t.name);
  if (t.to >= 0) close(t.to);
  close(t.from);
  free(t.name);
  if (status == LUR_OK) *out = t.audio;
  return status;
}

lur_status lur_store_recordings_folder(lur_store *store, char *out, size_t size, struct lur_diag *diag)
{
  int n = snprintf(out, size, "%s/recordings", store->folder);
  if (n < 0 || (size_t)n >= size) return LUR_BAD_ARG;
  return lur_folder_make(out, diag);
}

lur_status lur_audio_there(const lur_store *store, const struct lur_store_audio *audio, struct lur_diag *diag)
{
  char path[4200];
  struct stat st;
  if (lur_store_audio_path(store, audio, path, sizeof path) != LUR_OK) return LUR_BAD_ARG;
  if (stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == audio->bytes) return LUR_OK;
  return lur_diag_set(
      diag, LUR_NOT_FOUND, path, 0, 0, "%s",
      _("the sound of this call is not in the store, or not whole; import the recording again"));
}

static bool is_temporary(const char *name)
{
  size_t n = strlen(name);
  return n > 4 && strcmp(name + n - 4, ".tmp") == 0;
}

void lur_audio_sweep(lur_store *store)
{
  char *path = lur_folder_path("%s/audio", store->folder);
  DIR *folder = path ? opendir(path) : NULL;
  free(path);
  if (!folder) return;
  for (struct dirent *entry; (entry = readdir(folder));) {
    if (!is_temporary(entry->d_name)) continue;
    int fd = openat(dirfd(folder), entry->d_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    // Whoever takes a file in holds its lock until the end, be it death.
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) unlinkat(dirfd(folder), entry->d_name, 0);
    if (fd >= 0) close(fd);
  }
  closedir(folder);
}
