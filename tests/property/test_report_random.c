// Whatever a call holds, every report of it is well formed. The seed is printed; LUR_SEED=N runs one again.
#include "tests/unit/test_report_tools.h"

#include <jansson.h>

#include "report/utf8.h"

enum { ROUNDS = 150, WORDS = 24 };

static uint64_t next_random(uint64_t *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static double between(uint64_t *state, double low, double high)
{
  return low + (high - low) * (double)(next_random(state) >> 11) / 9007199254740992.0;
}

/// Bytes that hurt: markup, quotes, controls, broken UTF-8, wide and combining characters.
static void random_text(uint64_t *state, char *out, size_t size)
{
  static const char *const parts[] = {"<",       ">",    "&",        "\"", "'",  "</script>", "]]>",
                                      "\x1b[2J", "\xff", "\xe2\x82", "å",  "全", "\u0301",    "\n",
                                      "\u202e",  "=1+1", "%s%n%d",   " ",  "a",  "0"};
  size_t n = 0, words = next_random(state) % WORDS;
  for (size_t i = 0; i < words && n + 16 < size; i++)
    n +=
        (size_t)snprintf(out + n, size - n, "%s", parts[next_random(state) % (sizeof parts / sizeof *parts)]);
  out[n] = '\0';
}

static void random_event(uint64_t *state, struct lur_event *e, double duration_s)
{
  *e = lur_event_of((lur_event_type)(next_random(state) % LUR_EVENT_TYPES), between(state, 0, duration_s), 0);
  e->end_s = between(state, e->start_s, duration_s);
  e->channel = (int)(next_random(state) % 3) - 1;
  e->track = (lur_role)(next_random(state) % 3);
  e->by = e->type == LUR_EVENT_INTERRUPTION ? LUR_ROLE_AGENT : LUR_ROLE_NONE;
  e->digit = e->type == LUR_EVENT_DTMF ? '#' : '\0';
  random_text(state, e->plan, sizeof e->plan);
  if (next_random(state) % 2) e->confidence = between(state, 0, 1);
}

static void shuffle_call(uint64_t *state, struct fixture *f, char *texts, size_t size)
{
  struct lur_call *call = f->call;
  call->duration_s = f->recording.duration_s = next_random(state) % 9 ? between(state, 0.01, 20000) : 0;
  for (size_t i = 0; i < 40; i++) {
    struct lur_event e;
    random_event(state, &e, call->duration_s);
    assert_int_equal(lur_events_add(&call->events, &e), LUR_OK);
  }
  lur_events_sort(&call->events);
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) {
    struct lur_value *v = &call->measures.of[i];
    *v = (struct lur_value){
        .known = next_random(state) % 3 != 0, .number = between(state, -1e6, 1e6), .why = "a reason"};
    if (lur_measure_table[i].type == LUR_TYPE_TEXT) random_text(state, v->text, sizeof v->text);
  }
  random_text(state, texts, size);
  f->recording.name = f->card.assessor = f->mark[2].comment = f->mark[4].text = f->rubric.version = texts;
  for (size_t i = 0; i < f->texts; i++) f->text[i].text = texts;
  f->recording.complete = next_random(state) % 2;
  snprintf(f->recording.problem, sizeof f->recording.problem, "%.399s", texts);
  f->report.title = next_random(state) % 2 ? texts : NULL;
  f->report.peaks = next_random(state) % 2 ? &f->peaks : NULL;
  call->tracks = 1 + next_random(state) % 2;
}

static void check_json(const struct fixture *f)
{
  struct capture c;
  for (int card = 0; card < 2; card++) {
    capture_open(&c);
    lur_status status =
        card ? lur_report_scorecard_json(c.stream, &f->report, NULL) : lur_report_json(c.stream, &f->report);
    assert_int_equal(status, LUR_OK);
    capture_close(&c);
    json_error_t error;
    json_t *root = json_loadb(c.text, c.size, JSON_REJECT_DUPLICATES, &error);
    assert_non_null(root);
    json_decref(root);
    assert_int_equal(count_of(c.text, "\n"), 1);
    free(c.text);
  }
}

static void check_text(const struct fixture *f)
{
  struct capture c;
  assert_int_equal(lur_report_text(capture_open(&c), &f->report, NULL), LUR_OK);
  for (const unsigned char *at = (const unsigned char *)capture_close(&c); *at; at++)
    assert_true(*at >= 0x20 || *at == '\n');
  char *clean = lur_utf8_clean(c.text);
  assert_non_null(clean);
  assert_int_equal(strlen(clean), strlen(c.text)); // valid UTF-8 already
  free(clean);
  free(c.text);
}

static void check_pages(const struct fixture *f)
{
  struct capture c;
  const struct lur_page_audio audio = {.href = f->recording.name};
  struct lur_index_row row = {0};
  assert_int_equal(lur_report_html(capture_open(&c), &f->report, &audio, NULL), LUR_OK);
  assert_markup(capture_close(&c));
  assert_int_equal(count_of(c.text, "<script"), 1);
  free(c.text);
  assert_int_equal(lur_index_row_make(&f->report, f->recording.name, NULL, &row), LUR_OK);
  assert_int_equal(lur_report_html_index(capture_open(&c), &row, 1, NULL, NULL), LUR_OK);
  lur_index_row_clear(&row);
  assert_markup(capture_close(&c));
  assert_int_equal(count_of(c.text, "<script"), 0);
  free(c.text);
}

static void check_row(const struct fixture *f)
{
  struct capture c;
  assert_int_equal(lur_report_csv_row(capture_open(&c), &f->report, &f->rubric), LUR_OK);
  capture_close(&c);
  assert_int_equal(count_of(c.text, "\n"), 1); // a text never breaks the row
  assert_int_equal(count_of(c.text, "\"") % 2, 0);
  free(c.text);
}

static void any_call_gives_well_formed_reports(void **state)
{
  (void)state;
  const char *given = getenv("LUR_SEED");
  uint64_t seed = given ? strtoull(given, NULL, 10) : 20260414;
  for (uint64_t round = 0; round < (given ? 1 : ROUNDS); round++, seed++) {
    uint64_t random = seed * 0x9e3779b97f4a7c15u + 1;
    char texts[512];
    struct fixture *f = fixture_new("a.wav");
    print_message("seed %llu\n", (unsigned long long)seed); // the last one printed is the one that failed
    shuffle_call(&random, f, texts, sizeof texts);
    check_json(f);
    check_text(f);
    check_pages(f);
    check_row(f);
    fixture_free(f);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(any_call_gives_well_formed_reports)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
