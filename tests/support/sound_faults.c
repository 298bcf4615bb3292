// Loaded before a program that uses PortAudio (LD_PRELOAD), it makes one of its functions bad:
// LUR_SOUND_HANGS and LUR_SOUND_ABORTS name one that never returns, or ends the process, each as real ones
// have been seen to.
#define _GNU_SOURCE // RTLD_NEXT
#include <dlfcn.h>
#include <portaudio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

BAD(Pa_OpenStream,
    (PaStream * *stream, const PaStreamParameters *in, const PaStreamParameters *out, double rate,
     unsigned long n, PaStreamFlags flags, PaStreamCallback *callback, void *self),
    (stream, in, out, rate, n, flags, callback, self))
BAD(Pa_StartStream, (PaStream * stream), (stream))
BAD(Pa_AbortStream, (PaStream * stream), (stream))
BAD(Pa_CloseStream, (PaStream * stream), (stream))
// NOLINTEND(bugprone-macro-parentheses)
