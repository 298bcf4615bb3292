/// \file
/// The check of a sound device: what `lur doctor --audio` does.
#ifndef LUR_CLI_DOCTOR_H
#define LUR_CLI_DOCTOR_H

#include "base/role.h"
#include "cli/command.h"
#include "cli/options.h"

/// What is to be listened to.
struct lur_doctor {
  const char *device; ///< as --device of `lur record`; NULL: the one that would be used
  int channels;       ///< 1, 2, or 0 for what the device has
  lur_role role[2];   ///< NONE: the caller is first
  double seconds;
  lur_form as;
};

/// Listens to the device and prints what is wrong with its sound. LUR_EXIT_BELOW: something is.
lur_exit lur_doctor_audio(const struct lur_doctor *order);

#endif
