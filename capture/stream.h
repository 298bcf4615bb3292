/// \file
/// Internal to capture/. A stream of PortAudio from one device. Any call can hang or abort where the sound
/// system is broken: this is for a process that somebody watches and nobody misses.
#ifndef LUR_CAPTURE_STREAM_H
#define LUR_CAPTURE_STREAM_H

#include <stdbool.h>

#include "base/diag.h"
#include "capture/devices.h"
#include "capture/listener.h"

typedef struct lur_stream lur_stream;

/// Starts PortAudio and opens the device. rate_hz: exactly this; 0: 48000, or the device's own rate where it
/// cannot do that. `listener` hears from lur_stream_start on. LUR_DEVICE: it cannot be opened, diag says why.
/// LUR_NO_MEM.
LUR_NODISCARD lur_status lur_stream_open(const struct lur_device *device, int channels, int rate_hz,
                                         struct lur_listener *listener, lur_stream **out,
                                         struct lur_diag *diag);
int lur_stream_rate_hz(const lur_stream *s);
LUR_NODISCARD lur_status lur_stream_start(lur_stream *s, struct lur_diag *diag); ///< LUR_DEVICE
bool lur_stream_is_active(lur_stream *s); ///< false: the device or its server is gone
void lur_stream_close(lur_stream *s);     ///< stops it and PortAudio; frees s

#endif
