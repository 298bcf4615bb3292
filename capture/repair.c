#define _DEFAULT_SOURCE // flock
#include "capture/repair.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "base/i18n.h"
#include "capture/disk.h"
#include "capture/journal.h"
#include "capture/wave_head.h"

enum { step = 65536, page = 4096 };
static const int end_s = 1; ///< what is wrong further from the end than this was not cut off, but damaged

struct job {
  const char *path;
  char *journal_path;
  int fd;
  int64_t size;          ///< of the file, in bytes
  bool has_head, intact; ///< of the file's own header
  unsigned char head[LUR_WAVE_HEAD];
  struct lur_wave_said said; ///< by the file, else by the journal
  bool has_journal;
  struct lur_journal journal;
  int64_t unit;
  int64_t there;         ///< whole samples in the file
  bool redo;             ///< silence was being put in, and what belongs behind it is safe
  int64_t redo_from;     ///< sample at which that lies
  int64_t keep;          ///< samples that the repaired file begins with as they lie
  int64_t damaged, lost; ///< samples
};

static lur_status unreadable(const char *path, struct lur_diag *diag)
{
  return lur_diag_set(diag, errno == ENOENT ? LUR_NOT_FOUND : LUR_IO, path, 0, 0,
                      _("it cannot be read (%s); see its name and who may read it"), strerror(errno));
}

// ---- What is there

static lur_status read_file(struct job *j, struct lur_diag *diag)
{
  struct stat st;
  if (fstat(j->fd, &st) != 0) return unreadable(j->path, diag);
  if (!S_ISREG(st.st_mode))
    return lur_diag_set(diag, LUR_BAD_INPUT, j->path, 0, 0, "%s",
                        _("it is no recording of lur's, so there is nothing to repair it by"));
  j->size = st.st_size;
  if (j->size < LUR_WAVE_HEAD) return LUR_OK;
  if (!lur_disk_read(j->fd, j->head, LUR_WAVE_HEAD, 0)) return unreadable(j->path, diag);
  j->has_head = lur_wave_head_read(j->head, &j->said);
  j->intact = j->said.intact;
  return LUR_OK;
}

/// 1: the samples have that checksum; 0: they have not, or are not all there; -1: reading failed.
static int check(const struct job *j, int64_t start, int64_t n, uint32_t crc)
{
  if (n > j->there || start > j->there - n) return 0;
  return lur_journal_check(j->fd, LUR_WAVE_HEAD + start * j->unit, n * j->unit, crc);
}

static void set_shape(struct job *j)
{
  j->unit = 2 * (int64_t)j->said.channels;
  j->there = j->size > LUR_WAVE_HEAD ? (j->size - LUR_WAVE_HEAD) / j->unit : 0;
}

/// Whether the journal is this file's: it has the same number, or its first words are true.
static bool belongs(struct job *j)
{
  const struct lur_journal *journal = &j->journal;
  if (!journal->has_head || !j->has_head || journal->said.id == j->said.id) return true;
  return journal->blocks > 0 &&
         check(j, journal->block[0].start, journal->block[0].n, journal->block[0].crc) == 1;
}

/// The journal's copy of the header has a checksum, so it is believed first.
static lur_status read_journal(struct job *j, struct lur_diag *diag)
{
  lur_status status = lur_journal_read(j->journal_path, &j->journal, NULL);
  if (status == LUR_NO_MEM) return status;
  bool finished = j->has_head && j->said.finished;
  struct lur_wave_said file = j->said;
  j->has_journal = status == LUR_OK && j->journal.records > 0;
  if (j->journal.has_head) {
    j->said = j->journal.said;
    j->said.data_bytes = file.data_bytes;
  }
  if (!j->has_head && !j->journal.has_head)
    return lur_diag_set(diag, LUR_BAD_INPUT, j->path, 0, 0, "%s",
                        status == LUR_OK || j->size < LUR_WAVE_HEAD
                            ? _("its beginning is damaged, and nothing beside it says how it was recorded, "
                                "so it is left alone")
                            : _("it is no recording of lur's, so there is nothing to repair it by"));
  set_shape(j);
  struct lur_wave_said chosen = j->said;
  j->said.id = file.id;
  if (!belongs(j)) {
    lur_journal_clear(&j->journal);
    j->has_journal = false;
    chosen = file;
  }
  j->said = chosen;
  j->said.finished = finished;
  set_shape(j);
  return LUR_OK;
}

