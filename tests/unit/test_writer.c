/// Recordings out, and back in.
#include "tests/support/audio_files.h"

#include <sys/stat.h>

#include "audio/roles.h"
#include "audio/writer.h"

static void write_file(const char *path, const struct lur_writer_options *o, const float *pcm, size_t n)
{
  struct lur_diag diag = {0};
  lur_writer *w = NULL;
  if (lur_writer_open(path, o, &w, &diag) != LUR_OK) fail_msg("%s: %s", path, diag.text);
  for (size_t done = 0; done < n;) { // in pieces that fit nothing
    size_t take = n - done < 777 ? n - done : 777;
    assert_int_equal(lur_writer_write(w, pcm + done * (size_t)o->channels, take, &diag), LUR_OK);
    done += take;
  }
  assert_int_equal(lur_writer_commit(w, &diag), LUR_OK);
}

static void every_sample_comes_back(void **state)
{
  (void)state;
  enum { N = 65536 };
  float *pcm = malloc(N * sizeof *pcm);
  assert_non_null(pcm);
  for (int i = 0; i < N; i++) pcm[i] = (float)(i - 32768) / 32768.0f;
  static const char *const paths[] = {"all.wav", "all.flac", "ALL.FLAC"};
  for (size_t k = 0; k < 3; k++) {
    struct lur_writer_options o = lur_writer_options_default(8000, 2);
    o.format = lur_writer_format_of(paths[k]);
    write_file(paths[k], &o, pcm, N / 2);
    struct heard h = hear(paths[k]);
    assert_string_equal(h.recording.format, k ? "FLAC 16" : "WAV PCM16");
    assert_true(h.recording.complete);
    assert_int_equal(h.n, N / 2);
    assert_memory_equal(h.pcm, pcm, N * sizeof *pcm);
    heard_clear(&h);
  }
  free(pcm);
}

static void loud_and_mad_samples_are_tamed(void **state)
{
  (void)state;
  const float pcm[] = {2.0f, -2.0f, 1.0f, -1.0f, NAN, INFINITY, -INFINITY, 0.5f};
  const float want[] = {32767 / 32768.0f, -1.0f, 32767 / 32768.0f, -1.0f, 0, 0, 0, 0.5f};
  struct lur_writer_options o = lur_writer_options_default(8000, 1);
  write_file("loud.wav", &o, pcm, 8);
  struct heard h = hear("loud.wav");
  assert_int_equal(h.n, 8);
  assert_memory_equal(h.pcm, want, sizeof want);
  heard_clear(&h);
}

static void roles_and_texts_come_back(void **state)
{
  (void)state;
  const float pcm[32] = {0};
  static const char *const paths[] = {"roles.wav", "roles.flac"};
  for (size_t k = 0; k < 2; k++)
    for (int agent_first = 0; agent_first < 2; agent_first++) {
      struct lur_writer_options o = lur_writer_options_default(16000, 2);
      o.format = lur_writer_format_of(paths[k]);
      o.role[0] = agent_first ? LUR_ROLE_AGENT : LUR_ROLE_CALLER;
      o.role[1] = lur_role_other(o.role[0]);
      o.title = "Köp av spår, samtal 3";
      o.comment = "første linje\nandre linje";
      o.date = "2026-02-03";
      write_file(paths[k], &o, pcm, 16);
      struct heard h = hear(paths[k]);
      assert_int_equal(h.recording.role[0], o.role[0]);
      assert_int_equal(h.recording.role[1], o.role[1]);
      assert_int_equal(h.recording.roles_from, LUR_ROLES_METADATA);
      assert_string_equal(h.recording.title, o.title);
      assert_string_equal(h.recording.comment, o.comment);
      assert_string_equal(h.recording.date, o.date);
      heard_clear(&h);
    }
}

static void an_option_beats_metadata(void **state)
{
  (void)state;
  const float pcm[32] = {0};
  struct lur_writer_options o = lur_writer_options_default(8000, 2);
  o.role[0] = LUR_ROLE_AGENT;
  o.role[1] = LUR_ROLE_CALLER;
  write_file("beat.wav", &o, pcm, 16);
  struct lur_reader_options r = lur_reader_options_default();
  r.role[0] = LUR_ROLE_CALLER;
  r.role[1] = LUR_ROLE_AGENT;
  struct heard h = hear_with("beat.wav", &r);
  assert_int_equal(h.recording.role[0], LUR_ROLE_CALLER);
  assert_int_equal(h.recording.roles_from, LUR_ROLES_OPTION);
  heard_clear(&h);
}

static void long_texts_are_cut_and_not_lost(void **state)
{
  (void)state;
  char text[5001];
  memset(text, 'x', 5000);
  text[5000] = '\0';
  const float pcm[32] = {0};
  struct lur_writer_options o = lur_writer_options_default(8000, 2);
  o.comment = o.title = text;
  write_file("long.wav", &o, pcm, 16);
  struct heard h = hear("long.wav");
  assert_true(h.recording.complete);
  assert_int_equal(h.n, 16);
  assert_int_equal(strlen(h.recording.title), 2000);
  assert_true(strlen(h.recording.comment) > 1900);
  heard_clear(&h);
}

