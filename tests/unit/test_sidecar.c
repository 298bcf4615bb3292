/// What comes with recordings: metadata in JSON and in a table.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/sidecar.h"

static void check_key(const struct lur_meta *m, lur_meta_key key, const char *want)
{
  if (want)
    assert_string_equal(m->text[key], want);
  else
    assert_null(m->text[key]);
}

static void json_is_read(void **state)
{
  (void)state;
  const char *text = "{\n  \"wave\": \"autumn\", \"participant\": \"north\",\n  \"agent\": \"Åsa “Å”\", "
                     "\"roles\": [\"agent\", \"caller\"],\n  \"started_at\": \"2026-05-01T09:30:00+02:00\",\n"
                     "  \"title\": null, \"assessor\": \"\", \"id\": 42, \"x-campaign\": {\"id\": 1}\n}\n";
  struct lur_meta m = {0};
  struct lur_diag diag = {0};
  char started[LUR_WHEN_SIZE];
  assert_int_equal(lur_meta_read_json(text, strlen(text), "a.json", &m, &diag), LUR_OK);
  check_key(&m, LUR_META_WAVE, "autumn");
  check_key(&m, LUR_META_PARTICIPANT, "north");
  check_key(&m, LUR_META_AGENT, "Åsa “Å”");
  check_key(&m, LUR_META_ID, "42");
  check_key(&m, LUR_META_TITLE, NULL);
  check_key(&m, LUR_META_ASSESSOR, NULL);
  assert_true(m.role[0] == LUR_ROLE_AGENT && m.role[1] == LUR_ROLE_CALLER);
  assert_string_equal(lur_when_format(&m.started, started, sizeof started), "2026-05-01T09:30:00+02:00");
  assert_true(m.line[LUR_META_PARTICIPANT] == 2 && m.column[LUR_META_PARTICIPANT] == 36);
  assert_true(m.line[LUR_META_ROLES] == 3 && m.column[LUR_META_ROLES] == 32);
  lur_meta_clear(&m);
}

static void lurs_own_json_is_read(void **state)
{
  (void)state;
  const char *text =
      "{\"schema\": \"lur.sidecar/1\", \"call\": \"c12\", \"started\": \"2026-05-01T09:30:00Z\","
      "\"wave\": null, \"agent\": \"Kim\", \"roles\": [\"caller\", \"agent\"], \"duration_s\": 60.0,"
      "\"facts\": {\"id\": \"7.1\", \"title\": \"T\", \"caller_number\": \"1\"}}";
  struct lur_meta m = {0};
  struct lur_diag diag = {0};
  if (lur_meta_read_json(text, strlen(text), "a.json", &m, &diag) != LUR_OK) fail_msg("%s", diag.text);
  check_key(&m, LUR_META_AGENT, "Kim");
  check_key(&m, LUR_META_ID, "7.1");
  check_key(&m, LUR_META_TITLE, "T");
  check_key(&m, LUR_META_WAVE, NULL);
  assert_true(m.started.known && m.role[0] == LUR_ROLE_CALLER);
  lur_meta_clear(&m);
}

static void holes_and_notes_come_along(void **state)
{
  (void)state;
  const char *texts[] = {
      "{\"wave\": \"w\", \"x-dropouts\": [[1.5, 2], [3, 4, \"disk\"]], \"x-notes\": [{\"kind\": \"masked\","
      "\"start_s\": 5, \"end_s\": 6.5, \"text\": \"card\"}], \"x-consent\": \"told before\"}",
      "{\"schema\": \"lur.sidecar/1\", \"dropouts\": [[1.5, 2], [3, 4, \"disk\"]], \"notes\": [{\"kind\": "
      "\"masked\", \"start_s\": 5, \"end_s\": 6.5, \"note\": \"card\"}], \"facts\": {\"consent\": \"told "
      "before\"}}"};
  for (int i = 0; i < 2; i++) {
    struct lur_meta m = {0};
    struct lur_diag diag = {0};
    if (lur_meta_read_json(texts[i], strlen(texts[i]), "a.json", &m, &diag) != LUR_OK)
      fail_msg("%s", diag.text);
    assert_int_equal(m.dropout.n, 2);
    assert_true(m.dropout.at[0].end_s == 2 && m.dropout.at[1].start_s == 3);
    assert_int_equal(m.dropout.at[0].why, LUR_DROPOUT_UNKNOWN);
    assert_int_equal(m.dropout.at[1].why, LUR_DROPOUT_DISK);
    assert_int_equal(m.notes.n, 1);
    assert_true(m.notes.at[0].kind == LUR_NOTE_MASKED && m.notes.at[0].end_s == 6.5);
    assert_string_equal(m.notes.at[0].text, "card");
    assert_string_equal(m.own[0], "told before");
    lur_meta_clear(&m);
  }
}

static void json_of_others_is_left_alone(void **state)
{
  (void)state;
  const char *texts[] = {"{\"file\": \"sv-good.flac\", \"duration\": 66.0, \"channels\": [{\"role\": 1}]}",
                         "{\"text\": \"hello\", \"segments\": [], \"language\": \"sv\"}",
                         "{\"schema\": \"other/1\", \"transcript\": {\"id\": 1}}"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct lur_meta m = {0};
    struct lur_diag diag = {0};
    assert_int_equal(lur_meta_read_json(texts[i], strlen(texts[i]), "a.json", &m, &diag), LUR_OK);
    assert_null(m.source);
  }
}

struct fault {
  const char *text;
  int line, column;
  const char *words;
};

