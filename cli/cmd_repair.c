#include <stdio.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/command.h"
#include "cli/leftovers.h"
#include "cli/options.h"
#include "cli/talk.h"

const char lur_usage_repair[] = N_("usage: lur repair FILE.wav...\n"
                                   "\n"
                                   "Makes recordings whole that were cut off by a power cut, a crash or a "
                                   "kill. 'lur record' does so by itself with those it\n"
                                   "finds in its folder; this is for recordings that were copied from "
                                   "elsewhere, with their journals (FILE.wav.journal) beside\n"
                                   "them. A whole copy is made first and then takes the file's place; where "
                                   "that cannot be done, the file stays as it is.\n"
                                   "\n"
                                   "example:\n"
                                   "  lur repair /media/stick/call.wav\n");

lur_exit cmd_repair(int argc, char **argv)
{
  const struct lur_option options[] = {{0}};
  lur_exit code = lur_options_take(options, argc, argv);
  if (code != LUR_EXIT_DONE) return code;
  if (optind == argc) return lur_say_usage("repair", "%s", _("name a recording"));
  for (int i = optind; i < argc; i++) code = lur_exit_worse(code, lur_leftovers_repair(argv[i]));
  return code;
}
