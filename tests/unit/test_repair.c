/// Recordings that were cut off, truncated and garbled: repaired as far as the sound goes, or refused with a
/// reason, and never of a wrong length.
#define _DEFAULT_SOURCE // usleep
#include <fcntl.h>
#include <math.h>
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

#include "capture/disk.h"
#include "capture/keepsake.h"
#include "capture/repair.h"
#include "capture/tape.h"
#include "tests/support/dice.h"

enum { rate = 8000, quantum = rate / 10, head = 512, record = 64 };
static const char name[] = "a.wav", journal_name[] = "a.wav" LUR_REPAIR_JOURNAL;
static char folder[64];

/// On a disk of memory where there is one: thousands of syncs.
static int enter_folder(void **state)
{
  (void)state;
  snprintf(folder, sizeof folder, "/dev/shm/lur-repair-test-XXXXXX");
  if (!mkdtemp(folder)) {
    snprintf(folder, sizeof folder, "/tmp/lur-repair-test-XXXXXX");
    if (!mkdtemp(folder)) return -1;
  }
  return chdir(folder);
}

static int leave_folder(void **state)
{
  (void)state;
  return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

// ---- Files

struct bytes {
  unsigned char *at;
  size_t n;
};

static struct bytes load(const char *path)
{
  struct bytes b = {NULL, 0};
  struct stat st;
  int fd = open(path, O_RDONLY);
  if (fd < 0) return b;
  assert_int_equal(fstat(fd, &st), 0);
  b.at = malloc((size_t)st.st_size + 1);
  assert_non_null(b.at);
  ssize_t got = pread(fd, b.at, (size_t)st.st_size, 0);
  assert_true(got >= 0);
  b.n = (size_t)got;
  close(fd);
  return b;
}

static void save(const char *path, const unsigned char *bytes, size_t n)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  assert_true(fd >= 0);
  assert_int_equal(lur_disk_write(fd, bytes, n, 0), n);
  close(fd);
}

static void expect_unchanged(const char *path, const struct bytes *before)
{
  struct bytes now = load(path);
  assert_int_equal(now.n, before->n);
  assert_memory_equal(now.at, before->at, now.n);
  free(now.at);
}

// ---- Recordings

static lur_tape *tape_of(const char *path, int channels)
{
  const struct lur_tape_options o = {.path = path,
                                     .rate_hz = rate,
                                     .channels = channels,
                                     .role = {LUR_ROLE_CALLER, LUR_ROLE_AGENT},
                                     .date = "2026-05-01T09:30:00+0200",
                                     .about = "{\"participant\": \"telia\"}"};
  struct lur_diag diag = {0};
  lur_tape *t = NULL;
  lur_tape_remove(path);
  if (lur_tape_open(&o, &t, &diag) != LUR_OK) fail_msg("%s", diag.text);
  return t;
}

static int16_t value(int64_t at)
{
  return (int16_t)(at % 30011 + 1); // never silence
}

/// Appends n samples per channel of the sequence of which `from` have been written; both channels carry it.
static void record_on(lur_tape *t, int channels, int64_t from, int64_t n)
{
  int16_t pcm[2 * 1000];
  struct lur_diag diag = {0};
  while (n > 0) {
    int64_t take = n < 1000 ? n : 1000;
    for (int64_t i = 0; i < take * channels; i++) pcm[i] = value(from + i / channels);
    if (lur_tape_write(t, pcm, (size_t)take, &diag) != LUR_OK) fail_msg("%s", diag.text);
    from += take;
    n -= take;
  }
}

static void sync_tape(lur_tape *t)
{
  assert_int_equal(lur_tape_sync(t, NULL), LUR_OK);
}

