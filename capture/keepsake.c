#include "capture/keepsake.h"

#include <errno.h>
#include <fcntl.h>
#include <sndfile.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "base/i18n.h"
#include "capture/disk.h"
#include "capture/journal.h"
#include "capture/tape.h"

// ---- As it was heard

static lur_status differs(const char *path, double at_s, struct lur_diag *diag)
{
  return lur_diag_set(diag, LUR_BAD_INPUT, path, 0, 0,
                      _("the disk does not give back what was recorded, from %.1f s on; it is kept as it is, "
                        "but have the disk looked at"),
                      at_s);
}

static lur_status unreadable(const char *path, struct lur_diag *diag)
{
  return lur_diag_set(diag, errno == ENOENT ? LUR_NOT_FOUND : LUR_IO, path, 0, 0,
                      _("it cannot be read (%s); see its name and who may read it"), strerror(errno));
}

/// Whether the journal speaks of all the sound, without a gap.
static bool is_all_told(const struct lur_journal *j)
{
  int64_t at = 0;
  for (size_t i = 0; i < j->blocks && j->block[i].start == at; i++) at += j->block[i].n;
  return j->has_head && j->ended && j->damaged == 0 && at == j->samples;
}

/// Whether the header is the one that the journal keeps, with the length of the sound.
static bool is_head(const unsigned char head[LUR_WAVE_HEAD], const struct lur_journal *j, int64_t data_bytes)
{
  unsigned char wanted[LUR_WAVE_HEAD];
  memcpy(wanted, j->head, sizeof wanted);
  lur_wave_head_resize(wanted, data_bytes, memcmp(head, "RF64", 4) == 0 ? -1 : LUR_WAVE_MOST);
  lur_wave_head_finish(wanted);
  return memcmp(head, wanted, sizeof wanted) == 0;
}

static lur_status compare(int fd, const char *path, const struct lur_journal *j, struct lur_diag *diag)
{
  struct stat st;
  unsigned char head[LUR_WAVE_HEAD];
  int64_t unit = 2 * (int64_t)j->said.channels;
  if (fstat(fd, &st) != 0) return unreadable(path, diag);
  if (st.st_size != LUR_WAVE_HEAD + j->samples * unit) return differs(path, 0, diag);
  if (!lur_disk_read(fd, head, sizeof head, 0)) return unreadable(path, diag);
  if (!is_head(head, j, j->samples * unit)) return differs(path, 0, diag);
  for (size_t i = 0; i < j->blocks; i++) {
    const struct lur_journal_block *b = &j->block[i];
    int same = lur_journal_check(fd, LUR_WAVE_HEAD + b->start * unit, b->n * unit, b->crc);
    if (same < 0) return unreadable(path, diag);
    if (!same) return differs(path, (double)b->start / j->said.rate_hz, diag);
  }
  return LUR_OK;
}

lur_status lur_keepsake_verify(const char *path, struct lur_diag *diag)
{
  struct lur_journal journal = {0};
  char *name = lur_disk_name(path, LUR_JOURNAL_ENDING);
  lur_status status = name ? lur_journal_read(name, &journal, diag) : LUR_NO_MEM;
  if (status == LUR_OK && !is_all_told(&journal))
    status = lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0, "%s",
                          _("it does not tell of the whole recording, which is kept as it is"));
  int fd = status == LUR_OK ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (status == LUR_OK) status = fd < 0 ? unreadable(path, diag) : compare(fd, path, &journal, diag);
  if (fd >= 0) close(fd);
  lur_journal_clear(&journal);
  free(name);
  return status;
}

// ---- The same in a smaller file

enum { at_once = 4096 }; ///< samples per channel

static lur_status sound_failed(const char *path, SNDFILE *sound, struct lur_diag *diag)
{
  return lur_diag_set(diag, LUR_IO, path, 0, 0,
                      _("cannot be written (%s); choose another place or make room"), sf_strerror(sound));
}

