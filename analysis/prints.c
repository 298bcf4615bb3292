#include "analysis/prints.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/lanes.h"

/// The lowest band difference that has a bit: below it lie hum and what telephones cut off.
enum { first_bit_band = 1 };

static lur_status end_print(struct lur_prints *p)
{
  uint16_t *at = lur_grow(p->at, &p->room, p->n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  p->at = at;
  const uint16_t *s0 = p->sum[p->n & 3u], *s1 = p->sum[(p->n + 3) & 3u], *s2 = p->sum[(p->n + 2) & 3u],
                 *s3 = p->sum[(p->n + 1) & 3u];
  int16_t rise[LUR_BANDS]; // of the last 100 ms over the 100 ms before
  for (int b = 0; b < LUR_BANDS; b++) rise[b] = (int16_t)(s0[b] + s1[b] - s2[b] - s3[b]);
  unsigned bits = 0;
  for (unsigned i = 0; i < lur_print_bits; i++)
    bits |= (unsigned)(rise[i + first_bit_band] > rise[i + first_bit_band + 1]) << i;
  at[p->n++] = (uint16_t)bits;
  memset(p->sum[p->n & 3u], 0, sizeof p->sum[0]);
  p->frames = 0;
  return LUR_OK;
}

lur_status lur_prints_feed(struct lur_prints *p, const lur_level band[LUR_BANDS])
{
  uint16_t *sum = p->sum[p->n & 3u];
  for (int b = 0; b < LUR_BANDS; b++) sum[b] = (uint16_t)(sum[b] + band[b]);
  return ++p->frames < lur_print_frames ? LUR_OK : end_print(p);
}

void lur_prints_clear(struct lur_prints *p)
{
  free(p->at);
  *p = (struct lur_prints){0};
}

/// Bits set, four prints at once; where the processor counts bits, the compiler sees that this is what it
/// does.
static inline int bits_of(uint64_t x)
{
  x -= (x >> 1) & 0x5555555555555555u;
  x = (x & 0x3333333333333333u) + ((x >> 2) & 0x3333333333333333u);
  x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
  return (int)((x * 0x0101010101010101u) >> 56);
}

LUR_WIDE int lur_prints_differ(const uint16_t *a, const uint16_t *b, size_t n, int most)
{
  int sum = 0;
  size_t i = 0;
  for (; i + 4 <= n && sum <= most; i += 4) {
    uint64_t x, y;
    memcpy(&x, a + i, sizeof x);
    memcpy(&y, b + i, sizeof y);
    sum += bits_of(x ^ y);
  }
  for (; i < n && sum <= most; i++) sum += bits_of((uint64_t)(a[i] ^ b[i]));
  return sum;
}
