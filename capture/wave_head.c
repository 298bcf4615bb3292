#include "capture/wave_head.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "audio/roles.h"
#include "capture/bytes.h"

// Where the parts lie. The first chunk is filling as long as the sizes fit into 32 bits, else it is ds64.
enum {
  big_at = 12,
  format_at = 48,
  own_at = 72, ///< a chunk of lur's: version, whether it is finished, the recording's id, a checksum
  own_crc_at = own_at + 24,
  texts_at = 104,
  data_at = LUR_WAVE_HEAD - 8,
  chunk = 8, ///< bytes of a chunk's name and size
  own_version = 1
};

/// Four letters, without an end.
static void put_name(unsigned char *to, const char *name)
{
  for (int i = 0; i < 4; i++) to[i] = (unsigned char)name[i];
}

static void put_chunk(unsigned char *to, const char *name, uint32_t size)
{
  put_name(to, name);
  lur_bytes_put(to + 4, 4, size);
}

/// Cuts before a character of several bytes that would be cut in two.
static size_t whole_utf8(const char *text, size_t n)
{
  while (n > 0 && ((unsigned char)text[n] & 0xC0u) == 0x80u) n--;
  return n;
}

/// One text of the list at *at, as long as there is room before `end`.
static void put_text(unsigned char *head, size_t *at, size_t end, const char *name, const char *text)
{
  size_t room = end - *at;
  if (!text || !*text || room < chunk + 4) return;
  size_t n = strlen(text), most = (room - chunk - 1) & ~(size_t)1;
  if (n >= most) n = whole_utf8(text, most - 1);
  put_chunk(head + *at, name, (uint32_t)n + 1);
  memcpy(head + *at + chunk, text, n); // the end is there: all was zero
  *at += chunk + ((n + 2) & ~(size_t)1);
}

/// The list of texts, and filling up to where the sound begins.
static lur_status put_texts(unsigned char *head, int channels, const struct lur_wave_texts *texts)
{
  const lur_role none[2] = {LUR_ROLE_NONE, LUR_ROLE_NONE};
  char *comment = lur_roles_write(channels == 2 ? texts->role : none, NULL);
  if (!comment) return LUR_NO_MEM;
  const size_t end = data_at - chunk;
  size_t at = texts_at + chunk + 4;
  put_text(head, &at, end, "ICMT", comment);
  put_text(head, &at, end, "ICRD", texts->date);
  put_text(head, &at, end, "ISFT", texts->software);
  put_text(head, &at, end, "INAM", texts->title);
  free(comment);
  put_chunk(head + texts_at, "LIST", (uint32_t)(at - texts_at - chunk));
  put_name(head + texts_at + chunk, "INFO");
  put_chunk(head + at, "JUNK", (uint32_t)(data_at - at - chunk));
  return LUR_OK;
}

/// CRC-32 of all but itself.
static uint32_t crc_of(const unsigned char *head)
{
  const size_t behind = own_crc_at + 4;
  uLong crc = crc32(0, head, own_crc_at);
  return (uint32_t)crc32(crc, head + behind, (uInt)(LUR_WAVE_HEAD - behind));
}

static void seal(unsigned char *head)
{
  lur_bytes_put(head + own_crc_at, 4, crc_of(head));
}

lur_status lur_wave_head_make(const struct lur_wave_said *said, const struct lur_wave_texts *texts,
                              unsigned char head[LUR_WAVE_HEAD])
{
  uint64_t unit = 2 * (uint64_t)said->channels;
  memset(head, 0, LUR_WAVE_HEAD);
  put_name(head + 8, "WAVE");
  unsigned char *f = head + format_at, *own = head + own_at;
  put_chunk(f, "fmt ", 16);
  lur_bytes_put(f + 8, 2, 1);
  lur_bytes_put(f + 10, 2, (uint64_t)said->channels);
  lur_bytes_put(f + 12, 4, (uint64_t)said->rate_hz);
  lur_bytes_put(f + 16, 4, unit * (uint64_t)said->rate_hz);
  lur_bytes_put(f + 20, 2, unit);
  lur_bytes_put(f + 22, 2, 16);
  put_chunk(own, "lur ", texts_at - own_at - chunk);
  lur_bytes_put(own + 8, 4, own_version);
  lur_bytes_put(own + 12, 4, said->finished);
  lur_bytes_put(own + 16, 8, said->id);
  lur_wave_head_resize(head, said->data_bytes, LUR_WAVE_MOST);
  lur_status status = put_texts(head, said->channels, texts);
  seal(head);
  return status;
}

void lur_wave_head_resize(unsigned char head[LUR_WAVE_HEAD], int64_t data_bytes, int64_t most)
{
  bool big = data_bytes > most;
  uint64_t bytes = (uint64_t)data_bytes, riff = bytes + LUR_WAVE_HEAD - chunk;
  uint64_t unit = lur_bytes_get(head + format_at + 20, 2);
  put_chunk(head, big ? "RF64" : "RIFF", big ? UINT32_MAX : (uint32_t)riff);
  put_chunk(head + big_at, big ? "ds64" : "JUNK", format_at - big_at - chunk);
  lur_bytes_put(head + big_at + chunk, 8, big ? riff : 0);
  lur_bytes_put(head + big_at + chunk + 8, 8, big ? bytes : 0);
  lur_bytes_put(head + big_at + chunk + 16, 8, big && unit ? bytes / unit : 0);
  put_chunk(head + data_at, "data", big ? UINT32_MAX : (uint32_t)bytes);
  seal(head);
}

void lur_wave_head_finish(unsigned char head[LUR_WAVE_HEAD])
{
  lur_bytes_put(head + own_at + 12, 4, 1);
  seal(head);
}

static bool is_chunk(const unsigned char *at, const char *name)
{
  return memcmp(at, name, 4) == 0;
}

bool lur_wave_head_read(const unsigned char head[LUR_WAVE_HEAD], struct lur_wave_said *out)
{
  const unsigned char *f = head + format_at, *own = head + own_at;
  bool big = is_chunk(head, "RF64") && is_chunk(head + big_at, "ds64");
  if (!big && !(is_chunk(head, "RIFF") && is_chunk(head + big_at, "JUNK"))) return false;
  if (!is_chunk(head + 8, "WAVE") || !is_chunk(f, "fmt ") || !is_chunk(own, "lur ") ||
      !is_chunk(head + data_at, "data"))
    return false;
  *out = (struct lur_wave_said){
      .rate_hz = (int)(lur_bytes_get(f + 12, 4) & 0x7FFFFFFF),
      .channels = (int)lur_bytes_get(f + 10, 2),
      .id = lur_bytes_get(own + 16, 8),
      .finished = lur_bytes_get(own + 12, 4) == 1,
      .data_bytes = (int64_t)(big ? lur_bytes_get(head + big_at + chunk + 8, 8) & INT64_MAX
                                  : lur_bytes_get(head + data_at + 4, 4)),
      .intact = lur_bytes_get(head + own_crc_at, 4) == crc_of(head),
  };
  return out->channels >= 1 && out->channels <= 2 && out->rate_hz >= 8000 && out->rate_hz <= 192000 &&
         lur_bytes_get(f + 8, 2) == 1 && lur_bytes_get(f + 20, 2) == 2 * (uint64_t)out->channels &&
         lur_bytes_get(f + 22, 2) == 16 && lur_bytes_get(own + 8, 4) == own_version;
}
