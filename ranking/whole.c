#include "ranking/whole.h"

struct lur_whole lur_whole_of(uint64_t x)
{
  return (struct lur_whole){{(uint32_t)x, (uint32_t)(x >> 32)}};
}

void lur_whole_add(struct lur_whole *sum, const struct lur_whole *more)
{
  uint64_t carry = 0;
  for (int i = 0; i < LUR_WHOLE_LIMBS; i++) {
    carry += (uint64_t)sum->limb[i] + more->limb[i];
    sum->limb[i] = (uint32_t)carry;
    carry >>= 32;
  }
}

struct lur_whole lur_whole_times(const struct lur_whole *a, const struct lur_whole *b)
{
  struct lur_whole product = {0};
  for (int i = 0; i < LUR_WHOLE_LIMBS; i++) {
    uint64_t carry = 0;
    for (int j = 0; a->limb[i] && i + j < LUR_WHOLE_LIMBS; j++) {
      carry += (uint64_t)a->limb[i] * b->limb[j] + product.limb[i + j];
      product.limb[i + j] = (uint32_t)carry;
      carry >>= 32;
    }
  }
  return product;
}

int lur_whole_compare(const struct lur_whole *a, const struct lur_whole *b)
{
  for (int i = LUR_WHOLE_LIMBS - 1; i >= 0; i--)
    if (a->limb[i] != b->limb[i]) return a->limb[i] < b->limb[i] ? -1 : 1;
  return 0;
}
