#define _GNU_SOURCE // strcasestr
#include "capture/choice.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/atomic_file.h"
#include "base/i18n.h"

// ---- What is remembered

struct lur_remembered lur_choice_of(const struct lur_device *device)
{
  struct lur_remembered r = {0};
  memcpy(r.name, device->name, sizeof r.name);
  memcpy(r.title, device->title, sizeof r.title);
  if (!device->is_source) memcpy(r.host, device->host, sizeof r.host);
  return r;
}

/// Length of a name without its " (hw:1,0)" at the end: cards are numbered as they are found.
static size_t lasting(const char *name)
{
  const char *number = strstr(name, " (hw:");
  return number ? (size_t)(number - name) : strlen(name);
}

bool lur_choice_is(const struct lur_remembered *remembered, const struct lur_device *device)
{
  return *remembered->name && strcmp(remembered->name, device->name) == 0 &&
         strcmp(remembered->host, device->is_source ? "" : device->host) == 0;
}

static bool is_renumbered(const struct lur_remembered *remembered, const struct lur_device *device)
{
  size_t n = lasting(device->name);
  return !device->is_source && strstr(device->name, " (hw:") && strcmp(remembered->host, device->host) == 0 &&
         lasting(remembered->name) == n && strncmp(remembered->name, device->name, n) == 0;
}

static const struct lur_device *remembered_in(const struct lur_devices *list,
                                              const struct lur_remembered *remembered)
{
  const struct lur_device *found = NULL;
  for (size_t i = 0; i < list->n; i++)
    if (lur_choice_is(remembered, &list->at[i])) return &list->at[i];
  for (size_t i = 0; i < list->n; i++) {
    if (!is_renumbered(remembered, &list->at[i])) continue;
    if (found) return NULL; // two that are alike: nobody knows which
    found = &list->at[i];
  }
  return found;
}

/// The place that a line "key = value" fills; NULL: no such key.
static char *place_of(struct lur_remembered *r, const char *key, size_t n, size_t *size)
{
  const struct {
    const char *key;
    char *place;
    size_t size;
  } places[] = {{"name", r->name, sizeof r->name},
                {"title", r->title, sizeof r->title},
                {"system", r->host, sizeof r->host}};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    if (strlen(places[i].key) != n || strncmp(places[i].key, key, n) != 0) continue;
    *size = places[i].size;
    return places[i].place;
  }
  return NULL;
}

static bool parse_line(const char *line, size_t n, struct lur_remembered *out)
{
  size_t size = 0;
  const char *equals = memchr(line, '=', n);
  if (n == 0 || *line == '#') return true;
  if (!equals || equals - line < 2 || equals[-1] != ' ') return false;
  char *place = place_of(out, line, (size_t)(equals - line) - 1, &size);
  const char *value = equals + 1;
  size_t length = n - (size_t)(value - line);
  if (length && *value == ' ') value++, length--;
  if (!place || length >= size || memchr(value, '\0', length)) return false;
  memcpy(place, value, length);
  place[length] = '\0';
  return true;
}

lur_status lur_choice_parse(const char *text, size_t n, const char *file, struct lur_remembered *out,
                            struct lur_diag *diag)
{
  struct lur_remembered r = {0};
  int line = 1;
  *out = r;
  for (size_t at = 0; at < n; line++) {
    const char *end = memchr(text + at, '\n', n - at);
    size_t length = end ? (size_t)(end - text) - at : n - at;
    if (!parse_line(text + at, length, &r))
      return lur_diag_set(diag, LUR_BAD_INPUT, file, line, 0, "%s",
                          _("this is not what lur wrote of the sound device; choose the device anew with "
                            "'lur devices --use'"));
    at += length + 1;
  }
  if (!*r.name)
    return lur_diag_set(
        diag, LUR_BAD_INPUT, file, 0, 0, "%s",
        _("no sound device is named in here; choose the device anew with 'lur devices --use'"));
  *out = r;
  return LUR_OK;
}

lur_status lur_choice_recall(const char *path, struct lur_remembered *out, struct lur_diag *diag)
{
  char text[2048];
  *out = (struct lur_remembered){0};
  FILE *f = fopen(path, "r");
  if (!f && errno == ENOENT) return LUR_NOT_FOUND;
  size_t n = f ? fread(text, 1, sizeof text, f) : 0;
  int error = !f || ferror(f) ? errno : 0;
  if (f) fclose(f);
  if (error) return lur_diag_set(diag, LUR_IO, path, 0, 0, _("cannot be read (%s)"), strerror(error));
  return lur_choice_parse(text, n, path, out, diag);
}

