/// The file that survives: cut off at any byte written, holes filled afterwards.
#define _GNU_SOURCE // F_SETPIPE_SZ
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sndfile.h>

#include "audio/reader.h"
#include "capture/keepsake.h"
#include "capture/tape.h"
#include "tests/support/dice.h"

static char folder[] = "/tmp/lur-tape-test-XXXXXX";

static int enter_folder(void **state)
{
  (void)state;
  return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
  (void)state;
  return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static lur_tape *tape_of(const char *path, int channels)
{
  struct lur_diag diag = {0};
  lur_tape *t = NULL;
  lur_tape_remove(path);
  const struct lur_tape_options options = {.path = path, .rate_hz = 48000, .channels = channels};
  if (lur_tape_open(&options, &t, &diag) != LUR_OK) fail_msg("%s", diag.text);
  return t;
}

static int16_t *noise(struct dice *dice, size_t n)
{
  int16_t *pcm = malloc((n + 1) * sizeof *pcm);
  assert_non_null(pcm);
  for (size_t i = 0; i < n; i++) pcm[i] = (int16_t)(dice_roll(dice) | 1); // never silence
  return pcm;
}

static void write_all(lur_tape *t, const int16_t *pcm, size_t n)
{
  struct lur_diag diag = {0};
  if (lur_tape_write(t, pcm, n, &diag) != LUR_OK) fail_msg("%s", diag.text);
}

/// What the reader hears, as 16-bit samples; *n is how many in all channels.
static int16_t *hear(const char *path, size_t *n, struct lur_recording *recording)
{
  struct lur_reader_options how = lur_reader_options_default();
  struct lur_diag diag = {0};
  lur_reader *r = NULL;
  how.native_rate = true;
  if (lur_reader_open(path, &how, &r, &diag) != LUR_OK) fail_msg("%s", diag.text);
  enum { block = 4096 };
  size_t channels = (size_t)lur_reader_recording(r)->channels, room = 0, got;
  float pcm[2 * block];
  int16_t *out = NULL;
  *n = 0;
  while (lur_reader_read(r, pcm, block, &got) == LUR_OK) {
    while (*n + got * channels > room || !out) {
      room = room ? 2 * room : 1 << 20;
      out = realloc(out, room * sizeof *out);
      assert_non_null(out);
    }
    for (size_t i = 0; i < got * channels; i++) out[(*n)++] = (int16_t)(pcm[i] * 32768.0f);
  }
  if (recording) assert_int_equal(lur_recording_copy(lur_reader_recording(r), recording), LUR_OK);
  lur_reader_close(r);
  if (!out) out = calloc(1, sizeof *out);
  return out;
}

static void expect(const char *path, const int16_t *want, size_t n)
{
  size_t got;
  struct lur_recording recording = {0};
  int16_t *pcm = hear(path, &got, &recording);
  assert_true(recording.complete);
  assert_int_equal(got, n);
  assert_memory_equal(pcm, want, n * sizeof *pcm);
  lur_recording_clear(&recording);
  free(pcm);
}

static void close_tape(lur_tape *t)
{
  assert_int_equal(lur_tape_close(t, NULL), LUR_OK);
}

static void the_file_is_right_after_each_write(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  int16_t *pcm = noise(&dice, 60000);
  lur_tape *t = tape_of("a.wav", 2);
  for (size_t done = 0; done < 30000;) { // still open: as if the power were cut here
    size_t n = (size_t)dice_below(&dice, 3000) + 1;
    if (n > 30000 - done) n = 30000 - done;
    write_all(t, pcm + 2 * done, n);
    done += n;
    assert_int_equal(lur_tape_samples(t), done);
    expect("a.wav", pcm, 2 * done);
  }
  close_tape(t);
  expect("a.wav", pcm, 60000);
  lur_tape_remove("a.wav");
  free(pcm);
}

static void roles_and_date_are_in_it_from_the_start(void **state)
{
  (void)state;
  const struct lur_tape_options options = {.path = "r.wav",
                                           .rate_hz = 48000,
                                           .channels = 2,
                                           .role = {LUR_ROLE_AGENT, LUR_ROLE_CALLER},
                                           .date = "2026-05-01T09:30:00+0200",
                                           .software = "lur 1",
                                           .title = "A call"};
  const int16_t pcm[200] = {1, 2, 3};
  struct lur_recording recording = {0};
  lur_tape *t = NULL;
  size_t n;
  assert_int_equal(lur_tape_open(&options, &t, NULL), LUR_OK);
  write_all(t, pcm, 100);
  free(hear("r.wav", &n, &recording));
  assert_int_equal(recording.roles_from, LUR_ROLES_METADATA);
  assert_int_equal(recording.role[0], LUR_ROLE_AGENT);
  assert_string_equal(recording.date, "2026-05-01T09:30:00+0200");
  assert_string_equal(recording.title, "A call");
  assert_int_equal(recording.sample_rate_hz, 48000);
  lur_recording_clear(&recording);
  close_tape(t);
  lur_tape_remove("r.wav");
}

static void a_file_that_is_there_stays_as_it_is(void **state)
{
  (void)state;
  struct lur_diag diag = {0};
  struct stat s;
  lur_tape *t = NULL;
  FILE *f = fopen("there.wav", "w");
  assert_non_null(f);
  assert_true(fputs("precious", f) >= 0);
  fclose(f);
  struct lur_tape_options options = {.path = "there.wav", .rate_hz = 48000, .channels = 1};
  assert_int_equal(lur_tape_open(&options, &t, &diag), LUR_IO);
  assert_null(t);
  assert_non_null(strstr(diag.text, "there already"));
  assert_int_equal(stat("there.wav", &s), 0);
  assert_int_equal(s.st_size, 8);
  lur_tape_remove("there.wav");
  options.path = "no/such/folder.wav";
  assert_int_equal(lur_tape_open(&options, &t, &diag), LUR_IO);
  assert_string_equal(diag.file, "no/such/folder.wav");
}

static void what_must_not_be_kept_becomes_silence(void **state)
{
  (void)state;
  static const size_t places[][2] = {{0, 70000}, {1000, 1}, {69990, 10}, {30000, 20001}, {70000, 0}};
  struct dice dice = dice_of_the_day();
  for (int channels = 1; channels <= 2; channels++)
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
      size_t unit = (size_t)channels, at = places[i][0], n = places[i][1];
      int16_t *pcm = noise(&dice, 70003 * unit);
      lur_tape *t = tape_of("wiped.wav", channels);
      write_all(t, pcm, 70000);
      assert_int_equal(lur_tape_silence(t, (int64_t)at, (int64_t)n, LUR_DROPOUT_LOST, NULL), LUR_OK);
      assert_int_equal(lur_tape_silence(t, 69999, 2, LUR_DROPOUT_LOST, NULL), LUR_BAD_ARG);
      write_all(t, pcm + 70000 * unit, 3); // and it goes on at the end
      memset(pcm + at * unit, 0, n * unit * sizeof *pcm);
      expect("wiped.wav", pcm, 70003 * unit);
      close_tape(t);
      assert_int_equal(lur_keepsake_verify("wiped.wav", NULL), LUR_OK);
      free(pcm);
    }
  lur_tape_remove("wiped.wav");
}

