/// Masks and notes of a recording, from a sound that the test makes block by block.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "audio/reader.h"
#include "capture/journal.h"
#include "capture/recorder.h"

enum { rate = 8000, block = 80, most = 4 * rate, loud = 1000 };

/// A sound that writes what it is told to.
struct made {
  struct lur_sound sound; // first: the recorder's pointer is ours
  lur_ring *ring;
  int64_t at, leg;
};

/// What whoever looks on was shown.
struct shown {
  int16_t pcm[2 * most];
  int64_t n;
};

static lur_status start(struct lur_sound *s, lur_ring *ring, struct lur_diag *diag)
{
  (void)diag;
  ((struct made *)s)->ring = ring;
  return LUR_OK;
}

static lur_sound_state state_of(struct lur_sound *s)
{
  (void)s;
  return LUR_SOUND_RUNS;
}

static void stop(struct lur_sound *s)
{
  ((struct made *)s)->ring = NULL;
}

static void take(void *self, const int16_t *pcm, size_t n, int64_t at)
{
  struct shown *shown = self;
  assert_int_equal(at, shown->n);
  assert_true(shown->n + (int64_t)n <= most);
  memcpy(shown->pcm + 2 * shown->n, pcm, 2 * n * sizeof *pcm);
  shown->n += (int64_t)n;
}

/// n samples more, all loud; waits until they are in the file.
static void play(struct made *m, lur_recorder *r, int n)
{
  int16_t pcm[2 * block];
  struct lur_recorder_view view;
  lur_recorder_look(r, &view);
  double until = view.recorded_s + (double)n / rate;
  for (int i = 0; i < 2 * block; i++) pcm[i] = loud;
  for (; n > 0; n -= block, m->at += block) {
    const struct lur_ring_block b = {m->at, block, (uint32_t)m->leg << LUR_SOUND_LEG};
    assert_true(lur_ring_write(m->ring, &b, pcm));
  }
  for (int i = 0; i < 500 && view.recorded_s < until - 1e-9; i++) {
    const struct timespec moment = {.tv_nsec = 10000000};
    nanosleep(&moment, NULL);
    lur_recorder_look(r, &view);
  }
  assert_true(fabs(view.recorded_s - until) < 1e-9);
}

struct tape {
  char folder[64], path[80];
  struct made made;
  struct shown shown;
  lur_recorder *recorder;
  struct lur_recorded done;
};

static struct tape *begin(void)
{
  struct tape *t = calloc(1, sizeof *t);
  struct lur_diag diag = {0};
  assert_non_null(t);
  snprintf(t->folder, sizeof t->folder, "/tmp/lur-notes-XXXXXX");
  assert_non_null(mkdtemp(t->folder));
  snprintf(t->path, sizeof t->path, "%s/a.wav", t->folder);
  t->made.sound = (struct lur_sound){
      .name = "made", .rate_hz = rate, .channels = 2, .start = start, .state = state_of, .stop = stop};
  const struct lur_recorder_options options = {.path = t->path, .tap = take, .tap_self = &t->shown};
  assert_int_equal(lur_recorder_start(&t->made.sound, &options, &t->recorder, &diag), LUR_OK);
  return t;
}

static void end(struct tape *t)
{
  char journal[96];
  snprintf(journal, sizeof journal, "%s.journal", t->path);
  lur_recorded_clear(&t->done);
  unlink(t->path);
  unlink(journal);
  assert_int_equal(rmdir(t->folder), 0);
  free(t);
}

static void finish(struct tape *t)
{
  struct lur_diag diag = {0};
  assert_int_equal(lur_recorder_stop(t->recorder, &t->done, &diag), LUR_OK);
}

/// Samples [from, to) of what was shown are silent, or all loud.
static void assert_stretch(const struct shown *s, int64_t from, int64_t to, int value)
{
  for (int64_t i = 2 * from; i < 2 * to; i++)
    if (s->pcm[i] != value) fail_msg("sample %ld is %d, not %d", (long)i / 2, s->pcm[i], value);
}

