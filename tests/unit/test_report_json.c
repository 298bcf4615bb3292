// The analysis document and the scorecard's document, parsed back and compared field by field.
#include "analysis/analyser.h"
#include "tests/unit/test_report_tools.h"

#include <jansson.h>

static json_t *parse_one_line(const struct capture *c)
{
  json_error_t error;
  assert_int_equal(count_of(c->text, "\n"), 1);
  assert_int_equal(c->text[c->size - 1], '\n');
  json_t *root = json_loadb(c->text, c->size, JSON_REJECT_DUPLICATES, &error);
  if (!root) print_error("%s at column %d\n", error.text, error.column);
  assert_non_null(root);
  return root;
}

static json_t *document_of(const struct fixture *f)
{
  struct capture c;
  assert_int_equal(lur_report_json(capture_open(&c), &f->report), LUR_OK);
  capture_close(&c);
  json_t *root = parse_one_line(&c);
  free(c.text);
  return root;
}

static json_t *card_of(const struct fixture *f)
{
  struct capture c;
  assert_int_equal(lur_report_scorecard_json(capture_open(&c), &f->report, NULL), LUR_OK);
  capture_close(&c);
  json_t *root = parse_one_line(&c);
  free(c.text);
  return root;
}

static void assert_text(const json_t *object, const char *key, const char *want)
{
  const char *got = json_string_value(json_object_get(object, key));
  if (!got) print_error("no text %s\n", key);
  assert_non_null(got);
  assert_string_equal(got, want);
}

static void assert_figure(const json_t *object, const char *key, double want)
{
  const json_t *value = json_object_get(object, key);
  if (!json_is_number(value)) print_error("no number %s\n", key);
  assert_true(json_is_number(value));
  assert_true(fabs(json_number_value(value) - want) < 1e-9);
}

static void assert_spans(const json_t *list, const struct lur_span *want, size_t n)
{
  assert_int_equal(json_array_size(list), n);
  for (size_t i = 0; i < n; i++) {
    const json_t *pair = json_array_get(list, i);
    assert_int_equal(json_array_size(pair), 2);
    assert_true(fabs(json_number_value(json_array_get(pair, 0)) - want[i].start_s) < 0.0006);
    assert_true(fabs(json_number_value(json_array_get(pair, 1)) - want[i].end_s) < 0.0006);
  }
}

static void describes_the_recording(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("calls/a.wav");
  f->recording.duration_s = 60.0004567;
  json_t *root = document_of(f), *recording = json_object_get(root, "recording");
  assert_text(root, "schema", "lur.analysis/1");
  assert_text(root, "layout", "two-channel");
  assert_text(root, "roles_from", "detected");
  assert_figure(root, "roles_confidence", 0.98);
  assert_text(recording, "file", "calls/a.wav");
  assert_text(recording, "format", "WAV PCM16");
  assert_figure(recording, "sample_rate_hz", 8000);
  assert_figure(recording, "channels", 2);
  assert_figure(recording, "duration_s", 60);
  assert_true(json_is_true(json_object_get(recording, "complete")));
  assert_null(json_object_get(recording, "problem"));
  assert_null(json_object_get(recording, "sha256"));
  json_decref(root);
  fixture_free(f);
}

static void says_what_is_wrong_with_a_damaged_recording(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  char sha[65] = {0};
  memset(sha, 'b', 64);
  f->recording.complete = false;
  snprintf(f->recording.problem, sizeof f->recording.problem, "The file ends after 60 s of 90 s.");
  f->report.sha256 = sha;
  json_t *root = document_of(f), *recording = json_object_get(root, "recording");
  assert_true(json_is_false(json_object_get(recording, "complete")));
  assert_text(recording, "problem", "The file ends after 60 s of 90 s.");
  assert_text(recording, "sha256", sha);
  json_decref(root);
  fixture_free(f);
}

static void lists_tracks_and_journey(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  json_t *root = document_of(f), *tracks = json_object_get(root, "tracks"),
         *journey = json_object_get(root, "journey");
  assert_int_equal(json_array_size(tracks), 2);
  for (size_t i = 0; i < 2; i++) {
    const json_t *track = json_array_get(tracks, i);
    assert_text(track, "role", i ? "agent" : "caller");
    assert_figure(track, "channel", (double)i);
    assert_true(json_is_false(json_object_get(track, "separated")));
    assert_spans(json_object_get(track, "speech"), f->call->track[i].speech.at, f->call->track[i].speech.n);
  }
  assert_int_equal(json_array_size(journey), f->call->phases);
  double at = 0;
  for (size_t i = 0; i < f->call->phases; i++) {
    const json_t *phase = json_array_get(journey, i);
    assert_text(phase, "phase", lur_phase_name(f->call->phase[i].kind));
    assert_figure(phase, "start_s", at); // they tile the recording also after rounding
    at = json_number_value(json_object_get(phase, "end_s"));
    assert_figure(phase, "confidence", 0.97);
  }
  assert_true(at == 60);
  json_decref(root);
  fixture_free(f);
}

