/// \file
/// Where the program's own files are: beside itself, as installed or as built.
#ifndef LUR_CLI_PLACES_H
#define LUR_CLI_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/diag.h"

/// Folders with rubrics, separated by ':': $LUR_RUBRICS, then share/lur/rubrics beside the program's bin
/// folder. Writes at most size bytes; returns out.
const char *lur_place_rubrics(char *out, size_t size);
/// The schema of rubric files, share/lur/schemas beside the program's bin folder; "" where it is not there.
/// Writes at most size bytes; returns out.
const char *lur_place_rubric_schema(char *out, size_t size);
/// The folder of the message catalogs: $LUR_LOCALE, else share/locale beside the program's bin folder.
const char *lur_place_locale(char *out, size_t size);

/// Makes the folder, and those it lies in, where they are not there yet. False: it cannot be made; that is
/// said on standard error.
bool lur_place_make(const char *folder);

/// Writes what is put on a stream; `self` is whatever it needs.
typedef lur_status lur_place_writer(FILE *out, void *self);
/// Writes the file by `write`, whole or not at all. LUR_IO, LUR_NO_MEM, or what `write` returned; diag always
/// says what is wrong.
LUR_NODISCARD lur_status lur_place_write(const char *path, lur_place_writer *write, void *self,
                                         struct lur_diag *diag);

#endif
