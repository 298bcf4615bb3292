#include "audio/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"

int lur_input_temporary(void)
{
  const char *folder = getenv("TMPDIR");
  if (!folder || !*folder) folder = "/tmp";
  char path[4096];
  int n = snprintf(path, sizeof path, "%s/lur-XXXXXX", folder);
  if (n < 0 || (size_t)n >= sizeof path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  int fd = mkstemp(path);
  if (fd < 0) return -1;
  (void)unlink(path);
  (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
  return fd;
}

static bool write_all(int fd, const unsigned char *p, size_t n)
{
  while (n > 0) {
    ssize_t done = write(fd, p, n);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    p += done;
    n -= (size_t)done;
  }
  return true;
}

/// Copies what comes from `from` to an unlinked file, because formats need to look back and pipes cannot.
static lur_status spool(int from, const char *name, int *to, struct lur_diag *diag)
{
  int fd = lur_input_temporary();
  if (fd < 0)
    return lur_diag_set(diag, LUR_IO, name, 0, 0,
                        _("cannot be kept in a temporary file (%s); set TMPDIR to a folder with room"),
                        strerror(errno));
  unsigned char block[65536];
  for (;;) {
    ssize_t got = read(from, block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) break;
    if (got < 0 || !write_all(fd, block, (size_t)got)) {
      lur_status status =
          got < 0 ? lur_diag_set(diag, LUR_IO, name, 0, 0, _("cannot be read (%s)"), strerror(errno))
                  : lur_diag_set(
                        diag, LUR_IO, name, 0, 0,
                        _("is too long for the temporary file (%s); set TMPDIR to a folder with more room"),
                        strerror(errno));
      (void)close(fd);
      return status;
    }
  }
  *to = fd;
  return LUR_OK;
}

static lur_status refuse_open(const char *name, struct lur_diag *diag)
{
  if (errno == ENOENT || errno == ENOTDIR)
    return lur_diag_set(diag, LUR_NOT_FOUND, name, 0, 0,
                        _("there is no such file; check the name and the folder"));
  if (errno == EACCES || errno == EPERM)
    return lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0,
                        _("may not be read by you; ask its owner for permission to read it"));
  return lur_diag_set(diag, LUR_IO, name, 0, 0, _("cannot be opened (%s)"), strerror(errno));
}

static lur_status refuse_kind(const struct stat *st, int fd, const char *name, struct lur_diag *diag)
{
  if (S_ISDIR(st->st_mode))
    return lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0, _("is a folder; name the recordings in it"));
  if (S_ISCHR(st->st_mode) && isatty(fd))
    return lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0,
                        _("is the keyboard; send a recording into it, as in: lur analyse - < call.wav"));
  return lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0, _("is a device and not a file; give a recording"));
}

/// Takes over fd; on failure it is closed.
static lur_status take(int fd, const char *name, struct lur_input *out, struct lur_diag *diag)
{
  struct stat st;
  lur_status status = LUR_OK;
  int kept = fd;
  bool seekable = false;
  if (fstat(fd, &st) != 0)
    status = refuse_open(name, diag);
  else if (S_ISREG(st.st_mode))
    seekable = lseek(fd, 0, SEEK_CUR) == 0;
  else if (!S_ISFIFO(st.st_mode) && !S_ISSOCK(st.st_mode))
    status = refuse_kind(&st, fd, name, diag);
  if (status == LUR_OK && !seekable) {
    status = spool(fd, name, &kept, diag);
    if (status == LUR_OK) (void)close(fd);
  }
  if (status == LUR_OK && fstat(kept, &st) != 0) status = refuse_open(name, diag);
  if (status != LUR_OK) {
    (void)close(kept);
    return status;
  }
  *out = (struct lur_input){.fd = kept, .size = st.st_size};
  return LUR_OK;
}

lur_status lur_input_open(const char *name, struct lur_input *out, struct lur_diag *diag)
{
  bool standard = strcmp(name, "-") == 0;
  int fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(name, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return refuse_open(name, diag);
  lur_status status = take(fd, name, out, diag);
  if (status == LUR_OK && out->size == 0) {
    lur_input_close(out);
    status = lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0, _("is empty; record or copy it again"));
  }
  return status;
}

void lur_input_of_memory(const void *bytes, size_t size, struct lur_input *out)
{
  *out = (struct lur_input){.fd = -1, .bytes = bytes, .size = (int64_t)size};
}

void lur_input_close(struct lur_input *in)
{
  if (!in->bytes && in->fd >= 0) (void)close(in->fd);
  *in = (struct lur_input){.fd = -1};
}

static size_t read_file(struct lur_input *in, int64_t at, unsigned char *to, size_t n)
{
  size_t done = 0;
  while (done < n) {
    ssize_t got = pread(in->fd, to + done, n - done, at + (int64_t)done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && !in->error) in->error = errno;
    if (got <= 0) break;
    done += (size_t)got;
  }
  return done;
}

static void apply_patch(const struct lur_input *in, int64_t at, unsigned char *to, size_t n)
{
  for (size_t i = 0; i < in->patch_n; i++) {
    int64_t place = in->patch_at + (int64_t)i - at;
    if (place >= 0 && (uint64_t)place < n) to[place] = in->patch[i];
  }
}

size_t lur_input_read(struct lur_input *in, int64_t at, void *to, size_t n)
{
  if (at < 0 || at >= in->size || n == 0) return 0;
  if ((uint64_t)(in->size - at) < n) n = (size_t)(in->size - at);
  if (in->bytes)
    memcpy(to, in->bytes + at, n);
  else
    n = read_file(in, at, to, n);
  apply_patch(in, at, to, n);
  return n;
}

bool lur_input_read_all(struct lur_input *in, int64_t at, void *to, size_t n)
{
  return lur_input_read(in, at, to, n) == n;
}

void lur_input_patch(struct lur_input *in, int64_t at, const unsigned char *with, size_t n)
{
  if (n > sizeof in->patch) return;
  in->patch_at = at;
  in->patch_n = n;
  memcpy(in->patch, with, n);
}

uint32_t lur_le16(const unsigned char *p)
{
  return (uint32_t)(p[0] | p[1] << 8);
}

uint32_t lur_le32(const unsigned char *p)
{
  return lur_le16(p) | lur_le16(p + 2) << 16;
}

uint64_t lur_le64(const unsigned char *p)
{
  return lur_le32(p) | (uint64_t)lur_le32(p + 4) << 32;
}

uint32_t lur_be16(const unsigned char *p)
{
  return (uint32_t)(p[0] << 8 | p[1]);
}

uint32_t lur_be32(const unsigned char *p)
{
  return lur_be16(p) << 16 | lur_be16(p + 2);
}

uint64_t lur_be64(const unsigned char *p)
{
  return (uint64_t)lur_be32(p) << 32 | lur_be32(p + 4);
}
