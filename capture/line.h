/// \file
/// Internal to capture/. The processes that a device is heard by.
///
/// Anything that touches a sound system can hang or abort: opening, closing, being asked. So lur itself never
/// does. A keeper, a process that does nothing but wait and look, has one process after another hear the
/// device (and another keeper takes its place where it is ended, see spawner.h); each such leg puts what it
/// hears into the ring, which lies in shared memory, and tells how it is in a struct lur_line, which does
/// too. A leg that ends or hangs is ended for good, and the keeper tries again every second. Whoever dies,
/// those below it are ended by the system.
#ifndef LUR_CAPTURE_LINE_H
#define LUR_CAPTURE_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/atomics.h"
#include "capture/devices.h"
#include "capture/listener.h"

enum { LUR_LINE_LEGS = 32 }; ///< of so many legs, the newest, it is kept when they began

/// How far a leg is.
typedef enum {
  LUR_LEG_OPENS,
  LUR_LEG_OPEN, ///< waits for the ring
  LUR_LEG_HEARS,
  LUR_LEG_FAILED, ///< it could not begin
  LUR_LEG_ENDED   ///< the stream has ended, or hears something else; nothing goes into the ring any more
} lur_leg_phase;

/// What the sound server says of the leg's stream.
typedef enum {
  LUR_SERVER_UNKNOWN, ///< nothing yet; or it is none that can be asked
  LUR_SERVER_FINE,    ///< the stream is there, and hears what it should, which may be nothing
  LUR_SERVER_FLOWS,   ///< the same, and its source runs: sound should come
  LUR_SERVER_SILENT   ///< no answer
} lur_server_word;

/// In shared memory, all zero at first. Fields that are not atomic are written before what announces them.
struct lur_line {
  // By the leg.
  struct lur_listener listener;
  atomic_int phase;      ///< lur_leg_phase
  atomic_int server;     ///< lur_server_word
  atomic_llong alive_ns; ///< when the leg last did something of its own
  atomic_uint strayed;   ///< one more than the number of the last leg that heard something else; 0: none did
  atomic_llong good;     ///< samples of that leg that are known to be the device's
  struct lur_diag diag;  ///< LUR_LEG_FAILED: why
  int rate_hz;           ///< LUR_LEG_OPEN; of the first leg, and then of all
  char source[256];      ///< what the sound server's source must be; "": not known

  // By the keeper.
  atomic_int state;     ///< lur_sound_state
  atomic_llong kept_ns; ///< when it last looked at the leg
  atomic_uint leg;      ///< number of the present leg
  atomic_bool over;     ///< the leg is to end
  struct {
    atomic_llong ns, samples; ///< the first sound of a leg; 0: none yet
  } began[LUR_LINE_LEGS];
};

/// Time of a clock that never jumps and is the same in all processes.
int64_t lur_line_now_ns(void);

/// What the processes work for.
struct lur_line_order {
  struct lur_line *line;
  const struct lur_device *device;
  int channels;
  int door; ///< a socket in which the ring's descriptor is left to be looked at; when its other end closes,
            ///< all ends
};

/// The process of one leg: hears the device until line->over. Never returns.
void lur_leg_run(const struct lur_line_order *order);
/// The keeper's process, which a spawner has begun. Never returns.
void lur_keeper_run(const struct lur_line_order *order);

/// In a new process: it ends when `parent` does, and nothing that libraries print reaches anybody. False: the
/// parent has ended already.
bool lur_line_settle(long parent);
/// What ends the program, and what its terminal sends, is the program's to heed.
void lur_line_ignore_signals(void);
/// In a new process: of what the program has open, files and their locks among it, only `fd` stays open; its
/// number may be another from then on, which is returned. -1: it cannot.
int lur_line_keep(int fd);

#endif
