#include "base/quote.h"

#include <string.h>

/// YAML folds or refuses these in quotes: controls, and the line separators NEL, LS and PS; and the byte
/// order mark.
static unsigned special_of(const unsigned char *s, size_t *length)
{
  static const struct {
    const char *bytes;
    unsigned code;
  } rare[] = {{"\xC2\x85", 0x85},       {"\xE2\x80\xA8", 0x2028}, {"\xE2\x80\xA9", 0x2029},
              {"\xEF\xBB\xBF", 0xFEFF}, {"\xEF\xBF\xBE", 0xFFFE}, {"\xEF\xBF\xBF", 0xFFFF}};
  *length = 1;
  if (*s < 0x20 || *s == 0x7F) return *s;
  for (size_t i = 0; i < sizeof rare / sizeof *rare; i++)
    if (strncmp((const char *)s, rare[i].bytes, strlen(rare[i].bytes)) == 0) {
      *length = strlen(rare[i].bytes);
      return rare[i].code;
    }
  if (s[0] == 0xC2 && s[1] >= 0x80 && s[1] < 0xA0) {
    *length = 2;
    return s[1];
  }
  return 0;
}

void lur_quote(FILE *to, const char *text)
{
  fputc('"', to);
  for (const unsigned char *s = (const unsigned char *)text; *s;) {
    size_t length = 1;
    unsigned special = special_of(s, &length);
    if (special)
      fprintf(to, "\\u%04X", special);
    else if (*s == '"' || *s == '\\')
      fprintf(to, "\\%c", *s);
    else
      fputc(*s, to);
    s += length;
  }
  fputc('"', to);
}