/// Inserts into a copy in memory as the tape does into the file.
static void insert(int16_t *pcm, size_t n, size_t at, size_t length)
{
  memmove(pcm + at + length, pcm + at, (n - at) * sizeof *pcm);
  memset(pcm + at, 0, length * sizeof *pcm);
}

static void silence_is_put_where_it_is_missing(void **state)
{
  (void)state;
  static const size_t places[][2] = {{0, 5},        {1000, 1},      {70000, 20000}, {0, 100000},
                                     {5000, 40000}, {30000, 17000}, {69999, 1},     {70000, 0}};
  struct dice dice = dice_of_the_day();
  for (int channels = 1; channels <= 2; channels++)
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
      size_t unit = (size_t)channels, n = 70000 * unit;
      int16_t *pcm = noise(&dice, n + 100003 * unit);
      lur_tape *t = tape_of("gap.wav", channels);
      write_all(t, pcm, 70000);
      assert_int_equal(
          lur_tape_insert_silence(t, (int64_t)places[i][0], (int64_t)places[i][1], LUR_DROPOUT_LOST, NULL),
          LUR_OK);
      insert(pcm, n, places[i][0] * unit, places[i][1] * unit);
      n += places[i][1] * unit;
      write_all(t, pcm, 3); // and it goes on at the end
      memmove(pcm + n, pcm, 3 * unit * sizeof *pcm);
      expect("gap.wav", pcm, n + 3 * unit);
      assert_int_equal(lur_tape_insert_silence(t, lur_tape_samples(t) + 1, 1, LUR_DROPOUT_LOST, NULL),
                       LUR_BAD_ARG);
      close_tape(t);
      free(pcm);
    }
  lur_tape_remove("gap.wav");
}

