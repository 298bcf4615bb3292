#include "base/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
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

/// The tail of s that fits into size - 1 bytes, from a whole UTF-8 character on.
static const char *tail_of(const char *s, size_t size)
{
  size_t n = strlen(s);
  if (n < size) return s;
  s += n - (size - 1);
  while (((unsigned char)*s & 0xC0u) == 0x80u) s++;
  return s;
}

lur_status lur_diag_set(struct lur_diag *diag, lur_status status, const char *file, int line, int column,
                        const char *format, ...)
{
  if (!diag) return status;
  struct lur_diag made = {.line = line,
                          .column = column}; // apart, so that the arguments may be parts of *diag
  snprintf(made.file, sizeof made.file, "%s", tail_of(file ? file : "", sizeof made.file));
  va_list args;
  va_start(args, format);
  vsnprintf(made.text, sizeof made.text, format, args);
  va_end(args);
  trim_utf8(made.text);
  *diag = made;
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

void lur_diags_clear(struct lur_diags *diags)
{
  free(diags->at);
  *diags = (struct lur_diags){0};
}
