/// \file
/// What comes with a recording: a JSON file beside it, or its row in the folder's metadata.csv. The formats:
/// docs/importing.md.
#ifndef LUR_CLI_SIDECAR_H
#define LUR_CLI_SIDECAR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "base/dropouts.h"
#include "base/notes.h"
#include "base/role.h"
#include "store/when.h"

typedef enum {
  LUR_META_ID, ///< the telephone system's own name for the call
  LUR_META_TITLE,
  LUR_META_WAVE,
  LUR_META_PARTICIPANT,
  LUR_META_AGENT,
  LUR_META_ASSESSOR,
  LUR_META_ROLES,      ///< "caller,agent" or "agent,caller"
  LUR_META_STARTED_AT, ///< with its time zone
  LUR_META_KEYS
} lur_meta_key;
const char *lur_meta_name(lur_meta_key key);    ///< as it is written: "started_at"
lur_meta_key lur_meta_key_of(const char *name); ///< the other way round; LUR_META_KEYS: no such key

enum { LUR_OWN_FACTS = 3 };
/// The facts that lur itself notes when it records; NULL after the last.
extern const char *const lur_meta_own[LUR_OWN_FACTS + 1];

/// What is said of one recording. Zero-initialise; clear with lur_meta_clear.
struct lur_meta {
  char *text[LUR_META_KEYS];                      ///< as written; NULL: not said
  int line[LUR_META_KEYS], column[LUR_META_KEYS]; ///< where it stood
  char *source;                                   ///< name of the file it stood in, for messages
  struct lur_when started;                        ///< of STARTED_AT
  lur_role role[2];                               ///< of ROLES; NONE, NONE: not said
  struct lur_dropouts
      dropout;              ///< from lur\'s own file beside a recording: holes that were filled with silence
  struct lur_notes notes;   ///< the same: what was noted and masked
  char *own[LUR_OWN_FACTS]; ///< the same: facts by the names of lur_meta_own; NULL: not said
};
void lur_meta_clear(struct lur_meta *meta);
/// *out, zeroed or cleared before, becomes a copy, without holes and notes. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_meta_copy(const struct lur_meta *from, struct lur_meta *out);

/// Whether what is written can be right; fills started and role. LUR_BAD_INPUT: diag tells where and why not.
LUR_NODISCARD lur_status lur_meta_check(struct lur_meta *meta, struct lur_diag *diag);

/// Reads a JSON object. `name` is the file's name for messages. Where it has no key of these, not even a
/// misspelt one, it is another program's: *out stays empty, without a source. LUR_BAD_INPUT: diag tells the
/// place and the reason; *out is empty then. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_meta_read_json(const char *text, size_t len, const char *name,
                                            struct lur_meta *out, struct lur_diag *diag);

/// A row of a table.
struct lur_meta_row {
  char *file; ///< of which it tells; NULL: of the recording with its id
  struct lur_meta meta;
  bool used; ///< it was found by lur_meta_table_find
};
/// Zero-initialise; clear with lur_meta_table_clear.
struct lur_meta_table {
  struct lur_meta_row *at;
  size_t n, room;
};
void lur_meta_table_clear(struct lur_meta_table *table);
/// Reads a table with a row for each recording. Errors as above.
LUR_NODISCARD lur_status lur_meta_read_csv(const char *text, size_t len, const char *name,
                                           struct lur_meta_table *out, struct lur_diag *diag);
/// The row of the recording with that file name (without folders), else of that id, both to the letter; NULL:
/// none. id may be "".
const struct lur_meta *lur_meta_table_find(struct lur_meta_table *table, const char *file, const char *id);

#endif
