/// \file
/// LUR_WIDE before a function makes the compiler build it twice, for any processor and for one with AVX2, and
/// the loader choose. Vectors of eight instead of four, the same operations in the same order, so the same
/// bits: there is no fused multiply-add in AVX2 itself. Where the build does not ask for it, or the system
/// cannot choose, it is nothing.
#ifndef LUR_ANALYSIS_WIDE_H
#define LUR_ANALYSIS_WIDE_H

#if defined(LUR_WIDE_VECTORS) && defined(__x86_64__) && defined(__linux__)
#define LUR_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define LUR_WIDE
#endif

#endif