static void nothing_is_there_before_commit(void **state)
{
  (void)state;
  struct stat st;
  struct lur_diag diag = {0};
  struct lur_writer_options o = lur_writer_options_default(8000, 1);
  const float pcm[100] = {0};
  save("kept.wav", "before", 6);
  lur_writer *w = NULL;
  assert_int_equal(lur_writer_open("kept.wav", &o, &w, &diag), LUR_OK);
  assert_int_equal(lur_writer_write(w, pcm, 100, &diag), LUR_OK);
  assert_int_equal(stat("kept.wav", &st), 0);
  assert_int_equal(st.st_size, 6);
  lur_writer_discard(w);
  assert_int_equal(stat("kept.wav", &st), 0);
  assert_int_equal(st.st_size, 6);
  assert_int_equal(lur_writer_open("fresh.wav", &o, &w, &diag), LUR_OK);
  assert_int_equal(stat("fresh.wav", &st), -1);
  lur_writer_discard(w);
  assert_int_equal(system("ls | grep -q '^fresh' "), 256); // no temporary file stays
}

static void what_cannot_be_written_is_said(void **state)
{
  (void)state;
  struct lur_diag diag = {0};
  struct lur_writer_options o = lur_writer_options_default(8000, 1);
  lur_writer *w = NULL;
  assert_int_equal(lur_writer_open("no/such/folder.wav", &o, &w, &diag), LUR_IO);
  assert_string_equal(diag.file, "no/such/folder.wav");
  assert_non_null(strstr(diag.text, "cannot be written"));
  o.channels = 3;
  assert_int_equal(lur_writer_open("three.wav", &o, &w, &diag), LUR_BAD_ARG);
  o = lur_writer_options_default(7000, 1);
  assert_int_equal(lur_writer_open("slow.wav", &o, &w, &diag), LUR_BAD_ARG);
  assert_null(w);
}

static void role_words_are_strict(void **state)
{
  (void)state;
  static const struct {
    const char *comment;
    bool ours;
    lur_role first;
    const char *rest;
  } comments[] = {
      {NULL, false, LUR_ROLE_NONE, ""},
      {"", false, LUR_ROLE_NONE, ""},
      {"a call", false, LUR_ROLE_NONE, "a call"},
      {"lur: roles=caller,agent", true, LUR_ROLE_CALLER, ""},
      {"lur: roles=agent,caller\nhello\nyou", true, LUR_ROLE_AGENT, "hello\nyou"},
      {"lur: roles=agent,caller\r\nhello", true, LUR_ROLE_AGENT, "hello"},
      {"lur: roles=agent,agent\nx", true, LUR_ROLE_NONE, "x"},
      {"lur: roles=agent", true, LUR_ROLE_NONE, ""},
      {"lur: roles=agent\ncaller,caller", true, LUR_ROLE_NONE, "caller,caller"},
      {"lur: roles=,", true, LUR_ROLE_NONE, ""},
      {"lur:", true, LUR_ROLE_NONE, ""},
      {"lurid: roles=caller,agent", false, LUR_ROLE_NONE, "lurid: roles=caller,agent"},
  };
  for (size_t i = 0; i < sizeof comments / sizeof *comments; i++) {
    lur_role role[2];
    const char *rest;
    assert_int_equal(lur_roles_read(comments[i].comment, role, &rest), comments[i].ours);
    assert_int_equal(role[0], comments[i].first);
    assert_int_equal(role[1], lur_role_other(comments[i].first));
    assert_string_equal(rest, comments[i].rest);
  }
}

static void any_bytes_become_utf8(void **state)
{
  (void)state;
  static const char *const texts[][2] = {
      {"plain", "plain"},
      {"r\xC3\xB6r", "rör"},
      {"r\xF6r", "rör"},
      {"\xE2\x82\xAC", "€"},
      {"\xE2\x82", "\xC3\xA2\xC2\x82"},
      {"a\x07\tb\x7F", "a\tb"},
      {"\xED\xA0\x80", "\xC3\xAD\xC2\xA0\xC2\x80"},
      {"\xF0\x9F\x93\x9E", "📞"},
      {"\xC0\xAF", "\xC3\x80\xC2\xAF"},
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    char *text = lur_roles_text(texts[i][0]);
    assert_string_equal(text, texts[i][1]);
    free(text);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_sample_comes_back),         cmocka_unit_test(loud_and_mad_samples_are_tamed),
      cmocka_unit_test(roles_and_texts_come_back),       cmocka_unit_test(an_option_beats_metadata),
      cmocka_unit_test(long_texts_are_cut_and_not_lost), cmocka_unit_test(nothing_is_there_before_commit),
      cmocka_unit_test(what_cannot_be_written_is_said),  cmocka_unit_test(role_words_are_strict),
      cmocka_unit_test(any_bytes_become_utf8),
  };
  return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
