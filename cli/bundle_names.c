#include "cli/bundle_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "store/store.h"

/// What decides where an entrant stands among the others.
struct rank {
  char by[65];
  const char *name;
  size_t entrant;
};

static int compare(const void *a, const void *b)
{
  const struct rank *first = a, *second = b;
  int order = strcmp(first->by, second->by);
  return order ? order : strcmp(first->name, second->name);
}

/// A .. Z, AA, AB ...
static char *letters(size_t index)
{
  char text[16];
  size_t n = sizeof text - 1;
  text[n] = '\0';
  for (index++; index > 0; index = (index - 1) / 26) text[--n] = (char)('A' + (index - 1) % 26);
  return strdup(text + n);
}

static lur_status name_entrant(const struct lur_field *field, struct lur_bundle_names *out, size_t place)
{
  char title[80];
  size_t e = out->order[place];
  out->participant[e] = out->anonymous ? letters(place) : strdup(field->entrant[e].name);
  if (!out->participant[e]) return LUR_NO_MEM;
  snprintf(title, sizeof title, "Participant %s", out->participant[e]);
  out->title[e] = strdup(out->anonymous ? title : field->entrant[e].title);
  return out->title[e] ? LUR_OK : LUR_NO_MEM;
}

lur_status lur_bundle_names_make(const struct lur_field *field, const struct lur_key_secret *key,
                                 bool anonymous, struct lur_bundle_names *out)
{
  size_t n = field->entrants;
  struct rank *rank = calloc(n + 1, sizeof *rank);
  *out = (struct lur_bundle_names){.key = key, .anonymous = anonymous, .n = n};
  out->order = calloc(n + 1, sizeof *out->order);
  out->participant = calloc(n + 1, sizeof *out->participant);
  out->title = calloc(n + 1, sizeof *out->title);
  lur_status status = rank && out->order && out->participant && out->title ? LUR_OK : LUR_NO_MEM;
  for (size_t i = 0; i < n && status == LUR_OK; i++) {
    rank[i] = (struct rank){.name = field->entrant[i].name, .entrant = i};
    if (anonymous) lur_digest_under(key, field->entrant[i].name, rank[i].by);
  }
  if (status == LUR_OK) qsort(rank, n, sizeof *rank, compare);
  for (size_t i = 0; i < n && status == LUR_OK; i++) {
    out->order[i] = rank[i].entrant;
    status = name_entrant(field, out, i);
  }
  free(rank);
  return status;
}

const char *lur_bundle_call_name(const struct lur_bundle_names *names, size_t entrant, int64_t call,
                                 char *out, size_t size)
{
  char name[24], digest[65];
  lur_store_call_name(call, name, sizeof name);
  if (names->anonymous)
    snprintf(out, size, "%s-%.8s", names->participant[entrant], lur_digest_under(names->key, name, digest));
  else
    snprintf(out, size, "%s", name);
  return out;
}

const char *lur_bundle_pseudonym(const struct lur_bundle_names *names, const char *kind, const char *name,
                                 char *out, size_t size)
{
  char text[1200], digest[65];
  out[0] = '\0';
  if (!name || !name[0]) return out;
  snprintf(text, sizeof text, "%s %s", kind, name);
  snprintf(out, size, "%s-%.6s", kind, lur_digest_under(names->key, text, digest));
  return out;
}

const char *lur_bundle_calls_file(const struct lur_bundle_names *names, size_t entrant, char *out,
                                  size_t size)
{
  const char *name = names->participant[entrant];
  size_t n = (size_t)snprintf(out, size, "calls/");
  // Some systems have no files with these in their names.
  for (; *name && n + 10 < size; name++)
    n +=
        (size_t)snprintf(out + n, size - n, strchr("%:*?<>|", *name) ? "%%%02X" : "%c", (unsigned char)*name);
  snprintf(out + n, size - n, ".jsonl");
  return out;
}

void lur_bundle_names_clear(struct lur_bundle_names *names)
{
  for (size_t i = 0; i < names->n; i++) {
    if (names->participant) free(names->participant[i]);
    if (names->title) free(names->title[i]);
  }
  free(names->participant);
  free(names->title);
  free(names->order);
  *names = (struct lur_bundle_names){0};
}