/// Reads the whole file as another program would; *n per channel.
static int16_t *hear(const char *path, int channels, int64_t *n)
{
  SF_INFO info = {0};
  SNDFILE *f = sf_open(path, SFM_READ, &info);
  if (!f) fail_msg("%s: %s", path, sf_strerror(NULL));
  assert_int_equal(info.channels, channels);
  assert_int_equal(info.samplerate, rate);
  int16_t *pcm = malloc((size_t)(info.frames + 100) * (size_t)channels * sizeof *pcm);
  assert_non_null(pcm);
  *n = sf_readf_short(f, pcm, info.frames + 100);
  assert_int_equal(*n, info.frames);
  sf_close(f);
  return pcm;
}

static struct lur_repaired repair(void)
{
  struct lur_repaired done = {0};
  struct lur_diag diag = {0};
  if (lur_repair(name, &done, &diag) != LUR_OK) fail_msg("%s", diag.text);
  return done;
}

/// The file holds the first n samples of the sequence, whoever reads it, and its journal vouches for it.
static void expect_first(int channels, int64_t n)
{
  struct lur_diag diag = {0};
  int64_t got;
  int16_t *pcm = hear(name, channels, &got);
  assert_int_equal(got, n);
  for (int64_t i = 0; i < got * channels; i++)
    if (pcm[i] != value(i / channels)) fail_msg("sample %lld is wrong", (long long)(i / channels));
  if (lur_keepsake_verify(name, &diag) != LUR_OK) fail_msg("%s", diag.text);
  free(pcm);
}

// ---- The tests

static void what_was_closed_stays_as_it_is(void **state)
{
  (void)state;
  lur_tape *t = tape_of(name, 2);
  record_on(t, 2, 0, 12345);
  struct lur_repaired done = repair();
  assert_int_equal(done.end, LUR_REPAIR_GOES_ON); // it is open still
  lur_repaired_clear(&done);
  assert_int_equal(lur_tape_close(t, NULL), LUR_OK);
  struct bytes sound = load(name), journal = load(journal_name);
  done = repair();
  assert_int_equal(done.end, LUR_REPAIR_WHOLE);
  assert_true(done.journal);
  assert_string_equal(done.about, "{\"participant\": \"telia\"}");
  expect_unchanged(name, &sound);
  expect_unchanged(journal_name, &journal);
  lur_repaired_clear(&done);
  unlink(journal_name); // and without it
  done = repair();
  assert_int_equal(done.end, LUR_REPAIR_WHOLE);
  expect_unchanged(name, &sound);
  assert_int_equal(access(journal_name, F_OK), -1);
  lur_repaired_clear(&done);
  free(sound.at);
  free(journal.at);
  lur_tape_remove(name);
}

/// Leaves the files as a SIGKILL would.
static void kill_tape(lur_tape *t)
{
  struct bytes sound = load(name), journal = load(journal_name);
  (void)!lur_tape_close(t, NULL);
  save(name, sound.at, sound.n);
  save(journal_name, journal.at, journal.n);
  free(sound.at);
  free(journal.at);
}

static void killed_it_has_all_that_was_written_and_said(void **state)
{
  (void)state;
  lur_tape *t = tape_of(name, 2);
  struct lur_notes notes = {0};
  record_on(t, 2, 0, 10000);
  assert_int_equal(lur_tape_insert_silence(t, 10000, 0, LUR_DROPOUT_LOST, NULL), LUR_OK);
  const struct lur_note note = lur_note_of(LUR_NOTE_MARKER, 0.5, 0.5, "she said hello");
  assert_int_equal(lur_notes_add(&notes, &note), LUR_OK);
  const struct lur_note hold = lur_note_of(LUR_NOTE_HOLD, 0.75, 1e8, NULL); // it had not ended
  assert_int_equal(lur_notes_add(&notes, &hold), LUR_OK);
  lur_tape_notes(t, &notes);
  sync_tape(t);
  record_on(t, 2, 10000, 4321);
  kill_tape(t);
  struct lur_repaired done = repair();
  assert_int_equal(done.end, LUR_REPAIR_DONE);
  assert_true(fabs(done.duration_s - 14321.0 / rate) < 1e-9);
  assert_true(done.lost_s == 0 && done.damaged_s == 0);
  assert_string_equal(done.about, "{\"participant\": \"telia\"}");
  assert_int_equal(done.notes.n, 2);
  assert_string_equal(done.notes.at[0].text, "she said hello");
  assert_true(fabs(done.notes.at[1].end_s - 14321.0 / rate) < 1e-6);
  lur_repaired_clear(&done);
  expect_first(2, 14321);
  struct bytes sound = load(name), journal = load(journal_name);
  done = repair(); // once is enough
  assert_int_equal(done.end, LUR_REPAIR_WHOLE);
  assert_int_equal(done.notes.n, 2);
  expect_unchanged(name, &sound);
  expect_unchanged(journal_name, &journal);
  lur_repaired_clear(&done);
  lur_notes_clear(&notes);
  free(sound.at);
  free(journal.at);
  lur_tape_remove(name);
}

