/// \file
/// Stretches of calls as sound for pages.
#ifndef LUR_CLI_RESULTS_CLIP_H
#define LUR_CLI_RESULTS_CLIP_H

#include <stdint.h>
#include <stdio.h>

#include "base/list.h"
#include "store/store.h"

/// Where calls are looked up, by one thread at a time.
struct lur_clips;
/// The store is borrowed. NULL: no memory.
struct lur_clips *lur_clips_new(lur_store *store);
void lur_clips_free(struct lur_clips *clips); ///< NULL is fine
/// A lur_result_clip; self is a struct lur_clips. A little is played before and after the stretch, and of a
/// long one only the beginning. LUR_NOT_FOUND also where the sound cannot be read: the page then goes
/// without.
lur_status lur_results_clip(void *self, int64_t call, const struct lur_span *at, FILE **stream,
                            const char **media_type);

#endif
