/// \file
/// The keys of whoever uses this computer: the own one, which signs published rankings, and those of others
/// that are known by name. They lie in $XDG_CONFIG_HOME/lur (or ~/.config/lur), not in a store: a store may
/// be copied.
#ifndef LUR_CLI_KEYS_H
#define LUR_CLI_KEYS_H

#include "base/diag.h"
#include "bundle/key.h"

enum { LUR_KEY_NAME = 200 };

/// The own key. make: it is made where there is none. *made: it was. LUR_NOT_FOUND (without make, diag not
/// set): there is none; LUR_BAD_INPUT: the file is no key, or others can read it; LUR_IO; diag says what to
/// do.
LUR_NODISCARD lur_status lur_keys_own(bool make, struct lur_key_secret *out, bool *made,
                                      struct lur_diag *diag);
/// Whether the key was noted as somebody's; name: whose.
bool lur_keys_known(const struct lur_key_public *key, char name[LUR_KEY_NAME]);
/// Notes whose key it is; under a name that is noted already, a further key is noted besides. LUR_BAD_INPUT:
/// that key is noted under another name; LUR_IO.
LUR_NODISCARD lur_status lur_keys_note(const struct lur_key_public *key, const char *name,
                                       struct lur_diag *diag);
/// Visits those noted, in the order they were.
void lur_keys_each(void (*visit)(const struct lur_key_public *key, const char *name, void *ctx), void *ctx);
/// A key as it is given on the command line: itself, or a file that begins with it.
bool lur_keys_read(const char *given, struct lur_key_public *out);
/// Where the own key lies; "" where no place can be told. Writes at most size bytes; returns out.
const char *lur_keys_path(char *out, size_t size);

#endif
