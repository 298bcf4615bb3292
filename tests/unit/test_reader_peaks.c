/// Pictures' peaks, and sound for browsers: both are made of what the reader gives.
#include "tests/support/audio_files.h"

#include "audio/browser_audio.h"
#include "audio/peaks.h"

static void each_column_has_its_extremes(void **state)
{
  (void)state;
  // Columns of 1000 samples, each with one low and one high sample of its own in its middle half.
  enum { COLUMNS = 50, EACH = 1000 };
  lur_peaks_maker *m = NULL;
  assert_int_equal(lur_peaks_new(COLUMNS, 2, 8000, &m), LUR_OK);
  for (int i = 0; i < COLUMNS * EACH; i++) {
    int column = i / EACH, at = i % EACH;
    float pcm[2] = {0, 0};
    if (at == 400) pcm[0] = (float)(column + 1) / 100.0f, pcm[1] = -pcm[0];
    if (at == 600) pcm[0] = (float)(column + 1) / -200.0f, pcm[1] = -pcm[0];
    lur_peaks_push(m, pcm, 1);
  }
  struct lur_peaks p;
  assert_int_equal(lur_peaks_finish(m, &p), LUR_OK);
  assert_int_equal(p.columns, COLUMNS);
  assert_int_equal(p.channels, 2);
  assert_true(fabs(p.duration_s - COLUMNS * EACH / 8000.0) < 1e-9);
  for (int c = 0; c < COLUMNS; c++) {
    float high = (float)(c + 1) / 100.0f, low = (float)(c + 1) / -200.0f;
    if (p.high[c] != high || p.low[c] != low)
      fail_msg("left %d: %g..%g", c, (double)p.low[c], (double)p.high[c]);
    if (p.high[COLUMNS + c] != -low || p.low[COLUMNS + c] != -high) fail_msg("right %d", c);
  }
  lur_peaks_clear(&p);
  lur_peaks_free(m);
}

static void any_length_fills_all_columns(void **state)
{
  (void)state;
  for (size_t n = 1; n < 4000; n = n * 5 / 4 + 1) {
    lur_peaks_maker *m = NULL;
    assert_int_equal(lur_peaks_new(37, 1, 8000, &m), LUR_OK);
    for (size_t i = 0; i < n; i++) { // a rise: each column must begin where the one before ended, or before
      float x = (float)(i + 1) / (float)n;
      lur_peaks_push(m, &x, 1);
    }
    struct lur_peaks p;
    assert_int_equal(lur_peaks_finish(m, &p), LUR_OK);
    assert_true(p.low[0] == 1.0f / (float)n);
    assert_true(p.high[36] == 1.0f);
    for (size_t c = 0; c < 37; c++) {
      double begin = (double)c / 37, end = (double)(c + 1) / 37, slack = 1.0 / 8 / 37 + 1.0 / (double)n;
      assert_true(p.low[c] <= p.high[c]);
      if ((double)p.high[c] > end + slack || (double)p.high[c] < end - 2 * slack - 1e-6)
        fail_msg("%zu samples, column %zu: high %g", n, c, (double)p.high[c]);
      if ((double)p.low[c] < begin - slack || (double)p.low[c] > begin + 2 * slack)
        fail_msg("%zu samples, column %zu: low %g", n, c, (double)p.low[c]);
    }
    lur_peaks_clear(&p);
    lur_peaks_free(m);
  }
}

static void nothing_is_a_flat_picture(void **state)
{
  (void)state;
  lur_peaks_maker *m = NULL;
  struct lur_peaks p;
  assert_int_equal(lur_peaks_new(3, 1, 8000, &m), LUR_OK);
  assert_int_equal(lur_peaks_finish(m, &p), LUR_OK);
  for (int i = 0; i < 3; i++) assert_true(p.low[i] == 0 && p.high[i] == 0);
  lur_peaks_clear(&p);
  lur_peaks_free(m);
  assert_int_equal(lur_peaks_new(0, 1, 8000, &m), LUR_BAD_ARG);
  assert_int_equal(lur_peaks_new(100001, 1, 8000, &m), LUR_BAD_ARG);
  assert_int_equal(lur_peaks_new(10, 3, 8000, &m), LUR_BAD_ARG);
}

