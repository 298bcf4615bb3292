/// \file
/// What one sees while a recording is made: the level of each channel, the time, what was lost.
#ifndef LUR_CLI_METERS_H
#define LUR_CLI_METERS_H

#include <stdbool.h>
#include <stdio.h>

#include "capture/recorder.h"

/// Fill the first part, zero the rest.
struct lur_meters {
  FILE *out;
  bool live;   ///< renewed in place; false: a line every ten seconds
  bool colour; ///< of live ones
  int columns;
  int channels;
  const char *label[2]; ///< of the channels, translated; borrowed

  int lines;      ///< that are on the screen now
  double peak[2]; ///< held for a while, dBFS
  double held_s[2], told_s;
};

/// Shows how things stand; to be called about ten times a second.
void lur_meters_show(struct lur_meters *m, const struct lur_recorder_view *view);
/// The last look; other lines may follow.
void lur_meters_end(struct lur_meters *m, const struct lur_recorder_view *view);

#endif