static void expect_reasons(const struct lur_repaired *done)
{
  static const struct lur_dropout wanted[] = {{0.3125, 0.4375, LUR_DROPOUT_LOST},
                                              {1.125, 1.625, LUR_DROPOUT_SUSPENDED}};
  assert_int_equal(done->dropouts.n, 2);
  for (size_t i = 0; i < 2; i++) {
    const struct lur_dropout *d = &done->dropouts.at[i];
    assert_true(fabs(d->start_s - wanted[i].start_s) < 1e-9 && fabs(d->end_s - wanted[i].end_s) < 1e-9);
    assert_int_equal(d->why, wanted[i].why);
  }
}

/// The file of a recording with two holes, killed; `cut` bytes of its journal are missing.
static void record_holes(size_t cut)
{
  lur_tape *t = tape_of(name, 1);
  record_on(t, 1, 0, 8000);
  sync_tape(t);
  assert_int_equal(lur_tape_insert_silence(t, 8000, 4000, LUR_DROPOUT_SUSPENDED, NULL), LUR_OK);
  record_on(t, 1, 8000, 100);
  sync_tape(t);
  assert_int_equal(lur_tape_insert_silence(t, 2500, 1000, LUR_DROPOUT_LOST, NULL), LUR_OK);
  record_on(t, 1, 8100, 3000);
  kill_tape(t);
  struct bytes journal = load(journal_name);
  save(journal_name, journal.at, journal.n - cut);
  free(journal.at);
}

/// Why there are holes outlives a kill, a repair, and a second one.
static void a_repair_knows_why_there_are_holes(void **state)
{
  (void)state;
  for (size_t cut = 0; cut <= 64; cut += 64) {
    record_holes(cut);
    struct lur_repaired done = repair();
    assert_int_equal(done.end, LUR_REPAIR_DONE);
    expect_reasons(&done);
    lur_repaired_clear(&done);
    done = repair();
    assert_int_equal(done.end, LUR_REPAIR_WHOLE);
    expect_reasons(&done);
    lur_repaired_clear(&done);
    lur_tape_remove(name);
  }
}

/// The same where it was killed while silence was being put in: the journal's MOVE says why.
static void silence_that_was_being_put_in_says_why(void **state)
{
  (void)state;
  record_holes(0);
  struct bytes journal = load(journal_name);
  size_t moved = 0;
  while (moved < journal.n && memcmp(journal.at + moved, "MOVD", 4) != 0) moved += 64;
  assert_true(moved < journal.n);
  save(journal_name, journal.at, moved);
  struct lur_repaired done = repair();
  assert_int_equal(done.end, LUR_REPAIR_DONE);
  expect_reasons(&done);
  lur_repaired_clear(&done);
  free(journal.at);
  lur_tape_remove(name);
}

