#include "analysis/features.h"

#include <math.h>

#include "analysis/spectrum.h"

/// First bin of each band, and the end of the last: 19 points equally spaced in mel = 2595 log10(1 + f / 700)
/// (O'Shaughnessy 1987) from 200 to 3700 Hz, rounded to bins of 31.25 Hz.
static const uint8_t edges[LUR_BANDS + 1] = {6,  9,  12, 15, 19, 22, 26, 31,  36, 41,
                                             47, 54, 61, 68, 77, 86, 96, 107, 118};

lur_level lur_level_of(float mean_square)
{
  if (!(mean_square > 1e-12F)) return 0;
  float half_db = 240 + 20 * log10f(mean_square);
  return (lur_level)(half_db > 255 ? 255 : half_db < 0 ? 0 : half_db + 0.5F);
}

struct lur_features lur_features_of(const float *power)
{
  struct lur_features f;
  float total = 0;
  for (int b = 0; b < LUR_BANDS; b++) {
    float sum = 0;
    for (int k = edges[b]; k < edges[b + 1]; k++) sum += power[k];
    f.band[b] = lur_level_of(sum * (4.0F / 3));
    total += sum;
  }
  f.level = lur_level_of(total * (4.0F / 3));
  return f;
}
