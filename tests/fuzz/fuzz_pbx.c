/// Any bytes as the name of a recording: what is told of it is a part of it, and its sides have names.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/pbx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_part(const char *name, const char *told)
{
  if (!strstr(name, told)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct lur_pbx pbx, again;
  char *name = malloc(size + 1), *side = malloc(size + 10);
  if (!name || !side) abort();
  memcpy(name, data, size);
  name[size] = '\0';
  lur_pbx_read(name, &pbx);
  if (pbx.stem > strlen(name)) abort();
  check_part(name, pbx.id);
  check_part(name, pbx.caller);
  check_part(name, pbx.called);
  check_part(name, pbx.customer);
  if (pbx.leg == LUR_LEG_IN || pbx.leg == LUR_LEG_OUT) {
    lur_leg other = pbx.leg == LUR_LEG_IN ? LUR_LEG_OUT : LUR_LEG_IN;
    if (!lur_pbx_side(name, &pbx, other, side, size + 10)) abort();
    lur_pbx_read(side, &again);
    if (again.leg != other || again.stem != pbx.stem || strcmp(again.id, pbx.id) != 0) abort();
  }
  free(name);
  free(side);
  return 0;
}