static void the_end_that_is_torn_is_left_out(void **state)
{
  (void)state;
  lur_tape *t = tape_of(name, 1);
  record_on(t, 1, 0, 5 * quantum);
  sync_tape(t);
  record_on(t, 1, 5 * quantum, 200);
  sync_tape(t);
  record_on(t, 1, 5 * quantum + 200, quantum - 200);
  kill_tape(t);
  struct bytes sound = load(name);
  // The last block came to the disk as nothing behind what was synced of it before.
  memset(sound.at + head + 2 * (5 * quantum + 200), 0, 2 * (quantum - 200));
  save(name, sound.at, sound.n);
  struct lur_repaired done = repair();
  assert_int_equal(done.end, LUR_REPAIR_DONE);
  assert_true(fabs(done.lost_s - (quantum - 200.0) / rate) < 1e-9);
  lur_repaired_clear(&done);
  expect_first(1, 5 * quantum + 200);
  free(sound.at);
  lur_tape_remove(name);
}

static void what_is_wrong_in_the_middle_stays_and_is_told(void **state)
{
  (void)state;
  int64_t n;
  lur_tape *t = tape_of(name, 1);
  record_on(t, 1, 0, 50 * quantum);
  kill_tape(t);
  struct bytes sound = load(name);
  sound.at[head + 2 * 10 * quantum + 5] ^= 1;
  save(name, sound.at, sound.n);
  struct lur_repaired done = repair();
  assert_true(fabs(done.damaged_s - 0.1) < 1e-9);
  assert_true(done.lost_s == 0);
  lur_repaired_clear(&done);
  int16_t *pcm = hear(name, 1, &n);
  assert_int_equal(n, 50 * quantum);
  assert_memory_equal(pcm, sound.at + head, 2 * (size_t)n);
  free(pcm);
  free(sound.at);
  lur_tape_remove(name);
}

static void one_of_both_is_enough_to_repair_by(void **state)
{
  (void)state;
  lur_tape *t = tape_of(name, 2);
  record_on(t, 2, 0, 10000);
  kill_tape(t);
  struct bytes sound = load(name);
  memset(sound.at, 0xA5, head);
  save(name, sound.at, sound.n);
  struct lur_repaired done = repair();
  assert_int_equal(done.end, LUR_REPAIR_DONE);
  lur_repaired_clear(&done);
  expect_first(2, 10000);
  // Without the journal the header is all there is, and the sound goes on to the end of the file.
  unlink(journal_name);
  lur_tape_remove(name);
  t = tape_of(name, 2);
  record_on(t, 2, 0, 10000);
  kill_tape(t);
  unlink(journal_name);
  done = repair();
  assert_int_equal(done.end, LUR_REPAIR_DONE);
  assert_false(done.journal);
  assert_true(done.lost_s == 0 && done.damaged_s == 0);
  lur_repaired_clear(&done);
  expect_first(2, 10000);
  // With both gone there is nothing to go by.
  unlink(journal_name);
  save(name, sound.at, sound.n);
  struct lur_diag diag = {0};
  assert_int_equal(lur_repair(name, &done, &diag), LUR_BAD_INPUT);
  assert_non_null(strstr(diag.text, "no recording of lur's"));
  expect_unchanged(name, &sound);
  free(sound.at);
  lur_tape_remove(name);
}

static void the_journal_of_another_recording_is_not_believed(void **state)
{
  (void)state;
  lur_tape *t = tape_of(name, 1);
  int16_t other[quantum] = {7};
  assert_int_equal(lur_tape_write(t, other, quantum, NULL), LUR_OK);
  sync_tape(t);
  struct bytes journal = load(journal_name);
  assert_int_equal(lur_tape_close(t, NULL), LUR_OK);
  t = tape_of(name, 1);
  record_on(t, 1, 0, 10000);
  kill_tape(t);
  save(journal_name, journal.at, journal.n);
  struct lur_repaired done = repair();
  assert_int_equal(done.end, LUR_REPAIR_DONE);
  assert_false(done.journal);
  assert_null(done.about);
  lur_repaired_clear(&done);
  expect_first(1, 10000);
  free(journal.at);
  lur_tape_remove(name);
}

