#include "audio/roles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char mark[] = "lur:";
static const char label[] = " roles=";

bool lur_roles_pair(const lur_role role[2])
{
  return (role[0] == LUR_ROLE_CALLER && role[1] == LUR_ROLE_AGENT) ||
         (role[0] == LUR_ROLE_AGENT && role[1] == LUR_ROLE_CALLER);
}

static lur_role role_of(const char *p, size_t n)
{
  for (lur_role role = LUR_ROLE_CALLER; role <= LUR_ROLE_AGENT; role++)
    if (strlen(lur_role_name(role)) == n && memcmp(lur_role_name(role), p, n) == 0) return role;
  return LUR_ROLE_NONE;
}

bool lur_roles_read(const char *comment, lur_role role[2], const char **rest)
{
  role[0] = role[1] = LUR_ROLE_NONE;
  *rest = comment ? comment : "";
  if (!comment || strncmp(comment, mark, strlen(mark)) != 0) return false;
  const char *p = comment + strlen(mark);
  size_t line = strcspn(p, "\r\n");
  *rest = p + line + strspn(p + line, "\r\n");
  if (strncmp(p, label, strlen(label)) != 0) return true;
  p += strlen(label);
  size_t first = strcspn(p, ",\r\n");
  if (p[first] != ',') return true;
  size_t second = strcspn(p + first + 1, " ;\r\n");
  role[0] = role_of(p, first);
  role[1] = role_of(p + first + 1, second);
  if (!lur_roles_pair(role)) role[0] = role[1] = LUR_ROLE_NONE;
  return true;
}

char *lur_roles_write(const lur_role role[2], const char *comment)
{
  bool pair = lur_roles_pair(role);
  size_t size = 64 + (comment ? strlen(comment) : 0);
  char *out = malloc(size);
  if (!out) return NULL;
  int n = pair ? snprintf(out, size, "%s%s%s,%s", mark, label, lur_role_name(role[0]), lur_role_name(role[1]))
               : snprintf(out, size, "%s", mark);
  if (comment && *comment) snprintf(out + n, size - (size_t)n, "\n%s", comment);
  return out;
}

/// Length of the UTF-8 character at p, 0 when it is none: no longer form than needed, no surrogates, nothing
/// past U+10FFFF.
static size_t utf8_length(const unsigned char *p)
{
  static const struct {
    unsigned char first, last; ///< of the first byte
    unsigned char low, high;   ///< of the second
    size_t length;
  } forms[] = {
      {0x01, 0x7F, 0x00, 0xFF, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
      {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
      {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
  };
  size_t f = 0;
  while (f < sizeof forms / sizeof *forms && (p[0] < forms[f].first || p[0] > forms[f].last)) f++;
  if (f == sizeof forms / sizeof *forms || p[1] < forms[f].low || p[1] > forms[f].high) return 0;
  for (size_t i = 2; i < forms[f].length; i++)
    if ((p[i] & 0xC0) != 0x80) return 0;
  return forms[f].length;
}

char *lur_roles_text(const char *stored)
{
  const unsigned char *p = (const unsigned char *)stored;
  char *out = malloc(2 * strlen(stored) + 1);
  if (!out) return NULL;
  size_t n = 0;
  while (*p) {
    size_t length = utf8_length(p);
    if (length == 0) {
      out[n++] = (char)(0xC0 | *p >> 6);
      out[n++] = (char)(0x80 | (*p & 0x3F));
      length = 1;
    } else if (length > 1 || (*p >= 0x20 && *p != 0x7F) || *p == '\t' || *p == '\n' || *p == '\r') {
      memcpy(out + n, p, length);
      n += length;
    }
    p += length;
  }
  out[n] = '\0';
  return out;
}
