/// \file
/// Blocks of samples from one thread to another without a lock: one thread writes, one other thread reads,
/// and neither ever waits for the other. Each block says at which sample it starts, so that a block that
/// found no room shows as a gap in the starts of those that did.
///
/// The ring lies in shared memory, so the two threads may be in two processes: one that is killed while it
/// writes leaves the ring as it was before that block.
#ifndef LUR_BASE_RING_H
#define LUR_BASE_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct lur_ring_block {
  int64_t start;  ///< its first sample, counted per channel from the first one of all
  uint32_t n;     ///< samples per channel
  uint32_t flags; ///< what the writer wants to say of it
};

typedef struct lur_ring lur_ring;

/// A ring with room for at least `bytes` of blocks; each block takes 16 bytes beside its samples. `unit`:
/// bytes of one sample of all channels, at least 1. It is kept in memory (mlock) where that is allowed.
/// LUR_BAD_ARG: unit is 0, or bytes over 1 GB. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_ring_new(size_t bytes, size_t unit, lur_ring **out);
void lur_ring_free(lur_ring *r); ///< after both threads are done with it; NULL is fine

/// A descriptor of the ring's memory, for lur_ring_join in another process; the ring's own.
int lur_ring_descriptor(const lur_ring *r);
/// The same ring in another process. The descriptor is the ring's from then on, and closed if it fails.
/// LUR_BAD_ARG: it is no ring's; LUR_NO_MEM.
LUR_NODISCARD lur_status lur_ring_join(int descriptor, lur_ring **out);
/// Whether the system has promised never to move the ring out of memory.
bool lur_ring_is_locked(const lur_ring *r);
/// Bytes in it now, of those that there is room for: how far the reader is behind. Any thread.
size_t lur_ring_waiting(const lur_ring *r, size_t *room);

/// Writer thread only. Copies the block and its n * unit bytes of samples, whole or not at all. False: there
/// is no room. Waits for nothing and asks the system for nothing, so it may be called where sound is made.
LUR_NODISCARD bool lur_ring_write(lur_ring *r, const struct lur_ring_block *block, const void *samples);

/// Reader thread only. The next block, left where it is. False: there is none now.
LUR_NODISCARD bool lur_ring_peek(const lur_ring *r, struct lur_ring_block *block);
/// Reader thread only, after lur_ring_peek has returned true: takes that block's samples (room for n * unit
/// bytes), and the block out of the ring.
void lur_ring_take(lur_ring *r, void *samples);

#endif
