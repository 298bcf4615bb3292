/// \file
/// Which device to use: the one that is asked for, else the one that was used before, else the sound system's
/// own.
#ifndef LUR_CAPTURE_CHOICE_H
#define LUR_CAPTURE_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "capture/devices.h"

/// A device as it is remembered: by its name, not by its number, which changes with what is plugged in.
struct lur_remembered {
  char name[128]; ///< as in struct lur_device; "" where none is remembered
  char title[128];
  char host[64]; ///< "" for a source of a sound server, whichever server it is
};

/// What there is to remember of a device.
struct lur_remembered lur_choice_of(const struct lur_device *device);
/// Whether this is the device, as it is called today.
bool lur_choice_is(const struct lur_remembered *remembered, const struct lur_device *device);

/// Reads the file of lur_choice_remember; out is empty unless all went well. LUR_NOT_FOUND: nothing is
/// remembered; LUR_BAD_INPUT, LUR_IO: diag says what is wrong.
LUR_NODISCARD lur_status lur_choice_recall(const char *path, struct lur_remembered *out,
                                           struct lur_diag *diag);
/// The same from text[n]; `file` is only named.
LUR_NODISCARD lur_status lur_choice_parse(const char *text, size_t n, const char *file,
                                          struct lur_remembered *out, struct lur_diag *diag);
/// Writes the file, whole or not at all; its folder must be there. LUR_IO, LUR_NO_MEM.
LUR_NODISCARD lur_status lur_choice_remember(const char *path, const struct lur_remembered *remembered,
                                             struct lur_diag *diag);

/// Why a device was chosen.
typedef enum {
  LUR_DEVICE_NAMED,      ///< it was asked for
  LUR_DEVICE_REMEMBERED, ///< none was asked for, and this one was used before
  LUR_DEVICE_DEFAULT,    ///< none was asked for or remembered, and the sound system uses this one
  LUR_DEVICE_FIRST       ///< and the sound system has no opinion
} lur_device_why;

/// The device to use, borrowed from the list. `wanted`: its number in the list, from 1; its name or title; a
/// part of them (of any case) that no other has; or NULL. A part is looked for among the sound server's
/// devices first, and among monitors last. `remembered` may be NULL, and gone: then the choice is as if there
/// were none. LUR_DEVICE: the list is empty; LUR_NOT_FOUND: there is no such device, or several; diag says
/// so.
LUR_NODISCARD lur_status lur_devices_choose(const struct lur_devices *list, const char *wanted,
                                            const struct lur_remembered *remembered,
                                            const struct lur_device **out, lur_device_why *why,
                                            struct lur_diag *diag);

#endif
