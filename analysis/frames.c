#include "analysis/frames.h"

#include <stdlib.h>

lur_status lur_ranges_add(struct lur_ranges *list, int64_t start, int64_t end)
{
  if (end <= start) return LUR_OK;
  struct lur_range *at = lur_grow(list->at, &list->room, list->n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  list->at = at;
  at[list->n++] = (struct lur_range){start, end};
  return LUR_OK;
}

void lur_ranges_clear(struct lur_ranges *list)
{
  free(list->at);
  *list = (struct lur_ranges){0};
}

int64_t lur_ranges_total(const struct lur_ranges *list)
{
  int64_t sum = 0;
  for (size_t i = 0; i < list->n; i++) sum += list->at[i].end - list->at[i].start;
  return sum;
}

static int by_start(const void *pa, const void *pb)
{
  const struct lur_range *a = pa, *b = pb;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  return (a->end > b->end) - (a->end < b->end);
}

void lur_ranges_sort(struct lur_ranges *list)
{
  if (list->n) qsort(list->at, list->n, sizeof *list->at, by_start);
}

void lur_ranges_join(struct lur_ranges *list, int64_t gap)
{
  size_t kept = 0;
  for (size_t i = 0; i < list->n; i++) {
    struct lur_range *last = kept ? &list->at[kept - 1] : NULL;
    if (last && list->at[i].start - last->end < gap) {
      if (list->at[i].end > last->end) last->end = list->at[i].end;
    } else {
      list->at[kept++] = list->at[i];
    }
  }
  list->n = kept;
}

static int64_t max64(int64_t a, int64_t b)
{
  return a > b ? a : b;
}

static int64_t min64(int64_t a, int64_t b)
{
  return a < b ? a : b;
}

lur_status lur_ranges_and(const struct lur_ranges *a, const struct lur_ranges *b, struct lur_ranges *out)
{
  size_t i = 0, j = 0;
  while (i < a->n && j < b->n) {
    lur_status status =
        lur_ranges_add(out, max64(a->at[i].start, b->at[j].start), min64(a->at[i].end, b->at[j].end));
    if (status != LUR_OK) return status;
    if (a->at[i].end < b->at[j].end)
      i++;
    else
      j++;
  }
  return LUR_OK;
}

lur_status lur_ranges_minus(const struct lur_ranges *a, const struct lur_ranges *b, struct lur_ranges *out)
{
  size_t j = 0;
  for (size_t i = 0; i < a->n; i++) {
    int64_t from = a->at[i].start;
    while (j < b->n && b->at[j].end <= from) j++;
    for (size_t k = j; k < b->n && b->at[k].start < a->at[i].end; k++) {
      lur_status status = lur_ranges_add(out, from, b->at[k].start);
      if (status != LUR_OK) return status;
      from = max64(from, b->at[k].end);
    }
    lur_status status = lur_ranges_add(out, from, a->at[i].end);
    if (status != LUR_OK) return status;
  }
  return LUR_OK;
}

lur_status lur_ranges_or(const struct lur_ranges *a, const struct lur_ranges *b, struct lur_ranges *out)
{
  size_t i = 0, j = 0;
  while (i < a->n || j < b->n) {
    bool first = j >= b->n || (i < a->n && a->at[i].start <= b->at[j].start);
    const struct lur_range *next = first ? &a->at[i++] : &b->at[j++];
    lur_status status = lur_ranges_add(out, next->start, next->end);
    if (status != LUR_OK) return status;
  }
  lur_ranges_join(out, 1);
  return LUR_OK;
}

size_t lur_ranges_seek(const struct lur_ranges *list, int64_t frame)
{
  size_t low = 0, high = list->n;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (list->at[mid].end > frame)
      high = mid;
    else
      low = mid + 1;
  }
  return low;
}

int64_t lur_ranges_within(const struct lur_ranges *list, int64_t start, int64_t end)
{
  int64_t sum = 0;
  if (end <= start) return 0;
  for (size_t i = lur_ranges_seek(list, start); i < list->n && list->at[i].start < end; i++)
    sum += min64(list->at[i].end, end) - max64(list->at[i].start, start);
  return sum;
}

bool lur_ranges_contain(const struct lur_ranges *list, int64_t frame)
{
  size_t i = lur_ranges_seek(list, frame);
  return i < list->n && list->at[i].start <= frame;
}
