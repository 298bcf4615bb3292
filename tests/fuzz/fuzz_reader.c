/// Any bytes as a recording: refused with a sentence, or read to the end as finite samples.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "audio/reader.h"

/// libsndfile forgets a few kilobytes of libvorbis's when it refuses a damaged Ogg file; nothing of ours is
/// excused.
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
  return "leak:vorbis_info_init\nleak:libvorbis\n";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/// More than this, and an input only costs time: a minute at 16 kHz.
static const size_t enough = 60 * 16000;

static void read_through(lur_reader *r)
{
  float pcm[2 * 1000];
  size_t got, total = 0;
  const struct lur_recording *recording = lur_reader_recording(r);
  lur_status status = LUR_OK;
  while (total < enough && (status = lur_reader_read(r, pcm, 1000, &got)) == LUR_OK) {
    if (got == 0 || got > 1000) abort();
    for (size_t i = 0; i < got * (size_t)recording->channels; i++)
      if (!isfinite(pcm[i])) abort();
    total += got;
  }
  if (status != LUR_OK && status != LUR_END) abort();
  if (recording->complete != !recording->problem[0]) abort();
  if (recording->channels < 1 || recording->channels > 2 || recording->sample_rate_hz < 8000) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  lur_reader *r = NULL;
  struct lur_diag diag = {0};
  lur_status status = lur_reader_open_memory(data, size, "input", NULL, &r, &diag);
  if (status == LUR_OK)
    read_through(r);
  else if (!diag.text[0] || strcmp(diag.file, "input") != 0)
    abort();
  lur_reader_close(r);
  return 0;
}
