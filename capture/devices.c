#include "capture/devices.h"

#include <portaudio.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/list.h"

static lur_status add(struct lur_devices *list, PaDeviceIndex index)
{
  const PaDeviceInfo *info = Pa_GetDeviceInfo(index);
  if (!info || info->maxInputChannels < 1) return LUR_OK;
  const PaHostApiInfo *host = Pa_GetHostApiInfo(info->hostApi);
  struct lur_device *at = lur_grow(list->at, &list->room, list->n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  list->at = at;
  struct lur_device *d = &at[list->n++];
  *d = (struct lur_device){.channels = info->maxInputChannels,
                           .rate_hz = info->defaultSampleRate,
                           .is_default = index == Pa_GetDefaultInputDevice()};
  snprintf(d->name, sizeof d->name, "%s", info->name);
  snprintf(d->host, sizeof d->host, "%s", host ? host->name : "");
  return LUR_OK;
}

lur_status lur_devices_list(struct lur_devices *out, struct lur_diag *diag)
{
  PaError error = Pa_Initialize();
  if (error != paNoError)
    return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, _("the sound system could not be started: %s"),
                        Pa_GetErrorText(error));
  lur_status status = LUR_OK;
  for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount() && status == LUR_OK; i++) status = add(out, i);
  Pa_Terminate();
  return status;
}

void lur_devices_clear(struct lur_devices *d)
{
  free(d->at);
  *d = (struct lur_devices){0};
}
