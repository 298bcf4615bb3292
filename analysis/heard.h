/// \file
/// What was heard on each channel, put in order once the whole call is there: speech, music, tones and keys,
/// without the copies that one channel leaks into the other and what others in the room say.
#ifndef LUR_ANALYSIS_HEARD_H
#define LUR_ANALYSIS_HEARD_H

#include "analysis/feed.h"

struct lur_heard {
  int channels;
  int64_t frames;
  struct lur_ranges speech[2], music[2]; ///< by channel; speech of people and of recordings alike
  struct lur_events
      tones; ///< ringback, busy, congestion, sit with their bursts, and beep; both channels, by start
  struct lur_keys keys[2];
};

/// Zero-initialised *heard is filled from a finished feed; its bursts are joined in place. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_heard_of(lur_feed *feed, struct lur_heard *heard);
void lur_heard_clear(struct lur_heard *heard);
/// A key of that channel begins in [start, end).
bool lur_heard_key(const struct lur_heard *heard, int channel, int64_t start, int64_t end);

#endif
