#include "base/dropouts.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"

static const double same_s = 1e-6; ///< less than a sample

static const char *const names[LUR_DROPOUT_REASONS] = {"", "lost", "device", "disk", "suspended"};

const char *lur_dropout_name(lur_dropout_why why)
{
  return names[why];
}

lur_dropout_why lur_dropout_why_of(const char *name)
{
  for (int why = 0; name && why < LUR_DROPOUT_REASONS; why++)
    if (strcmp(names[why], name) == 0) return (lur_dropout_why)why;
  return LUR_DROPOUT_UNKNOWN;
}

lur_status lur_dropouts_add(struct lur_dropouts *list, double start_s, double end_s, lur_dropout_why why)
{
  struct lur_dropout *at = lur_grow(list->at, &list->room, list->n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  list->at = at;
  at[list->n++] = (struct lur_dropout){start_s, end_s, why};
  return LUR_OK;
}

/// Whether b goes on where a ends, for the same reason.
static bool goes_on(const struct lur_dropout *a, const struct lur_dropout *b, double near_s)
{
  return a->why == b->why && fabs(a->end_s - b->start_s) < near_s;
}

lur_status lur_dropouts_insert(struct lur_dropouts *list, const struct lur_dropout *dropout)
{
  const struct lur_dropout new = *dropout;
  if (list->n && goes_on(&list->at[list->n - 1], &new, same_s)) {
    list->at[list->n - 1].end_s = new.end_s;
    return LUR_OK;
  }
  lur_status status = lur_dropouts_add(list, 0, 0, LUR_DROPOUT_UNKNOWN);
  if (status != LUR_OK) return status;
  size_t place = list->n - 1;
  for (; place > 0 && list->at[place - 1].start_s > new.start_s; place--) {
    list->at[place] = list->at[place - 1];
    list->at[place].start_s += new.end_s - new.start_s;
    list->at[place].end_s += new.end_s - new.start_s;
  }
  list->at[place] = new;
  return LUR_OK;
}

void lur_dropouts_shift(struct lur_dropouts *list, double at_s, double length_s)
{
  for (size_t i = 0; i < list->n; i++) {
    struct lur_dropout *d = &list->at[i];
    if (d->end_s > at_s || d->start_s >= at_s) d->end_s += length_s;
    if (d->start_s >= at_s) d->start_s += length_s;
  }
}

static int by_start(const void *a, const void *b)
{
  const struct lur_dropout *x = a, *y = b;
  if (x->start_s != y->start_s) return x->start_s < y->start_s ? -1 : 1;
  return (x->end_s > y->end_s) - (x->end_s < y->end_s);
}

void lur_dropouts_tidy(struct lur_dropouts *list, double near_s)
{
  size_t n = 0;
  if (list->n) qsort(list->at, list->n, sizeof *list->at, by_start);
  for (size_t i = 0; i < list->n; i++)
    if (n && goes_on(&list->at[n - 1], &list->at[i], near_s))
      list->at[n - 1].end_s = list->at[i].end_s;
    else
      list->at[n++] = list->at[i];
  list->n = n;
}

double lur_dropouts_total_s(const struct lur_dropouts *list)
{
  double sum = 0;
  for (size_t i = 0; i < list->n; i++) sum += list->at[i].end_s - list->at[i].start_s;
  return sum;
}

void lur_dropouts_clear(struct lur_dropouts *list)
{
  free(list->at);
  *list = (struct lur_dropouts){0};
}