/// The file holds what was shown.
static void assert_file(const struct tape *t)
{
  struct lur_reader_options options = lur_reader_options_default();
  struct lur_diag diag = {0};
  lur_reader *reader;
  static float pcm[2 * most];
  size_t got, n = 0;
  options.native_rate = true;
  assert_int_equal(lur_reader_open(t->path, &options, &reader, &diag), LUR_OK);
  while (lur_reader_read(reader, pcm + 2 * n, most - n, &got) == LUR_OK) n += got;
  assert_int_equal(n, t->shown.n);
  for (size_t i = 0; i < 2 * n; i++) assert_int_equal(lrintf(pcm[i] * 32768), t->shown.pcm[i]);
  lur_reader_close(reader);
}

static void what_is_masked_is_silent_to_the_sample(void **state)
{
  (void)state;
  struct tape *t = begin();
  play(&t->made, t->recorder, 800);
  assert_int_equal(lur_recorder_mask(t->recorder, true), LUR_OK);
  assert_int_equal(lur_recorder_mask(t->recorder, true), LUR_OK); // twice is once
  play(&t->made, t->recorder, 1600);
  assert_int_equal(lur_recorder_mask(t->recorder, false), LUR_OK);
  play(&t->made, t->recorder, 400);
  assert_int_equal(lur_recorder_mask(t->recorder, true), LUR_OK);
  play(&t->made, t->recorder, 240);
  finish(t); // still private
  assert_int_equal(t->shown.n, 3040);
  assert_stretch(&t->shown, 0, 800, loud);
  assert_stretch(&t->shown, 800, 2400, 0);
  assert_stretch(&t->shown, 2400, 2800, loud);
  assert_stretch(&t->shown, 2800, 3040, 0);
  assert_file(t);
  assert_int_equal(t->done.notes.n, 2);
  static const double span[][2] = {{0.1, 0.3}, {0.35, 0.38}};
  for (size_t i = 0; i < 2; i++) {
    const struct lur_note *note = &t->done.notes.at[i];
    assert_int_equal(note->kind, LUR_NOTE_MASKED);
    assert_true(fabs(note->start_s - span[i][0]) < 1e-9 && fabs(note->end_s - span[i][1]) < 1e-9);
  }
  end(t);
}

static void a_device_that_comes_back_is_masked_still(void **state)
{
  (void)state;
  struct tape *t = begin();
  play(&t->made, t->recorder, 800);
  assert_int_equal(lur_recorder_mask(t->recorder, true), LUR_OK);
  play(&t->made, t->recorder, 160);
  t->made.leg++;
  t->made.at = 0; // counted anew
  play(&t->made, t->recorder, 640);
  assert_int_equal(lur_recorder_mask(t->recorder, false), LUR_OK);
  play(&t->made, t->recorder, 80);
  finish(t);
  assert_stretch(&t->shown, 0, 800, loud);
  assert_stretch(&t->shown, 800, 1600, 0);
  assert_stretch(&t->shown, 1600, 1680, loud);
  assert_int_equal(t->done.notes.n, 1);
  end(t);
}

static void notes_end_where_the_recording_ends(void **state)
{
  (void)state;
  struct tape *t = begin();
  const struct lur_note note = lur_note_of(LUR_NOTE_MARKER, 0.05, 0.05, "here"),
                        later = lur_note_of(LUR_NOTE_HOLD, 0.08, 9, NULL),
                        wrong = lur_note_of(LUR_NOTE_MARKER, -1, 0, NULL);
  play(&t->made, t->recorder, 800);
  assert_int_equal(lur_recorder_note(t->recorder, &later), LUR_OK);
  assert_int_equal(lur_recorder_note(t->recorder, &note), LUR_OK);
  assert_int_equal(lur_recorder_note(t->recorder, &wrong), LUR_BAD_ARG);
  assert_true(fabs(lur_recorder_now_s(t->recorder) - 0.1) < 1e-9);
  finish(t);
  assert_int_equal(t->done.notes.n, 2);
  assert_string_equal(t->done.notes.at[0].text, "here");
  assert_true(fabs(t->done.notes.at[1].end_s - 0.1) < 1e-9);
  end(t);
}

