/// \file
/// Keys that vouch for a published ranking: Ed25519, by libsodium. As text a public key is one word that
/// begins with "lur-ed25519-"; the secret one begins with "lur-ed25519-secret-".
#ifndef LUR_BUNDLE_KEY_H
#define LUR_BUNDLE_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

struct lur_key_public {
  unsigned char bytes[32];
};
/// Clear with lur_key_wipe.
struct lur_key_secret {
  unsigned char bytes[64]; ///< the seed, and the public key
};
struct lur_signature {
  unsigned char bytes[64];
};

#define LUR_KEY_TEXT 96 ///< room for every key and signature as text

LUR_NODISCARD lur_status
lur_key_make(struct lur_key_secret *out); ///< at random. LUR_IO: the library does not start
struct lur_key_public lur_key_public_of(const struct lur_key_secret *secret);
void lur_key_wipe(struct lur_key_secret *secret);
bool lur_key_same(const struct lur_key_public *a, const struct lur_key_public *b);

/// Write at most LUR_KEY_TEXT bytes; return out.
const char *lur_key_print(const struct lur_key_public *key, char out[LUR_KEY_TEXT]);
const char *lur_key_print_secret(const struct lur_key_secret *key, char out[LUR_KEY_TEXT]);
/// The first 128 bits of the key's SHA-256, in groups that can be read out on the telephone: "1f0a 77c2 ...".
const char *lur_key_fingerprint(const struct lur_key_public *key, char out[LUR_KEY_TEXT]);
/// Read the first word of a text; false: it is none.
bool lur_key_parse(const char *text, struct lur_key_public *out);
bool lur_key_parse_secret(const char *text, struct lur_key_secret *out);

LUR_NODISCARD lur_status lur_key_sign(const struct lur_key_secret *key, const char *bytes, size_t size,
                                      struct lur_signature *out);
bool lur_key_signed(const struct lur_key_public *key, const char *bytes, size_t size,
                    const struct lur_signature *signature);
const char *lur_signature_print(const struct lur_signature *signature, char out[LUR_KEY_TEXT]); ///< base64
bool lur_signature_parse(const char *text, struct lur_signature *out);

/// Writes the 64 hexadecimal digits of the SHA-256 of some bytes, and an end; returns out.
const char *lur_digest_of(const char *bytes, size_t size, char out[65]);
/// A digest of a text under the secret key, as 64 hexadecimal digits: the same for the same key, and of no
/// help to whoever has not got it.
const char *lur_digest_under(const struct lur_key_secret *key, const char *text, char out[65]);

#endif
