#include "base/ring.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { line = 64 }; ///< bytes of a cache line: the two threads' counters do not share one

// NOLINTBEGIN(clang-analyzer-optin.performance.Padding): the padding keeps the two threads off each other's
// line
/// `written` and `taken` count bytes and never go back; what lies between them is in the ring.
struct lur_ring {
  unsigned char *bytes;
  size_t room; ///< a power of two
  size_t unit;
  alignas(line) atomic_size_t written; ///< stored by the writer only
  alignas(line) atomic_size_t taken;   ///< stored by the reader only
};
// NOLINTEND(clang-analyzer-optin.performance.Padding)

lur_status lur_ring_new(size_t bytes, size_t unit, lur_ring **out)
{
  size_t room = line;
  if (!unit || bytes > (size_t)1 << 30) return LUR_BAD_ARG;
  while (room < bytes) room *= 2;
  lur_ring *r = aligned_alloc(line, sizeof *r);
  if (!r) return LUR_NO_MEM;
  *r = (lur_ring){.bytes = malloc(room), .room = room, .unit = unit};
  if (!r->bytes) {
    free(r);
    return LUR_NO_MEM;
  }
  memset(r->bytes, 0, room); // the pages are there before sound is waiting
  atomic_init(&r->written, 0);
  atomic_init(&r->taken, 0);
  *out = r;
  return LUR_OK;
}

void lur_ring_free(lur_ring *r)
{
  if (!r) return;
  free(r->bytes);
  free(r);
}

static void copy_in(lur_ring *r, size_t at, const void *from, size_t n)
{
  size_t place = at & (r->room - 1), before_end = r->room - place;
  size_t first = n < before_end ? n : before_end;
  memcpy(r->bytes + place, from, first);
  memcpy(r->bytes, (const unsigned char *)from + first, n - first);
}

static void copy_out(const lur_ring *r, size_t at, void *to, size_t n)
{
  size_t place = at & (r->room - 1), before_end = r->room - place;
  size_t first = n < before_end ? n : before_end;
  memcpy(to, r->bytes + place, first);
  memcpy((unsigned char *)to + first, r->bytes, n - first);
}

bool lur_ring_write(lur_ring *r, const struct lur_ring_block *block, const void *samples)
{
  size_t written = atomic_load_explicit(&r->written, memory_order_relaxed);
  size_t taken = atomic_load_explicit(&r->taken, memory_order_acquire);
  size_t size = block->n * r->unit;
  if (size + sizeof *block > r->room - (written - taken)) return false;
  copy_in(r, written, block, sizeof *block);
  copy_in(r, written + sizeof *block, samples, size);
  atomic_store_explicit(&r->written, written + sizeof *block + size, memory_order_release);
  return true;
}

bool lur_ring_peek(const lur_ring *r, struct lur_ring_block *block)
{
  size_t taken = atomic_load_explicit(&r->taken, memory_order_relaxed);
  if (atomic_load_explicit(&r->written, memory_order_acquire) == taken) return false;
  copy_out(r, taken, block, sizeof *block);
  return true;
}

void lur_ring_take(lur_ring *r, void *samples)
{
  struct lur_ring_block block;
  size_t taken = atomic_load_explicit(&r->taken, memory_order_relaxed);
  copy_out(r, taken, &block, sizeof block);
  copy_out(r, taken + sizeof block, samples, block.n * r->unit);
  atomic_store_explicit(&r->taken, taken + sizeof block + block.n * r->unit, memory_order_release);
}
