#include "capture/port.h"

#include <alsa/asoundlib.h>
#include <portaudio.h>
#include <stdio.h>

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

lur_status lur_port_start(char *text, size_t size)
{
  snd_lib_error_set_handler(say_nothing);
#ifdef LUR_HAVE_JACK
  jack_set_error_function(say_nothing_of_jack);
  jack_set_info_function(say_nothing_of_jack);
#endif
  PaError error = Pa_Initialize();
  if (error == paNoError) return LUR_OK;
  snprintf(text, size, "%s", Pa_GetErrorText(error));
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
    snprintf(d.host, sizeof d.host, "%s", host ? host->name : "");
    if (!visit(self, &d)) return i;
  }
  return -1;
}
