/// \file
/// Recordings in: any sound file that a telephone system makes, as floats at the rate of the analysis.
///
/// Read are WAV (PCM, float, A-law, u-law, GSM 6.10, ADPCM), RF64, W64, AIFF, AU, CAF, FLAC, Ogg Vorbis, Ogg
/// Opus and MP3, and what else libsndfile opens; 8000 to 192000 Hz, one or two channels. Memory does not grow
/// with the length.
///
/// A name is a path, "-" for standard input, or two mono files as the two sides of one call,
/// "caller.wav+agent.wav". A name that exists as it stands is one file, whatever plus signs are in it. The
/// first leg is channel 0 and the second channel 1. By default the first is the caller. That suits Asterisk's
/// "x-in.wav+x-out.wav" when the recorded telephone channel is the caller's: "in" is what the system heard
/// from that channel, "out" what it sent there. When the recording was made on the agent's channel, or on the
/// outgoing channel of the caller's own exchange, name the legs the other way round or give the roles.
///
/// Errors at opening (diag holds a sentence with the file's name): LUR_NOT_FOUND no such file; LUR_IO reading
/// failed; LUR_BAD_INPUT may not be read, not a recording, a header that contradicts itself, or no sound
/// in it; LUR_UNSUPPORTED a sound file of a kind, rate or channel count that lur does not take; LUR_NO_MEM.
/// Damage that is found later (a truncated file) is no error: what can be read is read, LUR_END follows, and
/// the recording says complete = false with its problem.
#ifndef LUR_AUDIO_READER_H
#define LUR_AUDIO_READER_H

#include <stddef.h>

#include "audio/recording.h"
#include "base/diag.h"

/// Sees the samples as they were recorded, before resampling: for clipping, dropouts and bandwidth. pcm: n *
/// channels floats, interleaved, of the file's channels channel .. channel + channels - 1, at rate_hz; valid
/// during the call only.
typedef void lur_reader_tap(void *self, int channel, int channels, int rate_hz, const float *pcm, size_t n);

struct lur_reader_options {
  lur_role role[2]; ///< CALLER and AGENT in some order: said by the user; NONE, NONE: from metadata, else
                    ///< channel 0 caller
  int read_rate_hz; ///< 8000 to 192000; 0 = 8000, or 16000 for files of 16 kHz and more
  bool native_rate; ///< true: the file's own rate, no resampling (two legs: the higher rate); read_rate_hz is
                    ///< not looked at
  lur_reader_tap *tap; ///< NULL: none
  void *tap_self;      ///< borrowed until lur_reader_close
};
struct lur_reader_options lur_reader_options_default(void);

typedef struct lur_reader lur_reader;

/// Opens a name as described above. `options` may be NULL (defaults). LUR_BAD_ARG: options out of range, or
/// one role given twice.
LUR_NODISCARD lur_status lur_reader_open(const char *name, const struct lur_reader_options *options,
                                         lur_reader **out, struct lur_diag *diag);
/// The same from memory. `bytes` is borrowed until lur_reader_close; `name` is what messages call it.
LUR_NODISCARD lur_status lur_reader_open_memory(const void *bytes, size_t size, const char *name,
                                                const struct lur_reader_options *options, lur_reader **out,
                                                struct lur_diag *diag);
/// Reads up to n samples per channel into pcm (room for n * channels floats, interleaved, nominal [-1, 1],
/// always finite). *got is 0 exactly when the result is not LUR_OK. LUR_END: finished, also at the end of a
/// damaged file. LUR_IO: the disk failed in mid-file. LUR_NO_MEM. After either the reader can only be closed.
/// The whole is round(samples * read rate / own rate) long, with no delay.
LUR_NODISCARD lur_status lur_reader_read(lur_reader *r, float *pcm, size_t n, size_t *got);
/// What is known by now; valid until lur_reader_close. complete, problem, note and duration_s are final after
/// LUR_END.
const struct lur_recording *lur_reader_recording(const lur_reader *r);
void lur_reader_close(lur_reader *r); ///< NULL is fine

#endif
