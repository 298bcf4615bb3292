#include <stdio.h>
#include <string.h>

#include "audio/container.h"
#include "base/i18n.h"

/// What libsndfile reads in WAV, and MP3.
static const uint32_t known_codecs[] = {1, 2, 3, 6, 7, 0x11, 0x31, 0x38, 0x40, 0x55};
enum { MP3_CODEC = 0x55 };

/// More chunks than any real file has before its sound.
enum { MOST_CHUNKS = 4096 };
/// Disks and recorders fill up to blocks of some size, in bytes.
enum { LONGEST_FILLING = 65536 };

struct wave {
  bool big;     ///< RIFX
  bool rf64;    ///< sizes of 64 bits stand in the chunk ds64
  uint32_t tag; ///< of the codec
  uint32_t channels, rate, align, bits;
  uint32_t block; ///< samples of a coded block
  bool has_format, has_data;
  int64_t fact;    ///< samples per channel, -1: not said
  int64_t ds64_at; ///< of the data size in ds64; 0: none
  uint64_t ds64_data;
  int64_t data_at; ///< first byte of sound
  int64_t size_at; ///< of the data chunk's size
  uint64_t data_size;
};

static const struct {
  uint32_t tag;
  const char *name;
} foreign_codecs[] = {
    {0x0014, "G.723 ADPCM"},   {0x0022, "TrueSpeech"},    {0x0042, "G.723.1"}, {0x0045, "G.726"},
    {0x0050, "MPEG layer 2"},  {0x0064, "G.726"},         {0x0083, "G.729"},   {0x0085, "G.729"},
    {0x00FF, "AAC"},           {0x0111, "G.723.1"},       {0x0125, "G.726"},   {0x0130, "ACELP.net"},
    {0x0161, "Windows Media"}, {0x0162, "Windows Media"}, {0x028F, "G.722"},   {0x1100, "G.729"},
    {0x2000, "AC-3"},          {0x674F, "Vorbis in WAV"}, {0xA100, "G.723.1"}, {0xA106, "AAC"},
    {0xA109, "Speex"},
};

static uint32_t get16(const struct wave *w, const unsigned char *p)
{
  return w->big ? lur_be16(p) : lur_le16(p);
}

static uint32_t get32(const struct wave *w, const unsigned char *p)
{
  return w->big ? lur_be32(p) : lur_le32(p);
}

static void read_format(struct lur_input *in, int64_t at, uint32_t size, struct wave *w)
{
  unsigned char f[40] = {0};
  size_t want = size < sizeof f ? size : sizeof f;
  if (want < 16 || !lur_input_read_all(in, at, f, want)) return;
  w->tag = get16(w, f);
  w->channels = get16(w, f + 2);
  w->rate = get32(w, f + 4);
  w->align = get16(w, f + 12);
  w->bits = get16(w, f + 14);
  w->block = want >= 20 ? get16(w, f + 18) : 0;
  if (w->tag == 0xFFFE && want >= 26) w->tag = get16(w, f + 24);
  w->has_format = true;
}

static void read_chunk(struct lur_input *in, const unsigned char *head, int64_t at, uint32_t size,
                       struct wave *w)
{
  unsigned char b[28];
  if (memcmp(head, "fmt ", 4) == 0) {
    read_format(in, at, size, w);
  } else if (memcmp(head, "fact", 4) == 0) {
    if (size >= 4 && lur_input_read_all(in, at, b, 4)) w->fact = get32(w, b);
  } else if (memcmp(head, "ds64", 4) == 0) {
    if (size >= 28 && lur_input_read_all(in, at, b, 28)) {
      w->ds64_at = at + 8;
      w->ds64_data = lur_le64(b + 8);
    }
  } else if (memcmp(head, "data", 4) == 0) {
    w->has_data = true;
    w->data_at = at;
    w->size_at = at - 4;
    w->data_size = w->rf64 && size == UINT32_MAX && w->ds64_at ? w->ds64_data : size;
  }
}

static void walk(struct lur_input *in, struct wave *w)
{
  int64_t at = 12;
  unsigned char head[8];
  for (int i = 0; i < MOST_CHUNKS && !w->has_data && lur_input_read_all(in, at, head, sizeof head); i++) {
    uint32_t size = get32(w, head + 4);
    read_chunk(in, head, at + 8, size, w);
    at += 8 + (int64_t)size + (size & 1);
  }
}

