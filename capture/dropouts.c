#include "capture/dropouts.h"

#include <math.h>

static const double same_s = 1e-6; ///< less than a sample

const char *lur_dropout_name(lur_dropout_why why)
{
  static const char *const names[] = {"lost", "device", "disk"};
  return names[why];
}

/// Room for the reason of one more dropout.
static lur_status grow_why(struct lur_recorded *result)
{
  lur_dropout_why *why = lur_grow(result->why, &result->why_room, result->dropouts.n, sizeof *why);
  if (!why) return LUR_NO_MEM;
  result->why = why;
  return LUR_OK;
}

/// Silence that was put in by and by is one dropout.
static bool lengthen_last(struct lur_recorded *result, struct lur_span span, lur_dropout_why why)
{
  size_t n = result->dropouts.n;
  struct lur_span *last = n ? &result->dropouts.at[n - 1] : NULL;
  if (!last || result->why[n - 1] != why || fabs(last->end_s - span.start_s) > same_s) return false;
  last->end_s = span.end_s;
  return true;
}

lur_status lur_dropouts_add(struct lur_recorded *result, struct lur_span span, lur_dropout_why why)
{
  struct lur_spans *list = &result->dropouts;
  if (lengthen_last(result, span, why)) return LUR_OK;
  lur_status status = grow_why(result);
  if (status == LUR_OK) status = lur_spans_add(list, 0, 0);
  if (status != LUR_OK) return status;
  size_t place = list->n - 1;
  double length_s = span.end_s - span.start_s;
  for (; place > 0 && list->at[place - 1].start_s > span.start_s; place--) {
    list->at[place].start_s = list->at[place - 1].start_s + length_s;
    list->at[place].end_s = list->at[place - 1].end_s + length_s;
    result->why[place] = result->why[place - 1];
  }
  list->at[place] = span;
  result->why[place] = why;
  return LUR_OK;
}
