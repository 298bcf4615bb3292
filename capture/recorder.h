/// \file
/// A recording while it is made: sound into a WAV file that survives whatever happens but for the last
/// second.
///
/// The recorder has a thread of its own, which takes the sound out of a ring, writes it, and brings it to the
/// disk twice a second; a second thread, which never waits for the disk, watches the device and the disk's
/// room. What is lost on the way is replaced by silence of the same length, so that times in the recording
/// stay true, and is listed; so is the time for which the computer slept. A device that goes away does not
/// end the recording: when it is back, the same recording goes on.
#ifndef LUR_CAPTURE_RECORDER_H
#define LUR_CAPTURE_RECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/diag.h"
#include "base/dropouts.h"
#include "base/notes.h"
#include "base/role.h"
#include "capture/sound.h"

/// Shown what is written: n samples per channel, interleaved, the first of which is sample `at` of the file.
/// Called by the recorder's own thread: must not wait for anything.
typedef void lur_recorder_tap(void *self, const int16_t *pcm, size_t n, int64_t at);

struct lur_recorder_options {
  const char *path; ///< of the file to make; must not be there yet
  lur_role role[2]; ///< CALLER and AGENT in some order are kept in the file's metadata, else nothing is
  double seconds;   ///< ends by itself after so much sound; 0: goes on
  double ring_s;    ///< how much may wait for a slow disk; 0: 15 seconds
  const char *title, *software; ///< kept in the file; NULL: not
  const char *about;     ///< what the call is, which a repair after a power cut hands back; NULL: nothing
  lur_recorder_tap *tap; ///< NULL: nobody looks on
  void *tap_self;
  /// For how long the computer has slept, nanoseconds since whenever; NULL: by its own clocks. For tests.
  int64_t (*slept_ns)(void *self);
  void *slept_self;
};

/// The level of one channel over the last tenth of a second that was complete.
struct lur_level {
  double peak_dbfs, rms_dbfs; ///< -INFINITY for digital silence; a full-scale square wave is 0
  int64_t clipped;            ///< samples at full scale since the recording began
};

/// With room for less than this the user is to be warned, seconds.
enum { LUR_LITTLE_ROOM_S = 600 };

/// What is going on.
struct lur_recorder_view {
  double recorded_s;
  lur_sound_state device; ///< STUCK and GONE are to be told: nothing is recorded until it RUNS again
  double device_s;        ///< since when it has been so
  double waiting_s;       ///< sound that waits for the disk; usually next to nothing
  double room_s;          ///< sound that the disk has room for; INFINITY: not known
  struct lur_level level[2];
  size_t dropouts; ///< how many, and how long in all
  double dropouts_s;
  double quiet_s; ///< since when nothing has come from the device
  bool ended;     ///< it has come to its end by itself
  bool masked;    ///< what comes now is written as silence
};

/// How it went. Zero-initialise; clear with lur_recorded_clear.
struct lur_recorded {
  int rate_hz, channels;
  double duration_s;
  struct lur_dropouts dropouts; ///< in the recording's own time, in order; each is silence in the file
  struct lur_notes notes;       ///< what was noted meanwhile, and what was masked
  int overruns;                 ///< how often the device itself said that it lost something
  int64_t clipped[2];           ///< samples at full scale
  bool silent[2];               ///< the channel carried nothing but digital silence
  bool twins;                   ///< both channels carried the same sound, bit for bit, and not silence
  char problem[400]; ///< one sentence in the user's language where it ended before it should, else ""
  FILE *claim; ///< until it is cleared, nobody else takes the recording for one that was left behind; or NULL
};

typedef struct lur_recorder lur_recorder;

/// Makes the file, starts the sound and records. The sound is borrowed until lur_recorder_stop. LUR_IO: the
/// file is there already or cannot be made; LUR_DEVICE: the sound will not start, and then there is no file;
/// LUR_NO_MEM.
LUR_NODISCARD lur_status lur_recorder_start(struct lur_sound *sound,
                                            const struct lur_recorder_options *options, lur_recorder **out,
                                            struct lur_diag *diag);
/// Any thread; true within a tenth of a second for the device, whatever the disk does.
void lur_recorder_look(lur_recorder *r, struct lur_recorder_view *out);
/// How much sound the disk of `path`, a file or a folder, has room for, in seconds. INFINITY: not known.
double lur_recorder_room_s(const char *path, int rate_hz, int channels);
/// The place in the recording of what sounds now, seconds. Any thread.
double lur_recorder_now_s(lur_recorder *r);
/// Keeps a note with the recording (LUR_NOTE_MASKED is not for this). Any thread. Errors as lur_notes_add.
LUR_NODISCARD lur_status lur_recorder_note(lur_recorder *r, const struct lur_note *note);
/// The caller is on hold since then, seconds; NAN: no longer, and what is over is noted by lur_recorder_note.
/// Where the program is killed meanwhile, a repair notes the hold up to the end. Any thread.
void lur_recorder_hold(lur_recorder *r, double since_s);
/// The note that is being typed, as it is by now; NULL: none, or it is noted by lur_recorder_note. Where the
/// program is killed meanwhile, a repair notes it as far as it was typed. Any thread.
void lur_recorder_typing(lur_recorder *r, const struct lur_note *note);
/// From what sounds now on the recording is silent, until it is called again with false. Any thread.
/// LUR_NO_MEM: nothing has changed.
LUR_NODISCARD lur_status lur_recorder_mask(lur_recorder *r, bool on);
/// Ends the recording and frees r. A device that is away at the end and a disk that is full or fails are
/// LUR_OK with out->problem: what was recorded until then is in the file. LUR_IO: the disk failed before
/// anything was recorded.
LUR_NODISCARD lur_status lur_recorder_stop(lur_recorder *r, struct lur_recorded *out, struct lur_diag *diag);
void lur_recorded_clear(struct lur_recorded *r);

#endif
