/// \file
/// A text in double quotes, as YAML and JSON both read it.
#ifndef LUR_BASE_QUOTE_H
#define LUR_BASE_QUOTE_H

#include <stdio.h>

/// Writes the UTF-8 text in double quotes, with escapes for quotes, backslashes and whatever YAML or JSON may
/// not hold as it is.
void lur_quote(FILE *to, const char *text);

#endif
