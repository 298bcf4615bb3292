/// \file
/// What is wrong with a few seconds of sound from a device.
///
/// Nothing but samples goes in, and nothing is kept. Best is a piece in which the caller speaks, and nobody
/// else.
#ifndef LUR_CAPTURE_SOUNDCHECK_H
#define LUR_CAPTURE_SOUNDCHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/role.h"
#include "base/status.h"

/// What is looked for. Each of one channel, but for TWINS and SWAPPED.
typedef enum {
  LUR_CHECK_SILENT,   ///< nothing but digital silence
  LUR_CHECK_FAINT,    ///< level_db: its peak, too low for speech, in dBFS
  LUR_CHECK_CLIPPING, ///< count: so many samples are cut off
  LUR_CHECK_DC,       ///< level_db: the constant part, in dBFS
  LUR_CHECK_HUM,      ///< level_db: in dBFS; hz: 50 or 60, the mains whose harmonics it has
  LUR_CHECK_TWINS,    ///< both channels carry the same sound
  LUR_CHECK_ECHO,     ///< the channel has the other's sound too, level_db weaker (below 0), lag_s later
  LUR_CHECK_SWAPPED,  ///< the caller's channel has what should be on the agent's, and the other way round
  LUR_CHECK_KINDS
} lur_check_kind;

struct lur_finding {
  lur_check_kind kind;
  int channel; ///< 0 or 1; -1: both
  double level_db, lag_s;
  int hz;
  int64_t count;
};

/// What one channel carries.
struct lur_heard_channel {
  double peak_dbfs, rms_dbfs; ///< -INFINITY for digital silence
  bool voice;                 ///< something that comes and goes as speech does
  bool tone;                  ///< mostly a telephone's tone: dialling, ringing, busy
};

struct lur_soundcheck {
  struct lur_heard_channel channel[2];
  struct lur_finding finding[16];
  size_t n; ///< findings, in the order of their kinds
};

/// Looks at n samples per channel, interleaved; at least one second is needed for HUM and ECHO. `rate_hz`:
/// from 8000. `role`: who is on which channel, for SWAPPED; caller first where it says nothing. LUR_NO_MEM;
/// LUR_BAD_ARG: no samples, or another number of channels or rate.
LUR_NODISCARD lur_status lur_soundcheck_of(const int16_t *pcm, size_t n, int channels, int rate_hz,
                                           const lur_role role[2], struct lur_soundcheck *out);

#endif
