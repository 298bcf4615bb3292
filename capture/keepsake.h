/// \file
/// A recording that was closed: is it on the disk as it was heard, and the same in a smaller file.
#ifndef LUR_CAPTURE_KEEPSAKE_H
#define LUR_CAPTURE_KEEPSAKE_H

#include "base/diag.h"

/// Reads the WAV file again and compares it with its journal. LUR_NOT_FOUND: there is no journal, or no file;
/// LUR_BAD_INPUT: something is not as it was recorded, diag says where; LUR_IO: it cannot be read.
LUR_NODISCARD lur_status lur_keepsake_verify(const char *path, struct lur_diag *diag);

/// Makes a FLAC file of a WAV file of 16 bits, with its texts, decodes it again and compares sample by
/// sample; only then is it there under its name. One that is there already and holds the same samples stays
/// as it is. The WAV file is left alone. LUR_BAD_INPUT: what was decoded is not the same; LUR_UNSUPPORTED: no
/// recording of 16 bits; LUR_NOT_FOUND, LUR_IO: as diag says. After an error nothing new is there.
LUR_NODISCARD lur_status lur_keepsake_flac(const char *wav, const char *flac, struct lur_diag *diag);

/// Removes a recording of which something better is kept by now: the file first, its journal last.
void lur_keepsake_drop(const char *path);

#endif
