#include <stdlib.h>
#include <string.h>

#include "audio/container.h"
#include "base/i18n.h"

enum {
  PAGE_HEAD = 27,   ///< before the table of segments
  END_OF_STREAM = 4 ///< the flag of a stream's last page
};
/// Two of the longest pages: the last page of any stream lies within so many bytes before the end.
static const int64_t two_pages = 2 * (PAGE_HEAD + 255 + INT64_C(255) * 255);

/// The page at p, whole within n bytes; its length, or 0.
static size_t page_length(const unsigned char *p, size_t n)
{
  if (n < PAGE_HEAD || memcmp(p, "OggS", 4) != 0 || p[4] != 0) return 0;
  size_t segments = p[26], length = PAGE_HEAD + segments;
  if (n < length) return 0;
  for (size_t i = 0; i < segments; i++) length += p[PAGE_HEAD + i];
  return length <= n ? length : 0;
}

/// The last page must be whole, end at the end of the file and be marked as the last of the first page's
/// stream.
static bool ends_well(const unsigned char *tail, size_t n, const unsigned char *serial)
{
  size_t last = n, length = 0;
  for (size_t i = 0; i + PAGE_HEAD <= n; i++) {
    size_t here = page_length(tail + i, n - i);
    if (here == 0) continue;
    last = i;
    length = here;
    i += here - 1;
  }
  return last < n && last + length == n && (tail[last + 5] & END_OF_STREAM) &&
         memcmp(tail + last + 14, serial, 4) == 0;
}

/// Ogg holds many kinds of sound; its first page begins with the kind's own words.
static lur_status check_codec(const unsigned char *page, size_t n, const char *name, struct lur_diag *diag)
{
  static const struct {
    size_t n;
    const char *magic, *kind;
  } foreign[] = {{8, "Speex   ", "Ogg Speex"},
                 {5,
                  "\x7F"
                  "FLAC",
                  "Ogg FLAC"},
                 {7, "\x80theora", "Ogg Theora"},
                 {7, "fishead", "Ogg Skeleton"}};
  size_t at = PAGE_HEAD + (size_t)page[26];
  for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
    if (at + foreign[i].n <= n && memcmp(page + at, foreign[i].magic, foreign[i].n) == 0)
      return lur_diag_set(diag, LUR_UNSUPPORTED, name, 0, 0,
                          _("is a file of the kind %s, which lur does not read; convert it to WAV or FLAC"),
                          foreign[i].kind);
  return LUR_OK;
}

lur_status lur_container_ogg(struct lur_input *in, const char *name, struct lur_container *out,
                             struct lur_diag *diag)
{
  unsigned char head[PAGE_HEAD + 255 + 16];
  size_t there = lur_input_read(in, 0, head, sizeof head);
  if (there < PAGE_HEAD) return lur_container_no_data(name, diag);
  lur_status status = check_codec(head, there, name, diag);
  if (status != LUR_OK) return status;
  size_t n = (size_t)(in->size < two_pages ? in->size : two_pages);
  unsigned char *tail = malloc(n);
  if (!tail) return LUR_NO_MEM;
  bool whole = lur_input_read_all(in, in->size - (int64_t)n, tail, n) && ends_well(tail, n, head + 14);
  free(tail);
  if (!whole) out->extent = LUR_EXTENT_CUT;
  return LUR_OK;
}
