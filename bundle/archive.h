/// \file
/// Named pieces in one file: a ZIP archive that any program opens, whose entries are stored as they are. The
/// same entries always give the same bytes, and only those bytes are read: what other programs would show of
/// the file is what is read of it here.
#ifndef LUR_BUNDLE_ARCHIVE_H
#define LUR_BUNDLE_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/diag.h"

enum {
  LUR_ARCHIVE_ENTRIES = 20000,    ///< most entries of an archive
  LUR_ARCHIVE_NAME = 400,         ///< longest name, bytes
  LUR_ARCHIVE_BYTES = 1024 << 20, ///< longest archive
};

struct lur_archive_entry {
  char *name; ///< "calls/north.jsonl": UTF-8, folders by '/'
  const char *bytes;
  size_t size;
  char *own;   ///< what bytes points into, where it is the entry's own
  bool intact; ///< its checksum in the archive fits its bytes
};
/// Zero-initialise; clear with lur_archive_clear.
struct lur_archive {
  struct lur_archive_entry *at;
  size_t n, room;
  char *whole; ///< the file that was read: bytes point into it
};

/// Adds an entry at the end; takes `bytes`, which are to free(), whatever happens. LUR_BAD_ARG: the name is
/// there already or is none; LUR_UNSUPPORTED: there are too many, or they are too long; LUR_NO_MEM.
LUR_NODISCARD lur_status lur_archive_add(struct lur_archive *archive, const char *name, char *bytes,
                                         size_t size);
/// The entry of that name, or NULL.
const struct lur_archive_entry *lur_archive_find(const struct lur_archive *archive, const char *name);
/// LUR_IO: the stream took less than was written.
LUR_NODISCARD lur_status lur_archive_write(const struct lur_archive *archive, FILE *out);
/// Reads one from memory; takes `bytes`, which are to free(), whatever happens. `name` is the file's, for
/// messages. An entry whose checksum does not fit is there and not intact. LUR_BAD_INPUT: it is none that
/// lur_archive_write would write; diag (may be NULL) says so. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_archive_read(char *bytes, size_t size, const char *name, struct lur_archive *out,
                                          struct lur_diag *diag);
void lur_archive_clear(struct lur_archive *archive); ///< frees; the archive is empty and usable again

#endif
