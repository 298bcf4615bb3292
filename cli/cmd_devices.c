#include <stdbool.h>
#include <stdio.h>

#include "base/i18n.h"
#include "capture/devices.h"
#include "cli/command.h"
#include "cli/talk.h"

const char lur_usage_devices[] =
    N_("usage: lur devices\n"
       "\n"
       "Lists the sound devices that have inputs, and says which one 'lur record' uses when none is named; a "
       "star marks it.\n"
       "\n"
       "example:\n"
       "  lur devices\n");

static void print_device(const struct lur_device *d, size_t number, bool chosen)
{
  char channels[64];
  snprintf(channels, sizeof channels, lur_text_n("%d channel", "%d channels", (unsigned long)d->channels),
           d->channels);
  printf("%c%3zu  %s (%s, %s, %.0f Hz)\n", chosen ? '*' : ' ', number, d->name, d->host, channels,
         d->rate_hz);
}

static void print_choice(const struct lur_device *d, lur_device_why why)
{
  if (why == LUR_DEVICE_DEFAULT)
    printf(_("\n'lur record' would use '%s', because the sound system takes it where none is named; --device "
             "names another.\n"),
           d->name);
  else
    printf(_("\n'lur record' would use '%s', because it is the first and the sound system has no default; "
             "--device names another.\n"),
           d->name);
}

lur_exit cmd_devices(int argc, char **argv)
{
  if (argc > 1) return lur_say_usage("devices", _("'%s' is not wanted here"), argv[1]);
  struct lur_devices list = {0};
  struct lur_diag diag = {0};
  const struct lur_device *chosen = NULL;
  lur_device_why why = LUR_DEVICE_NAMED;
  lur_status status = lur_devices_list(&list, &diag);
  bool none = status == LUR_OK && !list.n; // a computer without a sound card is in order
  if (status == LUR_OK) status = lur_devices_choose(&list, NULL, &chosen, &why, &diag);
  size_t choice = chosen ? (size_t)(chosen - list.at) : list.n;
  for (size_t i = 0; i < list.n; i++) print_device(&list.at[i], i + 1, i == choice);
  if (chosen) print_choice(chosen, why);
  lur_devices_clear(&list);
  if (none) lur_say("%s", diag.text);
  return status == LUR_OK || none ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
}
