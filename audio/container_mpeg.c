#include <string.h>

#include "audio/container.h"
#include "base/i18n.h"

/// How far junk before the first frame is skipped.
enum { LONGEST_JUNK = 65536 };

struct frame {
  int version; ///< 1: MPEG-1; 2: MPEG-2; 3: MPEG-2.5
  int layer;   ///< 1 to 3
  int rate_hz, channels, samples;
  int64_t length; ///< in bytes, with its head
};

/// kbit/s, by index; MPEG-1 layers 1 to 3, MPEG-2 layer 1, MPEG-2 layers 2 and 3. Source: ISO 11172-3 and
/// 13818-3.
static const short bitrate[5][15] = {
    {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
    {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
};
static const int rates_hz[3] = {44100, 48000, 32000};

static bool read_frame(struct lur_input *in, int64_t at, struct frame *f)
{
  unsigned char h[4];
  if (!lur_input_read_all(in, at, h, sizeof h) || h[0] != 0xFF || (h[1] & 0xE0) != 0xE0) return false;
  int version = h[1] >> 3 & 3, layer = h[1] >> 1 & 3, rate = h[2] >> 4, frequency = h[2] >> 2 & 3;
  if (version == 1 || layer == 0 || rate == 0 || rate == 15 || frequency == 3) return false;
  f->version = version == 3 ? 1 : version == 2 ? 2 : 3;
  f->layer = 4 - layer;
  f->rate_hz = rates_hz[frequency] >> (f->version - 1);
  f->channels = h[3] >> 6 == 3 ? 1 : 2;
  f->samples = f->layer == 1 ? 384 : f->layer == 3 && f->version > 1 ? 576 : 1152;
  int kbit = bitrate[f->version == 1 ? f->layer - 1 : f->layer == 1 ? 3 : 4][rate];
  int padding = h[2] >> 1 & 1;
  f->length = f->layer == 1 ? (12000 * kbit / f->rate_hz + padding) * 4
                            : f->samples / 8 * 1000 * kbit / f->rate_hz + padding;
  return f->length > 4;
}

static bool follows(const struct frame *a, const struct frame *b)
{
  return a->version == b->version && a->layer == b->layer && a->rate_hz == b->rate_hz;
}

static bool find_first(struct lur_input *in, int64_t from, int64_t *at, struct frame *f)
{
  for (int64_t i = from; i < from + LONGEST_JUNK && i < in->size; i++) {
    struct frame next;
    if (!read_frame(in, i, f)) continue;
    bool only = i + f->length >= in->size && i == from;
    if (only || (read_frame(in, i + f->length, &next) && follows(f, &next))) {
      *at = i;
      return true;
    }
  }
  return false;
}

/// Samples that a Xing or Info frame promises, less the encoder's own silence where LAME says it; -1: it does
/// not say.
static int64_t promise(struct lur_input *in, int64_t at, const struct frame *f)
{
  unsigned char x[160];
  int64_t side = f->version == 1 ? (f->channels == 2 ? 32 : 17) : (f->channels == 2 ? 17 : 9);
  if (f->layer != 3 || !lur_input_read_all(in, at + 4 + side, x, sizeof x)) return -1;
  if ((memcmp(x, "Xing", 4) != 0 && memcmp(x, "Info", 4) != 0) || !(x[7] & 1)) return -1;
  uint32_t frames = lur_be32(x + 8);
  if (frames == 0) return -1;
  size_t lame = 12u + (x[7] & 2 ? 4u : 0u) + (x[7] & 4 ? 100u : 0u) + (x[7] & 8 ? 4u : 0u);
  int64_t samples = (int64_t)frames * f->samples;
  if (memcmp(x + lame, "LAME", 4) == 0 || memcmp(x + lame, "Lav", 3) == 0) {
    const unsigned char *p = x + lame + 21;
    samples -= (p[0] << 4 | p[1] >> 4) + ((p[1] & 15) << 8 | p[2]);
  }
  return samples > 0 ? samples : -1;
}

/// Sound ends where a tag of a music collection begins.
static int64_t sound_end(struct lur_input *in)
{
  unsigned char tag[32];
  int64_t end = in->size;
  if (end >= 128 && lur_input_read_all(in, end - 128, tag, 3) && memcmp(tag, "TAG", 3) == 0) end -= 128;
  if (end >= 32 && lur_input_read_all(in, end - 32, tag, 32) && memcmp(tag, "APETAGEX", 8) == 0) {
    int64_t size = (int64_t)lur_le32(tag + 12) + (tag[23] & 0x80 ? 32 : 0);
    if (size <= end) end -= size;
  }
  return end;
}

/// Frame by frame to the end: false when the last one is cut or something else lies between.
static bool whole_frames(struct lur_input *in, int64_t at, int64_t end)
{
  struct frame f;
  while (at < end && read_frame(in, at, &f)) at += f.length;
  return at == end;
}

static lur_status no_frames(struct lur_input *in, const char *name, int64_t start, struct lur_diag *diag)
{
  unsigned char h[2];
  if (lur_input_read_all(in, start, h, 2) && h[0] == 0xFF && (h[1] & 0xF6) == 0xF0)
    return lur_diag_set(diag, LUR_UNSUPPORTED, name, 0, 0,
                        _("is a file of the kind %s, which lur does not read; convert it to WAV or FLAC"),
                        "AAC");
  return lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0,
                      _("is a damaged MP3 file, or none at all; get a new copy"));
}

lur_status lur_container_mpeg(struct lur_input *in, const char *name, struct lur_container *out,
                              struct lur_diag *diag)
{
  struct frame f;
  int64_t at, from = out->origin > 0 ? out->origin : lur_container_after_id3(in);
  if (!find_first(in, from, &at, &f)) return no_frames(in, name, from, diag);
  out->promised = promise(in, at, &f);
  if (out->promised < 0 && !whole_frames(in, at, sound_end(in))) out->extent = LUR_EXTENT_CUT;
  return lur_container_shape(name, (uint64_t)f.channels, f.rate_hz, diag);
}
