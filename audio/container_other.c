#include <math.h>
#include <string.h>

#include "audio/container.h"

/// More chunks than any real file has before its sound.
enum { MOST_CHUNKS = 4096 };

/// An 80-bit extended float, the sample rate of AIFF; only its size matters here.
static double extended(const unsigned char *p)
{
  int exponent = (int)(lur_be16(p) & 0x7FFFu);
  if (exponent == 0x7FFF) return (double)INFINITY;
  return ldexp((double)lur_be64(p + 2), exponent - 16383 - 63);
}

/// Whether the count in the chunk COMM at `at` is one of samples: in AIFF always, in AIFC by its codec.
static bool counts_samples(struct lur_input *in, int64_t at, const unsigned char *form)
{
  static const char *const plain[] = {"NONE", "sowt", "twos", "raw ", "in24", "in32", "fl32",
                                      "FL32", "fl64", "FL64", "ulaw", "ULAW", "alaw", "ALAW"};
  unsigned char codec[4];
  if (form[11] != 'C') return true;
  if (!lur_input_read_all(in, at + 26, codec, sizeof codec)) return false;
  for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
    if (memcmp(codec, plain[i], 4) == 0) return true;
  return false;
}

lur_status lur_container_aiff(struct lur_input *in, const char *name, struct lur_container *out,
                              struct lur_diag *diag)
{
  int64_t at = 12;
  unsigned char head[8], comm[18], form[12];
  bool shaped = false, sound = false;
  if (!lur_input_read_all(in, 0, form, sizeof form)) return lur_container_no_data(name, diag);
  if (memcmp(form + 8, "AIF", 3) != 0) {
    out->kind = LUR_CONTAINER_OTHER;
    return LUR_OK;
  }
  for (int i = 0; i < MOST_CHUNKS && !(shaped && sound) && lur_input_read_all(in, at, head, sizeof head);
       i++) {
    int64_t size = lur_be32(head + 4);
    if (memcmp(head, "COMM", 4) == 0 && lur_input_read_all(in, at + 8, comm, sizeof comm)) {
      lur_status status = lur_container_shape(name, lur_be16(comm), extended(comm + 8), diag);
      if (status != LUR_OK) return status;
      int64_t count = lur_be32(comm + 2); // of packets, where a codec makes some
      out->promised = count > 0 && counts_samples(in, at, form) ? count : -1;
      shaped = true;
    }
    if (memcmp(head, "SSND", 4) == 0) {
      sound = true;
      if (size > in->size - at - 8) out->extent = LUR_EXTENT_CUT;
    }
    at += 8 + size + (size & 1);
  }
  return shaped && sound ? LUR_OK : lur_container_no_data(name, diag);
}

static unsigned au_bytes(uint32_t encoding)
{
  switch (encoding) {
  case 1:
  case 2:
  case 27:
    return 1;
  case 3:
    return 2;
  case 4:
    return 3;
  case 5:
  case 6:
    return 4;
  case 7:
    return 8;
  default:
    return 0;
  }
}

lur_status lur_container_au(struct lur_input *in, const char *name, struct lur_container *out,
                            struct lur_diag *diag)
{
  unsigned char h[24];
  if (!lur_input_read_all(in, 0, h, sizeof h)) return lur_container_no_data(name, diag);
  uint32_t (*get)(const unsigned char *) = h[0] == '.' ? lur_be32 : lur_le32;
  int64_t offset = get(h + 4), size = get(h + 8);
  uint32_t rate = get(h + 16), channels = get(h + 20);
  lur_status status = lur_container_shape(name, channels, rate, diag);
  if (status != LUR_OK) return status;
  if (offset >= in->size) return lur_container_no_data(name, diag);
  unsigned bytes = au_bytes(get(h + 12));
  if (size == UINT32_MAX) {
    out->extent = LUR_EXTENT_STREAMED;
  } else if (size == 0) {
    out->extent = LUR_EXTENT_UNFINISHED;
    lur_input_patch(in, 8, (const unsigned char *)"\xFF\xFF\xFF\xFF", 4);
  } else {
    if (size > in->size - offset) out->extent = LUR_EXTENT_CUT;
    if (bytes > 0) out->promised = size / (int64_t)(bytes * channels);
  }
  return LUR_OK;
}

lur_status lur_container_flac(struct lur_input *in, const char *name, struct lur_container *out,
                              struct lur_diag *diag)
{
  unsigned char h[8 + 18]; // "fLaC", the head of STREAMINFO and its first 18 bytes
  if (!lur_input_read_all(in, lur_container_after_id3(in), h, sizeof h) || (h[4] & 0x7F) != 0)
    return lur_container_no_data(name, diag);
  const unsigned char *p = h + 8 + 10; // past the block and frame sizes
  uint32_t rate = lur_be32(p) >> 12, channels = (p[2] >> 1 & 7u) + 1;
  int64_t samples = (int64_t)(lur_be64(p) & 0xFFFFFFFFFu);
  if (samples > 0)
    out->promised = samples;
  else
    out->extent = LUR_EXTENT_STREAMED;
  return lur_container_shape(name, channels, rate, diag);
}
