/// \file
/// Internal to audio/ and capture/. Floats to 16-bit samples, the inverse of how 16-bit samples are read.
#ifndef LUR_AUDIO_PCM16_H
#define LUR_AUDIO_PCM16_H

#include <math.h>

/// Scaled by 32768, rounded and clipped; what is not finite becomes 0.
static inline short lur_pcm16(float x)
{
  if (!isfinite(x)) return 0;
  float scaled = x * 32768.0f;
  if (scaled >= 32767.0f) return 32767;
  if (scaled <= -32768.0f) return -32768;
  return (short)lrintf(scaled);
}

#endif
