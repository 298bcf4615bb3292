/// The recorder with sounds that play, lose, stall and vanish; the choice of a device.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "audio/reader.h"
#include "capture/journal.h"
#include "capture/meter.h"
#include "capture/recorder.h"

static char folder[] = "/tmp/lur-capture-test-XXXXXX";

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

/// Takes a recording away, with what lies beside it.
static void forget(const char *name)
{
  static const char *const endings[] = {".wav", ".wav.journal"};
  char path[40];
  for (int i = 0; i < 2; i++) {
    snprintf(path, sizeof path, "%s%s", name, endings[i]);
    unlink(path);
  }
}

/// A sound that a test makes block by block.
struct made {
  struct lur_sound base;
  lur_ring *ring;
  atomic_int state;
  int64_t at;             ///< samples made
  uint32_t leg;           ///< its number, and
  int64_t leg_at;         ///< the samples made before it
  atomic_llong leg_ns[4]; ///< when the first sound of each leg was made
};

static lur_status start(struct lur_sound *s, lur_ring *ring, struct lur_diag *diag)
{
  (void)diag;
  ((struct made *)s)->ring = ring;
  return LUR_OK;
}

static lur_status refuse(struct lur_sound *s, lur_ring *ring, struct lur_diag *diag)
{
  (void)s, (void)ring;
  return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, "it will not");
}

static lur_sound_state state_of(struct lur_sound *s)
{
  return (lur_sound_state)atomic_load(&((struct made *)s)->state);
}

/// As a real device says it, so that nothing depends on when the recorder comes to look.
static bool began(struct lur_sound *s, unsigned leg, int64_t *ns, int64_t *samples)
{
  *ns = atomic_load(&((struct made *)s)->leg_ns[leg % 4]);
  *samples = 480;
  return *ns != 0;
}

static void stop(struct lur_sound *s)
{
  ((struct made *)s)->ring = NULL;
}

static struct made made_of(int channels)
{
  struct made m = {.base = {.name = "made",
                            .rate_hz = 48000,
                            .channels = channels,
                            .start = start,
                            .state = state_of,
                            .stop = stop,
                            .close = stop}};
  atomic_init(&m.state, LUR_SOUND_RUNS);
  return m;
}

static int16_t value(int64_t at, int channel)
{
  return (int16_t)(at % 20000 + 1 + channel);
}

