/// \file
/// Internal to capture/. Whether a JACK server still has a client: PortAudio does not notice when the one
/// that it records from goes away, and hands out silence for ever.
#ifndef LUR_CAPTURE_JACK_H
#define LUR_CAPTURE_JACK_H

#include <stdbool.h>

#include "capture/devices.h"

typedef struct lur_jack lur_jack;

/// For a device of JACK; NULL: it is none, the server cannot be asked, or lur was built without JACK. To be
/// called after lur_port_start, which keeps the library silent; any call may hang with the server.
lur_jack *lur_jack_open(const struct lur_device *device);
/// Whether the device's client is there and has something to hear. j may be NULL: it is.
bool lur_jack_is_there(const lur_jack *j);
void lur_jack_close(lur_jack *j); ///< NULL is fine

#endif
