/// \file
/// What an archive must hold, entry by entry, and who vouches for it.
#ifndef LUR_BUNDLE_MANIFEST_H
#define LUR_BUNDLE_MANIFEST_H

#include "bundle/archive.h"
#include "bundle/key.h"

struct json_t;

#define LUR_BUNDLE_SCHEMA "lur.bundle/1"
#define LUR_MANIFEST "manifest.json"
#define LUR_SEAL "signature.json"

/// Adds the manifest, which lists the entries there are so far, with what `about` (an object, borrowed) tells
/// besides, and its signature. LUR_NO_MEM, LUR_IO; others as lur_archive_add.
LUR_NODISCARD lur_status lur_manifest_seal(struct lur_archive *archive, struct json_t *about,
                                           const struct lur_key_secret *key);

/// What is wrong with an entry.
typedef enum {
  LUR_ENTRY_CHANGED, ///< it is not as the manifest says
  LUR_ENTRY_MISSING, ///< the manifest lists it, and it is not there
  LUR_ENTRY_ADDED    ///< it is there, and the manifest does not list it
} lur_entry_fault;

typedef enum {
  LUR_SEAL_NONE,   ///< nobody signed
  LUR_SEAL_BROKEN, ///< the manifest is not what was signed, or the signature cannot be read
  LUR_SEAL_GOOD
} lur_seal_state;

/// Looks through the entries. *about: the manifest as an object, to json_decref. `seal` and, where it is not
/// NONE, the key that is said to have signed are filled in. `fault` is called for each entry that is not as
/// it should be. LUR_BAD_INPUT: there is no manifest that can be read; diag (may be NULL) says so.
/// LUR_UNSUPPORTED: it is of a later version. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_manifest_check(const struct lur_archive *archive, const char *name,
                                            void (*fault)(const char *entry, lur_entry_fault fault,
                                                          void *ctx),
                                            void *ctx, struct json_t **about, lur_seal_state *seal,
                                            struct lur_key_public *key, struct lur_diag *diag);

#endif
