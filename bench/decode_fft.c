// The ceiling that bench/run compares lur with: decode a recording and do one windowed FFT every 10 ms per
// channel, and nothing else; its sums run in lanes as lur's do. Usage: decode_fft FILE. Prints the seconds of
// audio and the sum of all power, so that no work can be left out.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fftw3.h>
#include <sndfile.h>

#include "analysis/lanes.h"

enum { FFT = 256, BLOCK_HOPS = 64, CHANNELS_MAX = 2 };

struct loop {
  SNDFILE *file;
  SF_INFO info;
  size_t hop;
  float window[FFT];
  float *in;
  fftwf_complex *out;
  fftwf_plan plan;
  float *block;              ///< interleaved, as read
  float *line[CHANNELS_MAX]; ///< one channel: the last window's samples, then those just read
  double power;
};

static int loop_open(struct loop *l, const char *path)
{
  l->file = sf_open(path, SFM_READ, &l->info);
  if (!l->file || l->info.channels > CHANNELS_MAX) return 0;
  l->hop = (size_t)l->info.samplerate / 100;
  l->in = fftwf_alloc_real(FFT);
  l->out = fftwf_alloc_complex(FFT / 2 + 1);
  l->block = calloc(BLOCK_HOPS * l->hop * (size_t)l->info.channels, sizeof *l->block);
  for (int c = 0; c < l->info.channels; c++) {
    l->line[c] = calloc(FFT + BLOCK_HOPS * l->hop, sizeof *l->line[c]);
    if (!l->line[c]) return 0;
  }
  if (!l->in || !l->out || !l->block) return 0;
  for (int i = 0; i < FFT; i++) l->window[i] = 0.5f - 0.5f * cosf(2 * 3.14159265f * (float)i / FFT);
  l->plan = fftwf_plan_dft_r2c_1d(FFT, l->in, l->out, FFTW_ESTIMATE);
  return l->plan != NULL;
}

static void loop_close(struct loop *l)
{
  if (l->file) sf_close(l->file);
  if (l->plan) fftwf_destroy_plan(l->plan);
  fftwf_free(l->in);
  fftwf_free(l->out);
  free(l->block);
  for (int c = 0; c < CHANNELS_MAX; c++) free(l->line[c]);
}

static float power_of(fftwf_complex *bins)
{
  const float *last = bins[FFT / 2];
  return lur_lanes_dot(bins[0], bins[0], FFT) + last[0] * last[0] + last[1] * last[1];
}

/// All windows that end within the n samples just read, then keeps the last FFT samples for the next block.
LUR_WIDE static void channel_step(struct loop *l, float *line, size_t n)
{
  for (size_t end = l->hop; end <= n; end += l->hop) {
    for (size_t i = 0; i < FFT; i++) l->in[i] = line[end + i] * l->window[i];
    fftwf_execute(l->plan);
    l->power += (double)power_of(l->out);
  }
  memmove(line, line + n, FFT * sizeof *line);
}

static double loop_run(struct loop *l)
{
  size_t channels = (size_t)l->info.channels, frames = 0;
  sf_count_t got;
  while ((got = sf_readf_float(l->file, l->block, (sf_count_t)(BLOCK_HOPS * l->hop))) > 0) {
    size_t n = (size_t)got;
    for (size_t c = 0; c < channels; c++) {
      for (size_t i = 0; i < n; i++) l->line[c][FFT + i] = l->block[i * channels + c];
      channel_step(l, l->line[c], n);
    }
    frames += n;
  }
  return (double)frames / l->info.samplerate;
}

int main(int argc, char **argv)
{
  struct loop l = {0};
  if (argc != 2 || !loop_open(&l, argv[1])) {
    fprintf(stderr, "decode_fft: needs one recording of one or two channels\n");
    loop_close(&l);
    return 2;
  }
  double seconds = loop_run(&l);
  printf("%.3f s, power %.6g\n", seconds, l.power);
  loop_close(&l);
  return 0;
}
