/// \file
/// The sound device a command uses, and the memory of it between runs.
#ifndef LUR_CLI_PICK_H
#define LUR_CLI_PICK_H

#include "capture/choice.h"

/// What there is, and what was chosen. Zero-initialise; clear with lur_pick_clear.
struct lur_pick {
  struct lur_devices list;
  struct lur_remembered remembered; ///< name "": none
  const struct lur_device *device;  ///< borrowed from list
  lur_device_why why;
};

/// Lists the devices and chooses; `wanted` as in lur_devices_choose. A memory that cannot be read is said and
/// is as if there were none. Errors as lur_devices_list and lur_devices_choose; the list may be filled then.
LUR_NODISCARD lur_status lur_pick_device(struct lur_pick *pick, const char *wanted, struct lur_diag *diag);
/// Whether it hears what this computer plays, and nobody has asked for that.
bool lur_pick_is_doubtful(const struct lur_pick *pick);
/// Says it, where it is so.
void lur_pick_say_doubt(const struct lur_pick *pick);
/// Says what is to be known before it is used: that not all devices could be listed, and that the remembered
/// one is not there.
void lur_pick_say(const struct lur_pick *pick);
/// Keeps the device for the next time. True: it was not the one that was kept. What fails is said.
bool lur_pick_remember(const struct lur_pick *pick);
/// Forgets the device that was kept; nothing where there is none. LUR_IO.
LUR_NODISCARD lur_status lur_pick_forget(struct lur_diag *diag);
void lur_pick_clear(struct lur_pick *pick);

#endif
