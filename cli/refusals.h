/// \file
/// The list of the recordings that `lur import --watch` refused.
#ifndef LUR_CLI_REFUSALS_H
#define LUR_CLI_REFUSALS_H

#include "cli/options.h"

/// Prints it. A reason is told in the language of whoever reads it, by a new look at what is still as it was
/// when it was refused; of other files, as it was written then. store: its folder; NULL: the usual one.
lur_exit lur_refusals_list(const char *store, lur_form as);

#endif
