/// \file
/// Internal to capture/. What is written beside a recording while it is made: NAME.wav.journal.
///
/// A journal is a row of records of 64 bytes, each with its number and a checksum of its own, so that a
/// journal that was cut or garbled anywhere still tells what its good records say. It keeps a copy of the
/// recording's header, what the caller said of the call, a checksum of each tenth of a second of sound, what
/// was lost, what was noted, and whether the recording was closed.
///
/// Checksums are CRC-32 as zlib makes them: any damage of up to 32 bits in a row is found, it is faster than
/// any disk, and it is the one that every tool knows.
#ifndef LUR_CAPTURE_JOURNAL_H
#define LUR_CAPTURE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/dropouts.h"
#include "base/notes.h"
#include "capture/wave_head.h"

#define LUR_JOURNAL_ENDING ".journal" ///< put behind the recording's name

/// CRC-32 of n bytes that follow those of `crc` (0: nothing yet).
uint32_t lur_journal_crc(uint32_t crc, const void *bytes, size_t n);
/// Samples per channel of a block: a tenth of a second. Block i begins at sample i times this.
int64_t lur_journal_quantum(int rate_hz);

// ---- Writing

/// Zero-initialise, then open; close when done.
struct lur_journal_writer {
  int fd;
  uint32_t number;  ///< of the next record
  int64_t reserved; ///< bytes of disk that are ours already, so that a full disk can still be told of
  bool failed;      ///< the disk took no more; what follows is dropped until the next sync
  bool missed;      ///< something was dropped since the disk last took all
};

/// Makes the file and writes what it begins with. about: what the recording is of, in words of the caller's
/// own; NULL: nothing. A journal of that name that is there already may be all that is left of another
/// recording's notes: it is put aside first, as `path`.1, .2 and so on, unless there is nothing in it. False
/// with errno: it cannot be made.
bool lur_journal_open(struct lur_journal_writer *w, const char *path, const unsigned char head[LUR_WAVE_HEAD],
                      const char *about);
/// The same in a file that is open already and empty. The fd stays the caller's.
void lur_journal_begin(struct lur_journal_writer *w, int fd, const unsigned char head[LUR_WAVE_HEAD],
                       const char *about);
/// n samples from `start` have that checksum; takes the place of what was said of `start` and after.
void lur_journal_block(struct lur_journal_writer *w, int64_t start, int64_t n, uint32_t crc);
/// n samples from `start` are silence in place of sound that was lost. Not for those of lur_journal_moved.
void lur_journal_dropout(struct lur_journal_writer *w, int64_t start, int64_t n, lur_dropout_why why);
/// The notes as they are now, in place of those before.
void lur_journal_notes(struct lur_journal_writer *w, const struct lur_notes *notes);
/// n samples of silence are about to be put before sample `at`; the `tail` samples that follow it, with that
/// checksum, lie behind where the sound will end.
void lur_journal_move(struct lur_journal_writer *w, int64_t at, int64_t n, int64_t tail, uint32_t crc,
                      lur_dropout_why why);
/// And now they are there.
void lur_journal_moved(struct lur_journal_writer *w, int64_t at, int64_t n, lur_dropout_why why);
void lur_journal_end(struct lur_journal_writer *w, int64_t samples); ///< closed with so many samples
/// Brings it to the disk. Where records were dropped, those that follow are written again, with a gap in the
/// numbers that tells of it; the notes must be told anew, see lur_journal_has_gap. False with errno: it is
/// not safe on the disk.
bool lur_journal_sync(struct lur_journal_writer *w);
/// Whether records were dropped since it was last asked.
bool lur_journal_has_gap(struct lur_journal_writer *w);
void lur_journal_close(struct lur_journal_writer *w);

// ---- Reading

struct lur_journal_block {
  int64_t start, n;
  uint32_t crc;
  int64_t n_before; ///< an earlier word on the first n_before samples of it; 0: none
  uint32_t crc_before;
};

/// Zero-initialise; clear with lur_journal_clear.
struct lur_journal {
  bool has_head;
  unsigned char head[LUR_WAVE_HEAD];
  struct lur_wave_said said; ///< by head
  char *about;               ///< NULL: nothing was said, or it is damaged
  struct lur_journal_block *block;
  size_t blocks, room;          ///< in order, none over another; there may be gaps where records were lost
  struct lur_dropouts dropouts; ///< UNKNOWN where an older lur wrote the journal
  struct lur_notes notes;
  struct {
    bool pending;
    int64_t at, n, tail;
    uint32_t crc;
    lur_dropout_why why;
  } move;          ///< silence was being put in
  bool ended;      ///< the recording was closed properly
  int64_t samples; ///< with so many samples, where it was
  size_t records;  ///< that were good
  size_t damaged;  ///< that were not
};
/// Takes the records one by one; what is damaged is counted and left out. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_journal_parse(const void *bytes, size_t n, struct lur_journal *out);
/// The same from a file. LUR_NOT_FOUND: there is none; LUR_IO: it cannot be read.
LUR_NODISCARD lur_status lur_journal_read(const char *path, struct lur_journal *out, struct lur_diag *diag);
void lur_journal_clear(struct lur_journal *j);
/// Whether it is of no use without its recording: whole as far as it goes, without sound and without a note.
bool lur_journal_is_idle(const struct lur_journal *j);
/// Whether the n bytes at `at` of that file have that checksum: 1 yes, 0 no, -1 with errno they cannot be
/// read.
int lur_journal_check(int fd, int64_t at, int64_t n, uint32_t crc);

#endif
