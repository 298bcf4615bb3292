#include "report/json_out.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "report/utf8.h"
#include "report/words.h"

static void put(struct lur_json_out *to, const char *text, size_t n)
{
  if (to->failed) return;
  if (to->room - to->n < n) {
    size_t room = 2 * to->room + n + 4096;
    char *grown = realloc(to->text, room);
    to->failed = !grown;
    if (!grown) return;
    to->text = grown;
    to->room = room;
  }
  memcpy(to->text + to->n, text, n);
  to->n += n;
}

/// Before a value: a comma where one is due. After it one is.
static void separate(struct lur_json_out *to)
{
  if (to->comma) put(to, ",", 1);
  to->comma = true;
}

static void put_value(struct lur_json_out *to, const char *text)
{
  separate(to);
  put(to, text, strlen(text));
}

void lur_json_out_begin(struct lur_json_out *to, char bracket)
{
  separate(to);
  put(to, &bracket, 1);
  to->comma = false;
}

void lur_json_out_end(struct lur_json_out *to, char bracket)
{
  put(to, &bracket, 1);
  to->comma = true;
}

void lur_json_out_key(struct lur_json_out *to, const char *key)
{
  separate(to);
  put(to, "\"", 1);
  put(to, key, strlen(key));
  put(to, "\":", 2);
  to->comma = false;
}

static void put_escaped(struct lur_json_out *to, char c)
{
  static const char from[] = "\"\\\b\f\n\r\t", as[] = "\"\\bfnrt";
  const char *known = strchr(from, c);
  char text[8];
  int n = known ? snprintf(text, sizeof text, "\\%c", as[known - from])
                : snprintf(text, sizeof text, "\\u%04X", (unsigned)(unsigned char)c);
  put(to, text, (size_t)n);
}

static bool is_plain(char c)
{
  return (unsigned char)c >= 0x20 && c != '"' && c != '\\';
}

static void put_quoted(struct lur_json_out *to, const char *text)
{
  put(to, "\"", 1);
  while (*text) {
    size_t n = 0;
    while (is_plain(text[n])) n++;
    put(to, text, n);
    text += n;
    if (*text) put_escaped(to, *text++);
  }
  put(to, "\"", 1);
}

void lur_json_out_text(struct lur_json_out *to, const char *text)
{
  bool whole = g_utf8_validate(text, -1, NULL);
  separate(to);
  char *clean = whole ? NULL : lur_utf8_clean(text);
  if (!whole && !clean) to->failed = true;
  put_quoted(to, clean ? clean : text);
  free(clean);
}

void lur_json_out_null(struct lur_json_out *to)
{
  put_value(to, "null");
}

void lur_json_out_bool(struct lur_json_out *to, bool value)
{
  put_value(to, value ? "true" : "false");
}

void lur_json_out_count(struct lur_json_out *to, size_t value)
{
  char text[24];
  snprintf(text, sizeof text, "%zu", value);
  put_value(to, text);
}

void lur_json_out_real(struct lur_json_out *to, double value)
{
  char text[32];
  if (!isfinite(value)) {
    lur_json_out_null(to);
    return;
  }
  snprintf(text, sizeof text, "%.15g", value);
  put_value(to, text);
  if (!strpbrk(text, ".e")) put(to, ".0", 2);
}

/// Writes the digits of a whole number backwards, at least `least`, ending before `end`; returns the first.
static char *digits_before(char *end, unsigned long long number, int least)
{
  for (; number || least > 0; number /= 10, least--) *--end = (char)('0' + number % 10);
  return end;
}

/// No length, count or number of points is as large.
static void put_large(struct lur_json_out *to, double value)
{
  char text[32];
  bool whole = isfinite(value) && value == floor(value) && fabs(value) < 1e15;
  if (whole) snprintf(text, sizeof text, "%.0f", value);
  if (whole)
    put_value(to, text);
  else
    lur_json_out_real(to, value);
}

void lur_json_out_number(struct lur_json_out *to, double value, int decimals)
{
  static const unsigned long long scales[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
  char text[32], *end = text + sizeof text - 1;
  if (!isfinite(value) || fabs(value) >= 1e9) {
    put_large(to, lur_words_round(value, decimals));
    return;
  }
  unsigned long long scale = scales[decimals];
  unsigned long long parts = (unsigned long long)llround(fabs(value) * (double)scale);
  unsigned long long rest = parts % scale;
  bool negative = value < 0 && parts > 0;
  for (; rest && rest % 10 == 0; rest /= 10) decimals--;
  char *at = end;
  *at = '\0';
  if (rest) *(at = digits_before(at, rest, decimals) - 1) = '.';
  at = digits_before(at, parts / scale, 1);
  if (negative) *--at = '-';
  put_value(to, at);
}

void lur_json_out_value(struct lur_json_out *to, lur_measure_type type, const char *unit,
                        const struct lur_value *value)
{
  if (!value->known)
    lur_json_out_null(to);
  else if (type == LUR_TYPE_TEXT)
    lur_json_out_text(to, value->text);
  else if (type == LUR_TYPE_BOOL)
    lur_json_out_bool(to, value->number != 0);
  else
    lur_json_out_number(to, value->number, type == LUR_TYPE_COUNT ? 0 : lur_words_decimals(unit));
}

void lur_json_out_spans(struct lur_json_out *to, const struct lur_spans *spans)
{
  lur_json_out_begin(to, '[');
  for (size_t i = 0; i < spans->n; i++) {
    lur_json_out_begin(to, '[');
    lur_json_out_number(to, spans->at[i].start_s, 3);
    lur_json_out_number(to, spans->at[i].end_s, 3);
    lur_json_out_end(to, ']');
  }
  lur_json_out_end(to, ']');
}

lur_status lur_json_out_write(struct lur_json_out *to, FILE *out)
{
  lur_status status = LUR_NO_MEM;
  put(to, "\n", 1);
  if (!to->failed) status = fwrite(to->text, 1, to->n, out) == to->n && fflush(out) == 0 ? LUR_OK : LUR_IO;
  free(to->text);
  *to = (struct lur_json_out){0};
  return status;
}
