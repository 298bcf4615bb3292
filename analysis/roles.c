#include "analysis/roles.h"

#include <math.h>

/// Weight of each piece of evidence, as log-odds that the channel is the agent's: what the exchange and the
/// callee's system send is heard on the agent's channel, keys are pressed on the caller's, and who answers
/// speaks first. exp(3) is one error in 20, exp(2) one in eight.
static const double tone_weight = 3, music_weight = 2, key_weight = 2.5, greeting_weight = 2;
/// Nothing that is heard is ever quite certain.
static const double most_odds = 6;
enum { least_music = 300, least_greeting = 100 };

static double evidence(const struct lur_heard *heard, int channel)
{
  double tone = 0;
  for (size_t i = 0; i < heard->tones.n; i++) { // one exchange makes them all: they are one piece of evidence
    const struct lur_event *e = &heard->tones.at[i];
    if (e->channel == channel && e->type != LUR_EVENT_BEEP) tone = fmax(tone, e->confidence);
  }
  double sum = tone_weight * tone;
  if (lur_ranges_total(&heard->music[channel]) >= least_music) sum += music_weight;
  if (heard->keys[1 - channel].n) sum += key_weight;
  return sum;
}

/// When a channel has had so much speech that it is no cough and no "hello?" into the open line; INT64_MAX
/// when never.
static int64_t first_words(const struct lur_ranges *speech)
{
  int64_t sum = 0;
  for (size_t i = 0; i < speech->n; i++) {
    sum += speech->at[i].end - speech->at[i].start;
    if (sum >= least_greeting) return speech->at[i].end - (sum - least_greeting);
  }
  return INT64_MAX;
}

int lur_roles_detect(const struct lur_heard *heard, double *confidence)
{
  double odds = evidence(heard, 1) - evidence(heard, 0); // for channel 1
  int64_t first0 = first_words(&heard->speech[0]), first1 = first_words(&heard->speech[1]);
  if (first0 != first1) odds += first1 < first0 ? greeting_weight : -greeting_weight;
  *confidence = 1 / (1 + exp(-fmin(fabs(odds), most_odds)));
  return odds >= 0;
}