// ---- What can be kept

/// How much of a block is as it was recorded, in samples; -1: reading failed.
static int64_t good_part(const struct job *j, const struct lur_journal_block *b)
{
  int whole = check(j, b->start, b->n, b->crc);
  if (whole != 0 || b->n_before == 0) return whole < 0 ? -1 : whole * b->n;
  int part = check(j, b->start, b->n_before, b->crc_before);
  return part < 0 ? -1 : part * b->n_before;
}

static bool is_nothing(const unsigned char *bytes, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (bytes[i] != 0) return false;
  return true;
}

/// Whether silence was put there in place of sound that was lost.
static bool is_dropout(const struct job *j, int64_t sample)
{
  double s = ((double)sample + 0.5) / j->said.rate_hz;
  for (size_t i = 0; i < j->journal.dropouts.n; i++)
    if (s >= j->journal.dropouts.at[i].start_s && s < j->journal.dropouts.at[i].end_s) return true;
  return false;
}

/// Of the samples [from, to), of which the journal says nothing: those that never came to the disk. A disk
/// knows pages, and one that was not written reads as nothing. *first is where they begin (`to`: there are
/// none), *n how many there are. Only near the end, as what lies further back was brought to the disk.
static lur_status find_lost_pages(const struct job *j, int64_t from, int64_t to, int64_t *first, int64_t *n,
                                  struct lur_diag *diag)
{
  unsigned char bytes[page];
  int64_t at = LUR_WAVE_HEAD + from * j->unit, end = LUR_WAVE_HEAD + to * j->unit;
  *first = to;
  *n = 0;
  if (j->there - from > 2 * (int64_t)end_s * j->said.rate_hz) return LUR_OK;
  while (at < end) {
    int64_t next = at / page * page + page;
    size_t size = (size_t)((next < end ? next : end) - at);
    if (!lur_disk_read(j->fd, bytes, size, at)) return unreadable(j->path, diag);
    int64_t sample = (at - LUR_WAVE_HEAD) / j->unit;
    if (is_nothing(bytes, size) && !is_dropout(j, sample)) {
      if (*n == 0) *first = sample;
      *n += ((int64_t)size + j->unit - 1) / j->unit;
    }
    at = next;
  }
  return LUR_OK;
}

/// How far the blocks before sample `end` are as they were recorded, and how much before that is not.
static lur_status look_at_blocks(struct job *j, int64_t end, int64_t *good_end, int64_t *wrong, int64_t *told,
                                 struct lur_diag *diag)
{
  int64_t doubtful = 0, first, lost;
  *good_end = *wrong = *told = 0;
  for (size_t i = 0; i < j->journal.blocks; i++) {
    const struct lur_journal_block *b = &j->journal.block[i];
    if (b->start >= end) break;
    if (b->start > *told && b->start <= j->there) {
      lur_status status = find_lost_pages(j, *told, b->start, &first, &lost, diag);
      if (status != LUR_OK) return status;
      doubtful += lost;
    }
    int64_t good = good_part(j, b);
    if (good < 0) return unreadable(j->path, diag);
    *told = b->start + b->n;
    if (good > 0) {
      *wrong += doubtful;
      doubtful = 0;
      *good_end = b->start + good;
    }
    doubtful += b->n - good;
  }
  return LUR_OK;
}

