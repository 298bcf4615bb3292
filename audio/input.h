/// \file
/// Internal to audio/. The bytes of one sound file: a file, standard input spooled to disk, or memory.
/// Readable at any place, with a few bytes of a broken header replaced in passing.
#ifndef LUR_AUDIO_INPUT_H
#define LUR_AUDIO_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"

struct lur_input {
  int fd;                     ///< -1: memory
  const unsigned char *bytes; ///< borrowed; NULL: fd
  int64_t size;               ///< where the bytes end; may be made smaller to hide a broken end
  int64_t patch_at;           ///< file offset of the patch
  unsigned char patch[8];
  size_t patch_n; ///< 0: no patch
  int error;      ///< errno of the first failed read, else 0
};

/// Opens a path or "-" (standard input). Pipes are copied to an unlinked file in $TMPDIR, else /tmp.
/// LUR_NOT_FOUND, LUR_IO, LUR_BAD_INPUT (a folder, a device, empty): diag says it with the name.
LUR_NODISCARD lur_status lur_input_open(const char *name, struct lur_input *out, struct lur_diag *diag);
void lur_input_of_memory(const void *bytes, size_t size, struct lur_input *out);
void lur_input_close(struct lur_input *in);
/// Up to n bytes from `at`; returns how many, less than n only at the end or when in->error is set.
size_t lur_input_read(struct lur_input *in, int64_t at, void *to, size_t n);
bool lur_input_read_all(struct lur_input *in, int64_t at, void *to, size_t n); ///< true: all n were there
/// From now on the n (at most 8) bytes at `at` read as `with`.
void lur_input_patch(struct lur_input *in, int64_t at, const unsigned char *with, size_t n);
/// An unlinked file for reading and writing in $TMPDIR, else /tmp; -1 with errno.
int lur_input_temporary(void);

uint32_t lur_le16(const unsigned char *p);
uint32_t lur_le32(const unsigned char *p);
uint64_t lur_le64(const unsigned char *p);
uint32_t lur_be16(const unsigned char *p);
uint32_t lur_be32(const unsigned char *p);
uint64_t lur_be64(const unsigned char *p);

#endif
