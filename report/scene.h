/// \file
/// What a picture of a call shows, in time and not yet in pixels: the page and the plot draw the same scene.
#ifndef LUR_REPORT_SCENE_H
#define LUR_REPORT_SCENE_H

#include "analysis/call.h"
#include "audio/peaks.h"

typedef enum {
  LUR_SHAPE_SPEECH, ///< of the lane's party
  LUR_SHAPE_PROMPT, ///< recorded speech
  LUR_SHAPE_TONE,   ///< ringing, busy and the like: one burst
  LUR_SHAPE_MUSIC,
  LUR_SHAPE_KEY,     ///< a key pressed
  LUR_SHAPE_OVERLAP, ///< both speak; on all lanes
  LUR_SHAPE_SILENCE, ///< nobody speaks for 2 s or more, not yet dead air; on all lanes
  LUR_SHAPE_DEAD_AIR,
  LUR_SHAPE_GAP,  ///< not recorded: private, or a hole in the sound; on all lanes
  LUR_SHAPE_POINT ///< interruption, marker, fault: something to look at
} lur_shape_kind;

struct lur_shape {
  lur_shape_kind kind;
  int lane; ///< index, or -1: across all lanes
  double start_s, end_s;
  const struct lur_event *event; ///< what it shows; NULL for speech; borrowed from the call
};

struct lur_lane {
  lur_role role;
  int channel;
  bool separated; ///< shares its channel with the other lane
};

struct lur_scene {
  double duration_s;       ///< > 0
  struct lur_lane lane[2]; ///< top to bottom: agent, caller
  int lanes;
  struct lur_shape *shape; ///< by kind, then in order of start
  size_t n, room;
};

/// LUR_NO_MEM: the scene is empty. The call must outlive the scene.
LUR_NODISCARD lur_status lur_scene_make(const struct lur_call *call, struct lur_scene *out);
void lur_scene_clear(struct lur_scene *scene);

/// A step of the time axis: 1, 2, 5, 10, 15, 30 s, 1, 2, 5, 10, 15, 30 min, hours; the finest that gives at
/// most `most` steps.
double lur_scene_step_s(double duration_s, int most);

/// The highest absolute sample of all channels; 0 for NULL.
double lur_scene_loudest(const struct lur_peaks *peaks);
/// The waveform of a lane, for drawing: 0..1 of half the lane's height, so scaled that quiet speech is still
/// seen. `loudest` is the result of lur_scene_loudest. 0 without peaks.
double lur_scene_height(const struct lur_peaks *peaks, double loudest, int channel, size_t column);

/// What sounds on a lane at a time: SPEECH, PROMPT, TONE, MUSIC, or SILENCE for everything else.
lur_shape_kind lur_scene_sound(const struct lur_scene *scene, int lane, double at_s);

/// Keys pressed within one menu, joined ("5 # 6"): the shapes first..first+n of kind KEY whose gaps are below
/// 4 s. Returns n >= 1.
size_t lur_scene_keys(const struct lur_scene *scene, size_t first);

/// Whether an event is worth a place in lists and in previous/next: short mutual silences are not.
bool lur_scene_notable(const struct lur_event *event);

#endif