static void without_any_sound_it_is_empty(void **state)
{
  (void)state;
  lur_tape *t = tape_of(name, 1);
  kill_tape(t);
  struct lur_repaired done = repair();
  assert_int_equal(done.end, LUR_REPAIR_EMPTY);
  lur_repaired_clear(&done);
  save(name, (const unsigned char *)"", 0);
  done = repair();
  assert_int_equal(done.end, LUR_REPAIR_EMPTY);
  lur_repaired_clear(&done);
  lur_tape_remove(name);
  struct lur_diag diag = {0};
  assert_int_equal(lur_repair(name, &done, &diag), LUR_NOT_FOUND);
  assert_string_equal(diag.file, name);
}

static void without_room_nothing_is_changed(void **state)
{
  (void)state;
  struct rlimit old, small;
  struct lur_diag diag = {0};
  struct lur_repaired done = {0};
  lur_tape *t = tape_of(name, 1);
  record_on(t, 1, 0, 40000);
  kill_tape(t);
  struct bytes sound = load(name), journal = load(journal_name);
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  small = (struct rlimit){.rlim_cur = 50000, .rlim_max = old.rlim_max};
  signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  lur_status status = lur_repair(name, &done, &diag);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
  assert_int_equal(status, LUR_IO);
  assert_non_null(strstr(diag.text, "make room"));
  expect_unchanged(name, &sound);
  expect_unchanged(journal_name, &journal);
  done = repair();
  lur_repaired_clear(&done);
  expect_first(1, 40000);
  free(sound.at);
  free(journal.at);
  lur_tape_remove(name);
}

// ---- Cut anywhere, garbled anywhere

/// A recording in the midst of being made, with silence at its end and in the middle.
static void make_victim(struct bytes *sound, struct bytes *journal, int16_t **truth, int64_t *n)
{
  lur_tape *t = tape_of(name, 2);
  struct lur_notes notes = {0};
  const struct lur_note note = lur_note_of(LUR_NOTE_HOLD, 0.3, 0.9, "a while");
  assert_int_equal(lur_notes_add(&notes, &note), LUR_OK);
  record_on(t, 2, 0, 9000);
  sync_tape(t);
  assert_int_equal(lur_tape_insert_silence(t, 9000, 1700, LUR_DROPOUT_LOST, NULL), LUR_OK);
  record_on(t, 2, 9000, 7000);
  lur_tape_notes(t, &notes);
  sync_tape(t);
  assert_int_equal(lur_tape_insert_silence(t, 15000, 1234, LUR_DROPOUT_LOST, NULL), LUR_OK);
  record_on(t, 2, 16000, 5050);
  *sound = load(name);
  *journal = load(journal_name);
  *truth = hear(name, 2, n);
  assert_int_equal(lur_tape_close(t, NULL), LUR_OK);
  lur_notes_clear(&notes);
}

/// Cuts or garbles; true: bytes within were changed.
static bool damage(struct dice *dice, struct bytes *b, bool may_garble)
{
  int how = dice_below(dice, may_garble ? 4 : 2);
  if (how == 0) return false;
  if (how == 1 || b->n == 0) {
    b->n = (size_t)(dice_roll(dice) % (b->n + 1));
    return false;
  }
  size_t at = (size_t)(dice_roll(dice) % b->n), n = how == 2 ? 1 : 1 + (size_t)dice_below(dice, 3000);
  for (size_t i = at; i < b->n && i < at + n; i++) b->at[i] = (unsigned char)dice_roll(dice);
  return true;
}

static struct bytes copy_of(const struct bytes *b)
{
  struct bytes copy = {malloc(b->n + 1), b->n};
  assert_non_null(copy.at);
  memcpy(copy.at, b->at, b->n);
  return copy;
}

/// Of a recording that was cut at most: what is there now is how it began, but for less than a second.
static void expect_beginning(const int16_t *truth, int64_t n, size_t bytes_left)
{
  int64_t got, there = ((int64_t)bytes_left - head) / 4;
  int16_t *pcm = hear(name, 2, &got);
  assert_true(got <= there && got <= n);
  if (got <= there - rate - quantum)
    fail_msg("%lld samples of %lld were kept", (long long)got, (long long)there);
  assert_memory_equal(pcm, truth, (size_t)got * 4);
  free(pcm);
}

