#include "waves/draw.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ticket {
  char digest[65];
  size_t index;
  const char *name;
};

lur_status lur_draw_digest(const char *text, char sha256[65])
{
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned n = 0;
  if (!EVP_Digest(text, strlen(text), bytes, &n, EVP_sha256(), NULL) || n != 32) return LUR_NO_MEM;
  for (size_t i = 0; i < 32; i++) snprintf(sha256 + 2 * i, 3, "%02x", bytes[i]);
  return LUR_OK;
}

static lur_status digest_ticket(struct ticket *t, int64_t seed)
{
  size_t room = strlen(t->name) + 24;
  char *text = malloc(room);
  if (!text) return LUR_NO_MEM;
  snprintf(text, room, "%lld:%s", (long long)seed, t->name);
  lur_status status = lur_draw_digest(text, t->digest);
  free(text);
  return status;
}

static int by_digest(const void *first, const void *second)
{
  const struct ticket *a = first, *b = second;
  int order = strcmp(a->digest, b->digest);
  return order ? order : strcmp(a->name, b->name);
}

lur_status lur_draw(const char *const *names, size_t n, size_t wanted, int64_t seed, size_t *picked,
                    size_t *drawn)
{
  struct ticket *ticket = calloc(n + 1, sizeof *ticket);
  lur_status status = ticket ? LUR_OK : LUR_NO_MEM;
  for (size_t i = 0; i < n && status == LUR_OK; i++) {
    ticket[i].index = i;
    ticket[i].name = names[i];
    status = digest_ticket(&ticket[i], seed);
  }
  if (status == LUR_OK) {
    qsort(ticket, n, sizeof *ticket, by_digest);
    *drawn = n < wanted ? n : wanted;
    for (size_t i = 0; i < *drawn; i++) picked[i] = ticket[i].index;
  }
  free(ticket);
  return status;
}

static int by_bytes(const void *first, const void *second)
{
  return strcmp(*(const char *const *)first, *(const char *const *)second);
}

lur_status lur_draw_list(const char *const *names, size_t n, char **out, char sha256[65])
{
  size_t room = 1, used = 0;
  const char **sorted = calloc(n + 1, sizeof *sorted);
  if (!sorted) return LUR_NO_MEM;
  for (size_t i = 0; i < n; i++) {
    sorted[i] = names[i];
    room += strlen(names[i]) + 1;
  }
  qsort(sorted, n, sizeof *sorted, by_bytes);
  char *text = calloc(1, room);
  for (size_t i = 0; text && i < n; i++)
    used += (size_t)snprintf(text + used, room - used, "%s\n", sorted[i]);
  free(sorted);
  lur_status status = text ? lur_draw_digest(text, sha256) : LUR_NO_MEM;
  if (status == LUR_OK)
    *out = text;
  else
    free(text);
  return status;
}
