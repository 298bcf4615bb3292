#include "cli/sha256.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"

static int digest(FILE *f, EVP_MD_CTX *context, unsigned char *out)
{
  unsigned char bytes[65536];
  size_t n;
  if (!EVP_DigestInit_ex(context, EVP_sha256(), NULL)) return 0;
  while ((n = fread(bytes, 1, sizeof bytes, f)) > 0)
    if (!EVP_DigestUpdate(context, bytes, n)) return 0;
  return !ferror(f) && EVP_DigestFinal_ex(context, out, NULL);
}

lur_status lur_sha256_file(const char *path, char hex[65], struct lur_diag *diag)
{
  unsigned char out[32];
  FILE *f = fopen(path, "rb");
  if (!f)
    return lur_diag_set(diag, LUR_IO, path, 0, 0,
                        _("no digest can be taken of it (%s); give the name of one file"), strerror(errno));
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  int done = context && digest(f, context, out);
  EVP_MD_CTX_free(context);
  fclose(f);
  if (!done)
    return lur_diag_set(diag, LUR_IO, path, 0, 0, "%s", _("it could not be read to its end for its digest"));
  for (int i = 0; i < 32; i++) snprintf(hex + 2 * i, 3, "%02x", out[i]);
  return LUR_OK;
}
