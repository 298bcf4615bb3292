/// \file
/// 'lur wave publish': the ranking of a wave with all it rests on, in one signed file.
#ifndef LUR_CLI_BUNDLE_PUBLISH_H
#define LUR_CLI_BUNDLE_PUBLISH_H

#include "cli/command.h"

/// argv[0] is "wave"; then come its options, the wave and the file.
lur_exit lur_wave_publish(int argc, char **argv);

#endif
