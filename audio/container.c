#include "audio/container.h"

#include <string.h>

#include "base/i18n.h"

/// Sound (or film) files that people have and libsndfile does not read.
static const struct {
  size_t at, n;
  const char *magic, *name;
} foreign[] = {
    {4, 4, "ftyp", "MPEG-4 (m4a, mp4)"},
    {0, 5, "#!AMR", "AMR"},
    {0, 8, "\x30\x26\xB2\x75\x8E\x66\xCF\x11", "Windows Media (wma)"},
    {0, 4, "\x1A\x45\xDF\xA3", "Matroska or WebM"},
    {0, 4, "MThd", "MIDI"},
    {0, 4, "wvpk", "WavPack"},
    {0, 4, "MAC ", "Monkey's Audio"},
    {0, 4, "PK\x03\x04", "Zip"},
    {0, 5, "%PDF-", "PDF"},
};

static const struct {
  const char *magic;
  lur_container_kind kind;
  lur_status (*check)(struct lur_input *, const char *, struct lur_container *, struct lur_diag *);
} kinds[] = {
    {"RIFF", LUR_CONTAINER_WAV, lur_container_riff},  {"RIFX", LUR_CONTAINER_WAV, lur_container_riff},
    {"RF64", LUR_CONTAINER_WAV, lur_container_riff},  {"riff", LUR_CONTAINER_W64, lur_container_w64},
    {"FORM", LUR_CONTAINER_AIFF, lur_container_aiff}, {".snd", LUR_CONTAINER_AU, lur_container_au},
    {"dns.", LUR_CONTAINER_AU, lur_container_au},     {"caff", LUR_CONTAINER_CAF, lur_container_caf},
    {"OggS", LUR_CONTAINER_OGG, lur_container_ogg},
};

int64_t lur_container_after_id3(struct lur_input *in)
{
  unsigned char h[10];
  if (!lur_input_read_all(in, 0, h, sizeof h) || memcmp(h, "ID3", 3) != 0) return 0;
  if ((h[6] | h[7] | h[8] | h[9]) & 0x80) return 0;
  return 10 + (int64_t)((uint32_t)h[6] << 21 | (uint32_t)h[7] << 14 | (uint32_t)h[8] << 7 | h[9]) +
         (h[5] & 0x10 ? 10 : 0);
}

lur_status lur_container_shape(const char *name, uint64_t channels, double rate_hz, struct lur_diag *diag)
{
  if (channels == 0)
    return lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0,
                        _("has a damaged header: it claims to have no channels; get a new copy"));
  if (!(rate_hz >= 1 && rate_hz <= 10e6))
    return lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0,
                        _("has a damaged header: it claims an impossible sample rate; get a new copy"));
  if (channels > 2)
    return lur_diag_set(diag, LUR_UNSUPPORTED, name, 0, 0,
                        _("has %llu channels, and lur takes one or two; keep the caller's and the agent's"),
                        (unsigned long long)channels);
  if (rate_hz < 8000 || rate_hz > 192000)
    return lur_diag_set(
        diag, LUR_UNSUPPORTED, name, 0, 0,
        _("has a sample rate of %.0f Hz, and lur takes 8000 to 192000 Hz; convert it to 8000 Hz"), rate_hz);
  return LUR_OK;
}

lur_status lur_container_no_data(const char *name, struct lur_diag *diag)
{
  return lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0,
                      _("is damaged: the start of a sound file, but no sound follows; get a new copy"));
}

static bool looks_like_text(const unsigned char *p, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if ((p[i] < 0x20 && p[i] != '\n' && p[i] != '\r' && p[i] != '\t' && p[i] != '\f') || p[i] == 0x7F)
      return false;
  return n > 0;
}

static lur_status check_unknown(const unsigned char *head, size_t n, const char *name, struct lur_diag *diag)
{
  for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
    if (foreign[i].at + foreign[i].n <= n &&
        memcmp(head + foreign[i].at, foreign[i].magic, foreign[i].n) == 0)
      return lur_diag_set(diag, LUR_UNSUPPORTED, name, 0, 0,
                          _("is a file of the kind %s, which lur does not read; convert it to WAV or FLAC"),
                          foreign[i].name);
  if (looks_like_text(head, n))
    return lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0,
                        _("is a text file and not a recording; give a sound file"));
  return LUR_OK;
}

/// Frames of MPEG sound begin with eleven ones; a layer of 0 there is AAC.
static bool mpeg_sync(const unsigned char *p, size_t n)
{
  return n >= 2 && p[0] == 0xFF && (p[1] & 0xE0) == 0xE0;
}

lur_status lur_container_check(struct lur_input *in, const char *name, struct lur_container *out,
                               struct lur_diag *diag)
{
  *out = (struct lur_container){.promised = -1};
  unsigned char head[512];
  size_t n = lur_input_read(in, 0, head, sizeof head);
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (n >= 4 && memcmp(head, kinds[i].magic, 4) == 0) {
      out->kind = kinds[i].kind;
      return kinds[i].check(in, name, out, diag);
    }
  unsigned char first[4];
  int64_t start = lur_container_after_id3(in);
  size_t got = lur_input_read(in, start, first, sizeof first);
  if (got == 4 && memcmp(first, "fLaC", 4) == 0) {
    out->kind = LUR_CONTAINER_FLAC;
    return lur_container_flac(in, name, out, diag);
  }
  if (start > 0 || mpeg_sync(first, got)) {
    out->kind = LUR_CONTAINER_MPEG;
    return lur_container_mpeg(in, name, out, diag);
  }
  return check_unknown(head, n, name, diag);
}
