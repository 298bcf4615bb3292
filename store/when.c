#define _GNU_SOURCE
#include "store/when.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"

#define MINUTE_MS INT64_C(60000)

/// What a text says, before it is known to be a moment.
struct reading {
  int year, month, day, hour, minute, second, ms;
  int offset_min;
  bool has_offset;
  int64_t step_ms; ///< how long the last thing said lasts; 0: a day, which may be 23 or 25 hours long
};

/// Takes exactly n digits.
static bool take_digits(const char **at, int n, int *out)
{
  *out = 0;
  for (int i = 0; i < n; i++, ++*at) {
    if (**at < '0' || **at > '9') return false;
    *out = 10 * *out + (**at - '0');
  }
  return true;
}

static bool take(const char **at, char c)
{
  if (**at != c) return false;
  ++*at;
  return true;
}

/// Any number of decimals; those after the third are cut off.
static bool take_decimals(const char **at, struct reading *r)
{
  int digits = 0;
  for (int scale = 100; **at >= '0' && **at <= '9'; ++*at, scale /= 10, digits++)
    r->ms += (**at - '0') * scale;
  r->step_ms = 1;
  return digits > 0;
}

static bool take_time(const char **at, struct reading *r)
{
  if (!take_digits(at, 2, &r->hour) || !take(at, ':') || !take_digits(at, 2, &r->minute)) return false;
  r->step_ms = MINUTE_MS;
  if (!take(at, ':')) return true;
  r->step_ms = 1000;
  if (!take_digits(at, 2, &r->second)) return false;
  return !take(at, '.') || take_decimals(at, r);
}

static bool take_offset(const char **at, struct reading *r)
{
  int hours = 0, minutes = 0;
  bool behind = **at == '-';
  if (!**at) return true;
  r->has_offset = true;
  if (take(at, 'Z') || take(at, 'z')) return true;
  if (!take(at, '+') && !take(at, '-')) return false;
  if (!take_digits(at, 2, &hours)) return false;
  bool colon = take(at, ':');
  if ((colon || **at) && !take_digits(at, 2, &minutes)) return false;
  r->offset_min = (behind ? -1 : 1) * (60 * hours + minutes);
  return hours <= 18 && minutes < 60 && r->offset_min >= -1080 && r->offset_min <= 1080;
}

static bool take_all(const char *text, struct reading *r)
{
  const char *at = text + strspn(text, " ");
  if (!take_digits(&at, 4, &r->year) || !take(&at, '-') || !take_digits(&at, 2, &r->month) ||
      !take(&at, '-') || !take_digits(&at, 2, &r->day))
    return false;
  if (take(&at, 'T') || take(&at, 't') || (at[0] == ' ' && at[1] != ' ' && at[1] && take(&at, ' '))) {
    if (!take_time(&at, r)) return false;
    at += strspn(at, " ");
    if (!take_offset(&at, r)) return false;
  }
  return at[strspn(at, " ")] == '\0';
}

static struct tm clock_of(const struct reading *r)
{
  struct tm tm = {.tm_year = r->year - 1900,
                  .tm_mon = r->month - 1,
                  .tm_mday = r->day,
                  .tm_hour = r->hour,
                  .tm_min = r->minute,
                  .tm_sec = r->second,
                  .tm_isdst = -1};
  return tm;
}

/// Whether there is such a day and time of day. A leap second is none: the computer's clock does not know it.
static bool exists(const struct reading *r)
{
  struct tm tm = clock_of(r);
  if (r->year < 1970 || r->hour > 23 || r->minute > 59 || r->second > 59) return false;
  return timegm(&tm) != (time_t)-1 && tm.tm_mon == r->month - 1 && tm.tm_mday == r->day;
}

/// The moment that a wall clock shows.
static struct lur_when moment_of(const struct reading *r)
{
  struct lur_when when = {.known = true, .offset_min = r->offset_min};
  struct tm tm = clock_of(r);
  if (r->has_offset) {
    when.unix_ms = (int64_t)timegm(&tm) * 1000 - r->offset_min * MINUTE_MS + r->ms;
  } else {
    when.unix_ms = (int64_t)mktime(&tm) * 1000 + r->ms;
    when.offset_min = (int)(tm.tm_gmtoff / 60);
  }
  return when;
}

static lur_status parse(const char *text, struct reading *r, struct lur_diag *diag)
{
  memset(r, 0, sizeof *r);
  if (text && take_all(text, r) && exists(r)) return LUR_OK;
  return lur_diag_set(diag, LUR_BAD_INPUT, "", 0, 0,
                      _("“%.40s” is no day or time; write it as 2026-05-01, 2026-05-01 09:30 or "
                        "2026-05-01T09:30:00+02:00"),
                      text ? text : "");
}

lur_status lur_when_parse(const char *text, struct lur_when *out, struct lur_diag *diag)
{
  struct reading r;
  lur_status status = parse(text, &r, diag);
  if (status == LUR_OK) *out = moment_of(&r);
  return status;
}

lur_status lur_when_parse_end(const char *text, struct lur_when *out, struct lur_diag *diag)
{
  struct reading r;
  lur_status status = parse(text, &r, diag);
  if (status != LUR_OK) return status;
  if (r.step_ms == 0 && !r.has_offset) r.day++; // the next day by the calendar: mktime knows summer time
  *out = moment_of(&r);
  out->unix_ms += r.step_ms;
  return LUR_OK;
}

struct lur_when lur_when_now(void)
{
  struct timespec now = {0};
  struct tm tm = {0};
  clock_gettime(CLOCK_REALTIME, &now);
  localtime_r(&now.tv_sec, &tm);
  struct lur_when when = {.known = true,
                          .unix_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000,
                          .offset_min = (int)(tm.tm_gmtoff / 60)};
  return when;
}

const char *lur_when_format(const struct lur_when *when, char *out, size_t size)
{
  char offset[8] = "Z", ms[8] = "";
  struct tm tm = {0};
  int64_t local = when->unix_ms + when->offset_min * MINUTE_MS;
  int64_t part = ((local % 1000) + 1000) % 1000;
  time_t seconds = (time_t)((local - part) / 1000);
  int ahead = when->offset_min < 0 ? -when->offset_min : when->offset_min;
  if (size) out[0] = '\0';
  if (!when->known || ahead > 1080 || !gmtime_r(&seconds, &tm) || tm.tm_year > 9999 - 1900 ||
      tm.tm_year < -1900)
    return out;
  if (part) snprintf(ms, sizeof ms, ".%03d", (int)part);
  if (ahead)
    snprintf(offset, sizeof offset, "%c%02d:%02d", when->offset_min < 0 ? '-' : '+', ahead / 60, ahead % 60);
  snprintf(out, size, "%04d-%02d-%02dT%02d:%02d:%02d%s%s", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
           tm.tm_hour, tm.tm_min, tm.tm_sec, ms, offset);
  return out;
}
