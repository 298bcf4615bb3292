#include "cli/number.h"

#include <stdlib.h>

bool lur_number_parse(const char *text, double least, double most, double *out)
{
  char *end;
  double value = strtod(text, &end); // the numeric locale stays C
  if (end == text || *end || !(value >= least && value <= most)) return false;
  *out = value;
  return true;
}

bool lur_count_parse(const char *text, int least, int most, int *out)
{
  char *end;
  long value = strtol(text, &end, 10);
  if (end == text || *end || value < least || value > most) return false;
  *out = (int)value;
  return true;
}