/// The length is what the file can hold, whatever became of its bytes.
static void expect_sane_length(const struct lur_repaired *done, size_t bytes_left)
{
  int64_t got, there = bytes_left > head ? ((int64_t)bytes_left - head) / (2 * done->channels) : 0;
  int16_t *pcm = hear(name, done->channels, &got);
  assert_true(got <= there + 1234); // silence that was being put in
  assert_true(fabs(done->duration_s - (double)got / rate) < 1e-9);
  assert_true(done->lost_s >= 0 && done->damaged_s >= 0 && done->damaged_s <= done->duration_s + 0.1);
  free(pcm);
}

static void a_thousand_truncations_are_repaired_or_refused(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  struct bytes sound, journal;
  int16_t *truth;
  int64_t n;
  int repaired = 0, refused = 0, empty = 0;
  make_victim(&sound, &journal, &truth, &n);
  for (int round = 0; round < 1500; round++) {
    struct bytes s = copy_of(&sound), j = copy_of(&journal);
    struct lur_repaired done = {0};
    struct lur_diag diag = {0};
    bool garble = round >= 1000;
    bool garbled = damage(&dice, &s, garble);
    damage(&dice, &j, garble);
    save(name, s.at, s.n);
    save(journal_name, j.at, j.n);
    if (j.n == 0) unlink(journal_name);
    lur_status status = lur_repair(name, &done, &diag);
    if (status != LUR_OK) {
      assert_int_equal(status, LUR_BAD_INPUT);
      assert_true(diag.text[0] && strcmp(diag.file, name) == 0);
      assert_true(garbled || s.n < head);
      expect_unchanged(name, &s);
      refused++;
    } else if (done.end == LUR_REPAIR_EMPTY) {
      assert_true(garbled || s.n < head + 4);
      expect_unchanged(name, &s);
      empty++;
    } else {
      assert_int_equal(done.end, LUR_REPAIR_DONE);
      if (garbled)
        expect_sane_length(&done, s.n);
      else
        expect_beginning(truth, n, s.n);
      assert_int_equal(lur_keepsake_verify(name, NULL), LUR_OK);
      repaired++;
    }
    lur_repaired_clear(&done);
    free(s.at);
    free(j.at);
  }
  printf("%d repaired, %d refused, %d without sound\n", repaired, refused, empty);
  assert_true(repaired > 1000);
  free(sound.at);
  free(journal.at);
  free(truth);
  lur_tape_remove(name);
}

// ---- Killed, and the power cut, while a child records

/// Records for ever, putting silence in at its end and in the middle; tells how much was written and synced.
static void record_until_killed(int to)
{
  lur_tape *t = tape_of(name, 1);
  struct dice dice = {(uint64_t)getpid()};
  for (int64_t written = 0, round = 0;; round++) {
    int64_t n = 200 + dice_below(&dice, 700);
    record_on(t, 1, written, n);
    written += n;
    int64_t length = lur_tape_samples(t), back = round % 7 == 3 ? dice_below(&dice, 3000) : 0;
    if (round % 5 == 3 &&
        lur_tape_insert_silence(t, length > back ? length - back : 0, 1 + dice_below(&dice, 2000),
                                LUR_DROPOUT_LOST, NULL) != LUR_OK)
      _exit(1);
    if (round % 3 == 0) sync_tape(t);
    if (write(to, &written, sizeof written) != sizeof written) _exit(1);
  }
}

static pid_t start_child(int *from)
{
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    close(ends[0]);
    record_until_killed(ends[1]);
  }
  close(ends[1]);
  *from = ends[0];
  return child;
}

static int64_t end_child(pid_t child, int from)
{
  int64_t told = 0, more;
  kill(child, SIGKILL);
  assert_int_equal(waitpid(child, NULL, 0), child);
  while (read(from, &more, sizeof more) == sizeof more) told = more;
  close(from);
  return told;
}