static bool plain_samples(uint32_t tag)
{
  return tag == 1 || tag == 3 || tag == 6 || tag == 7;
}

static lur_status check_codec(uint32_t tag, const char *name, struct lur_diag *diag)
{
  for (size_t i = 0; i < sizeof known_codecs / sizeof *known_codecs; i++)
    if (tag == known_codecs[i]) return LUR_OK;
  char number[16];
  snprintf(number, sizeof number, "0x%04X", (unsigned)tag);
  const char *kind = number;
  for (size_t i = 0; i < sizeof foreign_codecs / sizeof *foreign_codecs; i++)
    if (tag == foreign_codecs[i].tag) kind = foreign_codecs[i].name;
  return lur_diag_set(diag, LUR_UNSUPPORTED, name, 0, 0,
                      _("holds sound of the kind %s, which lur does not read; convert it to WAV PCM or FLAC"),
                      kind);
}

static lur_status check_format(const struct wave *w, const char *name, struct lur_diag *diag)
{
  lur_status status = lur_container_shape(name, w->channels, w->rate, diag);
  if (status != LUR_OK) return status;
  status = check_codec(w->tag, name, diag);
  if (status != LUR_OK) return status;
  if (w->align == 0)
    return lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0,
                        _("has a damaged header: it claims samples of no size; get a new copy"));
  if (!plain_samples(w->tag)) return LUR_OK;
  if (w->bits < 1 || w->bits > 64)
    return lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0,
                        _("has a damaged header: it claims %u bits a sample; get a new copy"),
                        (unsigned)w->bits);
  bool law = w->tag == 6 || w->tag == 7;
  if (w->align != w->channels * ((w->bits + 7) / 8) || (law && w->bits != 8))
    return lur_diag_set(
        diag, LUR_BAD_INPUT, name, 0, 0,
        _("has a header that contradicts itself: %u bytes for %u channels of %u bits; get a new copy"),
        (unsigned)w->align, (unsigned)w->channels, (unsigned)w->bits);
  return LUR_OK;
}

/// What tools write for "length unknown" into a pipe: ffmpeg all ones, sox 0x7FFFF000, others 0x7FFFFFFF or a
/// little less than all ones.
static bool means_unknown(uint64_t size)
{
  return size == 0x7FFFF000u || size == 0x7FFFFFFFu || (size >= 0xFFFFF000u && size <= UINT32_MAX) ||
         size >= INT64_MAX / 2;
}

/// Zeros to the end of the file, and not so many that they would rather be recorded silence.
static bool is_filling(struct lur_input *in, int64_t at)
{
  unsigned char block[4096];
  if (in->size - at > LONGEST_FILLING) return false;
  for (size_t n; (n = lur_input_read(in, at, block, sizeof block)) > 0; at += (int64_t)n)
    for (size_t i = 0; i < n; i++)
      if (block[i] != 0) return false;
  return true;
}

/// What may follow the sound in a sound file: a chunk that fits, a tag of a music collection, or filling.
static bool known_tail(struct lur_input *in, int64_t at, const struct wave *w)
{
  unsigned char h[8];
  if (!lur_input_read_all(in, at, h, sizeof h)) return true;
  if (memcmp(h, "TAG", 3) == 0 || memcmp(h, "ID3", 3) == 0 || memcmp(h, "APETAGEX", 8) == 0) return true;
  if (w->data_size > 0 && is_filling(in, at)) return true;
  for (int i = 0; i < 4; i++)
    if (h[i] < 0x20 || h[i] > 0x7E) return false;
  return (int64_t)get32(w, h + 4) <= in->size - at;
}

/// The header ends the sound too early; from here on it reads as going on to the end of the file.
static void open_end(struct lur_input *in, const struct wave *w, int64_t there)
{
  unsigned char size[8];
  if (w->rf64 && w->ds64_at) {
    for (int i = 0; i < 8; i++) size[i] = (unsigned char)((uint64_t)there >> (8 * i));
    lur_input_patch(in, w->ds64_at, size, 8);
  } else {
    memset(size, 0xFF, 4);
    lur_input_patch(in, w->size_at, size, 4);
  }
}

