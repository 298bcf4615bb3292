/// \file
/// C's atomic types, for headers that C++ reads as well.
#ifndef LUR_BASE_ATOMICS_H
#define LUR_BASE_ATOMICS_H

#ifdef __cplusplus
#include <atomic>
using std::atomic_bool;
using std::atomic_int;
using std::atomic_llong;
using std::atomic_uint;
#else
#include <stdatomic.h>
#endif

#endif
