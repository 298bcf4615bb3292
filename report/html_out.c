#include "report/html_out.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "report/utf8.h"

enum { BLOCK = 3 * 4096 }; // bytes encoded at a time, a multiple of three so that no padding falls in between

void lur_html_raw(struct lur_html *h, const char *format, ...)
{
  va_list arguments;
  if (h->status != LUR_OK) return;
  va_start(arguments, format);
  vfprintf(h->out, format, arguments);
  va_end(arguments);
}

void lur_html_literal(struct lur_html *h, const char *text)
{
  if (h->status == LUR_OK) fputs(text, h->out);
}

static void escape(FILE *out, char c)
{
  switch (c) {
  case '&':
    fputs("&amp;", out);
    break;
  case '<':
    fputs("&lt;", out);
    break;
  case '>':
    fputs("&gt;", out);
    break;
  case '"':
    fputs("&quot;", out);
    break;
  case '\'':
    fputs("&#39;", out);
    break;
  default:
    fputc(c, out);
  }
}

void lur_html_text(struct lur_html *h, const char *text)
{
  char *clean = h->status == LUR_OK ? lur_utf8_clean(text ? text : "") : NULL;
  if (!clean && h->status == LUR_OK) h->status = LUR_NO_MEM;
  for (const char *c = clean; c && *c; c++) escape(h->out, *c);
  free(clean);
}

void lur_html_attribute(struct lur_html *h, const char *name, const char *value)
{
  lur_html_raw(h, " %s=\"", name);
  lur_html_text(h, value);
  lur_html_raw(h, "\"");
}

void lur_html_href(struct lur_html *h, const char *name, const char *file)
{
  // "./" in front: a name such as javascript:x or //host/x is then a file's name and nothing else.
  lur_html_raw(h, " %s=\"./", name);
  for (const unsigned char *c = (const unsigned char *)file; *c; c++) {
    bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
                 strchr("-_.~/", *c);
    lur_html_raw(h, plain ? "%c" : "%%%02X", *c);
  }
  lur_html_raw(h, "\"");
}

void lur_html_number(struct lur_html *h, double number)
{
  char text[64];
  snprintf(text, sizeof text, "%.3f", isfinite(number) ? number : 0);
  char *end = text + strlen(text) - 1;
  while (*end == '0') *end-- = '\0';
  if (*end == '.') *end = '\0';
  lur_html_raw(h, "%s", strcmp(text, "-0") == 0 ? "0" : text);
}

void lur_html_place(struct lur_html *h, double start_s, double end_s, double duration_s)
{
  lur_html_raw(h, " style=\"left:");
  lur_html_number(h, 100 * start_s / duration_s);
  lur_html_raw(h, "%%;width:");
  lur_html_number(h, fmax(100 * (end_s - start_s) / duration_s, 0.1));
  lur_html_raw(h, "%%\"");
}

void lur_html_spans(struct lur_html *h, const struct lur_span *at, size_t n)
{
  lur_html_raw(h, " data-play=\"");
  for (size_t i = 0; i < n; i++) {
    lur_html_raw(h, "%s", i ? "," : "");
    lur_html_number(h, at[i].start_s);
    lur_html_raw(h, "-");
    lur_html_number(h, at[i].end_s);
  }
  lur_html_raw(h, "\"");
}

void lur_html_base64(struct lur_html *h, FILE *in)
{
  unsigned char bytes[BLOCK], text[BLOCK / 3 * 4 + 1];
  size_t n;
  while (h->status == LUR_OK && (n = fread(bytes, 1, sizeof bytes, in)) > 0) {
    int length = EVP_EncodeBlock(text, bytes, (int)n);
    fwrite(text, 1, (size_t)length, h->out);
  }
  if (ferror(in) && h->status == LUR_OK) h->status = LUR_IO;
}

void lur_html_digest(struct lur_html *h, const char *text)
{
  unsigned char digest[EVP_MAX_MD_SIZE], encoded[2 * EVP_MAX_MD_SIZE];
  size_t size = 0;
  if (EVP_Q_digest(NULL, "SHA256", NULL, text, strlen(text), digest, &size) != 1) {
    h->status = LUR_NO_MEM;
    return;
  }
  EVP_EncodeBlock(encoded, digest, (int)size);
  lur_html_raw(h, "%s", (const char *)encoded);
}

void lur_html_icon(struct lur_html *h, const char *name)
{
  lur_html_raw(h, "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-%s\"/></svg>", name);
}

lur_status lur_html_end(struct lur_html *h)
{
  if (h->status == LUR_OK && (fflush(h->out) != 0 || ferror(h->out))) h->status = LUR_IO;
  return h->status;
}
