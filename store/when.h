/// \file
/// Moments in time as people write them: 2026-05-01, 2026-05-01 09:30, 2026-05-01T09:30:00+02:00.
#ifndef LUR_STORE_WHEN_H
#define LUR_STORE_WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"

/// A moment, and the clock on the wall there and then. Zero: not known.
struct lur_when {
  bool known;
  int64_t unix_ms; ///< milliseconds since 1970-01-01 00:00 UTC
  int offset_min;  ///< what the wall clock was ahead of UTC, minutes, -1080..1080
};

#define LUR_WHEN_SIZE 40 ///< room for every moment as text

struct lur_when lur_when_now(void); ///< by the computer's clock and time zone

/// Reads a day, alone or with a time of day after a blank or a T (hours and minutes; seconds and their
/// decimals if wanted), and then Z or an offset (+02:00, +0200, +02) if wanted; without one it is the
/// computer's own time zone. A day alone is its first moment. Years 1970..9999. LUR_BAD_INPUT: it is none of
/// these; diag (may be NULL) says what to write.
LUR_NODISCARD lur_status lur_when_parse(const char *text, struct lur_when *out, struct lur_diag *diag);
/// The same as the end of a stretch that includes it: the moment after it. A day alone ends with its last
/// moment, a minute with its last second.
LUR_NODISCARD lur_status lur_when_parse_end(const char *text, struct lur_when *out, struct lur_diag *diag);
/// Writes "2026-05-01T09:30:00+02:00" ("Z" for +00:00; milliseconds only where there are some), "" when not
/// known; at most size bytes, always terminated; returns out. LUR_WHEN_SIZE bytes hold it all.
const char *lur_when_format(const struct lur_when *when, char *out, size_t size);

#endif
