#define _GNU_SOURCE
#include "cli/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/places.h"

enum { path_size = 4096 };

/// The folder of the keys; false: nobody says where people's settings lie.
static bool find_folder(char *out, size_t size)
{
  const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
  int n = -1;
  if (config && config[0] == '/')
    n = snprintf(out, size, "%s/lur", config);
  else if (home && home[0] == '/')
    n = snprintf(out, size, "%s/.config/lur", home);
  return n > 0 && (size_t)n < size;
}

static const char *find_file(const char *name, char *out, size_t size)
{
  char folder[path_size - 100];
  if (find_folder(folder, sizeof folder))
    snprintf(out, size, "%s/%s", folder, name);
  else
    out[0] = '\0';
  return out;
}

const char *lur_keys_path(char *out, size_t size)
{
  return find_file("signing-key", out, size);
}

/// The file's first bytes as a text; false: it cannot be read.
static bool read_text(int fd, char *out, size_t size)
{
  ssize_t n = read(fd, out, size - 1);
  out[n > 0 ? n : 0] = '\0';
  return n >= 0;
}

static lur_status read_own(const char *path, struct lur_key_secret *out, struct lur_diag *diag)
{
  char text[2 * LUR_KEY_TEXT];
  struct stat st;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) return LUR_NOT_FOUND;
  bool there = fd >= 0 && fstat(fd, &st) == 0 && read_text(fd, text, sizeof text);
  int error = errno;
  if (fd >= 0) close(fd);
  if (!there)
    return lur_diag_set(diag, LUR_IO, path, 0, 0, _("the key cannot be read (%s)"), strerror(error));
  bool open_to_others = (st.st_mode & 077) != 0, is_key = lur_key_parse_secret(text, out);
  memset(text, 0, sizeof text);
  if (!is_key)
    return lur_diag_set(
        diag, LUR_BAD_INPUT, path, 0, 0, "%s",
        _("this is no key to sign with; put back the file as it was made, or move it away and make "
          "another with 'lur key new'"));
  if (open_to_others)
    return lur_diag_set(diag, LUR_BAD_INPUT, path, 0, 0, "%s",
                        _("others on this computer can read your key; if nobody did, 'chmod 600' the file"));
  return LUR_OK;
}

/// Written under another name first: a key is there whole or not at all, and never replaces one.
static lur_status write_own(const char *path, const struct lur_key_secret *key, struct lur_diag *diag)
{
  char temporary[path_size + 20], text[LUR_KEY_TEXT + 1];
  snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);
  lur_key_print_secret(key, text);
  size_t n = strlen(text);
  text[n++] = '\n';
  int fd = mkostemp(temporary, O_CLOEXEC); // 0600
  bool ok = fd >= 0 && write(fd, text, n) == (ssize_t)n && fsync(fd) == 0 && link(temporary, path) == 0;
  int error = errno;
  if (fd >= 0) {
    close(fd);
    unlink(temporary);
  }
  memset(text, 0, sizeof text);
  return ok ? LUR_OK
            : lur_diag_set(diag, LUR_IO, path, 0, 0, _("the key cannot be kept (%s)"), strerror(error));
}

lur_status lur_keys_own(bool make, struct lur_key_secret *out, bool *made, struct lur_diag *diag)
{
  char path[path_size], folder[path_size - 100];
  *made = false;
  if (!lur_keys_path(path, sizeof path)[0])
    return lur_diag_set(diag, LUR_IO, "", 0, 0, "%s",
                        _("neither XDG_CONFIG_HOME nor HOME says where keys belong"));
  lur_status status = read_own(path, out, diag);
  if (status != LUR_NOT_FOUND || !make) return status;
  status = lur_key_make(out);
  if (status == LUR_OK && (!find_folder(folder, sizeof folder) || !lur_place_make(folder))) status = LUR_IO;
  if (status == LUR_OK) status = write_own(path, out, diag);
  *made = status == LUR_OK;
  return status;
}

// Keys of others: a line each, the key and a name.

static FILE *open_known(const char *mode)
{
  char path[path_size];
  return find_file("known-keys", path, sizeof path)[0] ? fopen(path, mode) : NULL;
}

void lur_keys_each(void (*visit)(const struct lur_key_public *key, const char *name, void *ctx), void *ctx)
{
  char line[LUR_KEY_TEXT + LUR_KEY_NAME];
  struct lur_key_public key;
  FILE *in = open_known("re");
  while (in && fgets(line, sizeof line, in)) {
    const char *blank = strchr(line, ' ');
    line[strcspn(line, "\r\n")] = '\0';
    if (blank && lur_key_parse(line, &key)) visit(&key, blank + 1, ctx);
  }
  if (in) fclose(in);
}

struct wanted {
  const struct lur_key_public *key;
  char *name;
  bool found;
};

static void look(const struct lur_key_public *key, const char *name, void *ctx)
{
  struct wanted *wanted = ctx;
  if (wanted->found || !lur_key_same(key, wanted->key)) return;
  wanted->found = true;
  snprintf(wanted->name, LUR_KEY_NAME, "%.*s", LUR_KEY_NAME - 1, name);
}

bool lur_keys_known(const struct lur_key_public *key, char name[LUR_KEY_NAME])
{
  struct wanted wanted = {.key = key, .name = name};
  name[0] = '\0';
  lur_keys_each(look, &wanted);
  return wanted.found;
}

lur_status lur_keys_note(const struct lur_key_public *key, const char *name, struct lur_diag *diag)
{
  char text[LUR_KEY_TEXT], folder[path_size - 100], known[LUR_KEY_NAME];
  if (lur_keys_known(key, known)) {
    if (strcmp(known, name) == 0) return LUR_OK;
    return lur_diag_set(diag, LUR_BAD_INPUT, "", 0, 0, _("that key is noted already, as the key of %s"),
                        known);
  }
  bool ok = find_folder(folder, sizeof folder) && lur_place_make(folder);
  FILE *out = ok ? open_known("ae") : NULL;
  ok = out && fprintf(out, "%s %s\n", lur_key_print(key, text), name) > 0;
  if (out && fclose(out) != 0) ok = false;
  return ok ? LUR_OK
            : lur_diag_set(diag, LUR_IO, "", 0, 0, _("the key cannot be noted (%s)"), strerror(errno));
}

bool lur_keys_read(const char *given, struct lur_key_public *out)
{
  char text[2 * LUR_KEY_TEXT];
  if (lur_key_parse(given, out)) return true;
  int fd = open(given, O_RDONLY | O_CLOEXEC);
  bool ok = fd >= 0 && read_text(fd, text, sizeof text) && lur_key_parse(text, out);
  if (fd >= 0) close(fd);
  return ok;
}
