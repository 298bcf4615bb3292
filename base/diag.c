#include "base/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/// Ends s before a UTF-8 character that was cut in two.
static void trim_utf8(char *s)
{
  size_t n = strlen(s), back = 0;
  while (back < n && back < 4 && ((unsigned char)s[n - 1 - back] & 0xC0u) == 0x80u) back++;
  if (back >= n) return;
  unsigned char lead = (unsigned char)s[n - 1 - back];
  size_t need = lead >= 0xF0u ? 3 : lead >= 0xE0u ? 2 : lead >= 0xC0u ? 1 : 0;
  if (back < need) s[n - 1 - back] = '\0';
}

lur_status lur_diag_set(struct lur_diag *diag, lur_status status, const char *file, int line, int column, const char *format,
                        ...)
{
  if (!diag) return status;
  if (!file) file = "";
  size_t n = strlen(file);
  size_t skip = n < sizeof diag->file ? 0 : n - (sizeof diag->file - 1);
  memmove(diag->file, file + skip, n - skip + 1);
  diag->line = line;
  diag->column = column;
  va_list args;
  va_start(args, format);
  vsnprintf(diag->text, sizeof diag->text, format, args);
  va_end(args);
  trim_utf8(diag->text);
  return status;
}

const char *lur_diag_format(const struct lur_diag *diag, char *out, unsigned long size)
{
  if (!diag->file[0])
    snprintf(out, size, "%s", diag->text);
  else if (diag->line && diag->column)
    snprintf(out, size, "%s:%d:%d: %s", diag->file, diag->line, diag->column, diag->text);
  else if (diag->line)
    snprintf(out, size, "%s:%d: %s", diag->file, diag->line, diag->text);
  else
    snprintf(out, size, "%s: %s", diag->file, diag->text);
  return out;
}
