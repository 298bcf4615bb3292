#include "analysis/net.h"

void lur_net_judge(const struct lur_net *net, const float *x, float *speech, float *music)
{
  float first[lur_net_first], second[lur_net_second], out[2];
  for (int j = 0; j < lur_net_first; j++) first[j] = net->b1[j];
  for (int i = 0; i < lur_inputs; i++)
    for (int j = 0; j < lur_net_first; j++) first[j] += x[i] * net->w1[i][j];
  for (int j = 0; j < lur_net_second; j++) second[j] = net->b2[j];
  for (int i = 0; i < lur_net_first; i++) {
    float h = first[i] > 0 ? first[i] : 0;
    for (int j = 0; j < lur_net_second; j++) second[j] += h * net->w2[i][j];
  }
  for (int j = 0; j < 2; j++) out[j] = net->b3[j];
  for (int i = 0; i < lur_net_second; i++) {
    float h = second[i] > 0 ? second[i] : 0;
    for (int j = 0; j < 2; j++) out[j] += h * net->w3[i][j];
  }
  *speech = out[0];
  *music = out[1];
}
