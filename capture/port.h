/// \file
/// Internal to capture/. PortAudio, started with the chatter of the sound systems' libraries switched off.
#ifndef LUR_CAPTURE_PORT_H
#define LUR_CAPTURE_PORT_H

#include <stdbool.h>
#include <stddef.h>

#include "capture/devices.h"

/// Starts PortAudio, to open `device`, or to list devices where that is NULL. For a source of the sound
/// server it knows that source only and is quick: for a
/// process that opens nothing else, and has no other thread yet; for any other it knows
/// all devices, and a broken configuration of the sound system can make it abort or hang: try it in a child
/// process first. LUR_DEVICE: failed, text[size] says why in a sentence.
LUR_NODISCARD lur_status lur_port_start(const struct lur_device *device, char *text, size_t size);
void lur_port_end(void);
/// PortAudio's index of the device that it was started for; -1: it is not there.
int lur_port_find(const struct lur_device *device);

/// Each device with inputs, in PortAudio's order, until visit returns false. Returns the index of the device
/// at which it stopped, or -1.
int lur_port_each(bool (*visit)(void *self, const struct lur_device *device), void *self);

#endif
