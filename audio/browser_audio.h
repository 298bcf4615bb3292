/// \file
/// A recording as a file that web browsers play: the original bytes where they do (FLAC, WAV PCM16, A-law and
/// u-law, Ogg Opus, MP3), else FLAC of 16 bits at the recording's own rate (GSM, ADPCM, AIFF, AU, CAF, W64,
/// Vorbis, two legs, damaged files ...).
#ifndef LUR_AUDIO_BROWSER_AUDIO_H
#define LUR_AUDIO_BROWSER_AUDIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "audio/recording.h"
#include "base/diag.h"

struct lur_browser_audio {
  FILE *stream;          ///< at its start, to be read; the original itself or an unlinked temporary file
  int64_t size;          ///< in bytes
  const char *mime;      ///< "audio/flac", "audio/wav", "audio/ogg", "audio/mpeg"; static
  const char *extension; ///< "flac", "wav", "ogg", "mp3"; static
  bool transcoded;       ///< not the original bytes
};

/// `name` as for lur_reader_open ("-" cannot be read a second time and is LUR_BAD_ARG). `known`: what a
/// reader said at LUR_END about this very file; NULL: it is read through to learn whether all of it is there.
/// *out needs lur_browser_audio_close. Errors as lur_reader_open; LUR_IO also when there is no room for the
/// temporary file (in $TMPDIR, else /tmp).
LUR_NODISCARD lur_status lur_browser_audio_open(const char *name, const struct lur_recording *known,
                                                struct lur_browser_audio *out, struct lur_diag *diag);
void lur_browser_audio_close(struct lur_browser_audio *a); ///< an empty or closed record is fine

/// The whole of it in memory: *bytes, of a->size bytes, is yours to free(). LUR_IO: reading failed.
/// LUR_NO_MEM.
LUR_NODISCARD lur_status lur_browser_audio_load(const struct lur_browser_audio *a, unsigned char **bytes,
                                                struct lur_diag *diag);

#endif
