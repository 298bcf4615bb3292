#define _DEFAULT_SOURCE // flock, getentropy
#include "capture/tape.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/i18n.h"
#include "capture/disk.h"
#include "capture/journal.h"
#include "capture/wave_head.h"

enum { step = 65536 }; ///< bytes that are moved at once

struct lur_tape {
  char *path;
  int fd;
  unsigned char head[LUR_WAVE_HEAD];
  int64_t unit; ///< bytes of a sample of all channels
  int64_t samples, most_in_wav;
  struct lur_journal_writer journal;
  int64_t quantum;    ///< samples of a block of the journal
  int64_t block;      ///< the sample at which the present one starts
  uint32_t crc;       ///< of it, so far
  int64_t told;       ///< samples that the journal knows of
  uint32_t notes_crc; ///< of the notes that it knows of
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

static int64_t place_of(const lur_tape *t, int64_t sample)
{
  return LUR_WAVE_HEAD + sample * t->unit;
}

static bool write_head(lur_tape *t)
{
  lur_wave_head_resize(t->head, t->samples * t->unit, t->most_in_wav);
  return lur_disk_write(t->fd, t->head, sizeof t->head, 0) == sizeof t->head;
}

/// A file that has nothing in it yet opens too: the header is written before the first sound.
static lur_status write_start(lur_tape *t, const struct lur_tape_options *o, struct lur_diag *diag)
{
  const struct lur_wave_texts texts = {
      .role = {o->role[0], o->role[1]}, .date = o->date, .software = o->software, .title = o->title};
  struct lur_wave_said said = {.rate_hz = o->rate_hz, .channels = o->channels};
  if (getentropy(&said.id, sizeof said.id) != 0) said.id = (uint64_t)getpid();
  lur_status status = lur_wave_head_make(&said, &texts, t->head);
  if (status != LUR_OK) return status;
  char *name = lur_disk_name(t->path, LUR_JOURNAL_ENDING);
  if (!name) return LUR_NO_MEM;
  if (!lur_journal_open(&t->journal, name, t->head, o->about) || !write_head(t))
    status = failed(t, strerror(errno), diag);
  if (status != LUR_OK && t->journal.fd >= 0) unlink(name); // else it is another's
  free(name);
  if (status == LUR_OK) status = lur_tape_sync(t, diag);
  lur_disk_sync_folder(t->path);
  return status;
}

static void release(lur_tape *t)
{
  lur_journal_close(&t->journal);
  if (t->fd >= 0) close(t->fd);
  free(t->path);
  free(t);
}

lur_status lur_tape_open(const struct lur_tape_options *o, lur_tape **out, struct lur_diag *diag)
{
  lur_tape *t = calloc(1, sizeof *t);
  if (!t) return LUR_NO_MEM;
  *t = (lur_tape){.path = strdup(o->path),
                  .fd = -1,
                  .journal.fd = -1,
                  .unit = (int64_t)o->channels * (int64_t)sizeof(int16_t),
                  .most_in_wav = o->most_in_wav > 0 ? o->most_in_wav : LUR_WAVE_MOST,
                  .quantum = lur_journal_quantum(o->rate_hz)};
  lur_status status = t->path ? create(t, diag) : LUR_NO_MEM;
  bool made = status == LUR_OK;
  if (status == LUR_OK) status = write_start(t, o, diag);
  if (status != LUR_OK) {
    release(t);
    if (made) unlink(o->path);
    return status;
  }
  *out = t;
  return LUR_OK;
}

// ---- What the journal is told

/// The present block, as far as it has come.
static void tell_block(lur_tape *t)
{
  if (t->told == t->samples) return;
  lur_journal_block(&t->journal, t->block, t->samples - t->block, t->crc);
  t->told = t->samples;
}

static void end_block(lur_tape *t)
{
  tell_block(t);
  t->block = t->samples;
  t->crc = 0;
}

/// n samples have come to stand in the file.
static void count(lur_tape *t, const unsigned char *bytes, int64_t n)
{
  while (n > 0) {
    int64_t room = t->block + t->quantum - t->samples, take = n < room ? n : room;
    t->crc = lur_journal_crc(t->crc, bytes, (size_t)(take * t->unit));
    t->samples += take;
    bytes += take * t->unit;
    n -= take;
    if (take == room) end_block(t);
  }
}

// ---- Writing

/// Writes that many samples at the end; returns how many are there, with errno where it is not all.
static int64_t append(lur_tape *t, const int16_t *pcm, int64_t n)
{
  size_t wanted = (size_t)(n * t->unit);
  size_t done = lur_disk_write(t->fd, pcm, wanted, place_of(t, t->samples));
  int why = errno;
  int64_t whole = (int64_t)done / t->unit;
  if (done < wanted) (void)!ftruncate(t->fd, place_of(t, t->samples + whole)); // no half of a sample
  count(t, (const unsigned char *)pcm, whole);
  errno = why;
  return whole;
}

lur_status lur_tape_write(lur_tape *t, const int16_t *pcm, size_t n, struct lur_diag *diag)
{
  int64_t done = append(t, pcm, (int64_t)n);
  int why = errno;
  bool told = write_head(t);
  if (done == (int64_t)n && told) return LUR_OK;
  return failed(t, strerror(done < (int64_t)n ? why : errno), diag);
}

/// Silence takes no room on the disk: the file only grows.
static lur_status append_silence(lur_tape *t, int64_t n, struct lur_diag *diag)
{
  static const unsigned char silence[step];
  const int64_t most = step / t->unit;
  if (ftruncate(t->fd, place_of(t, t->samples + n)) != 0) return failed(t, strerror(errno), diag);
  for (int64_t left = n; left > 0; left -= most) count(t, silence, left < most ? left : most);
  return write_head(t) ? LUR_OK : failed(t, strerror(errno), diag);
}

// ---- Silence in the middle

/// Copies n samples (to -1: only reads them) and adds them to the checksum.
static bool copy_sound(const lur_tape *t, int64_t from, int64_t to, int64_t n, uint32_t *crc)
{
  unsigned char bytes[step];
  int64_t left = n * t->unit, at = place_of(t, from), goal = place_of(t, to);
  while (left > 0) {
    size_t take = left < step ? (size_t)left : step;
    if (!lur_disk_read(t->fd, bytes, take, at)) return false;
    if (to >= 0 && lur_disk_write(t->fd, bytes, take, goal) != take) return false;
    *crc = lur_journal_crc(*crc, bytes, take);
    at += (int64_t)take;
    goal += (int64_t)take;
    left -= (int64_t)take;
  }
  return true;
}

static bool wipe(const lur_tape *t, int64_t from, int64_t n)
{
  static const unsigned char silence[step];
  int64_t left = n * t->unit, at = place_of(t, from);
  for (; left > 0; left -= step, at += step) {
    size_t take = left < step ? (size_t)left : step;
    if (lur_disk_write(t->fd, silence, take, at) != take) return false;
  }
  return true;
}

/// The blocks from the one in which sample `at` lies, as they are in the file now.
static bool tell_again(lur_tape *t, int64_t at, int64_t samples)
{
  unsigned char bytes[step];
  const int64_t most = step / t->unit;
  t->samples = t->block = t->told = at / t->quantum * t->quantum;
  t->crc = 0;
  while (t->samples < samples) {
    int64_t take = samples - t->samples < most ? samples - t->samples : most;
    if (!lur_disk_read(t->fd, bytes, (size_t)(take * t->unit), place_of(t, t->samples))) break;
    count(t, bytes, take);
  }
  if (t->samples == samples) return true;
  t->samples = t->block = t->told = samples; // it cannot be read: nothing vouches for it
  t->crc = 0;
  return false;
}

/// What follows the hole is first put behind everything, after the journal was told of it; from then on a
/// repair can do the rest, wherever it was cut off.
static bool set_aside(lur_tape *t, int64_t at, int64_t n, lur_dropout_why why)
{
  int64_t tail = t->samples - at;
  uint32_t crc = 0;
  tell_block(t);
  if (fdatasync(t->fd) != 0 || !copy_sound(t, at, -1, tail, &crc)) return false;
  lur_journal_move(&t->journal, at, n, tail, crc, why);
  (void)lur_journal_sync(&t->journal); // without a journal there is only less to repair by
  return copy_sound(t, at, t->samples + n, tail, &crc) && fdatasync(t->fd) == 0;
}

/// The copy goes before the journal says that all is done: then it is not taken for sound.
static bool put_back(lur_tape *t, int64_t at, int64_t n, lur_dropout_why why)
{
  int64_t samples = t->samples + n, tail = t->samples - at;
  uint32_t crc = 0;
  if (!copy_sound(t, samples, at + n, tail, &crc) || !wipe(t, at, n) || fdatasync(t->fd) != 0) return false;
  if (ftruncate(t->fd, place_of(t, samples)) != 0 || fsync(t->fd) != 0) return false;
  lur_journal_moved(&t->journal, at, n, why);
  return tell_again(t, at, samples) && write_head(t);
}

lur_status lur_tape_insert_silence(lur_tape *t, int64_t at, int64_t n, lur_dropout_why why,
                                   struct lur_diag *diag)
{
  if (at < 0 || at > t->samples || n < 0) return LUR_BAD_ARG;
  if (n == 0) return LUR_OK;
  lur_status status = LUR_OK;
  if (at == t->samples) {
    lur_journal_dropout(&t->journal, at, n, why);
    status = append_silence(t, n, diag);
  } else if (!set_aside(t, at, n, why)) {
    status = failed(t, strerror(errno), diag);
    (void)!ftruncate(t->fd, place_of(t, t->samples));
  } else if (!put_back(t, at, n, why))
    status = failed(t, strerror(errno), diag);
  return status;
}

lur_status lur_tape_silence(lur_tape *t, int64_t at, int64_t n, lur_dropout_why why, struct lur_diag *diag)
{
  if (at < 0 || n < 0 || at + n > t->samples) return LUR_BAD_ARG;
  if (n == 0) return LUR_OK;
  tell_block(t);
  lur_journal_dropout(&t->journal, at, n, why);
  return wipe(t, at, n) && tell_again(t, at, t->samples) ? LUR_OK : failed(t, strerror(errno), diag);
}

// ---- The rest

void lur_tape_notes(lur_tape *t, const struct lur_notes *notes)
{
  uint32_t crc = 0;
  for (size_t i = 0; i < notes->n; i++) {
    const struct lur_note *note = &notes->at[i];
    const double times[2] = {note->start_s, note->end_s};
    crc = lur_journal_crc(crc, &note->kind, sizeof note->kind);
    crc = lur_journal_crc(crc, times, sizeof times);
    crc = lur_journal_crc(crc, note->text, strlen(note->text) + 1);
  }
  if (crc == t->notes_crc) return;
  t->notes_crc = crc;
  lur_journal_notes(&t->journal, notes);
}

lur_status lur_tape_sync(lur_tape *t, struct lur_diag *diag)
{
  tell_block(t);
  if (fdatasync(t->fd) != 0) return failed(t, strerror(errno), diag);
  (void)lur_journal_sync(&t->journal);                    // the sound is what counts
  if (lur_journal_has_gap(&t->journal)) t->notes_crc = 0; // the notes are told anew
  return LUR_OK;
}

FILE *lur_tape_claim(const lur_tape *t)
{
  char *name = lur_disk_name(t->path, LUR_JOURNAL_ENDING);
  FILE *claim = name ? fopen(name, "rbe") : NULL;
  free(name);
  if (!claim || flock(fileno(claim), LOCK_EX | LOCK_NB) == 0) return claim;
  (void)fclose(claim);
  return NULL;
}

lur_status lur_tape_close(lur_tape *t, struct lur_diag *diag)
{
  lur_wave_head_finish(t->head);
  tell_block(t);
  lur_status status = write_head(t) ? LUR_OK : failed(t, strerror(errno), diag);
  if (status == LUR_OK) status = lur_tape_sync(t, diag);
  if (status == LUR_OK) lur_journal_end(&t->journal, t->samples);
  (void)lur_journal_sync(&t->journal);
  release(t);
  return status;
}

void lur_tape_remove(const char *path)
{
  char *journal = lur_disk_name(path, LUR_JOURNAL_ENDING);
  unlink(path);
  if (journal) unlink(journal); // last: as long as it is there, somebody looks after the rest
  free(journal);
}
