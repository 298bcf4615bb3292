/// \file
/// Where the program's own files are: beside itself, as installed or as built.
#ifndef LUR_CLI_PLACES_H
#define LUR_CLI_PLACES_H

#include <stdbool.h>
#include <stddef.h>

/// Folders with rubrics, separated by ':': $LUR_RUBRICS, then share/lur/rubrics beside the program's bin
/// folder. Writes at most size bytes; returns out.
const char *lur_place_rubrics(char *out, size_t size);
/// The folder of the message catalogs: $LUR_LOCALE, else share/locale beside the program's bin folder.
const char *lur_place_locale(char *out, size_t size);

/// Makes the folder, and those it lies in, where they are not there yet. False: it cannot be made; that is
/// said on standard error.
bool lur_place_make(const char *folder);

#endif
