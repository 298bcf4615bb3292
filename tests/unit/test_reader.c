/// Recordings in: every kind, every rate, legs, roles, standard input.
#include "tests/support/audio_files.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/wait.h>

#include "audio/writer.h"

enum { N = 24000 };

static const struct {
  int format;
  int channels;
  const char *path, *name;
  double error;  ///< RMS allowed, full scale 1; lossy kinds have their measured error with some air
  size_t longer; ///< samples that a block codec may add
} kinds[] = {
    {SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 2, "a.wav", "WAV PCM8", 0.004, 0},
    {SF_FORMAT_WAV | SF_FORMAT_PCM_16, 2, "a.wav", "WAV PCM16", 2e-5, 0},
    {SF_FORMAT_WAV | SF_FORMAT_PCM_24, 2, "a.wav", "WAV PCM24", 1e-6, 0},
    {SF_FORMAT_WAV | SF_FORMAT_PCM_32, 2, "a.wav", "WAV PCM32", 1e-6, 0},
    {SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, 2, "a.wav", "WAV PCM16", 2e-5, 0},
    {SF_FORMAT_WAV | SF_FORMAT_PCM_16 | SF_ENDIAN_BIG, 2, "a.wav", "WAV PCM16", 2e-5, 0},
    {SF_FORMAT_WAV | SF_FORMAT_FLOAT, 2, "a.wav", "WAV float", 1e-6, 0},
    {SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 2, "a.wav", "WAV float64", 1e-6, 0},
    {SF_FORMAT_WAV | SF_FORMAT_ALAW, 2, "a.wav", "WAV A-law", 0.01, 0},
    {SF_FORMAT_WAV | SF_FORMAT_ULAW, 2, "a.wav", "WAV u-law", 0.01, 0},
    {SF_FORMAT_WAV | SF_FORMAT_GSM610, 1, "a.wav", "WAV GSM 6.10", 0.05, 320},
    {SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 2, "a.wav", "WAV IMA ADPCM", 0.02, 1024},
    {SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, 2, "a.wav", "WAV MS ADPCM", 0.02, 0},
    {SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 2, "a.rf64", "RF64 PCM16", 2e-5, 0},
    {SF_FORMAT_W64 | SF_FORMAT_PCM_16, 2, "a.w64", "W64 PCM16", 2e-5, 0},
    {SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 2, "a.aiff", "AIFF PCM16", 2e-5, 0},
    {SF_FORMAT_AIFF | SF_FORMAT_ULAW, 1, "a.aiff", "AIFF u-law", 0.01, 0},
    {SF_FORMAT_AU | SF_FORMAT_ULAW, 2, "a.au", "AU u-law", 0.01, 0},
    {SF_FORMAT_AU | SF_FORMAT_PCM_16, 1, "a.au", "AU PCM16", 2e-5, 0},
    {SF_FORMAT_CAF | SF_FORMAT_PCM_16, 2, "a.caf", "CAF PCM16", 2e-5, 0},
    {SF_FORMAT_CAF | SF_FORMAT_ALAC_16, 2, "a.caf", "CAF ALAC 16", 2e-5, 0},
    {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 2, "a.flac", "FLAC 16", 2e-5, 0},
    {SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 1, "a.flac", "FLAC 24", 1e-6, 0},
    {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 2, "a.ogg", "Ogg Vorbis", 0.02, 0},
    {SF_FORMAT_OGG | SF_FORMAT_OPUS, 2, "a.opus", "Ogg Opus", 0.05, 0},
    {SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 2, "a.mp3", "MP3", 0.06, 0},
};

