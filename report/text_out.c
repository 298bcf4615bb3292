#include "report/text_out.h"

#include <stdlib.h>
#include <string.h>

#include "report/utf8.h"

/// Bright variants are left out: on light terminals they vanish.
static const char *const codes[LUR_STYLES] = {
    [LUR_STYLE_PLAIN] = "",          [LUR_STYLE_STRONG] = "1",        [LUR_STYLE_SOFT] = "2",
    [LUR_STYLE_AGENT] = "38;5;32",   [LUR_STYLE_CALLER] = "38;5;166", [LUR_STYLE_PROMPT] = "38;5;178",
    [LUR_STYLE_ALERT] = "1;38;5;160"};

/// Cleaned text, already measured.
static void emit(struct lur_text_out *o, lur_style style, const char *clean, size_t bytes, size_t columns)
{
  bool styled = o->colour && codes[style][0];
  if (!bytes) return;
  if (o->blanks) fprintf(o->out, "%*s", o->blanks, "");
  o->blanks = 0;
  if (styled) fprintf(o->out, "\033[%sm", codes[style]);
  fwrite(clean, 1, bytes, o->out);
  if (styled) fputs("\033[0m", o->out);
  o->column += (int)columns;
}

static char *cleaned(struct lur_text_out *o, const char *text)
{
  char *clean = o->status == LUR_OK ? lur_utf8_clean(text) : NULL;
  if (!clean && o->status == LUR_OK) o->status = LUR_NO_MEM;
  return clean;
}

void lur_text_put(struct lur_text_out *o, lur_style style, const char *text)
{
  char *clean = cleaned(o, text);
  if (clean) emit(o, style, clean, strlen(clean), lur_utf8_width(clean));
  free(clean);
}

void lur_text_to(struct lur_text_out *o, int column)
{
  if (column <= o->column) return;
  o->blanks += column - o->column;
  o->column = column;
}

void lur_text_right(struct lur_text_out *o, int column, lur_style style, const char *text)
{
  char *clean = cleaned(o, text);
  if (!clean) return;
  size_t columns = lur_utf8_width(clean);
  lur_text_to(o, column - (int)columns);
  emit(o, style, clean, strlen(clean), columns);
  free(clean);
}

void lur_text_line(struct lur_text_out *o)
{
  if (o->status == LUR_OK) fputc('\n', o->out);
  o->column = o->blanks = 0;
}

void lur_text_gap(struct lur_text_out *o)
{
  lur_text_to(o, o->column + 1);
}

/// A word that no line can hold is cut at the edge.
static void wrap_word(struct lur_text_out *o, int indent, lur_style style, const char *word, size_t bytes)
{
  char *copy = strndup(word, bytes), *at = copy;
  if (!copy) {
    o->status = LUR_NO_MEM;
    return;
  }
  size_t columns = lur_utf8_width(copy);
  if (o->column > indent && o->column + (int)columns > o->width) lur_text_line(o);
  while (*at) {
    lur_text_to(o, indent);
    size_t fitting = lur_utf8_fit(at, (size_t)(o->width - o->column), &columns);
    if (fitting == 0) break;
    emit(o, style, at, fitting, columns);
    at += fitting;
    if (*at) lur_text_line(o);
  }
  free(copy);
}

void lur_text_wrap(struct lur_text_out *o, int indent, lur_style style, const char *text)
{
  char *clean = cleaned(o, text);
  for (const char *at = clean; at && *at && o->status == LUR_OK;) {
    size_t bytes = strcspn(at, " ");
    if (bytes) wrap_word(o, indent, style, at, bytes);
    at += bytes;
    if (*at == ' ') lur_text_gap(o);
    at += strspn(at, " ");
  }
  free(clean);
}

lur_status lur_text_end(struct lur_text_out *o)
{
  if (o->status == LUR_OK && (fflush(o->out) != 0 || ferror(o->out))) o->status = LUR_IO;
  return o->status;
}
