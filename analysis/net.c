#include "analysis/net.h"

#include "analysis/lanes.h"

/// y[m] = b[m] + x[n] times w[n][m]. Sums run over x in order for each unit, so that any width of vector
/// gives the same bits.
static inline __attribute__((always_inline)) void layer(const float *x, int n, const float *w, const float *b,
                                                        int m, float *restrict y)
{
  for (int j = 0; j < m; j++) y[j] = b[j];
  for (int i = 0; i < n; i++)
    for (int j = 0; j < m; j++) y[j] += x[i] * w[i * m + j];
}

static inline __attribute__((always_inline)) void rectify(float *y, int m)
{
  for (int j = 0; j < m; j++) y[j] = y[j] > 0 ? y[j] : 0;
}

LUR_WIDEST void lur_first_judge(const struct lur_first_net *net, const float *x, float *out)
{
  float a[lur_first_a], b[lur_first_b];
  layer(x, lur_inputs, net->w1[0], net->b1, lur_first_a, a);
  rectify(a, lur_first_a);
  layer(a, lur_first_a, net->w2[0], net->b2, lur_first_b, b);
  rectify(b, lur_first_b);
  layer(b, lur_first_b, net->w3[0], net->b3, 2, out);
}

LUR_WIDEST void lur_second_judge(const struct lur_second_net *net, const float *x, float *out)
{
  float a[lur_second_a];
  layer(x, lur_contexts, net->w1[0], net->b1, lur_second_a, a);
  rectify(a, lur_second_a);
  layer(a, lur_second_a, net->w2[0], net->b2, 2, out);
}
