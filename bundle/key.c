#include "bundle/key.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define PUBLIC_MARK "lur-ed25519-"
#define SECRET_MARK "lur-ed25519-secret-"

static const int form = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

lur_status lur_key_make(struct lur_key_secret *out)
{
  struct lur_key_public unused;
  if (sodium_init() < 0) return LUR_IO;
  return crypto_sign_keypair(unused.bytes, out->bytes) == 0 ? LUR_OK : LUR_IO;
}

struct lur_key_public lur_key_public_of(const struct lur_key_secret *secret)
{
  struct lur_key_public key;
  memcpy(key.bytes, secret->bytes + 32, sizeof key.bytes);
  return key;
}

void lur_key_wipe(struct lur_key_secret *secret)
{
  sodium_memzero(secret, sizeof *secret);
}

bool lur_key_same(const struct lur_key_public *a, const struct lur_key_public *b)
{
  return memcmp(a, b, sizeof *a) == 0;
}

static const char *print(const char *mark, const unsigned char *bytes, size_t size, char out[LUR_KEY_TEXT])
{
  size_t n = (size_t)snprintf(out, LUR_KEY_TEXT, "%s", mark);
  sodium_bin2base64(out + n, LUR_KEY_TEXT - n, bytes, size, form);
  return out;
}

const char *lur_key_print(const struct lur_key_public *key, char out[LUR_KEY_TEXT])
{
  return print(PUBLIC_MARK, key->bytes, sizeof key->bytes, out);
}

const char *lur_key_print_secret(const struct lur_key_secret *key, char out[LUR_KEY_TEXT])
{
  return print(SECRET_MARK, key->bytes, crypto_sign_SEEDBYTES, out);
}

const char *lur_key_fingerprint(const struct lur_key_public *key, char out[LUR_KEY_TEXT])
{
  unsigned char digest[crypto_hash_sha256_BYTES];
  char *to = out;
  crypto_hash_sha256(digest, key->bytes, sizeof key->bytes);
  for (int i = 0; i < 16; i += 2) to += snprintf(to, 6, "%s%02x%02x", i ? " " : "", digest[i], digest[i + 1]);
  return out;
}

/// Exactly `size` bytes of a word.
static bool parse(const char *mark, const char *text, unsigned char *out, size_t size)
{
  size_t got = 0;
  if (strncmp(text, mark, strlen(mark)) != 0) return false;
  text += strlen(mark);
  size_t n = strcspn(text, " \t\r\n");
  return sodium_base642bin(out, size, text, n, NULL, &got, NULL, form) == 0 && got == size;
}

bool lur_key_parse(const char *text, struct lur_key_public *out)
{
  return parse(PUBLIC_MARK, text, out->bytes, sizeof out->bytes);
}

bool lur_key_parse_secret(const char *text, struct lur_key_secret *out)
{
  unsigned char seed[crypto_sign_SEEDBYTES];
  struct lur_key_public unused;
  bool ok = sodium_init() >= 0 && parse(SECRET_MARK, text, seed, sizeof seed) &&
            crypto_sign_seed_keypair(unused.bytes, out->bytes, seed) == 0;
  sodium_memzero(seed, sizeof seed);
  return ok;
}

lur_status lur_key_sign(const struct lur_key_secret *key, const char *bytes, size_t size,
                        struct lur_signature *out)
{
  if (sodium_init() < 0) return LUR_IO;
  int done = crypto_sign_detached(out->bytes, NULL, (const unsigned char *)bytes, size, key->bytes);
  return done == 0 ? LUR_OK : LUR_IO;
}

bool lur_key_signed(const struct lur_key_public *key, const char *bytes, size_t size,
                    const struct lur_signature *signature)
{
  return sodium_init() >= 0 &&
         crypto_sign_verify_detached(signature->bytes, (const unsigned char *)bytes, size, key->bytes) == 0;
}

const char *lur_signature_print(const struct lur_signature *signature, char out[LUR_KEY_TEXT])
{
  return print("", signature->bytes, sizeof signature->bytes, out);
}

bool lur_signature_parse(const char *text, struct lur_signature *out)
{
  return parse("", text, out->bytes, sizeof out->bytes);
}

const char *lur_digest_of(const char *bytes, size_t size, char out[65])
{
  unsigned char digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(digest, (const unsigned char *)bytes, size);
  return sodium_bin2hex(out, 65, digest, sizeof digest);
}

const char *lur_digest_under(const struct lur_key_secret *key, const char *text, char out[65])
{
  unsigned char digest[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key->bytes, crypto_sign_SEEDBYTES);
  crypto_auth_hmacsha256_update(&state, (const unsigned char *)text, strlen(text));
  crypto_auth_hmacsha256_final(&state, digest);
  return sodium_bin2hex(out, 65, digest, sizeof digest);
}
