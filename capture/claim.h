/// \file
/// Internal to capture/. One recording from a device at a time.
#ifndef LUR_CAPTURE_CLAIM_H
#define LUR_CAPTURE_CLAIM_H

#include "base/diag.h"
#include "capture/devices.h"

/// Claims the device for this process among all of this user: a locked file in $XDG_RUNTIME_DIR, or in /tmp.
/// *out is a descriptor for lur_claim_end; -1 where there is no place for such files. A claim ends with its
/// process, however that ends. LUR_DEVICE: another lur has it, diag says which.
LUR_NODISCARD lur_status lur_claim_begin(const struct lur_device *device, int *out, struct lur_diag *diag);
void lur_claim_end(int claim); ///< -1 is fine

#endif
