/// \file
/// Sound devices to record from, through PortAudio.
#ifndef LUR_CAPTURE_DEVICES_H
#define LUR_CAPTURE_DEVICES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"

struct lur_device {
  char name[128];   ///< the sound system's name for it, the same after each start
  char title[128];  ///< what people call it; often the same
  char host[64];    ///< the sound system it was found through
  int channels;     ///< most input channels
  double rate_hz;   ///< the device's default
  bool is_default;  ///< what the sound system would use when none is named
  bool is_source;   ///< it is a source of the sound server (see capture/pulse.h)
  bool is_monitor;  ///< it hears what is played on an output, here or in what it stands for
  char source[256]; ///< the source of the sound server that it is or stands for at present; "" where it is
                    ///< none
  char behind[128]; ///< title of the real device, where this is only a name that stands for it at present, as
                    ///< 'default'
};
/// Zero-initialise; clear with lur_devices_clear.
struct lur_devices {
  struct lur_device *at;
  size_t n, room;
  char problem[400]; ///< where not all devices could be found out: one sentence that says why; else ""
};

/// Lists the devices that have inputs; the list may be empty. The sources of the sound server come first,
/// then the rest in PortAudio's order. A sound server that hangs and a broken configuration can make those
/// who ask wait for ever, or abort: they are asked in a child process, which gets ten seconds. To be called
/// before the program has threads, and not while a device is open. LUR_DEVICE: the sound system failed and
/// there is nothing to list, diag says how. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_devices_list(struct lur_devices *out, struct lur_diag *diag);
void lur_devices_clear(struct lur_devices *d);

#endif
