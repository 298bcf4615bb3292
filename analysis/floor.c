#include "analysis/floor.h"

void lur_floor_start(struct lur_floor *f, float share)
{
  *f = (struct lur_floor){.share = share};
}

void lur_floor_add(struct lur_floor *f, lur_level level)
{
  f->count[level]++;
  f->n++;
  if (level < f->at) f->below++;
}

void lur_floor_remove(struct lur_floor *f, lur_level level)
{
  f->count[level]--;
  f->n--;
  if (level < f->at) f->below--;
}

lur_level lur_floor_level(struct lur_floor *f)
{
  if (!f->n) return 0;
  uint32_t rank = (uint32_t)(f->share * (float)(f->n - 1)); // the frame with `rank` others below it
  while (f->below > rank) f->below -= f->count[--f->at];
  while (f->below + f->count[f->at] <= rank) f->below += f->count[f->at++];
  return (lur_level)f->at;
}
