#include "bundle/archive.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/i18n.h"
#include "base/list.h"

// The layout is fixed by PKWARE's APPNOTE. It is written here and not by a library because the bytes of a
// bundle may not depend on which version of a library is installed.
enum { LOCAL = 30, CENTRAL = 46, END = 22 };

static void put16(unsigned char *to, unsigned long value)
{
  to[0] = (unsigned char)(value & 0xff);
  to[1] = (unsigned char)(value >> 8 & 0xff);
}

static void put32(unsigned char *to, unsigned long value)
{
  put16(to, value & 0xffff);
  put16(to + 2, value >> 16 & 0xffff);
}

static unsigned long get16(const unsigned char *from)
{
  return from[0] | (unsigned long)from[1] << 8;
}

static unsigned long get32(const unsigned char *from)
{
  return get16(from) | get16(from + 2) << 16;
}

/// What the local and the central header of an entry share, 26 bytes: names in UTF-8, stored as it is, the
/// first moment that the format knows, because an archive must not depend on when it was made.
static void put_common(unsigned char *to, unsigned long checksum, size_t size, size_t name_length)
{
  put16(to, 20);
  put16(to + 2, 0x0800);
  put16(to + 4, 0);
  put16(to + 6, 0);
  put16(to + 8, 0x0021);
  put32(to + 10, checksum);
  put32(to + 14, size);
  put32(to + 18, size);
  put16(to + 22, name_length);
  put16(to + 24, 0);
}

static void make_local(unsigned char to[LOCAL], unsigned long checksum, size_t size, size_t name_length)
{
  put32(to, 0x04034b50);
  put_common(to + 4, checksum, size, name_length);
}

static void make_central(unsigned char to[CENTRAL], unsigned long checksum, size_t size, size_t name_length,
                         size_t offset)
{
  memset(to, 0, CENTRAL);
  put32(to, 0x02014b50);
  put16(to + 4, 0x0314); // made on Unix: the permissions below count
  put_common(to + 6, checksum, size, name_length);
  put32(to + 38, (unsigned long)0100644 << 16);
  put32(to + 42, offset);
}

static void make_end(unsigned char to[END], size_t entries, size_t size, size_t offset)
{
  memset(to, 0, END);
  put32(to, 0x06054b50);
  put16(to + 8, entries);
  put16(to + 10, entries);
  put32(to + 12, size);
  put32(to + 16, offset);
}

static unsigned long checksum_of(const char *bytes, size_t size)
{
  return crc32_z(0, (const unsigned char *)bytes, size);
}

/// No way out of the folder it is unpacked in, and nothing that a terminal would obey.
static bool is_name(const char *name, size_t n)
{
  size_t part = 0;
  if (n == 0 || n > LUR_ARCHIVE_NAME) return false;
  for (size_t i = 0; i <= n; i++) {
    if (i < n && name[i] != '/') {
      if ((unsigned char)name[i] < 0x20 || name[i] == 0x7f || name[i] == '\\') return false;
      part++;
      continue;
    }
    if (part == 0 || (part <= 2 && memcmp(name + i - part, "..", part) == 0)) return false;
    part = 0;
  }
  return true;
}

const struct lur_archive_entry *lur_archive_find(const struct lur_archive *archive, const char *name)
{
  for (size_t i = 0; i < archive->n; i++)
    if (strcmp(archive->at[i].name, name) == 0) return &archive->at[i];
  return NULL;
}

/// The bytes of the archive in the file.
static size_t length(const struct lur_archive *archive)
{
  size_t sum = END;
  for (size_t i = 0; i < archive->n; i++)
    sum += LOCAL + CENTRAL + 2 * strlen(archive->at[i].name) + archive->at[i].size;
  return sum;
}

