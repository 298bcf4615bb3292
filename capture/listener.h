/// \file
/// Internal to capture/. What happens each time a device has sound: one write into a ring and nothing else.
///
/// It runs on the sound system's own thread, which has a few milliseconds: no memory is asked for in here, no
/// lock is taken and the system is not called. A test runs it where each of these ends the process.
#ifndef LUR_CAPTURE_LISTENER_H
#define LUR_CAPTURE_LISTENER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/atomics.h"
#include "base/ring.h"

/// May lie in memory that several processes share, but for the ring, which is of the one that hears.
struct lur_listener {
  lur_ring *ring;
  unsigned leg;       ///< put into the blocks' flags, see capture/sound.h
  atomic_bool open;   ///< false: what is heard is of no use
  atomic_llong heard; ///< samples per channel since it is open
};

/// n samples per channel have come; `lost`: the sound system says that some before them have not. Without
/// room in the ring they are counted all the same, so that they show as a gap in the blocks' starts.
void lur_listener_hear(struct lur_listener *l, const void *samples, size_t n, bool lost);

#endif
