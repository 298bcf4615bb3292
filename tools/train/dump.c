/// Writes what the network would be shown of each frame of a recording: float32, lur_inputs a row, all rows
/// of channel 0, then of channel 1. It takes the network's place: linked with all of analysis/ but net.c.
/// Usage: dump RECORDING OUT.f32
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/feed.h"
#include "analysis/net.h"

static float *rows[2];
static int64_t count[2], room[2];
static int channels, channel; // frames are judged in order, channel by channel

void lur_net_judge(const struct lur_net *net, const float *x, float *speech, float *music)
{
  (void)net;
  if (count[channel] >= room[channel]) {
    room[channel] = 2 * count[channel] + 1000;
    rows[channel] = realloc(rows[channel], (size_t)room[channel] * lur_inputs * sizeof(float));
    if (!rows[channel]) abort();
  }
  memcpy(rows[channel] + count[channel]++ * lur_inputs, x, lur_inputs * sizeof(float));
  channel = (channel + 1) % channels;
  *speech = *music = -1;
}

int main(int argc, char **argv)
{
  static lur_feed feed;
  SF_INFO info = {0};
  SNDFILE *file = argc == 3 ? sf_open(argv[1], SFM_READ, &info) : NULL;
  FILE *out = file ? fopen(argv[2], "wb") : NULL;
  channels = info.channels;
  if (!out || lur_feed_start(&feed, info.samplerate, info.channels) != LUR_OK) return 1;
  float pcm[4096];
  for (sf_count_t n; (n = sf_readf_float(file, pcm, 2048)) > 0;)
    if (lur_feed_push(&feed, pcm, (size_t)n) != LUR_OK) return 1;
  if (lur_feed_finish(&feed) != LUR_OK) return 1;
  for (int c = 0; c < info.channels; c++)
    if (fwrite(rows[c], lur_inputs * sizeof(float), (size_t)count[c], out) != (size_t)count[c]) return 1;
  lur_feed_clear(&feed);
  sf_close(file);
  return fclose(out) ? 1 : 0;
}
