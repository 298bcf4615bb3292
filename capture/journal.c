#define _GNU_SOURCE // fallocate
#include "capture/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/i18n.h"
#include "base/list.h"
#include "capture/bytes.h"
#include "capture/disk.h"

// A record: kind (4 letters), number (4 bytes), start (8), n (8), flags (4), crc of sound (4), text (28), and
// the CRC-32 of the 60 bytes before it.
enum { record = 64, text_at = 32, text_room = 28, own_crc_at = 60 };
enum { ahead = 65536 };           ///< bytes of disk that are taken before they are needed
enum { longest_about = 1 << 20 }; ///< bytes; more is no word of a person's

struct entry {
  char kind[5];
  uint32_t number;
  int64_t start, n;
  uint32_t flags, crc;
  unsigned char text[text_room];
};

uint32_t lur_journal_crc(uint32_t crc, const void *bytes, size_t n)
{
  for (const unsigned char *at = bytes; n > 0;) {
    uInt take = n < (1u << 30) ? (uInt)n : 1u << 30;
    crc = (uint32_t)crc32(crc, at, take);
    at += take;
    n -= take;
  }
  return crc;
}

int64_t lur_journal_quantum(int rate_hz)
{
  return rate_hz / 10;
}

// ---- Writing

/// Room on the disk for some minutes more, so that the end of a recording that fills the disk is told too.
static void reserve(struct lur_journal_writer *w)
{
  int64_t end = (int64_t)w->number * record;
  if (end + ahead / 2 <= w->reserved) return;
  (void)fallocate(w->fd, FALLOC_FL_KEEP_SIZE, end, ahead); // where the disk cannot do that it is not needed
  w->reserved = end + ahead;
}

static void put(struct lur_journal_writer *w, const char *kind, struct entry e)
{
  unsigned char bytes[record];
  if (w->failed) return;
  reserve(w);
  memcpy(bytes, kind, 4);
  lur_bytes_put(bytes + 4, 4, w->number);
  lur_bytes_put(bytes + 8, 8, (uint64_t)e.start);
  lur_bytes_put(bytes + 16, 8, (uint64_t)e.n);
  lur_bytes_put(bytes + 24, 4, e.flags);
  lur_bytes_put(bytes + 28, 4, e.crc);
  memcpy(bytes + text_at, e.text, text_room);
  lur_bytes_put(bytes + own_crc_at, 4, lur_journal_crc(0, bytes, own_crc_at));
  w->failed = lur_disk_write(w->fd, bytes, record, (int64_t)w->number * record) != record;
  w->missed = w->missed || w->failed;
  if (!w->failed) w->number++;
}

/// Bytes of any length in as many records as they need.
static void put_parts(struct lur_journal_writer *w, const char *kind, const void *bytes, size_t from,
                      size_t size)
{
  for (size_t at = from; at < size; at += text_room) {
    struct entry e = {.start = (int64_t)at, .flags = (uint32_t)size};
    size_t n = size - at < text_room ? size - at : text_room;
    e.n = (int64_t)n;
    memcpy(e.text, (const unsigned char *)bytes + at, n);
    put(w, kind, e);
  }
}

void lur_journal_begin(struct lur_journal_writer *w, int fd, const unsigned char head[LUR_WAVE_HEAD],
                       const char *about)
{
  *w = (struct lur_journal_writer){.fd = fd};
  put_parts(w, "HEAD", head, 0, LUR_WAVE_HEAD);
  if (about) put_parts(w, "ABOU", about, 0, strlen(about));
}

static bool is_idle_file(const char *path)
{
  struct lur_journal j = {0};
  bool idle = lur_journal_read(path, &j, NULL) == LUR_OK && lur_journal_is_idle(&j);
  lur_journal_clear(&j);
  return idle;
}

