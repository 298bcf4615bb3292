#include "capture/stream.h"

#include <portaudio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "capture/port.h"

static const int wanted_rate_hz = 48000;

struct lur_stream {
  PaStream *stream;
  int rate_hz;
  char name[128]; ///< as in struct lur_device
};

/// PortAudio's thread.
static int on_audio(const void *in, void *out, unsigned long n, const PaStreamCallbackTimeInfo *time,
                    PaStreamCallbackFlags flags, void *listener)
{
  (void)out, (void)time;
  lur_listener_hear(listener, in, n, flags & paInputOverflow);
  return paContinue;
}

/// Much room between the device and us. What PortAudio calls high latency is 40 ms of PulseAudio and
/// PipeWire, whose server then works in blocks of 5 ms and loses some when the computer is busy; and of JACK
/// it has been seen to be a day.
static double latency_of(const PaDeviceInfo *info)
{
  static const double least_s = 0.4, most_s = 1;
  double s = info->defaultHighInputLatency;
  return s > least_s && s < most_s ? s : least_s;
}

static PaError open_at(lur_stream *s, int index, int channels, int rate_hz, struct lur_listener *listener)
{
  const PaDeviceInfo *info = Pa_GetDeviceInfo(index);
  const PaStreamParameters in = {.device = index,
                                 .channelCount = channels,
                                 .sampleFormat = paInt16,
                                 .suggestedLatency = latency_of(info)};
  s->rate_hz = rate_hz;
  return Pa_OpenStream(&s->stream, &in, NULL, rate_hz, paFramesPerBufferUnspecified, paDitherOff | paClipOff,
                       on_audio, listener);
}

static const char *reason(PaError error)
{
  const PaHostErrorInfo *host = error == paUnanticipatedHostError ? Pa_GetLastHostErrorInfo() : NULL;
  return host && host->errorText && *host->errorText ? host->errorText : Pa_GetErrorText(error);
}

/// What PortAudio calls a device's rate is its own guess at times; handsets may have one of a telephone's
/// only.
static PaError open_at_own_rate(lur_stream *s, int index, const struct lur_device *device, int channels,
                                struct lur_listener *listener)
{
  const int rates[] = {(int)device->rate_hz, 44100, 32000, 16000, 8000};
  PaError error = paInvalidSampleRate;
  for (size_t i = 0; i < sizeof rates / sizeof *rates && error == paInvalidSampleRate; i++)
    if (rates[i] >= 8000 && rates[i] <= 192000) error = open_at(s, index, channels, rates[i], listener);
  return error;
}

static lur_status open_device(lur_stream *s, const struct lur_device *device, int channels, int rate_hz,
                              struct lur_listener *listener, struct lur_diag *diag)
{
  int index = lur_port_find(device);
  if (index < 0)
    return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, _("the sound device '%s' is no longer there"),
                        device->name);
  PaError error = open_at(s, index, channels, rate_hz ? rate_hz : wanted_rate_hz, listener);
  if (error == paInvalidSampleRate && !rate_hz)
    error = open_at_own_rate(s, index, device, channels, listener);
  if (error == paNoError) return LUR_OK;
  return lur_diag_set(diag, LUR_DEVICE, "", 0, 0,
                      _("the sound device '%s' cannot be opened (%s); does another program use it?"),
                      device->name, reason(error));
}

lur_status lur_stream_open(const struct lur_device *device, int channels, int rate_hz,
                           struct lur_listener *listener, lur_stream **out, struct lur_diag *diag)
{
  char text[200];
  lur_stream *s = calloc(1, sizeof *s);
  if (!s) return LUR_NO_MEM;
  memcpy(s->name, device->name, sizeof s->name);
  lur_status status = lur_port_start(device, text, sizeof text);
  if (status != LUR_OK) {
    free(s);
    return lur_diag_set(diag, status, "", 0, 0, _("the sound system could not be started: %s"), text);
  }
  status = open_device(s, device, channels, rate_hz, listener, diag);
  if (status == LUR_OK)
    *out = s;
  else
    lur_stream_close(s);
  return status;
}

int lur_stream_rate_hz(const lur_stream *s)
{
  return s->rate_hz;
}

lur_status lur_stream_start(lur_stream *s, struct lur_diag *diag)
{
  PaError error = Pa_StartStream(s->stream);
  if (error == paNoError) return LUR_OK;
  return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, _("the sound device '%s' will not start: %s"), s->name,
                      Pa_GetErrorText(error));
}

bool lur_stream_is_active(lur_stream *s)
{
  return Pa_IsStreamActive(s->stream) == 1;
}

void lur_stream_close(lur_stream *s)
{
  if (s->stream) {
    Pa_AbortStream(s->stream);
    Pa_CloseStream(s->stream);
  }
  lur_port_end();
  free(s);
}
