/// \file
/// What is told of a recording where there is no screen: lines, now and then and when something changes.
#ifndef LUR_CLI_METERS_H
#define LUR_CLI_METERS_H

#include <stdio.h>

#include "cli/screen.h"

/// Fill the first part, zero the rest.
struct lur_meters {
  FILE *out;
  int columns;

  double told_s;
  lur_now_kind now;       ///< that was told last
  lur_sound_state device; ///< and how it was
  char trouble[LUR_SCREEN_WORDS];
};

/// To be called about ten times a second; a line every ten seconds, and when the call or the device does
/// something else.
void lur_meters_show(struct lur_meters *m, const struct lur_screen *s);
/// A line of its own: what has just been done.
void lur_meters_say(struct lur_meters *m, const struct lur_screen *s, const char *text);
/// The last line.
void lur_meters_end(struct lur_meters *m, const struct lur_screen *s);

#endif
