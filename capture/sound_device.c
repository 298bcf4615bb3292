#include <portaudio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "capture/port.h"
#include "capture/sound.h"

static const int wanted_rate_hz = 48000;

struct device_sound {
  struct lur_sound base;
  PaStream *stream;
  lur_ring *ring;
  int64_t heard; ///< samples per channel so far; of the audio thread
  bool by_jack, started;
};

/// PortAudio's thread: one write into the ring and nothing else.
static int on_audio(const void *in, void *out, unsigned long n, const PaStreamCallbackTimeInfo *time,
                    PaStreamCallbackFlags flags, void *self)
{
  struct device_sound *d = self;
  const struct lur_ring_block block = {
      .start = d->heard, .n = (uint32_t)n, .flags = flags & paInputOverflow ? LUR_SOUND_OVERRUN : 0};
  (void)out, (void)time;
  bool kept = in && lur_ring_write(d->ring, &block, in);
  (void)kept; // what finds no room shows as a gap in the starts
  d->heard += (int64_t)n;
  return paContinue;
}

static lur_status start(struct lur_sound *s, lur_ring *ring, struct lur_diag *diag)
{
  struct device_sound *d = (struct device_sound *)s;
  d->ring = ring;
  PaError error = Pa_StartStream(d->stream);
  d->started = error == paNoError;
  if (d->started) return LUR_OK;
  return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, _("the sound device '%s' will not start: %s"), s->name,
                      Pa_GetErrorText(error));
}

static lur_sound_state state(struct lur_sound *s)
{
  const struct device_sound *d = (const struct device_sound *)s;
  return Pa_IsStreamActive(d->stream) == 1 ? LUR_SOUND_RUNS : LUR_SOUND_GONE;
}

/// A JACK server that died answers nothing any more, and PortAudio would wait for it for ever.
static bool is_dead_jack(struct device_sound *d)
{
  return d->by_jack && d->started && state(&d->base) == LUR_SOUND_GONE;
}

static void stop(struct lur_sound *s)
{
  struct device_sound *d = (struct device_sound *)s;
  if (!d->started || is_dead_jack(d)) return;
  Pa_AbortStream(d->stream);
  d->started = false;
}

/// The stream of a dead server is left as it is.
static void close_device(struct lur_sound *s)
{
  struct device_sound *d = (struct device_sound *)s;
  if (is_dead_jack(d)) return;
  stop(s);
  if (d->stream) Pa_CloseStream(d->stream);
  lur_port_end();
  free(d);
}

static bool is_by_jack(int index)
{
  const PaDeviceInfo *info = Pa_GetDeviceInfo(index);
  const PaHostApiInfo *host = info ? Pa_GetHostApiInfo(info->hostApi) : NULL;
  return host && host->type == paJACK;
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

static PaError open_at(struct device_sound *d, int index, int rate_hz)
{
  const PaDeviceInfo *info = Pa_GetDeviceInfo(index);
  const PaStreamParameters in = {.device = index,
                                 .channelCount = d->base.channels,
                                 .sampleFormat = paInt16,
                                 .suggestedLatency = latency_of(info)};
  d->base.rate_hz = rate_hz;
  return Pa_OpenStream(&d->stream, &in, NULL, rate_hz, paFramesPerBufferUnspecified, paDitherOff | paClipOff,
                       on_audio, d);
}

static const char *reason(PaError error)
{
  const PaHostErrorInfo *host = error == paUnanticipatedHostError ? Pa_GetLastHostErrorInfo() : NULL;
  return host && host->errorText && *host->errorText ? host->errorText : Pa_GetErrorText(error);
}

static lur_status open_stream(struct device_sound *d, const struct lur_device *device, struct lur_diag *diag)
{
  int index = lur_port_find(device);
  if (index < 0)
    return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, _("the sound device '%s' is no longer there"),
                        device->name);
  d->by_jack = is_by_jack(index);
  PaError error = open_at(d, index, wanted_rate_hz);
  int own_rate_hz = (int)device->rate_hz;
  if (error == paInvalidSampleRate && own_rate_hz >= 8000 && own_rate_hz <= 192000)
    error = open_at(d, index, own_rate_hz);
  if (error == paNoError) return LUR_OK;
  return lur_diag_set(diag, LUR_DEVICE, "", 0, 0,
                      _("the sound device '%s' cannot be opened (%s); does another program use it?"),
                      device->name, reason(error));
}

static struct device_sound *new_sound(const struct lur_device *device, int channels)
{
  struct device_sound *d = calloc(1, sizeof *d);
  if (!d) return NULL;
  d->base = (struct lur_sound){.channels = channels                ? channels
                                           : device->channels >= 2 ? 2
                                                                   : 1,
                               .by_the_clock = true,
                               .start = start,
                               .state = state,
                               .stop = stop,
                               .close = close_device};
  memcpy(d->base.name, device->name, sizeof d->base.name);
  return d;
}

lur_status lur_sound_open_device(const struct lur_device *device, int channels, struct lur_sound **out,
                                 struct lur_diag *diag)
{
  char text[200];
  if (channels > device->channels)
    return lur_diag_set(diag, LUR_UNSUPPORTED, "", 0, 0, _("the sound device '%s' has one channel only"),
                        device->name);
  struct device_sound *d = new_sound(device, channels);
  if (!d) return LUR_NO_MEM;
  lur_status status = lur_port_start(device, text, sizeof text);
  if (status != LUR_OK) {
    free(d);
    return lur_diag_set(diag, status, "", 0, 0, _("the sound system could not be started: %s"), text);
  }
  status = open_stream(d, device, diag);
  if (status != LUR_OK) {
    lur_port_end();
    free(d);
    return status;
  }
  *out = &d->base;
  return LUR_OK;
}

void lur_sound_close(struct lur_sound *s)
{
  if (s) s->close(s);
}
