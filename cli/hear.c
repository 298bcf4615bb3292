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
/// Frames moved at a time; a little sound before and after each stretch; the pause between. A sound system
/// that says nothing is slow after the one time, and does not answer after the other.
enum { BLOCK = 1024, PAUSE_MS = 400, SLOW_MS = 1500, PATIENCE_MS = 5000 };
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

/// Where the sound goes, and where it is told that it moves.
struct player {
  PaStream *stream;
  int rate_hz;
  int moves; // a pipe
};

/// Tells that the player lives; false where nobody listens any more.
static bool tell(const struct player *p)
{
  return write(p->moves, "", 1) == 1;
}

static bool write_block(const struct player *p, const float *pcm, size_t n)
{
  PaError error = Pa_WriteStream(p->stream, pcm, (unsigned long)n);
  return (error == paNoError || error == paOutputUnderflowed) && tell(p);
}

static bool write_silence(const struct player *p)
{
  static const float silence[2 * BLOCK];
  bool ok = true;
  for (int left = p->rate_hz * PAUSE_MS / 1000; ok && left > 0; left -= BLOCK)
    ok = write_block(p, silence, BLOCK);
  return ok;
}

/// What lies in the stretches, in one pass; false where the device gave up.
static bool play_spans(const struct player *p, lur_reader *reader, const struct lur_span *at, size_t n)
{
  float pcm[2 * BLOCK];
  size_t got;
  double now_s = 0;
  bool ok = true;
  for (size_t i = 0; ok && i < n && lur_reader_read(reader, pcm, BLOCK, &got) == LUR_OK;) {
    double end_s = now_s + (double)got / p->rate_hz;
    while (i < n && at[i].end_s + margin_s <= now_s && ok) ok = ++i < n ? write_silence(p) : ok;
    if (ok && i < n) ok = at[i].start_s - margin_s < end_s ? write_block(p, pcm, got) : tell(p);
    now_s = end_s;
  }
  return ok;
}

static int play_now(const char *name, const struct lur_span *at, size_t n, int moves)
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
  const struct player p = {stream, rate_hz, moves};
  bool ok = tell(&p) && play_spans(&p, reader, at, n) && write_silence(&p);
  Pa_StopStream(stream);
  return ok ? HEARD : NO_DEVICE;
}

/// The playing process: what sound systems chatter is nobody's business, and it ends with lur.
static void be_player(const char *name, const struct lur_span *at, size_t n, int moves)
{
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int nothing = open("/dev/null", O_RDWR);
  for (int fd = 0; fd <= 2 && nothing >= 0; fd++) dup2(nothing, fd);
  _exit(play_now(name, at, n, moves));
}

/// Takes away the line that ended the playing.
static void drop_line(void)
{
  char c;
  while (read(STDIN_FILENO, &c, 1) == 1 && c != '\n') continue;
}

/// Why the waiting for the player ended.
typedef enum { ENDED, TYPED, HUNG } wait_end;

/// Until the player ended, a line was typed, or the sound system has not moved for too long. Nobody should
/// wonder for more than two seconds what is going on.
static wait_end wait_for(int moves, FILE *out)
{
  struct pollfd wait[] = {{.fd = moves, .events = POLLIN},
                          {.fd = isatty(STDIN_FILENO) ? STDIN_FILENO : -1, .events = POLLIN}};
  bool slow = false;
  for (;;) {
    char bytes[256];
    int n = poll(wait, 2, slow ? PATIENCE_MS - SLOW_MS : SLOW_MS);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 || (n == 0 && slow)) return HUNG;
    slow = n == 0;
    if (slow && out) {
      fprintf(out, "  %s\n", _("The sound system is slow to answer. Enter: wait no longer."));
      fflush(out);
    }
    if (wait[1].revents && n > 0) {
      drop_line();
      return TYPED;
    }
    if (n > 0 && read(moves, bytes, sizeof bytes) < 1) return ENDED;
  }
}

/// What the player's end means, for people; NULL: it was heard.
static const char *explain(wait_end end, int status)
{
  if (end == TYPED) return NULL;
  if (end == HUNG) return _("The sound system does not answer; listen to the file elsewhere.");
  if (WIFEXITED(status) && WEXITSTATUS(status) == HEARD) return NULL;
  if (WIFEXITED(status) && WEXITSTATUS(status) == NO_SOUND) return _("The recording cannot be read here.");
  return _("This computer has no loudspeaker or headphones that lur can use; listen to the file elsewhere.");
}

const char *lur_hear_play(void *self, const struct lur_span *at, size_t n)
{
  const struct lur_hear *hear = self;
  int pipe_of[2], status = 0;
  if (!hear->name[0]) return _("There is no sound of this call.");
  if (pipe2(pipe_of, O_CLOEXEC) != 0) return _("There is no room for the player.");
  if (hear->out) fflush(hear->out);
  pid_t player = fork();
  if (player == 0) be_player(hear->name, at, n, pipe_of[1]);
  close(pipe_of[1]);
  wait_end end = player > 0 ? wait_for(pipe_of[0], hear->out) : ENDED;
  close(pipe_of[0]);
  if (player < 0) return _("There is no room for the player.");
  if (end != ENDED) kill(player, SIGKILL);
  while (waitpid(player, &status, 0) < 0 && errno == EINTR) continue;
  return explain(end, status);
}