static void a_file_becomes_its_picture(void **state)
{
  (void)state;
  struct lur_diag diag = {0};
  struct lur_peaks p;
  assert_true(write_tone("tone.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 2, 40000));
  assert_int_equal(lur_peaks_read("tone.wav", NULL, 100, &p, &diag), LUR_OK);
  for (int i = 0; i < 200; i++)
    assert_true(fabsf(p.high[i] - 0.5f) < 0.01f && fabsf(p.low[i] + 0.5f) < 0.01f);
  assert_true(fabs(p.duration_s - 5.0) < 1e-9);
  lur_peaks_clear(&p);
  assert_int_equal(lur_peaks_read("gone.wav", NULL, 100, &p, &diag), LUR_NOT_FOUND);
  assert_string_equal(diag.file, "gone.wav");
}

static void browsers_get_what_they_play(void **state)
{
  (void)state;
  static const struct {
    int format, channels;
    const char *path, *mime, *magic;
    bool transcoded;
  } files[] = {
      {SF_FORMAT_WAV | SF_FORMAT_PCM_16, 2, "b.wav", "audio/wav", "RIFF", false},
      {SF_FORMAT_WAV | SF_FORMAT_ALAW, 2, "ba.wav", "audio/wav", "RIFF", false},
      {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 2, "b.flac", "audio/flac", "fLaC", false},
      {SF_FORMAT_OGG | SF_FORMAT_OPUS, 2, "b.opus", "audio/ogg", "OggS", false},
      {SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 2, "b.mp3", "audio/mpeg", NULL, false},
      {SF_FORMAT_WAV | SF_FORMAT_GSM610, 1, "bg.wav", "audio/flac", "fLaC", true},
      {SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 2, "bi.wav", "audio/flac", "fLaC", true},
      {SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 2, "b.aiff", "audio/flac", "fLaC", true},
      {SF_FORMAT_AU | SF_FORMAT_ULAW, 2, "b.au", "audio/flac", "fLaC", true},
      {SF_FORMAT_CAF | SF_FORMAT_PCM_16, 2, "b.caf", "audio/flac", "fLaC", true},
      {SF_FORMAT_W64 | SF_FORMAT_PCM_16, 2, "b.w64", "audio/flac", "fLaC", true},
      {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 2, "b.ogg", "audio/flac", "fLaC", true},
  };
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    assert_true(write_tone(files[i].path, files[i].format, 16000, files[i].channels, 20000));
    struct lur_diag diag = {0};
    struct lur_browser_audio a;
    if (lur_browser_audio_open(files[i].path, NULL, &a, &diag) != LUR_OK)
      fail_msg("%s: %s", files[i].path, diag.text);
    assert_string_equal(a.mime, files[i].mime);
    assert_int_equal(a.transcoded, files[i].transcoded);
    unsigned char *bytes = NULL;
    assert_int_equal(lur_browser_audio_load(&a, &bytes, &diag), LUR_OK);
    if (files[i].magic) assert_memory_equal(bytes, files[i].magic, 4);
    struct heard original = hear(files[i].path), made = hear_bytes(bytes, (size_t)a.size);
    assert_int_equal(made.n, original.n);
    assert_true(made.recording.complete);
    assert_int_equal(made.recording.sample_rate_hz, 16000);
    for (size_t s = 0; s < made.n * (size_t)files[i].channels; s++)
      assert_true(fabsf(made.pcm[s] - original.pcm[s]) < 2.0f / 32768);
    heard_clear(&original);
    heard_clear(&made);
    free(bytes);
    lur_browser_audio_close(&a);
  }
}

static void browsers_get_legs_and_torsos_whole(void **state)
{
  (void)state;
  struct lur_diag diag = {0};
  struct lur_browser_audio a;
  assert_true(write_tone("l.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 1, 8000));
  assert_true(write_tone("r.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 1, 6000));
  struct heard legs = hear("l.wav+r.wav");
  assert_int_equal(lur_browser_audio_open("l.wav+r.wav", &legs.recording, &a, &diag), LUR_OK);
  assert_true(a.transcoded);
  lur_browser_audio_close(&a);
  heard_clear(&legs);
  size_t size;
  unsigned char *bytes = load("l.wav", &size);
  save("cut.wav", bytes, size / 2);
  assert_int_equal(lur_browser_audio_open("cut.wav", NULL, &a, &diag), LUR_OK);
  assert_true(a.transcoded); // a player would show the length that the header promises
  lur_browser_audio_close(&a);
  free(bytes);
  assert_int_equal(lur_browser_audio_open("gone.wav", NULL, &a, &diag), LUR_NOT_FOUND);
  assert_int_equal(lur_browser_audio_open("-", NULL, &a, &diag), LUR_BAD_ARG);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_column_has_its_extremes), cmocka_unit_test(any_length_fills_all_columns),
      cmocka_unit_test(nothing_is_a_flat_picture),    cmocka_unit_test(a_file_becomes_its_picture),
      cmocka_unit_test(browsers_get_what_they_play),  cmocka_unit_test(browsers_get_legs_and_torsos_whole),
  };
  return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
