/// \file
/// Recordings on their way into the store: which files are one call, what their names and the files beside
/// them tell, and the steps that each goes through.
#ifndef LUR_CLI_INTAKE_H
#define LUR_CLI_INTAKE_H

#include "cli/keep.h"
#include "cli/pbx.h"
#include "cli/sidecar.h"
#include "cli/talk.h"

/// The tables of folders, each read again when it changes. Zero-initialise; clear with lur_meta_cache_clear.
/// For one thread.
struct lur_meta_cache {
  struct lur_meta_folder *at;
  size_t n, room;
};
void lur_meta_cache_clear(struct lur_meta_cache *cache);
/// Says which rows told of no recording that was looked for.
void lur_meta_cache_say_unused(const struct lur_meta_cache *cache);

enum { LUR_MOST_FACTS = 10 };

/// What became of a recording, or of an attempt at it.
typedef enum {
  LUR_INTAKE_TAKEN,
  LUR_INTAKE_REFUSED, ///< for a reason that lies in the files
  LUR_INTAKE_FAILED,  ///< for another: the disk is full, the store is busy
  LUR_INTAKE_CHANGED, ///< it was written to meanwhile
  LUR_INTAKE_STOPPED  ///< it was not begun
} lur_intake_end;

/// One recording: a file, or the two sides of a call. Zero-initialise; clear with lur_intake_item_clear.
struct lur_intake_item {
  char *name;    ///< as people know it and the reader takes it: "a.wav", "a-in.wav+a-out.wav"
  char *path[2]; ///< [0] is what the recorded party said where there are two
  size_t paths;
  struct lur_pbx pbx;          ///< of path[0]
  struct lur_meta json, row;   ///< what came with it; where both tell something, the former counts
  bool has_meta;               ///< something came with it
  struct lur_keep_about about; ///< borrows from here and from the command line
  struct lur_store_fact fact[LUR_MOST_FACTS];
  char *stamp; ///< see lur_intake_stamp; NULL: not looked at
  struct lur_keeping keeping;
  lur_status status;
  struct lur_diag diag;
  lur_intake_end end;
};
void lur_intake_item_clear(struct lur_intake_item *item);

/// A work on many. Fill in what is not marked; zero the rest.
struct lur_intake {
  lur_store *store; ///< opened to be written
  struct lur_keep_about
      about;   ///< what the command line says of all; it is stronger than what comes with them
  bool strict; ///< damaged recordings are refused, and those that change while they are read
  int stop_fd; ///< readable: begin no more; -1: there is none
  struct lur_intake_item *item;
  size_t n, room;
  struct lur_meta_cache tables;
  void *lock; ///< of the store, while lur_intake_run is at work; its own
  struct lur_count count;
};
/// Frees the items and the tables; the store stays open.
void lur_intake_clear(struct lur_intake *intake);

/// Whether a file's ending is one of sound.
bool lur_intake_is_sound(const char *name);
typedef enum {
  LUR_WRITERS_NONE,
  LUR_WRITERS_SOME,
  LUR_WRITERS_UNKNOWN ///< the system does not tell: another user's file, or a network drive
} lur_writers;
/// Whether somebody has the file open for writing. SIGIO must be ignored, as somebody may begin to write at
/// that moment.
lur_writers lur_intake_writers(const char *path);
/// Which of two sides there must be for an item of both.
typedef enum {
  LUR_SIDES_THERE,   ///< both, of one channel each as far as they can be read
  LUR_SIDES_COMING,  ///< the other may be missing; what is there has one channel as far as it can be read
  LUR_SIDES_BY_NAME, ///< as the names say; the files are not looked at
  LUR_SIDES_NONE     ///< an item of that path alone
} lur_sides;
/// An item of a path, or of the two sides that it is one of; `path` may be that of either. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_intake_item_of(const char *path, lur_sides sides, struct lur_intake_item *out);
/// For a mix that lies beside its two sides: true, and it is not to be taken.
bool lur_intake_is_mix_of_sides(const char *path);
/// Adds the files of the command line, folders with all that is below them, each call once. Says what cannot
/// be read; returns the worst.
lur_exit lur_intake_gather(struct lur_intake *intake, char *const *name, size_t n);

/// Looks up what comes with an item. LUR_BAD_INPUT: it is wrong; diag tells where.
LUR_NODISCARD lur_status lur_intake_read_meta(struct lur_meta_cache *tables, struct lur_intake_item *item,
                                              struct lur_diag *diag);
/// Whether one of two sides is not there, by item->stamp.
bool lur_intake_lacks_side(const struct lur_intake_item *item);
/// Refuses it for that.
void lur_intake_refuse_side(struct lur_intake_item *item);
/// How the files themselves look, as a text to free(): the same text, the same files. NULL: no memory.
/// *newest_s: when the newest was written, seconds since 1970; -1: none is there.
char *lur_intake_sound_stamp(const struct lur_intake_item *item, long long *newest_s);
/// The same with a '|' and how that looks which comes with it; item->json, row and has_meta are filled, a
/// fault in it is part of the text. NULL: no memory.
char *lur_intake_stamp(struct lur_meta_cache *tables, struct lur_intake_item *item, long long *newest_s);
/// Fills item->about from the command line, from what comes with it and from its name, the
/// former stronger than the latter. LUR_BAD_INPUT, LUR_NOT_FOUND: there is no such wave; diag tells where it
/// was named.
LUR_NODISCARD lur_status lur_intake_prepare(struct lur_intake *intake, struct lur_intake_item *item);

/// Takes all items in, `threads` at a time, and prints a line for each; says what is refused. Returns the
/// worst; each item's end tells more.
lur_exit lur_intake_run(struct lur_intake *intake, int threads);
/// Looks at an item with its stamp as if it were to be taken in, all of it being wanted, and keeps nothing.
/// item->end: LUR_INTAKE_TAKEN where nothing is wrong with it.
void lur_intake_try(struct lur_intake *intake, struct lur_intake_item *item);
/// The reason why an item was refused, with the place where that is not the item itself.
const char *lur_intake_reason(const struct lur_intake_item *item, char *out, size_t size);

#endif
