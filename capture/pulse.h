/// \file
/// What a PulseAudio server, or PipeWire in its stead, knows: its sources, and which of them feeds a
/// recording.
///
/// Every question has a time limit, so that a server that hangs holds up nobody for longer. No server is
/// started.
#ifndef LUR_CAPTURE_PULSE_H
#define LUR_CAPTURE_PULSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"

/// Something to record from.
struct lur_source {
  char name[256];  ///< the server's name for it: the same after each start, and for a device that is plugged
                   ///< in again
  char title[128]; ///< for people
  bool is_monitor; ///< it hears what is played on an output
  bool is_default; ///< what the server uses where none is named
  int channels, rate_hz;
};
/// Zero-initialise; clear with lur_sources_clear.
struct lur_sources {
  struct lur_source *at;
  size_t n, room;
  char server[64]; ///< "PulseAudio" or "PipeWire"
};
void lur_sources_clear(struct lur_sources *s);

/// A connection to the server. It may be made and used in any thread, by one thread at a time, and has no
/// thread of its own.
typedef struct lur_pulse lur_pulse;

/// Connects within limit_ms. LUR_NOT_FOUND: there is no server; LUR_DEVICE: it does not answer. diag says so.
/// LUR_NO_MEM.
LUR_NODISCARD lur_status lur_pulse_open(int limit_ms, lur_pulse **out, struct lur_diag *diag);
void lur_pulse_close(lur_pulse *p); ///< waits for nobody; NULL is fine

// All of these return LUR_DEVICE when the server has gone or did not answer within limit_ms, and diag says
// so. The connection is of no use any more after that: close it and open another.

/// Adds the server's sources to the list, in the server's order. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_pulse_list(lur_pulse *p, int limit_ms, struct lur_sources *out,
                                        struct lur_diag *diag);
/// The name of the source that the newest recording stream of process `pid` hears at present; *flows: the
/// source runs, so that sound should come, or the stream was stopped. LUR_NOT_FOUND: the process has no such
/// stream, or it is connected to no source; diag is left as it is.
LUR_NODISCARD lur_status lur_pulse_heard_by(lur_pulse *p, long pid, int limit_ms, char *source, size_t size,
                                            bool *flows, struct lur_diag *diag);
/// Whether the source of that name is there: LUR_OK or LUR_NOT_FOUND, which leaves diag as it is.
LUR_NODISCARD lur_status lur_pulse_has(lur_pulse *p, const char *source, int limit_ms, struct lur_diag *diag);

#endif
