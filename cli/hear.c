#define _GNU_SOURCE
#include "cli/hear.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <portaudio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "audio/reader.h"
#include "base/i18n.h"

/// How the playing process ends.
enum { HEARD, NO_DEVICE, NO_SOUND };
/// Frames moved at a time; a little sound before and after each stretch; the pause between; how long a sound
/// system may take to begin.
enum { BLOCK = 1024, PAUSE_MS = 400, PATIENCE_S = 8 };
static const double margin_s = 0.3;

/// A rate that devices refuse is not tried again: 48 kHz is what every one of them takes.
static PaStream *open_device(const struct lur_recording *r, int *rate_hz)
{
  PaStream *stream = NULL;
  PaStreamParameters out = {.device = Pa_GetDefaultOutputDevice(),
                            .channelCount = r->channels < 2 ? 1 : 2,
                            .sampleFormat = paFloat32};
  const PaDeviceInfo *info = out.device == paNoDevice ? NULL : Pa_GetDeviceInfo(out.device);
  if (!info) return NULL;
  out.suggestedLatency = info->defaultHighOutputLatency;
  const int rates[] = {r->sample_rate_hz, 48000};
  for (size_t i = 0; i < 2; i++) {
    *rate_hz = rates[i];
    if (Pa_OpenStream(&stream, NULL, &out, rates[i], 0, paNoFlag, NULL, NULL) != paNoError) continue;
    if (Pa_StartStream(stream) == paNoError) return stream;
    Pa_CloseStream(stream);
  }
  return NULL;
}

static bool write_silence(PaStream *stream, int rate_hz)
{
  static const float silence[2 * BLOCK];
  for (int left = rate_hz * PAUSE_MS / 1000; left > 0; left -= BLOCK) {
    PaError error = Pa_WriteStream(stream, silence, BLOCK);
    if (error != paNoError && error != paOutputUnderflowed) return false;
  }
  return true;
}

/// What lies in the stretches, in one pass; false where the device gave up.
static bool play_spans(lur_reader *reader, int rate_hz, PaStream *stream, const struct lur_span *at, size_t n)
{
  float pcm[2 * BLOCK];
  size_t got;
  double now_s = 0;
  bool ok = true;
  for (size_t i = 0; ok && i < n && lur_reader_read(reader, pcm, BLOCK, &got) == LUR_OK;) {
    double end_s = now_s + (double)got / rate_hz;
    while (i < n && at[i].end_s + margin_s <= now_s && ok) ok = ++i < n ? write_silence(stream, rate_hz) : ok;
    if (ok && i < n && at[i].start_s - margin_s < end_s) {
      PaError error = Pa_WriteStream(stream, pcm, (unsigned long)got);
      ok = error == paNoError || error == paOutputUnderflowed;
    }
    now_s = end_s;
  }
  return ok;
}

static int play_now(const char *name, const struct lur_span *at, size_t n, int begun)
{
  lur_reader *reader = NULL;
  struct lur_reader_options options = lur_reader_options_default();
  int rate_hz;
  options.native_rate = true;
  if (lur_reader_open(name, &options, &reader, NULL) != LUR_OK) return NO_SOUND;
  if (Pa_Initialize() != paNoError) return NO_DEVICE;
  const struct lur_recording *r = lur_reader_recording(reader);
  PaStream *stream = open_device(r, &rate_hz);
  if (!stream) return NO_DEVICE;
  if (rate_hz != r->sample_rate_hz) {
    lur_reader_close(reader);
    options.native_rate = false;
    options.read_rate_hz = rate_hz;
    if (lur_reader_open(name, &options, &reader, NULL) != LUR_OK) return NO_SOUND;
  }
  if (write(begun, "", 1) != 1) return NO_DEVICE;
  bool ok = play_spans(reader, rate_hz, stream, at, n) && write_silence(stream, rate_hz);
  Pa_StopStream(stream);
  return ok ? HEARD : NO_DEVICE;
}

/// The playing process: what sound systems chatter is nobody's business, and it ends with lur.
static void be_player(const char *name, const struct lur_span *at, size_t n, int begun)
{
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int nothing = open("/dev/null", O_RDWR);
  for (int fd = 0; fd <= 2 && nothing >= 0; fd++) dup2(nothing, fd);
  _exit(play_now(name, at, n, begun));
}

/// Takes away the line that ended the playing.
static void drop_line(void)
{
  char c;
  while (read(STDIN_FILENO, &c, 1) == 1 && c != '\n') continue;
}

/// Until the player ended, a line was typed, or the sound system has not begun in time. True: it is to be
/// ended.
static bool wait_for(int begun)
{
  struct pollfd wait[] = {{.fd = begun, .events = POLLIN},
                          {.fd = isatty(STDIN_FILENO) ? STDIN_FILENO : -1, .events = POLLIN}};
  int patience_ms = PATIENCE_S * 1000;
  for (;;) {
    int n = poll(wait, 2, patience_ms);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return true;
    if (wait[1].revents) {
      drop_line();
      return true;
    }
    char byte;
    if (read(begun, &byte, 1) != 1) return false;
    patience_ms = -1;
  }
}

const char *lur_hear_play(void *self, const struct lur_span *at, size_t n)
{
  const struct lur_hear *hear = self;
  int pipe_of[2], status = 0;
  if (pipe2(pipe_of, O_CLOEXEC) != 0) return _("There is no room for the player.");
  pid_t player = fork();
  if (player == 0) be_player(hear->name, at, n, pipe_of[1]);
  close(pipe_of[1]);
  bool stopped = player > 0 && wait_for(pipe_of[0]);
  close(pipe_of[0]);
  if (player < 0) return _("There is no room for the player.");
  if (stopped) kill(player, SIGKILL);
  while (waitpid(player, &status, 0) < 0 && errno == EINTR) continue;
  if (stopped || (WIFEXITED(status) && WEXITSTATUS(status) == HEARD)) return NULL;
  if (WIFEXITED(status) && WEXITSTATUS(status) == NO_SOUND) return _("The recording cannot be read here.");
  return _("This computer has no loudspeaker or headphones that lur can use; listen to the file elsewhere.");
}
