#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

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

/// Lists the devices while standard error is shut: the sound systems' libraries write dozens of lines of
/// their own about devices that are not there.
static lur_status list_quietly(struct lur_devices *list, struct lur_diag *diag)
{
  int null = open("/dev/null", O_WRONLY | O_CLOEXEC), kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  bool quiet = null >= 0 && kept >= 0 && dup2(null, STDERR_FILENO) >= 0;
  lur_status status = lur_devices_list(list, diag);
  if (quiet) dup2(kept, STDERR_FILENO);
  if (null >= 0) close(null);
  if (kept >= 0) close(kept);
  return status;
}

static void print_device(const struct lur_device *d)
{
  char channels[64];
  snprintf(channels, sizeof channels, lur_text_n("%d channel", "%d channels", (unsigned long)d->channels),
           d->channels);
  printf("%c %s (%s, %s, %.0f Hz)\n", d->is_default ? '*' : ' ', d->name, d->host, channels, d->rate_hz);
}

lur_exit cmd_devices(int argc, char **argv)
{
  if (argc > 1) return lur_say_usage("devices", _("'%s' is not wanted here"), argv[1]);
  struct lur_devices list = {0};
  struct lur_diag diag = {0};
  lur_status status = list_quietly(&list, &diag);
  if (status != LUR_OK) {
    lur_devices_clear(&list);
    return lur_say_diag(status, &diag);
  }
  for (size_t i = 0; i < list.n; i++) print_device(&list.at[i]);
  if (!list.n)
    lur_say("%s", _("no sound device with an input was found; plug one in, or start the sound server"));
  lur_devices_clear(&list);
  return LUR_EXIT_DONE;
}