static void set_extent(struct lur_input *in, const struct wave *w, struct lur_container *out)
{
  int64_t there = in->size - w->data_at;
  if (means_unknown(w->data_size) && w->data_size > (uint64_t)there) {
    out->extent = LUR_EXTENT_STREAMED;
    open_end(in, w, there);
    return;
  }
  int64_t size = (int64_t)w->data_size;
  if (size > there) {
    out->extent = LUR_EXTENT_CUT;
  } else if (there - size >= (int64_t)w->align && !known_tail(in, w->data_at + size, w) &&
             !known_tail(in, w->data_at + size + (size & 1), w)) {
    out->extent = LUR_EXTENT_UNFINISHED;
    open_end(in, w, there);
    return;
  }
  if (plain_samples(w->tag)) out->promised = size / (int64_t)w->align;
  if (!plain_samples(w->tag) && w->fact > 0) {
    out->promised = w->fact;
    out->block = w->block;
  }
}

/// MP3 within WAV is an MPEG stream between data_at and the end of the data.
static lur_status take_mp3(struct lur_input *in, const char *name, const struct wave *w,
                           struct lur_container *out, struct lur_diag *diag)
{
  if (out->extent == LUR_EXTENT_WHOLE) in->size = w->data_at + (int64_t)w->data_size;
  out->kind = LUR_CONTAINER_MPEG;
  out->origin = w->data_at;
  out->promised = -1;
  out->block = 0;
  return lur_container_mpeg(in, name, out, diag);
}

lur_status lur_container_riff(struct lur_input *in, const char *name, struct lur_container *out,
                              struct lur_diag *diag)
{
  unsigned char head[12] = {0};
  if (!lur_input_read_all(in, 0, head, sizeof head)) return lur_container_no_data(name, diag);
  if (memcmp(head + 8, "AVI ", 4) == 0)
    return lur_diag_set(diag, LUR_UNSUPPORTED, name, 0, 0,
                        _("is a film (AVI) and not a recording of sound; convert its sound to WAV"));
  if (memcmp(head + 8, "WAVE", 4) != 0) {
    out->kind = LUR_CONTAINER_OTHER;
    return LUR_OK;
  }
  struct wave w = {.big = memcmp(head, "RIFX", 4) == 0, .rf64 = memcmp(head, "RF64", 4) == 0, .fact = -1};
  walk(in, &w);
  if (!w.has_format || !w.has_data) return lur_container_no_data(name, diag);
  lur_status status = check_format(&w, name, diag);
  if (status != LUR_OK) return status;
  set_extent(in, &w, out);
  return w.tag == MP3_CODEC ? take_mp3(in, name, &w, out, diag) : LUR_OK;
}

/// W64 is RIFF with names of 16 bytes (of which the first four say enough) and sizes of 64 bits that count
/// their own header.
lur_status lur_container_w64(struct lur_input *in, const char *name, struct lur_container *out,
                             struct lur_diag *diag)
{
  int64_t at = 40;
  unsigned char head[24], f[16];
  bool has_format = false;
  for (int i = 0; i < MOST_CHUNKS && lur_input_read_all(in, at, head, sizeof head); i++) {
    uint64_t size = lur_le64(head + 16);
    if (size < 24 || size > INT64_MAX / 2) break;
    if (memcmp(head, "fmt ", 4) == 0 && lur_input_read_all(in, at + 24, f, sizeof f)) {
      lur_status status = lur_container_shape(name, lur_le16(f + 2), lur_le32(f + 4), diag);
      if (status != LUR_OK) return status;
      has_format = true;
    }
    if (memcmp(head, "data", 4) == 0 && has_format) {
      uint32_t align = lur_le16(f + 12);
      if (plain_samples(lur_le16(f)) && align > 0) out->promised = (int64_t)(size - 24) / (int64_t)align;
      if ((int64_t)size > in->size - at) out->extent = LUR_EXTENT_CUT;
      return LUR_OK;
    }
    at += (int64_t)((size + 7) & ~(uint64_t)7);
  }
  return lur_container_no_data(name, diag);
}