static void lists_events_with_their_own_fields(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  json_t *root = document_of(f), *events = json_object_get(root, "events");
  assert_int_equal(json_array_size(events), f->call->events.n);
  const json_t *ring = json_array_get(events, 0), *prompt = json_array_get(events, 1),
               *key = json_array_get(events, 2);
  assert_text(ring, "type", "ringback");
  assert_text(ring, "plan", "SE,FI");
  assert_int_equal(json_array_size(json_object_get(ring, "frequencies_hz")), 1);
  assert_int_equal(json_integer_value(json_array_get(json_object_get(ring, "frequencies_hz"), 0)), 425);
  assert_int_equal(json_array_size(json_object_get(ring, "cadence_ms")), 2);
  assert_int_equal(json_integer_value(json_array_get(json_object_get(ring, "cadence_ms"), 1)), 5000);
  assert_figure(ring, "confidence", 0.9);
  assert_figure(ring, "channel", 1);
  assert_null(json_object_get(ring, "segments"));
  assert_spans(json_object_get(ring, "bursts"), f->call->events.parts.at, 2);
  assert_spans(json_object_get(prompt, "segments"), f->call->events.parts.at + 2, 2);
  assert_null(json_object_get(prompt, "confidence"));
  assert_text(key, "digit", "2");
  const json_t *cut = json_array_get(events, 5);
  assert_text(cut, "type", "interruption");
  assert_text(cut, "track", "agent");
  assert_text(cut, "by", "agent");
  assert_true(json_is_true(json_object_get(cut, "took_floor")));
  assert_null(json_object_get(cut, "channel"));
  assert_null(json_object_get(json_array_get(events, 4), "took_floor"));
  json_decref(root);
  fixture_free(f);
}

static void gives_every_measure_a_value_or_a_reason(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  json_t *root = document_of(f), *measures = json_object_get(root, "measures"),
         *unmeasured = json_object_get(root, "unmeasured");
  assert_int_equal(json_object_size(measures), LUR_MEASURE_COUNT);
  size_t unknown = 0;
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) {
    const char *name = lur_measure_table[i].name;
    const json_t *value = json_object_get(measures, name), *why = json_object_get(unmeasured, name);
    assert_non_null(value);
    assert_int_equal(json_is_null(value), !f->call->measures.of[i].known);
    assert_int_equal(why != NULL, !f->call->measures.of[i].known);
    if (why) assert_string_equal(json_string_value(why), "less than 1 s of voiced speech");
    unknown += why != NULL;
  }
  assert_int_equal(json_object_size(unmeasured), unknown);
  assert_true(json_is_true(json_object_get(measures, "answer.answered")));
  assert_figure(measures, "answer.wait_s", 19.3);
  assert_true(json_is_integer(json_object_get(measures, "answer.ring_count")));
  assert_text(measures, "answer.ring_plan", "SE,FI");
  assert_figure(measures, "talk.agent_ratio", 0.605736);
  assert_figure(measures, "level.agent_dbov", -23.46);
  json_decref(root);
  fixture_free(f);
}

static void numbers_are_short_and_texts_are_utf8(void **state)
{
  (void)state;
  struct capture c;
  struct fixture *f = fixture_new("bad \xff name \x1b[31m.wav");
  lur_measure_set(&f->call->measures, LUR_M_ANSWER_WAIT_S, 20.1);
  assert_int_equal(lur_report_json(capture_open(&c), &f->report), LUR_OK);
  capture_close(&c);
  assert_non_null(strstr(c.text, "\"answer.wait_s\":20.1,"));
  assert_null(strchr(c.text, 0x1b));
  json_t *root = parse_one_line(&c);
  assert_non_null(strstr(json_string_value(json_object_get(json_object_get(root, "recording"), "file")),
                         "bad \xef\xbf\xbd name"));
  json_decref(root);
  free(c.text);
  fixture_free(f);
}

static void mono_is_said_to_be_mono(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  f->call->channels = f->recording.channels = 1;
  json_t *root = document_of(f);
  assert_text(root, "layout", "mono-separated");
  json_decref(root);
  f->call->tracks = 1;
  root = document_of(f);
  assert_text(root, "layout", "mono");
  json_decref(root);
  fixture_free(f);
}

