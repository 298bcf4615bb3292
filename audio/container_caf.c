#include <stdlib.h>
#include <string.h>

#include "audio/container.h"
#include "base/i18n.h"

enum {
  MOST_CHUNKS = 4096,       ///< more than any real file has
  LONGEST_TABLE = 64 << 20, ///< bytes of a table of packets: more than a year of sound
  TABLE_HEAD = 24,          ///< bytes before its entries
  LONGEST_ENTRY = 5         ///< bytes that libsndfile takes for one
};

static double big_endian_double(const unsigned char *p)
{
  uint64_t bits = lur_be64(p);
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/// libsndfile refuses a data chunk without a length or longer than the file.
static void set_data_size(struct lur_input *in, int64_t at, int64_t size)
{
  unsigned char bytes[8];
  for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)((uint64_t)size >> (56 - 8 * i));
  lur_input_patch(in, at, bytes, sizeof bytes);
}

/// Numbers of seven bits a byte, the high bit set on all but the last byte of each.
static bool entries_end_well(const unsigned char *p, size_t n)
{
  size_t length = 0;
  for (size_t i = 0; i < n; i++) {
    length++;
    if (length > LONGEST_ENTRY) return false;
    if (!(p[i] & 0x80)) length = 0;
  }
  return length == 0;
}

/// ALAC's table of packet sizes. libsndfile prints on the standard output when it is damaged, so it must not
/// see it then.
static lur_status check_table(struct lur_input *in, int64_t at, int64_t size, const char *name,
                              struct lur_diag *diag)
{
  bool well = size >= TABLE_HEAD && size <= LONGEST_TABLE && size <= in->size - at;
  if (well) {
    unsigned char *table = malloc((size_t)size);
    if (!table) return LUR_NO_MEM;
    well = lur_input_read_all(in, at, table, (size_t)size) &&
           entries_end_well(table + TABLE_HEAD, (size_t)size - TABLE_HEAD);
    free(table);
  }
  if (well) return LUR_OK;
  return lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0,
                      _("is damaged: its table of contents makes no sense; get a new copy"));
}

/// desc: rate (8 bytes), codec, flags, bytes a packet, frames a packet, channels, bits (4 bytes each)
static void read_data(struct lur_input *in, const unsigned char *desc, int64_t at, int64_t size,
                      struct lur_container *out)
{
  uint32_t packet = lur_be32(desc + 16), frames = lur_be32(desc + 20);
  int64_t there = in->size - at - 12;
  if (size == -1) out->extent = LUR_EXTENT_STREAMED;
  if (size > there) out->extent = LUR_EXTENT_CUT;
  if (size < 0 || size > there) set_data_size(in, at + 4, there);
  if (size > 4 && packet > 0 && frames == 1) out->promised = (size - 4) / (int64_t)packet;
}

lur_status lur_container_caf(struct lur_input *in, const char *name, struct lur_container *out,
                             struct lur_diag *diag)
{
  int64_t at = 8;
  unsigned char head[12], desc[32];
  bool shaped = false, sound = false;
  for (int i = 0; i < MOST_CHUNKS && lur_input_read_all(in, at, head, sizeof head); i++) {
    int64_t size = (int64_t)lur_be64(head + 4);
    lur_status status = LUR_OK;
    if (memcmp(head, "desc", 4) == 0 && lur_input_read_all(in, at + 12, desc, sizeof desc)) {
      status = lur_container_shape(name, lur_be32(desc + 24), big_endian_double(desc), diag);
      shaped = true;
    } else if (memcmp(head, "pakt", 4) == 0) {
      status = check_table(in, at + 12, size, name, diag);
    } else if (memcmp(head, "data", 4) == 0 && shaped) {
      read_data(in, desc, at, size, out);
      sound = true;
    }
    if (status != LUR_OK) return status;
    if (size < 0 || size > in->size - at - 12) break;
    at += 12 + size;
  }
  return sound ? LUR_OK : lur_container_no_data(name, diag);
}