/// A journal that lies there gets a name of its own, or goes where there is nothing in it. False with errno.
static bool put_aside(const char *path)
{
  enum { most = 1000 }; // more than anybody leaves lying about
  char ending[16];
  if (access(path, F_OK) != 0) return errno == ENOENT;
  if (is_idle_file(path)) return unlink(path) == 0;
  for (int i = 1; i < most; i++) {
    snprintf(ending, sizeof ending, ".%d", i);
    char *name = lur_disk_name(path, ending);
    if (!name) return false;
    bool done = link(path, name) == 0; // which takes nobody's place
    bool taken = !done && errno == EEXIST;
    if (!done && !taken) done = access(name, F_OK) != 0 && rename(path, name) == 0;
    free(name);
    if (done) return access(path, F_OK) != 0 || unlink(path) == 0;
    if (!taken) return false;
  }
  errno = EEXIST;
  return false;
}

bool lur_journal_open(struct lur_journal_writer *w, const char *path, const unsigned char head[LUR_WAVE_HEAD],
                      const char *about)
{
  if (!put_aside(path)) return false;
  int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) return false;
  lur_journal_begin(w, fd, head, about);
  return lur_journal_sync(w);
}

void lur_journal_block(struct lur_journal_writer *w, int64_t start, int64_t n, uint32_t crc)
{
  put(w, "BLOK", (struct entry){.start = start, .n = n, .crc = crc});
}

void lur_journal_dropout(struct lur_journal_writer *w, int64_t start, int64_t n, lur_dropout_why why)
{
  put(w, "LOST", (struct entry){.start = start, .n = n, .flags = (uint32_t)why});
}

static int64_t nanoseconds(double s)
{
  return llrint(s * 1e9);
}

void lur_journal_notes(struct lur_journal_writer *w, const struct lur_notes *notes)
{
  put(w, "NOTS", (struct entry){.n = (int64_t)notes->n});
  for (size_t i = 0; i < notes->n; i++) {
    const struct lur_note *note = &notes->at[i];
    size_t length = strlen(note->text);
    struct entry e = {.start = nanoseconds(note->start_s),
                      .n = nanoseconds(note->end_s),
                      .flags = (uint32_t)note->kind | (uint32_t)length << 8};
    memcpy(e.text, note->text, length < text_room ? length : text_room);
    put(w, "NOTE", e);
    put_parts(w, "MORE", note->text, text_room, length);
  }
}

void lur_journal_move(struct lur_journal_writer *w, int64_t at, int64_t n, int64_t tail, uint32_t crc,
                      lur_dropout_why why)
{
  struct entry e = {.start = at, .n = n, .flags = (uint32_t)why, .crc = crc};
  lur_bytes_put(e.text, 8, (uint64_t)tail);
  put(w, "MOVE", e);
}

void lur_journal_moved(struct lur_journal_writer *w, int64_t at, int64_t n, lur_dropout_why why)
{
  put(w, "MOVD", (struct entry){.start = at, .n = n, .flags = (uint32_t)why});
}

void lur_journal_end(struct lur_journal_writer *w, int64_t samples)
{
  put(w, "END.", (struct entry){.n = samples});
}

bool lur_journal_sync(struct lur_journal_writer *w)
{
  if (!w->failed) return fdatasync(w->fd) == 0;
  w->failed = false;
  w->number++; // the record that is missing, by which a reader knows
  errno = EIO;
  return false;
}

bool lur_journal_has_gap(struct lur_journal_writer *w)
{
  bool missed = w->missed;
  w->missed = false;
  return missed;
}

void lur_journal_close(struct lur_journal_writer *w)
{
  if (w->fd >= 0) close(w->fd);
  w->fd = -1;
}

// ---- Reading

/// What is known while the records are taken.
struct reading {
  struct lur_journal *j;
  uint32_t next; ///< smallest number that may come
  bool follows;  ///< no record is missing before this one
  size_t head_parts;
  char *about;
  size_t about_size, about_done;
  struct lur_notes notes; ///< as far as they have come
  int64_t notes_wanted;   ///< of them; -1: none are coming
  size_t text_size, text_done;
};

