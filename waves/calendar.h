/// \file
/// Days, and the hours of a week in which something is open, as people write them. Days are counted from
/// 1970-01-01 by the calendar on the wall; time zones do not come into it.
#ifndef LUR_WAVES_CALENDAR_H
#define LUR_WAVES_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LUR_DAY_SIZE = 16, LUR_CLOCK_SIZE = 8, LUR_OPENINGS = 21, LUR_MINUTES_A_DAY = 1440 };
#define LUR_NO_DAY INT32_MIN

/// Reads "2026-09-01", years 1970 to 9999. False: it is no day.
bool lur_day_parse(const char *text, int32_t *out);
/// Reads a day or a stretch of days, "2026-12-24..2027-01-06", both included.
bool lur_days_parse(const char *text, int32_t *first, int32_t *last);
/// Writes "2026-09-01" ("" for LUR_NO_DAY); returns out, which has room for LUR_DAY_SIZE bytes.
const char *lur_day_format(int32_t day, char *out);
int lur_weekday(int32_t day); ///< 0 is Monday
/// Reads "9", "09:00" or "9.30" as minutes of the day, up to 24:00.
bool lur_clock_parse(const char *text, int *minute);
const char *lur_clock_format(int minute, char *out); ///< "09:00"; room for LUR_CLOCK_SIZE bytes

/// A stretch of the day on some days of the week.
struct lur_opening {
  unsigned days;   ///< bit 0 is Monday
  int from, until; ///< minutes of the day, from < until
};
/// When something is open; none at all: not said, which is always.
struct lur_openings {
  struct lur_opening at[LUR_OPENINGS];
  size_t n;
};
/// Reads "mon-fri 09:00-15:00" with further stretches after ";" or ",": "mon-thu 8-18; fri 8-16". Days are
/// mon, tue, wed, thu, fri, sat, sun, "daily", lists with "+" (mon+wed) and ranges; hours alone are for every
/// day. False: it is none of these.
bool lur_openings_parse(const char *text, struct lur_openings *out);
/// Writes it the same way; returns out. Cut at size.
const char *lur_openings_format(const struct lur_openings *openings, char *out, size_t size);
bool lur_openings_hold(const struct lur_openings *openings, int32_t day, int minute); ///< open then

/// Days, such as those on which nobody calls. Zero-initialise; clear with lur_days_clear.
struct lur_stretch {
  int32_t first, last;
};
struct lur_days {
  struct lur_stretch *at;
  size_t n, room;
};
bool lur_days_hold(const struct lur_days *days, int32_t day);
void lur_days_clear(struct lur_days *days);

#endif
