// Prints a fingerprint of what the analyser's first half makes of random sounds, to the last bit. Usage: bits
// SEED.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/feed.h"
#include "tests/support/dice.h"
#include "tests/support/synth.h"

enum { SECONDS = 20 }; // no more than the feed keeps

static uint64_t add(uint64_t print, const void *at, size_t n) // FNV-1a
{
  const unsigned char *byte = at;
  for (size_t i = 0; i < n; i++) print = (print ^ byte[i]) * 0x100000001B3u;
  return print;
}

static struct lur_synth *sound(struct dice *d, int rate)
{
  struct lur_synth *s = lur_synth_new(rate, SECONDS);
  if (!s) return NULL;
  struct lur_synth_voice voice = {dice_between(d, 90, 280), 1.1, (uint32_t)dice_roll(d)};
  double level = dice_between(d, -45, -10);
  lur_synth_noise(s, 1, SECONDS, level - dice_between(d, 10, 60), (uint32_t)dice_roll(d));
  lur_synth_tone(s, 2, 4, dice_between(d, 300, 2000), level);
  if (!lur_synth_dtmf(s, 5, 5.1, "123A456B789C*0#D"[dice_below(d, 16)], level))
    return lur_synth_free(s), NULL;
  lur_synth_speech(s, 6, dice_between(d, 7, 14), &voice, level);
  lur_synth_music(s, dice_between(d, 12, 15), 19, level, (uint32_t)dice_roll(d));
  return s;
}

static uint64_t add_frame(uint64_t print, const struct lur_seen *seen, const struct lur_frame_levels *levels)
{
  print = add(print, seen->features.band, sizeof seen->features.band);
  print = add(print, &seen->features.level, sizeof seen->features.level);
  print = add(print, &seen->periodicity, sizeof seen->periodicity);
  print = add(print, &seen->activation, sizeof seen->activation);
  print = add(print, &levels->square, sizeof levels->square);
  print = add(print, &levels->kweighted, sizeof levels->kweighted);
  return add(print, levels->at_highest, sizeof levels->at_highest);
}

static bool print_sound(struct dice *d, int rate)
{
  static lur_feed feed;
  uint64_t print = 0xCBF29CE484222325u;
  size_t n = 0;
  struct lur_synth *left = sound(d, rate), *right = sound(d, rate);
  float *pcm = left && right ? lur_synth_interleave(left, right, &n) : NULL;
  bool done = pcm && lur_feed_start(&feed, rate, 2) == LUR_OK && lur_feed_push(&feed, pcm, n) == LUR_OK &&
              lur_feed_finish(&feed) == LUR_OK;
  for (int c = 0; c < 2 && done; c++) {
    const struct lur_activity_channel *ch = &feed.activity.channel[c];
    for (int i = 0; i < SECONDS * LUR_FRAME_RATE; i++)
      print = add_frame(print, &ch->ring[i], &feed.channel[c].levels[i]);
    print = add(print, ch->speech.at, ch->speech.n * sizeof *ch->speech.at);
    print = add(print, ch->music.at, ch->music.n * sizeof *ch->music.at);
  }
  printf("%d Hz: %016llx\n", rate, (unsigned long long)print);
  lur_feed_clear(&feed);
  lur_synth_free(left);
  lur_synth_free(right);
  free(pcm);
  return done;
}

int main(int argc, char **argv)
{
  struct dice d = {argc > 1 ? strtoull(argv[1], NULL, 10) : 1};
  bool done = true;
  for (int round = 0; round < 6 && done; round++) done = print_sound(&d, round % 2 ? 16000 : 8000);
  return !done;
}