/// The notes that the journal knows of, once it knows of a mask that ends there, and of one more.
static bool journal_tells(const struct tape *t, double masked_to_s)
{
  char path[96];
  struct lur_journal journal = {0};
  struct lur_diag diag = {0};
  snprintf(path, sizeof path, "%s.journal", t->path);
  assert_int_equal(lur_journal_read(path, &journal, &diag), LUR_OK);
  const struct lur_notes *notes = &journal.notes;
  bool told = notes->n == 2 && notes->at[0].kind == LUR_NOTE_MARKER &&
              strcmp(notes->at[0].text, "here") == 0 && notes->at[1].kind == LUR_NOTE_MASKED &&
              fabs(notes->at[1].end_s - masked_to_s) < 1e-9;
  lur_journal_clear(&journal);
  return told;
}

static void what_was_noted_is_on_the_disk_at_once(void **state)
{
  (void)state;
  struct tape *t = begin();
  const struct lur_note note = lur_note_of(LUR_NOTE_MARKER, 0.05, 0.05, "here");
  bool told = false;
  play(&t->made, t->recorder, 800);
  assert_int_equal(lur_recorder_note(t->recorder, &note), LUR_OK);
  assert_int_equal(lur_recorder_mask(t->recorder, true), LUR_OK);
  play(&t->made, t->recorder, 400);
  for (int i = 0; i < 1000 && !told; i++) { // a kill from here on loses none of it
    const struct timespec moment = {.tv_nsec = 10000000};
    told = journal_tells(t, 0.15);
    nanosleep(&moment, NULL);
  }
  assert_true(told);
  finish(t);
  end(t);
}

/// What is on hold when the program is killed is on the disk already, open at its end.
static void a_hold_is_told_before_it_ends(void **state)
{
  (void)state;
  struct tape *t = begin();
  struct lur_journal j = {0};
  char journal[96];
  snprintf(journal, sizeof journal, "%s.journal", t->path);
  play(&t->made, t->recorder, rate);
  lur_recorder_hold(t->recorder, 0.5);
  for (int i = 0; i < 500 && j.notes.n == 0; i++) {
    const struct timespec moment = {.tv_nsec = 10000000};
    nanosleep(&moment, NULL);
    lur_journal_clear(&j);
    j = (struct lur_journal){0};
    assert_int_equal(lur_journal_read(journal, &j, NULL), LUR_OK);
  }
  assert_int_equal(j.notes.n, 1);
  assert_int_equal(j.notes.at[0].kind, LUR_NOTE_HOLD);
  assert_true(fabs(j.notes.at[0].start_s - 0.5) < 1e-6);
  assert_true(j.notes.at[0].end_s > 1e6);
  lur_journal_clear(&j);
  lur_recorder_hold(t->recorder, (double)NAN);
  finish(t);
  assert_int_equal(t->done.notes.n, 0);
  end(t);
}

/// So is what has been typed of a note by then.
static void a_note_is_told_while_it_is_typed(void **state)
{
  (void)state;
  struct tape *t = begin();
  struct lur_journal j = {0};
  char journal[96];
  const struct lur_note typed = lur_note_of(LUR_NOTE_MARKER, 0.5, 0.5, "half a wo");
  snprintf(journal, sizeof journal, "%s.journal", t->path);
  play(&t->made, t->recorder, rate);
  lur_recorder_typing(t->recorder, &typed);
  for (int i = 0; i < 500 && j.notes.n == 0; i++) {
    const struct timespec moment = {.tv_nsec = 10000000};
    nanosleep(&moment, NULL);
    lur_journal_clear(&j);
    j = (struct lur_journal){0};
    assert_int_equal(lur_journal_read(journal, &j, NULL), LUR_OK);
  }
  assert_int_equal(j.notes.n, 1);
  assert_int_equal(j.notes.at[0].kind, LUR_NOTE_MARKER);
  assert_string_equal(j.notes.at[0].text, "half a wo");
  lur_journal_clear(&j);
  lur_recorder_typing(t->recorder, NULL);
  finish(t);
  assert_int_equal(t->done.notes.n, 0); // it was dropped
  end(t);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_hold_is_told_before_it_ends),
      cmocka_unit_test(a_note_is_told_while_it_is_typed),
      cmocka_unit_test(what_is_masked_is_silent_to_the_sample),
      cmocka_unit_test(a_device_that_comes_back_is_masked_still),
      cmocka_unit_test(notes_end_where_the_recording_ends),
      cmocka_unit_test(what_was_noted_is_on_the_disk_at_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