/// Each sample is silence or the next of the sequence: none twice, none left out before the last. Returns how
/// many of the sequence there are.
static int64_t expect_sequence(void)
{
  int64_t n, next = 0;
  int16_t *pcm = hear(name, 1, &n);
  for (int64_t i = 0; i < n; i++) {
    if (pcm[i] == 0) continue;
    if (pcm[i] != value(next)) fail_msg("at %lld there is not sample %lld", (long long)i, (long long)next);
    next++;
  }
  free(pcm);
  return next;
}

static void killed_anywhere_nothing_is_twice_or_missing(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  for (int round = 0; round < 60; round++) {
    int from;
    int64_t first;
    pid_t child = start_child(&from);
    assert_int_equal(read(from, &first, sizeof first), sizeof first);
    usleep((useconds_t)dice_below(&dice, 6000));
    int64_t told = end_child(child, from);
    struct lur_repaired done = repair();
    assert_true(done.end == LUR_REPAIR_DONE && done.journal);
    assert_true(done.lost_s == 0 && done.damaged_s == 0);
    lur_repaired_clear(&done);
    int64_t got = expect_sequence();
    if (got < told) fail_msg("of %lld samples written %lld are there", (long long)told, (long long)got);
    assert_int_equal(lur_keepsake_verify(name, NULL), LUR_OK);
    lur_tape_remove(name);
  }
}

/// Copies a file that is being written, a piece at a time: what a disk holds after a power cut, or worse.
static struct bytes snatch(const char *path, struct dice *dice)
{
  struct bytes b = {malloc(1 << 22), 0};
  assert_non_null(b.at);
  int fd = open(path, O_RDONLY);
  assert_true(fd >= 0);
  for (ssize_t got = 1; got > 0 && b.n < (1 << 22) - 65536; b.n += (size_t)got) {
    got = pread(fd, b.at + b.n, 512 + (size_t)dice_below(dice, 60000), (off_t)b.n);
    assert_true(got >= 0);
  }
  close(fd);
  return b;
}

static void power_cut_the_copy_opens_and_is_how_it_began(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  for (int round = 0; round < 40; round++) {
    int from;
    int64_t first;
    pid_t child = start_child(&from);
    assert_int_equal(read(from, &first, sizeof first), sizeof first);
    usleep((useconds_t)dice_below(&dice, 6000));
    bool journal_first = dice_below(&dice, 2);
    struct bytes sound, journal;
    if (journal_first) journal = snatch(journal_name, &dice);
    sound = snatch(name, &dice);
    if (!journal_first) journal = snatch(journal_name, &dice);
    (void)end_child(child, from);
    lur_tape_remove(name);
    save(name, sound.at, sound.n);
    save(journal_name, journal.at, journal.n);
    struct lur_repaired done = repair();
    assert_int_equal(done.end, LUR_REPAIR_DONE);
    expect_sane_length(&done, sound.n);
    assert_int_equal(lur_keepsake_verify(name, NULL), LUR_OK);
    lur_repaired_clear(&done);
    lur_tape_remove(name);
    free(sound.at);
    free(journal.at);
  }
}

/// What a disk may hold that lost its power between two syncs: of each page the older or the newer, and any
/// length between.
static struct bytes mix(const struct bytes *old, const struct bytes *new, struct dice *dice)
{
  enum { page = 4096 };
  struct bytes b = {calloc(1, new->n + 1), new->n};
  assert_non_null(b.at);
  for (size_t at = 0; at < new->n; at += page) {
    const struct bytes *from = dice_below(dice, 2) ? old : new;
    size_t n = new->n - at < page ? new->n - at : page, there = from->n > at ? from->n - at : 0;
    memcpy(b.at + at, from->at + at, n < there ? n : there);
  }
  if (dice_below(dice, 3) == 0) b.n = old->n;
  if (dice_below(dice, 3) == 0) b.n = old->n + (size_t)dice_below(dice, (int)(new->n - old->n) + 1);
  return b;
}

