#define _GNU_SOURCE // memfd_create
#include "capture/alsa_config.h"

#include <alsa/asoundlib.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/i18n.h"

// ---- A configuration of our own

/// ALSA's own word for where its configuration is, and ours for what it was before.
static const char path_word[] = "ALSA_CONFIG_PATH", kept_word[] = "LUR_ALSA_CONFIG_PATH";
/// The configuration is no file that somebody would have to tidy up, but memory that is reached by this name.
static const char memory[] = "/proc/self/fd/";

int lur_alsa_text(const char *source, char *out, size_t size)
{
  char word[4 * 256 + 1] = "";
  size_t n = 0;
  for (const char *c = source; *c && n + 5 < sizeof word; c++)
    n += (size_t)snprintf(word + n, sizeof word - n,
                          isalnum((unsigned char)*c) || strchr("._-", *c) ? "%c" : "\\%03o",
                          (unsigned char)*c);
  return snprintf(out, size,
                  "pcm." LUR_ALSA_SOURCE " { type pulse device \"%s\" }\n"
                  "pcm.default { type pulse device \"%s\" }\n" // PortAudio aborts where there is none
                  "ctl.default { type pulse }\n",
                  word, word);
}

/// The memory that ALSA's configuration is in now; -1: it is the system's.
static int confined(void)
{
  const char *path = getenv(path_word);
  return path && strncmp(path, memory, sizeof memory - 1) == 0
             ? (int)strtol(path + sizeof memory - 1, NULL, 10)
             : -1;
}

static bool holds(int fd, const char *text, size_t n)
{
  char old[4096];
  return pread(fd, old, sizeof old, 0) == (ssize_t)n && memcmp(old, text, n) == 0;
}

static bool fill(int fd, const char *text, size_t n)
{
  return ftruncate(fd, 0) == 0 && pwrite(fd, text, n, 0) == (ssize_t)n;
}

/// A new piece of memory, which ALSA is told of.
static int confine_anew(void)
{
  char path[64];
  const char *before = getenv(path_word);
  int fd = memfd_create("lur-alsa", MFD_CLOEXEC);
  if (fd < 0) return -1;
  snprintf(path, sizeof path, "%s%d", memory, fd);
  if (setenv(kept_word, before ? before : "", 1) == 0 && setenv(path_word, path, 1) == 0) return fd;
  close(fd);
  return -1;
}

lur_status lur_alsa_confine(const char *source, struct lur_diag *diag)
{
  char text[4096];
  int n = lur_alsa_text(source, text, sizeof text), fd = confined();
  if (fd >= 0 && holds(fd, text, (size_t)n)) return LUR_OK;
  if (fd < 0) fd = confine_anew();
  if (fd < 0 || !fill(fd, text, (size_t)n))
    return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, _("the sound system could not be started: %s"),
                        strerror(errno));
  snd_config_update_free_global();
  return LUR_OK;
}

void lur_alsa_release(void)
{
  int fd = confined();
  const char *before = getenv(kept_word);
  if (fd < 0) return;
  if (before && *before)
    setenv(path_word, before, 1);
  else
    unsetenv(path_word);
  snd_config_update_free_global();
  close(fd);
}

// ---- What the system's says

/// The text of a node's part, "" where it has none.
static const char *part(snd_config_t *node, const char *key)
{
  snd_config_t *found;
  const char *text;
  if (snd_config_search(node, key, &found) < 0 || snd_config_get_string(found, &text) < 0) return "";
  return text;
}

static void name_card(snd_config_t *node, struct lur_alsa_real *out)
{
  snd_config_t *found;
  long number = -1;
  char *name = NULL;
  if (snd_config_search(node, "card", &found) < 0) return;
  if (snd_config_get_integer(found, &number) < 0) {
    const char *text;
    if (snd_config_get_string(found, &text) < 0) return;
    number = snd_card_get_index(text);
  }
  if (number < 0 || snd_card_get_name((int)number, &name) < 0) return;
  snprintf(out->card, sizeof out->card, "%s", name);
  free(name);
}

static void follow(snd_config_t *node, int deep, struct lur_alsa_real *out);

static void follow_name(const char *name, int deep, struct lur_alsa_real *out)
{
  snd_config_t *top = NULL, *node = NULL;
  if (deep > 8 || snd_config_update_ref(&top) < 0) return; // a circle, or nothing to ask
  if (snd_config_search_definition(top, "pcm", name, &node) >= 0) {
    follow(node, deep, out);
    snd_config_delete(node);
  }
  snd_config_unref(top);
}

/// A device that passes on another's sound says whose: by a name, or in place.
static void follow_part(snd_config_t *node, const char *key, int deep, struct lur_alsa_real *out)
{
  snd_config_t *found;
  const char *name;
  if (snd_config_search(node, key, &found) < 0) return;
  if (snd_config_get_string(found, &name) >= 0)
    follow_name(name, deep + 1, out);
  else
    follow(found, deep + 1, out);
}

static void follow(snd_config_t *node, int deep, struct lur_alsa_real *out)
{
  const char *type = part(node, "type");
  if (deep > 8) return;
  bool pulse = strcmp(type, "pulse") == 0;
  if (pulse || strcmp(type, "pipewire") == 0) {
    out->by_server = true;
    snprintf(out->source, sizeof out->source, "%s", part(node, pulse ? "device" : "capture_node"));
  } else if (strcmp(type, "jack") == 0) {
    out->by_jack = true;
  } else if (strcmp(type, "hw") == 0) {
    name_card(node, out);
  } else {
    follow_part(node, strcmp(type, "asym") == 0 ? "capture.pcm" : "slave.pcm", deep, out);
  }
}

struct lur_alsa_real lur_alsa_behind(const char *name)
{
  struct lur_alsa_real out = {0};
  follow_name(name, 0, &out);
  return out;
}