static int64_t now_ns(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/// n samples per channel go into the ring; false: they found no room.
static bool sound(struct made *m, uint32_t n, uint32_t flags)
{
  int16_t pcm[2 * 4800];
  for (uint32_t i = 0; i < n; i++)
    for (int c = 0; c < m->base.channels; c++)
      pcm[i * (uint32_t)m->base.channels + (uint32_t)c] = value(m->at + i, c);
  const struct lur_ring_block block = {
      .start = m->at - m->leg_at, .n = n, .flags = flags | m->leg << LUR_SOUND_LEG};
  if (m->at == m->leg_at) atomic_store(&m->leg_ns[m->leg % 4], now_ns());
  bool kept = lur_ring_write(m->ring, &block, pcm);
  m->at += n;
  return kept;
}

static void nap(long ms)
{
  const struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
  nanosleep(&t, NULL);
}

static int64_t now_ms(void)
{
  return now_ns() / 1000000;
}

/// Sounds for so long by the clock, however late this thread is woken: 10 ms a block.
static void sound_in_time(struct made *m, int64_t ms)
{
  int64_t begin = now_ms();
  for (int64_t made = 0; made < ms; nap(5))
    for (; made + 10 <= now_ms() - begin && made < ms; made += 10) assert_true(sound(m, 480, 0));
}

static lur_recorder *recorder_of(struct lur_sound *s, struct lur_recorder_options o)
{
  lur_recorder *r = NULL;
  struct lur_diag diag = {0};
  if (lur_recorder_start(s, &o, &r, &diag) != LUR_OK) fail_msg("%s", diag.text);
  return r;
}

static struct lur_recorded stop_recorder(lur_recorder *r)
{
  struct lur_recorded out = {0};
  assert_int_equal(lur_recorder_stop(r, &out, NULL), LUR_OK);
  return out;
}

static void wait_for_end(lur_recorder *r)
{
  struct lur_recorder_view view = {0};
  for (int i = 0; i < 1000 && !view.ended; i++) {
    lur_recorder_look(r, &view);
    nap(10);
  }
  assert_true(view.ended);
}

/// The recording's samples of all channels, to free(); *n per channel.
static int16_t *hear(const char *path, size_t *n)
{
  struct lur_reader_options how = lur_reader_options_default();
  struct lur_diag diag = {0};
  lur_reader *r = NULL;
  how.native_rate = true;
  if (lur_reader_open(path, &how, &r, &diag) != LUR_OK) fail_msg("%s", diag.text);
  size_t channels = (size_t)lur_reader_recording(r)->channels, got;
  float block[2 * 4096];
  int16_t *out = malloc((1 << 22) * sizeof *out);
  assert_non_null(out);
  *n = 0;
  while (lur_reader_read(r, block, 4096, &got) == LUR_OK) {
    for (size_t i = 0; i < got * channels; i++) out[*n * channels + i] = (int16_t)(block[i] * 32768.0f);
    *n += got;
  }
  assert_true(lur_reader_recording(r)->complete);
  lur_reader_close(r);
  return out;
}

static void what_sounds_is_recorded_bit_for_bit(void **state)
{
  (void)state;
  for (int channels = 1; channels <= 2; channels++) {
    struct made m = made_of(channels);
    lur_recorder *r = recorder_of(&m.base, (struct lur_recorder_options){.path = "all.wav"});
    for (int i = 0; i < 200; i++) assert_true(sound(&m, 480, 0));
    struct lur_recorded done = stop_recorder(r);
    size_t n;
    int16_t *pcm = hear("all.wav", &n);
    assert_int_equal(n, 96000);
    for (size_t i = 0; i < n * (size_t)channels; i++)
      assert_int_equal(pcm[i], value((int64_t)i / channels, (int)i % channels));
    assert_true(done.duration_s == 2.0);
    assert_int_equal(done.channels, channels);
    assert_int_equal(done.dropouts.n, 0);
    assert_string_equal(done.problem, "");
    assert_false(done.twins);
    lur_recorded_clear(&done);
    forget("all");
    free(pcm);
  }
}

static void what_finds_no_room_becomes_silence_in_its_place(void **state)
{
  (void)state;
  struct made m = made_of(1);
  lur_recorder *r = recorder_of(&m.base, (struct lur_recorder_options){.path = "over.wav"});
  assert_true(sound(&m, 4800, 0));
  m.at += 2400; // as the audio thread does with a block that finds no room
  assert_true(sound(&m, 4800, LUR_SOUND_OVERRUN));
  m.at += 480;
  assert_true(sound(&m, 480, 0));
  struct lur_recorded done = stop_recorder(r);
  size_t n;
  int16_t *pcm = hear("over.wav", &n);
  assert_int_equal(n, m.at);
  for (size_t i = 0; i < n; i++) {
    bool lost = (i >= 4800 && i < 7200) || (i >= 12000 && i < 12480);
    assert_int_equal(pcm[i], lost ? 0 : value((int64_t)i, 0));
  }
  assert_int_equal(done.dropouts.n, 2);
  assert_true(done.dropouts.at[0].start_s == 0.1 && done.dropouts.at[0].end_s == 0.15);
  assert_true(fabs(done.dropouts.at[1].start_s - 0.25) < 1e-9);
  assert_true(fabs(lur_dropouts_total_s(&done.dropouts) - 0.06) < 1e-9);
  assert_int_equal(done.overruns, 1);
  lur_recorded_clear(&done);
  forget("over");
  free(pcm);
}

/// All samples that are not silence are those that were made, in order.
static void check_sound(const char *path, const struct made *m, size_t silence)
{
  size_t n, next = 0;
  int16_t *pcm = hear(path, &n);
  assert_int_equal(n, (size_t)m->at + silence);
  for (size_t i = 0; i < n; i++)
    if (pcm[i]) assert_int_equal(pcm[i], value((int64_t)next++, 0));
  assert_int_equal(next, m->at);
  free(pcm);
}

/// Some sound systems say so of each block.
static void an_overrun_that_cost_nothing_changes_nothing(void **state)
{
  (void)state;
  struct made m = made_of(1);
  m.base.by_the_clock = true;
  lur_recorder *r = recorder_of(&m.base, (struct lur_recorder_options){.path = "wolf.wav"});
  int64_t begin = now_ms();
  for (int64_t made = 0; made < 1000; nap(5))
    for (; made + 10 <= now_ms() - begin && made < 1000; made += 10)
      assert_true(sound(&m, 480, LUR_SOUND_OVERRUN));
  struct lur_recorded done = stop_recorder(r);
  assert_int_equal(done.overruns, 100);
  assert_int_equal(done.dropouts.n, 0);
  assert_string_equal(done.problem, "");
  check_sound("wolf.wav", &m, 0);
  lur_recorded_clear(&done);
  forget("wolf");
}

/// Whether the recording was closed and its journal says so.
static bool is_closed(const char *journal_path)
{
  struct lur_journal journal = {0};
  bool closed = lur_journal_read(journal_path, &journal, NULL) == LUR_OK && journal.ended;
  lur_journal_clear(&journal);
  return closed;
}

static bool was_closed;

static void stop_late(struct lur_sound *s)
{
  was_closed = is_closed("first.wav.journal");
  stop(s);
}

/// A device that is lost may take its time, or for ever, to be closed: the file does not wait for it.
static void the_file_is_closed_before_the_device(void **state)
{
  (void)state;
  struct made m = made_of(1);
  m.base.stop = stop_late;
  lur_recorder *r = recorder_of(&m.base, (struct lur_recorder_options){.path = "first.wav"});
  assert_true(sound(&m, 4800, 0));
  assert_false(is_closed("first.wav.journal"));
  struct lur_recorded done = stop_recorder(r);
  assert_true(was_closed);
  lur_recorded_clear(&done);
  forget("first");
}

static void what_a_device_lost_without_a_word_is_found_by_the_clock(void **state)
{
  (void)state;
  struct made m = made_of(1);
  m.base.by_the_clock = true;
  lur_recorder *r = recorder_of(&m.base, (struct lur_recorder_options){.path = "hole.wav"});
  sound_in_time(&m, 1000);
  int64_t begin = now_ms();
  nap(800); // and nothing of it comes later
  double hole_s = (double)(now_ms() - begin) / 1000;
  sound_in_time(&m, 4500);
  struct lur_recorder_view view;
  lur_recorder_look(r, &view);
  struct lur_recorded done = stop_recorder(r);
  assert_int_equal(view.dropouts, 1);
  assert_int_equal(done.dropouts.n, 1);
  assert_true(fabs(done.dropouts.at[0].start_s - 1.0) < 0.1);
  assert_true(fabs(lur_dropouts_total_s(&done.dropouts) - hole_s) < 0.1);
  size_t n, at = (size_t)lround(done.dropouts.at[0].start_s * 48000), next = 0;
  int16_t *pcm = hear("hole.wav", &n);
  assert_int_equal(n, (size_t)(m.at + lround(lur_dropouts_total_s(&done.dropouts) * 48000)));
  assert_int_equal(pcm[at], 0);
  for (size_t i = 0; i < n; i++)
    if (pcm[i]) assert_int_equal(pcm[i], value((int64_t)next++, 0));
  assert_int_equal(next, m.at);
  lur_recorded_clear(&done);
  forget("hole");
  free(pcm);
}

static void a_device_that_goes_away_ends_the_recording_with_a_word(void **state)
{
  (void)state;
  struct made m = made_of(2);
  lur_recorder *r = recorder_of(&m.base, (struct lur_recorder_options){.path = "gone.wav"});
  assert_true(sound(&m, 4800, 0));
  atomic_store(&m.state, LUR_SOUND_GONE);
  wait_for_end(r);
  struct lur_recorded done = stop_recorder(r);
  assert_non_null(strstr(done.problem, "'made' has gone"));
  size_t n;
  free(hear("gone.wav", &n));
  assert_int_equal(n, 4800);
  lur_recorded_clear(&done);
  forget("gone");
}

/// Takes the device away; returns when the recorder has noticed.
static void take_away(struct made *m, lur_recorder *r)
{
  struct lur_recorder_view view = {0};
  atomic_store(&m->state, LUR_SOUND_GONE);
  for (int i = 0; i < 50 && view.device != LUR_SOUND_GONE; i++) {
    nap(10);
    lur_recorder_look(r, &view);
  }
  assert_int_equal(view.device, LUR_SOUND_GONE);
}

static void give_back(struct made *m)
{
  m->leg++;
  m->leg_at = m->at;
  atomic_store(&m->state, LUR_SOUND_RUNS);
}

/// A computer that slept for so long.
static int64_t slept(void *self)
{
  return atomic_load((atomic_llong *)self);
}

static lur_recorder *sleepy_recorder_of(struct made *m, atomic_llong *slept_ns, double length_s)
{
  m->base.by_the_clock = true;
  return recorder_of(
      &m->base, (struct lur_recorder_options){
                    .path = "slept.wav", .slept_ns = slept, .slept_self = slept_ns, .seconds = length_s});
}

/// The clock stands still meanwhile, and the device plays on as if nothing had been.
static void a_computer_that_slept_leaves_a_hole_of_that_length(void **state)
{
  (void)state;
  struct made m = made_of(1);
  atomic_llong slept_ns = 7000000000; // before it began
  lur_recorder *r = sleepy_recorder_of(&m, &slept_ns, 0);
  atomic_store(&slept_ns, 9000000000); // before the first sound
  nap(100);
  sound_in_time(&m, 500);
  atomic_store(&slept_ns, 9050000000); // no sleep, but clocks that are not looked at at once
  sound_in_time(&m, 300);
  atomic_store(&slept_ns, 12200000000);
  sound_in_time(&m, 400);
  struct lur_recorded done = stop_recorder(r);
  assert_int_equal(done.dropouts.n, 1);
  assert_int_equal(done.dropouts.at[0].why, LUR_DROPOUT_SUSPENDED);
  assert_true(done.dropouts.at[0].start_s > 0.65 && done.dropouts.at[0].start_s <= 1.2);
  assert_true(fabs(lur_dropouts_total_s(&done.dropouts) - 3.2) < 1e-6);
  assert_true(fabs(done.duration_s - 4.4) < 1e-6);
  check_sound("slept.wav", &m, 153600);
  lur_recorded_clear(&done);
  forget("slept");
}

/// It sleeps while the device is away, which has a reason of its own for its part.
static void a_device_may_be_away_when_the_computer_sleeps(void **state)
{
  (void)state;
  struct made m = made_of(1);
  atomic_llong slept_ns = 0;
  double of[LUR_DROPOUT_REASONS] = {0};
  lur_recorder *r = sleepy_recorder_of(&m, &slept_ns, 0);
  m.base.comes_back = true;
  sound_in_time(&m, 500);
  int64_t away = now_ms();
  take_away(&m, r);
  nap(1500);
  atomic_store(&slept_ns, 60000000000);
  nap(200);
  double away_s = (double)(now_ms() - away) / 1000;
  give_back(&m);
  sound_in_time(&m, 500);
  double most_s = (double)(now_ms() - away) / 1000; // on a busy computer what comes is seen late
  struct lur_recorded done = stop_recorder(r);
  for (size_t i = 0; i < done.dropouts.n; i++)
    of[done.dropouts.at[i].why] += done.dropouts.at[i].end_s - done.dropouts.at[i].start_s;
  assert_true(fabs(of[LUR_DROPOUT_SUSPENDED] - 60) < 1e-6);
  assert_true(of[LUR_DROPOUT_DEVICE] > away_s - 0.3 && of[LUR_DROPOUT_DEVICE] < most_s);
  check_sound("slept.wav", &m, (size_t)lround(lur_dropouts_total_s(&done.dropouts) * 48000));
  lur_recorded_clear(&done);
  forget("slept");
}

/// Sleep is a part of the time that a recording was to last.
static void sleep_counts_towards_the_end(void **state)
{
  (void)state;
  struct made m = made_of(1);
  atomic_llong slept_ns = 0;
  lur_recorder *r = sleepy_recorder_of(&m, &slept_ns, 20);
  sound_in_time(&m, 300);
  atomic_store(&slept_ns, 3600000000000);
  wait_for_end(r);
  struct lur_recorded done = stop_recorder(r);
  assert_true(done.duration_s == 20);
  assert_int_equal(done.dropouts.n, 1);
  assert_true(done.dropouts.at[0].end_s == 20);
  lur_recorded_clear(&done);
  forget("slept");
}

static void a_device_that_comes_back_goes_on_in_the_same_recording(void **state)
{
  (void)state;
  struct made m = made_of(1);
  m.base.by_the_clock = m.base.comes_back = true;
  m.base.began = began;
  lur_recorder *r = recorder_of(&m.base, (struct lur_recorder_options){.path = "back.wav"});
  double hole_s[2];
  for (int i = 0; i < 2; i++) {
    sound_in_time(&m, 700);
    int64_t begin = now_ms();
    take_away(&m, r);
    nap(i ? 300 : 1900); // long enough to be filled meanwhile, or not
    hole_s[i] = (double)(now_ms() - begin) / 1000;
    give_back(&m);
  }
  sound_in_time(&m, 500);
  struct lur_recorder_view view;
  lur_recorder_look(r, &view);
  assert_int_equal(view.device, LUR_SOUND_RUNS);
  struct lur_recorded done = stop_recorder(r);
  assert_string_equal(done.problem, "");
  assert_int_equal(done.dropouts.n, 2);
  for (int i = 0; i < 2; i++) {
    const struct lur_dropout *hole = &done.dropouts.at[i];
    assert_int_equal(done.dropouts.at[i].why, LUR_DROPOUT_DEVICE);
    // When the very first sound came is known by the recorder's own look only.
    assert_true(fabs(hole->start_s - (i ? 1.4 + hole_s[0] : 0.7)) < 0.25);
    assert_true(fabs(hole->end_s - hole->start_s - hole_s[i]) < 0.25);
  }
  check_sound("back.wav", &m, (size_t)lround(lur_dropouts_total_s(&done.dropouts) * 48000));
  lur_recorded_clear(&done);
  forget("back");
}

static bool stray(struct lur_sound *s, unsigned leg, int64_t *samples)
{
  *samples = 30000;
  return ((struct made *)s)->base.comes_back && leg == 0;
}

static void what_was_heard_of_another_device_is_no_part_of_it(void **state)
{
  (void)state;
  for (int slow = 0; slow <= 1; slow++) { // slow: the recorder does not see that it was away
    struct made m = made_of(1);
    m.base.comes_back = true;
    m.base.strayed = stray;
    lur_recorder *r = recorder_of(&m.base, (struct lur_recorder_options){.path = "stray.wav"});
    for (int i = 0; i < 100; i++) assert_true(sound(&m, 480, 0));
    if (!slow) take_away(&m, r), nap(50);
    give_back(&m);
    for (int i = 0; i < 100; i++) assert_true(sound(&m, 480, 0));
    struct lur_recorded done = stop_recorder(r);
    size_t n;
    int16_t *pcm = hear("stray.wav", &n);
    assert_int_equal(n, 96000);
    for (size_t i = 0; i < n; i++)
      assert_int_equal(pcm[i], i >= 30000 && i < 48000 ? 0 : value((int64_t)i, 0));
    assert_int_equal(done.dropouts.n, 1);
    assert_int_equal(done.dropouts.at[0].why, LUR_DROPOUT_DEVICE);
    assert_true(done.dropouts.at[0].start_s == 0.625 && done.dropouts.at[0].end_s == 1);
    lur_recorded_clear(&done);
    forget("stray");
    free(pcm);
  }
}

static void a_device_that_stays_away_is_a_hole_to_the_end(void **state)
{
  (void)state;
  struct made m = made_of(1);
  m.base.by_the_clock = m.base.comes_back = true;
  lur_recorder *r = recorder_of(&m.base, (struct lur_recorder_options){.path = "away.wav", .seconds = 2});
  sound_in_time(&m, 600);
  take_away(&m, r);
  wait_for_end(r);
  struct lur_recorded done = stop_recorder(r);
  assert_true(done.duration_s == 2);
  assert_non_null(strstr(done.problem, "'made' had gone and was not back"));
  assert_int_equal(done.dropouts.n, 1);
  assert_int_equal(done.dropouts.at[0].why, LUR_DROPOUT_DEVICE);
  assert_true(fabs(done.dropouts.at[0].start_s - 0.6) < 0.001 && done.dropouts.at[0].end_s == 2);
  check_sound("away.wav", &m, (size_t)lround(lur_dropouts_total_s(&done.dropouts) * 48000));
  lur_recorded_clear(&done);
  forget("away");
}

static void a_device_that_never_sounds_ends_in_time(void **state)
{
  (void)state;
  struct made m = made_of(1);
  m.base.by_the_clock = true;
  int64_t begin = now_ms();
  lur_recorder *r = recorder_of(&m.base, (struct lur_recorder_options){.path = "mute.wav", .seconds = 0.2});
  wait_for_end(r);
  assert_in_range(now_ms() - begin, 3000, 6000);
  struct lur_recorded done = stop_recorder(r);
  assert_true(done.duration_s == 0);
  lur_recorded_clear(&done);
  forget("mute");
}

static void the_room_on_the_disk_is_told(void **state)
{
  (void)state;
  struct rlimit before, small;
  double a_second = lur_recorder_room_s(".", 24000, 1), half = lur_recorder_room_s("./new.wav", 48000, 1);
  assert_true(a_second > 0 && isfinite(a_second));
  assert_true(fabs(half * 2 / a_second - 1) < 0.05); // somebody else may write meanwhile
  assert_true(isinf(lur_recorder_room_s("/no/such/folder/a.wav", 48000, 1)));
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
  small = before;
  small.rlim_cur = 96000;
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  double limited = lur_recorder_room_s("./new.wav", 48000, 1);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
  assert_true(limited == 1);
}

static void it_ends_at_the_length_asked_for(void **state)
{
  (void)state;
  struct made m = made_of(1);
  lur_recorder *r =
      recorder_of(&m.base, (struct lur_recorder_options){.path = "length.wav", .seconds = 0.123});
  for (int i = 0; i < 20; i++) assert_true(sound(&m, 480, 0));
  wait_for_end(r);
  struct lur_recorded done = stop_recorder(r);
  size_t n;
  free(hear("length.wav", &n));
  assert_int_equal(n, 5904);
  assert_string_equal(done.problem, "");
  lur_recorded_clear(&done);
  forget("length");
}

static void levels_are_true(void **state)
{
  (void)state;
  struct lur_meter m = {0};
  double peak, rms;
  int16_t pcm[2000];
  for (int i = 0; i < 1000; i++) {
    pcm[2 * i] = (int16_t)lround(16384 * sin(2 * acos(-1) * i / 100)); // -6.02 dBFS peak, -9.03 RMS
    pcm[2 * i + 1] = i % 2 ? 32767 : -32768;
  }
  lur_meter_push(&m, pcm, 1000, 2);
  lur_meter_read(&m, &peak, &rms);
  assert_true(fabs(peak + 6.0206) < 0.001 && fabs(rms + 9.0309) < 0.001);
  assert_int_equal(m.clipped, 0);
  lur_meter_push(&m, pcm + 1, 1000, 2);
  lur_meter_read(&m, &peak, &rms);
  assert_true(peak == 0.0 && fabs(rms) < 0.001);
  assert_int_equal(m.clipped, 1000);
  lur_meter_read(&m, &peak, &rms);
  assert_true(isinf(peak) && peak < 0 && isinf(rms) && rms < 0);
}

static void the_same_on_both_channels_is_noticed(void **state)
{
  (void)state;
  struct made m = made_of(2);
  int16_t pcm[960];
  for (int i = 0; i < 960; i++) pcm[i] = (int16_t)(i / 2);
  lur_recorder *r = recorder_of(&m.base, (struct lur_recorder_options){.path = "twins.wav"});
  assert_true(lur_ring_write(m.ring, &(struct lur_ring_block){.n = 480}, pcm));
  struct lur_recorded done = stop_recorder(r);
  assert_true(done.twins);
  lur_recorded_clear(&done);
  forget("twins");
}

static void a_silent_channel_is_noticed(void **state)
{
  (void)state;
  const int16_t silence[960] = {0}, one_side[4] = {0, 0, 7, 0};
  for (int both = 0; both <= 1; both++) {
    struct made m = made_of(2);
    lur_recorder *r = recorder_of(&m.base, (struct lur_recorder_options){.path = "silent.wav"});
    assert_true(lur_ring_write(m.ring, &(struct lur_ring_block){.n = 480}, silence));
    if (!both) assert_true(lur_ring_write(m.ring, &(struct lur_ring_block){.start = 480, .n = 2}, one_side));
    struct lur_recorded done = stop_recorder(r);
    assert_int_equal(done.silent[0], both);
    assert_true(done.silent[1]);
    assert_false(done.twins);
    lur_recorded_clear(&done);
    forget("silent");
  }
}

static void a_sound_that_will_not_start_leaves_no_file(void **state)
{
  (void)state;
  struct made m = made_of(1);
  struct lur_diag diag = {0};
  lur_recorder *r = NULL;
  m.base.start = refuse;
  assert_int_equal(
      lur_recorder_start(&m.base, &(struct lur_recorder_options){.path = "never.wav"}, &r, &diag),
      LUR_DEVICE);
  assert_string_equal(diag.text, "it will not");
  assert_int_equal(access("never.wav", F_OK), -1);
}

static void a_file_plays_as_a_device(void **state)
{
  (void)state;
  struct made m = made_of(2);
  struct lur_diag diag = {0};
  struct lur_sound *s = NULL;
  lur_recorder *r = recorder_of(&m.base, (struct lur_recorder_options){.path = "first.wav"});
  for (int i = 0; i < 300; i++) assert_true(sound(&m, 480, 0));
  struct lur_recorded done = stop_recorder(r);
  lur_recorded_clear(&done);
  static const lur_sound_pace paces[] = {LUR_SOUND_AT_ONCE, LUR_SOUND_IN_TIME};
  for (int i = 0; i < 2; i++) {
    if (lur_sound_open_file("first.wav", 0, paces[i], &s, &diag) != LUR_OK) fail_msg("%s", diag.text);
    r = recorder_of(s, (struct lur_recorder_options){.path = "second.wav", .ring_s = i ? 0 : 0.1});
    wait_for_end(r);
    done = stop_recorder(r);
    lur_sound_close(s);
    size_t n, again;
    int16_t *one = hear("first.wav", &n), *two = hear("second.wav", &again);
    assert_int_equal(n, 144000);
    assert_int_equal(again, n);
    assert_memory_equal(one, two, 2 * n * sizeof *one);
    assert_int_equal(done.dropouts.n, 0);
    lur_recorded_clear(&done);
    free(one);
    free(two);
    forget("second");
  }
  assert_int_equal(lur_sound_open_file("first.wav", 1, LUR_SOUND_AT_ONCE, &s, &diag), LUR_UNSUPPORTED);
  assert_int_equal(lur_sound_open_file("nothing.wav", 0, LUR_SOUND_AT_ONCE, &s, &diag), LUR_NOT_FOUND);
  forget("first");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_sounds_is_recorded_bit_for_bit),
      cmocka_unit_test(what_finds_no_room_becomes_silence_in_its_place),
      cmocka_unit_test(an_overrun_that_cost_nothing_changes_nothing),
      cmocka_unit_test(the_file_is_closed_before_the_device),
      cmocka_unit_test(what_a_device_lost_without_a_word_is_found_by_the_clock),
      cmocka_unit_test(a_device_that_goes_away_ends_the_recording_with_a_word),
      cmocka_unit_test(a_computer_that_slept_leaves_a_hole_of_that_length),
      cmocka_unit_test(a_device_may_be_away_when_the_computer_sleeps),
      cmocka_unit_test(sleep_counts_towards_the_end),
      cmocka_unit_test(a_device_that_comes_back_goes_on_in_the_same_recording),
      cmocka_unit_test(what_was_heard_of_another_device_is_no_part_of_it),
      cmocka_unit_test(a_device_that_stays_away_is_a_hole_to_the_end),
      cmocka_unit_test(a_device_that_never_sounds_ends_in_time),
      cmocka_unit_test(the_room_on_the_disk_is_told),
      cmocka_unit_test(it_ends_at_the_length_asked_for),
      cmocka_unit_test(levels_are_true),
      cmocka_unit_test(the_same_on_both_channels_is_noticed),
      cmocka_unit_test(a_silent_channel_is_noticed),
      cmocka_unit_test(a_sound_that_will_not_start_leaves_no_file),
      cmocka_unit_test(a_file_plays_as_a_device),
  };
  return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