/// How long the sound was, as far as anything says so.
static int64_t promised(const struct job *j, int64_t told, int64_t near)
{
  int64_t said = j->said.data_bytes / j->unit;
  if (j->journal.ended) return j->journal.samples;
  if (!j->has_journal && said < j->there + near && said > told) told = said; // it may be garbled
  return told > j->there ? told : j->there;
}

/// The blocks that are wrong at the very end were cut off with it; what is wrong earlier, or is all there is,
/// stays where it is.
static lur_status plan_blocks(struct job *j, struct lur_diag *diag)
{
  int64_t good_end, wrong, told, lost, near = (int64_t)end_s * j->said.rate_hz;
  lur_status status = look_at_blocks(j, INT64_MAX, &good_end, &wrong, &told, diag);
  if (status != LUR_OK) return status;
  j->keep = j->there;
  j->damaged = wrong;
  bool reaches = told >= j->there - lur_journal_quantum(j->said.rate_hz);
  if (good_end < told && reaches && j->there - good_end <= near && good_end > 0)
    j->keep = good_end < j->there ? good_end : j->there;
  else if (good_end < told && j->there > good_end)
    j->damaged += (told < j->there ? told : j->there) - good_end;
  else if (j->has_journal && j->there > told && j->there - told <= near)
    status = find_lost_pages(j, told, j->there, &j->keep, &lost, diag);
  if (j->journal.ended && j->keep > j->journal.samples) j->keep = j->journal.samples;
  j->lost = promised(j, told, near) - j->keep;
  if (j->lost < 0) j->lost = 0;
  return status;
}

/// Finds what belongs behind silence that was being put in: in its new place, or in the copy of it that was
/// put behind everything before. False: neither is whole.
static bool find_tail(struct job *j, int *error)
{
  int64_t at = j->journal.move.at, n = j->journal.move.n, tail = j->journal.move.tail;
  const int64_t places[2] = {at + n, at + tail + n};
  for (int i = 0; i < 2; i++) {
    int same = check(j, places[i], tail, j->journal.move.crc);
    if (same < 0) *error = errno;
    j->redo_from = places[i];
    if (same == 1) return true;
  }
  return false;
}

/// With what belongs behind the silence the work is done again, and without it the file is taken as it lies.
static lur_status plan_move(struct job *j, struct lur_diag *diag)
{
  int64_t at = j->journal.move.at, n = j->journal.move.n, tail = j->journal.move.tail, end = at + tail;
  int64_t good_end, wrong, told;
  int error = 0;
  j->redo = find_tail(j, &error);
  errno = error;
  if (!j->redo && error) return unreadable(j->path, diag);
  j->keep = j->redo ? at : 0;
  lur_status status = look_at_blocks(j, j->redo ? at : end, &good_end, &wrong, &told, diag);
  j->damaged = wrong;
  if (j->redo || status != LUR_OK) return status;
  if (good_end < told) { // begun already
    j->damaged += told - good_end;
    end = j->there > end + n + tail ? j->there : end + n;
  }
  j->keep = j->there < end ? j->there : end;
  j->lost = end - j->keep;
  return LUR_OK;
}

/// Whether it was closed properly, and all that the header says is there.
static bool is_finished(const struct job *j)
{
  return j->has_head && j->intact && j->said.finished && j->said.data_bytes == j->there * j->unit &&
         j->size == LUR_WAVE_HEAD + j->said.data_bytes;
}

/// What was closed stays as it is; only what is wrong within is told.
static lur_status plan_finished(struct job *j, struct lur_diag *diag)
{
  int64_t good_end, told;
  j->keep = j->there;
  if (j->journal.move.pending) return LUR_OK;
  return look_at_blocks(j, INT64_MAX, &good_end, &j->damaged, &told, diag);
}

/// Whether file and journal agree that there is nothing to do.
static bool is_settled(const struct job *j)
{
  const struct lur_journal *journal = &j->journal;
  if (!is_finished(j)) return false;
  return !j->has_journal || (journal->ended && journal->samples == j->there && !journal->move.pending);
}

