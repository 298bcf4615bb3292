/// \file
/// Sound devices to record from, through PortAudio.
#ifndef LUR_CAPTURE_DEVICES_H
#define LUR_CAPTURE_DEVICES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"

struct lur_device {
  char name[128], host[64]; ///< the device, and the sound system it was found through
  int channels;             ///< most input channels
  double rate_hz;           ///< the device's default
  bool is_default;          ///< what the sound system would use when none is named
};
/// Zero-initialise; clear with lur_devices_clear.
struct lur_devices {
  struct lur_device *at;
  size_t n, room;
};

/// Lists the devices that have inputs; the list may be empty. Must not run beside a recording, as PortAudio
/// is started and ended. LUR_DEVICE: the sound system failed, diag says how. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_devices_list(struct lur_devices *out, struct lur_diag *diag);
void lur_devices_clear(struct lur_devices *d);

#endif