static void check_fault(const struct fault *f, const struct lur_diag *diag)
{
  if (diag->line != f->line || diag->column != f->column || !strstr(diag->text, f->words))
    fail_msg("%s: %s:%d:%d: %s", f->text, diag->file, diag->line, diag->column, diag->text);
  assert_string_equal(diag->file, "name");
}

static void bad_json_is_refused_with_its_place(void **state)
{
  (void)state;
  const struct fault faults[] = {
      {"{\"wave\": \"autumn\"", 1, 17, "JSON"},
      {"[]", 1, 1, "object"},
      {"", 1, 0, "JSON"},
      {"{\"title\": \"participant\",\n \"particpant\": \"x\"}", 2, 16, "is “participant” meant?"},
      {"{\"id\": \"1\", \"å\": {\"wave\": 1}}", 1, 18, "x-"},
      {"{\"x-å\": {\"wave\": \"\\\"}\"},\n\"wave\" : 1}", 2, 10, "text in quotes"},
      {"{\"agent\": \"a\", \"agent\": \"b\"}", 1, 22, "duplicate"},
      {"{\"x-dropouts\": [[2, 1]]}", 1, 16, "[start, end]"},
      {"{\"x-notes\": [{\"kind\": \"poem\", \"start_s\": 1, \"end_s\": 1}]}", 1, 13, "notes"},
      {"{\"participant\": \"a b\"}", 1, 17, "short name"},
      {"{\"roles\": \"agent\"}", 1, 11, "roles"},
      {"{\"roles\": [\"agent\", 1]}", 1, 11, "roles"},
      {"{\"started_at\": \"2026-02-30T09:30:00Z\"}", 1, 16, "no day or time"},
      {"{\"started_at\": \"2026-05-01T09:30:00\"}", 1, 16, "time zone"},
      {"{\"started_at\": \"2026-05-01\"}", 1, 16, "time zone"}};
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    struct lur_meta m = {0};
    struct lur_diag diag = {0};
    assert_int_equal(lur_meta_read_json(faults[i].text, strlen(faults[i].text), "name", &m, &diag),
                     LUR_BAD_INPUT);
    check_fault(&faults[i], &diag);
    assert_null(m.source);
  }
}

static void a_table_is_found_by_file_and_id_to_the_letter(void **state)
{
  (void)state;
  const char *text = "\xEF\xBB\xBF"
                     "file;id;participant;started_at;x-note\r\n"
                     "a.wav;;north;2026-05-01T09:30:00+02:00;\"some;thing\"\r\n"
                     ";1777620615.42;west;;\r\n"
                     ";;;;\r\n"
                     "b.wav;1777620615.4;south;;\r\n";
  struct lur_meta_table t = {0};
  struct lur_diag diag = {0};
  if (lur_meta_read_csv(text, strlen(text), "name", &t, &diag) != LUR_OK) fail_msg("%s", diag.text);
  assert_int_equal(t.n, 3);
  check_key(lur_meta_table_find(&t, "a.wav", "1777620615.42"), LUR_META_PARTICIPANT, "north");
  check_key(lur_meta_table_find(&t, "c.wav", "1777620615.42"), LUR_META_PARTICIPANT, "west");
  check_key(lur_meta_table_find(&t, "b.wav", ""), LUR_META_PARTICIPANT, "south");
  assert_null(lur_meta_table_find(&t, "A.wav", ""));
  assert_null(lur_meta_table_find(&t, "c.wav", "1777620615.43")); // a near one is another one
  assert_null(lur_meta_table_find(&t, "c.wav", "1777620615.4"));  // that row is of b.wav
  lur_meta_table_clear(&t);
}

static void bad_tables_are_refused_with_their_place(void **state)
{
  (void)state;
  const struct fault faults[] = {{"", 1, 1, "not known"},
                                 {"participant\nnorth\n", 1, 1, "“file” is missing"},
                                 {"file,wav\na,b\n", 1, 2, "“wav” is not known"},
                                 {"file,wave,wave\n", 1, 3, "twice"},
                                 {"file,participant\na.wav,\"a b\"\n", 2, 2, "short name"},
                                 {"file,started_at\na.wav,\nb.wav,yesterday\n", 3, 2, "no day or time"},
                                 {"file,agent\n,Kim\n", 2, 1, "names no recording"},
                                 {"file,agent\na.wav,Kim,x\n", 2, 3, "no column above"},
                                 {"file,agent\na.wav,\"Kim\n", 2, 2, "not closed"},
                                 {"file\na.wav\na.wav\n", 0, 0, "two rows tell of “a.wav”"},
                                 {"id\n7\n7\n", 0, 0, "two rows tell of “7”"},
                                 {"file,agent\na.wav,\xff\n", 2, 0, "UTF-8"}};
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    struct lur_meta_table t = {0};
    struct lur_diag diag = {0};
    assert_int_equal(lur_meta_read_csv(faults[i].text, strlen(faults[i].text), "name", &t, &diag),
                     LUR_BAD_INPUT);
    check_fault(&faults[i], &diag);
    assert_true(!t.at && t.n == 0);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(json_is_read),
      cmocka_unit_test(lurs_own_json_is_read),
      cmocka_unit_test(holes_and_notes_come_along),
      cmocka_unit_test(json_of_others_is_left_alone),
      cmocka_unit_test(bad_json_is_refused_with_its_place),
      cmocka_unit_test(a_table_is_found_by_file_and_id_to_the_letter),
      cmocka_unit_test(bad_tables_are_refused_with_their_place),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