static lur_status plan(struct job *j, struct lur_diag *diag)
{
  j->keep = j->there;
  if (is_settled(j)) return LUR_OK;
  if (is_finished(j)) return plan_finished(j, diag);
  return j->journal.move.pending ? plan_move(j, diag) : plan_blocks(j, diag);
}

static int64_t samples_of(const struct job *j)
{
  return j->redo ? j->journal.move.at + j->journal.move.n + j->journal.move.tail : j->keep;
}

// ---- The repaired file

/// Sound on its way, into the new file (fd -1: it stands already) and its journal.
struct output {
  int fd;
  struct lur_journal_writer journal;
  int64_t unit, quantum, at, block;
  uint32_t crc;
};

static void end_block(struct output *o)
{
  if (o->at > o->block) lur_journal_block(&o->journal, o->block, o->at - o->block, o->crc);
  o->block = o->at;
  o->crc = 0;
}

static bool put(struct output *o, const unsigned char *bytes, int64_t n)
{
  size_t size = (size_t)(n * o->unit);
  if (o->fd >= 0 && lur_disk_write(o->fd, bytes, size, LUR_WAVE_HEAD + o->at * o->unit) != size) return false;
  while (n > 0) {
    int64_t room = o->block + o->quantum - o->at, take = n < room ? n : room;
    o->crc = lur_journal_crc(o->crc, bytes, (size_t)(take * o->unit));
    o->at += take;
    bytes += take * o->unit;
    n -= take;
    if (take == room) end_block(o);
  }
  return true;
}

static bool put_sound(struct output *o, const struct job *j, int64_t from, int64_t n)
{
  unsigned char bytes[step];
  const int64_t most = step / j->unit;
  for (; n > 0; from += most, n -= most) {
    int64_t take = n < most ? n : most;
    if (!lur_disk_read(j->fd, bytes, (size_t)(take * j->unit), LUR_WAVE_HEAD + from * j->unit)) return false;
    if (!put(o, bytes, take)) return false;
  }
  return true;
}

static bool put_silence(struct output *o, int64_t n)
{
  static const unsigned char silence[step];
  const int64_t most = step / o->unit;
  for (; n > 0; n -= most)
    if (!put(o, silence, n < most ? n : most)) return false;
  return true;
}

static bool put_all(struct output *o, const struct job *j)
{
  const int64_t n = j->journal.move.n, tail = j->journal.move.tail;
  if (!put_sound(o, j, 0, j->keep)) return false;
  return !j->redo || (put_silence(o, n) && put_sound(o, j, j->redo_from, tail));
}

static int64_t sample_of(const struct job *j, double s)
{
  return (int64_t)(s * j->said.rate_hz + 0.5);
}

/// What the old journal knew beside the sound, and that all is closed.
static void put_facts(struct output *o, const struct job *j)
{
  for (size_t i = 0; i < j->journal.dropouts.n; i++) {
    const struct lur_dropout *d = &j->journal.dropouts.at[i];
    lur_journal_dropout(&o->journal, sample_of(j, d->start_s), sample_of(j, d->end_s - d->start_s), d->why);
  }
  if (j->journal.notes.n) lur_journal_notes(&o->journal, &j->journal.notes);
  lur_journal_end(&o->journal, o->at);
}

static lur_status failed(const char *path, struct lur_diag *diag)
{
  return lur_diag_set(diag, LUR_IO, path, 0, 0,
                      _("cannot be written (%s); choose another place or make room"), strerror(errno));
}

