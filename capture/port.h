/// \file
/// Internal to capture/. PortAudio, started with the chatter of the sound systems' libraries switched off.
#ifndef LUR_CAPTURE_PORT_H
#define LUR_CAPTURE_PORT_H

#include <stdbool.h>
#include <stddef.h>

#include "capture/devices.h"

/// Starts PortAudio. A broken configuration of the sound system can make it abort or hang: try it in a child
/// process first. LUR_DEVICE: failed, text[size] says why in English.
LUR_NODISCARD lur_status lur_port_start(char *text, size_t size);
void lur_port_end(void);

/// Each device with inputs, in PortAudio's order, until visit returns false. Returns the index of the device
/// at which it stopped, or -1.
int lur_port_each(bool (*visit)(void *self, const struct lur_device *device), void *self);

#endif
