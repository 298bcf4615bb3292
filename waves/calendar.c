#include "waves/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const names[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/// Takes a number of `least` to `most` digits.
static bool take_number(const char **s, size_t least, size_t most, int *out)
{
  size_t n = strspn(*s, "0123456789");
  if (n < least || n > most) return false;
  *out = (int)strtol(*s, NULL, 10);
  *s += n;
  return true;
}

static bool take_letter(const char **s, char c)
{
  if (**s != c) return false;
  ++*s;
  return true;
}

static bool is_leap(int year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
  static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return days[month - 1] + (month == 2 && is_leap(year));
}

/// Days before that year since 1970.
static int32_t before_year(int year)
{
  int y = year - 1;
  return (year - 1970) * 365 + (y / 4 - y / 100 + y / 400) - (1969 / 4 - 1969 / 100 + 1969 / 400);
}

static bool take_day(const char **s, int32_t *out)
{
  int year = 0, month = 0, day = 0;
  if (!take_number(s, 4, 4, &year) || !take_letter(s, '-') || !take_number(s, 2, 2, &month) ||
      !take_letter(s, '-') || !take_number(s, 2, 2, &day))
    return false;
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > days_in(year, month)) return false;
  *out = before_year(year) + day - 1;
  for (int m = 1; m < month; m++) *out += days_in(year, m);
  return true;
}

bool lur_day_parse(const char *text, int32_t *out)
{
  return take_day(&text, out) && !*text;
}

bool lur_days_parse(const char *text, int32_t *first, int32_t *last)
{
  if (!take_day(&text, first)) return false;
  *last = *first;
  if (!*text) return true;
  if (strncmp(text, "..", 2) != 0) return false;
  text += 2;
  return take_day(&text, last) && !*text && *last >= *first;
}

const char *lur_day_format(int32_t day, char *out)
{
  int year = 1970, month = 1;
  out[0] = '\0';
  if (day < 0 || day >= before_year(10000)) return out;
  while (before_year(year + 1) <= day) year++;
  day -= before_year(year);
  while (day >= days_in(year, month)) day -= days_in(year, month++);
  snprintf(out, LUR_DAY_SIZE, "%04d-%02d-%02d", year % 10000, month % 100, (int)(((unsigned)day + 1) % 100));
  return out;
}

int lur_weekday(int32_t day)
{
  return (int)(((int64_t)day % 7 + 10) % 7); // 1970-01-01 was a Thursday
}

static bool take_clock(const char **s, int *minute)
{
  int hour = 0, minutes = 0;
  if (!take_number(s, 1, 2, &hour)) return false;
  if ((**s == ':' || **s == '.') && (++*s, !take_number(s, 2, 2, &minutes))) return false;
  *minute = hour * 60 + minutes;
  return minutes < 60 && *minute <= LUR_MINUTES_A_DAY;
}

bool lur_clock_parse(const char *text, int *minute)
{
  return take_clock(&text, minute) && !*text;
}

const char *lur_clock_format(int minute, char *out)
{
  snprintf(out, LUR_CLOCK_SIZE, "%02d:%02d", minute / 60 % 100, minute % 60);
  return out;
}

static bool take_weekday(const char **s, int *out)
{
  for (int i = 0; i < 7; i++)
    if (strncasecmp(*s, names[i], 3) == 0) {
      *s += 3;
      *out = i;
      return true;
    }
  return false;
}

/// "mon-fri", "mon+wed", "daily".
static bool take_days(const char **s, unsigned *days)
{
  *days = 0;
  if (strncasecmp(*s, "daily", 5) == 0) {
    *s += 5;
    *days = 0x7F;
    return true;
  }
  do {
    int first = 0;
    if (!take_weekday(s, &first)) return false;
    int last = first;
    if (take_letter(s, '-') && !take_weekday(s, &last)) return false;
    for (int i = first;; i = (i + 1) % 7) {
      *days |= 1u << i;
      if (i == last) break;
    }
  } while (take_letter(s, '+'));
  return true;
}

static void skip_blanks(const char **s)
{
  *s += strspn(*s, " \t\r\n");
}

static bool take_opening(const char **s, struct lur_opening *out)
{
  out->days = 0x7F;
  if (**s < '0' || **s > '9') {
    if (!take_days(s, &out->days)) return false;
    skip_blanks(s);
  }
  if (!take_clock(s, &out->from)) return false;
  skip_blanks(s);
  if (!take_letter(s, '-')) return false;
  skip_blanks(s);
  return take_clock(s, &out->until) && out->until > out->from;
}

bool lur_openings_parse(const char *text, struct lur_openings *out)
{
  struct lur_openings made = {.n = 0};
  skip_blanks(&text);
  while (*text) {
    if (made.n == LUR_OPENINGS || !take_opening(&text, &made.at[made.n])) return false;
    made.n++;
    skip_blanks(&text);
    if (!*text) break;
    if (!take_letter(&text, ';') && !take_letter(&text, ',')) return false;
    skip_blanks(&text);
    if (!*text) return false;
  }
  if (made.n == 0) return false;
  *out = made;
  return true;
}

static void put(char *out, size_t size, const char *text)
{
  size_t used = strlen(out);
  if (used + 1 < size) snprintf(out + used, size - used, "%s", text);
}

static void put_days(char *out, size_t size, unsigned days)
{
  bool first = true;
  if (days == 0x7F) {
    put(out, size, "daily");
    return;
  }
  for (int i = 0; i < 7; i++) {
    int last = i;
    if (!(days >> i & 1)) continue;
    while (last < 6 && days >> (last + 1) & 1) last++;
    put(out, size, first ? "" : "+");
    put(out, size, names[i]);
    if (last > i) {
      put(out, size, "-");
      put(out, size, names[last]);
    }
    first = false;
    i = last;
  }
}

const char *lur_openings_format(const struct lur_openings *openings, char *out, size_t size)
{
  char clock[LUR_CLOCK_SIZE];
  out[0] = '\0';
  for (size_t i = 0; i < openings->n; i++) {
    const struct lur_opening *o = &openings->at[i];
    if (i) put(out, size, "; ");
    put_days(out, size, o->days);
    put(out, size, " ");
    put(out, size, lur_clock_format(o->from, clock));
    put(out, size, "-");
    put(out, size, lur_clock_format(o->until, clock));
  }
  return out;
}

bool lur_openings_hold(const struct lur_openings *openings, int32_t day, int minute)
{
  int weekday = lur_weekday(day);
  for (size_t i = 0; i < openings->n; i++) {
    const struct lur_opening *o = &openings->at[i];
    if ((o->days >> weekday & 1) && minute >= o->from && minute < o->until) return true;
  }
  return openings->n == 0;
}

bool lur_days_hold(const struct lur_days *days, int32_t day)
{
  for (size_t i = 0; i < days->n; i++)
    if (day >= days->at[i].first && day <= days->at[i].last) return true;
  return false;
}

void lur_days_clear(struct lur_days *days)
{
  free(days->at);
  *days = (struct lur_days){0};
}