/// The journal's copy, or the file's own, or one without texts where both are damaged.
static lur_status choose_head(const struct job *j, unsigned char head[LUR_WAVE_HEAD])
{
  const struct lur_wave_texts none = {.date = NULL};
  lur_status status = LUR_OK;
  if (j->journal.has_head)
    memcpy(head, j->journal.head, LUR_WAVE_HEAD);
  else if (j->intact)
    memcpy(head, j->head, LUR_WAVE_HEAD);
  else
    status = lur_wave_head_make(&j->said, &none, head);
  lur_wave_head_resize(head, samples_of(j) * j->unit, LUR_WAVE_MOST);
  lur_wave_head_finish(head);
  return status;
}

/// Fills the two new files; `sound` is NULL where only the journal is to be made.
static lur_status fill(struct job *j, lur_atomic_file *sound, lur_atomic_file *journal, struct lur_diag *diag)
{
  struct output o = {.fd = sound ? fileno(lur_atomic_file_stream(sound)) : -1,
                     .unit = j->unit,
                     .quantum = lur_journal_quantum(j->said.rate_hz)};
  unsigned char head[LUR_WAVE_HEAD];
  if (choose_head(j, head) != LUR_OK) return LUR_NO_MEM;
  lur_journal_begin(&o.journal, fileno(lur_atomic_file_stream(journal)), head, j->journal.about);
  bool done = o.fd < 0 || lur_disk_write(o.fd, head, sizeof head, 0) == sizeof head;
  done = done && put_all(&o, j);
  int why = errno;
  end_block(&o);
  put_facts(&o, j);
  errno = why;
  return done ? LUR_OK : failed(j->path, diag);
}

/// The sound first: with it in place the old journal is no longer believed about the sound.
static lur_status commit(lur_atomic_file *sound, lur_atomic_file *journal, struct lur_diag *diag)
{
  lur_status status = sound ? lur_atomic_file_commit(sound, diag) : LUR_OK;
  if (status == LUR_OK) return lur_atomic_file_commit(journal, diag);
  lur_atomic_file_discard(journal);
  return status;
}

static lur_status write_anew(struct job *j, bool with_sound, struct lur_diag *diag)
{
  lur_atomic_file *sound = NULL, *journal = NULL;
  lur_status status = with_sound ? lur_atomic_file_open(j->path, &sound, diag) : LUR_OK;
  if (status == LUR_OK) status = lur_atomic_file_open(j->journal_path, &journal, diag);
  if (status == LUR_OK) status = fill(j, sound, journal, diag);
  if (status == LUR_OK) return commit(sound, journal, diag);
  lur_atomic_file_discard(sound);
  lur_atomic_file_discard(journal);
  return status;
}

// ---- All of it

/// Silence that is in the sound by now moves what was told of the time behind it.
static void shift_facts(struct job *j)
{
  struct lur_journal *journal = &j->journal;
  if (!journal->move.pending || !(j->redo || is_finished(j))) return;
  double at_s = (double)journal->move.at / j->said.rate_hz, n_s = (double)journal->move.n / j->said.rate_hz;
  lur_dropouts_shift(&journal->dropouts, at_s, n_s);
  lur_notes_shift(&journal->notes, at_s, n_s);
}

/// Nothing that was told lies behind the end of the sound.
static void cut_facts(struct job *j)
{
  struct lur_journal *journal = &j->journal;
  double length_s = (double)samples_of(j) / j->said.rate_hz;
  size_t n = 0;
  for (size_t i = 0; i < journal->dropouts.n; i++) {
    struct lur_dropout d = journal->dropouts.at[i];
    if (d.start_s >= length_s) continue;
    if (d.end_s > length_s) d.end_s = length_s;
    journal->dropouts.at[n++] = d;
  }
  journal->dropouts.n = n;
  for (size_t i = 0; i < journal->notes.n; i++) {
    struct lur_note *note = &journal->notes.at[i];
    if (note->start_s > length_s) note->start_s = length_s;
    if (note->end_s > length_s) note->end_s = length_s;
  }
}

