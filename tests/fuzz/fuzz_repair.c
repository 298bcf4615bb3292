/// Any bytes as a recording that was cut off and its journal: repaired to a file that is what it says, or
/// refused with a sentence and left as it is.
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/journal.h"
#include "capture/keepsake.h"
#include "capture/repair.h"
#include "capture/wave_head.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[64], sound_name[80], journal_name[96];

static void leave(void)
{
  rmdir(folder);
}

static void enter(void)
{
  if (folder[0]) return;
  snprintf(folder, sizeof folder, "/dev/shm/lur-fuzz-repair-XXXXXX");
  if (!mkdtemp(folder)) {
    snprintf(folder, sizeof folder, "/tmp/lur-fuzz-repair-XXXXXX");
    if (!mkdtemp(folder)) abort();
  }
  snprintf(sound_name, sizeof sound_name, "%s/a.wav", folder);
  snprintf(journal_name, sizeof journal_name, "%s" LUR_REPAIR_JOURNAL, sound_name);
  atexit(leave);
}

static void save(const char *path, const uint8_t *bytes, size_t n)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (fd < 0 || write(fd, bytes, n) != (ssize_t)n) abort();
  close(fd);
}

static void expect_unchanged(const uint8_t *bytes, size_t n)
{
  int fd = open(sound_name, O_RDONLY);
  uint8_t *now = malloc(n + 1);
  if (fd < 0 || !now || read(fd, now, n + 1) != (ssize_t)n || memcmp(now, bytes, n) != 0) abort();
  close(fd);
  free(now);
}

static void expect_repaired(const struct lur_repaired *done)
{
  struct stat st;
  struct lur_wave_said said;
  uint8_t head[LUR_WAVE_HEAD];
  int fd = open(sound_name, O_RDONLY);
  if (fd < 0 || fstat(fd, &st) != 0 || read(fd, head, sizeof head) != (ssize_t)sizeof head) abort();
  close(fd);
  if (!lur_wave_head_read(head, &said) || !said.intact || !said.finished) abort();
  if (st.st_size != LUR_WAVE_HEAD + said.data_bytes) abort();
  double duration_s = (double)said.data_bytes / 2 / said.channels / said.rate_hz;
  if (!(duration_s - done->duration_s < 1e-6 && done->duration_s - duration_s < 1e-6)) abort();
  if (!(done->lost_s >= 0 && done->damaged_s >= 0)) abort();
  if (lur_keepsake_verify(sound_name, NULL) != LUR_OK) abort();
}

/// Silence that was being put in may be longer than any disk; that is not what is looked for here.
static int asks_for_much(const uint8_t *bytes, size_t n)
{
  struct lur_journal j = {0};
  if (lur_journal_parse(bytes, n, &j) != LUR_OK) return 1;
  int much = j.move.n > 1000000;
  lur_journal_clear(&j);
  return much;
}

/// The first two bytes say how many of the rest are the sound file; the others are the journal.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct lur_repaired done = {0};
  struct lur_diag diag = {0};
  if (size < 2) return 0;
  enter();
  size_t rest = size - 2, n = (size_t)data[0] | (size_t)data[1] << 8;
  if (n > rest) n = rest;
  if (asks_for_much(data + 2 + n, rest - n)) return 0;
  save(sound_name, data + 2, n);
  save(journal_name, data + 2 + n, rest - n);
  lur_status status = lur_repair(sound_name, &done, &diag);
  if (status == LUR_OK && done.end == LUR_REPAIR_DONE)
    expect_repaired(&done);
  else
    expect_unchanged(data + 2, n);
  if (status != LUR_OK && !diag.text[0]) abort();
  lur_repaired_clear(&done);
  unlink(sound_name);
  unlink(journal_name);
  return 0;
}