static void with_any_pages_lost_the_synced_sound_is_there(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  for (int round = 0; round < 300; round++) {
    lur_tape *t = tape_of(name, 2);
    int64_t synced = 1 + dice_below(&dice, 20000), n = synced, more = dice_below(&dice, rate - 200), got;
    record_on(t, 2, 0, synced);
    sync_tape(t);
    struct bytes sound0 = load(name), journal0 = load(journal_name);
    for (int64_t take; more > 0; n += take, more -= take) {
      take = more < 500 ? more : 500;
      record_on(t, 2, n, take);
    }
    struct bytes sound1 = load(name), journal1 = load(journal_name);
    struct bytes sound = mix(&sound0, &sound1, &dice), journal = mix(&journal0, &journal1, &dice);
    assert_int_equal(lur_tape_close(t, NULL), LUR_OK);
    save(name, sound.at, sound.n);
    save(journal_name, journal.at, journal.n);
    struct lur_repaired done = repair();
    assert_int_equal(done.end, LUR_REPAIR_DONE);
    int16_t *pcm = hear(name, 2, &got);
    assert_true(got >= synced && got <= n);
    int64_t wrong = 0;
    for (int64_t i = 0; i < 2 * got; i++) {
      if (i < 2 * synced) assert_int_equal(pcm[i], value(i / 2));
      wrong += pcm[i] != value(i / 2);
    }
    if (wrong && !(done.damaged_s > 0)) fail_msg("%lld wrong samples are not told of", (long long)wrong);
    free(pcm);
    lur_repaired_clear(&done);
    struct bytes *all[] = {&sound0, &sound1, &journal0, &journal1, &sound, &journal};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]->at);
    lur_tape_remove(name);
  }
}

static void killed_while_it_repairs_it_repairs_again(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  lur_tape *t = tape_of(name, 1);
  record_on(t, 1, 0, 400000);
  kill_tape(t);
  struct bytes sound = load(name), journal = load(journal_name);
  for (int round = 0; round < 50; round++) {
    save(name, sound.at, sound.n);
    save(journal_name, journal.at, journal.n);
    pid_t child = fork();
    if (child == 0) {
      struct lur_repaired done = {0};
      _exit(lur_repair(name, &done, NULL) == LUR_OK ? 0 : 1);
    }
    usleep((useconds_t)dice_below(&dice, 3000));
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, NULL, 0), child);
    struct lur_repaired done = repair();
    assert_true(done.end == LUR_REPAIR_DONE || done.end == LUR_REPAIR_WHOLE);
    assert_non_null(done.about);
    lur_repaired_clear(&done);
    expect_first(1, 400000);
    char left[64];
    for (int i = 0; i < 2; i++) {
      snprintf(left, sizeof left, "lur-%ld-%d.tmp", (long)child, i);
      unlink(left);
    }
  }
  free(sound.at);
  free(journal.at);
  lur_tape_remove(name);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_was_closed_stays_as_it_is),
      cmocka_unit_test(killed_it_has_all_that_was_written_and_said),
      cmocka_unit_test(a_repair_knows_why_there_are_holes),
      cmocka_unit_test(silence_that_was_being_put_in_says_why),
      cmocka_unit_test(the_end_that_is_torn_is_left_out),
      cmocka_unit_test(what_is_wrong_in_the_middle_stays_and_is_told),
      cmocka_unit_test(one_of_both_is_enough_to_repair_by),
      cmocka_unit_test(the_journal_of_another_recording_is_not_believed),
      cmocka_unit_test(without_any_sound_it_is_empty),
      cmocka_unit_test(without_room_nothing_is_changed),
      cmocka_unit_test(a_thousand_truncations_are_repaired_or_refused),
      cmocka_unit_test(killed_anywhere_nothing_is_twice_or_missing),
      cmocka_unit_test(power_cut_the_copy_opens_and_is_how_it_began),
      cmocka_unit_test(with_any_pages_lost_the_synced_sound_is_there),
      cmocka_unit_test(killed_while_it_repairs_it_repairs_again),
  };
  return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
