#define _DEFAULT_SOURCE // flock
#include "capture/tape.h"

#include <errno.h>
#include <fcntl.h>
#include <sndfile.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "audio/roles.h"
#include "base/i18n.h"

static const int64_t most_bytes = 0xFFFFFFFFLL - 65536; ///< a WAV header counts bytes in 32 bits
enum { step = 65536 };                                  ///< bytes that are moved at once

struct lur_tape {
  char *path;
  int fd;
  SNDFILE *sound;
  size_t channels, unit; ///< unit: bytes of a sample of all channels
  int64_t samples;
  off_t header; ///< bytes before the sound
};

int64_t lur_tape_samples(const lur_tape *t)
{
  return t->samples;
}

static lur_status failed(const lur_tape *t, const char *reason, struct lur_diag *diag)
{
  return lur_diag_set(diag, LUR_IO, t->path, 0, 0,
                      _("cannot be written (%s); choose another place or make room"), reason);
}

static lur_status create(lur_tape *t, struct lur_diag *diag)
{
  t->fd = open(t->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (t->fd >= 0) {
    (void)flock(t->fd, LOCK_EX | LOCK_NB);
    return LUR_OK;
  }
  if (errno != EEXIST) return failed(t, strerror(errno), diag);
  return lur_diag_set(diag, LUR_IO, t->path, 0, 0,
                      _("is there already and is not written over; choose another name"));
}

/// The file's name itself has to survive a power cut.
static void sync_folder(const char *path)
{
  const char *slash = strrchr(path, '/');
  char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
  if (!folder) return;
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) (void)fsync(fd), close(fd);
  free(folder);
}

static lur_status set_texts(lur_tape *t, const lur_role role[2], const char *date)
{
  const lur_role none[2] = {LUR_ROLE_NONE, LUR_ROLE_NONE};
  char *comment = lur_roles_write(t->channels == 2 ? role : none, NULL);
  if (!comment) return LUR_NO_MEM;
  int wrong = *comment ? sf_set_string(t->sound, SF_STR_COMMENT, comment) : 0;
  if (date && *date) wrong |= sf_set_string(t->sound, SF_STR_DATE, date);
  free(comment);
  return wrong ? LUR_NO_MEM : LUR_OK;
}

