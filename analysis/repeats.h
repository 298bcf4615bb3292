/// \file
/// What was heard before: announcements that are played again and music that starts anew, found by comparing
/// a channel's fingerprint (prints.h) with itself. Nobody says a sentence twice to the sample, so speech that
/// repeats comes from a machine.
#ifndef LUR_ANALYSIS_REPEATS_H
#define LUR_ANALYSIS_REPEATS_H

#include "analysis/frames.h"
#include "analysis/prints.h"

/// A stretch that was heard before, `lag` frames earlier.
struct lur_repeat {
  struct lur_range range;
  int64_t lag;
};
/// Zero-initialise; clear with lur_repeats_clear.
struct lur_repeats {
  struct lur_repeat *at; ///< in order of start
  size_t n, room;
};

/// Adds each of `phrases` (ascending stretches of speech of that channel) that says for 1.2 s or more what an
/// earlier one said, or of which as much as was heard is a part of such a one. The time it takes grows with
/// the number of phrases and not with its square: after ten minutes of different ones new ones are not
/// remembered, and after an hour none is looked at any more. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_repeats_of_speech(const struct lur_prints *prints,
                                               const struct lur_ranges *phrases, struct lur_repeats *out);
/// Adds each of `runs` (ascending stretches of music) that begins like something in an earlier one.
/// LUR_NO_MEM.
LUR_NODISCARD lur_status lur_repeats_of_music(const struct lur_prints *prints, const struct lur_ranges *runs,
                                              struct lur_repeats *out);
/// Adds each of `runs` whose music starts anew within it: `lag` is the length of the loop, 5 s or more.
/// LUR_NO_MEM.
LUR_NODISCARD lur_status lur_repeats_loops(const struct lur_prints *prints, const struct lur_ranges *runs,
                                           struct lur_repeats *out);
/// The first repeat that lies in [start, end) at least in part; NULL when there is none.
const struct lur_repeat *lur_repeats_within(const struct lur_repeats *list, int64_t start, int64_t end);
void lur_repeats_clear(struct lur_repeats *list);

#endif
