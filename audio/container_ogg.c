#include <stdlib.h>
#include <string.h>

#include "audio/container.h"
#include "base/i18n.h"

enum {
  PAGE_HEAD = 27, ///< before the table of segments
  LONGEST_PAGE = 27 + 255 + 255 * 255,
  END_OF_STREAM = 4 ///< the flag of a stream's last page
};

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

lur_status lur_container_ogg(struct lur_input *in, const char *name, struct lur_container *out,
                             struct lur_diag *diag)
{
  unsigned char head[PAGE_HEAD];
  if (!lur_input_read_all(in, 0, head, sizeof head)) return lur_container_no_data(name, diag);
  size_t n = in->size < 2 * LONGEST_PAGE ? (size_t)in->size : 2 * LONGEST_PAGE;
  unsigned char *tail = malloc(n);
  if (!tail) return LUR_NO_MEM;
  bool whole = lur_input_read_all(in, in->size - (int64_t)n, tail, n) && ends_well(tail, n, head + 14);
  free(tail);
  if (!whole) out->extent = LUR_EXTENT_CUT;
  return LUR_OK;
}
