/// \file
/// One recording of `lur record`: what was asked for, the recording itself, and what follows.
#ifndef LUR_CLI_RECORD_H
#define LUR_CLI_RECORD_H

#include "cli/keep.h"
#include "cli/wave_offer.h"
#include "rubrics/rubric.h"

struct lur_recorded; // capture/recorder.h
struct lur_sound;

/// What was asked for; texts are borrowed.
struct lur_record {
  const char *out, *device, *rubric, *store, *roles;
  struct lur_keep_about about;
  struct lur_attempts attempts; ///< of the rubric
  const char *consent; ///< what the agent's side agreed to, in the user's words; NULL: nothing is said
  bool keep_wav;       ///< the store keeps the WAV file and makes no FLAC file of it
  struct lur_store_fact fact[5]; ///< of `about`
  struct lur_wave_offer offer;   ///< whom the wave's plan has the caller call, where no participant was named
  int channels;
  double seconds;
  bool score;             ///< by the rubric that the wave was scored by, where none is named
  char found_rubric[256]; ///< that one
  bool lines;             ///< in place of a screen, though there is a terminal
  char path[4400];        ///< of the file that is recorded
};

/// Records until the sound, the user or the system ends it. *done is to clear with lur_recorded_clear.
/// Errors as lur_recorder_start and lur_recorder_stop.
LUR_NODISCARD lur_status lur_record_run(const struct lur_record *order, struct lur_sound *sound,
                                        struct lur_recorded *done, struct lur_diag *diag);
/// Says how it went, keeps the recording, analyses it, and asks what the rubric asks.
lur_exit lur_record_finish(const struct lur_record *order, const struct lur_recorded *done);

#endif