static lur_status add(struct lur_archive *archive, const char *name, size_t name_length, const char *bytes,
                      size_t size)
{
  struct lur_archive_entry *grown = lur_grow(archive->at, &archive->room, archive->n, sizeof *grown);
  if (!grown) return LUR_NO_MEM;
  archive->at = grown;
  struct lur_archive_entry entry = {
      .name = strndup(name, name_length), .bytes = bytes, .size = size, .intact = true};
  if (!entry.name) return LUR_NO_MEM;
  archive->at[archive->n++] = entry;
  return LUR_OK;
}

lur_status lur_archive_add(struct lur_archive *archive, const char *name, char *bytes, size_t size)
{
  lur_status status = LUR_OK;
  if (!is_name(name, strlen(name)) || lur_archive_find(archive, name))
    status = LUR_BAD_ARG;
  else if (archive->n == LUR_ARCHIVE_ENTRIES || size > LUR_ARCHIVE_BYTES ||
           length(archive) + size + 2 * LUR_ARCHIVE_NAME > LUR_ARCHIVE_BYTES)
    status = LUR_UNSUPPORTED;
  else
    status = add(archive, name, strlen(name), bytes, size);
  if (status == LUR_OK)
    archive->at[archive->n - 1].own = bytes;
  else
    free(bytes);
  return status;
}

static bool put(FILE *out, const void *bytes, size_t size)
{
  return size == 0 || fwrite(bytes, 1, size, out) == size;
}

static bool write_entry(FILE *out, const struct lur_archive_entry *e, unsigned long checksum)
{
  unsigned char head[LOCAL];
  make_local(head, checksum, e->size, strlen(e->name));
  return put(out, head, LOCAL) && put(out, e->name, strlen(e->name)) && put(out, e->bytes, e->size);
}

lur_status lur_archive_write(const struct lur_archive *archive, FILE *out)
{
  unsigned char head[CENTRAL], end[END];
  size_t offset = 0, start = 0;
  bool ok = true;
  unsigned long *checksum = calloc(archive->n + 1, sizeof *checksum);
  if (!checksum) return LUR_NO_MEM;
  for (size_t i = 0; i < archive->n && ok; i++) {
    const struct lur_archive_entry *e = &archive->at[i];
    checksum[i] = checksum_of(e->bytes, e->size);
    ok = write_entry(out, e, checksum[i]);
    start += LOCAL + strlen(e->name) + e->size;
  }
  size_t size = 0;
  for (size_t i = 0; i < archive->n && ok; i++) {
    const struct lur_archive_entry *e = &archive->at[i];
    make_central(head, checksum[i], e->size, strlen(e->name), offset);
    ok = put(out, head, CENTRAL) && put(out, e->name, strlen(e->name));
    offset += LOCAL + strlen(e->name) + e->size;
    size += CENTRAL + strlen(e->name);
  }
  free(checksum);
  make_end(end, archive->n, size, start);
  return ok && put(out, end, END) ? LUR_OK : LUR_IO;
}

// Reading

/// What is not read yet.
struct rest {
  const unsigned char *at;
  size_t n;
};

static const unsigned char *take(struct rest *rest, size_t n)
{
  const unsigned char *at = rest->at;
  if (n > rest->n) return NULL;
  rest->at += n;
  rest->n -= n;
  return at;
}

static bool begins(const struct rest *rest, unsigned long mark)
{
  return rest->n >= 4 && get32(rest->at) == mark;
}

static lur_status read_entry(struct rest *rest, struct lur_archive *out, unsigned long *checksum)
{
  unsigned char must[LOCAL];
  const unsigned char *head = take(rest, LOCAL);
  if (!head || out->n == LUR_ARCHIVE_ENTRIES) return LUR_BAD_INPUT;
  size_t size = get32(head + 18), name_length = get16(head + 26);
  *checksum = get32(head + 14);
  make_local(must, *checksum, size, name_length);
  if (memcmp(head, must, LOCAL) != 0) return LUR_BAD_INPUT;
  const char *name = (const char *)take(rest, name_length), *bytes = (const char *)take(rest, size);
  if (!name || !bytes || !is_name(name, name_length)) return LUR_BAD_INPUT;
  lur_status status = add(out, name, name_length, bytes, size);
  if (status == LUR_OK) out->at[out->n - 1].intact = checksum_of(bytes, size) == *checksum;
  return status;
}

