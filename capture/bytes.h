/// \file
/// Internal to capture/. Numbers in the byte order of WAV files and journals: the lowest byte first.
#ifndef LUR_CAPTURE_BYTES_H
#define LUR_CAPTURE_BYTES_H

#include <stddef.h>
#include <stdint.h>

/// Writes the lowest n bytes of v.
static inline void lur_bytes_put(unsigned char *to, size_t n, uint64_t v)
{
  for (size_t i = 0; i < n; i++) to[i] = (unsigned char)(v >> (8 * i));
}

/// Reads n bytes, at most 8.
static inline uint64_t lur_bytes_get(const unsigned char *from, size_t n)
{
  uint64_t v = 0;
  for (size_t i = n; i > 0; i--) v = v << 8 | from[i - 1];
  return v;
}

#endif
