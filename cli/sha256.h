/// \file
/// SHA-256 of a file, by libcrypto.
#ifndef LUR_CLI_SHA256_H
#define LUR_CLI_SHA256_H

#include "base/diag.h"

/// Writes 64 hexadecimal digits and an end into hex. LUR_IO: the file cannot be read (standard input and two
/// legs are no file).
LUR_NODISCARD lur_status lur_sha256_file(const char *path, char hex[65], struct lur_diag *diag);

#endif
