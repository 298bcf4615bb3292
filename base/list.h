/// \file
/// Growable arrays: a plain struct of `at`, `n` and `room`, grown by one function.
#ifndef LUR_BASE_LIST_H
#define LUR_BASE_LIST_H

#include <stddef.h>

#include "base/status.h"

/// Makes room for one more item in an array of n items of `size` bytes. Returns `at` itself or the moved
/// array, with *room updated; NULL when memory is out, and then `at` is still valid and unchanged.
LUR_NODISCARD void *lur_grow(void *at, size_t *room, size_t n, size_t size);

/// A stretch of time, seconds from the start of the recording; half open [start_s, end_s), end_s >= start_s.
struct lur_span {
  double start_s, end_s;
};
/// Zero-initialise; clear with lur_spans_clear.
struct lur_spans {
  struct lur_span *at;
  size_t n, room;
};
LUR_NODISCARD lur_status lur_spans_add(struct lur_spans *list, double start_s, double end_s);
void lur_spans_clear(struct lur_spans *list); ///< frees; the list is empty and usable again
double lur_spans_total_s(const struct lur_spans *list);

#endif
