#include <stdio.h>

#include "base/i18n.h"
#include "capture/devices.h"
#include "cli/command.h"
#include "cli/talk.h"

const char lur_usage_devices[] =
    N_("usage: lur devices\n"
       "\n"
       "Lists the sound devices that have inputs; a star marks the one that is used when none is named.\n"
       "\n"
       "example:\n"
       "  lur devices\n");

lur_exit cmd_devices(int argc, char **argv)
{
  if (argc > 1) return lur_say_usage("devices", _("'%s' is not wanted here"), argv[1]);
  struct lur_devices list = {0};
  struct lur_diag diag = {0};
  lur_status status = lur_devices_list(&list, &diag);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  for (size_t i = 0; i < list.n; i++)
    printf("%c %s (%s, %d, %.0f Hz)\n", list.at[i].is_default ? '*' : ' ', list.at[i].name, list.at[i].host,
           list.at[i].channels, list.at[i].rate_hz);
  if (!list.n)
    lur_say("%s", _("no sound device with an input was found; plug one in, or start the sound server"));
  lur_devices_clear(&list);
  return LUR_EXIT_DONE;
}
