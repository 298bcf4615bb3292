/// \file
/// The streaming half of the analyser: samples to frames, spectrum, tones, keys, music and activity of each
/// channel, and per speech segment what its levels need. Nothing here grows with the length but the lists of
/// what was found.
#ifndef LUR_ANALYSIS_FEED_H
#define LUR_ANALYSIS_FEED_H

#include "analysis/activity.h"
#include "analysis/dtmf.h"
#include "analysis/level.h"
#include "analysis/loudness.h"
#include "analysis/music.h"
#include "analysis/prints.h"
#include "analysis/spectrum.h"
#include "analysis/tones.h"

/// What is kept of a speech segment beside its time.
struct lur_segment {
  struct lur_range range;
  struct lur_p56_sums p56;
  size_t first_block, blocks; ///< its loudness blocks, a range of lur_feed_channel.block
  lur_level band[LUR_BANDS];  ///< mean level of each band: what tells a voice or a line from another
  lur_pitch pitch;            ///< median of the frames that have one, and how many those are
  uint32_t pitched;
};
struct lur_bursts {
  struct lur_burst *at;
  size_t n, room;
};
struct lur_keys {
  struct lur_key *at;
  size_t n, room;
};

/// Levels of a frame, kept until its segment is settled.
struct lur_frame_levels {
  float square, kweighted; // sum of squares; mean square after K-weighting
  lur_pitch pitch;
  uint8_t at_highest[LUR_P56_THRESHOLDS];
};

struct lur_feed_channel {
  float *line; // samples: windows to come begin at lur_feed.used, the newest ends at lur_feed.filled
  struct lur_p56 p56;
  struct lur_frame_levels levels[lur_activity_ring];
  struct lur_tones tones;
  struct lur_dtmf dtmf;
  struct lur_music music;
  struct lur_bursts bursts;
  struct lur_keys keys;
  struct lur_segment *segment; // settled ones, in order
  size_t segments, segments_room;
  bool open;                    // the last segment still grows
  uint64_t band_sum[LUR_BANDS]; // of the segment that grows
  uint32_t pitch_count[LUR_PITCHES];
  int64_t settled; // frames taken over from activity
  float *block;    // loudness blocks of all segments
  size_t blocks, blocks_room;
  lur_level *contour; // mean level of each 100 ms
  size_t contours, contours_room;
  uint32_t contour_sum;
  struct lur_prints prints;
};

typedef struct {
  int rate, channels;
  int hop;                   // samples of a frame
  size_t window;             // samples that are looked at for it
  size_t room, used, filled; // of each channel's line
  float *pending;            // samples of a hop that is not full yet, interleaved
  int pending_n;
  int64_t hops, samples; // hops and samples per channel so far
  int64_t looked;        // frames that have been looked at
  struct lur_kweight kweight;
  lur_spectrum *spectrum;
  lur_activity activity;
  struct lur_feed_channel *channel;
  bool finished;
} lur_feed;

/// Rate 8000 or 16000, channels 1 or 2. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_feed_start(lur_feed *f, int rate, int channels);
LUR_NODISCARD lur_status lur_feed_push(lur_feed *f, const float *pcm,
                                       size_t n);      ///< n samples per channel, interleaved
LUR_NODISCARD lur_status lur_feed_finish(lur_feed *f); ///< all lists are final after it
int64_t lur_feed_frames(const lur_feed *f);            ///< frames of the recording, the last may be cut
void lur_feed_clear(lur_feed *f);                      ///< of a half-made one too

#endif
