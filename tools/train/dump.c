/// Writes what a network is shown of a recording: float32, a row for every second frame, all rows of channel
/// 0, then of channel 1. It stands between the analyser and its networks: linked with all of analysis/, with
/// net.c compiled with -Dlur_first_judge=real_first -Dlur_second_judge=real_second.
/// Usage: dump 1|2 RECORDING OUT.f32      (which network)
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/feed.h"
#include "analysis/net.h"

void real_first(const struct lur_first_net *net, const float *x, float *out);

static float *rows[2];
static int64_t count[2], room[2];
static int which, channels, channel; // frames are judged in order, channel by channel

static void keep(const float *x, int n)
{
  if (count[channel] >= room[channel]) {
    room[channel] = 2 * count[channel] + 1000;
    rows[channel] = realloc(rows[channel], (size_t)(room[channel] * n) * sizeof *x);
    if (!rows[channel]) abort();
  }
  memcpy(rows[channel] + count[channel]++ * n, x, (size_t)n * sizeof *x);
  channel = (channel + 1) % channels;
}

void lur_first_judge(const struct lur_first_net *net, const float *x, float *out)
{
  if (which == 1)
    keep(x, lur_inputs);
  else
    real_first(net, x, out);
  if (which == 1) out[0] = out[1] = -1;
}

void lur_second_judge(const struct lur_second_net *net, const float *x, float *out)
{
  (void)net;
  if (which == 2) keep(x, lur_contexts);
  out[0] = out[1] = -1;
}

int main(int argc, char **argv)
{
  static lur_feed feed;
  SF_INFO info = {0};
  SNDFILE *file = argc == 4 ? sf_open(argv[2], SFM_READ, &info) : NULL;
  FILE *out = file ? fopen(argv[3], "wb") : NULL;
  which = argc == 4 && strcmp(argv[1], "1") == 0 ? 1 : 2;
  channels = info.channels;
  if (!out || lur_feed_start(&feed, info.samplerate, info.channels) != LUR_OK) return 1;
  float pcm[4096];
  for (sf_count_t n; (n = sf_readf_float(file, pcm, 2048)) > 0;)
    if (lur_feed_push(&feed, pcm, (size_t)n) != LUR_OK) return 1;
  if (lur_feed_finish(&feed) != LUR_OK) return 1;
  size_t width = (which == 1 ? lur_inputs : lur_contexts) * sizeof(float);
  for (int c = 0; c < info.channels; c++)
    if (fwrite(rows[c], width, (size_t)count[c], out) != (size_t)count[c]) return 1;
  lur_feed_clear(&feed);
  sf_close(file);
  return fclose(out) ? 1 : 0;
}
