/// What is written beside a recording: read back as it was, and believed only where it is whole.
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
#include <unistd.h>

#include <cmocka.h>

#include "capture/journal.h"
#include "capture/wave_head.h"
#include "tests/support/dice.h"

static char folder[] = "/tmp/lur-journal-test-XXXXXX";
static unsigned char head[LUR_WAVE_HEAD];

static int enter_folder(void **state)
{
  (void)state;
  const struct lur_wave_said said = {.rate_hz = 8000, .channels = 2, .id = 0x1122334455667788};
  const struct lur_wave_texts texts = {.role = {LUR_ROLE_CALLER, LUR_ROLE_AGENT}, .title = "En påringning"};
  if (lur_wave_head_make(&said, &texts, head) != LUR_OK) return -1;
  return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
  (void)state;
  return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static void expect_s(double is, double want)
{
  if (!(fabs(is - want) < 1e-9)) fail_msg("%.12g s and not %.12g", is, want);
}

static struct lur_journal_writer begin(const char *about)
{
  struct lur_journal_writer w;
  assert_true(lur_journal_open(&w, "j", head, about));
  return w;
}

/// Closes it and gives its bytes, to free().
static unsigned char *end(struct lur_journal_writer *w, size_t *n)
{
  assert_true(lur_journal_sync(w));
  off_t size = lseek(w->fd, 0, SEEK_END);
  assert_true(size > 0);
  unsigned char *bytes = malloc((size_t)size);
  assert_non_null(bytes);
  assert_int_equal(pread(w->fd, bytes, (size_t)size, 0), size);
  lur_journal_close(w);
  unlink("j");
  *n = (size_t)size;
  return bytes;
}

static struct lur_journal parse(const unsigned char *bytes, size_t n)
{
  struct lur_journal j = {0};
  assert_int_equal(lur_journal_parse(bytes, n, &j), LUR_OK);
  return j;
}

static void add(struct lur_notes *notes, lur_note_kind kind, double start_s, double end_s, const char *text)
{
  const struct lur_note note = lur_note_of(kind, start_s, end_s, text);
  assert_int_equal(lur_notes_add(notes, &note), LUR_OK);
}

static const char long_text[] =
    "a note of more than twenty-eight bytes, so that it takes several records, with å, ä and ö in it";
static const char about[] = "{\"wave\": \"spring\", \"participant\": \"telia\", \"assessor\": \"Eva\"}";

/// A journal with something of everything.
static unsigned char *whole_journal(size_t *n)
{
  struct lur_journal_writer w = begin(about);
  struct lur_notes notes = {0};
  lur_journal_block(&w, 0, 800, 11);
  lur_journal_block(&w, 800, 300, 12); // a part, then all of it
  add(&notes, LUR_NOTE_ANSWERED, 0.1, 0.1, NULL);
  lur_journal_notes(&w, &notes);
  lur_journal_block(&w, 800, 800, 13);
  lur_journal_dropout(&w, 1600, 400, LUR_DROPOUT_DISK);
  add(&notes, LUR_NOTE_MARKER, 0.05, 0.05, long_text);
  add(&notes, LUR_NOTE_MASKED, 0.2, 0.25, "");
  lur_journal_notes(&w, &notes);
  lur_journal_block(&w, 1600, 800, 14);
  lur_journal_end(&w, 2400);
  lur_notes_clear(&notes);
  return end(&w, n);
}

static void it_is_read_as_it_was_written(void **state)
{
  (void)state;
  size_t n;
  unsigned char *bytes = whole_journal(&n);
  struct lur_journal j = parse(bytes, n);
  assert_true(j.has_head && j.ended);
  assert_memory_equal(j.head, head, sizeof head);
  assert_int_equal(j.said.rate_hz, 8000);
  assert_true(j.said.id == 0x1122334455667788);
  assert_string_equal(j.about, about);
  assert_int_equal(j.blocks, 3);
  assert_int_equal(j.block[1].start, 800);
  assert_int_equal(j.block[1].n, 800);
  assert_int_equal(j.block[1].crc, 13);
  assert_int_equal(j.block[1].n_before, 300);
  assert_int_equal(j.block[1].crc_before, 12);
  assert_int_equal(j.dropouts.n, 1);
  expect_s(j.dropouts.at[0].start_s, 0.2);
  expect_s(j.dropouts.at[0].end_s, 0.25);
  assert_int_equal(j.dropouts.at[0].why, LUR_DROPOUT_DISK);
  assert_int_equal(j.notes.n, 3);
  assert_string_equal(j.notes.at[0].text, long_text);
  assert_int_equal(j.notes.at[1].kind, LUR_NOTE_ANSWERED);
  assert_int_equal(j.notes.at[2].kind, LUR_NOTE_MASKED);
  expect_s(j.notes.at[2].end_s, 0.25);
  assert_int_equal(j.samples, 2400);
  assert_int_equal(j.damaged, 0);
  assert_int_equal(j.records * 64, n);
  lur_journal_clear(&j);
  free(bytes);
}

/// What a damaged journal says is a part of what the whole one says.
static void expect_part(const struct lur_journal *part, const struct lur_journal *whole)
{
  if (part->has_head) assert_memory_equal(part->head, whole->head, sizeof whole->head);
  if (part->about) assert_string_equal(part->about, whole->about);
  if (part->ended) assert_int_equal(part->samples, whole->samples);
  assert_false(part->move.pending);
  for (size_t i = 0; i < part->blocks; i++) {
    const struct lur_journal_block *b = &part->block[i];
    bool known = b->start == 800 && b->n == 300 && b->crc == 12;
    for (size_t k = 0; k < whole->blocks; k++)
      known = known || (b->start == whole->block[k].start && b->n == whole->block[k].n &&
                        b->crc == whole->block[k].crc);
    assert_true(known);
  }
  for (size_t i = 0; i < part->notes.n; i++) {
    bool known = false;
    for (size_t k = 0; k < whole->notes.n; k++)
      known = known || memcmp(&part->notes.at[i], &whole->notes.at[k], sizeof part->notes.at[i]) == 0;
    assert_true(known);
  }
}

static void cut_anywhere_it_says_nothing_wrong(void **state)
{
  (void)state;
  size_t n;
  unsigned char *bytes = whole_journal(&n);
  struct lur_journal whole = parse(bytes, n);
  for (size_t cut = 0; cut < n; cut++) {
    struct lur_journal j = parse(bytes, cut);
    assert_int_equal(j.records, cut / 64);
    assert_int_equal(j.damaged, cut % 64 != 0);
    assert_false(j.ended);
    expect_part(&j, &whole);
    lur_journal_clear(&j);
  }
  lur_journal_clear(&whole);
  free(bytes);
}

static void garbled_anywhere_it_says_nothing_wrong(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  size_t n;
  unsigned char *bytes = whole_journal(&n);
  struct lur_journal whole = parse(bytes, n);
  for (size_t at = 0; at < n; at++) {
    unsigned char old = bytes[at];
    bytes[at] ^= (unsigned char)(1 + dice_below(&dice, 255));
    struct lur_journal j = parse(bytes, n);
    assert_int_equal(j.damaged, 1);
    expect_part(&j, &whole);
    lur_journal_clear(&j);
    bytes[at] = old;
  }
  lur_journal_clear(&whole);
  free(bytes);
}

static void what_lies_behind_new_silence_moves(void **state)
{
  (void)state;
  struct lur_journal_writer w = begin(NULL);
  struct lur_notes notes = {0};
  size_t n;
  add(&notes, LUR_NOTE_MARKER, 0.05, 0.05, "before");
  add(&notes, LUR_NOTE_MARKER, 0.15, 0.15, "behind");
  lur_journal_block(&w, 0, 800, 1);
  lur_journal_dropout(&w, 900, 100, LUR_DROPOUT_DEVICE);
  lur_journal_block(&w, 800, 800, 2);
  lur_journal_notes(&w, &notes);
  lur_journal_move(&w, 850, 4000, 750, 99, LUR_DROPOUT_LOST);
  unsigned char *bytes = end(&w, &n);
  struct lur_journal j = parse(bytes, n);
  assert_true(j.move.pending);
  assert_int_equal(j.move.at, 850);
  assert_int_equal(j.move.n, 4000);
  assert_int_equal(j.move.tail, 750);
  assert_int_equal(j.move.crc, 99);
  assert_int_equal(j.move.why, LUR_DROPOUT_LOST);
  assert_int_equal(j.blocks, 2);
  lur_journal_clear(&j);
  free(bytes);

  w = begin(NULL);
  lur_journal_block(&w, 0, 800, 1);
  lur_journal_dropout(&w, 900, 100, LUR_DROPOUT_DEVICE);
  lur_journal_block(&w, 800, 800, 2);
  lur_journal_notes(&w, &notes);
  lur_journal_move(&w, 850, 4000, 750, 99, LUR_DROPOUT_LOST);
  lur_journal_moved(&w, 850, 4000, LUR_DROPOUT_LOST);
  bytes = end(&w, &n);
  j = parse(bytes, n);
  assert_false(j.move.pending);
  assert_int_equal(j.blocks, 1); // of the second one nothing is known any more
  assert_int_equal(j.dropouts.n, 2);
  expect_s(j.dropouts.at[0].start_s, 850 / 8000.0);
  expect_s(j.dropouts.at[1].start_s, 4900 / 8000.0);
  assert_int_equal(j.dropouts.at[0].why, LUR_DROPOUT_LOST);
  assert_int_equal(j.dropouts.at[1].why, LUR_DROPOUT_DEVICE);
  expect_s(j.notes.at[0].start_s, 0.05);
  expect_s(j.notes.at[1].start_s, 0.65);
  lur_journal_clear(&j);
  lur_notes_clear(&notes);
  free(bytes);
}

/// Silence that was put in by and by is one dropout for each reason; an older version said none, and a later
/// one may know more of them.
static void a_dropout_says_why(void **state)
{
  (void)state;
  static const lur_dropout_why told[] = {LUR_DROPOUT_DEVICE, LUR_DROPOUT_DEVICE,  LUR_DROPOUT_SUSPENDED,
                                         (lur_dropout_why)0, (lur_dropout_why)99, LUR_DROPOUT_LOST};
  static const lur_dropout_why wanted[] = {LUR_DROPOUT_DEVICE, LUR_DROPOUT_SUSPENDED, LUR_DROPOUT_UNKNOWN,
                                           LUR_DROPOUT_LOST};
  struct lur_journal_writer w = begin(NULL);
  size_t n;
  for (int i = 0; i < 6; i++) lur_journal_dropout(&w, 800 * i, 800, told[i]);
  unsigned char *bytes = end(&w, &n);
  struct lur_journal j = parse(bytes, n);
  assert_int_equal(j.dropouts.n, 4);
  for (size_t i = 0; i < 4; i++) assert_int_equal(j.dropouts.at[i].why, wanted[i]);
  expect_s(j.dropouts.at[0].end_s, 0.2);
  expect_s(j.dropouts.at[2].end_s, 0.5);
  lur_journal_clear(&j);
  free(bytes);
}

/// What is there may be all that is left of a call's notes.
static void a_journal_that_is_there_is_put_aside(void **state)
{
  (void)state;
  static const char *const names[] = {"j.1", "j.2", "j"};
  for (int64_t i = 0; i < 3; i++) {
    struct lur_journal_writer w = begin(about);
    lur_journal_block(&w, 0, 100, 1);
    lur_journal_end(&w, 100 + i);
    assert_true(lur_journal_sync(&w));
    lur_journal_close(&w);
  }
  for (int64_t i = 0; i < 3; i++) {
    struct lur_journal j = {0};
    assert_int_equal(lur_journal_read(names[i], &j, NULL), LUR_OK);
    assert_int_equal(j.samples, 100 + i);
    lur_journal_clear(&j);
    unlink(names[i]);
  }
}

/// One that tells of no sound and no note is of use to nobody, unless it is damaged and may have told more.
static void a_journal_that_holds_nothing_is_not_kept(void **state)
{
  (void)state;
  struct lur_journal_writer w = begin(about);
  assert_true(lur_journal_sync(&w));
  lur_journal_close(&w);
  w = begin(about);
  assert_int_not_equal(access("j.1", F_OK), 0);
  assert_int_equal(pwrite(w.fd, "?", 1, 64 + 40), 1);
  lur_journal_close(&w);
  w = begin(about);
  lur_journal_close(&w);
  assert_int_equal(access("j.1", F_OK), 0);
  unlink("j.1");
  unlink("j");
}

static void limit_files(rlim_t bytes)
{
  struct rlimit limit;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
  limit.rlim_cur = bytes;
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/// A disk that fails for a moment costs what was said in that moment, and no more.
static void after_a_failure_it_goes_on_with_a_gap(void **state)
{
  (void)state;
  struct lur_journal_writer w = begin(about);
  struct rlimit before;
  void (*old)(int) = signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
  lur_journal_block(&w, 0, 800, 11);
  assert_true(lur_journal_sync(&w));
  assert_false(lur_journal_has_gap(&w));
  limit_files((rlim_t)w.number * 64 + 10); // which takes a part of a record
  lur_journal_block(&w, 800, 800, 12);
  limit_files(before.rlim_cur);
  signal(SIGXFSZ, old);
  lur_journal_block(&w, 1600, 800, 13); // before the sync nothing is tried again
  assert_false(lur_journal_sync(&w));
  assert_true(lur_journal_has_gap(&w));
  assert_false(lur_journal_has_gap(&w));
  lur_journal_block(&w, 2400, 800, 14);
  lur_journal_end(&w, 3200);
  size_t n;
  unsigned char *bytes = end(&w, &n);
  struct lur_journal j = parse(bytes, n);
  assert_int_equal(j.damaged, 1);
  assert_int_equal(j.blocks, 2);
  assert_int_equal(j.block[1].start, 2400);
  assert_true(j.ended);
  assert_int_equal(j.samples, 3200);
  lur_journal_clear(&j);
  free(bytes);
}

static void a_header_says_what_was_put_into_it(void **state)
{
  (void)state;
  struct lur_wave_said said;
  unsigned char h[LUR_WAVE_HEAD];
  memcpy(h, head, sizeof h);
  assert_true(lur_wave_head_read(h, &said));
  assert_int_equal(said.data_bytes, 0);
  assert_false(said.finished);
  for (int64_t bytes = 4; bytes < INT64_C(1) << 40; bytes *= 4) {
    lur_wave_head_resize(h, bytes, LUR_WAVE_MOST);
    assert_true(lur_wave_head_read(h, &said));
    assert_true(said.data_bytes == bytes);
    assert_memory_equal(h, bytes > LUR_WAVE_MOST ? "RF64" : "RIFF", 4);
  }
  lur_wave_head_resize(h, 0, LUR_WAVE_MOST);
  assert_memory_equal(h, head, sizeof h); // the way back leaves nothing behind
  lur_wave_head_finish(h);
  assert_true(lur_wave_head_read(h, &said) && said.finished && said.intact);
  h[200] ^= 1;
  assert_true(lur_wave_head_read(h, &said) && !said.intact);
  h[8] = 'X';
  assert_false(lur_wave_head_read(h, &said));
}

static void texts_that_do_not_fit_are_cut_between_characters(void **state)
{
  (void)state;
  char title[2001];
  for (size_t i = 0; i < 1000; i++) memcpy(title + 2 * i, "\xC3\xA5", 3);
  const struct lur_wave_said said = {.rate_hz = 48000, .channels = 1};
  struct lur_wave_said read;
  const struct lur_wave_texts texts = {.date = "2026-05-01T09:30:00+0200", .software = "lur", .title = title};
  unsigned char h[LUR_WAVE_HEAD];
  assert_int_equal(lur_wave_head_make(&said, &texts, h), LUR_OK);
  assert_true(lur_wave_head_read(h, &read));
  const unsigned char *name = NULL;
  for (size_t i = 0; i + 4 < sizeof h && !name; i++)
    if (memcmp(h + i, "INAM", 4) == 0) name = h + i + 8;
  assert_non_null(name);
  size_t n = strlen((const char *)name);
  assert_true(n > 200 && n % 2 == 0);
  assert_memory_equal(name, title, n);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_is_read_as_it_was_written),
      cmocka_unit_test(cut_anywhere_it_says_nothing_wrong),
      cmocka_unit_test(garbled_anywhere_it_says_nothing_wrong),
      cmocka_unit_test(what_lies_behind_new_silence_moves),
      cmocka_unit_test(a_dropout_says_why),
      cmocka_unit_test(a_journal_that_is_there_is_put_aside),
      cmocka_unit_test(a_journal_that_holds_nothing_is_not_kept),
      cmocka_unit_test(after_a_failure_it_goes_on_with_a_gap),
      cmocka_unit_test(a_header_says_what_was_put_into_it),
      cmocka_unit_test(texts_that_do_not_fit_are_cut_between_characters),
  };
  return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