static bool get(const unsigned char *bytes, struct entry *e)
{
  if (lur_bytes_get(bytes + own_crc_at, 4) != lur_journal_crc(0, bytes, own_crc_at)) return false;
  memcpy(e->kind, bytes, 4);
  e->kind[4] = '\0';
  e->number = (uint32_t)lur_bytes_get(bytes + 4, 4);
  e->start = (int64_t)lur_bytes_get(bytes + 8, 8);
  e->n = (int64_t)lur_bytes_get(bytes + 16, 8);
  e->flags = (uint32_t)lur_bytes_get(bytes + 24, 4);
  e->crc = (uint32_t)lur_bytes_get(bytes + 28, 4);
  memcpy(e->text, bytes + text_at, text_room);
  return e->start >= 0 && e->n >= 0 && e->start <= INT64_MAX / 8 && e->n <= INT64_MAX / 8;
}

static lur_status take_head(struct reading *r, const struct entry *e)
{
  if (e->n > text_room || e->start + e->n > LUR_WAVE_HEAD || e->start != (int64_t)r->head_parts)
    return LUR_OK;
  memcpy(r->j->head + e->start, e->text, (size_t)e->n);
  r->head_parts += (size_t)e->n;
  if (r->head_parts == LUR_WAVE_HEAD)
    r->j->has_head = lur_wave_head_read(r->j->head, &r->j->said) && r->j->said.intact;
  return LUR_OK;
}

static lur_status take_about(struct reading *r, const struct entry *e)
{
  if (e->n > text_room || e->flags > longest_about || (uint64_t)(e->start + e->n) > e->flags) return LUR_OK;
  if (!r->about) {
    r->about_size = e->flags;
    r->about = calloc(1, r->about_size + 1);
    if (!r->about) return LUR_NO_MEM;
  }
  if (e->flags != r->about_size || e->start != (int64_t)r->about_done) return LUR_OK;
  memcpy(r->about + e->start, e->text, (size_t)e->n);
  r->about_done += (size_t)e->n;
  return LUR_OK;
}

/// A later word on a place counts, and all that was said of what lies behind it was of sound that has moved.
static lur_status take_block(struct reading *r, const struct entry *e)
{
  struct lur_journal *j = r->j;
  struct lur_journal_block before = {0};
  if (e->n == 0) return LUR_OK;
  while (j->blocks > 0 && j->block[j->blocks - 1].start + j->block[j->blocks - 1].n > e->start)
    before = j->block[--j->blocks];
  struct lur_journal_block *grown = lur_grow(j->block, &j->room, j->blocks, sizeof *grown);
  if (!grown) return LUR_NO_MEM;
  j->block = grown;
  struct lur_journal_block *b = &grown[j->blocks++];
  *b = (struct lur_journal_block){.start = e->start, .n = e->n, .crc = e->crc};
  if (before.start == e->start && before.n > 0 && before.n < e->n) {
    b->n_before = before.n;
    b->crc_before = before.crc;
  }
  return LUR_OK;
}

/// 0, and so not known, in the journals of older versions.
static lur_dropout_why why_of(const struct entry *e)
{
  return e->flags < LUR_DROPOUT_REASONS ? (lur_dropout_why)e->flags : LUR_DROPOUT_UNKNOWN;
}

static lur_status take_dropout(struct reading *r, const struct entry *e)
{
  return lur_dropouts_add(&r->j->dropouts, (double)e->start, (double)(e->start + e->n), why_of(e));
}

static void keep_notes(struct reading *r)
{
  lur_notes_clear(&r->j->notes);
  r->j->notes = r->notes;
  r->notes = (struct lur_notes){0};
  r->notes_wanted = -1;
}

static lur_status take_notes(struct reading *r, const struct entry *e)
{
  lur_notes_clear(&r->notes);
  r->notes_wanted = e->n;
  r->text_size = r->text_done = 0;
  if (e->n == 0) keep_notes(r);
  return LUR_OK;
}

static void drop_notes(struct reading *r)
{
  lur_notes_clear(&r->notes);
  r->notes_wanted = -1;
}

