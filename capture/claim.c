#define _GNU_SOURCE // flock, O_NOFOLLOW
#include "capture/claim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"

/// A number for the device that is hardly another's: its name may hold anything.
static uint64_t number_of(const struct lur_device *device)
{
  const char *parts[] = {device->host, "\n", device->is_source ? device->source : device->name};
  uint64_t hash = 0xCBF29CE484222325u; // FNV-1a
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    for (const char *c = parts[i]; *c; c++) hash = (hash ^ (unsigned char)*c) * 0x100000001B3u;
  return hash;
}

/// Opens the device's file; -1: it cannot be had. In /tmp it must be ours and no link of somebody else's.
static int open_file(const struct lur_device *device)
{
  char path[4096];
  struct stat about;
  const char *run = getenv("XDG_RUNTIME_DIR");
  unsigned long long number = number_of(device);
  int n = run && *run == '/'
              ? snprintf(path, sizeof path, "%s/lur-device-%016llx", run, number)
              : snprintf(path, sizeof path, "/tmp/lur-device-%ld-%016llx", (long)getuid(), number);
  if (n < 0 || (size_t)n >= sizeof path) return -1;
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd >= 0 && (fstat(fd, &about) != 0 || about.st_uid != getuid() || !S_ISREG(about.st_mode))) {
    close(fd);
    fd = -1;
  }
  return fd;
}

static lur_status refuse(int fd, const char *name, struct lur_diag *diag)
{
  char text[24] = "";
  ssize_t n = pread(fd, text, sizeof text - 1, 0);
  long pid = n > 0 ? strtol(text, NULL, 10) : 0;
  if (pid > 0)
    return lur_diag_set(
        diag, LUR_DEVICE, "", 0, 0,
        _("lur records from the sound device '%s' already (process %ld); end that recording first"), name,
        pid);
  return lur_diag_set(diag, LUR_DEVICE, "", 0, 0,
                      _("lur records from the sound device '%s' already; end that recording first"), name);
}

lur_status lur_claim_begin(const struct lur_device *device, int *out, struct lur_diag *diag)
{
  char text[24];
  *out = open_file(device);
  if (*out < 0) return LUR_OK; // better two recordings than none
  if (flock(*out, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    lur_status status = refuse(*out, device->title[0] ? device->title : device->name, diag);
    close(*out);
    *out = -1;
    return status;
  }
  int n = snprintf(text, sizeof text, "%ld\n", (long)getpid());
  if (ftruncate(*out, 0) == 0 && pwrite(*out, text, (size_t)n, 0) != n) (void)ftruncate(*out, 0);
  return LUR_OK;
}

void lur_claim_end(int claim)
{
  if (claim >= 0) close(claim);
}
