/// \file
/// Stretches of frames: sorted, disjoint, half-open intervals on the 10 ms grid, and their algebra. Exact
/// whole numbers, so that sums over a call agree to the frame.
#ifndef LUR_ANALYSIS_FRAMES_H
#define LUR_ANALYSIS_FRAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"

/// Frames per second of the decision grid.
#define LUR_FRAME_RATE 100

struct lur_range {
  int64_t start, end; ///< frames, [start, end)
};
/// Zero-initialise; clear with lur_ranges_clear. Sorted and disjoint unless a function says otherwise.
struct lur_ranges {
  struct lur_range *at;
  size_t n, room;
};

LUR_NODISCARD lur_status lur_ranges_add(struct lur_ranges *list, int64_t start,
                                        int64_t end); ///< appends; nothing if empty
void lur_ranges_clear(struct lur_ranges *list);
int64_t lur_ranges_total(const struct lur_ranges *list);
void lur_ranges_sort(struct lur_ranges *list); ///< for lists added out of order
/// Joins neighbours that are less than `gap` frames apart (gap 0: none; gap 1: those that touch). Sorted
/// input.
void lur_ranges_join(struct lur_ranges *list, int64_t gap);

/// out = a and b; a without b; a or b. `out` must be another, empty list.
LUR_NODISCARD lur_status lur_ranges_and(const struct lur_ranges *a, const struct lur_ranges *b,
                                        struct lur_ranges *out);
LUR_NODISCARD lur_status lur_ranges_minus(const struct lur_ranges *a, const struct lur_ranges *b,
                                          struct lur_ranges *out);
LUR_NODISCARD lur_status lur_ranges_or(const struct lur_ranges *a, const struct lur_ranges *b,
                                       struct lur_ranges *out);
/// Frames of `list` inside [start, end); 0 when that is empty.
int64_t lur_ranges_within(const struct lur_ranges *list, int64_t start, int64_t end);
/// Index of the first range that ends after `frame`; n when there is none.
size_t lur_ranges_seek(const struct lur_ranges *list, int64_t frame);
bool lur_ranges_contain(const struct lur_ranges *list, int64_t frame);

static inline double lur_frames_s(int64_t frames)
{
  return (double)frames / LUR_FRAME_RATE;
}
/// The frame that begins nearest to a time.
static inline int64_t lur_frames_at(double s)
{
  return (int64_t)(s * LUR_FRAME_RATE + 0.5);
}

#endif