/// The newest note has all of its words: perhaps it was the last.
static void end_note(struct reading *r)
{
  if (r->text_done < r->text_size) return;
  struct lur_note *note = &r->notes.at[r->notes.n - 1], read = *note;
  *note = lur_note_of(read.kind, read.start_s, read.end_s, read.text);
  if ((int64_t)r->notes.n == r->notes_wanted) keep_notes(r);
}

static lur_status take_note(struct reading *r, const struct entry *e)
{
  char text[text_room + 1] = "";
  uint32_t kind = e->flags & 0xFF, length = e->flags >> 8;
  if (r->notes_wanted < 0) return LUR_OK;
  if (!r->follows || kind >= LUR_NOTE_KINDS || length >= LUR_NOTE_SIZE || r->text_done != r->text_size ||
      e->n < e->start) {
    drop_notes(r);
    return LUR_OK;
  }
  r->text_size = length;
  r->text_done = length < text_room ? length : text_room;
  memcpy(text, e->text, r->text_done);
  struct lur_note note = lur_note_of((lur_note_kind)kind, (double)e->start * 1e-9, (double)e->n * 1e-9, NULL);
  memcpy(note.text, text, r->text_done);
  // They come in order, so that the newest is the last one.
  if (r->notes.n && r->notes.at[r->notes.n - 1].start_s > note.start_s) {
    drop_notes(r);
    return LUR_OK;
  }
  lur_status status = lur_notes_add(&r->notes, &note);
  if (status == LUR_OK) end_note(r);
  return status;
}

static lur_status take_more(struct reading *r, const struct entry *e)
{
  if (r->notes_wanted < 0) return LUR_OK;
  if (!r->follows || r->notes.n == 0 || e->n > text_room || e->start != (int64_t)r->text_done ||
      (uint64_t)(e->start + e->n) > r->text_size) {
    drop_notes(r);
    return LUR_OK;
  }
  memcpy(r->notes.at[r->notes.n - 1].text + e->start, e->text, (size_t)e->n);
  r->text_done += (size_t)e->n;
  end_note(r);
  return LUR_OK;
}

static lur_status take_move(struct reading *r, const struct entry *e)
{
  int64_t tail = (int64_t)lur_bytes_get(e->text, 8);
  if (tail < 0 || tail > INT64_MAX / 8) return LUR_OK;
  r->j->move.pending = true;
  r->j->move.at = e->start;
  r->j->move.n = e->n;
  r->j->move.tail = tail;
  r->j->move.crc = e->crc;
  r->j->move.why = why_of(e);
  return LUR_OK;
}

/// What was lost and noted behind that place lies later now; the blocks are told anew.
static lur_status take_moved(struct reading *r, const struct entry *e)
{
  struct lur_journal *j = r->j;
  j->move.pending = false;
  while (j->blocks > 0 && j->block[j->blocks - 1].start + j->block[j->blocks - 1].n > e->start) j->blocks--;
  lur_dropouts_shift(&j->dropouts, (double)e->start, (double)e->n);
  if (j->has_head)
    lur_notes_shift(&j->notes, (double)e->start / j->said.rate_hz, (double)e->n / j->said.rate_hz);
  return take_dropout(r, e);
}

static lur_status take_end(struct reading *r, const struct entry *e)
{
  r->j->ended = true;
  r->j->samples = e->n;
  return LUR_OK;
}

static lur_status take(struct reading *r, const struct entry *e)
{
  static const struct {
    char kind[5];
    lur_status (*take)(struct reading *r, const struct entry *e);
  } kinds[] = {{"HEAD", take_head},  {"ABOU", take_about}, {"BLOK", take_block}, {"LOST", take_dropout},
               {"NOTS", take_notes}, {"NOTE", take_note},  {"MORE", take_more},  {"MOVE", take_move},
               {"MOVD", take_moved}, {"END.", take_end}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strcmp(kinds[i].kind, e->kind) == 0) return kinds[i].take(r, e);
  return LUR_OK; // of a later lur
}

