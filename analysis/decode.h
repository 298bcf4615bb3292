/// \file
/// The likeliest sequence of on and off for a row of log-odds, where neither may be shorter than a given
/// time and each change costs: a two-state semi-Markov model decoded by Viterbi's algorithm (A. J. Viterbi,
/// "Error bounds for convolutional codes", 1967; L. R. Rabiner, "A tutorial on hidden Markov models", 1989,
/// IV.D).
#ifndef LUR_ANALYSIS_DECODE_H
#define LUR_ANALYSIS_DECODE_H

#include <stdbool.h>
#include <stdint.h>

/// Steps kept, a power of two; a decision is final when it lies this many steps back.
enum { lur_decode_ring = 1024, lur_decode_batch = 256, lur_decode_lag = 768 };
/// Longest least_on and least_off.
enum { lur_decode_longest = 256 };

struct lur_decoder {
  int least_on, least_off; ///< steps
  double cost;             ///< of a change, in log-odds
  int64_t steps, final;    ///< steps taken; of them decided
  double sum[lur_decode_longest], on[lur_decode_longest], off[lur_decode_longest];
  bool came_on[lur_decode_ring], came_off[lur_decode_ring], state[lur_decode_ring];
};
void lur_decoder_start(struct lur_decoder *d, int least_on, int least_off, double cost);
/// log_odds: of on against off. Returns how many steps are final now; states of the last lur_decode_ring
/// steps can be read.
int64_t lur_decoder_step(struct lur_decoder *d, float log_odds);
/// Makes all steps final: no more will come.
int64_t lur_decoder_finish(struct lur_decoder *d);
/// Whether a final step of the last lur_decode_ring ones is on.
bool lur_decoder_is_on(const struct lur_decoder *d, int64_t step);

#endif
