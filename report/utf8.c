#include "report/utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

/// Direction marks and overrides could make a name read as another one.
static bool is_control(gunichar c)
{
  return g_unichar_iscntrl(c) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
         c == 0x2028 || c == 0x2029;
}

char *lur_utf8_clean(const char *text)
{
  size_t left = strlen(text);
  char *out = malloc(3 * left + 1), *to = out;
  while (out && left > 0) {
    gunichar c = g_utf8_get_char_validated(text, (gssize)left);
    size_t step = c >= (gunichar)-2 ? 1 : (size_t)g_unichar_to_utf8(c, NULL);
    if (c >= (gunichar)-2)
      to += g_unichar_to_utf8(0xFFFD, to);
    else if (is_control(c))
      *to++ = ' ';
    else
      to += g_unichar_to_utf8(c, to);
    text += step;
    left -= step;
  }
  if (out) *to = '\0';
  return out;
}

static size_t columns_of(gunichar c)
{
  if (g_unichar_iszerowidth(c)) return 0;
  return g_unichar_iswide(c) ? 2 : 1;
}

size_t lur_utf8_fit(const char *text, size_t columns, size_t *width)
{
  const char *at = text;
  *width = 0;
  while (*at) {
    size_t more = columns_of(g_utf8_get_char(at));
    if (*width + more > columns) break;
    *width += more;
    at = g_utf8_next_char(at);
  }
  return (size_t)(at - text);
}

size_t lur_utf8_width(const char *text)
{
  size_t width;
  lur_utf8_fit(text, (size_t)-1, &width);
  return width;
}
