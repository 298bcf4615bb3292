/// \file
/// Sums in a fixed number of parallel lanes: fast wherever the processor has vectors, and the same bits
/// everywhere, as the order of addition is written out.
#ifndef LUR_ANALYSIS_LANES_H
#define LUR_ANALYSIS_LANES_H

enum { LUR_LANES = 8 };

/// LUR_WIDE before a function makes the compiler build it twice, for any processor and for one with AVX2, and
/// the loader choose. Vectors of eight instead of four, the same operations in the same order, so the same
/// bits: there is no fused multiply-add in AVX2 itself. Where the build does not ask for it, or the system
/// cannot choose, it is nothing; nor with clang, whose version 14 gives such functions names that nobody else
/// finds.
#if defined(LUR_WIDE_VECTORS) && defined(__x86_64__) && defined(__linux__) && !defined(__clang__)
#define LUR_WIDE __attribute__((target_clones("avx2", "default")))
/// A third time, for vectors of sixteen: worth it where long rows are added up.
#define LUR_WIDEST __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define LUR_WIDE
#define LUR_WIDEST
#endif

static inline float lur_lanes_end(const float lane[LUR_LANES])
{
  return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

/// Sum of n values, n a multiple of LUR_LANES.
static inline float lur_lanes_sum(const float *at, int n)
{
  float lane[LUR_LANES] = {0};
  for (int k = 0; k < n; k += LUR_LANES)
    for (int i = 0; i < LUR_LANES; i++) lane[i] += at[k + i];
  return lur_lanes_end(lane);
}

/// Sum of n products, n a multiple of LUR_LANES.
static inline float lur_lanes_dot(const float *a, const float *b, int n)
{
  float lane[LUR_LANES] = {0};
  for (int k = 0; k < n; k += LUR_LANES)
    for (int i = 0; i < LUR_LANES; i++) lane[i] += a[k + i] * b[k + i];
  return lur_lanes_end(lane);
}

#endif