static void each_kind_is_read_whole(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    assert_true(write_tone(kinds[i].path, kinds[i].format, 8000, kinds[i].channels, N));
    struct heard h = hear(kinds[i].path);
    if (h.opened != LUR_OK) fail_msg("%s: %s", kinds[i].name, h.diag.text);
    assert_string_equal(h.recording.format, kinds[i].name);
    assert_string_equal(h.recording.name, kinds[i].path);
    assert_int_equal(h.recording.sample_rate_hz, 8000);
    assert_int_equal(h.recording.read_rate_hz, 8000);
    assert_int_equal(h.recording.channels, kinds[i].channels);
    if (!h.recording.complete) fail_msg("%s: %s", kinds[i].name, h.recording.problem);
    if (h.n < N || h.n > N + kinds[i].longer) fail_msg("%s: %zu samples, not %d", kinds[i].name, h.n, N);
    assert_int_equal(h.recording.samples, h.n);
    for (int c = 0; c < kinds[i].channels; c++)
      if (!(tone_error(&h, c, 0) <= kinds[i].error))
        fail_msg("%s channel %d: error %g, allowed %g", kinds[i].name, c, tone_error(&h, c, 0),
                 kinds[i].error);
    heard_clear(&h);
  }
}

static void every_rate_keeps_length_and_phase(void **state)
{
  (void)state;
  static const int rates[] = {8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 88200, 96000};
  for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
    size_t n = (size_t)rates[i] * 3 + 17 + i;
    assert_true(write_tone("r.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, rates[i], 2, n));
    struct heard h = hear("r.wav");
    int want_rate = rates[i] < 16000 ? 8000 : 16000;
    assert_int_equal(h.recording.read_rate_hz, want_rate);
    assert_int_equal(h.n, llround((double)n * want_rate / rates[i]));
    assert_int_equal(h.recording.samples, n);
    assert_true(fabs(h.recording.duration_s - (double)n / rates[i]) < 1e-9);
    assert_true(h.recording.complete);
    // A delay of one hundredth of a sample would give an error of 0.0015 on the left at 16 kHz, more at 8
    // kHz.
    for (int c = 0; c < 2; c++)
      if (tone_error(&h, c, 0) > 1e-4) fail_msg("%d Hz channel %d: %g", rates[i], c, tone_error(&h, c, 0));
    heard_clear(&h);
  }
}

static void any_length_is_rounded_right(void **state)
{
  (void)state;
  static const int rates[][2] = {{44100, 8000}, {8000, 16000}, {48000, 16000}, {11025, 8000}, {8000, 44100}};
  for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
    for (size_t n = 1; n < 400; n = n * 3 / 2 + 1) {
      assert_true(write_tone("s.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, rates[i][0], 1, n));
      struct lur_reader_options o = lur_reader_options_default();
      o.read_rate_hz = rates[i][1];
      struct heard h = hear_with("s.wav", &o);
      assert_int_equal(h.opened, LUR_OK);
      assert_int_equal(h.n, ((int64_t)n * rates[i][1] + rates[i][0] / 2) / rates[i][0]);
      heard_clear(&h);
    }
}

static void a_click_stays_where_it_is(void **state)
{
  (void)state;
  enum { RATE = 48000, AT = 24000 };
  short *pcm = calloc(RATE, sizeof *pcm);
  assert_non_null(pcm);
  pcm[AT] = 32000;
  SF_INFO info = {.samplerate = RATE, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
  SNDFILE *f = sf_open("c.wav", SFM_WRITE, &info);
  assert_non_null(f);
  assert_int_equal(sf_write_short(f, pcm, RATE), RATE);
  sf_close(f);
  free(pcm);
  struct heard h = hear("c.wav");
  size_t loudest = 0;
  for (size_t i = 0; i < h.n; i++)
    if (fabsf(h.pcm[i]) > fabsf(h.pcm[loudest])) loudest = i;
  assert_int_equal(loudest, AT / 3);
  heard_clear(&h);
}

/// All of a file read n samples at a time; free it.
static float *read_in_steps(const char *path, size_t n, size_t *total)
{
  lur_reader *r = NULL;
  struct lur_diag diag = {0};
  if (lur_reader_open(path, NULL, &r, &diag) != LUR_OK) return NULL;
  size_t channels = (size_t)lur_reader_recording(r)->channels, got, room = 1 << 18;
  float *pcm = malloc(room * channels * sizeof *pcm);
  *total = 0;
  while (pcm && *total + n <= room && lur_reader_read(r, pcm + *total * channels, n, &got) == LUR_OK)
    *total += got;
  lur_reader_close(r);
  return pcm;
}

static void steps_change_no_bit(void **state)
{
  (void)state;
  assert_true(write_tone("steps.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 2, 200000));
  assert_true(write_tone("left.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 1, 200000));
  static const char *const names[] = {"steps.wav", "left.wav+left.wav"};
  static const size_t steps[] = {1, 7, 160, 4096, 4097, 100000};
  for (size_t k = 0; k < 2; k++) {
    size_t n, want_n;
    float *want = read_in_steps(names[k], 1000, &want_n);
    assert_non_null(want);
    assert_int_equal(want_n, llround(200000.0 * 16000 / 44100));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
      float *pcm = read_in_steps(names[k], steps[i], &n);
      assert_non_null(pcm);
      assert_int_equal(n, want_n);
      assert_memory_equal(pcm, want, n * 2 * sizeof *pcm);
      free(pcm);
    }
    free(want);
  }
}

struct reading {
  const float *want;
  size_t n;
  int wrong;
};

static void *read_again_and_again(void *self)
{
  struct reading *t = self;
  for (int i = 0; i < 10; i++) {
    size_t n;
    float *pcm = read_in_steps("threads.flac", 1000, &n);
    if (!pcm || n != t->n || memcmp(pcm, t->want, n * 2 * sizeof *pcm) != 0) t->wrong++;
    free(pcm);
  }
  return NULL;
}

static void threads_do_not_disturb_each_other(void **state)
{
  (void)state;
  assert_true(write_tone("threads.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 2, 100000));
  size_t n;
  float *want = read_in_steps("threads.flac", 1000, &n);
  assert_non_null(want);
  pthread_t threads[4];
  struct reading readings[4];
  for (int i = 0; i < 4; i++) {
    readings[i] = (struct reading){want, n, 0};
    assert_int_equal(pthread_create(&threads[i], NULL, read_again_and_again, &readings[i]), 0);
  }
  for (int i = 0; i < 4; i++) {
    assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(readings[i].wrong, 0);
  }
  free(want);
}

static void native_rate_is_the_file_itself(void **state)
{
  (void)state;
  assert_true(write_tone("n.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 2, N));
  struct lur_reader_options o = lur_reader_options_default();
  o.native_rate = true;
  struct heard h = hear_with("n.wav", &o);
  assert_int_equal(h.recording.read_rate_hz, 44100);
  assert_int_equal(h.n, N);
  heard_clear(&h);
}

struct tapped {
  size_t samples[2];
  int rate_hz[2];
  float loudest;
};

static void on_tap(void *self, int channel, int channels, int rate_hz, const float *pcm, size_t n)
{
  struct tapped *t = self;
  for (int c = channel; c < channel + channels; c++) {
    t->samples[c] += n;
    t->rate_hz[c] = rate_hz;
  }
  for (size_t i = 0; i < n * (size_t)channels; i++) t->loudest = fmaxf(t->loudest, fabsf(pcm[i]));
}

static void the_tap_hears_samples_as_recorded(void **state)
{
  (void)state;
  assert_true(write_tone("l.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 1, 50000));
  assert_true(write_tone("m.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 1, 9000));
  struct tapped t = {0};
  struct lur_reader_options o = lur_reader_options_default();
  o.tap = on_tap;
  o.tap_self = &t;
  struct heard h = hear_with("l.wav+m.wav", &o);
  assert_int_equal(t.samples[0], 50000);
  assert_int_equal(t.samples[1], 9000);
  assert_int_equal(t.rate_hz[0], 44100);
  assert_int_equal(t.rate_hz[1], 8000);
  assert_true(t.loudest > 0.49f && t.loudest < 0.51f);
  heard_clear(&h);
}

static void two_legs_are_one_call(void **state)
{
  (void)state;
  assert_true(write_tone("in.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 1, 16000));
  assert_true(write_tone("out.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 16000, 1, 20000));
  struct heard h = hear("in.wav+out.flac");
  assert_int_equal(h.opened, LUR_OK);
  assert_string_equal(h.recording.name, "in.wav+out.flac");
  assert_string_equal(h.recording.format, "WAV PCM16 + FLAC 16");
  assert_int_equal(h.recording.channels, 2);
  assert_int_equal(h.recording.sample_rate_hz, 16000);
  assert_int_equal(h.n, 32000); // the first leg's 2 s at 16 kHz; the second's 1.25 s and silence
  assert_true(h.recording.complete);
  assert_non_null(strstr(h.recording.note, "out.flac is 0.750 s shorter than in.wav"));
  assert_int_equal(h.recording.role[0], LUR_ROLE_CALLER);
  assert_int_equal(h.recording.roles_from, LUR_ROLES_DEFAULT);
  assert_true(fabs((double)h.pcm[2 * 8000] - tone_at(8000, 16000, 0)) < 1e-3);
  assert_true(fabs((double)h.pcm[2 * 8000 + 1] - tone_at(8000, 16000, 0)) <
              1e-3); // each leg was a left channel
  for (size_t i = 20000; i < h.n; i++) assert_true(h.pcm[2 * i + 1] == 0);
  heard_clear(&h);
}

static void a_plus_in_a_name_is_a_name(void **state)
{
  (void)state;
  assert_true(write_tone("p.wav+q.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 2, 800));
  assert_true(write_tone("+46-1.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 1, 800));
  assert_true(write_tone("+46-2.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 1, 700));
  struct heard h = hear("p.wav+q.wav");
  assert_int_equal(h.n, 800);
  assert_string_equal(h.recording.note, "");
  heard_clear(&h);
  h = hear("+46-1.wav++46-2.wav");
  if (h.opened != LUR_OK) fail_msg("%s: %s", h.diag.file, h.diag.text);
  assert_int_equal(h.recording.channels, 2);
  assert_non_null(strstr(h.recording.note, "+46-2.wav is 0.013 s shorter"));
  heard_clear(&h);
}

static void legs_that_do_not_fit_are_named(void **state)
{
  (void)state;
  assert_true(write_tone("mono.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 1, 800));
  assert_true(write_tone("stereo.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 2, 800));
  struct heard h = hear("mono.wav+nobody.wav");
  assert_int_equal(h.opened, LUR_NOT_FOUND);
  assert_string_equal(h.diag.file, "nobody.wav");
  h = hear("mono.wav+stereo.wav");
  assert_int_equal(h.opened, LUR_UNSUPPORTED);
  assert_string_equal(h.diag.file, "stereo.wav");
  h = hear("-+-");
  assert_int_equal(h.opened, LUR_BAD_INPUT);
}

static void roles_come_from_option_metadata_or_default(void **state)
{
  (void)state;
  assert_true(write_tone("d.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 2, 800));
  assert_true(write_tone("e.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 1, 800));
  struct heard h = hear("d.wav");
  assert_int_equal(h.recording.role[0], LUR_ROLE_CALLER);
  assert_int_equal(h.recording.role[1], LUR_ROLE_AGENT);
  assert_int_equal(h.recording.roles_from, LUR_ROLES_DEFAULT);
  heard_clear(&h);
  struct lur_reader_options o = lur_reader_options_default();
  o.role[0] = LUR_ROLE_AGENT;
  o.role[1] = LUR_ROLE_CALLER;
  h = hear_with("d.wav", &o);
  assert_int_equal(h.recording.role[0], LUR_ROLE_AGENT);
  assert_int_equal(h.recording.roles_from, LUR_ROLES_OPTION);
  heard_clear(&h);
  h = hear_with("e.wav", &o);
  assert_int_equal(h.recording.role[0], LUR_ROLE_MIX);
  heard_clear(&h);
  o.role[1] = LUR_ROLE_AGENT;
  assert_int_equal(hear_with("d.wav", &o).opened, LUR_BAD_ARG);
  o = lur_reader_options_default();
  o.read_rate_hz = 7999;
  assert_int_equal(hear_with("d.wav", &o).opened, LUR_BAD_ARG);
}

/// Reads "-" with `path` as standard input, through a pipe that a child fills, or as the file itself.
static struct heard hear_standard_input(const char *path, bool through_pipe)
{
  if (fcntl(STDIN_FILENO, F_GETFD) < 0) assert_int_equal(open("/dev/null", O_RDONLY), STDIN_FILENO);
  int saved = dup(STDIN_FILENO), ends[2] = {-1, -1};
  pid_t child = -1;
  if (through_pipe) {
    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0) {
      size_t size;
      unsigned char *bytes = load(path, &size);
      for (size_t done = 0; done < size;) {
        ssize_t n = write(ends[1], bytes + done, size - done);
        if (n <= 0) break;
        done += (size_t)n;
      }
      _exit(0);
    }
    close(ends[1]);
  } else {
    ends[0] = open(path, O_RDONLY);
  }
  assert_true(ends[0] >= 0 && dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
  close(ends[0]);
  struct heard h = hear("-");
  assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
  close(saved);
  if (child > 0) assert_int_equal(waitpid(child, NULL, 0), child);
  return h;
}

static void standard_input_may_be_a_pipe_or_a_file(void **state)
{
  (void)state;
  assert_true(write_tone("i.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 8000, 2, 400000));
  for (int pipe_too = 0; pipe_too < 2; pipe_too++) {
    struct heard h = hear_standard_input("i.flac", pipe_too);
    if (h.opened != LUR_OK) fail_msg("%s", h.diag.text);
    assert_string_equal(h.recording.name, "-");
    assert_int_equal(h.n, 400000);
    assert_true(h.recording.complete);
    heard_clear(&h);
  }
  save("empty", "", 0);
  struct heard h = hear_standard_input("empty", true);
  assert_int_equal(h.opened, LUR_BAD_INPUT);
  assert_string_equal(h.diag.file, "-");
}

static void texts_become_utf8(void **state)
{
  (void)state;
  SF_INFO info = {.samplerate = 8000, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
  SNDFILE *f = sf_open("t.wav", SFM_WRITE, &info);
  assert_non_null(f);
  sf_set_string(f, SF_STR_TITLE, "K\xF6 p\xE5 r\xE4ls\x01"); // Latin-1
  sf_set_string(f, SF_STR_COMMENT, "rör ihop");
  short silence[80] = {0};
  sf_write_short(f, silence, 80);
  sf_close(f);
  struct heard h = hear("t.wav");
  assert_string_equal(h.recording.title, "Kö på räls");
  assert_string_equal(h.recording.comment, "rör ihop");
  assert_null(h.recording.date);
  heard_clear(&h);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_kind_is_read_whole),
      cmocka_unit_test(every_rate_keeps_length_and_phase),
      cmocka_unit_test(any_length_is_rounded_right),
      cmocka_unit_test(a_click_stays_where_it_is),
      cmocka_unit_test(steps_change_no_bit),
      cmocka_unit_test(threads_do_not_disturb_each_other),
      cmocka_unit_test(native_rate_is_the_file_itself),
      cmocka_unit_test(the_tap_hears_samples_as_recorded),
      cmocka_unit_test(two_legs_are_one_call),
      cmocka_unit_test(a_plus_in_a_name_is_a_name),
      cmocka_unit_test(legs_that_do_not_fit_are_named),
      cmocka_unit_test(roles_come_from_option_metadata_or_default),
      cmocka_unit_test(standard_input_may_be_a_pipe_or_a_file),
      cmocka_unit_test(texts_become_utf8),
  };
  return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
