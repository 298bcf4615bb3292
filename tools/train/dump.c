/// Writes what the network would be shown of each frame of a recording: float32, lur_inputs a row, all rows of channel 0, then
/// of channel 1. Built with LUR_TUNE. Usage: dump RECORDING OUT.f32
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/feed.h"
#include "analysis/inputs.h"

static float *rows[2];
static int64_t count[2], room[2];

void lur_tune_saw(int channel, int64_t frame, const float *x);
void lur_tune_saw(int channel, int64_t frame, const float *x)
{
  if (frame >= room[channel]) {
    room[channel] = 2 * frame + 1000;
    rows[channel] = realloc(rows[channel], (size_t)room[channel] * lur_inputs * sizeof(float));
    if (!rows[channel]) abort();
  }
  memcpy(rows[channel] + frame * lur_inputs, x, lur_inputs * sizeof(float));
  count[channel] = frame + 1;
}

int main(int argc, char **argv)
{
  static lur_feed feed;
  SF_INFO info = {0};
  SNDFILE *file = argc == 3 ? sf_open(argv[1], SFM_READ, &info) : NULL;
  FILE *out = file ? fopen(argv[2], "wb") : NULL;
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
