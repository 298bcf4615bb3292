/// \file
/// What is known about one recording: a plain record, filled by the reader, printed by reports.
#ifndef LUR_AUDIO_RECORDING_H
#define LUR_AUDIO_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/role.h"
#include "base/status.h"

struct lur_recording {
  char *name;         ///< as given: "a.wav", "in.wav+out.wav", "-"
  char format[48];    ///< "WAV PCM16", "WAV A-law", "FLAC 16", "Ogg Opus", "MP3" ...; two legs of two kinds:
                      ///< "WAV GSM + FLAC 16"
  int sample_rate_hz; ///< of the file; of two legs the higher
  int channels;       ///< 1 or 2; two mono legs are 2
  int read_rate_hz;   ///< of the samples that lur_reader_read gives
  double expected_s;  ///< length the file promises; NAN where it does not say. For progress only
  double duration_s;  ///< length of what has been read so far; of the whole recording after LUR_END
  int64_t samples;    ///< per channel, at sample_rate_hz, read so far
  bool complete;      ///< false: damaged, and read as far as it goes. Settled at LUR_END
  char problem[400];  ///< one sentence in the user's language when not complete, else ""
  char note[400];     ///< one sentence about something that is no damage (a short leg was padded), else ""
  lur_role role[2];   ///< CALLER and AGENT in some order; one channel: MIX, NONE
  lur_roles_from roles_from;
  char *title, *comment,
      *date; ///< from the file's metadata, without lur's own words; NULL where there is none
};

/// A deep copy into *out, which needs lur_recording_clear. LUR_NO_MEM: *out is empty.
LUR_NODISCARD lur_status lur_recording_copy(const struct lur_recording *from, struct lur_recording *out);
void lur_recording_clear(
    struct lur_recording *r); ///< frees what it holds; an empty or cleared record is fine

#endif