static lur_status add_new_dropout(struct job *j)
{
  struct lur_journal *journal = &j->journal;
  if (!journal->move.pending || !(j->redo || is_finished(j))) return LUR_OK;
  double at_s = (double)journal->move.at / j->said.rate_hz;
  double until_s = at_s + (double)journal->move.n / j->said.rate_hz;
  lur_status status = lur_dropouts_add(&journal->dropouts, at_s, until_s, journal->move.why);
  lur_dropouts_tidy(&journal->dropouts, 0); // to its place
  return status;
}

static void tell(struct job *j, struct lur_repaired *out)
{
  double rate = j->said.rate_hz;
  out->rate_hz = j->said.rate_hz;
  out->channels = j->said.channels;
  out->duration_s = (double)samples_of(j) / rate;
  out->lost_s = (double)j->lost / rate;
  out->damaged_s = (double)j->damaged / rate;
  out->journal = j->has_journal;
  out->about = j->journal.about;
  out->dropouts = j->journal.dropouts;
  out->notes = j->journal.notes;
  j->journal.about = NULL;
  j->journal.dropouts = (struct lur_dropouts){0};
  j->journal.notes = (struct lur_notes){0};
}

static lur_status mend(struct job *j, struct lur_repaired *out, struct lur_diag *diag)
{
  lur_status status = plan(j, diag);
  if (status != LUR_OK) return status;
  bool settled = is_settled(j), finished = is_finished(j);
  shift_facts(j);
  status = add_new_dropout(j);
  cut_facts(j);
  out->end = samples_of(j) == 0 ? LUR_REPAIR_EMPTY : settled ? LUR_REPAIR_WHOLE : LUR_REPAIR_DONE;
  if (status == LUR_OK && out->end == LUR_REPAIR_DONE) status = write_anew(j, !finished, diag);
  if (status == LUR_OK) tell(j, out);
  return status;
}

/// Somebody may have repaired it while we waited for nothing: then our file is no longer the one of that
/// name.
static bool still_there(const struct job *j)
{
  struct stat ours, theirs;
  return fstat(j->fd, &ours) == 0 && stat(j->path, &theirs) == 0 && ours.st_ino == theirs.st_ino &&
         ours.st_dev == theirs.st_dev;
}

static lur_status repair_open(struct job *j, struct lur_repaired *out, struct lur_diag *diag)
{
  if (flock(j->fd, LOCK_EX | LOCK_NB) != 0 || !still_there(j)) {
    out->end = LUR_REPAIR_GOES_ON;
    return LUR_OK;
  }
  j->journal_path = lur_disk_name(j->path, LUR_JOURNAL_ENDING);
  lur_status status = j->journal_path ? read_file(j, diag) : LUR_NO_MEM;
  if (status == LUR_OK) status = read_journal(j, diag);
  if (status == LUR_OK) status = mend(j, out, diag);
  lur_journal_clear(&j->journal);
  free(j->journal_path);
  return status;
}

lur_status lur_repair(const char *path, struct lur_repaired *out, struct lur_diag *diag)
{
  struct job j = {.path = path, .fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (j.fd < 0) return unreadable(path, diag);
  lur_status status = repair_open(&j, out, diag);
  close(j.fd);
  if (status != LUR_OK) lur_repaired_clear(out);
  return status;
}

bool lur_repair_look(const char *journal, struct lur_orphan *out)
{
  struct lur_journal j = {0};
  if (lur_journal_read(journal, &j, NULL) != LUR_OK) return false;
  const struct lur_journal_block *last = j.blocks ? &j.block[j.blocks - 1] : NULL;
  *out = (struct lur_orphan){.idle = lur_journal_is_idle(&j), .notes = j.notes.n};
  if (last && j.has_head) out->sound_s = (double)(last->start + last->n) / j.said.rate_hz;
  lur_journal_clear(&j);
  return true;
}

void lur_repaired_clear(struct lur_repaired *r)
{
  free(r->about);
  lur_dropouts_clear(&r->dropouts);
  lur_notes_clear(&r->notes);
  *r = (struct lur_repaired){0};
}