/// The recorder went on after silence was put in, though the word on that is lost.
static lur_status end_move(struct reading *r, const struct entry *next)
{
  const struct entry moved = {.start = r->j->move.at, .n = r->j->move.n, .flags = (uint32_t)r->j->move.why};
  if (!r->j->move.pending || strcmp(next->kind, "MOVD") == 0) return LUR_OK;
  return take_moved(r, &moved);
}

/// From samples to seconds, in order. Silence that was put in by and by is one dropout.
static void finish_dropouts(struct lur_journal *j)
{
  if (!j->has_head) lur_dropouts_clear(&j->dropouts);
  lur_dropouts_tidy(&j->dropouts, 0.5);
  for (size_t i = 0; i < j->dropouts.n; i++) {
    j->dropouts.at[i].start_s /= j->said.rate_hz;
    j->dropouts.at[i].end_s /= j->said.rate_hz;
  }
}

lur_status lur_journal_parse(const void *bytes, size_t n, struct lur_journal *out)
{
  struct reading r = {.j = out, .notes_wanted = -1};
  const unsigned char *at = bytes;
  lur_status status = LUR_OK;
  for (; n >= record && status == LUR_OK; at += record, n -= record) {
    struct entry e;
    bool good = get(at, &e) && e.number >= r.next;
    r.follows = good && e.number == r.next;
    if (good) status = end_move(&r, &e);
    if (good && status == LUR_OK) status = take(&r, &e);
    if (good) r.next = e.number + 1;
    out->records += good;
    out->damaged += !good;
  }
  out->damaged += n > 0;
  if (r.about && r.about_done == r.about_size)
    out->about = r.about;
  else
    free(r.about);
  lur_notes_clear(&r.notes);
  finish_dropouts(out);
  if (status != LUR_OK) lur_journal_clear(out);
  return status;
}

static lur_status read_open(int fd, const char *path, struct lur_journal *out, struct lur_diag *diag)
{
  off_t size = lseek(fd, 0, SEEK_END);
  unsigned char *bytes = size >= 0 ? malloc((size_t)size + 1) : NULL;
  if (size >= 0 && !bytes) return LUR_NO_MEM;
  lur_status status = LUR_IO;
  if (size >= 0 && (size == 0 || lur_disk_read(fd, bytes, (size_t)size, 0)))
    status = lur_journal_parse(bytes, (size_t)size, out);
  else
    status = lur_diag_set(diag, LUR_IO, path, 0, 0,
                          _("it cannot be read (%s); see its name and who may read it"), strerror(errno));
  free(bytes);
  return status;
}

lur_status lur_journal_read(const char *path, struct lur_journal *out, struct lur_diag *diag)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return lur_diag_set(diag, errno == ENOENT ? LUR_NOT_FOUND : LUR_IO, path, 0, 0,
                        _("it cannot be read (%s); see its name and who may read it"), strerror(errno));
  lur_status status = read_open(fd, path, out, diag);
  close(fd);
  return status;
}

bool lur_journal_is_idle(const struct lur_journal *j)
{
  return j->records > 0 && !j->damaged && !j->blocks && !j->notes.n && !j->move.pending;
}

int lur_journal_check(int fd, int64_t at, int64_t n, uint32_t wanted)
{
  unsigned char bytes[65536];
  uint32_t crc = 0;
  while (n > 0) {
    size_t take = n < (int64_t)sizeof bytes ? (size_t)n : sizeof bytes;
    if (!lur_disk_read(fd, bytes, take, at)) return -1;
    crc = lur_journal_crc(crc, bytes, take);
    at += (int64_t)take;
    n -= (int64_t)take;
  }
  return crc == wanted;
}

void lur_journal_clear(struct lur_journal *j)
{
  free(j->about);
  free(j->block);
  lur_dropouts_clear(&j->dropouts);
  lur_notes_clear(&j->notes);
  *j = (struct lur_journal){0};
}