static void scorecard_keeps_everything(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  json_t *root = card_of(f), *rubric = json_object_get(root, "rubric"),
         *sections = json_object_get(root, "sections");
  assert_text(root, "schema", "lur.scorecard/1");
  assert_text(json_object_get(root, "call"), "file", "a.wav");
  assert_text(rubric, "id", "shop");
  assert_text(rubric, "version", "2026.1");
  assert_text(rubric, "sha256", f->rubric.sha256);
  assert_text(root, "assessor", "Anna");
  assert_figure(root, "total", 76.166667);
  assert_text(root, "total_from", "sections");
  assert_figure(root, "coverage", 0.666667);
  assert_true(json_is_true(json_object_get(root, "complete")));
  assert_text(json_object_get(root, "band"), "id", "bronze");
  assert_figure(json_object_get(json_object_get(root, "faults"), "critical"), "customer", 1);
  assert_int_equal(json_array_size(sections), 2);
  assert_figure(json_array_get(sections, 1), "score", 65);
  const json_t *rules = json_object_get(root, "rules");
  assert_true(json_is_false(json_object_get(json_array_get(rules, 0), "fired")));
  assert_true(json_is_true(json_object_get(json_array_get(rules, 1), "fired")));
  assert_figure(json_array_get(rules, 1), "cap", 80);
  json_decref(root);
  fixture_free(f);
}

/// What was analysed by an earlier version says so, whatever version writes it down.
static void names_the_version_that_analysed(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  for (int known = 0; known < 2; known++) {
    f->report.analyser = known ? "0.0.9" : NULL;
    const char *want = known ? "0.0.9" : LUR_ANALYSER_VERSION;
    json_t *document = document_of(f), *card = card_of(f);
    assert_text(document, "analyser", want);
    assert_text(json_object_get(card, "call"), "analyser", want);
    json_decref(document);
    json_decref(card);
  }
  fixture_free(f);
}

static void every_criterion_has_points_or_says_why_not(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  json_t *root = card_of(f), *sections = json_object_get(root, "sections");
  const json_t *access = json_object_get(json_array_get(sections, 0), "criteria");
  const json_t *treatment = json_object_get(json_array_get(sections, 1), "criteria");
  const json_t *wait = json_array_get(access, 0), *voice = json_array_get(access, 1),
               *greeting = json_array_get(treatment, 0);
  assert_figure(wait, "points", 98.5);
  assert_figure(wait, "value", 19.3);
  assert_text(wait, "measure", "answer.wait_s");
  assert_text(wait, "by", "machine");
  assert_spans(json_object_get(wait, "evidence"), f->evidence, 1);
  assert_null(json_object_get(wait, "why"));
  assert_true(json_is_null(json_object_get(voice, "points")));
  assert_text(voice, "state", "not_measured");
  assert_non_null(strstr(json_string_value(json_object_get(voice, "why")), "less than 1 s of voiced speech"));
  assert_text(json_object_get(greeting, "answer"), "id", "partly");
  assert_text(greeting, "comment", "The name was missing");
  assert_text(greeting, "critical", "customer");
  assert_text(json_array_get(treatment, 1), "formula", "interruption.agent_count + 2 * overlap.ratio");
  assert_text(json_array_get(treatment, 2), "text", "the line was cut");
  json_decref(root);
  fixture_free(f);
}

static void a_call_without_a_total_has_null(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  f->card.has_total = false;
  f->card.total = f->card.raw_total = f->card.coverage = (double)NAN;
  f->card.band = NULL;
  f->card.assessor = fixture_text("");
  json_t *root = card_of(f);
  assert_true(json_is_null(json_object_get(root, "total")));
  assert_true(json_is_null(json_object_get(root, "raw_total")));
  assert_true(json_is_null(json_object_get(root, "coverage")));
  assert_true(json_is_null(json_object_get(root, "band")));
  assert_true(json_is_null(json_object_get(root, "assessor")));
  json_decref(root);
  fixture_free(f);
}

static void a_missing_record_or_a_full_disk_is_an_error(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  struct lur_report none = {.recording = &f->recording};
  struct capture c;
  assert_int_equal(lur_report_json(capture_open(&c), &none), LUR_BAD_ARG);
  assert_int_equal(lur_report_scorecard_json(c.stream, &none, NULL), LUR_BAD_ARG);
  assert_string_equal(capture_close(&c), "");
  free(c.text);
  FILE *full = fopen("/dev/full", "w");
  if (full) {
    setvbuf(full, NULL, _IONBF, 0);
    assert_int_equal(lur_report_json(full, &f->report), LUR_IO);
    fclose(full);
  }
  fixture_free(f);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(describes_the_recording),
      cmocka_unit_test(says_what_is_wrong_with_a_damaged_recording),
      cmocka_unit_test(lists_tracks_and_journey),
      cmocka_unit_test(lists_events_with_their_own_fields),
      cmocka_unit_test(gives_every_measure_a_value_or_a_reason),
      cmocka_unit_test(numbers_are_short_and_texts_are_utf8),
      cmocka_unit_test(mono_is_said_to_be_mono),
      cmocka_unit_test(scorecard_keeps_everything),
      cmocka_unit_test(names_the_version_that_analysed),
      cmocka_unit_test(every_criterion_has_points_or_says_why_not),
      cmocka_unit_test(a_call_without_a_total_has_null),
      cmocka_unit_test(a_missing_record_or_a_full_disk_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
