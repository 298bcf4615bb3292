/// \file
/// C's atomic types, for headers that C++ reads as well. There it only learns how large they are.
#ifndef LUR_BASE_ATOMICS_H
#define LUR_BASE_ATOMICS_H

#ifdef __cplusplus
typedef bool atomic_bool;
typedef int atomic_int;
typedef unsigned atomic_uint;
typedef long long atomic_llong;
#else
#include <stdatomic.h>
#endif

#endif
