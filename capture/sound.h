/// \file
/// Where sound comes from: a device, or a file that plays as if it were one.
#ifndef LUR_CAPTURE_SOUND_H
#define LUR_CAPTURE_SOUND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/ring.h"
#include "capture/devices.h"

typedef enum {
  LUR_SOUND_RUNS,
  LUR_SOUND_ENDED, ///< there is no more, as it should be: a file has been played
  LUR_SOUND_STUCK, ///< nothing comes, and what should make it come does not answer; it may catch up
  LUR_SOUND_GONE   ///< the device was taken away or turned into another, or its sound server ended
} lur_sound_state;

/// Flags of a ring's block.
enum {
  LUR_SOUND_OVERRUN = 1, ///< the device says that it lost something before it
  LUR_SOUND_LEG = 16 ///< from this bit on: the number of the leg. A device that comes back begins another,
                     ///< in which the samples are counted from 0 again
};

/// Something that sounds: 16-bit samples, interleaved, put into a ring. The functions are called by one
/// thread.
struct lur_sound {
  char name[128];
  int rate_hz, channels; ///< of the samples; channels is 1 or 2
  bool by_the_clock;     ///< one second of sound takes one second
  bool comes_back;       ///< when it is GONE it is tried again until it is stopped, and may be RUNS once more
  /// Begins to write blocks into the ring, which is borrowed until stop. Blocks start at sample 0; one that
  /// finds no room is left out. LUR_DEVICE: it will not start.
  lur_status (*start)(struct lur_sound *s, lur_ring *ring, struct lur_diag *diag);
  /// While it is ENDED or GONE, what is in the ring is all there will be of that leg. May be called by any
  /// thread between start and stop.
  lur_sound_state (*state)(struct lur_sound *s);
  /// When leg `leg` began: `samples` per channel of it had come at *ns of CLOCK_MONOTONIC. False: not known
  /// (yet). NULL: there is one leg only.
  bool (*began)(struct lur_sound *s, unsigned leg, int64_t *ns, int64_t *samples);
  /// Whether leg `leg` ended because it heard something else than the device; only its first `samples` per
  /// channel are known to be the device's. NULL: it cannot happen.
  bool (*strayed)(struct lur_sound *s, unsigned leg, int64_t *samples);
  void (*stop)(struct lur_sound *s);  ///< nothing is written into the ring from when it returns
  void (*close)(struct lur_sound *s); ///< stops and frees it
};

/// Opens a device at 48000 Hz, or at its own rate where it cannot do that. `channels`: 1, 2, or 0 for two
/// where the device has as many. It is heard by processes of its own, so that nothing the sound system does
/// can hold up or end this one; to be called before the program has threads. LUR_DEVICE: it cannot be opened,
/// another lur records from it, or the sound system does not answer; diag says which. LUR_UNSUPPORTED: it has
/// not so many channels. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_sound_open_device(const struct lur_device *device, int channels,
                                               struct lur_sound **out, struct lur_diag *diag);

typedef enum {
  LUR_SOUND_IN_TIME, ///< a second of sound takes a second
  LUR_SOUND_AT_ONCE  ///< as fast as the ring is emptied
} lur_sound_pace;

/// Plays a recording, at 48000 Hz. Errors as lur_reader_open; LUR_UNSUPPORTED also where it has not so many
/// channels.
LUR_NODISCARD lur_status lur_sound_open_file(const char *path, int channels, lur_sound_pace pace,
                                             struct lur_sound **out, struct lur_diag *diag);
void lur_sound_close(struct lur_sound *s); ///< NULL is fine

#endif
