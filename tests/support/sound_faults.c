// Loaded before a program that uses PortAudio (LD_PRELOAD), it makes one of its functions bad:
// LUR_SOUND_HANGS and LUR_SOUND_ABORTS name one that never returns, or ends the process, each as real ones
// have been seen to. LUR_SOUND_RATE=HZ: no stream can be opened at any other rate. LUR_SOUND_TELLS=FILE: what
// each stream is opened with is written there. LUR_SOUND_STALLS=FILE: the first stream calls nothing back any
// more after a second and a half, though it is still active, and makes FILE then.
#define _GNU_SOURCE // RTLD_NEXT
#include <dlfcn.h>
#include <fcntl.h>
#include <portaudio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void tell(const PaStreamParameters *in, double rate, unsigned long n, PaStreamFlags flags)
{
  const char *path = getenv("LUR_SOUND_TELLS");
  FILE *to = path ? fopen(path, "ae") : NULL;
  if (!to) return;
  fprintf(to, "%.0f Hz, int16 %d, frames %lu, latency %.3f, flags %lu\n", rate, in->sampleFormat == paInt16,
          n, in->suggestedLatency, (unsigned long)flags);
  (void)fclose(to);
}

/// What stands between PortAudio and the program's own callback.
static struct {
  PaStreamCallback *callback;
  void *self;
  unsigned long heard, most; ///< samples; it stalls after the most
} stall;

static int stall_late(const void *in, void *out, unsigned long n, const PaStreamCallbackTimeInfo *time,
                      PaStreamCallbackFlags flags, void *self)
{
  (void)self;
  stall.heard += n;
  if (stall.heard > stall.most) {
    if (stall.heard - n <= stall.most)
      close(open(getenv("LUR_SOUND_STALLS"), O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
    return paContinue;
  }
  return stall.callback(in, out, n, time, flags, stall.self);
}

/// One stream at a time, each in a process of its own.
static void put_between(PaStreamCallback **callback, void **self, double rate)
{
  const char *mark = getenv("LUR_SOUND_STALLS");
  if (!mark || access(mark, F_OK) == 0) return;
  stall.callback = *callback;
  stall.self = *self;
  stall.most = (unsigned long)(1.5 * rate);
  *callback = stall_late;
  *self = NULL;
}

static void fail(const char *name)
{
  const char *hangs = getenv("LUR_SOUND_HANGS"), *aborts = getenv("LUR_SOUND_ABORTS");
  if (aborts && strcmp(aborts, name) == 0) abort();
  while (hangs && strcmp(hangs, name) == 0) pause();
}

// NOLINTBEGIN(bugprone-macro-parentheses): types and parameter lists
/// POSIX lets a function be taken out of dlsym's pointer in this way only.
#define BAD(name, parameters, arguments)                                                                     \
  PaError name parameters                                                                                    \
  {                                                                                                          \
    static PaError(*real) parameters;                                                                        \
    fail(#name);                                                                                             \
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, #name);                                                    \
    return real arguments;                                                                                   \
  }

BAD(Pa_Initialize, (void), ())
BAD(Pa_Terminate, (void), ())
BAD(Pa_StartStream, (PaStream * stream), (stream))
BAD(Pa_AbortStream, (PaStream * stream), (stream))
BAD(Pa_CloseStream, (PaStream * stream), (stream))
// NOLINTEND(bugprone-macro-parentheses)

PaError Pa_OpenStream(PaStream **stream, const PaStreamParameters *in, const PaStreamParameters *out,
                      double rate, unsigned long n, PaStreamFlags flags, PaStreamCallback *callback,
                      void *self)
{
  static PaError (*real)(PaStream **, const PaStreamParameters *, const PaStreamParameters *, double,
                         unsigned long, PaStreamFlags, PaStreamCallback *, void *);
  const char *only = getenv("LUR_SOUND_RATE");
  fail("Pa_OpenStream");
  tell(in, rate, n, flags);
  if (only && strtol(only, NULL, 10) != (long)rate) return paInvalidSampleRate;
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, "Pa_OpenStream");
  put_between(&callback, &self, rate);
  return real(stream, in, out, rate, n, flags, callback, self);
}
