/// \file
/// What people and calls are called in a published ranking.
#ifndef LUR_CLI_BUNDLE_NAMES_H
#define LUR_CLI_BUNDLE_NAMES_H

#include "bundle/key.h"
#include "ranking/field.h"

/// Zero-initialise; clear with lur_bundle_names_clear.
struct lur_bundle_names {
  const struct lur_key_secret *key; ///< pseudonyms are drawn with it: nobody without it can tell who is who
  bool anonymous;                   ///< participants are letters
  size_t *order;                    ///< the field's entrants in the order they are published in
  char **participant, **title;      ///< of the field's entrants
  size_t n;
};
/// field is borrowed for the call only. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_bundle_names_make(const struct lur_field *field,
                                               const struct lur_key_secret *key, bool anonymous,
                                               struct lur_bundle_names *out);
/// "c12", or "B-1f0a77c2". Writes at most size bytes; return out.
const char *lur_bundle_call_name(const struct lur_bundle_names *names, size_t entrant, int64_t call,
                                 char *out, size_t size);
/// A pseudonym: KIND-1f0a77; "" for "".
const char *lur_bundle_pseudonym(const struct lur_bundle_names *names, const char *kind, const char *name,
                                 char *out, size_t size);
/// The entry of a participant's calls.
const char *lur_bundle_calls_file(const struct lur_bundle_names *names, size_t entrant, char *out,
                                  size_t size);
void lur_bundle_names_clear(struct lur_bundle_names *names);

#endif
