/// \file
/// Recordings out: 16-bit WAV or FLAC with the roles of the channels in the file's metadata, whole or not
/// there.
#ifndef LUR_AUDIO_WRITER_H
#define LUR_AUDIO_WRITER_H

#include <stddef.h>

#include "base/diag.h"
#include "base/role.h"

typedef enum {
  LUR_WRITER_WAV, ///< WAV PCM16; becomes RF64 by itself past 4 GB
  LUR_WRITER_FLAC ///< FLAC, 16 bits
} lur_writer_format;

struct lur_writer_options {
  lur_writer_format format;
  int sample_rate_hz; ///< 8000 to 192000
  int channels;       ///< 1 or 2
  lur_role role[2];   ///< kept in the file when they are CALLER and AGENT in some order, else nothing is kept
  const char *title, *comment,
      *date; ///< metadata, UTF-8, or NULL; WAV keeps the first 2,000 bytes of each. Borrowed by open
};
/// WAV, no roles, no texts.
struct lur_writer_options lur_writer_options_default(int sample_rate_hz, int channels);
/// FLAC when the name ends in ".flac" (any case), else WAV.
lur_writer_format lur_writer_format_of(const char *path);

typedef struct lur_writer lur_writer;

/// Nothing is at `path` before lur_writer_commit; what was there stays until then. LUR_IO: cannot be written,
/// diag says why. LUR_BAD_ARG: options out of range. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_writer_open(const char *path, const struct lur_writer_options *options,
                                         lur_writer **out, struct lur_diag *diag);
/// pcm: n * channels floats, interleaved, nominal [-1, 1]. Scaled by 32768 and rounded, so 16-bit samples
/// that the reader gave come out bit for bit; louder ones are clipped, values that are not finite become 0.
/// LUR_IO: the disk is full or failed.
LUR_NODISCARD lur_status lur_writer_write(lur_writer *w, const float *pcm, size_t n, struct lur_diag *diag);
/// Finishes the file, syncs it and gives it its name; frees w whatever happens. LUR_IO: `path` is as it was
/// before.
LUR_NODISCARD lur_status lur_writer_commit(lur_writer *w, struct lur_diag *diag);
void lur_writer_discard(lur_writer *w); ///< leaves nothing behind and frees w; NULL is fine

#endif