/// A child records and fills holes until it is killed somewhere; all that it said it had written is there.
static void record_until_killed(int to)
{
  int16_t block[960];
  lur_tape *t = tape_of("killed.wav", 1);
  for (uint32_t done = 0;; done += 960) {
    for (uint32_t i = 0; i < 960; i++) block[i] = (int16_t)((done + i) % 30000 + 1);
    if (lur_tape_write(t, block, 960, NULL) != LUR_OK) _exit(1);
    uint32_t n = done + 960;
    if (write(to, &n, sizeof n) != sizeof n) _exit(1);
    if (n % 9600 == 0 &&
        lur_tape_insert_silence(t, lur_tape_samples(t) - 4800, 700, LUR_DROPOUT_LOST, NULL) != LUR_OK)
      _exit(1);
  }
}

/// Whether samples 1 .. n are in the recording in their order, with silence and doubles between.
static void expect_all_in_order(const int16_t *pcm, size_t got, uint32_t n)
{
  uint32_t next = 0;
  for (size_t i = 0; i < got && next < n; i++) next += pcm[i] == (int16_t)(next % 30000 + 1);
  if (next < n) fail_msg("of %u samples written, sample %u is not there", n, next);
}

static void killed_at_any_moment_it_holds_what_was_written(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  for (int round = 0; round < 60; round++) {
    int ends[2];
    uint32_t told = 0, more;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(fcntl(ends[1], F_SETPIPE_SZ, 1 << 16) > 0, 1);
    pid_t child = fork();
    if (child == 0) {
      close(ends[0]);
      record_until_killed(ends[1]);
    }
    close(ends[1]);
    for (int i = dice_below(&dice, 120) + 1; i > 0; i--)
      assert_int_equal(read(ends[0], &more, sizeof more), sizeof more);
    usleep((useconds_t)dice_below(&dice, 2000));
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, NULL, 0), child);
    while (read(ends[0], &more, sizeof more) == sizeof more) told = more;
    close(ends[0]);
    size_t n;
    int16_t *pcm = hear("killed.wav", &n, NULL);
    expect_all_in_order(pcm, n, told);
    free(pcm);
  }
  lur_tape_remove("killed.wav");
}

static void a_full_disk_is_told_and_loses_nothing(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  struct rlimit old, small = {.rlim_cur = 30000, .rlim_max = RLIM_INFINITY};
  struct lur_diag diag = {0};
  int16_t *pcm = noise(&dice, 20000);
  lur_tape *t = tape_of("full.wav", 1);
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  small.rlim_max = old.rlim_max;
  signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  write_all(t, pcm, 10000);
  lur_status status = lur_tape_write(t, pcm + 10000, 10000, &diag);
  lur_status closed = lur_tape_close(t, NULL);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
  assert_int_equal(status, LUR_IO);
  assert_int_equal(closed, LUR_OK);
  assert_non_null(strstr(diag.text, "make room"));
  size_t n;
  int16_t *got = hear("full.wav", &n, NULL);
  assert_true(n >= 10000);
  assert_memory_equal(got, pcm, n * sizeof *pcm);
  lur_tape_remove("full.wav");
  free(got);
  free(pcm);
}