static lur_status open_wav(const char *path, SNDFILE **out, SF_INFO *info, struct lur_diag *diag)
{
  if (access(path, R_OK) != 0) return unreadable(path, diag);
  *info = (SF_INFO){0};
  *out = sf_open(path, SFM_READ, info);
  if (*out && (info->format & SF_FORMAT_SUBMASK) == SF_FORMAT_PCM_16 && info->channels >= 1 &&
      info->channels <= 2)
    return LUR_OK;
  if (*out) sf_close(*out);
  *out = NULL;
  return lur_diag_set(diag, LUR_UNSUPPORTED, path, 0, 0, "%s", _("it is no recording of 16 bits"));
}

/// The texts come before the sound: FLAC takes them only there.
static void copy_texts(SNDFILE *from, SNDFILE *to)
{
  static const int texts[] = {SF_STR_TITLE, SF_STR_COMMENT, SF_STR_DATE, SF_STR_SOFTWARE};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    const char *text = sf_get_string(from, texts[i]);
    if (text && *text) (void)sf_set_string(to, texts[i], text);
  }
}

static lur_status copy_sound(SNDFILE *from, SNDFILE *to, const char *path, struct lur_diag *diag)
{
  short pcm[2 * at_once];
  for (sf_count_t n; (n = sf_readf_short(from, pcm, at_once)) > 0;)
    if (sf_writef_short(to, pcm, n) != n) return sound_failed(path, to, diag);
  return LUR_OK;
}

/// Makes the FLAC file under its temporary name.
static lur_status encode(const char *wav, const char *path, struct lur_diag *diag)
{
  SF_INFO info;
  SNDFILE *from = NULL;
  lur_status status = open_wav(wav, &from, &info, diag);
  if (status != LUR_OK) return status;
  SF_INFO as = {
      .samplerate = info.samplerate, .channels = info.channels, .format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16};
  SNDFILE *to = sf_open(path, SFM_WRITE, &as);
  if (to) copy_texts(from, to);
  status = to ? copy_sound(from, to, path, diag) : sound_failed(path, NULL, diag);
  int wrong = to ? sf_close(to) : 0;
  sf_close(from);
  if (status == LUR_OK && wrong)
    status =
        lur_diag_set(diag, LUR_IO, path, 0, 0, _("cannot be written (%s); choose another place or make room"),
                     sf_error_number(wrong));
  return status;
}

/// Whether both give the same samples, and as many as there are to be: where a disk fails both end early.
static bool sound_is_same(SNDFILE *a, SNDFILE *b, const SF_INFO *info)
{
  short x[2 * at_once], y[2 * at_once];
  for (sf_count_t done = 0;;) {
    sf_count_t n = sf_readf_short(a, x, at_once), m = sf_readf_short(b, y, at_once);
    if (n != m || n < 0 || memcmp(x, y, (size_t)(n * info->channels) * sizeof *x) != 0) return false;
    if (n == 0) return done == info->frames;
    done += n;
  }
}

static lur_status prove(const char *wav, const char *path, struct lur_diag *diag)
{
  SF_INFO info = {0}, other = {0};
  SNDFILE *a = NULL, *b = NULL;
  lur_status status = open_wav(wav, &a, &info, diag);
  if (status != LUR_OK) return status;
  status = open_wav(path, &b, &other, diag);
  bool same = status == LUR_OK && info.samplerate == other.samplerate && info.channels == other.channels &&
              sound_is_same(a, b, &info);
  sf_close(a);
  if (b) sf_close(b);
  if (same) return LUR_OK;
  return lur_diag_set(diag, LUR_BAD_INPUT, wav, 0, 0, "%s",
                      _("the FLAC file made of it does not give back the same sound, so it is kept as WAV"));
}

lur_status lur_keepsake_flac(const char *wav, const char *flac, struct lur_diag *diag)
{
  lur_atomic_file *file = NULL;
  if (access(flac, F_OK) == 0 && prove(wav, flac, NULL) == LUR_OK) return LUR_OK;
  lur_status status = lur_atomic_file_open(flac, &file, diag);
  if (status == LUR_OK) status = encode(wav, lur_atomic_file_temporary(file), diag);
  if (status == LUR_OK) status = prove(wav, lur_atomic_file_temporary(file), diag);
  if (status == LUR_OK) return lur_atomic_file_commit(file, diag);
  lur_atomic_file_discard(file);
  return status;
}

void lur_keepsake_drop(const char *path)
{
  lur_tape_remove(path);
}
