// Rows for spreadsheets, read back by a reader that follows RFC 4180 to the letter.
#include "tests/unit/test_report_tools.h"

enum { FIELDS = 200, FIELD = 256 };

struct table_row {
  char field[FIELDS][FIELD];
  size_t n;
};

/// One row; asserts the quoting rules and the CR LF at its end. Returns what follows.
static const char *read_row(const char *at, struct table_row *row)
{
  row->n = 0;
  for (;;) {
    assert_true(row->n < FIELDS);
    char *to = row->field[row->n++];
    size_t length = 0;
    bool quoted = *at == '"';
    at += quoted;
    while (quoted ? *at != '"' || at[1] == '"' : *at != ',' && *at != '\r') {
      assert_true(*at != '\0' && length < FIELD - 1);
      if (!quoted) assert_true(*at != '"' && *at != '\n');
      if (*at == '"') at++;
      to[length++] = *at++;
    }
    to[length] = '\0';
    at += quoted;
    if (*at == ',') {
      at++;
      continue;
    }
    assert_int_equal(*at, '\r');
    assert_int_equal(at[1], '\n');
    return at + 2;
  }
}

static void table_of(const struct fixture *f, const struct lur_rubric *rubric, struct table_row *header,
                     struct table_row *row)
{
  struct capture c;
  assert_int_equal(lur_report_csv_header(capture_open(&c), rubric), LUR_OK);
  assert_int_equal(lur_report_csv_row(c.stream, &f->report, rubric), LUR_OK);
  const char *rest = read_row(read_row(capture_close(&c), header), row);
  assert_string_equal(rest, "");
  assert_int_equal(header->n, row->n);
  free(c.text);
}

static const char *cell(const struct table_row *header, const struct table_row *row, const char *name)
{
  for (size_t i = 0; i < header->n; i++)
    if (strcmp(header->field[i], name) == 0) return row->field[i];
  print_error("no column %s\n", name);
  fail();
  return NULL;
}

static void has_a_column_for_every_measure(void **state)
{
  (void)state;
  static struct table_row header, row;
  struct fixture *f = fixture_new("a.wav");
  table_of(f, NULL, &header, &row);
  for (int i = 0; i < LUR_MEASURE_COUNT; i++)
    assert_int_equal(cell(&header, &row, lur_measure_table[i].name)[0] == '\0',
                     !f->call->measures.of[i].known);
  assert_string_equal(cell(&header, &row, "answer.answered"), "true");
  assert_string_equal(cell(&header, &row, "answer.wait_s"), "19.3");
  assert_string_equal(cell(&header, &row, "answer.ring_plan"), "SE,FI");
  assert_string_equal(cell(&header, &row, "level.agent_dbov"), "-23.46");
  assert_string_equal(cell(&header, &row, "call.duration_s"), "60");
  assert_string_equal(cell(&header, &row, "complete"), "true");
  fixture_free(f);
}

static void has_the_score_and_each_criterion(void **state)
{
  (void)state;
  static struct table_row header, row;
  struct fixture *f = fixture_new("a.wav");
  table_of(f, &f->rubric, &header, &row);
  assert_string_equal(cell(&header, &row, "rubric"), "shop");
  assert_string_equal(cell(&header, &row, "rubric_version"), "2026.1");
  assert_string_equal(cell(&header, &row, "total"), "76.166667");
  assert_string_equal(cell(&header, &row, "coverage"), "0.666667");
  assert_string_equal(cell(&header, &row, "band"), "bronze");
  assert_string_equal(cell(&header, &row, "critical"), "1");
  assert_string_equal(cell(&header, &row, "criteria.time_to_answer"), "98.5");
  assert_string_equal(cell(&header, &row, "criteria.pitch"), "");
  assert_string_equal(cell(&header, &row, "criteria.goodbye"), "");
  fixture_free(f);
}

static void a_score_by_another_rubric_stays_empty(void **state)
{
  (void)state;
  static struct table_row header, row;
  struct fixture *f = fixture_new("a.wav");
  struct lur_rubric other = f->rubric;
  other.version = fixture_text("2027");
  table_of(f, &other, &header, &row);
  assert_string_equal(cell(&header, &row, "total"), "");
  assert_string_equal(cell(&header, &row, "rubric"), "");
  assert_string_equal(cell(&header, &row, "criteria.greeting"), "");
  f->report.scorecard = NULL;
  table_of(f, &f->rubric, &header, &row);
  assert_string_equal(cell(&header, &row, "total"), "");
  fixture_free(f);
}

static void no_text_becomes_a_formula(void **state)
{
  (void)state;
  static const char *const names[] = {"=1+1", "+46701", "-2", "@SUM(A1)", "=\"a\",b", "\t=1", "\r=1"};
  static struct table_row header, row;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct fixture *f = fixture_new(names[i]);
    table_of(f, NULL, &header, &row);
    const char *got = cell(&header, &row, "file");
    assert_true(got[0] == '\'' || got[0] == ' ');
    fixture_free(f);
  }
}

static void quotes_commas_and_line_ends_survive(void **state)
{
  (void)state;
  static struct table_row header, row;
  struct fixture *f = fixture_new("a \"quoted\", name.wav");
  table_of(f, NULL, &header, &row);
  assert_string_equal(cell(&header, &row, "file"), "a \"quoted\", name.wav");
  f->recording.name = fixture_text("two\r\nlines");
  table_of(f, NULL, &header, &row);
  assert_string_equal(cell(&header, &row, "file"), "two  lines");
  fixture_free(f);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(has_a_column_for_every_measure),
      cmocka_unit_test(has_the_score_and_each_criterion),
      cmocka_unit_test(a_score_by_another_rubric_stays_empty),
      cmocka_unit_test(no_text_becomes_a_formula),
      cmocka_unit_test(quotes_commas_and_line_ends_survive),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