static void past_the_room_of_wav_it_is_rf64(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  const struct lur_tape_options options = {
      .path = "big.wav", .rate_hz = 48000, .channels = 1, .most_in_wav = 20000};
  struct lur_recording recording = {0};
  lur_tape *t = NULL;
  int16_t *pcm = noise(&dice, 30000);
  size_t n;
  assert_int_equal(lur_tape_open(&options, &t, NULL), LUR_OK);
  write_all(t, pcm, 10000);
  free(hear("big.wav", &n, &recording));
  assert_string_equal(recording.format, "WAV PCM16");
  lur_recording_clear(&recording);
  write_all(t, pcm + 10000, 1); // one more than fits
  free(hear("big.wav", &n, &recording));
  assert_string_equal(recording.format, "RF64 PCM16");
  assert_true(recording.complete);
  lur_recording_clear(&recording);
  write_all(t, pcm + 10001, 19999);
  expect("big.wav", pcm, 30000); // still open
  close_tape(t);
  expect("big.wav", pcm, 30000);
  assert_int_equal(lur_keepsake_verify("big.wav", NULL), LUR_OK);
  lur_tape_remove("big.wav");
  free(pcm);
}

/// More than 4 GB of silence take no room, and the sound behind them is found by any reader.
static void it_goes_on_beyond_4_gb(void **state)
{
  (void)state;
  const int64_t silence = INT64_C(1200000000); // of two channels: 4.8 GB
  struct dice dice = dice_of_the_day();
  int16_t *pcm = noise(&dice, 20000);
  int16_t *got = calloc(20000, sizeof *got);
  SF_INFO info = {0};
  struct stat st;
  lur_tape *t = tape_of("long.wav", 2);
  write_all(t, pcm, 5000);
  lur_status status = lur_tape_insert_silence(t, 5000, silence, LUR_DROPOUT_LOST, NULL);
  if (status != LUR_OK) { // a disk that keeps no holes, or no files of that size
    (void)!lur_tape_close(t, NULL);
    lur_tape_remove("long.wav");
    free(pcm);
    free(got);
    skip();
  }
  write_all(t, pcm + 10000, 5000);
  assert_int_equal(lur_tape_samples(t), silence + 10000);
  assert_int_equal(stat("long.wav", &st), 0);
  assert_true(st.st_size == 512 + 4 * (silence + 10000));
  SNDFILE *f = sf_open("long.wav", SFM_READ, &info); // still open
  assert_non_null(f);
  assert_int_equal(info.format & SF_FORMAT_TYPEMASK, SF_FORMAT_RF64);
  assert_true(info.frames == silence + 10000);
  assert_true(sf_seek(f, silence + 5000, SEEK_SET) == silence + 5000);
  assert_non_null(got);
  assert_int_equal(sf_readf_short(f, got, 9000), 5000);
  assert_memory_equal(got, pcm + 10000, 5000 * 4);
  sf_close(f);
  close_tape(t);
  lur_tape_remove("long.wav");
  free(got);
  free(pcm);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_file_is_right_after_each_write),
      cmocka_unit_test(roles_and_date_are_in_it_from_the_start),
      cmocka_unit_test(a_file_that_is_there_stays_as_it_is),
      cmocka_unit_test(what_must_not_be_kept_becomes_silence),
      cmocka_unit_test(silence_is_put_where_it_is_missing),
      cmocka_unit_test(killed_at_any_moment_it_holds_what_was_written),
      cmocka_unit_test(a_full_disk_is_told_and_loses_nothing),
      cmocka_unit_test(past_the_room_of_wav_it_is_rf64),
      cmocka_unit_test(it_goes_on_beyond_4_gb),
  };
  return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
