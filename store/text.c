#include "store/text.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/// Bytes of the character at `at`; 0 where there is no whole one. The end of the text is no follow-up byte.
static size_t character_at(const unsigned char *at)
{
  if (at[0] < 0x80) return 1;
  size_t n = at[0] >= 0xC2 && at[0] <= 0xDF   ? 2
             : at[0] >= 0xE0 && at[0] <= 0xEF ? 3
             : at[0] >= 0xF0 && at[0] <= 0xF4 ? 4
                                              : 0;
  for (size_t i = 1; i < n; i++)
    if ((at[i] & 0xC0u) != 0x80u) return 0;
  // Too long for what they hold, halves of pairs, and beyond the last character.
  if ((at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] > 0x9F)) return 0;
  if ((at[0] == 0xF0 && at[1] < 0x90) || (at[0] == 0xF4 && at[1] > 0x8F)) return 0;
  return n;
}

bool lur_store_text_whole(const char *text)
{
  const unsigned char *at = (const unsigned char *)text;
  size_t n = 1;
  while (*at && (n = character_at(at)) > 0) at += n;
  return n > 0;
}

char *lur_store_text_clean(const char *text)
{
  char *out = malloc(3 * strlen(text) + 1), *to = out;
  while (out && *text) {
    size_t n = character_at((const unsigned char *)text);
    if (n)
      memcpy(to, text, n);
    else
      memcpy(to, "\xEF\xBF\xBD", 3);
    to += n ? n : 3;
    text += n ? n : 1;
  }
  if (out) *to = '\0';
  return out;
}