/// A line of the file stays one line whatever a device is called.
static void write_line(FILE *f, const char *key, const char *value)
{
  fprintf(f, "%s = ", key);
  for (; *value; value++) fputc((unsigned char)*value < ' ' ? '?' : *value, f);
  fputc('\n', f);
}

lur_status lur_choice_remember(const char *path, const struct lur_remembered *remembered,
                               struct lur_diag *diag)
{
  lur_atomic_file *file = NULL;
  lur_status status = lur_atomic_file_open(path, &file, diag);
  if (status != LUR_OK) return status;
  FILE *f = lur_atomic_file_stream(file);
  fputs(
      "# The sound device that 'lur record' uses where none is named. 'lur devices --use' chooses another.\n",
      f);
  write_line(f, "name", remembered->name);
  write_line(f, "title", remembered->title);
  if (*remembered->host) write_line(f, "system", remembered->host);
  return lur_atomic_file_commit(file, diag);
}

// ---- Which one

static const struct lur_device *unnamed(const struct lur_devices *list, lur_device_why *why)
{
  const struct lur_device *first = NULL;
  for (size_t i = list->n; i-- > 0;) {
    const struct lur_device *d = &list->at[i];
    *why = LUR_DEVICE_DEFAULT;
    if (d->is_default) return d;
    if (!first || first->is_monitor || !d->is_monitor) first = d;
  }
  *why = LUR_DEVICE_FIRST;
  return first;
}

static const struct lur_device *numbered(const struct lur_devices *list, const char *wanted)
{
  char *end;
  if (*wanted < '1' || *wanted > '9') return NULL;
  unsigned long number = strtoul(wanted, &end, 10);
  return *end == '\0' && number <= list->n ? &list->at[number - 1] : NULL;
}

/// Devices are looked for by these, one after the other, until there are some.
typedef enum { BY_NAME, BY_TITLE, BY_PART_OF_SOURCE, BY_PART_OF_DEVICE, BY_PART_OF_MONITOR, BY_NOTHING } way;

static bool fits(const struct lur_device *d, const char *wanted, way how)
{
  if (how == BY_NAME) return strcasecmp(d->name, wanted) == 0;
  if (how == BY_TITLE) return strcasecmp(d->title, wanted) == 0;
  if (!strcasestr(d->name, wanted) && !strcasestr(d->title, wanted)) return false;
  if (how == BY_PART_OF_MONITOR) return d->is_monitor;
  return !d->is_monitor && d->is_source == (how == BY_PART_OF_SOURCE);
}

/// How many there are, and the first.
static size_t matches(const struct lur_devices *list, const char *wanted, way how,
                      const struct lur_device **first)
{
  size_t n = 0;
  for (size_t i = list->n; i-- > 0;) {
    if (!fits(&list->at[i], wanted, how)) continue;
    *first = &list->at[i];
    n++;
  }
  return n;
}

static lur_status named(const struct lur_devices *list, const char *wanted, const struct lur_device **out,
                        struct lur_diag *diag)
{
  size_t n = 0;
  for (way how = BY_NAME; *wanted && n == 0 && how != BY_NOTHING; how++) {
    n = matches(list, wanted, how, out);
    if (n > 0 || how != BY_TITLE) continue;
    if ((*out = numbered(list, wanted))) return LUR_OK;
    if (wanted[strspn(wanted, "0123456789")] == '\0') break; // a number is no part of a name
  }
  if (n == 1) return LUR_OK;
  if (n > 1)
    return lur_diag_set(diag, LUR_NOT_FOUND, "", 0, 0,
                        _("'%s' may be %zu devices; name it whole, or by its number in 'lur devices'"),
                        wanted, n);
  return lur_diag_set(diag, LUR_NOT_FOUND, "", 0, 0,
                      _("there is no sound device '%s' with an input; 'lur devices' lists them"), wanted);
}

lur_status lur_devices_choose(const struct lur_devices *list, const char *wanted,
                              const struct lur_remembered *remembered, const struct lur_device **out,
                              lur_device_why *why, struct lur_diag *diag)
{
  if (!list->n)
    return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, "%s",
                        _("no sound device with an input was found; plug one in, or start the sound server"));
  *why = wanted ? LUR_DEVICE_NAMED : LUR_DEVICE_REMEMBERED;
  if (wanted) return named(list, wanted, out, diag);
  *out = remembered ? remembered_in(list, remembered) : NULL;
  if (!*out) *out = unnamed(list, why);
  return LUR_OK;
}
