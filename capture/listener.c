#include "capture/listener.h"

#include "capture/sound.h"

void lur_listener_hear(struct lur_listener *l, const void *samples, size_t n, bool lost)
{
  if (!atomic_load_explicit(&l->open, memory_order_acquire)) return;
  long long heard = atomic_load_explicit(&l->heard, memory_order_relaxed);
  const struct lur_ring_block block = {
      .start = heard, .n = (uint32_t)n, .flags = (lost ? LUR_SOUND_OVERRUN : 0) | l->leg << LUR_SOUND_LEG};
  bool kept = samples && lur_ring_write(l->ring, &block, samples);
  (void)kept; // what finds no room shows as a gap in the starts
  atomic_store_explicit(&l->heard, heard + (long long)n, memory_order_release);
}