/// The list at the end must tell of the very entries that were read, in their order.
static bool is_tail(struct rest *rest, const struct lur_archive *archive, const unsigned long *checksum)
{
  unsigned char must[CENTRAL];
  size_t offset = 0, size = 0;
  for (size_t i = 0; i < archive->n; i++) {
    const struct lur_archive_entry *e = &archive->at[i];
    size_t name_length = strlen(e->name);
    const unsigned char *head = take(rest, CENTRAL), *name = take(rest, name_length);
    make_central(must, checksum[i], e->size, name_length, offset);
    if (!head || !name || memcmp(head, must, CENTRAL) != 0 || memcmp(name, e->name, name_length) != 0)
      return false;
    offset += LOCAL + name_length + e->size;
    size += CENTRAL + name_length;
  }
  make_end(must, archive->n, size, offset);
  const unsigned char *end = take(rest, END);
  return end && memcmp(end, must, END) == 0 && rest->n == 0;
}

static int by_name(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/// Two entries of one name would be one file to whoever unpacks them.
static lur_status check_names(const struct lur_archive *archive)
{
  bool twice = false;
  const char **name = calloc(archive->n + 1, sizeof *name);
  if (!name) return LUR_NO_MEM;
  for (size_t i = 0; i < archive->n; i++) name[i] = archive->at[i].name;
  qsort(name, archive->n, sizeof *name, by_name);
  for (size_t i = 1; i < archive->n; i++) twice = twice || strcmp(name[i - 1], name[i]) == 0;
  free(name);
  return twice ? LUR_BAD_INPUT : LUR_OK;
}

static lur_status read_all(struct rest rest, struct lur_archive *out)
{
  unsigned long *checksum = NULL;
  size_t room = 0;
  lur_status status = LUR_OK;
  while (status == LUR_OK && begins(&rest, 0x04034b50)) {
    unsigned long *grown = lur_grow(checksum, &room, out->n, sizeof *grown);
    if (grown) checksum = grown;
    status = grown ? read_entry(&rest, out, &checksum[out->n]) : LUR_NO_MEM;
  }
  if (status == LUR_OK && !is_tail(&rest, out, checksum)) status = LUR_BAD_INPUT;
  if (status == LUR_OK) status = check_names(out);
  free(checksum);
  return status;
}

lur_status lur_archive_read(char *bytes, size_t size, const char *name, struct lur_archive *out,
                            struct lur_diag *diag)
{
  struct rest rest = {(const unsigned char *)bytes, size};
  *out = (struct lur_archive){.whole = bytes};
  bool foreign = size < 4 || get32(rest.at) != 0x04034b50;
  lur_status status = foreign || size > LUR_ARCHIVE_BYTES ? LUR_BAD_INPUT : read_all(rest, out);
  if (status == LUR_OK) return status;
  lur_archive_clear(out);
  if (status != LUR_BAD_INPUT) return status;
  if (foreign)
    return lur_diag_set(
        diag, status, name, 0, 0, "%s",
        _("this is no published ranking of lur; name the file that 'lur wave publish' wrote"));
  return lur_diag_set(diag, status, name, 0, 0, "%s",
                      _("this published ranking is damaged, cut off or was packed anew; ask for the file as "
                        "it was published"));
}

void lur_archive_clear(struct lur_archive *archive)
{
  for (size_t i = 0; i < archive->n; i++) {
    free(archive->at[i].name);
    free(archive->at[i].own);
  }
  free(archive->at);
  free(archive->whole);
  *archive = (struct lur_archive){0};
}
