/// \file
/// The small network that judges frames: two layers of rectified units, and the log-odds of speech and of
/// music.
#ifndef LUR_ANALYSIS_NET_H
#define LUR_ANALYSIS_NET_H

#include "analysis/inputs.h"

enum { lur_net_first = 24, lur_net_second = 16 };
struct lur_net {
  float w1[lur_inputs][lur_net_first], b1[lur_net_first];
  float w2[lur_net_first][lur_net_second], b2[lur_net_second];
  float w3[lur_net_second][2], b3[2];
};
/// Weights made by tools/train (analysis/net_weights.c).
extern const struct lur_net lur_net_weights;

/// x: lur_inputs values. Log-odds, natural logarithm.
void lur_net_judge(const struct lur_net *net, const float *x, float *speech, float *music);

#endif
