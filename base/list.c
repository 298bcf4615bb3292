#include "base/list.h"

#include <stdint.h>
#include <stdlib.h>

void *lur_grow(void *at, size_t *room, size_t n, size_t size)
{
  if (at && n < *room) return at;
  size_t more = *room < 8 ? 8 : *room * 2;
  if (more <= n || more > SIZE_MAX / size) return NULL;
  void *moved = realloc(at, more * size);
  if (moved) *room = more;
  return moved;
}

lur_status lur_spans_add(struct lur_spans *list, double start_s, double end_s)
{
  struct lur_span *at = lur_grow(list->at, &list->room, list->n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  list->at = at;
  at[list->n++] = (struct lur_span){start_s, end_s};
  return LUR_OK;
}

void lur_spans_clear(struct lur_spans *list)
{
  free(list->at);
  *list = (struct lur_spans){0};
}

double lur_spans_total_s(const struct lur_spans *list)
{
  double sum = 0;
  for (size_t i = 0; i < list->n; i++) sum += list->at[i].end_s - list->at[i].start_s;
  return sum;
}
