/// \file
/// Who is active when: speech and music of one or two channels on the 10 ms grid. Each frame is judged twice
/// by small networks, first on features of both channels and a second to either side, then on what the first
/// said of the seconds round it and on how strong the speech of that channel is; the likeliest sequence of
/// both decides. Decisions come some twenty seconds late, so that memory stays the same for any length of
/// call.
#ifndef LUR_ANALYSIS_ACTIVITY_H
#define LUR_ANALYSIS_ACTIVITY_H

#include <stdbool.h>

#include "analysis/decode.h"
#include "analysis/features.h"
#include "analysis/floor.h"
#include "analysis/frames.h"
#include "analysis/tap.h"

/// Why a frame is not to be taken for speech.
enum { LUR_FRAME_TONE = 1, LUR_FRAME_KEY = 2 };

/// Frames kept; a power of two.
enum { lur_activity_ring = 4096 };

/// Groups of neighbouring bands whose means over time are shown.
enum { lur_groups = 6 };

/// Sums over all frames up to this one. They wrap round; differences within the ring are exact.
struct lur_sums {
  uint32_t over, relative, square, periodicity, flux, activation, busy, swing, group[lur_groups];
};

/// Sums of the first network's verdicts over all frames up to this one; they wrap round as well. In a ring of
/// their own, as they are looked up far and wide.
struct lur_verdicts {
  uint32_t speech, music;
};

/// One frame of one channel, as kept in the ring.
struct lur_seen {
  struct lur_features features;
  uint8_t flags;
  float periodicity; ///< 0..1
  float activation;  ///< of the music block whose middle this frame is
  // what follows is filled in by activity itself
  uint8_t over[LUR_BANDS]; // half decibels over the band's noise floor
  uint8_t level;           // against the channel's loud level, half decibels; lur_level_zero is equal to it
  uint8_t low, high;       // of `level` in the block of lur_level_block frames that ends here
  float over_noise;        // mean of `over`, dB
  float relative;          // level against the channel's loud level, dB
  float floor;             // the channel's noise floor against the same, dB
  float flux;              // mean change of the bands since the frame before, dB
  uint8_t top, top_level;  // strongest of the other channel's last 0.3 s: features.level and `level`
  float echo;              // level over what an echo of the other channel would have, dB
  float first[2];          // the first network's verdicts, log-odds of speech and of music
  float speech, music;     // the second's
  struct lur_sums sums;
};
enum { lur_level_zero = 100, lur_level_block = 16 };

/// Frames within which the other side's echo comes back, and levels of the last ones in a row, for that: the
/// ring's first ones once more at its end, so that no such stretch is broken.
enum { lur_echo_reach = 32, lur_levels_ring = 256 };
struct lur_levels {
  uint8_t level[lur_levels_ring + lur_echo_reach];
};

struct lur_activity_channel {
  struct lur_seen ring[lur_activity_ring];
  struct lur_floor band_floor[LUR_BANDS], floor; // low percentile of 8 s
  struct lur_features noise;                     // the levels of those floors
  lur_level past[lur_activity_ring]; // levels of the ring's frames, side by side, as some are looked at late
  lur_level said[lur_activity_ring]; // of those that the first network takes for speech; else 0
  struct lur_verdicts verdicts[lur_activity_ring];
  struct lur_floor loud;             // near the top of some 18 s
  float loud_db;                     // the same, followed: up at once, down slowly
  struct lur_levels levels, against; // features.level and `level` of the last frames
  struct lur_floor echo;             // of levels against the other channel's while that one talks
  uint8_t echo_past[1024];
  uint32_t echo_seen;
  struct lur_floor spoken; // levels of the frames round that the first network takes for speech
  struct lur_decoder speech_path, music_path;
  int64_t flagged;                 // end of the last decided frame that a tone or key took
  struct lur_ranges speech, music; // of frames that are decided; the last may still grow
  size_t asked;                    // the segment that lur_activity_is_speech looked at last
};

typedef struct {
  int channels;
  int64_t seen, measured, judged, weighed, decided; // frames that have been through each step
  struct lur_activity_channel *channel;
  bool live; // set after the start: nothing is decided, and the tap is shown at once what can be said early
  lur_tap *tap; // shown each frame when it is judged; NULL: nobody looks
  void *tap_self;
} lur_activity;

/// Frames of future that are waited for when it is live, in place of some twenty seconds: noise floors look
/// back only, the first network sees no further, and the second is not asked.
enum { lur_activity_live_lag = 52 };

LUR_NODISCARD lur_status lur_activity_start(lur_activity *a, int channels);
void lur_activity_clear(lur_activity *a);
/// The next frame's slot of a channel, to be filled (features, periodicity) before lur_activity_advance.
struct lur_seen *lur_activity_slot(lur_activity *a, int channel);
/// Marks frames [start, end) of a channel as not speech; those that are not judged yet take it into account.
void lur_activity_mark(lur_activity *a, int channel, int64_t start, int64_t end, uint8_t flag);
/// Puts a music activation at its frame, of the last second.
void lur_activity_music_at(lur_activity *a, int channel, int64_t frame, float activation);
/// All channels' slots are filled: takes each step for the frame that is now far enough back. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_activity_advance(lur_activity *a);
/// Decides what is left and closes the segments.
LUR_NODISCARD lur_status lur_activity_finish(lur_activity *a);
/// Frames before this one are decided for good.
int64_t lur_activity_settled(const lur_activity *a);
/// Whether a settled frame is speech. To be asked in ascending order of frames, channel by channel.
bool lur_activity_is_speech(lur_activity *a, int channel, int64_t frame);

/// Sums over a stretch of frames, as the sums at its ends: `to` less `from`, field by field.
struct lur_stretch {
  const struct lur_sums *to, *from;
  int n;       ///< frames
  float share; ///< 1 / n; 0 where there are none
};

/// A frame of the ring.
static inline const struct lur_seen *lur_activity_at(const lur_activity *a, int channel, int64_t frame)
{
  return &a->channel[channel].ring[frame & (lur_activity_ring - 1)];
}

/// Frames [from, to] of a channel, limited to those that are measured.
static inline struct lur_stretch lur_activity_span(const lur_activity *a, int channel, int64_t from,
                                                   int64_t to)
{
  static const struct lur_sums none = {0, 0, 0, 0, 0, 0, 0, 0, {0}};
  if (from < 0) from = 0;
  if (to >= a->measured) to = a->measured - 1;
  if (to < from) return (struct lur_stretch){&none, &none, 0, 0};
  const struct lur_sums *before = from ? &lur_activity_at(a, channel, from - 1)->sums : &none;
  int n = (int)(to - from + 1);
  return (struct lur_stretch){&lur_activity_at(a, channel, to)->sums, before, n, 1 / (float)n};
}

#endif
