/// Memory does not grow with the length of a recording. The file is sparse: two hours of silence take no room
/// on disk.
#include "tests/support/audio_files.h"

#include <malloc.h>

#include "audio/peaks.h"

/// A WAV file of `seconds`, two channels at 16 kHz, all zero but its header.
static void write_sparse(const char *path, uint32_t seconds)
{
  uint32_t data = seconds * 16000 * 4, riff = data + 36;
  unsigned char h[44] = "RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0\x80\x3E\0\0\0\xFA\0\0\x04\0\x10\0"
                        "data";
  for (int b = 0; b < 4; b++) {
    h[4 + b] = (unsigned char)(riff >> (8 * b));
    h[40 + b] = (unsigned char)(data >> (8 * b));
  }
  save(path, h, sizeof h);
  assert_int_equal(truncate(path, 44 + (off_t)data), 0);
}

/// The most bytes in use on the heap while the file is read.
static size_t most_in_use(const char *path, double *duration_s)
{
  struct lur_diag diag = {0};
  lur_reader *r = NULL;
  lur_peaks_maker *m = NULL;
  struct lur_reader_options o = lur_reader_options_default();
  o.read_rate_hz = 8000;
  if (lur_reader_open(path, &o, &r, &diag) != LUR_OK) fail_msg("%s: %s", path, diag.text);
  assert_int_equal(lur_peaks_new(1000, 2, 8000, &m), LUR_OK);
  float pcm[2 * 4096];
  size_t got, most = 0, turn = 0;
  while (lur_reader_read(r, pcm, 4096, &got) == LUR_OK) {
    lur_peaks_push(m, pcm, got);
    if (turn++ % 100 != 0) continue;
    struct mallinfo2 info = mallinfo2();
    if (info.uordblks + info.hblkhd > most) most = info.uordblks + info.hblkhd;
  }
  *duration_s = lur_reader_recording(r)->duration_s;
  assert_true(lur_reader_recording(r)->complete);
  lur_peaks_free(m);
  lur_reader_close(r);
  return most;
}

static void two_hours_take_no_more_than_a_minute(void **state)
{
  (void)state;
  double short_s, long_s;
  write_sparse("minute.wav", 60);
  write_sparse("hours.wav", 7200);
  size_t minute = most_in_use("minute.wav", &short_s), hours = most_in_use("hours.wav", &long_s);
  assert_true(short_s == 60 && long_s == 7200);
  print_message("heap in use: %zu bytes for a minute, %zu for two hours\n", minute, hours);
  if (minute > 0) assert_true(minute < 4000000); // 0: a sanitizer's heap does not tell
  assert_true(hours <= minute + 65536);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(two_hours_take_no_more_than_a_minute)};
  return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