static lur_status open_sound(lur_tape *t, int rate_hz, struct lur_diag *diag)
{
  SF_INFO info = {
      .samplerate = rate_hz, .channels = (int)t->channels, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
  t->sound = sf_open_fd(t->fd, SFM_WRITE, &info, SF_FALSE);
  if (!t->sound) return failed(t, sf_strerror(NULL), diag);
  sf_command(t->sound, SFC_SET_UPDATE_HEADER_AUTO, NULL, SF_TRUE);
  return LUR_OK;
}

/// A file that has nothing in it yet opens too: the header is written before the first sound.
static lur_status write_header(lur_tape *t, struct lur_diag *diag)
{
  sf_command(t->sound, SFC_UPDATE_HEADER_NOW, NULL, 0);
  t->header = lseek(t->fd, 0, SEEK_END);
  if (t->header < 0) return failed(t, strerror(errno), diag);
  lur_status status = lur_tape_sync(t, diag);
  sync_folder(t->path);
  return status;
}

static void release(lur_tape *t)
{
  if (t->sound) sf_close(t->sound);
  if (t->fd >= 0) close(t->fd);
  free(t->path);
  free(t);
}

lur_status lur_tape_open(const char *path, int rate_hz, int channels, const lur_role role[2],
                         const char *date, lur_tape **out, struct lur_diag *diag)
{
  lur_tape *t = calloc(1, sizeof *t);
  if (!t) return LUR_NO_MEM;
  *t = (lur_tape){.path = strdup(path),
                  .fd = -1,
                  .channels = (size_t)channels,
                  .unit = (size_t)channels * sizeof(int16_t)};
  lur_status status = t->path ? create(t, diag) : LUR_NO_MEM;
  bool made = status == LUR_OK;
  if (status == LUR_OK) status = open_sound(t, rate_hz, diag);
  if (status == LUR_OK) status = set_texts(t, role, date);
  if (status == LUR_OK) status = write_header(t, diag);
  if (status != LUR_OK) {
    release(t);
    if (made) unlink(path);
    return status;
  }
  *out = t;
  return LUR_OK;
}

lur_status lur_tape_write(lur_tape *t, const int16_t *pcm, size_t n, struct lur_diag *diag)
{
  sf_count_t count = (sf_count_t)(n * t->channels);
  if ((t->samples + (int64_t)n) * (int64_t)t->unit > most_bytes)
    return lur_diag_set(diag, LUR_IO, t->path, 0, 0,
                        _("has reached 4 GB, the most that a WAV file holds; the recording ends here"));
  errno = 0;
  if (sf_write_short(t->sound, pcm, count) != count)
    return failed(t, errno ? strerror(errno) : sf_strerror(t->sound), diag);
  t->samples += (int64_t)n;
  return LUR_OK;
}

static lur_status append_silence(lur_tape *t, int64_t n, struct lur_diag *diag)
{
  static const int16_t silence[step / sizeof(int16_t)];
  const int64_t most = step / (int64_t)t->unit;
  lur_status status = LUR_OK;
  for (int64_t left = n; left > 0 && status == LUR_OK; left -= most)
    status = lur_tape_write(t, silence, (size_t)(left < most ? left : most), diag);
  return status;
}

static bool read_all(int fd, unsigned char *bytes, size_t n, off_t at)
{
  for (size_t done = 0; done < n;) {
    ssize_t got = pread(fd, bytes + done, n - done, at + (off_t)done);
    if (got == 0) errno = EIO;
    if (got == 0 || (got < 0 && errno != EINTR)) return false;
    if (got > 0) done += (size_t)got;
  }
  return true;
}

static bool write_all(int fd, const unsigned char *bytes, size_t n, off_t at)
{
  for (size_t done = 0; done < n;) {
    ssize_t put = pwrite(fd, bytes + done, n - done, at + (off_t)done);
    if (put < 0 && errno != EINTR) return false;
    if (put > 0) done += (size_t)put;
  }
  return true;
}

/// Moves the bytes [at, end) of the sound back by n, the last first and never more than n at once: what is
/// written over has its copy already.
static bool move_tail(const lur_tape *t, off_t at, off_t end, off_t n)
{
  unsigned char block[step];
  while (end > at) {
    off_t take = n < step ? n : step;
    if (take > end - at) take = end - at;
    end -= take;
    if (!read_all(t->fd, block, (size_t)take, t->header + end)) return false;
    if (!write_all(t->fd, block, (size_t)take, t->header + end + n)) return false;
  }
  return true;
}

static bool wipe(const lur_tape *t, off_t at, off_t end)
{
  static const unsigned char silence[step];
  for (; at < end; at += step) {
    off_t take = end - at < step ? end - at : step;
    if (!write_all(t->fd, silence, (size_t)take, t->header + at)) return false;
  }
  return true;
}

lur_status lur_tape_insert_silence(lur_tape *t, int64_t at, int64_t n, struct lur_diag *diag)
{
  int64_t end = t->samples, unit = (int64_t)t->unit;
  if (at < 0 || at > end || n < 0) return LUR_BAD_ARG;
  lur_status status = append_silence(t, n, diag);
  if (status != LUR_OK || at == end || n == 0) return status;
  if (move_tail(t, at * unit, end * unit, n * unit) && wipe(t, at * unit, (at + n) * unit)) return LUR_OK;
  return failed(t, strerror(errno), diag);
}

lur_status lur_tape_sync(lur_tape *t, struct lur_diag *diag)
{
  return fsync(t->fd) == 0 ? LUR_OK : failed(t, strerror(errno), diag);
}

lur_status lur_tape_close(lur_tape *t, struct lur_diag *diag)
{
  lur_status status = LUR_OK;
  int wrong = sf_close(t->sound);
  t->sound = NULL;
  if (wrong) status = failed(t, sf_error_number(wrong), diag);
  if (status == LUR_OK) status = lur_tape_sync(t, diag);
  release(t);
  return status;
}
