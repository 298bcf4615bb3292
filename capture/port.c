#include "capture/port.h"

#include <alsa/asoundlib.h>
#include <portaudio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "capture/alsa_config.h"

#ifdef LUR_HAVE_JACK
#include <jack/jack.h>

static void say_nothing_of_jack(const char *text)
{
  (void)text;
}
#endif

static void say_nothing(const char *file, int line, const char *function, int error, const char *format, ...)
{
  (void)file, (void)line, (void)function, (void)error, (void)format;
}

/// Chooses what ALSA is to know.
static lur_status prepare(const struct lur_device *device, char *text, size_t size)
{
  struct lur_diag diag = {0};
  lur_status status = LUR_OK;
  if (device && device->is_source) {
    // PortAudio asks JACK as well, and one that hangs would hold it up. There is none of this name.
    setenv("JACK_DEFAULT_SERVER", "lur-needs-none", 1);
    status = lur_alsa_confine(device->source, &diag);
  } else {
    lur_alsa_release();
  }
  if (status != LUR_OK) snprintf(text, size, "%s", diag.text);
  return status;
}

lur_status lur_port_start(const struct lur_device *device, char *text, size_t size)
{
  lur_status status = prepare(device, text, size);
  if (status != LUR_OK) return status;
  snd_lib_error_set_handler(say_nothing);
#ifdef LUR_HAVE_JACK
  jack_set_error_function(say_nothing_of_jack);
  jack_set_info_function(say_nothing_of_jack);
#endif
  PaError error = Pa_Initialize();
  if (error == paNoError) return LUR_OK;
  snprintf(text, size, _("the sound system could not be started: %s"), Pa_GetErrorText(error));
  return LUR_DEVICE;
}

void lur_port_end(void)
{
  Pa_Terminate();
}

int lur_port_each(bool (*visit)(void *self, const struct lur_device *device), void *self)
{
  for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); i++) {
    const PaDeviceInfo *info = Pa_GetDeviceInfo(i);
    if (!info || info->maxInputChannels < 1) continue;
    const PaHostApiInfo *host = Pa_GetHostApiInfo(info->hostApi);
    struct lur_device d = {.channels = info->maxInputChannels,
                           .rate_hz = info->defaultSampleRate,
                           .is_default = i == Pa_GetDefaultInputDevice()};
    snprintf(d.name, sizeof d.name, "%s", info->name);
    memcpy(d.title, d.name, sizeof d.title);
    snprintf(d.host, sizeof d.host, "%s", host ? host->name : "");
    if (!visit(self, &d)) return i;
  }
  return -1;
}

static bool is_another(void *self, const struct lur_device *device)
{
  const struct lur_device *wanted = self;
  if (wanted->is_source) return strcmp(device->name, LUR_ALSA_SOURCE) != 0;
  return strcmp(device->name, wanted->name) != 0 || strcmp(device->host, wanted->host) != 0;
}

int lur_port_find(const struct lur_device *device)
{
  struct lur_device wanted = *device;
  return lur_port_each(is_another, &wanted);
}
