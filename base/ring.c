#define _GNU_SOURCE // memfd_create, MAP_POPULATE
#include "base/ring.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { line = 64 }; ///< bytes of a cache line: the two threads' counters do not share one

static const uint64_t mark = 0x6c75722072696e67; ///< a ring's memory begins with it

// NOLINTBEGIN(clang-analyzer-optin.performance.Padding): the padding keeps the two threads off each other's
// line
/// What both processes see. `written` and `taken` count bytes and never go back; what lies between them is in
/// the ring.
struct shared {
  uint64_t mark;
  uint64_t room; ///< a power of two
  uint64_t unit;
  alignas(line) atomic_size_t written; ///< stored by the writer only
  alignas(line) atomic_size_t taken;   ///< stored by the reader only
  alignas(line) unsigned char bytes[];
};
// NOLINTEND(clang-analyzer-optin.performance.Padding)

struct lur_ring {
  struct shared *shared;
  unsigned char *bytes;
  size_t room, unit, mapped;
  int descriptor;
  bool locked;
};

/// Maps the descriptor's memory with all its pages, so that none is fetched while sound is waiting.
static lur_status map(lur_ring *r, size_t mapped)
{
  void *at = mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, r->descriptor, 0);
  if (at == MAP_FAILED) return LUR_NO_MEM;
  r->shared = at;
  r->bytes = r->shared->bytes;
  r->mapped = mapped;
  r->locked = mlock(at, mapped) == 0;
  return LUR_OK;
}

lur_status lur_ring_new(size_t bytes, size_t unit, lur_ring **out)
{
  size_t room = line;
  if (!unit || bytes > (size_t)1 << 30) return LUR_BAD_ARG;
  while (room < bytes) room *= 2;
  lur_ring *r = calloc(1, sizeof *r);
  if (!r) return LUR_NO_MEM;
  *r = (lur_ring){.room = room, .unit = unit, .descriptor = memfd_create("lur-ring", MFD_CLOEXEC)};
  size_t mapped = sizeof(struct shared) + room;
  lur_status status =
      r->descriptor >= 0 && ftruncate(r->descriptor, (off_t)mapped) == 0 ? LUR_OK : LUR_NO_MEM;
  if (status == LUR_OK) status = map(r, mapped);
  if (status != LUR_OK) {
    lur_ring_free(r);
    return status;
  }
  r->shared->mark = mark;
  r->shared->room = room;
  r->shared->unit = unit;
  *out = r;
  return LUR_OK;
}

/// Whether the memory is as large as the ring in it says.
static lur_status take_shape(lur_ring *r)
{
  const struct shared *s = r->shared;
  if (s->mark != mark || !s->unit || s->room != r->mapped - sizeof *s) return LUR_BAD_ARG;
  r->room = (size_t)s->room;
  r->unit = (size_t)s->unit;
  return LUR_OK;
}

lur_status lur_ring_join(int descriptor, lur_ring **out)
{
  struct stat about;
  lur_ring *r = calloc(1, sizeof *r);
  if (!r) {
    close(descriptor);
    return LUR_NO_MEM;
  }
  r->descriptor = descriptor;
  bool fits = fstat(descriptor, &about) == 0 && about.st_size > (off_t)sizeof(struct shared);
  lur_status status = fits ? map(r, (size_t)about.st_size) : LUR_BAD_ARG;
  if (status == LUR_OK) status = take_shape(r);
  if (status == LUR_OK)
    *out = r;
  else
    lur_ring_free(r);
  return status;
}

void lur_ring_free(lur_ring *r)
{
  if (!r) return;
  if (r->shared) munmap(r->shared, r->mapped);
  if (r->descriptor >= 0) close(r->descriptor);
  free(r);
}

int lur_ring_descriptor(const lur_ring *r)
{
  return r->descriptor;
}

bool lur_ring_is_locked(const lur_ring *r)
{
  return r->locked;
}

size_t lur_ring_waiting(const lur_ring *r, size_t *room)
{
  size_t taken = atomic_load_explicit(&r->shared->taken, memory_order_acquire);
  *room = r->room;
  return atomic_load_explicit(&r->shared->written, memory_order_acquire) - taken;
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
  size_t written = atomic_load_explicit(&r->shared->written, memory_order_relaxed);
  size_t taken = atomic_load_explicit(&r->shared->taken, memory_order_acquire);
  size_t size = block->n * r->unit;
  if (size + sizeof *block > r->room - (written - taken)) return false;
  copy_in(r, written, block, sizeof *block);
  copy_in(r, written + sizeof *block, samples, size);
  atomic_store_explicit(&r->shared->written, written + sizeof *block + size, memory_order_release);
  return true;
}

bool lur_ring_peek(const lur_ring *r, struct lur_ring_block *block)
{
  size_t taken = atomic_load_explicit(&r->shared->taken, memory_order_relaxed);
  if (atomic_load_explicit(&r->shared->written, memory_order_acquire) == taken) return false;
  copy_out(r, taken, block, sizeof *block);
  return true;
}

void lur_ring_take(lur_ring *r, void *samples)
{
  struct lur_ring_block block;
  size_t taken = atomic_load_explicit(&r->shared->taken, memory_order_relaxed);
  copy_out(r, taken, &block, sizeof block);
  copy_out(r, taken + sizeof block, samples, block.n * r->unit);
  atomic_store_explicit(&r->shared->taken, taken + sizeof block + block.n * r->unit, memory_order_release);
}
