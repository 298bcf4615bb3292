/// \file
/// Who is active when: speech and music of one or two channels on the 10 ms grid. Each frame is judged by a
/// small network on features of both channels and half a second to either side; decisions come a few seconds
/// late, so that memory stays the same for any length of call.
#ifndef LUR_ANALYSIS_ACTIVITY_H
#define LUR_ANALYSIS_ACTIVITY_H

#include <stdbool.h>

#include "analysis/features.h"
#include "analysis/floor.h"
#include "analysis/frames.h"
#include "analysis/tap.h"

/// Why a frame is not to be taken for speech.
enum { LUR_FRAME_TONE = 1, LUR_FRAME_KEY = 2 };

/// Frames kept; a power of two.
enum { lur_activity_ring = 2048 };

/// One frame of one channel, as kept in the ring.
struct lur_seen {
  struct lur_features features;
  uint8_t flags;
  float periodicity; ///< 0..1
  float activation;  ///< of the music block whose middle this frame is
  // what follows is filled in by activity itself
  uint8_t over[LUR_BANDS]; // half decibels over the band's noise floor
  float over_noise;        // mean of them, dB
  float relative;          // level against the channel's usual speech level, dB
  float floor;             // the channel's noise floor against the same, dB
  float flux;              // mean change of the bands since the frame before, dB
  float speech, music;     // the network's verdicts, log-odds
};

/// A run of frames that may be speech, or music, being built.
struct lur_run {
  bool on, apart;        // apart: a tone or key lies between it and the segment before
  int64_t start, strong; // first frame; frames of strong evidence in it
};

struct lur_activity_channel {
  struct lur_seen ring[lur_activity_ring];
  struct lur_floor band_floor[LUR_BANDS], floor; // low percentile of 8 s
  struct lur_features noise;                     // the levels of those floors
  struct lur_floor loud;                         // near the top of some 18 s: how strong speech is here
  float speech_db;                               // the same, followed: up at once, down slowly
  struct lur_run speech_run, music_run;
  int64_t flagged;                 // end of the last frame that a tone or key took
  struct lur_ranges speech, music; // finished ones; the last may still grow
  size_t asked;                    // the segment that lur_activity_is_speech looked at last
};

typedef struct {
  int channels;
  int64_t seen, measured, judged, decided; // frames that have been through each step
  struct lur_activity_channel *channel;
  lur_tap *tap; // shown each frame when it is decided; NULL: nobody looks
  void *tap_self;
} lur_activity;

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
/// Frames before this one are decided for good: their segments no longer grow.
int64_t lur_activity_settled(const lur_activity *a);
/// Whether a settled frame is speech. To be asked in ascending order of frames, channel by channel.
bool lur_activity_is_speech(lur_activity *a, int channel, int64_t frame);

#endif
