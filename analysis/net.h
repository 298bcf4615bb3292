/// \file
/// The two small networks that judge frames: layers of rectified units, then the log-odds of speech and of
/// music.
#ifndef LUR_ANALYSIS_NET_H
#define LUR_ANALYSIS_NET_H

#include "analysis/context.h"
#include "analysis/inputs.h"

enum { lur_first_a = 64, lur_first_b = 32, lur_second_a = 48 };
/// Of one frame and a second to either side.
struct lur_first_net {
  float w1[lur_inputs][lur_first_a], b1[lur_first_a];
  float w2[lur_first_a][lur_first_b], b2[lur_first_b];
  float w3[lur_first_b][2], b3[2];
};
/// Of what the first said.
struct lur_second_net {
  float w1[lur_contexts][lur_second_a], b1[lur_second_a];
  float w2[lur_second_a][2], b2[2];
};
/// Weights made by tools/train (analysis/net_weights.c).
extern const struct lur_first_net lur_first_weights;
extern const struct lur_second_net lur_second_weights;

/// x: lur_inputs values. out: log-odds (natural logarithm) of speech and of music.
void lur_first_judge(const struct lur_first_net *net, const float *x, float *out);
/// x: lur_contexts values.
void lur_second_judge(const struct lur_second_net *net, const float *x, float *out);

#endif
