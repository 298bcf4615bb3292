/// \file
/// Numbers of the command line.
#ifndef LUR_CLI_NUMBER_H
#define LUR_CLI_NUMBER_H

#include <stdbool.h>

/// Reads the whole of text as a decimal number (point, never comma) within [least, most].
bool lur_number_parse(const char *text, double least, double most, double *out);
bool lur_count_parse(const char *text, int least, int most, int *out);

#endif
