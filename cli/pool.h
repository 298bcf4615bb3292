/// \file
/// The same work on many files, some at a time, results in the order given.
#ifndef LUR_CLI_POOL_H
#define LUR_CLI_POOL_H

#include <stddef.h>

#include "cli/command.h"

/// Does item i; may run in any thread. What it makes is kept by `self` until shown.
typedef void lur_pool_work(void *self, size_t i);
/// Shows item i; runs in the calling thread, in order, as soon as it and all before it are done.
typedef lur_exit lur_pool_show(void *self, size_t i);

/// Runs n items on up to `threads` threads; returns the worst code shown. Without threads to be had it works
/// in the caller's.
lur_exit lur_pool_run(size_t n, int threads, lur_pool_work *work, lur_pool_show *show, void *self);

#endif
